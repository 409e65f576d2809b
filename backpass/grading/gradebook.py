"""Find nbgrader's gradebook of a course, check that it belongs to it, and open it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, inspect, make_url, text
from sqlalchemy.exc import DatabaseError, OperationalError

from backpass.grading.course import COURSE_VARIABLE, UNNAMED, Course, CourseError

NAME = "gradebook-"  # how the name of a backup begins
DEFAULT_COURSE = "default_course"  # nbgrader writes this course into every gradebook that it opens


class NoGradebook(CourseError):
    """What is called a gradebook cannot be read as one."""


def open_gradebook(course: Course) -> Any:
    """Nbgrader's own gradebook of this course; close it, or use it in a ``with``."""
    from nbgrader.api import Gradebook  # noqa: PLC0415

    settings = course.directory()
    return Gradebook(settings.db_url, settings.course_id)


def has_gradebook(course: Course) -> bool:
    """Whether there is a gradebook, ours or another's."""
    url = course.gradebook_url
    if url.get_backend_name() == "sqlite":
        return Path(url.database or course.gradebook).is_file()
    with connected(url, course.gradebook_name) as engine:
        return bool(inspect(engine).get_table_names())


def require_gradebook(course: Course, chapters: list[str]) -> None:
    """Make sure that the gradebook is there, is this course's and knows the chapters.

    It is read without nbgrader, which would write its course into whatever it opens.

    Args:
        course: The course.
        chapters: Those that it must know.

    Raises:
        CourseError: The gradebook is missing, unreadable, another course's, or lacks a chapter.
    """
    name = course.gradebook_name
    if not has_gradebook(course):
        raise CourseError(
            f"there is no gradebook ({name}). Run `backpass release` first: it makes one and "
            "records every chapter's points in it."
        )
    try:
        courses, assignments = read_gradebook(course.gradebook_url, name)
    except NoGradebook as error:
        raise CourseError(f"{error} {way_back(course)}") from error
    ours = course.course_id
    if theirs := strangers(courses, assignments, ours):
        advice = (
            "Give BACKPASS_DB_URL a database of its own, or let its user make schemas in this one "
            "(GRANT CREATE ON DATABASE): then each course has a schema of its own in it"
            if course.shares_gradebook
            else f"If that is this course under another name, keep the name and all marks with it "
            f'(course = "{theirs[0]}" in pyproject.toml). Otherwise move it out of the way'
        )
        raise CourseError(
            f"{name} belongs to the course {theirs[0]!r}, not to {ours!r}. {advice} "
            "(nothing in it was changed), then run `backpass release` to begin anew."
        )
    require_own_id(course)
    for chapter in chapters:
        if chapter not in assignments:
            raise CourseError(
                f"{name} does not know the chapter {chapter}. Run `backpass release {chapter}` "
                "first."
            )


def strangers(courses: set[str], assignments: dict[str, str], ours: str) -> list[str]:
    """The other courses that a gradebook belongs to; none where it is ours.

    Args:
        courses: Ids of the courses that it holds.
        assignments: The course of each assignment, by its name.
        ours: The id of this course.
    """
    theirs = sorted(set(assignments.values()) - {ours, DEFAULT_COURSE})
    others = sorted(courses - {ours, DEFAULT_COURSE})
    return theirs or ([] if ours in courses else others)


def way_back(course: Course) -> str:
    """What to do about a gradebook that is damaged, in a sentence or two."""
    there = backups(course)
    if not there:
        return (
            "There is no backup of it in backups/. Look for one of your own, or try what "
            '`sqlite3 gradebook.db ".recover"` saves. To begin a new one, move it out of the way '
            "and run `backpass release`."
        )
    made = datetime.fromtimestamp(there[0].stat().st_mtime).astimezone()
    return (
        f"The newest backup is of {made:%d %B %Y, %H:%M}: `backpass restore` puts it back and "
        "keeps the damaged one. Then run `backpass grade`."
    )


def backups(course: Course) -> list[Path]:
    """The backups that are there, the newest first."""
    return sorted(course.backups.glob(f"{NAME}*.db"), reverse=True)


def require_own_id(course: Course) -> None:
    """Make sure that a gradebook that may be shared can tell this course from others.

    Raises:
        CourseError: The course has no id of its own.
    """
    if course.shares_gradebook and course.course_id == UNNAMED:
        raise CourseError(
            f"{course.gradebook_name} may be another course's or another year's, too, and this "
            f'course has no id of its own. Write course = "backprop-2026" under [tool.backpass] in '
            f"pyproject.toml, or set {COURSE_VARIABLE}; another one for each course and year."
        )


def read_gradebook(url: URL, name: str) -> tuple[set[str], dict[str, str]]:
    """The ids of the courses that a gradebook holds, and of its assignments by name the course's.

    Args:
        url: Where the database is.
        name: What to call it in messages.

    Raises:
        NoGradebook: It is no gradebook of nbgrader's, or a damaged one.
    """
    try:
        with connected(url, name) as engine, engine.connect() as db:
            courses = {str(row[0]) for row in db.execute(text("SELECT id FROM course"))}
            rows = db.execute(text("SELECT name, course_id FROM assignment"))
            assignments = {str(name_): str(of) for name_, of in rows}
    except DatabaseError as error:
        raise NoGradebook(
            f"{name} is not a gradebook that nbgrader made, or it is damaged ({error.orig})."
        ) from error
    return courses, assignments


@contextmanager
def connected(url: URL, name: str) -> Iterator[Engine]:
    """A database that answers; a file is opened for reading alone.

    Args:
        url: Where it is.
        name: What to call it in messages.

    Raises:
        CourseError: A server does not answer, or what it takes to talk to it is not installed.
    """
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "").resolve()
        url = make_url(f"sqlite:///file:{quote(path.as_posix())}?mode=ro&uri=true")
    try:
        engine = create_engine(url)
    except ModuleNotFoundError as error:
        raise CourseError(
            f"the gradebook is on a server, and {error.name} is not installed: "
            "pip install -e '.[grading,postgres]'."
        ) from error
    try:
        if url.get_backend_name() != "sqlite":
            _try(engine, name)
        yield engine
    finally:
        engine.dispose()


def _try(engine: Engine, name: str) -> None:
    try:
        engine.connect().close()
    except OperationalError as error:
        raise CourseError(
            f"the gradebook's server does not answer ({name}): {error.orig}"
        ) from error
