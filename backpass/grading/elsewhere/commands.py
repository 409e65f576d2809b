"""The commands that judge one file, here or on another system."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from backpass.grading.common.command_line import Command
from backpass.grading.course import Course, CourseError


def add_commands(command: Command) -> None:
    """Add ``judge``."""
    judge = command("judge", "Judge one notebook, without a gradebook.", _judge)
    judge.add_argument("file", type=Path, metavar="FILE", help="a notebook, or a folder with one")
    judge.add_argument("--chapter", metavar="CHAPTER", help="default: told by the notebook's name")
    judge.add_argument(
        "--key",
        type=Path,
        metavar="KEY",
        help="a key that `backpass export --key` wrote; no course folder is needed then",
    )
    judge.add_argument("--json", action="store_true", help="print the result as JSON")
    judge.add_argument("--seed", type=int, help="use the hidden points of the run with this seed")
    judge.add_argument(
        "--gradescope",
        type=Path,
        metavar="FILE",
        help="write the result to FILE, as Gradescope's results.json",
    )
    judge.add_argument("--visibility", default="visible", help=argparse.SUPPRESS)
    judge.add_argument(
        "--allow-uncontained",
        action="store_true",
        help="run the code even where it cannot be contained; the result says so",
    )


def add_forms(export: argparse.ArgumentParser) -> None:
    """Add what ``backpass export`` knows of other systems."""
    export.add_argument(
        "--gradescope", action="store_true", help="write an autograder.zip for each chapter"
    )
    export.add_argument(
        "--key",
        action="store_true",
        help="write a key for `backpass judge --key`; it holds hidden tests",
    )
    export.add_argument(
        "--visibility",
        choices=("visible", "after_due_date", "after_published", "hidden"),
        default="visible",
        help="when Gradescope shows students what a test says",
    )
    export.add_argument(
        "--allow-uncontained",
        action="store_true",
        help="let the autograder run code even where it cannot be contained",
    )


def _judge(arguments: argparse.Namespace) -> int:
    from backpass.grading.elsewhere.gradescope import write_results  # noqa: PLC0415
    from backpass.grading.elsewhere.judged import judge_path, uncontained  # noqa: PLC0415
    from backpass.grading.elsewhere.key_file import unpacked_key  # noqa: PLC0415
    from backpass.grading.elsewhere.keys import key_of  # noqa: PLC0415
    from backpass.grading.lms.downloads import plain_name  # noqa: PLC0415

    if arguments.key is not None:
        key = unpacked_key(arguments.key)
    else:
        course = Course.find()
        named = arguments.chapter or plain_name(arguments.file.name)
        [chapter] = course.chosen([named])
        key = key_of(course, chapter)
    if arguments.allow_uncontained:
        print("backpass: WARNING: the code runs with your rights.", file=sys.stderr)
        key = uncontained(key)
    result = judge_path(arguments.file, key, seed=arguments.seed)
    if arguments.gradescope is not None:
        write_results(result, arguments.gradescope, arguments.visibility)
    if arguments.json:
        print(result.as_json())
        return 0
    for one in result.exercises:
        score = "–" if one.score is None else f"{one.score:g}"
        print(f"{one.name}: {score} of {one.points:g}  {' '.join(one.said[1:2])}".rstrip())
    print(f"{result.chapter}: {result.score:g} of {result.points:g} points")
    for note in [result.unreadable, *result.notes]:
        if note:
            print(note)
    return 0


def export_forms(course: Course, chapters: list[str], arguments: argparse.Namespace) -> int:
    """Write autograders and keys.

    Args:
        course: The course.
        chapters: The chapters.
        arguments: The command line.

    Raises:
        CourseError: A file is there already and ``--overwrite`` was not given, or cannot be made.
    """
    from backpass.atomic import put  # noqa: PLC0415
    from backpass.grading.elsewhere.gradescope import write_zip  # noqa: PLC0415
    from backpass.grading.elsewhere.key_file import packed  # noqa: PLC0415
    from backpass.grading.elsewhere.keys import key_of  # noqa: PLC0415

    for chapter in chapters:
        key = key_of(course, chapter)
        targets = []
        if arguments.gradescope:
            targets.append(arguments.into / chapter / "autograder.zip")
        if arguments.key:
            targets.append(arguments.into / chapter / "key.json")
        for target in targets:
            if target.exists() and not arguments.overwrite:
                raise CourseError(f"{target} is there already. Add --overwrite to replace it.")
            if target.suffix == ".zip":
                write_zip(
                    key,
                    target,
                    visibility=arguments.visibility,
                    allow_uncontained=arguments.allow_uncontained,
                )
            else:
                put(target, packed(key), 0o600)
            print(f"wrote {target}; it holds hidden tests, so keep it from students")
    return 0
