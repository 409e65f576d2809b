"""From the instructor's notebooks to the students', and proof that no answer went with them.

nbgrader makes the release. It is made twice: first into a folder aside, where it is searched for
anything that students must not see, and only then into ``release/`` and the gradebook.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import nbformat

from backpass.grading.authoring.leaks import find_leaks
from backpass.grading.common.logs import captured_log, last_exception
from backpass.grading.common.progress_bar import track
from backpass.grading.course import Course, CourseError
from backpass.grading.gradebook import has_gradebook, require_gradebook


def release(course: Course, chapters: list[str]) -> list[Path]:
    """Make the students' notebooks of some chapters and record their points in the gradebook.

    The README's list of chapters is brought up to date as well.

    Args:
        course: The course.
        chapters: Names of chapters.

    Returns:
        The notebooks that were written, in order.

    Raises:
        CourseError: A source notebook cannot be released, an answer would go with it, or the
            gradebook is another course's or holds submissions for other cells. What was released
            before is then still there.
    """
    from backpass.grading.authoring.links import write_readme  # noqa: PLC0415 - nbgrader takes 2 seconds

    if has_gradebook(course):
        require_gradebook(course, [])
    for chapter in track(chapters, "Looking for answers in the release"):
        with tempfile.TemporaryDirectory(prefix="backpass-release-") as aside:
            made = generate(course, chapter, Path(aside))
            leaks = find_leaks(_read(course.source_notebook(chapter)), _read(made))
        if leaks:
            listed = "".join(f"\n  - {leak}" for leak in leaks)
            raise CourseError(
                f"{chapter} was not released: students would see what they must not.{listed}"
            )
    written = [generate(course, chapter) for chapter in track(chapters, "Releasing")]
    write_readme(course)
    return written


def generate(course: Course, chapter: str, aside: Path | None = None) -> Path:
    """Let nbgrader make one chapter's release.

    Args:
        course: The course.
        chapter: The chapter's name.
        aside: A folder to make it in, without a word to the gradebook; ``release/`` when left out.

    Returns:
        The notebook that was made.

    Raises:
        CourseError: nbgrader refused; the message says why.
    """
    from nbgrader.converters import GenerateAssignment  # noqa: PLC0415 - nbgrader takes 2 seconds

    config = course.config()
    config.SaveCells.enabled = aside is None
    directory = course.directory(config)
    directory.assignment_id = chapter
    if aside is not None:
        directory.release_directory = str(aside)
    converter = GenerateAssignment(coursedir=directory, config=config)
    converter.force = True
    converter.no_database = aside is not None
    with captured_log() as lines:
        try:
            converter.start()
        except Exception as error:  # nbgrader raises whatever its preprocessors raise
            raise CourseError(_why_not_released(course, chapter, error, lines)) from error
    return (aside or course.release) / chapter / f"{chapter}.ipynb"


def _why_not_released(course: Course, chapter: str, error: Exception, lines: list[str]) -> str:
    said = "\n".join(lines)
    if "Cannot add or remove cells" in said or "Cannot modify existing assignment" in said:
        return (
            f"{chapter} was not released: the gradebook holds submissions for cells that the "
            "source no longer has, or lacks new ones. Move "
            f"{course.gradebook_name} out of the way to begin a new one; nothing in "
            "it was changed."
        )
    return f"{chapter} was not released: {last_exception(lines) or error}"


def _read(path: Path) -> Any:
    try:
        return nbformat.read(path, 4)
    except Exception as error:  # nbformat raises many kinds for a file that is no notebook
        raise CourseError(f"{path} is not a notebook: {error}.") from error
