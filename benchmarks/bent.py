"""Right ways that are bent in one place, and what is said of them: ``python -m benchmarks.bent``.

:mod:`benchmarks.mutation` changes a reference by one operator, number or name. People's slips are
often larger: a loop that leaves out its last turn, stops early or begins anew each time; a wrong
row; a label too few; a guard, a bound, a rounding; an argument that is overwritten. Here each right
way of the library and of the strangers' sets, in whatever style it was written, gets one such slip
at a place that a draw chooses. What it does at points of other seeds says whether it is wrong. Then

* a wrong answer must be refused, and one in which nothing shows accepted;
* a sentence of which :mod:`benchmarks.claims` can work out whether it is true has to be true;
* an answer without any name is printed with its slip, for somebody to read.
"""

from __future__ import annotations

import ast
import copy
import re
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backpass.grading.exercises.changes import changed_sources
from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.source import source_of
from backpass.judging.gradcheck import all_agree
from backpass.judging.verdict import Verdict
from backpass.likeness.sample import Sample
from benchmarks import sixth_strangers
from benchmarks.claims import claims_of, without_apart
from benchmarks.distorted import HELD_AT, MADE_AT
from benchmarks.page import table
from benchmarks.rates import accepts, chosen_functions, rights_of
from benchmarks.row_by_row import row_by_row, sampler
from benchmarks.second_strangers import WRITTEN, defined, right_ones

#: From a tree to its slips: words, and what makes the slip in a copy of the tree at that place.
Bend = tuple[str, Callable[[], None]]
#: Seconds of processor time that judging and naming may take; whatever takes longer is printed.
SLOW = 3.0


def loops(tree: ast.AST) -> Iterator[Bend]:
    """Loops that go over too little, stop early, or forget what was there."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.For):
            continue
        for words, form in (
            ("leaves out the first", "list({})[1:]"),
            ("leaves out the last", "list({})[:-1]"),
            ("takes each second", "list({})[::2]"),
            ("takes the last alone", "list({})[-1:]"),
            ("begins a turn late and adds one", "[*list({})[1:], *list({})[-1:]]"),
        ):
            text = form.format(*[ast.unparse(node.iter)] * form.count("{}"))
            yield f"loop {words}", _put(node, "iter", ast.parse(text, mode="eval").body)
        yield "loop stops after one turn", _put(node, "body", [*node.body, ast.Break()])
        for number, one in enumerate(node.body):
            rest = [*node.body[:number], *node.body[number + 1 :]]
            if rest:
                yield f"loop without `{ast.unparse(one)[:40]}`", _put(node, "body", rest)
    for parent in ast.walk(tree):
        body = getattr(parent, "body", None)
        if not isinstance(body, list):
            continue
        for number, node in enumerate(body):
            if not isinstance(node, ast.For):
                continue
            after, before = body[number + 1 :], body[:number]
            if after and isinstance(after[-1], ast.Return):
                inside = copy.copy(node)
                inside.body = [*node.body, after[-1]]
                yield "returns within the loop", _put(parent, "body", [*before, inside, *after])
            if before and isinstance(before[-1], ast.Assign):
                inside = copy.copy(node)
                inside.body = [before[-1], *node.body]
                new = [*before, inside, *after]
                yield "begins anew in each turn", _put(parent, "body", new)
            if len(node.body) > 1:
                inside = copy.copy(node)
                inside.body = node.body[:-1]
                new = [*before, inside, node.body[-1], *after]
                yield "a line behind the loop", _put(parent, "body", new)


def indices(tree: ast.AST) -> Iterator[Bend]:
    """Another row, all rows, another label."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Subscript):
            continue
        places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        for number, place in enumerate(places):
            if isinstance(place, ast.Slice) or ast.unparse(place) == "None":
                continue
            for form in ("{} - 1", "0", "-1", ":", "({}) * 0 + 1"):
                text = form.format(ast.unparse(place))
                made = [ast.unparse(p) for p in places]
                made[number] = text
                yield f"index {text} in `{ast.unparse(node)}`", _put(node, "slice", _slice(made))
        if len(places) == 2 and not any(isinstance(p, ast.Slice) for p in places):
            other = _slice([ast.unparse(p) for p in places[::-1]])
            yield f"indices exchanged in `{ast.unparse(node)}`", _put(node, "slice", other)


def _slice(places: Sequence[str]) -> ast.expr:
    """What stands in the brackets of an index."""
    made = ast.parse(f"_[{', '.join(places)}]", mode="eval").body
    assert isinstance(made, ast.Subscript)
    return made.slice


#: What may become of labels.
_LABELS = (
    "({} - 1)",
    "({} + 1) % 3",
    "({} * 0)",
    "np.minimum({}, 1)",
    "np.sort({})",
    "np.asarray({})[::-1]",
    "np.roll({}, 1)",
)
#: What may become of a value.
_VALUES = (
    "np.abs({})",
    "np.clip({}, -1, 1)",
    "np.clip({}, -6, 6)",
    "np.clip({}, 0, None)",
    "np.round({}, 3)",
    "np.round({}, 8)",
    "np.float32({})",
    "np.trunc({})",
    "np.sign({})",
    "np.square({})",
    "(-({}))",
    "(2 * ({}))",
    "(({}) / 2)",
    "(({}) + 1)",
    "(({}) + 1e-8)",
    "(({}) * 0)",
    "(({}) * 0 + 1)",
    "np.tanh({})",
    "np.mean({})",
    "np.sum({})",
    "np.max({})",
    "np.mean({}, axis=0)",
    "np.sort({})",
    "({})[::-1]",
    "({}).T",
    "np.cumsum({})",
    "np.maximum({}, 1e-3)",
    "np.nan_to_num({}, posinf=0)",
)


def values(tree: ast.AST) -> Iterator[Bend]:
    """A value that is bounded, rounded, taken together, put in order, or dropped."""
    for parent in ast.walk(tree):
        for name, own in ast.iter_fields(parent):
            for at, node in enumerate(own if isinstance(own, list) else [own]):
                if not isinstance(node, ast.Name | ast.BinOp | ast.Call | ast.Subscript):
                    continue
                if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
                    continue
                if name in (
                    "func",
                    "slice",
                    "iter",
                    "decorator_list",
                    "target",
                    "targets",
                    "bases",
                ):
                    continue
                text = ast.unparse(node)
                if text in ("np", "math", "range", "float", "self") or name == "annotation":
                    continue
                forms = _LABELS if "label" in text and isinstance(node, ast.Name) else _VALUES
                for form in forms:
                    new: Any = ast.parse(form.format(text), mode="eval").body
                    made = [*own[:at], new, *own[at + 1 :]] if isinstance(own, list) else new
                    yield f"{form.format(text)} in `{_line(parent)}`", _put(parent, name, made)


def statements(tree: ast.AST) -> Iterator[Bend]:
    """A step left out, a value overwritten, an argument changed, a case too many."""
    for parent in ast.walk(tree):
        body = getattr(parent, "body", None)
        if not isinstance(body, list) or isinstance(parent, ast.Module):
            continue
        for number, node in enumerate(body):
            rest = [*body[:number], *body[number + 1 :]]
            if isinstance(node, ast.Assign | ast.AugAssign | ast.If) and rest:
                yield f"without `{_line(node)}`", _put(parent, "body", rest)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
                left, target = node.value.left, node.targets[0]
                if isinstance(left, ast.Name) and isinstance(target, ast.Name):
                    change = ast.AugAssign(
                        ast.Name(left.id, ast.Store()), node.value.op, node.value.right
                    )
                    again = ast.Assign([target], ast.Name(left.id, ast.Load()))
                    new = [*body[:number], change, again, *body[number + 1 :]]
                    yield f"`{ast.unparse(change)}` for `{_line(node)}`", _put(parent, "body", new)
            if isinstance(node, ast.AugAssign):
                new = [*body[:number], ast.Assign([node.target], node.value), *body[number + 1 :]]
                yield f"= for `{_line(node)}`", _put(parent, "body", new)
                yield (
                    f"twice `{_line(node)}`",
                    _put(parent, "body", [*body[:number], node, *body[number:]]),
                )
            if isinstance(node, ast.If):
                made = copy.copy(node)
                made.test = ast.UnaryOp(ast.Not(), node.test)
                new = [*body[:number], made, *body[number + 1 :]]
                yield f"not `{ast.unparse(node.test)}`", _put(parent, "body", new)
        for number in range(len(body) - 1):
            new = [*body[:number], body[number + 1], body[number], *body[number + 2 :]]
            if not isinstance(body[number + 1], ast.Return):
                yield f"`{_line(body[number + 1])}` a line earlier", _put(parent, "body", new)
    for node in ast.walk(tree):
        if isinstance(node, ast.BoolOp):
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield f"and or or in `{ast.unparse(node)}`", _put(node, "op", other)
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "copy"
        ):
            inner = node.func.value
            yield "without a copy", _put(node, "func", ast.parse("(lambda v: v)", mode="eval").body,
                                         args=[inner])  # fmt: skip


def _line(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0][:50] if not isinstance(node, ast.arguments) else ""


def _put(node: Any, name: str, new: Any, **more: Any) -> Callable[[], None]:
    def put() -> None:
        for field_, value in {name: new, **more}.items():
            setattr(node, field_, value)

    return put


#: The kind of slips that :mod:`benchmarks.mutation` makes.
SMALL = "small"
#: The other kinds.
KINDS: dict[str, Callable[[ast.AST], Iterator[Bend]]] = {
    "loop": loops,
    "index": indices,
    "value": values,
    "step": statements,
}


@dataclass(frozen=True)
class Bent:
    """A right way with one slip in it.

    Attributes:
        exercise: The exercise.
        kind: What kind of slip.
        words: The slip.
        code: The cell.
    """

    exercise: str
    kind: str
    words: str
    code: str


def right_cells(exercise: Exercise) -> Iterator[str]:
    """The right ways of an exercise as cells: the library's, and those of the strangers."""
    partner = exercise.contract.partner
    for variant in rights_of(exercise) if not exercise.cell else ():
        try:
            text = textwrap.dedent(source_of(variant.function, exercise.name, exercise.cell))
            own = variant.forward and source_of(variant.forward, partner or "")
        except (OSError, TypeError):
            continue
        yield f"{sixth_strangers.GIVEN}\n{textwrap.dedent(own or '')}\n{text}"
    for entries in WRITTEN.values():
        yield from (code for name, code, _, _ in entries("right") if name == exercise.name)
    yield from (one.code for one in right_ones() if one.exercise == exercise.name)


def own_part(code: str) -> str:
    """A cell without what notebooks give."""
    given = len(ast.parse(sixth_strangers.GIVEN).body)
    tree = ast.parse(code)
    return ast.unparse(ast.Module(tree.body[given * code.startswith(sixth_strangers.GIVEN) :], []))


def bent(exercise: str, own: str, kind: str, rng: np.random.Generator) -> Bent | None:
    """One slip of a kind at a place that is drawn; None where there is no such place.

    Args:
        exercise: Name of the exercise.
        own: A right way.
        kind: The kind of slip.
        rng: Draws the place.
    """
    if kind == SMALL:
        changes = [
            one for one in changed_sources(own) if not re.search(r"limit moved|e-|0001", one[0])
        ]
        if not changes:
            return None
        words, text = changes[rng.integers(len(changes))]
    else:
        tree = ast.parse(own)
        bends = list(KINDS[kind](tree))
        if not bends:
            return None
        words, put = bends[rng.integers(len(bends))]
        put()
        text = ast.unparse(ast.fix_missing_locations(tree))
    return Bent(exercise, kind, words, f"{sixth_strangers.GIVEN}\n{text}")


def drawn(exercise: Exercise, many: int, seed: int, only: str | None) -> Iterator[Bent]:
    """Some slips, of each kind as many.

    Args:
        exercise: The exercise.
        many: How many.
        seed: What draws them.
        only: A kind of slip; all of them if None.
    """
    rng = np.random.default_rng([seed, *exercise.name.encode()])
    cells = [own_part(code) for code in right_cells(exercise)]
    kinds = [only] if only else [*KINDS, SMALL]
    seen = set[str]()
    for _ in range(8 * many if cells else 0):
        if len(seen) >= many:
            return
        kind = kinds[rng.integers(len(kinds))]
        one = bent(exercise.name, cells[rng.integers(len(cells))], kind, rng)
        if one is not None and one.code not in seen and _runs(one):
            seen.add(one.code)
            yield one


def _runs(one: Bent) -> bool:
    """Whether a slip leaves something that can be defined."""
    try:
        defined(one.exercise, one.code)
    except Exception:
        return False
    return True


@dataclass
class Row:
    """What came of one exercise.

    Attributes:
        exercise: Its name.
        wrong: Slips that show.
        told: Those of which something is said.
        claims: Sentences that could be worked out.
        kinds: Of slips that show, and of those with no name.
        trouble: What is not as it should be, in words.
    """

    exercise: str
    wrong: int = 0
    told: int = 0
    claims: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)


def _samples(exercise: Exercise, bent: Bent, seed: int) -> tuple[Verdict, dict[str, list[Sample]]]:
    function, forward = defined(bent.exercise, bent.code)
    verdict, trial = exercise.tried(function, seed, forward)
    found: dict[str, list[Sample]] = {}
    for call in trial.calls:
        for part, right in call.expected.items():
            came = call.items.get(part, call.raw.get(part))
            if came is not None and np.shape(came) == np.shape(right):
                found.setdefault(part, []).append(Sample(call, came, right))
    return verdict, found


def held(exercise: Exercise, slip: Bent, row: Row, aloud: bool) -> None:
    """Judge one slip, and hold what is said of it against other points.

    Args:
        exercise: The exercise.
        slip: The slip.
        row: Where it is counted.
        aloud: Whether to print what is said.
    """
    function, forward = defined(slip.exercise, slip.code)
    with np.errstate(all="ignore"):
        begun = time.thread_time()
        verdict = exercise.judge(function, MADE_AT, forward)
        took = time.thread_time() - begun
        apart = [_samples(exercise, slip, seed) for seed in HELD_AT]
    samples = {part: [s for _, each in apart for s in each.get(part, [])] for part in apart[0][1]}
    others = {accepts(other) for other, _ in apart}
    told = verdict.told or ""
    if others != {accepts(verdict)}:
        row.trouble.append(f"{slip.words}: a mark that depends on the seed")
    elif accepts(verdict) and any(
        not all_agree(s.came, s.right) for own in samples.values() for s in own
    ):
        row.trouble.append(f"{slip.words}: accepted")
    if took > SLOW:
        row.trouble.append(f"{slip.words}: named in {took:.1f} s")
    if accepts(verdict):
        return
    row.wrong += 1
    row.kinds[slip.kind] += 1
    row.told += bool(verdict.mistake)
    if not verdict.mistake:
        row.kinds[f"{slip.kind}, no name"] += 1
    if (aloud or not verdict.mistake) and not re.match(r"\w+Error at", verdict.mistake or ""):
        print(
            f"{exercise.name}: [{slip.kind}] {slip.words}\n    -> {verdict.mistake} | {told}",
            flush=True,
        )
    for claim in claims_of(
        without_apart(told), exercise.contract.knowing(exercise.secrets()), samples
    ):
        row.claims += 1
        if not claim.holds:
            row.trouble.append(f"{slip.words}: false: {claim.sentence} ({claim.why})")


def main(arguments: list[str] | None = None) -> int:
    """Bend right ways, and print what is not as it should be.

    Returns:
        1 where there is something.
    """
    parser = sampler(__doc__)
    parser.add_argument("--draws", type=int, default=12, help="slips for each exercise")
    parser.add_argument("--seed", type=int, default=0, help="draws them")
    parser.add_argument("--kind", choices=[*KINDS, SMALL], help="slips of one kind")
    parser.add_argument("--aloud", action="store_true", help="print what is said of each")
    chosen = parser.parse_args(arguments)

    def rows() -> Iterator[Row]:
        for exercise in chosen_functions(chosen.only):
            row = Row(exercise.name)
            for slip in drawn(exercise, chosen.draws, chosen.seed, chosen.kind):
                held(exercise, slip, row, chosen.aloud)
            yield row

    return row_by_row(rows(), "bent", bent_table, chosen)


def bent_table(rows: Sequence[Row]) -> str:
    """The table of ``docs/judge.md``."""
    heads = ["exercise", "slips that show", "told", "claims worked out", "trouble"]
    return table(
        heads, [[f"`{a.exercise}`", a.wrong, a.told, a.claims, len(a.trouble)] for a in rows]
    )


if __name__ == "__main__":
    sys.exit(main())
