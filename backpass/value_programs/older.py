"""Programs that go on where a gradient stands already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from backpass.value_programs.gates import GATES
from backpass.value_programs.program import Line, Program, typed
from backpass.value_programs.unchanging import LARGE, SMALL


def behind_what_hears_nothing(line: tuple[Any, ...]) -> Program:
    """Behind a computed Value that gets a gradient of 0 lie inputs that hold an older one."""
    return typed({"x": SMALL, "y": -LARGE}, ("q", "multiply", "x y"), "q", ("f", *line), "f")


def after_an_older(line: tuple[Any, ...], x: float = -SMALL) -> Program:
    """What sends x nothing was made from it all the same, and x holds an older gradient by then.

    Args:
        line: The operation that is made of x, as :func:`~backpass.value_programs.program.typed`
            reads it, without its name.
        x: The number.
    """
    older = ("p", "multiply", "x y")
    return typed({"x": x, "y": LARGE}, older, "p", ("f", *line), "f")


def beside_an_older(gate: str) -> Iterator[Program]:
    """An operation on what holds a gradient already, which stays as it is."""
    number = 2 if GATES[gate].number else None
    for of in (("x", "y"), ("y", "x")) if GATES[gate].inputs == 2 else (("x",),):
        program = Program({"x": LARGE, "y": SMALL}, (Line("x"), Line("f", gate, of, number)))
        yield replace(program, known={"x.grad": 1.0})


def gone_back_through_again(name: str) -> Program:
    """A single operation, whose second backward pass is like its first."""
    gate = GATES[name]
    of = "x y" if gate.inputs == 2 else "x"
    return typed({"x": LARGE, "y": SMALL}, ("f", name, of, *gate.number[:1]), "f", "f")
