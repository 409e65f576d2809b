"""How wide a text is where every letter takes one column, or two."""

from __future__ import annotations

import unicodedata


def columns(text: str) -> int:
    """How many columns a text takes on a screen: Korean and Japanese letters take two.

    Args:
        text: A line.
    """
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )
