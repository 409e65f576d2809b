"""From a student's cells to a notebook that can be graded: the release with the answers put in.

Whatever was edited, deleted, doubled, retyped or retagged around the answers has no say.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from backpass.grading.authoring.links import ADDED
from backpass.grading.authoring.tidy import KERNELSPEC, LANGUAGE_INFO, free_id
from backpass.grading.course import CourseError
from backpass.grading.intake.findings import Findings
from backpass.grading.intake.read import grade_id_of, new_cell


def read_release(coursedir: Any, chapter: str) -> NotebookNode:
    """The release of a chapter.

    Raises:
        CourseError: It is not there.
    """
    path = Path(coursedir.format_path(coursedir.release_directory, ".", chapter))
    path = path / f"{chapter}.ipynb"
    if not path.is_file():
        raise CourseError(f"{path} is missing. Run `backpass release {chapter}` first.")
    return nbformat.read(path, 4)


@dataclass
class _Anchored:
    """A student's own cell and the release cell that it follows (-1: before all)."""

    after: int
    cell: NotebookNode


class _Rebuilder:
    """The state of one rebuilding; see :func:`rebuild`."""

    def __init__(self, release: NotebookNode) -> None:
        self.release = release
        self.findings = Findings()
        self.by_grade_id = {gid: k for k, c in enumerate(release.cells) if (gid := grade_id_of(c))}
        self.by_id = {c.get("id"): k for k, c in enumerate(release.cells) if not grade_id_of(c)}
        self.by_source = {_same(c): k for k, c in enumerate(release.cells) if not grade_id_of(c)}
        self.answers: dict[str, list[str]] = {}
        self.pictures: dict[tuple[str, str], Any] = {}
        self.seen: set[str] = set()
        self.own: list[_Anchored] = []

    def take(self, submitted: NotebookNode) -> None:
        """Sort the student's cells into answers, the release's and the student's own."""
        place = -1
        for cell in submitted.cells:
            grade_id = grade_id_of(cell)
            if grade_id in self.by_grade_id:
                place = self.by_grade_id[grade_id]
                self._take_known(grade_id, self.release.cells[place], cell)
                continue
            known = self.by_source.get(_same(cell), self.by_id.get(cell.get("id")))
            if known is None:
                self.own.append(_Anchored(place, cell))
                continue
            place = known
            if _same(cell) != _same(self.release.cells[known]) and cell.cell_type == "code":
                # the release's own cell runs, then the student's version of it: nothing is lost
                self.own.append(_Anchored(place, cell))

    def _take_known(self, grade_id: str, original: NotebookNode, cell: NotebookNode) -> None:
        if is_solution(original):
            self.answers.setdefault(grade_id, []).append(cell.source)
            if "attachments" in cell:
                self.pictures[grade_id, cell.source] = cell.attachments
            if cell.cell_type != original.cell_type:
                self.findings.note(
                    "retyped", grade_id, f"The cell {grade_id} had become a {cell.cell_type} cell."
                )
        elif _stripped(cell.source) != _stripped(original.source):
            self.findings.note(
                "edited",
                grade_id,
                f"The locked cell {grade_id} had been edited; it was graded as released.",
            )
        elif grade_id in self.seen:
            self.findings.note(
                "doubled", grade_id, f"The locked cell {grade_id} was there more than once."
            )
        self.seen.add(grade_id)

    def answer(self, grade_id: str, original: NotebookNode) -> str:
        """The source that counts for a solution cell."""
        stub = _stripped(original.source)
        given = self.answers.get(grade_id, [])
        written = [source for source in given if _stripped(source) != stub]
        if len(given) > 1:
            self.findings.note(
                "doubled",
                grade_id,
                f"The cell {grade_id} was there {len(given)} times; "
                + ("the first one with an answer counts." if written else "all are unanswered."),
            )
        if written:
            return written[0]
        moved = self._moved(defined(str(original.source)))
        if moved is not None:
            self.findings.note(
                "moved",
                grade_id,
                f"The answer to {grade_id} stood in a cell of the student's own; it counts.",
            )
            return moved
        if not given:
            self.findings.note(
                "deleted", grade_id, f"The cell {grade_id} had been deleted; no answer was found."
            )
        return str(original.source)

    def _moved(self, names: set[str]) -> str | None:
        """The first of the student's own cells that defines what the stub defines, taken out."""
        for item in self.own:
            if item.cell.cell_type == "code" and names and names <= defined(item.cell.source):
                self.own.remove(item)
                return str(item.cell.source)
        return None

    def notebook(self) -> NotebookNode:
        """The release with the answers and the student's own cells put in."""
        built = nbformat.v4.new_notebook(
            metadata={"kernelspec": dict(KERNELSPEC), "language_info": dict(LANGUAGE_INFO)}
        )
        cells = [nbformat.from_dict(dict(cell)) for cell in self.release.cells]
        for cell in cells:
            grade_id = grade_id_of(cell)
            if grade_id and is_solution(cell):
                cell.source = self.answer(grade_id, cell)
                pictures = self.pictures.get((grade_id, cell.source))
                if pictures is not None and cell.cell_type == "markdown":
                    cell.attachments = pictures
            elif grade_id and cell.metadata["nbgrader"].get("grade") and grade_id not in self.seen:
                self.findings.note(
                    "deleted",
                    grade_id,
                    f"The test cell {grade_id} had been deleted; it was put back.",
                )
        taken = {cell["id"] for cell in cells}
        for place in range(-1, len(cells)):
            if place >= 0 and cells[place]["id"] not in ADDED:
                built.cells.append(cells[place])
            for item in self.own:
                if item.after == place:
                    built.cells.append(_own_cell(item.cell, taken))
        self.findings.into(built)
        return built


def rebuild(release: NotebookNode, submitted: NotebookNode) -> NotebookNode:
    """The release with what counts of a submission put in.

    Order, types, tags, points and every locked cell are the release's. A solution cell takes the
    student's source by its grade id: of several the first that is not the stub; where there is
    none, a cell of the student's own that defines the function. The student's own cells stay where
    they were, without metadata. The cells that releasing adds, links and set-up, are left out: the
    pages that a graded notebook is shown on have no neighbours to lead to.

    Args:
        release: What students were given.
        submitted: What :func:`read_submission` made of what came back.

    Returns:
        A notebook whose metadata holds the findings.
    """
    rebuilder = _Rebuilder(release)
    rebuilder.take(submitted)
    return rebuilder.notebook()


def blank(release: NotebookNode, reason: str) -> NotebookNode:
    """The unanswered release, with the reason why nothing else can be graded on top of it."""
    built = rebuild(release, release)
    Findings(unreadable=reason).into(built)
    text = f"**This submission could not be graded.** {_plain(reason)}"
    taken = {cell["id"] for cell in built.cells}
    note = nbformat.v4.new_markdown_cell(text, id=free_id("not-graded", text, taken))
    built.cells.insert(0, note)
    return built


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, file names with ``<`` and ``*`` included."""
    return "".join(f"&#{ord(char)};" if char in "<>&*_`[]\\$#|~" else char for char in text)


def is_solution(cell: NotebookNode) -> bool:
    """Whether a release cell is one that a student answers in."""
    marks = cell.metadata.get("nbgrader", {})
    return bool(marks.get("solution") or marks.get("task"))


def defined(source: str) -> set[str]:
    """The functions and classes that a cell's source defines at its top level."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()  # magics, half-written code: nothing that could be an answer
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in tree.body if isinstance(node, kinds)}


def _own_cell(cell: NotebookNode, taken: set[str]) -> NotebookNode:
    own = new_cell(cell.cell_type, cell.source, free_id(cell.get("id"), cell.source, taken))
    taken.add(own["id"])
    if "attachments" in cell:
        own.attachments = cell.attachments
    return own


def _stripped(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _same(cell: NotebookNode) -> tuple[str, str]:
    return cell.cell_type, _stripped(cell.source)
