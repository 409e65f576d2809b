"""What a gradient promises for a step, beside what the step really does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backpass import plot
from backpass import svg as s
from backpass.circuit import ADD, MAXIMUM, MULTIPLY, Circuit
from backpass.explore.exploration import Choice, Exploration, Number, Picture

GATES = (("x y", MULTIPLY), ("x + y", ADD), ("max(x, y)", MAXIMUM))
MOVES = {"x only": ("x",), "y only": ("y",), "both x and y": ("x", "y")}


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
    def miss(self) -> float:
        """How far promise and truth lie apart."""
        return abs(self.predicted - self.true)


def sensitivity(x: float = 4.0, y: float = 2.0, h: float = 0.5) -> Exploration:
    """Multiply, add and max side by side: predicted change h · gradient and true change.

    Args:
        x: First input, from −5 to 5.
        y: Second input, from −5 to 5.
        h: The step, from −3 to 3.
    """
    return Exploration(
        "What a small step does to three gates",
        _draw,
        {
            "x": Number(x, -5.0, 5.0, 0.1),
            "y": Number(y, -5.0, 5.0, 0.1),
            "h": Number(h, -3.0, 3.0, 0.05),
        },
        {"moves": Choice("h is added to", tuple(MOVES), "y only")},
    )


def changes(x: float, y: float, h: float, moved: Sequence[str]) -> list[Change]:
    """The change of each gate when ``h`` is added to the inputs named in ``moved``."""
    found = []
    for name, gate in GATES:
        circuit = Circuit()
        circuit.input("x", x)
        circuit.input("y", y)
        f = circuit.gate(gate, circuit["x"], circuit["y"], name="f")
        circuit.backward()
        slope = sum(circuit[each].gradient or 0.0 for each in moved)
        after = circuit.evaluate({each: circuit[each].value + h for each in moved})["f"]
        found.append(Change(name, f.value, slope, h * slope, after - f.value))
    return found


def _draw(values: Mapping[str, Any]) -> Picture:
    x, y, h = values["x"], values["y"], values["h"]
    moved = MOVES[values["moves"]]
    found = changes(x, y, h, moved)
    step = " and ".join(f"{each} becomes {s.number(values[each] + h)}" for each in moved)
    lines = [f"x = {s.number(x)}, y = {s.number(y)}; {step} (h = {s.number(h)})."]
    lines += [f"{_sentence(change)} {_reason(change, moved)}".strip() for change in found]
    svg = s.picture(
        WIDTH,
        bars_height(found) + 8,
        bars(found, 8),
        title="Predicted and true change",
        description=" ".join(lines),
        kind="bp-changes",
    )
    return Picture(svg, "\n".join(lines))


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
        verdict = "= the same" if change.agrees else f"≠ off by {s.number(change.miss)}"
        css = "bp-muted" if change.agrees else ""
        parts.append(s.text(WIDTH - 16, y + 29, verdict, css, 14, anchor="end"))
    foot = top + height + 18
    parts.append(s.text(ZERO, foot, "no change", "bp-muted", 13, anchor="middle"))
    return parts


def _reading(y: float, what: str, value: float, css: str) -> str:
    return s.text(READING, y, f"{what} {s.number(value)}", css, 14)


def _sentence(change: Change) -> str:
    verdict = "the same" if change.agrees else f"off by {s.number(change.miss)}"
    return (
        f"{change.name}: slope {s.number(change.slope)}, so the predicted change is "
        f"{s.number(change.predicted)}; the true change is {s.number(change.told)}: {verdict}."
    )


def _reason(change: Change, moved: Sequence[str]) -> str:
    """Why promise and truth part company, where they do."""
    if change.agrees:
        return ""
    if change.name.startswith("max"):
        return "The step crosses the tie: beyond it the other input is the larger one."
    if len(moved) == 2:
        return f"Both inputs moved, and h · h = {s.number(change.true - change.predicted)} is left."
    return "The step is too large for the straight line."
