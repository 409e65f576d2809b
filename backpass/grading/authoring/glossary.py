"""The course's glossary, read from ``docs/glossary.md``: one word for one thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backpass.grading.course import Course

#: Where it lies, from the course's root.
PLACE = Path("docs", "glossary.md")
#: In place of a word that is the same in every language.
SAME = "—"
#: The languages of its columns, in their order.
LANGUAGES = ("ko", "ja")


@dataclass(frozen=True)
class Term:
    """One word of the course.

    Attributes:
        word: The English word, in Markdown.
        meaning: What it means here, in Markdown.
        own: The word by the code of each language; the English one where it is the same.
        chapter: The number of the chapter in which it comes first, counted from 1.
    """

    word: str
    meaning: str
    own: dict[str, str]
    chapter: int


@dataclass(frozen=True)
class Synonyms:
    """What other notes call one thing.

    Attributes:
        word: The English word.
        own: By the code of each language its words, the course's own first, in Markdown.
    """

    word: str
    own: dict[str, str]


def read(course: Course) -> tuple[list[Term], list[Synonyms]]:
    """The words of the course and those of other notes; nothing where there is no glossary.

    Args:
        course: The course.
    """
    path = course.root / PLACE
    if not path.is_file():
        return [], []
    words, others = _tables(path.read_text(encoding="utf-8"))
    found = []
    for word, meaning, *both, chapter in words:
        own = {c: word if own == SAME else own for c, own in zip(LANGUAGES, both, strict=True)}
        found.append(Term(word, meaning, own, int(chapter)))
    return found, [Synonyms(w, dict(zip(LANGUAGES, both, strict=True))) for w, *both in others]


def _tables(text: str) -> Iterator[list[list[str]]]:
    """The rows of every table of a Markdown text, without their heads."""
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif rows:
            yield rows[2:]
            rows = []
