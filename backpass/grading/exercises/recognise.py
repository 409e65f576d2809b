"""Naming a mistake: whether a wrong answer does, call by call, what a known mistake does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from backpass import judge
from backpass.contract import Handed, NotComparable
from backpass.gradcheck import agrees
from backpass.judge import Call, Trial
from backpass.verdict import Kind

if TYPE_CHECKING:
    from backpass.grading.exercises.exercise import Exercise, Function, Mutant


def known_mistake(exercise: Exercise, trial: Trial, seed: int) -> Mutant | None:
    """The first known mistake that behaves as a student's function did, at every call.

    Args:
        exercise: The exercise, with its known mistakes.
        trial: What the student's function did.
        seed: What drew its points.
    """
    if not trial.calls:
        return None
    for mutant in exercise.mistakes:
        function, forward = exercise.handed_in(mutant)
        if not _could_be(exercise, trial, function, forward):
            continue
        twin = _twin(exercise, trial, function, seed, forward)
        if twin is not None and alike(trial, twin):
            return mutant
    return None


def _twin(
    exercise: Exercise, trial: Trial, function: Any, seed: int, forward: Function | None
) -> Trial | None:
    """Judge a known mistake at the same points; None as soon as a result differs."""
    if exercise.contract.partner is not None:  # judged with several caches, perhaps
        return exercise.tried(function, seed, forward)[1]
    calls = iter(trial.calls)

    def compare(call: Call) -> None:
        other = next(calls, None)
        if other is None or not _alike_results(other.result, call.result):
            raise _Unlike

    try:
        with judge.looking_on(compare):
            return exercise.tried(function, seed, forward)[1]
    except _Unlike:
        return None


def _could_be(exercise: Exercise, trial: Trial, function: Any, forward: Function | None) -> bool:
    """A quick look at one call: most mistakes are told apart there, without any drawing."""
    call = trial.calls[0]
    try:
        result = exercise.contract.repeat(call, Handed(function, forward))
    except NotComparable:
        return True
    return _alike_results(call.result, result)


class _Unlike(Exception):
    """A known mistake does something else than the function that it is compared with."""


def alike(one: Trial, other: Trial) -> bool:
    """Whether two functions failed in the same way: same findings, same values at every call."""
    if set(one.findings) != set(other.findings) or len(one.calls) != len(other.calls):
        return False
    in_place = ("clean", Kind.CHANGED)  # its text says which argument
    if in_place in one.findings and one.findings[in_place].text != other.findings[in_place].text:
        return False
    return all(
        _alike_results(a.result, b.result) for a, b in zip(one.calls, other.calls, strict=True)
    )


def _alike_results(one: Any, other: Any) -> bool:
    if type(one) is float and type(other) is float:
        return one == other or bool(agrees(one, other)) or (one != one and other != other)  # noqa: PLR0124 - nan
    if isinstance(one, BaseException) or isinstance(other, BaseException):
        return type(one) is type(other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return set(one) == set(other) and all(_alike_results(one[k], other[k]) for k in one)
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
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
