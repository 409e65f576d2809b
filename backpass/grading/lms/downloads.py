"""What learning management systems call the files of a download, and what the names tell.

Canvas    ``lovelaceada_LATE_880123_4711_02_chain_rule-1.ipynb``
Moodle    ``Ada Lovelace_734211_assignsubmission_file/02_chain_rule.ipynb`` (``…_file_/`` before
          Moodle 4.1, and all in one name where nobody asked for folders)
Blackboard ``Homework 2_ada_attempt_2026-10-02-21-14-05_02_chain_rule.ipynb``, and beside it a text
          of the same name up to the time, which says who handed in what and when
Sakai     ``Homework 2/Lovelace, Ada(ada)/Submission attachment(s)/02_chain_rule.ipynb``, and
          ``timestamp.txt`` in the student's folder
Google    ``Homework 2/Ada Lovelace - 02_chain_rule.ipynb``, where Classroom made a copy for each
          student and the folder was downloaded from Drive

Sources: Canvas's ``lib/content_zipper.rb``, Moodle's ``mod/assign/feedback/file/importziplib.php``
(both public, read in November 2026), for Blackboard its instructors' help ("Download assignments")
with nbgrader's own example of a name, and for Brightspace, Sakai and Google Classroom what public
scripts say that read their downloads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

from backpass.grading.lms.moodle_times import moment_named

CANVAS = re.compile(
    r"(?P<name>[^/]*?)_(?P<late>LATE_)?(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>[^/]+)"
)
CANVAS_NAMELESS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<user>[A-Za-z0-9]+)_(?P<attachment>\d+)_(?P<file>[^/]+)"
)
MOODLE = re.compile(
    r"(?P<name>[^/]+)_(?P<user>\d+)_assignsubmission_(?P<kind>file|onlinetext)[_/]{1,2}(?P<file>.+)"
)
BLACKBOARD = re.compile(
    r"(?P<title>[^/]*)_(?P<user>[^/]+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>[^/]+)|\.txt)"
)
BRIGHTSPACE = re.compile(
    r"(?P<numbers>\d+-\d+) - (?P<name>.+) - (?P<day>[^-]*?\d{4}),? "
    r"(?P<hour>\d{1,2}?):?(?P<minute>\d\d)(?P<half> ?[AP]M)?/(?P<file>.+)"
)
SAKAI = re.compile(
    r"(?P<folder>(?P<name>[^/]*?)\s*\((?P<user>[^()/]+)\))/Submission attachment\(s\)/(?P<file>.+)"
)
#: ``2026-10-02T19:14:05Z``, or in older versions ``20261002191405000``; both are UTC.
SAKAI_TIME = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)T?(\d\d):?(\d\d):?(\d\d)(?:\.\d+Z|\d{3}|Z)")
GOOGLE = re.compile(r"(?P<name>[^/]*[^\W\d_][^/]*?) - (?P<file>[^/]+\.ipynb)", re.IGNORECASE)
#: A line of Blackboard's text file: ``Name: Ada Lovelace (ada)``.
TOLD = re.compile(r"^(Name|Date Submitted|Original filename|Filename):\s*(.*?)\s*$", re.MULTILINE)
ZONE = re.compile(r"\b([A-Z]{2,5})\s*$")
SAKAI_STAMP = "timestamp.txt"
NOTEBOOK = ".ipynb"


@dataclass(frozen=True)
class Found:
    """One file of a download.

    Attributes:
        system: ``"Canvas"``, ``"Moodle"``, ``"Blackboard"``, ``"Brightspace"``, ``"Sakai"`` or
            ``"Google Classroom"``.
        path: Where it is in the download.
        user: The id that the system gives: a number, or a login at Blackboard and Sakai; empty
            where it gives none.
        name: The student's name as the system writes it; empty where it does not.
        file: What the student called it.
        order: Of two files of one student the larger counts.
        prefix: What a file for this student has to begin with, to be taken back by the system.
        late: Whether the system calls it late.
        time: When it was handed in, by the clock of the system's place, or with a zone of its own;
            None where nothing says.
        zone: The zone's letters, if the system says some.
    """

    system: str
    path: str
    user: str
    name: str
    file: str
    order: tuple[object, ...]
    prefix: str
    late: bool = False
    time: datetime | None = None
    zone: str = ""

    @property
    def is_notebook(self) -> bool:
        """Whether it may be what was asked for."""
        return self.file.lower().endswith(NOTEBOOK)


def recognise(path: str) -> Found | None:
    """What the name of a file tells; None where no system writes such names.

    Args:
        path: Its path in the download, with forward slashes.
    """
    pure = PurePosixPath(path)
    if pure.name.startswith((".", "~")) or "__MACOSX" in pure.parts:
        return None
    for depth in range(len(pure.parts)):
        rest = "/".join(pure.parts[depth:])
        if found := MOODLE.fullmatch(rest):
            name, user = found["name"], found["user"]
            prefix = f"{name}_{user}_assignsubmission_file_"
            file = PurePosixPath(found["file"]).name
            return Found("Moodle", path, user, name, file, (found["kind"] == "file",), prefix)
        if (found := BRIGHTSPACE.fullmatch(rest)) and (one := _brightspace(path, found)):
            return one
        if found := SAKAI.fullmatch(rest):
            name, user, prefix = found["name"], found["user"].strip(), found["folder"]
            file = PurePosixPath(found["file"]).name
            return Found("Sakai", path, user, name, file, (resubmission(file),), prefix)
    if found := BLACKBOARD.fullmatch(pure.name):
        time = datetime.strptime(found["time"], "%Y-%m-%d-%H-%M-%S")
        prefix = pure.name[: found.end("time")]
        file = found["file"] or f"{prefix}.txt"
        return Found("Blackboard", path, found["user"], "", file, (time,), prefix, time=time)
    if found := CANVAS_NAMELESS.fullmatch(pure.name) or CANVAS.fullmatch(pure.name):
        name = found.groupdict().get("name") or ""
        late = bool(found["late"])
        prefix = pure.name[: found.end("attachment") + 1]
        file, attachment = found["file"], int(found["attachment"])
        order = (resubmission(file), attachment)
        return Found("Canvas", path, found["user"], name, file, order, prefix, late)
    if found := GOOGLE.fullmatch(pure.name):
        name, file = found["name"].strip(), found["file"]
        return Found("Google Classroom", path, "", name, file, (resubmission(file),), f"{name} - ")
    return None


def _brightspace(path: str, found: re.Match[str]) -> Found | None:
    """A file in one of Brightspace's folders; None where its time is none."""
    clock = f"{found['hour']}:{found['minute']}{found['half'] or ''}"
    time = moment_named(f"{found['day']} {clock}")
    if time is None:
        return None
    file = PurePosixPath(found["file"]).name
    user = found["name"].partition(" ")[0]  # where that is no login, it is looked for by name
    prefix = f"{found['numbers']} - {found['name']} - "
    return Found("Brightspace", path, user, found["name"], file, (time,), prefix, time=time)


def resubmission(file: str) -> int:
    """How often a file of this name was handed in before: Canvas counts ``-1``, ``-2``."""
    found = re.search(r"-(\d{1,3})\.[^.]+$", file)
    return int(found[1]) if found else 0


def plain_name(file: str) -> str:
    """A notebook's name without what browsers and systems add: ``x (1)-2.ipynb`` → ``x``."""
    stem = file[: -len(NOTEBOOK)] if file.lower().endswith(NOTEBOOK) else file
    stem = re.sub(r"(?i)^copy[ _]of[ _]", "", stem)
    while (shorter := re.sub(r"(?:[ _]?\(\d+\)|-\d{1,3}|[ _-]copy\d*)$", "", stem)) != stem:
        stem = shorter
    return stem


def with_what_sakai_says(found: Iterable[Found], texts: Mapping[str, str]) -> list[Found]:
    """Sakai's files with the times that stand in their students' folders.

    Args:
        found: Files of a download.
        texts: What the files ``timestamp.txt`` in it say, by path.
    """
    return [_stamped(one, texts) if one.system == "Sakai" else one for one in found]


def _stamped(one: Found, texts: Mapping[str, str]) -> Found:
    folder = one.path.rpartition("/Submission attachment(s)/")[0]
    said = SAKAI_TIME.fullmatch(texts.get(f"{folder}/{SAKAI_STAMP}", "").strip())
    if said is None:
        return one
    year, month, day, hour, minute, second = map(int, said.groups())
    try:
        return replace(one, time=datetime(year, month, day, hour, minute, second, tzinfo=UTC))
    except ValueError:  # the 31st of February
        return one


def with_what_blackboard_says(found: Iterable[Found], texts: Mapping[str, str]) -> list[Found]:
    """Blackboard's files with the names and zones of the text files beside them.

    Args:
        found: Files of a download.
        texts: What its text files say, by path.
    """
    told: dict[str, dict[str, str]] = {}
    for path, text in texts.items():
        one = recognise(path)
        if one is not None and one.system == "Blackboard":
            told[one.prefix] = dict(TOLD.findall(text))
    filled = []
    for one in found:
        says = told.get(one.prefix) if one.system == "Blackboard" else None
        if says is None:
            filled.append(one)
            continue
        whole = re.fullmatch(r"(.*) \(([^()]+)\)", says.get("Name", ""))
        zone = ZONE.search(says.get("Date Submitted", ""))
        filled.append(
            Found(
                one.system,
                one.path,
                whole[2] if whole else one.user,
                whole[1] if whole else one.name,
                one.file,
                one.order,
                one.prefix,
                one.late,
                one.time,
                zone[1] if zone and zone[1] not in ("AM", "PM") else "",
            )
        )
    return filled
