"""Sort a download into ``submitted/``: whose each file is, when it came, and who is missing."""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from dateutil import tz  # type: ignore[import-untyped]

from backpass.atomic import put, take_away_unfinished
from backpass.grading.common.receipts import TIMESTAMP
from backpass.grading.course import Course, CourseError
from backpass.grading.dates import Doubtful, handed_in_at
from backpass.grading.intake.archives import MAX_NESTED, MAX_UNPACKED, within_bounds
from backpass.grading.intake.regular_files import NotPlain, plain_files
from backpass.grading.lms.downloads import (
    NOTEBOOK,
    SAKAI_STAMP,
    Found,
    plain_name,
    recognise,
    with_what_blackboard_says,
    with_what_sakai_says,
)
from backpass.grading.lms.moodle_times import moment_named
from backpass.grading.lms.tables import read_table
from backpass.grading.roster import Roster, read_roster
from backpass.grading.sandbox.scratch import removed_in_any_case

RECORD = "collected.json"
REPLACED = "replaced"  # the folder of what was handed in before
#: What strangers' files and archives do to whoever reads them.
UNREADABLE = (OSError, zipfile.BadZipFile, NotPlain, RuntimeError, NotImplementedError, zlib.error)
MOST_FILES = 200_000  # of a download: of every system a class of 10,000 needs fewer
LARGEST = 100 * 10**6  # bytes of one file of a download
TEXT = 20_000  # bytes of a text file of Blackboard's that are read
LONGEST_NAME = 100  # letters of a notebook's name
NAMES_ALONE = ("Moodle", "Google Classroom")  # whose files bear no ids of the roster
LOOKED_INTO = 5  # notebooks whose cells are looked at to tell the chapter


@dataclass(frozen=True)
class File:
    """A file of a download: its path there, and how to read it."""

    place: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class ChosenFile:
    """A notebook that counts.

    Attributes:
        student: The student's id.
        name: The name of the notebook, without its ending.
        place: Where it is in the download.
        moment: When it was handed in (UTC); None where nothing says.
        found: What its name told.
        read: Gives what it holds.
    """

    student: str
    name: str
    place: str
    moment: datetime | None
    found: Found
    read: Callable[[], bytes]


@dataclass
class SortedOut:
    """What a download comes to.

    Attributes:
        chapter: The chapter that it is of.
        chosen: The notebooks that count.
        left_out: What was left out and why, a sentence each.
        missing: Those of the roster from whom nothing came.
        clock: The place by whose clock times were read; empty where there were none.
    """

    chapter: str
    chosen: list[ChosenFile] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    clock: str = ""


@dataclass
class Collected:
    """What became of a download.

    Attributes:
        out: How it was sorted out.
        new: Students whose work is new.
        replaced: Students whose work replaces what they handed in before.
        unchanged: Students whose work was there already.
    """

    out: SortedOut
    new: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


def collect(
    course: Course,
    paths: Sequence[Path],
    chapter: str | None = None,
    *,
    zone: str | None = None,
    worksheet: Path | None = None,
    everybody: bool = False,
) -> Collected:
    """Put what a system's download holds into ``submitted/``.

    Everything is sorted out before anything is written. What a student handed in before is kept in
    ``replaced/``. A class may hand in any amount; what one student may is bounded.

    Args:
        course: The course.
        paths: Archives, or folders of what was unpacked.
        chapter: The chapter; told by the notebooks' names and cells when left out.
        zone: The place whose clock the system goes by; this computer's when left out.
        worksheet: Moodle's grading worksheet, which says whose numbers the files bear.
        everybody: Take those in, too, who are not on the roster, under the system's own ids.

    Raises:
        CourseError: A file cannot be read, nothing in it has a name that a system writes, or the
            chapter or the time zone cannot be told.
    """
    out = sorted_out(course, paths, chapter, zone, worksheet, everybody=everybody)
    by_student: dict[str, list[ChosenFile]] = {}
    for one in out.chosen:
        by_student.setdefault(one.student, []).append(one)
    collected = Collected(out)
    written_to = (course.submitted, course.root / REPLACED)
    for folder in written_to:
        take_away_unfinished(folder)
    with removed_in_any_case(None, list(map(str, written_to))):
        for student, files in sorted(by_student.items()):
            if held := list(_read(files, out)):
                _hand_in(course, student, held, collected)
        _remember(course, out)
    return collected


def _read(files: Sequence[ChosenFile], out: SortedOut) -> Iterator[tuple[ChosenFile, bytes]]:
    """What one student's files hold; those that cannot be read are left out."""
    size = 0
    for one in files:
        try:
            content = one.read()
            size += len(content)
            if size > MAX_UNPACKED:
                raise NotPlain(f"{one.student} handed in more than {MAX_UNPACKED // 10**6} MB")
        except UNREADABLE as error:
            out.left_out.append(f"{one.place}: it cannot be read ({error}).")
        else:
            yield one, content


def sorted_out(
    course: Course,
    paths: Sequence[Path],
    chapter: str | None = None,
    zone: str | None = None,
    worksheet: Path | None = None,
    *,
    everybody: bool = False,
) -> SortedOut:
    """Find out whose file is which, without writing anything; see :func:`collect`.

    Args:
        course: The course.
        paths: Archives, or folders of what was unpacked.
        chapter: The chapter; told by the notebooks' names and cells when None.
        zone: The place whose clock the system goes by; this computer's when None.
        worksheet: Moodle's grading worksheet, which says whose numbers the files bear.
        everybody: Whether those are taken in, too, who are not on the roster.

    Raises:
        CourseError: No file is named as a learning management system names it, or a table is
            unreadable.
    """
    files = [file for path in paths for file in _files(path)]
    named = {file.place: one for file in files if (one := recognise(file.place))}
    if not named:
        example = files[0].place if files else "nothing"
        raise CourseError(
            f"no file in {', '.join(path.name for path in paths)} has a name as Canvas, Moodle, "
            "Blackboard, Brightspace, Sakai or Google Classroom writes it; the first is "
            f"{example}. Give the download as it came: its names say whose work it is. (Names in "
            "Google Drive do so where Classroom made a copy for each student.)"
        )
    texts = {
        file.place: file.read()[:TEXT].decode("utf-8", "replace")
        for file in files
        if file.place in named and file.place.endswith(".txt")
        if named[file.place].system == "Blackboard"
    }
    found = with_what_blackboard_says(named.values(), texts)
    stamps = {
        file.place: file.read()[:TEXT].decode("utf-8", "replace")
        for file in files
        if PurePosixPath(file.place).name == SAKAI_STAMP
    }
    found = with_what_sakai_says(found, stamps)
    found = _of_one_system(found)
    reads = {file.place: file.read for file in files}
    notebooks = [one for one in found if one.is_notebook]
    chapter = chapter or _chapter(course, notebooks, reads)
    out = SortedOut(chapter)
    roster = read_roster(course)
    people = _People(roster, worksheet, everybody=everybody)
    clock = _Clock(zone)
    newest: dict[str, dict[str, tuple[Found, datetime | None]]] = {}
    seen: set[str] = set()
    for one in found:
        student, reason = people.who(one)
        if student is None:
            out.left_out.append(f"{one.path}: {reason}")
            continue
        seen.add(student)
        if not one.is_notebook:
            continue
        moment = clock.utc(one) or people.handed_in(one, clock)
        mine = newest.setdefault(student, {})
        name = plain_name(one.file)
        if name not in mine or one.order > mine[name][0].order:
            if name in mine:
                out.left_out.append(f"{mine[name][0].path}: {student} handed in a newer one.")
            mine[name] = (one, moment)
        else:
            out.left_out.append(f"{one.path}: {student} handed in a newer one.")
    for student in sorted(seen - set(newest)):
        out.left_out.append(f"{student} handed in no notebook.")
    for student, mine in newest.items():
        last = max((one.time for one, _ in mine.values() if one.time), default=None)
        for name, (one, moment) in mine.items():
            if last is not None and one.time != last:
                out.left_out.append(f"{one.path}: {student} handed in again later.")
                continue
            if moment is None and (why := people.unread_time(one)) is not None:
                out.left_out.append(f"{why}, so no lateness is counted for {student}.")
            called = chapter if name.casefold() == chapter.casefold() else name[:LONGEST_NAME]
            out.chosen.append(ChosenFile(student, called, one.path, moment, one, reads[one.path]))
    out.missing = sorted(set(roster or ()) - set(newest))
    out.clock = clock.used
    return out


def _of_one_system(found: Sequence[Found]) -> list[Found]:
    """The files of the system that wrote the download; Google's names are the least certain."""
    certain = [one for one in found if one.system != "Google Classroom"]
    found = certain if any(one.is_notebook for one in certain) else list(found)
    systems = sorted({one.system for one in found if one.is_notebook})
    if len(systems) > 1:
        raise CourseError(
            f"these files are from {' and '.join(systems)}. Collect the download of each system by "
            "itself. Nothing was collected."
        )
    return found


# --- what is in a download -----------------------------------------------------------------------


def _files(path: Path) -> Iterator[File]:
    """The files of an archive or a folder, those of archives in it included."""
    if path.is_dir():
        for file in plain_files(path):
            yield from _opened(file.relative_to(path).as_posix(), _reader(file))
        return
    try:
        with path.open("rb") as opened:
            if not zipfile.is_zipfile(opened):
                raise CourseError(f"{path.name} is no zip archive. Give the download as it came.")
        content = zipfile.ZipFile(path)  # once: its list of files is long where a class is large
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from error
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise CourseError(f"{path.name} is damaged: {error}. Download it again.") from error
    if len(content.infolist()) > MOST_FILES:
        raise CourseError(
            f"{path.name} holds more than {MOST_FILES:,} files. Nothing was collected."
        )
    for entry in content.infolist():
        place = PurePosixPath(entry.filename.replace("\\", "/"))
        if not (entry.is_dir() or place.is_absolute() or ".." in place.parts):
            yield from _opened(str(place), partial(_whole, content, entry))


def _reader(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        if path.stat().st_size > LARGEST:
            raise NotPlain(f"it is larger than {LARGEST // 10**6} MB")
        return path.read_bytes()

    return read


def _whole(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > LARGEST:
        raise NotPlain(f"it is larger than {LARGEST // 10**6} MB")
    return archive.read(entry)


def _opened(place: str, read: Callable[[], bytes]) -> Iterator[File]:
    """A file, or the notebooks in an archive that a student handed in."""
    if place.endswith(".zip"):
        try:
            within_bounds(io.BytesIO(read()))
            found = list(_notebooks_in(read))
        except UNREADABLE:
            pass  # it is left out by its name, as what is no notebook
        else:
            for name, inner in found:
                yield File(f"{place.removesuffix('.zip')}_{name}", inner)
            return
    yield File(place, read)


def _notebooks_in(
    read: Callable[[], bytes], depth: int = 0
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Names of notebooks in an archive, and in those in it, and how to read each.

    The archive is opened again for each notebook that is read: nobody keeps those of a whole class.
    """

    def inner(entry: zipfile.ZipInfo) -> bytes:
        with zipfile.ZipFile(io.BytesIO(read())) as archive:
            return _whole(archive, entry)

    with zipfile.ZipFile(io.BytesIO(read())) as archive:
        entries = archive.infolist()
    for entry in entries:
        place = PurePosixPath(entry.filename.replace("\\", "/"))
        if place.name.startswith(".") or "__MACOSX" in place.parts:
            continue
        if place.name.endswith(NOTEBOOK):
            yield place.name, partial(inner, entry)
        elif place.name.endswith(".zip") and depth < MAX_NESTED:
            yield from _notebooks_in(partial(inner, entry), depth + 1)


def _chapter(
    course: Course, notebooks: Sequence[Found], reads: Mapping[str, Callable[[], bytes]]
) -> str:
    """The chapter that most notebooks are of, by their names or else by their cells."""
    chapters = course.chapters()
    by_name = Counter(name for one in notebooks if (name := plain_name(one.file)) in chapters)
    if not by_name:
        cells = {chapter: _grade_ids(course.release_notebook(chapter)) for chapter in chapters}
        for one in notebooks[:LOOKED_INTO]:
            try:
                ids = _ids_in(reads[one.path]())
            except (*UNREADABLE, ValueError):
                continue
            best = max(chapters, key=lambda chapter: len(ids & cells[chapter]), default=None)
            if best is not None and ids & cells[best]:
                by_name[best] += 1
    ranked = by_name.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        found = f"It may be any of {', '.join(sorted(by_name))}. " if by_name else ""
        raise CourseError(
            f"the download does not tell which chapter it is of. {found}Add --chapter CHAPTER."
        )
    return ranked[0][0]


def _grade_ids(path: Path) -> set[str]:
    try:
        return _ids_in(path.read_bytes())
    except (OSError, ValueError):
        return set()


def _ids_in(content: bytes) -> set[str]:
    try:
        notebook = json.loads(content)
    except RecursionError:
        return set()
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    ids = set()
    for cell in cells if isinstance(cells, list) else []:
        metadata = cell.get("metadata") if isinstance(cell, dict) else None
        marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        if isinstance(marks, dict) and isinstance(marks.get("grade_id"), str):
            ids.add(marks["grade_id"])
    return ids


# --- whose it is, and when it came ---------------------------------------------------------------


class _Clock:
    """Turns times without a zone into UTC, by the clock of one place."""

    def __init__(self, zone: str | None) -> None:
        self.named = zone
        found = tz.gettz(zone) if zone else tz.tzlocal()
        if found is None:
            raise CourseError(f"{zone!r} is no place with a time zone; write Europe/Berlin or UTC.")
        self.zone: tzinfo = found
        self.used = ""

    def utc(self, one: Found) -> datetime | None:
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
        self.used = self.named or f"this computer ({time.replace(tzinfo=self.zone).tzname()})"
        return time.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None)


class _People:
    """Finds the student whom a system means."""

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

    def handed_in(self, one: Found, clock: _Clock) -> datetime | None:
        """When the worksheet says that it was handed in."""
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
    people = _People(read_roster(course), worksheet, everybody=False)
    found = {}
    for number, told in people.participants.items():
        student, _ = people.who(Found("Moodle", "", number, told["name"], "", (), ""))
        if student is not None:
            found[student] = (number, told["name"])
    return found


# --- writing -------------------------------------------------------------------------------------


def _hand_in(
    course: Course, student: str, files: list[tuple[ChosenFile, bytes]], collected: Collected
) -> None:
    chapter = collected.out.chapter
    folder = course.submitted / student / chapter
    before = {
        path.name: path.read_bytes()
        for path in (sorted(folder.glob(f"*{NOTEBOOK}")) if folder.is_dir() else [])
        if path.is_file() and not path.is_symlink()
    }
    now = {f"{one.name}{NOTEBOOK}": content for one, content in files}
    moments = [one.moment for one, _ in files if one.moment is not None]
    moment = max(moments, default=None)
    if before == now:
        collected.unchanged.append(student)
    else:
        with_time = _moment_before(course, student, chapter)
        if before and moment is not None and with_time is not None and with_time > moment:
            collected.out.left_out.append(
                f"{files[0][0].place}: what {student} handed in before is newer "
                f"({with_time:%Y-%m-%d %H:%M} UTC) and stays."
            )
            return
        if before:
            _keep(course, student, chapter, before)
        (collected.replaced if before else collected.new).append(student)
        for name, content in now.items():
            put(folder / name, content, 0o644, course.submitted)
        for name in before.keys() - now.keys():
            (folder / name).unlink()
        if moment is None:
            (folder / TIMESTAMP).unlink(missing_ok=True)  # it was the earlier one's
    if moment is not None:
        said = f"{moment:%Y-%m-%d %H:%M:%S} UTC\n"
        put(folder / TIMESTAMP, said.encode(), 0o644, course.submitted)


def _moment_before(course: Course, student: str, chapter: str) -> datetime | None:
    try:
        return handed_in_at(course, student, chapter)
    except Doubtful:
        return None


def _keep(course: Course, student: str, chapter: str, files: Mapping[str, bytes]) -> None:
    """Keep what is about to be replaced."""
    kept = course.root / REPLACED / student / chapter
    number = 1 + sum(1 for _ in kept.iterdir()) if kept.is_dir() else 1
    for name, content in files.items():
        put(kept / f"{number:03}" / name, content, 0o600, course.root / REPLACED)


def _remember(course: Course, out: SortedOut) -> None:
    """Keep how the system called each student's file, so that feedback finds its way back."""
    record = collected_before(course)
    of_chapter = record.setdefault(out.chapter, {})
    for one in out.chosen:
        of_chapter[one.student] = {
            "system": one.found.system,
            "prefix": one.found.prefix,
            "file": one.found.file,
            "late": one.found.late,
        }
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    put(course.submitted / RECORD, f"{text}\n".encode(), 0o600)


def collected_before(course: Course) -> dict[str, dict[str, dict[str, Any]]]:
    """What ``submitted/collected.json`` says, by chapter and student; empty where there is none.

    Raises:
        CourseError: It cannot be understood.
    """
    path = course.submitted / RECORD
    if not path.is_file():
        return {}
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(f"submitted/{RECORD} cannot be read: {error}. Collect again.") from error
    if not isinstance(record, dict):
        raise CourseError(f"submitted/{RECORD} is not what `backpass collect` writes.")
    return record
