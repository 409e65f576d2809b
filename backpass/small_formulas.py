"""A small formula that gives just what a function returned, found by trying all of them.

The formula is made of what the function is given, and of what is right. It says what the function
works out, not what it should.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.float64]]

#: How many numbers a formula is tried on first, and how many must be there at all.
FEW, ENOUGH = 5, 8
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
    came = came[order]
    leaves = [Formula(name, values[usable][order], 1.0) for name, values in atoms.items()]
    leaves += [
        Formula(name, values[usable][order], 2.0, trusted=1) for name, values in right.items()
    ]
    with np.errstate(all="ignore"):
        made = leaves + [
            Formula(
                text.format(leaf.inside),
                function(leaf.values),
                leaf.cost + more,
                loose,
                leaf.trusted,
            )
            for leaf in leaves
            for text, function, more, loose in _FUNCTIONS
        ]
        pairs = _Pairs(made)
        two = list(pairs.that_give(came))
        for level in (iter(made), [*two, *map(_cut_off, two)], _of_three(came, leaves, pairs)):
            best = _best(came, list(level))
            if best is not None and np.isfinite(best.values).all():
                return best.text
            if best is not None:
                there = np.isfinite(best.values)
                plain = any(_fit(came[there], leaf.values[there]) for leaf in leaves)
                # what is plain but for a 0 somewhere is no division: that place says more
                return None if plain else f"{best.text}, and as 0 where that is no number"
        return _with_a_constant(came, leaves)


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


#: What one number may be made of an array in, in words.
_TAKEN: tuple[tuple[str, Callable[[Numbers], Any]], ...] = (
    ("the sum of {}", np.sum),
    ("the mean of {}", np.mean),
    ("the largest of {}", np.max),
    ("the smallest of {}", np.min),
    ("the first entry of {}", lambda values: np.ravel(values)[0]),
    ("the last entry of {}", lambda values: np.ravel(values)[-1]),
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
    ("sign({})", np.sign),
)


def taken_together(came: Sequence[float], arrays: Sequence[Mapping[str, Numbers]]) -> str | None:
    """How one number is made of arrays at every point, in words, or None.

    Args:
        came: The number that came back at each point.
        arrays: The arrays that went in, by name, for each point.
    """
    if len(came) < ENOUGH // 2 or len(set(came)) < ENOUGH // 2:
        return None
    ways = list(_ways(list(arrays[0])))
    with np.errstate(all="ignore"):
        for number, given in zip(came, arrays, strict=True):
            entries: dict[str, Any] = {}
            ways = [way for way in ways if _fit_one(number, way.of(given, entries))]
            if not ways:
                return None
    return ways[0].words


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
                    inner = inner if text in ("{}", "|{}|") else f"({inner})"
                    yield text.format(inner), both(one, other, then(operation, change))
            yield f"{one} · {other}²", both(one, other, lambda a, b: a * b * b)
            yield f"{one} · {other} in reverse order", both(one, other, _reversed)
            yield f"{one} · {other} but for the last entry", both(one, other, _without(-1))
            yield f"{one} · {other} but for the first entry", both(one, other, _without(0))
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


def _fit(came: Numbers, values: Numbers) -> bool:
    fitting = np.abs(came - values) <= RTOL * np.abs(came) + ATOL
    if fitting.all():
        return True
    instead = ~np.isfinite(values) & (came == 0.0)
    return bool(np.all(fitting | instead) and np.count_nonzero(instead) <= INSTEAD * len(came))


def _best(came: Numbers, formulas: Sequence[Formula]) -> Formula | None:
    fitting = [formula for formula in formulas if _fit(came, formula.values)]
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
    """

    def __init__(self, made: Sequence[Formula]) -> None:
        self.made = made
        self.few = np.array([formula.values[:FEW] for formula in made]).T
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
        few = came[:FEW]
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
