"""The commands between this course and a learning management system."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from backpass.grading.common.command_line import FAILED, Command
from backpass.grading.course import Course, CourseError

SHOWN = 30  # lines of one kind on the terminal


def add_commands(command: Command) -> None:
    """Add ``roster``, ``collect`` and ``marks``."""
    roster = command(
        "roster", "Read the roster from a file that a learning management system wrote.", _roster
    )
    roster.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="as Canvas, Moodle, Blackboard, Brightspace, Sakai, edX or Google Classroom export "
        "it, or a CSV file",
    )
    roster.add_argument("--id", metavar="COLUMN", help="the column with the students' ids")

    collect = command("collect", "Sort downloaded submissions into submitted/.", _collect)
    collect.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="a zip as Canvas, Moodle, Blackboard, Brightspace, Sakai or Google Drive made it",
    )
    collect.add_argument("--chapter", metavar="CHAPTER", help="default: told by the notebooks")
    collect.add_argument(
        "--zone", metavar="PLACE", help="time zone of the times in it, such as Europe/Berlin"
    )
    collect.add_argument(
        "--worksheet", type=Path, metavar="FILE", help="Moodle's grading worksheet: ids and times"
    )
    collect.add_argument(
        "--everybody", action="store_true", help="also take students who are not in roster.csv"
    )

    marks = command(
        "marks", "Write marks in a form that a learning management system can import.", _marks
    )
    marks.add_argument("system", choices=("canvas", "moodle", "blackboard", "brightspace", "sakai"))
    marks.add_argument(
        "chapters", nargs="*", metavar="CHAPTER", help="default: all that were handed in"
    )
    marks.add_argument(
        "--template",
        type=Path,
        metavar="FILE",
        help="the gradebook or worksheet that the system exported",
    )
    marks.add_argument(
        "--as", dest="title", metavar="TITLE", help="the name of the assignment in the system"
    )
    marks.add_argument(
        "--scale", action="store_true", help="convert marks to the points that the system has"
    )
    marks.add_argument(
        "--zeros",
        action="store_true",
        help="give 0 to students on the roster who handed in nothing",
    )


def add_zip(feedback: argparse.ArgumentParser) -> None:
    """Add what ``backpass feedback`` knows of archives."""
    feedback.add_argument(
        "--zip",
        choices=("canvas", "moodle"),
        help="also zip the pages for upload to this system",
    )
    feedback.add_argument(
        "--worksheet", type=Path, metavar="FILE", help="Moodle's grading worksheet, for --zip"
    )


def _roster(arguments: argparse.Namespace) -> int:
    from backpass.atomic import put  # noqa: PLC0415
    from backpass.grading.lms.tables import written  # noqa: PLC0415
    from backpass.grading.roster import FILE, in_our_form, read_file  # noqa: PLC0415

    course = Course.find()
    understood = read_file(arguments.file, arguments.id)
    roster = understood.roster
    path = course.root / FILE
    before = path.read_bytes() if path.is_file() else None
    now = written(in_our_form(roster), ",", "utf-8")
    if before is not None and before != now:
        put(path.with_name("roster.csv.before"), before, 0o600)
    put(path, now, 0o600)
    print(
        f"{len(roster)} students from {understood.system.name}; their ids are its "
        f"{understood.id_column!r}, {next(iter(sorted(roster)))} for example."
    )
    sections = sorted({one for entry in roster.values() for one in entry.sections})
    if sections:
        print(f"{len(sections)} sections: {', '.join(sections)}.")
    _say(understood.left_out)
    _without(len(roster), sum(bool(entry.email) for entry in roster.values()), "e-mail address")
    print(f"wrote {FILE}" + ("; the old one is roster.csv.before" if before else ""))
    return 0


def _without(all_of_them: int, known: int, what: str) -> None:
    if known < all_of_them:
        print(f"{all_of_them - known} have no {what}.")


def _collect(arguments: argparse.Namespace) -> int:
    from backpass.grading.lms.collecting import collect  # noqa: PLC0415

    course = Course.find()
    chapter = course.chosen([arguments.chapter])[0] if arguments.chapter else None
    done = collect(
        course,
        arguments.files,
        chapter,
        zone=arguments.zone,
        worksheet=arguments.worksheet,
        everybody=arguments.everybody,
    )
    out = done.out
    print(
        f"{out.chapter}: {len(done.new)} new, {len(done.replaced)} handed in again (the earlier "
        f"ones are in replaced/), {len(done.unchanged)} as before."
    )
    late = sorted({one.student for one in out.chosen if one.found.late})
    if late:
        print(f"Canvas calls late, without saying how late: {', '.join(late)}.")
    if out.clock:
        print(f"Times were read by the clock of {out.clock}; --zone names another.")
    if out.missing:
        shown = ", ".join(out.missing[:SHOWN])
        more = f" and {len(out.missing) - SHOWN} more" if len(out.missing) > SHOWN else ""
        print(f"Nothing came from {len(out.missing)} of the roster: {shown}{more}.")
    if out.before:
        others = "1 other" if len(out.before) == 1 else f"{len(out.before)} others"
        print(f"{others} had handed in before; their work stays.")
    _say(out.left_out, sys.stderr)
    return 0 if done.new or done.replaced or done.unchanged else FAILED


def _marks(arguments: argparse.Namespace) -> int:
    from backpass.grading.class_run.late_again import late_rule_again  # noqa: PLC0415
    from backpass.grading.lms.marks_out import export_marks  # noqa: PLC0415

    course = Course.find()
    chapters = course.current(arguments.chapters)
    alone = arguments.title or (arguments.template and arguments.system in ("moodle", "sakai"))
    if alone and len(chapters) > 1:
        raise CourseError("--as and a worksheet are for one chapter. Name the chapter.")
    late_rule_again(course, chapters)
    for chapter in chapters:
        made = export_marks(
            course,
            chapter,
            arguments.system,
            template=arguments.template,
            title=arguments.title,
            scale=arguments.scale,
            zeros=arguments.zeros,
        )
        print(f"wrote {course.relative(made.path)}: {made.count} marks, late penalties included")
        _say(made.notes, sys.stderr)
    return 0


def zip_pages(course: Course, chapters: list[str], system: str, worksheet: Path | None) -> None:
    """Zip the pages of chapters and say where the archives are.

    Args:
        course: The course.
        chapters: The chapters.
        system: Which learning management system it is for.
        worksheet: Moodle's grading worksheet, where there is one.
    """
    from backpass.grading.lms.feedback_zip import UPLOAD, zip_feedback  # noqa: PLC0415

    for chapter in chapters:
        made = zip_feedback(course, chapter, system, worksheet)
        size = f"{made.size / 1e6:.1f} MB"
        print(f"wrote {course.relative(made.path)}: {made.count} pages, {size}")
        _say(made.left_out, sys.stderr)
    print(UPLOAD[system])


def _say(lines: list[str] | tuple[str, ...], file: object = None) -> None:
    for line in lines[:SHOWN]:
        print(f"  {line}", file=file)  # type: ignore[call-overload]
    if len(lines) > SHOWN:
        print(f"  and {len(lines) - SHOWN} more", file=file)  # type: ignore[call-overload]
