"""What comes in: a stranger's file becomes a notebook that can be graded, whatever the file holds.

Two steps, and the second needs nothing of the first but the student's cells:

1. :func:`read_submission` reads the file into a notebook that holds the cells' types, sources and
   ids and nothing else. A file that cannot be read becomes a reason in a sentence.
2. :func:`rebuild` puts the student's solution cells and own cells into the release. Whatever was
   edited, deleted, doubled, retyped or retagged around them has no say.

nbgrader reaches both through ``nbgrader_config.py``. What was found is kept in the graded
notebook's metadata under ``backpass``, where the report and the feedback read it.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from backpass.grading.authoring.links import ADDED
from backpass.grading.authoring.tidy import KERNELSPEC, LANGUAGE_INFO, free_id
from backpass.grading.course import CourseError
from backpass.grading.intake.regular_files import NotPlain, opened, read

MAX_BYTES = 20 * 2**20
MAX_CELLS = 2_000
KEY = "backpass"  # where findings are kept in a notebook's metadata


class Unreadable(Exception):
    """A submission that cannot be graded; the message is the reason, for student and instructor."""


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


# --- reading -------------------------------------------------------------------------------------


def read_submission(path: Path) -> NotebookNode:
    """The student's cells in a file, as a valid notebook.

    Args:
        path: Where the notebook should be.

    Returns:
        A notebook with cell types, sources, cell ids and grade ids alone.

    Raises:
        Unreadable: There is nothing to read, or it is no notebook; the message says why.
    """
    return understand(read_bytes(path), path.name)


def understand(data: bytes, name: str) -> NotebookNode:
    """The student's cells in what a file holds; see :func:`read_submission`.

    Args:
        data: What the file holds.
        name: The file's name, for messages.
    """
    cells = _raw_cells(_parse(_text_of(data, name)))
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": dict(KERNELSPEC), "language_info": dict(LANGUAGE_INFO)}
    )
    taken: set[str] = set()
    for raw_cell in cells:
        cell = _clean_cell(raw_cell, taken)
        if cell is not None:
            notebook.cells.append(cell)
            taken.add(cell["id"])
    return notebook


def read_bytes(path: Path) -> bytes:
    """What a submitted file holds, if it is one that may be read.

    Raises:
        Unreadable: It is missing, a link, empty, too large or closed to us; the message says which.
    """
    if not path.parent.is_dir():
        raise Unreadable("Nothing was handed in.")
    try:
        with opened(path) as (descriptor, size):
            if size == 0:
                raise Unreadable(f"The file {path.name} is empty.")
            content = read(descriptor, MAX_BYTES)
    except FileNotFoundError as error:
        raise Unreadable(_why_missing(path)) from error
    except NotPlain as error:
        raise Unreadable(str(error)) from error
    except OSError as error:
        raise Unreadable(f"The file {path.name} cannot be opened: {error.strerror}.") from error
    if len(content) > MAX_BYTES:
        raise Unreadable(
            f"The file {path.name} is {size / 2**20:.0f} MB large; at most "
            f"{MAX_BYTES // 2**20} MB are read. Clearing the outputs usually makes it small."
        )
    return content


def _text_of(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"The file {name} is not a notebook: it is not UTF-8 text (byte {error.start})."
        ) from error


def _why_missing(path: Path) -> str:
    others = sorted(p.name for p in path.parent.iterdir() if not p.name.startswith("."))
    if not others:
        return f"The folder is empty: {path.name} is missing."
    shown = ", ".join(others[:3]) + (", …" if len(others) > 3 else "")
    notebooks = [name for name in others if name.endswith(".ipynb")]
    if notebooks:
        return f"The notebook has the wrong name: {path.name} is missing, {shown} is there."
    return f"There is no notebook: {path.name} is missing, {shown} is there."


def _parse(text: str) -> dict[str, Any]:
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(
            "The notebook is damaged: its text is not the JSON of a notebook from line "
            f"{error.lineno}, column {error.colno} on."
        ) from error
    except (RecursionError, ValueError) as error:
        raise Unreadable("The notebook is damaged: its JSON cannot be read.") from error
    if not isinstance(raw, dict):
        raise Unreadable("The file is JSON but not a notebook: it holds no cells.")
    return raw


def _raw_cells(raw: dict[str, Any]) -> list[Any]:
    if "cells" not in raw and isinstance(raw.get("worksheets"), list):
        try:
            raw = nbformat.convert(nbformat.from_dict(raw), 4)
        except Exception as error:  # whatever a stranger's old notebook makes nbformat do
            raise Unreadable(
                "The notebook is in an old format and cannot be brought up to date. Open it in "
                "JupyterLab, save it and hand it in again."
            ) from error
    cells = raw.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("The file is JSON but not a notebook: it holds no cells.")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"The notebook has {len(cells)} cells; at most {MAX_CELLS} are read.")
    return cells


def _clean_cell(raw: Any, taken: set[str]) -> NotebookNode | None:
    """One cell without anything that could speak for itself; None when it is no cell."""
    if not isinstance(raw, dict) or raw.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    source = _text(raw.get("source"))
    cell = _new_cell(raw["cell_type"], source, free_id(raw.get("id"), source, taken))
    grade_id = _grade_id(raw)
    if grade_id:
        cell.metadata["nbgrader"] = NotebookNode(grade_id=grade_id)
    return cell


def _new_cell(cell_type: str, source: str, cell_id: str) -> NotebookNode:
    """A cell as nbformat makes it, without its validation, which costs a millisecond a cell."""
    cell = NotebookNode(id=cell_id, metadata=NotebookNode(), source=source)
    if cell_type == "code":
        return NotebookNode(cell, cell_type="code", execution_count=None, outputs=[])
    return NotebookNode(cell, cell_type="markdown")


def _text(source: Any) -> str:
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    # half a surrogate pair can be written in JSON but in no file
    return source.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")


def _grade_id(cell: dict[str, Any]) -> str | None:
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    return grade_id if isinstance(grade_id, str) and grade_id else None


# --- rebuilding ----------------------------------------------------------------------------------


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
        self.by_grade_id = {gid: k for k, c in enumerate(release.cells) if (gid := _grade_id(c))}
        self.by_id = {c.get("id"): k for k, c in enumerate(release.cells) if not _grade_id(c)}
        self.by_source = {_same(c): k for k, c in enumerate(release.cells) if not _grade_id(c)}
        self.answers: dict[str, list[str]] = {}
        self.seen: set[str] = set()
        self.own: list[_Anchored] = []

    def take(self, submitted: NotebookNode) -> None:
        """Sort the student's cells into answers, the release's and the student's own."""
        place = -1
        for cell in submitted.cells:
            grade_id = _grade_id(cell)
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
            grade_id = _grade_id(cell)
            if grade_id and is_solution(cell):
                cell.source = self.answer(grade_id, cell)
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
    own = _new_cell(cell.cell_type, cell.source, free_id(cell.get("id"), cell.source, taken))
    taken.add(own["id"])
    return own


def _stripped(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _same(cell: NotebookNode) -> tuple[str, str]:
    return cell.cell_type, _stripped(cell.source)


# --- where nbgrader calls in ---------------------------------------------------------------------


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


class SubmissionExporter(NotebookExporter):
    """nbgrader's way from a file to a notebook, for files that strangers made.

    It also sees to folders that hold no notebook of the right name, which nbgrader would pass over
    in silence: they get a blank one, hence marks of 0 and a reason.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hasattr(self.parent, "assignments"):
            admit(self.parent)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert a file; a submission is read as :func:`read_submission` reads it."""
        coursedir = getattr(self.parent, "coursedir", None)
        where = (resources or {}).get("nbgrader", {})
        if coursedir is None or not _is_submission(Path(filename), coursedir, where):
            return super().from_filename(filename, resources=resources, **kw)  # type: ignore[no-any-return]
        try:
            notebook = read_submission(Path(filename))
        except Unreadable as error:
            notebook = blank(read_release(coursedir, where["assignment"]), str(error))
            self.log.warning("%s: %s", filename, error)
        resources = resources or {}
        resources["metadata"] = {
            "name": Path(filename).stem,
            "path": str(Path(filename).parent),
            "modified_date": "",
        }
        return self.from_notebook_node(notebook, resources=resources, **kw)  # type: ignore[no-any-return]


def _is_submission(path: Path, coursedir: Any, where: dict[str, Any]) -> bool:
    if not where:
        return False
    step = coursedir.submitted_directory
    return path.parent == Path(coursedir.format_path(step, where["student"], where["assignment"]))


def admit(converter: Any) -> None:
    """Give every submitted folder of an assignment exactly its one notebook, there or not.

    Args:
        converter: nbgrader's Autograde, after it looked for notebooks.
    """
    coursedir = converter.coursedir
    chapter = coursedir.assignment_id
    step = coursedir.submitted_directory
    folders = Path(coursedir.format_path(step, ".", ".")).glob(f"{coursedir.student_id}/{chapter}")
    excluded = set(filter(None, coursedir.student_id_exclude.split(",")))
    for folder in folders:
        linked = folder.is_symlink() or folder.parent.is_symlink()
        if folder.is_dir() and not linked and folder.parent.name not in excluded:
            path = coursedir.format_path(step, folder.parent.name, chapter)
            converter.assignments[path] = [str(Path(path) / f"{chapter}.ipynb")]
    converter.init_assignment = _without_strays(converter)


def _without_strays(converter: Any) -> Callable[[str, str], None]:
    """The step that sets up a folder, without its copying of whatever lies beside a notebook.

    It would follow links, and so publish what they point to. Data files come from the source.
    """
    init_assignment: Callable[[str, str], None] = converter.init_assignment

    def without_strays(assignment: str, student: str) -> None:
        coursedir = converter.coursedir
        ignore, coursedir.ignore = coursedir.ignore, ["*"]
        try:
            init_assignment(assignment, student)
        finally:
            coursedir.ignore = ignore

    return without_strays


class ClearMarks(NbGraderPreprocessor):
    """Takes a submission's old automatic marks away before anything can go wrong with new ones."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Set them to 0; marks that a person gave stay."""
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            submission = gradebook.find_submission_notebook(
                where["notebook"], where["assignment"], where["student"]
            )
            for grade in submission.grades:
                grade.auto_score = 0.0
            gradebook.db.commit()
        return nb, resources


class Rebuild(NbGraderPreprocessor):
    """Puts the submission into the release; see :func:`rebuild`."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the rebuilt notebook."""
        if findings_of(nb).unreadable is not None:
            return nb, resources
        coursedir = self.parent.parent.coursedir
        release = read_release(coursedir, resources["nbgrader"]["assignment"])
        return rebuild(release, nb), resources


class FlagTrouble(NbGraderPreprocessor):
    """Marks for a person's eyes what the grader itself could not judge: no silent zero."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Leave the notebook as it is."""
        troubled = [cell for cell in nb.cells if in_trouble(cell)]
        if not troubled:
            return nb, resources
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            for cell in troubled:
                grade = gradebook.find_grade(
                    cell.metadata["nbgrader"]["grade_id"],
                    where["notebook"],
                    where["assignment"],
                    where["student"],
                )
                grade.needs_manual_grade = True
            gradebook.db.commit()
        return nb, resources


def in_trouble(cell: NotebookNode) -> bool:
    """Whether a test cell says that the grader, not the student, went wrong."""
    if not cell.metadata.get("nbgrader", {}).get("grade"):
        return False
    events = (output.get("metadata", {}).get(KEY, {}) for output in cell.get("outputs", []))
    return any(event.get("status") == "grader error" for event in events)


class RecordReason(NbGraderPreprocessor):
    """Writes into the gradebook why nothing was graded, as a comment on each answer."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Leave the notebook as it is."""
        reason = findings_of(nb).unreadable
        if reason is None:
            return nb, resources
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            submission = gradebook.find_submission_notebook(
                where["notebook"], where["assignment"], where["student"]
            )
            for comment in submission.comments:
                comment.auto_comment = f"Not graded: {reason}"
            gradebook.db.commit()
        return nb, resources
