"""Who belongs to the class: ``roster.csv`` beside ``source/``, with sections if there are some."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass

from backpass.grading.course import Course, CourseError

FILE = "roster.csv"
#: Columns by the names that systems give them, in small letters.
NAMES = {
    "id": ("id", "student", "student_id", "student id", "id number", "sis login id"),
    "first_name": ("first_name", "first name", "given name"),
    "last_name": ("last_name", "last name", "surname", "family name"),
    "email": ("email", "e-mail", "email address"),
    "lms_user_id": ("lms_user_id", "lms user id"),
    "section": ("section", "group", "sections"),
}


@dataclass(frozen=True)
class Entry:
    """One line of a roster.

    Attributes:
        names: What the gradebook keeps of a student: names, e-mail, the id in an LMS.
        section: The section; empty without one.
    """

    names: dict[str, str]
    section: str


Roster = Mapping[str, Entry]


def read_roster(course: Course) -> Roster | None:
    """Students by id; None where the course has no roster.

    Raises:
        CourseError: The roster cannot be understood; says where and why.
    """
    path = course.root / FILE
    if not path.is_file():
        return None
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{FILE} cannot be read: {error}. Save it as CSV in UTF-8.") from error
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(text.splitlines(), delimiter=separator)
    columns = _columns(reader.fieldnames or ())
    if "id" not in columns:
        raise CourseError(
            f"{FILE} has no column for the students' ids. Call it id; it is the name of the "
            "student's folder in submitted/. Others that are read: first_name, last_name, email, "
            "section."
        )
    roster: dict[str, Entry] = {}
    for number, row in enumerate(reader, start=2):
        values = {name: (row.get(column) or "").strip() for name, column in columns.items()}
        student, section = values.pop("id"), values.pop("section", "")
        if not student:
            continue
        if student in roster:
            raise CourseError(f"{FILE}, line {number}: {student} is there twice.")
        roster[student] = Entry({key: value for key, value in values.items() if value}, section)
    return roster


def _columns(header: object) -> dict[str, str]:
    """The file's own name of each column that is read."""
    found: dict[str, str] = {}
    for column in header if isinstance(header, (list, tuple)) else ():
        for name, spellings in NAMES.items():
            if isinstance(column, str) and column.strip().lower() in spellings:
                found.setdefault(name, column)
    return found
