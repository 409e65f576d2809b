"""What a gradient promises for a step, beside what the step really does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backpass.circuit import ADD, MAXIMUM, MULTIPLY, Circuit
from backpass.drawing import svg as s
from backpass.explore.change import WIDTH, Change, bars, bars_height, round_up
from backpass.explore.exploration import Exploration
from backpass.explore.view import Choice, Number, Picture
from backpass.languages import tell

GATES = (("x y", MULTIPLY), ("x + y", ADD), ("max(x, y)", MAXIMUM))
LARGEST, STEP = 5.0, 3.0  # how far the sliders go
MOVES = {"x only": ("x",), "y only": ("y",), "both x and y": ("x", "y")}


def sensitivity(
    x: float = 4.0, y: float = 2.0, h: float = 0.5, moves: str = "x only"
) -> Exploration:
    """Multiply, add and max side by side: predicted change h · gradient and true change.

    Args:
        x: First input, from −5 to 5.
        y: Second input, from −5 to 5.
        h: The step, from −3 to 3.
        moves: What it is added to: ``"x only"``, ``"y only"`` or ``"both x and y"``.

    Raises:
        ValueError: If ``moves`` is none of these.
    """
    if moves not in MOVES:
        raise ValueError(f"moves is one of {', '.join(MOVES)}, and got {moves!r}.")
    return Exploration(
        "What a small step does to three gates",
        _draw,
        {
            "x": Number(x, -LARGEST, LARGEST, 0.1),
            "y": Number(y, -LARGEST, LARGEST, 0.1),
            "h": Number(h, -STEP, STEP, 0.05),
        },
        {"moves": Choice("h is added to", tuple(MOVES), moves)},
    )


def changes(x: float, y: float, h: float, moved: Sequence[str]) -> list[Change]:
    """The change of each gate when ``h`` is added to the inputs named in ``moved``.

    Args:
        x: The first input.
        y: The second input.
        h: How far the inputs in ``moved`` move.
        moved: Their names: ``"x"``, ``"y"`` or both.
    """
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
    after = ", ".join(f"{each} = {s.number(values[each] + h)}" for each in moved)
    lines = [
        tell(
            "x = {x}, y = {y}; after the step {after} (h = {h}).",
            x=s.number(x),
            y=s.number(y),
            after=after,
            h=s.number(h),
        )
    ]
    lines += [f"{_sentence(change)} {_reason(change, moved)}".strip() for change in found]
    svg = s.picture(
        WIDTH,
        bars_height(found) + 8,
        bars(found, 8, reach(moved)),
        title=tell("Predicted and true change"),
        description=" ".join(lines),
        kind="bp-changes",
    )
    return Picture(svg, "\n".join(lines), _note(found, moved))


def reach(moved: Sequence[str]) -> float:
    """The largest change that the sliders can make: that of the product, at their ends."""
    if len(moved) == 1:
        return round_up(LARGEST * STEP)
    return round_up((LARGEST + STEP) ** 2 - LARGEST**2)


def _note(found: Sequence[Change], moved: Sequence[str]) -> str:
    """What to notice here."""
    reasons = [f"{change.name}: {_reason(change, moved)}" for change in found if not change.agrees]
    return " ".join(reasons) or tell("Here all three predictions hold.")


def _sentence(change: Change) -> str:
    return tell(
        "{name}: slope {slope}, so the predicted change is {predicted}; the true "
        "change is {told}: {verdict}.",
        name=change.name,
        slope=s.number(change.slope),
        predicted=s.number(change.predicted),
        told=s.number(change.told),
        verdict=change.verdict,
    )


def _reason(change: Change, moved: Sequence[str]) -> str:
    """Why promise and truth part company, where they do."""
    if change.agrees:
        return ""
    if change.name.startswith("max"):
        return tell("The step crosses the tie: beyond it the other input is the larger one.")
    if len(moved) == 2:
        return tell(
            "Both inputs moved, and h · h = {value} is left.",
            value=s.number(change.true - change.predicted),
        )
    return tell("The step is too large for the straight line.")
