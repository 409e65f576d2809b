"""Whether the newest version of a function is the one that is there.

A cell that ends in a SyntaxError, or in another error before its definition, leaves the function of
an earlier run in place. Whoever checks that one is told so.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

from IPython.core.getipython import get_ipython


def did_not_run(function: Any, name: str, cells: list[str] | None = None) -> str | None:
    """A sentence where a newer version of a function was run and did not get as far.

    Args:
        function: The function, or the class, that is judged.
        name: The name that it has in the notebook.
        cells: Sources of the cells in the order in which they were run, the one that runs now last;
            this kernel's by default.

    Returns:
        What was judged and what was not; None where the newest version is the judged one, or where
        that cannot be told.
    """
    cells = _run_so_far() if cells is None else cells
    define = re.compile(rf"^(?:def|class) {re.escape(name)}\b", re.MULTILINE)
    versions = [number for number, source in enumerate(cells) if define.search(source)]
    if not versions:
        return None
    try:
        text = inspect.getsource(function).strip()
    except (OSError, TypeError, ValueError):  # the last where it says that it wraps itself
        return None
    # the cell that runs now has not come to a version below its check, and has not stopped at it
    versions = [k for k in versions if k < len(cells) - 1 or text in cells[k]]
    judged = [number for number in versions if text in cells[number]]
    if not judged or judged[-1] == versions[-1]:
        return None
    return (
        f"The newest version of `{name}`, in cell [{versions[-1]}], stopped with an error and is "
        f"not in use: what was checked is the one of cell [{judged[-1]}]. Mend that error, and run "
        "the cell again."
    )


def unquoted(name: str, cells: list[str] | None = None) -> str | None:
    """A sentence where the newest answer to a quiz is a letter without its quotes.

    Args:
        name: The quiz.
        cells: Sources of the cells in the order in which they were run; this kernel's by default.

    Returns:
        What to write; None where the newest answer has its quotes, or there is none.
    """
    cells = _run_so_far() if cells is None else cells
    given = re.compile(rf"^{re.escape(name)} *=(?!=) *(.*)", re.MULTILINE)
    answers = [(number, found[-1]) for number, c in enumerate(cells) if (found := given.findall(c))]
    if not answers:
        return None
    number, written = answers[-1]
    bare = re.fullmatch(r"([A-Za-z])\s*(?:#.*)?", written)
    if bare is None:
        return None
    return (
        f"In cell [{number}] the letter stands without quotes, so Python looks for a variable of "
        f'that name. Write `{name} = "{bare[1].lower()}"`, and run that cell again.'
    )


def _run_so_far() -> list[str]:
    """The sources of the cells that this kernel has run, in order."""
    shell = get_ipython()
    return list(shell.user_ns.get("In", [])) if shell is not None else []
