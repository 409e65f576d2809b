"""What to run where a kernel does not know a name, as after a restart: below the NameError."""

from __future__ import annotations

import os
import sys
from typing import Any

#: What the chapters' setup cells import.
FROM_SETUP = frozenset(
    {
        *("Circuit", "Gate", "boundary", "check", "cmath", "draw", "explore", "folded", "guess"),
        *("hint", "math", "np", "pictures", "plt", "puzzles", "spirals", "sys", "time"),
        "warnings",
    }
)


def say_how_to_go_on() -> None:
    """In a notebook, from now on: words below a NameError for a name of the course's own."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None and _after_a_cell not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _after_a_cell)


def _after_a_cell(result: Any) -> None:
    """Show the words, where a cell ended for want of such a name and somebody reads them."""
    error = result.error_in_exec
    if not isinstance(error, NameError):
        return
    # most kernels never need them, and the first picture of a chapter waits for each import
    from IPython.display import display  # noqa: PLC0415

    from backpass import record  # noqa: PLC0415
    from backpass.panel import Panel  # noqa: PLC0415

    lines = words(error.name)
    if lines and os.environ.get(record.VARIABLE, "").strip().lower() != record.OFF:
        display(Panel("open", f"This kernel does not know `{error.name}`.", lines))


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
