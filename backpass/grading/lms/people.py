"""Whose a file of a download is, and when it was handed in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from dateutil import tz  # type: ignore[import-untyped]

from backpass.grading.course import Course, CourseError
from backpass.grading.lms.downloads import Found
from backpass.grading.lms.moodle_times import moment_named
from backpass.grading.lms.tables import read_table
from backpass.grading.roster import Roster, read_roster

NAMES_ALONE = ("Moodle", "Google Classroom")  # whose files bear no ids of the roster


class LocalClock:
    """Turns times without a zone into UTC, by the clock of one place.

    Args:
        zone: The place; this computer's own clock where it is None.

    Raises:
        CourseError: There is no such place.
    """

    def __init__(self, zone: str | None) -> None:
        self.named = zone
        found = tz.gettz(zone) if zone else tz.tzlocal()
        if found is None:
            raise CourseError(f"{zone!r} is no place with a time zone; write Europe/Berlin or UTC.")
        self.zone: tzinfo = found
        self.used = ""

    def utc(self, one: Found) -> datetime | None:
        """When a file was handed in; None where its name does not say.

        Raises:
            CourseError: The system wrote its times by another clock.
        """
        if one.time is None:
            return None
        if one.time.tzinfo is not None:
            return one.time.astimezone(UTC).replace(tzinfo=None)
        local = one.time.replace(tzinfo=self.zone)
        if self.named is None and one.zone and local.tzname() != one.zone:
            raise CourseError(
                f"{one.system} writes its times in {one.zone}, and this computer's clock is in "
                f"{local.tzname()}. Say whose clock it is: --zone Europe/Berlin, for example."
            )
        return self.moment(one.time)

    def moment(self, time: datetime) -> datetime:
        """A time of this place in UTC."""
        self.used = self.named or f"this computer ({time.replace(tzinfo=self.zone).tzname()})"
        return time.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None)


class People:
    """Finds the student whom a system means.

    Args:
        roster: The class; None where there is no roster.
        worksheet: Moodle's grading worksheet, if there is one.
        everybody: Whether those are taken in, too, who are not on the roster.
    """

    def __init__(self, roster: Roster | None, worksheet: Path | None, *, everybody: bool) -> None:
        self.roster, self.everybody = roster, everybody
        entries = (roster or {}).items()
        self.by_number = {of.lms_user_id: who for who, of in entries if of.lms_user_id}
        self.by_login = {who.casefold(): who for who, _ in entries}
        self.by_login.update({of.login.casefold(): who for who, of in entries if of.login})
        self.by_id = {of.number: who for who, of in entries if of.number}
        self.by_email = {of.email.casefold(): who for who, of in entries if of.email}
        self.by_name: dict[str, set[str]] = {}
        for who, of in entries:
            first, last = of.names.get("first_name", ""), of.names.get("last_name", "")
            for name in (f"{first} {last}", f"{last} {first}", f"{last}, {first}"):
                for form in (_spoken(name), _squashed(name)):
                    self.by_name.setdefault(form, set()).add(who)
        self.participants = _participants(worksheet) if worksheet else {}

    def who(self, one: Found) -> tuple[str | None, str]:
        """The student's id, or None and why nobody was found."""
        found = self._listed(one)
        if len(found) == 1:
            return found.pop(), ""
        if len(found) > 1:
            advice = (
                "Add --worksheet with Moodle's grading worksheet." if one.system == "Moodle" else ""
            )
            return None, f"{' and '.join(sorted(found))} both have this name. {advice}".strip()
        if (self.roster is None and one.system not in NAMES_ALONE) or self.everybody:
            return re.sub(r"[^\w.@-]|^\.+", "-", one.user or one.name), ""
        if self.roster is None:
            return None, "there is no roster.csv to find the student by."
        whom = f"{one.name} ({one.user})" if one.name and one.user else one.name or one.user
        return None, f"{whom} is not in roster.csv. --everybody takes in strangers, too."

    def _listed(self, one: Found) -> set[str]:
        if one.system == "Blackboard":
            head = one.prefix.partition("_attempt_")[0].casefold()
            if one.user.casefold() in self.by_login:
                return {self.by_login[one.user.casefold()]}
            ends = [login for login in self.by_login if head.endswith(f"_{login}")]
            return {self.by_login[max(ends, key=len)]} if ends else set()
        if one.system in ("Brightspace", "Sakai"):
            return self._by_word_or_name(one)
        if one.system == "Google Classroom":
            return set(self.by_name.get(_spoken(one.name), ()))
        if one.system == "Canvas":
            return self._by_number_or_name(one)
        told = self.participants.get(one.user)
        if told is not None:
            for known, column in ((self.by_id, "number"), (self.by_email, "email")):
                if told[column] and told[column].casefold() in _folded(known):
                    return {_folded(known)[told[column].casefold()]}
            if told["number"].casefold() in self.by_login:
                return {self.by_login[told["number"].casefold()]}
        name = one.name
        while True:
            if found := self.by_name.get(_spoken(name)):
                return set(found)
            if "-" not in name:  # a group's name may stand before it
                return set()
            name = name.partition("-")[2]

    def _by_number_or_name(self, one: Found) -> set[str]:
        """Canvas writes its own number for a student, and the name."""
        if one.user in self.by_number:
            return {self.by_number[one.user]}
        if one.user in self.by_login:
            return {one.user}
        return set(self.by_name.get(_squashed(one.name), ())) if one.name else set()

    def _by_word_or_name(self, one: Found) -> set[str]:
        """Brightspace writes a login or a number before the name, or nothing."""
        known = {**_folded(self.by_id), **self.by_login}
        if (student := known.get(one.user.casefold())) is not None:
            return {student}
        for name in (one.name, one.name.partition(" ")[2]):
            if found := self.by_name.get(_spoken(name)):
                return set(found)
        return set()

    def handed_in(self, one: Found, clock: LocalClock) -> datetime | None:
        """When the worksheet says that it was handed in.

        Args:
            one: The file.
            clock: By which its time is meant.
        """
        told = self.participants.get(one.user) if one.system == "Moodle" else None
        moment = moment_named(told["time"]) if told is not None else None
        return clock.moment(moment) if moment is not None else None

    def unread_time(self, one: Found) -> str | None:
        """Where the worksheet has a time that cannot be told; None where it has not."""
        told = self.participants.get(one.user) if one.system == "Moodle" else None
        if told is None or told["time"] in ("", "-") or moment_named(told["time"]) is not None:
            return None
        return f"{told['where']}: {told['time']!r} is no time that can be read"


def _folded(known: Mapping[str, str]) -> dict[str, str]:
    return {key.casefold(): who for key, who in known.items()}


def _spoken(name: str) -> str:
    """A name without what two systems may write differently."""
    return " ".join(unicodedata.normalize("NFC", name).replace("_", " ").casefold().split())


def _squashed(name: str) -> str:
    """A name as Canvas writes it: small letters, and nothing between them."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", name)).casefold()


def _participants(path: Path) -> dict[str, dict[str, str]]:
    """What Moodle's grading worksheet says of each participant, by number."""
    table = read_table(path)
    identifier = table.column("Identifier")
    if identifier is None:
        raise CourseError(
            f"{table.name} has no column 'Identifier', so it is not Moodle's grading worksheet. "
            "Get it in Moodle: Submissions, Download grading worksheet."
        )
    columns = {
        "name": table.column("Full name"),
        "email": table.column("Email address"),
        "number": table.column("ID number"),
        "time": table.column("Last modified (submission)"),
    }
    found: dict[str, dict[str, str]] = {}
    for row in table.rows:
        number = re.search(r"(\d+)\s*$", row.cells[identifier])
        if number is None:
            raise CourseError(f"{table.at(row, identifier)}: {row.cells[identifier]!r} is no id.")
        if number[1] in found:
            raise CourseError(f"{table.at(row, identifier)}: {number[1]} is there twice.")
        found[number[1]] = {
            name: row.cells[place].strip() if place is not None else ""
            for name, place in columns.items()
        }
        if (place := columns["time"]) is not None:
            found[number[1]]["where"] = table.at(row, place)
    return found


def numbers_in_worksheet(course: Course, worksheet: Path) -> dict[str, tuple[str, str]]:
    """Moodle's number and name of each student, from its grading worksheet.

    Args:
        course: The course.
        worksheet: The file.

    Raises:
        CourseError: It is none.
    """
    people = People(read_roster(course), worksheet, everybody=False)
    found = {}
    for number, told in people.participants.items():
        student, _ = people.who(Found("Moodle", "", number, told["name"], "", (), ""))
        if student is not None:
            found[student] = (number, told["name"])
    return found
