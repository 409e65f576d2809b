"""Circuits to play with, a slider for each of their inputs, and what a nudge does to them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping

from backpass.circuit import Circuit, CircuitError, Node
from backpass.drawing.svg import number
from backpass.explore.change import Change, round_up
from backpass.explore.view import Number
from backpass.languages import tell


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


def nudged(circuit: Circuit, node: Node, step: float) -> Change:
    """Predicted and true change of the output when a node moves by ``step``.

    Args:
        circuit: A circuit whose backward pass has run.
        node: One of its nodes.
        step: How far it moves.
    """
    output, slope = circuit.output, node.gradient or 0.0
    after = circuit.evaluate({node.name: node.value + step})[output.name]
    name = tell("{output}, if {name} moves", output=output.name, name=node.name)
    return Change(name, output.value, slope, step * slope, after - output.value)


def reach(circuit: Circuit, node: Node, step: float, numbers: Mapping[str, Number]) -> float:
    """The largest change of the output that a nudge can make, wherever the sliders stand.

    It is looked for at the ends of all sliders. Where a circuit runs away there, as 1/x does, the
    scale ends at a few times what the nudge does at the start.

    Args:
        circuit: The circuit, with its inputs where they start.
        node: The node that is nudged.
        step: The largest nudge.
        numbers: The sliders of the inputs.
    """
    sliders = [numbers[each.name] for each in circuit.inputs]
    corners = itertools.islice(itertools.product(*((n.low, n.high) for n in sliders)), 64)
    start = max(_moves(circuit, {}, node, step), 1e-9)
    names = [each.name for each in circuit.inputs]
    far = (_moves(circuit, dict(zip(names, at, strict=True)), node, step) for at in corners)
    return round_up(min(max([start, *far]), 40.0 * start))


def _moves(circuit: Circuit, at: Mapping[str, float], node: Node, step: float) -> float:
    """How far the output moves with a node; 0 where the circuit has no value."""
    try:
        before = circuit.evaluate(at)
        here, output = before[node.name], circuit.output.name
        both = [circuit.evaluate({**at, node.name: here + by})[output] for by in (step, -step)]
    except CircuitError:
        return 0.0
    return max(abs(after - before[output]) for after in both)


def gradient_words(circuit: Circuit) -> str:
    """The gradients on the inputs, in one sentence."""
    each = ", ".join(f"{node.name} {number(node.gradient or 0.0)}" for node in circuit.inputs)
    return tell(
        "Gradients of {name} = {value}: {each}.",
        name=circuit.output.name,
        value=number(circuit.output.value),
        each=each,
    )
