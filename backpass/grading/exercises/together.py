"""Two known mistakes in one answer: what their results say of the result of both.

Where one of the two makes no difference, the answer does what the other one does. Where both do,
their factors multiply, or what they add adds up, or one of them hides the other. Each pair of known
mistakes is held against all that came, entry by entry, and so is each known mistake with something
that happens to its result at the end.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from backpass.grading.exercises.answers import Mutant
from backpass.judging.gradcheck import FLOOR
from backpass.judging.trial import Trial
from backpass.likeness.sample import ATOL, RTOL, is_number

Numbers = np.ndarray[Any, np.dtype[np.float64]]
#: So many entries must be told by each of two mistakes.
ENOUGH = 2
#: What may happen to a result at the end, in words, with a sentence.
AFTERWARDS: tuple[tuple[str, str, Callable[[Numbers], Any]], ...] = (
    ("always positive", "the result is always positive.", np.abs),
    ("cut to a whole number", "the result is cut to a whole number.", np.trunc),
    ("rounded down", "the result is rounded down to a whole number.", np.floor),
    *(
        (
            f"rounded to {digits} digits",
            "the result is rounded.",
            partial(np.round, decimals=digits),
        )
        for digits in range(9)
    ),
    ("never negative", "the result is 0 where it would be negative.", lambda v: np.maximum(v, 0.0)),
    ("the sign alone", "only the sign of the result is left.", np.sign),
)


@dataclass(frozen=True)
class Both:
    """Two mistakes.

    Attributes:
        names: What they are called.
        texts: What is told of each.
    """

    names: tuple[str, str]
    texts: tuple[str, str]


@dataclass(frozen=True)
class _Entries:
    """All entries of all results in one line.

    Attributes:
        came: What came back.
        right: What is right.
        bound: How far from each entry another may be that is like it.
        made: What each known mistake gives, a line each.
        mistakes: The mistakes.
    """

    came: Numbers
    right: Numbers
    bound: Numbers
    made: Numbers
    mistakes: Sequence[Mutant]


def two_known(
    trial: Trial, twins: Sequence[tuple[Mutant, Trial]], parts: Sequence[str]
) -> Both | None:
    """Two known mistakes that together do what came, or one with something done to its result.

    Args:
        trial: What the student's function did.
        twins: The known mistakes, each with what it does at the same calls.
        parts: The parts that are compared.
    """
    entries = _entries(trial, twins, parts)
    if entries is None or len(entries.came) < 4:
        return None
    with np.errstate(all="ignore"):
        return _afterwards(entries) or _pair(entries)


def _entries(
    trial: Trial, twins: Sequence[tuple[Mutant, Trial]], parts: Sequence[str]
) -> _Entries | None:
    places = [
        (number, part)
        for number, call in enumerate(trial.calls)
        for part in parts
        if part in call.items
        and is_number(call.items[part])
        and part in call.expected
        and np.shape(call.items[part]) == np.shape(call.expected[part])
    ]
    if not places:
        return None
    came, right, bound = list[Any](), list[Any](), list[Any]()
    for number, part in places:
        call = trial.calls[number]
        came.append(np.ravel(np.asarray(call.items[part], dtype=float)))
        right.append(np.ravel(np.asarray(call.expected[part], dtype=float)))
        size = np.maximum(np.abs(came[-1]), FLOOR * np.max(np.abs(came[-1]), initial=0.0))
        bound.append(RTOL * size + ATOL)
    made, mistakes = list[Numbers](), list[Mutant]()
    for mutant, twin in twins:
        values = [twin.calls[number].items.get(part) for number, part in places]
        if any(not is_number(v) for v in values):
            continue
        lines = [np.ravel(np.asarray(v, dtype=float)) for v in values]
        if all(one.shape == other.shape for one, other in zip(lines, came, strict=True)):
            made.append(np.concatenate(lines))
            mistakes.append(mutant)
    if not made:
        return None
    return _Entries(
        np.concatenate(came), np.concatenate(right), np.concatenate(bound), np.array(made), mistakes
    )


def _afterwards(of: _Entries) -> Both | None:
    """A known mistake, and something that happens to its result at the end."""
    for words, text, change in AFTERWARDS:
        alike = np.abs(change(of.made) - of.came) <= of.bound
        for at in np.flatnonzero(alike.all(axis=1)):
            wrong = np.abs(change(of.right) - of.came) > of.bound
            changed = np.abs(of.made[at] - of.came) > of.bound  # else nothing happened at the end
            seen = min(np.count_nonzero(wrong), np.count_nonzero(changed))
            if seen >= ENOUGH and len(np.unique(of.came)) > ENOUGH:
                mutant = of.mistakes[int(at)]
                return Both((mutant.name, words), (mutant.told, text))
    return None


def _pair(of: _Entries) -> Both | None:
    """Two known mistakes."""
    fine = np.abs(of.made - of.right) <= of.bound  # where a mistake makes no difference
    alike = np.abs(of.made - of.came) <= of.bound  # where it is what came
    # what is wrong where a mistake makes no difference is the other one's; it must show somewhere
    usable = np.count_nonzero(alike & ~fine, axis=1) >= 1
    either: list[tuple[int, int]] = []
    for one, other in itertools.combinations(range(len(of.mistakes)), 2):
        alone = np.where(fine[other], alike[one], True) & np.where(fine[one], alike[other], True)
        if alone.all():
            either.append((one, other))
    for one, other in either:
        both = ~fine[one] & ~fine[other]
        if not both.any():
            if usable[one] and usable[other]:
                return _of(of, one, other)
            continue
        if np.count_nonzero(both) < ENOUGH:
            continue
        a, b = of.made[one][both], of.made[other][both]
        came, right, bound = of.came[both], of.right[both], of.bound[both]
        for made in (a * b / right, a + b - right):
            near = np.abs(made - came) <= bound
            wrong = np.abs(came - right) > bound  # two that undo each other explain nothing
            if (near & wrong).all() and len(np.unique(came)) > ENOUGH:
                if not _differs(made, (a, b), bound):
                    continue
                return _of(of, one, other)
        # one of them hides the other where both make a difference
        hidden = alike[one][both].all() or alike[other][both].all()
        if hidden and usable[one] and usable[other]:
            only = [
                np.count_nonzero(alike[k] & ~alike[m] & ~fine[k])
                for k, m in ((one, other), (other, one))
            ]
            if all(number >= 1 for number in only):
                return _of(of, one, other)
    return None


def _differs(made: Numbers, alone: Sequence[Numbers], bound: Numbers) -> bool:
    """Whether the two together give something else than each of them alone."""
    return all(bool(np.any(np.abs(made - one) > bound)) for one in alone)


def _of(of: _Entries, one: int, other: int) -> Both:
    first, second = of.mistakes[one], of.mistakes[other]
    return Both((first.name, second.name), (first.told, second.told))
