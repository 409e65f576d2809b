"""A page for each student, for whoever sits with them: marks, mistakes, what was odd."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from backpass.atomic import UNFINISHED
from backpass.grading.common.pages import templates
from backpass.grading.course import Course, is_there
from backpass.grading.marks import CellScore
from backpass.grading.reporting.groups import GroupRow
from backpass.grading.reporting.results import ClassResults, StudentRow
from backpass.grading.reporting.rows import ProblemRow

STUDENTS = "students"
TEST = "test_"


def page_of(student: str) -> str:
    """The address of a student's page, from the report."""
    return f"{STUDENTS}/{quote(student, safe='')}.html"


@dataclass
class _About:
    groups: dict[tuple[str, str], GroupRow] = field(default_factory=dict)
    problems: list[ProblemRow] = field(default_factory=list)


@contextmanager
def student_pages(course: Course, results: ClassResults) -> Iterator[Path]:
    """A folder of pages, to be moved into place; gone if it was not.

    Args:
        course: The course.
        results: What the report shows.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{UNFINISHED}{os.getpid()}-", dir=course.reports))
    try:
        folder.chmod(0o755)
        _write(folder, course, results)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def in_place(folder: Path, target: Path) -> None:
    """Move a finished folder over the one that was there.

    Args:
        folder: The finished folder.
        target: Where it goes, on the same disk.
    """
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=f"{UNFINISHED}{os.getpid()}-", dir=target.parent))
        target.rename(old / target.name)
        folder.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        folder.rename(target)


def _write(folder: Path, course: Course, results: ClassResults) -> None:
    about: dict[str, _About] = {}
    for group in results.groups:
        for student in group.students:
            about.setdefault(student, _About()).groups[group.chapter, group.exercise] = group
    for problem in [*results.problems, *results.odd]:
        about.setdefault(problem.student, _About()).problems.append(problem)
    environment = templates("backpass.grading.reporting")
    environment.filters["mark"] = _mark
    template = environment.get_template("student.html")
    shared = {
        "max_scores": results.max_scores,
        "points": results.points,
        "test": TEST,
        "in_order": _in_order_of(results),
    }
    for row in results.students:
        text = template.render(
            row=row,
            about=about.get(row.student, _About()),
            feedback=_feedback(course, row),
            **shared,
        )
        name = f"{row.student}.html"
        (folder / name).write_text(text, encoding="utf-8", errors="replace")


def _in_order_of(
    results: ClassResults,
) -> Callable[[str, Mapping[str, CellScore]], list[tuple[str, CellScore]]]:
    """Puts cells of a chapter into the order of its notebook; the gradebook knows none."""
    places = {(row.chapter, row.exercise): at for at, row in enumerate(results.exercises)}

    def in_order(chapter: str, cells: Mapping[str, CellScore]) -> list[tuple[str, CellScore]]:
        def place(cell: tuple[str, CellScore]) -> tuple[int, str]:
            name = cell[0].removeprefix(TEST)
            return places.get((chapter, name), len(places)), name

        return sorted(cells.items(), key=place)

    return in_order


def _feedback(course: Course, row: StudentRow) -> dict[str, str]:
    """Where each chapter's feedback is, from the page."""
    found = {}
    for chapter in row.marks:
        if is_there(course.feedback / row.student / chapter / f"{chapter}.html"):
            found[chapter] = f"../../feedback/{quote(row.student)}/{chapter}/{chapter}.html"
    return found


def _mark(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
