"""A sigmoid neuron gate by gate, beside the curve that its last four gates make together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from backpass import draw
from backpass.circuit import SIGMOID, Circuit
from backpass.drawing import flow
from backpass.drawing import svg as s
from backpass.drawing.plot import Axes
from backpass.drawing.svg import number
from backpass.explore.circuits import gradient_words
from backpass.explore.exploration import Exploration
from backpass.explore.view import Number, Picture
from backpass.judging import gradcheck
from backpass.languages import tell

START = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}
REACH = 4.0  # of the sliders
SEEN = 10.0  # how far to either side the curves are drawn
PANEL = 200.0  # width of a curve, in pixels
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
    return gradcheck.slope(SIGMOID.forward, x)


_XS = [SEEN * i / 60 for i in range(-60, 61)]
_SIGMOID = [(x, sigmoid(x)) for x in _XS]
_SLOPE = [(x, slope(x)) for x in _XS]


def neuron() -> Exploration:
    """The neuron of the lecture, live, with σ and its slope at the neuron's dot product."""
    whole = neuron_circuit()
    lines = _dot_product(), _squash()
    return Exploration(
        "A sigmoid neuron, gate by gate",
        lambda values: _draw(whole, lines, values),
        {name: Number(value, -REACH, REACH, REACH / 40) for name, value in START.items()},
    )


def _dot_product() -> Circuit:
    """The neuron as far as its dot product: the first line of the picture."""
    c = Circuit("dot")
    w0, x0, w1, x1, w2 = (c.input(name, value) for name, value in START.items())
    products = c.multiply(w0, x0, name="w0·x0"), c.multiply(w1, x1, name="w1·x1")
    c.add(c.add(*products, name="sum"), w2, name="dot")
    c.backward()
    return c


def _squash() -> Circuit:
    """The neuron from its dot product on: the second line, which takes up where the first ends."""
    c = Circuit("σ(dot)")
    exp = c.exp(c.scale(c.input("dot", 1.0), -1.0, name="neg"), name="exp")
    c.reciprocal(c.shift(exp, 1.0, name="plus1"), name="f")
    c.backward()
    return c


def _draw(whole: Circuit, lines: tuple[Circuit, Circuit], values: Mapping[str, Any]) -> Picture:
    whole.set({name: values[name] for name in START})
    dot = whole["dot"]
    first, second = lines
    second.set(dot=dot.value)
    first.set({name: values[name] for name in START})
    first.backward(second["dot"].gradient or 0.0)
    words = f"{_saturation_words(whole)}\n{gradient_words(whole)}"
    film = flow.film(whole)
    above = draw.draw(first, highlight="dot", film=film, keyed=False)
    below = draw.draw(second, highlight="dot", film=film)
    top = above.height - draw.LEGEND  # one legend, the lower one, is enough
    wide = max(above.width, below.width)
    left, width = wide + 30, wide + 30 + PANEL + 14
    svg = s.picture(
        width,
        top + below.height,
        [
            *above.elements,
            f'<g transform="translate(0 {s.n(top)})">{"".join(below.elements)}</g>',
            _panel("σ(dot)", True, (dot.value, whole["f"].value), left, 44),
            _panel(tell("its slope"), False, (dot.value, slope(dot.value)), left, 252),
        ],
        title=draw.title(whole),
        description=f"{draw.describe(whole)} {words}",
        kind="bp-circuit",
        data=film.attributes(),
    )
    return Picture(svg, words, words.splitlines()[0])


def _axes(of_output: bool, left: float, top: float) -> Axes:
    high = 1.0 if of_output else 0.25
    return Axes(left, top, PANEL, 124, (-SEEN, SEEN), (-0.05 * high, 1.08 * high))


@cache
def _frame(of_output: bool, left: float, top: float) -> str:
    ticks = (0, 0.5, 1) if of_output else (0, 0.1, 0.2)
    return _axes(of_output, left, top).frame((-10, -5, 0, 5, 10), ticks)


@cache
def _line(of_output: bool, left: float, top: float) -> str:
    return _axes(of_output, left, top).curve(_SIGMOID if of_output else _SLOPE, "bp-curve")


def _panel(title: str, of_output: bool, here: tuple[float, float], left: float, top: float) -> str:
    """One of the two curves, with a mark where the neuron is; beyond the edge, an arrow there."""
    axes = _axes(of_output, left, top)
    dot, y = here
    edge = min(max(dot, -SEEN), SEEN)
    mark = axes.dot(dot, y, "bp-fill-warm", 6)
    if edge != dot:
        at, up = axes.place(edge, y)
        back = at + (-13 if dot > 0 else 13)
        mark = s.polygon([(at, up), (back, up - 7), (back, up + 7)], "bp-fill-warm")
    return "".join(
        [
            s.text(left, top - 12, title, "", 15),
            s.text(
                left + PANEL, top - 12, tell("here {y}", y=number(y)), "bp-warm", 15, anchor="end"
            ),
            _frame(of_output, left, top),
            axes.upright(edge, "bp-tangent"),
            _line(of_output, left, top),
            mark,
            s.text(left + PANEL / 2, top + 160, "dot", "bp-muted", 13, anchor="middle"),
        ]
    )


def _saturation_words(circuit: Circuit) -> str:
    """How much of the gradient gets through the sigmoid, and what the weights hear of it."""
    dot, f = circuit["dot"], circuit["f"]
    through = dot.gradient or 0.0
    words = tell(
        "The dot product is {value}, so f = {value2} and the gradient on dot is {through}.",
        value=number(dot.value),
        value2=number(f.value),
        through=number(through),
    )
    if abs(through) < FAINT:
        return tell(
            "{words} Saturated: so far to the right the curve is flat, and next to nothing gets "
            "back to w and x."
            if dot.value > 0
            else "{words} Saturated: so far to the left the curve is flat, and next to nothing "
            "gets back to w and x.",
            words=words,
        )
    if abs(dot.value) < 1.0:
        return tell(
            "{words} Here the curve is steep, and nearly the most gets through.", words=words
        )
    return tell(
        "{words} At dot = 0 it would be {value}, the most that ever gets through.",
        words=words,
        value=number(slope(0.0)),
    )
