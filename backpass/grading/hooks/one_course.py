"""Stop nbgrader's commands where the gradebook holds another course's marks.

nbgrader writes its course's id into whatever gradebook it opens, and finds assignments by their
names alone: ``nbgrader autograde`` of a second year would write over the first year's marks.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from nbgrader import api
from nbgrader.apps.baseapp import NbGrader
from sqlalchemy import event, make_url, select
from traitlets.config import Application

from backpass.grading.course import COURSE_VARIABLE, CourseError, name_of
from backpass.grading.gradebook import (
    DEFAULT_COURSE,
    NoGradebook,
    read_gradebook,
    strangers,
)


def require_ours(db_url: str, course_id: str) -> None:
    """Stop one of nbgrader's commands before it opens the gradebook of another course.

    Only where nbgrader's command line runs: ``backpass`` looks by itself, and a server goes on.

    Args:
        db_url: The address of the gradebook.
        course_id: What this course is called.
    """
    if not _is_command():
        return
    url = make_url(db_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return
    name = name_of(url)
    try:
        theirs = strangers(*read_gradebook(url, name), course_id)
    except (NoGradebook, CourseError):
        return  # a new one, or one that nbgrader itself complains about
    if theirs:
        sys.exit(f"backpass: {_sentence(name, theirs[0], course_id)}")


def _is_command() -> bool:
    return Application.initialized() and isinstance(Application.instance(), NbGrader)


def _sentence(name: str, theirs: str, ours: str) -> str:
    return (
        f"{name} belongs to the course {theirs!r}, not to {ours!r}. Nothing in it was changed. "
        f"Use the right gradebook (BACKPASS_DB_URL) or the right course ({COURSE_VARIABLE}, "
        "pyproject.toml, --course)."
    )


def _refuse_another(_: Any, connection: Any, course: Any) -> None:
    """Called before nbgrader enters a course into a gradebook: one belongs to one course.

    Raises:
        CourseError: There is another course's work in it, and this is no command.
        SystemExit: The same, where nbgrader's command line runs.
    """
    table = api.Assignment
    used = {str(one) for one in connection.scalars(select(table.course_id).distinct())}
    known = {str(one) for one in connection.scalars(select(api.Course.id))}
    theirs = sorted((used | known) - {course.id, DEFAULT_COURSE})
    if course.id == DEFAULT_COURSE or not theirs:
        return
    said = _sentence(name_of(connection.engine.url), theirs[0], str(course.id))
    if _is_command():
        sys.exit(f"backpass: {said}")
    raise CourseError(said)


def watch() -> None:
    """Look at every course that nbgrader enters, ``--course`` on its command line included."""
    if not event.contains(api.Course, "before_insert", _refuse_another):
        event.listen(api.Course, "before_insert", _refuse_another)
