"""A guess, taken before the cell that shows the answer, and how far off it was.

A notebook cell says ``guess("multiply_x", ...)``; a learner puts a number or a word in place of the
three dots. There is no mark for it. The first guess at each question is remembered in the same
record as the checks that passed, so that ``progress()`` can say how many were foreseen.

The answers are sealed, as the quizzes' replies are: nobody reads one by accident.
"""

from __future__ import annotations

import difflib
from types import EllipsisType
from typing import Any

from IPython.display import display

from backpass import progress
from backpass.drawing.panel import Panel
from backpass.languages import tell
from backpass.questions import as_typed, foreseen
from backpass.questions.foreseen import Heard
from backpass.questions.guesses import Answer, in_own_words, open_answer, questions


def guess(question: str, value: float | str | EllipsisType = ..., *more: object) -> None:
    """Take a guess, and show how far off it is; the first one counts for ``progress()``.

    Args:
        question: The name of the question, as it stands in the cell.
        value: A number, or one of the words that the question offers. Three dots are no guess yet.
        more: Nothing; what stands here was parted from the guess by a comma.
    """
    if not isinstance(question, str) or question not in questions():
        display(_unknown(question))
        return
    english = open_answer(question)
    answer = in_own_words(english)
    said = as_typed.choice(value, english.choices)
    if said is not None:  # English is understood everywhere
        value = answer.choices[english.choices.index(said)]
    if value is ...:
        words = tell(
            "Put {what} in place of the three dots, and run the cell.", what=answer.asks_for
        )
        display(Panel("open", "Your guess?", [words]))
        return
    if more:
        words = asked_for(answer) if answer.choices else "A number belongs here, like 2.5."
        display(Panel("open", "A comma ends the guess here.", [words]))
        return
    heard = compare(answer, value)
    if heard.foreseen is None:
        display(Panel("open", heard.title, heard.lines))
        return
    first = progress.note_guess(question, questions()[question], foreseen=heard.foreseen)
    lines = heard.lines if first else (*heard.lines, "Your first guess is the one that counts.")
    display(Panel("passed" if heard.foreseen else "open", heard.title, lines))


def compare(answer: Answer, value: Any) -> Heard:
    """Hold a guess against the answer, and put in words how far off it is.

    Args:
        answer: The right answer, and what to say of it.
        value: The learner's guess, of any type.
    """
    if answer.choices:
        if as_typed.choice(value, answer.choices) is not None:
            return foreseen.word(answer, value)
        said = as_typed.shortened(value)
        title = tell("`{value}` is not one of them.", value=said)
        return Heard(None, title, (asked_for(answer),))
    given = as_typed.number(value)
    if given is None:
        value = as_typed.shortened(value)
        return Heard(None, f"`{value}` is not a number.", ("A number belongs here, like 2.5.",))
    if as_typed.in_percent(value):  # of what is asked for in per cent, 99 % is 99
        given = min((given, 100.0 * given), key=lambda each: abs(each - float(answer.value)))
    return foreseen.number(answer, given)


def asked_for(answer: Answer) -> str:
    """What may stand in place of the dots, as a sentence.

    Args:
        answer: The right answer, in the learner's language.
    """
    return tell("Choose {asks_for}.", asks_for=answer.asks_for)


def _unknown(question: object) -> Panel:
    close = difflib.get_close_matches(str(question), list(questions()), n=1)
    hint = [f'Did you mean `guess("{close[0]}", ...)`?'] if close else []
    return Panel("open", f"There is no question called {question!r}.", hint)
