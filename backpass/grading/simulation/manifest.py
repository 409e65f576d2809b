"""What ``backpass simulate`` recorded, so that nobody takes its class for a real one."""

from __future__ import annotations

import json
from typing import Any

from backpass.grading.course import Course, CourseError


def read_manifest(course: Course) -> dict[str, Any]:
    """The simulated students by id; none when there is no manifest.

    Raises:
        CourseError: The manifest is damaged.
    """
    if not course.manifest.is_file():
        return {}
    try:
        students_by_id: dict[str, Any] = json.loads(course.manifest.read_text("utf-8"))["students"]
    except (ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"{course.relative(course.manifest)} is damaged, so simulated work cannot be told from "
            "real work. Move the folders under submitted/ away, then simulate again."
        ) from error
    return students_by_id
