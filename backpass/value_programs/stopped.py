"""What is said where a program stopped: what is not written yet, or the error in words."""

from __future__ import annotations

import re

from backpass.judging import endless
from backpass.judging.errors_in_words import in_words
from backpass.judging.observe import NoAnswer, words_of
from backpass.value_programs.gates import GATES
from backpass.value_programs.long import IN_LONG
from backpass.value_programs.program import Program

#: What Python says where an operation is not there: the operator, and its operands.
_NO_OPERATION = re.compile(
    r"unsupported operand type\(s\) for (\S+?)(?: or pow\(\))?: '(\w+)' and '(\w+)'"
)
_NO_SIGN = re.compile(r"bad operand type for unary -: '(\w+)'")
_NO_METHOD = re.compile(r"'(\w+)' object has no attribute '(exp|relu|sigmoid|maximum)'")
_NO_BACKWARD = re.compile(r"'(\w+)' object has no attribute 'backward'")
_PLAIN = ("int", "float")


def _is_a_class(kind: str) -> bool:
    """Whether a type is named as a learner's class is; None in its place is another mistake."""
    return kind[0].isupper() and kind != "NoneType"


def not_there(words: str, program: Program | None) -> str:
    """What is not written yet, as it is typed; empty where an error is about something else.

    Args:
        words: What Python says.
        program: The program that stopped, or None for the long and the wide one. What it does not
            do itself is not blamed.
    """
    done = IN_LONG if program is None else [line.gate for line in program.lines if line.gate]
    typed_as = [GATES[gate].text.format("x", "y", n="n") for gate in done]
    made = ""
    if found := _NO_OPERATION.search(words):
        symbol, one, other = found.groups()
        names = iter("xy")
        if all(kind in _PLAIN or _is_a_class(kind) for kind in (one, other)):
            left, right = ("n" if kind in _PLAIN else next(names) for kind in (one, other))
            made = f"{left} {symbol} {right}"
    elif _NO_SIGN.search(words):
        made = "-x"
    elif found := _NO_METHOD.search(words):
        made = next((text for text in typed_as if f".{found[2]}(" in text), "")
    elif (found := _NO_BACKWARD.search(words)) and _is_a_class(found[1]):
        return "`backward()`"
    return f"`{made}`" if made in typed_as else ""


def stopped(error: BaseException, long: bool, program: Program | None) -> str:
    """What is said of a program that stopped.

    Args:
        error: What it stopped with.
        long: Whether it may have stopped for its length alone.
        program: The program, or None for the long and the wide one.
    """
    if isinstance(error, NotImplementedError):
        return "This is not written yet: `Value` says NotImplementedError."
    if isinstance(error, NoAnswer):
        return f"`Value` gave no answer: {words_of(error)}."
    if isinstance(error, RecursionError) and long:
        return "`Value` stopped with RecursionError: a function calls itself once for each gate."
    if isinstance(error, RecursionError):
        return f"`Value` stopped with RecursionError. {endless.in_words(error)}"
    kind, words = type(error).__name__, words_of(error)
    missing = not_there(words, program)
    if missing:
        return f"{missing} is not written yet for `Value` ({kind}: {words})."
    words = in_words(error)
    return f"`Value` stopped with {kind}: {words}." if words else f"`Value` stopped with {kind}."
