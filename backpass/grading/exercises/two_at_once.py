"""Two mistakes in one part: what neither of them does alone.

First a known mistake with something else that numbers tell, as a sign or a factor; then a right
solution that is changed in two places. Two mistakes in two parts are found part by part, see
:mod:`~backpass.grading.exercises.naming`.
"""

from __future__ import annotations

import ast
import contextlib
import itertools
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from backpass.diagnosis.look_alike import Said
from backpass.grading.exercises.answers import KnownAnswers, Mutant, Variant
from backpass.grading.exercises.same_part import close_where_finite, does_the_same, value_of
from backpass.grading.exercises.small_changes import (
    ONE_TIMES,
    told_beside,
    told_of,
    told_of_two,
)
from backpass.grading.exercises.source import source_of, text_of
from backpass.grading.exercises.switches import TABLE, Switch, Switched, switchable
from backpass.judging import patience
from backpass.judging.contract import Contract, Handed
from backpass.judging.gradcheck import agrees
from backpass.judging.trial import Call, Trial
from backpass.likeness.counts import multipliers, product_of
from backpass.likeness.rules import rules
from backpass.likeness.sample import (
    Ruler,
    Sample,
    close,
    fits,
    ignores_upstream,
    is_number,
)

#: So many pairs of places are tried for an answer.
MOST_PAIRS = 8000
#: So many changes of known mistakes are tried for an answer.
MOST_CHANGES_OF_KNOWN = 1500
#: So many right ways are changed: what is one place in one of them is none in another.
MOST_WAYS = 4
#: Rules that say the same of a known mistake as of the right result.
_RULES = (
    "wrong sign",
    "upstream gradient ignored",
    "upstream gradient twice",
    "twice",
    "half of",
    "another order",
    "with its rows in reversed order",
    "moved on by one row",
)


def known_and_more(
    contract: Contract, trial: Trial, twins: Sequence[tuple[Mutant, Trial]], part: str
) -> Said | None:
    """A known mistake of this part, and beside it a sign, a factor or an upstream gradient.

    Args:
        contract: The exercise's contract.
        trial: What the student's function did.
        twins: The known mistakes, each with what it does at the same calls, and a sentence that is
            true of this part alone.
        part: The part.
    """
    for mutant, twin in twins:
        for name, text in _more(contract, trial, twin, part):
            return _both(mutant, name, text)
    return None


def known_and_more_in_all(
    contract: Contract, trial: Trial, twins: Sequence[tuple[Mutant, Trial]]
) -> Said | None:
    """A known mistake, and beside it in each part the same: a sign, or an upstream gradient.

    Args:
        contract: The exercise's contract.
        trial: What the student's function did.
        twins: The known mistakes, each with what it does at the same calls.
    """
    first, *others = trial.values
    for mutant, twin in twins if others else ():
        if patience.over():
            return None
        for name, text in _more(contract, trial, twin, first):
            if all(name in dict(_more(contract, trial, twin, part)) for part in others):
                return _both(mutant, name, f"{text} The same is true of {' and '.join(others)}.")
    return None


def _more(contract: Contract, trial: Trial, twin: Trial, part: str) -> Iterator[tuple[str, str]]:
    """What makes a part of a known mistake what the student's is: its name, and what is told."""
    samples = _beside(trial, twin, part)
    if samples is None:
        return
    deaf = ignores_upstream(samples, lambda s: s.right)
    piece = contract.piece_of(part)
    for ruler, said in rules(samples, part, piece):
        if deaf and said.name.startswith("upstream"):
            continue  # no upstream gradient is in it of which that could be true
        if said.name in _RULES and _follows(samples, ruler) and _matters(samples, ruler, part):
            yield said.name, said.text
    for times, words in multipliers(samples, piece):
        ruler = product_of(lambda s: s.right, times)
        if _follows(samples, ruler) and _matters(samples, ruler, part):
            yield words, f"{part} is {words}."


def _follows(samples: Sequence[Sample], ruler: Ruler) -> bool:
    """Whether a rule holds; one that asks the contract cannot be followed from a mistake."""
    try:
        return fits(samples, ruler)
    except (LookupError, StopIteration, TypeError, ValueError):
        return False


def _matters(samples: Sequence[Sample], ruler: Ruler, part: str) -> bool:
    """Whether something is wrong where the rule says what comes; else two undo each other."""
    return any(ruler(s) is not s.came and not close(s.came, s.call.expected[part]) for s in samples)


def _beside(trial: Trial, twin: Trial, part: str) -> list[Sample] | None:
    """What came, beside what a known mistake gives; None where they cannot be compared."""
    samples = list[Sample]()
    if len(twin.calls) != len(trial.calls):
        return None
    for mine, theirs in zip(trial.calls, twin.calls, strict=True):
        came: Any = mine.items.get(part)
        made: Any = theirs.items.get(part)
        if not is_number(came):
            continue
        if not is_number(made):
            return None  # it gives something else there, or nothing
        if np.shape(came) != np.shape(made) or not np.all(np.isfinite(made)):
            return None
        samples.append(Sample(mine, came, made))
    return samples if len(samples) > 3 else None


def _both(mutant: Mutant, name: str, text: str) -> Said:
    return Said(f"{mutant.name}, and {name}", told_beside(mutant.told, text))


# --- two places of a solution --------------------------------------------------------------------


def known_and_a_change(
    exercise: KnownAnswers,
    mistakes: Sequence[Mutant],
    calls: Mapping[str, Sequence[Call]],
    names: set[str],
) -> Said | None:
    """A known mistake that does what the student's function does once it is changed in one place.

    Args:
        exercise: The exercise.
        mistakes: Known mistakes whose sentence is true of these parts.
        calls: For each part that is compared, those that are wrong first: the calls that say
            something of it, the most telling first.
        names: Names that a student knows.
    """
    if not all(calls.values()) or exercise.contract.in_parts:
        return None
    wanted, part = {id(mutant) for mutant in mistakes}, next(iter(calls))
    right_ways = _operands_in_right_ways(exercise)
    tried = 0
    for mutant, solution, handed in _switched_mistakes(exercise):
        if id(mutant) not in wanted:
            continue
        for switch in solution.switches:
            tried += 1
            if tried > MOST_CHANGES_OF_KNOWN or patience.over():
                return None
            if ONE_TIMES.search(switch.words) or not _is_beside(switch.words, right_ways):
                continue
            with solution.switched(switch):
                same = all(does_the_same(exercise, own, p, handed) for p, own in calls.items())
            # what the change puts right again is no mistake of this answer
            if same and _is_seen(exercise, calls, handed):
                # the change is told of a part that the mistake alone does not explain
                other = (
                    p for p, own in calls.items() if not does_the_same(exercise, own, p, handed)
                )
                told = told_of(switch.words, next(other, part), names)
                name = f"{mutant.name}, and as if changed: {switch.words}"
                return Said(name, told_beside(mutant.told, told))
    return None


#: An operator, a side, and what stands on that side of it.
Operand = tuple[str, str, str]


def _operands_in_right_ways(exercise: KnownAnswers) -> set[Operand]:
    """Each operator in the right ways that can be read, with what stands on either side."""
    operands = set[Operand]()
    for way in filter(None, (exercise.solution, *exercise.accepted)):
        with contextlib.suppress(SyntaxError, LookupError, TypeError, OSError, ValueError):
            tree = ast.parse(textwrap.dedent(source_of(way.function, exercise.name, exercise.cell)))
            for node in ast.walk(tree):
                operands |= _operands_of(node)
    return operands


def _operands_of(node: ast.AST) -> set[Operand]:
    """An operator with what stands to its left, and with what stands to its right."""
    if not isinstance(node, ast.BinOp):
        return set()
    kind = type(node.op).__name__
    return {(kind, "left", ast.unparse(node.left)), (kind, "right", ast.unparse(node.right))}


def _is_beside(words: str, right_ways: set[Operand]) -> bool:
    """Whether a change of a known mistake is one of what it shares with a right way.

    A number, or an operator, that is the mistake itself can be changed into any other mistake.

    Args:
        words: What is changed, and where.
        right_ways: The operators of right ways.
    """
    change, _, where = words.partition(" in `")
    if " becomes " in change or change.startswith(("other sign of ", "square of ")):
        return False  # a number or a name alone may be the mistake itself
    if not change.startswith("operator "):
        return True
    with contextlib.suppress(SyntaxError):  # of a long place the end is cut off
        node = ast.parse(where.removesuffix("`"), mode="eval").body
        return not _operands_of(node).isdisjoint(right_ways)
    return True


def _is_seen(exercise: KnownAnswers, calls: Mapping[str, Sequence[Call]], handed: Handed) -> bool:
    """Whether a known mistake is there beside a change, and not only what the two make together.

    Args:
        exercise: The exercise.
        calls: For each part that is compared, the calls of the answer.
        handed: The known mistake.
    """
    if not _is_still_there(exercise, calls, handed):
        return False
    for part, own in calls.items():
        came = [np.asarray(call.items[part], dtype=float) for call in own]
        right = [np.asarray(call.expected[part], dtype=float) for call in own]
        if len({each.shape for each in came}) > 1 or came[0].ndim != 1:
            continue
        with np.errstate(all="ignore"):
            wrong = ~np.array([agrees(a, b) for a, b in zip(came, right, strict=True)])
            made = [value_of(exercise, call, part, handed) for call in own]
            if any(each is None or np.shape(each) != came[0].shape for each in made):
                continue
            alone = np.array([agrees(a, b) for a, b in zip(came, made, strict=True)])
        # a few entries are wrong, and the mistake alone never makes one of them what it is
        if wrong.any() and not wrong.any(axis=0).all() and not (wrong & alone).any():
            return False
    return True


def _is_still_there(
    exercise: KnownAnswers, calls: Mapping[str, Sequence[Call]], handed: Handed
) -> bool:
    """Whether an answer is wrong at most of the calls at which a known mistake is.

    Args:
        exercise: The exercise.
        calls: For each part that is compared, the calls of the answer.
        handed: The known mistake.
    """
    wrong = shared = 0
    for part, own in calls.items():
        for call in own:
            made = value_of(exercise, call, part, handed)
            if made is None or close_where_finite(call.expected[part], made):
                continue
            wrong += 1
            shared += not close_where_finite(call.expected[part], call.items[part])
    return 2 * shared > wrong


def two_changes(
    exercise: KnownAnswers,
    calls: Sequence[Call],
    part: str,
    names: set[str],
    most: int = MOST_PAIRS,
) -> Said | None:
    """Two changes of the reference that together do for a part what the student's function does.

    Args:
        exercise: The exercise, with its reference solution.
        calls: The calls that say something of the part, the most telling first.
        part: The part.
        names: Names that a student knows.
        most: So many pairs are tried.
    """
    if not calls:
        return None
    tried = list[tuple[Switched, Handed, list[Switch]]]()
    for solution, handed in switched_solutions(exercise):
        usual = value_of(exercise, calls[0], part, handed)
        useful = list[Switch]()
        for switch in solution.switches:
            if ONE_TIMES.search(switch.words):
                continue
            with solution.switched(switch):
                value = value_of(exercise, calls[0], part, handed)
                # what one change does is not told as two
                if does_the_same(exercise, calls, part, handed):
                    words = f"as if changed: {switch.words}"
                    return Said(words, told_of(switch.words, part, names))
            if value is not None and (usual is None or not close_where_finite(value, usual)):
                useful.append(switch)
        tried.append((solution, handed, useful))
    for solution, handed, useful in tried:
        for one, other in itertools.islice(_pairs(useful), most // MOST_WAYS):
            if patience.over():
                return None
            with solution.switched(one, other):
                if does_the_same(exercise, calls, part, handed):
                    words = f"as if changed: {one.words}, and {other.words}"
                    return Said(words, _told(one, other, part, names))
    return None


def _pairs(switches: Sequence[Switch]) -> Iterator[tuple[Switch, Switch]]:
    """Pairs of switches at different places, those near the front first."""
    for last, switch in enumerate(switches):
        yield from ((one, switch) for one in switches[:last] if one.place != switch.place)


def _told(one: Switch, other: Switch, part: str, names: set[str]) -> str:
    first, second = told_of(one.words, part, names), told_of(other.words, part, names)
    return told_of_two(first, second)


def switched_solutions(exercise: KnownAnswers) -> list[tuple[Switched, Handed]]:
    """The reference and some other right ways with switches, made once.

    Args:
        exercise: The exercise that keeps them.

    Returns:
        Each with how it is handed in; none of an exercise that is judged part by part.
    """
    if exercise.switched is None:
        in_parts = exercise.contract.in_parts  # each part is compared by itself already
        ways = [] if in_parts else [exercise.solution, *exercise.accepted]
        made = (_made(exercise, way) for way in ways if way is not None)
        exercise.switched = list(itertools.islice(filter(None, made), MOST_WAYS))
    return exercise.switched


def _switched_mistakes(exercise: KnownAnswers) -> list[tuple[Mutant, Switched, Handed]]:
    """The known mistakes with switches, made once."""
    if exercise.switched_mistakes is None:
        made = ((mutant, _made(exercise, mutant)) for mutant in exercise.mistakes)
        exercise.switched_mistakes = [(mutant, *pair) for mutant, pair in made if pair is not None]
    return exercise.switched_mistakes


def _made(exercise: KnownAnswers, way: Variant) -> tuple[Switched, Handed] | None:
    """A right way with switches; None where it cannot have them."""
    own = exercise.solution.forward if exercise.solution is not None else None
    try:
        source = source_of(way.function, exercise.name, exercise.cell)
        switched = switchable(source, getattr(exercise.contract, "upstream", None))
        space: dict[str, Any] = {**way.function.__globals__, TABLE: switched.table}
        exec(compile(switched.source, f"<{exercise.name}, switched>", "exec"), space)  # noqa: S102 - the instructor's own text
        if exercise.cell:
            last = text_of(way.function).splitlines()[-1]
            return switched, Handed(*_of_last_line(last, space))
        return switched, Handed(space[exercise.name], way.forward or own)
    except (SyntaxError, LookupError, TypeError, OSError):
        return None


def _of_last_line(line: str, space: dict[str, Any]) -> Any:
    """What the last line of a cell's function returns, which is ``return first, second``."""
    return eval(line.strip().removeprefix("return "), space)  # noqa: S307 - the instructor's own text
