"""The release in other languages: ``release/ko/…`` beside the English ``release/…``."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from backpass.grading.authoring.added import LINKS
from backpass.grading.authoring.links import titles
from backpass.grading.authoring.tidy import written
from backpass.grading.authoring.translation import catalogue
from backpass.grading.authoring.translation.code import BrokenTranslation
from backpass.grading.authoring.translation.notebook import differences, translated
from backpass.grading.authoring.translation.ways import WAYS, WORDS, in_other_words
from backpass.grading.course import Course, CourseError
from backpass.languages.catalogue import PLACE


def made_in(course: Course, language: str, chapter: str, english: NotebookNode) -> NotebookNode:
    """A chapter in another language, with links that stay in it.

    Args:
        course: The course.
        language: Its code.
        chapter: The chapter's name.
        english: The English release.

    Raises:
        CourseError: A translation changes more than words; the message says which cell and what.
    """
    known = catalogue.translations(catalogue.read(course, language, chapter))
    where = course.relative(catalogue.path_of(course, language, chapter))
    for words in WORDS:
        other = known.get((WAYS, words), words)
        if PLACE.findall(other) != PLACE.findall(words):
            raise CourseError(
                f"{where}: {words!r} has the places {PLACE.findall(words)}, its translation "
                f"{other!r} has {PLACE.findall(other)}."
            )
    try:
        made = translated(english, known, language)
    except BrokenTranslation as error:
        raise CourseError(f"{where}: {error}.") from error
    said = differences(english, made)
    if said:
        listed = "".join(f"\n  - {line}" for line in said)
        raise CourseError(f"{where} changes more than words:{listed}")
    headings = titles_in(course, language)
    for cell in made.cells:
        if cell.id in LINKS:
            cell.source = in_other_words(
                cell.source, lambda words: known.get((WAYS, words), words), headings
            )
        if cell.cell_type == "markdown":
            for other in course.chapters():
                cell.source = _led(course, language, other, cell.source, cell.id in LINKS)
    return made


def titles_in(course: Course, language: str) -> dict[str, str]:
    """The chapters' headings in a language, by name; those in English that have none in it.

    Args:
        course: The course.
        language: Its code.
    """
    found = dict(titles(course))
    for chapter in chapters_in(course, language):
        heading = f"# {found[chapter]}"
        known = catalogue.translations(catalogue.read(course, language, chapter))
        for (_, english), other in known.items():
            if english == heading:
                found[chapter] = other.removeprefix("# ")
    return found


def _led(course: Course, language: str, chapter: str, text: str, ours: bool) -> str:
    """A text whose links to a chapter lead to that chapter in the language, where there is one."""
    if chapter not in chapters_in(course, language):
        return text.replace(f"](../{chapter}/", f"](../../{chapter}/")
    return text.replace(f"/release/{chapter}/", f"/release/{language}/{chapter}/") if ours else text


def chapters_in(course: Course, language: str) -> list[str]:
    """The chapters that a language has catalogues for.

    Args:
        course: The course.
        language: Its code.
    """
    return [c for c in course.chapters() if catalogue.path_of(course, language, c).is_file()]


def write_in(course: Course, language: str, chapter: str, english: Path, folder: Path) -> Path:
    """Write a chapter's folder in another language, with the pictures of the English one.

    Args:
        course: The course.
        language: Its code.
        chapter: The chapter's name.
        english: The English notebook.
        folder: The chapter's folder to write.

    Returns:
        The notebook.

    Raises:
        CourseError: A translation changes more than words.
    """
    made = made_in(course, language, chapter, nbformat.read(english, 4))
    folder.mkdir(parents=True, exist_ok=True)
    for path in english.parent.iterdir():
        if path.is_file() and path != english:
            (folder / path.name).write_bytes(path.read_bytes())
    notebook = folder / f"{chapter}.ipynb"
    notebook.write_text(written(made), encoding="utf-8")
    return notebook


def update(course: Course, language: str, chapters: list[str]) -> dict[str, int]:
    """Bring a language's catalogues up to date with the release.

    A text that stands elsewhere in the language with the same English gets that translation.

    Args:
        course: The course.
        language: Its code.
        chapters: Names of chapters.

    Returns:
        For each chapter, how many texts are shown in English.

    Raises:
        CourseError: A chapter has not been released, or a catalogue cannot be read.
    """
    catalogues = {
        chapter: catalogue.read(course, language, chapter) for chapter in course.chapters()
    }
    elsewhere: dict[str, set[str]] = defaultdict(set)
    for known in catalogues.values():
        for (_, english), other in catalogue.translations(known).items():
            elsewhere[english].add(other)
    left = {}
    for chapter in chapters:
        path = course.release_notebook(chapter)
        if not path.is_file():
            raise CourseError(f"{chapter} has no release. Run `backpass release {chapter}` first.")
        english = nbformat.read(path, 4)
        made = catalogue.updated(catalogues[chapter], catalogue.texts(english))
        for message in made:
            if message.id and (not message.string or message.fuzzy):
                same = elsewhere.get(str(message.id), set())
                if len(same) == 1:
                    message.string = next(iter(same))
                    message.flags.discard("fuzzy")
        catalogue.write(course, language, chapter, made)
        left[chapter] = len(catalogue.missing(made, catalogue.texts(english)))
    return left


def missing(course: Course, language: str, chapters: list[str]) -> dict[str, int]:
    """For each chapter, how many texts a language shows in English. Nothing is changed.

    Args:
        course: The course.
        language: Its code.
        chapters: Names of chapters.
    """
    return {
        chapter: len(
            catalogue.missing(
                catalogue.read(course, language, chapter),
                catalogue.texts(nbformat.read(course.release_notebook(chapter), 4)),
            )
        )
        for chapter in chapters
    }
