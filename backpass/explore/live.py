"""A live circuit: move an input, and every value and every gradient follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from backpass import draw
from backpass import svg as s
from backpass.circuit import Circuit, CircuitError, Node
from backpass.explore.exploration import Choice, Exploration, Number, Picture
from backpass.explore.gates import WIDTH, Change, bars, bars_height
from backpass.svg import number


def sum_times_z() -> Circuit:
    """The first circuit of the lecture, (x + y) z."""
    c = Circuit("(x + y) z")
    x, y, z = c.input("x", -2.0), c.input("y", 5.0), c.input("z", -4.0)
    c.multiply(c.add(x, y, name="q"), z, name="f")
    return c


def patterns() -> Circuit:
    """The circuit that shows the patterns of add, multiply and max, 2 (x y + max(z, w))."""
    c = Circuit("2 (x y + max(z, w))")
    x, y = c.input("x", 3.0), c.input("y", -4.0)
    z, w = c.input("z", 2.0), c.input("w", -1.0)
    product, larger = c.multiply(x, y, name="mul"), c.maximum(z, w, name="max")
    c.scale(c.add(product, larger, name="add"), 2.0, name="f")
    return c


CIRCUITS: dict[str, Callable[[], Circuit]] = {
    "(x + y) z": sum_times_z,
    "2 (x y + max(z, w))": patterns,
}


def chosen(circuit: Circuit | str) -> Circuit:
    """A circuit of one's own to play with: a copy of the given one, or one of ``CIRCUITS``.

    Raises:
        ValueError: If there is no circuit of that name, or it has no gate.
    """
    if isinstance(circuit, Circuit):
        own = circuit.copy()
    elif circuit in CIRCUITS:
        own = CIRCUITS[circuit]()
    else:
        known = ", ".join(repr(name) for name in CIRCUITS)
        raise ValueError(f"Give a Circuit, or one of {known}; got {circuit!r}.")
    if not own.inputs or not own.gates:
        raise CircuitError("This needs a circuit with at least one input and one gate.")
    own.backward()
    return own


def inputs_as_numbers(circuit: Circuit) -> dict[str, Number]:
    """One slider for each input, wide enough for its starting value."""
    reach = 6.0
    for node in circuit.inputs:
        while reach < abs(node.value):
            reach *= 2.0
    return {node.name: Number(node.value, -reach, reach, reach / 60) for node in circuit.inputs}


def circuit(circuit: Circuit | str = "(x + y) z", nudge: float = 0.1) -> Exploration:
    """A circuit whose inputs move, with predicted and true change when one is nudged.

    Args:
        circuit: A Circuit (it is copied, and stays as it is), ``"(x + y) z"`` or
            ``"2 (x y + max(z, w))"``. No input may be called ``nudge``.
        nudge: How far the nudged input moves, from −2 to 2.

    Raises:
        ValueError: If there is no such circuit, or it has no inputs or no gates.
    """
    own = chosen(circuit)
    numbers = inputs_as_numbers(own)
    if "nudge" in numbers or "which" in numbers:
        raise CircuitError("Here no input may be called 'nudge' or 'which': choose another name.")
    numbers["nudge"] = Number(nudge, -2.0, 2.0, 0.05)
    names = tuple(node.name for node in own.inputs)
    return Exploration(
        f"A live circuit: {own.title}",
        lambda values: _draw(own, values),
        numbers,
        {"which": Choice("input to nudge", names, names[0])},
    )


def _draw(circuit: Circuit, values: Mapping[str, Any]) -> Picture:
    circuit.set({node.name: values[node.name] for node in circuit.inputs})
    nudged, step = circuit[values["which"]], values["nudge"]
    change = nudge(circuit, nudged, step)
    words = f"{_nudge_words(circuit, nudged, step, change)}\n{gradient_words(circuit)}"
    marks = {nudged.name: number(step) if step < 0 else f"+{number(step)}"}
    drawing = draw.draw(circuit, highlight=nudged.name, marks=marks)
    width = max(drawing.width, WIDTH)
    svg = s.picture(
        width,
        drawing.height + 14 + bars_height([change]),
        [*drawing.elements, *bars([change], drawing.height + 14)],
        title=draw.title(circuit),
        description=f"{draw.describe(circuit)} {words}",
        kind="bp-circuit",
    )
    return Picture(svg, words)


def nudge(circuit: Circuit, node: Node, step: float) -> Change:
    """Predicted and true change of the output when a node moves by ``step``."""
    output, slope = circuit.output, node.gradient or 0.0
    after = circuit.evaluate({node.name: node.value + step})[output.name]
    name = f"{output.name}, if {node.name} moves"
    return Change(name, output.value, slope, step * slope, after - output.value)


def _nudge_words(circuit: Circuit, node: Node, step: float, change: Change) -> str:
    output = circuit.output
    after = change.value + change.true
    verdict = "The same." if change.agrees else f"They differ by {number(change.miss)}."
    return (
        f"Nudge {node.name} from {number(node.value)} by {number(step)}: "
        f"the predicted change of {output.name} is "
        f"{number(step)} · {number(change.slope)} = {number(change.predicted)}; "
        f"the true change is {number(change.told)} "
        f"(from {number(change.value)} to {number(after)}). {verdict}"
    )


def gradient_words(circuit: Circuit) -> str:
    """The gradients on the inputs, in one sentence."""
    each = ", ".join(f"{node.name} {number(node.gradient or 0.0)}" for node in circuit.inputs)
    return f"Gradients of {circuit.output.name} = {number(circuit.output.value)}: {each}."
