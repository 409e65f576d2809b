"""Running a rebuilt notebook, and making sure that silence, noise or a crash is never worth marks.

:class:`Run` is the one place where a student's code is executed; another runner can take its place
by its name in ``c.Autograde.autograde_preprocessors``.
"""

from __future__ import annotations

import math
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import Execute
from traitlets import Integer

from backpass.grading.exercises.library import ROOT_VARIABLE
from backpass.grading.intake.rebuild import findings_of

SHOW = "show"  # the tag of cells that are there to be looked at
NOT_RUN, CUT_SHORT = STOPPED = ("NotRun", "Stopped")  # names of the errors put into cells
ROUNDING = 1e-9  # how far a sum of parts may be above the points of its cell


class Run(Execute):
    """nbgrader's execution, with four rules of its own.

    Cells that the release tags ``show`` are not run; the student's code runs in an empty folder, so
    that no ``numpy.py`` beside the notebook is imported instead of numpy; a kernel that dies or a
    notebook that runs out of time costs the tests which had not run; a test cell is worth what it
    states, and nothing where it states nothing.
    """

    stopped = ""  # why no further cell is run
    sockets = ""  # the folder of the files by which the kernel is talked to

    total_timeout = Integer(
        240, help="Seconds after which no further cell of a notebook is started."
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        """Run the notebook's cells, then settle what its test cells are worth."""
        self.stopped = ""
        self.deadline = time.monotonic() + self.total_timeout
        reason = findings_of(nb).unreadable
        if reason is not None:
            for cell in test_cells(nb):
                cell.outputs = [error_output("NotGraded", reason)]
            return nb, resources
        with _scratch_folder(resources) as self.sockets, _course_root(self):
            nb, resources = super().preprocess(nb, resources, km)
        for cell in test_cells(nb):
            settle(cell)
        if self.stopped:
            note_stop(nb, self.stopped)
        return nb, resources

    def create_kernel_manager(self) -> Any:
        """Have nbclient and Python talk through files that only this user can open, not ports."""
        manager = super().create_kernel_manager()
        if os.name == "posix":
            manager.transport, manager.ip = "ipc", f"{self.sockets}/kernel"
        return manager

    def start_new_kernel(self, **kwargs: Any) -> None:
        """Start Python for the student; what it writes past the notebook goes nowhere."""
        super().start_new_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **kwargs)

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        """Run one cell, unless it is only there to be looked at or nothing runs any more."""
        if cell.cell_type != "code" or SHOW in cell.metadata.get("tags", []):
            return cell, resources
        if not self.stopped and time.monotonic() > self.deadline:
            self.stopped = f"The notebook ran for more than {self.total_timeout} seconds."
        if self.stopped:
            cell.outputs = [error_output(NOT_RUN, self.stopped)]
            return cell, resources
        try:
            cell, resources = super().preprocess_cell(cell, resources, index)
        except (DeadKernelError, CellTimeoutError) as error:
            self.stopped = _why_stopped(error, cell)
            cell.outputs = [*cell.get("outputs", []), error_output(CUT_SHORT, self.stopped)]
        return cell, resources


def note_stop(nb: NotebookNode, reason: str) -> None:
    """Keep in the notebook that it was stopped, and whether that cost a test."""
    stopped_at = min(
        (place for place, cell in enumerate(nb.cells) if _has_error(cell, STOPPED)),
        default=len(nb.cells),
    )
    unrun = [
        cell.metadata["nbgrader"]["grade_id"]
        for cell in test_cells(nb)
        if _has_error(cell) and nb.cells.index(cell) >= stopped_at
    ]
    findings = findings_of(nb)
    if unrun:
        findings.note("stopped", unrun[0], f"{reason} {len(unrun)} tests could not be run.")
    else:
        findings.note("ended", "", f"{reason} All tests had run by then.")
    findings.into(nb)


def _has_error(cell: NotebookNode, names: tuple[str, ...] = ()) -> bool:
    """Whether a cell ended in an error, of one of these names if some are given."""
    errors = [o for o in cell.get("outputs", []) if o.output_type == "error"]
    return any(not names or error.get("ename") in names for error in errors)


def _why_stopped(error: Exception, cell: NotebookNode) -> str:
    first = next((line for line in cell.source.splitlines() if line.strip()), "")[:60]
    if isinstance(error, CellTimeoutError):
        return f"Python no longer answered in the cell that begins with “{first}”."
    return f"Python was ended by the cell that begins with “{first}”."


def settle(cell: NotebookNode) -> None:
    """Make a test cell's outputs say exactly one mark.

    nbgrader gives full marks for silence and for a result that is no number, takes the first of
    several results, and gives nothing where a warning was printed. Here the last result counts, it
    has to be a plain number between 0 and the points of the cell, and a warning costs nothing.

    Args:
        cell: A test cell that was run; its outputs are changed in place.
    """
    if any(output.output_type == "error" for output in cell.outputs):
        return
    results = [output for output in cell.outputs if output.output_type == "execute_result"]
    kept = [output for output in cell.outputs if output.output_type != "execute_result"]
    for output in kept:
        if output.output_type == "stream":
            output["name"] = "stdout"
    mark = _mark(results[-1], cell.metadata["nbgrader"]["points"]) if results else None
    if mark is None:
        kept.append(error_output("NoMark", "This test ended without stating a mark."))
    else:
        results[-1]["data"] = NotebookNode({"text/plain": repr(mark)})
        kept.append(results[-1])
    cell.outputs = kept


def _mark(result: NotebookNode, points: float) -> float | None:
    try:
        mark = float(result["data"].get("text/plain", ""))
    except ValueError:
        return None
    if not math.isfinite(mark) or mark < 0.0 or mark > float(points) + ROUNDING:
        return None
    return min(mark, float(points))


def error_output(name: str, text: str) -> NotebookNode:
    """An output that nbgrader counts as a failed test."""
    return NotebookNode(output_type="error", ename=name, evalue=text, traceback=[f"{name}: {text}"])


def test_cells(nb: NotebookNode) -> list[NotebookNode]:
    """The cells of a notebook that are worth marks."""
    return [
        cell
        for cell in nb.cells
        if cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell)
    ]


@contextmanager
def _scratch_folder(resources: Any) -> Iterator[str]:
    """Run in an empty folder, beside another one for the kernel's sockets."""
    before = resources["metadata"].get("path", "")
    # a socket's path must be short, shorter than some systems' own folders for temporary files
    where = "/tmp" if os.name == "posix" else None  # noqa: S108 - the folder made in it is private
    with tempfile.TemporaryDirectory(prefix="backpass-", dir=where) as folder:
        work, sockets = Path(folder, "work"), Path(folder, "sockets")
        work.mkdir()
        sockets.mkdir()
        resources["metadata"]["path"] = str(work)
        try:
            yield str(sockets)
        finally:
            resources["metadata"]["path"] = before


@contextmanager
def _course_root(preprocessor: Any) -> Iterator[None]:
    """Tell the kernel where ``grader_tests/`` is: it does not run in the course's folder."""
    converter = getattr(preprocessor.parent, "parent", None)
    coursedir = getattr(converter, "coursedir", None)
    before = os.environ.get(ROOT_VARIABLE)
    if coursedir is not None:
        os.environ[ROOT_VARIABLE] = coursedir.root
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(ROOT_VARIABLE, None)
        else:
            os.environ[ROOT_VARIABLE] = before
