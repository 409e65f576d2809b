"""The answer to a quiz: a letter, or a function that returns one.

It imports nothing of the course: the side where students' code runs uses it too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any, cast

#: A letter as people write it: "b", "B", "(b)", "b."; wide letters are made narrow before.
LETTER = re.compile(r"[\s(\"']*([a-z])[\s).:\"']*")


def as_function(answer: Any) -> Callable[[], Any]:
    """A learner's answer as a function: ``quiz_slope = "b"`` is as good as one that returns "b".

    Args:
        answer: What the quiz's name is bound to: a letter, a function, or three dots for none yet.

    Returns:
        The function itself, or one that returns the letter. It raises NotImplementedError for
        three dots, as a stub does.
    """
    if callable(answer):
        return cast(Callable[[], Any], answer)

    def given() -> Any:
        if answer is ...:
            raise NotImplementedError
        return answer

    return given


def read(answer: Any) -> str:
    """The letter that an answer says, in lower case; an empty text where it says none.

    Args:
        answer: What a quiz's function returned, of any type.
    """
    if not isinstance(answer, str):
        return ""
    found = LETTER.fullmatch(unicodedata.normalize("NFKC", answer).lower())
    return found[1] if found else ""
