"""Whether a function does, in one part of its result, what a judged function did."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from backpass.grading.exercises.answers import KnownAnswers
from backpass.judging.contract import Handed, NotComparable
from backpass.judging.returned import WrongType
from backpass.judging.trial import Call, Trial
from backpass.likeness.sample import close


def telling(trial: Trial, part: str) -> list[Call]:
    """The calls that have something to say of a part, those where it is wrong first.

    Where inputs are counts, the least come first: what is compared with an answer may be a small
    change of a right way that takes hours at a large count, such as a power in place of a product.
    As long as it gives what the answer gave, it is about as quick.

    Args:
        trial: What the judged function did.
        part: The part.
    """
    every = (*trial.calls, *trial.more)
    calls = [call for call in every if part in call.items and part in call.expected]
    return sorted(
        calls, key=lambda call: (_count(call), close(call.items[part], call.expected[part]))
    )


def _count(call: Call) -> int:
    """The largest count among the inputs of a call; 0 where there is none."""
    return max((abs(value) for value in call.case.inputs if type(value) is int), default=0)


def does_the_same(exercise: KnownAnswers, calls: Sequence[Call], part: str, handed: Handed) -> bool:
    """Whether a function gives at some calls what the judged one gave there.

    Args:
        exercise: The exercise.
        calls: Calls of the judged function.
        part: The part that is compared.
        handed: The function, and its forward.
    """
    for call in calls:
        made = value_of(exercise, call, part, handed)
        if made is None or not close_where_finite(call.items[part], made):
            return False
    return True


def value_of(exercise: KnownAnswers, call: Call, part: str, handed: Handed) -> Any:
    """What a function gives for a part at a call; None where that is no number.

    Args:
        exercise: The exercise.
        call: The call.
        part: The part.
        handed: The function, and its forward.
    """
    contract = exercise.contract.piece_of(part)
    try:
        result = exercise.contract.repeat(call, handed)
    except NotComparable:  # its forward makes no cache, say
        return None
    if isinstance(result, BaseException):
        return None
    try:
        made = np.asarray(contract.part_of(result, part))
    except (WrongType, LookupError, TypeError, ValueError):
        return None
    return made if made.dtype.kind in "biuf" else None


def close_where_finite(came: Any, made: Any) -> bool:
    """Whether two results are alike, in which entries are no numbers as well.

    Args:
        came: One result.
        made: The other.
    """
    if type(came) is float and np.ndim(made) == 0:  # the same, and much quicker
        number = float(made)
        fits = math.isfinite(came) == math.isfinite(number)
        return fits and (not math.isfinite(came) or close(came, number))
    one, other = np.asarray(came, dtype=float), np.asarray(made, dtype=float)
    fine = np.isfinite(one)
    if one.shape != other.shape or not np.array_equal(fine, np.isfinite(other)):
        return False
    return close(one[fine], other[fine])
