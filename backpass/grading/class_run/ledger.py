"""The gradebook as a class is graded: what hidden tests it holds, and marks, each written once.

One connection; one transaction for a submission, in which every mark, comment and penalty of it is
written, or none. The tables are nbgrader's own, so its commands and the formgrader read them. What
is written is what nbgrader would have written (a test compares the two).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from nbgrader import api
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite
from traitlets.config import Config, LoggingConfigurable

from backpass.grading.course import Course, CourseError
from backpass.grading.gradebook import open_gradebook
from backpass.grading.marking.submission import Judgement, LockedCell


@dataclass(frozen=True)
class _Notebook:
    """A chapter's notebook in the gradebook: ids of its rows."""

    assignment: str
    notebook: str
    graded: dict[str, str]
    answered: dict[str, str]


class Ledger:
    """A course's gradebook, open for writing marks.

    Args:
        course: The course.

    Use it in a ``with``, in one thread.
    """

    def __init__(self, course: Course) -> None:
        self.config = course.config()
        self.gradebook = open_gradebook(course)
        self.session = self.gradebook.db
        dialect = self.session.get_bind().dialect.name
        if dialect not in ("sqlite", "postgresql"):
            self.gradebook.close()
            raise CourseError(
                f"the gradebook is kept in {dialect}; Backpass writes to SQLite and PostgreSQL."
            )
        self.insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
        self._notebooks: dict[str, _Notebook] = {}

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.gradebook.close()

    # --- what is there ---------------------------------------------------------------------------

    def cells(self, chapter: str) -> dict[str, LockedCell]:
        """The cells of a chapter that have a grade id, with their hidden tests."""
        notebook = self.gradebook.find_notebook(chapter, chapter)
        return {
            cell.name: LockedCell(cell.source, bool(cell.locked), cell.checksum)
            for cell in notebook.source_cells
        }

    def worth(self, chapter: str) -> dict[str, float]:
        """Points of the graded cells of a chapter, by grade id."""
        notebook = self.gradebook.find_notebook(chapter, chapter)
        return {cell.name: float(cell.max_score) for cell in notebook.grade_cells}

    def graded(self) -> set[tuple[str, str]]:
        """Students and chapters that have marks."""
        rows = self.session.execute(
            select(api.SubmittedAssignment.student_id, api.Assignment.name)
            .join(api.Assignment, api.SubmittedAssignment.assignment_id == api.Assignment.id)
            .join(
                api.SubmittedNotebook,
                api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id,
            )
            .join(api.Grade, api.Grade.notebook_id == api.SubmittedNotebook.id)
            .distinct()
        ).all()
        self.session.rollback()  # reading is over: hold nobody up
        return {(str(student), str(chapter)) for student, chapter in rows}

    # --- writing ---------------------------------------------------------------------------------

    def enter(self, students: Mapping[str, Mapping[str, str]]) -> None:
        """Enter students, by id, with the names that are known of them."""
        for student, names in students.items():
            known = {key: names[key] for key in ("first_name", "last_name") if key in names}
            row = self.insert(api.Student).values(id=student, **known)
            self.session.execute(
                row.on_conflict_do_update(index_elements=["id"], set_=known)
                if known
                else row.on_conflict_do_nothing()
            )
        self.session.commit()

    def write(
        self,
        outcome: Judgement,
        handed_in: datetime | None,
        before_commit: Callable[[], object] = lambda: None,
    ) -> None:
        """Write a submission's marks, whole or not at all.

        Marks that a person gave stay, and are flagged to be looked at again.

        Args:
            outcome: What judging it came to.
            handed_in: When it was handed in (UTC, without a zone); None where nobody knows.
            before_commit: Done last of all, while nobody else can write these marks. If it raises,
                nothing is written.
        """
        try:
            self._write(outcome, handed_in)
            before_commit()
            self.session.commit()
        except BaseException:
            self.session.rollback()
            raise

    def _write(self, outcome: Judgement, handed_in: datetime | None) -> None:
        ids = self._ids(outcome.chapter)
        # The first statement writes: SQLite then waits for its turn instead of giving up half-way.
        self._upsert(api.Student, [{"id": outcome.student}], ["id"], {})
        submission = self._row(
            api.SubmittedAssignment,
            {"assignment_id": ids.assignment, "student_id": outcome.student},
            {"timestamp": handed_in} if handed_in is not None else {},
        )
        notebook = self._row(
            api.SubmittedNotebook,
            {"notebook_id": ids.notebook, "assignment_id": submission},
            {"late_submission_penalty": None},
        )
        self._write_marks(outcome, ids, notebook)
        self._write_comments(outcome, ids, notebook)
        if handed_in is not None:
            self._penalise(notebook)

    def _write_marks(self, outcome: Judgement, ids: _Notebook, notebook: str) -> None:
        rows = [
            {
                "id": uuid4().hex,
                "notebook_id": notebook,
                "cell_id": ids.graded[name],
                "auto_score": mark.score,
                "needs_manual_grade": mark.needs_a_person,
            }
            for name, mark in outcome.marks.items()
        ]

        def changes(new: Any) -> dict[str, Any]:
            by_hand = api.Grade.manual_score.isnot(None)
            return {
                "auto_score": new.auto_score,
                "needs_manual_grade": or_(by_hand, new.needs_manual_grade),
            }

        self._upsert(api.Grade, rows, ["cell_id", "notebook_id"], changes)
        by_a_person = [
            {"id": uuid4().hex, "notebook_id": notebook, "cell_id": cell}
            for name, cell in ids.graded.items()
            if name not in outcome.marks
        ]
        self._upsert(api.Grade, by_a_person, ["cell_id", "notebook_id"], {})

    def _write_comments(self, outcome: Judgement, ids: _Notebook, notebook: str) -> None:
        rows = [
            {
                "id": uuid4().hex,
                "notebook_id": notebook,
                "cell_id": ids.answered[name],
                "auto_comment": text,
            }
            for name, text in outcome.comments.items()
        ]
        self._upsert(
            api.Comment,
            rows,
            ["cell_id", "notebook_id"],
            lambda new: {"auto_comment": new.auto_comment},
        )

    def _row(self, table: Any, keys: dict[str, Any], values: dict[str, Any]) -> str:
        """The id of the row with these keys, made or changed."""
        names = list(keys)
        self._upsert(table, [{"id": uuid4().hex, **keys, **values}], names, values)
        return str(self.session.scalar(select(table.id).filter_by(**keys)))

    def _upsert(
        self,
        table: Any,
        rows: Sequence[dict[str, Any]],
        keys: list[str],
        changes: dict[str, Any] | Callable[[Any], dict[str, Any]],
    ) -> None:
        if not rows:
            return
        statement = self.insert(table)
        new = changes(statement.excluded) if callable(changes) else changes
        if new:
            statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=keys)
        self.session.execute(statement.values(list(rows)))

    def _penalise(self, notebook: str) -> None:
        """Have nbgrader's plug-in for late submissions say what this one loses."""
        row = self.session.get(api.SubmittedNotebook, notebook, populate_existing=True)
        self.session.refresh(row.assignment)
        late = row.assignment.total_seconds_late
        if late <= 0:
            return
        judge = AssignLatePenalties(parent=_Parent(config=self.config))
        judge.init_plugin()
        penalty = judge.plugin_inst.late_submission_penalty(row.student.id, row.score, late)
        if penalty is not None:
            row.late_submission_penalty = judge._check_late_penalty(row, penalty)
            self.session.flush()

    def _ids(self, chapter: str) -> _Notebook:
        if chapter not in self._notebooks:
            notebook = self.gradebook.find_notebook(chapter, chapter)
            graded = {cell.name: cell.id for cell in notebook.grade_cells}
            tasks = {cell.name: cell.id for cell in notebook.task_cells}
            answered = {cell.name: cell.id for cell in notebook.solution_cells}
            self._notebooks[chapter] = _Notebook(
                notebook.assignment.id, notebook.id, graded | tasks, answered | tasks
            )
            self.session.rollback()  # begin the transaction that writes with a write
        return self._notebooks[chapter]


class _Parent(LoggingConfigurable):
    """Hands nbgrader's settings on to a plug-in."""

    config: Config
