"""Write marks to the gradebook while a class is graded, each of them once.

One connection; one transaction for a submission, in which every mark, comment and penalty of it is
written, or none. The tables are nbgrader's own, so its commands and the formgrader read them. What
is written is what nbgrader would have written (a test compares the two).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from nbgrader import api
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError
from traitlets.config import Config, LoggingConfigurable

from backpass.grading.course import Course, CourseError
from backpass.grading.gradebook import open_gradebook
from backpass.grading.marking.submission import Judgement, LockedCell

#: What the gradebook keeps of a student.
STUDENT = ("first_name", "last_name", "email", "lms_user_id")


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
        self._late: Any = None

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

    def require_writable(self, name: str) -> None:
        """Make sure that marks can be written.

        Args:
            name: What to call the gradebook in messages.

        Raises:
            CourseError: They cannot.
        """
        try:
            student = api.Student.__table__
            self.session.execute(student.update().where(text("1 = 0")).values(first_name=None))
            self.session.commit()
        except DatabaseError as error:
            self.session.rollback()
            raise CourseError(
                f"{name} cannot be written to ({error.orig}), so nothing was graded. Give yourself "
                "the right to write to it and to its folder, then grade again."
            ) from error

    # --- writing ---------------------------------------------------------------------------------

    def enter(self, students: Mapping[str, Mapping[str, str]]) -> None:
        """Enter students, by id, with the names that are known of them."""
        for student, names in students.items():
            known = {key: names[key] for key in STUDENT if key in names}
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
        before_commit: Callable[[], object] = lambda: None,
        *,
        changed: Collection[str] | None = None,
    ) -> None:
        """Write a submission's marks, whole or not at all.

        Marks that a person gave stay. They are flagged to be looked at again where the answer or
        its test changed. Dates and penalties are not touched, see :meth:`date`.

        Args:
            outcome: What judging it came to.
            before_commit: Done last of all, while nobody else can write these marks. If it raises,
                nothing is written.
            changed: Grade ids of the tests that changed, or whose answer did; None for all.
        """
        try:
            self._write(outcome, changed)
            before_commit()
            self.session.commit()
        except BaseException:
            self.session.rollback()
            raise

    def _write(self, outcome: Judgement, changed: Collection[str] | None) -> None:
        ids = self._ids(outcome.chapter)
        # The first statement writes: SQLite then waits for its turn instead of giving up half-way.
        self._upsert(api.Student, [{"id": outcome.student}], ["id"], {})
        submission = self._row(
            api.SubmittedAssignment,
            {"assignment_id": ids.assignment, "student_id": outcome.student},
            {},
        )
        notebook = self._row(
            api.SubmittedNotebook,
            {"notebook_id": ids.notebook, "assignment_id": submission},
            {},
        )
        self._write_marks(outcome, ids, notebook, changed)
        self._write_comments(outcome, ids, notebook)

    def _write_marks(
        self, outcome: Judgement, ids: _Notebook, notebook: str, changed: Collection[str] | None
    ) -> None:
        flagged = [cell for name, cell in ids.graded.items() if changed is None or name in changed]
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
            grade = api.Grade
            # another mark than before is a reason to look again, whatever it came from
            again: list[Any] = [
                grade.needs_manual_grade,
                func.coalesce(grade.auto_score, -1.0) != func.coalesce(new.auto_score, -1.0),
                # SQLAlchemy takes no list of a length of its own beside several rows
                *(grade.cell_id == cell for cell in flagged),
            ]
            by_hand = grade.manual_score.isnot(None)
            return {
                "auto_score": new.auto_score,
                "needs_manual_grade": or_(and_(by_hand, or_(*again)), new.needs_manual_grade),
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
        # rows beside the statement: it is compiled once, however many rows a chapter has
        self.session.connection().execute(statement, list(rows))

    def remarks(self, chapter: str, answer: str, test: str) -> dict[str, tuple[Any, Any]]:
        """The comment on an answer and the mark of its test, by student, to be changed.

        Args:
            chapter: The chapter.
            answer: Grade id of the answer's cell.
            test: Grade id of its test.
        """
        ids = self._ids(chapter)
        submissions, notebooks = api.SubmittedAssignment, api.SubmittedNotebook
        rows = self.session.execute(
            select(submissions.student_id, api.Comment, api.Grade)
            .select_from(notebooks)
            .join(submissions, notebooks.assignment_id == submissions.id)
            .join(api.Comment, api.Comment.notebook_id == notebooks.id)
            .join(api.Grade, api.Grade.notebook_id == notebooks.id)
            .where(
                notebooks.notebook_id == ids.notebook,
                api.Comment.cell_id == ids.answered.get(answer),
                api.Grade.cell_id == ids.graded.get(test),
            )
        )
        return {who: (comment, grade) for who, comment, grade in rows}

    def due(self, chapter: str) -> datetime | None:
        """When a chapter is due (UTC); None where nobody said."""
        found: datetime | None = self.gradebook.find_assignment(chapter).duedate
        return found

    def extension(self, student: str, chapter: str) -> timedelta | None:
        """How much longer a student has, as the gradebook says.

        Args:
            student: The student's id.
            chapter: The chapter.
        """
        table = api.SubmittedAssignment
        found: timedelta | None = self.session.scalar(
            select(table.extension)
            .join(api.Assignment, table.assignment_id == api.Assignment.id)
            .where(table.student_id == student, api.Assignment.name == chapter)
        )
        return found

    # --- dates -----------------------------------------------------------------------------------

    def date(
        self,
        chapters: Sequence[str],
        handed_in: Mapping[tuple[str, str], datetime | None],
        extended: Mapping[tuple[str, str], timedelta],
    ) -> None:
        """Bring times, extensions and penalties up to date, without judging anything again.

        Args:
            chapters: The chapters.
            handed_in: When submissions were handed in (UTC), by student and chapter; None where
                what was said cannot be relied on. Of others the gradebook's time stays.
            extended: Extensions by student and chapter. Of others the gradebook's stays.
        """
        notebooks, table, assignment = (
            api.SubmittedNotebook,
            api.SubmittedAssignment,
            api.Assignment,
        )
        here = assignment.name.in_(chapters)
        of_chapters = (
            select(
                notebooks.id,
                notebooks.late_submission_penalty,
                table.id,
                table.student_id,
                table.timestamp,
                table.extension,
                assignment.name,
                assignment.duedate,
            )
            .join(table, notebooks.assignment_id == table.id)
            .join(assignment, table.assignment_id == assignment.id)
            .where(here)
        )
        try:
            rows = self.session.execute(of_chapters).all()
            raw = self._raw(chapters)
            for notebook, penalty, submission, student, time, extension, chapter, due in rows:
                who = (str(student), str(chapter))
                new_time = handed_in.get(who, time)
                new_extension = (extended[who] or None) if who in extended else extension
                if due is None and who in extended:
                    new_extension = None  # nbgrader adds it to no date and stops; ours is kept
                late = seconds_late(new_time, due, new_extension)
                new_penalty = self.penalty(who[0], raw.get(notebook, 0.0), late)
                if (time, extension) != (new_time, new_extension):
                    dates = {"timestamp": new_time, "extension": new_extension}
                    self.session.execute(
                        table.__table__.update().where(table.id == submission).values(**dates)
                    )
                if penalty != new_penalty:
                    self.session.execute(
                        notebooks.__table__.update()
                        .where(notebooks.id == notebook)
                        .values(late_submission_penalty=new_penalty)
                    )
            self.session.commit()
        except BaseException:
            self.session.rollback()
            raise

    def late_and_marked_by_hand(self, chapters: Sequence[str]) -> bool:
        """Whether a late submission has points that a person gave, extra points included.

        Args:
            chapters: The chapters.
        """
        notebooks, grades = api.SubmittedNotebook, api.Grade
        found = (
            select(grades.id)
            .join(notebooks, grades.notebook_id == notebooks.id)
            .join(api.Notebook, notebooks.notebook_id == api.Notebook.id)
            .join(api.Assignment, api.Notebook.assignment_id == api.Assignment.id)
            .where(
                api.Assignment.name.in_(chapters),
                notebooks.late_submission_penalty.is_not(None),
                or_(grades.manual_score.is_not(None), grades.extra_credit.is_not(None)),
            )
            .limit(1)
        )
        return self.session.scalar(found) is not None

    def _raw(self, chapters: Sequence[str]) -> dict[str, float]:
        """Marks before penalties by the notebook's id, in one query."""
        rows = self.session.execute(
            select(api.Grade.notebook_id, func.sum(api.Grade.score))
            .join(api.SubmittedNotebook, api.Grade.notebook_id == api.SubmittedNotebook.id)
            .join(api.Notebook, api.SubmittedNotebook.notebook_id == api.Notebook.id)
            .join(api.Assignment, api.Notebook.assignment_id == api.Assignment.id)
            .where(api.Assignment.name.in_(chapters))
            .group_by(api.Grade.notebook_id)
        )
        return {str(notebook): float(raw or 0.0) for notebook, raw in rows}

    def penalty(self, student: str, score: float, late: float) -> float | None:
        """What nbgrader's plug-in for late submissions takes of a mark; None where nothing.

        Args:
            student: The student's id.
            score: The mark before.
            late: Seconds.

        Raises:
            CourseError: The plug-in answered something else than a finite number of points or None.
        """
        if late <= 0:
            return None
        if self._late is None:
            self._late = AssignLatePenalties(parent=_Parent(config=self.config))
            self._late.init_plugin()
        penalty = self._late.plugin_inst.late_submission_penalty(student, score, late)
        if penalty is None:
            return None
        if isinstance(penalty, bool) or not isinstance(penalty, (int, float)):
            raise CourseError(
                f"the late rule in nbgrader_config.py answered {penalty!r} for {student}, and not "
                "a number of points or None. No penalty was changed."
            )
        if not math.isfinite(penalty):
            raise CourseError(
                f"the late rule in nbgrader_config.py answered {penalty} for {student}. No penalty "
                "was changed."
            )
        return min(max(0.0, float(penalty)), max(0.0, score))

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


def seconds_late(
    handed_in: datetime | None, due: datetime | None, extension: timedelta | None
) -> float:
    """How late something was; 0 where it was not, or nobody knows.

    Args:
        handed_in: When (UTC).
        due: The due date (UTC).
        extension: How much longer this student has.
    """
    if handed_in is None or due is None:
        return 0.0
    return max(0.0, (handed_in - due - (extension or timedelta(0))).total_seconds())


class _Parent(LoggingConfigurable):
    """Hands nbgrader's settings on to a plug-in."""

    config: Config
