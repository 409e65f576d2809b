"""A guess held against its answer: whether it was foreseen, and how far off it was, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from backpass.languages import tell
from backpass.questions.as_typed import choice
from backpass.questions.guesses import Answer


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


def word(answer: Answer, value: Any) -> Heard:
    """A guess where the answer is one of some words.

    Args:
        answer: The right answer, and what to say of it.
        value: The learner's guess.
    """
    said = choice(value, answer.choices)
    if said is None:
        return Heard(
            None,
            tell("`{value}` is not one of them.", value=f"{value!r}"),
            (tell("Choose {asks_for}.", asks_for=answer.asks_for),),
        )
    if said == answer.value:
        return Heard(True, tell("Foreseen: {value}.", value=answer.value), (answer.say,))
    return Heard(
        False,
        tell("You said “{said}”. It is “{value}”.", said=said, value=answer.value),
        (answer.say,),
    )


def number(answer: Answer, given: float) -> Heard:
    """A guess where the answer is a number.

    Args:
        answer: The right answer, and what to say of it.
        given: The learner's guess.
    """
    right = float(answer.value)
    if abs(given - right) <= answer.within:
        title = tell(
            "Foreseen: it is {right}, you said {given}.", right=_shown(right), given=_shown(given)
        )
        if given == right:
            title = tell("Foreseen: it is {right}, exactly.", right=_shown(right))
        elif _shown(given) == _shown(right):  # nobody sees what they differ by
            title = tell("Foreseen: {value}.", value=_shown(right))
        return Heard(True, title, (answer.say,))
    return Heard(
        False,
        tell("You said {given}. It is {right}.", given=_shown(given), right=_shown(right)),
        (f"{_how_far(given, right)} {answer.say}",),
    )


def _how_far(given: float, right: float) -> str:
    """The most telling thing about a wrong number: its sign, its size, or the distance."""
    if given and math.isclose(given, -right, rel_tol=1e-9):
        return tell("The size is right, the sign is not.")
    if given * right < 0:
        return tell("It has the other sign.")
    if given * right > 0 and not 0.1 < given / right < 10:
        large = abs(given) > abs(right)
        ratio = given / right if large else right / given
        times = f"{float(f'{ratio:.2g}'):.0f}"  # 10,003 times would say more than is known
        if large:
            return tell("That is {ratio} times too large.", ratio=times)
        return tell("That is {ratio} times too small.", ratio=times)
    return tell("Off by {value}.", value=_shown(abs(given - right)))


def _shown(number: float) -> str:
    """Four digits; a whole number with all of its own, as far as one reads them."""
    if number == round(number) and abs(number) < 1e7:
        return f"{number + 0.0:.0f}".replace("-", "−")
    return f"{number:.4g}".replace("-", "−")
