"""Who belongs to the class: ``roster.csv`` beside ``source/``, as any of several systems writes it.

Canvas's gradebook export, Moodle's participants, grades or grading worksheet, Blackboard's "work
offline" file, Brightspace's and Google Classroom's grades, Sakai's grades of an assignment or of
the gradebook, edX's grade report and list of learners, and a plain table are told apart by their
columns. A roster is read as a whole or refused with one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize

from backpass.grading.course import Course, CourseError
from backpass.grading.lms.moodle_words import in_english
from backpass.grading.lms.tables import FORMULA, Row, Table, read_table

FILE = "roster.csv"
#: The columns of a roster that Backpass itself writes.
COLUMNS = ("id", "first_name", "last_name", "email", "section", "lms_user_id", "login", "number")
#: edX's report of grades begins so; its list of learners has columns of these names.
EDX_GRADES = (("student id", "email", "username"), ("id", "email", "username"))
EDX_PROFILES = frozenset({"enrollment_mode", "level_of_education", "year_of_birth"})
#: No folder can have such a name, or nbgrader would take it apart.
UNFIT = re.compile(r'[/\\:*?"<>|+\x00-\x1f]|^\.|^\s|\s$|^$')

#: A number of many digits, as Excel shows and saves it: 1.2E+10.
EXCEL_NUMBER = re.compile(r"\d+([.,]\d+)?E\+\d+")

EMAIL = ("email address", "email", "e-mail", "e-mail address", "email_address", "mail")
FIRST = ("first name", "first_name", "firstname", "given name", "forename")
LAST = ("last name", "last_name", "lastname", "surname", "family name")
GROUPS = ("section", "sections", "group", "groups")


@dataclass(frozen=True)
class System:
    """How one system calls the columns of a roster.

    Attributes:
        name: As people call it.
        id: Columns that may be the student's id, the best first.
        lms: The number by which the system itself knows a student.
        login: What a student logs in with.
        number: The university's number.
        whole: The whole name in one cell.
    """

    name: str
    id: tuple[str, ...]
    lms: tuple[str, ...] = ()
    login: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


CANVAS = System(
    "Canvas",
    id=("SIS Login ID", "SIS User ID", "ID"),
    lms=("ID",),
    login=("SIS Login ID",),
    number=("SIS User ID",),
    whole=("Student",),
)
MOODLE = System(
    "Moodle",
    id=("ID number", "Username", "Email address", "Email"),
    login=("Username",),
    number=("ID number",),
    whole=("Full name", "First name / Last name", "First name / Surname"),
)
BLACKBOARD = System(
    "Blackboard", id=("Username", "Student ID"), login=("Username",), number=("Student ID",)
)
BRIGHTSPACE = System(
    "Brightspace",
    id=("Username", "OrgDefinedId"),
    login=("Username",),
    number=("OrgDefinedId",),
)
GOOGLE = System("Google Classroom", id=("Email Address",))
SAKAI = System(
    "Sakai",
    id=("ID", "Student ID", "Display ID"),
    login=("ID", "Student ID"),
    number=("Display ID",),
    whole=("Student Name",),
)
EDX = System(
    "edX", id=("Username",), lms=("Student ID", "id"), login=("Username",), whole=("name",)
)
PLAIN = System(
    "a plain table",
    id=("id", "student_id", "student id", "username", "login", "student"),
    lms=("lms_user_id", "lms user id"),
    login=("login", "username"),
    number=("number", "id number", "sis user id"),
    whole=("name", "full name", "full_name"),
)


@dataclass(frozen=True)
class Person:
    """One line of a roster.

    Attributes:
        names: What the gradebook keeps of a student: names, e-mail, the id in an LMS.
        section: The section or sections, as they are written; empty without one.
        sections: The sections, one by one.
        login: What the student logs in with, where the roster says so.
        number: The university's number, where the roster says so.
    """

    names: dict[str, str]
    section: str = ""
    sections: tuple[str, ...] = ()
    login: str = ""
    number: str = ""

    @property
    def name(self) -> str:
        """First and last name."""
        return " ".join(filter(None, (self.names.get("first_name"), self.names.get("last_name"))))

    @property
    def email(self) -> str:
        """The e-mail address; empty where the roster has none."""
        return self.names.get("email", "")

    @property
    def lms_user_id(self) -> str:
        """The number in the LMS; empty where the roster has none."""
        return self.names.get("lms_user_id", "")


Roster = Mapping[str, Person]


@dataclass(frozen=True)
class Understood:
    """A roster file and what it was taken for.

    Attributes:
        roster: Students by id.
        system: Which system wrote it.
        id_column: The column that gives the ids.
        left_out: Lines that name no student, each in a sentence.
    """

    roster: dict[str, Person]
    system: System
    id_column: str
    left_out: tuple[str, ...] = field(default=())


def read_roster(course: Course) -> Roster | None:
    """Students by id; None where the course has no roster.

    Raises:
        CourseError: The roster cannot be understood; says where and why.
    """
    path = course.root / FILE
    return understand(read_table(path)).roster if path.is_file() else None


def read_file(path: Path, id_column: str | None = None) -> Understood:
    """Read a roster from any file.

    Args:
        path: The file.
        id_column: The column that gives the students' ids; found by its name when left out.

    Raises:
        CourseError: It cannot be understood; says where and why.
    """
    return understand(read_table(path), id_column)


def system_of(table: Table) -> System:
    """Which system wrote a table, told by its columns."""
    names = {name.casefold() for name in table.header}
    if {"id", "section"} <= names and ("student" in names or {"lastname", "firstname"} <= names):
        return CANVAS
    if "orgdefinedid" in names:
        return BRIGHTSPACE
    if "display id" in names or {"student id", "student name"} <= names:
        return SAKAI
    if table.header[:3] == ("Last Name", "First Name", "Email Address"):
        return GOOGLE
    if "username" in names and {"last name", "first name"} <= names and "id" not in names:
        blackboard = {"last access", "availability", "student id", "child course id"} & names
        return BLACKBOARD if blackboard else MOODLE
    first = tuple(name.casefold() for name in table.header[:3])
    if first in EDX_GRADES or ({"username", "email"} <= names and EDX_PROFILES & names):
        return EDX
    words = {in_english(name) for name in table.header}
    if "last modified (grade)" in words:
        return MOODLE
    if "id" in names or "student_id" in names:
        return PLAIN
    if words & {"identifier", "id number", "email address"}:
        return MOODLE
    return PLAIN


def understand(table: Table, id_column: str | None = None) -> Understood:
    """Find the students in a table.

    Args:
        table: The table.
        id_column: The heading of the column with ids; None to find it.

    Raises:
        CourseError: It has no column for ids, an id twice, or one that no folder can have.
    """
    system = system_of(table)
    id_place = _id_place(table, system, id_column)
    columns = {
        "email": table.column(*EMAIL),
        "first_name": table.column(*FIRST),
        "last_name": table.column(*LAST),
        "lms_user_id": table.column(*system.lms),
        "login": table.column(*system.login),
        "number": table.column(*system.number),
        "section": table.column(*GROUPS),
        "whole": table.column(*system.whole),
    }
    if system is MOODLE:  # "Groups" is a list there, "Group" may be anything
        columns["section"] = table.column("groups", "group", "section")
    found: dict[str, tuple[Row, dict[str, str]]] = {}
    left_out: list[str] = []
    seen: dict[str, str] = {}
    for row in table.rows:
        values = {
            name: row.cells[place].strip() for name, place in columns.items() if place is not None
        }
        student = row.cells[id_place].strip()
        if system is BRIGHTSPACE:  # it writes #007, by which spreadsheets keep the zeros
            student = student.removeprefix("#")
            values = {name: value.removeprefix("#") for name, value in values.items()}
        reason = _no_student(system, values, student)
        if reason:
            left_out.append(f"{table.name}, line {row.line}: {reason}")
            continue
        where = table.at(row, id_place)
        if not student:
            raise CourseError(
                f"{where}: the cell is empty, so {_called(values) or 'this student'} has no id. "
                "Fill it in, or name another column with --id."
            )
        if EXCEL_NUMBER.fullmatch(student):
            raise CourseError(
                f"{where}: {student} is a long number as Excel shortens it; its last digits are "
                "lost. Export the file anew, and look at it without saving it in Excel."
            )
        if UNFIT.search(student) or student.startswith(FORMULA):
            raise CourseError(
                f"{where}: {student!r} cannot be the name of a folder. Letters, digits, dots, "
                "hyphens, underscores and @ can."
            )
        alike = normalize("NFC", student).casefold()
        if alike in seen:
            first, _ = found[seen[alike]]
            raise CourseError(f"{where}: {student} is there twice, first on line {first.line}.")
        seen[alike] = student
        found[student] = (row, values)
    _require_own_numbers(table, columns["lms_user_id"], found)
    if not found:
        raise CourseError(f"{table.name} names no student.")
    alone = {values.get("section", "") for _, values in found.values()}
    roster = {who: _entry(values, system, alone) for who, (_, values) in found.items()}
    return Understood(roster, system, table.header[id_place], tuple(left_out))


def _id_place(table: Table, system: System, asked: str | None) -> int:
    if asked is not None:
        place = table.column(asked)
        if place is None:
            raise CourseError(
                f"{table.name} has no column {asked!r}. Its columns are: {_columns(table)}."
            )
        return place
    places = [place for name in system.id if (place := table.column(name)) is not None]
    for place in places:
        if any(row.cells[place].strip() for row in table.rows):
            return place
    if places:
        return places[0]
    raise CourseError(
        f"{table.name} has no column for the students' ids. Call it id; it is the name of the "
        f"student's folder in submitted/. The columns there are: {_columns(table)}. If one of them "
        "is the id, say so: `backpass roster FILE --id COLUMN`."
    )


def _columns(table: Table) -> str:
    return ", ".join(repr(name) for name in table.header[:15])


def _called(values: dict[str, str]) -> str:
    whole = " ".join(filter(None, (values.get("first_name"), values.get("last_name"))))
    return whole or values.get("whole", "")


def _no_student(system: System, values: dict[str, str], student: str) -> str | None:
    """Why a line is about no student; None where it is about one."""
    name = _called(values)
    if system is CANVAS:
        if "points possible" in name.casefold():
            return "the points, no student."
        numbers = values.get("lms_user_id", "") + values.get("number", "")
        if not name and not numbers:
            return "no student."  # which columns are posted by hand
        test = name.casefold() in ("student, test", "test student", "test, student")
        if test and not values.get("number"):
            return "Canvas's test student, left out."
    if system is BLACKBOARD and student.casefold().endswith("_previewuser"):
        return "Blackboard's preview user, left out."
    if system is GOOGLE and not student and values.get("last_name") in ("Date", "Points"):
        return "Google Classroom's dates and points, no student."
    if system is PLAIN and not student and not name and not values.get("email"):
        return "no student."
    return None


def _require_own_numbers(
    table: Table, column: int | None, found: dict[str, tuple[Row, dict[str, str]]]
) -> None:
    """Make sure that no two students have one number in the LMS."""
    first: dict[str, Row] = {}
    for row, values in found.values():
        number = values.get("lms_user_id", "")
        if number and number in first and column is not None:
            raise CourseError(
                f"{table.at(row, column)}: {number} is there twice, first on line "
                f"{first[number].line}."
            )
        first[number] = row


def _entry(values: dict[str, str], system: System, alone: set[str]) -> Person:
    first, last = values.get("first_name", ""), values.get("last_name", "")
    whole = values.get("whole", "")
    if whole and not (first or last):
        if "," in whole:
            last, _, first = (part.strip() for part in whole.partition(","))
        else:
            first, _, last = whole.rpartition(" ")
    names = {
        "first_name": first,
        "last_name": last,
        "email": values.get("email", ""),
        "lms_user_id": values.get("lms_user_id", ""),
    }
    section = values.get("section", "")
    return Person(
        {key: value for key, value in names.items() if value},
        section,
        sections_in(section, system, alone),
        values.get("login", ""),
        values.get("number", ""),
    )


def sections_in(section: str, system: System, alone: set[str]) -> tuple[str, ...]:
    """The sections that a cell names.

    Canvas writes the sections of a student as a sentence, "Monday, Tuesday, and Friday" or "Monday
    and Tuesday", and "Drawing and Painting" may be one section. So a sentence is taken apart where
    one of its parts stands alone for another student.

    Args:
        section: The cell.
        system: Which system wrote it.
        alone: Every cell of the column.
    """
    if not section:
        return ()
    if system is not CANVAS:
        return _parts(r"\s*[;,]\s*" if system is MOODLE else r"\s*;\s*", section)
    parts = _parts(r",\s+and\s+|\s+and\s+|,\s+", section)
    return parts if any(part in alone for part in parts) else (section,)


def _parts(pattern: str, section: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in re.split(pattern, section) if part))


def in_our_form(roster: Roster) -> list[list[str]]:
    """A roster as rows that :func:`understand` reads again."""
    rows = [list(COLUMNS)]
    for who, entry in sorted(roster.items()):
        names = entry.names
        rows.append(
            [
                who,
                *(names.get(key, "") for key in ("first_name", "last_name", "email")),
                "; ".join(entry.sections),
                names.get("lms_user_id", ""),
                entry.login,
                entry.number,
            ]
        )
    return rows
