"""From the instructor's notebooks to the students', and proof that no answer went with them.

nbgrader makes the release. It is made twice: first into a folder aside, where it is searched for
anything that students must not see, and only then into ``release/`` and the gradebook.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from backpass.grading.common.progress_bar import track
from backpass.grading.course import Course, CourseError

MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
INSTRUCTOR_ONLY = ("backpass.grading", "grader_tests")
REGION = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1", re.DOTALL)
TELLING = 12  # characters: a shorter answer, such as `return "c"`, may well stand elsewhere too


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

    if course.has_gradebook():
        course.require_gradebook([])
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


def last_exception(lines: list[str]) -> str | None:
    """The last line of the last traceback in a log, without the module's name; None without one.

    nbgrader's own message is only that there was an error.
    """
    found = [match for line in lines if (match := re.fullmatch(r"(?:\w+\.)*(\w+: .+)", line))]
    return found[-1][1] if found else None


@contextmanager
def captured_log() -> Iterator[list[str]]:
    """What nbgrader logs meanwhile, line by line, instead of on the terminal."""
    lines: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.extend(record.getMessage().splitlines())

    import traitlets.log  # noqa: PLC0415

    logger = traitlets.log.get_logger()
    handlers, propagate, level = logger.handlers, logger.propagate, logger.level
    logger.handlers, logger.propagate = [Collect()], False
    logger.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def find_leaks(source: NotebookNode, released: NotebookNode) -> list[str]:
    """What a release gives away, each in a sentence; empty when it gives nothing away.

    Args:
        source: The instructor's notebook.
        released: What was made of it.
    """
    leaks: list[str] = []
    secrets = list(_secrets(source))
    for number, cell in enumerate(released.cells, start=1):
        where = f"cell {number} ({_grade_id(cell) or cell.cell_type})"
        leaks += [f"{where} holds “{word}”" for word in MARKERS if word in cell.source]
        leaks += [f"{where} names {word}" for word in INSTRUCTOR_ONLY if word in cell.source]
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None):
            leaks.append(f"{where} has an output")
        text = _dense(cell.source)
        for owner, kind, secret in secrets:
            if (len(secret) >= TELLING or owner == _grade_id(cell)) and secret in text:
                leaks.append(f"{where} holds the {kind} of {owner}")
        if _is_solution(cell) and "raise NotImplementedError" not in cell.source:
            leaks.append(f"{where} is to be answered but does not raise NotImplementedError")
    return leaks


def _secrets(source: NotebookNode) -> Iterator[tuple[str, str, str]]:
    for cell in source.cells:
        for kind, body in REGION.findall(cell.source):
            secret = _dense(body)
            if secret:
                yield _grade_id(cell) or "an unmarked cell", kind.lower(), secret


def _dense(text: str) -> str:
    """Text without white space and comments: the same code, however it is laid out."""
    return "".join(re.sub(r"(?m)#.*$", "", text).split())


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _is_solution(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _read(path: Path) -> Any:
    try:
        return nbformat.read(path, 4)
    except Exception as error:  # nbformat raises many kinds for a file that is no notebook
        raise CourseError(f"{path} is not a notebook: {error}.") from error
