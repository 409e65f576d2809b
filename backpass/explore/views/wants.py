"""What does this gate want? The gradient read as a wish: higher or lower, and how strongly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backpass import draw
from backpass.circuit import Circuit, CircuitError, Node
from backpass.drawing.svg import number
from backpass.explore.circuits import chosen, inputs_as_numbers
from backpass.explore.exploration import Exploration
from backpass.explore.view import Choice, Picture
from backpass.languages import tell

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
    ways = {
        name: tell("▲ up") if wish > 0 else tell("▼ down") for name, wish in asked.items() if wish
    }
    return {
        node.name: ways.get(node.name, tell("no wish")) for node in circuit if node.name in asked
    }


def _shares(gate: Node) -> dict[str, float]:
    """What the gate asks of each node it reads, summed where it reads one twice."""
    shares: dict[str, float] = {}
    for source, local in zip(gate.inputs, gate.local_gradients, strict=True):
        shares[source.name] = shares.get(source.name, 0.0) + (gate.gradient or 0.0) * local
    return shares


def _own_wish(circuit: Circuit, gate: Node) -> str:
    """What the circuit wants of the gate's output."""
    gradient, output = gate.gradient or 0.0, circuit.output
    is_now = tell(
        "{name} = {formula} is {value}",
        name=gate.name,
        formula=gate.formula,
        value=number(gate.value),
    )
    if gate is output:
        return tell(
            "{is_now}. It is the output, which everything wants higher: its gradient is 1.",
            is_now=is_now,
        )
    if gradient == 0.0:
        return tell(
            "{is_now}. A small change of {name} does nothing to {name2}: no wish.",
            is_now=is_now,
            name=gate.name,
            name2=output.name,
        )
    return tell(
        "{is_now}. To make {name} larger, the circuit wants {name2} higher, with a "
        "force of {gradient} (its gradient is {gradient2})."
        if gradient > 0
        else "{is_now}. To make {name} larger, the circuit wants {name2} lower, with a "
        "force of {gradient} (its gradient is {gradient2}).",
        is_now=is_now,
        name=output.name,
        name2=gate.name,
        gradient=number(abs(gradient)),
        gradient2=number(gradient),
    )


def _asks(gate: Node) -> list[str]:
    """What the gate asks of each input: its own gradient times its local gradient."""
    upstream = gate.gradient or 0.0
    lines = []
    for source, local in zip(gate.inputs, gate.local_gradients, strict=True):
        share = upstream * local
        sum_of = f"{number(upstream)} · {number(local)} = {number(share)}"
        if share == 0.0:
            lines.append(
                tell("• Of {name} it asks nothing: {sum_of}.", name=source.name, sum_of=sum_of)
            )
            continue
        line = tell(
            "• {name} should go up, with a force of {share}: {sum_of}."
            if share > 0
            else "• {name} should go down, with a force of {share}: {sum_of}.",
            name=source.name,
            share=number(abs(share)),
            sum_of=sum_of,
        )
        total = source.gradient or 0.0
        if abs(total - share) > 1e-12 * max(abs(total), abs(share)):
            others = tell(
                "With what others ask of {name}, it is {total} in all.",
                name=source.name,
                total=number(total),
            )
            line = f"{line} {others}"
        lines.append(line)
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
    became = ", ".join(f"{name} = {number(value)}" for name, value in moved.items())
    change = after - output.value
    return tell(
        "Try it: with {became}, {name} goes from {value} to {after}, a change of {change}.",
        became=became,
        name=output.name,
        value=number(output.value),
        after=number(after),
        change=number(change),
    )
