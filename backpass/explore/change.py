"""A step's change of an output: what the gradient promises, beside what happens."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from backpass.drawing import plot
from backpass.drawing import svg as s
from backpass.languages import tell


@dataclass(frozen=True)
class Change:
    """A step's change of an output: what the gradient promises, and what happens.

    Attributes:
        name: What changes; told.
        value: What it was before.
        slope: The gradient, summed over the inputs that move.
        predicted: Step times slope.
        true: What really happens.
        slope_name: What the slope is called, where it is not the slope in one input; told.
    """

    name: str
    value: float
    slope: float
    predicted: float
    true: float
    slope_name: str = ""

    @property
    def agrees(self) -> bool:
        """Whether promise and truth are the same but for round-off."""
        size = max(abs(self.value), abs(self.value + self.true), abs(self.true), 1.0)
        return self.miss <= 1e-12 * size

    @property
    def told(self) -> float:
        """The true change in the words of the promise, where only round-off parts the two."""
        return self.predicted if self.miss <= 1e-9 * abs(self.predicted) else self.true

    @property
    def verdict(self) -> str:
        """Whether promise and truth agree, in words."""
        return tell("the same") if self.agrees else tell("off by {miss}", miss=s.number(self.miss))

    @property
    def miss(self) -> float:
        """How far promise and truth lie apart."""
        return abs(self.predicted - self.true)


WIDTH = 720.0
ROW = 66.0
FOOT = 36.0
ZERO = 366.0
REACH = 176.0  # pixels from the zero line to either end of the scale
READING = ZERO + REACH + 22


def round_up(size: float) -> float:
    """The next number that ends a scale well: 1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6 or 8 and a power.

    Args:
        size: Any number; the sign is left out, and 0 counts as 1.
    """
    size = abs(size) or 1.0
    power = 10.0 ** math.floor(math.log10(size) + 1e-9)
    steps = (1.0, 1.2, 1.6, 2.0, 2.4, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
    return float(f"{next(step for step in steps if step * power >= size * (1 - 1e-9)) * power:.2g}")


def bars_height(found: Sequence[Change]) -> float:
    """How much room :func:`bars` takes, in pixels."""
    return ROW * len(found) + FOOT


def bars(found: Sequence[Change], top: float, reach: float) -> list[str]:
    """For each change two bars from a zero line: outlined what is predicted, solid what happens.

    The scale is given and not taken from the changes. So a bar twice as long is a change twice as
    large, and a slider that makes the change larger makes the bar longer.

    Args:
        found: The changes, one below the other.
        top: Where they begin, in pixels.
        reach: The change at either end of the scale: what the sliders can make at most. A bar that
            would go further ends there with a point, and its number says how far.
    """
    height = ROW * len(found)
    parts = []
    for tick in (-1.0, -0.5, 0.0, 0.5, 1.0):
        x = ZERO + REACH * tick
        parts.append(s.line(x, top, x, top + height, "bp-grid" if tick else "bp-axis"))
        words = plot.short(tick * reach) if tick else "0"
        parts.append(s.text(x, top + height + 16, words, "bp-muted", 13, anchor="middle"))
    parts.append(s.text(READING, top + height + 16, tell("change"), "bp-muted", 13))
    for i, change in enumerate(found):
        y = top + ROW * i + 6
        parts.append(s.text(16, y + 14, change.name, "", 16))
        parts.append(
            s.text(16, y + 35, tell("is {value},", value=s.number(change.value)), "bp-muted", 13)
        )
        slope = f"{change.slope_name or tell('slope')} {s.number(change.slope)}"
        parts.append(s.text(16, y + 52, slope, "bp-muted", 13))
        parts.append(_bar(y, change.predicted / reach, "bp-hollow"))
        parts.append(_bar(y + 26, change.true / reach, "bp-fill-warm"))
        readings = (
            (14, tell("predicted {predicted}", predicted=s.number(change.predicted)), "bp-accent"),
            (34, tell("true {told}", told=s.number(change.told)), "bp-warm"),
            (54, f"{'=' if change.agrees else '≠'} {change.verdict}", "bp-muted"),
        )
        parts += [s.text(READING, y + down, words, css, 14) for down, words, css in readings]
    return parts


def _bar(y: float, share: float, css: str) -> str:
    """A bar for a share of the scale, from −1 to 1; with a point at its end if it goes further."""
    if abs(share) <= 1.0:
        return plot.bar(ZERO, y, REACH * share, 18, css)
    way = math.copysign(1.0, share)
    end, shoulder = ZERO + way * (REACH + 10), ZERO + way * REACH
    corners = [(ZERO, y), (shoulder, y), (end, y + 9), (shoulder, y + 18), (ZERO, y + 18)]
    return s.polygon(corners, css)
