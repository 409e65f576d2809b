"""A program with a learner's ``Value``, and what came of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from backpass.judging.gradcheck import agrees
from backpass.value_programs.program import Line, Program


@dataclass(frozen=True, eq=False)  # one run is itself: what came may refuse to be compared
class Run:
    """A program with what came of it, as far as that was numbers.

    Attributes:
        program: The program.
        came: What was read, by name; an exception where it stopped.
    """

    program: Program
    came: Any

    @cached_property
    def gates(self) -> list[Line]:
        """The lines that make something."""
        return [line for line in self.program.lines if line.gate]

    @cached_property
    def wrong(self) -> frozenset[str]:
        """The values that were read and are not right. Many questions are asked of each run."""
        expected = self.program.expected()
        return frozenset(name for name, right in expected.items() if not self._is(name, right))

    def _is(self, name: str, right: float | None) -> bool:
        number = number_in(self.came, name)
        return right is None or (number is not None and bool(agrees(number, float(right))))

    @cached_property
    def backwards(self) -> list[str]:
        """Whose backward pass runs, in order."""
        return [line.name for line in self.program.lines if not line.gate]

    def is_right(self, name: str) -> bool:
        """Whether a value that was read is right."""
        return name not in self.wrong

    @cached_property
    def gradients(self) -> list[tuple[str, float | None]]:
        """The gradients that were read: of what, and the number that came."""
        reads = [read for read in self.program.expected() if read.endswith(".grad")]
        return [(read.removesuffix(".grad"), number_in(self.came, read)) for read in reads]

    @cached_property
    def alone(self) -> str:
        """The one operation that it is, on Values that are not the same; else ``""``."""
        lines = self.gates
        alone = len(lines) == 1 and len(set(lines[0].of)) == len(lines[0].of)
        return lines[0].gate if alone else ""

    @cached_property
    def passed_on(self) -> str:
        """The gate of ``q = gate(…); f = q * y``, which has a gradient to pass on; or ``""``."""
        lines = self.gates
        passes_on = (
            len(lines) == 2
            and lines[1].gate == "multiply"
            and lines[0].name == lines[1].of[0]
            and lines[1].of[1] in self.program.inputs
            and lines[1].of[1] not in lines[0].of
            and len(self.backwards) == 1
        )
        return lines[0].gate if passes_on else ""

    @cached_property
    def used_twice(self) -> str:
        """The gate of ``a = gate(…); b = gate(…); f = a ∘ b`` or ``gate(x, x)``; or ``""``."""
        lines = self.gates
        if len(self.backwards) != 1:
            return ""
        if len(lines) == 1:
            return lines[0].gate if len(set(lines[0].of)) < len(lines[0].of) else ""
        twice = (
            len(lines) == 3
            and lines[0].gate == lines[1].gate
            and lines[2].gate in ("add", "multiply")
            and set(lines[2].of) == {lines[0].name, lines[1].name}
        )
        return lines[0].gate if twice else ""

    @cached_property
    def all_right(self) -> bool:
        """Whether everything is right."""
        return isinstance(self.came, Mapping) and not self.wrong


def number_in(came: Any, name: str) -> float | None:
    """A number that was read; None where nothing, or no number, came.

    Args:
        came: What came of a program.
        name: What was read.
    """
    if type(came) is not dict and not isinstance(came, Mapping):  # the first is quicker
        return None
    number = came.get(name)
    return float(number) if isinstance(number, (int, float)) else None


#: Which operations an operation may be put together from. If one of those is wrong, nothing is said
#: of what is made from it.
MADE_FROM: Mapping[str, tuple[str, ...]] = {
    "subtract": ("add", "negate", "multiply"),
    "negate": ("multiply",),
    "divide": ("multiply", "power", "root"),
    "add n": ("add",),
    "n add": ("add", "add n"),
    "subtract n": ("add", "negate", "multiply", "subtract"),
    "n subtract": ("add", "negate", "multiply", "subtract"),
    "multiply n": ("multiply",),
    "n multiply": ("multiply", "multiply n"),
    "divide n": ("multiply", "divide", "power"),
    "n divide": ("multiply", "divide", "power"),
    "root": ("power",),
}
WORDS: Mapping[str, str] = {
    "add": "x + y",
    "subtract": "x - y",
    "multiply": "x * y",
    "divide": "x / y",
    "negate": "-x",
    "add n": "x + n",
    "n add": "n + x",
    "subtract n": "x - n",
    "n subtract": "n - x",
    "multiply n": "x * n",
    "n multiply": "n * x",
    "divide n": "x / n",
    "n divide": "n / x",
    "power": "x ** n",
    "root": "x ** n",
    "exp": "exp",
    "relu": "relu",
    "sigmoid": "sigmoid",
    "maximum": "maximum",
}


ORDER = "order of the backward pass"
EQUAL = "equal numbers taken for one Value"


def is_forked(run: Run) -> bool:
    """Whether a Value is used by two operations of a program."""
    used = [name for line in run.gates for name in set(line.of)]
    return len(used) > len(set(used))


def is_shared(run: Run) -> bool:
    """Whether something that was computed is used more than once."""
    made = {line.name for line in run.gates}
    used = [name for line in run.gates for name in line.of if name in made]
    return len(used) > len(set(used))


def local_slope(line: Any, nodes: Mapping[str, complex], place: int) -> float:
    """The slope of one operation in one of its inputs, by the complex step.

    Args:
        line: The operation.
        nodes: The numbers of what it reads, by name.
        place: Which of its inputs.
    """
    step = 2.0**-100
    of = tuple(f"{name}'" if at == place else name for at, name in enumerate(line.of))
    moved = {**nodes, of[place]: nodes[line.of[place]] + complex(0.0, step)}
    return float(complex(replace(line, of=of).apply(moved, True)).imag / step)


def numbers_within(run: Run) -> dict[str, complex] | None:
    """The number of each Value of a program; None where one of them is too large for a float.

    Args:
        run: The program.
    """
    nodes: dict[str, complex] = {n: complex(v) for n, v in run.program.inputs.items()}
    try:
        for line in run.gates:
            nodes[line.name] = complex(line.apply(nodes, True))
    except ArithmeticError:
        return None
    return nodes


def basic_and_gone_through_once(runs: Sequence[Run]) -> list[Run]:
    """Programs of basic operations alone, with a single backward pass, from the last of them.

    Args:
        runs: The programs that gave numbers.
    """
    return [
        run
        for run in runs
        if len(run.backwards) == 1
        and run.gates
        and run.backwards[0] == run.gates[-1].name
        and not any(line.gate in MADE_FROM for line in run.gates)
    ]


def gone_through(
    run: Run,
    nodes: Mapping[str, complex],
    sends: Callable[[Line, int, float], float],
    followed: Callable[[Line], Iterable[str]] = lambda line: line.of,
) -> bool:
    """Whether the gradients of a program are those of some other backward pass.

    Args:
        run: The program; its last line is an operation whose backward pass runs.
        nodes: The numbers within it.
        sends: From a line, the place of an operand and the gradient that arrived to what that
            operand is sent.
        followed: The operands of a line from which the pass goes on.
    """
    gradients = dict.fromkeys(nodes, 0.0)
    gradients[run.gates[-1].name] = 1.0
    reached = {run.gates[-1].name}
    for line in reversed(run.gates):
        if line.name not in reached:
            continue
        reached.update(followed(line))
        for at, name in enumerate(line.of):
            gradients[name] += sends(line, at, gradients[line.name])
    if not all(map(math.isfinite, gradients.values())):
        return True  # it says nothing
    return all(came is not None and agrees(came, gradients[of]) for of, came in run.gradients)
