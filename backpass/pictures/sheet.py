"""One sheet to print: every gate with its numbers there and back, and five traps.

The sheet shows numbers and no formula, as everything here: the rule behind them is the exercise.
"""

from __future__ import annotations

from collections.abc import Callable

from backpass import draw
from backpass.circuit import Circuit, Node
from backpass.drawing import svg as s
from backpass.languages import tell
from backpass.pictures.figure import Figure

Two = Callable[[Circuit, Node, Node], Node]
One = Callable[[Circuit, Node], Node]

TRAPS = (
    "Forgetting the upstream gradient: right only as long as it is 1.",
    "= where += belongs: at a fork the messages add up.",
    "The factors not switched: a multiply gate hands each input the other one's value.",
    "Changing dout in place: whoever called still needs it.",
    "A shape that fits is no proof: sum over the batch, in the shape of the array.",
)
COLUMN, ROW = 350.0, 196.0


def sheet() -> Figure:
    """Eight gates and a fork, each with values above and gradients below its wires."""
    body, words = [], []
    for i, (name, what, circuit) in enumerate(_circuits()):
        left, top = COLUMN * (i % 3), 50 + ROW * (i // 3)
        drawing = draw.draw(circuit, keyed=False)  # one legend for all is enough
        body.append(s.text(left + 14, top, tell(name), "", 16))
        body.append(s.text(left + 14, top + 19, what, "bp-muted", 13))
        inside = "".join(drawing.elements)
        body.append(f'<g transform="translate({s.n(left)} {s.n(top + 22)})">{inside}</g>')
        words.append(f"{tell(name)}: {what}. {draw.describe(circuit)}")
    foot = 50 + ROW * 3 + 20
    body.append(s.text(14, 22, tell("The gates, there and back"), "", 18))
    legend = tell("above a wire: its value · below it: how f responds, for a gradient of 2 on f")
    body.append(s.text(280, 22, legend, "bp-muted", 13))
    body.append(s.text(14, foot, tell("Five traps"), "", 18))
    for i, trap in enumerate(TRAPS):
        body.append(s.text(14, foot + 26 + 22 * i, f"{i + 1}.  {tell(trap)}", "", 15))
        words.append(tell("Trap {value}: {trap}", value=i + 1, trap=tell(trap)))
    svg = s.picture(
        3 * COLUMN,
        foot + 26 + 22 * len(TRAPS),
        body,
        title=tell("The gates, there and back"),
        description=" ".join(words),
        kind="bp-sheet",
        tallest=2000.0,
    )
    return Figure(svg, "\n".join([tell("The gates, there and back"), *words]))


def _circuits() -> list[tuple[str, str, Circuit]]:
    two: tuple[tuple[str, str, Two], ...] = (
        ("add", tell("distributes what arrives"), lambda c, x, y: c.add(x, y, name="f")),
        ("multiply", tell("switches the values"), lambda c, x, y: c.multiply(x, y, name="f")),
        ("max", tell("routes to the larger"), lambda c, x, y: c.maximum(x, y, name="f")),
    )
    one: tuple[tuple[str, str, One], ...] = (
        ("sigmoid", tell("at most a quarter gets through"), lambda c, x: c.sigmoid(x, name="f")),
        ("relu", tell("open above 0, shut below"), lambda c, x: c.relu(x, name="f")),
        ("exp", tell("look at its output"), lambda c, x: c.exp(x, name="f")),
        ("1/x", tell("steep near 0, always downwards"), lambda c, x: c.reciprocal(x, name="f")),
        ("scale", tell("its constant gets no gradient"), lambda c, x: c.scale(x, -3.0, name="f")),
    )
    found = []
    for name, what, gate in two:
        c = Circuit(name)
        gate(c, c.input("x", 3.0), c.input("y", -4.0))
        found.append((name, what, c))
    for name, what, single in one:
        c = Circuit(name)
        single(c, c.input("x", 0.5))
        found.append((name, what, c))
    c = Circuit("fork")
    x = c.input("x", 3.0)
    c.multiply(x, x, name="f")
    found.append(("fork", tell("messages meet and add up"), c))
    for _, _, circuit in found:
        circuit.backward(2.0)
    return found
