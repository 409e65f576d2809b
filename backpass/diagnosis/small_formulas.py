"""A small formula that gives just what a function returned, found by trying all of them.

The formula is made of what the function is given, and of what is right. It says what the function
works out, not what it should.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from backpass.drawing.panel import number_in_words
from backpass.judging import patience

Numbers = np.ndarray[Any, np.dtype[np.float64]]

#: How many numbers a formula is tried on first, and how many must be there at all.
FEW, ENOUGH = 8, 8
#: The same where a few of all numbers may be something else.
FEWER = 5
RTOL, ATOL = 1e-7, 1e-11


@dataclass(frozen=True)
class Formula:
    """A formula with its values.

    Attributes:
        text: As one would write it.
        values: What it gives, number by number.
        cost: How long it is.
        loose: Whether brackets are needed where it is multiplied.
        trusted: How often what is right is part of it.
    """

    text: str
    values: Numbers
    cost: float
    loose: bool = False
    trusted: int = 0

    @property
    def inside(self) -> str:
        """As it is written within a product."""
        return f"({self.text})" if self.loose else self.text

    @property
    def closed(self) -> bool:
        """Whether it brings brackets of its own."""
        return self.text.startswith(("max(", "min("))


_FUNCTIONS: tuple[tuple[str, Callable[[Numbers], Numbers], float, bool], ...] = (
    ("−{}", lambda v: -v, 0.5, True),
    ("{}²", lambda v: v * v, 1.0, False),
    ("1 / {}", lambda v: 1.0 / v, 1.0, True),
    ("(1 − {})", lambda v: 1.0 - v, 1.0, False),
    ("(1 + {})", lambda v: 1.0 + v, 1.2, False),
    ("2 {}", lambda v: 2.0 * v, 1.0, False),
    ("½ {}", lambda v: 0.5 * v, 1.0, False),
    ("|{}|", np.abs, 1.0, False),
    ("exp({})", np.exp, 1.0, False),
    ("exp(−{})", lambda v: np.exp(-v), 1.2, False),
    ("log |{}|", lambda v: np.log(np.abs(v)), 1.2, False),
    ("σ({})", lambda v: 1.0 / (1.0 + np.exp(-v)), 1.2, False),
    ("σ(−{})", lambda v: 1.0 / (1.0 + np.exp(v)), 1.4, False),
    ("tanh({})", np.tanh, 1.2, False),
    ("√|{}|", lambda v: np.sqrt(np.abs(v)), 1.2, False),
    ("{}³", lambda v: v**3, 1.3, False),
    ("1 / {}²", lambda v: 1.0 / (v * v), 1.4, True),
    ("max(0, {})", lambda v: np.maximum(v, 0.0), 1.2, False),
    ("sign({})", np.sign, 1.2, False),
)


def found(came: Numbers, atoms: Mapping[str, Numbers], right: Mapping[str, Numbers]) -> str | None:
    """The shortest formula that gives these numbers, or None.

    Args:
        came: What came back, number by number.
        atoms: What the function was given, by name.
        right: What is right for the same and for other results, by what it is called.
    """
    usable = np.isfinite(came)
    for values in (*atoms.values(), *right.values()):
        usable &= np.isfinite(values)
    if np.count_nonzero(usable) < ENOUGH or len(np.unique(came[usable])) < ENOUGH // 2:
        return None
    came = came[usable]
    order = _telling(came)
    order = order[_unlike_first([came[order], *(v[usable][order] for v in atoms.values())])]
    came = came[order]
    leaves = [Formula(name, values[usable][order], 1.0) for name, values in atoms.items()]
    leaves += [
        Formula(name, values[usable][order], 2.0, trusted=1) for name, values in right.items()
    ]
    with np.errstate(all="ignore"):
        made = [*leaves, *_functions_of(leaves)]
        pairs = _Pairs(made)
        two = list(pairs.that_give(came))
        for level in (
            iter(made),
            [*two, *map(_cut_off, two), *_so_many_times(came, leaves)],
            _of_three(came, leaves, pairs),
        ):
            best = _best(came, level)
            if best is not None and np.isfinite(best.values).all():
                return best.text
            if best is not None:
                there = np.isfinite(best.values)
                plain = any(_fit(came[there], leaf.values[there]) for leaf in leaves)
                # what is plain but for a 0 somewhere is no division: that place says more
                return None if plain else f"{best.text}, and as 0 where that is no number"
        inner = _best(came, _of_an_inner_pair(came, leaves))
        if inner is not None:
            return inner.text
        return _with_a_constant(came, leaves)


def two_terms(
    came: Numbers, atoms: Mapping[str, Numbers], right: Mapping[str, Numbers]
) -> str | None:
    """A fixed number of times one value and a fixed number of times another one, or None.

    Args:
        came: What came back, number by number.
        atoms: What the function was given, by name.
        right: What is right, by what it is called.
    """
    came, leaves = _usable(came, atoms, right)
    if len(np.unique(came)) < ENOUGH:
        return None
    with np.errstate(all="ignore"):
        return _two_terms(came, leaves)


def between_bounds(
    came: Numbers, atoms: Mapping[str, Numbers], right: Mapping[str, Numbers]
) -> str | None:
    """A value, or a straight line in one, that is cut off at a number on one side or both.

    Args:
        came: What came back, number by number.
        atoms: What the function was given, by name.
        right: What is right, by what it is called.
    """
    came, leaves = _usable(came, atoms, right)
    if len(came) < ENOUGH:
        return None
    with np.errstate(all="ignore"):
        return _between_bounds(came, leaves, _functions_of(leaves))


def _functions_of(leaves: Sequence[Formula]) -> list[Formula]:
    """Each function of each value."""
    return [
        Formula(text.format(a.inside), function(a.values), a.cost + more, loose, a.trusted)
        for a in leaves
        for text, function, more, loose in _FUNCTIONS
    ]


def _usable(
    came: Numbers, atoms: Mapping[str, Numbers], right: Mapping[str, Numbers]
) -> tuple[Numbers, list[Formula]]:
    """What came where all is a number, and the values that a formula may be made of there."""
    usable = np.isfinite(came)
    for values in (*atoms.values(), *right.values()):
        usable &= np.isfinite(values)
    leaves = [Formula(name, values[usable], 1.0) for name, values in atoms.items()]
    leaves += [Formula(name, values[usable], 2.0, trusted=1) for name, values in right.items()]
    return came[usable], leaves


def mostly_found(came: Numbers, atoms: Mapping[str, Numbers], right: Numbers) -> str | None:
    """A formula that gives most of these numbers, but not all, or None.

    Whoever guards a formula against one case, or sets a bound, gives it everywhere else. A formula
    that gives most of what is right is no wrong one, and it is not told.

    Args:
        came: What came back, number by number.
        atoms: What the function was given, by name.
        right: What is right, number by number.
    """
    usable = np.isfinite(came)
    for values in atoms.values():
        usable &= np.isfinite(values)
    if not atoms or np.count_nonzero(usable) < 2 * ENOUGH:
        return None
    order = _telling(came[usable])
    came, right = came[usable][order], right[usable][order]
    leaves = [Formula(name, values[usable][order], 1.0) for name, values in atoms.items()]
    with np.errstate(all="ignore"):
        made = [*leaves, *_functions_of(leaves)]
        for first in range(0, min(3 * FEWER, len(came) - FEWER), FEWER):
            moved = np.r_[first : len(came), 0:first]  # other numbers come first
            turned = [replace(one, values=one.values[moved]) for one in made]
            pairs = _Pairs(turned, FEWER)
            inner = _of_an_inner_pair(came[moved], turned[: len(leaves)], FEWER)
            several = itertools.chain(turned, pairs.that_give(came[moved]), inner)
            for formula in sorted(several, key=lambda one: one.cost):
                if _fits_mostly(came[moved], formula.values):
                    expected = _fits_mostly(right[moved], formula.values)
                    return None if expected else formula.text
    return None


#: This share of the numbers at least is given by what is given mostly.
MOSTLY = 0.8


def _fits_mostly(came: Numbers, values: Numbers) -> bool:
    fitting = np.abs(came - values) <= RTOL * np.abs(came) + ATOL
    told = fitting & (np.abs(came) > ATOL)
    enough = len(np.unique(came[told])) >= ENOUGH
    return bool(enough and np.count_nonzero(fitting) >= MOSTLY * len(came))


def _between_bounds(
    came: Numbers, leaves: Sequence[Formula], made: Sequence[Formula]
) -> str | None:
    """A value, or a straight line in one, that is cut off at its least or its largest number."""
    low, high = float(np.min(came)), float(np.max(came))
    at_low, at_high = came == low, came == high
    low = low if np.count_nonzero(at_low) > 1 else -np.inf
    high = high if np.count_nonzero(at_high) > 1 else np.inf
    inside = (came > low) & (came < high)
    if np.isinf([low, high]).all() or len(np.unique(came[inside])) < ENOUGH // 2:
        return None
    lines = [line for leaf in leaves if (line := _line(came, leaf, inside)) is not None]
    for formula in (*leaves, *lines, *made):
        cut = np.clip(formula.values, low, high)
        # what is cut off must matter on the sides that are told
        if _fit(came, cut) and not _fit(came, formula.values):
            text = formula.text if np.isinf(low) else f"max({number_in_words(low)}, {formula.text})"
            return text if np.isinf(high) else f"min({number_in_words(high)}, {text})"
    return None


def _line(came: Numbers, leaf: Formula, inside: Any) -> Formula | None:
    """A straight line in a value through all numbers inside."""
    x, y = leaf.values[inside], came[inside]
    first, last = np.argmin(x), np.argmax(x)
    if not x[first] < x[last]:
        return None
    slope = (y[last] - y[first]) / (x[last] - x[first])
    level = y[first] - slope * x[first]
    if not np.isfinite([slope, level]).all() or abs(slope) < ATOL or not _fit(y, slope * x + level):
        return None
    sign = "−" if level < 0 else "+"
    text = f"{number_in_words(slope)} · {leaf.inside}"
    text = text if abs(level) < ATOL else f"{text} {sign} {number_in_words(abs(level))}"
    return Formula(text, slope * leaf.values + level, leaf.cost + 2.0, True, leaf.trusted)


#: With more values than these there would be too many formulas with two of them in brackets.
MOST_LEAVES = 7
#: With more values than these nothing is told of remainders.
FEW_LEAVES = 2


#: Two values put together and cut; alone it is told of the result, so it stands beside another.
CUT_TO_WHOLE = "({} cut to a whole number)"


def _of_an_inner_pair(
    came: Numbers, leaves: Sequence[Formula], few_of: int = FEW
) -> Iterator[Formula]:
    """A function of two values put together, and one value beside it: x · exp(y − z), 1 / (x + y).

    The first few numbers alone are worked out for all of them.
    """
    inputs = [leaf for leaf in leaves if not leaf.trusted]
    if len(inputs) > MOST_LEAVES:
        return
    inner = list(_brackets(inputs))
    if not inner:
        return
    ways: list[tuple[str, Callable[[Numbers], Numbers], float, bool]] = [
        ("{}", lambda v: v, 0.0, False),
        *_FUNCTIONS,
        (CUT_TO_WHOLE, np.trunc, 1.6, False),
    ]
    few = came[:few_of]
    bound = RTOL * np.abs(few) + ATOL
    first, one_for_all = np.array([pair.values[:few_of] for pair in inner]), np.ones(few_of)
    for text, function, more, loose in ways:
        made = function(first)
        if text == "sign({})":  # the sign of a power is one or no number
            made[np.array(["^" in pair.text for pair in inner])] = np.nan
        for leaf in leaves if text == CUT_TO_WHOLE else [None, *leaves]:
            for symbol, front, of in _BESIDE if leaf is not None else _ALONE:
                values = of(one_for_all if leaf is None else leaf.values[:few_of], made)
                for at in np.flatnonzero((np.abs(values - few) <= bound).all(axis=1)):
                    pair = inner[at]
                    one = Formula(
                        text.format(_in_brackets(pair, text)),
                        function(pair.values),
                        pair.cost + more + 0.5,
                        loose or (text == "{}" and not pair.closed),
                    )
                    if leaf is None:
                        yield one
                    elif front:
                        yield _written(symbol, leaf, one)
                    else:
                        yield _written(symbol, one, leaf)


def _in_brackets(pair: Formula, text: str) -> str:
    """A pair as it stands in a function, which may bring brackets of its own."""
    return pair.text if pair.closed or _brings_brackets(text) else f"({pair.text})"


def _brings_brackets(text: str) -> bool:
    """Whether a sum may stand in this place as it is."""
    return text == "{}" or any(around in text for around in ("({})", "|{}|", "0, {}"))


_ALONE: tuple[tuple[str, bool, Callable[[Any, Any], Any]], ...] = (("", True, lambda _, v: v),)
#: What a value may be put together with a function of two by, and which of them comes first.
_BESIDE: tuple[tuple[str, bool, Callable[[Any, Any], Any]], ...] = (
    ("·", True, lambda leaf, v: leaf * v),
    ("/", True, lambda leaf, v: leaf / v),
    ("+", True, lambda leaf, v: leaf + v),
    ("−", True, lambda leaf, v: leaf - v),
    ("−", False, lambda leaf, v: v - leaf),
    ("/", False, lambda leaf, v: v / leaf),
)


def _brackets(inputs: Sequence[Formula]) -> Iterator[Formula]:
    """Two values put together, and two with the third as their exponent."""
    pairs = list[Formula]()
    for i, one in enumerate(inputs):
        for j, other in enumerate(inputs):
            if i == j:
                continue
            pairs += [_written("−", one, other), _written("/", one, other)]
            if i < j:
                pairs += [_written("+", one, other), _written("·", one, other)]
                pairs += [_one_of("max", one, other), _one_of("min", one, other)]
            yield _power(one, other)
            if len(inputs) <= FEW_LEAVES:
                yield _remainder(one, other)
    yield from pairs
    for pair in pairs:
        for other in inputs:
            if other.text not in pair.text and not pair.closed:
                yield _power(pair, other)


def _one_of(which: str, one: Formula, other: Formula) -> Formula:
    """The larger or the smaller one of two values."""
    values = (np.maximum if which == "max" else np.minimum)(one.values, other.values)
    return Formula(f"{which}({one.text}, {other.text})", values, one.cost + other.cost + 1.0)


def _power(one: Formula, other: Formula) -> Formula:
    if " " in other.text:  # a mark says where something is, and counts nothing
        return Formula("", np.full_like(one.values, np.nan), np.inf)
    base = one.text if one.cost <= 1.0 else f"({one.text})"
    values = np.power(one.values, other.values)
    return Formula(f"{base}^{other.text}", values, one.cost + other.cost + 1.5)


def _remainder(one: Formula, other: Formula) -> Formula:
    """What is left of a value beyond a whole number of times another one, as ``%`` gives it."""
    values = np.mod(one.values, other.values)
    return Formula(f"{one.text} % {other.text}", values, one.cost + other.cost + 1.5, loose=True)


def _two_terms(came: Numbers, leaves: Sequence[Formula]) -> str | None:
    """A fixed number of times one value, and a fixed number of times another, or a number more."""
    inputs = [leaf for leaf in leaves if not leaf.trusted]
    products = [_written("·", a, b) for a, b in itertools.combinations_with_replacement(inputs, 2)]
    one = Formula("1", np.ones(len(came)), 1.0)
    told = np.abs(came) > 1e-9
    if np.count_nonzero(told) < ENOUGH:
        return None
    for a, b in itertools.combinations([*leaves, *products, one], 2):
        if a.trusted + b.trusted > 1:
            continue
        rows = np.array([a.values[told] / came[told], b.values[told] / came[told]]).T
        if not np.all(np.isfinite(rows)):
            continue
        size = np.linalg.norm(rows, axis=0)
        if not np.all(size > 0) or not np.all(np.isfinite(size)):
            continue
        by, _, rank, _ = np.linalg.lstsq(rows / size, np.ones(len(rows)), rcond=1e-6)
        by = by / size
        if rank < 2 or not _fit(came, by[0] * a.values + by[1] * b.values):
            continue
        if _fit(came, by[0] * a.values) or _fit(came, by[1] * b.values):
            continue
        sign = "−" if by[1] < 0 else "+"
        return f"{_times(float(by[0]), a)} {sign} {_times(abs(float(by[1])), b)}"
    return None


def _times(by: float, of: Formula) -> str:
    number = number_in_words(by)
    if of.text == "1":
        return number
    return of.inside if number == "1" else f"{number} · {of.inside}"


def _so_many_times(came: Numbers, leaves: Sequence[Formula]) -> Iterator[Formula]:
    """A whole number of times one value."""
    for leaf in leaves:
        by = float(np.nan_to_num(np.nanmedian(came / leaf.values), posinf=0.0, neginf=0.0))
        if by and abs(by - round(by)) <= RTOL * abs(by) and not leaf.trusted:
            text = f"{number_in_words(by)} · {leaf.inside}"
            yield Formula(text, by * leaf.values, leaf.cost + 1.0, True, leaf.trusted)


def _cut_off(formula: Formula) -> Formula:
    """A formula whose negative values are 0."""
    values = np.maximum(formula.values, 0.0)
    return Formula(f"max(0, {formula.text})", values, formula.cost + 1.2, False, formula.trusted)


#: This share of the numbers may be a 0 that stands where a formula gives no number.
INSTEAD = 0.4


def _with_a_constant(came: Numbers, leaves: Sequence[Formula]) -> str | None:
    """One value and a fixed number of times another one, or of times a product of two."""
    inputs = [leaf for leaf in leaves if not leaf.trusted]
    products = [_written("·", a, b) for a, b in itertools.combinations_with_replacement(inputs, 2)]
    for one in leaves:
        for other in [*leaves, *products]:
            if one is other or one.trusted + other.trusted > 1:
                continue
            times = (came - one.values) / other.values
            usable = np.isfinite(times)
            if np.count_nonzero(usable) < ENOUGH:
                continue
            by = float(np.median(times[usable]))
            if by and _fit(came, one.values + by * other.values):
                sign, size = ("−", -by) if by < 0 else ("+", by)
                return f"{one.text} {sign} {size:.6g} · {other.inside}"
    return _another_base(came, inputs)


def _another_base(came: Numbers, inputs: Sequence[Formula]) -> str | None:
    """A fixed number to the power of an input, times another input."""
    for one in inputs:
        for other in inputs:
            if one is other:
                continue
            powers = np.log(came / one.values) / other.values
            usable = np.isfinite(powers)
            if np.count_nonzero(usable) < ENOUGH:
                continue
            by = float(np.median(powers[usable]))
            if _fit(came, one.values * np.exp(by * other.values)):
                return f"{one.text} · {np.exp(by):.6g} to the power of {other.text}"
    return None


def _largest_in_size(values: Numbers) -> Any:
    line = np.ravel(values)
    return line[np.argmax(np.abs(line))]


#: What one number may be made of an array in, in words.
_TAKEN: tuple[tuple[str, Callable[[Numbers], Any]], ...] = (
    ("the sum of {}", np.sum),
    ("the mean of {}", np.mean),
    ("the largest of {}", np.max),
    ("the smallest of {}", np.min),
    ("the first entry of {}", lambda values: np.ravel(values)[0]),
    ("the last entry of {}", lambda values: np.ravel(values)[-1]),
    ("the entry of {} that is largest in size", _largest_in_size),
    ("the last entry but one of {}", lambda v: np.ravel(v)[-2] if np.size(v) > 1 else 0.0),
    ("the product of {}", np.prod),
    ("the length of {}", lambda values: np.sqrt(np.sum(values * values))),
)
_AFTERWARDS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("{}", lambda value: value),
    ("minus {}", lambda value: -value),
    ("half of {}", lambda value: 0.5 * value),
    ("twice {}", lambda value: 2.0 * value),
    ("the square of {}", lambda value: value * value),
    ("half the square of {}", lambda value: 0.5 * value * value),
    ("the square root of {}", np.sqrt),
    ("the square root of half of {}", lambda value: np.sqrt(0.5 * value)),
    ("the logarithm of {}", np.log),
    ("minus the logarithm of {}", lambda value: -np.log(value)),
)
_ENTRIES: tuple[tuple[str, Callable[[Numbers], Numbers]], ...] = (
    ("{}", lambda values: values),
    ("|{}|", np.abs),
    ("{}²", lambda values: values * values),
    ("{}³", lambda values: values**3),
    ("|{}|³", lambda values: np.abs(values) ** 3),
    ("sign({})", np.sign),
    ("max(0, {})", lambda values: np.maximum(values, 0.0)),
    ("min(0, {})", lambda values: np.minimum(values, 0.0)),
)


def taken_together(
    came: Sequence[float],
    arrays: Sequence[Mapping[str, Numbers]],
    beside: Sequence[float] | None = None,
) -> str | None:
    """How one number is made of arrays at every point, in words, or None.

    Args:
        came: The number that came back at each point.
        arrays: The arrays that went in, by name, for each point.
        beside: What is in it beside that at each point; nothing by default.
    """
    rest = [0.0] * len(came) if beside is None else beside
    more = [one - other for one, other in zip(came, rest, strict=True)]
    # what is lost in rounding beside something larger tells nothing
    seen = {m for m, b in zip(more, rest, strict=True) if abs(m) > 1e-6 * abs(b)}
    if len(came) < ENOUGH // 2 or len(seen) < ENOUGH // 2:
        return None
    every = ways = list(_ways(list(arrays[0])))
    with np.errstate(all="ignore"):
        for number, other, given in zip(came, rest, arrays, strict=True):
            entries: dict[str, Any] = {}
            ways = [way for way in ways if _fit_one(number, other + way.of(given, entries))]
            if not ways:
                break
        else:
            return ways[0].words
        return None if beside is not None else _some_times(came, arrays, every)


def _some_times(
    came: Sequence[float], arrays: Sequence[Mapping[str, Numbers]], ways: Sequence[_Way]
) -> str | None:
    """A fixed number of times what is made of arrays."""
    first = max(range(len(came)), key=lambda at: abs(came[at]) if abs(came[at]) < 1e6 else 0.0)
    entries: dict[str, Any] = {}
    left = list[tuple[_Way, float]]()
    for way in ways:
        value = way.of(arrays[first], entries)
        if value and np.isfinite(value):
            left.append((way, came[first] / value))
    for number, given in zip(came, arrays, strict=True):
        entries = {}
        left = [one for one in left if _fit_one(number, one[1] * one[0].of(given, entries))]
        if not left:
            return None
    way, by = left[0]
    return f"{number_in_words(by)} times {way.words}"


def _fit_one(came: float, value: float) -> bool:
    return abs(came - value) <= RTOL * abs(came) + ATOL


@dataclass(frozen=True)
class _Way:
    """A way to make one number of arrays: entry by entry, then all together, then once more."""

    entries: str
    inner: Callable[[Mapping[str, Numbers]], Any]
    taken: tuple[str, Callable[[Numbers], Any]]
    afterwards: tuple[str, Callable[[Any], Any]]

    @property
    def words(self) -> str:
        """In words."""
        return self.afterwards[0].format(self.taken[0].format(self.entries))

    def of(self, given: Mapping[str, Numbers], made: dict[str, Any]) -> float:
        """The number at one point; entries that were made there before are made once."""
        if self.entries not in made:
            made[self.entries] = self.inner(given)
        key = f"{self.entries}|{self.taken[0]}"
        if key not in made:
            values = made[self.entries]
            made[key] = np.nan if values is None else self.taken[1](values)
        return float(self.afterwards[1](made[key]))


def _ways(names: Sequence[str]) -> Iterator[_Way]:
    for text, inner in _entries_of(names):
        for taken in _TAKEN:
            for afterwards in _AFTERWARDS:
                yield _Way(text, inner, taken, afterwards)


def _entries_of(
    names: Sequence[str],
) -> Iterator[tuple[str, Callable[[Mapping[str, Numbers]], Any]]]:
    """What may become of the entries of one array, or of two of one shape."""

    def alone(name: str, change: Callable[[Numbers], Numbers]) -> Any:
        return lambda given: change(given[name])

    def both(one: str, other: str, change: Callable[[Numbers, Numbers], Any]) -> Any:
        def inner(given: Mapping[str, Numbers]) -> Any:
            fit = given[one].shape == given[other].shape
            return change(given[one], given[other]) if fit else None

        return inner

    def then(operation: Callable[[Any, Any], Any], change: Callable[[Any], Any]) -> Any:
        return lambda a, b: change(operation(a, b))

    for name in names:
        for text, change in _ENTRIES:
            yield text.format(name), alone(name, change)
    inputs = [name for name in names if " " not in name]
    for one in inputs:
        for other in inputs:
            if one == other:
                continue
            for symbol, operation in _PAIRS.items():
                if symbol in "·+" and inputs.index(one) > inputs.index(other):
                    continue
                for text, change in _ENTRIES:
                    inner = f"{one} {symbol} {other}"
                    inner = inner if _brings_brackets(text) else f"({inner})"
                    yield text.format(inner), both(one, other, then(operation, change))
            yield f"{one} · {other}²", both(one, other, lambda a, b: a * b * b)
            yield (
                f"({one} / {other})",  # and 0 where that is no number
                both(one, other, lambda a, b: np.where(b == 0.0, 0.0, a / b)),
            )
            yield f"{one} · {other} in reverse order", both(one, other, _reversed)
            yield f"{one} · {other} but for the last entry", both(one, other, _without(-1))
            yield f"{one} · {other} but for the first entry", both(one, other, _without(0))
            yield (
                f"{one} · {other} before the first 0 of {other}",
                both(one, other, _before_a_zero),
            )
            yield (
                f"|{one} · {other}| but for the last entry",
                both(one, other, lambda a, b: np.abs(_without(-1)(a, b))),
            )
            yield (
                f"|{one} · {other}| but for the first entry",
                both(one, other, lambda a, b: np.abs(_without(0)(a, b))),
            )
            yield f"{one} · sign({other})", both(one, other, lambda a, b: a * np.sign(b))
            yield f"{one}² − {other}²", both(one, other, lambda a, b: a * a - b * b)
            yield f"|{one}| · {other}", both(one, other, lambda a, b: np.abs(a) * b)
            yield (
                f"{other}, times the length of {one}",
                both(one, other, lambda a, b: np.sqrt(np.sum(a * a)) * b),
            )


def _reversed(one: Numbers, other: Numbers) -> Numbers:
    return one * other[::-1]


def _before_a_zero(one: Numbers, other: Numbers) -> Numbers:
    """Products of a row's entries up to the first 0 of the other one."""
    return one * other * np.cumprod(other != 0.0, axis=-1)


def _without(place: int) -> Callable[[Numbers, Numbers], Numbers]:
    def entries(one: Numbers, other: Numbers) -> Numbers:
        made = np.array(one * other)
        made[place] = 0.0
        return made

    return entries


def _telling(came: Numbers) -> Any:
    """An order in which numbers of ordinary size come first, those of 0 last."""
    size = np.abs(came)
    return np.argsort(np.where(size > 0, np.abs(np.log10(np.maximum(size, 1e-300))), np.inf))


def _unlike_first(lines: Sequence[Numbers]) -> Any:
    """An order in which numbers come first that are unlike those before, then those made alike.

    Args:
        lines: What came, and what it may be made of, number by number.
    """
    _, first = np.unique(np.array(lines), axis=1, return_index=True)
    _, values = np.unique(lines[0], return_index=True)
    front = np.r_[np.sort(values), np.sort(np.setdiff1d(first, values))]
    return np.r_[front, np.setdiff1d(np.arange(len(lines[0])), front)]


def _fit(came: Numbers, values: Numbers) -> bool:
    fitting = np.abs(came - values) <= RTOL * np.abs(came) + ATOL
    if fitting.all():
        return True
    instead = ~np.isfinite(values) & (came == 0.0)
    return bool(np.all(fitting | instead) and np.count_nonzero(instead) <= INSTEAD * len(came))


def _best(came: Numbers, formulas: Iterable[Formula]) -> Formula | None:
    fitting = list[Formula]()
    for formula in formulas:
        if patience.over():
            return None
        if _fit(came, formula.values):
            fitting.append(formula)
    return min(fitting, key=lambda formula: formula.cost, default=None)


_PAIRS: Mapping[str, Callable[[Any, Any], Any]] = {
    "·": np.multiply,
    "+": np.add,
    "−": np.subtract,
    "/": np.divide,
}


def _written(symbol: str, one: Formula, other: Formula) -> Formula:
    if symbol == "·":
        text, loose = f"{one.inside} · {other.inside}", False
    elif symbol == "/":
        text, loose = f"{one.inside} / {other.inside}", True
    else:
        text = f"{one.text} {symbol} {other.inside if symbol == '−' else other.text}"
        loose = True
    values = _PAIRS[symbol](one.values, other.values)
    cost = one.cost + other.cost + 0.5
    return Formula(text, values, cost, loose, one.trusted + other.trusted)


class _Pairs:
    """Two formulas at a time; what each pair gives for the first few numbers is worked out once.

    Args:
        made: The formulas.
        few: For how many numbers.
    """

    def __init__(self, made: Sequence[Formula], few: int = FEW) -> None:
        self.made, self.first = made, few
        self.few = np.array([formula.values[:few] for formula in made]).T
        self.tables: dict[str, Numbers] = {}  # number by number: what each pair gives

    def _table(self, symbol: str) -> Numbers:
        if symbol not in self.tables:
            self.tables[symbol] = _PAIRS[symbol](self.few[:, :, None], self.few[:, None, :])
        return self.tables[symbol]

    def that_give(self, came: Numbers) -> Iterator[Formula]:
        """Pairs that give the first few numbers; what is right goes in once at most.

        Args:
            came: The numbers.
        """
        few = came[: self.first]
        bound = RTOL * np.abs(few) + ATOL
        for symbol in _PAIRS:
            table = self._table(symbol)
            firsts, seconds = np.nonzero(np.abs(table[0] - few[0]) <= bound[0])
            near = np.abs(table[:, firsts, seconds] - few[:, None]) <= bound[:, None]
            for at in np.flatnonzero(near.all(axis=0)):
                i, j = firsts[at], seconds[at]
                one, other = self.made[i], self.made[j]
                if one.trusted + other.trusted > 1 or (symbol in "·+" and j < i):
                    continue
                if i == j and one.text.startswith("sign("):  # 0 at 0, else 1: told by its places
                    continue
                yield _written(symbol, one, other)


def _of_three(came: Numbers, leaves: Sequence[Formula], pairs: _Pairs) -> Iterator[Formula]:
    """Two, and one leaf more, that give the first few numbers."""
    for leaf in leaves:
        for symbol, rest in (
            ("·", came / leaf.values),
            ("+", came - leaf.values),
            ("−", came + leaf.values),
            ("/", came * leaf.values),
        ):
            if np.all(np.isfinite(rest[:FEW])):
                for inner in pairs.that_give(rest):
                    if inner.trusted + leaf.trusted <= 1:
                        yield _written(symbol, inner, leaf)
