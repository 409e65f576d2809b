"""The command ``backpass``, with a subcommand for everything that an instructor does."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from backpass.grading.common.asking import agreed, somebody_is_there
from backpass.grading.common.outcomes import LOG, Done
from backpass.grading.common.trouble import in_a_sentence
from backpass.grading.course import Course, CourseError, quicken_imports
from backpass.grading.elsewhere.commands import add_commands as add_judge_commands
from backpass.grading.elsewhere.commands import add_forms, export_forms
from backpass.grading.gradebook import backups, open_gradebook, require_gradebook
from backpass.grading.lms.commands import add_commands as add_lms_commands
from backpass.grading.lms.commands import add_zip, zip_pages
from backpass.grading.reporting.commands import add_commands as add_report_commands
from backpass.grading.similarity.commands import add_commands as add_similarity_commands

FAILED, MISUSED, STOPPED = 1, 2, 130  # exit statuses, as shells know them
PROPOSE = "Propose mistakes, made mechanically from an exercise's reference."
SHOWN = 40  # marks that changed, or folders that were passed over, on the terminal
LEFT_OUT = " and was left out"  # said of who is not in the roster, with --strict
Command = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]
TRIES = 50  # ports looked at for a free one


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: The words after ``backpass``; those of the command line when left out.

    Returns:
        0 when all went well, 1 when something was found wrong, 2 when the request could not be
        carried out, 130 when it was stopped by the keyboard.
    """
    quicken_imports()
    arguments = _parser().parse_args(argv)
    action: Callable[[argparse.Namespace], int] = arguments.action
    try:
        return action(arguments)
    except CourseError as error:
        print(f"backpass: {error}", file=sys.stderr)
        return MISUSED
    except (OSError, DBAPIError) as error:
        if isinstance(error, BrokenPipeError):
            # whoever read the output has gone; what is left unwritten has nowhere to go
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FAILED
        print(f"backpass: {in_a_sentence(error)}.", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("\nbackpass: stopped. Nothing that was finished is lost.", file=sys.stderr)
        return STOPPED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="backpass", description="Release, grade and report the Backpass course."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, words: str, action: Callable[[argparse.Namespace], int]
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(action=action)
        return sub

    translate = command(
        "translate", "Bring the catalogues of other languages up to date.", _translate
    )
    translate.add_argument(
        "--chapter",
        action="append",
        help="only this one; may be repeated; default: those with a catalogue, else all",
    )
    translate.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 if something is not translated"
    )
    translate.add_argument(
        "languages", nargs="*", help="codes such as ko; default: those in translations/"
    )
    tidy = command("tidy", "Bring source notebooks into the course's form.", _tidy)
    tidy.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 if a notebook is not in form"
    )
    tidy.add_argument("notebooks", nargs="*", type=Path, help="default: all source notebooks")

    release = command("release", "Make the students' notebooks from the source.", _release)
    _add_chapters(release)
    release.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 if something is not up to date"
    )
    release.add_argument(
        "--dry-run", action="store_true", help="change nothing; say what would change"
    )
    _add_yes(release)
    release.add_argument(
        "--quick",
        action="store_true",
        help="do not try the release by grading the course's own solutions",
    )

    restore = command("restore", "Replace the gradebook by a backup of it.", _restore)
    restore.add_argument(
        "backup", nargs="?", type=Path, help="a file in backups/; default: the newest"
    )
    restore.add_argument("--list", action="store_true", help="list the backups and change nothing")
    _add_yes(restore)

    _add_new(
        command("new", "Write the files of a new chapter or exercise, ready to fill in.", _new)
    )

    _add_mutants(command("mutants", PROPOSE, _mutants))

    export = command("export", "Write each chapter as one file that works by itself.", _export)
    _add_chapters(export)
    export.add_argument(
        "--standalone",
        action="store_true",
        help="put the package into each notebook; it then needs no network",
    )
    add_forms(export)
    export.add_argument(
        "--self-learner",
        action="store_true",
        help="also put in the solutions, which open after trying; not for a class that is graded",
    )
    export.add_argument(
        "--lang",
        metavar="CODE",
        default="en",
        help="the language of the chapters, such as ko or ja; with --standalone; default: en",
    )
    export.add_argument(
        "--into",
        type=Path,
        metavar="FOLDER",
        help="where the files go; default: export/, for another language export/CODE/",
    )
    export.add_argument("--overwrite", action="store_true", help="replace files that exist")

    simulate = command("simulate", "Write a simulated class's submissions.", _simulate)
    _add_class(simulate)
    simulate.add_argument(
        "--every-mistake", action="store_true", help="write one submission for each known mistake"
    )

    demo = command("demo", "Release, simulate a class, grade it and report.", _demo)
    _add_class(demo)
    _add_jobs(demo)
    demo.add_argument(
        "--into", type=Path, metavar="FOLDER", help="copy the course to this folder and work there"
    )

    _add_grading(command)
    add_report_commands(command)
    add_judge_commands(command)
    add_similarity_commands(command)
    add_lms_commands(command)
    _add_places(command)
    return parser


def _add_grading(command: Command) -> None:
    """The commands from what was handed in to what goes back."""
    grade = command("grade", "Grade what was handed in, into nbgrader's gradebook.", _grade)
    _add_chapters(grade, "all that were handed in")
    _add_students(grade)
    _add_jobs(grade)
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

    feedback = command("feedback", "Write the pages that go back to students.", _feedback)
    _add_chapters(feedback, "all that were handed in")
    _add_students(feedback)
    _add_jobs(feedback)
    feedback.add_argument(
        "--nbgrader", action="store_true", help="write nbgrader's own pages instead"
    )
    add_zip(feedback)

    report = command("report", "Write the class report, reports/index.html.", _report)
    _add_chapters(report, "all that were handed in")
    report.add_argument("--section", metavar="SECTION", help="only the students of this section")
    report.add_argument(
        "--before",
        type=Path,
        metavar="FOLDER",
        help="compare with an earlier report: last year's reports/, or a file in reports/earlier/",
    )


def _add_places(command: Command) -> None:
    """The commands that open the course somewhere, or make a hub ready for it."""
    hub = command("hub", "Write the files by which a JupyterHub serves this course.", _hub)
    hub.add_argument(
        "--exchange",
        type=Path,
        default=Path("/srv/nbgrader/exchange"),
        metavar="FOLDER",
        help="where work is handed out and in; default: /srv/nbgrader/exchange",
    )
    hub.add_argument(
        "--into",
        type=Path,
        default=Path("/srv/backpass-hub"),
        metavar="FOLDER",
        help="where the files go, readable by everybody; default: /srv/backpass-hub",
    )
    hub.add_argument(
        "--instructor",
        action="append",
        required=True,
        metavar="NAME",
        help="an account on the hub that grades; may be repeated",
    )

    lab = command("lab", "Open the course in JupyterLab, as a learner has it.", _lab)
    lab.add_argument(
        "--instructor",
        action="store_true",
        help="with nbgrader's panels, to write chapters: Create Assignment, Formgrader, Validate",
    )
    _add_server(lab)
    formgrader = command("formgrader", "Open nbgrader's formgrader.", _formgrader)
    _add_server(formgrader)


def _add_new(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(required=True, metavar="WHAT", dest="what")
    chapter = what.add_parser("chapter", help="a chapter with everything that every chapter holds")
    chapter.add_argument("name", metavar="NAME", help="such as 08_convolution")
    chapter.add_argument("--title", help="as learners read it; default: made from the name")
    exercise = what.add_parser("exercise", help="an exercise of a chapter")
    exercise.add_argument("chapter", metavar="CHAPTER")
    exercise.add_argument(
        "name",
        metavar="NAME",
        help="…_backward makes the backward pass of a gate, quiz_… a question, any other a value",
    )


def _add_mutants(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("exercise", metavar="EXERCISE")
    parser.add_argument(
        "--seed", type=int, default=0, metavar="S", help="seed for drawing the points; default: 0"
    )
    parser.add_argument(
        "--most",
        type=_positive,
        default=8,
        metavar="N",
        help="show at most N proposals; default: 8",
    )


def _add_chapters(parser: argparse.ArgumentParser, default: str = "all chapters") -> None:
    parser.add_argument("chapters", nargs="*", metavar="CHAPTER", help=f"default: {default}")


def _add_yes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do not ask before marks are changed")


def _add_students(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--student",
        action="append",
        default=[],
        metavar="ID",
        help="only this student; may be repeated",
    )


def _add_jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs", type=_positive, metavar="N", help="work on N submissions at a time"
    )


def _add_class(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--students",
        type=_positive,
        metavar="N",
        help="draw a class of N at random; default: a fixed class with every kind",
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="S", help="seed for drawing the class; default: 1"
    )
    parser.add_argument(
        "--chapter", action="append", default=[], metavar="CHAPTER", help="default: all chapters"
    )


def _add_server(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=8888, help="default: 8888")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument(
        "options", nargs="*", metavar="-- OPTION", help="after two dashes: Jupyter's own options"
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _days(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = -1.0
    if not 0 <= days <= 3650:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days (0 to 3650)")
    return days


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (1 to 65535)")
    return int(text)


# --- commands ------------------------------------------------------------------------------------


def _translate(arguments: argparse.Namespace) -> int:
    from backpass.grading.authoring.quiz_key import holds_package  # noqa: PLC0415
    from backpass.grading.authoring.translation import (  # noqa: PLC0415
        FOLDER,
        languages,
        package,
        releases,
    )

    course = Course.find()
    wanted = arguments.languages or languages(course)
    if not wanted:
        raise CourseError(
            f"{FOLDER}/ has no language yet. Begin one with its code: `backpass translate ko`."
        )
    count = releases.missing if arguments.check else releases.update
    left = 0
    for language in wanted:
        if not re.fullmatch(r"[a-z]{2}", language):
            raise CourseError(f"{language!r} is no language's code. Write two letters, such as ko.")
        begun = releases.chapters_in(course, language) or course.chapters()
        chapters = course.chosen(arguments.chapter) if arguments.chapter else begun
        found = count(course, language, chapters)
        if holds_package(course) and not arguments.chapter:
            found |= (package.missing if arguments.check else package.update)(course, language)
        for name, number in found.items():
            left += number
            texts = "1 text is" if number == 1 else f"{number} texts are"
            said = f"{texts} shown in English" if number else "complete"
            print(f"{language} {name}: {said}")
    return FAILED if left and arguments.check else 0


def _tidy(arguments: argparse.Namespace) -> int:
    from backpass.grading.authoring.guesses import write as write_guesses  # noqa: PLC0415
    from backpass.grading.authoring.quiz_key import require_fresh  # noqa: PLC0415
    from backpass.grading.authoring.tidy import tidy  # noqa: PLC0415

    paths = arguments.notebooks
    if not paths:
        course = Course.find()
        paths = [course.source_notebook(chapter) for chapter in course.chosen()]
        if arguments.check:
            require_fresh(course, course.chapters())
        elif made := write_guesses(course.root):
            print(f"sealed {made}")
    untidy = tidy(paths, write=not arguments.check)
    for path in untidy:
        print(f"{path} is not in form" if arguments.check else f"tidied {path}")
    if untidy and arguments.check:
        print("Run `backpass tidy`.")
        return FAILED
    if not untidy:
        print(f"{len(paths)} notebook{'s are' if len(paths) != 1 else ' is'} in form.")
    return 0


def _release(arguments: argparse.Namespace) -> int:
    from backpass.grading.authoring.release import foreseen, outdated, release  # noqa: PLC0415
    from backpass.grading.authoring.repository import read_repository  # noqa: PLC0415
    from backpass.grading.backups import CHANGE  # noqa: PLC0415
    from backpass.grading.class_run.rehearsal import rehearse  # noqa: PLC0415

    course = Course.find()
    if arguments.check:
        said = outdated(course, course.chosen(arguments.chapters))
        print("\n".join([*said, "Run `backpass release`."]) if said else "All is up to date.")
        return FAILED if said else 0
    if arguments.dry_run:
        files, marks = foreseen(course, course.chosen(arguments.chapters))
        print("\n".join(f"would change: {one}" for one in files) or "No file would change.")
        print(
            "\n".join(f"would change the gradebook: {one}" for one in marks)
            or "No cell of the gradebook that anybody has marks for would change."
        )
        print("Nothing was written.")
        return 0
    confirm = partial(_confirmed, yes=arguments.yes)
    before = set(backups(course))
    for path in release(course, course.chosen(arguments.chapters), confirm):
        print(f"released {course.relative(path)}")
    for path in (one for one in backups(course) if one not in before):
        if path.stem.endswith(CHANGE):
            print(f"To undo it: backpass restore {course.relative(path)}")
    repository = read_repository(course.root)
    if repository is not None and (caution := repository.caution()) is not None:
        print(f"Note: {caution}")
    if arguments.quick:
        return 0
    wrong, untried = rehearse(course, course.chosen(arguments.chapters))
    for line in [*wrong, *untried]:
        print(f"backpass: {line}", file=sys.stderr)
    return FAILED if wrong else 0


def _confirmed(changes: Sequence[str], *, yes: bool) -> bool:
    """Say what will change in the gradebook, and ask."""
    print("This changes the gradebook, of which a backup is made first:")
    print("".join(f"  - {change}\n" for change in changes), end="")
    print("`backpass restore` puts the backup back.", flush=True)
    return _agreed(yes=yes)


def _agreed(*, yes: bool) -> bool:
    """Whether somebody at a terminal agrees; without one, and with ``--yes``, nobody is asked."""
    if yes or not somebody_is_there():
        return True
    return agreed("Go on?")


def _restore(arguments: argparse.Namespace) -> int:
    from backpass.grading.backups import require_restorable, restore  # noqa: PLC0415

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
    if not _agreed(yes=arguments.yes):
        raise CourseError("nothing was changed.")
    kept = restore(course, backup)
    print(f"restored {course.relative(backup)}")
    if kept is not None:
        print(f"what was there before is kept in {course.relative(kept)}")
    print("Run `backpass grade` next: what was graded since is graded again.")
    return 0


def _new(arguments: argparse.Namespace) -> int:
    from backpass.grading.authoring.scaffold import new_chapter, new_exercise  # noqa: PLC0415

    course = Course.find()
    if arguments.what == "chapter":
        written = new_chapter(course, arguments.name, arguments.title)
    else:
        written = new_exercise(course, arguments.chapter, arguments.name)
    for path in written.new:
        print(f"wrote {course.relative(path)}")
    for path in written.changed:
        print(f"added to {course.relative(path)}")
    return 0


def _mutants(arguments: argparse.Namespace) -> int:
    from backpass.grading.authoring.proposals import report  # noqa: PLC0415

    print(report(Course.find(), arguments.exercise, arguments.seed, arguments.most))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from backpass.grading.authoring.standalone import export  # noqa: PLC0415

    course = Course.find()
    language = arguments.lang
    if arguments.into is None:
        arguments.into = Path("export") if language == "en" else Path("export", language)
    if arguments.gradescope or arguments.key:
        if language != "en":
            raise CourseError("an autograder and a key grade every language: leave out --lang.")
        return export_forms(course, course.chosen(arguments.chapters), arguments)
    if not arguments.standalone:
        raise CourseError("say what to export: --standalone, --gradescope or --key.")
    for path in export(
        course,
        course.chosen(arguments.chapters),
        arguments.into,
        self_learner=arguments.self_learner,
        overwrite=arguments.overwrite,
        language=language,
    ):
        print(f"wrote {path}")
    return 0


def _simulate(arguments: argparse.Namespace) -> int:
    from backpass.grading.simulation.simulate import simulate  # noqa: PLC0415

    course = Course.find()
    manifest = simulate(
        course,
        course.chosen(arguments.chapter),
        count=arguments.students,
        seed=arguments.seed,
        every_mistake=arguments.every_mistake,
    )
    print(
        f"simulated {len(manifest['students'])} students in {course.relative(course.submitted)}/; "
        f"{course.relative(course.manifest)} says what each of them did"
    )
    return 0


def _demo(arguments: argparse.Namespace) -> int:
    from backpass.grading.simulation.demo import copy_course, demo  # noqa: PLC0415

    course = Course.find()
    chapters = course.chosen(arguments.chapter)
    if arguments.into is not None:
        course = copy_course(course, arguments.into)
        print(f"in {course.root}:")
    lines = demo(
        course, chapters, count=arguments.students, seed=arguments.seed, jobs=arguments.jobs
    )
    print("\n".join(lines))
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


def _note_zone(course: Course) -> None:
    from backpass.grading.dates import zone_note  # noqa: PLC0415

    if (note := zone_note(course)) is not None:
        print(f"backpass: {note}", file=sys.stderr)


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
    status = _tell(graded.done, words, course.reports / LOG)
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


def _due(arguments: argparse.Namespace) -> int:
    from backpass.grading.dates import Doubtful, in_words, understood  # noqa: PLC0415

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


def _feedback(arguments: argparse.Namespace) -> int:
    from backpass.grading.class_run.late_again import late_rule_again  # noqa: PLC0415
    from backpass.grading.feedback.class_pages import give_feedback  # noqa: PLC0415

    course = Course.find()
    chapters = course.current(arguments.chapters)
    late_rule_again(course, chapters)
    done = give_feedback(
        course,
        chapters,
        only=arguments.student,
        jobs=arguments.jobs,
        nbgrader=arguments.nbgrader,
    )
    status = _tell(done, f"written to {course.relative(course.feedback)}/", course.reports / LOG)
    if arguments.zip:
        zip_pages(course, chapters, arguments.zip, arguments.worksheet)
    return status


def _tell(done: Sequence[Done], words: str, log: Path) -> int:
    failed = [one for one in done if one.error]
    count = len(done) - len(failed)
    print(f"{count} submission{'s' if count != 1 else ''} {words}")
    for one in failed:
        print(f"backpass: {one.student} {one.chapter}: {one.error}", file=sys.stderr)
    if failed:
        print(f"backpass: {log} has all that nbgrader said.", file=sys.stderr)
    return FAILED if failed else 0


def _report(arguments: argparse.Namespace) -> int:
    from backpass.grading.class_run.late_again import late_rule_again  # noqa: PLC0415
    from backpass.grading.reporting.report import write_report  # noqa: PLC0415

    course = Course.find()
    chapters = course.current(arguments.chapters)
    late_rule_again(course, chapters)
    page = write_report(
        course,
        chapters,
        section=arguments.section,
        before=arguments.before,
    )
    print(f"Open {course.relative(page)}.")
    return 0


def _hub(arguments: argparse.Namespace) -> int:
    from backpass.grading.hub import write_hub  # noqa: PLC0415

    course = Course.find()
    written = write_hub(course, arguments.exchange, arguments.into, arguments.instructor)
    for path in written:
        print(f"wrote {path}")
    print(f"Add to the hub's configuration: load_subconfig({str(written[0])!r})")
    print("docs/jupyterhub.md says what else a hub needs, and how to try it.")
    return 0


def _lab(arguments: argparse.Namespace) -> int:
    if arguments.instructor:
        return _serve(arguments, "/lab")
    from backpass.grading.learners_room import first_page, furnish  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="backpass-lab-") as folder:
        return _serve(arguments, first_page(Course.find()), furnish(Path(folder)))


def _formgrader(arguments: argparse.Namespace) -> int:
    require_gradebook(Course.find(), [])
    return _serve(arguments, "/formgrader")


def _serve(
    arguments: argparse.Namespace, page: str, environment: dict[str, str] | None = None
) -> int:
    course = Course.find()
    require_free(arguments.port)
    words = [sys.executable, "-m", "jupyter", "lab", f"--ServerApp.port={arguments.port}"]
    words += ["--ServerApp.port_retries=0", f"--LabApp.default_url={page}"]
    words += ["--no-browser"] if arguments.no_browser else []
    words += arguments.options
    return subprocess.call(words, cwd=course.root, env=environment)  # noqa: S603 - our own words


def require_free(port: int) -> None:
    """Make sure that nothing listens on a port of this machine.

    Raises:
        CourseError: Something does; the message names a port that is free.
    """
    if _is_free(port):
        return
    free = next((p for p in range(port + 1, min(port + TRIES, 65536)) if _is_free(p)), None)
    advice = f" Port {free} is free: add --port {free}." if free else ""
    raise CourseError(f"port {port} is in use, by another JupyterLab perhaps.{advice}")


def _is_free(port: int) -> bool:
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
