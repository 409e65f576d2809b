"""A number with its word, as a person would say it."""

from __future__ import annotations


def counted(number: float, what: str) -> str:
    """``1 point``, ``1.5 points``, ``2,000 submissions``.

    Args:
        number: How many.
        what: The word for one of them.
    """
    return f"{number:,.12g} {what}{'' if number == 1 else 's'}"
