"""What the intake found out about a submission, kept in the graded notebook's metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nbformat.notebooknode import NotebookNode

from backpass.grading.authoring.tidy import free_id
from backpass.grading.common.cells import grade_id, is_graded
from backpass.grading.common.errors import ErrorName
from backpass.judging.verdict import Status

KEY = "backpass"  # where findings are kept in a notebook's metadata
SUSPICIONS = "suspicions"  # among them: what only the instructor's report shows
NOTE = "note"  # in the metadata of a note on the page: the cell that it is about

#: Errors in a test cell that are its author's mistake, or the grader's.
_OURS = (ErrorName.NO_MARK, ErrorName.NOT_JUDGED)


@dataclass
class Findings:
    """What the intake has to say about one submission.

    Attributes:
        unreadable: Why nothing could be graded; None when it could.
        odd: What was unusual, each ``{"kind", "cell", "text"}``.
    """

    unreadable: str | None = None
    odd: list[dict[str, str]] = field(default_factory=list)

    def note(self, kind: str, cell: str, text: str) -> None:
        """Remember something unusual about a cell, once.

        Args:
            kind: A word that the report sorts by.
            cell: The cell's grade id or name; may be empty.
            text: A sentence for the instructor.
        """
        item = {"kind": kind, "cell": cell, "text": text}
        if item not in self.odd:
            self.odd.append(item)

    def forget(self, kind: str, cell: str) -> None:
        """Take back what was said of a cell.

        Args:
            kind: The kind of it.
            cell: The cell's grade id or name.
        """
        self.odd = [one for one in self.odd if (one["kind"], one["cell"]) != (kind, cell)]

    def into(self, notebook: NotebookNode) -> None:
        """Keep the findings in a notebook's metadata."""
        notebook.metadata[KEY] = NotebookNode(unreadable=self.unreadable, odd=self.odd)


def findings_of(notebook: NotebookNode) -> Findings:
    """The findings kept in a notebook by :meth:`Findings.into`."""
    kept = notebook.metadata.get(KEY, {})
    return Findings(kept.get("unreadable"), [dict(item) for item in kept.get("odd", [])])


def show_notes(notebook: NotebookNode) -> None:
    """Put each finding on the page, above the cell that it is about; at the top if about none.

    Args:
        notebook: A graded notebook, changed in place.
    """
    by_cell: dict[str, list[str]] = {}
    known = {grade_id(cell) for cell in notebook.cells} - {""}
    for item in findings_of(notebook).odd:
        cell = item["cell"] if item["cell"] in known else ""
        by_cell.setdefault(cell, []).append(item["text"])
    taken = {cell["id"] for cell in notebook.cells}
    cells = [_note("", by_cell.pop(""), taken)] if "" in by_cell else []
    for cell in notebook.cells:
        if (name := grade_id(cell)) in by_cell:
            cells.append(_note(name, by_cell.pop(name), taken))
        cells.append(cell)
    notebook.cells = cells


def note_about(cell: Mapping[str, Any]) -> str | None:
    """Which cell a note of the grader is about, ``""`` for the file; None if it is no such note."""
    about = cell["metadata"].get(KEY, {}).get(NOTE)
    return None if about is None else str(about)


def _note(about: str, texts: list[str], taken: set[str]) -> NotebookNode:
    text = "**Note from the grader.** " + " ".join(map(plain_markdown, texts))
    identity = free_id("grader-note", text, taken)
    taken.add(identity)
    metadata = NotebookNode({KEY: NotebookNode({NOTE: about})})
    return NotebookNode(cell_type="markdown", id=identity, metadata=metadata, source=text)


def plain_markdown(text: str) -> str:
    """Text that Markdown shows as it is, file names with ``<`` and ``*`` included."""
    return "".join(f"&#{ord(char)};" if char in "<>&*_`[]\\$#|~" else char for char in text)


def in_trouble(cell: NotebookNode) -> bool:
    """Whether a test cell says that the grader, not the student, went wrong."""
    if not is_graded(cell):
        return False
    outputs = cell.get("outputs", [])
    if any(output.get("ename") in _OURS for output in outputs):
        return True
    events = (output.get("metadata", {}).get(KEY, {}) for output in outputs)
    return any(event.get("status") == Status.GRADER_ERROR for event in events)
