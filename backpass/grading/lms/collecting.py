"""Sort a download into ``submitted/``: whose each file is, when it came, and who is missing."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from backpass.atomic import put, take_away_unfinished
from backpass.grading.common.receipts import TIMESTAMP
from backpass.grading.course import Course, CourseError
from backpass.grading.dates import Doubtful, handed_in_at
from backpass.grading.intake.archives import MAX_UNPACKED
from backpass.grading.intake.regular_files import NotPlain
from backpass.grading.lms.downloads import (
    NOTEBOOK,
    SAKAI_STAMP,
    Found,
    plain_name,
    recognise,
    with_what_blackboard_says,
    with_what_sakai_says,
)
from backpass.grading.lms.opening import UNREADABLE, files_in
from backpass.grading.lms.people import LocalClock, People
from backpass.grading.roster import read_roster
from backpass.grading.sandbox.scratch import removed_in_any_case

RECORD = "collected.json"
REPLACED = "replaced"  # the folder of what was handed in before
TEXT = 20_000  # bytes of a text file of Blackboard's that are read
LONGEST_NAME = 100  # letters of a notebook's name
LOOKED_INTO = 5  # notebooks whose cells are looked at to tell the chapter


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
        missing: Those of the roster from whom nothing has come.
        before: Those of the roster who are not in it, and whose work had come before.
        without: The files of those from whom files came, and no notebook among them.
        clock: The place by whose clock times were read; empty where there were none.
    """

    chapter: str
    chosen: list[ChosenFile] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    without: dict[str, list[Found]] = field(default_factory=dict)
    clock: str = ""


@dataclass
class Collected:
    """What became of a download.

    Attributes:
        out: How it was sorted out.
        new: Students whose work is new.
        replaced: Students whose work replaces what they handed in before.
        unchanged: Students whose work was there already.
        older: Students whose work in this download is older than what they had handed in before.
    """

    out: SortedOut
    new: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)


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
        known = collected_before(course).get(out.chapter, {})
        for student, files in sorted(by_student.items()):
            if held := list(_read(files, out)):
                _hand_in(course, student, held, collected, known.get(student, {}))
        _remember(course, collected)
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
    files = [file for path in paths for file in files_in(path)]
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
    people = People(roster, worksheet, everybody=everybody)
    clock = LocalClock(zone)
    newest: dict[str, dict[str, tuple[Found, datetime | None]]] = {}
    seen: dict[str, list[Found]] = {}
    for one in found:
        student, reason = people.who(one)
        if student is None:
            out.left_out.append(f"{one.path}: {reason}")
            continue
        seen.setdefault(student, []).append(one)
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
    out.without = {student: seen[student] for student in sorted(seen.keys() - newest.keys())}
    for student, others in out.without.items():
        out.left_out.append(f"{student} handed in no notebook, only {_called(others)}.")
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
    out.missing = sorted(set(roster or ()) - seen.keys())
    out.before = [one for one in out.missing if (course.submitted / one / chapter).is_dir()]
    out.missing = [one for one in out.missing if one not in out.before]
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


def _hand_in(
    course: Course,
    student: str,
    files: list[tuple[ChosenFile, bytes]],
    collected: Collected,
    known: Mapping[str, Any],
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
        newer = _newer_before(
            course, student, chapter, [one.found for one, _ in files], moment, known
        )
        if before and newer is not None:
            collected.older.append(student)
            collected.out.left_out.append(
                f"{files[0][0].place}: what {student} handed in before is newer{newer} and stays. "
                f"Delete {course.relative(folder)} and collect again if the older work is to count."
            )
            return
        if before:
            stamp = folder / TIMESTAMP
            if stamp.is_file() and not stamp.is_symlink():
                before[TIMESTAMP] = stamp.read_bytes()
            _keep(course, student, chapter, before)
        (collected.replaced if before else collected.new).append(student)
        for name, content in now.items():
            put(folder / name, content, 0o644, course.submitted)
        for name in before.keys() - now.keys() - {TIMESTAMP}:
            (folder / name).unlink()
        if moment is None:
            (folder / TIMESTAMP).unlink(missing_ok=True)  # it was the earlier one's
    if moment is not None:
        said = f"{moment:%Y-%m-%d %H:%M:%S} UTC\n"
        put(folder / TIMESTAMP, said.encode(), 0o644, course.submitted)


def _newer_before(
    course: Course,
    student: str,
    chapter: str,
    files: Sequence[Found],
    moment: datetime | None,
    known: Mapping[str, Any],
) -> str | None:
    """Words for how what a student handed in before is known to be newer; None where it is not.

    A download may be an older one than the last that was collected. Canvas tells no times, but it
    counts files: a later one has a larger number.
    """
    earlier = _moment_before(course, student, chapter)
    if moment is not None and earlier is not None:
        return f" ({earlier:%Y-%m-%d %H:%M} UTC)" if earlier > moment else None
    if moment is None and known.get("system") == "Canvas":
        numbers = [_number_in(one.prefix) for one in files if one.system == "Canvas"]
        if numbers and _number_in(str(known.get("prefix"))) > max(numbers):
            return ""
    return None


def _number_in(prefix: str) -> int:
    """Canvas's number of a file, by what the file's name begins with; 0 where there is none."""
    found = re.search(r"_(\d+)_$", prefix)
    return int(found[1]) if found else 0


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


def _called(files: list[Found]) -> str:
    """What a student called some files: the names of a few."""
    names = list(dict.fromkeys(one.file for one in files))
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _remember(course: Course, collected: Collected) -> None:
    """Keep how the system called each student's file, so that feedback finds its way back."""
    record, out = collected_before(course), collected.out
    of_chapter = record.setdefault(out.chapter, {})
    for one in out.chosen:
        if one.student in collected.older:
            continue
        of_chapter[one.student] = {
            "system": one.found.system,
            "prefix": one.found.prefix,
            "file": one.found.file,
            "late": one.found.late,
        }
    for student, files in out.without.items():
        if not (course.submitted / student / out.chapter).is_dir():
            last = max(files, key=lambda one: one.order)
            of_chapter[student] = {
                "system": last.system,
                "prefix": last.prefix,
                "file": _called(files),
                "late": False,
                "no notebook": True,
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
