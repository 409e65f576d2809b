"""The command that writes the pages that go back to students."""

from __future__ import annotations

import argparse

from backpass.grading.common.command_line import Command, add_chapters, add_jobs, add_students
from backpass.grading.common.outcomes import LOG, tell
from backpass.grading.course import Course
from backpass.grading.lms.commands import add_zip, zip_pages


def add_commands(command: Command) -> None:
    """Add ``feedback``."""
    feedback = command("feedback", "Write the pages that go back to students.", _feedback)
    add_chapters(feedback, "all that were handed in")
    add_students(feedback)
    add_jobs(feedback)
    feedback.add_argument(
        "--nbgrader", action="store_true", help="write nbgrader's own pages instead"
    )
    add_zip(feedback)


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
    status = tell(done, f"written to {course.relative(course.feedback)}/", course.reports / LOG)
    if arguments.zip:
        zip_pages(course, chapters, arguments.zip, arguments.worksheet)
    return status
