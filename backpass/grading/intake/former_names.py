"""Exercises that got another name after students had begun: their work is read under the new one.

The source's answer cell keeps the names that its exercise had, in its metadata; the release has
them, too. ``backpass release`` writes them there where an exercise was renamed in mid-term and its
stub is the same but for the name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nbformat.notebooknode import NotebookNode

from backpass.grading.common.cells import grade_id, is_answer
from backpass.grading.intake.findings import Findings, findings_of
from backpass.grading.intake.meaning import gives

KEY, FORMERLY = "backpass", "formerly"  # in an answer cell's metadata
TEST = "test_"


def former_names(cell: NotebookNode) -> list[str]:
    """The names that an exercise had, by its answer cell; the last one comes last."""
    ours = cell["metadata"].get(KEY)
    names = ours.get(FORMERLY) if isinstance(ours, dict) else None
    return [one for one in names if isinstance(one, str)] if isinstance(names, list) else []


def with_former_name(cell: NotebookNode, old: str, before: Sequence[str] = ()) -> None:
    """Write into an answer cell what its exercise was called.

    Args:
        cell: The source's cell, changed in place.
        old: What it was called until now.
        before: What it had been called before that.
    """
    new = grade_id(cell)
    names = [*before, *former_names(cell), old]
    cell["metadata"][KEY] = NotebookNode({FORMERLY: [*dict.fromkeys(n for n in names if n != new)]})


def renamed_in(text: str, old: str, new: str) -> str:
    """A text with a whole word in place of another.

    Args:
        text: The text.
        old: The word to be replaced; where it is part of a longer one, it stays.
        new: What comes in its place.
    """
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text)


def under_new_names(release: NotebookNode, submitted: NotebookNode) -> NotebookNode:
    """What was handed in, with the names that its exercises have by now.

    An exercise that stands there under its new name is left alone. Where the function has another
    name, too, that word is replaced in the student's code, unless the student uses the new word for
    something, or the release still has the old one.

    Args:
        release: The release; not changed.
        submitted: What came; changed in place where a name is an old one.

    Returns:
        What came.
    """
    for cell in release.cells:
        names = former_names(cell) if is_answer(cell) else []
        for old in reversed(names):
            if _is_there(submitted, old):
                if not _is_there(submitted, grade_id(cell)):
                    _rename(release, submitted, old, cell)
                break
    return submitted


def _is_there(notebook: NotebookNode, name: str) -> bool:
    return any(
        grade_id(cell) == name or (cell["cell_type"] == "code" and name in gives(cell["source"]))
        for cell in notebook.cells
    )


def _rename(release: NotebookNode, submitted: NotebookNode, old: str, stub: NotebookNode) -> None:
    new = grade_id(stub)
    taken = {grade_id(cell) for cell in release.cells}
    ids = {was: now for was, now in ((old, new), (TEST + old, TEST + new)) if was not in taken}
    for cell in submitted.cells:
        if now := ids.get(grade_id(cell)):
            cell["metadata"]["nbgrader"] = NotebookNode(grade_id=now)
    if new not in gives(stub["source"]) or _says(release, old) or _says(submitted, new):
        return
    for cell in submitted.cells:
        if cell["cell_type"] == "code":
            cell["source"] = renamed_in(cell["source"], old, new)
    said = f"{old} is called {new} since this was handed in; it was graded under that name."
    findings: Findings = findings_of(submitted)
    findings.note("another name", new, said)
    findings.into(submitted)


def _says(notebook: NotebookNode, word: str) -> bool:
    """Whether a word stands in a notebook's code."""
    return any(
        cell["cell_type"] == "code" and renamed_in(cell["source"], word, "") != cell["source"]
        for cell in notebook.cells
    )
