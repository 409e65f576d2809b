"""The answer key of a chapter, from a course."""

from __future__ import annotations

from backpass.grading.class_run.grade import Options, answer_key
from backpass.grading.class_run.ledger import Ledger
from backpass.grading.course import Course
from backpass.grading.gradebook import require_gradebook
from backpass.grading.marking.submission import AnswerKey


def key_of(course: Course, chapter: str) -> AnswerKey:
    """Everything that judging a chapter takes.

    Args:
        course: The course.
        chapter: The chapter.

    Raises:
        CourseError: The chapter is not released.
    """
    require_gradebook(course, [chapter])
    course.require_release(chapter)
    with Ledger(course) as ledger:
        return answer_key(course, ledger, chapter, Options())
