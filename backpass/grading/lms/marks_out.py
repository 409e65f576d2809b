"""Marks as learning management systems take them in: one file for each chapter.

Canvas matches a student by its own number, by the SIS ids or by the name, and an assignment by
"title (number)" (``lib/gradebook_importer.rb``). Moodle's grading worksheet is matched by
"Identifier", and needs "Grade" and "Last modified (grade)"
(``mod/assign/feedback/offline/importgradeslib.php``); its gradebook import by an e-mail or an ID
number. Blackboard matches by "Username", and a column by the number at the end of its name
(instructors' help, "Work offline with grade data"). Brightspace matches by "OrgDefinedId" or
"Username" and takes columns called "TITLE Points Grade"; its lines end with a "#" (instructors'
help, "Importing grades"). Sakai's gradebook takes "Student ID", "Student Name" and "TITLE [points]"
(``gradebookng/…/ImportGradesHelper.java``), and an assignment its own ``grades.csv`` back. All were
read in November 2026.

A student without a mark gets no line, so that an import clears no cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from backpass.atomic import put
from backpass.grading.course import Course, CourseError
from backpass.grading.gradebook import require_gradebook
from backpass.grading.lms.tables import Row, Table, read_table, written
from backpass.grading.marks import read_marks, read_people
from backpass.grading.roster import Person

CANVAS, MOODLE, BLACKBOARD = "canvas", "moodle", "blackboard"
BRIGHTSPACE, SAKAI = "brightspace", "sakai"
SYSTEMS = (CANVAS, MOODLE, BLACKBOARD, BRIGHTSPACE, SAKAI)
POINTS_POSSIBLE = "    Points Possible"  # as Canvas writes it
CANVAS_PEOPLE = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
CANVAS_KEPT = (
    *("Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID"),
    *("Integration ID", "Root Account", "Section"),
)
MOODLE_KEPT = ("Identifier", "Full name", "Grade", "Last modified (grade)")
BLACKBOARD_KEPT = ("Last Name", "First Name", "Username")
END_OF_LINE = "End-of-Line Indicator"  # Brightspace's last column, a "#" in each line
BRIGHTSPACE_KEPT = ("OrgDefinedId", "Username", END_OF_LINE)
SAKAI_KEPT = (
    *("Display ID", "ID", "Student ID", "Student Name", "Last Name", "First Name"),
    *("Submission date", "Late submission"),
)
KEPT = {
    CANVAS: CANVAS_KEPT,
    MOODLE: MOODLE_KEPT,
    BLACKBOARD: BLACKBOARD_KEPT,
    BRIGHTSPACE: BRIGHTSPACE_KEPT,
    SAKAI: SAKAI_KEPT,
}
#: Columns that tell students, the surest first.
TELLING = {
    CANVAS: ("ID", "SIS User ID", "SIS Login ID"),
    MOODLE: ("ID number", "Email address", "Full name"),
    BLACKBOARD: ("Username", "Student ID"),
    BRIGHTSPACE: ("OrgDefinedId", "Username"),
    SAKAI: ("ID", "Display ID", "Student ID"),
}
#: What follows the title of an assignment in the name of its column.
TAILS = {
    CANVAS: r"\s*\(\d+\)\s*$",
    BLACKBOARD: r"\s*\[Total Pts:.*$",
    BRIGHTSPACE: r"\s+Points Grade(?:\s*<.*>)?\s*$",
    SAKAI: r"\s*\[[\d.,]+\]\s*$",
}
#: What an assignment is worth, in the name of its column.
WORTH = {
    BLACKBOARD: re.compile(r"\[Total Pts:[^\]\d]*([\d.,]+)"),
    BRIGHTSPACE: re.compile(r"<[^>]*MaxPoints:\s*([\d.,]+)"),
    SAKAI: re.compile(r"\[([\d.,]+)\]\s*$"),
}


@dataclass
class Exported:
    """A file of marks.

    Attributes:
        path: Where it is.
        count: Students with a mark in it.
        notes: Who is not in it, and why, a sentence each.
    """

    path: Path
    count: int
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Chapter:
    """A chapter's marks, as they are written."""

    name: str
    title: str
    points: float
    scores: Mapping[str, float]
    people: Mapping[str, Person]


def export_marks(
    course: Course,
    chapter: str,
    system: str,
    *,
    template: Path | None = None,
    title: str | None = None,
    scale: bool = False,
    zeros: bool = False,
) -> Exported:
    """Write ``reports/SYSTEM-CHAPTER.csv``.

    Args:
        course: The course.
        chapter: The chapter.
        system: ``"canvas"``, ``"moodle"``, ``"blackboard"``, ``"brightspace"`` or ``"sakai"``.
        template: A file that the system wrote: its gradebook, or Moodle's grading worksheet. Its
            ids and the number of its column are used.
        title: What the chapter is called there; its name when left out.
        scale: Whether to turn marks into the points that the system has for it.
        zeros: Whether those of the roster who handed in nothing get a 0.

    Raises:
        CourseError: There are no marks, or the template does not fit; nothing is written.
    """
    require_gradebook(course, [chapter])
    marks = read_marks(course, chapter)
    scores = {who: mark.score for who, mark in marks.items() if mark.cells}
    people = read_people(course)
    if zeros:
        scores = {**dict.fromkeys(people, 0.0), **scores}
    if not scores:
        raise CourseError(f"nobody has a mark for {chapter} yet. Run `backpass grade` first.")
    points = max((mark.max_score for mark in marks.values()), default=0.0)
    of = _Chapter(chapter, title or chapter, points, scores, people)
    if template is not None:
        made = _filled(of, system, read_table(template), scale)
    elif system == CANVAS:
        made = _canvas(of)
    elif system == MOODLE:
        made = _moodle(of)
    elif system == BRIGHTSPACE:
        made = _brightspace(of)
    elif system == SAKAI:
        made = _sakai(of)
    else:
        raise CourseError(
            "Blackboard knows its columns by numbers, and makes a new column of text for one "
            "without. Download the grade center (Work Offline, Download) and add --template FILE."
        )
    rows, separator, encoding, count, notes = made
    ending = "txt" if separator == "\t" else "csv"
    path = course.reports / f"{system}-{chapter}.{ending}"
    put(path, written(rows, separator, encoding), 0o600)
    return Exported(path, count, notes)


#: Rows, separator, encoding, how many have a mark, notes.
_Made = tuple[list[list[object]], str, str, int, list[str]]


def number(score: float) -> str:
    """A mark as every system reads it."""
    return f"{score:.2f}".rstrip("0").rstrip(".")


def _canvas(of: _Chapter) -> _Made:
    rows: list[list[object]] = [
        [*CANVAS_PEOPLE, of.title],
        [POINTS_POSSIBLE, *[""] * (len(CANVAS_PEOPLE) - 1), number(of.points)],
    ]
    for who, score in sorted(of.scores.items()):
        entry = of.people.get(who, Person({}))
        names = entry.names
        whole = ", ".join(filter(None, (names.get("last_name"), names.get("first_name"))))
        login = entry.login or ("" if entry.number or entry.lms_user_id else who)
        ids = [entry.lms_user_id, entry.number, login]
        rows.append([whole or who, *ids, entry.section, number(score)])
    return rows, ",", "utf-8-sig", len(of.scores), []


def _moodle(of: _Chapter) -> _Made:
    rows: list[list[object]] = [["ID number", "Email address", of.title]]
    for who, score in sorted(of.scores.items()):
        entry = of.people.get(who, Person({}))
        rows.append([entry.number or who, entry.email, number(score)])
    return rows, ",", "utf-8", len(of.scores), []


def _brightspace(of: _Chapter) -> _Made:
    people = [(who, of.people.get(who, Person({}))) for who in sorted(of.scores)]
    numbered = all(entry.number for _, entry in people)
    ids = ["OrgDefinedId", "Username"] if numbered else ["Username"]
    rows: list[list[object]] = [
        [*ids, f"{of.title} Points Grade <Numeric MaxPoints:{number(of.points)}>", END_OF_LINE]
    ]
    for who, entry in people:
        known = [entry.number] if numbered else []
        rows.append([*known, entry.login or who, number(of.scores[who]), "#"])
    return rows, ",", "utf-8", len(of.scores), []


def _sakai(of: _Chapter) -> _Made:
    rows: list[list[object]] = [
        ["Student ID", "Student Name", f"{of.title} [{number(of.points)}]"],
    ]
    for who, score in sorted(of.scores.items()):
        entry = of.people.get(who, Person({}))
        names = entry.names
        whole = ", ".join(filter(None, (names.get("last_name"), names.get("first_name"))))
        rows.append([entry.login or who, whole, number(score)])
    return rows, ",", "utf-8", len(of.scores), []


# --- in a file that the system wrote --------------------------------------------------------------


def _filled(of: _Chapter, system: str, table: Table, scale: bool) -> _Made:
    column, worth = _mark_column(of, system, table)
    factor = _factor(of, table, column, worth, scale)
    columns = [place for name in KEPT[system] if (place := table.column(name)) is not None]
    columns = sorted({*columns, column})
    whose = _whose(of, system, table)
    rows: list[list[object]] = [list(line) for line in table.above]
    rows += [[""]] if table.above else []  # Sakai passes over three lines, one of them empty
    rows.append([table.header[place] for place in columns])
    notes: list[str] = []
    count = 0
    for row in table.rows:
        if system == CANVAS and "points possible" in row.cells[0].casefold():
            rows.append([row.cells[place] for place in columns])
            continue
        who = whose.get(row.line)
        if who is None or who not in of.scores:
            continue
        cells = list(row.cells)
        cells[column] = number(of.scores[who] * factor)
        rows.append([cells[place] for place in columns])
        count += 1
    there = set(whose.values())
    notes += [f"{who} has no line in {table.name}." for who in sorted(set(of.scores) - there)]
    unknown = [row for row in table.rows if row.line not in whose and _is_person(system, row)]
    notes += [
        f"{table.name}, line {row.line}: {_label(table, row)} has no mark." for row in unknown
    ]
    if not count:
        raise CourseError(
            f"nobody with a mark for {of.name} has a line in {table.name}. Its ids are not those "
            "of the roster: write the roster from the same system (`backpass roster FILE`)."
        )
    # Sakai compares the first column's name with what a byte order mark would be a part of.
    encoding = "utf-8" if system in (BRIGHTSPACE, SAKAI) else table.encoding
    return rows, table.separator, encoding, count, notes


def _mark_column(of: _Chapter, system: str, table: Table) -> tuple[int, float | None]:
    """The column of the marks, and what the system says it is worth."""
    if system == MOODLE:
        for name in ("Identifier", "Grade", "Last modified (grade)"):
            if table.column(name) is None:
                raise CourseError(
                    f"{table.name} has no column {name!r}, so it is not Moodle's grading "
                    "worksheet. Get it in Moodle: Submissions, Download grading worksheet."
                )
        column, most = table.column("Grade"), table.column("Maximum Grade")
        assert column is not None
        return column, _first_number(table, most) if most is not None else None
    if table.above:  # Sakai's grades of one assignment
        column = table.column("grade", "mark")
        if column is None:
            raise CourseError(
                f"{table.name} has no column 'grade', so it is not the grades.csv of a Sakai "
                "assignment. Get it in Sakai: the assignment, Download All, grades.csv."
            )
        return column, None
    tail = TAILS[system]
    found = [
        place
        for place, name in enumerate(table.header)
        if re.sub(tail, "", name).casefold() == of.title.casefold()
    ]
    if len(found) != 1:
        candidates = [re.sub(tail, "", name) for name in table.header if re.search(tail, name)]
        listing = ", ".join(repr(name) for name in candidates[:15]) or "none"
        count = "no column" if not found else f"{len(found)} columns"
        raise CourseError(
            f"{table.name} has {count} for {of.title!r}. The assignments there are: {listing}. Say "
            "which one is meant: --as TITLE."
        )
    if system == CANVAS:
        points = [row for row in table.rows if "points possible" in row.cells[0].casefold()]
        return found[0], _number_in(points[0].cells[found[0]]) if points else None
    said = WORTH[system].search(table.header[found[0]])
    return found[0], _number_in(said[1]) if said else None


def _first_number(table: Table, column: int) -> float | None:
    found = (_number_in(row.cells[column]) for row in table.rows)
    return next((value for value in found if value is not None), None)


def _number_in(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _factor(of: _Chapter, table: Table, column: int, worth: float | None, scale: bool) -> float:
    if worth is None or abs(worth - of.points) < 0.005:
        return 1.0
    if scale:
        return worth / of.points if of.points else 1.0
    raise CourseError(
        f"{table.name}, column {table.header[column]!r}: it is worth {number(worth)} points there "
        f"and {number(of.points)} here. Change it there, or add --scale to convert the marks."
    )


def _whose(of: _Chapter, system: str, table: Table) -> dict[int, str]:
    """The student of each line.

    Raises:
        CourseError: Two lines are about one student.
    """
    keys = _keys(of.people, system)
    columns = TELLING[system]
    places = [(place, name) for name in columns if (place := table.column(name)) is not None]
    if not places:
        raise CourseError(
            f"{table.name} has no column that tells students: {', '.join(columns)} are read."
        )
    whose: dict[int, str] = {}
    first: dict[str, Row] = {}
    for row in table.rows:
        for place, name in places:
            known = keys.get(name.casefold(), {})
            cell = row.cells[place].strip()
            if system == BRIGHTSPACE:  # it writes #007
                cell = cell.removeprefix("#")
            who = known.get(cell.casefold())
            if who is None:
                continue
            if who in first:
                raise CourseError(
                    f"{table.at(row, place)}: {who} is there twice, first on line "
                    f"{first[who].line}."
                )
            first[who], whose[row.line] = row, who
            break
    return whose


def _keys(people: Mapping[str, Person], system: str) -> dict[str, dict[str, str]]:
    """Students by what a column may hold, by the column's name."""

    def by(*values: Sequence[tuple[str, str]]) -> dict[str, str]:
        found: dict[str, str] = {}
        doubled: set[str] = set()
        for pairs in values:
            for value, who in pairs:
                key = value.strip().casefold()
                if key and found.setdefault(key, who) != who:
                    doubled.add(key)
        return {key: who for key, who in found.items() if key not in doubled}

    ids = [(who, who) for who in people]
    logins = [(of.login, who) for who, of in people.items()]
    numbers = [(of.number, who) for who, of in people.items()]
    lms = [(of.lms_user_id, who) for who, of in people.items()]
    emails = [(of.email, who) for who, of in people.items()]
    names = [(of.name, who) for who, of in people.items()]
    if system == CANVAS:
        return {
            "id": by(lms, ids),
            "sis user id": by(numbers, ids),
            "sis login id": by(logins, ids, emails),
        }
    if system == MOODLE:
        return {
            "id number": by(numbers, ids),
            "email address": by(emails, ids),
            "full name": by(names),
        }
    if system == BRIGHTSPACE:
        return {"orgdefinedid": by(numbers, ids), "username": by(logins, ids, emails)}
    if system == SAKAI:
        by_login = by(logins, ids, emails)
        return {"id": by_login, "display id": by(numbers, ids), "student id": by_login}
    return {"username": by(logins, ids), "student id": by(numbers, ids)}


def _is_person(system: str, row: Row) -> bool:
    test = row.cells[0].strip().casefold() in ("student, test", "test student")
    return bool(row.cells[0].strip()) and not (system == CANVAS and test)


def _label(table: Table, row: Row) -> str:
    return row.cells[0].strip() or f"the line of {table.header[0]}"
