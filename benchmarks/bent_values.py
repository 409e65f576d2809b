"""Classes with a slip in their code, and what is blamed: ``python -m benchmarks.bent_values``.

Each right ``Value`` of the library and of the strangers' sets gets one slip, or two, at a place
that a draw chooses: an operand for another one, a parent left out, a sign, a bound, a step left out
or exchanged, another order, `=` for `+=`. In which method the slip is tells which operations may be
blamed: none but those, what is put together from them, and none at all for a slip in what serves
all of them. What is told must not depend on which programs were drawn either: each class is judged
with several seeds, and tested at further programs of several seeds.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import resource
import select
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from backpass.grading.exercises.exercise import Exercise
from backpass.judging.contract import Handed
from backpass.judging.verdict import Status
from backpass.value_mistakes.found import mistakes_found
from backpass.value_mistakes.program import MADE_FROM, WORDS
from benchmarks import bent
from benchmarks.distorted_values import blamed
from benchmarks.page import table
from benchmarks.rates import chosen_functions

#: Seeds of the programs by which a class is judged, and of those by which sentences are tested.
JUDGED_AT, TESTED_AT = (1, 2), (11, 12)
#: Seconds that one class may take: some slips make a loop that has no end.
SECONDS = 20
#: The operations of each method.
GATES_OF: dict[str, tuple[str, ...]] = {
    "__add__": ("add", "add n", "n add"),
    "__radd__": ("n add",),
    "__sub__": ("subtract", "subtract n", "n subtract"),
    "__rsub__": ("n subtract",),
    "__mul__": ("multiply", "multiply n", "n multiply"),
    "__rmul__": ("n multiply",),
    "__truediv__": ("divide", "divide n", "n divide"),
    "__rtruediv__": ("n divide",),
    "__neg__": ("negate",),
    "__pow__": ("power", "root"),
    "exp": ("exp",),
    "relu": ("relu",),
    "sigmoid": ("sigmoid",),
    "maximum": ("maximum",),
}
#: What is said of a class whose operations are right.
OF_THE_PASS = re.compile(
    r"Every operation is right|In which order|second call|The pass goes on|whatever the operation"
    r"|Where does the pass start|same operations are right|equal numbers"
)
Bend = tuple[str, Callable[[], None]]


def slips(tree: ast.AST) -> Iterator[Bend]:
    """Slips of one name, one operator, one order."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple | ast.List) and len(node.elts) == 2:
            text = ast.unparse(node)
            yield f"{text} the other way round", bent._put(node, "elts", node.elts[::-1])
            yield f"{text} without the second", bent._put(node, "elts", node.elts[:1])
            yield f"{text} without the first", bent._put(node, "elts", node.elts[1:])
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            for one, other in (("self", "other"), ("other", "self"), ("o", "self")):
                if node.id == one:
                    yield f"{other} for {one}", bent._put(node, "id", other)
        if isinstance(node, ast.Attribute):
            for one, other in (("data", "grad"), ("grad", "data")):
                if node.attr == one:
                    yield (
                        f"{other} for {one} in {ast.unparse(node)}",
                        bent._put(node, "attr", other),
                    )
            if node.attr == "pop":
                yield "pop(0)", _first_popped(tree, node)
        if isinstance(node, ast.AugAssign):
            for op in (ast.Sub(), ast.Mult()):
                if not isinstance(node.op, type(op)):
                    yield f"{type(op).__name__} in {ast.unparse(node)}", bent._put(node, "op", op)
        if isinstance(node, ast.BinOp):
            for op in (ast.Add(), ast.Sub(), ast.Mult(), ast.Div()):
                if not isinstance(node.op, type(op)) and not isinstance(node.op, ast.Pow):
                    yield f"{type(op).__name__} in {ast.unparse(node)}", bent._put(node, "op", op)
            yield f"left of {ast.unparse(node)}", _instead(tree, node, node.left)
            yield f"right of {ast.unparse(node)}", _instead(tree, node, node.right)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            for cmp in (ast.Lt(), ast.LtE(), ast.Gt(), ast.GtE(), ast.In(), ast.NotIn()):
                kinds = (ast.In, ast.NotIn)
                if isinstance(cmp, kinds) == isinstance(node.ops[0], kinds) and not isinstance(
                    cmp, type(node.ops[0])
                ):
                    yield (
                        f"{type(cmp).__name__} in {ast.unparse(node)}",
                        bent._put(node, "ops", [cmp]),
                    )
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            for value in (0.0, 1.0, -1.0, 2.0):
                if value != node.value:
                    yield f"{value} for {node.value}", bent._put(node, "value", value)
        if isinstance(node, ast.Call):
            text = ast.unparse(node)
            if isinstance(node.func, ast.Name) and node.func.id in (
                "reversed",
                "max",
                "float",
                "abs",
            ):
                yield f"without {node.func.id} in {text}", _instead(tree, node, node.args[0])
            if node.args and not node.keywords:
                yield f"sorted {text}", _instead(tree, node, _sorted(node))
        if isinstance(node, ast.For):
            for key in ("id(v)", "v.data", "v.grad", "-v.data"):
                text = f"sorted({ast.unparse(node.iter)}, key=lambda v: {key})"
                yield f"loop over {text}", bent._put(node, "iter", _parsed(text))
            text = f"set({ast.unparse(node.iter)})"
            yield f"loop over {text}", bent._put(node, "iter", _parsed(text))
            text = f"list({ast.unparse(node.iter)})[::-1]"
            yield f"loop over {text}", bent._put(node, "iter", _parsed(text))
            if isinstance(node.target, ast.Name):
                name = node.target.id
                for test in (f"{name}.grad == 0", f"{name}.grad < 0", f"{name}.data == 0"):
                    guard = ast.parse(f"for _ in ():\n if {test}: continue").body[0].body  # type: ignore[attr-defined]
                    yield f"skipped where {test}", bent._put(node, "body", [*guard, *node.body])
        if isinstance(node, ast.AugAssign | ast.Assign):
            for form in (
                "max(-1.0, min(1.0, {}))",
                "round({}, 2)",
                "abs({})",
                "max({}, 0.0)",
                "({}) / 2",
                "2 * ({})",
            ):
                if "grad" in ast.unparse(node) or "data" in ast.unparse(node):
                    text = form.format(ast.unparse(node.value))
                    yield f"{text} in {bent._line(node)}", bent._put(node, "value", _parsed(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Value") and node.args:
            for form in ("round({}, 2)", "float(int({}))", "max(-10.0, min(10.0, {}))"):
                text = form.format(ast.unparse(node.args[0]))
                yield f"Value({text})", bent._put(node, "args", [_parsed(text), *node.args[1:]])


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _sorted(node: ast.Call) -> ast.expr:
    return _parsed(f"sorted({ast.unparse(node)})")


def _first_popped(tree: ast.AST, pop: ast.Attribute) -> Callable[[], None]:
    def put() -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.func is pop:
                node.args = [ast.Constant(0)]

    return put


def _instead(tree: ast.AST, old: ast.AST, new: ast.AST) -> Callable[[], None]:
    """Puts one node in the place of another, wherever that is."""

    def put() -> None:
        for parent in ast.walk(tree):
            for name, own in ast.iter_fields(parent):
                if own is old:
                    setattr(parent, name, new)
                    return
                if isinstance(own, list) and any(each is old for each in own):
                    setattr(parent, name, [new if each is old else each for each in own])
                    return

    return put


@dataclass(frozen=True)
class Slip:
    """A class with something wrong in it.

    Attributes:
        words: What was done.
        code: The cell.
        methods: Where.
    """

    words: str
    code: str
    methods: frozenset[str]


def methods_of(code: str) -> dict[str, str]:
    """Each function of a cell by its name, outermost ones of a class or of the cell."""
    found: dict[str, str] = {}

    def look(body: Sequence[ast.stmt]) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = ast.dump(node)
            elif isinstance(node, ast.ClassDef):
                found[f"class {node.name}"] = "".join(
                    ast.dump(one) for one in node.body if not isinstance(one, ast.FunctionDef)
                )
                look(node.body)
            else:
                found["cell"] = found.get("cell", "") + ast.dump(node)

    look(ast.parse(code).body)
    return found


def drawn(cells: Sequence[str], rng: np.random.Generator, many: int) -> Iterator[Slip]:
    """Some slips.

    Args:
        cells: Right classes.
        rng: Draws them.
        many: How many.
    """
    seen = set[str]()
    while len(seen) < many:
        own = cells[int(rng.integers(len(cells)))]
        words, code = list[str](), own
        for _ in range(1 if rng.random() < 0.7 else 2):
            tree = ast.parse(code)
            kinds = (slips, slips, bent.statements, bent.loops)
            made = list(kinds[int(rng.integers(len(kinds)))](tree))
            if not made:
                continue
            what, put = made[int(rng.integers(len(made)))]
            put()
            code = ast.unparse(ast.fix_missing_locations(tree))
            words.append(what)
        if not words or code in seen:
            continue
        seen.add(code)
        before, after = methods_of(own), methods_of(code)
        names = frozenset(n for n in {*before, *after} if before.get(n) != after.get(n))
        yield Slip(" AND ".join(words), code, names)


def in_a_child(work: Callable[[], Any]) -> Any:
    """What comes of something that may never end; None where it did not end in time."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        try:
            sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - ends with the process
            os.write(write, json.dumps(work()).encode()[:60_000])
        finally:
            os._exit(0)
    os.close(write)
    text = b""
    while select.select([read], [], [], 2 * SECONDS)[0]:
        more = os.read(read, 65_536)
        if not more:
            break
        text += more
    else:
        os.kill(child, 9)
    os.close(read)
    os.waitpid(child, 0)
    return json.loads(text) if text else None


def told(exercise: Exercise, code: str) -> list[list[str]]:
    """What is said of a class: by hidden tests of several seeds, and tested at other programs."""
    said = list[list[str]]()
    space: dict[str, Any] = {}
    exec(compile(code, "<a bent cell>", "exec"), space)
    value = space["Value"]
    with np.errstate(all="ignore"):
        for seed in JUDGED_AT:
            verdict = exercise.judge(value, seed)
            if verdict.status is Status.FAILED:
                said.append([verdict.mistake or "", verdict.told or ""])
        for seed in TESTED_AT if said else ():
            verdict, trial = exercise.tried(value, JUDGED_AT[0])
            more = exercise.contract.more(np.random.default_rng(seed))
            exercise.contract.call_more(Handed(value), more, trial)
            found = mistakes_found(trial)
            said.append(
                [" and ".join(one.name for one in found), " ".join(one.text for one in found)]
            )
    return said


def trouble_with(slip: Slip, said: Sequence[Sequence[str]]) -> Iterator[str]:
    """What cannot be true of what is said.

    Args:
        slip: The class.
        said: Names and sentences, see :func:`told`.
    """
    own = {gate for name in slip.methods for gate in GATES_OF.get(name, ())}
    common = any(name not in GATES_OF for name in slip.methods)
    names = {re.sub(r"[\d.]+", "#", one) for one, _ in said[len(JUDGED_AT) :]}
    if len(names) > 1:
        yield f"depends on the programs: {' / '.join(sorted(names))}"
    for text in dict.fromkeys(text for _, text in said):
        spoken = blamed(text)
        rest = {gate for gate in spoken - own if not own.intersection(MADE_FROM.get(gate, ()))}
        if rest and not (common and not own):
            yield f"blames {', '.join(sorted(WORDS[gate] for gate in rest))}: {text}"
        elif rest:
            yield f"blames an operation for what serves all: {text}"
        if own and not common and OF_THE_PASS.search(text):
            yield f"blames the pass: {text}"


@dataclass
class Row:
    """What came of all draws."""

    drawn: int = 0
    wrong: int = 0
    said: int = 0
    trouble: list[str] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Draw slips, and print what is said of them that cannot be true.

    Returns:
        1 where there is something.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--draws", type=int, default=60, help="how many classes")
    parser.add_argument("--seed", type=int, default=0, help="draws them")
    parser.add_argument("--aloud", action="store_true", help="print what is said of each")
    chosen = parser.parse_args(arguments)
    exercise = next(chosen_functions(["Value"]))
    cells = [bent.own_part(code) for code in bent.right_cells(exercise)]
    rng, row = np.random.default_rng([chosen.seed, 15]), Row()
    for slip in drawn(cells, rng, chosen.draws):
        row.drawn += 1
        code = f"{bent.sixth_strangers.GIVEN}\n{slip.code}"
        said = in_a_child(lambda code=code: told(exercise, code))  # type: ignore[misc]
        if not said:
            continue
        row.wrong += 1
        row.said += any(text for _, text in said)
        where = ", ".join(sorted(slip.methods))
        if chosen.aloud:
            print(f"[{where}] {slip.words}\n    {said[0][0]} | {said[0][1]}", flush=True)
        for words in trouble_with(slip, said):
            row.trouble.append(words)
            print(f"TROUBLE [{where}] {slip.words}\n    {words}", flush=True)
    print(
        table(
            ["classes", "wrong", "told", "trouble"],
            [[row.drawn, row.wrong, row.said, len(row.trouble)]],
        )
    )
    return int(bool(row.trouble))


if __name__ == "__main__":
    sys.exit(main())
