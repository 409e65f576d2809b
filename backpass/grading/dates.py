"""Times of handing in, and due dates. They are read strictly: a guess could make somebody late.

``10.01.2026`` may be a day in January or in October, ``CEST`` is no time zone that a computer
knows, and nbgrader takes ``+0200`` for 200 seconds. What could be read in two ways is refused with
a sentence; nobody loses a mark by it.
"""

from __future__ import annotations

import csv
import os
import re
import stat
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from dateutil import tz  # type: ignore[import-untyped]

from backpass.atomic import put
from backpass.grading.common.receipts import TIMESTAMP
from backpass.grading.course import Course, CourseError
from backpass.grading.lms.tables import csv_text, unguarded

#: ``2026-03-01 12:00``, then seconds and a zone if there are some.
FORM = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?(\.\d{1,6})?"
    r"(?: ?(?P<zone>UTC|GMT|Z|[A-Z][\w+-]*/[\w+/-]+)|(?P<offset>[+-]\d\d:\d\d))?"
)
EXAMPLE = "2026-03-01 23:59 UTC, or with a place: 2026-03-01 23:59 Europe/Berlin"
COLUMNS = ["chapter", "student", "days"]


class Doubtful(ValueError):
    """A time that cannot be told with certainty; says why, and how to write it."""


class ClosedTime(Doubtful):
    """There is a time, and the machine does not let us read it: what is known of it stays."""


class ClosedFolder(ClosedTime):
    """The folder does not let us see whether there is a time."""


def understood(text: str) -> datetime:
    """The moment that a text names.

    Args:
        text: ``YYYY-MM-DD HH:MM``, with seconds if need be, and then ``UTC``, a place such as
            ``Europe/Berlin``, or ``+02:00``. With none of these it is UTC, as in nbgrader.

    Returns:
        The moment in UTC, without a zone, as nbgrader keeps it.

    Raises:
        Doubtful: It could mean two moments, or none.
    """
    text = text.strip()
    found = FORM.fullmatch(text)
    if found is None:
        raise Doubtful(f"{text!r} is no time that can be relied on; {_hint(text)}")
    try:
        naive = datetime.fromisoformat(f"{found[1]} {found[2]}{found[3] or ':00'}{found[4] or ''}")
    except ValueError as error:
        raise Doubtful(f"{text!r} is no time: {error}") from error
    if found["offset"]:
        hours, minutes = int(found["offset"][1:3]), int(found["offset"][4:])
        if hours > 14 or minutes > 59:
            raise Doubtful(f"{text!r} is no time: no place is {found['offset']} from UTC")
        shift = timedelta(hours=hours, minutes=minutes)
        zone = timezone(shift if found["offset"][0] == "+" else -shift)
        return naive.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
    if found["zone"] in (None, "UTC", "GMT", "Z"):
        return naive
    place = tz.gettz(found["zone"])
    if place is None:
        raise Doubtful(f"{found['zone']!r} is no place with a time zone; write it as {EXAMPLE}")
    if not tz.datetime_exists(naive, place):
        raise Doubtful(f"{text!r} never was: the clocks went forward there; write it in UTC")
    if tz.datetime_ambiguous(naive, place):
        raise Doubtful(f"{text!r} was twice: the clocks went back there; write it in UTC")
    return naive.replace(tzinfo=place).astimezone(UTC).replace(tzinfo=None)


def _hint(text: str) -> str:
    """How to write what could not be read."""
    time, _, zone = text.rpartition(" ")
    found = FORM.fullmatch(time)
    if found is None or found["zone"] or found["offset"]:
        return f"write it as {EXAMPLE}"
    if re.fullmatch(r"[+-]\d\d:\d\d", zone):
        return f"nbgrader would take it for UTC, so write it without the blank: {time}{zone}"
    if re.fullmatch(r"[+-]\d{4}", zone):
        return f"write it with a colon and without the blank: {time}{zone[:3]}:{zone[3:]}"
    return f"{zone!r} may mean several time zones or none; write it as {EXAMPLE}"


def written_in(text: str, zone: str) -> datetime | None:
    """The moment that nbgrader's exchange wrote with the short name of its own time zone.

    Where ``c.Exchange.timezone`` is ``Asia/Seoul``, nbgrader writes ``2026-03-01 21:00:00 KST`` and
    itself reads it as 21:00 UTC. The short name says nothing by itself (CST is a time in Chicago
    and in Shanghai), but together with the setting there is one moment that it can mean.

    Args:
        text: What ``timestamp.txt`` holds.
        zone: ``c.Exchange.timezone`` of the course.

    Returns:
        The moment in UTC, without a zone; None where the setting does not explain the text.
    """
    written, _, name = text.strip().rpartition(" ")
    found, place = FORM.fullmatch(written), tz.gettz(zone)
    if found is None or found["zone"] or found["offset"] or place is None:
        return None
    try:
        naive = understood(written)
    except Doubtful:
        return None
    moments = set()
    for fold in (0, 1):  # where the clocks go back an hour comes twice, under two names
        moment = naive.replace(tzinfo=place, fold=fold).astimezone(UTC)
        here = moment.astimezone(place)
        if here.replace(tzinfo=None) == naive and here.tzname() == name:
            moments.add(moment.replace(tzinfo=None))
    return moments.pop() if len(moments) == 1 else None


def zone_note(course: Course) -> str | None:
    """What to know where nbgrader's exchange writes times in another zone than UTC; else None."""
    zone = str(course.config().Exchange.get("timezone", "UTC"))
    if zone in ("UTC", "GMT", "Etc/UTC"):
        return None
    known = "" if tz.gettz(zone) else " That is no place with a time zone, either."
    return (
        f"nbgrader_config.py sets c.Exchange.timezone to {zone!r}.{known} nbgrader reads what it "
        "writes there as UTC, hours off. Backpass reads it by that zone; nbgrader's own commands "
        "and lists do not. Leave it at UTC."
    )


def in_words(moment: datetime) -> str:
    """A moment in UTC as it is said to people, with the same moment here."""
    here = moment.replace(tzinfo=UTC).astimezone()
    return f"{moment:%A, %d %B %Y, %H:%M:%S} UTC ({here:%d %B %Y, %H:%M:%S} on this computer)"


def handed_in_at(course: Course, student: str, chapter: str) -> datetime | None:
    """When a submission was handed in, from its ``timestamp.txt``; None where there is none.

    Args:
        course: The course.
        student: The student's folder in ``submitted/``.
        chapter: The chapter.

    Raises:
        Doubtful: There is one, and it cannot be relied on.
        ClosedTime: It may be one, and it cannot be read, or its folder not be opened.
    """
    path = course.submitted / student / chapter / TIMESTAMP
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ClosedFolder(f"it cannot be read: {error.strerror}") from error
    try:
        if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1 or status.st_size > 200:
            raise Doubtful("it is no short plain file")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Doubtful("it is no text") from error
    except PermissionError as error:
        raise ClosedTime(f"it cannot be read: {error.strerror}") from error
    except OSError as error:
        raise Doubtful(f"it cannot be read: {error.strerror}") from error
    try:
        return understood(text) if text.strip() else None
    except Doubtful:
        zone = str(course.config().Exchange.get("timezone", "UTC"))
        if (moment := written_in(text, zone)) is None:
            raise
        return moment


# --- extensions ----------------------------------------------------------------------------------


def _path(course: Course) -> Path:
    return course.root / "extensions.csv"


def extensions(course: Course) -> dict[tuple[str, str], timedelta]:
    """Extensions by student and chapter, of those who have not handed in yet, too.

    Raises:
        CourseError: The file ``extensions.csv`` cannot be understood.
    """
    path = _path(course)
    if not path.is_file():
        return {}
    found: dict[tuple[str, str], timedelta] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                days = float(row["days"])
                who, what = unguarded(row["student"].strip()), row["chapter"].strip()
                found[who, what] = timedelta(days=days)
            except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
                raise CourseError(
                    f"extensions.csv, line {number}: chapter, student and a number of days are "
                    "wanted. Nothing was done."
                ) from error
    return found


def extend(course: Course, student: str, chapter: str, days: float) -> None:
    """Remember an extension; 0 days take it back.

    Args:
        course: The course.
        student: The student's id.
        chapter: The chapter.
        days: How many days longer, fractions too.
    """
    kept = extensions(course)
    kept[student, chapter] = timedelta(days=days)
    rows: list[Sequence[object]] = [COLUMNS]
    for (who, what), extra in sorted(kept.items()):
        rows.append([what, who, f"{extra / timedelta(days=1):g}"])
    put(_path(course), csv_text(rows).encode(), 0o600)
