"""Contract of chapter 7: a number that knows where it came from.

``Value`` is judged by short programs, each a few lines that a learner could type. What a program
should give comes from running its forward half on complex numbers: there is no backward pass here.
"""

from __future__ import annotations

import cmath
import math
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from typing import Any, NamedTuple

import numpy as np

from backpass.judging import endless, returned
from backpass.judging.cases import NEARLY, TRIES, NoUsablePoint
from backpass.judging.contract import Contract, QuizContract, SpecialContract
from backpass.judging.errors_in_words import in_words
from backpass.judging.gradcheck import COMPLEX_STEP, agrees
from backpass.judging.judge import Call, Trial, is_stub
from backpass.judging.observe import (
    NoAnswer,
    Script,
    TooManyCallsError,
    attempt,
    lives_elsewhere,
    repeated,
    scripted,
    scripted_all,
    words_of,
)
from backpass.judging.plan import Plan
from backpass.judging.returned import Unfit
from backpass.judging.verdict import PLAIN, Case, Finding, Kind
from backpass.value_mistakes.found import mistakes_found

CHAPTER = "07_build_autograd"
TITLE = "Build autograd"
#: The part of backward passes that follow one another.
AGAIN = "again"
PARTS = {
    "arithmetic": 3.0,
    "numbers": 2.0,
    "power": 2.0,
    "functions": 3.0,
    "edges": 2.0,
    "forks": 3.0,
    "each node once": 1.0,
    AGAIN: 2.0,
    "deep chain": 2.0,
}


# --- gates ---------------------------------------------------------------------------------------


def _power(a: complex, n: float) -> complex:
    """aⁿ; by products where n is whole, so that a negative base keeps its exact real part."""
    if not float(n).is_integer():
        return a**n
    product = complex(1.0)
    for _ in range(abs(int(n))):
        product *= a
    return product if n >= 0 else 1.0 / product


class ValueGate(NamedTuple):
    """One kind of gate.

    Attributes:
        text: How it is typed; ``{0}`` and ``{1}`` are its inputs, ``{n}`` is its number.
        build: What is done with Values.
        plain: What is done with complex numbers, where that is not the same.
        number: The numbers that may stand in it; none for a gate without one.
    """

    text: str
    build: Callable[..., Any]
    plain: Callable[..., Any]
    number: tuple[float, ...] = ()

    @property
    def inputs(self) -> int:
        """How many Values go in."""
        return 2 if "{1}" in self.text else 1


def _gate(text: str, both: Callable[..., Any], *number: float) -> ValueGate:
    return ValueGate(text, both, both, number)


_NUMBERS: tuple[float, ...] = (2, 3.0, -1.5, 0.25, -4)
#: Numbers that some would treat apart.
_SPECIAL = (0, 1, -1.0)
GATES: dict[str, ValueGate] = {
    "add": _gate("{0} + {1}", lambda a, b: a + b),
    "subtract": _gate("{0} - {1}", lambda a, b: a - b),
    "multiply": _gate("{0} * {1}", lambda a, b: a * b),
    "divide": _gate("{0} / {1}", lambda a, b: a / b),
    "negate": _gate("-{0}", lambda a: -a),
    "add n": _gate("{0} + {n}", lambda a, n: a + n, *_NUMBERS),
    "n add": _gate("{n} + {0}", lambda a, n: n + a, *_NUMBERS),
    "subtract n": _gate("{0} - {n}", lambda a, n: a - n, *_NUMBERS),
    "n subtract": _gate("{n} - {0}", lambda a, n: n - a, *_NUMBERS),
    "multiply n": _gate("{0} * {n}", lambda a, n: a * n, *_NUMBERS),
    "n multiply": _gate("{n} * {0}", lambda a, n: n * a, *_NUMBERS),
    "divide n": _gate("{0} / {n}", lambda a, n: a / n, *_NUMBERS),
    "n divide": _gate("{n} / {0}", lambda a, n: n / a, *_NUMBERS),
    "power": ValueGate("{0} ** {n}", lambda a, n: a**n, _power, (2, 3, -1, 2.0, -2)),
    "root": ValueGate("{0} ** {n}", lambda a, n: a**n, _power, (0.5, 1.5, -0.5)),
    "exp": ValueGate("{0}.exp()", lambda a: a.exp(), cmath.exp),
    "relu": ValueGate("{0}.relu()", lambda a: a.relu(), lambda a: a if a.real > 0 else 0j),
    "sigmoid": ValueGate(
        "{0}.sigmoid()", lambda a: a.sigmoid(), lambda a: 1.0 / (1.0 + cmath.exp(-a))
    ),
    "maximum": ValueGate(
        "{0}.maximum({1})", lambda a, b: a.maximum(b), lambda a, b: a if a.real >= b.real else b
    ),
}
TREE = ("add", "subtract", "multiply", "divide", "negate")
NUMBERS = tuple(name for name, gate in GATES.items() if gate.number and "**" not in gate.text)
FUNCTIONS = ("exp", "relu", "sigmoid", "maximum")


# --- programs ------------------------------------------------------------------------------------


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


# --- drawing programs ----------------------------------------------------------------------------


def drawn(rng: np.random.Generator, low: float = 0.3, high: float = 2.5) -> float:
    """A number of either sign with two decimals, so that what is shown is what was used.

    Args:
        rng: Draws it.
        low: The smallest size, before rounding.
        high: The largest size, before rounding.
    """
    sign = 1.0 if rng.random() < 0.5 else -1.0
    return round(sign * (low + (high - low) * float(rng.random())), 2)


def draw_graph(
    rng: np.random.Generator, gates: Sequence[str], length: int, forks: bool = True
) -> Program:
    """A random graph that is far from kinks and in which nothing is huge or cancels.

    Args:
        rng: Draws it.
        gates: Keys of :data:`GATES`.
        length: How many gates.
        forks: Whether a Value may be used more than once.

    Raises:
        NoUsablePoint: None of many draws was far enough from kinks.
    """
    for _ in range(TRIES):
        program = _draw_once(rng, gates, length, forks)
        if program is not None and _well_conditioned(program):
            return program
    raise NoUsablePoint(f"no usable graph of {length} gates in {TRIES} draws")


def _draw_once(
    rng: np.random.Generator, gates: Sequence[str], length: int, forks: bool
) -> Program | None:
    inputs = {name: drawn(rng) for name in ("xyzw" if not forks else "xyz")}
    values: dict[str, complex] = {name: complex(number) for name, number in inputs.items()}
    unused, lines = list(inputs), list[Line]()
    for number in range(length):
        gate = GATES[(name := gates[int(rng.integers(len(gates)))])]
        pool = list(values) if forks else unused
        if len(pool) < gate.inputs:
            break
        first = unused[0] if unused else pool[-1]  # nothing is left lying about
        others = [other for other in pool if other != first]
        rest = [others[int(which)] for which in rng.permutation(len(others))]
        of = (first, *rest)[: gate.inputs]
        of = of[::-1] if rng.random() < 0.5 else of  # either operand may lie deeper
        constant = gate.number[int(rng.integers(len(gate.number)))] if gate.number else None
        line = Line("abcdefghijklmnop"[number], name, of, constant)
        if not _usable(name, [values[n] for n in of]):
            return None
        values[line.name] = complex(line.apply(values, plain=True))
        unused = [*(n for n in unused if n not in of), line.name]
        lines.append(line)
    root = lines[-1].name if lines else ""
    program = Program(inputs, tuple(lines)) if lines else None
    if program is None or (forks and len(program.made_from(root)) < length):
        return None
    return program


def _usable(gate: str, given: Sequence[complex]) -> bool:
    """Whether a gate is smooth and tame at these inputs."""
    a, b = given[0].real, given[-1].real
    return {
        "divide": abs(b) > 0.2,
        "n divide": abs(a) > 0.2,
        "power": abs(a) > 0.3,
        "root": a > 0.3,
        "exp": abs(a) < 3.0,
        "relu": abs(a) > 0.05,
        "sigmoid": abs(a) < 5.0,
        "maximum": abs(a - b) > 0.05,
    }.get(gate, True)


def _well_conditioned(program: Program) -> bool:
    """No value is huge and no gradient is what a cancellation left over."""
    expected = program.expected()
    sizes = {name: abs(value) for name, value in expected.items()}
    data = [size for name, size in sizes.items() if name.endswith(".data")]
    slopes = [size for name, size in sizes.items() if name.endswith(".grad")]
    return max(data) < 50.0 and all(s == 0.0 or 1e-4 < s < 1e3 for s in slopes)


# --- what is asked -------------------------------------------------------------------------------


def programs(rng: np.random.Generator) -> Iterator[tuple[str, Program]]:
    """The part that a program belongs to, and the program; the published ones first."""
    published = typed(
        {"x": -2.0, "y": 5.0, "z": -4.0}, ("q", "add", "x y"), ("f", "multiply", "q z")
    )
    yield "arithmetic", published
    for part, gates in KEPT:
        for gate in gates:
            yield from ((part, program) for program in _beside_an_older(gate))
            yield part, _gone_back_through_again(gate)
    for part, draw in (
        ("arithmetic", _arithmetic),
        ("numbers", _with_numbers),
        ("power", _powers),
        ("functions", _functions),
        ("edges", _edges),
        ("forks", _forks),
        (AGAIN, _again),
    ):
        for program in draw(rng):
            yield part, program


#: Sizes at which no rule comes to the same as another by accident, as 2² and 2 · 2 do. Programs
#: with these stand beside the drawn ones, so that a mark does not depend on what is drawn.
SMALL, LARGE = 0.6, 1.7
#: Graphs of many gates that are always the same.
GRAPHS = 8


def _other(at: float) -> float:
    """The other one of the two sizes, with the other sign."""
    return -SMALL if at == LARGE else math.copysign(LARGE, -at)


@cache
def _fixed_functions() -> tuple[Program, ...]:
    """Each function on both sides of 0, with upstream gradients of both signs."""
    made = list[Program]()
    for at in (SMALL, -SMALL, LARGE, -LARGE):
        for gate in ("exp", "relu", "sigmoid"):
            beside = {"x": at, "y": -1.3}
            made += [
                once(gate, x=at),
                typed(beside, ("q", gate, "x"), ("f", "multiply", "q y")),
            ]
        pair = {"x": at, "y": _other(at)}
        for of in ("x y", "y x"):
            made.append(typed(pair, ("q", "maximum", of), ("f", "power", "q", 3)))
    low = {"x": SMALL, "y": LARGE}
    for of in ("x y", "y x"):
        made.append(typed(low, ("q", "maximum", of), ("f", "power", "q", 2)))
    for of in ("z q", "q z"):  # each operand may be one that was computed
        for gate in (*TREE[:-1], "maximum"):
            made.append(typed(low | {"z": -2.1}, ("q", "multiply", "x y"), ("f", gate, of)))
    for gate in ("negate", *FUNCTIONS[:-1]):  # and so may what goes into a function
        made.append(typed(low, ("q", "multiply", "x y"), ("f", gate, "q")))
    return tuple(made)


@cache
def _fixed_forks() -> tuple[Program, ...]:
    """Each kind of gate twice in a small graph, whose messages have both signs."""
    made = list[Program]()

    def twice(at: float, *line: Any) -> None:
        beside = {"x": at, "y": -1.3}
        lines = (("a", *line), ("b", *line), ("c", "multiply", "a y"), ("f", "add", "c b"))
        made.append(typed(beside, *lines))

    for at in (SMALL, -SMALL, LARGE, -LARGE):
        for gate in ("exp", "relu", "sigmoid", "negate"):
            twice(at, gate, "x")
        pair = {"x": at, "y": _other(at)}
        for gate in ("maximum", *TREE[:-1]):
            lines = (("a", gate, "x y"), ("b", "multiply", "a x"), ("f", "subtract", "b y"))
            made.append(typed(pair, *lines))
        for number in (2, 3.0, -1, -2.0, 0.5, 1.5, -0.5):
            if at > 0 or float(number).is_integer():
                twice(at, "power", "x", number)
    for gate in NUMBERS:
        for number in (-1.5, 2):
            twice(LARGE, gate, "x", number)
    # what was computed hears nothing from one of its users, and something from the other
    for line in (("relu", "q"), ("maximum", "x q"), ("multiply n", "q", 0), ("power", "q", 0)):
        for of in ("a q", "q a"):
            lines = (("q", "multiply", "x y"), ("a", *line), ("f", "add", of))
            made.append(typed({"x": SMALL, "y": -LARGE}, *lines))
    return tuple(made)


@cache
def _fixed_graphs() -> tuple[Program, ...]:
    """Larger graphs, always the same: whoever visits nodes in a wrong order errs in one of them."""
    rng = np.random.default_rng(GRAPHS)
    return tuple(draw_graph(rng, (*TREE[:3], "maximum"), 12) for _ in range(GRAPHS))


def _arithmetic(rng: np.random.Generator) -> Iterator[Program]:
    for gate in TREE:
        names = "xy"[: GATES[gate].inputs]
        yield once(gate, **{name: drawn(rng) for name in names})
    yield once("add", x=2, y=3)
    equal = drawn(rng)
    for gate in ("add", "subtract", "multiply", "divide"):
        yield once(gate, x=equal, y=equal)
        yield once(gate, x=0.0, y=drawn(rng))
    yield once("multiply", x=drawn(rng), y=0.0)
    yield once("multiply", x=0.0, y=0.0)
    yield once("negate", x=0.0)
    yield once("divide", x=1e6, y=1e-6)
    yield once("multiply", x=1e-6, y=-1e9)
    yield draw_graph(rng, TREE, 6, forks=False)


def _with_numbers(rng: np.random.Generator) -> Iterator[Program]:
    for gate in NUMBERS:
        chosen = rng.permutation(len(_NUMBERS))[:2]
        for number in chosen:
            yield once(gate, _NUMBERS[number], x=drawn(rng))
        for number in _SPECIAL:
            if number or gate != "divide n":
                yield once(gate, number, x=drawn(rng))
    for gate in ("add n", "n add", "subtract n", "n subtract", "multiply n", "n multiply"):
        yield once(gate, 3.0, x=0.0)


def _powers(rng: np.random.Generator) -> Iterator[Program]:
    for number in (2, 3, -1, -2, 1, 2.0, -3.0):
        yield once("power", number, x=drawn(rng))
    for number in (0.5, 1.5, -0.5, -2.5):
        yield once("root", number, x=abs(drawn(rng)))
    for number in (1, 2, 3, 2.0, 5):
        yield once("power", number, x=0.0)
    yield once("root", 1.5, x=0.0)
    for number in (0, 0.0, 7, -3):
        yield once("power", number, x=drawn(rng))
    yield once("root", 1 / 3, x=abs(drawn(rng)))
    yield once("power", 2, x=1e-6)
    yield once("power", 3, x=-1e4)
    for number in (2, -2, 3, 1.0):  # of both signs, whatever is drawn
        yield once("power", number, x=-1.3)
    yield once("power", 2, x=1)
    yield _after_an_older(("power", "x", 0))
    yield _behind_what_hears_nothing(("power", "q", 0))


def _functions(rng: np.random.Generator) -> Iterator[Program]:
    for sign in (1.0, -1.0):
        for gate in ("exp", "relu", "sigmoid"):
            yield once(gate, x=sign * abs(drawn(rng)))
    for at in (0.0, 0, 12.0, -12.0, 25.0, -25.0):
        yield once("exp", x=at)
        yield once("sigmoid", x=at)
    for at in (1e-4, -1e-4, 1e-7, -1e-7):
        yield once("sigmoid", x=at)
    yield once("exp", x=100.0)
    yield once("exp", x=600.0)
    yield once("sigmoid", x=-60.0)
    for at in (1e-12, -1e-12, 1e-6, -1e-6, 1e-3, -1e-3, 40.0, 1e6, -1e6):
        yield once("relu", x=at)
    for turn, gap in enumerate(NEARLY):
        level = math.copysign(drawn(rng), (-1.0) ** turn)
        nearly = level + gap * abs(level)
        yield once("maximum", x=level, y=nearly)
        yield once("maximum", x=nearly, y=level)
    low = drawn(rng)
    yield once("maximum", x=low, y=round(low + 1.25, 2))
    yield once("maximum", x=round(low + 1.25, 2), y=low)
    x = {"x": drawn(rng), "y": drawn(rng)}
    for gate in ("exp", "sigmoid"):
        yield typed(x, ("q", gate, "x"), ("f", "multiply", "q y"))
    size = abs(x["x"])
    # the gradient that arrives at the relu is negative
    yield typed({"x": size, "y": -abs(x["y"])}, ("q", "relu", "x"), ("f", "multiply", "q y"))
    yield typed({"x": -size, "y": size}, ("q", "maximum", "x y"), ("f", "power", "q", 2))
    yield typed({"x": size, "y": -size}, ("q", "maximum", "x y"), ("f", "power", "q", 2))
    yield _after_an_older(("relu", "x"))
    yield _after_an_older(("maximum", "x y"))
    yield _behind_what_hears_nothing(("relu", "q"))
    yield _behind_what_hears_nothing(("maximum", "x q"))
    yield from _fixed_functions()


def _edges(rng: np.random.Generator) -> Iterator[Program]:
    tie, y = drawn(rng), drawn(rng)
    zero = {"x": 0.0, "y": y}
    for x in (0, 0.0):
        known = {"f.data": 0.0, "x.grad": 0.0, "y.grad": 0.0}
        yield replace(
            typed(zero | {"x": x}, ("q", "relu", "x"), ("f", "multiply", "q y")), known=known
        )
    equal = {"x": tie, "y": tie, "z": y}
    yield typed(equal, ("q", "maximum", "x y"), ("f", "multiply", "q z"))
    yield typed({"x": 0.0, "y": 0.0}, ("f", "maximum", "x y"))
    far = round(800.0 + 100.0 * rng.random(), 1)
    for x in (far, -far, 1e300, -1e300):
        known = {"f.data": float(x > 0), "f.grad": 1.0, "x.grad": 0.0}
        yield replace(once("sigmoid", x=x), known=known)
    for x in (800.0, -800.0):
        known = {"x.grad": 0.0, "y.grad": x}
        yield replace(_after_an_older(("sigmoid", "x"), x), known=known)
    for line in (("power", "x", 0), ("relu", "x"), ("maximum", "x y"), ("divide", "x x")):
        yield _after_an_older(line)


def _forks(rng: np.random.Generator) -> Iterator[Program]:
    x = abs(drawn(rng))
    for gate in ("add", "multiply", "subtract", "divide", "maximum"):
        yield Program({"x": x}, (Line("f", gate, ("x", "x")),))
    pair = {"x": x, "y": drawn(rng)}
    for gate in ("add", "subtract", "multiply", "divide"):
        for other in ("x y", "y x"):
            yield typed(pair, ("a", gate, "x y"), ("b", gate, other), ("f", "add", "a b"))
    low = {"x": x, "y": round(x + 1.0, 2)}
    for of in ("x y", "y x"):
        yield typed(low, ("a", "maximum", of), ("b", "maximum", of), ("f", "multiply", "a b"))
    for gate in ("negate", "exp", "relu", "sigmoid"):
        yield typed({"x": x}, ("a", gate, "x"), ("b", gate, "x"), ("f", "multiply", "a b"))
    for gate in ("power", *NUMBERS):
        line = (gate, "x", 3)
        yield typed({"x": x}, ("a", *line), ("b", *line), ("f", "multiply", "a b"))
    yield from _new_ones()
    # a is finished only when both b and f, which stand at different depths, have passed theirs on
    yield typed(pair, ("a", "multiply", "x y"), ("b", "multiply", "a x"), ("f", "multiply", "a b"))
    yield typed(pair, ("a", "multiply", "x y"), ("b", "multiply", "a x"), ("f", "multiply", "b a"))
    # a goes into one gate twice and into another once, and either of the two is met first
    doubled = (("a", "multiply", "x y"), ("b", "multiply", "a a"), ("c", "multiply", "a x"))
    for of in ("b c", "c b"):
        yield typed(pair, *doubled, ("f", "add", of))
        yield typed(pair, *doubled, ("d", "exp", "x"), ("e", "add", of), ("f", "multiply", "e d"))
    # the gate that holds a twice is finished before the other one, which lies farther back
    behind = (*doubled, ("d", "exp", "c"), ("e", "negate", "d"))
    for of in ("b e", "e b"):
        yield typed(pair, *behind, ("f", "add", of))
    yield from _fixed_forks()
    yield from _fixed_graphs()
    for _ in range(6):
        yield draw_graph(rng, tuple(GATES), 8)


def _again(rng: np.random.Generator) -> Iterator[Program]:
    pair = {"x": drawn(rng), "y": drawn(rng)}
    start = (("q", "multiply", "x y"), ("f", "add", "q x"))
    yield typed(pair, *start, "f", "f")
    yield typed(pair, *start, "f", "f", "f")
    # two graphs on the same leaves: what belongs to the other one stays as it was
    yield typed(pair, *start, "f", ("g", "multiply n", "x", 5), "g")
    yield typed(pair, *start, ("g", "multiply n", "x", 5), "f", "g")
    yield typed(pair, *start, "f", ("g", "multiply", "f y"), "g")
    # and what the other one changed is set anew by a second call
    yield typed(pair, *start, ("g", "multiply n", "x", 5), "f", "g", "f")
    # two graphs that share nothing, made side by side, gone through one after the other
    apart = {"x": drawn(rng), "y": drawn(rng), "u": drawn(rng), "v": drawn(rng)}
    beside = (("q", "multiply", "x y"), ("p", "multiply", "u v"), ("f", "add", "q x"))
    yield typed(apart, *beside, ("g", "add", "p u"), "f", "g")
    yield typed(apart, *beside, ("g", "add", "p u"), "g", "f", "g")
    # a graph that nobody goes back through keeps its gradients at zero
    idle = {"g.grad": 0.0, "p.grad": 0.0, "u.grad": 0.0, "v.grad": 0.0, "f.grad": 1.0}
    yield replace(typed(apart, *beside, ("g", "add", "p u"), "f"), known=idle)
    # back from the middle, after it was gone through from the end
    yield typed(pair, *start, "f", "q")
    yield typed(pair, *start, "q", "f", "q", "f")
    # back from an input, by itself and after it was reached from elsewhere
    yield typed({"x": pair["x"]}, "x")
    yield replace(typed(pair, "x"), known={"x.grad": 1.0, "y.grad": 0.0})  # not the newest one
    yield typed(pair, *start, "f", "x")
    for line in (("multiply n", "x", 0), ("subtract", "x x"), ("multiply", "x x")):
        yield _after_an_older(line)
    yield _behind_what_hears_nothing(("multiply n", "q", 0))


def _behind_what_hears_nothing(line: tuple[Any, ...]) -> Program:
    """Behind a computed Value that gets a gradient of 0 lie inputs that hold an older one."""
    return typed({"x": SMALL, "y": -LARGE}, ("q", "multiply", "x y"), "q", ("f", *line), "f")


def _after_an_older(line: tuple[Any, ...], x: float = -SMALL) -> Program:
    """What sends x nothing was made from it all the same, and x holds an older gradient by then."""
    older = ("p", "multiply", "x y")
    return typed({"x": x, "y": LARGE}, older, "p", ("f", *line), "f")


@cache
def _new_ones() -> tuple[Program, ...]:
    """Operations that change no number, whose results are new Values all the same."""
    return tuple(
        typed({"x": LARGE}, ("q", gate, "x", number), ("p", "multiply n", "q", 3), ("f", "add", of))
        for gate, number in NEUTRAL
        for of in ("p x", "x p")
    )


def _beside_an_older(gate: str) -> Iterator[Program]:
    """An operation on what holds a gradient already, which stays as it is."""
    number = 2 if GATES[gate].number else None
    for of in (("x", "y"), ("y", "x")) if GATES[gate].inputs == 2 else (("x",),):
        program = Program({"x": LARGE, "y": SMALL}, (Line("x"), Line("f", gate, of, number)))
        yield replace(program, known={"x.grad": 1.0})


def _gone_back_through_again(name: str) -> Program:
    """A single operation, whose second backward pass is like its first."""
    gate = GATES[name]
    of = "x y" if gate.inputs == 2 else "x"
    return typed({"x": LARGE, "y": SMALL}, ("f", name, of, *gate.number[:1]), "f", "f")


#: The operations that are tried on what holds a gradient, by their parts.
KEPT = (
    ("arithmetic", TREE),
    ("numbers", ("add n", "multiply n", "n divide")),
    ("power", ("power",)),
    ("functions", FUNCTIONS),
)
#: Operations with a number that change nothing.
NEUTRAL = (
    ("add n", 0),
    ("n add", 0),
    ("subtract n", 0.0),
    ("multiply n", 1),
    ("n multiply", 1),
    ("divide n", 1.0),
    ("power", 1),
)


# --- where what is told is tested ----------------------------------------------------------------

#: Sizes of the numbers in programs at which it is tested what is told of a wrong class.
SIZES = (0.05, 12.0)
#: Numbers that stand in such programs, beside exponents.
FURTHER = (5, -3, 0.4, -0.7, 11.0, 1.75, -6.5, 2)
WHOLE_EXPONENTS = (2, 3, 4, -1, -2, 5, -3.0)
FRACTIONS = (0.5, 1.5, -0.5, 2.5, 0.3, -1.4)
#: How often each operation is tried by itself there, and how many graphs are drawn, three of each.
BY_ITSELF, THREES = 5, 8


def further(rng: np.random.Generator) -> Iterator[Program]:
    """Small programs that are there for nothing: what is told of a class has to be true there.

    Args:
        rng: Draws them.
    """
    for gate in GATES:
        for _ in range(BY_ITSELF):
            yield _further(rng, gate)
        for _ in range(2):
            alone = _further(rng, gate)
            (line, *_) = alone.lines
            behind = {**alone.inputs, "w": _sized(rng)}
            yield typed(behind, ("q", *_typed_as(line)), ("f", "multiply", "q w"))
    for gate in (*TREE[:-1], "maximum"):
        equal = _sized(rng)
        yield once(gate, x=equal, y=equal)
        yield once(gate, x=0.0, y=_sized(rng))
        if gate != "divide":
            yield once(gate, x=_sized(rng), y=0.0)
        for of in ("q z", "z q"):
            three = {name: _sized(rng) for name in "xyz"}
            yield typed(three, ("q", str(rng.choice(["add", "multiply"])), "x y"), ("f", gate, of))
    for gate in GATES:
        alone = _further(rng, gate)
        (line, *_) = alone.lines
        for joined in ("add", "multiply"):
            pair = (("a", *_typed_as(line)), ("b", *_typed_as(line)), ("f", joined, "a b"))
            yield typed(alone.inputs, *pair)
    for length in range(2, 2 + THREES):
        yield draw_graph(rng, ("add", "multiply"), min(length, 4), forks=length % 2 == 0)
        yield draw_graph(rng, tuple(GATES), min(length, 5), forks=False)
        yield draw_graph(rng, tuple(GATES), min(length, 6))
    beside = {"x": _sized(rng), "y": _sized(rng)}
    for last in (("f", "add", "q x"), ("f", "multiply", "q y")):
        yield typed(beside, ("q", "multiply", "x y"), last)
        yield typed(beside, ("q", "multiply", "x y"), last, "f", "f")


def _sized(rng: np.random.Generator) -> float:
    """A number of either sign, whose size is as likely small as large."""
    low, high = np.log(SIZES)
    sign = 1.0 if rng.random() < 0.5 else -1.0
    return sign * float(f"{math.exp(rng.uniform(low, high)):.3g}")


def _further(rng: np.random.Generator, name: str) -> Program:
    """One operation by itself, at numbers at which it is smooth."""
    gate = GATES[name]
    numbers = {"power": WHOLE_EXPONENTS, "root": FRACTIONS}.get(name, FURTHER)
    for _ in range(TRIES):
        inputs = {one: _sized(rng) for one in "xy"[: gate.inputs]}
        if name == "root":
            inputs["x"] = abs(inputs["x"])
        if _usable(name, [complex(number) for number in inputs.values()]):
            constant = numbers[int(rng.integers(len(numbers)))] if gate.number else None
            return once(name, constant, **inputs)
    raise NoUsablePoint(f"no usable numbers for {name} in {TRIES} draws")


def _typed_as(line: Line) -> tuple[Any, ...]:
    """What stands behind the name of a line, see :func:`typed`."""
    return line.gate, " ".join(line.of), *([] if line.number is None else [line.number])


# --- the long and the wide -----------------------------------------------------------------------

DEPTH = 10_000
#: The operations in these.
IN_LONG = ("add", "multiply n")
DEEP = (
    f"x = Value(0.25); u = x * 2; y = u; then {DEPTH // 2:,} times y = y * 0.999 + u; y.backward()"
)
IN_PLACE = (
    f"x = Value({SMALL}); y = Value({-LARGE}); f = x; f += y; f *= x; f -= y; f /= y; f.backward()"
)
#: Levels of the wide graph, and the calls that are enough for it. They are counted where the class
#: lives. In another process a stranger may stop the counting, so a wider one follows there,
#: which needs none: nobody goes along 2⁴⁰ paths in the time of a call. Here it would never end.
LEVELS, LEVELS_ELSEWHERE, ENOUGH = 16, 40, 20_000


def run_deep(value: Callable[[float], Any]) -> dict[str, Any]:
    """A chain of ten thousand gates that uses what was made of x at every other one."""
    x = value(0.25)
    u = x * 2
    y = repeated(lambda y: y * 0.999 + u, u, DEPTH // 2)
    y.backward()
    return {"y.data": y.data, "y.grad": y.grad, "x.grad": x.grad}


def deep_expected() -> dict[str, float]:
    """What comes out of :func:`run_deep`: it is linear in x, so the slope is the ratio."""
    y = 0.5
    for _ in range(DEPTH // 2):
        y = y * 0.999 + 0.5
    return {"y.data": y, "y.grad": 1.0, "x.grad": y / 0.25}


def run_in_place(value: Callable[[float], Any]) -> dict[str, Any]:
    """Python's operators that give a name a new value; what had the name before stays as it is."""
    x, y = value(SMALL), value(-LARGE)
    f = x
    f += y
    f *= x
    f -= y
    f /= y
    f.backward()
    return {"x.data": x.data, "f.data": f.data, "x.grad": x.grad, "y.grad": y.grad}


def in_place_expected() -> dict[str, float]:
    """What comes out of :func:`run_in_place`: the same as without these operators."""
    lines = ("a", "add", "x y"), ("b", "multiply", "a x"), ("c", "subtract", "b y")
    plain = typed({"x": SMALL, "y": -LARGE}, *lines, ("f", "divide", "c y")).expected()
    return {read: plain[read] for read in ("x.data", "f.data", "x.grad", "y.grad")}


def run_wide(value: Callable[[float], Any], levels: int = LEVELS) -> dict[str, Any]:
    """A graph of few nodes and very many paths.

    Args:
        value: The learner's class.
        levels: How often the last node is added to itself; there are 2 to this power paths.
    """
    x = value(1.0)
    y = x
    for _ in range(levels):
        y = y + y
    y.backward()
    return {"y.data": y.data, "x.grad": x.grad}


# --- judging -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Exam:
    """A program, and the part of the points that it belongs to."""

    part: str
    program: Program

    @cached_property
    def expected(self) -> dict[str, float]:
        """What comes out of it."""
        return self.program.expected()

    @cached_property
    def script(self) -> Script:
        """The program as it is run with a learner's class."""
        return Script(partial(self.program.run, asked=self.program.asked))

    def worked_out(self) -> dict[str, float]:
        """The same, for those who ask when they need it."""
        return self.expected


def examine_value(contract: Contract, value: Any, plan: Plan[_Exam]) -> Trial | None:
    """Judge ``Value`` by running programs with it.

    Args:
        contract: The contract of ``Value``.
        value: The learner's class.
        plan: The programs to run.

    Returns:
        The trial, or None when the class is still the stub.
    """
    trial = Trial(contract.name, contract.parts, tuple(contract.parts))
    if is_stub(attempt(value, 1.0)) or is_stub(attempt(lambda: value(1.0) + value(2.0))):
        return None
    judge_programs(trial, value, plan)
    _judge_wide(trial, value)
    came = scripted(value, run_in_place)
    _judge_run(trial, "arithmetic", IN_PLACE, came, in_place_expected)
    _judge_run(trial, "deep chain", DEEP, scripted(value, run_deep), deep_expected)
    return trial


def judge_programs(trial: Trial, value: Any, plan: Iterable[_Exam]) -> None:
    """Run programs, and blame the parts of those that give something else than they should.

    An older gradient that stays is a mistake of the operation, or of a class whose gradients add
    up from call to call; where they do, that costs the part for it alone.

    Args:
        trial: What is found goes there.
        value: The learner's class.
        plan: The programs.
    """
    exams = list(plan)
    exams.sort(key=_has_an_older_gradient)  # those without first, in their order
    results = scripted_all(value, [one.script for one in exams])
    for one, came in zip(exams, results, strict=True):
        text, about = one.program.text, one.program
        if _has_an_older_gradient(one) and any(part == AGAIN for part, _ in trial.findings):
            trial.saw(Call(Case(f"`{text}`", ()), None, came, about=about))
        else:
            _judge_run(trial, one.part, text, came, one.worked_out, about=about)


def run_further(value: Any, plan: Plan[_Exam], trial: Trial) -> None:
    """Run programs with a wrong class that no mark depends on; what stops there is left out.

    Args:
        value: The learner's class.
        plan: The programs.
        trial: What came of judging it; is given what came of these.
    """
    exams, start = list(plan), time.perf_counter()
    for first in range(0, len(exams), AT_ONCE):
        if time.perf_counter() - start > LONGEST:  # a class that goes through all it ever made
            return
        some = exams[first : first + AT_ONCE]
        results = scripted_all(value, [one.script for one in some])
        for one, came in zip(some, results, strict=True):
            if not isinstance(came, BaseException):
                case = Case(PLAIN, (), like=f"`{one.program.text}`")
                trial.more.append(Call(case, None, came, about=one.program))


#: So many of these programs are run before the clock is looked at, and no more once so many seconds
#: are over: usually all take some hundredths of a second.
AT_ONCE, LONGEST = 32, 1.0 * (4 if sys.platform == "emscripten" else 1)


def _has_an_older_gradient(exam: _Exam) -> bool:
    """Whether a program of another part goes on after a backward pass."""
    return exam.part != AGAIN and any(not line.gate for line in exam.program.lines[:-1])


def run_again(call: Call, value: Any) -> Any:
    """What another class gives for the program of a call.

    Args:
        call: The call of a program.
        value: The other class.
    """
    program: Program = call.about
    return scripted(value, partial(program.run, asked=program.asked))


def _judge_wide(trial: Trial, value: Any) -> None:
    came = scripted(value, run_wide, ENOUGH)
    if type(came).__name__ == TooManyCallsError.__name__:  # it may come from another process
        said = (
            f"The backward pass through {LEVELS} gates takes more than {ENOUGH:,} calls. It goes "
            "along every path; how often does it have to visit each node?"
        )
        case = Case(f"`{_wide(LEVELS)}`", ())
        trial.saw(Call(case, None, TooManyCallsError()))
        trial.blame(Finding("each node once", Kind.VALUE, said, case))
        return
    _judge_run(trial, "each node once", _wide(LEVELS), came, partial(wide_expected, LEVELS))
    if lives_elsewhere(value) and not isinstance(came, BaseException):
        expected = partial(wide_expected, LEVELS_ELSEWHERE)
        came = scripted(value, partial(run_wide, levels=LEVELS_ELSEWHERE), ENOUGH)
        # no call of the trial: a known mistake that it is compared with runs here, where it is not
        _judge_run(trial, "each node once", _wide(LEVELS_ELSEWHERE), came, expected, keep=False)


def wide_expected(levels: int) -> dict[str, float]:
    """What comes out of :func:`run_wide`: each level doubles the value and its slope."""
    return {"y.data": 2.0**levels, "x.grad": 2.0**levels}


def _wide(levels: int) -> str:
    return f"x = Value(1.0); y = x; then {levels} times y = y + y; y.backward()"


def _judge_run(
    trial: Trial,
    part: str,
    text: str,
    result: Any,
    expected: Callable[[], Mapping[str, float]],
    keep: bool = True,
    about: Program | None = None,
) -> None:
    """Hold what one program gave against what it should give, which is worked out for that."""
    case = Case(f"`{text}`", ())
    if keep:
        trial.saw(Call(case, None, result, about=about))
    if isinstance(result, BaseException):
        raised = "" if isinstance(result, NoAnswer) else type(result).__name__
        open_yet = isinstance(result, NotImplementedError) or _not_there(words_of(result), about)
        kind = Kind.MISSING if open_yet else Kind.RAISED
        text = _stopped(result, _is_long(trial, part), about)
        trial.blame(Finding(part, kind, text, case, raised=raised))
        return
    for name, right in expected().items():
        try:
            came = returned.number(result[name], f"`{name}`")
        except Unfit as unfit:
            trial.blame(Finding(part, unfit.kind, str(unfit), case))
            return
        if not agrees(came, right):
            said = f"`{name}` is wrong."
            trial.blame(Finding(part, Kind.VALUE, said, case, came=came, expected=right, of=name))
            return


def _is_long(trial: Trial, part: str) -> bool:
    """Whether calls may have come to their limit since the program is long, and not without end."""
    others = (found.text for (other, _), found in trial.findings.items() if other != part)
    return part == "deep chain" and not any("RecursionError" in text for text in others)


#: What Python says where an operation is not there: the operator, and its operands.
_NO_OPERATION = re.compile(
    r"unsupported operand type\(s\) for (\S+?)(?: or pow\(\))?: '(\w+)' and '(\w+)'"
)
_NO_SIGN = re.compile(r"bad operand type for unary -: '(\w+)'")
_NO_METHOD = re.compile(r"'(\w+)' object has no attribute '(exp|relu|sigmoid|maximum)'")
_NO_BACKWARD = re.compile(r"'(\w+)' object has no attribute 'backward'")
_PLAIN = ("int", "float")


def _is_a_class(kind: str) -> bool:
    """Whether a type is named as a learner's class is; None in its place is another mistake."""
    return kind[0].isupper() and kind != "NoneType"


def _not_there(words: str, program: Program | None) -> str:
    """What is not written yet, as it is typed; empty where an error is about something else.

    Args:
        words: What Python says.
        program: The program that stopped, or None for the long and the wide one. What it does not
            do itself is not blamed.
    """
    done = IN_LONG if program is None else [line.gate for line in program.lines if line.gate]
    typed_as = [GATES[gate].text.format("x", "y", n="n") for gate in done]
    made = ""
    if found := _NO_OPERATION.search(words):
        symbol, one, other = found.groups()
        names = iter("xy")
        if all(kind in _PLAIN or _is_a_class(kind) for kind in (one, other)):
            left, right = ("n" if kind in _PLAIN else next(names) for kind in (one, other))
            made = f"{left} {symbol} {right}"
    elif _NO_SIGN.search(words):
        made = "-x"
    elif found := _NO_METHOD.search(words):
        made = next((text for text in typed_as if f".{found[2]}(" in text), "")
    elif (found := _NO_BACKWARD.search(words)) and _is_a_class(found[1]):
        return "`backward()`"
    return f"`{made}`" if made in typed_as else ""


def _stopped(error: BaseException, long: bool, program: Program | None) -> str:
    if isinstance(error, NotImplementedError):
        return "This is not written yet: `Value` says NotImplementedError."
    if isinstance(error, NoAnswer):
        return f"`Value` gave no answer: {words_of(error)}."
    if isinstance(error, RecursionError) and long:
        return "`Value` stopped with RecursionError: a function calls itself once for each gate."
    if isinstance(error, RecursionError):
        return f"`Value` stopped with RecursionError. {endless.in_words(error)}"
    kind, words = type(error).__name__, words_of(error)
    missing = _not_there(words, program)
    if missing:
        return f"{missing} is not written yet for `Value` ({kind}: {words})."
    words = in_words(error)
    return f"`Value` stopped with {kind}: {words}." if words else f"`Value` stopped with {kind}."


CONTRACTS: tuple[Contract, ...] = (
    SpecialContract(
        name="Value",
        chapter=CHAPTER,
        signature="Value(data)",
        parts=PARTS,
        in_parts=True,
        in_order=True,
        draw=lambda rng: Plan(_Exam(part, program) for part, program in programs(rng)),
        examine=examine_value,
        diagnose=mistakes_found,
        again=run_again,
        draw_more=lambda rng: Plan(_Exam("", program) for program in further(rng)),
        examine_more=run_further,
    ),
    *(
        QuizContract(name=name, chapter=CHAPTER, signature=f"{name}()", parts={"answer": 1.0})
        for name in (
            "quiz_backward_order",
            "quiz_paths",
            "quiz_stale_gradients",
        )
    ),
)
