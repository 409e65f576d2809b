"""What nbgrader's metadata say of a cell: the one place that reads them.

A cell may be a ``NotebookNode`` or plain JSON, and it may come from a stranger: metadata that are
no mapping count as none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from nbformat.notebooknode import NotebookNode

Cell = Mapping[str, Any]

#: The key of nbgrader's part in a cell's metadata.
NBGRADER = "nbgrader"
#: A line that leaves a place for an answer: ``quiz_slope = ...``, with a comment or without.
DOTS = re.compile(r"^[A-Za-z_]\w* = \.\.\.(?:  #.*)?$", re.MULTILINE)


def nbgrader_of(cell: Cell) -> Mapping[str, Any]:
    """Nbgrader's metadata of a cell; empty where there are none."""
    metadata = cell.get("metadata")
    if not isinstance(metadata, (dict, Mapping)):  # a dict is found out sooner
        return _NOTHING
    marks = metadata.get(NBGRADER)
    if marks is None or not isinstance(marks, (dict, Mapping)):
        return _NOTHING
    return marks


_NOTHING: Mapping[str, Any] = MappingProxyType({})


def grade_id(cell: Cell) -> str:
    """The name of a cell; empty where it has none."""
    marks = nbgrader_of(cell)
    if marks is _NOTHING:  # most cells
        return ""
    name = marks.get("grade_id")
    return name if isinstance(name, str) else ""


def points(cell: Cell) -> float:
    """What a graded cell is worth."""
    return float(nbgrader_of(cell).get("points") or 0.0)


def is_solution(cell: Cell) -> bool:
    """Whether it is a cell that holds an answer."""
    return bool(nbgrader_of(cell).get("solution"))


def is_graded(cell: Cell) -> bool:
    """Whether it is worth points, by a test or by hand."""
    return bool(nbgrader_of(cell).get("grade"))


def is_task(cell: Cell) -> bool:
    """Whether it is a task of nbgrader's, answered in cells of the student's own."""
    return bool(nbgrader_of(cell).get("task"))


def is_answer(cell: Cell) -> bool:
    """Whether a student writes in it: a solution cell or a task."""
    marks = nbgrader_of(cell)
    return marks is not _NOTHING and bool(marks.get("solution") or marks.get("task"))


def is_locked(cell: Cell) -> bool:
    """Whether a student cannot change it, as nbgrader decides."""
    marks = nbgrader_of(cell)
    return not marks.get("solution") and bool(marks.get("grade") or marks.get("locked"))


def is_test(cell: Cell) -> bool:
    """Whether it is a test: code that is worth points and holds no answer."""
    if cell.get("cell_type") != "code":
        return False
    marks = nbgrader_of(cell)
    return bool(marks.get("grade")) and not marks.get("solution")


def test_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The tests of a notebook, in order."""
    return [cell for cell in notebook["cells"] if is_test(cell)]
