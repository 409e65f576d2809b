"""How exercises went before: in an earlier report of this class, or in last year's."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from backpass.atomic import put
from backpass.grading.course import CourseError
from backpass.grading.lms.tables import read_table

NAME = "exercises.csv"
EARLIER = "earlier"  # the folder in reports/ where earlier tables are kept


def read_earlier(place: Path) -> dict[tuple[str, str], float]:
    """The share that solved each exercise, by chapter and exercise.

    Args:
        place: An ``exercises.csv``, or a folder that holds one.

    Raises:
        CourseError: There is none, or it is another file.
    """
    path = place / NAME if place.is_dir() else place
    table = read_table(path)
    columns = [table.column(name) for name in ("chapter", "exercise", "graded", "solved")]
    if None in columns:
        raise CourseError(f"{path} is no {NAME} of a report.")
    found = {}
    for row in table.rows:
        chapter, exercise, graded, solved = (
            row.cells[place] for place in columns if place is not None
        )
        try:
            if int(graded):
                found[chapter, exercise] = int(solved) / int(graded)
        except ValueError as error:
            raise CourseError(f"{path.name}, line {row.line}: {error}.") from error
    return found


def keep_earlier(reports: Path, now: str) -> None:
    """Keep the table of exercises of an earlier day, where the new one says something else.

    Args:
        reports: The folder of reports.
        now: The table as it is to be written today.
    """
    path = reports / NAME
    if not path.is_file():
        return
    before = path.read_bytes()
    day = datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()
    if before != now.encode("utf-8", "replace") and day != datetime.now().astimezone().date():
        put(reports / EARLIER / f"{day.isoformat()}.csv", before, 0o644)
