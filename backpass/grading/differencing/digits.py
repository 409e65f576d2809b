"""How exact an answer's numbers are: a derivation loses a digit or two, a difference half of them.

A gradient by differences can be within the tolerance at every point and is still a thousand times
further from the truth than one by a formula, nearly everywhere. So the median tells the two apart,
however the difference is written.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import Any

import numpy as np

from backpass.judging.gradcheck import all_agree
from backpass.judging.trial import Call

#: Median of the relative errors from which on numbers look measured; formulas stay below 1e-15.
MEASURED = 5e-14
WHY = "its numbers have half the digits that a formula's have, as those of differences do"


def look_measured(calls: Iterable[Call], gradients: Collection[str]) -> bool:
    """Whether numbers look as if they came out of differences.

    Calls that came out wrong say nothing: a right answer has some where the student's own forward,
    which makes the caches, is wrong.

    Args:
        calls: The calls of a right answer and of its forward, with what is right.
        gradients: The names of what the answer returns; nothing else is looked at.
    """
    errors: dict[str, list[float]] = {}
    for call in calls:
        for part in call.items.keys() & call.expected.keys() & set(gradients):
            value, right = call.items[part], call.expected[part]
            error = _error(value, right)
            if error is not None and all_agree(value, right):
                errors.setdefault(part, []).append(error)
    medians = [float(np.median(found)) for found in errors.values() if len(found) > 3]
    return any(median > MEASURED for median in medians)


def _error(value: Any, right: Any) -> float | None:
    """The largest error relative to the largest number; None where nothing can be said."""
    if type(value) is float and type(right) is float:  # the same, a hundred times quicker
        return abs(value - right) / abs(right) if right and math.isfinite(right) else None
    try:
        got, wanted = np.asarray(value, float), np.asarray(right, float)
        size = float(np.maximum.reduce(np.abs(wanted), axis=None, initial=0.0))
        if got.shape != wanted.shape or size == 0 or not math.isfinite(size):
            return None
        return float(np.maximum.reduce(np.abs(got - wanted), axis=None, initial=0.0)) / size
    except (TypeError, ValueError):
        return None
