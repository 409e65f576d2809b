"""A learner's gradients in the circuit of the exercise: what agrees, and where the two part.

The picture shows the learner's own numbers, a tick or a cross at each, and never the right ones.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from backpass import draw
from backpass.circuit import Circuit, Node
from backpass.drawing import flow
from backpass.drawing import svg as s
from backpass.drawing.exercise_circuits import by_node, circuit_of
from backpass.judging.gradcheck import agrees
from backpass.likeness.sample import OUTPUT

WIDEST = 12  # entries of a matrix in one row that a picture shows
CELL_WIDTH, CELL_HEIGHT, LABEL = 76.0, 32.0, 24.0


@dataclass(frozen=True)
class Marked:
    """A learner's gradients, drawn.

    Attributes:
        svg: The picture.
        lines: What it says, a sentence each.
        parted: The first gate or fork, from the output back, at which the learner's numbers leave
            the right ones; None if all agree, or if it cannot be told.
        adds_up: Whether that is a fork, and its last line says which of its messages are there.
        right_here: The gradients that came back right at this point, by their names.
        there: The gates whose messages it says are there.
    """

    svg: str
    lines: tuple[str, ...]
    parted: str | None
    adds_up: bool = False
    right_here: tuple[str, ...] = ()
    there: tuple[str, ...] = ()

    @property
    def html(self) -> str:
        """The picture in a box that scrolls sideways where it must; nothing without a picture."""
        return s.scrollable(self.svg) if self.svg else ""


def answer(
    circuit: Circuit,
    came: Mapping[str, float],
    blamed: str = "",
    about: Collection[str] = (),
    moved: bool = False,
) -> Marked:
    """Draw a learner's gradients in a circuit.

    Args:
        circuit: The exercise's circuit, after its backward pass.
        came: The learner's gradients by name of node: those of the inputs, and of inner nodes where
            they are known. Other names are passed over.
        blamed: The gate that what was said of the answer speaks of, or the word for the output's.
            It is marked, and nothing else is said of where to look.
        about: The nodes of which something has been said already: a gate is looked at only if one
            of them leads to it.
        moved: Whether all that is wrong is the order in which the gradients came: no gate is at
            fault then.
    """
    told = {node.name: came[node.name] for node in circuit if node.name in came}
    right = {name: bool(agrees(v, circuit[name].gradient)) for name, v in told.items()}
    parted = _parted(circuit, told, right, _behind(circuit, about, right))
    parted = _on_the_way_of_all(circuit, told, right, parted)
    if blamed == OUTPUT:  # unless something came through it unharmed
        sound = any(right[name] and value for name, value in told.items())
        blamed = "" if sound else circuit.output.name
    if parted and blamed in circuit and not _there(circuit, told, right, parted):
        parted = blamed
    parted = None if moved else parted
    proven = _proven(circuit, right)
    lines = () if moved or parted == blamed else _lines(circuit, told, right, proven, parted)
    below = {
        name: (f"{'✓' if right[name] else '✗'} {s.number(value)}", _ink(right[name]))
        for name, value in told.items()
    }
    marks = {parted: "▲ here"} if parted else {}
    drawing = draw.draw(
        circuit,
        highlight=parted,
        marks=marks,
        film=flow.Film((), {}, {}, {}),
        below={**dict.fromkeys(proven, ("✓", _ink(True))), **below},
        legend="below it: yours, ✓ right, ✗ wrong",
    )
    description = " ".join([*lines, *(f"{name}: {words}." for name, (words, _) in below.items())])
    within = {name: True for name in proven if name not in right}
    picture = s.picture(
        drawing.width,
        drawing.height,
        [*drawing.elements, *_coloured(circuit, {**within, **right})],
        title=f"Your gradients in the {draw.title(circuit)[0].lower()}{draw.title(circuit)[1:]}",
        description=description,
        kind="bp-circuit",
    )
    there = _there(circuit, told, right, parted)
    return Marked(picture, lines, parted, bool(there), there=there)


def in_exercise(
    exercise: str,
    inputs: Sequence[Any],
    dout: Any,
    gradients: Mapping[str, Any],
    blamed: str = "",
    part: str = "",
    moved: bool = False,
) -> Marked | None:
    """Draw what came back from a backward pass in the circuit of its exercise.

    Args:
        exercise: Its name.
        inputs: What the forward function got at this point.
        dout: The upstream gradient.
        gradients: What came back, by the name of the gradient, such as ``dx``.
        blamed: See :func:`answer`.
        part: The gradient of which something has been said already.
        moved: See :func:`answer`.

    Returns:
        None where the exercise has no circuit or one of a single gate, which says nothing more
        than the numbers, or where nothing that came back can be drawn.
    """
    circuit = circuit_of(exercise, inputs, dout)
    came = by_node(exercise, gradients)
    if circuit is None or len(circuit.gates) < 2 or not came:
        return None
    right = tuple(
        name
        for name, value in gradients.items()
        if (own := by_node(exercise, {name: value}))
        and all(node in circuit and agrees(v, circuit[node].gradient) for node, v in own.items())
    )
    about = by_node(exercise, {part: gradients[part]}) if part in gradients else {}
    return replace(answer(circuit, came, blamed, about, moved), right_here=right)


def has_these_alone(
    exercise: str,
    inputs: Sequence[Any],
    dout: Any,
    gradients: Mapping[str, Any],
    fork: str,
    gates: Collection[str],
) -> bool:
    """Whether a fork has got the messages of some gates alone at another point as well.

    Args:
        exercise: The exercise's name.
        inputs: What the forward function got at this point.
        dout: The upstream gradient.
        gradients: What came back, by the name of the gradient.
        fork: The fork.
        gates: The gates.
    """
    circuit, came = circuit_of(exercise, inputs, dout), by_node(exercise, gradients)
    if circuit is None or fork not in came or fork not in circuit:
        return True  # nothing can be told of it there
    some = [message for gate, message in _arriving(circuit, circuit[fork]) if gate in gates]
    return bool(agrees(came[fork], math.fsum(some)))


def _ink(right: bool) -> str:
    return "bp-value" if right else "bp-warm"


def _coloured(circuit: Circuit, right: Mapping[str, bool]) -> list[str]:
    """Once more every wire of which it is known whether what came back along it was right."""
    return [
        f'<path d="{path}" class="{"bp-agrees" if right[source] else "bp-parts"}"/>'
        for source, path in draw.wires(circuit)
        if source in right
    ]


def _behind(circuit: Circuit, about: Collection[str], right: Mapping[str, bool]) -> set[str]:
    """Nodes whose gradients are wrong, and all that is made of them; nothing where none is."""
    found = {name for name in about if right.get(name) is False}
    for gate in circuit.gates if found else ():
        if any(source.name in found for source in gate.inputs):
            found.add(gate.name)
    return found


def _parted(
    circuit: Circuit, told: Mapping[str, float], right: Mapping[str, bool], among: Collection[str]
) -> str | None:
    """The first gate, from the output back, that sends what is wrong, or fork that adds it up.

    Args:
        circuit: The circuit.
        told: What came back, by node.
        right: Whether it is right.
        among: Only these are looked at; all where there are none.
    """
    if all(right.values()):
        return None
    skipped = _skipped(circuit, told, right)
    if skipped is not None:
        return skipped
    for node in (gate for gate in reversed(circuit.gates) if not among or gate.name in among):
        for source in node.inputs:
            if right.get(source.name, True) or right.get(node.name) is False:
                continue
            if flow.is_fork(circuit, source):
                if _part_of(circuit, source, told[source.name]):
                    return source.name
                continue
            return node.name
    wrong = [node.name for node in reversed(circuit.nodes) if right.get(node.name) is False]
    return next((name for name in wrong if name in among), wrong[0]) if wrong else None


def _skipped(circuit: Circuit, told: Mapping[str, float], right: Mapping[str, bool]) -> str | None:
    """A gate on the way of all gradients, which all of them are without the slope of."""
    wrong = [name for name, fits in right.items() if not fits]
    sound = any(fits and told[name] for name, fits in right.items())
    if sound or len(wrong) < 2 or not all(circuit[name].gradient for name in wrong):
        return None
    node = circuit.output
    while node.gate is not None and len(node.inputs) == 1:
        slope = node.local_gradients[0]
        if all(agrees(told[name] * slope, circuit[name].gradient) for name in wrong):
            return node.name
        node = node.inputs[0]
    return None


def _on_the_way_of_all(
    circuit: Circuit, told: Mapping[str, float], right: Mapping[str, bool], parted: str | None
) -> str | None:
    """Where to look if all gradients are wrong by one factor: no gate near the inputs made that.

    Whatever it is, a rounded number or another slope, it came in where all of them pass. Of gates
    in a row that is nobody's to say, and the input is marked, where it is seen.
    """
    whole = [(value, circuit[name].gradient or 0.0) for name, value in told.items()]
    if parted is None or any(right[name] and value for name, value in told.items()):
        return parted
    if parted == _skipped(circuit, told, right) or len(told) < len(circuit.inputs):
        return parted
    factors = [came / exact for came, exact in whole if exact]
    if not factors or not all(agrees(factor, factors[0]) for factor in factors):
        return parted
    if any(came for came, exact in whole if not exact):
        return parted
    if _chain(circuit):
        return circuit.inputs[0].name if len(circuit.gates) > 1 else parted
    return circuit.output.name if len(factors) > 1 else parted


def _chain(circuit: Circuit) -> bool:
    """Whether its gates stand in one row, from the one input to the output."""
    return all(len(gate.inputs) == 1 for gate in circuit.gates)


def _arriving(circuit: Circuit, node: Node) -> list[tuple[str, float]]:
    """What comes back to a node, and from which gate, in the order of the backward pass."""
    return [
        (gate.name, message)
        for gate in reversed(circuit.gates)
        for source, message in zip(gate.inputs, flow.messages(gate), strict=True)
        if source is node
    ]


def _part_of(circuit: Circuit, node: Node, value: float) -> tuple[str, ...]:
    """From which gates alone a fork has got its messages, if that explains the learner's number."""
    arriving = _arriving(circuit, node)
    for count in range(1, len(arriving)):
        for some in itertools.combinations(arriving, count):
            total = math.fsum(message for _, message in some)
            if total and bool(agrees(value, total)):
                return tuple(gate for gate, _ in some)
    return ()


def _there(
    circuit: Circuit, told: Mapping[str, float], right: Mapping[str, bool], parted: str | None
) -> tuple[str, ...]:
    """The gates whose messages a wrong fork has got, where it has lost the others."""
    if (
        parted is None
        or right.get(parted) is not False
        or not flow.is_fork(circuit, circuit[parted])
    ):
        return ()
    return _part_of(circuit, circuit[parted], told[parted])


def _proven(circuit: Circuit, right: Mapping[str, bool]) -> set[str]:
    """The gates on which the gradient must have been right, since what they sent on was.

    A right message shows nothing where it is 0, or where it was added to others at a fork.
    """
    good = {name for name, fits in right.items() if fits} | {circuit.output.name}
    for gate in circuit.gates:
        if right.get(gate.name) is None and any(
            source.name in good and message and not flow.is_fork(circuit, source)
            for source, message in zip(gate.inputs, flow.messages(gate), strict=True)
        ):
            good.add(gate.name)
    return {gate.name for gate in circuit.gates if gate.name in good}


def _lines(
    circuit: Circuit,
    told: Mapping[str, float],
    right: Mapping[str, bool],
    proven: set[str],
    parted: str | None,
) -> tuple[str, ...]:
    if parted is None:
        return ("All of your gradients agree.",) if told else ()
    node = circuit[parted]
    good = [name for name, fits in right.items() if fits]
    lines = [f"Right so far: {', '.join(good)}."] if good else []
    some = _there(circuit, told, right, parted)
    if some:
        count = len(_arriving(circuit, node))
        part = f"what comes back from {' and '.join(some)} alone"
        lines.append(f"{count} messages come back to {parted}, and yours is {part}. They add up.")
        return tuple(lines)
    if node.gate is None:
        lines += [] if _chain(circuit) else [f"Yours is wrong at {parted}."]
        return tuple(lines)
    read = list(dict.fromkeys(node.inputs))
    bad = [n.name for n in read if right.get(n.name) is False] or [n.name for n in read]
    sends = f"what the gate {parted} ({node.gate.name}) sends to {' and '.join(bad)}"
    if parted in proven:
        lines.append(f"Up to {parted} all is right. Look at {sends}.")
    else:
        lines.append(f"Look at {sends}, and at what it gets itself.")
    return tuple(lines)


def wrong_entries(name: str, came: npt.ArrayLike, right: npt.ArrayLike) -> Marked:
    """A learner's matrix with its wrong entries marked.

    Args:
        name: What it is called, ``"dW"``.
        came: The learner's matrix, or a vector, which is drawn as one row.
        right: For each entry whether it is right; of the same shape.

    Returns:
        The picture and its line; without a picture if the matrix is too large to be drawn.

    Raises:
        ValueError: If the two differ in shape.
    """
    values, fits = np.asarray(came, dtype=np.float64), np.asarray(right, dtype=bool)
    if values.shape != fits.shape:
        raise ValueError(f"{name} has shape {values.shape}, and its marks {fits.shape}")
    wrong = int(np.count_nonzero(~fits))
    places = [str(tuple(int(i) for i in index)) for index in np.argwhere(~fits)[:6]]
    listed = ", ".join(places)
    if wrong == fits.size > 1:
        words = f"{name}: all {wrong} entries are wrong."
    elif wrong > len(places):
        words = f"{name}: {wrong} of {fits.size} entries are wrong, at {listed} and more."
    elif wrong:
        words = f"{name}: {wrong} of {fits.size} entries are wrong, at {listed}."
    else:
        words = f"{name}: {wrong} of {fits.size} entries are wrong."
    if values.ndim > 2 or values.size == 0 or max(values.shape, default=1) > WIDEST:
        return Marked("", (words,), None)
    grid, marks = np.atleast_2d(values), np.atleast_2d(fits)
    parts = [s.text(12, 18, f"your {name}  {values.shape}".replace(",)", ")"), "", 15)]
    for i, j in np.ndindex(grid.shape):
        x, y = 12 + j * CELL_WIDTH, LABEL + 4 + i * CELL_HEIGHT
        css = "bp-agrees-box" if marks[i, j] else "bp-parts-box"
        parts.append(s.rect(x, y, CELL_WIDTH, CELL_HEIGHT, css))
        said = f"{'✓' if marks[i, j] else '✗'} {s.number(float(grid[i, j]))}"
        ink = _ink(bool(marks[i, j]))
        parts.append(s.text(x + CELL_WIDTH / 2, y + 21, said, ink, 13, anchor="middle"))
    svg = s.picture(
        max(24 + CELL_WIDTH * grid.shape[1], 180),
        LABEL + 14 + CELL_HEIGHT * grid.shape[0],
        parts,
        title=f"Your {name}",
        description=words,
        kind="bp-entries",
    )
    return Marked(svg, (words,), None)
