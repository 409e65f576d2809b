"""Programs that are there for nothing: at these it is tested what is told of a wrong class."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from backpass.judging.cases import TRIES, NoUsablePoint
from backpass.value_programs.drawing import draw_graph, usable
from backpass.value_programs.gates import GATES, TREE
from backpass.value_programs.program import Line, Program, once, typed

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
    yield from (once(gate, x=0.0) for gate in ("exp", "relu", "sigmoid"))
    yield from _used_by_two(rng)
    beside = {"x": _sized(rng), "y": _sized(rng)}
    for last in (("f", "add", "q x"), ("f", "multiply", "q y")):
        yield typed(beside, ("q", "multiply", "x y"), last)
        yield typed(beside, ("q", "multiply", "x y"), last, "f", "f")


def _used_by_two(rng: np.random.Generator) -> Iterator[Program]:
    """What is used twice by one operation, and by another one that lies farther from the end."""
    for first, square in itertools.product(("add", "multiply"), repeat=2):
        for of in ("b e", "e b"):
            shared = ("q", first, "x y"), ("b", square, "q q"), ("c", "multiply", "q x")
            behind = ("d", "multiply", "c y"), ("e", "add", "d x"), ("f", "add", of)
            yield typed({"x": _sized(rng), "y": _sized(rng)}, *shared, *behind)


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
        if usable(name, [complex(number) for number in inputs.values()]):
            constant = numbers[int(rng.integers(len(numbers)))] if gate.number else None
            return once(name, constant, **inputs)
    raise NoUsablePoint(f"no usable numbers for {name} in {TRIES} draws")


def _typed_as(line: Line) -> tuple[Any, ...]:
    """What stands behind the name of a line, see :func:`typed`."""
    return line.gate, " ".join(line.of), *([] if line.number is None else [line.number])
