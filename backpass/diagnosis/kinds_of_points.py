"""Results that are wrong at points of a kind: at ties, at large numbers, at special shapes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from backpass.diagnosis.entries import BY_CHANCE, NEARLY_ZERO, silent
from backpass.judging.gradcheck import all_agree
from backpass.judging.verdict import NEARLY_EQUAL, NEARLY_KINK, PLAIN
from backpass.likeness.sample import Said, Sample

#: Points that lie next to a tie or a kink.
NEARLY = (NEARLY_EQUAL, NEARLY_KINK)


def _goes_wrong(kind: str, samples: Sequence[Sample]) -> bool:
    """Whether points of a kind are wrong, half of them at least, or those nearest to a tie."""
    wrong = [s for s in samples if not all_agree(s.came, s.right)]
    if 2 * len(wrong) >= len(samples):
        return True
    fine = [s for s in samples if all_agree(s.came, s.right)]
    inputs = range(len(samples[0].call.case.inputs))
    return kind == NEARLY_EQUAL and any(
        _nearer(wrong, fine, one, other) for one, other in itertools.permutations(inputs, 2)
    )


#: So much farther apart may two inputs be at a point that is wrong than at one that is right.
SLACK = 20.0


def _nearer(wrong: Sequence[Sample], fine: Sequence[Sample], one: int, other: int) -> bool:
    """Whether two inputs are nearer to each other where it is wrong, one being the larger one."""

    def gaps(samples: Sequence[Sample]) -> list[float]:
        given = [s.call.case.inputs for s in samples]
        if any(np.ndim(values[one]) or np.ndim(values[other]) for values in given):
            return []
        return [float(v[one] - v[other]) for v in given if v[one] > v[other]]

    near, far = gaps(wrong), gaps(fine)
    return len(near) == len(wrong) and bool(far) and max(near) <= SLACK * min(far)


def _bear_out(drawn: Sequence[Sample], bad: Sequence[str], mostly_good: bool) -> bool:
    """Whether points of no kind go with a kind of points that is to be told.

    If it is a matter of shapes or of order, they are wrong where they have those of the kind; if it
    is one of numbers, which they have not, all are like most other points.

    Args:
        drawn: The points.
        bad: The kinds that are wrong.
        mostly_good: Whether most are right.
    """
    fits = [all_agree(s.came, s.right) for s in drawn]
    by_shape = [s.call.case.like not in bad for s in drawn]
    by_chance = 0 if mostly_good else len(fits) / BY_CHANCE
    return fits == by_shape or sum(fit != mostly_good for fit in fits) <= by_chance


def _so_are_others(others: Sequence[Sample], good: Sequence[str], bad: Sequence[str]) -> bool:
    """Whether what is told of kinds of points holds at other points of these kinds.

    Args:
        others: One more point of each kind.
        good: The kinds that are right.
        bad: Those that are wrong.
    """
    told = [s for s in others if s.call.case.label in (*good, *bad) and not silent(s)]
    told = [s for s in told if np.max(np.abs(s.right), initial=0.0) > NEARLY_ZERO]
    off = [s for s in told if all_agree(s.came, s.right) != (s.call.case.label in good)]
    # a few are right by chance; of which right is told, none is wrong
    few = len(off) <= (0 if len(bad) <= len(good) else len(told) / BY_CHANCE)
    return few and not any(s.call.case.label in good for s in off)


def by_kind_of_point(samples: Sequence[Sample], part: str, stopped: bool) -> Said | None:
    """The last resort: which kinds of points it gets right, and which wrong.

    Args:
        samples: What came back.
        part: The name of the result.
        stopped: Whether nothing came back at other points.
    """
    drawn = [s for s in samples if s.call.case.label == PLAIN and s.call.case.like]
    drawn = [s for s in drawn if not silent(s)]
    others = [s for s in samples if s.call.case.label != PLAIN and s.call.case.like]
    samples = [s for s in samples if not s.call.case.like]
    kinds: dict[str, list[Sample]] = {}
    wrong_anywhere = {s.call.case.label for s in samples if not all_agree(s.came, s.right)}
    for s in samples:
        # next to nothing is right by chance
        if not silent(s) and not 0.0 < np.max(np.abs(s.right), initial=0.0) <= NEARLY_ZERO:
            kinds.setdefault(s.call.case.label, []).append(s)
    right = {k: all(all_agree(s.came, s.right) for s in own) for k, own in kinds.items()}
    # a kind of which most are right is not where it goes wrong
    if not all(right[kind] or _goes_wrong(kind, own) for kind, own in kinds.items()):
        return None
    good = [label for label, fits in right.items() if fits]
    bad = [label for label, fits in right.items() if not fits]
    if not good or not bad:
        return None
    if wrong_anywhere.intersection(good):
        return None  # at a small upstream gradient, say
    mostly_good = len(bad) <= 2 and len(good) > len(bad) and not stopped
    if PLAIN in (bad if mostly_good else good):
        return None  # of such points nothing can be told
    if not _bear_out(drawn, bad, mostly_good) or not _so_are_others(others, good, bad):
        return None
    if good == ["the first example"]:
        return Said(
            "the first example alone",
            f"{part} is right for the first example and wrong elsewhere.",
        )
    if mostly_good:
        where = " or ".join(bad)
        return Said(
            f"wrong at {where}",
            f"Of the points that were tried, {part} is right at most, but not at {where}.",
        )
    if len(good) <= 2:
        where = " and ".join(good)
        if stopped:
            return Said(
                f"right only at {where}",
                f"Of the points at which it did not stop, {part} is right only at {where}.",
            )
        return Said(
            f"right only at {where}",
            f"Of the points that were tried, {part} is right only at {where}.",
        )
    return None
