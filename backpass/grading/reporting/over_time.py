"""How exercises went before: in an earlier report of this class, or in last year's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from backpass.atomic import put
from backpass.grading.course import CourseError
from backpass.grading.lms.tables import read_table

NAME = "exercises.csv"
EARLIER = "earlier"  # the folder in reports/ where earlier tables are kept
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SHOWN = 12  # points of a curve; the newest are shown
WIDE, HIGH, EDGE = 120.0, 30.0, 4.0  # of a curve, in pixels


@dataclass(frozen=True)
class Then:
    """How exercises stood at one time.

    Attributes:
        when: The day as ``2026-10-02``, or a word.
        shares: The share that solved each exercise, by chapter and exercise.
    """

    when: str
    shares: Mapping[tuple[str, str], float]


def history(reports: Path, today: str) -> list[Then]:
    """What the reports of earlier days said, the oldest first.

    A table that cannot be read is left out: it is no reason to have no report today.

    Args:
        reports: The folder of reports.
        today: The day that is not earlier, as ``2026-10-02``.
    """
    days = {path.stem: path for path in (reports / EARLIER).glob("*.csv")}
    last = reports / NAME
    if last.is_file():
        days[datetime.fromtimestamp(last.stat().st_mtime).astimezone().date().isoformat()] = last
    found = []
    for day, path in sorted(days.items()):
        if DAY.fullmatch(day) and day != today:
            try:
                found.append(Then(day, read_earlier(path)))
            except CourseError:
                continue
    return found


def curves(times: Sequence[Then]) -> dict[tuple[str, str], Markup]:
    """A small curve for each exercise of which there are two times or more.

    Args:
        times: The oldest first.

    Returns:
        A picture by chapter and exercise, with its numbers in words.
    """
    found: dict[tuple[str, str], Markup] = {}
    for which in times[-1].shares if times else ():
        points = [(one.when, one.shares[which]) for one in times if which in one.shares]
        if len(points) > 1:
            found[which] = _curve(points[-SHOWN:])
    return found


def _curve(points: Sequence[tuple[str, float]]) -> Markup:
    step = (WIDE - 2 * EDGE) / (len(points) - 1)
    places = [
        (EDGE + number * step, HIGH - EDGE - share * (HIGH - 2 * EDGE))
        for number, (_, share) in enumerate(points)
    ]
    said = ", ".join(f"{when}: {100 * share:.0f} per cent" for when, share in points)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    x, y = places[-1]
    return Markup(
        '<svg role="img" aria-label="Share that solved it. {}" width="{:.0f}" height="{:.0f}" '
        'viewBox="0 0 {:.0f} {:.0f}"><title>{}</title><polyline points="{}" fill="none" '
        'stroke="currentColor" stroke-width="2"/><circle cx="{:.1f}" cy="{:.1f}" r="3" '
        'fill="currentColor"/></svg>'
    ).format(said, WIDE, HIGH, WIDE, HIGH, said, line, x, y)


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
