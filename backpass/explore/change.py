"""A step's change of an output: what the gradient promises, beside what happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backpass import plot
from backpass import svg as s


@dataclass(frozen=True)
class Change:
    """A step's change of an output: what the gradient promises, and what happens.

    Attributes:
        name: What changes.
        value: What it was before.
        slope: The gradient, summed over the inputs that move.
        predicted: Step times slope.
        true: What really happens.
    """

    name: str
    value: float
    slope: float
    predicted: float
    true: float

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
        return "the same" if self.agrees else f"off by {s.number(self.miss)}"

    @property
    def miss(self) -> float:
        """How far promise and truth lie apart."""
        return abs(self.predicted - self.true)


WIDTH = 860.0
ROW = 84.0
ZERO = 388.0
REACH = 178.0  # of the longest bar; names stand to its left, numbers to its right
READING = 580.0


def bars_height(found: Sequence[Change]) -> float:
    """How much room :func:`bars` takes, in pixels."""
    return ROW * len(found) + 32


def bars(found: Sequence[Change], top: float) -> list[str]:
    """For each change two bars from a zero line: outlined what is predicted, solid what happens."""
    largest = max([1e-9, *(max(abs(c.predicted), abs(c.true)) for c in found)])
    height = ROW * len(found)
    parts = [s.line(ZERO, top, ZERO, top + height, "bp-axis")]
    for i, change in enumerate(found):
        y = top + ROW * i + 18
        parts.append(s.text(16, y + 14, change.name, "", 17))
        at = f"is {s.number(change.value)}, slope {s.number(change.slope)}"
        parts.append(s.text(16, y + 40, at, "bp-muted", 14))
        for change_by, offset, css in (
            (change.predicted, 0.0, "bp-hollow"),
            (change.true, 27.0, "bp-fill-warm"),
        ):
            length = REACH * change_by / largest
            parts.append(plot.bar(ZERO, y + offset, length, 20, css))
        parts.append(_reading(y + 15, "predicted", change.predicted, "bp-accent"))
        parts.append(_reading(y + 42, "true", change.told, "bp-warm"))
        verdict = f"{'=' if change.agrees else '≠'} {change.verdict}"
        css = "bp-muted" if change.agrees else ""
        parts.append(s.text(WIDTH - 16, y + 29, verdict, css, 14, anchor="end"))
    foot = top + height + 18
    parts.append(s.text(ZERO, foot, "no change", "bp-muted", 13, anchor="middle"))
    return parts


def _reading(y: float, what: str, value: float, css: str) -> str:
    return s.text(READING, y, f"{what} {s.number(value)}", css, 14)
