"""A sigmoid neuron gate by gate, beside the curve that its last four gates make together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backpass import draw
from backpass import svg as s
from backpass.circuit import SIGMOID, Circuit
from backpass.explore.exploration import Exploration, Number, Picture
from backpass.explore.live import gradient_words
from backpass.plot import Axes
from backpass.svg import number

START = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}
REACH = 4.0  # of the sliders
STEP = 2.0**-100  # of the complex step, which loses nothing to round-off
SEEN = 10.0  # how far to either side the curves are drawn
FAINT = 0.01  # a slope below this lets through less than a hundredth: saturated


def neuron_circuit(values: Mapping[str, float] = START) -> Circuit:
    """The neuron 1 / (1 + exp(−(w0 x0 + w1 x1 + w2))), every operation a gate of its own."""
    c = Circuit("1 / (1 + exp(−(w0 x0 + w1 x1 + w2)))")
    w0, x0, w1, x1, w2 = (c.input(name, values[name]) for name in START)
    products = c.multiply(w0, x0, name="w0·x0"), c.multiply(w1, x1, name="w1·x1")
    dot = c.add(c.add(*products, name="sum"), w2, name="dot")
    exp = c.exp(c.scale(dot, -1.0, name="neg"), name="exp")
    c.reciprocal(c.shift(exp, 1.0, name="plus1"), name="f")
    c.backward()
    return c


def sigmoid(x: float) -> float:
    """The sigmoid, as the sigmoid gate of a circuit computes it."""
    return complex(SIGMOID.forward(complex(x))).real


def slope(x: float) -> float:
    """The slope of the sigmoid, read off the gate by a complex step."""
    return complex(SIGMOID.forward(complex(x, STEP))).imag / STEP


_XS = [SEEN * i / 60 for i in range(-60, 61)]
_SIGMOID = [(x, sigmoid(x)) for x in _XS]
_SLOPE = [(x, slope(x)) for x in _XS]


def neuron() -> Exploration:
    """The neuron of the lecture, live, with σ and its slope at the neuron's dot product."""
    own = neuron_circuit()
    step = REACH / 40
    return Exploration(
        "A sigmoid neuron, gate by gate",
        lambda values: _draw(own, values),
        {name: Number(value, -REACH, REACH, step) for name, value in START.items()},
    )


def _draw(circuit: Circuit, values: Mapping[str, Any]) -> Picture:
    circuit.set({name: values[name] for name in START})
    words = f"{_saturation_words(circuit)}\n{gradient_words(circuit)}"
    drawing = draw.draw(circuit, highlight="dot")
    dot = circuit["dot"].value
    top = drawing.height + 44
    middle = drawing.width / 2
    svg = s.picture(
        drawing.width,
        top + 250,
        [
            *drawing.elements,
            _panel("σ(dot), the output f", _SIGMOID, (dot, circuit["f"].value), 70, top),
            _panel("σ′(dot), what gets through", _SLOPE, (dot, slope(dot)), middle + 40, top),
        ],
        title=draw.title(circuit),
        description=f"{draw.describe(circuit)} {words}",
        kind="bp-circuit",
    )
    return Picture(svg, words)


def _panel(
    title: str, curve: list[tuple[float, float]], here: tuple[float, float], left: float, top: float
) -> str:
    """One of the two curves, with a mark where the neuron is; beyond the edge, an arrow there."""
    high, ticks = (1.0, (0, 0.5, 1)) if curve is _SIGMOID else (0.25, (0, 0.1, 0.2))
    axes = Axes(left, top, 500, 170, (-SEEN, SEEN), (-0.05 * high, 1.08 * high))
    dot, y = here
    edge = min(max(dot, -SEEN), SEEN)
    mark = axes.dot(dot, y, "bp-fill-warm", 7)
    if edge != dot:
        x_at, y_at = axes.place(edge, y)
        back = -14 if dot > 0 else 14
        mark = s.polygon(
            [(x_at, y_at), (x_at + back, y_at - 8), (x_at + back, y_at + 8)], "bp-fill-warm"
        )
    reading = f"at dot = {number(dot)}: {number(y)}"
    return "".join(
        [
            s.text(left, top - 14, title, "", 16),
            s.text(left + 500, top - 14, reading, "bp-warm", 16, anchor="end"),
            axes.frame((-10, -5, 0, 5, 10), ticks),
            axes.upright(edge, "bp-tangent"),
            axes.curve(curve, "bp-curve"),
            mark,
            s.text(left + 250, top + 208, "dot", "bp-muted", 14, anchor="middle"),
        ]
    )


def _saturation_words(circuit: Circuit) -> str:
    """How much of the gradient gets through the sigmoid, and what the weights hear of it."""
    dot, f = circuit["dot"], circuit["f"]
    through = dot.gradient or 0.0
    words = (
        f"The dot product is {number(dot.value)}, so f = {number(f.value)} and the gradient on "
        f"dot is {number(through)}."
    )
    if abs(through) < FAINT:
        side = "right" if dot.value > 0 else "left"
        return (
            f"{words} Saturated: so far to the {side} the curve is flat, and next to nothing gets "
            "back to w and x."
        )
    if abs(dot.value) < 1.0:
        return f"{words} Here the curve is steep, and w and x hear the most."
    return f"{words} At dot = 0 it would be {number(slope(0.0))}, the most that ever gets through."
