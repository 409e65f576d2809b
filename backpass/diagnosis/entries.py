"""All entries of all samples in one line: which are wrong, and which say something."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from backpass.judging.gradcheck import FLOOR, agrees
from backpass.likeness.sample import ATOL, RTOL, Sample

#: What is smaller may be right by chance: so is each other number of that size.
NEARLY_ZERO = 1e-6
#: So many right zeros for each wrong entry say that it is not wrong "there".
MOSTLY = 3
#: So many wrong entries where 0 belongs outweigh one that is 0 there, as it should be.
FEW = 8
#: Of a sample, for each entry of the result, whether something holds there.
Mark = Callable[[Sample], Any]


@dataclass(frozen=True)
class Entries:
    """All entries of all samples in one line.

    Attributes:
        came: What came back.
        right: What is right.
        wrong: Whether it is wrong.
        kept: What says something: not what is 0, and should be, and would be either way.
        nothing: What is 0, as it should be, though an upstream gradient arrives, and nothing drawn.
        drawn: What came at points that were drawn to test what is told.
    """

    came: np.ndarray
    right: np.ndarray
    wrong: np.ndarray
    kept: np.ndarray
    nothing: np.ndarray
    drawn: np.ndarray


def spread_out(value: Any, sample: Sample) -> np.ndarray:
    """A value in one line, once for each entry of a result.

    Args:
        value: A number, or an array whose shape fits the result's.
        sample: What came back.
    """
    entries = np.asarray(value, dtype=float)
    fits = entries.shape == sample.shape  # nearly always, and soon found out
    return np.ravel(entries if fits else np.broadcast_to(entries, sample.shape))


def entries_of(samples: Sequence[Sample]) -> Entries:
    """All entries of what came back, in one line."""
    came = np.concatenate([spread_out(s.came, s) for s in samples])
    right = np.concatenate([spread_out(s.right, s) for s in samples])
    fits = [np.broadcast_to(agrees(s.came, s.right), s.shape) for s in samples]
    wrong = ~np.concatenate([np.ravel(each) for each in fits])
    # where the upstream gradient is 0 nothing can be wrong, so nothing is told
    kept = np.concatenate([np.full(int(np.prod(s.shape)), not silent(s)) for s in samples])
    # among numbers of any size, a small one is right by chance
    drawn = np.concatenate(
        [np.full(int(np.prod(s.shape)), bool(s.call.case.like)) for s in samples]
    )
    kept &= wrong | ~drawn | (np.abs(right) > too_small(samples)) | (right == 0.0)
    nothing = ~wrong & (right == 0.0) & (came == 0.0)
    return Entries(came, right, wrong, kept & ~nothing, kept & nothing & ~drawn, drawn)


def too_small(samples: Sequence[Sample]) -> np.ndarray:
    """For each entry, which size says nothing beside the largest one of its result."""
    sizes = [np.max(np.abs(s.right), initial=0.0) for s in samples]
    least = [max(NEARLY_ZERO, FLOOR * float(size)) for size in sizes]
    return np.concatenate(
        [np.full(int(np.prod(s.shape)), m) for s, m in zip(samples, least, strict=True)]
    )


def sets_apart(holds: np.ndarray, entries: Entries) -> bool:
    """Whether all that is wrong is there, and all that is right elsewhere.

    At numbers that were drawn, some wrong formulas give what is right by chance.

    Args:
        holds: For each entry, whether a condition holds there.
        entries: The entries.
    """
    off = entries.kept & (holds != entries.wrong)
    if not off.any():
        return True
    if np.any(off & (entries.wrong | ~entries.drawn)):
        return False
    there = entries.kept & entries.drawn & holds
    return bool(off.sum() * BY_CHANCE <= there.sum())


#: One of so many numbers that were drawn may be right where something is wrong.
BY_CHANCE = 8


def mostly_right(holds: np.ndarray, entries: Entries) -> bool:
    """Whether much is right there, as a 0 that something decides.

    Where some of what should be 0 is wrong, what should be 0 and is 0 counts against the words.

    Args:
        holds: For each entry, whether a condition holds there.
        entries: The entries.
    """
    zeros, wrong = (holds & entries.nothing).sum(), holds & entries.wrong & ~entries.drawn
    in_place_of_zero = (wrong & (entries.right == 0.0)).sum()
    return bool(zeros > MOSTLY * wrong.sum() or zeros > in_place_of_zero / FEW > 0)


def silent(s: Sample) -> bool:
    """Whether no upstream gradient arrives, or next to none."""
    return s.dout is not None and bool(np.all(np.abs(np.asarray(s.dout)) < 1e-6))


def together(samples: Sequence[Sample]) -> Sequence[Sample]:
    """One sample that holds all of them, where all is numbers: a mark is asked once, not of each.

    Args:
        samples: What came back.
    """
    first = samples[0].call
    columns = list(zip(*(s.call.case.inputs for s in samples), strict=True))
    douts = [s.dout for s in samples]
    no_dout = all(dout is None for dout in douts)
    numbers = itertools.chain(*columns, () if no_dout else douts)
    if any(s.shape for s in samples) or not all(isinstance(one, float) for one in numbers):
        return samples
    case = replace(first.case, inputs=tuple(map(np.array, columns)))
    call = replace(first, case=case, dout=None if no_dout else np.array(douts))
    came, right = (np.array([getattr(s, of) for s in samples]) for of in ("came", "right"))
    return [Sample(call, came, right)]


def in_line(samples: Sequence[Sample], mark: Mark) -> np.ndarray | None:
    """Where a condition holds, for all entries in one line; None where it says nothing.

    Args:
        samples: What came back.
        mark: The condition.
    """
    made = list[np.ndarray]()
    for s in samples:
        marks = mark(s)
        if marks is None or np.shape(marks) not in ((), s.shape):
            return None
        made.append(spread_out(marks, s))
    return np.concatenate(made).astype(bool)


def fits_upstream(s: Sample) -> bool:
    """Whether the upstream gradient has the result's shape, or is one number."""
    return s.dout is not None and np.shape(s.dout) in ((), s.shape)


def alike_entries(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether entries are the same, as far as rounding lets one see.

    Args:
        one: Some entries.
        other: As many others.
    """
    return bool(np.all(np.abs(one - other) <= RTOL * np.abs(other) + ATOL))
