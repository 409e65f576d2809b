"""A guess, taken before the cell that shows the answer, and how far off it was.

A notebook cell says ``guess("multiply_x", ...)``; a learner puts a number or a word in place of the
three dots. There is no mark for it. The first guess at each question is remembered in the same
record as the checks that passed, so that ``progress()`` can say how many were foreseen.

The answers are sealed, as the quizzes' replies are: nobody reads one by accident.
"""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from types import EllipsisType
from typing import Any

import numpy as np
from IPython.display import display

from backpass import progress
from backpass.guesses import Answer, open_answer, questions
from backpass.panel import Panel


@dataclass(frozen=True)
class Heard:
    """What came of a guess.

    Attributes:
        foreseen: Whether it was right, or near enough; None where it was no guess.
        title: That in one sentence.
        lines: What else there is to say.
    """

    foreseen: bool | None
    title: str
    lines: tuple[str, ...]


def guess(question: str, value: float | str | EllipsisType = ...) -> None:
    """Take a guess, and show how far off it is; the first one counts for ``progress()``.

    Args:
        question: The name of the question, as it stands in the cell.
        value: A number, or one of the words that the question offers. Three dots are no guess yet.
    """
    if not isinstance(question, str) or question not in questions():
        display(_unknown(question))
        return
    answer = open_answer(question)
    if value is ...:
        words = f"Put {answer.asks_for} in place of the three dots, and run the cell."
        display(Panel("open", "Your guess?", [words]))
        return
    heard = compare(answer, value)
    if heard.foreseen is None:
        display(Panel("open", heard.title, heard.lines))
        return
    first = progress.note_guess(question, questions()[question], foreseen=heard.foreseen)
    lines = heard.lines if first else (*heard.lines, "Your first guess is the one that counts.")
    display(Panel("passed" if heard.foreseen else "open", heard.title, lines))


def compare(answer: Answer, value: Any) -> Heard:
    """Hold a guess against the answer, and put in words how far off it is."""
    return _compare_word(answer, value) if answer.choices else _compare_number(answer, value)


def _compare_word(answer: Answer, value: Any) -> Heard:
    said = value.strip().lower() if isinstance(value, str) else value
    words = {choice.lower(): choice for choice in answer.choices}
    if said not in words:
        return Heard(None, f"`{value!r}` is not one of them.", (f"Choose {answer.asks_for}.",))
    if words[said] == answer.value:
        return Heard(True, f"Foreseen: {answer.value}.", (answer.say,))
    return Heard(False, f"You said “{words[said]}”. It is “{answer.value}”.", (answer.say,))


def _compare_number(answer: Answer, value: Any) -> Heard:
    given = _as_number(value)
    if given is None:
        return Heard(None, f"`{value!r}` is not a number.", ("A number belongs here, like 2.5.",))
    right = float(answer.value)
    if abs(given - right) <= answer.within:
        exact = "exactly" if given == right else f"you said {_shown(given)}"
        return Heard(True, f"Foreseen: it is {_shown(right)}, {exact}.", (answer.say,))
    return Heard(
        False,
        f"You said {_shown(given)}. It is {_shown(right)}.",
        (f"{_how_far(given, right)} {answer.say}",),
    )


def _as_number(value: Any) -> float | None:
    """A number that can be compared; None for words, truth values, nan, arrays."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _how_far(given: float, right: float) -> str:
    """The most telling thing about a wrong number: its sign, its size, or the distance."""
    if given and math.isclose(given, -right, rel_tol=1e-9):
        return "The size is right, the sign is not."
    if given * right < 0:
        return "It has the other sign."
    if given * right > 0 and not 0.1 < given / right < 10:
        large = abs(given) > abs(right)
        ratio = given / right if large else right / given
        return f"That is {ratio:.0f} times too {'large' if large else 'small'}."
    return f"Off by {_shown(abs(given - right))}."


def _shown(number: float) -> str:
    return f"{number:.4g}".replace("-", "−")


def _unknown(question: object) -> Panel:
    close = difflib.get_close_matches(str(question), list(questions()), n=1)
    hint = [f'Did you mean `guess("{close[0]}", ...)`?'] if close else []
    return Panel("open", f"There is no question called {question!r}.", hint)
