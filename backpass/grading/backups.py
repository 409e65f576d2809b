"""Back up the gradebook before many marks change at once, and restore it.

A backup is one SQLite file in ``backups/``, also where the gradebook itself is on a server, so it
can be read and put back without the server's own tools.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, create_engine, inspect, select
from sqlalchemy.exc import DatabaseError

from backpass.atomic import UNFINISHED, lasting, moved, take_away_unfinished, unfinished
from backpass.grading.common.trouble import is_damage
from backpass.grading.course import Course, CourseError
from backpass.grading.gradebook import (
    NAME,
    NoGradebook,
    backups,
    connected,
    has_gradebook,
    read_gradebook,
    way_back,
)

#: The newest backups are kept, and of each of the last days the last one.
NEWEST, DAYS = 10, 30
#: What the name of a backup ends with that was made before a release changed cells: none of these
#: is taken away before its time, however often a class is graded.
CHANGE = "-before-a-change"


def back_up(course: Course, kind: str = "") -> Path | None:
    """Make a backup of the gradebook; None where there is no gradebook yet.

    Args:
        course: The course.
        kind: :data:`CHANGE`, or nothing.

    Raises:
        CourseError: The gradebook is damaged, or the backup cannot be written. Backups that were
            there before are left alone.
    """
    if not has_gradebook(course):
        return None
    target = course.backups / f"{NAME}{datetime.now(UTC):%Y%m%d-%H%M%S-%f}{kind}.db"
    aside = course.backups / f"{UNFINISHED}{os.getpid()}-{target.name}"
    take_away_unfinished(course.backups)
    try:
        course.backups.mkdir(exist_ok=True)
        if course.gradebook_url.get_backend_name() == "sqlite":
            _copy_file(Path(course.gradebook_url.database or course.gradebook), aside)
        else:
            with connected(course.gradebook_url, course.gradebook_name) as engine:
                _copy_tables(engine, aside)
        lasting(aside, 0o600)
        moved(aside, target)
    except (OSError, sqlite3.DatabaseError, DatabaseError) as error:
        if isinstance(error, sqlite3.DatabaseError) and (
            is_damage(error) or not isinstance(error, sqlite3.OperationalError)
        ):
            raise CourseError(
                f"{course.gradebook_name} could not be backed up ({error}), so nothing was "
                "changed. " + way_back(course)
            ) from error
        raise CourseError(
            f"no backup of the gradebook could be written to {course.relative(course.backups)}/ "
            f"({_why(error)}), so nothing was changed. Make room there, then try again."
        ) from error
    finally:
        aside.unlink(missing_ok=True)
    _rotate(course)
    return target


def restore(course: Course, backup: Path) -> Path | None:
    """Put a backup in the gradebook's place.

    Args:
        course: The course.
        backup: One of :func:`backups`.

    Returns:
        Where the gradebook that was there is kept now; None where there was none.

    Raises:
        CourseError: The backup is none of this course's, or the gradebook cannot be written.
    """
    require_restorable(course, backup)
    url = URL.create("sqlite", database=str(backup))
    try:
        if course.gradebook_url.get_backend_name() == "sqlite":
            return _restore_file(course, backup)
        kept = back_up(course)
        with connected(course.gradebook_url, course.gradebook_name) as engine, engine.begin() as db:
            _fill_tables(db, url)
    except (OSError, DatabaseError) as error:
        raise CourseError(
            f"{course.gradebook_name} could not be written ({_why(error)}); it is as it was. Make "
            "room, or give yourself the right to write there, then try again."
        ) from error
    return kept


def require_restorable(course: Course, backup: Path) -> None:
    """Make sure that a backup can take the gradebook's place.

    Args:
        course: The course.
        backup: The backup.

    Raises:
        CourseError: It is no gradebook, or another course's, or somebody has the gradebook open.
    """
    name = course.relative(backup)
    if not backup.is_file():
        raise CourseError(f"there is no backup {name}. Nothing was changed.")
    try:
        courses, _ = read_gradebook(URL.create("sqlite", database=str(backup)), name)
    except NoGradebook as error:
        raise CourseError(
            f"{error} Nothing was changed. `backpass restore --list` shows the backups that are "
            "there."
        ) from error
    if course.course_id not in courses:
        raise CourseError(
            f"{name} is a gradebook of the course {', '.join(sorted(courses))}, "
            f"not of {course.course_id}. Nothing was changed."
        )
    if course.gradebook_url.get_backend_name() == "sqlite":
        path = Path(course.gradebook_url.database or course.gradebook)
        if (who := _who_has_open(path)) is not None:
            raise CourseError(
                f"{course.gradebook_name} is open in another program ({who}), and what that writes "
                "would be lost. Close the formgrader, or wait for the command that is running, "
                "then try again. Nothing was changed."
            )


def _who_has_open(path: Path) -> str | None:
    """A program that has a file open; None where there is none, or nobody can tell."""
    try:
        wanted = path.stat()
    except OSError:
        return None
    for process in Path("/proc").glob("[0-9]*"):  # of Linux; there is none elsewhere
        if process.name == str(os.getpid()):
            continue
        with suppress(OSError):  # it is another user's, or has ended meanwhile
            for file in (process / "fd").iterdir():
                with suppress(OSError):
                    if os.path.samestat(file.stat(), wanted):
                        return f"process {process.name}"
    return None


def _why(error: BaseException) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(getattr(error, "orig", error)).strip().partition("\n")[0]


# --- a file --------------------------------------------------------------------------------------


def _copy_file(path: Path, target: Path) -> None:
    """Copy a database that others may be writing to, and look whether it is sound."""
    source = f"file:{quote(path.resolve().as_posix())}?mode=ro"
    with closing(sqlite3.connect(source, uri=True)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        [(said,)] = new.execute("PRAGMA quick_check(1)").fetchall()
        if said != "ok":
            raise sqlite3.DatabaseError(said)


def _restore_file(course: Course, backup: Path) -> Path | None:
    path = Path(course.gradebook_url.database or course.gradebook)
    kept = None
    if path.exists():
        kept = course.backups / f"replaced-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.db"
        _copied(path, kept, 0o600)
    for tail in ("-journal", "-wal", "-shm"):  # they belong to the one that is replaced
        path.with_name(path.name + tail).unlink(missing_ok=True)
    _copied(backup, path, 0o644)
    return kept


def _copied(path: Path, target: Path, permissions: int) -> None:
    """Copy a file as it is, piece by piece, sound or not: a damaged one is kept to be looked at."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with unfinished(b"", permissions, target.parent) as aside:
        shutil.copyfile(path, aside)
        lasting(aside, permissions)
        moved(aside, target)


# --- a server ------------------------------------------------------------------------------------


def _tables() -> list[Any]:
    from nbgrader.api import Base  # noqa: PLC0415 - nbgrader takes 2 seconds
    from sqlalchemy import Column, MetaData, String, Table  # noqa: PLC0415

    version = Table("alembic_version", MetaData(), Column("version_num", String(32)))
    return [*Base.metadata.sorted_tables, version]


def _copy_tables(source: Any, target: Path) -> None:
    there = set(inspect(source).get_table_names())
    engine = create_engine(URL.create("sqlite", database=str(target)))
    try:
        with source.connect() as old, engine.begin() as new:
            for table in _tables():
                if table.name in there:
                    table.create(new)
                    rows = [dict(row) for row in old.execute(select(table)).mappings()]
                    if rows:
                        new.execute(table.insert(), rows)
    finally:
        engine.dispose()


def _fill_tables(db: Connection, backup: URL) -> None:
    """Replace what the tables of a server hold, in the transaction that is open."""
    tables = _tables()
    for table in reversed(tables):
        db.execute(table.delete())
    engine = create_engine(backup)
    try:
        with engine.connect() as old:
            for table in tables:
                rows = [dict(row) for row in old.execute(select(table)).mappings()]
                if rows:
                    db.execute(table.insert(), rows)
    finally:
        engine.dispose()


def _rotate(course: Course) -> None:
    """Take old backups away: the newest stay, those before a change, and the last of each day."""
    replaced = sorted(course.backups.glob("replaced-*.db"), reverse=True)
    for path in replaced[NEWEST:]:
        path.unlink(missing_ok=True)
    seen: set[str] = set()
    oldest = time.time() - DAYS * 86_400
    for number, path in enumerate(backups(course)):
        day = path.name[len(NAME) :].split("-")[0]
        wanted = day not in seen or path.stem.endswith(CHANGE)
        seen.add(day)
        if number >= NEWEST and not (wanted and path.stat().st_mtime > oldest):
            path.unlink(missing_ok=True)
