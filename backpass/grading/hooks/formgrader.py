"""The formgrader's lists with the one number: what a submission is worth, penalty taken off.

nbgrader's lists leave penalties for lateness out of ``score``, while its export and its feedback
take them off. Here the API that fills the lists takes them off, too. The columns of code, written
and task marks show the marks before.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from nbgrader import api
from nbgrader.apps.api import NbGraderAPI
from nbgrader.server_extensions.formgrader import base
from sqlalchemy import func, select


@dataclass(frozen=True)
class Taken:
    """What one submission loses for being late.

    Attributes:
        notebook: Id of the submitted notebook.
        assignment: Id of the submitted assignment.
        student: The student's id.
        chapter: The assignment's name.
        name: The notebook's name.
        points: Points that are taken off, never more than there were.
    """

    notebook: str
    assignment: str
    student: str
    chapter: str
    name: str
    points: float


def penalties(db: Any) -> list[Taken]:
    """Every penalty of a gradebook, in one query.

    Args:
        db: The session of nbgrader's gradebook.
    """
    notebook, assignment = api.SubmittedNotebook, api.SubmittedAssignment
    raw = func.coalesce(func.sum(api.Grade.score), 0.0)
    columns = (
        notebook.id,
        assignment.id,
        assignment.student_id,
        api.Assignment.name,
        api.Notebook.name,
        notebook.late_submission_penalty,
    )
    rows = db.execute(
        select(*columns, raw)
        .select_from(notebook)
        .join(assignment, notebook.assignment_id == assignment.id)
        .join(api.Notebook, notebook.notebook_id == api.Notebook.id)
        .join(api.Assignment, assignment.assignment_id == api.Assignment.id)
        .join(api.Grade, api.Grade.notebook_id == notebook.id)
        .where(notebook.late_submission_penalty > 0)
        .group_by(*columns)
    )
    return [
        Taken(notebook_id, submission, student, chapter, name, min(float(penalty), max(0.0, there)))
        for notebook_id, submission, student, chapter, name, penalty, there in rows
    ]


def added_up(taken: list[Taken], key: str) -> dict[str, float]:
    """Points taken off, added up by one of the fields of :class:`Taken`.

    Args:
        taken: Penalties.
        key: The field, such as ``"student"``.
    """
    found: dict[str, float] = defaultdict(float)
    for one in taken:
        found[getattr(one, key)] += one.points
    return found


class Lists(NbGraderAPI):
    """nbgrader's API with penalties in every ``score`` and ``average_score``."""

    def _penalties(self) -> list[Taken]:
        with self.gradebook as gradebook:
            return penalties(gradebook.db)

    def get_assignment(self, assignment_id: str, released: Any = None) -> Any:
        """One assignment, with the average of what its submissions are worth."""
        found = super().get_assignment(assignment_id, released)
        if found is None or found["id"] is None:
            return found
        taken = added_up(self._penalties(), "chapter")[assignment_id]
        return self._average(found, assignment_id, taken)

    def get_notebooks(self, assignment_id: str) -> Any:
        """The notebooks of an assignment, each with the average of what it is worth."""
        found = super().get_notebooks(assignment_id)
        taken = added_up([one for one in self._penalties() if one.chapter == assignment_id], "name")
        return [
            one if one["id"] is None else self._average(one, assignment_id, taken[one["name"]])
            for one in found
        ]

    def _average(self, found: dict[str, Any], chapter: str, taken: float) -> dict[str, Any]:
        if taken:
            with self.gradebook as gradebook:
                count = gradebook.find_assignment(chapter).num_submissions
            found["average_score"] -= taken / count
        return found

    def get_submission(
        self, assignment_id: str, student_id: str, ungraded: Any = None, students: Any = None
    ) -> Any:
        """One submission."""
        if ungraded is not None:  # a list asks for one without marks
            return super().get_submission(assignment_id, student_id, ungraded, students)
        found = super().get_submission(assignment_id, student_id)
        return (
            None if found is None else _less([found], added_up(self._penalties(), "assignment"))[0]
        )

    def get_submissions(self, assignment_id: str) -> Any:
        """All submissions of an assignment."""
        found = super().get_submissions(assignment_id)
        return _less(found, added_up(self._penalties(), "assignment"))

    def get_notebook_submissions(self, assignment_id: str, notebook_id: str) -> Any:
        """All submissions of a notebook."""
        found = super().get_notebook_submissions(assignment_id, notebook_id)
        return _less(found, added_up(self._penalties(), "notebook"))

    def get_student(self, student_id: str, submitted: Any = None) -> Any:
        """One student, with what all submissions together are worth."""
        found = super().get_student(student_id, submitted)
        return None if found is None else _less([found], added_up(self._penalties(), "student"))[0]

    def get_students(self) -> Any:
        """All students, each with what all submissions together are worth."""
        return _less(super().get_students(), added_up(self._penalties(), "student"))

    def get_student_notebook_submissions(self, student_id: str, assignment_id: str) -> Any:
        """The notebooks that a student handed in for an assignment."""
        found = super().get_student_notebook_submissions(student_id, assignment_id)
        return _less(found, added_up(self._penalties(), "notebook"))


def _less(found: list[dict[str, Any]], taken: dict[str, float]) -> list[dict[str, Any]]:
    for one in found:
        if one["id"] in taken:
            one["score"] = max(0.0, one["score"] - taken[one["id"]])
    return found


def use() -> None:
    """Let the formgrader's handlers ask our lists."""
    base.NbGraderAPI = Lists
