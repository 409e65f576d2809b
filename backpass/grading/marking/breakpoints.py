"""Breakpoints that a student forgot: they are passed over while grading, and the page says so."""

from __future__ import annotations

import ast
from collections.abc import Sequence

#: What stops a program for somebody to look at it; no notebook holds one without a name of these.
STOPS = ("breakpoint", "set_trace")


def may_stop(source: str) -> bool:
    """Whether a text may hold a breakpoint; quick, and never wrong where it says no.

    Args:
        source: A cell's text.
    """
    return any(name in source for name in STOPS)


def breakpoints(sources: Sequence[str]) -> list[tuple[int, int]]:
    """Where breakpoints stand: the place of the cell, and the line in it, counted from 1.

    Args:
        sources: Texts of cells; those that are no Python are passed over.
    """
    found = []
    for place, source in enumerate(sources):
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        lines = [
            node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and _stops(node)
        ]
        found += [(place, line) for line in sorted(set(lines))]
    return found


def _stops(call: ast.Call) -> bool:
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in STOPS


def said(lines: Sequence[int]) -> str:
    """A sentence or two for the student and the instructor.

    Args:
        lines: Lines of one cell.
    """
    numbers = ", ".join(map(str, lines))
    where = f"A breakpoint stands in lines {numbers}, where a notebook waits for somebody to go on."
    if len(lines) == 1:
        where = (
            f"A breakpoint stands in line {numbers}, where a notebook waits for somebody to go on."
        )
    return (
        f"{where} It was passed over and costs nothing. Take it out before the notebook is run "
        "again."
    )
