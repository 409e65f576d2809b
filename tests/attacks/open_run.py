"""Student code and tests in one open process: what the attacks gain where nothing keeps them in.

:class:`OpenRun` takes the place of the contained run, by its name in nbgrader's configuration.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import Execute
from traitlets import Integer

from backpass.grading.common.cells import test_cells
from backpass.grading.common.errors import ErrorName, error_output
from backpass.grading.exercises.library import ROOT_VARIABLE
from backpass.grading.intake.findings import findings_of
from backpass.grading.marking.settle import SHOW, note_stop, settle


class OpenRun(Execute):
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
                cell.outputs = [nbformat.from_dict(error_output(ErrorName.NOT_GRADED, reason))]
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
            cell.outputs = [nbformat.from_dict(error_output(ErrorName.NOT_RUN, self.stopped))]
            return cell, resources
        try:
            cell, resources = super().preprocess_cell(cell, resources, index)
        except (DeadKernelError, CellTimeoutError) as error:
            self.stopped = _why_stopped(error, cell)
            cell.outputs = [
                *cell.get("outputs", []),
                nbformat.from_dict(error_output(ErrorName.STOPPED, self.stopped)),
            ]
        return cell, resources


def _why_stopped(error: Exception, cell: NotebookNode) -> str:
    first = next((line for line in cell.source.splitlines() if line.strip()), "")[:60]
    if isinstance(error, CellTimeoutError):
        return f"Python no longer answered in the cell that begins with “{first}”."
    return f"Python was ended by the cell that begins with “{first}”."


@contextmanager
def _scratch_folder(resources: Any) -> Iterator[str]:
    """Run in an empty folder, beside another one for the kernel's sockets."""
    before = resources["metadata"].get("path", "")
    # a socket's path must be short, shorter than some systems' own folders for temporary files
    where = "/tmp" if os.name == "posix" else None
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
