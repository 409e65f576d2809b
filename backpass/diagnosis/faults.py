"""Which gate of a circuit sends what it should not: each fault is tried, one or two at a time.

The circuit knows only what its gates compute forward. A fault changes one message of the backward
pass: it is lost, or a gate hands on what arrives as it came, or multiplies by the wrong one of its
inputs. Whatever fault gives just what a learner's function returned, at every point, is told.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from backpass.circuit import Circuit, Node
from backpass.drawing.exercise_circuits import EXERCISES, by_node, circuit_of
from backpass.judging.gradcheck import complex_step, slope
from backpass.likeness.sample import Said, Sample, close, each_close

#: A message: the gate that sends it, and to which of its inputs.
Message = tuple[str, int]


#: The fault of a fork that is not added up.
LOST = "message lost"


@dataclass(frozen=True)
class FaultKind:
    """A way in which a message can be wrong.

    Attributes:
        name: A few words.
        text: A sentence on the gate ``{gate}``, which computes ``{formula}``, and on ``{source}``,
            which gets the message.
        message: From the gate, the number of the input, and what arrives, to what is sent.
        usable: Whether such a gate can be wrong in this way.
    """

    name: str
    text: str
    message: Callable[[Node, int, float, float], float]
    usable: Callable[[Node], bool] = lambda _: True


def _slope(node: Node, which: int) -> float:
    return node.local_gradients[which]


def _other(node: Node) -> bool:
    return len(node.inputs) == 2


KINDS: tuple[FaultKind, ...] = (
    FaultKind(
        LOST,
        "what {gate} = {formula} sends back to {source} were lost. Does every place that uses "
        "{source} send something back, and is all of it added up (`+=`, not `=`)?",
        lambda *_: 0.0,
    ),
    FaultKind(
        "upstream gradient ignored",
        "{gate} = {formula} sent its local gradient back to {source}, whatever upstream gradient "
        "arrives at {gate}.",
        lambda node, which, _arrived, _dout: _slope(node, which),
    ),
    FaultKind(
        "no local gradient",
        "{gate} = {formula} handed what arrives on to {source} as it came. What is its local "
        "gradient there?",
        lambda _node, _which, arrived, _dout: arrived,
    ),
    FaultKind(
        "sign",
        "what {gate} = {formula} sends back to {source} had the wrong sign.",
        lambda node, which, arrived, _dout: -_slope(node, which) * arrived,
    ),
    FaultKind(
        "not switched",
        "{gate} = {formula} sent {source} the gradient that belongs to its other input: its local "
        "gradients are not switched.",
        lambda node, which, arrived, _dout: _slope(node, 1 - which) * arrived,
        _other,
    ),
    FaultKind(
        "its input for its slope",
        "{gate} = {formula} multiplied by the value of {source} on the way back to it. Is that its "
        "local gradient?",
        lambda node, which, arrived, _dout: node.inputs[which].value * arrived,
    ),
    FaultKind(
        "its other input for its slope",
        "{gate} = {formula} multiplied by its other input on the way back to {source}, as a "
        "multiply gate does.",
        lambda node, which, arrived, _dout: node.inputs[1 - which].value * arrived,
        _other,
    ),
    FaultKind(
        "its output for its slope",
        "{gate} = {formula} multiplied by its own value on the way back to {source}. Is that its "
        "local gradient?",
        lambda node, _which, arrived, _dout: node.value * arrived,
    ),
    FaultKind(
        "divided by its value",
        "{gate} = {formula} divided by the value of {source} on the way back to it. Is that its "
        "local gradient?",
        lambda node, which, arrived, _dout: arrived / node.inputs[which].value,
    ),
    FaultKind(
        "half",
        "what {gate} = {formula} sends back to {source} were half of what it should be.",
        lambda node, which, arrived, _dout: 0.5 * _slope(node, which) * arrived,
    ),
    FaultKind(
        "twice",
        "what {gate} = {formula} sends back to {source} were twice what it should be.",
        lambda node, which, arrived, _dout: 2.0 * _slope(node, which) * arrived,
    ),
    FaultKind(
        "times its input",
        "what {gate} = {formula} sends back to {source} were multiplied by the value of {source} "
        "once more.",
        lambda node, which, arrived, _dout: (
            node.inputs[which].value * _slope(node, which) * arrived
        ),
    ),
    FaultKind(
        "times its output",
        "what {gate} = {formula} sends back to {source} were multiplied by the value of {gate} "
        "once more.",
        lambda node, which, arrived, _dout: node.value * _slope(node, which) * arrived,
    ),
    FaultKind(
        "without its output",
        "what {gate} = {formula} sends back to {source} had lost the value of {gate} as a factor.",
        lambda node, which, arrived, _dout: _slope(node, which) * arrived / node.value,
    ),
    FaultKind(
        "the slope at its output",
        "{gate} = {formula} took its local gradient at its output. It belongs at its input.",
        lambda node, _which, arrived, _dout: _at_output(node) * arrived,
        lambda node: len(node.inputs) == 1,
    ),
    FaultKind(
        "upstream gradient twice",
        "what {gate} = {formula} sends back to {source} had the upstream gradient in it twice.",
        lambda node, which, arrived, dout: _slope(node, which) * arrived * dout,
    ),
    FaultKind(
        "upstream gradient added",
        "{gate} = {formula} added what arrives to its local gradient on {source}. How does the "
        "chain rule combine two rates?",
        lambda node, which, arrived, _dout: _slope(node, which) + arrived,
    ),
)


def _at_output(node: Node) -> float:
    assert node.gate is not None
    return slope(node.gate.forward, node.value)


@dataclass(frozen=True)
class Fault:
    """A message that is wrong in one way."""

    message: Message
    kind: FaultKind


def found(exercise: str, samples: Sequence[Sample], part: str) -> Said | None:
    """The fault of one gate, or of two, that leads to just what came back for a part.

    What does not spoil the gradients that are right goes before what does, be it one fault or two.
    Then comes what also explains the other wrong parts, then what never gets to the right ones.

    Args:
        exercise: Its name.
        samples: What came back.
        part: Name of the gradient, such as ``"dx"``.

    Returns:
        None where the exercise has no circuit of several gates, or no fault does it.
    """
    if exercise not in EXERCISES:
        return None
    points = list(_points(exercise, samples))
    if len(points) < 3 or len(points[0].circuit.gates) < 2:
        return None
    if len({len(point.circuit.nodes) for point in points}) > 1:  # vectors of several lengths
        return None
    first = points[0].circuit
    names = _nodes_of(first, part)
    if all(point.fits((), names) for point in points):
        return None  # it is wrong elsewhere, where no circuit can be made
    faults = _faults(first, names)
    told = [name for name in points[0].came if all(name in point.came for point in points)]
    wrong = [name for name in told if not all(point.fits((), [name]) for point in points)]
    sound = [name for name in told if name not in wrong]
    chosen: tuple[Fault, ...] | None = None
    tried = _one_or_two(points[0].fits_two(faults, names), faults, len(first.gates))
    for number, several in enumerate(tried):
        if number and chosen is None:  # before two gates are blamed
            other = _another_gradient(points, part, names) or _off_by_a_value(points, part, names)
            if other is not None:
                return other
        fitting = [some for some in several if all(p.fits(some, names) for p in points[1:])]
        apart = [s for s in fitting if all(p.fits(s, sound) for p in points)]
        if not fitting or (not apart and chosen):
            continue
        among = apart or fitting
        everything = [s for s in among if all(p.fits(s, wrong) for p in points)]
        alone = [s for s in among if _leaves_alone(first, s, sound)]
        shared = _in_others_too(points, [] if everything else among, part, wrong)
        chosen = [*everything, *shared, *alone, *among][0]
        if apart:
            break
    if chosen is None:
        return (
            _cut_off(points, part, names)
            or _multiplied(points, part, names)
            or _too_many(points, part, names)
        )
    return _said(first, part, chosen)


def _faults(circuit: Circuit, names: Sequence[str]) -> list[Fault]:
    """All faults of single messages that get to one of the inputs."""
    return [
        Fault((gate.name, which), kind)
        for gate in circuit.gates
        for kind in KINDS
        for which in range(len(gate.inputs))
        if kind.usable(gate) and _reaches(circuit, gate.inputs[which], names)
    ]


def _in_others_too(
    points: Sequence[_Point], among: Sequence[tuple[Fault, ...]], part: str, wrong: Sequence[str]
) -> list[tuple[Fault, ...]]:
    """Single faults that explain another wrong gradient, too, with one more beside them.

    Args:
        points: The points.
        among: Faults that explain a part.
        part: The part.
        wrong: The inputs whose gradients are wrong.
    """
    first = points[0].circuit
    own = _nodes_of(first, part)
    others = [name for name in wrong if name not in own]
    if len(among) < 2 or not others or any(len(some) > 1 for some in among):
        return []
    found = list[tuple[Fault, ...]]()
    for name in others:
        more = _faults(first, [name])
        # what is wiped out by the other one tells nothing of the first
        more = [one for one in more if not all(p.fits((one,), [name]) for p in points)]
        for (fault,) in among:
            gate, which = fault.message
            if _reaches(first, first[gate].inputs[which], [name]) and any(
                all(p.fits((fault, one), [name]) for p in points) for one in more
            ):
                found.append((fault,))
    return sorted(found, key=among.index)


def _another_gradient(points: Sequence[_Point], part: str, names: Sequence[str]) -> Said | None:
    """A gate that goes on with the gradient of another one, as after a slip of a name."""
    first = points[0].circuit
    nearest = [*reversed(first.gates)]  # an add gate hands on the same number
    for gate, other in itertools.product(first.gates, nearest):
        if gate in (other, first.output) or not _reaches(first, gate, names):
            continue
        if all(point.fits_given(gate.name, other.name, names) for point in points):
            text = (
                f"{part} comes out as if {gate.name} = {gate.formula} went on with the gradient "
                f"on {other.name}. Which one arrives at {gate.name}?"
            )
            return Said(f"gradient on {other.name} for that on {gate.name}", text, gate.name)
    return None


def _off_by_a_value(points: Sequence[_Point], part: str, names: Sequence[str]) -> Said | None:
    """What is right but for one factor, or divisor, that is a value on the way forward."""
    first = points[0].circuit
    for gate in first.gates[:-1]:
        by = [float(p.circuit[gate.name].value) for p in points]
        if all(
            close(float(p.came[name]), p.usual(name) * value)
            for p, value in zip(points, by, strict=True)
            for name in names
        ):
            return Said(f"times {gate.name}", f"{part} is what it should be, times {gate.name}.")
        if all(by) and all(
            close(float(p.came[name]), p.usual(name) / value)
            for p, value in zip(points, by, strict=True)
            for name in names
        ):
            text = f"{part} is what it should be, divided by {gate.name}."
            return Said(f"over {gate.name}", text)
    return None


#: Bounds at which values on the way forward are cut off, most of them against overflow.
BOUNDS = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0, 500.0, 700.0)


def _cut_off(points: Sequence[_Point], part: str, names: Sequence[str]) -> Said | None:
    """The value of a gate that is cut off before it goes on, and goes back as if it were not."""
    for gate in points[0].circuit.gates[:-1]:
        for low, high, words in ((-1.0, 1.0, "±"), (-np.inf, 1.0, ""), (-1.0, np.inf, "−")):
            fitting = [
                bound
                for bound in BOUNDS
                if all(p.fits_cut(gate.name, low * bound, high * bound, names) for p in points)
            ]
            if len(fitting) == 1:
                at = f"{words}{fitting[0]:g}"
                return Said(
                    f"{gate.name} cut off at {at}",
                    f"{part} comes out as if the value of {gate.name} = {gate.formula} were cut "
                    f"off at {at} before it goes on. Is it used as it is?",
                    gate.name,
                )
    return None


def _multiplied(points: Sequence[_Point], part: str, names: Sequence[str]) -> Said | None:
    """Several messages to one input, of which one is multiplied with others, and not added."""
    if len(names) != 1:
        return None
    sends = [
        (gate.name, which)
        for gate in points[0].circuit.gates
        for which, source in enumerate(gate.inputs)
        if source.name == names[0]
    ]
    if len(sends) < 2:
        return None
    came = np.array([point.came[names[0]] for point in points])
    table = np.array([[point.sent(*send) for point in points] for send in sends])
    for at, (gate, _) in enumerate(sends):
        others = [place for place in range(len(sends)) if place != at]
        for count in range(len(others), 0, -1):
            for before in itertools.combinations(others, count):
                after = [place for place in others if place not in before]
                made = table[list(before)].sum(axis=0) * table[at] + table[after].sum(axis=0)
                if all(close(float(a), float(b)) for a, b in zip(came, made, strict=True)):
                    return Said(
                        f"a message multiplied, from {gate} to {names[0]}",
                        f"{part} comes out as if what comes back from {gate} were multiplied with "
                        "what was there before. Do messages add up (`+=`, not `*=`)?",
                        gate,
                    )
    return None


def _too_many(points: Sequence[_Point], part: str, names: Sequence[str]) -> Said | None:
    """A message, or what arrives somewhere, that is added where it does not belong."""
    if len(names) != 1:
        return None
    first = points[0].circuit
    for gate in first.gates:
        for which, source in enumerate(gate.inputs):
            sent = [point.sent(gate.name, which) for point in points]
            for sign, form in (
                (1.0, "what {gate} = {formula} sends back to {source} were added to it as well."),
                (-1.0, "what {gate} = {formula} sends back to {source} were taken off it as well."),
            ):
                if all(
                    close(point.came[names[0]], point.usual(names[0]) + sign * more)
                    for point, more in zip(points, sent, strict=True)
                ):
                    text = form.format(gate=gate.name, formula=gate.formula, source=source.name)
                    return Said(
                        f"a message too many, from {gate.name} to {source.name}",
                        f"{part} comes out as if {text}",
                        gate.name,
                    )
    for gate in first.gates[:-1]:
        if all(
            close(point.came[names[0]], point.usual(names[0]) + point.usual(gate.name))
            for point in points
        ):
            text = f"the gradient on {gate.name} were added to it as well."
            return Said(
                f"a gradient too many, that on {gate.name}",
                f"{part} comes out as if {text}",
                gate.name,
            )
    return None


def _leaves_alone(circuit: Circuit, faults: Sequence[Fault], names: Sequence[str]) -> bool:
    """Whether none of the wrong messages gets to any of these inputs."""
    return not any(
        _reaches(circuit, circuit[fault.message[0]].inputs[fault.message[1]], names)
        for fault in faults
    )


#: What is a factor beside the right local gradient. Beside another fault it may be a part of what
#: that one is not: a slope of 2 for 2x is no lost slope and a doubled message. So these are told of
#: one gate, or of two that have the same.
FACTORS = frozenset(
    {
        "half",
        "twice",
        "times its input",
        "times its output",
        "without its output",
        "divided by its value",
        "upstream gradient twice",
    }
)


def _one_or_two(
    fitting: npt.NDArray[np.bool_], faults: Sequence[Fault], gates: int
) -> Iterator[Iterator[tuple[Fault, ...]]]:
    """The faults that fit by themselves, then each two that fit together.

    Args:
        fitting: See :meth:`_Point.fits_two`.
        faults: The faults.
        gates: How many gates there are; where there are two, no two faults are told.
    """
    yield ((fault,) for fault, fits in zip(faults, np.diagonal(fitting), strict=True) if fits)
    if gates > 2:
        factor = np.array([fault.kind.name in FACTORS for fault in faults], dtype=bool)
        kinds = np.array([KINDS.index(fault.kind) for fault in faults])
        alike = kinds[:, None] == kinds
        fitting = fitting & (alike | ~(factor[:, None] | factor))
        pairs = ((faults[one], faults[two]) for one, two in np.argwhere(np.triu(fitting, 1)))
        yield (pair for pair in pairs if pair[0].message != pair[1].message)


@dataclass(frozen=True)
class _Point:
    """A circuit at a point, with what came back for each of its inputs."""

    circuit: Circuit
    dout: float
    came: Mapping[str, float]

    def usual(self, name: str) -> float:
        """The right gradient on a node."""
        return self._usual[name]

    def sent(self, gate: str, which: int) -> float:
        """What a gate sends back to one of its inputs, as it should."""
        return float(self.circuit[gate].local_gradients[which] * self._usual[gate])

    @cached_property
    def _usual(self) -> dict[str, float]:
        return self._gradients(())

    def fits_given(self, gate: str, other: str, names: Sequence[str]) -> bool:
        """Whether a pass in which one gate goes on with the gradient of another gives what came.

        Args:
            gate: The gate.
            other: The one whose right gradient it goes on with.
            names: The inputs whose gradients are looked at.
        """
        made = self._gradients((), {gate: self._usual[other]})
        return all(close(float(self.came[name]), made[name]) for name in names)

    def _gradients(
        self, faults: Sequence[Fault], instead: Mapping[str, float] | None = None
    ) -> dict[str, float]:
        """The gradient on each node, by a backward pass with these faults.

        Args:
            faults: The faults.
            instead: What some gates go on with in the place of what arrives.
        """
        wrong = {fault.message: fault.kind for fault in faults}
        gradients = dict.fromkeys((node.name for node in self.circuit.nodes), 0.0)
        gradients[self.circuit.output.name] = self.dout
        for node in reversed(self.circuit.gates):
            arrived = (instead or {}).get(node.name, gradients[node.name])
            for which, source in enumerate(node.inputs):
                kind = wrong.get((node.name, which))
                if kind is None:
                    gradients[source.name] += node.local_gradients[which] * arrived
                else:
                    gradients[source.name] += kind.message(node, which, arrived, self.dout)
        return gradients

    def fits_cut(self, cut: str, low: float, high: float, names: Sequence[str]) -> bool:
        """Whether a pass in which the value of one gate is cut off gives what came.

        Args:
            cut: The gate.
            low: The least value that goes on from it.
            high: The largest.
            names: The inputs whose gradients are looked at.
        """
        values = dict[str, float]()
        gradients = dict.fromkeys((node.name for node in self.circuit.nodes), 0.0)
        gradients[self.circuit.output.name] = self.dout
        try:
            for node in self.circuit.nodes:
                value = node.value
                if node.gate is not None:
                    value = complex(node.gate.forward(*(values[n.name] for n in node.inputs))).real
                values[node.name] = min(max(value, low), high) if node.name == cut else value
            for node in reversed(self.circuit.gates):
                assert node.gate is not None
                given = [values[source.name] for source in node.inputs]
                sent = complex_step(node.gate.forward, given, gradients[node.name])
                for source, message in zip(node.inputs, sent, strict=True):
                    gradients[source.name] += message
        except (ArithmeticError, ValueError):
            return False
        return all(close(float(self.came[name]), gradients[name]) for name in names)

    def fits(self, faults: Sequence[Fault], names: Sequence[str]) -> bool:
        """Whether a backward pass with these faults gives what came for these inputs."""
        try:
            gradients = self._gradients(faults)
        except (ArithmeticError, ValueError):
            return False
        made = [float(gradients[name]) for name in names]
        if not all(map(math.isfinite, made)):
            return False
        if len(made) == 1:
            return close(float(self.came[names[0]]), made[0])
        return close(np.array([self.came[name] for name in names]), np.array(made))

    def fits_two(self, faults: Sequence[Fault], names: Sequence[str]) -> npt.NDArray[np.bool_]:
        """What :meth:`fits` says of every two faults, all at once.

        Args:
            faults: The faults.
            names: The inputs that are looked at.

        Returns:
            A square: at ``[i, j]``, whether these gradients come out just so with the faults ``i``
            and ``j``; at ``[i, i]``, with one alone. Two of the same message mean nothing.
        """
        square = (len(faults), len(faults))
        fine = np.ones(square, dtype=bool)
        gradients: dict[str, Any] = {node.name: np.zeros(square) for node in self.circuit.nodes}
        gradients[self.circuit.output.name] += self.dout
        with np.errstate(all="ignore"):
            for node in reversed(self.circuit.gates):
                arrived = gradients[node.name]
                for which, source in enumerate(node.inputs):
                    sent = node.local_gradients[which] * arrived
                    for at, fault in enumerate(faults):
                        if fault.message != (node.name, which):
                            continue
                        for place in ((at, slice(None)), (slice(None), at)):
                            sent[place] = self._sent(fault, node, which, arrived[place])
                            fine[place] &= np.isfinite(sent[place])
                    gradients[source.name] += sent
        made = np.stack([gradients[name] for name in names], axis=-1)
        came = np.array([self.came[name] for name in names])
        return fine & each_close(came, made.reshape(-1, len(names))).reshape(square)

    def _sent(self, fault: Fault, node: Node, which: int, arrived: Any) -> Any:
        """What a wrong message holds; no number where it cannot be worked out."""
        try:
            return fault.kind.message(node, which, arrived, self.dout)
        except (ArithmeticError, ValueError):
            return math.nan


def _points(exercise: str, samples: Sequence[Sample]) -> Iterator[_Point]:
    """A circuit for each sample that one can be made for; those that tell most come first."""
    told = [s for s in samples if s.dout is None or np.size(s.dout) == 1]
    told = [s for s in told if s.dout is None or 0.1 < abs(float(np.max(s.dout))) < 100.0]
    for sample in sorted(told, key=lambda s: close(s.came, s.right)):
        dout = 1.0 if sample.dout is None else float(np.asarray(sample.dout).reshape(()))
        circuit = circuit_of(exercise, sample.call.case.inputs, dout)
        if circuit is not None:
            yield _Point(circuit, dout, by_node(exercise, sample.call.items))


def _nodes_of(circuit: Circuit, part: str) -> list[str]:
    """Names of the inputs whose gradients a part holds: ``x``, or ``w0``, ``w1`` and so on."""
    name = part.removeprefix("dfd").removeprefix("d")
    if name in circuit:
        return [name]
    return [node.name for node in circuit.inputs if node.name.rstrip("0123456789") == name]


def _reaches(circuit: Circuit, source: Node, names: Sequence[str]) -> bool:
    """Whether what is sent to a node gets to one of the inputs."""
    if source.gate is None:
        return source.name in names
    return any(_reaches(circuit, node, names) for node in source.inputs)


def _said(circuit: Circuit, part: str, faults: Sequence[Fault]) -> Said:
    names, texts = list[str](), list[str]()
    for fault in faults:
        gate = circuit[fault.message[0]]
        source = gate.inputs[fault.message[1]]
        words: dict[str, Any] = {
            "gate": gate.name,
            "formula": gate.formula,
            "source": source.name,
        }
        names.append(f"{fault.kind.name}, from {gate.name} to {source.name}")
        texts.append(fault.kind.text.format(**words))
    *most, text = texts
    if not most:
        return Said(" and ".join(names), f"{part} comes out as if {text}", faults[0].message[0])
    ends = "; and as if ".join(each.rstrip(".?") for each in most)
    return Said(" and ".join(names), f"{part} comes out as if {ends}; and as if {text}")
