"""Where nbgrader calls the intake: its exporter and its preprocessors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from backpass.grading.common.language import language_of
from backpass.grading.common.receipts import carry_receipts
from backpass.grading.intake.choose import choose
from backpass.grading.intake.findings import findings_of, in_trouble
from backpass.grading.intake.read import Unreadable, understand
from backpass.grading.intake.rebuild import blank, read_release
from backpass.grading.marking.readers import rebuilt_cells


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
            chosen = choose(Path(filename), partial(read_release, coursedir, where["assignment"]))
            notebook = understand(chosen.data, chosen.name, chosen.note)
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

    It would follow links, and so publish what they point to. Data files come from the source; the
    two files that nbgrader's exchange needs again are carried by :func:`carry_receipts`.
    """
    init_assignment: Callable[[str, str], None] = converter.init_assignment

    def without_strays(assignment: str, student: str) -> None:
        coursedir = converter.coursedir
        ignore, coursedir.ignore = coursedir.ignore, ["*"]
        try:
            init_assignment(assignment, student)
        finally:
            coursedir.ignore = ignore
        folders = (coursedir.submitted_directory, coursedir.autograded_directory)
        source, target = (Path(coursedir.format_path(f, student, assignment)) for f in folders)
        for line in carry_receipts(source, target):
            converter.log.warning("%s, %s: %s", student, assignment, line)

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
        release = read_release(coursedir, resources["nbgrader"]["assignment"], language_of(nb))
        try:
            return rebuilt_cells(release, nb), resources
        except Unreadable as reason:
            return blank(release, str(reason)), resources


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
