"""What is kept of a run: one mark for each test cell, and whether the notebook was stopped.

Silence, noise or a crash is never worth marks.
"""

from __future__ import annotations

import math

import nbformat
from nbformat.notebooknode import NotebookNode

from backpass.grading.common.cells import grade_id, points, test_cells
from backpass.grading.common.errors import ErrorName, error_output
from backpass.grading.intake.findings import findings_of

SHOW = "show"  # the tag of cells that are there to be looked at
ENDED = (ErrorName.NOT_RUN, ErrorName.STOPPED)  # in cells from where Python was ended on
ROUNDING = 1e-9  # how far a sum of parts may be above the points of its cell


def note_stop(nb: NotebookNode, reason: str) -> None:
    """Keep in the notebook that it was stopped, and whether that cost a test.

    Args:
        nb: The notebook, after its run.
        reason: A sentence that says why it was stopped.
    """
    stopped_at = min(
        (place for place, cell in enumerate(nb.cells) if _has_error(cell, ENDED)),
        default=len(nb.cells),
    )
    unrun = [
        grade_id(cell)
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
    mark = _mark(results[-1], points(cell)) if results else None
    if mark is None:
        said = error_output(ErrorName.NO_MARK, "This test ended without stating a mark.")
        kept.append(nbformat.from_dict(said))
    else:
        results[-1]["data"] = NotebookNode({"text/plain": repr(mark)})
        kept.append(results[-1])
    cell.outputs = kept


def _mark(result: NotebookNode, most: float) -> float | None:
    try:
        mark = float(result["data"].get("text/plain", ""))
    except ValueError:
        return None
    if not math.isfinite(mark) or mark < 0.0 or mark > most + ROUNDING:
        return None
    return min(mark, most)
