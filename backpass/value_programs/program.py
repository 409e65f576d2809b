"""A short program that a learner could type with ``Value``, and what comes out of it.

What it should give comes from running its forward half on complex numbers: there is no backward
pass here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from backpass.judging.gradcheck import COMPLEX_STEP
from backpass.value_programs.gates import GATES


@dataclass(frozen=True)
class Line:
    """One line: a gate, or a call of ``backward`` where ``gate`` is empty.

    Attributes:
        name: The Value that it makes, or the one whose backward pass runs.
        gate: A key of :data:`GATES`.
        of: Names of the Values that go in.
        number: The number in it.
    """

    name: str
    gate: str = ""
    of: tuple[str, ...] = ()
    number: float | None = None

    @property
    def text(self) -> str:
        """As a learner would type it."""
        if not self.gate:
            return f"{self.name}.backward()"
        return f"{self.name} = {GATES[self.gate].text.format(*self.of, n=self.number)}"

    def apply(self, values: Mapping[str, Any], plain: bool) -> Any:
        """The Value that it makes, from those that there are.

        Args:
            values: The Values that there are, by name.
            plain: Whether to calculate with plain numbers instead.
        """
        gate = GATES[self.gate]
        given = [values[name] for name in self.of]
        given += [] if self.number is None else [self.number]
        return (gate.plain if plain else gate.build)(*given)


@dataclass(frozen=True)
class Program:
    """Some inputs and the lines that use them.

    Attributes:
        inputs: Name and number of each Value that is made from a number.
        lines: What is done with them; without a backward pass, one from the last line is added.
        known: What comes out, where complex numbers cannot tell: data or gradient by its name.
    """

    inputs: Mapping[str, float]
    lines: tuple[Line, ...]
    known: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Add the backward pass from the last line, where there is none."""
        if all(line.gate for line in self.lines):
            object.__setattr__(self, "lines", (*self.lines, Line(self.lines[-1].name)))

    @property
    def text(self) -> str:
        """As a learner would type it, on one line."""
        made = [f"{name} = Value({number})" for name, number in self.inputs.items()]
        return "; ".join([*made, *(line.text for line in self.lines)])

    def run(self, value: Callable[[float], Any], asked: Iterable[str]) -> dict[str, Any]:
        """Run it with a learner's class and read what is asked for, e.g. ``"x.grad"``.

        Args:
            value: The learner's class, or what makes a Value of a number.
            asked: What to read afterwards: ``"x.data"`` or ``"x.grad"``.
        """
        nodes = {name: value(number) for name, number in self.inputs.items()}
        for line in self.lines:
            if line.gate:
                nodes[line.name] = line.apply(nodes, plain=False)
            else:
                nodes[line.name].backward()
        parted = {name: name.split(".") for name in asked}
        return {name: getattr(nodes[node], kind) for name, (node, kind) in parted.items()}

    def data(self, moved: str = "", by: complex = 0j) -> dict[str, complex]:
        """The forward half on complex numbers, one node of it moved.

        Args:
            moved: The node to move; none where it is empty.
            by: How far.
        """
        nodes = {name: complex(number) for name, number in self.inputs.items()}
        if moved in nodes:
            nodes[moved] += by
        for line in self.lines:
            if line.gate:
                made = complex(line.apply(nodes, plain=True))
                nodes[line.name] = made + by if line.name == moved else made
        return nodes

    def made_from(self, root: str) -> list[str]:
        """The root and everything that it was made from, the root first."""
        found = [root]
        for line in reversed(self.lines):
            if line.gate and line.name in found:
                found += [name for name in line.of if name not in found]
        return found

    @property
    def asked(self) -> list[str]:
        """Names of what is read after the last line: what :meth:`expected` gives values to."""
        if self.known:
            return list(self.known)
        nodes = [*self.inputs, *(line.name for line in self.lines if line.gate)]
        roots = (line.name for line in self.lines if not line.gate)
        reached = dict.fromkeys(name for root in roots for name in self.made_from(root))
        return [*(f"{name}.data" for name in nodes), *(f"{name}.grad" for name in reached)]

    @cached_property
    def _expected(self) -> dict[str, float]:
        if self.known:
            return dict(self.known)
        plain = self.data()
        gradients: dict[str, float] = {}
        for line in self.lines:
            if line.gate:
                continue
            for name in self.made_from(line.name):
                moved = self.data(name, complex(0.0, COMPLEX_STEP))
                gradients[f"{name}.grad"] = moved[line.name].imag / COMPLEX_STEP
        return {f"{name}.data": value.real for name, value in plain.items()} | gradients

    def expected(self) -> dict[str, float]:
        """Data of all nodes, and the gradients after the last line; the last nodes first."""
        return dict(self._expected)


def once(gate: str, number: float | None = None, **inputs: float) -> Program:
    """A program of a single gate.

    Args:
        gate: A key of :data:`GATES`.
        number: The constant, where the gate takes one.
        inputs: Its inputs by name.
    """
    return Program(inputs, (Line("f", gate, tuple(inputs), number),))


def typed(inputs: Mapping[str, float], *lines: tuple[Any, ...] | str) -> Program:
    """A program from lines like ``("q", "add", "x y")``; a name alone runs its backward pass.

    Args:
        inputs: The inputs by name.
        lines: The lines, in order.
    """
    made = [
        Line(line)
        if isinstance(line, str)
        else Line(line[0], line[1], tuple(line[2].split()), *line[3:])
        for line in lines
    ]
    return Program(inputs, tuple(made))
