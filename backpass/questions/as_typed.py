"""A guess as people type it: `"1/3"`, `"−0,5"`, `"33 %"`, or a part of a word that is offered."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

#: Signs that look like the minus of a keyboard, and are typed or pasted in its place.
#: ``numberTyped`` in ``website/living/answers.js`` knows them, too.
MINUS = "\N{MINUS SIGN}\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
WRITTEN = re.compile(
    r"([+-]?)([0-9.]+(?:e[+-]?[0-9]+)?)(?:(?:\^|\*\*)([+-]?[0-9]{1,3})|/([+-]?[0-9.]+))?(%?)",
    re.IGNORECASE,
)


def number(value: Any) -> float | None:
    """A number that can be compared, out of a number or of a text that says one.

    Args:
        value: What stands in place of the dots. In a text, a comma may part whole and decimals.

    Returns:
        The number; None for words, truth values, nan, and arrays of several numbers.
    """
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.item()
    if isinstance(value, str):
        return _written(value)
    if isinstance(value, bool | np.bool_):
        return None
    if not isinstance(value, int | float | np.number | Fraction | Decimal):
        return None
    if isinstance(value, complex | np.complexfloating):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def in_percent(value: Any) -> bool:
    """Whether a text ends with the sign of per cent.

    Args:
        value: What stands in place of the dots.
    """
    return isinstance(value, str) and _by_keyboard(value).rstrip().endswith("%")


def shortened(value: Any, most: int = 60) -> str:
    """Whatever was given, as Python writes it, in one short line.

    Args:
        value: What stands in place of the dots.
        most: How many letters it may have.
    """
    try:
        text = repr(value)
    except ValueError:  # a whole number of more digits than Python writes
        text = "…"
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def choice(value: Any, choices: Sequence[str]) -> str | None:
    """The choice that is meant: itself, or the only one in which the words that were typed stand.

    Args:
        value: What stands in place of the dots; a number where a choice is one, and True or False
            for yes or no.
        choices: The words that are offered.
    """
    if isinstance(value, bool | np.bool_):
        value = "yes" if value else "no"
    if not isinstance(value, str):
        given = number(value)
        same = [each for each in choices if given is not None and number(each) == given]
        return same[0] if len(same) == 1 else None
    typed = _plain(value)
    exact = [each for each in choices if _plain(each) == typed]
    if exact:
        return exact[0]
    part = re.compile(rf"(?<!\w){re.escape(typed)}(?!\w)")
    holding = [each for each in choices if re.search(r"\w", typed) and part.search(_plain(each))]
    return holding[0] if len(holding) == 1 else None


def _written(text: str) -> float | None:
    plain = re.sub(r"\s|_|^(?:about|~|≈)|[?.]$", "", _by_keyboard(text).strip(), flags=re.I)
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    found = WRITTEN.fullmatch(plain)
    if found is None:
        return None
    sign, above, power, below, percent = found.groups()
    try:
        value = float(above) ** int(power or "1") / float(below or "1")
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    value *= (-1.0 if sign == "-" else 1.0) / (100.0 if percent else 1.0)
    return value if math.isfinite(value) else None


def _plain(text: str) -> str:
    """Without what does not tell two choices apart: case, blanks, quotes, a last full stop."""
    kept = re.sub(r"[\"'“”‘’`]", "", _by_keyboard(text)).lower()
    kept = re.sub(r"\s+", " ", kept).strip().rstrip(" .!?")
    return re.sub(r" ?(%|[+*=/])", r"\1", re.sub(r"([+*=/]) ", r"\1", kept))


def _by_keyboard(text: str) -> str:
    """With one minus and one slash, and narrow figures: Japanese keyboards type wide ones."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(f"[{MINUS}]", "-", plain).replace("\N{FRACTION SLASH}", "/")
