"""A fork with its messages, and a tower of forks."""

from __future__ import annotations

from backpass import draw
from backpass.circuit import Circuit
from backpass.explore.views.paths import tower as tower_circuit
from backpass.pictures.figure import Figure


def fork(x: float = 2.0, y: float = 3.0) -> Figure:
    """F = x y + x², where x is read three times: three messages come back, and add up.

    Args:
        x: The input that forks.
        y: The other input.
    """
    c = Circuit("x y + x²")
    at_x, at_y = c.input("x", x), c.input("y", y)
    c.add(c.multiply(at_x, at_y, name="xy"), c.multiply(at_x, at_x, name="xx"), name="f")
    return _drawn(c)


def tower(levels: int = 4, x: float = 1.0) -> Figure:
    """Y = x, and then y = y + y again and again: each level doubles the ways back to x.

    Args:
        levels: How many times, from 1 to 6.
        x: The input.

    Raises:
        ValueError: If there are too few or too many levels.
    """
    if not 1 <= levels <= 6:
        raise ValueError(f"levels goes from 1 to 6, and got {levels!r}.")
    return _drawn(tower_circuit(levels, x))


def _drawn(c: Circuit) -> Figure:
    c.backward()
    return Figure(draw.svg(c), f"{draw.title(c)}. {draw.describe(c)}")
