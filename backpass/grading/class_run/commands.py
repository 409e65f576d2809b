"""The commands by which a class is graded, and what goes with it through a term."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Collection, Sequence
from datetime import timedelta
from pathlib import Path

from backpass.grading.common.command_line import (
    FAILED,
    SHOWN,
    Command,
    add_chapters,
    add_jobs,
    add_students,
    add_yes,
    go_on,
)
from backpass.grading.common.outcomes import LOG, tell
from backpass.grading.course import Course, CourseError

LEFT_OUT = " and was left out"  # said of who is not in the roster, with --strict


def add_commands(command: Command) -> None:
    """Add ``grade``, ``due``, ``extend``, ``restore`` and ``doctor``."""
    grade = command("grade", "Grade what was handed in, into nbgrader's gradebook.", _grade)
    add_chapters(grade, "all that were handed in")
    add_students(grade)
    add_jobs(grade)
    grade.add_argument(
        "--force", action="store_true", help="grade everything again, also what has not changed"
    )
    grade.add_argument(
        "--seed", type=int, help="use the hidden points of the run with this seed again"
    )
    grade.add_argument(
        "--keep-seed",
        action="store_true",
        help="use the hidden points of each chapter's last run again",
    )
    grade.add_argument(
        "--dry-run", action="store_true", help="write nothing; say whose mark would change, and why"
    )
    grade.add_argument(
        "--only-up",
        action="store_true",
        help="keep the old mark of an answer that was not handed in again and would get less",
    )
    grade.add_argument(
        "--strict", action="store_true", help="do not grade students who are not in roster.csv"
    )
    grade.add_argument(
        "--take-over",
        action="store_true",
        help="replace marks in a shared gradebook that another computer made",
    )
    grade.add_argument(
        "--execute-all",
        action="store_true",
        help="run every cell, also those that no answer depends on",
    )
    grade.add_argument(
        "--scheduler", metavar="ADDRESS", help="grade on the workers of this Dask cluster"
    )
    grade.add_argument(
        "--allow-uncontained",
        action="store_true",
        help="run students' code even where it cannot be contained; the report will say so",
    )

    due = command("due", "Set the due date of a chapter.", _due)
    due.add_argument("chapter", metavar="CHAPTER")
    due.add_argument(
        "date", metavar="DATE", help='such as "2026-03-01 23:59 Europe/Berlin"; "never" removes it'
    )

    extend = command("extend", "Give a student more time, before or after handing in.", _extend)
    extend.add_argument("chapter", metavar="CHAPTER")
    extend.add_argument("student", metavar="STUDENT")
    extend.add_argument(
        "days",
        metavar="DAYS",
        type=_days,
        help="days after the due date; 0 takes an extension back",
    )

    command("doctor", "Check whether students' code can be contained on this machine.", _doctor)

    restore = command("restore", "Replace the gradebook by a backup of it.", _restore)
    restore.add_argument(
        "backup", nargs="?", type=Path, help="a file in backups/; default: the newest"
    )
    restore.add_argument("--list", action="store_true", help="list the backups and change nothing")
    add_yes(restore)


def _days(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = -1.0
    if not 0 <= days <= 3650:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days (0 to 3650)")
    return days


def _grade(arguments: argparse.Namespace) -> int:
    from backpass.grading.class_run.grade import Options, grade  # noqa: PLC0415
    from backpass.grading.marking.run import UNCONTAINED_VARIABLE  # noqa: PLC0415

    course = Course.find()
    if arguments.allow_uncontained:
        os.environ[UNCONTAINED_VARIABLE] = "1"
        print(
            "backpass: WARNING: students' code runs with your rights and can read, change and send "
            "all that you can. The report will say that it was not contained.",
            file=sys.stderr,
        )
    chapters = course.current(arguments.chapters)
    options = Options(
        jobs=arguments.jobs,
        force=arguments.force,
        seed=arguments.seed,
        execute_all=arguments.execute_all,
        scheduler=arguments.scheduler,
        keep_seed=arguments.keep_seed,
        dry_run=arguments.dry_run,
        only_up=arguments.only_up,
        strict=arguments.strict,
        take_over=arguments.take_over,
    )
    _note_zone(course)
    try:
        graded = grade(course, chapters, only=arguments.student, options=options)
    except CourseError:  # nobody handed in, perhaps because all folders are misspelt
        _note_folders(course, chapters)
        raise
    words = f"graded into {course.gradebook_name}"
    if arguments.dry_run:
        words = "would be graded; nothing was written"
    unreadable = sum(one.unreadable is not None and one.error is None for one in graded.done)
    if unreadable:
        words += f"; 0 points for {unreadable} that cannot be read (the report says why)"
    if graded.unchanged:
        words += f"; {graded.unchanged} had not changed since (--force grades them, too)"
    status = tell(graded.done, words, course.reports / LOG)
    if not arguments.student:
        _note_folders(
            course,
            chapters,
            {(one.student, one.chapter) for one in graded.done if one.error},
            graded.refused,
        )
    for student in graded.refused if arguments.student else ():
        print(f"backpass: {student} is not in roster.csv{LEFT_OUT}.", file=sys.stderr)
    if graded.changes:
        count = len(graded.changes)
        would = "would change" if arguments.dry_run else "changed"
        print(f"{count} mark{'' if count == 1 else 's'} {would}:")
        print("\n".join(f"  {change}" for change in graded.changes[:SHOWN]))
        if len(graded.changes) > SHOWN:
            print(f"  and {len(graded.changes) - SHOWN} more")
        if not arguments.dry_run:
            print(f"{course.relative(course.reports)}/changes.csv has the list.")
    elif arguments.dry_run or arguments.force:
        print("No mark that somebody had changes." if arguments.dry_run else "No mark changed.")
    return status


def _note_folders(
    course: Course,
    chapters: Sequence[str],
    told: Collection[tuple[str, str]] = (),
    refused: Collection[str] = (),
) -> None:
    """Say what under ``submitted/`` was passed over, and which times nobody can rely on.

    Args:
        course: The course.
        chapters: Names of chapters.
        told: Students and chapters of which it was said already that they cannot be graded.
        refused: Students who were not graded, since the roster does not have them.
    """
    from backpass.grading.reporting.folders import (  # noqa: PLC0415
        PASSED_OVER,
        doubtful_times,
        look_at_folders,
    )
    from backpass.grading.roster import FILE, read_roster  # noqa: PLC0415

    students = course.students()
    rows = [row for row in look_at_folders(course, read_roster(course)) if row.kind in PASSED_OVER]
    rows = [row for row in rows if (row.student, row.chapter) not in told]
    rows += [row for chapter in chapters for row in doubtful_times(course, chapter, students)]
    for row in rows[:SHOWN]:
        who = f"{row.student} {row.chapter}".strip()
        said = row.text if row.text.startswith(row.student) else f"{who}: {row.text}"
        if row.kind == "unknown student" and row.student in refused:
            said = said.replace(f" {FILE}.", f" {FILE}{LEFT_OUT}.", 1)
        print(f"backpass: {said}", file=sys.stderr)
    if len(rows) > SHOWN:
        print(
            f"backpass: and {len(rows) - SHOWN} more; `backpass report` lists them all.",
            file=sys.stderr,
        )


def _note_zone(course: Course) -> None:
    from backpass.grading.dates import zone_note  # noqa: PLC0415

    if (note := zone_note(course)) is not None:
        print(f"backpass: {note}", file=sys.stderr)


def _due(arguments: argparse.Namespace) -> int:
    from backpass.grading.dates import Doubtful, in_words, understood  # noqa: PLC0415
    from backpass.grading.gradebook import open_gradebook, require_gradebook  # noqa: PLC0415

    course = Course.find()
    [chapter] = course.chosen([arguments.chapter])
    require_gradebook(course, [chapter])
    moment = None
    if arguments.date != "never":
        try:
            moment = understood(arguments.date)
        except Doubtful as why:
            raise CourseError(f"{why}. Nothing was changed.") from why
    with open_gradebook(course) as gradebook:
        gradebook.find_assignment(chapter).duedate = moment
        gradebook.db.commit()
    print(f"{chapter} is due {in_words(moment) if moment else 'at no time'}.")
    print("Run `backpass grade` to apply it to what was handed in.")
    return 0


def _extend(arguments: argparse.Namespace) -> int:
    from backpass.grading.dates import extend, in_words  # noqa: PLC0415
    from backpass.grading.gradebook import open_gradebook, require_gradebook  # noqa: PLC0415
    from backpass.grading.roster import read_roster  # noqa: PLC0415

    course = Course.find()
    [chapter] = course.chosen([arguments.chapter])
    require_gradebook(course, [chapter])
    extend(course, arguments.student, chapter, arguments.days)
    with open_gradebook(course) as gradebook:
        due = gradebook.find_assignment(chapter).duedate
    until = f"until {in_words(due + timedelta(days=arguments.days))}" if due else "no due date yet"
    more = f"{arguments.days:g} day{'' if arguments.days == 1 else 's'} more"
    if not arguments.days:
        more, until = "no extension", until.replace("until", "due")
    print(f"{arguments.student} has {more} for {chapter}: {until}.")
    roster = read_roster(course) or {}
    if arguments.days and arguments.student not in {*roster, *course.students()}:
        where = "is on the roster or has" if roster else "has"
        print(
            f"Look at the spelling: nobody called {arguments.student} {where} handed anything in. "
            f"`backpass extend {chapter} {arguments.student} 0` takes it back."
        )
    print("Run `backpass grade` to apply it to what was handed in.")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from backpass.grading.backups import require_restorable, restore  # noqa: PLC0415
    from backpass.grading.gradebook import backups  # noqa: PLC0415

    course = Course.find()
    there = backups(course)
    if arguments.list or not (there or arguments.backup):
        names = [course.relative(path) for path in there]
        print("\n".join(names) if names else "There is no backup yet: backups/ is empty.")
        return 0 if names else FAILED
    backup = arguments.backup or there[0]
    if not backup.is_file():
        backup = course.backups / backup.name  # its name alone will do
    if not backup.is_file():
        raise CourseError(
            f"there is no backup {arguments.backup}. `backpass restore --list` shows those that "
            "are there. Nothing was changed."
        )
    require_restorable(course, backup)
    print(f"This will make {course.gradebook_name} what it was in {course.relative(backup)}.")
    print("What is there now will be kept in backups/.", flush=True)
    if not go_on(yes=arguments.yes):
        raise CourseError("nothing was changed.")
    kept = restore(course, backup)
    print(f"restored {course.relative(backup)}")
    if kept is not None:
        print(f"what was there before is kept in {course.relative(kept)}")
    print("Run `backpass grade` next: what was graded since is graded again.")
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from backpass.grading.sandbox.doctor import examine, report, sound  # noqa: PLC0415

    private: tuple[Path, ...] = ()
    with contextlib.suppress(CourseError):  # it may be run anywhere
        private = Course.find().private()
    got, trials = examine(private)
    print(report(got, trials))
    if private:
        _note_zone(Course.find())
    return 0 if sound(got, trials) else FAILED
