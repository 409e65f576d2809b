"""The gates that programs are made of: how each is typed, and what it does."""

from __future__ import annotations

import cmath
from collections.abc import Callable
from typing import Any, NamedTuple


def _power(a: complex, n: float) -> complex:
    """aⁿ; by products where n is whole, so that a negative base keeps its exact real part."""
    if not float(n).is_integer():
        return a**n
    product = complex(1.0)
    for _ in range(abs(int(n))):
        product *= a
    return product if n >= 0 else 1.0 / product


class ValueGate(NamedTuple):
    """One kind of gate.

    Attributes:
        text: How it is typed; ``{0}`` and ``{1}`` are its inputs, ``{n}`` is its number.
        build: What is done with Values.
        plain: What is done with complex numbers, where that is not the same.
        number: The numbers that may stand in it; none for a gate without one.
    """

    text: str
    build: Callable[..., Any]
    plain: Callable[..., Any]
    number: tuple[float, ...] = ()

    @property
    def inputs(self) -> int:
        """How many Values go in."""
        return 2 if "{1}" in self.text else 1


def _gate(text: str, both: Callable[..., Any], *number: float) -> ValueGate:
    return ValueGate(text, both, both, number)


CONSTANTS: tuple[float, ...] = (2, 3.0, -1.5, 0.25, -4)
#: Numbers that some would treat apart.
SPECIAL = (0, 1, -1.0)
GATES: dict[str, ValueGate] = {
    "add": _gate("{0} + {1}", lambda a, b: a + b),
    "subtract": _gate("{0} - {1}", lambda a, b: a - b),
    "multiply": _gate("{0} * {1}", lambda a, b: a * b),
    "divide": _gate("{0} / {1}", lambda a, b: a / b),
    "negate": _gate("-{0}", lambda a: -a),
    "add n": _gate("{0} + {n}", lambda a, n: a + n, *CONSTANTS),
    "n add": _gate("{n} + {0}", lambda a, n: n + a, *CONSTANTS),
    "subtract n": _gate("{0} - {n}", lambda a, n: a - n, *CONSTANTS),
    "n subtract": _gate("{n} - {0}", lambda a, n: n - a, *CONSTANTS),
    "multiply n": _gate("{0} * {n}", lambda a, n: a * n, *CONSTANTS),
    "n multiply": _gate("{n} * {0}", lambda a, n: n * a, *CONSTANTS),
    "divide n": _gate("{0} / {n}", lambda a, n: a / n, *CONSTANTS),
    "n divide": _gate("{n} / {0}", lambda a, n: n / a, *CONSTANTS),
    "power": ValueGate("{0} ** {n}", lambda a, n: a**n, _power, (2, 3, -1, 2.0, -2)),
    "root": ValueGate("{0} ** {n}", lambda a, n: a**n, _power, (0.5, 1.5, -0.5)),
    "exp": ValueGate("{0}.exp()", lambda a: a.exp(), cmath.exp),
    "relu": ValueGate("{0}.relu()", lambda a: a.relu(), lambda a: a if a.real > 0 else 0j),
    "sigmoid": ValueGate(
        "{0}.sigmoid()", lambda a: a.sigmoid(), lambda a: 1.0 / (1.0 + cmath.exp(-a))
    ),
    "maximum": ValueGate(
        "{0}.maximum({1})", lambda a, b: a.maximum(b), lambda a, b: a if a.real >= b.real else b
    ),
}
TREE = ("add", "subtract", "multiply", "divide", "negate")
NUMBERS = tuple(name for name, gate in GATES.items() if gate.number and "**" not in gate.text)
FUNCTIONS = ("exp", "relu", "sigmoid", "maximum")
