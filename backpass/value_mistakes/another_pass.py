"""A backward pass that does something else, whatever the operation: it is gone through anew.

Each way in which what serves all operations can be wrong is followed through every program of basic
operations, those that were drawn to test what is told as well. Only what comes out just so in all
of them is told, and no operation is blamed then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from backpass.judging.gradcheck import agrees
from backpass.likeness.sample import Said
from backpass.value_mistakes.program import (
    Run,
    basic_and_gone_through_once,
    gone_through,
    is_shared,
    local_slope,
    number_in,
    numbers_within,
)
from backpass.value_programs.program import Line


class Message(NamedTuple):
    """What an operation sends back to one of its operands.

    Attributes:
        place: Which operand.
        many: How many there are.
        slope: The local gradient.
        arrived: The gradient that arrives at the operation.
        value: Of the operation.
        operand: The value of the operand.
    """

    place: int
    many: int
    slope: float
    arrived: float
    value: float
    operand: float


#: From what should be sent to what is.
Sends = Callable[[Message], float]
_WAYS: tuple[tuple[Sends, Said], ...] = (
    (
        lambda m: m.slope * m.arrived if m.place == 0 else 0.0,
        Said(
            "second operands left out",
            "Whatever the operation, its second operand hears nothing back, and the first one "
            "does. Does the result know both operands themselves, and does the pass get to "
            "both?",
        ),
    ),
    (
        lambda m: m.slope * m.arrived if m.place else 0.0,
        Said(
            "first operands left out",
            "Whatever the operation, its first operand hears nothing back. Does the pass get to"
            " all operands?",
        ),
    ),
    (
        lambda m: m.slope * m.arrived if m.place < m.many - 1 else 0.0,
        Said(
            "last operands left out",
            "Whatever the operation, its last operand hears nothing back. Does the pass get to "
            "all operands?",
        ),
    ),
    (
        lambda m: m.slope * max(m.arrived, 0.0),
        Said(
            "gradients below 0 not passed on",
            "Whatever the operation, a gradient that arrives below 0 is not passed on, and one "
            "above 0 is. May a gradient not be negative?",
        ),
    ),
    (
        lambda m: max(m.slope * m.arrived, 0.0),
        Said(
            "messages below 0 lost",
            "Whatever the operation, what it sends back arrives only where it is above 0. May a"
            " gradient not be negative?",
        ),
    ),
    (
        lambda m: abs(m.slope * m.arrived),
        Said(
            "messages without their sign",
            "Whatever the operation, what it sends back has lost its sign. May a gradient not "
            "be negative?",
        ),
    ),
    (
        lambda m: -m.slope * m.arrived,
        Said(
            "wrong sign of every message",
            "Whatever the operation, what it sends back has the wrong sign. Is it added, or "
            "taken off?",
        ),
    ),
    (
        lambda m: 0.5 * m.slope * m.arrived,
        Said(
            "half of every message",
            "Whatever the operation, half of what it should send back arrives.",
        ),
    ),
    (
        lambda m: m.slope * m.arrived / m.many,
        Said(
            "messages divided among operands",
            "Whatever the operation, what it sends back is divided by the number of its "
            "operands. Does each of them get all of it?",
        ),
    ),
    (
        lambda m: 2.0 * m.slope * m.arrived,
        Said(
            "every message twice",
            "Whatever the operation, twice what it should send back arrives. Is each one gone "
            "through once?",
        ),
    ),
    (
        lambda m: m.arrived,
        Said(
            "no local gradients",
            "Whatever the operation, what arrives is handed on as it came. Where do the local "
            "gradients come in?",
        ),
    ),
    (
        lambda m: m.slope * m.value,
        Said(
            "values in the place of gradients",
            "Whatever the operation, its local gradient is multiplied by its value, and not by "
            "the gradient that arrives. Which of `data` and `grad` belongs there?",
        ),
    ),
    (
        lambda m: m.slope + m.arrived,
        Said(
            "messages of sums",
            "Whatever the operation, its local gradient and the gradient that arrives are "
            "added. How does the chain rule combine two rates?",
        ),
    ),
    (
        lambda m: m.slope * m.arrived if m.operand else 0.0,
        Said(
            "operands of 0 left out",
            "Whatever the operation, an operand that is 0 hears nothing back. Does a number of "
            "0 mean that nothing is there?",
        ),
    ),
    (
        lambda m: m.slope * m.arrived if m.operand > 0.0 else 0.0,
        Said(
            "negative operands left out",
            "Whatever the operation, an operand that is not above 0 hears nothing back. Does "
            "the sign of its number matter?",
        ),
    ),
)
#: So many programs must be wrong, and so many operations be in them.
FEWEST, OPERATIONS = 6, 3
#: So many operations at most may be wrong beside what serves all of them.
ODD = 2


def another_pass(runs: Sequence[Run]) -> tuple[Said, list[str]] | None:
    """What is wrong with every message alike, if one such thing explains all gradients.

    Args:
        runs: The programs that gave numbers.

    Returns:
        What is said, and the operations that it does not explain; None where nothing does.
    """
    plain = [
        run
        for run in basic_and_gone_through_once(runs)
        if not is_shared(run)  # the order in which it is passed on may matter
        and not getattr(run.program, "known", None)
    ]
    wired = {id(run): _wired(run, nodes) for run in plain if (nodes := numbers_within(run))}
    plain = [run for run in plain if id(run) in wired]
    alone: dict[str, list[Run]] = {}
    for run in plain:
        if len(run.gates) == 1:
            alone.setdefault(run.gates[0].gate, []).append(run)
    if len(alone) < OPERATIONS:
        return None
    for sends, said in (*_WAYS, *_dropped([run for own in alone.values() for run in own])):

        def comes_out(run: Run, sends: Sends = sends) -> bool:
            return _comes_out(run, wired[id(run)], sends)

        odd = _odd(alone, comes_out)
        if odd is None:
            continue
        rest = [run for run in plain if not {line.gate for line in run.gates} & {*odd}]
        wrong = [run for run in rest if not run.all_right]
        many = len({line.gate for run in wrong for line in run.gates}) >= OPERATIONS
        if many and len(wrong) >= FEWEST and all(map(comes_out, rest)):
            return said, odd
    return None


def _odd(alone: Mapping[str, Sequence[Run]], comes_out: Callable[[Run], bool]) -> list[str] | None:
    """The operations that a way does not explain; None where they are too many, or too plain.

    Args:
        alone: Programs of one operation, by operation.
        comes_out: Whether the way explains a program.
    """
    odd = list[str]()
    for gate, own in alone.items():
        if not all(map(comes_out, own)):
            odd.append(gate)
            if gate in ("add", "multiply") or len(odd) > ODD:
                return None
    return odd


#: So many bounds are tried between what was lost and what was kept.
STEPS = 16


def _dropped(alone: Sequence[Run]) -> Iterator[tuple[Sends, Said]]:
    """Messages that do not arrive where they are small, up to a size that is seen.

    Args:
        alone: Programs of one operation.
    """
    sent = [
        (number_in(run.came, f"{name}.grad"), float(run.program.expected()[f"{name}.grad"]))
        for run in alone
        for name in run.gates[0].of
        if len(set(run.gates[0].of)) == len(run.gates[0].of)
    ]
    lost = max((abs(right) for came, right in sent if came == 0.0), default=0.0)
    kept = min((abs(right) for came, right in sent if came and agrees(came, right)), default=0.0)
    if not 0.0 < lost < kept:
        return
    said = Said(
        "small messages left out",
        f"Whatever the operation, what it should send back does not arrive where its size is "
        f"{lost:.3g} or less, and does from {kept:.3g} on. May a gradient not be small?",
    )
    for step in range(STEPS):  # what lies between them is not known
        bound = lost * (kept / lost) ** (step / STEPS)

        def sends(m: Message, bound: float = bound) -> float:
            message = m.slope * m.arrived
            return message if abs(message) > bound else 0.0

        yield sends, said


class _Wires(NamedTuple):
    """What no way of passing on changes: it is found once for each program.

    Attributes:
        nodes: The number of each Value.
        slopes: By line, of each operand: its local gradient and its number.
        right: Whether all values are right.
    """

    nodes: Mapping[str, complex]
    slopes: Mapping[str, Sequence[tuple[float, float]]]
    right: bool


def _wired(run: Run, nodes: Mapping[str, complex]) -> _Wires:
    slopes = {
        line.name: [
            (local_slope(line, nodes, at), nodes[name].real) for at, name in enumerate(line.of)
        ]
        for line in run.gates
    }
    return _Wires(nodes, slopes, not any(read.endswith(".data") for read in run.wrong))


def _comes_out(run: Run, wires: _Wires, sends: Sends) -> bool:
    """Whether all values are right, and all gradients those of a pass with other messages."""

    def sent(line: Line, at: int, arrived: float) -> float:
        slope, operand = wires.slopes[line.name][at]
        value = wires.nodes[line.name].real
        return sends(Message(at, len(line.of), slope, arrived, value, operand))

    return wires.right and gone_through(run, wires.nodes, sent)
