"""nbgrader's step that runs a rebuilt notebook: contained, with the verdict outside.

Named in ``c.Autograde.autograde_preprocessors``, so nbgrader's commands, its Python API and the
formgrader run students' code nowhere else.
"""

from __future__ import annotations

import os
import threading
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_solution
from traitlets import Bool, Float

from backpass.grading.hidden import SEED_VARIABLE
from backpass.grading.intake.rebuild import KEY, findings_of, read_release
from backpass.grading.marking.settle import SHOW, error_output, note_stop, settle, test_cells
from backpass.grading.sandbox.containment import Limits
from backpass.grading.sandbox.execution import Cell, Execution, Settings, execute
from backpass.grading.sandbox.fork_client import ParentGone, WarmParents

#: Set to 1 by ``backpass grade --allow-uncontained``, for the processes that it starts.
UNCONTAINED_VARIABLE = "BACKPASS_ALLOW_UNCONTAINED"


class ContainedRun(NbGraderPreprocessor):
    """Runs student cells in one contained process and test cells in another.

    Cells that the release tags ``show`` are not run. A test cell is worth what it states, and
    nothing where it states nothing.
    """

    allow_uncontained = Bool(
        False, help="Run students' code even where it cannot be contained. The report says so."
    ).tag(config=True)
    execute_all = Bool(False, help="Run the cells that only show, too.").tag(config=True)
    cell_seconds = Float(30.0, help="Longest time for one cell of a student's.").tag(config=True)
    call_seconds = Float(10.0, help="Longest time for one call of a function.").tag(config=True)
    notebook_seconds = Float(240.0, help="Longest time for a notebook.").tag(config=True)
    memory_gb = Float(3.0, help="Memory that a student's Python may take.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run the notebook's cells, then settle what its test cells are worth."""
        coursedir = self.parent.parent.coursedir
        chapter = resources["nbgrader"]["assignment"]
        release = read_release(coursedir, chapter)
        data = Path(coursedir.format_path(coursedir.source_directory, ".", chapter))
        run(nb, release, self.settings(Path(coursedir.root)), data, self.execute_all)
        return nb, resources

    def settings(self, root: Path) -> Settings:
        """How notebooks are run, as configured; for the course at a root."""
        return Settings(
            root.resolve(),
            Limits(memory=int(self.memory_gb * 2**30)),
            cell_seconds=self.cell_seconds,
            call_seconds=self.call_seconds,
            notebook_seconds=self.notebook_seconds,
            seed=_seed(),
            uncontained=bool(self.allow_uncontained) or os.environ.get(UNCONTAINED_VARIABLE) == "1",
        )


def run(
    nb: NotebookNode,
    release: NotebookNode,
    settings: Settings,
    data: Path | None,
    execute_all: bool = False,
) -> None:
    """Run a rebuilt notebook in place, and settle what its test cells are worth.

    Args:
        nb: The notebook, with its hidden tests.
        release: What it was rebuilt on.
        settings: How to run it.
        data: A folder of files that the release ships.
        execute_all: Whether to run the cells that only show, too.
    """
    reason = findings_of(nb).unreadable
    if reason is not None:
        for cell in test_cells(nb):
            cell.outputs = [error_output("NotGraded", reason)]
        return
    tests = {id(cell) for cell in test_cells(nb)}
    stubs = _unanswered(nb, release)
    cells = [
        Cell(index, cell.source, id(cell) in tests, _grade_id(cell) not in stubs)
        for index, cell in enumerate(nb.cells)
        if cell.cell_type == "code" and (execute_all or SHOW not in cell.metadata.get("tags", []))
    ]
    imports = [cell.source for cell in release.cells if cell.cell_type == "code"]
    _take_over(nb, _executed(cells, imports, settings, data))
    nb.metadata.setdefault(KEY, NotebookNode())["contained"] = not settings.uncontained


def _unanswered(nb: NotebookNode, release: NotebookNode) -> set[str]:
    """Grade ids of the tests whose solution cell is still as it was released."""
    released = {_grade_id(cell): cell.source for cell in release.cells if is_solution(cell)}
    return {
        f"test_{_grade_id(cell)}"
        for cell in nb.cells
        if is_solution(cell) and released.get(_grade_id(cell)) == cell.source
    }


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _executed(
    cells: list[Cell], imports: list[str], settings: Settings, data: Path | None
) -> Execution:
    """Run the cells; once more with new warm parents where an old one is gone.

    The system may have ended it for want of memory, which is nothing that the next submission, or
    this one, should have to suffer for.
    """
    try:
        return execute(cells, imports, settings, warm_parents(), data)
    except ParentGone:
        leave_warm_parents()
        return execute(cells, imports, settings, warm_parents(), data)


def _take_over(nb: NotebookNode, execution: Execution) -> None:
    """Put the outputs into the notebook, and that it was stopped if it was."""
    for count, (index, outputs) in enumerate(sorted(execution.outputs.items()), start=1):
        nb.cells[index].outputs = [nbformat.from_dict(output) for output in outputs]
        nb.cells[index].execution_count = count
        for output in nb.cells[index].outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
    for cell in test_cells(nb):
        settle(cell)
    if execution.stopped is not None:
        note_stop(nb, execution.stopped)


def _seed() -> int | None:
    text = os.environ.get(SEED_VARIABLE)
    return int(text) if text else None


_warm_parents: dict[tuple[int, int], WarmParents] = {}


def warm_parents() -> WarmParents:
    """The warm parents of this thread: a socket is one conversation, which a fork cannot share."""
    who = os.getpid(), threading.get_ident()
    if who not in _warm_parents:
        _warm_parents[who] = WarmParents()
        Finalize(None, _warm_parents[who].close, exitpriority=1)  # runs in worker processes, too
    return _warm_parents[who]


def leave_warm_parents() -> None:
    """End this thread's warm parents; who needs them next starts others."""
    _warm_parents.pop((os.getpid(), threading.get_ident())).close()
