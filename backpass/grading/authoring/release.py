"""Make the students' notebooks from the instructor's, and check that they hold no answer.

nbgrader makes the release, in a folder aside, where it is searched for anything that students must
not see. Then the gradebook learns of it, and last of all it takes the old release's place.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from backpass.atomic import moved, put
from backpass.grading.authoring import guesses, quiz_key
from backpass.grading.authoring.leaks import find_leaks
from backpass.grading.authoring.migration import (
    Migration,
    migrate,
    planned,
    renamed_chapters,
)
from backpass.grading.authoring.points import differing_points
from backpass.grading.authoring.tidy import tidied
from backpass.grading.authoring.translation import languages
from backpass.grading.backups import CHANGE, back_up, restore
from backpass.grading.common.cells import grade_id, points, test_cells
from backpass.grading.common.logs import captured_log, last_exception
from backpass.grading.common.progress_bar import track
from backpass.grading.common.trouble import retold
from backpass.grading.course import Course, CourseError
from backpass.grading.gradebook import has_gradebook, require_gradebook, require_own_id
from backpass.grading.intake.former_names import former_names, with_former_name

ASIDE = ".new-"  # how a folder in release/ begins that a release is made in

#: Is told what will change in the gradebook; whether to go on.
Confirm = Callable[[list[str]], bool]


def release(course: Course, chapters: list[str], confirm: Confirm = lambda _: True) -> list[Path]:
    """Make the students' notebooks of some chapters and record their points in the gradebook.

    Everything is made aside first. The gradebook is backed up before it is changed, and what
    students open is replaced last, so whatever fails leaves the old release in its place. The
    README's list of chapters is brought up to date as well. The quiz key is written first: it
    belongs to the hidden tests as they are, whatever becomes of the release.

    Args:
        course: The course.
        chapters: Names of chapters.
        confirm: Called when exercises of a chapter that was handed in change, with a sentence for
            each change. Where it says no, nothing is changed.

    Returns:
        The notebooks that were written, in order.

    Raises:
        CourseError: A source notebook cannot be released, an answer would go with it, points
            differ between a cell and its contract, or the gradebook is another course's. What was
            released before is then still there.
    """
    from backpass.grading.authoring.links import write_readme  # noqa: PLC0415 - nbgrader takes 2 seconds

    there = has_gradebook(course)
    if there:
        require_gradebook(course, [])
    require_own_id(course)
    quiz_key.write(course)
    guesses.write(course.root)
    quiz_key.require_fresh(course, chapters)
    course.release.mkdir(exist_ok=True)
    for left in course.release.glob(f"{ASIDE}*"):  # of a run that was killed
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=ASIDE, dir=course.release) as folder:
        aside = Path(folder)
        made = {
            chapter: _made_aside(course, chapter, aside)
            for chapter in track(chapters, "Looking for answers in the release")
        }
        plans = [_planned(course, chapter, made[chapter]) for chapter in chapters] if there else []
        changes = renamed_chapters(course, chapters) if there else []
        changes += [sentence for plan in plans if plan.needed for sentence in plan.sentences()]
        if changes and not confirm(changes):
            raise CourseError("nothing was released and nothing in the gradebook was changed.")
        backup = back_up(course, CHANGE if changes else "") if there else None
        sources = {chapter: course.source_notebook(chapter).read_bytes() for chapter in chapters}
        try:
            for plan in plans:
                if plan.needed:
                    _keep_former_names(course, plan)  # first: migrated cells do not tell them
                    migrate(course, plan)
            for chapter in track(chapters, "Releasing"):
                generate(course, chapter, aside, record=True)
        except BaseException as error:
            for chapter, source in sources.items():
                if course.source_notebook(chapter).read_bytes() != source:
                    put(course.source_notebook(chapter), source, 0o644)
            _put_back(course, backup, error)
            raise
        others = _in_other_languages(course, chapters, aside)
        written = [
            _swapped(course, aside / chapter, course.release / chapter) for chapter in chapters
        ]
        written += [_swapped(course, folder, target) for folder, target in others]
    write_readme(course)
    return written


def _made_aside(course: Course, chapter: str, aside: Path) -> NotebookNode:
    """A chapter's release, made where no student looks, and found to be fit for them.

    Raises:
        CourseError: It is not.
    """
    _require_whole_characters(course, chapter)
    made: NotebookNode = _read(generate(course, chapter, aside))
    leaks = find_leaks(_read(course.source_notebook(chapter)), made)
    if leaks:
        listed = "".join(f"\n  - {leak}" for leak in leaks)
        raise CourseError(
            f"{chapter} was not released: students would see what they must not.{listed}"
        )
    differing = differing_points(chapter, {grade_id(c): points(c) for c in test_cells(made)})
    if differing:
        raise CourseError(f"{chapter} was not released: {differing}")
    return made


def _require_whole_characters(course: Course, chapter: str) -> None:
    """Refuse a source with half a surrogate pair: nbgrader would name an encoding and no place."""
    try:
        source = json.loads(course.source_notebook(chapter).read_bytes())
        json.dumps(source, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise CourseError(
            f"{chapter} was not released: its source holds half a character "
            f"({error.object[error.start]!a}), which no file can hold. Take it out and release it "
            "again."
        ) from error
    except ValueError:
        return  # it is no notebook, which is said where it is read


def _planned(course: Course, chapter: str, made: NotebookNode) -> Migration:
    path = course.release_notebook(chapter)
    return planned(course, chapter, made, _read(path) if path.is_file() else None)


def _keep_former_names(course: Course, plan: Migration) -> None:
    """Write into the source what exercises were called, so that old work is read under the new."""
    if not plan.formerly:
        return
    path = course.source_notebook(plan.chapter)
    source = _read(path)
    released = course.release_notebook(plan.chapter)
    before = {grade_id(cell): cell for cell in _read(released).cells} if released.is_file() else {}
    for cell in source.cells:
        old = plan.formerly.get(grade_id(cell))
        if old is not None:
            with_former_name(cell, old, former_names(before[old]) if old in before else ())
    put(path, tidied(nbformat.writes(source), str(path)).encode("utf-8"), 0o644)


def _put_back(course: Course, backup: Path | None, error: BaseException) -> None:
    """Undo what a release that failed did to the gradebook."""
    if backup is None:
        return
    try:
        restore(course, backup)
    except CourseError as trouble:
        raise CourseError(
            f"{error} The gradebook may be half changed ({trouble}): put back "
            f"{course.relative(backup)} with `backpass restore`. The release is as it was."
        ) from error


def _in_other_languages(
    course: Course, chapters: list[str], aside: Path
) -> list[tuple[Path, Path]]:
    """Make the chapters in each language that the course has catalogues for.

    Returns:
        For each, the folder that was made and the one whose place it takes.
    """
    from backpass.grading.authoring.translation import releases  # noqa: PLC0415 - Babel is slow to load

    made = []
    for language in languages(course):
        begun = releases.chapters_in(course, language)
        for chapter in (one for one in chapters if one in begun):
            folder = aside / language / chapter
            english = aside / chapter / f"{chapter}.ipynb"
            releases.write_in(course, language, chapter, english, folder)
            made.append((folder, course.release_in(language, chapter).parent))
    return made


def _swapped(course: Course, made: Path, folder: Path) -> Path:
    """Put a chapter's new release in place of the old one.

    Each file replaces the old one in one step, the notebook last, so at no moment is a file
    missing that was there before and belongs there.
    """
    notebook = folder / f"{folder.name}.ipynb"
    files = sorted(
        (path for path in made.rglob("*") if path.is_file()), key=lambda p: p.name == notebook.name
    )
    try:
        for path in files:
            target = folder / path.relative_to(made)
            target.parent.mkdir(parents=True, exist_ok=True)
            with path.open("rb") as content:
                os.fsync(content.fileno())
            moved(path, target)
        kept = {folder / path.relative_to(made) for path in files}
        for path in folder.rglob("*"):
            if path.is_file() and path not in kept and ".ipynb_checkpoints" not in path.parts:
                path.unlink()
    except OSError as error:
        raise CourseError(
            f"{course.relative(folder)} could not be written ({error.strerror}). What students "
            "open is whole; run `backpass release` again when that is mended."
        ) from error
    return notebook


def outdated(course: Course, chapters: list[str]) -> list[str]:
    """What ``backpass release`` would write otherwise than it is now. Nothing is changed.

    Args:
        course: The course.
        chapters: Names of chapters.

    Returns:
        A sentence for each; none when all is as the sources make it.

    Raises:
        CourseError: A source notebook cannot be released.
    """
    from backpass.grading.authoring.links import write_readme  # noqa: PLC0415 - nbgrader takes 2 seconds
    from backpass.grading.authoring.translation import package  # noqa: PLC0415 - Babel is slow to load

    names = quiz_key.stale(course, course.chapters())
    if names:  # nothing can be made before that is right
        return [f"the quiz key is not that of grader_tests/: {', '.join(names)}"]
    said = []
    for chapter in track(chapters, "Looking at the release"):
        with tempfile.TemporaryDirectory(prefix="backpass-release-") as aside:
            made = generate(course, chapter, Path(aside)).parent
            pairs = [(made, course.release / chapter)]
            pairs += _in_other_languages(course, [chapter], Path(aside))
            for folder, place in pairs:
                for path in sorted(folder.iterdir()):
                    there = place / path.name
                    if not there.is_file() or there.read_bytes() != path.read_bytes():
                        said.append(f"{course.relative(there)} is not what source/ makes")
    said += [
        f"{course.relative(package.path_of(course, language))} is not what "
        f"translations/{language}/ makes: run `backpass translate {language}`"
        for language in package.stale(course)
    ]
    if write_readme(course, write=False):
        said.append("README.md does not list the chapters as they are")
    return said


def foreseen(course: Course, chapters: list[str]) -> tuple[list[str], list[str]]:
    """What ``backpass release`` would do, found out without writing anything.

    Args:
        course: The course.
        chapters: Names of chapters.

    Returns:
        What would change for students' files, and what in the gradebook, a sentence each.

    Raises:
        CourseError: The release would be refused; the message is the one that it would give.
    """
    there = has_gradebook(course)
    if there:
        require_gradebook(course, [])
    require_own_id(course)
    files = outdated(course, chapters)
    if quiz_key.stale(course, course.chapters()):
        return files, []
    with tempfile.TemporaryDirectory(prefix="backpass-release-") as folder:
        made = {chapter: _made_aside(course, chapter, Path(folder)) for chapter in chapters}
    plans = [_planned(course, chapter, made[chapter]) for chapter in chapters] if there else []
    said = renamed_chapters(course, chapters) if there else []
    return files, said + [one for plan in plans if plan.needed for one in plan.sentences()]


def generate(course: Course, chapter: str, aside: Path, *, record: bool = False) -> Path:
    """Let nbgrader make one chapter's release.

    Args:
        course: The course.
        chapter: The chapter's name.
        aside: The folder to make it in.
        record: Whether to write the chapter's cells and points into the gradebook, too.

    Returns:
        The notebook that was made.

    Raises:
        CourseError: nbgrader refused; the message says why.
    """
    from nbgrader.converters import GenerateAssignment  # noqa: PLC0415 - nbgrader takes 2 seconds

    config = course.config()
    config.SaveCells.enabled = record
    directory = course.directory(config)
    directory.assignment_id = chapter
    directory.release_directory = str(aside)
    converter = GenerateAssignment(coursedir=directory, config=config)
    converter.force = True
    converter.no_database = not record
    with captured_log() as lines:
        try:
            converter.start()
        except Exception as error:  # nbgrader raises whatever its preprocessors raise
            why = retold(last_exception(lines) or str(error))
            raise CourseError(f"{chapter} was not released: {why}") from error
    return aside / chapter / f"{chapter}.ipynb"


def _read(path: Path) -> Any:
    try:
        return nbformat.read(path, 4)
    except Exception as error:  # nbformat raises many kinds for a file that is no notebook
        raise CourseError(f"{path} is not a notebook: {error}.") from error
