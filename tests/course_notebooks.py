"""Helpers for the tests of the chapters: read a source notebook, run it, look at what it said."""

import fcntl
import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat.notebooknode import NotebookNode

from website.kernels import Nursery

ROOT = Path(__file__).resolve().parents[1]

#: Names a folder for what all workers of a test run share; conftest.py makes it.
SHARED = "BACKPASS_TESTS_SHARED"
#: Names that old submissions rely on, in order. A chapter may hold more, and there may be more
#: chapters: this list is no list of what there is.
PROMISED = {
    "01_simple_gates": (
        "numerical_derivative",
        "multiply_gradient",
        "add_gradient",
        "max_gradient",
        "predict_change",
    ),
    "02_chain_rule": (
        "add_backward",
        "multiply_backward",
        "max_backward",
        "chain_forward",
        "chain_backward",
        "pattern_backward",
    ),
    "03_sigmoid_neuron": (
        "reciprocal_backward",
        "shift_backward",
        "exp_backward",
        "scale_backward",
        "sigmoid_circuit_backward",
        "sigmoid_forward",
        "sigmoid_backward",
        "neuron_forward",
        "neuron_backward",
    ),
    "04_staged_computation": (
        "staged_forward",
        "staged_backward",
        "fork_backward",
        "score_backward",
        "rescaled_learning_rate",
    ),
    "05_vectorized_gradients": (
        "matmul_backward",
        "relu_backward",
        "mean_backward",
        "center_backward",
        "affine_forward",
        "affine_backward",
    ),
    "06_two_layer_net": (
        "squared_error_forward",
        "squared_error_backward",
        "softmax_loss",
        "svm_loss",
        "two_layer_net",
        "sgd_step",
        "forward_passes_needed",
    ),
    "07_build_autograd": ("Value",),
}
#: Every chapter, in order, as the course has them.
CHAPTERS = tuple(
    sorted(
        path.stem for path in (ROOT / "source").glob("*/*.ipynb") if path.stem == path.parent.name
    )
)


def source_path(chapter: str) -> Path:
    """The instructor's notebook of a chapter."""
    return ROOT / "source" / chapter / f"{chapter}.ipynb"


def source(chapter: str) -> NotebookNode:
    """The instructor's notebook of a chapter, read afresh."""
    return nbformat.read(source_path(chapter), as_version=4)


def unsolved(chapter: str) -> NotebookNode:
    """The chapter as a student opens it: the release, or made now in the way that nbgrader does."""
    from nbgrader.preprocessors import ClearHiddenTests

    from backpass.grading.hooks.clear_solutions import ClearSolutions

    notebook = source(chapter)
    for preprocessor in (ClearSolutions(), ClearHiddenTests()):
        notebook, _ = preprocessor.preprocess(notebook, {})
    return notebook


@cache
def nursery() -> Nursery:
    """What kernels are forked from: like any others, as ``test_site_kernels.py`` finds."""
    return Nursery().__enter__()


def leave() -> None:
    """End the nursery, if there is one, and its kernels; the next notebook starts another."""
    if nursery.cache_info().currsize:
        nursery().__exit__()
        nursery.cache_clear()


def run(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run a notebook from top to bottom, on through errors, so that a test can list them all."""
    client = NotebookClient(notebook, kernel_name="python3", timeout=120, allow_errors=True)
    if sys.platform == "linux":
        client.km = nursery().manager(kernel_name="python3")
    client.execute(cwd=str(folder), env=dict(os.environ))
    return notebook


@cache
def executed(chapter: str, *, solved: bool) -> NotebookNode:
    """A chapter after a run; each is run once, by the first worker that asks. Do not change it."""
    notebook = source(chapter) if solved else unsolved(chapter)
    if SHARED not in os.environ:
        return run(notebook, ROOT)
    path = Path(os.environ[SHARED], f"{chapter}-{'solved' if solved else 'unsolved'}.ipynb")
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another worker may be running it
        if not path.is_file():
            nbformat.write(run(notebook, ROOT), path)
    return nbformat.read(path, as_version=4)


def tags(cell: NotebookNode) -> list[str]:
    """The tags of a cell."""
    return list(cell.metadata.get("tags", []))


def graded(cell: NotebookNode) -> dict[str, Any]:
    """What nbgrader knows of a cell; empty for an ordinary one."""
    return dict(cell.metadata.get("nbgrader", {}))


def said(cell: NotebookNode) -> str:
    """All that a cell has put out as plain text, printed or displayed."""
    if cell.cell_type != "code":
        return ""
    pieces = []
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stdout":
            pieces.append(output.text)
        elif output.output_type in {"display_data", "execute_result"}:
            pieces.append(output.data.get("text/plain", ""))
    return "\n".join(pieces)


def troubles(notebook: NotebookNode) -> list[str]:
    """Errors and everything on stderr, each with the cell that it came from."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                found.append(f"{cell.id}: {output.ename}: {output.evalue}")
            elif output.output_type == "stream" and output.name == "stderr":
                found.append(f"{cell.id}: stderr: {output.text}")
    return found


def coverage() -> dict[str, Any]:
    """What the lecture teaches, each item with its id: the project's own copy of the list."""
    text = (Path(__file__).parent / "data" / "coverage.json").read_text(encoding="utf-8")
    return dict(json.loads(text))
