"""A weight of the neuron is nudged: what the gradient promises, where it is alive and where not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backpass.circuit import Circuit
from backpass.drawing import svg as s
from backpass.drawing.plot import Axes
from backpass.drawing.svg import number
from backpass.explore.change import WIDTH, Change, bars, bars_height, round_up
from backpass.explore.circuits import nudged
from backpass.explore.exploration import Exploration
from backpass.explore.view import Choice, Number, Picture
from backpass.explore.views.neuron import FAINT, REACH, START, neuron_circuit, sigmoid, slope
from backpass.languages import tell

WEIGHTS = ("w0", "w1", "w2")
FACTORS = {"w0": "x0", "w1": "x1"}  # what each weight multiplies; the bias stands alone
NUDGE = 4.0  # the largest
SPAN = 8.0  # how far the weight's axis goes to either side
LEFT, TOP, WIDE, HIGH = 40.0, 44.0, 330.0, 210.0


def saturation(weight: str = "w2", nudge: float = 1.0) -> Exploration:
    """The neuron's output along one weight, its tangent, and a nudge: promise beside truth.

    Args:
        weight: ``"w0"``, ``"w1"`` or ``"w2"``, the one that is nudged.
        nudge: How far, from −4 to 4.

    Raises:
        ValueError: If there is no such weight.
    """
    if weight not in WEIGHTS:
        raise ValueError(f"weight is one of {', '.join(WEIGHTS)}, and got {weight!r}.")
    own = neuron_circuit()
    numbers = {name: Number(value, -REACH, REACH, REACH / 40) for name, value in START.items()}
    numbers["nudge"] = Number(nudge, -NUDGE, NUDGE, 0.1)
    return Exploration(
        "Where the gradient is alive: nudge a weight",
        lambda values: _draw(own, values),
        numbers,
        {"weight": Choice("weight to nudge", WEIGHTS, weight)},
    )


def _draw(circuit: Circuit, values: Mapping[str, Any]) -> Picture:
    circuit.set({name: values[name] for name in START})
    weight, step = circuit[values["weight"]], values["nudge"]
    factor = circuit[FACTORS[weight.name]].value if weight.name in FACTORS else 1.0
    rest = circuit["dot"].value - factor * weight.value
    change = nudged(circuit, weight, step)
    words = _words(circuit, weight.name, factor, step, change)
    top = TOP + HIGH + 50
    svg = s.picture(
        WIDTH,
        top + bars_height([change]),
        [
            _output_panel(weight.name, factor, rest, weight.value, step, change),
            _gradient_panel(weight.name, factor, rest, weight.value, change.slope),
            *bars([change], top, reach(weight.name)),
        ],
        title=tell("Nudging {name} of the neuron", name=weight.name),
        description=words,
        kind="bp-saturation",
    )
    return Picture(svg, words, _remark(weight.name, factor, circuit["dot"].value, change))


def reach(weight: str) -> float:
    """The largest change that the gradient can promise: its steepest slope times the nudge."""
    return round_up(NUDGE * slope(0.0) * (REACH if weight in FACTORS else 1.0))


def _along() -> list[float]:
    return [SPAN * i / 80 for i in range(-80, 81)]


def _output_panel(
    name: str, factor: float, rest: float, here: float, step: float, change: Change
) -> str:
    """The output along the weight, the tangent, and where promise and truth end up."""
    axes = Axes(LEFT, TOP, WIDE, HIGH, (-SPAN, SPAN), (-0.3, 1.3))
    f, there = change.value, here + step
    return "".join(
        [
            s.text(LEFT - 14, 26, tell("f along {name}", name=name), "", 15),
            s.text(208, 26, tell("- - tangent"), "bp-accent", 14, anchor="end"),
            s.text(310, 26, tell("○ predicted"), "bp-accent", 14, anchor="end"),
            s.text(370, 26, tell("■ true"), "bp-warm", 14, anchor="end"),
            axes.frame((-8, -4, 0, 4, 8), (0, 0.5, 1)),
            axes.curve([(w, sigmoid(rest + factor * w)) for w in _along()], "bp-curve"),
            axes.straight((here, f), change.slope, "bp-tangent"),
            axes.dot(here, f, "bp-fill-ink", 5.5),
            axes.square(there, f + change.true, "bp-fill-warm", 5),
            axes.dot(there, f + change.predicted, "bp-hollow", 5.5),
            s.text(LEFT + WIDE / 2, TOP + HIGH + 36, name, "bp-muted", 13, anchor="middle"),
        ]
    )


def _gradient_panel(name: str, factor: float, rest: float, here: float, now: float) -> str:
    """The gradient on the weight, along the weight: where it is alive."""
    left = 428.0
    axes = Axes(left, TOP, 276, HIGH, (-SPAN, SPAN), (-1.1, 1.1))
    curve = [(w, factor * slope(rest + factor * w)) for w in _along()]
    return "".join(
        [
            s.text(left, 26, tell("gradient on {name}", name=name), "", 15),
            s.text(704, 26, tell("● now {now}", now=number(now)), "bp-warm", 14, anchor="end"),
            axes.frame((-8, -4, 0, 4, 8), (-1, -0.5, 0, 0.5, 1)),
            axes.curve([(-SPAN, 0.0), (SPAN, 0.0)], "bp-axis"),
            axes.curve(curve, "bp-curve"),
            axes.dot(here, now, "bp-fill-warm", 6),
            s.text(left + 138, TOP + HIGH + 36, name, "bp-muted", 13, anchor="middle"),
        ]
    )


def _words(circuit: Circuit, name: str, factor: float, step: float, change: Change) -> str:
    dot, f, here = circuit["dot"].value, circuit["f"].value, circuit[name].value
    return tell(
        "{name} = {here}, dot = {dot}, f = {f}. Gradient on {name}: {slope}.\n"
        "Nudge {name} by {step}: the predicted change of f is {step} · {slope} = "
        "{predicted}; the true change is {told}: {verdict}.\n"
        "{remark}",
        name=name,
        here=number(here),
        dot=number(dot),
        f=number(f),
        slope=number(change.slope),
        step=number(step),
        predicted=number(change.predicted),
        told=number(change.told),
        verdict=change.verdict,
        remark=_remark(name, factor, dot, change),
    )


def _remark(name: str, factor: float, dot: float, change: Change) -> str:
    """What to notice here."""
    promised = change.value + change.predicted
    if factor == 0.0:
        return tell(
            "{factor} is 0, so {name} has no say at all: its gradient is exactly 0.",
            factor=FACTORS[name],
            name=name,
        )
    if slope(dot) < FAINT:
        remark = tell(
            "Saturated: the sigmoid's slope at dot = {dot} is only {dot2}, and {name} "
            "hardly hears what is wanted of it.",
            dot=number(dot),
            dot2=number(slope(dot)),
            name=name,
        )
        if abs(change.true) > 10.0 * abs(change.predicted) + 1e-3:
            yet = tell(
                "Yet this nudge gets to the steep part, of which the gradient knows nothing."
            )
            return f"{remark} {yet}"
        return remark
    if not 0.0 <= promised <= 1.0:
        return tell(
            "The straight line promises f = {promised}: no sigmoid ever gives that.",
            promised=number(promised),
        )
    if change.miss > 0.1 * abs(change.true):
        return tell("The curve bends away from its tangent before the nudge ends.")
    return tell("Alive: the gradient gets through, and the tangent is a good guide for this nudge.")
