"""The long, the wide, and the one that changes names in place: no chain of lines says these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backpass.judging.observe import repeated
from backpass.value_programs.program import typed
from backpass.value_programs.unchanging import LARGE, SMALL

DEPTH = 10_000
#: The operations in these.
IN_LONG = ("add", "multiply n")
DEEP = (
    f"x = Value(0.25); u = x * 2; y = u; then {DEPTH // 2:,} times y = y * 0.999 + u; y.backward()"
)
IN_PLACE = (
    f"x = Value({SMALL}); y = Value({-LARGE}); f = x; f += y; f *= x; f -= y; f /= y; f.backward()"
)
#: Levels of the wide graph, and the calls that are enough for it. They are counted where the class
#: lives. In another process a stranger may stop the counting, so a wider one follows there,
#: which needs none: nobody goes along 2⁴⁰ paths in the time of a call. Here it would never end.
LEVELS, LEVELS_ELSEWHERE, ENOUGH = 16, 40, 20_000


def run_deep(value: Callable[[float], Any]) -> dict[str, Any]:
    """A chain of ten thousand gates that uses what was made of x at every other one."""
    x = value(0.25)
    u = x * 2
    y = repeated(lambda y: y * 0.999 + u, u, DEPTH // 2)
    y.backward()
    return {"y.data": y.data, "y.grad": y.grad, "x.grad": x.grad}


def deep_expected() -> dict[str, float]:
    """What comes out of :func:`run_deep`: it is linear in x, so the slope is the ratio."""
    y = 0.5
    for _ in range(DEPTH // 2):
        y = y * 0.999 + 0.5
    return {"y.data": y, "y.grad": 1.0, "x.grad": y / 0.25}


def run_in_place(value: Callable[[float], Any]) -> dict[str, Any]:
    """Python's operators that give a name a new value; what had the name before stays as it is."""
    x, y = value(SMALL), value(-LARGE)
    f = x
    f += y
    f *= x
    f -= y
    f /= y
    f.backward()
    return {"x.data": x.data, "f.data": f.data, "x.grad": x.grad, "y.grad": y.grad}


def in_place_expected() -> dict[str, float]:
    """What comes out of :func:`run_in_place`: the same as without these operators."""
    lines = ("a", "add", "x y"), ("b", "multiply", "a x"), ("c", "subtract", "b y")
    plain = typed({"x": SMALL, "y": -LARGE}, *lines, ("f", "divide", "c y")).expected()
    return {read: plain[read] for read in ("x.data", "f.data", "x.grad", "y.grad")}


def run_wide(value: Callable[[float], Any], levels: int = LEVELS) -> dict[str, Any]:
    """A graph of few nodes and very many paths.

    Args:
        value: The learner's class.
        levels: How often the last node is added to itself; there are 2 to this power paths.
    """
    x = value(1.0)
    y = x
    for _ in range(levels):
        y = y + y
    y.backward()
    return {"y.data": y.data, "x.grad": x.grad}


def wide_expected(levels: int) -> dict[str, float]:
    """What comes out of :func:`run_wide`: each level doubles the value and its slope."""
    return {"y.data": 2.0**levels, "x.grad": 2.0**levels}


def wide_text(levels: int) -> str:
    """The wide graph as it is described to a learner."""
    return f"x = Value(1.0); y = x; then {levels} times y = y + y; y.backward()"
