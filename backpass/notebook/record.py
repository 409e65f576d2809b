"""What a learner's checks came to, kept in one small file for each folder of the course.

The file holds names of exercises, a state and dates: nothing that a learner wrote, and it is never
sent anywhere. Keeping it must not stand in a check's way: where it cannot be written, the record
lasts as long as the kernel, and :meth:`Record.where` says so.

``BACKPASS_PROGRESS`` names another file; ``off`` keeps none and reads none, as when submissions are
graded.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from backpass import atomic
from backpass.judging.verdict import Status

VARIABLE = "BACKPASS_PROGRESS"
OFF = "off"
VERSION = 1
STATES = (str(Status.PASSED), str(Status.FAILED))
#: Seconds to wait for another notebook that is writing; it takes milliseconds.
PATIENCE = 2.0
#: Bytes that no record of ours ever comes to.
LARGEST = 1_000_000
#: Where JupyterLite shows a kernel the files that the browser keeps.
BROWSER_FILES = Path("/drive")
_WHAT = "Which Backpass checks passed, and when. Delete this file to begin anew."


@dataclass(frozen=True)
class Entry:
    """How an exercise stands.

    Attributes:
        chapter: The chapter it belongs to.
        state: ``"passed"`` or ``"failed"`` when it was last attempted.
        checked: The day of that check, as 2026-01-31.
        passed: The day on which it first passed; None if it never did.
    """

    chapter: str
    state: str
    checked: str
    passed: str | None

    def after(self, earlier: Entry | None) -> Entry:
        """This entry with the day of the first pass taken over from an earlier one."""
        first = (earlier.passed if earlier else None) or self.passed
        return Entry(self.chapter, self.state, self.checked, first)


class Record:
    """The entries of one learner, by exercise.

    Args:
        path: The file to keep them in; None keeps them in memory only.
        trouble: Why there is no file, in words.
    """

    def __init__(self, path: Path | None, trouble: str | None = None) -> None:
        self.path, self.trouble = path, trouble
        self.aside: Path | None = None
        self._unsaved: dict[str, Entry] = {}

    def note(self, exercise: str, chapter: str, status: Status) -> None:
        """Remember what a check came to, and save it where that is possible.

        A stub is no attempt: it says nothing about what was there before, and changes nothing.

        Args:
            exercise: The exercise's name.
            chapter: The chapter it belongs to.
            status: What the check came to.
        """
        if str(status) not in STATES:
            return
        today = date.today().isoformat()
        entry = Entry(chapter, str(status), today, today if status is Status.PASSED else None)
        self._unsaved[exercise] = entry.after(self._unsaved.get(exercise))
        self._save()

    def entries(self) -> dict[str, Entry]:
        """Every entry, that of other notebooks' checks included."""
        kept: Mapping[str, Entry] = {}
        if self.path is not None:
            try:
                kept, _ = read(self.path)
            except (OSError, ValueError) as error:
                self.trouble = _reason(error)
            else:
                self.trouble = self.trouble if self._unsaved else None
        return _merged(kept, self._unsaved)

    def where(self) -> str:
        """A sentence on where it is kept, and how long."""
        if self.path is None or self.trouble:
            why = f": {self.trouble}" if self.trouble else ""
            return f"Kept only until the kernel stops{why}. Nothing is sent anywhere."
        if "google.colab" in sys.modules:
            return "Kept as long as Colab keeps this machine for you, and sent nowhere."
        if sys.platform == "emscripten":
            return "Kept in this browser, and sent nowhere."
        note = (
            f" The record before could not be read; it is still in {short(self.aside)}."
            if self.aside is not None
            else ""
        )
        return f"Kept in {short(self.path)} on this machine, and sent nowhere.{note}"

    def _save(self) -> None:
        if self.path is None:
            return
        try:
            path = self.path.resolve()  # a link stays a link
            _refuse_what_is_no_file(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            with _alone(path):
                kept, whole = read(path)
                if not whole:
                    self.aside = _set_aside(path)
                merged = _merged(kept, self._unsaved)
                if merged != kept or not whole:  # most checks say what the one before them said
                    _write(path, merged)
        except (OSError, ValueError) as error:
            self.trouble = _reason(error)
        else:
            self._unsaved, self.trouble = {}, None


_RECORDS: dict[Path | None, Record] = {}


def current() -> Record:
    """The record that the environment names; the same one as long as it names the same."""
    trouble = None
    try:
        path = place()
    except RuntimeError:  # no home folder
        path, trouble = None, "no folder for user data was found"
    if path not in _RECORDS:
        if path is not None and not os.environ.get(VARIABLE, "").strip():
            _adopt(path)
        _RECORDS[path] = Record(path, trouble)
    return _RECORDS[path]


def place() -> Path | None:
    """The file for the record, where this system keeps users' data; None for none.

    Raises:
        RuntimeError: If the user has no home folder.
    """
    asked = os.environ.get(VARIABLE, "").strip()
    if asked.lower() == OFF:
        return None
    if asked:
        path = Path(asked).expanduser().absolute()
        return path / "progress.json" if path.is_dir() else path
    if sys.platform == "emscripten" and BROWSER_FILES.is_dir():
        return BROWSER_FILES / ".backpass-progress.json"
    folder = course_folder(started_in())
    key = hashlib.sha256(str(folder).encode()).hexdigest()[:8]
    return _user_data() / "backpass" / f"progress-{folder.name or 'course'}-{key}.json"


@cache
def started_in() -> Path:
    """The folder that the kernel started in, however often the learner changes it afterwards."""
    try:
        return Path.cwd().resolve()
    except OSError:  # the folder is gone
        return Path.home()


def course_folder(folder: Path) -> Path:
    """The folder of the whole course: of a chapter's folder, the one that holds the chapters.

    Two copies of the course have two records, and two people at one computer who work in folders of
    their own do, too.
    """
    return folder.parent if re.match(r"\d\d_\w+$", folder.name) else folder


def _adopt(path: Path) -> None:
    """Take over the record that earlier versions kept for all folders together, the first time."""
    earlier = path.with_name("progress.json")
    if path.name.startswith("progress-") and earlier.is_file() and not path.exists():
        with contextlib.suppress(OSError):
            earlier.rename(path)


def _user_data() -> Path:
    named = {"win32": "LOCALAPPDATA"}.get(sys.platform, "XDG_DATA_HOME")
    folder = Path(os.environ.get(named, ""))
    if folder.is_absolute():
        return folder
    usual = {
        "win32": ("AppData", "Local"),
        "darwin": ("Library", "Application Support"),
    }.get(sys.platform, (".local", "share"))
    return Path.home().joinpath(*usual)


def short(path: Path) -> str:
    """A path with the home folder as ~."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)


def read(path: Path) -> tuple[dict[str, Entry], bool]:
    """The entries of a file, and whether all of it could be read.

    Raises:
        OSError: The file is there and cannot be opened.
        ValueError: It is no plain file, or a newer Backpass wrote it.
    """
    if not path.exists():
        return {}, True
    _refuse_what_is_no_file(path)
    if path.stat().st_size > LARGEST:
        return {}, False
    data = path.read_bytes()
    if not data.strip():
        return {}, True
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}, False
    if not isinstance(found, dict) or not isinstance(found.get("version"), int):
        return {}, False
    if found["version"] > VERSION:
        raise ValueError("a newer Backpass wrote the record, and this one leaves it alone")
    exercises = found.get("exercises")
    if not isinstance(exercises, dict):
        return {}, False
    entries = {name: _entry(fields) for name, fields in exercises.items()}
    good = {name: entry for name, entry in entries.items() if entry is not None}
    return good, len(good) == len(entries)


def _refuse_what_is_no_file(path: Path) -> None:
    """A device, a pipe or a folder is nothing to read, to replace, or to put a lock beside."""
    if path.exists() and not path.is_file():
        raise ValueError(f"{short(path)} is not a plain file")


def _entry(fields: Any) -> Entry | None:
    try:
        entry = Entry(**fields)
    except TypeError:
        return None
    texts = (entry.chapter, entry.checked, entry.passed or "")
    fits = entry.state in STATES and all(isinstance(text, str) for text in texts)
    return entry if fits else None


def _merged(kept: Mapping[str, Entry], newer: Mapping[str, Entry]) -> dict[str, Entry]:
    return dict(kept) | {name: entry.after(kept.get(name)) for name, entry in newer.items()}


def _write(path: Path, entries: Mapping[str, Entry]) -> None:
    """Replace the file in one go: whoever reads it finds the old one or the new one, whole."""
    exercises = {name: vars(entry) for name, entry in sorted(entries.items())}
    content = {"what": _WHAT, "version": VERSION, "exercises": exercises}
    text = json.dumps(content, indent=1, ensure_ascii=False)
    atomic.put(path, text.encode("utf-8"), 0o600)


def _set_aside(path: Path) -> Path:
    """Move a damaged record out of the way, under a name that was free."""
    number = 1
    while (aside := path.with_name(f"{path.stem}-damaged-{number}{path.suffix}")).exists():
        number += 1
    return path.rename(aside)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other notebooks from writing meanwhile, where the file system can do that."""
    with path.with_name(f"{path.name}.lock").open("a+b") as file:
        until = time.monotonic() + PATIENCE
        while (held := _try_lock(file.fileno())) is False:
            if time.monotonic() > until:
                raise TimeoutError("another notebook does not let go of the record")
            time.sleep(0.01)
        try:
            yield
        finally:
            if held:
                _unlock(file.fileno())


def _module(name: str, needed: str) -> Any:
    """A module of the standard library, or None where it is not there or lacks a function."""
    try:
        module = importlib.import_module(name)
    except ImportError:
        return None
    return module if hasattr(module, needed) else None


# One of them is there on every system but in a browser, whose fcntl has no locks.
_FCNTL, _MSVCRT = _module("fcntl", "flock"), _module("msvcrt", "locking")


def _try_lock(descriptor: int) -> bool | None:
    """True when it is ours, False when it is another's, None where there are no locks."""
    try:
        if _FCNTL is not None:
            _FCNTL.flock(descriptor, _FCNTL.LOCK_EX | _FCNTL.LOCK_NB)
        elif _MSVCRT is not None:
            os.lseek(descriptor, 0, os.SEEK_SET)
            _MSVCRT.locking(descriptor, _MSVCRT.LK_NBLCK, 1)
        else:
            return None
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a network drive that knows no locks
        return None
    return True


def _unlock(descriptor: int) -> None:
    if _FCNTL is not None:
        _FCNTL.flock(descriptor, _FCNTL.LOCK_UN)
    else:
        os.lseek(descriptor, 0, os.SEEK_SET)
        _MSVCRT.locking(descriptor, _MSVCRT.LK_UNLCK, 1)


def _reason(error: OSError | ValueError) -> str:
    """Why it could not be kept, in half a sentence."""
    if isinstance(error, OSError) and error.strerror:
        where = f" ({short(Path(error.filename))})" if isinstance(error.filename, str) else ""
        return f"{error.strerror.lower()}{where}"
    return str(error)
