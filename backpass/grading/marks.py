"""What a submission is worth: every page and table takes it from here.

The mark of a submission is the sum of its cells, each with its mark by hand in place of the
automatic one where there is one, and its extra points; less the penalty for being late, and never
below 0. That is what ``nbgrader export`` writes as ``score``, too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from backpass.grading.course import Course
from backpass.grading.gradebook import open_gradebook
from backpass.grading.roster import Person, read_roster

NAMED = 200  # students that a query of the gradebook names; more are picked out afterwards


@dataclass(frozen=True, slots=True)
class CellScore:
    """One graded cell of one submission.

    Attributes:
        points: What it is worth.
        auto: The automatic mark; None where there is none.
        by_hand: A person's mark, which counts in its place; None where there is none.
        extra: Extra points.
        needs_a_person: Whether it waits for a person.
    """

    points: float
    auto: float | None = None
    by_hand: float | None = None
    extra: float = 0.0
    needs_a_person: bool = False

    @property
    def given(self) -> float:
        """The mark that counts, without extra points; 0 where there is none yet."""
        return (self.auto if self.by_hand is None else self.by_hand) or 0.0

    @property
    def score(self) -> float:
        """What counts; extra points count beside a mark alone, as nbgrader has it."""
        return 0.0 if self.auto is None and self.by_hand is None else self.given + self.extra


@dataclass
class Marks:
    """What the gradebook says of one submission.

    Attributes:
        max_score: Points of the notebook.
        penalty: For being late; None without one.
        cells: Marks of its graded cells, by grade id.
        comments: What was said about each answer, by grade id.
        handed_in: When (UTC); None where nobody knows.
        due: When it was due, an extension included (UTC); None without a due date.
    """

    max_score: float
    penalty: float | None = None
    cells: dict[str, CellScore] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    handed_in: datetime | None = None
    due: datetime | None = None

    @property
    def raw(self) -> float:
        """All cells together, before the penalty."""
        return math.fsum(cell.score for cell in self.cells.values())

    @property
    def extra(self) -> float:
        """The extra points among them."""
        return math.fsum(cell.extra for cell in self.cells.values())

    @property
    def score(self) -> float:
        """What the submission is worth."""
        return max(0.0, self.raw - (self.penalty or 0.0))

    @property
    def late(self) -> timedelta:
        """How late it was; nothing where one of the two times is unknown."""
        if self.handed_in is None or self.due is None:
            return timedelta(0)
        return max(timedelta(0), self.handed_in - self.due)


def read_marks(course: Course, chapter: str, only: Iterable[str] = ()) -> dict[str, Marks]:
    """What the gradebook says of a chapter, by student, in a few queries.

    nbgrader asks for one cell of one student at a time, and so goes through all of the table of
    grades as many times as there are cells.

    Args:
        course: The course.
        chapter: The chapter.
        only: Ids of students; everybody when there is none.
    """
    from nbgrader import api  # noqa: PLC0415 - nbgrader takes 2 seconds
    from sqlalchemy import select  # noqa: PLC0415

    wanted = set(only)
    notebooks, submissions = api.SubmittedNotebook, api.SubmittedAssignment
    with open_gradebook(course) as gradebook:
        master = gradebook.find_notebook(chapter, chapter)
        points = {c.id: (c.name, c.max_score) for c in [*master.grade_cells, *master.task_cells]}
        names = {c.id: c.name for c in [*master.solution_cells, *master.task_cells]}
        duedate = master.assignment.duedate

        query = (
            select(
                notebooks.id,
                submissions.student_id,
                notebooks.late_submission_penalty,
                submissions.timestamp,
                submissions.extension,
            )
            .join(submissions, notebooks.assignment_id == submissions.id)
            .where(notebooks.notebook_id == master.id)
        )
        few = 0 < len(wanted) <= NAMED
        if few:
            query = query.where(submissions.student_id.in_(sorted(wanted)))
        worth = math.fsum(float(of) for _, of in points.values())
        marks: dict[str, Marks] = {}
        whose: dict[str, str] = {}  # students by the id of what they handed in
        for handed, who, penalty, handed_in, extension in gradebook.db.execute(query):
            if not wanted or who in wanted:
                due = None if duedate is None else duedate + (extension or timedelta(0))
                marks[who] = Marks(worth, penalty, handed_in=handed_in, due=due)
                whose[handed] = who

        def rows(table: Any, cells: Iterable[str], *columns: Any) -> Iterator[Any]:
            """Rows of these cells, by student; found by nbgrader's own index, which is of cells."""
            found = select(table.notebook_id, table.cell_id, *columns)
            found = found.where(table.cell_id.in_(sorted(cells)))
            if few:
                found = found.where(table.notebook_id.in_(sorted(whose)))
            for handed, *values in gradebook.db.execute(found):
                if handed in whose:
                    yield whose[handed], *values

        grade = api.Grade
        columns = (grade.auto_score, grade.manual_score, grade.extra_credit)
        for who, cell, auto, by_hand, extra, person in rows(
            grade, points, *columns, grade.needs_manual_grade
        ):
            name, of = points[cell]
            mark = CellScore(float(of), auto, by_hand, extra or 0.0, bool(person))
            marks[who].cells[name] = mark
        for who, cell, comment in rows(api.Comment, names, api.Comment.comment):
            marks[who].comments[names[cell]] = comment
    return marks


def read_names(course: Course) -> dict[str, str]:
    """First and last names by student; empty where the gradebook knows none."""
    return {who: entry.name for who, entry in read_people(course).items()}


def read_people(course: Course) -> dict[str, Person]:
    """Everybody whom the gradebook or the roster knows; where both do, the roster is right."""
    from nbgrader import api  # noqa: PLC0415 - nbgrader takes 2 seconds

    columns = ("first_name", "last_name", "email", "lms_user_id")
    with open_gradebook(course) as gradebook:
        rows = gradebook.db.query(api.Student.id, *(getattr(api.Student, one) for one in columns))
        people = {
            who: Person({key: value for key, value in zip(columns, of, strict=True) if value})
            for who, *of in rows
        }
    for who, entry in (read_roster(course) or {}).items():
        known = people.get(who, Person({})).names
        people[who] = replace(entry, names={**known, **entry.names})
    return people
