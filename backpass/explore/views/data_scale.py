"""Inputs multiplied by a number: what becomes of the gradient on a weight, and of a step."""

from __future__ import annotations

import cmath
import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from backpass.drawing import svg as s
from backpass.drawing.plot import Axes
from backpass.drawing.svg import number
from backpass.explore.change import WIDTH, Change, bars, bars_height
from backpass.explore.exploration import Exploration
from backpass.explore.view import Choice, Number, Picture
from backpass.judging import gradcheck
from backpass.languages import tell

#: Eight inputs and what they are labelled; the two in the middle lie on the wrong side.
INPUTS = (-1.6, -1.1, -0.7, 0.3, -0.4, 0.6, 1.0, 2.1)
LABELS = (-1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0)
AS_SET, BY_SCALE, BY_SQUARE = "as it is", "divided by the scale", "divided by the scale squared"
STEPS = 25
LEFT, TOP, HIGH = 36.0, 44.0, 210.0
SCALE = 1.0  # the loss starts at 0.69, so it cannot fall further than that; upwards there is no end
LOWEST = -1  # exponent of ten at the foot of the right-hand axis
HIGHEST = (1, 3, 5)  # and at its top: the first that holds the losses, so it seldom changes


def loss_at(w: float, scale: float) -> float:
    """The mean logistic loss log(1 + exp(−label · w x)) for a weight w, with scaled inputs.

    It is worked out so that no exponential can overflow.

    Args:
        w: The weight.
        scale: The factor on every input.
    """
    total = 0.0
    for x, label in zip(INPUTS, LABELS, strict=True):
        margin = w * (scale * x * label)
        total += math.log1p(math.exp(-abs(margin))) - min(margin, 0.0)
    return total / len(INPUTS)


def _slope_at(w: float, scale: float) -> float:
    """The slope of :func:`loss_at` in w by a complex step, the same formula for complex weights."""

    def loss(weight: complex) -> complex:
        total = complex(0.0)
        for x, label in zip(INPUTS, LABELS, strict=True):
            margin = weight * (scale * x * label)
            missed = margin.real < 0.0
            total += cmath.log(1.0 + cmath.exp(margin if missed else -margin))
            total -= margin if missed else 0.0
        return total / len(INPUTS)

    return gradcheck.slope(loss, w)


def loss_and_slope(w: float, scale: float) -> tuple[float, float]:
    """The loss, and its gradient on the weight by a complex step.

    Args:
        w: The weight.
        scale: The factor on every input.
    """
    return loss_at(w, scale), _slope_at(w, scale)


@dataclass(frozen=True)
class WeightPath:
    """The weight and the loss, before the first step and after each."""

    weights: list[float]
    losses: list[float]


def train(scale: float, rate: float, steps: int = STEPS) -> WeightPath:
    """Start at a weight of 0 and take steps against the gradient.

    Args:
        scale: The factor on every input.
        rate: The learning rate.
        steps: How many steps to take.
    """
    w = 0.0
    found = WeightPath([], [])
    for _ in range(steps + 1):
        loss, slope = loss_and_slope(w, scale)
        found.weights.append(w)
        found.losses.append(loss)
        w -= rate * slope
    return found


_train = cache(train)


@cache
def best() -> float:
    """The lowest loss that any weight reaches; it is the same for all scales."""
    return min(loss_at(i / 200, 1.0) for i in range(1001))


def used_rate(rate: float, scale: float, how: str) -> float:
    """The learning rate after what the learner wants done with it.

    Args:
        rate: The learning rate as it is set.
        scale: The factor on every input.
        how: One of the three ways, such as :data:`AS_SET`.
    """
    return rate / {AS_SET: 1.0, BY_SCALE: scale, BY_SQUARE: scale * scale}[how]


def data_scale(scale: float = 1.0, rate: float = 1.0) -> Exploration:
    """A linear classifier with one weight: scale its inputs, and see gradient, step and training.

    Args:
        scale: What every input is multiplied by, from 0.01 to 1000.
        rate: The learning rate, from 1e−6 to 10.
    """
    return Exploration(
        "The scale of the data and the size of a step",
        _draw,
        {
            "scale": Number(scale, 0.01, 1000.0, 0.05, log=True),
            "rate": Number(rate, 1e-6, 10.0, 0.05, log=True),
        },
        {"how": Choice("the learning rate is used", (AS_SET, BY_SCALE, BY_SQUARE), AS_SET)},
    )


def _draw(values: Mapping[str, Any]) -> Picture:
    scale, rate = values["scale"], used_rate(values["rate"], values["scale"], values["how"])
    walk, plain = train(scale, rate), _train(1.0, values["rate"])
    change = _first_step(walk, scale, rate)
    words = _words(values, rate, walk, plain, change)
    top = TOP + HIGH + 54
    svg = s.picture(
        WIDTH,
        top + bars_height([change]),
        [_bowl(scale, walk, change), _curve(walk, plain), *bars([change], top, SCALE)],
        title=tell("Data scale and learning rate"),
        description=words,
        kind="bp-scale",
    )
    return Picture(svg, words, _remark(walk))


def _first_step(walk: WeightPath, scale: float, rate: float) -> Change:
    """What the gradient promises of the first step, and what the loss really does."""
    before, gradient = loss_and_slope(0.0, scale)
    return Change(
        tell("loss, first step"), before, gradient, -rate * gradient**2, walk.losses[1] - before
    )


def _bowl(scale: float, walk: WeightPath, change: Change) -> str:
    """The loss along the weight, its tangent at the start, and where the first step lands."""
    axes = Axes(LEFT, TOP, 320, HIGH, (-1.0, 4.0), (0.0, 2.0))
    around = [-1.0 + 5.0 * i / 100 for i in range(101)]  # of the whole, and of where the bowl is
    clipped = [min(max(w, -1.0), 4.0) for w in (*around, *(w / scale for w in around))]
    bowl = [(w, loss_at(w, scale)) for w in sorted(set(clipped))]
    weight = walk.weights[1]
    parts = [
        s.text(LEFT - 10, 26, tell("loss along w"), "", 15),
        s.text(226, 26, tell("- - tangent"), "bp-accent", 14, anchor="end"),
        s.text(356, 26, tell("● start ■ next"), "bp-warm", 14, anchor="end"),
        axes.frame((-1, 0, 1, 2, 3, 4), (0, 0.5, 1, 1.5, 2)),
        axes.curve(bowl, "bp-curve"),
        axes.straight((0.0, change.value), change.slope, "bp-tangent"),
        axes.dot(0.0, change.value, "bp-fill-ink", 5.5),
        axes.square(weight, walk.losses[1], "bp-fill-warm", 5),
        s.text(LEFT + 160, TOP + HIGH + 36, "w", "bp-muted", 13, anchor="middle"),
    ]
    if not axes.holds(weight, walk.losses[1]):
        way = "→" if weight > 4.0 else "↑"
        words = tell("it lands at w = {weight}, out of sight {way}", weight=number(weight), way=way)
        parts.append(s.text(LEFT + 314, TOP + HIGH - 12, words, "bp-warm", 14, anchor="end"))
    return "".join(parts)


def _curve(walk: WeightPath, plain: WeightPath) -> str:
    """The loss after each step, in powers of ten, beside that with the data as they were."""
    left, wide = 424.0, 280.0
    most = max([*walk.losses, *plain.losses])
    top = HIGHEST[-1]
    for end in reversed(HIGHEST):
        if most <= 10.0**end:
            top = end
    axes = Axes(left, TOP, wide, HIGH, (0.0, float(STEPS)), (LOWEST, top + 0.5), log="y")

    def placed(training: WeightPath) -> list[tuple[float, float]]:
        floor = 10.0**LOWEST
        return [(float(i), max(v, floor)) for i, v in enumerate(training.losses)]

    return "".join(
        [
            s.text(left, 26, tell("loss after each step"), "", 15),
            s.text(704, 26, tell("- - unscaled"), "bp-accent", 14, anchor="end"),
            axes.frame((0, 5, 10, 15, 20, 25), range(LOWEST, top + 1)),
            axes.curve(placed(walk), "bp-secant"),
            axes.curve(placed(plain), "bp-tangent"),
            *(axes.square(*point, "bp-fill-warm", 3) for point in placed(walk)),
            s.text(left + wide / 2, TOP + HIGH + 36, tell("step"), "bp-muted", 13, anchor="middle"),
        ]
    )


def _words(
    values: Mapping[str, Any], rate: float, walk: WeightPath, plain: WeightPath, change: Change
) -> str:
    scale, weight = values["scale"], walk.weights[1]
    unscaled = loss_and_slope(0.0, 1.0)[1]
    return tell(
        "Every input multiplied by {scale}: the gradient on w at the start is {slope}, "
        "{value} times the {unscaled} of the data as they were.\n"
        "A learning rate of {rate} makes w step to {weight}; with the data as they "
        "were, and a rate of {values}, it is {weights}. Predicted change of the loss: "
        "{predicted}; true change: {told}.\n"
        "After {STEPS} steps the loss is {losses} (data as they were: {losses2}; the "
        "lowest possible is {best}). {walk}",
        scale=number(scale),
        slope=number(change.slope),
        value=number(change.slope / unscaled),
        unscaled=number(unscaled),
        rate=number(rate),
        weight=number(weight),
        values=number(values["rate"]),
        weights=number(plain.weights[1]),
        predicted=number(change.predicted),
        told=number(change.told),
        STEPS=STEPS,
        losses=number(walk.losses[-1]),
        losses2=number(plain.losses[-1]),
        best=number(best()),
        walk=_remark(walk),
    )


def _remark(walk: WeightPath) -> str:
    """What to notice here."""
    start, end = walk.losses[0], walk.losses[-1]
    if max(walk.losses) > 1.001 * start:
        late = itertools.pairwise(walk.losses[STEPS // 2 :])
        if any(after > 1.001 * before for before, after in late):
            return tell("The steps overshoot: the loss goes up and down, and does not settle.")
        return tell("The steps overshoot: the loss goes up before it comes down.")
    if end < best() + 0.01:
        return tell("That is as good as trained.")
    if start - end < 0.02:
        return tell("The steps are so short that hardly anything happens.")
    return tell("It is on its way down.")
