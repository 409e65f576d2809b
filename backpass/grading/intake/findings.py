"""What the intake found out about a submission, kept in the graded notebook's metadata."""

from __future__ import annotations

from dataclasses import dataclass, field

from nbformat.notebooknode import NotebookNode

from backpass.grading.common.errors import ErrorName

KEY = "backpass"  # where findings are kept in a notebook's metadata


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
        """Remember something unusual about a cell."""
        self.odd.append({"kind": kind, "cell": cell, "text": text})

    def into(self, notebook: NotebookNode) -> None:
        """Keep the findings in a notebook's metadata."""
        notebook.metadata[KEY] = NotebookNode(unreadable=self.unreadable, odd=self.odd)


def findings_of(notebook: NotebookNode) -> Findings:
    """The findings kept in a notebook by :meth:`Findings.into`."""
    kept = notebook.metadata.get(KEY, {})
    return Findings(kept.get("unreadable"), [dict(item) for item in kept.get("odd", [])])


def in_trouble(cell: NotebookNode) -> bool:
    """Whether a test cell says that the grader, not the student, went wrong."""
    if not cell.metadata.get("nbgrader", {}).get("grade"):
        return False
    outputs = cell.get("outputs", [])
    if any(output.get("ename") == ErrorName.NO_MARK for output in outputs):
        return True  # a test that states no number is its author's mistake
    events = (output.get("metadata", {}).get(KEY, {}) for output in outputs)
    return any(event.get("status") == "grader error" for event in events)
