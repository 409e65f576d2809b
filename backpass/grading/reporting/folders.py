"""Find folders that belong to no chapter, and students who are on no roster."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backpass.grading.common.receipts import TIMESTAMP
from backpass.grading.course import Course, folders_in
from backpass.grading.dates import ClosedFolder, ClosedTime, Doubtful, handed_in_at, in_words
from backpass.grading.lms.collecting import collected_before
from backpass.grading.reporting.rows import ProblemRow
from backpass.grading.roster import FILE, Roster

#: What systems put behind the name of a second copy.
COPY = re.compile(r"[ _-]*(\(\d+\)|copy|kopie)$", re.IGNORECASE)
#: Kinds of rows whose work nobody grades.
PASSED_OVER = frozenset({"unknown student", "unknown chapter", "closed folder"})
LISTED = 20  # folders of one student that are named; more are somebody's joke


def look_at_folders(course: Course, roster: Roster | None) -> Iterator[ProblemRow]:
    """What is wrong with folders under ``submitted/`` and ``autograded/``, each in a sentence.

    Args:
        course: The course.
        roster: Who should be there; None where there is no roster.
    """
    chapters, students = course.chapters(), course.students()
    missing = sorted(set(roster or ()) - set(students))
    for student in students:
        folder = course.submitted / student
        if roster is not None and student not in roster:
            near = likely_student(student, roster, missing)
            guess = f" Is it {near}?" if near else ""
            text = f"{student} is not in {FILE}.{guess}"
            yield _row(course, student, "", folder, "unknown student", text)
        try:
            inside = folders_in(folder)
        except OSError as error:
            text = f"The folder cannot be opened ({error.strerror}), so nothing in it was graded."
            yield _row(course, student, "", folder, "closed folder", text)
            continue
        for chapter in [one for one in inside if one not in chapters][:LISTED]:
            alike = difflib.get_close_matches(chapter, chapters, n=1, cutoff=0.6)
            guess = f" Should it be {alike[0]}?" if alike else ""
            text = f"There is no chapter {chapter}, so nothing in this folder was graded.{guess}"
            yield _row(course, student, "", folder / chapter, "unknown chapter", text)
        for chapter in sorted({*inside} & {*chapters}):
            try:
                os.scandir(folder / chapter).close()
                (folder / chapter / f"{chapter}.ipynb").stat()  # may it be gone through, too?
            except PermissionError as error:
                text = f"The folder cannot be opened ({error.strerror})."
                yield _row(course, student, chapter, folder / chapter, "closed folder", text)
            except OSError:
                continue  # that is said of the notebook
    for student, chapter in course.left_behind():
        path = course.autograded / student / chapter
        text = "It was graded, and what was handed in is no longer there. Its marks still stand."
        yield _row(course, student, chapter, path, "left behind", text)


def likely_student(folder: str, known: Iterable[str], missing: Sequence[str]) -> str | None:
    """Whose folder it may be; None where that would be a wild guess.

    Students' numbers lie close together: ``s1002`` is no misspelt ``s1003``.

    Args:
        folder: The folder's name.
        known: Ids of the roster.
        missing: Those of them who have no folder.
    """
    bare = COPY.sub("", folder)
    for one in known:
        if _level(one) == _level(bare):
            return one
    alike = [one for one in missing if _digits(one) == _digits(bare)]
    return next(iter(difflib.get_close_matches(bare, alike, n=1, cutoff=0.8)), None)


def _level(name: str) -> str:
    return "".join(one for one in name.casefold() if one.isalnum())


def _digits(name: str) -> str:
    return "".join(one for one in name if one.isdigit())


def doubtful_times(course: Course, chapter: str, students: Sequence[str]) -> Iterator[ProblemRow]:
    """Times of handing in that nobody can rely on, or that are still to come.

    Args:
        course: The course.
        chapter: The chapter.
        students: Folders in ``submitted/``.
    """
    tomorrow = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    for student in students:
        path = course.submitted / student / chapter / TIMESTAMP
        try:
            moment = handed_in_at(course, student, chapter)
        except ClosedFolder:
            continue  # that is said of the folder
        except ClosedTime as why:
            text = f"Of {TIMESTAMP}: {why}. The lateness that is known stays."
            yield _row(course, student, chapter, path, "doubtful time", text)
            continue
        except Doubtful as why:
            text = f"{TIMESTAMP} says no time: {why}. No lateness is counted."
            yield _row(course, student, chapter, path, "doubtful time", text)
            continue
        if moment is not None and moment > tomorrow:
            text = f"{TIMESTAMP} names a time that is still to come: {in_words(moment)}."
            yield _row(course, student, chapter, path, "doubtful time", text)


def late_without_a_time(course: Course, chapter: str) -> Iterator[ProblemRow]:
    """Whose work Canvas calls late: its downloads do not say how late.

    Args:
        course: The course.
        chapter: The chapter.
    """
    for student, of in collected_before(course).get(chapter, {}).items():
        path = course.submitted / student / chapter / TIMESTAMP
        if of.get("late") and not path.exists():
            text = (
                "Canvas calls it late and does not say how late, so no lateness is counted. Write "
                f"the time into {course.relative(path)} and grade again."
            )
            yield _row(course, student, chapter, path, "late, time unknown", text)


def no_notebook(course: Course, chapter: str) -> Iterator[ProblemRow]:
    """Who handed in files by way of a learning management system, and no notebook among them.

    Args:
        course: The course.
        chapter: The chapter.
    """
    for student, of in collected_before(course).get(chapter, {}).items():
        path = course.submitted / student / chapter
        if of.get("no notebook") and not path.exists():
            text = (
                f"Handed in was {of.get('file')}, and no notebook. Nothing is graded: ask for the "
                "file that ends in .ipynb."
            )
            yield _row(course, student, chapter, path, "no notebook", text)


def _row(
    course: Course, student: str, chapter: str, path: Path, kind: str, text: str
) -> ProblemRow:
    return ProblemRow(student, chapter, course.relative(path), kind, text)
