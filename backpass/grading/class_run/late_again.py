"""The late rule, once more, where points were given by hand since it was applied.

A penalty is a number of points, worked out from the mark as it was when the class was graded. Who
marks by hand afterwards changes the mark: "late work gets 0" would leave the new points, and a
penalty may be more than is left. Commands that hand marks on ask the rule again before they read.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import DatabaseError

from backpass.grading.class_run.ledger import Ledger
from backpass.grading.course import Course, CourseError
from backpass.grading.gradebook import require_gradebook


def late_rule_again(course: Course, chapters: Sequence[str]) -> None:
    """Apply the course's late rule to late submissions whose marks a person changed.

    Args:
        course: The course.
        chapters: Names of chapters.

    Raises:
        CourseError: There is no fitting gradebook, the late rule answers no number, or a penalty
            has to be changed and the gradebook cannot be written to.
    """
    require_gradebook(course, list(chapters))
    with Ledger(course) as ledger:
        if not ledger.late_and_marked_by_hand(chapters):
            return
        try:
            ledger.date(chapters, {}, {})
        except DatabaseError as error:
            raise CourseError(
                f"{course.gradebook_name} cannot be written to ({error.orig}), and points given by "
                "hand to late work change what the late rule takes from it. Give yourself the "
                "right to write to it and to its folder, then try again."
            ) from error
