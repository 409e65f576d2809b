"""What was kept in English, said in the language of a submission: by the course's catalogues too."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from backpass.grading.authoring.translation import catalogue as files
from backpass.grading.course import Course
from backpass.languages import ENGLISH
from backpass.languages.catalogue import Catalogue, catalogue

Say = Callable[[str], str]


def sayer(course: Course, language: str) -> Say:
    """What says an English text in a language, sentences on known mistakes included.

    Args:
        course: The course.
        language: Its code; a language that the package does not speak stays English.
    """
    known = catalogue(language) if language != ENGLISH else None
    if known is None:
        return lambda words: words
    path = files.path_of(course, language, files.MISTAKES)
    changed = path.stat().st_mtime_ns if path.is_file() else 0
    return _whole(course, language, known, changed).said


@lru_cache(maxsize=8)
def _whole(course: Course, language: str, known: Catalogue, changed: int) -> Catalogue:
    del changed  # a catalogue that was changed is read anew
    more = files.translations(files.read(course, language, files.MISTAKES))
    return known.with_more({english: other for (_, english), other in more.items()})
