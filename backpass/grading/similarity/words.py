"""A student's code with easy changes undone: names, comments, order and spaces."""

from __future__ import annotations

import builtins
import keyword
import re
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 20_000  # letters of a cell that are looked at
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<string>[rbfuRBFU]{0,2}(?:'{3}.*?'{3}|\"{3}.*?\"{3}|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"))
    |(?P<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
    |(?P<word>[^\W\d]\w*)
    |(?P<line>\n)
    |(?P<sign>\*\*=?|//=?|->|[-+*/%@&|^<>=!]=|<<|>>|[^\s\w])""",
    re.VERBOSE | re.DOTALL,
)
#: Names that mean the same to everybody; all others are levelled.
_FIXED = {*keyword.kwlist, *dir(builtins), "np", "numpy", "math"}


@dataclass(frozen=True)
class Code:
    """A piece of code, levelled.

    Attributes:
        lines: Its lines, levelled and sorted; docstrings and blank lines are left out.
        size: How many words and signs it has.
        names: The names that were chosen freely.
        comments: What its comments say, in small letters.
    """

    lines: tuple[str, ...]
    size: int
    names: frozenset[str]
    comments: frozenset[str]

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


@lru_cache(maxsize=50_000)
def level(source: str) -> Code:
    """Level a piece of code.

    Args:
        source: Python as a student wrote it; it is read word by word and need not be right.
    """
    lines: list[list[str]] = [[]]
    names: set[str] = set()
    comments: set[str] = set()
    before = ""
    depth = 0
    for found in _TOKEN.finditer(source[:LONGEST]):
        kind, text = found.lastgroup, found[0]
        if kind == "line":
            if depth <= 0:
                lines.append([])
            continue
        if kind == "comment":
            said = re.sub(r"\W+", " ", text.lower()).strip()
            comments |= {said} if len(said) > 8 else set()
            continue
        if kind == "string":
            if lines[-1]:
                lines[-1].append("'")  # what stands alone is a docstring
        elif kind == "number":
            lines[-1].append(text.rstrip("0").rstrip(".") if "." in text else text)
        elif kind == "word":
            if text in _FIXED or before == ".":
                lines[-1].append(text)
            else:
                names.add(text)
                lines[-1].append("v")
        else:
            depth += (text in "([{") - (text in ")]}")
            lines[-1].append(text)
        before = text
    kept = sorted(" ".join(line) for line in lines if line and line[0] != "def")
    size = sum(len(line) for line in lines)
    return Code(tuple(kept), size, frozenset(names), frozenset(comments))
