"""A net of two layers learns two spirals, one step of gradient descent at a time.

The gradients here are central differences, so the exploration pays the price that it tells of:
two forward passes for every parameter and step.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from backpass.data import spirals
from backpass.drawing import plot
from backpass.drawing import svg as s
from backpass.drawing.plot import Axes
from backpass.explore.change import WIDTH, Change, bars, bars_height
from backpass.explore.exploration import Exploration
from backpass.explore.view import Number, Picture
from backpass.languages import tell

Array = npt.NDArray[np.float64]

HIDDEN = 8
STEPS = 400
LEARNING_RATE = 0.7
H = 1e-5
X, LABELS = spirals(points=30, turns=1.0, noise=0.1, seed=3)
SHAPES = {"W1": (2, HIDDEN), "b1": (HIDDEN,), "W2": (HIDDEN, 2), "b2": (2,)}
SIZES = {name: int(np.prod(shape)) for name, shape in SHAPES.items()}
PARAMETERS = sum(SIZES.values())
EDGE = 1.25  # the map shows the plane from -EDGE to EDGE
CELLS = 36

MAP = Axes(24, 40, 300, 300, (-EDGE, EDGE), (-EDGE, EDGE))
CURVE = Axes(400, 40, 300, 110, (0.0, STEPS), (0.0, 0.8))
RIGHT = 400.0  # where the right half begins
SCALE = 0.04  # of the bars: what the gradient promises at most, in the first step
NORMS_TOP = 214.0
BARS_TOP = 398.0


@dataclass(frozen=True)
class Training:
    """What was seen on the way, a row for each step from 0 to ``STEPS``.

    Attributes:
        parameters: All parameters in one line, (STEPS + 1, PARAMETERS).
        norms: Lengths of the gradient on each array of parameters, (STEPS + 1, 4).
        lengths: Length of the whole gradient.
        losses: The loss, one more than steps: the last belongs to the step after the last.
    """

    parameters: Any
    norms: Any
    lengths: Sequence[float]
    losses: Sequence[float]


def training(step: float = 0) -> Exploration:
    """A net learns two spirals: its map, its loss, the sizes of its gradients, and their price.

    Args:
        step: Which step of the training to look at, from 0 to 400.
    """
    return Exploration(
        "A two-layer net learns two spirals",
        _draw,
        {"step": Number(step, 0, STEPS, 1, whole=True)},
        play="step",
    )


def split(lines: Array) -> dict[str, Array]:
    """Parameters by name; lines of shape (…, PARAMETERS) become arrays of shape (…, *shape)."""
    found, start = {}, 0
    for name, shape in SHAPES.items():
        found[name] = lines[..., start : start + SIZES[name]].reshape(*lines.shape[:-1], *shape)
        start += SIZES[name]
    return found


def scores(lines: Array, x: Array) -> Array:
    """The forward pass: scores of shape (…, N, 2) of as many nets as there are lines.

    Args:
        lines: All parameters of a net in one line: shape (…, P).
        x: Points of shape (N, 2).
    """
    p = split(lines)
    hidden = 1.0 / (1.0 + np.exp(-(x @ p["W1"] + p["b1"][..., None, :])))
    out: Array = hidden @ p["W2"] + p["b2"][..., None, :]
    return out


def loss(lines: Array) -> Array:
    """Mean cross-entropy on the spirals, of as many nets as there are lines."""
    out = scores(lines, X)
    right = np.take_along_axis(out, LABELS.reshape((1,) * (lines.ndim - 1) + (-1, 1)), -1)[..., 0]
    level: Array = np.logaddexp(out[..., 0], out[..., 1])
    return np.asarray(np.mean(level - right, axis=-1))


def numerical_gradient(line: Array) -> Array:
    """Central differences of all parameters: ``2 * PARAMETERS`` forward passes, done at once."""
    nudges = H * np.eye(PARAMETERS)
    both = loss(np.concatenate([line + nudges, line - nudges]))
    return (both[:PARAMETERS] - both[PARAMETERS:]) / (2 * H)


@cache
def trained() -> Training:
    """Train once, when first asked for: less than a second."""
    rng = np.random.default_rng(0)
    start = {
        "W1": 5.0 * rng.standard_normal(SIZES["W1"]),
        "b1": 2.5 * rng.standard_normal(SIZES["b1"]),
        "W2": 0.1 * rng.standard_normal(SIZES["W2"]),
        "b2": np.zeros(SIZES["b2"]),
    }
    line = np.concatenate([start[name] for name in SHAPES])
    lines, gradients = [], []
    for _ in range(STEPS + 1):
        lines.append(line)
        gradients.append(numerical_gradient(line))
        line = line - LEARNING_RATE * gradients[-1]
    parameters, steps = np.array([*lines, line]), np.array(gradients)
    norms = [np.linalg.norm(each.reshape(len(steps), -1), axis=1) for each in split(steps).values()]
    lengths = np.linalg.norm(steps, axis=1)
    losses = loss(parameters)
    return Training(parameters[:-1], np.array(norms).T, lengths.tolist(), losses.tolist())


def scores_at(step: int, points: Any) -> list[tuple[float, float]]:
    """The forward pass of the net as it is at a step, for one point after the other.

    Args:
        step: How many steps of training were taken.
        points: Pairs of coordinates.
    """
    line = [float(each) for each in trained().parameters[step]]
    w, b = line[: 2 * HIDDEN], line[2 * HIDDEN : 3 * HIDDEN]
    v, c = line[3 * HIDDEN : 5 * HIDDEN], line[5 * HIDDEN :]
    units = [(w[k], w[HIDDEN + k], b[k], v[2 * k], v[2 * k + 1]) for k in range(HIDDEN)]
    found = []
    for x, y in points:
        low, high = c[0], c[1]
        for on_x, on_y, bias, to_low, to_high in units:
            unit = 1.0 / (1.0 + math.exp(-(x * on_x + y * on_y + bias)))
            low += unit * to_low
            high += unit * to_high
        found.append((low, high))
    return found


def step_to_come(step: int) -> Change:
    """What the gradient promises for the next step of descent, and what it does to the loss."""
    seen = trained()
    before, after = seen.losses[step], seen.losses[step + 1]
    # every parameter moves by -rate · gradient, and each promises gradient · move
    slope = seen.lengths[step]
    return Change(
        tell("loss, next step"),
        before,
        slope,
        -LEARNING_RATE * slope**2,
        after - before,
        tell("gradient's length"),
    )


def right(step: int) -> int:
    """How many of the points have the larger score on their own class."""
    out = scores_at(step, X)
    return sum(
        (1 if high > low else 0) == label for (low, high), label in zip(out, LABELS, strict=True)
    )


def norms(step: int) -> dict[str, float]:
    """The length of the gradient on each array of parameters."""
    return {name: float(trained().norms[step][i]) for i, name in enumerate(SHAPES)}


def _draw(values: Mapping[str, Any]) -> Picture:
    step = int(values["step"])
    change = step_to_come(step)
    words = _words(step, change)
    svg = s.picture(
        WIDTH,
        BARS_TOP + bars_height([change]),
        [_map(step), _curve(step), _norms(step), _price(step), *bars([change], BARS_TOP, SCALE)],
        title=tell("A net in training"),
        description=words,
        kind="bp-training",
    )
    return Picture(svg, words, words.splitlines()[0])


def _map(step: int) -> str:
    """The plane, shaded where the net says class 1, with the boundary and the points."""
    ticks = [-EDGE + 2.0 * EDGE * i / CELLS for i in range(CELLS + 1)]
    out = scores_at(step, [(x, y) for y in ticks for x in ticks])
    flat = [high - low for low, high in out]
    lead = [flat[i : i + len(ticks)] for i in range(0, len(flat), len(ticks))]
    parts = [
        s.text(24, 24, tell("what the net says: class 1 where shaded"), "", 15),
        _shade(ticks, lead),
        MAP.frame((-1, 0, 1), ()),
        _boundary(ticks, lead),
        _points(4.0, 4.5),
    ]
    foot = MAP.top + MAP.height + 42
    parts.append(s.text(24, foot, tell("○ class 0"), "bp-accent", 14))
    parts.append(s.text(120, foot, tell("■ class 1"), "bp-warm", 14))
    return "".join(parts)


@cache
def _points(square: float, dot: float) -> str:
    return "".join(
        MAP.square(x, y, "bp-fill-warm", square) if label else MAP.dot(x, y, "bp-hollow", dot)
        for (x, y), label in zip(X, LABELS, strict=True)
    )


@cache
def _losses(every: int) -> str:
    seen = trained().losses
    return CURVE.curve([(k, seen[k]) for k in range(0, STEPS + 1, every)], "bp-curve")


def _crossing(low: float, high: float, at_low: float, at_high: float) -> float:
    """Where a straight line from ``at_low`` to ``at_high`` passes 0."""
    return low + (high - low) * at_low / (at_low - at_high)


def _shade(ticks: Sequence[float], lead: Sequence[Sequence[float]]) -> str:
    """A strip for each stretch of a row on which class 1 leads."""
    size = ticks[1] - ticks[0]
    path = []
    for y, row in zip(ticks, lead, strict=True):
        edges = [ticks[0]] if row[0] > 0 else []
        for i in range(len(row) - 1):
            if (row[i] > 0) != (row[i + 1] > 0):
                edges.append(_crossing(ticks[i], ticks[i + 1], row[i], row[i + 1]))
        if row[-1] > 0:
            edges.append(ticks[-1])
        top, bottom = min(y + size / 2, EDGE), max(y - size / 2, -EDGE)
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            (left, high), (wide, low) = MAP.place(start, top), MAP.place(end, bottom)
            path.append(f"M{s.n(left)} {s.n(high)}H{s.n(wide)}V{s.n(low)}H{s.n(left)}Z")
    return f'<path d="{"".join(path)}" style="fill:var(--bp-panel)"/>' if path else ""


def _boundary(ticks: Sequence[float], lead: Sequence[Sequence[float]]) -> str:
    """The line on which both scores are equal."""
    path = []
    for line in plot.contour_lines(ticks, ticks, lead, 0.0):
        placed = (MAP.place(x, y) for x, y in line)
        path.append("M" + "L".join(f"{s.n(x)} {s.n(y)}" for x, y in placed))
    return f'<path d="{"".join(path)}" class="bp-curve"/>' if path else ""


def _curve(step: int) -> str:
    """The loss along the training, with a mark at this step."""
    seen = trained().losses
    return "".join(
        [
            s.text(RIGHT, 24, tell("loss {seen}", seen=s.number(seen[step], 3)), "bp-value", 15),
            CURVE.frame((0, 100, 200, 300, 400), (0, 0.4, 0.8)),
            _losses(4),
            CURVE.dot(step, seen[step], "bp-fill-warm", 6),
            s.text(706, 24, tell("by step"), "bp-muted", 13, anchor="end"),
        ]
    )


def _norms(step: int) -> str:
    """A bar for the length of the gradient on each array of parameters."""
    largest = max(max(norms(k).values()) for k in (0, step))
    parts = [s.text(RIGHT, NORMS_TOP - 12, tell("length of the gradient on each array"), "", 15)]
    for i, (name, length) in enumerate(norms(step).items()):
        y = NORMS_TOP + 24 * i
        parts.append(s.text(RIGHT, y + 15, name, "", 14))
        parts.append(plot.bar(RIGHT + 36, y, 190 * length / largest, 18, "bp-fill-warm"))
        parts.append(s.text(700, y + 15, s.number(length), "bp-grad", 14, anchor="end"))
    return "".join(parts)


def _price(step: int) -> str:
    """What the gradients have cost up to and including this step, both ways."""
    passes = step + 1
    lines = (
        (tell("gradients of {parameters} parameters, up to here:", parameters=PARAMETERS), ""),
        (tell("backpropagation: {passes} + {passes} passes", passes=passes), "bp-accent"),
        (tell("central differences: {value} passes", value=2 * PARAMETERS * passes), "bp-warm"),
    )
    return "".join(
        s.text(RIGHT, NORMS_TOP + 120 + 20 * i, words, css, 14)
        for i, (words, css) in enumerate(lines)
    )


def _words(step: int, change: Change) -> str:
    each = ", ".join(f"{name} {s.number(length)}" for name, length in norms(step).items())
    passes = step + 1
    return tell(
        "Step {step} of {steps}: the loss is {value}, and {right} of {points} points are on "
        "the right side. Lengths of the gradients: {each}.\n"
        "The next step moves all {parameters} parameters against the gradient: "
        "predicted change of the loss {predicted}, true change {told}: {verdict}.\n"
        "Up to here, backpropagation takes {passes} · (1 forward pass + 1 backward pass); "
        "central differences take 2 · {parameters} · {passes} = {many} forward passes.",
        step=step,
        steps=STEPS,
        value=s.number(change.value, 3),
        right=right(step),
        points=len(X),
        each=each,
        parameters=PARAMETERS,
        predicted=s.number(change.predicted),
        told=s.number(change.told),
        verdict=change.verdict,
        passes=passes,
        many=2 * PARAMETERS * passes,
    )
