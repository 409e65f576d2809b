"""The course in other languages: what is translated, the catalogues, the notebooks."""

from __future__ import annotations

from backpass.grading.course import Course

FOLDER = "translations"  # in the course's folder; in it a folder for each language


def languages(course: Course) -> list[str]:
    """The languages that a course has catalogues for, in order of their codes.

    Args:
        course: The course.
    """
    folder = course.root / FOLDER
    return (
        sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    )
