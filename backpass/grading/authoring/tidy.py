"""Write source notebooks in one form, so that a diff shows only what an author changed.

The form is the one that JupyterLab writes (keys sorted, indent 1, lines of a cell as a list), less
what a run or an editor leaves behind: outputs, execution counts, widget state, scroll positions,
the Python version that happened to be installed.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from backpass.atomic import put
from backpass.grading.course import CourseError

#: How the cell of a check begins: it may be the first that runs in a kernel.
IMPORTS_CHECK = "from backpass.check import check\n\n"
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE_INFO = {"name": "python"}
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
# what editors and runs leave in a notebook's or a cell's metadata
LEFT_IN_NOTEBOOK = ("celltoolbar", "interpreter", "signature", "toc", "vscode", "widgets")
LEFT_IN_CELL = (
    "ExecuteTime",
    "collapsed",
    "execution",
    "outputId",
    "scrolled",
    "trusted",
    "vscode",
)
KINDS = ("grade", "solution", "locked", "task")


def tidied(text: str, name: str) -> str:
    """One notebook in the course's form.

    Args:
        text: The notebook file's text.
        name: What to call it in messages.

    Returns:
        The text that the file should have; the same for a text that is in form already.

    Raises:
        CourseError: It is no notebook, or a grade id stands on two cells, which no program can
            decide.
    """
    notebook = _read(text, name)
    _tidy_notebook(notebook)
    _tidy_cells(notebook)
    _refuse_doubled_grade_ids(notebook, name)
    return written(notebook)


def written(notebook: NotebookNode) -> str:
    """A notebook's text as JupyterLab writes it, with a line feed at the end."""
    return str(nbformat.writes(notebook, version=4)) + "\n"


def tidy(paths: Iterable[Path], *, write: bool) -> list[Path]:
    """Bring notebooks into the course's form.

    Args:
        paths: Notebook files.
        write: False to look only.

    Returns:
        Those that were (or are) not in form.

    Raises:
        CourseError: A file cannot be read or written, or is no notebook.
    """
    untidy = []
    for path in paths:
        try:
            before = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CourseError(f"{path} cannot be read: {error}.") from error
        after = tidied(before, str(path))
        if after != before:
            untidy.append(path)
            if write:
                _replace(path, after)
    return untidy


def _replace(path: Path, text: str) -> None:
    """Write a notebook over the old one, whole; the old one stays where that cannot be done."""
    try:
        put(path, text.encode("utf-8"), stat.S_IMODE(path.stat().st_mode))
    except UnicodeEncodeError as error:
        raise CourseError(
            f"{path} was left as it is: it holds half a character ({error.object[error.start]!a}), "
            "which no file can hold. Take it out and run `backpass tidy` again."
        ) from error
    except OSError as error:
        raise CourseError(f"{path} was left as it is: it cannot be written ({error}).") from error


def _read(text: str, name: str) -> NotebookNode:
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise CourseError(f"{name} is not a notebook: {error}.") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("nbformat"), int):
        raise CourseError(f"{name} is not a notebook: it has no nbformat.")
    notebook = nbformat.from_dict(raw)
    if notebook.nbformat != 4:
        notebook = nbformat.convert(notebook, 4)
    return nbformat.v4.to_notebook(notebook)


def _tidy_notebook(notebook: NotebookNode) -> None:
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for key in LEFT_IN_NOTEBOOK:
        notebook.metadata.pop(key, None)
    notebook.metadata["kernelspec"] = NotebookNode(KERNELSPEC)
    notebook.metadata["language_info"] = NotebookNode(LANGUAGE_INFO)


def _tidy_cells(notebook: NotebookNode) -> None:
    taken: set[str] = set()
    for cell in notebook.cells:
        cell.source = cell.source.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        _tidy_metadata(cell)
        cell["id"] = free_id(cell.get("id"), cell.source, taken)
        taken.add(cell["id"])


def free_id(wanted: Any, source: str, taken: set[str]) -> str:
    """A cell id that is valid and free: the wanted one where it is, else always the same one.

    Args:
        wanted: What the cell calls itself, of any type.
        source: What stands in the cell.
        taken: Ids of other cells.
    """
    if isinstance(wanted, str) and CELL_ID.fullmatch(wanted) and wanted not in taken:
        return wanted
    number = 0
    while True:
        seed = f"{wanted}\n{number}\n{source}"
        found = hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:8]
        if found not in taken:
            return found
        number += 1


def _tidy_metadata(cell: NotebookNode) -> None:
    metadata = cell.metadata
    for key in LEFT_IN_CELL:
        metadata.pop(key, None)
    if isinstance(metadata.get("jupyter"), dict):
        metadata["jupyter"].pop("outputs_hidden", None)
        if not metadata["jupyter"]:
            del metadata["jupyter"]
    if "tags" in metadata:
        metadata["tags"] = list(dict.fromkeys(metadata["tags"]))
        if not metadata["tags"]:
            del metadata["tags"]
    if "nbgrader" in metadata:
        marks = _tidy_nbgrader(metadata["nbgrader"])
        if marks is None:
            del metadata["nbgrader"]
        else:
            metadata["nbgrader"] = marks


def _tidy_nbgrader(marks: NotebookNode) -> NotebookNode | None:
    """Nbgrader's metadata as its Create Assignment bar writes them; None when they say nothing."""
    kinds = {kind: bool(marks.get(kind, False)) for kind in KINDS}
    if not any(kinds.values()):
        return None
    tidy_marks = NotebookNode(grade_id=str(marks.get("grade_id", "")), schema_version=3, **kinds)
    if kinds["grade"] or kinds["task"]:
        points = float(marks.get("points", 0))
        tidy_marks["points"] = int(points) if points.is_integer() else points
    return tidy_marks


def _refuse_doubled_grade_ids(notebook: NotebookNode, name: str) -> None:
    seen: dict[str, int] = {}
    for number, cell in enumerate(notebook.cells, start=1):
        if "nbgrader" not in cell.metadata:
            continue
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        if not grade_id:
            raise CourseError(f"{name}: cell {number} is marked for nbgrader but has no grade id.")
        if grade_id in seen:
            raise CourseError(
                f"{name}: the grade id {grade_id!r} stands on cell {seen[grade_id]} and on cell "
                f"{number}. Give one of them another id: nbgrader stops at a doubled one."
            )
        seen[grade_id] = number
