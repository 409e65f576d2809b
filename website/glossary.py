"""The page with the course's words, each with what it means, and what the search knows of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from backpass.grading.authoring import glossary
from backpass.grading.course import Course
from backpass.languages import ENGLISH
from website import search
from website.markdown import Reader
from website.words import Words

#: Its folder on the site.
FOLDER = "glossary"
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Listed:
    """One word of the page.

    Attributes:
        anchor: Its id, the same in every language.
        word: The word in the page's language, as HTML.
        others: The same in other languages, each with the language's code.
        meaning: What it means here, as HTML; of words that other notes use, these.
        chapter: The number of the chapter in which it comes first; 0 where that is not told.
    """

    anchor: str
    word: str
    others: tuple[tuple[str, str], ...]
    meaning: str
    chapter: int = 0


def rows(reader: Reader, words: Words) -> tuple[list[Listed], list[Listed]]:
    """The words of the course, and those that other notes use for the same thing.

    Args:
        reader: Reads Markdown.
        words: The language of the page.
    """
    terms, synonyms = glossary.read(Course(ROOT))
    known = []
    for term in terms:
        every = {ENGLISH: term.word, **term.own}
        others = ((code, own) for code, own in every.items() if code in _shown(words))
        read = tuple((code, _line(reader, own)) for code, own in others if own != every[words.code])
        meaning = _line(reader, words.say(term.meaning))
        own = _line(reader, every[words.code])
        known.append(Listed(f"term-{_slug(term.word)}", own, read, meaning, term.chapter))
    elsewhere = [
        Listed(
            f"other-{_slug(each.word)}",
            _line(reader, each.word),
            tuple((code, _line(reader, own)) for code, own in each.own.items() if code in codes),
            "",
        )
        for each in synonyms
        for codes in [(words.code,) if words.folder else glossary.LANGUAGES]
    ]
    return known, elsewhere


def _shown(words: Words) -> tuple[str, ...]:
    """The languages that stand beside the page's own: English, and on the English page the rest."""
    return (ENGLISH,) if words.folder else glossary.LANGUAGES


def entries(every: Sequence[Listed]) -> Iterator[search.Findable]:
    """What can be found on the page.

    Args:
        every: Its rows.
    """
    for row in every:
        beside = "".join(f"<p>{own}</p>" for _, own in row.others)
        heading, text = search.plain(f"<h3>{row.word}</h3><p>{row.meaning}</p>{beside}")
        yield search.Findable(row.anchor, heading, text)


def _line(reader: Reader, source: str) -> str:
    """Markdown without the paragraph around it."""
    return re.sub(r"^<p>|</p>\s*$", "", reader.read(source).strip())


def _slug(word: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", word.lower()))
