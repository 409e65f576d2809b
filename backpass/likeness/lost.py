"""What a loop loses that leaves out some of its turns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def changed_at(change: Callable[[Any], Any], index: Any) -> Callable[[Any], Any]:
    """A change in some places of an array alone.

    Args:
        change: What becomes of the entries there.
        index: The places, as numpy takes them.
    """

    def changed(value: Any) -> Any:
        made = np.array(value, dtype=float)
        made[index] = change(made[index])
        return made

    return changed


def _without_the_last(value: Any) -> Any:
    """An array whose very last entry is 0."""
    made = np.array(value, dtype=float)
    made.flat[-1:] = 0.0
    return made


#: What a loop loses that leaves out some of its turns; how, in words, and of so many dimensions.
PARTS_LOST: tuple[tuple[Callable[[Any], Any], str, int], ...] = (
    (changed_at(np.zeros_like, -1), "0 in its last row or entry", 1),
    (changed_at(np.zeros_like, 0), "0 in its first row or entry", 1),
    (changed_at(np.zeros_like, slice(1, None)), "0 but for its first row or entry", 1),
    (changed_at(np.zeros_like, slice(None, -1)), "0 but for its last row or entry", 1),
    (changed_at(np.zeros_like, slice(1, None, 2)), "0 in each second row or entry", 1),
    (_without_the_last, "0 in its last entry alone", 1),
    (changed_at(np.zeros_like, (Ellipsis, -1)), "0 in its last column", 2),
    (changed_at(np.zeros_like, (Ellipsis, 0)), "0 in its first column", 2),
    (changed_at(np.zeros_like, (Ellipsis, slice(1, None))), "0 but for its first column", 2),
    (changed_at(np.zeros_like, (Ellipsis, slice(None, -1))), "0 but for its last column", 2),
    (changed_at(np.zeros_like, (Ellipsis, slice(1, None, 2))), "0 in each second column", 2),
)
