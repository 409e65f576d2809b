"""The commands of those who write chapters."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from backpass.grading.common.command_line import (
    FAILED,
    Command,
    add_chapters,
    add_yes,
    go_on,
    positive,
)
from backpass.grading.course import Course, CourseError
from backpass.grading.elsewhere.commands import add_forms, export_forms

PROPOSE = "Propose mistakes, made mechanically from an exercise's reference."


def add_commands(command: Command) -> None:
    """Add ``translate``, ``tidy``, ``release``, ``new``, ``mutants`` and ``export``."""
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
    add_chapters(release)
    release.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 if something is not up to date"
    )
    release.add_argument(
        "--dry-run", action="store_true", help="change nothing; say what would change"
    )
    add_yes(release)
    release.add_argument(
        "--quick",
        action="store_true",
        help="do not try the release by grading the course's own solutions",
    )

    _add_new(
        command("new", "Write the files of a new chapter or exercise, ready to fill in.", _new)
    )

    _add_mutants(command("mutants", PROPOSE, _mutants))

    export = command("export", "Write each chapter as one file that works by itself.", _export)
    add_chapters(export)
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
        type=positive,
        default=8,
        metavar="N",
        help="show at most N proposals; default: 8",
    )


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
    from backpass.grading.gradebook import backups  # noqa: PLC0415

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
    return go_on(yes=yes)


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
