"""Marks that another run changed: whose, from what, to what, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backpass.atomic import put
from backpass.grading.course import Course
from backpass.grading.lms.tables import csv_text
from backpass.grading.marks import Marks

ROUNDING = 1e-9
CHANGES = "changes.csv"


@dataclass(frozen=True)
class MarkChange:
    """One submission whose mark changes.

    Attributes:
        student: The student's id.
        chapter: The chapter.
        before: What it was worth.
        after: What it is worth.
        exercises: Marks before and after of each exercise that changed.
        penalty: Penalty for being late before and after.
        why: Reasons, in words.
    """

    student: str
    chapter: str
    before: float
    after: float
    exercises: dict[str, tuple[float, float]]
    penalty: tuple[float, float]
    why: tuple[str, ...]

    @property
    def details(self) -> str:
        """Where the change comes from, exercise by exercise."""
        parts = [f"{name} {old:g} to {new:g}" for name, (old, new) in self.exercises.items()]
        if self.penalty[0] != self.penalty[1]:
            parts.append(f"penalty for being late {self.penalty[0]:g} to {self.penalty[1]:g}")
        return ", ".join(parts)

    def __str__(self) -> str:
        why = f" ({'; '.join(self.why)})" if self.why else ""
        return (
            f"{self.student} {self.chapter}: {self.before:g} to {self.after:g}, by "
            f"{self.details}{why}"
        )


def changes(
    before: Mapping[str, Mapping[str, Marks]],
    after: Mapping[str, Mapping[str, Marks]],
    why: Mapping[tuple[str, str], tuple[str, ...]],
) -> list[MarkChange]:
    """Whose mark changed, of those who had one.

    Args:
        before: Marks by chapter and student.
        after: The same after the run.
        why: Why submissions were judged again, by student and chapter.
    """
    found = []
    for chapter, marks in before.items():
        for student, old in sorted(marks.items()):
            new = after[chapter].get(student)
            if new is None or not old.cells:
                continue
            exercises = {
                name.removeprefix("test_"): (was, now)
                for name in [*old.cells, *(set(new.cells) - set(old.cells))]
                if abs((was := _score(old, name)) - (now := _score(new, name))) > ROUNDING
            }
            penalty = (old.penalty or 0.0, new.penalty or 0.0)
            if abs(old.score - new.score) <= ROUNDING and not exercises:
                continue
            reasons = why.get((student, chapter), ()) if exercises else ()
            if penalty[0] != penalty[1]:
                reasons = (*reasons, "the time, the due date, an extension or the late rule")
            found.append(
                MarkChange(student, chapter, old.score, new.score, exercises, penalty, reasons)
            )
    return found


def _score(marks: Marks, name: str) -> float:
    return marks.cells[name].score if name in marks.cells else 0.0


def write_changes(course: Course, found: list[MarkChange]) -> None:
    """Keep the list of the last run in ``reports/changes.csv``.

    Args:
        course: The course.
        found: The marks that changed.
    """
    rows: list[list[object]] = [["student", "chapter", "before", "after", "what", "why"]]
    for one in found:
        row = [one.student, one.chapter, f"{one.before:g}", f"{one.after:g}"]
        rows.append([*row, one.details, "; ".join(one.why)])
    put(course.reports / CHANGES, csv_text(rows).encode(), 0o644)
