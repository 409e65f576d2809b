"""A live circuit: move an input, and every value and every gradient follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backpass import draw
from backpass.circuit import Circuit, CircuitError, Node
from backpass.drawing import svg as s
from backpass.drawing.svg import number
from backpass.explore.change import WIDTH, Change, bars, bars_height
from backpass.explore.circuits import chosen, gradient_words, inputs_as_numbers, nudged, reach
from backpass.explore.exploration import Exploration
from backpass.explore.view import Choice, Number, Picture
from backpass.languages import tell

NUDGE = 2.0  # the largest


def circuit(circuit: Circuit | str = "(x + y) z", nudge: float = 0.5) -> Exploration:
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
    numbers["nudge"] = Number(nudge, -NUDGE, NUDGE, 0.05)
    names = tuple(node.name for node in own.inputs)
    scales = {node.name: reach(own, node, NUDGE, numbers) for node in own.inputs}
    return Exploration(
        f"A live circuit: {own.title}",
        lambda values: _draw(own, values, scales),
        numbers,
        {"which": Choice("input to nudge", names, names[0])},
    )


def _draw(circuit: Circuit, values: Mapping[str, Any], scales: Mapping[str, float]) -> Picture:
    circuit.set({node.name: values[node.name] for node in circuit.inputs})
    mover, step = circuit[values["which"]], values["nudge"]
    change = nudged(circuit, mover, step)
    words = f"{_nudge_words(circuit, mover, step, change)}\n{gradient_words(circuit)}"
    marks = {mover.name: number(step) if step < 0 else f"+{number(step)}"}
    drawing = draw.draw(circuit, highlight=mover.name, marks=marks)
    width = max(drawing.width, WIDTH)
    svg = s.picture(
        width,
        drawing.height + 14 + bars_height([change]),
        [*drawing.elements, *bars([change], drawing.height + 14, scales[mover.name])],
        title=draw.title(circuit),
        description=f"{draw.describe(circuit)} {words}",
        kind="bp-circuit",
        data=drawing.film.attributes(),
    )
    return Picture(svg, words, words.splitlines()[0])


def _nudge_words(circuit: Circuit, node: Node, step: float, change: Change) -> str:
    output = circuit.output
    after = change.value + change.true
    return tell(
        "Nudge {name} from {value} by {step}: the predicted change of {name2} is "
        "{step} · {slope} = {predicted}; the true change is {told} (from {value2} to "
        "{after}): {verdict}.",
        name=node.name,
        value=number(node.value),
        step=number(step),
        name2=output.name,
        slope=number(change.slope),
        predicted=number(change.predicted),
        told=number(change.told),
        value2=number(change.value),
        after=number(after),
        verdict=change.verdict,
    )
