"""Ask whoever sits at the terminal, if somebody does."""

from __future__ import annotations

import sys


def somebody_is_there() -> bool:
    """Whether there is a terminal to ask at."""
    return sys.stdin is not None and sys.stdin.isatty()


def agreed(question: str) -> bool:
    """Whether the answer to a question is yes; the end of the input is a no.

    Args:
        question: The question, without a mark for the choices.
    """
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False
