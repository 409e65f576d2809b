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
        cells: Sources of the cells in the order in which they were run; this kernel's by default.

    Returns:
        What was judged and what was not; None where the newest version is the judged one, or where
        that cannot be told.
    """
    if cells is None:
        shell = get_ipython()
        cells = list(shell.user_ns.get("In", [])) if shell is not None else []
    define = re.compile(rf"^(?:def|class) {re.escape(name)}\b", re.MULTILINE)
    versions = [number for number, source in enumerate(cells) if define.search(source)]
    if not versions:
        return None
    try:
        text = inspect.getsource(function).strip()
    except (OSError, TypeError):
        return None
    judged = [number for number in versions if text in cells[number]]
    if not judged or judged[-1] == versions[-1]:
        return None
    return (
        f"The newest version of `{name}`, in cell [{versions[-1]}], stopped with an error and is "
        f"not in use: what was checked is the one of cell [{judged[-1]}]. Mend that error, and run "
        "the cell again."
    )
