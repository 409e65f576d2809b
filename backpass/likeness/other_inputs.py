"""Rules that are right for other inputs: changed, exchanged, cut off, or lost in a loop."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from backpass.judging import patience
from backpass.judging.contract import Contract
from backpass.judging.gradcheck import owner
from backpass.likeness.lost import PARTS_LOST
from backpass.likeness.sample import (
    ONE_THING,
    Rule,
    Ruler,
    Said,
    Sample,
    close,
    fits,
    input_named,
    inputs_by_name,
    is_number,
    remembered,
)


def elsewhere(samples: Sequence[Sample], part: str, contract: Contract | None) -> Iterator[Rule]:
    """Right if the inputs were other ones: one of them 0, 1, or with the other sign.

    Args:
        samples: What came of each call for this part.
        part: Its name.
        contract: The exercise's contract, where there is one.
    """
    if contract is None or not contract.knows_what_is_right:
        return
    named = inputs_by_name(contract, samples[0].call)
    for name, value in named.items():
        yield from _with_another(samples, part, contract, name, value)
    yield from _with_a_gradient(samples, part, contract, named)
    yield from _of_some_rows(part, contract)
    yield from _of_some_entries(part, contract)
    numbers = [name for name, value in named.items() if is_number(value)]
    if len(numbers) > 1:
        listed = f"{', '.join(numbers[:-1])} and {numbers[-1]}"
        for change, words in _CHANGED_TOGETHER:
            yield (
                _with_changes(contract, part, dict.fromkeys(numbers, change)),
                Said(f"{listed} {words}", f"{part} is what it would be if {listed} {words}."),
            )
    yield from _with_two_together(part, contract, named, numbers)
    for number, one in enumerate(numbers):
        for other in numbers[number + 1 :]:
            yield (
                _at_exchanged(contract, part, one, other),
                Said(
                    f"{one} and {other} exchanged",
                    f"{part} is what it would be if {one} and {other} were exchanged.",
                ),
            )


def _with_two_together(
    part: str, contract: Contract, named: Mapping[str, Any], numbers: Sequence[str]
) -> Iterator[Rule]:
    """Right if an array had another one added to it, or came in as often as another has rows."""
    arrays = [name for name in numbers if np.ndim(named[name])]
    for one, other in itertools.permutations(arrays, 2):
        if np.ndim(named[other]) > np.ndim(named[one]):
            continue
        yield (
            _made_of_two(contract, part, one, other, lambda a, b: a + b),
            Said(
                f"{one} had {other} added to it",
                f"{part} is what it would be if {one} had {other} added to it. Is {one} used as it "
                "is?",
            ),
        )
    for one, other in itertools.permutations(arrays, 2):
        if np.ndim(named[one]) == 1 and np.ndim(named[other]) >= 2:
            yield (
                _made_of_two(contract, part, one, other, lambda a, b: a / len(b)),
                Said(
                    f"{one} divided by the rows of {other}",
                    f"{part} is what it would be if {one} were divided by the number of rows of "
                    f"{other}. Is {one} used as it is?",
                ),
            )
        if np.ndim(named[one]) == 1 and np.ndim(named[other]) == 2:
            yield (
                _made_of_two(contract, part, one, other, lambda a, b: len(b) * a),
                Said(
                    f"{one} as often as {other} has rows",
                    f"{part} is what it would be if {one} came in once for each row of {other}. "
                    "How often does it belong there?",
                ),
            )


def _made_of_two(
    contract: Contract, part: str, one: str, other: str, together: Callable[[Any, Any], Any]
) -> Ruler:
    """What would be right with something made of two inputs in the place of the first."""

    def ruler(s: Sample) -> Any:
        values = inputs_by_name(contract, s.call)
        try:
            made = together(values[one], values[other])
        except ValueError:  # their shapes do not fit
            return None
        if np.shape(made) != np.shape(values[one]):
            return None
        return _with_inputs(contract, s, part, _replaced(contract, s, {one: made}))

    return ruler


def _with_a_gradient(
    samples: Sequence[Sample], part: str, contract: Contract, named: Mapping[str, Any]
) -> Iterator[Rule]:
    """Right if an input were its own gradient, which was worked out a line before."""
    yield from _with_a_step(samples, part, contract, named)
    for other in samples[0].call.expected:
        name = owner(other)
        if other in (part, name) or np.ndim(named.get(name, 0.0)) < 2:
            continue  # of numbers it would be true of any two that are alike

        def ruler(s: Sample, other: str = other, name: str = name) -> Any:
            made = s.call.items.get(other)
            if made is None or np.shape(made) != np.shape(inputs_by_name(contract, s.call)[name]):
                return None
            return _with_inputs(contract, s, part, _replaced(contract, s, {name: made}))

        yield (
            ruler,
            Said(
                f"{other} in the place of {name}",
                f"{part} is what it would be if {other} stood in the place of {name}.",
            ),
        )


#: Learning rates with which an input may be moved before its old value is used.
RATES = (0.1, 0.01, 0.001, 1.0)


def _with_a_step(
    samples: Sequence[Sample], part: str, contract: Contract, named: Mapping[str, Any]
) -> Iterator[Rule]:
    """Right if an input had gone a step downhill along its own gradient already."""
    others = [o for o in samples[0].call.expected if o != part and owner(o) in named]
    for other, rate in itertools.product(others, RATES):
        name = owner(other)

        def ruler(s: Sample, other: str = other, name: str = name, rate: float = rate) -> Any:
            made, value = s.call.items.get(other), inputs_by_name(contract, s.call)[name]
            if made is None or np.shape(made) != np.shape(value):
                return None
            return _with_inputs(
                contract, s, part, _replaced(contract, s, {name: value - rate * made})
            )

        yield (
            ruler,
            Said(
                f"{name} less {rate:g} {other}",
                f"{part} is what it would be if {rate:g} times {other} were taken off {name} "
                f"before. Is {name} used as it came?",
            ),
        )


def _as_int(value: Any) -> Any:
    """An array as one of whole numbers, which hold no number as large as some floats."""
    with np.errstate(invalid="ignore"):
        made = np.asarray(value).astype(np.int64).astype(float)
    return made if np.ndim(value) else float(np.trunc(value))


def _with_another(
    samples: Sequence[Sample],
    part: str,
    contract: Contract,
    name: str,
    value: Any,
) -> Iterator[Rule]:
    """Right if one input were another one; its value at one point says of which kind it is."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
        yield from _with_other_labels(contract, part, name)
    if not is_number(value):
        return
    if np.ndim(value) == 1 and len(value) <= 4 and _always_as_long(samples, contract, name):
        for place in range(len(value)):
            for change, words in _CHANGED_INPUTS[:6]:
                yield (
                    _with_changes(contract, part, {name: _in_place(place, change)}),
                    Said(
                        f"{name}[{place}] {words}",
                        f"{part} is what it would be if {name}[{place}] {words}. Is "
                        f"{name}[{place}] used as it is?",
                    ),
                )
    if np.ndim(value) == 1 and len(samples[0].shape) == 2:
        for at, row in ((0, "the first row"), (-1, "the last row")):
            yield (
                _used_in_a_row(contract, part, name, at),
                Said(
                    f"{name} used in {row} alone",
                    f"{part} is what it would be if {name} were zero everywhere but in {row}. "
                    "Which rows use it?",
                ),
            )
    changes = _CHANGED_INPUTS[: _FOR_SWITCHES if is_switch(samples) else None]
    for change, words in (
        *changes,
        *((*_CHANGED_ARRAYS, *_LOST_IN_A_LOOP) if np.ndim(value) else ()),
    ):
        yield _as_if(contract, part, name, change, words)


def _used_in_a_row(contract: Contract, part: str, name: str, at: int) -> Ruler:
    """What would be right with an input for one row, and without it for all others."""
    without = _with_changes(contract, part, {name: lambda value: 0.0 * value})

    def ruler(s: Sample) -> Any:
        made = without(s)
        if made is None or len(s.shape) != 2 or np.shape(made) != s.shape:
            return None
        made = np.array(made)
        made[at] = np.asarray(s.right)[at]
        return made

    return ruler


def _with_other_labels(contract: Contract, part: str, name: str) -> Iterator[Rule]:
    """Right if the labels of the rows were other classes, or if some classes were left out."""
    for left_out, words in _CLASSES_LEFT_OUT:

        def without(s: Sample, left_out: Callable[[Any, Any, Any], Any] = left_out) -> Any:
            scores, labels = s.call.case.inputs[0], s.call.case.inputs[1]
            own = np.asarray(labels, dtype=int)[:, None]
            classes = np.broadcast_to(np.arange(scores.shape[1]), scores.shape)
            ahead = np.where(
                classes == own, -np.inf, scores - np.take_along_axis(scores, own, axis=1)
            )
            lost = left_out(classes, own, ahead) & (classes != own)
            low = np.min(scores, axis=1, keepdims=True)
            far = np.where(lost, low - FAR_BELOW - np.abs(low), scores)
            return _with_inputs(contract, s, part, [far, labels, *s.call.case.inputs[2:]])

        yield (
            without,
            Said(
                words,
                f"{part} is what it would be with {words}. Is each class of a row looked at?",
            ),
        )
    for change, words in _CHANGED_LABELS:

        def ruler(s: Sample, change: Callable[[Any, Any], Any] = change) -> Any:
            scores, labels = s.call.case.inputs[0], s.call.case.inputs[1]
            other = change(np.asarray(labels, dtype=int), np.asarray(scores))
            return _with_inputs(contract, s, part, [scores, other, *s.call.case.inputs[2:]])

        yield (
            ruler,
            Said(
                f"{name} {words}",
                f"{part} is what it would be if {name} {words}. Is each row's own label used, as "
                "it is?",
            ),
        )


#: A score that is lower by this than all others of its row adds nothing to a loss.
FAR_BELOW = 60.0
#: Which classes a loop may leave out, given the classes and the label of each row, and by how much
#: each other score is above the label's.
_CLASSES_LEFT_OUT: tuple[tuple[Callable[[Any, Any, Any], Any], str], ...] = (
    (
        lambda classes, *_: classes == classes.shape[1] - 1,
        "the last class left out, unless it is the label",
    ),
    (lambda classes, *_: classes == 0, "the first class left out, unless it is the label"),
    (lambda classes, label, _: classes > label, "the classes behind each row's label left out"),
    (lambda classes, label, _: classes < label, "the classes before each row's label left out"),
    (
        lambda classes, label, _: np.abs(classes - label) > 1,
        "all classes but the label's neighbours left out",
    ),
    (
        lambda classes, _, ahead: _behind_the_first(classes, ahead > -1.0),
        "the classes behind the first one with a positive margin left out",
    ),
    (
        lambda *given: given[2] < np.max(given[2], axis=1, keepdims=True),
        "all classes but the one with the largest margin left out",
    ),
)


def _behind_the_first(classes: Any, counted: Any) -> Any:
    """Whether a class comes after the first of its row that counts; nothing where none does."""
    first = np.where(counted.any(axis=1), np.argmax(counted, axis=1), classes.shape[1])
    return classes > first[:, None]


#: What may become of labels, given the scores too; each stays a class.
_CHANGED_LABELS: tuple[tuple[Callable[[Any, Any], Any], str], ...] = (
    (lambda labels, _: np.full_like(labels, labels[0]), "had its first entry everywhere"),
    (lambda labels, _: np.full_like(labels, labels[-1]), "had its last entry everywhere"),
    (lambda labels, scores: (labels - 1) % scores.shape[1], "were smaller by 1"),
    (lambda labels, scores: (labels + 1) % scores.shape[1], "were larger by 1"),
    (lambda labels, _: np.minimum(labels, 1), "were 1 wherever they are larger"),
    (lambda labels, _: 0 * labels, "were all 0"),
    (lambda labels, scores: 0 * labels + scores.shape[1] - 1, "were all the last class"),
    (lambda labels, scores: scores.shape[1] - 1 - labels, "were counted from the last class"),
    (lambda labels, _: labels[::-1], "were in reversed order"),
    (lambda labels, _: np.sort(labels), "were sorted"),
    (lambda labels, _: np.roll(labels, 1), "were moved on by one row"),
    (lambda labels, _: np.roll(labels, -1), "were moved back by one row"),
    (lambda _, scores: np.argmax(scores, axis=1), "were the classes with the largest scores"),
    (lambda _, scores: np.argmin(scores, axis=1), "were the classes with the smallest scores"),
    (
        lambda labels, scores: np.arange(len(labels)) % scores.shape[1],
        "were the numbers of the rows",
    ),
)


def _of_some_rows(part: str, contract: Contract) -> Iterator[Rule]:
    """Right if there were some of the rows only, where the result has no rows itself."""
    for rows, words in _SOME_ROWS:

        def ruler(s: Sample, rows: slice = rows) -> Any:
            given = [np.asarray(value) for value in s.call.case.inputs]
            if not s.shape and given[0].ndim and len({value.shape for value in given}) == 1:
                # a line is one row, and what has more dimensions has a row in each line
                lines = [value.reshape(-1, value.shape[-1])[rows] for value in given]
                return _with_inputs(contract, s, part, lines) if given[0].size else s.right
            count = _rows_of(contract, s)
            if count is None or (s.shape and s.shape[0] == count):
                return None
            made = [
                value[rows] if np.ndim(value) and len(value) == count else value
                for value in s.call.case.inputs
            ]
            dout = s.dout
            if np.ndim(dout) and len(dout) == count:
                dout = np.asarray(dout)[rows]
            return _with_inputs(contract, replace(s, call=replace(s.call, dout=dout)), part, made)

        yield (
            ruler,
            Said(
                words,
                f"{part} is what it would be with {words} of what goes in. What do the others do?",
            ),
        )


#: How inputs of one shape may be read entry by entry, where one number is made of all of them.
_SOME_ENTRIES = (
    (slice(None, -1), "all entries but the last"),
    (slice(1, None), "all entries but the first"),
    (slice(None, None, 2), "each second entry alone"),
    (slice(0, 1), "the first entry alone"),
    (slice(0, 2), "the first two entries alone"),
)
_SOME_ROWS = (
    (slice(0, 1), "the first row alone"),
    (slice(-1, None), "the last row alone"),
    (slice(1, None), "all rows but the first"),
    (slice(None, -1), "all rows but the last"),
)


def _of_some_entries(part: str, contract: Contract) -> Iterator[Rule]:
    """Right if there were some of the entries only, where one number is made of all inputs."""
    for places, words in _SOME_ENTRIES:

        def ruler(s: Sample, places: slice = places) -> Any:
            shapes = {np.shape(value) for value in s.call.case.inputs}
            if s.shape or len(shapes) != 1 or shapes == {()}:
                return None
            made = [np.ravel(value)[places] for value in s.call.case.inputs]
            return _with_inputs(contract, s, part, made)

        yield (
            ruler,
            Said(
                words,
                f"{part} is what it would be with {words} of what goes in. What do the others do?",
            ),
        )


def _rows_of(contract: Contract, s: Sample) -> int | None:
    """How many rows go in; None where the first input is no table of them."""
    first = s.call.case.inputs[0]
    if np.ndim(first) < 2 or "W" in getattr(contract, "inputs", ()):
        return None
    return len(first)


def _first_entry(value: Any) -> Any:
    return np.full_like(value, np.ravel(value)[0]) if np.size(value) else value


_CHANGED_INPUTS: tuple[tuple[Callable[[Any], Any], str], ...] = (
    (lambda value: 0.0 * value, "were zero"),
    (lambda value: -1.0 * value, "had the other sign"),
    (lambda value: 0.0 * value + 1.0, "were one"),
    (np.abs, "were its absolute value"),
    (lambda value: 2.0 * value, "were twice as large"),
    (lambda value: 0.5 * value, "were half as large"),
    (lambda value: value + 1.0, "were larger by 1"),
    (lambda value: value - 1.0, "were smaller by 1"),
    (lambda value: value / len(value) if np.ndim(value) else value, "were divided by its length"),
    (_first_entry, "had its first entry everywhere"),
    (np.square, "were squared"),
    (np.trunc, "were cut to a whole number"),
    (_as_int, "were cut to a whole number"),
    (np.round, "were rounded to a whole number"),
    (lambda value: np.round(value, 1), "were rounded to 1 digit"),
    (lambda value: np.round(value, 2), "were rounded to 2 digits"),
    (lambda value: np.maximum(value, 0.0), "were 0 where it is negative"),
    (lambda value: np.sign(value) * 1.0, "were its sign alone"),
)


def _entries(change: Callable[[Any], Any], least: int = 1) -> Callable[[Any], Any]:
    """A change of arrays; anything else, and what has too few dimensions, stays as it is."""
    return lambda value: change(value) if np.ndim(value) >= least else value


def _rows(how: Callable[..., Any]) -> Callable[[Any], Any]:
    """A change that gives each row one number in all its entries."""
    return _entries(lambda v: np.broadcast_to(how(v, axis=-1, keepdims=True), v.shape))


def _length_of(value: Any, axis: int) -> Any:
    """The length of each row or column; 1 where that is 0, so that it stays as it is."""
    length = np.sqrt(np.sum(value * value, axis=axis, keepdims=True))
    return np.where(length > 0.0, length, 1.0)


#: The same for arrays alone: what may become of the rows, or of all entries together.
_CHANGED_ARRAYS: tuple[tuple[Callable[[Any], Any], str], ...] = (
    (_entries(lambda v: np.full(v.shape, np.mean(v))), "had its own mean in every entry"),
    (_entries(lambda v: np.full(v.shape, np.sum(v))), "had its own sum in every entry"),
    (_entries(lambda v: np.full(v.shape, np.max(v))), "had its largest entry everywhere"),
    (_rows(np.max), "had the largest entry of each row in the whole row"),
    (_rows(np.min), "had the smallest entry of each row in the whole row"),
    (_rows(np.mean), "had the mean of each row in the whole row"),
    (
        _entries(lambda v: v / _length_of(v, -1), 2),
        "had rows of length 1",
    ),
    (
        _entries(lambda v: v / _length_of(v, 0), 2),
        "had columns of length 1",
    ),
    (_entries(lambda v: v / np.sum(v, axis=-1, keepdims=True), 2), "had rows with a sum of 1"),
    (_entries(lambda v: v / (np.sqrt(np.sum(v * v)) or 1.0)), "were divided by its own length"),
    (_entries(lambda v: v - np.mean(v, axis=0), 2), "were less its mean over the rows"),
    (
        _entries(lambda v: v - np.mean(v, axis=-1, keepdims=True), 2),
        "were less the mean of each row",
    ),
    (_entries(lambda v: v.T, 2), "were transposed"),
    (_entries(lambda v: v.T.reshape(v.shape), 2), "were read column by column"),
    (
        _entries(lambda v: v.reshape(len(v), -1, order="F").reshape(v.shape), 3),
        "had each example read in another order",
    ),
    (
        _entries(lambda v: np.moveaxis(v, 1, -1).reshape(v.shape), 3),
        "had the axes of each example in another order",
    ),
    (_entries(lambda v: v[::-1]), "had its rows in reversed order"),
    (_entries(lambda v: v[..., ::-1], 2), "had each row reversed"),
    (_entries(lambda v: np.sort(v, axis=-1)), "were sorted"),
    (_entries(lambda v: np.roll(v, 1, axis=0)), "were moved on by one row or entry"),
    (_entries(lambda v: np.roll(v, -1, axis=0)), "were moved back by one row or entry"),
    (_entries(lambda v: np.roll(v[::-1], 1, axis=0), 1), "were read at minus the index"),
)
#: What a loop may lose of an array, or read again and again. Never looked for two at a time.
_LOST_IN_A_LOOP: tuple[tuple[Callable[[Any], Any], str], ...] = (
    *((_entries(change, least), f"were {words}") for change, words, least in PARTS_LOST),
    (_entries(lambda v: v[:1] + 0.0 * v, 2), "had its first row everywhere"),
    (_entries(lambda v: v[-1:] + 0.0 * v, 2), "had its last row everywhere"),
)


#: What may become of all inputs at once.
_CHANGED_TOGETHER: tuple[tuple[Callable[[Any], Any], str], ...] = (
    (np.abs, "were their absolute values"),
    (lambda value: -1.0 * value, "all had the other sign"),
    (np.square, "were squared"),
    (np.trunc, "were cut to whole numbers"),
    (np.round, "were rounded to whole numbers"),
    (lambda value: np.maximum(value, 0.0), "were 0 where they are negative"),
)


def two_changed(samples: Sequence[Sample], part: str, contract: Contract | None) -> Iterator[Rule]:
    """Right if two inputs were other ones, each in its own way.

    Args:
        samples: What came of each call for this part.
        part: Its name.
        contract: The exercise's contract, where there is one.
    """
    if contract is None or contract.gradients or not contract.knows_what_is_right:
        return
    named = inputs_by_name(contract, samples[0].call)
    numbers = [name for name, value in named.items() if is_number(value)]
    numbers = numbers[:MOST_CHANGED]
    changed = {name: list(_each_change(contract, name, named[name])) for name in numbers}
    for one, other in itertools.combinations(numbers, 2):
        made = dict[tuple[int, ...], Any]()
        for change, words in changed[one]:
            for change2, words2 in changed[other]:
                if patience.over():
                    return
                yield (
                    _with_new(contract, part, {one: change, other: change2}, made),
                    Said(
                        f"{one} {words}, and {other} {words2}",
                        f"{part} is what it would be if {one} {words}, and if {other} {words2}.",
                    ),
                )


def _each_change(contract: Contract, name: str, value: Any) -> Iterator[tuple[Ruler, str]]:
    """Each change of an input, made once for a call, however many others it is held beside.

    Of changes that come to the very same, the very same object comes.
    """
    seen: dict[Any, Any] = {}
    for change, words in _changes_of(value):
        yield remembered(_one_of_each(_changed(contract, name, change), seen)), words


def _one_of_each(make: Ruler, seen: dict[Any, Any]) -> Ruler:
    def made(s: Sample) -> Any:
        value = make(s)
        array = np.asarray(value)
        if array.dtype.hasobject:
            return value
        laid_out = array.dtype.str, array.shape, array.strides, array.tobytes()
        return seen.setdefault((id(s), type(value), *laid_out), value)

    return made


def _changed(contract: Contract, name: str, change: Callable[[Any], Any]) -> Ruler:
    return lambda s: change(input_named(contract, s.call, name))


#: Of so many inputs, two are changed at once.
MOST_CHANGED = 4


def _changes_of(value: Any) -> tuple[tuple[Callable[[Any], Any], str], ...]:
    return (*_CHANGED_INPUTS, *_CHANGED_ARRAYS) if np.ndim(value) else _CHANGED_INPUTS


#: Bounds that people set against overflow, or to keep a number within reach.
BOUNDS = (
    1.0,
    2.0,
    3.0,
    4.0,
    5.0,
    6.0,
    10.0,
    15.0,
    20.0,
    25.0,
    30.0,
    50.0,
    88.0,
    100.0,
    500.0,
    700.0,
    709.0,
    1000.0,
)


def bounded(samples: Sequence[Sample], part: str, contract: Contract | None) -> Iterator[Rule]:
    """Right if an input were cut off at one of the usual bounds, on one side or on both.

    Args:
        samples: What came of each call for this part.
        part: Its name.
        contract: The exercise's contract, where there is one.
    """
    if contract is None or not contract.knows_what_is_right or is_switch(samples):
        return
    for alone in (True, False):
        for name, value in inputs_by_name(contract, samples[0].call).items():
            for bound in BOUNDS if is_number(value) else ():
                yield from _at_a_bound(samples, part, contract, name, bound, alone=alone)


def _at_a_bound(
    samples: Sequence[Sample],
    part: str,
    contract: Contract,
    name: str,
    bound: float,
    *,
    alone: bool,
) -> Iterator[Rule]:
    """Right if an input were cut off at a bound; alone, if none of the others gives the same."""
    ways = (
        (-1.0, 1.0, f"were cut off at ±{bound:g}", f"were cut off at ±{bound:g} or beyond"),
        (-math.inf, 1.0, f"were at most {bound:g}", f"were at most {bound:g} or more"),
        (-1.0, math.inf, f"were at least −{bound:g}", f"were at least −{bound:g} or less"),
    )
    for low, high, exactly, about in ways:
        words = exactly if alone else about
        rule, said = _as_if(contract, part, name, _clipped(low * bound, high * bound), words)
        others = partial(_at_others, contract, part, name, low, high, bound)
        yield (_unlike_others(samples, rule, others) if alone else rule), said


def _at_others(
    contract: Contract, part: str, name: str, low: float, high: float, bound: float
) -> Iterator[Ruler]:
    """The same as at a bound, at each other bound."""
    for other in BOUNDS:
        if other != bound:
            yield _with_changes(contract, part, {name: _clipped(low * other, high * other)})


def _unlike_others(
    samples: Sequence[Sample], rule: Ruler, others: Callable[[], Iterable[Ruler]]
) -> Ruler:
    """A rule that says nothing where another one fits as well; the others are seldom asked for."""
    last = samples[-1]

    def ruler(s: Sample) -> Any:
        made = rule(s)
        if s is last and close(s.came, made) and any(fits(samples, other) for other in others()):
            return None
        return made

    return ruler


def _clipped(low: float, high: float) -> Callable[[Any], Any]:
    return lambda value: np.clip(value, low, high)[()]


#: What is all or nothing comes out the same for many moved inputs: these changes alone are told.
_FOR_SWITCHES = 4


def is_switch(samples: Sequence[Sample]) -> bool:
    """Whether what is right is either 0 or one and the same number, upstream gradient apart.

    Args:
        samples: What came of each call for this part.
    """
    if any(np.shape(s.right) or np.shape(s.dout) for s in samples):
        return False
    shares = set[float]()
    for s in samples:
        dout = 1.0 if s.dout is None else float(s.dout)
        if dout:
            shares.add(float(f"{float(s.right) / dout:.12g}"))
    return len(shares) == 2 and 0.0 in shares


def _in_place(place: int, change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def changed(value: Any) -> Any:
        made = np.array(value, dtype=float)
        made[place] = change(made[place])
        return made

    return changed


def _always_as_long(samples: Sequence[Sample], contract: Contract, name: str) -> bool:
    shapes = {np.shape(inputs_by_name(contract, s.call)[name]) for s in samples}
    return len(shapes) == 1


def _with_inputs(contract: Contract, s: Sample, part: str, inputs: Sequence[Any]) -> Any:
    """What is right for other inputs, with the same upstream gradient."""
    try:
        made = contract.right_at(inputs, s.dout, part)
    except (ArithmeticError, ValueError, LookupError, TypeError):
        return None
    finite = np.isfinite(np.asarray(made, dtype=float))
    return made if np.logical_and.reduce(finite, axis=None) else None


def right_with(contract: Contract, s: Sample, part: str, new: Mapping[str, Any], dout: Any) -> Any:
    """What would be right for a call with some other inputs, and another upstream gradient.

    Args:
        contract: The exercise's.
        s: The call, seen from one part.
        part: The part.
        new: The other inputs, by name.
        dout: The upstream gradient.

    Returns:
        What is right; None where that is no number.
    """
    made = replace(s, call=replace(s.call, dout=dout))
    return _with_inputs(contract, made, part, _replaced(contract, s, new))


def _replaced(contract: Contract, s: Sample, new: Mapping[str, Any]) -> list[Any]:
    """The inputs of a call with some of them replaced, by their names."""
    inputs = list[Any]()
    for name, value in zip(contract.inputs, s.call.case.inputs, strict=True):
        if type(value) in ONE_THING or not isinstance(value, Mapping):
            inputs.append(new.get(name, value))
            continue
        held = dict(value)
        if any(given.startswith(f'{name}["') for given in new):
            held = {key: new.get(f'{name}["{key}"]', each) for key, each in value.items()}
        inputs.append(held)
    return inputs


def _with_changes(
    contract: Contract, part: str, changes: Mapping[str, Callable[[Any], Any]]
) -> Ruler:
    """What would be right if some inputs were changed, each in its way."""
    new = {name: _changed(contract, name, change) for name, change in changes.items()}
    return _with_new(contract, part, new)


def _with_new(
    contract: Contract,
    part: str,
    new: Mapping[str, Ruler],
    known: dict[tuple[int, ...], Any] | None = None,
) -> Ruler:
    """What would be right if some inputs were others, which are made of a call.

    Args:
        contract: The exercise's contract.
        part: The part.
        new: What makes each of the others.
        known: What is right for which of them, if it is worth remembering; they must outlive it.
    """

    def ruler(s: Sample) -> Any:
        made = {name: make(s) for name, make in new.items()}
        if known is None:
            return _with_inputs(contract, s, part, _replaced(contract, s, made))
        key = id(s), *map(id, made.values())
        if key not in known:
            known[key] = _with_inputs(contract, s, part, _replaced(contract, s, made))
        return known[key]

    return ruler


def _as_if(
    contract: Contract, part: str, name: str, change: Callable[[Any], Any], words: str
) -> Rule:
    """Right if one input were changed in a way that is told in these words."""
    return (
        _with_changes(contract, part, {name: change}),
        Said(
            f"{name} {words}",
            f"{part} is what it would be if {name} {words}. Is {name} used as it is?",
        ),
    )


def _at_exchanged(contract: Contract, part: str, one: str, other: str) -> Ruler:
    def ruler(s: Sample) -> Any:
        named = inputs_by_name(contract, s.call)
        if np.shape(named[one]) != np.shape(named[other]):
            return None
        new = {one: named[other], other: named[one]}
        return _with_inputs(contract, s, part, _replaced(contract, s, new))

    return ruler
