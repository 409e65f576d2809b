"""A game: say what gradient arrives at every input, then look."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from backpass import draw
from backpass.circuit import ADD, MAXIMUM, MULTIPLY, Circuit, Gate, Node
from backpass.drawing.svg import number
from backpass.explore.exploration import Exploration
from backpass.explore.view import Choice, Number, Picture
from backpass.languages import tell

GATES: dict[str, Gate] = {"add": ADD, "max": MAXIMUM, "multiply": MULTIPLY}
START = {"x": 3.0, "y": -4.0, "z": 2.0, "w": -1.0}
REACH = 5.0
MOST = 125.0  # no gradient can be larger: three inputs multiplied
HIDDEN, SHOWN = "hidden", "shown"


def predict(x_y: str = "multiply", z_w: str = "max", last: str = "add") -> Exploration:
    """Three gates of your choice: predict the gradients on x, y, z and w, then look.

    Args:
        x_y: The gate that reads x and y: ``"add"``, ``"max"`` or ``"multiply"``.
        z_w: The gate that reads z and w.
        last: The gate that reads those two.

    Raises:
        ValueError: If there is no such gate.
    """
    for name in (x_y, z_w, last):
        if name not in GATES:
            raise ValueError(f"A gate is one of {', '.join(GATES)}, and got {name!r}.")
    build = cache(circuit_of)
    kinds = tuple(GATES)
    numbers = {name: Number(value, -REACH, REACH, 1, whole=True) for name, value in START.items()}
    numbers |= {f"d{name}": Number(0, -MOST, MOST, 1, whole=True) for name in START}
    return Exploration(
        "Predict the gradients, then look",
        lambda values: _draw(build(values["x_y"], values["z_w"], values["last"]), values),
        numbers,
        {
            "x_y": Choice("gate of x and y", kinds, x_y),
            "z_w": Choice("gate of z and w", kinds, z_w),
            "last": Choice("last gate", kinds, last),
            "gradients": Choice("gradients", (HIDDEN, SHOWN), HIDDEN),
        },
    )


def circuit_of(x_y: str, z_w: str, last: str) -> Circuit:
    """The circuit of three gates, the first two of which feed the last.

    Args:
        x_y: The gate of x and y: ``"add"``, ``"max"`` or ``"multiply"``.
        z_w: The gate of z and w, likewise.
        last: The gate that they feed, likewise.
    """
    formulas = {"add": "({} + {})", "max": "max({}, {})", "multiply": "({} {})"}
    left, right = formulas[x_y].format("x", "y"), formulas[z_w].format("z", "w")
    whole = formulas[last].format(left, right)
    c = Circuit(whole[1:-1] if whole.startswith("(") else whole)
    x, y, z, w = (c.input(name, value) for name, value in START.items())
    p, q = c.gate(GATES[x_y], x, y, name="p"), c.gate(GATES[z_w], z, w, name="q")
    c.gate(GATES[last], p, q, name="f")
    c.backward()
    return c


def _draw(circuit: Circuit, values: Mapping[str, Any]) -> Picture:
    circuit.set({name: values[name] for name in START})
    shown = values["gradients"] == SHOWN
    said = {name: values[f"d{name}"] for name in START}
    right = {name: said[name] == circuit[name].gradient for name in START}
    signs = {name: (" ✓" if right[name] else " ✗") if shown else "?" for name in START}
    marks = {name: f"{said[name]:g}{signs[name]}".replace("-", "−") for name in START}
    words = _shown(circuit, said, right) if shown else _hidden(circuit, said)
    svg = draw.svg(circuit, gradients=shown, marks=marks)
    return Picture(svg, words, words.splitlines()[0] if shown else words.splitlines()[1])


def _hidden(circuit: Circuit, said: Mapping[str, float]) -> str:
    yours = ", ".join(f"d{name} = {number(value)}" for name, value in said.items())
    return tell(
        "f = {title} is {value}, and a gradient of 1 sets out from it.\n"
        "Which gradient arrives at x, y, z and w? Enter your predictions, then set "
        "“gradients” to “shown”. So far: {yours}.",
        title=circuit.title,
        value=number(circuit["f"].value),
        yours=yours,
    )


def _shown(circuit: Circuit, said: Mapping[str, float], right: Mapping[str, bool]) -> str:
    lines = [tell("{values} of {right} right.", values=sum(right.values()), right=len(right))]
    for name, value in said.items():
        truth = circuit[name].gradient or 0.0
        lines.append(
            tell("d{name}: you say {value}, and that is right.", name=name, value=number(value))
            if right[name]
            else tell(
                "d{name}: you say {value}; it is {truth}.",
                name=name,
                value=number(value),
                truth=number(truth),
            )
        )
    return " ".join(lines) + "\n" + "\n".join(_pattern(circuit[name]) for name in ("f", "p", "q"))


def _pattern(node: Node) -> str:
    """What a gate does with the gradient that arrives at it."""
    assert node.gate is not None, "only gates have a pattern"
    arrived = number(node.gradient or 0.0)
    (a, b), (to_a, to_b) = node.inputs, ((node.gradient or 0.0) * s for s in node.local_gradients)
    if node.gate is ADD:
        return tell(
            "• {gate}, an add gate, distributes: the {arrived} goes to {a} and to {b}, unchanged.",
            gate=node.name,
            arrived=arrived,
            a=a.name,
            b=b.name,
        )
    if node.gate is MAXIMUM:
        high, low = (a, b) if node.local_gradients[0] else (b, a)
        return tell(
            "• {gate}, a max gate, routes: the {arrived} goes to {high}, the higher one, and 0 to "
            "{low}."
            if high.value > low.value
            else "• {gate}, a max gate, routes: the {arrived} goes to {high}, the first of two "
            "equal ones, and 0 to {low}.",
            gate=node.name,
            arrived=arrived,
            high=high.name,
            low=low.name,
        )
    return tell(
        "• {gate}, a multiply gate, switches: {a} gets {arrived} times the value of {b}, {to_a}, "
        "and {b} gets {arrived} times the value of {a}, {to_b}.",
        gate=node.name,
        a=a.name,
        arrived=arrived,
        b=b.name,
        to_a=number(to_a),
        to_b=number(to_b),
    )
