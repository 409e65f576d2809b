"""The catalogues in ``translations/``: one ``.po`` file for each language and chapter.

A text is found by the id of its cell (``msgctxt``) and its English (``msgid``). So an English text
that changed has no translation any more and is shown in English until it has one again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po
from nbformat.notebooknode import NotebookNode

from backpass.atomic import put
from backpass.grading.authoring.added import LINKS
from backpass.grading.authoring.translation import FOLDER
from backpass.grading.authoring.translation.code import pieces
from backpass.grading.authoring.translation.markdown import blocks
from backpass.grading.authoring.translation.ways import WAYS, WORDS
from backpass.grading.course import Course, CourseError

#: The catalogue of what students are told of known mistakes; it lies where the hidden tests lie.
MISTAKES = "mistakes"
HEADER = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: {language}\\n"

"""
#: A line of a catalogue: empty, a comment, or a text in quotation marks.
LINE = re.compile(r'(?:#.*|(?:msgctxt |msgid |msgstr )?"(?:[^"\\]|\\.)*")?')


@dataclass(frozen=True)
class Text:
    """Something to translate.

    Attributes:
        cell: Id of its cell; empty for a text of the package.
        words: The English.
        kind: "markdown", or what it is in code; the module for a text of the package.
    """

    cell: str
    words: str
    kind: str


def path_of(course: Course, language: str, chapter: str) -> Path:
    """Where a chapter's catalogue lies.

    Args:
        course: The course.
        language: Its code, "ko" for instance.
        chapter: The chapter's name.
    """
    if chapter == MISTAKES:
        return course.root / "grader_tests" / FOLDER / f"{language}.po"
    return course.root / FOLDER / language / f"{chapter}.po"


def texts(notebook: NotebookNode) -> Iterator[Text]:
    """What there is to translate in a released notebook, in the order of its cells.

    Args:
        notebook: The English release.
    """
    if any(cell.id in LINKS for cell in notebook.cells):
        yield from (Text(WAYS, words, "link") for words in WORDS)
    for cell in notebook.cells:
        if cell.id in LINKS:
            continue
        if cell.cell_type == "markdown":
            for block in blocks(cell.source):
                if block.translated:
                    yield Text(cell.id, block.text, "markdown")
        elif cell.cell_type == "code":
            for piece in pieces(cell.source):
                yield Text(cell.id, piece.words, piece.kind)


def read(course: Course, language: str, chapter: str) -> Catalog:
    """A chapter's catalogue; an empty one where there is none yet.

    Args:
        course: The course.
        language: Its code.
        chapter: The chapter's name.

    Raises:
        CourseError: The file is no catalogue; the message says which line.
    """
    path = path_of(course, language, chapter)
    if not path.is_file():
        return Catalog(locale=language)
    try:
        _require_well_formed(path.read_text(encoding="utf-8"))
        return read_po(io.BytesIO(path.read_bytes()), locale=language, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise CourseError(f"{course.relative(path)} cannot be read: {error}") from error


def _require_well_formed(text: str) -> None:
    """Look at each line: Babel cuts a letter off where a quotation mark is missing.

    Raises:
        ValueError: A line is none that a catalogue has.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if not LINE.fullmatch(line.strip()):
            raise ValueError(f"line {number} is not as it should be: {line.strip()[:60]}")


def updated(catalogue: Catalog, found: Iterable[Text]) -> Catalog:
    """A catalogue with the texts that there are now.

    A text that changed keeps its old translation as a proposal, marked fuzzy. What is gone goes.

    Args:
        catalogue: As it was.
        found: The texts of a chapter, or of the package.
    """
    template = Catalog(locale=catalogue.locale)
    for text in found:
        template.add(text.words, context=text.cell or None, auto_comments=[text.kind])
    catalogue.update(template, no_fuzzy_matching=False, update_header_comment=False)
    catalogue.obsolete.clear()
    return catalogue


def write(course: Course, language: str, chapter: str, catalogue: Catalog) -> None:
    """Write a catalogue. Nothing in the file depends on the day or on who wrote it.

    Args:
        course: The course.
        language: Its code.
        chapter: The chapter's name.
        catalogue: What to write.
    """
    path = path_of(course, language, chapter)
    out = io.BytesIO()
    write_po(out, catalogue, width=0, omit_header=True, no_location=True, include_previous=True)
    content = HEADER.format(language=language).encode() + out.getvalue()
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, content, 0o644)


def translations(catalogue: Catalog) -> dict[tuple[str, str], str]:
    """Cell and English to the other language, without what is empty or fuzzy.

    Args:
        catalogue: A chapter's.
    """
    return {
        (str(message.context or ""), str(message.id)): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }


def missing(catalogue: Catalog, found: Iterable[Text]) -> list[Text]:
    """The texts that are shown in English, because they have no translation or a stale one.

    Args:
        catalogue: A chapter's, or the package's.
        found: Its texts.
    """
    known = translations(catalogue)
    return [text for text in found if (text.cell, text.words) not in known]
