"""Going on after a kernel was restarted: its memory is empty, and the notebook still looks done.

``backpass.resume()`` runs what the notebook brings along: its setup, the imports and the given
functions. A learner's own answers are left for the learner to run.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from backpass.contracts import CONTRACTS, of_chapter
from backpass.drawing.panel import Panel
from backpass.judging.contract import Contract
from backpass.judging.verdict import Status
from backpass.notebook.record import Entry

#: What is said where nothing can be run from here.
BY_HAND = (
    "Run the cells above this one: in JupyterLab and Jupyter Notebook it is Run > Run All Above "
    "Selected Cell, in VS Code the button Execute Above Cells, in Colab Runtime > Run before."
)
#: The largest notebook that is read.
LARGEST = 50_000_000
#: Beginning of the setup cell, which is run as it stands.
SETUP = "# @title Setup"
#: A quiz that has its three dots still.
UNANSWERED = re.compile(r"\w+ *= *\.\.\. *(?:#.*)?\s*$")
#: The cell that puts the package where it is missing; it is there.
INSTALL = "install"


@dataclass
class Resumed:
    """What ``resume`` did.

    Attributes:
        ran: How many cells ran whole: the setup and given functions.
        imports: How many other lines that import something ran.
        failed: What did not run, and why.
        answers: Names of the exercises whose cells hold an answer, which was not run.
    """

    ran: int = 0
    imports: int = 0
    failed: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)


def resume(notebook: str | os.PathLike[str] | None = None) -> None:
    """After a restart: run the setup, the imports and the given cells of this notebook again.

    The notebook is read as it was last saved. What was changed since then is not known here.

    Args:
        notebook: The notebook's file; found by itself in JupyterLab, Jupyter Notebook, VS Code and
            Colab.
    """
    shell = get_ipython()
    cells = None if shell is None else cells_of(notebook, shell.user_ns)
    if shell is None or cells is None:
        display(Panel("open", "This notebook's file was not found.", [BY_HAND]))
        return
    display(panel_of(run_again(cells, lambda text: _run(shell, text))))


def _run(shell: Any, text: str) -> BaseException | None:
    result = shell.run_cell(text, store_history=False)
    error = result.error_before_exec or result.error_in_exec
    return error if isinstance(error, BaseException) else None


def run_again(
    cells: Sequence[Mapping[str, Any]], run: Callable[[str], BaseException | None]
) -> Resumed:
    """Run what a notebook brings along.

    Args:
        cells: Its cells, as a notebook file holds them.
        run: Runs a text and says which error ended it.
    """
    done = Resumed()
    for cell in cells:
        if cell.get("cell_type") != "code":
            continue
        text = "".join(cell.get("source", ""))
        grading = cell.get("metadata", {}).get("nbgrader", {})
        name = str(grading.get("grade_id", ""))
        if grading.get("solution") or grading.get("grade"):
            if grading.get("solution") and name in CONTRACTS and not _is_stub(text):
                done.answers.append(name)
            whole = ""
        elif text.startswith(SETUP) or (grading.get("locked") and name != INSTALL):
            whole = text
        else:
            whole = ""
        if whole:
            error = run(whole)
            done.ran += error is None
            if error is not None:
                done.failed.append(f"`{_first_line(text)}`: {type(error).__name__}: {error}")
            continue
        for line in _imports(text):
            error = run(line)
            done.imports += error is None
            if error is not None:
                done.failed.append(f"`{line}`: {type(error).__name__}: {error}")
    return done


def _is_stub(text: str) -> bool:
    return "raise NotImplementedError" in text or bool(UNANSWERED.match(text))


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0][:60] if text.strip() else ""


def _imports(text: str) -> list[str]:
    """The lines of a cell that import something, none of them inside a function."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):  # a magic command, or not finished
        return []
    found = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return [ast.unparse(node) for node in found]


def panel_of(done: Resumed) -> Panel:
    """What was done, in words, and what is left to do."""
    lines = [f"Given cells that have run again: {done.ran}. Imports: {done.imports}."]
    lines += [f"This did not run: {what}." for what in done.failed]
    if done.answers:
        names = ", ".join(f"`{name}`" for name in done.answers)
        lines.append(f"Your own answers have not: {names}. Run their cells, then check.")
    kind = "wrong" if done.failed else "passed"
    return Panel(kind, "Ready to go on." if not done.failed else "Not all of it ran.", lines)


# --- which notebook ------------------------------------------------------------------------------


def cells_of(
    notebook: str | os.PathLike[str] | None, space: Mapping[str, Any]
) -> list[dict[str, Any]] | None:
    """The cells of the notebook that a kernel belongs to; None where it cannot be found.

    Args:
        notebook: Its file, if somebody says so.
        space: The notebook's names; VS Code leaves the file's name there.
    """
    if notebook is not None:
        return _read(Path(notebook))
    from_colab = _from_colab()
    if from_colab is not None:
        return from_colab
    for name in (space.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")):
        if isinstance(name, str) and name.endswith(".ipynb"):
            # Jupyter's name may be relative to a folder that a kernel does not know
            for path in (Path(name), Path(Path(name).name)):
                cells = _read(path)
                if cells is not None:
                    return cells
    here = [path for path in sorted(Path().glob("*.ipynb")) if _is_chapter(path)]
    return _read(here[0]) if len(here) == 1 else None


def _read(path: Path) -> list[dict[str, Any]] | None:
    try:
        if path.stat().st_size > LARGEST:
            return None
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    good = isinstance(cells, list) and all(isinstance(cell, dict) for cell in cells)
    return cells if good else None


def _is_chapter(path: Path) -> bool:
    """Whether some cell is the answer of an exercise."""
    return any(
        cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") in CONTRACTS
        for cell in _read(path) or []
    )


def _from_colab() -> list[dict[str, Any]] | None:
    """The notebook as it is on the screen, which Colab alone can tell."""
    try:
        _message = importlib.import_module("google.colab._message")

        answer = _message.blocking_request("get_ipynb", timeout_sec=10)
        cells = answer["ipynb"]["cells"]
    except Exception:  # Colab is not there, or does not answer: it is looked for elsewhere
        return None
    return cells if isinstance(cells, list) else None


# --- the first check of the day ------------------------------------------------------------------


class FirstCheck:
    """Says once, at the first check of a kernel, how to go on after a restart."""

    def __init__(self) -> None:
        self.said = False

    def words(
        self, checked: Contract, entries: Mapping[str, Entry], space: Mapping[str, Any]
    ) -> str | None:
        """A sentence where the kernel lacks what passed before; None at later checks.

        Only what comes before the checked exercise counts: when all cells run from the top, what
        comes behind it is not there yet.

        Args:
            checked: What is checked.
            entries: What the learner's record says.
            space: The names that the notebook has now.
        """
        if self.said:
            return None
        self.said = True
        chapter = list(of_chapter(checked.chapter).items())
        before = chapter[: [name for name, _ in chapter].index(checked.name)]
        missing = [
            name
            for name, contract in before
            if not contract.is_quiz
            and name in entries
            and entries[name].state == Status.PASSED
            and name not in space
            and name != "two_layer_net"
        ]
        if not missing:
            return None
        begun = (
            "This kernel has started anew: An answer that passed before is not loaded."
            if len(missing) == 1
            else f"This kernel has started anew: {len(missing)} answers that passed before are not "
            "loaded."
        )
        return (
            f"{begun} `import backpass; backpass.resume()` runs the setup and the given cells "
            "again; Run All Above runs your answers too."
        )


FIRST_CHECK = FirstCheck()
