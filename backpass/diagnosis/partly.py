"""Results that are right in some places: where, and what stands in the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backpass.diagnosis.conditions import conditions, negated
from backpass.diagnosis.entries import (
    NEARLY_ZERO,
    Entries,
    alike_entries,
    entries_of,
    fits_upstream,
    in_line,
    mostly_right,
    sets_apart,
    spread_out,
    together,
)
from backpass.diagnosis.kinds_of_points import NEARLY, by_kind_of_point
from backpass.diagnosis.sizes import beyond
from backpass.drawing.panel import number_in_words
from backpass.judging.contract import Contract
from backpass.judging.gradcheck import all_agree
from backpass.likeness.sample import ATOL, RTOL, Said, Sample

#: How the name of a result begins that is right in places which can be described.
#: The first ones are places in an array, which say more than any formula does.
PLACES = ("wrong at the entries", "wrong in", "wrong except at the entries")
#: How the name begins of a result of which only the side is told to which it is wrong.
LEANS = "wrong values"
WHERE = ("wrong where", "wrong except where", "wrong at", "wrong in")


def partly(
    samples: Sequence[Sample], part: str, contract: Contract | None, stopped: bool = False
) -> Said | None:
    """Where a result is right and where it is wrong, as far as that follows a rule.

    Args:
        samples: What came back.
        part: Its name.
        contract: What the function should do.
        stopped: Whether nothing came back at other points.
    """
    entries = entries_of(samples)
    if not entries.wrong[entries.kept].any():
        return _without_upstream(part, entries)
    if entries.wrong[entries.kept].all():
        return _never_right(part, entries)
    trifle = _wrong_by_a_trifle(part, entries)
    if trifle is not None:
        return trifle
    asked = together(samples)
    for where, mark in conditions(samples, contract):
        marked = in_line(asked, mark)
        if marked is None or not marked.any() or marked.all():
            continue
        for holds, called in ((marked, where), (~marked, negated(where))):
            if sets_apart(holds, entries):
                if mostly_right(holds, entries) or np.any(entries.wrong & ~holds):
                    continue  # without an upstream gradient, too, it is right everywhere else
                there = _what_is_there(samples, entries, holds)
                text = f"{part} is wrong {where}, and right everywhere else."
                if called != where:
                    text = f"{part} is right {where}, and wrong everywhere else."
                return Said(f"wrong {called}{there[0]}", text + there[1])
    return (
        beyond(samples, part, contract, entries)
        or _among(samples, part, contract, entries)
        or by_kind_of_point(samples, part, stopped)
        or _by_sums(samples, part)
        or _leaning(samples, part, contract, entries)
    )


def _among(
    samples: Sequence[Sample], part: str, contract: Contract | None, entries: Entries
) -> Said | None:
    """Where all wrong entries are, though some that are right are there as well.

    How many of the places are wrong is counted without the points that were made to lie next to a
    tie or a kink: those are many, and close together. Nor are those counted that were drawn.
    """
    near = np.concatenate(
        [np.full(int(np.prod(s.shape)), s.call.case.label in NEARLY) for s in samples]
    )
    drawn = entries.drawn[entries.kept | entries.nothing]
    usual, asked = ~(near[entries.kept | entries.nothing] | drawn), together(samples)
    for words, mark in conditions(samples, contract):
        marked = in_line(asked, mark)
        if marked is None:
            continue
        told = entries.kept | entries.nothing
        there, wrong = marked[told], entries.wrong[told]
        if (
            not np.any(entries.wrong & ~marked)
            and 2 * (wrong & usual).sum() > (there & usual).sum()
            and 2 * (there & ~drawn).sum() < np.sum(~drawn)
        ):
            text = f"{part} is wrong in most places {words}, and right everywhere else."
            if np.all(entries.came[entries.wrong] == 0.0):
                return Said(
                    f"wrong {words}, mostly: zero",
                    f"{part} is wrong in most places {words}, and right everywhere else. What is "
                    "wrong is zero.",
                )
            return Said(f"wrong {words}, mostly", text)
    return None


def _what_is_there(
    samples: Sequence[Sample], entries: Entries, holds: np.ndarray
) -> tuple[str, str]:
    """What came where it is wrong: a few words, and a sentence; both may be empty."""
    chosen = holds & entries.wrong
    came, right = entries.came[chosen], entries.right[chosen]
    if np.all(came == 0.0):
        return ": zero", " There it is zero."
    if alike_entries(came, -right):
        return ": wrong sign", " There it has the wrong sign."
    if np.all(right != 0.0):
        by = float(came[0] / right[0])
        if alike_entries(came, by * right):
            return (
                f": {by:.6g} times",
                f" There it is {number_in_words(by)} times what it should be.",
            )
    upstream = [spread_out(s.dout, s) if fits_upstream(s) else None for s in samples]
    if all(each is not None for each in upstream):
        dout = np.concatenate([each for each in upstream if each is not None])[chosen]
        if np.all(dout != 0.0):
            by = float(came[0] / dout[0])
            if by and alike_entries(came, by * dout):
                if by == 1.0:
                    return ": upstream", " There it is the upstream gradient."
                text = f" There it is {number_in_words(by)} times the upstream gradient."
                return f": {number_in_words(by)} times upstream", text
    if np.all(np.abs(came - came[0]) <= 1e-12 * max(1.0, abs(float(came[0])))):
        return ": one number", " There it is the same number every time."
    difference = came - right
    if alike_entries(difference, np.full(difference.shape, difference[0])):
        return ": a constant more", " There it is off by the same amount every time."
    return "", ""


def _without_upstream(part: str, entries: Entries) -> Said | None:
    """Wrong only where the upstream gradient is 0."""
    if not entries.wrong.any():
        return None
    return Said(
        "wrong where the upstream gradient is 0",
        f"{part} is wrong where the upstream gradient is 0, and right everywhere else. What flows "
        "back when nothing arrives?",
    )


#: What is off by less, as a share, may be right to the tolerance at any place by chance.
A_TRIFLE = 1e-5


def _wrong_by_a_trifle(part: str, entries: Entries) -> Said | None:
    """What agrees to many digits where it is wrong: where that shows is chance, and is not told."""
    off = np.abs(entries.came - entries.right)[entries.wrong]
    size = np.abs(entries.right)[entries.wrong]
    if not np.all(off < A_TRIFLE * size):
        return None
    digits = int(-np.log10(np.max(off / size)))
    return Said(
        f"{digits} digits",
        f"{part} agrees to {digits} digits everywhere, and no further. Is a small number added "
        "somewhere, or something rounded, bounded or approximated?",
    )


def _never_right(part: str, entries: Entries) -> Said | None:
    """Wrong everywhere: whether the sign, or the size, is always on one side."""
    kept = entries.kept & (entries.right != 0.0) & (entries.came != 0.0)
    came, right = entries.came[kept], entries.right[kept]
    if len(came) < 8 or np.any(entries.kept & (entries.right == 0.0)):
        return None
    difference = came - right
    if alike_entries(difference, np.full(difference.shape, difference[0])):
        return Said(
            "off by a constant",
            f"{part} is off by the same amount at every point. What is added, or left out?",
        )
    same_sign = np.sign(came) == np.sign(right)
    if same_sign.all():
        larger = np.abs(came) > np.abs(right)
        if larger.all():
            return Said(
                "always too large",
                f"{part} has the right sign at every point, and is always too large.",
            )
        if not larger.any():
            return Said(
                "always too small",
                f"{part} has the right sign at every point, and is always too small.",
            )
    return None


#: So many wrong tables at least must add up before anything is said of it.
ENOUGH_SUMS = 4


def _adds_up(s: Sample, axis: int) -> bool:
    """Whether a table's sums in one direction are right, as far as rounding lets that be seen."""
    came, right = np.asarray(s.came, dtype=float), np.asarray(s.right, dtype=float)
    size = np.sum(np.abs(came) + np.abs(right), axis=axis)
    off = np.abs(np.sum(came, axis=axis) - np.sum(right, axis=axis))
    return bool(np.all(off <= RTOL * size + ATOL))


def _by_sums(samples: Sequence[Sample], part: str) -> Said | None:
    """Tables in which something stands in the wrong row, or in the wrong column."""
    wrong = [
        s
        for s in samples
        if len(s.shape) == 2 and min(s.shape) > 1 and not all_agree(s.came, s.right)
    ]
    if len(wrong) < ENOUGH_SUMS or any(len(s.shape) != 2 for s in samples):
        return None
    for axis, thing, other in ((0, "column", "row"), (1, "row", "column")):
        if not any(np.any(np.abs(np.sum(s.right, axis=axis)) > NEARLY_ZERO) for s in wrong):
            continue  # the sums are 0 for any reason that keeps a balance
        if all(_adds_up(s, axis) for s in wrong):
            return Said(
                f"{LEANS} in another {other}",
                f"Each {thing} of {part} adds up to what it should, and entries are wrong: does "
                f"something stand in another {other} than its own?",
            )
    return None


#: So many wrong entries at least must lean to one side before anything is said of it.
ENOUGH_LEANING = 8
#: At so many points at least each side must be seen: of fewer, some rule is true by chance.
ENOUGH_POINTS = 5


def _leaning(
    samples: Sequence[Sample], part: str, contract: Contract | None, entries: Entries
) -> Said | None:
    """To which side all that is wrong leans: the least that can be said, and still true.

    Where the sides differ, one input's sign may part them.
    """
    wrong = entries.wrong & np.isfinite(entries.came)
    came, right = entries.came[wrong], entries.right[wrong]
    # the entries of one array, and those of one point, may lean to one side together
    at = {key: number for number, key in enumerate({id(s.call.case) for s in samples})}
    points = np.repeat([at[id(s.call.case)] for s in samples], [np.size(s.came) for s in samples])
    points = points[wrong]
    if len(came) < ENOUGH_LEANING or len(np.unique(points)) < ENOUGH_POINTS:
        return None
    above = came > right
    if above.all() or not above.any():
        way = "too large" if above.all() else "too small"
        return Said(f"{LEANS} {way}", f"Wherever {part} is wrong, it is {way}.")
    told = (came != 0.0) & (right != 0.0)
    if told.all() and not np.any(np.sign(came) == np.sign(right)):
        return Said(f"{LEANS} the wrong sign", f"Wherever {part} is wrong, its sign is wrong.")
    larger = np.abs(came) > np.abs(right)
    if (larger.all() or not larger.any()) and np.all(came * right >= 0.0):
        way = "too large" if larger.all() else "too small"
        return Said(
            f"{LEANS} {way} in size",
            f"Wherever {part} is wrong, it has no wrong sign, and its size is {way}.",
        )
    if all(fits_upstream(s) for s in samples):
        # the upstream gradient's sign decides on which side a local gradient of one side comes out
        dout = np.concatenate([spread_out(s.dout, s) for s in samples])[wrong]
        local = (came - right) * np.sign(dout) > 0.0
        if np.all(dout != 0.0) and (local.all() or not local.any()):
            way = "too large" if local.all() else "too small"
            return Said(
                f"{LEANS} of a local gradient {way}",
                f"Wherever {part} is wrong, its local gradient is {way}.",
            )
    upstream, asked = getattr(contract, "upstream", None) or "dout", together(samples)
    for words, mark in conditions(samples, contract):
        marked = in_line(asked, mark)
        if marked is None or words.startswith(f"where {upstream} is "):
            continue
        there = marked[wrong]
        if min(there.sum(), (~there).sum()) < ENOUGH_LEANING // 2:
            continue
        if min(len(np.unique(points[there])), len(np.unique(points[~there]))) < ENOUGH_POINTS:
            continue
        if np.all(there == above) or np.all(there != above):
            one, other = ("too large", "too small")
            if not np.all(there == above):
                one, other = other, one
            return Said(
                f"{LEANS} {one} {words}",
                f"Of what is wrong in {part}, all that is {one} is {words}, and all that is "
                f"{other} is elsewhere.",
            )
    return None
