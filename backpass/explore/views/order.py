"""Step by step through a circuit with a fork: who passes its gradient on, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backpass import draw
from backpass.circuit import Circuit
from backpass.drawing import svg as s
from backpass.drawing.flow import Film
from backpass.drawing.svg import number
from backpass.explore.change import WIDTH, Change, bars, bars_height, round_up
from backpass.explore.exploration import Exploration
from backpass.explore.view import Choice, Number, Picture
from backpass.languages import joined, tell

LINES = ("a = x * y", "b = a + x", "f = a * b")  # what Python runs, one gate a line
FORWARD = len(LINES)
BEGIN = FORWARD + 1  # the step at which the gradients are cleared
LAST = BEGIN + FORWARD
REACH, NUDGE = 4.0, 1.0  # how far the sliders of the inputs go, and the largest nudge
# f = x y (x y + x) = x² (y² + y), so this is the most that a nudge of x can do
SCALE = round_up(((REACH + NUDGE) ** 2 - REACH**2) * (REACH**2 + REACH))
STILL = Film((), {}, {}, {})  # the learner's own steps take the place of the film
ORDERS: dict[str, tuple[str, ...]] = {
    "f, b, a": ("f", "b", "a"),
    "f, a, b": ("f", "a", "b"),
    "a, b, f": ("a", "b", "f"),
}


def grown(lines: int, x: float = 2.0, y: float = 3.0) -> Circuit:
    """The circuit f = a b with a = x y and b = a + x, after so many of its lines have run.

    Args:
        lines: How many lines have run, from 0 to 3.
        x: The first input.
        y: The second input.
    """
    c = Circuit(", ".join(LINES[:lines]) or tell("x and y alone"))
    at_x, at_y = c.input("x", x), c.input("y", y)
    if lines > 0:
        c.multiply(at_x, at_y, name="a")
    if lines > 1:
        c.add(c["a"], at_x, name="b")
    if lines > 2:
        c.multiply(c["a"], c["b"], name="f")
    return c


def handed_out(circuit: Circuit, order: Sequence[str]) -> dict[str, float]:
    """The gradients after the gates in ``order`` have passed theirs on, each once, in that order.

    Each hands local gradient × its own gradient, *as far as it has come by then*, to its inputs.
    The local gradients are those of the circuit's last backward pass.

    Args:
        circuit: A circuit whose backward pass has run.
        order: Names of gates, the one that passes on first in front.
    """
    gradients = dict.fromkeys((node.name for node in circuit), 0.0)
    gradients[circuit.output.name] = 1.0
    for name in order:
        node = circuit[name]
        for source, slope in zip(node.inputs, node.local_gradients, strict=True):
            gradients[source.name] += slope * gradients[name]
    return gradients


def order(order: str = "f, b, a", step: int = BEGIN, nudge: float = 0.1) -> Exploration:
    """A circuit that grows line by line, and then passes its gradients on gate by gate.

    Args:
        order: In which order the gates pass on: ``"f, b, a"``, ``"f, a, b"`` or ``"a, b, f"``.
        step: Where to start: 0 before the first line has run, 7 when all gates have passed on.
        nudge: How far x moves when promise and truth are compared, from −1 to 1.

    Raises:
        ValueError: If there is no such order.
    """
    if order not in ORDERS:
        known = ", ".join(repr(name) for name in ORDERS)
        raise ValueError(f"order is one of {known}, and got {order!r}.")
    stages = [grown(lines) for lines in range(FORWARD + 1)]
    return Exploration(
        "Forward, then back: who passes its gradient on, and when?",
        lambda values: _draw(stages, values),
        {
            "step": Number(float(step), 0.0, float(LAST), 1.0, whole=True),
            "x": Number(2.0, -REACH, REACH, 0.1),
            "y": Number(3.0, -REACH, REACH, 0.1),
            "nudge": Number(nudge, -NUDGE, NUDGE, 0.05),
        },
        {"order": Choice("the gates pass on in the order", tuple(ORDERS), order)},
        play="step",
        pace=1200,
    )


def _draw(stages: Sequence[Circuit], values: Mapping[str, Any]) -> Picture:
    step = int(values["step"])
    circuit = stages[min(step, FORWARD)]
    circuit.set(x=values["x"], y=values["y"])
    if step <= FORWARD:
        return _picture(
            circuit, _growing_words(circuit, step, values["nudge"]), _newest(circuit, step)
        )
    order = ORDERS[values["order"]]
    passed = order[: step - BEGIN]
    true = circuit["x"].gradient or 0.0
    gradients = handed_out(circuit, passed)
    for node in circuit:
        node.gradient = gradients[node.name]
    marks = {
        name: _early() if _too_early(circuit, passed, i, gradients) else tell("✓ sent")
        for i, name in enumerate(passed)
    }
    note = _passing_words(circuit, passed)
    words = f"{note}\n{_verdict(gradients, step, true, marks)}"
    change = None
    if step == LAST:  # before that, the gradient on x promises nothing: it has not all arrived
        change = _change(circuit, gradients["x"], values["nudge"])
        words += f"\n{_nudge_words(circuit, values['nudge'], change)}"
    return _picture(circuit, words, passed[-1] if passed else "f", marks, change, back=True)


def _early() -> str:
    return tell("✗ early")


def _newest(circuit: Circuit, step: int) -> str | None:
    return circuit.output.name if step else None


def _picture(
    circuit: Circuit,
    words: str,
    highlight: str | None,
    marks: Mapping[str, str] | None = None,
    change: Change | None = None,
    *,
    back: bool = False,
) -> Picture:
    drawing = draw.draw(circuit, highlight=highlight, marks=marks, gradients=back, film=STILL)
    elements, height = list(drawing.elements), drawing.height
    if change is not None:
        elements += bars([change], height + 14, SCALE)
        height += 14 + bars_height([change])
    svg = s.picture(
        max(drawing.width, WIDTH),
        height,
        elements,
        title=draw.title(circuit),
        description=f"{draw.describe(circuit, gradients=back, marks=marks)} {words}",
        kind="bp-circuit",
    )
    return Picture(svg, words, " ".join(words.splitlines()[:2]))


def _change(circuit: Circuit, slope: float, step: float) -> Change:
    """What x's gradient, as far as it has come, promises for a nudge, and what happens."""
    before = circuit.output.value
    after = circuit.evaluate({"x": circuit["x"].value + step})["f"]
    return Change(tell("f, if x moves"), before, slope, step * slope, after - before)


def _too_early(
    circuit: Circuit, passed: Sequence[str], place: int, gradients: Mapping[str, float]
) -> bool:
    """Whether a gate passed on before its own gradient was whole."""
    then = handed_out(circuit, passed[:place])
    return then[passed[place]] != gradients[passed[place]]


def _growing_words(circuit: Circuit, step: int, nudge: float) -> str:
    if step == 0:
        x, y = number(circuit["x"].value), number(circuit["y"].value)
        return tell(
            "Step 0: two inputs, x = {x} and y = {y}. Nobody has used them yet: if x moves "
            "by {nudge}, nothing else does.",
            x=x,
            y=y,
            nudge=number(nudge),
        )
    node = circuit.output
    moved = circuit.evaluate({"x": circuit["x"].value + nudge})[node.name] - node.value
    parents = joined(source.name for source in node.inputs)
    slopes = joined(number(slope) for slope in node.local_gradients)
    return tell(
        "Step {step}: Python runs the line {line}. A new node appears, with the value "
        "{value}. It remembers its parents, {parents}, and its local gradients there, "
        "{slopes}. If x moves by {nudge}, {name} moves by {moved}.",
        step=step,
        line=LINES[step - 1],
        value=number(node.value),
        parents=parents,
        slopes=slopes,
        nudge=number(nudge),
        name=node.name,
        moved=number(moved),
    )


def _passing_words(circuit: Circuit, passed: Sequence[str]) -> str:
    step = BEGIN + len(passed)
    if not passed:
        return tell("Step {step}: every gradient is set to 0, and then that of f to 1.", step=step)
    node, before = circuit[passed[-1]], handed_out(circuit, passed[:-1])
    has = before[node.name]
    handed = ", ".join(
        tell(
            "{name} gets {slope} · {has} = {value}",
            name=source.name,
            slope=number(slope),
            has=number(has),
            value=number(slope * has),
        )
        for source, slope in zip(node.inputs, node.local_gradients, strict=True)
    )
    return tell(
        "Step {step}: {name} has the gradient {has} and passes it on: {handed}.",
        step=step,
        name=node.name,
        has=number(has),
        handed=handed,
    )


def _verdict(
    gradients: Mapping[str, float], step: int, true: float, marks: Mapping[str, str]
) -> str:
    so_far = ", ".join(f"{name} {number(gradients[name])}" for name in ("x", "y", "a", "b", "f"))
    if step < LAST:
        return tell("Gradients so far: {so_far}.", so_far=so_far)
    early = [name for name, mark in marks.items() if mark == _early()]
    if not early:
        return tell("Everyone has passed on: {so_far}. These are the gradients.", so_far=so_far)
    return tell(
        "Everyone has passed on: {so_far}. Passed on too early: {who}; x should have {true}.",
        so_far=so_far,
        who=", ".join(early),
        true=number(true),
    )


def _nudge_words(circuit: Circuit, step: float, change: Change) -> str:
    x = number(circuit["x"].value)
    return tell(
        "Nudge x from {x} by {step}: with x's gradient as it is, the predicted change "
        "of f is {predicted}; the true change is {told}.",
        x=x,
        step=number(step),
        predicted=number(change.predicted),
        told=number(change.told),
    )
