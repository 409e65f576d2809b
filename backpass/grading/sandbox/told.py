"""What the visible check says of a known mistake, with the names of both, as it is handed on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

#: An exercise's name, a mistake's, and what :func:`backpass.checking.examination.know` made of it.
Told = tuple[str, str, tuple[str, str, str, list[str], str | None, str]]
#: The file in the folder of an answer key that holds what was said in earlier runs.
SAID_BEFORE = "said-before.json"
#: The one that holds the keys of the chapter's quizzes.
QUIZ_KEYS = "quiz-keys.json"


def as_text(told: Iterable[Told]) -> str:
    """What is told of several mistakes, as text."""
    return json.dumps(list(told))


def from_text(text: str) -> list[Told]:
    """The other way round; nothing where the text is empty.

    Raises:
        ValueError: It is no such text.
    """
    found = json.loads(text or "[]")
    if type(found) is not list:
        raise ValueError("it says nothing of a mistake")
    return list(map(_told, found))


def _told(one: Any) -> Told:
    try:
        exercise, mistake, (seen, kind, title, lines, hint, picture) = one
    except (TypeError, ValueError) as error:
        raise ValueError("it says nothing of a mistake") from error
    texts = [exercise, mistake, seen, kind, title, picture, "" if hint is None else hint]
    if type(lines) is not list or any(type(text) is not str for text in (*texts, *lines)):
        raise ValueError("it says nothing of a mistake")
    return exercise, mistake, (seen, kind, title, lines, hint, picture)
