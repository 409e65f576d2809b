"""The language that a notebook is written in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backpass.languages.spoken import ENGLISH, KEY

__all__ = ["ENGLISH", "KEY", "language_by_cells", "language_of", "released_in"]


def language_of(notebook: Mapping[str, Any]) -> str:
    """The language that a notebook says it is in; English where it says nothing to be relied on.

    Args:
        notebook: A released or a submitted notebook, as nbformat or as json reads it.
    """
    language = notebook["metadata"].get(KEY)
    known = isinstance(language, str) and re.fullmatch(r"[a-z]{2}", language)
    return str(language) if known else ENGLISH


#: Letters that only one language writes.
LETTERS = {"ko": re.compile("[가-힣]"), "ja": re.compile("[ぁ-ゖァ-ヺ]")}
WORDS = re.compile(r"[^\W\d_]{2}")


def language_by_cells(cells: object) -> str:
    """The language that most text cells are written in, where a notebook does not say it.

    Args:
        cells: A submitted notebook's cells as json reads them, whatever they are.

    Returns:
        A language's code; English where no other is in more than half of the text cells.
    """
    texts = [
        "".join(source) if isinstance(source, list) and all(map(_is_text, source)) else source
        for cell in (cells if isinstance(cells, list) else [])
        if isinstance(cell, dict) and cell.get("cell_type") == "markdown"
        for source in [cell.get("source")]
    ]
    spoken = [text for text in texts if isinstance(text, str) and WORDS.search(text)]
    for code, letters in LETTERS.items():
        if 2 * sum(letters.search(text) is not None for text in spoken) > len(spoken):
            return code
    return ENGLISH


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def released_in(release: Path, chapter: str, language: str) -> Path:
    """The notebook of a chapter in a language; the English one where there is no other.

    Args:
        release: The folder of the releases.
        chapter: The chapter's name.
        language: A language's code.
    """
    other = release / language / chapter / f"{chapter}.ipynb"
    if language != ENGLISH and other.is_file():
        return other
    return release / chapter / f"{chapter}.ipynb"
