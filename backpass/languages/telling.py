"""Sentences said in the learner's language where they are made: in pictures and explorations.

What is kept, such as a verdict, is kept in English and said later, see
:func:`backpass.languages.said`. A picture is made when it is shown, so its sentences are said at
once: the whole sentence is looked up with its places named, and then the places are filled.
"""

from __future__ import annotations

from collections.abc import Iterable

from backpass.languages.catalogue import PLACE, catalogue
from backpass.languages.particles import settled
from backpass.languages.spoken import ENGLISH, language


def tell(sentence: str, **places: object) -> str:
    """A sentence in the learner's language, its places filled.

    Args:
        sentence: English, with places such as ``{name}``.
        places: What stands in each place. Words among them have been told before.
    """
    tongue = language()
    known = None if tongue == ENGLISH else catalogue(tongue)
    other = sentence if known is None else known.of(sentence)
    filled = PLACE.sub(lambda match: str(places.get(match[1], match[0])), other)
    return settled(filled) if tongue == "ko" else filled


def joined(items: Iterable[str]) -> str:
    """``a, b and c`` in the learner's language.

    Args:
        items: At least one.
    """
    *most, last = items
    return tell("{first} and {last}", first=", ".join(most), last=last) if most else last


def one_of(items: Iterable[str]) -> str:
    """``a, b or c`` in the learner's language.

    Args:
        items: At least one.
    """
    *most, last = items
    return tell("{first} or {last}", first=", ".join(most), last=last) if most else last
