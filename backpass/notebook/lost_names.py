"""What to do about an error of few words: a name that is not there, a sign that is no code.

After a restart a kernel knows no name of the course. A word without quotes is a name to Python,
too. And a minus that was copied from a formula is none.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from typing import Any

from backpass.questions.as_typed import MINUS

#: What the chapters' setup cells import.
FROM_SETUP = frozenset(
    {
        *("Circuit", "Gate", "boundary", "check", "cmath", "draw", "explore", "folded", "guess"),
        *("hint", "math", "np", "pictures", "plt", "puzzles", "spirals", "sys", "time"),
        "warnings",
    }
)

#: A guess, or the answer to a quiz, up to its first word; and words that begin with a letter.
BARE = re.compile(
    r'^[ \t]*(guess\("\w+", |quiz_\w+ = )([^\W\d][^"\'#\n,()]*?) *(?:\)|#|$)', re.MULTILINE
)
#: A guess of a number with a word behind it, or with a decimal comma.
WITH_MORE = re.compile(
    r'^[ \t]*guess\("(\w+)", ([+-]?[0-9.]+(?: *[^\W\d][^"\'#\n,()]*|,[0-9]+)) *\)', re.MULTILINE
)
#: What Python says of a sign that it does not know.
UNKNOWN_SIGN = re.compile(r"invalid (?:non-printable )?character .*?\(?U\+([0-9A-F]+)")
#: What stands on a keyboard for signs that formulas and text programs have.
SIGNS = dict.fromkeys(f"{MINUS}—", "-") | dict.fromkeys("·×⋅", "*") | {"÷": "/"}
SIGNS |= {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "´": "'", "²": "**2", "³": "**3"}
SIGNS |= {"\u00a0": " ", "\u202f": " ", "\u3000": " ", "…": "...", "≤": "<=", "≥": ">=", "≠": "!="}


def say_how_to_go_on() -> None:
    """In a notebook, from now on: words below an error that one can do something about."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None and _after_a_cell not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _after_a_cell)


def _after_a_cell(result: Any) -> None:
    """Show the words, where such an error ended a cell and somebody reads them."""
    error = result.error_in_exec or result.error_before_exec
    if not isinstance(error, NameError | SyntaxError):
        return
    # most kernels never need them, and the first picture of a chapter waits for each import
    from IPython.display import display  # noqa: PLC0415

    from backpass.drawing.panel import Panel  # noqa: PLC0415
    from backpass.notebook import record  # noqa: PLC0415

    if os.environ.get(record.VARIABLE, "").strip().lower() == record.OFF:
        return
    title, lines = _said_of(error, str(getattr(result.info, "raw_cell", "")))
    if lines:
        display(Panel("open", title, lines))


def _said_of(error: NameError | SyntaxError, source: str) -> tuple[str, list[str]]:
    """A title and what to do; nothing to do where the error says enough."""
    if lines := unquoted(source, error):
        return "A word stands in quotes.", lines
    if isinstance(error, NameError):
        return f"This kernel does not know `{error.name}`.", words(error.name)
    if lines := no_number(source, error):
        return "Your guess?", lines
    return of_the_keyboard(error)


def unquoted(source: str, error: NameError | SyntaxError) -> list[str]:
    """What to write where a guess of words, or a quiz's letter, stands without its quotes.

    Args:
        source: The cell.
        error: What ended it.
    """
    for found in BARE.finditer(source):
        call, word = found[1], found[2].strip()
        if isinstance(error, SyntaxError):
            ended_it = found[0] in (error.text or "")
        else:
            ended_it = error.name == word
        if ended_it:
            written = f'{call}"{word}"' + (")" if call.startswith("guess") else "")
            return [f"Write `{written}`, and run the cell again."]
    return []


def no_number(source: str, error: SyntaxError) -> list[str]:
    """What to write where a guess is a number with something behind it, or with a comma in it.

    Args:
        source: The cell.
        error: What ended it.
    """
    from backpass.questions.guesses import open_answer, questions  # noqa: PLC0415

    for found in WITH_MORE.finditer(source):
        if found[0] not in (error.text or "") or found[1] not in questions():
            continue
        if open_answer(found[1]).choices:
            written = found[0].strip().replace(found[2], f'"{found[2].strip()}"')
            return [f"Write `{written}`, and run the cell again."]
        return ["A number belongs here, like 2.5."]
    return []


def of_the_keyboard(error: SyntaxError) -> tuple[str, list[str]]:
    """What to type in place of a sign that was copied from a formula, or typed on a wide keyboard.

    Args:
        error: Python's words for it.

    Returns:
        A title, and what to do; nothing to do where it is no such sign.
    """
    sign = _sign_of(error)
    if sign is None:
        return "", []
    typed = SIGNS.get(sign) or unicodedata.normalize("NFKC", sign)
    if not typed.isascii() or not typed.isprintable():
        return "", []
    if typed == " ":
        title = "A blank of another kind stands in this cell."
        return title, ["Delete it, and type it again on the keyboard."]
    title = f"Python does not know the sign `{sign}`."
    return title, [f"Type `{typed}` in its place, and run the cell again."]


def _sign_of(error: SyntaxError) -> str | None:
    """The sign that Python does not know; some versions name it, and some the number before it."""
    if found := UNKNOWN_SIGN.match(error.msg):
        return chr(int(found[1], 16))
    if "literal" not in error.msg:
        return None
    text, at = error.text or "", max(0, (error.offset or 1) - 1)
    return next((sign for sign in text[at : at + 2] if not sign.isascii()), None)


def words(name: str | None) -> list[str]:
    """What to do about a name that is not there; nothing for one that is not the course's.

    Args:
        name: The name, as the error has it.
    """
    from backpass.contracts import CONTRACTS  # noqa: PLC0415

    name = name or ""
    ours = name in FROM_SETUP or name in CONTRACTS or name.endswith(("_forward", "_backward"))
    begun = "Has the kernel been restarted?"
    told = [
        "The cell that makes it has not run, or stopped. Run that cell, then this one.",
        f"{begun} `import backpass; backpass.resume()` runs the setup and the given cells "
        "again; Run All Above runs your answers too.",
    ]
    return told if ours else []
