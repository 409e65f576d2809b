"""The words of the site itself, in the language of a page."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from backpass.grading.authoring.translation import catalogue as files
from backpass.grading.authoring.translation import package
from backpass.grading.course import Course
from backpass.languages import ENGLISH, particles
from backpass.languages.catalogue import PLACE, Catalogue, catalogue
from backpass.languages.spoken import VARIABLE


@dataclass(frozen=True)
class Words:
    """What a page of one language says.

    Attributes:
        code: The language's code.
        own: English to this language, for the site's own texts.
        known: What the package says; None in English.
    """

    code: str = ENGLISH
    own: dict[str, str] = field(default_factory=dict)
    known: Catalogue | None = None

    @property
    def name(self) -> str:
        """The language's own name."""
        return self.say("English")

    @property
    def folder(self) -> str:
        """Where its pages lie, from the root of the site."""
        return "" if self.code == ENGLISH else f"{self.code}/"

    def say(self, sentence: str, **places: object) -> str:
        """A text of the site, its places filled; English where it has no translation.

        Args:
            sentence: English, with places such as ``{weight}``.
            places: What stands in each place.
        """
        other = self.own.get(sentence, sentence)
        filled = PLACE.sub(lambda match: str(places.get(match[1], match[0])), other)
        return particles.settled(filled) if self.code == "ko" else filled

    def for_script(self, script: str) -> str:
        """What a script of a page needs of this language, as JSON.

        Args:
            script: The script: of all sentences, those that stand in it are given to it.
        """
        if self.known is None:
            return "{}"
        every = {**self.known.everything, **self.own}
        wanted = {e: o for e, o in every.items() if _in_script(e, script)}
        made: dict[str, object] = {"code": self.code, "words": wanted}
        if self.code == "ko":
            made["particles"] = particles.tables()
        return json.dumps(made, ensure_ascii=False).replace("</", "<\\/")

    @contextmanager
    def spoken(self) -> Iterator[None]:
        """Within it the package speaks this language."""
        before = os.environ.get(VARIABLE)
        os.environ[VARIABLE] = self.code
        try:
            yield
        finally:
            if before is None:
                del os.environ[VARIABLE]
            else:
                os.environ[VARIABLE] = before


#: The words of the English pages.
IN_ENGLISH = Words()


def _in_script(sentence: str, script: str) -> bool:
    written = json.dumps(sentence, ensure_ascii=False).replace("</", "<\\/")
    return written in script or f"'{sentence}'" in script


def words_of(course: Course, code: str) -> Words:
    """The words of the site in a language.

    Args:
        course: The course.
        code: The language's code.
    """
    if code == ENGLISH:
        return IN_ENGLISH
    own = files.translations(files.read(course, code, package.SITE))
    return Words(code, {english: other for (_, english), other in own.items()}, catalogue(code))
