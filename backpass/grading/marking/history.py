"""Whether a notebook asks for what IPython keeps by the number of a cell: ``Out[12]``, ``In[3]``.

Then its cells have the numbers that "Restart and Run All" gives them, and those that only show run
too: each may be the one that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from backpass.grading.marking.spared import names_of

#: Names of IPython's own that stand for earlier inputs and results: of all of them, and of one.
_ALL, _ONE = "Out|In|_oh|_ih", r"_{1,3}|_i{1,3}|_i?\d+"
_MAGICS = "rerun|recall|rep|macro|history|hist|edit|save|pastebin|notebook"
_KEPT = re.compile(rf"{_ALL}|{_ONE}|get_ipython")
#: The same in a cell that is no plain Python, and the magics that use them.
_ASKED = re.compile(
    rf"\b(?:{_ALL})\b\s*[\[.]|(?<![\w.])(?:{_ONE})(?!\w)|^\s*%(?:{_MAGICS})\b", re.MULTILINE
)
#: Words without which a cell does not ask.
_WORDS = re.compile(rf"\b(?:{_KEPT.pattern})\b|%(?:{_MAGICS})")


def may_ask(source: str) -> bool:
    """Whether a cell has a word by which it could ask; found without reading it as Python.

    Args:
        source: The cell's text.
    """
    return _WORDS.search(source) is not None


def asks_for_history(sources: Iterable[str]) -> bool:
    """Whether any of a student's cells reads an earlier cell's text or result by IPython's names.

    Args:
        sources: Texts of the cells.
    """
    return any(map(_asks, sources))


def _asks(source: str) -> bool:
    names = names_of(source)
    if any(map(_KEPT.fullmatch, names.needs)):
        return True
    return names.open and _ASKED.search(source) is not None
