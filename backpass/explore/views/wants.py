"""What does this gate want? The gradient read as a wish: higher or lower, and how strongly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backpass import draw
from backpass.circuit import Circuit, CircuitError, Node
from backpass.explore.circuits import chosen, inputs_as_numbers
from backpass.explore.exploration import Exploration
from backpass.explore.view import Choice, Picture
from backpass.svg import number

STEP = 0.01  # small enough that the straight line is a good guide


def wants(circuit: Circuit | str = "(x + y) z", gate: str | None = None) -> Exploration:
    """Pick a gate of a circuit: it says what the circuit wants of it, and what it asks for.

    Args:
        circuit: A Circuit (it is copied, and stays as it is), ``"(x + y) z"`` or
            ``"2 (x y + max(z, w))"``. No input may be called ``gate``.
        gate: The gate to begin with; the first one if None.

    Raises:
        ValueError: If there is no such circuit or gate, or the circuit has no inputs or no gates.
    """
    own = chosen(circuit)
    names = tuple(node.name for node in own.gates)
    start = names[0] if gate is None else gate
    if start not in names:
        raise CircuitError(f"{start!r} is no gate of this circuit; its gates: {', '.join(names)}.")
    numbers = inputs_as_numbers(own)
    if "gate" in numbers:
        raise CircuitError("Here no input may be called 'gate': choose another name.")
    return Exploration(
        f"What does this gate want? {own.title}",
        lambda values: _draw(own, values),
        numbers,
        {"gate": Choice("gate", names, start)},
    )


def _draw(circuit: Circuit, values: Mapping[str, Any]) -> Picture:
    circuit.set({node.name: values[node.name] for node in circuit.inputs})
    gate = circuit[values["gate"]]
    words = "\n".join([_own_wish(circuit, gate), *_asks(gate), _trial(circuit, gate)])
    svg = draw.svg(circuit, highlight=gate.name, marks=_marks(circuit, gate))
    return Picture(svg, words.strip(), _own_wish(circuit, gate))


def _marks(circuit: Circuit, gate: Node) -> dict[str, str]:
    """Below the gate and its inputs, which way each should go."""
    asked = {gate.name: gate.gradient or 0.0, **_shares(gate)}
    ways = {name: "▲ up" if wish > 0 else "▼ down" for name, wish in asked.items() if wish}
    return {node.name: ways.get(node.name, "no wish") for node in circuit if node.name in asked}


def _shares(gate: Node) -> dict[str, float]:
    """What the gate asks of each node it reads, summed where it reads one twice."""
    shares: dict[str, float] = {}
    for source, local in zip(gate.inputs, gate.local_gradients, strict=True):
        shares[source.name] = shares.get(source.name, 0.0) + (gate.gradient or 0.0) * local
    return shares


def _own_wish(circuit: Circuit, gate: Node) -> str:
    """What the circuit wants of the gate's output."""
    gradient, output = gate.gradient or 0.0, circuit.output
    is_now = f"{gate.name} = {gate.formula} is {number(gate.value)}"
    if gate is output:
        return f"{is_now}. It is the output, which everything wants higher: its gradient is 1."
    if gradient == 0.0:
        return f"{is_now}. A small change of {gate.name} does nothing to {output.name}: no wish."
    way = "higher" if gradient > 0 else "lower"
    return (
        f"{is_now}. To make {output.name} larger, the circuit wants {gate.name} {way}, "
        f"with a force of {number(abs(gradient))} (its gradient is {number(gradient)})."
    )


def _asks(gate: Node) -> list[str]:
    """What the gate asks of each input: its own gradient times its local gradient."""
    upstream = gate.gradient or 0.0
    lines = []
    for source, local in zip(gate.inputs, gate.local_gradients, strict=True):
        share = upstream * local
        sum_of = f"{number(upstream)} · {number(local)} = {number(share)}"
        if share == 0.0:
            lines.append(f"• Of {source.name} it asks nothing: {sum_of}.")
            continue
        way = "up" if share > 0 else "down"
        line = f"• {source.name} should go {way}, with a force of {number(abs(share))}: {sum_of}"
        total = source.gradient or 0.0
        if abs(total - share) > 1e-12 * max(abs(total), abs(share)):
            line += f"; with what others ask of {source.name}, {number(total)} in all"
        lines.append(f"{line}.")
    return lines


def _trial(circuit: Circuit, gate: Node) -> str:
    """What really happens when the gate's inputs do a little of what they are asked."""
    output = circuit.output
    moved = {
        name: circuit[name].value + (STEP if share > 0 else -STEP)
        for name, share in _shares(gate).items()
        if share
    }
    if not moved:
        return ""
    after = circuit.evaluate(moved)[output.name]
    became = " and ".join(f"{name} to {number(value)}" for name, value in moved.items())
    change = after - output.value
    return (
        f"Try it: {became} takes {output.name} from {number(output.value)} to {number(after)}, "
        f"a change of {number(change)}."
    )
