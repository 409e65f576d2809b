"""What nbgrader is set up with when it reads the course's configuration.

``backpass`` reads the same file and opens gradebooks, too; nothing here disturbs it, and where
nbgrader is not loaded there is nothing to do.
"""

from __future__ import annotations

import sys
from typing import Any


def set_up(directory: Any) -> None:
    """Make nbgrader keep to one course, one number, and marks that are numbers, without a wait.

    Args:
        directory: ``c.CourseDirectory`` of the configuration.
    """
    if "nbgrader.apps.baseapp" not in sys.modules:
        return
    from backpass.grading.hooks import (  # noqa: PLC0415 - takes 2 seconds
        marks_by_hand,
        new_gradebook,
        one_course,
    )

    one_course.require_ours(str(directory.db_url), str(directory.course_id))
    one_course.watch()
    marks_by_hand.watch()
    new_gradebook.watch()
    if "nbgrader.server_extensions.formgrader.base" in sys.modules:
        from backpass.grading.hooks import formgrader  # noqa: PLC0415 - only in a server

        formgrader.use()
