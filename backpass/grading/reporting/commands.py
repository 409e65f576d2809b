"""The command that writes the report, and those that act on what it shows."""

from __future__ import annotations

import argparse
from pathlib import Path

from backpass.grading.common.asking import agreed, somebody_is_there
from backpass.grading.common.command_line import Command, add_chapters
from backpass.grading.common.counted import counted
from backpass.grading.course import Course, CourseError


def add_commands(command: Command) -> None:
    """Add ``report``, ``comment`` and ``learn``."""
    report = command("report", "Write the class report, reports/index.html.", _report)
    add_chapters(report, "all that were handed in")
    report.add_argument("--section", metavar="SECTION", help="only the students of this section")
    report.add_argument(
        "--before",
        type=Path,
        metavar="FOLDER",
        help="compare with an earlier report: last year's reports/, or a file in reports/earlier/",
    )

    comment = command(
        "comment", "Write a comment for all students who gave the same answer.", _comment
    )
    _add_group(comment)
    comment.add_argument("text", nargs="?", metavar="SENTENCE", help="in quotes")
    comment.add_argument("--points", type=float, metavar="P", help="the mark for each of them")
    comment.add_argument("--remove", action="store_true", help="remove the comment")

    learn = command("learn", "Add a group of equal answers to the known mistakes.", _learn)
    _add_group(learn)
    learn.add_argument(
        "--name", required=True, help="a name for the mistake, such as: inputs doubled"
    )
    learn.add_argument("--told", required=True, metavar="SENTENCE", help="a sentence for students")
    learn.add_argument("--reported", metavar="SENTENCE", help="a phrase for the report")
    learn.add_argument("--yes", action="store_true", help="do not ask before it is written")


def _add_group(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("chapter", metavar="CHAPTER")
    parser.add_argument("exercise", metavar="EXERCISE")
    parser.add_argument(
        "group", metavar="GROUP", help="the group's name in the report and in groups.csv"
    )


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


def _comment(arguments: argparse.Namespace) -> int:
    from backpass.grading.class_run.group_comments import comment, take_back  # noqa: PLC0415

    course = Course.find()
    [chapter] = course.chosen([arguments.chapter])
    of = (chapter, arguments.exercise, arguments.group)
    if arguments.remove:
        said = take_back(course, *of)
        print(f"taken back from {counted(len(said.taken_back), 'student')}")
        return 0
    if arguments.text is None:
        raise CourseError("there is nothing to say: write a sentence in quotes, or --remove.")
    said = comment(course, *of, arguments.text, arguments.points)
    marked = "" if arguments.points is None else f", with {counted(arguments.points, 'point')}"
    print(f"said to {counted(len(said.to), 'student')}{marked}: {', '.join(said.to)}")
    if said.left:
        print(f"{', '.join(said.left)} have a comment or a mark of their own, which stays.")
    print("It is kept while their answers stay the same. `backpass feedback` puts it on the pages.")
    return 0


def _learn(arguments: argparse.Namespace) -> int:
    from backpass.grading.authoring.learned_tests import with_test, write_test  # noqa: PLC0415
    from backpass.grading.authoring.learning import learn  # noqa: PLC0415

    course = Course.find()
    [chapter] = course.chosen([arguments.chapter])
    made = learn(
        course,
        chapter,
        arguments.exercise,
        arguments.group,
        name=arguments.name,
        told=arguments.told,
        reported=arguments.reported or arguments.name,
    )
    print(made.text)
    if not arguments.yes and not somebody_is_there():
        raise CourseError("nobody can be asked here, so nothing was changed; add --yes.")
    if not arguments.yes and not agreed("Add this to the known mistakes?"):
        raise CourseError("nothing was changed.")
    path, text = with_test(course, chapter, arguments.exercise, " ".join(arguments.name.split()))
    print(f"added to {course.relative(made.write())}; tried at {made.tries} draws of points")
    write_test(path, text)
    print(f"added a test to {course.relative(path)}")
    print("Run `backpass grade` to have it named, and `make test` before you publish it.")
    return 0
