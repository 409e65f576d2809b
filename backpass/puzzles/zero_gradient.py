"""Make the gradient on x zero, and then in another way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backpass import draw
from backpass.circuit import Circuit
from backpass.drawing.svg import number
from backpass.explore.exploration import Exploration
from backpass.explore.view import Number, Picture
from backpass.languages import tell

START = {"x": 2.0, "y": 3.0, "w": 1.0, "z": -2.0}


def zero_gradient() -> Exploration:
    """F = max(x y + x w, z): choose the inputs so that nothing comes back to x; three ways."""
    c = Circuit("max(x y + x w, z)")
    x, y, w, z = (c.input(name, value) for name, value in START.items())
    both = c.add(c.multiply(x, y, name="xy"), c.multiply(x, w, name="xw"), name="sum")
    c.maximum(both, z, name="f")
    c.backward()
    return Exploration(
        "Make the gradient on x zero, in three ways",
        lambda values: _draw(c, values),
        {name: Number(value, -5, 5, 1, whole=True) for name, value in START.items()},
    )


def way(c: Circuit) -> str | None:
    """Why nothing comes back to x; None if something does."""
    if c["x"].gradient:
        return None
    if not c["sum"].gradient:
        return tell("the max gate listens to z alone, so nothing gets as far as x")
    if c["y"].value == c["w"].value == 0.0:
        return tell("y and w are both 0, and each message to x has one of them as a factor")
    return tell("two messages come back to x, of the same size and of opposite sign: they cancel")


def _draw(c: Circuit, values: Mapping[str, Any]) -> Picture:
    c.set({name: values[name] for name in START})
    reason = way(c)
    note = tell(
        "The gradient on x is {gradient}. Make it 0.", gradient=number(c["x"].gradient or 0.0)
    )
    if reason is not None:
        note = tell("It is 0: {reason}. There are two other ways. Find them.", reason=reason)
    picture = draw.svg(c, highlight="x")
    return Picture(picture, f"{note}\n{draw.describe(c)}", note)
