"""What is asked of a ``Value``, part by part."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from backpass.judging.cases import NEARLY
from backpass.value_programs.drawing import draw_graph, drawn
from backpass.value_programs.gates import CONSTANTS, FUNCTIONS, GATES, NUMBERS, SPECIAL, TREE
from backpass.value_programs.older import (
    after_an_older,
    behind_what_hears_nothing,
    beside_an_older,
    gone_back_through_again,
)
from backpass.value_programs.program import Line, Program, once, typed
from backpass.value_programs.unchanging import fixed_forks, fixed_functions, fixed_graphs, new_ones

#: The part of backward passes that follow one another.
AGAIN = "again"
#: The operations that are tried on what holds a gradient, by their parts.
KEPT = (
    ("arithmetic", TREE),
    ("numbers", ("add n", "multiply n", "n divide")),
    ("power", ("power",)),
    ("functions", FUNCTIONS),
)


def programs(rng: np.random.Generator) -> Iterator[tuple[str, Program]]:
    """The part that a program belongs to, and the program; the published ones first."""
    published = typed(
        {"x": -2.0, "y": 5.0, "z": -4.0}, ("q", "add", "x y"), ("f", "multiply", "q z")
    )
    yield "arithmetic", published
    for part, gates in KEPT:
        for gate in gates:
            yield from ((part, program) for program in beside_an_older(gate))
            yield part, gone_back_through_again(gate)
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
        chosen = rng.permutation(len(CONSTANTS))[:2]
        for number in chosen:
            yield once(gate, CONSTANTS[number], x=drawn(rng))
        for number in SPECIAL:
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
    yield after_an_older(("power", "x", 0))
    yield behind_what_hears_nothing(("power", "q", 0))


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
    yield after_an_older(("relu", "x"))
    yield after_an_older(("maximum", "x y"))
    yield behind_what_hears_nothing(("relu", "q"))
    yield behind_what_hears_nothing(("maximum", "x q"))
    yield from fixed_functions()


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
        yield replace(after_an_older(("sigmoid", "x"), x), known=known)
    for line in (("power", "x", 0), ("relu", "x"), ("maximum", "x y"), ("divide", "x x")):
        yield after_an_older(line)


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
    yield from new_ones()
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
    yield from fixed_forks()
    yield from fixed_graphs()
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
    yield typed({"x": -abs(pair["x"])}, "x")
    yield replace(typed(pair, "x"), known={"x.grad": 1.0, "y.grad": 0.0})  # not the newest one
    yield typed(pair, *start, "f", "x")
    for line in (("multiply n", "x", 0), ("subtract", "x x"), ("multiply", "x x")):
        yield after_an_older(line)
    yield behind_what_hears_nothing(("multiply n", "q", 0))
