"""A small formula that gives just what a function returned, found by trying all of them.

The formula is made of what the function is given, and of what is right. It says what the function
works out, not what it should.
"""

from __future__ import annotations

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
        for level in (made, _of_two(came, made), _of_three(came, leaves, made)):
            best = _best(came, list(level))
            if best is not None:
                return best.text
    return None


def _telling(came: Numbers) -> Any:
    """An order in which numbers of ordinary size come first, those of 0 last."""
    size = np.abs(came)
    return np.argsort(np.where(size > 0, np.abs(np.log10(np.maximum(size, 1e-300))), np.inf))


def _fit(came: Numbers, values: Numbers) -> bool:
    return bool(np.all(np.abs(came - values) <= RTOL * np.abs(came) + ATOL))


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


def _of_two(came: Numbers, made: Sequence[Formula]) -> Iterator[Formula]:
    """Pairs that give the first few numbers; what is right goes in once at most."""
    few = np.array([formula.values[:FEW] for formula in made])
    for symbol, operation in _PAIRS.items():
        table = operation(few[:, None, :], few[None, :, :])
        close = np.abs(table - came[:FEW]) <= RTOL * np.abs(came[:FEW]) + ATOL
        for i, j in np.argwhere(close.all(axis=2)):
            if made[i].trusted + made[j].trusted <= 1 and not (symbol in "·+" and j < i):
                yield _written(symbol, made[i], made[j])


def _of_three(
    came: Numbers, leaves: Sequence[Formula], made: Sequence[Formula]
) -> Iterator[Formula]:
    """Two, and one leaf more, that give the first few numbers."""
    for leaf in leaves:
        for symbol, rest in (
            ("·", came / leaf.values),
            ("+", came - leaf.values),
            ("−", came + leaf.values),
            ("/", came * leaf.values),
        ):
            if np.all(np.isfinite(rest[:FEW])):
                for inner in _of_two(rest, made):
                    if inner.trusted + leaf.trusted <= 1:
                        yield _written(symbol, inner, leaf)
