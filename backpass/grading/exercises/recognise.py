"""Naming a mistake: whether a wrong answer does, call by call, what a known mistake does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from backpass.grading.exercises.answers import Function, KnownAnswers, Mutant
from backpass.judging.contract import Handed, NotComparable
from backpass.judging.gradcheck import agrees, all_agree, owner
from backpass.judging.observe import quiet_throughout
from backpass.judging.trial import Call, Trial, looking_on
from backpass.judging.verdict import Kind


def known_mistake(exercise: KnownAnswers, trial: Trial, seed: int) -> Mutant | None:
    """The first known mistake that behaves as a student's function did, at every call.

    Args:
        exercise: The exercise, with its known mistakes.
        trial: What the student's function did.
        seed: What drew its points.
    """
    if not trial.calls:
        return None
    with quiet_throughout():  # none but the course's own are called
        return next((one for one in exercise.mistakes if _is(exercise, trial, one, seed)), None)


def _is(exercise: KnownAnswers, trial: Trial, mutant: Mutant, seed: int) -> bool:
    """Whether a known mistake behaves as a student's function did, at every call."""
    function, forward = exercise.handed_in(mutant)
    if not _could_be(exercise, trial, function, forward):
        return False
    twin = exercise.kept_twin(mutant, seed) or _twin(exercise, trial, mutant, seed)
    return twin is not None and alike(exercise, trial, twin)


#: What may be wrong with one part while the others are fine.
_OF_A_PART = (Kind.VALUE, Kind.SHAPE, Kind.DTYPE, Kind.NOT_FINITE)


def twins_of(exercise: KnownAnswers, trial: Trial, seed: int) -> list[tuple[Mutant, Trial]]:
    """What each known mistake does at the points where a student's function was judged.

    Args:
        exercise: The exercise, with its known mistakes.
        trial: What the student's function did.
        seed: What drew its points.

    Returns:
        The mistakes that are judged by as many calls; none where parts are no results of calls.
    """
    if not any(call.items or call.raw for call in trial.calls):
        return []
    exercise.was_compared = True
    made = list[tuple[Mutant, Trial]]()
    for mutant in exercise.mistakes:
        twin = exercise.twin(mutant, seed)
        if len(twin.calls) == len(trial.calls):
            made.append((mutant, twin))
    return made


def known_mistakes_by_part(
    trial: Trial, twins: Sequence[tuple[Mutant, Trial]]
) -> list[tuple[str, Mutant]]:
    """For each wrong gradient, the known mistake that makes it wrong in just this way.

    Two mistakes in one function leave each other alone where they are about different gradients. A
    mistake counts only where its sentence is true of this gradient alone; one that leaves the
    others right is preferred.

    Args:
        trial: What the student's function did.
        twins: What the known mistakes do, see :func:`twins_of`.

    Returns:
        The wrong gradients that are a known mistake, each with it, in order; nothing where
        something else is wrong than values.
    """
    kinds: dict[str, set[Kind]] = {}
    for part, kind in trial.findings:
        kinds.setdefault(part, set()).add(kind)
    wrong = {part for part, kind in trial.findings if kind in _OF_A_PART and part in trial.values}
    if not wrong or "" in kinds:
        return []
    found: dict[str, tuple[int, Mutant]] = {}
    for mutant, twin in twins:
        parts = {part for part, _ in twin.findings}
        for part in parts & wrong:
            if {kind for other, kind in twin.findings if other == part} != kinds[part]:
                continue
            if not about_one_part(mutant, twin, part, trial):
                continue
            if _is_alike(trial, twin, part) and not _speaks_of_another(mutant, twin, part, trial):
                better = (len(parts), mutant)
                found[part] = min(found.get(part, better), better, key=lambda pair: pair[0])
    return [(part, found[part][1]) for part in trial.values if part in found]


def _is_alike(trial: Trial, twin: Trial, part: str) -> bool:
    pairs = zip(trial.calls, twin.calls, strict=True)
    return all(_alike_items(one, other, part) for one, other in pairs)


def _speaks_of_another(mutant: Mutant, twin: Trial, part: str, trial: Trial) -> bool:
    """Whether a sentence speaks of another part's input, and does not hold there.

    Where a tie goes to nobody, the first input gets what it does where it goes to the second.

    Args:
        mutant: The known mistake.
        twin: What it does.
        part: The part that it makes wrong in the same way.
        trial: What the student's function did.
    """
    words = set(re.findall(r"\w+", mutant.told.replace("1/x", "")))  # that is a function
    return any(
        owner(other) in words
        and any(of == other for of, _ in twin.findings)
        and not _is_alike(trial, twin, other)
        for other in trial.values
        if other != part
    )


def about_one_part(mutant: Mutant, twin: Trial, part: str, trial: Trial) -> bool:
    """Whether a known mistake makes a part wrong, and its sentence is true of this part alone.

    Args:
        mutant: The known mistake.
        twin: What it does.
        part: The part.
        trial: What the student's function did.
    """
    parts = {of for of, _ in twin.findings}
    if part not in parts or "" in parts:
        return False
    fitting = len(trial.values) == 1 or _is_about_one(mutant.told, part, trial.values)
    return fitting and not _says_nothing(twin, part)


#: Phrases in which a word such as "one" or "two" counts no gradients. They speak of what comes back
#: to one input; a gate that all gradients pass is not named for one of them alone.
_OF_NO_PART = re.compile(
    r"x feeds three places and y two\. do the gradients that come back from them replace each other"
    r"|(two|three) places\. one of them|one of the ways|two rates in a chain"
)


def _is_about_one(told: str, part: str, parts: tuple[str, ...]) -> bool:
    """Whether a sentence is true of a single gradient: it speaks of no other, nor of several."""
    words = set(re.findall(r"\w+", _OF_NO_PART.sub("", told.lower())))
    others = {other.lower() for other in parts if other != part}
    if not part.startswith("d") and any(other.startswith("d") for other in others):
        others.add("gradient")  # a loss and its gradient
    several = set(
        "both neither each all two pair one other only second swapped gradients order".split()
    )
    return not words & (others | several)


def _says_nothing(twin: Trial, part: str) -> bool:
    """Whether a gradient is one number everywhere: many mistakes lead to a 0 or a 1."""
    values = [call.items[part] for call in twin.calls if part in call.items]
    numbers = np.concatenate([np.ravel(value) for value in values]) if values else np.zeros(1)
    return bool(np.all(numbers == numbers[0]))


def _alike_items(one: Call, other: Call, part: str) -> bool:
    mine, theirs = (call.items.get(part, call.raw.get(part)) for call in (one, other))
    return (mine is None) == (theirs is None) and (mine is None or _alike_results(mine, theirs))


def _twin(exercise: KnownAnswers, trial: Trial, mutant: Mutant, seed: int) -> Trial | None:
    """Judge a known mistake at the same points; None as soon as a result differs."""
    contract = exercise.contract
    if not contract.in_order or contract.partner is not None:  # perhaps with several caches
        return exercise.know(mutant, seed)
    function, forward = exercise.handed_in(mutant)
    calls = iter(trial.calls)

    def compare(call: Call) -> None:
        other = next(calls, None)
        if other is None or not _alike_calls(exercise, other, call):
            raise _Unlike

    try:
        with looking_on(compare):
            return exercise.tried(function, seed, forward)[1]
    except _Unlike:
        return None


def _could_be(
    exercise: KnownAnswers, trial: Trial, function: Any, forward: Function | None
) -> bool:
    """A quick look at some calls: most mistakes are told apart there, without any drawing."""
    handed = Handed(function, forward)
    return all(_gives_the_same(exercise, call, handed) for call in _looked_at(exercise, trial))


def _looked_at(exercise: KnownAnswers, trial: Trial) -> list[Call]:
    """The calls to look at first: one, or all that can be repeated, those that are wrong first."""
    contract = exercise.contract
    if not contract.repeats_any_call:
        return list(trial.calls[:1])
    wrong = {finding.case.label for finding in trial.findings.values() if finding.case is not None}
    calls = [call for call in trial.calls if call.about is not None]
    return sorted(calls, key=lambda call: call.case.label not in wrong)


def _gives_the_same(exercise: KnownAnswers, call: Call, handed: Handed) -> bool:
    """Whether a function gives at a call what the judged one gave, as far as that can be told."""
    try:
        result = exercise.contract.repeat(call, handed)
    except NotComparable:
        return True
    contract = exercise.contract
    return _alike_results(contract.compared(call, call.result), contract.compared(call, result))


def _alike_calls(exercise: KnownAnswers, one: Call, other: Call) -> bool:
    compared = exercise.contract.compared
    return one.beside == other.beside and _alike_results(
        compared(one, one.result), compared(other, other.result)
    )


class _Unlike(Exception):
    """A known mistake does something else than the function that it is compared with."""


def alike(exercise: KnownAnswers, one: Trial, other: Trial) -> bool:
    """Whether two functions failed in the same way: same findings, same values at every call.

    Args:
        exercise: The exercise.
        one: What came of one function.
        other: What came of the other, at the same points.
    """
    if set(one.findings) != set(other.findings) or len(one.calls) != len(other.calls):
        return False
    in_place = ("clean", Kind.CHANGED)  # its text says which argument
    if in_place in one.findings and one.findings[in_place].text != other.findings[in_place].text:
        return False
    pairs = list(zip(one.calls, other.calls, strict=True))
    if all(isinstance(a.result, BaseException) for a, _ in pairs):  # its type alone says little
        return all(_stopped_alike(a.result, b.result) for a, b in pairs)
    return all(_alike_calls(exercise, a, b) for a, b in pairs)


def _stopped_alike(one: Any, other: Any) -> bool:
    return type(one) is type(other) and str(one) == str(other)


def _alike_results(one: Any, other: Any) -> bool:
    if type(one) is float and type(other) is float:
        return one == other or all_agree(one, other) or (one != one and other != other)  # noqa: PLR0124 - nan
    if type(one) is tuple and type(other) is tuple:
        return len(one) == len(other) and all(map(_alike_results, one, other))
    if type(one) is np.ndarray and type(other) is np.ndarray and _is_the_same(one, other):
        return True
    if isinstance(one, BaseException) or isinstance(other, BaseException):
        return type(one) is type(other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return set(one) == set(other) and all(_alike_results(one[k], other[k]) for k in one)
    if isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)):
        return len(one) == len(other) and all(map(_alike_results, one, other))
    try:
        first, second = np.asarray(one), np.asarray(other)
        if first.dtype.kind not in "biuf" or first.shape != second.shape:
            return type(one) is type(other) and first.shape == second.shape
        both_nan = np.isnan(first) & np.isnan(second)
        with np.errstate(all="ignore"):
            return bool(np.all(agrees(first, second) | (first == second) | both_nan))
    except (TypeError, ValueError):
        return type(one) is type(other)


def _is_the_same(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays of float64 are the same bit for bit, which is soon found out."""
    return (
        one.dtype == other.dtype == np.float64
        and one.shape == other.shape
        and one.tobytes() == other.tobytes()
    )
