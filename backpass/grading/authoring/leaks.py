"""Check that a release holds no answer: it is searched for what students must not see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbformat.notebooknode import NotebookNode

from backpass.grading.common.cells import DOTS

MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
INSTRUCTOR_ONLY = ("backpass.grading", "grader_tests")
REGION = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1", re.DOTALL)
TELLING = 12  # characters: a shorter answer, such as `return "c"`, may well stand elsewhere too


def find_leaks(source: NotebookNode, released: NotebookNode) -> list[str]:
    """What a release gives away, each in a sentence; empty when it gives nothing away.

    Args:
        source: The instructor's notebook.
        released: What was made of it.
    """
    leaks: list[str] = []
    secrets = list(_secrets(source))
    if "widgets" in released.metadata:
        leaks.append("the notebook's metadata holds what its widgets showed (metadata.widgets)")
    for number, cell in enumerate(released.cells, start=1):
        where = f"cell {number} ({_grade_id(cell) or cell.cell_type})"
        leaks += [f"{where} holds “{word}”" for word in MARKERS if word in cell.source]
        leaks += [f"{where} names {word}" for word in INSTRUCTOR_ONLY if word in cell.source]
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None):
            leaks.append(f"{where} has an output")
        text = _dense(cell.source)
        for owner, kind, secret in secrets:
            if (len(secret) >= TELLING or owner == _grade_id(cell)) and secret in text:
                leaks.append(f"{where} holds the {kind} of {owner}")
        if _is_solution(cell) and not _is_open(cell):
            leaks.append(
                f"{where} is to be answered but does not raise NotImplementedError, and has no dots"
            )
    return leaks


def _secrets(source: NotebookNode) -> Iterator[tuple[str, str, str]]:
    for cell in source.cells:
        for kind, body in REGION.findall(cell.source):
            secret = _dense(body)
            if secret:
                yield _grade_id(cell) or "an unmarked cell", kind.lower(), secret


def _dense(text: str) -> str:
    """Text without white space and comments: the same code, however it is laid out."""
    return "".join(re.sub(r"(?m)#.*$", "", text).split())


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _is_open(cell: NotebookNode) -> bool:
    """Whether a place is left for the answer."""
    return "raise NotImplementedError" in cell.source or DOTS.search(cell.source) is not None


def _is_solution(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(cell.metadata.get("nbgrader", {}).get("solution"))
