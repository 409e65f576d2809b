"""What an instructor should do first, and the class in a few rows: by chapter, by section."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from backpass.grading.reporting.groups import GroupRow
from backpass.grading.reporting.results import ClassResults, ExerciseRow

TALK_ABOUT = 3  # exercises, and wrong answers
ENOUGH = 3  # who graded an exercise before one talks about it
FEW = 0.8  # of the class solved what needs no word any more


@dataclass(frozen=True)
class Advice:
    """What to do.

    Attributes:
        eyes: Submissions or answers that wait for a person.
        exercises: The exercises that fewest solved, the hardest first.
        groups: The wrong answers that most gave.
        nothing: Students of whom nothing was graded.
    """

    eyes: int
    exercises: tuple[ExerciseRow, ...]
    groups: tuple[GroupRow, ...]
    nothing: tuple[str, ...]


@dataclass(frozen=True)
class ChapterRow:
    """One chapter in a row."""

    chapter: str
    handed_in: int
    graded: int
    median: float | None
    points: float
    share: float


@dataclass(frozen=True)
class SectionRow:
    """One section in a row."""

    section: str
    students: int
    median: float | None
    medians: tuple[float | None, ...]


def advice(results: ClassResults) -> Advice:
    """What to do first."""
    hard = [row for row in results.exercises if row.graded >= ENOUGH and row.share < FEW]
    hard.sort(key=lambda row: (row.share, row.chapter, row.exercise))
    groups = [row for row in results.groups if row.count > 1]
    nothing = tuple(row.student for row in results.students if not row.marks)
    return Advice(
        len(results.problems), tuple(hard[:TALK_ABOUT]), tuple(groups[:TALK_ABOUT]), nothing
    )


def chapter_rows(results: ClassResults) -> list[ChapterRow]:
    """A row for each chapter."""
    rows = []
    for chapter in results.chapters:
        scores = [row.scores[chapter] for row in results.students if chapter in row.scores]
        exercises = [row for row in results.exercises if row.chapter == chapter and row.graded]
        share = statistics.mean(row.share for row in exercises) if exercises else 0.0
        rows.append(
            ChapterRow(
                chapter,
                results.handed_in.get(chapter, 0),
                results.graded.get(chapter, 0),
                statistics.median(scores) if scores else None,
                results.max_scores[chapter],
                share,
            )
        )
    return rows


def section_rows(results: ClassResults) -> list[SectionRow]:
    """A row for each section; a student of two sections counts in both."""
    return list(_section_rows(results))


def _section_rows(results: ClassResults) -> Iterator[SectionRow]:
    sections = sorted({one for row in results.students for one in row.sections})
    for section in sections:
        members = [row for row in results.students if section in row.sections]
        totals = [row.total for row in members if row.marks]
        medians = []
        for chapter in results.chapters:
            scores = [row.scores[chapter] for row in members if chapter in row.scores]
            medians.append(statistics.median(scores) if scores else None)
        median = statistics.median(totals) if totals else None
        yield SectionRow(section, len(members), median, tuple(medians))
