"""Results that are right in some places: where, and what stands in the others."""

from __future__ import annotations

import itertools
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from backpass.drawing.panel import number_in_words
from backpass.judging.contract import Contract
from backpass.judging.gradcheck import FLOOR, agrees, all_agree
from backpass.judging.verdict import NEARLY_EQUAL, NEARLY_KINK, PLAIN
from backpass.likeness.sample import ATOL, RTOL, Said, Sample, inputs_by_name, is_number

#: How the name of a result begins that is right in places which can be described.
#: The first ones are places in an array, which say more than any formula does.
PLACES = ("wrong at the entries", "wrong in", "wrong except at the entries")
#: What is smaller may be right by chance: so is each other number of that size.
NEARLY_ZERO = 1e-6
#: So many right zeros for each wrong entry say that it is not wrong "there".
MOSTLY = 3
#: So many wrong entries where 0 belongs outweigh one that is 0 there, as it should be.
FEW = 8
WHERE = ("wrong where", "wrong except where", "wrong at", "wrong in")
#: Points that lie next to a tie or a kink.
NEARLY = (NEARLY_EQUAL, NEARLY_KINK)
#: Of a sample, for each entry of the result, whether something holds there.
Mark = Callable[[Sample], Any]


@dataclass(frozen=True)
class _Entries:
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
    entries = _entries(samples)
    if not entries.wrong[entries.kept].any():
        return _without_upstream(part, entries)
    if entries.wrong[entries.kept].all():
        return _never_right(part, entries)
    trifle = _wrong_by_a_trifle(part, entries)
    if trifle is not None:
        return trifle
    asked = _together(samples)
    for where, mark in _marks(samples, contract):
        marked = _in_line(asked, mark)
        if marked is None or not marked.any() or marked.all():
            continue
        for holds, called in ((marked, where), (~marked, _not(where))):
            if _parts(holds, entries):
                if _mostly_right(holds, entries) or np.any(entries.wrong & ~holds):
                    continue  # without an upstream gradient, too, it is right everywhere else
                there = _what_is_there(samples, entries, holds)
                text = f"{part} is wrong {where}, and right everywhere else."
                if called != where:
                    text = f"{part} is right {where}, and wrong everywhere else."
                return Said(f"wrong {called}{there[0]}", text + there[1])
    return (
        _beyond(samples, part, contract, entries)
        or _among(samples, part, contract, entries)
        or _by_kind_of_point(samples, part, stopped)
        or _by_sums(samples, part)
        or _leaning(samples, part, contract, entries)
    )


def decided(
    samples: Sequence[Sample], part: str, contract: Contract | None
) -> tuple[bool, Said | None]:
    """A gradient that is handed on or kept back, as it should be, but perhaps in other cases.

    Args:
        samples: What came back.
        part: Its name.
        contract: What the function should do.

    Returns:
        Whether it is such a gradient, and what decides it if that can be told.
    """
    if any(s.dout is not None and not _fits_upstream(s) for s in samples):
        return False, None
    entries = _entries(samples)
    dout = np.concatenate([_spread(1.0 if s.dout is None else s.dout, s) for s in samples])
    kept = (entries.kept | entries.nothing) & (dout != 0.0)
    share, right = entries.came[kept] / dout[kept], entries.right[kept] / dout[kept]
    handed_on = float(right[np.argmax(np.abs(right))]) if len(right) else 0.0
    for values in (share, right):
        whole = np.abs(values - handed_on) <= RTOL * abs(handed_on)
        if not handed_on or not np.all(whole | (values == 0.0)) or whole.all():
            return False, None
    passed = share != 0.0
    if np.array_equal(passed, right != 0.0):
        return True, None  # what decides it is right
    asked = _together(samples)
    for words, mark in (*_marks(samples, contract), *_by_size(samples, contract)):
        marked = _in_line(asked, mark)
        if marked is None:
            continue
        for holds, where in ((marked, words), (~marked, _not(words))):
            if bool(np.all(holds[kept] == passed)):
                text = (
                    f"{part} lets the gradient through {where}, and keeps it back elsewhere. What "
                    "should decide that?"
                )
                return True, Said(f"decided by another condition: {where}", text)
    return True, _by_threshold(samples, part, contract, kept, passed)


def _by_threshold(
    samples: Sequence[Sample], part: str, contract: Contract | None, kept: Any, passed: Any
) -> Said | None:
    """A gradient that is handed on beyond some number, and kept back before it.

    What is wrong next to a tie alone has a tolerance, and of which kind its numbers do not say.
    """
    if all(s.call.case.label in NEARLY for s in samples if not all_agree(s.came, s.right)):
        return None
    for words, value in _measures(samples, contract):
        made = list[np.ndarray]()
        for s in samples:
            number = value(s)
            if number is None or np.shape(number) not in ((), s.shape):
                break
            made.append(_spread(number, s))
        if len(made) < len(samples):
            continue
        line = np.concatenate(made)[kept]
        on, off = line[passed], line[~passed]
        if math.comb(len(line), min(len(on), len(off))) < SELDOM:
            continue
        sides = ((True, on.min(), off.max()), (False, on.max(), off.min()))
        for above, limit, before in sides:
            if not (limit > before if above else limit < before):
                continue
            at, off_at = number_in_words(limit), number_in_words(before)
            if above:
                return Said(
                    f"decided by another condition: {words} is {at} or more",
                    f"{part} lets the gradient through where {words} is {at} or more, and keeps it "
                    f"back where it is {off_at} or less. What should decide that?",
                )
            return Said(
                f"decided by another condition: {words} is {at} or less",
                f"{part} lets the gradient through where {words} is {at} or less, and keeps it "
                f"back where it is {off_at} or more. What should decide that?",
            )
    return None


#: There must be so many ways at least in which as many entries could have been kept back: else
#: some number is likely to part them by chance.
SELDOM = 3000


def _measures(
    samples: Sequence[Sample], contract: Contract | None
) -> Iterator[tuple[str, Callable[[Sample], Any]]]:
    """Numbers that may decide something by their size."""
    names = [name for name, v in _named(contract, samples[0]).items() if is_number(v)]

    def of(name: str) -> Callable[[Sample], Any]:
        return lambda s: np.asarray(_named(contract, s)[name])

    for name in names:
        yield name, of(name)
        yield f"the size of {name}", _size_of(contract, name)
    for one, other in itertools.combinations(names, 2):
        both = partial(_of_both, contract, one, other)
        yield f"{one} − {other}", both(operator.sub)
        yield f"{one} + {other}", both(operator.add)
        yield f"{one} · {other}", both(operator.mul)
    if any(s.dout is not None for s in samples):
        yield "the upstream gradient", lambda s: s.dout


def _by_size(samples: Sequence[Sample], contract: Contract | None) -> Iterator[tuple[str, Mark]]:
    """Which of two inputs is larger in size, and of which sign their sum is."""
    names = [name for name, v in _named(contract, samples[0]).items() if is_number(v)]
    for one, other in itertools.combinations(names, 2):
        both = partial(_of_both, contract, one, other)
        yield (
            f"where {one} is not smaller in size than {other}",
            both(lambda a, b: abs(a) >= abs(b)),
        )
        yield f"where {one} / {other} is 1 or more, or {other} is 0", both(_not_less_divided)
        digit = both(partial(_not_smaller, lambda v: np.round(v, 1)))
        for whole in (np.trunc, np.round, np.floor):  # the points may not tell them apart
            made = both(partial(_not_smaller, whole))
            yield (
                f"where {one} is not smaller than {other} once both are rounded",
                _agreed(made, digit),
            )
        yield f"where {one} is not smaller than {other} once both are rounded to 1 digit", digit
        for whole in (np.trunc, np.round, np.floor):
            yield (
                f"where {one} is not smaller than {other} once both are made whole numbers",
                both(partial(_not_smaller, whole)),
            )
    upstream = getattr(contract, "upstream", None) or "dout"
    for one, other in itertools.permutations(names, 2):
        both = partial(_of_both, contract, one, other)
        yield (
            f"where {one} is positive and not smaller than {other}",
            both(lambda a, b: (a > 0) & (a >= b)),
        )
        yield (
            f"where {one} is negative and not smaller than {other}",
            both(lambda a, b: (a < 0) & (a >= b)),
        )
        yield (
            f"where {one} is not negative and not smaller than {other}",
            both(lambda a, b: (a >= 0) & (a >= b)),
        )
        yield (
            f"where {one} is not negative and larger than {other}",
            both(lambda a, b: (a >= 0) & (a > b)),
        )
        yield (
            f"where {one} is not smaller than {other}, or both are positive",
            both(lambda a, b: (a >= b) | ((a > 0) & (b > 0))),
        )
        yield (
            f"where {one} is larger than {other}, or both are positive",
            both(lambda a, b: (a > b) | ((a > 0) & (b > 0))),
        )
        yield (
            f"where {one} is positive and larger than {other}",
            both(lambda a, b: (a > 0) & (a > b)),
        )
        yield (
            f"where {one} is not smaller than {other} and {upstream} is positive",
            _with_upstream_above(contract, one, other),
        )
        yield (
            f"where {one} is not smaller than {other} if {upstream} is not negative, and where it "
            "is smaller if it is",
            _turned_by_upstream(contract, one, other),
        )
        yield (
            f"where {one} · {upstream} is not smaller than {other} · {upstream}",
            _times_upstream_above(contract, one, other),
        )
    for name in names if any(len(s.shape) > 1 for s in samples) else ():
        yield f"where its whole row of {name} is positive", _row_of(contract, name, np.all)
        yield f"where something in its row of {name} is positive", _row_of(contract, name, np.any)
        yield f"where the mean of its row of {name} is positive", _mean_of_row(contract, name)
        yield f"where {name} is above the mean of its row", _above_its_mean(contract, name, True)
        for at, row in ((0, "the first row"), (-1, "the last row")):
            yield (
                f"where {name} is positive, and everywhere but in {row}",
                _but_in(contract, name, at),
            )
    for name in names if any(s.shape for s in samples) else ():
        yield f"where {name} is above the mean of all", _above_its_mean(contract, name, False)
    for name in names:
        for one, other in itertools.combinations([each for each in names if each != name], 2):
            three = partial(_of_three, contract, name, one, other)
            yield f"where {name} is not smaller than {one} · {other}", three(operator.mul)
            yield f"where {name} is not smaller than {one} + {other}", three(operator.add)


def _not_less_divided(one: Any, other: Any) -> Any:
    with np.errstate(all="ignore"):
        return (other == 0.0) | (one / other >= 1.0)


def _agreed(one: Mark, other: Mark) -> Mark:
    """A mark on which two are of one mind; it says nothing where they differ."""

    def mark(s: Sample) -> Any:
        first, second = one(s), other(s)
        return first if first is not None and np.array_equal(first, second) else None

    return mark


def _not_smaller(change: Callable[[Any], Any], one: Any, other: Any) -> Any:
    return change(one) >= change(other)


def _row_of(contract: Contract | None, name: str, which: Callable[..., Any]) -> Mark:
    """Whether all, or any, of a row of an input are positive; in a line each entry is a row."""

    def mark(s: Sample) -> Any:
        value = np.asarray(_named(contract, s)[name])
        if np.shape(value) != s.shape or not s.shape:
            return None
        rest = tuple(range(1, value.ndim))
        return np.broadcast_to(which(value > 0, axis=rest, keepdims=True), s.shape)

    return mark


def _above_its_mean(contract: Contract | None, name: str, of_row: bool) -> Mark:
    """Whether an entry of an input is above the mean of all, or of its row."""

    def mark(s: Sample) -> Any:
        value = np.asarray(_named(contract, s)[name])
        if np.shape(value) != s.shape or not s.shape:
            return None
        axis = tuple(range(1, value.ndim)) if of_row else None
        return value > np.mean(value, axis=axis, keepdims=True)

    return mark


def _mean_of_row(contract: Contract | None, name: str) -> Mark:
    """Whether the mean of a row of an input is positive; in a line each entry is a row."""

    def mark(s: Sample) -> Any:
        value = np.asarray(_named(contract, s)[name])
        if np.shape(value) != s.shape or not s.shape:
            return None
        rest = tuple(range(1, value.ndim))
        return np.broadcast_to(np.mean(value, axis=rest, keepdims=True) > 0, s.shape)

    return mark


def _but_in(contract: Contract | None, name: str, at: int) -> Mark:
    """Whether an input is positive, or its entry stands in another row; a line is one row."""

    def mark(s: Sample) -> Any:
        value = np.asarray(_named(contract, s)[name])
        if np.shape(value) != s.shape or not s.shape:
            return None
        other = np.full(s.shape, len(s.shape) > 1)
        if len(s.shape) > 1:
            other[at] = False
        return other | (value > 0)

    return mark


def _with_upstream_above(contract: Contract | None, one: str, other: str) -> Mark:
    """Whether one input is not smaller than another, and the upstream gradient is positive."""

    def mark(s: Sample) -> Any:
        above = _of_both(contract, one, other, operator.ge)(s)
        return None if above is None or s.dout is None else above & (np.asarray(s.dout) > 0)

    return mark


def _turned_by_upstream(contract: Contract | None, one: str, other: str) -> Mark:
    """Whether one input is not smaller than another, the other way round below 0 of upstream."""

    def mark(s: Sample) -> Any:
        above = _of_both(contract, one, other, operator.ge)(s)
        return None if above is None or s.dout is None else above == (np.asarray(s.dout) >= 0)

    return mark


def _times_upstream_above(contract: Contract | None, one: str, other: str) -> Mark:
    """Whether one input is not smaller than another, both times the upstream gradient."""

    def mark(s: Sample) -> Any:
        dout = s.dout
        both = _of_both(contract, one, other, lambda a, b: a * dout >= b * dout)
        return None if dout is None else both(s)

    return mark


def _of_three(
    contract: Contract | None, name: str, one: str, other: str, together: Callable[[Any, Any], Any]
) -> Mark:
    """Whether one input is not smaller than two others together, where all have one shape."""

    def mark(s: Sample) -> Any:
        values = _named(contract, s)
        if len({np.shape(values[each]) for each in (name, one, other)}) > 1:
            return None
        with np.errstate(all="ignore"):
            return np.asarray(values[name]) >= together(values[one], values[other])

    return mark


def _of_both(
    contract: Contract | None, one: str, other: str, test: Callable[[Any, Any], Any]
) -> Mark:
    """A mark that is read off two inputs; it says nothing where their shapes differ."""

    def mark(s: Sample) -> Any:
        values = _named(contract, s)
        shapes = np.shape(values[one]), np.shape(values[other])
        if shapes[0] != shapes[1] and () not in shapes:
            return None
        return test(np.asarray(values[one]), np.asarray(values[other]))

    return mark


def _among(
    samples: Sequence[Sample], part: str, contract: Contract | None, entries: _Entries
) -> Said | None:
    """Where all wrong entries are, though some that are right are there as well.

    How many of the places are wrong is counted without the points that were made to lie next to a
    tie or a kink: those are many, and close together. Nor are those counted that were drawn.
    """
    near = np.concatenate(
        [np.full(int(np.prod(s.shape)), s.call.case.label in NEARLY) for s in samples]
    )
    drawn = entries.drawn[entries.kept | entries.nothing]
    usual, asked = ~(near[entries.kept | entries.nothing] | drawn), _together(samples)
    for words, mark in _marks(samples, contract):
        marked = _in_line(asked, mark)
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


def _not(words: str) -> str:
    for one, other in (("where ", "except where "), ("in ", "except in "), ("at ", "except at ")):
        if words.startswith(one):
            return other + words.removeprefix(one)
    return f"except {words}"


def _spread(value: Any, sample: Sample) -> np.ndarray:
    entries = np.asarray(value, dtype=float)
    fits = entries.shape == sample.shape  # nearly always, and soon found out
    return np.ravel(entries if fits else np.broadcast_to(entries, sample.shape))


def _entries(samples: Sequence[Sample]) -> _Entries:
    came = np.concatenate([_spread(s.came, s) for s in samples])
    right = np.concatenate([_spread(s.right, s) for s in samples])
    fits = [np.broadcast_to(agrees(s.came, s.right), s.shape) for s in samples]
    wrong = ~np.concatenate([np.ravel(each) for each in fits])
    # where the upstream gradient is 0 nothing can be wrong, so nothing is told
    kept = np.concatenate([np.full(int(np.prod(s.shape)), not _silent(s)) for s in samples])
    # among numbers of any size, a small one is right by chance
    drawn = np.concatenate(
        [np.full(int(np.prod(s.shape)), bool(s.call.case.like)) for s in samples]
    )
    kept &= wrong | ~drawn | (np.abs(right) > _small(samples)) | (right == 0.0)
    nothing = ~wrong & (right == 0.0) & (came == 0.0)
    return _Entries(came, right, wrong, kept & ~nothing, kept & nothing & ~drawn, drawn)


def _small(samples: Sequence[Sample]) -> np.ndarray:
    """For each entry, which size says nothing beside the largest one of its result."""
    sizes = [np.max(np.abs(s.right), initial=0.0) for s in samples]
    least = [max(NEARLY_ZERO, FLOOR * float(size)) for size in sizes]
    return np.concatenate(
        [np.full(int(np.prod(s.shape)), m) for s, m in zip(samples, least, strict=True)]
    )


def _parts(holds: np.ndarray, entries: _Entries) -> bool:
    """Whether all that is wrong is there, and all that is right elsewhere.

    At numbers that were drawn, some wrong formulas give what is right by chance.
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


def _mostly_right(holds: np.ndarray, entries: _Entries) -> bool:
    """Whether much is right there, as a 0 that something decides.

    Where some of what should be 0 is wrong, what should be 0 and is 0 counts against the words.
    """
    zeros, wrong = (holds & entries.nothing).sum(), holds & entries.wrong & ~entries.drawn
    in_place_of_zero = (wrong & (entries.right == 0.0)).sum()
    return bool(zeros > MOSTLY * wrong.sum() or zeros > in_place_of_zero / FEW > 0)


def _silent(s: Sample) -> bool:
    return s.dout is not None and bool(np.all(np.abs(np.asarray(s.dout)) < 1e-6))


def _together(samples: Sequence[Sample]) -> Sequence[Sample]:
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


def _in_line(samples: Sequence[Sample], mark: Mark) -> np.ndarray | None:
    made = list[np.ndarray]()
    for s in samples:
        marks = mark(s)
        if marks is None or np.shape(marks) not in ((), s.shape):
            return None
        made.append(_spread(marks, s))
    return np.concatenate(made).astype(bool)


def _marks(samples: Sequence[Sample], contract: Contract | None) -> Iterator[tuple[str, Mark]]:
    """What may decide where a result is right, in words."""
    first = samples[0]
    named = {name: v for name, v in inputs_by_name(contract, first.call).items() if is_number(v)}

    def of(name: str, test: Callable[[Any], Any]) -> Mark:
        return lambda s: test(np.asarray(_named(contract, s)[name]))

    for name in named:
        yield f"where {name} is negative", of(name, lambda v: v < 0)
        yield f"where {name} is positive", of(name, lambda v: v > 0)
        yield f"where {name} is 0", of(name, lambda v: v == 0)
        yield f"where {name} is a whole number", of(name, lambda v: v == np.round(v))
    for one, other in itertools.combinations(named, 2):
        both = partial(_of_both, contract, one, other)
        if np.shape(named[one]) != np.shape(named[other]):
            continue  # an entry is like a number among the inputs by chance
        yield f"where {one} and {other} are equal", both(operator.eq)
        yield f"where {one} and {other} are both 0", both(lambda a, b: (a == 0) & (b == 0))
        yield f"where {one} is larger than {other}", both(operator.gt)
        yield f"where {one} is smaller than {other}", both(operator.lt)
        yield (
            f"where {one} and {other} have different signs",
            both(lambda a, b: np.sign(a) != np.sign(b)),
        )
        yield f"where {one} + {other} is negative", both(lambda a, b: a + b < 0)
        yield f"where {one} + {other} is positive", both(lambda a, b: a + b > 0)
    upstream = getattr(contract, "upstream", None) or "dout"
    if any(s.dout is not None for s in samples):
        yield f"where {upstream} is negative", lambda s: np.asarray(s.dout) < 0
        yield f"where {upstream} is positive", lambda s: np.asarray(s.dout) > 0
    if any(s.shape for s in samples):
        for name, value in named.items():
            if np.ndim(value):
                yield f"where {name} adds up to 0", of(name, _adds_up_to_nothing)
        if any(np.ndim(s.dout) for s in samples):
            yield f"where {upstream} adds up to 0", lambda s: _adds_up_to_nothing(s.dout)
        yield from _places(samples, contract)


def _adds_up_to_nothing(values: Any) -> bool:
    """Whether entries add up to 0, and are not 0 themselves."""
    size = float(np.sum(np.abs(values)))
    return bool(size > 0.0 and abs(float(np.sum(values))) <= 1e-13 * size)


def _named(contract: Contract | None, s: Sample) -> dict[str, Any]:
    return inputs_by_name(contract, s.call)


def _places(samples: Sequence[Sample], contract: Contract | None) -> Iterator[tuple[str, Mark]]:
    """Places in an array: a row, a column, an entry, the entries of the labels."""

    def at(index: Any) -> Mark:
        def mark(s: Sample) -> Any:
            marks = np.zeros(s.shape, dtype=bool)
            if not s.shape:  # a number among arrays is in no place
                return marks
            try:
                marks[index] = True
            except IndexError:
                return None
            return marks

        return mark

    lengths = {s.shape for s in samples}
    if len(lengths) == 1 and all(len(shape) == 1 for shape in lengths):
        for place in range(min(next(iter(lengths))[0], 6)):
            yield f"at index {place}", at(place)
    arrays = [s for s in samples if s.shape]
    if arrays:
        thing = "row" if all(len(s.shape) > 1 for s in arrays) else "row or entry"
        thing = "entry" if all(len(s.shape) == 1 for s in arrays) else thing
        yield f"in the first {thing}", at(0)
        yield f"in the last {thing}", at(-1)
    if all(len(s.shape) == 2 for s in samples):
        yield "in the first column", at((slice(None), 0))
        yield "in the last column", at((slice(None), -1))
    yield from _rows_of_a_kind(samples, contract)


def _rows_of_a_kind(
    samples: Sequence[Sample], contract: Contract | None
) -> Iterator[tuple[str, Mark]]:
    """Points with a single row; rows with a label of some kind, and the labels' own entries."""
    given = getattr(contract, "inputs", ())
    tables = [at for at, v in enumerate(samples[0].call.case.inputs) if np.ndim(v) >= 2]

    def single(s: Sample) -> Any:
        return np.full(s.shape, len(s.call.case.inputs[tables[0]]) == 1)

    if tables:
        yield "where there is a single row", single
    for at, value in enumerate(samples[0].call.case.inputs):
        if any(np.ndim(s.call.case.inputs[at]) == 2 for s in samples) and is_number(value):
            name = given[at]
            yield f"where {name} has as many rows as columns", _square(at)
    if "labels" not in given:
        return
    place = given.index("labels")

    def labelled(s: Sample) -> Any:
        labels = s.call.case.inputs[place]
        if len(s.shape) != 2:
            return None
        marks = np.zeros(s.shape, dtype=bool)
        marks[np.arange(len(labels)), labels] = True
        return marks

    def rows(test: Callable[[Any, Any], Any]) -> Mark:
        def mark(s: Sample) -> Any:
            labels, scores = np.asarray(s.call.case.inputs[place]), s.call.case.inputs[0]
            if len(s.shape) != 2:
                return None
            return np.broadcast_to(np.reshape(test(labels, scores), (-1, 1)), s.shape)

        return mark

    def taken(s: Sample) -> Any:
        if len(s.shape) != 2:
            return None
        columns = np.isin(np.arange(s.shape[1]), s.call.case.inputs[place])
        return np.broadcast_to(columns, s.shape)

    if all(len(s.shape) == 2 for s in samples):
        yield "at the entries of the labels", labelled
        yield from ((words, rows(test)) for words, test in _KINDS_OF_ROWS)
        yield (
            "at the entries of the labels where the label has come before",
            _both(labelled, rows(_has_come_before)),
        )
        yield (
            "at the entries of the labels where the label comes again",
            _both(labelled, rows(_comes_again)),
        )
        if tables:
            yield (
                "at the entries of the labels where there is a single row",
                _both(labelled, single),
            )
        yield "in the columns of labels, of other rows too", taken
    else:

        def whole(test: Callable[[Any], Any]) -> Mark:
            return lambda s: np.full(s.shape, bool(test(s.call.case.inputs[place])))

        yield "where a label comes more than once", whole(lambda v: len(set(v)) < len(v))
        yield "where a label is larger than 1", whole(lambda v: np.max(v) > 1)


#: What is said of a square matrix.
AS_MANY = re.compile(r"\bwhere \w+ has as many rows as columns\b")


def _square(at: int) -> Mark:
    """Whether an input is a square matrix, so that whatever is multiplied with it fits."""

    def mark(s: Sample) -> Any:
        shape = np.shape(s.call.case.inputs[at])
        return np.full(s.shape, len(shape) == 2 and shape[0] == shape[1] > 1)

    return mark


def _both(one: Mark, other: Mark) -> Mark:
    def mark(s: Sample) -> Any:
        a, b = one(s), other(s)
        return None if a is None or b is None else np.asarray(a) & np.asarray(b)

    return mark


def _has_come_before(labels: Any, _: Any) -> Any:
    return np.array([label in labels[:row] for row, label in enumerate(labels)], dtype=bool)


def _comes_again(labels: Any, _: Any) -> Any:
    return np.array([label in labels[row + 1 :] for row, label in enumerate(labels)], dtype=bool)


#: Kinds of rows, in words, by their labels and scores.
_KINDS_OF_ROWS: tuple[tuple[str, Callable[[Any, Any], Any]], ...] = (
    ("in rows whose label has come before", _has_come_before),
    ("in rows whose label comes again", _comes_again),
    (
        "in rows whose label another row has, too",
        lambda labels, scores: _has_come_before(labels, scores) | _comes_again(labels, scores),
    ),
    ("in rows whose label is 0", lambda labels, _: labels == 0),
    ("in rows whose label is larger than 1", lambda labels, _: labels > 1),
    ("in rows whose label is the last class", lambda v, scores: v == scores.shape[1] - 1),
    (
        "in rows whose label has the largest score",
        lambda labels, scores: labels == np.argmax(scores, axis=1),
    ),
)


def _what_is_there(
    samples: Sequence[Sample], entries: _Entries, holds: np.ndarray
) -> tuple[str, str]:
    """What came where it is wrong: a few words, and a sentence; both may be empty."""
    chosen = holds & entries.wrong
    came, right = entries.came[chosen], entries.right[chosen]
    if np.all(came == 0.0):
        return ": zero", " There it is zero."
    if _alike(came, -right):
        return ": wrong sign", " There it has the wrong sign."
    if np.all(right != 0.0):
        by = float(came[0] / right[0])
        if _alike(came, by * right):
            return (
                f": {by:.6g} times",
                f" There it is {number_in_words(by)} times what it should be.",
            )
    upstream = [_spread(s.dout, s) if _fits_upstream(s) else None for s in samples]
    if all(each is not None for each in upstream):
        dout = np.concatenate([each for each in upstream if each is not None])[chosen]
        if np.all(dout != 0.0):
            by = float(came[0] / dout[0])
            if by and _alike(came, by * dout):
                if by == 1.0:
                    return ": upstream", " There it is the upstream gradient."
                text = f" There it is {number_in_words(by)} times the upstream gradient."
                return f": {number_in_words(by)} times upstream", text
    if np.all(np.abs(came - came[0]) <= 1e-12 * max(1.0, abs(float(came[0])))):
        return ": one number", " There it is the same number every time."
    difference = came - right
    if _alike(difference, np.full(difference.shape, difference[0])):
        return ": a constant more", " There it is off by the same amount every time."
    return "", ""


def _fits_upstream(s: Sample) -> bool:
    return s.dout is not None and np.shape(s.dout) in ((), s.shape)


def _alike(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.all(np.abs(one - other) <= RTOL * np.abs(other) + ATOL))


def _without_upstream(part: str, entries: _Entries) -> Said | None:
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


def _wrong_by_a_trifle(part: str, entries: _Entries) -> Said | None:
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


def _never_right(part: str, entries: _Entries) -> Said | None:
    """Wrong everywhere: whether the sign, or the size, is always on one side."""
    kept = entries.kept & (entries.right != 0.0) & (entries.came != 0.0)
    came, right = entries.came[kept], entries.right[kept]
    if len(came) < 8 or np.any(entries.kept & (entries.right == 0.0)):
        return None
    difference = came - right
    if _alike(difference, np.full(difference.shape, difference[0])):
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
    samples: Sequence[Sample], part: str, contract: Contract | None, entries: _Entries
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
    if all(_fits_upstream(s) for s in samples):
        # the upstream gradient's sign decides on which side a local gradient of one side comes out
        dout = np.concatenate([_spread(s.dout, s) for s in samples])[wrong]
        local = (came - right) * np.sign(dout) > 0.0
        if np.all(dout != 0.0) and (local.all() or not local.any()):
            way = "too large" if local.all() else "too small"
            return Said(
                f"{LEANS} of a local gradient {way}",
                f"Wherever {part} is wrong, its local gradient is {way}.",
            )
    upstream, asked = getattr(contract, "upstream", None) or "dout", _together(samples)
    for words, mark in _marks(samples, contract):
        marked = _in_line(asked, mark)
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


#: How the name begins of a result of which only the side is told to which it is wrong.
LEANS = "wrong values"


def _beyond(
    samples: Sequence[Sample], part: str, contract: Contract | None, entries: _Entries
) -> Said | None:
    """Right as long as something is small, or large, and wrong beyond."""
    first = samples[0]
    named: Mapping[str, Any] = {
        name: value for name, value in _named(contract, first).items() if is_number(value)
    }
    measured: list[tuple[str, Callable[[Sample], Any]]] = [
        (name, _size_of(contract, name)) for name in named
    ]
    wrong_at = {id(s.call.case) for s in samples if not all_agree(s.came, s.right)}
    if len(wrong_at) > 1:  # a single point is parted from all others by some number
        measured += _sizes_of_two(contract, named)
    if first.shape or not any(map(np.ndim, named.values())):  # a sum grows with its terms
        measured.append((f"the right {part}", lambda s: np.abs(np.asarray(s.right))))
    tiny = (np.abs(entries.right) <= _small(samples)) & (entries.right != 0.0)
    found, but_for_chance = list[tuple[float, str, Said]](), list[tuple[float, str, Said]]()
    for name, size in measured:
        made = list[np.ndarray]()
        for s in samples:
            sizes = size(s)
            if sizes is not None and np.shape(sizes) in ((), s.shape):
                made.append(_spread(sizes, s))
        if len(made) < len(samples):  # of another shape, so that its entries decide nothing here
            continue
        line = np.concatenate(made)
        fitting = entries.kept & ~entries.wrong
        if name.startswith("the right"):
            fitting |= entries.nothing
        elif name not in named:  # where two are one, what is 0 is so whatever decides
            fitting |= entries.nothing & (line > 0.0)
        if np.count_nonzero(fitting & ~tiny) < FEWEST_TELLING:
            continue  # what is next to nothing is right whatever its size
        wrong, given = line[entries.wrong], name in named
        parted = _parted(part, name, wrong, line[fitting], given)
        found += [] if parted is None else [parted]
        fitting &= ~_right_by_chance(line, fitting, entries)
        parted = _parted(part, name, wrong, line[fitting], given)
        but_for_chance += [] if parted is None else [parted]
    return _narrowest(found or but_for_chance)


#: So many right results that are not next to nothing are needed to tell sizes of.
FEWEST_TELLING = 2


def _right_by_chance(line: np.ndarray, fitting: np.ndarray, entries: _Entries) -> np.ndarray:
    """Which entries that were drawn have a size among those of wrong ones, if they are few.

    Args:
        line: The sizes.
        fitting: Which entries are right.
        entries: All of them.
    """
    wrong = line[entries.wrong]
    among = fitting & entries.drawn & (line >= wrong.min()) & (line <= wrong.max())
    few = among.sum() * BY_CHANCE <= (entries.wrong & entries.drawn).sum()
    return among if few else np.zeros_like(among)


def _parted(
    part: str, name: str, wrong: np.ndarray, good: np.ndarray, given: bool
) -> tuple[float, str, Said] | None:
    """What is told where sizes part what is wrong from what is right.

    Args:
        part: Name of the result.
        name: Whose sizes these are.
        wrong: The sizes where the result is wrong.
        good: The sizes where it is right.
        given: Whether it is an input.

    Returns:
        How wide the gap between the two is, the name, and what is told; None if they do not part.
    """
    if not len(wrong) or len(good) < 3 or wrong.max() == 0.0:
        return None
    # any small number is right, and what is 0 is not a matter of size
    if not given and (good.max() < NEARLY_ZERO or not wrong.any()):
        return None
    if wrong.min() > good.max():
        if number_in_words(wrong.min()) == number_in_words(good.max()):
            return None  # nobody could see which is which
        if good.max() < NEARLY_ZERO**2:
            return None  # right at 0, and not as long as it is small
        return (
            math.log(wrong.min() / max(good.max(), NEARLY_ZERO * wrong.min())),
            name,
            Said(
                f"wrong where {name} is large",
                f"{part} is right as long as the size of {name} is at most "
                f"{number_in_words(good.max())}, and wrong from {number_in_words(wrong.min())} on.",
            ),
        )
    if wrong.max() < good.min():
        if number_in_words(wrong.max()) == number_in_words(good.min()):
            return None
        return (
            math.log(good.min()) - math.log(wrong.max()) if wrong.max() else math.inf,
            name,
            Said(
                f"wrong where {name} is small",
                f"{part} is wrong where the size of {name} is "
                f"{number_in_words(wrong.max())} or less, and right from "
                f"{number_in_words(good.min())} on.",
            ),
        )
    return None


def _narrowest(found: Sequence[tuple[float, str, Said]]) -> Said | None:
    """What parts right from wrong at the narrowest gap, with others that do it nearly as well.

    Args:
        found: How wide each gap is, whose size it is, and what is told of it.
    """
    if not found:
        return None
    narrowest = min(gap for gap, _, _ in found)
    # an input tells more than two together, and what goes in more than what should come out
    near = [one for one in found if one[0] <= NARROWER * narrowest]
    said = near[0][2]
    others = [n for _, n, _ in near[1:] if not n.startswith("the right")]
    if not others:
        return said
    return replace(
        said,
        text=f"{said.text} At the points that were tried, the size of {others[0]} would part right "
        "from wrong as well.",
    )


#: How names end of what is right or wrong by some size.
BY_SIZE = re.compile(r"\b(?:large|small)$")
#: By so much must two gaps between right and wrong sizes differ before the wider one may be chance.
NARROWER = 3.0


def _sizes_of_two(
    contract: Contract | None, named: Mapping[str, Any]
) -> Iterator[tuple[str, Callable[[Sample], Any]]]:
    """Sizes of what two inputs of one shape make together."""

    def of(one: str, other: str, together: Callable[[Any, Any], Any]) -> Callable[[Sample], Any]:
        both = _of_both(contract, one, other, together)

        def size(s: Sample) -> Any:
            value = both(s)
            return None if value is None else np.abs(value)

        return size

    for one, other in itertools.combinations(named, 2):
        if np.shape(named[one]) == np.shape(named[other]):
            yield f"{one} − {other}", of(one, other, operator.sub)
            yield f"{one} · {other}", of(one, other, operator.mul)


def _size_of(contract: Contract | None, name: str) -> Callable[[Sample], Any]:
    return lambda s: np.abs(np.asarray(_named(contract, s)[name]))


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
    told = [s for s in others if s.call.case.label in (*good, *bad) and not _silent(s)]
    told = [s for s in told if np.max(np.abs(s.right), initial=0.0) > NEARLY_ZERO]
    off = [s for s in told if all_agree(s.came, s.right) != (s.call.case.label in good)]
    # a few are right by chance; of which right is told, none is wrong
    few = len(off) <= (0 if len(bad) <= len(good) else len(told) / BY_CHANCE)
    return few and not any(s.call.case.label in good for s in off)


def _by_kind_of_point(samples: Sequence[Sample], part: str, stopped: bool) -> Said | None:
    """The last resort: which kinds of points it gets right, and which wrong."""
    drawn = [s for s in samples if s.call.case.label == PLAIN and s.call.case.like]
    drawn = [s for s in drawn if not _silent(s)]
    others = [s for s in samples if s.call.case.label != PLAIN and s.call.case.like]
    samples = [s for s in samples if not s.call.case.like]
    kinds: dict[str, list[Sample]] = {}
    wrong_anywhere = {s.call.case.label for s in samples if not all_agree(s.came, s.right)}
    for s in samples:
        # next to nothing is right by chance
        if not _silent(s) and not 0.0 < np.max(np.abs(s.right), initial=0.0) <= NEARLY_ZERO:
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
