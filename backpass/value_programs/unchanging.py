"""Programs that are always the same, so that a mark does not depend on what is drawn."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from backpass.value_programs.drawing import draw_graph
from backpass.value_programs.gates import FUNCTIONS, NUMBERS, TREE
from backpass.value_programs.program import Program, once, typed

#: Sizes at which no rule comes to the same as another by accident, as 2² and 2 · 2 do. Programs
#: with these stand beside the drawn ones, so that a mark does not depend on what is drawn.
SMALL, LARGE = 0.6, 1.7
#: Graphs of many gates that are always the same.
GRAPHS = 8


def other_size(at: float) -> float:
    """The other one of the two sizes, with the other sign."""
    return -SMALL if at == LARGE else math.copysign(LARGE, -at)


@cache
def fixed_functions() -> tuple[Program, ...]:
    """Each function on both sides of 0, with upstream gradients of both signs."""
    made = list[Program]()
    for at in (SMALL, -SMALL, LARGE, -LARGE):
        for gate in ("exp", "relu", "sigmoid"):
            beside = {"x": at, "y": -1.3}
            made += [
                once(gate, x=at),
                typed(beside, ("q", gate, "x"), ("f", "multiply", "q y")),
            ]
        pair = {"x": at, "y": other_size(at)}
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
def fixed_forks() -> tuple[Program, ...]:
    """Each kind of gate twice in a small graph, whose messages have both signs."""
    made = list[Program]()

    def twice(at: float, *line: Any) -> None:
        beside = {"x": at, "y": -1.3}
        lines = (("a", *line), ("b", *line), ("c", "multiply", "a y"), ("f", "add", "c b"))
        made.append(typed(beside, *lines))

    for at in (SMALL, -SMALL, LARGE, -LARGE):
        for gate in ("exp", "relu", "sigmoid", "negate"):
            twice(at, gate, "x")
        pair = {"x": at, "y": other_size(at)}
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
def fixed_graphs() -> tuple[Program, ...]:
    """Larger graphs, always the same: whoever visits nodes in a wrong order errs in one of them."""
    rng = np.random.default_rng(GRAPHS)
    return tuple(draw_graph(rng, (*TREE[:3], "maximum"), 12) for _ in range(GRAPHS))


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


@cache
def new_ones() -> tuple[Program, ...]:
    """Operations that change no number, whose results are new Values all the same."""
    return tuple(
        typed({"x": LARGE}, ("q", gate, "x", number), ("p", "multiply n", "q", 3), ("f", "add", of))
        for gate, number in NEUTRAL
        for of in ("p x", "x p")
    )
