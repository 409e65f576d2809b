"""The language that a notebook is written in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ENGLISH = "en"
#: Where a notebook's metadata says its language.
KEY = "language_code"


def language_of(notebook: Mapping[str, Any]) -> str:
    """The language that a notebook says it is in; English where it says nothing to be relied on.

    Args:
        notebook: A released or a submitted notebook, as nbformat or as json reads it.
    """
    language = notebook["metadata"].get(KEY)
    known = isinstance(language, str) and re.fullmatch(r"[a-z]{2}", language)
    return str(language) if known else ENGLISH


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
