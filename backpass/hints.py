"""Hints that unfold one at a time.

A notebook cell says ``hint("multiply_backward")``. In a browser the first hint is folded up, the
second is folded up inside the first, and so on, so nobody reads further than they wanted to. Where
there is no HTML, the first hint is printed with the call that shows the next.

The texts are in ``hint_texts/<chapter>.toml``, one list of strings for each exercise.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from IPython.display import display

from backpass.drawing import palette
from backpass.drawing.panel import Remark, with_code
from backpass.languages import on_page, said

__all__ = ["Hints", "hint", "hint_texts"]

_STYLE = f"border-left: 3px solid {palette.ASIDE}; padding: 0.1em 0 0.1em 0.9em; margin: 0.3em 0;"
_SUMMARY_STYLE = "cursor: pointer; font-weight: 600; padding: 0.15em 0;"


@cache
def hint_texts() -> dict[str, tuple[str, ...]]:
    """Returns all hints: the name of an exercise -> its hints, the gentlest first.

    Raises:
        ValueError: If an exercise has its hints in two chapters' files.
    """
    texts: dict[str, tuple[str, ...]] = {}
    folder = resources.files("backpass").joinpath("hint_texts")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for name, hints in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if name in texts:
                raise ValueError(f"hint_texts/{file.name}: {name} has hints in another file too")
            texts[name] = tuple(" ".join(text.split()) for text in hints)
    return texts


@dataclass(frozen=True, repr=False)
class Hints:
    """The hints of one exercise, as a notebook shows them.

    Attributes:
        name: The exercise.
        texts: Its hints, the gentlest first; `code` stands between backticks.
        shown: How many hints stand unfolded; 0 in a fresh notebook cell.
    """

    name: str
    texts: tuple[str, ...]
    shown: int = 0

    def html(self) -> str:
        """Returns nested <details>: the next hint can be opened only inside the one before."""
        inner = ""
        for number in range(len(self.texts), 0, -1):
            state = " open" if number <= self.shown else ""
            inner = (
                f'<details{state} style="{_STYLE}">'
                f'<summary style="{_SUMMARY_STYLE}">'
                f"{said(f'Hint {number} of {len(self.texts)}')}</summary>"
                f"<p>{with_code(said(self.texts[number - 1]))}</p>{inner}</details>"
            )
        return f'<div class="backpass-hints">{inner}</div>'

    def text(self) -> str:
        """Returns one hint in plain words, and how to see the next."""
        number = max(self.shown, 1)
        words = f"{said(f'Hint {number} of {len(self.texts)}')}: {said(self.texts[number - 1])}"
        if number == len(self.texts):
            return words
        following = f'(hint("{self.name}", {number + 1}) shows the next)'
        return f"{words}  {said(following)}"

    def _repr_mimebundle_(self, **_kwargs: object) -> dict[str, str]:
        return {"text/plain": self.text(), "text/html": on_page(self.html())}

    def __repr__(self) -> str:
        """Returns the words, for a terminal without rich display."""
        return self.text()


def hint(exercise: str | Callable[..., Any] | None = None, number: int = 0) -> None:
    """Displays the hints of an exercise, folded up.

    Args:
        exercise: The name of the exercise, or the function itself.
        number: Unfold the hints up to this one, counted from 1; 0 leaves them all folded.
    """
    display(_hints_or_words(exercise, number))


def _hints_or_words(exercise: object, number: object) -> Hints | Remark:
    name = exercise if isinstance(exercise, str) else getattr(exercise, "__name__", None)
    texts = hint_texts()
    if name not in texts:
        return Remark(_unknown(name, sorted(texts)))
    count = len(texts[name])
    if not isinstance(number, int) or not 0 <= number <= count:
        return Remark(f"`{name}` has hints 1 to {count}; hint {number!r} is not one of them.")
    return Hints(name, texts[name], number)


def _unknown(name: str | None, known: list[str]) -> str:
    listed = ", ".join(known)
    if name is None:
        return f'Say which exercise, for example hint("{known[0]}"). There are hints for: {listed}.'
    close = difflib.get_close_matches(name, known, n=1)
    guess = f' Did you mean "{close[0]}"?' if close else ""
    return f'There are no hints for "{name}".{guess} There are hints for: {listed}.'
