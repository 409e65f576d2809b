"""Conditions that may decide where a result is right: by the inputs, by places, by sizes."""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from backpass.diagnosis.entries import Mark
from backpass.judging.contract import Contract
from backpass.likeness.sample import Sample, inputs_by_name, is_number


def by_size(samples: Sequence[Sample], contract: Contract | None) -> Iterator[tuple[str, Mark]]:
    """Which of two inputs is larger in size, and of which sign their sum is.

    Args:
        samples: What came back.
        contract: What the function should do.
    """
    names = [name for name, v in named_inputs(contract, samples[0]).items() if is_number(v)]
    for one, other in itertools.combinations(names, 2):
        both = partial(of_both, contract, one, other)
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
        both = partial(of_both, contract, one, other)
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


def _entry_by_entry(contract: Contract | None, s: Sample, name: str) -> np.ndarray | None:
    """An input with an entry for each of the result; None where it is no such array."""
    value = np.asarray(named_inputs(contract, s)[name])
    return value if value.shape == s.shape and s.shape else None


def _row_of(contract: Contract | None, name: str, which: Callable[..., Any]) -> Mark:
    """Whether all, or any, of a row of an input are positive; in a line each entry is a row."""

    def mark(s: Sample) -> Any:
        value = _entry_by_entry(contract, s, name)
        if value is None:
            return None
        rest = tuple(range(1, value.ndim))
        return np.broadcast_to(which(value > 0, axis=rest, keepdims=True), s.shape)

    return mark


def _above_its_mean(contract: Contract | None, name: str, of_row: bool) -> Mark:
    """Whether an entry of an input is above the mean of all, or of its row."""

    def mark(s: Sample) -> Any:
        value = _entry_by_entry(contract, s, name)
        if value is None:
            return None
        axis = tuple(range(1, value.ndim)) if of_row else None
        return value > np.mean(value, axis=axis, keepdims=True)

    return mark


def _mean_of_row(contract: Contract | None, name: str) -> Mark:
    """Whether the mean of a row of an input is positive; in a line each entry is a row."""

    def mark(s: Sample) -> Any:
        value = _entry_by_entry(contract, s, name)
        if value is None:
            return None
        rest = tuple(range(1, value.ndim))
        return np.broadcast_to(np.mean(value, axis=rest, keepdims=True) > 0, s.shape)

    return mark


def _but_in(contract: Contract | None, name: str, at: int) -> Mark:
    """Whether an input is positive, or its entry stands in another row; a line is one row."""

    def mark(s: Sample) -> Any:
        value = _entry_by_entry(contract, s, name)
        if value is None:
            return None
        other = np.full(s.shape, len(s.shape) > 1)
        if len(s.shape) > 1:
            other[at] = False
        return other | (value > 0)

    return mark


def _with_upstream_above(contract: Contract | None, one: str, other: str) -> Mark:
    """Whether one input is not smaller than another, and the upstream gradient is positive."""

    def mark(s: Sample) -> Any:
        above = of_both(contract, one, other, operator.ge)(s)
        return None if above is None or s.dout is None else above & (np.asarray(s.dout) > 0)

    return mark


def _turned_by_upstream(contract: Contract | None, one: str, other: str) -> Mark:
    """Whether one input is not smaller than another, the other way round below 0 of upstream."""

    def mark(s: Sample) -> Any:
        above = of_both(contract, one, other, operator.ge)(s)
        return None if above is None or s.dout is None else above == (np.asarray(s.dout) >= 0)

    return mark


def _times_upstream_above(contract: Contract | None, one: str, other: str) -> Mark:
    """Whether one input is not smaller than another, both times the upstream gradient."""

    def mark(s: Sample) -> Any:
        dout = s.dout
        both = of_both(contract, one, other, lambda a, b: a * dout >= b * dout)
        return None if dout is None else both(s)

    return mark


def _of_three(
    contract: Contract | None, name: str, one: str, other: str, together: Callable[[Any, Any], Any]
) -> Mark:
    """Whether one input is not smaller than two others together, where all have one shape."""

    def mark(s: Sample) -> Any:
        values = named_inputs(contract, s)
        if len({np.shape(values[each]) for each in (name, one, other)}) > 1:
            return None
        with np.errstate(all="ignore"):
            return np.asarray(values[name]) >= together(values[one], values[other])

    return mark


def of_both(
    contract: Contract | None, one: str, other: str, test: Callable[[Any, Any], Any]
) -> Mark:
    """A mark that is read off two inputs; it says nothing where their shapes differ.

    Args:
        contract: What the function should do.
        one: The name of an input.
        other: The name of another one.
        test: What is asked of the two.
    """

    def mark(s: Sample) -> Any:
        values = named_inputs(contract, s)
        shapes = np.shape(values[one]), np.shape(values[other])
        if shapes[0] != shapes[1] and () not in shapes:
            return None
        return test(np.asarray(values[one]), np.asarray(values[other]))

    return mark


def negated(words: str) -> str:
    """A condition in words, turned round: "where x is negative" is "except where x is negative"."""
    for one, other in (("where ", "except where "), ("in ", "except in "), ("at ", "except at ")):
        if words.startswith(one):
            return other + words.removeprefix(one)
    return f"except {words}"


def conditions(samples: Sequence[Sample], contract: Contract | None) -> Iterator[tuple[str, Mark]]:
    """What may decide where a result is right, in words.

    Args:
        samples: What came back.
        contract: What the function should do.
    """
    first = samples[0]
    named = {name: v for name, v in inputs_by_name(contract, first.call).items() if is_number(v)}

    def of(name: str, test: Callable[[Any], Any]) -> Mark:
        return lambda s: test(np.asarray(named_inputs(contract, s)[name]))

    for name in named:
        yield f"where {name} is negative", of(name, lambda v: v < 0)
        yield f"where {name} is positive", of(name, lambda v: v > 0)
        yield f"where {name} is 0", of(name, lambda v: v == 0)
        yield f"where {name} is a whole number", of(name, lambda v: v == np.round(v))
    for one, other in itertools.combinations(named, 2):
        both = partial(of_both, contract, one, other)
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


def named_inputs(contract: Contract | None, s: Sample) -> dict[str, Any]:
    """The inputs of a call by the names that the contract gives them.

    Args:
        contract: What the function should do.
        s: What came back.
    """
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
