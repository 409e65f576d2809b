"""Run a rebuilt notebook: contained, with the verdict outside."""

from __future__ import annotations

import os
import threading
from multiprocessing.util import Finalize
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from backpass.grading.common.cells import grade_id, is_solution, test_cells
from backpass.grading.common.errors import ErrorName, error_output
from backpass.grading.intake.findings import KEY, findings_of
from backpass.grading.marking.settle import SHOW, note_stop, settle
from backpass.grading.sandbox.execution import Cell, Execution, Settings, execute
from backpass.grading.sandbox.fork_client import ForkServers, ServerGone

#: Set to 1 by ``backpass grade --allow-uncontained``, for the processes that it starts.
UNCONTAINED_VARIABLE = "BACKPASS_ALLOW_UNCONTAINED"


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
            cell.outputs = [nbformat.from_dict(error_output(ErrorName.NOT_GRADED, reason))]
        return
    tests = {id(cell) for cell in test_cells(nb)}
    stubs = _unanswered(nb, release)
    cells = [
        Cell(index, cell.source, id(cell) in tests, grade_id(cell) not in stubs)
        for index, cell in enumerate(nb.cells)
        if cell.cell_type == "code" and (execute_all or SHOW not in cell.metadata.get("tags", []))
    ]
    imports = [cell.source for cell in release.cells if cell.cell_type == "code"]
    _take_over(nb, _executed(cells, imports, settings, data))
    nb.metadata.setdefault(KEY, NotebookNode())["contained"] = not settings.uncontained


def _unanswered(nb: NotebookNode, release: NotebookNode) -> set[str]:
    """Grade ids of the tests whose solution cell is still as it was released."""
    released = {grade_id(cell): cell.source for cell in release.cells if is_solution(cell)}
    return {
        f"test_{grade_id(cell)}"
        for cell in nb.cells
        if is_solution(cell) and released.get(grade_id(cell)) == cell.source
    }


def _executed(
    cells: list[Cell], imports: list[str], settings: Settings, data: Path | None
) -> Execution:
    """Run the cells; once more with new warm parents where an old one is gone.

    The system may have ended it for want of memory, which is nothing that the next submission, or
    this one, should have to suffer for.
    """
    try:
        return execute(cells, imports, settings, fork_servers(), data)
    except ServerGone:
        leave_fork_servers()
        return execute(cells, imports, settings, fork_servers(), data)


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


_fork_servers: dict[tuple[int, int], ForkServers] = {}


def fork_servers() -> ForkServers:
    """The warm parents of this thread: a socket is one conversation, which a fork cannot share."""
    who = os.getpid(), threading.get_ident()
    if who not in _fork_servers:
        _fork_servers[who] = ForkServers()
        Finalize(None, _fork_servers[who].close, exitpriority=1)  # runs in worker processes, too
    return _fork_servers[who]


def leave_fork_servers() -> None:
    """End this thread's warm parents; who needs them next starts others."""
    _fork_servers.pop((os.getpid(), threading.get_ident())).close()
