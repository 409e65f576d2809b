"""A layer of ReLU units and one bias for all of them: who fires, who is dead, who can learn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from backpass.drawing import svg as s
from backpass.drawing.plot import Axes
from backpass.explore.change import WIDTH, Change, bars, bars_height, round_up
from backpass.explore.exploration import Exploration
from backpass.explore.grids import CELL_HEIGHT, CELL_WIDTH, LABEL, Index, Rows, grid, places
from backpass.explore.view import Choice, Number, Picture
from backpass.judging import gradcheck
from backpass.languages import tell

EXAMPLES = np.array([[1.0, 0.6], [-0.5, 1.5], [2.0, -0.9], [0.0, -1.5], [-1.0, -0.4]])
WEIGHTS = np.array([[1.0, -0.5, 0.8, -1.2, 0.3, 1.6], [0.4, 1.0, -1.4, -0.2, 0.6, 0.9]])
SCORES: Rows = (EXAMPLES @ WEIGHTS).tolist()
UNITS = tuple(f"unit {j}" for j in range(WEIGHTS.shape[1]))
REACH = 4.0
NUDGE = 3.0  # the largest
SCALE = round_up(NUDGE * len(EXAMPLES))  # every example fires, and each hands on the whole nudge


def relu(x: complex) -> complex:
    """max(0, x), also for complex x."""
    return x if x.real > 0 else 0.0


def layer(biases: Sequence[complex]) -> list[list[Any]]:
    """What the units put out: a row for each example, a column for each unit."""
    return [[relu(score + b) for score, b in zip(row, biases, strict=True)] for row in SCORES]


def total(biases: Sequence[complex]) -> Any:
    """L, the sum of all outputs."""
    return sum(sum(row) for row in layer(biases))


def dead_units(bias: float = 0.0, h: float = 0.5) -> Exploration:
    """Move the bias of a ReLU layer: how many units are dead, and what their gradients are.

    Args:
        bias: The bias of all units, from −4 to 4.
        h: How far the bias of one unit is nudged, from −3 to 3.
    """
    return Exploration(
        "ReLU units, alive and dead",
        _draw,
        {
            "bias": Number(bias, -REACH, REACH, 0.1),
            "h": Number(h, -NUDGE, NUDGE, 0.1),
        },
        {"unit": Choice("nudge the bias of", UNITS, UNITS[0])},
    )


def _all_at(bias: float) -> list[float]:
    return [bias for _ in UNITS]


def bias_gradients(bias: float) -> list[float]:
    """The gradient of L on the bias of each unit, by the complex step of the forward pass."""

    def with_one_moved(unit: int) -> Callable[[complex], complex]:
        return lambda moved: complex(
            total([moved if j == unit else bias for j in range(len(UNITS))])
        )

    return [gradcheck.slope(with_one_moved(unit), bias) for unit in range(len(UNITS))]


def dead(bias: float) -> list[bool]:
    """For each unit, whether it puts out 0 for every example."""
    out = layer(_all_at(bias))
    return [not any(row[j] > 0 for row in out) for j in range(len(UNITS))]


def nudged(unit: int, bias: float, h: float) -> Change:
    """Predicted and true change of L when the bias of one unit moves by ``h``.

    Args:
        unit: The number of the hidden unit, from 0.
        bias: The bias of all units before.
        h: How far this one moves.
    """
    biases = _all_at(bias)
    before, slope = total(biases), bias_gradients(bias)[unit]
    biases[unit] += h
    name = tell("L, if b[{unit}] moves", unit=unit)
    return Change(name, before, slope, h * slope, total(biases) - before)


def _draw(values: Mapping[str, Any]) -> Picture:
    bias, h, unit = values["bias"], values["h"], UNITS.index(values["unit"])
    is_dead, slopes = dead(bias), bias_gradients(bias)
    change = nudged(unit, bias, h)
    words = _words(bias, h, unit, is_dead, slopes, change)
    out = layer(_all_at(bias))
    top = 8 + LABEL + 8 * CELL_HEIGHT + 24
    svg = s.picture(
        WIDTH,
        top + bars_height([change]),
        [_outputs(out, slopes, is_dead, unit), _curve(bias, is_dead), *bars([change], top, SCALE)],
        title=tell("A layer of ReLU units"),
        description=words,
        kind="bp-relu",
    )
    return Picture(svg, words, _remark(unit, is_dead, slopes, change))


def _outputs(out: Rows, slopes: Sequence[float], is_dead: Sequence[bool], unit: int) -> str:
    """The outputs, those above 0 lit; below them the gradient on each bias, and who is dead."""
    left, top = 84.0, 8.0
    lit: dict[Index, str] = {(i, j): "" for i, j in places(out) if out[i][j] > 0}
    parts = [grid(left, top, "out = max(0, x w + b)", out, css="bp-value", lit=lit)]
    for i in range(len(EXAMPLES)):
        y = top + LABEL + i * CELL_HEIGHT + 29
        parts.append(s.text(left - 8, y, tell("example {i}", i=i), "bp-muted", 14, anchor="end"))
    below = top + LABEL + len(EXAMPLES) * CELL_HEIGHT + 12
    parts.append(grid(left, below, tell("gradient on b"), [slopes], css="bp-grad"))
    foot = below + LABEL + CELL_HEIGHT + 22
    for j, name in enumerate(UNITS):
        middle = left + (j + 0.5) * CELL_WIDTH
        css = "bp-warm" if is_dead[j] else "bp-muted"
        word = tell("dead") if is_dead[j] else tell("alive")
        for words, y, ink in ((tell(name), foot, "bp-muted"), (word, foot + 19, css)):
            parts.append(s.text(middle, y, words, ink, 13, anchor="middle", room=CELL_WIDTH - 3))
    box = left + unit * CELL_WIDTH
    parts.append(s.rect(box, below + LABEL, CELL_WIDTH, CELL_HEIGHT, "bp-ring", radius=4))
    return "".join(parts)


def _curve(bias: float, is_dead: Sequence[bool]) -> str:
    """How many units are dead, along the bias."""
    axes = Axes(470, 60, 230, 200, (-REACH, REACH), (0.0, 6.4))
    points = [(-REACH, float(len(UNITS)))]
    for i, at in enumerate(
        sorted(-max(row[j] for row in SCORES) for j in range(len(UNITS)))
    ):  # where one unit more comes alive
        points += [(at, len(UNITS) - i), (at, len(UNITS) - i - 1.0)]
    points.append((REACH, 0.0))
    return "".join(
        [
            s.text(470, 40, tell("dead units, along the bias"), "", 15),
            axes.frame((-4, -2, 0, 2, 4), (0, 2, 4, 6)),
            axes.curve(points, "bp-curve"),
            axes.dot(bias, float(sum(is_dead)), "bp-fill-warm", 6),
            s.text(585, 298, tell("bias"), "bp-muted", 13, anchor="middle"),
        ]
    )


def _words(
    bias: float,
    h: float,
    unit: int,
    is_dead: Sequence[bool],
    slopes: Sequence[float],
    change: Change,
) -> str:
    names = ", ".join(str(j) for j, each in enumerate(is_dead) if each) or tell("none")
    each = ", ".join(f"{slope:g}" for slope in slopes)
    return tell(
        "Bias {bias}: {is_dead} of {UNITS} units are dead ({names}). Gradients of L = "
        "sum(out) on the biases: {each}.\n"
        "Nudge b[{unit}] by {h}: the predicted change of L is {h} · {slope} = "
        "{predicted}; the true change is {told}: {verdict}.\n"
        "{remark}",
        bias=s.number(bias),
        is_dead=sum(is_dead),
        UNITS=len(UNITS),
        names=names,
        each=each,
        unit=unit,
        h=s.number(h),
        slope=s.number(change.slope),
        predicted=s.number(change.predicted),
        told=s.number(change.told),
        verdict=change.verdict,
        remark=_remark(unit, is_dead, slopes, change),
    )


def _remark(
    unit: int,
    is_dead: Sequence[bool],
    slopes: Sequence[float],
    change: Change,
) -> str:
    """What to notice here."""
    if is_dead[unit] and change.true:
        return tell(
            "Unit {unit} is dead, so its gradient is 0. This nudge is large enough to wake "
            "it, and no gradient foresees that.",
            unit=unit,
        )
    if is_dead[unit]:
        return tell(
            "Unit {unit} is dead: its gradient is 0, and gradient descent leaves it as it is.",
            unit=unit,
        )
    fires = f"{slopes[unit]:g}"
    if change.agrees:
        return tell(
            "Unit {unit} fires for {fires} of {count} examples, and each of them passes on its "
            "upstream gradient of 1.",
            unit=unit,
            fires=fires,
            count=len(EXAMPLES),
        )
    return tell(
        "Unit {unit} fires for {fires} of {count} examples; on the way some example crosses the "
        "kink at 0.",
        unit=unit,
        fires=fires,
        count=len(EXAMPLES),
    )
