"""What each chapter asks of a machine: seconds of its slowest cell, seconds of a control, memory.

Chapters are run solved, in an ordinary Jupyter kernel of their own. Memory is the kernel's highest
resident size. A control's reaction is one :meth:`Exploration.set`: from the new value to the new
picture, without the browser's part (docs/design.md has that).

    python -m benchmarks.cells
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbclient import NotebookClient
from nbformat.notebooknode import NotebookNode

from backpass.grading.course import Course
from benchmarks.page import ROOT, circumstances, table, write

#: Run after the chapter: moves every control of every exploration in it to one end and back.
PROBE = """
import json, resource, time
from backpass.explore import Exploration
from IPython.display import display

slowest = 0.0
for call in {calls!r}:
    exploration = eval(call)
    for name, (slider, _) in exploration.controls.items():
        low = exploration._numbers[name].low
        for value in (low, exploration.values[name]):
            started = time.perf_counter()
            exploration.set(**{{name: value}})
            slowest = max(slowest, time.perf_counter() - started)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({{"slowest": slowest, "peak": peak}}))
"""


class Asked(NamedTuple):
    """What one chapter took."""

    chapter: str
    cells: int
    total: float
    slowest: float
    which: str
    reaction: float
    peak: float


def measure(course: Course, chapter: str) -> Asked:
    """Run one chapter, solved."""
    notebook = nbformat.read(course.source_notebook(chapter), as_version=4)
    calls = [c.source for c in notebook.cells if c.source.startswith("explore.")]
    probe = nbformat.v4.new_code_cell(PROBE.format(calls=calls))
    notebook.cells.append(probe)
    spent: dict[int, float] = {}
    started: dict[int, float] = {}

    def begin(cell_index: int, **_: Any) -> None:
        started[cell_index] = time.perf_counter()

    def end(cell_index: int, **_: Any) -> None:
        spent[cell_index] = time.perf_counter() - started[cell_index]

    NotebookClient(
        notebook,
        timeout=300,
        extra_arguments=["--log-level=ERROR"],
        on_cell_execute=begin,
        on_cell_executed=end,
        resources={"metadata": {"path": str(course.root)}},
    ).execute(env={**os.environ, "BACKPASS_PROGRESS": "off"})
    said = json.loads(probe.outputs[-1].text.splitlines()[-1])
    del spent[len(notebook.cells) - 1]
    code = [index for index, cell in enumerate(notebook.cells[:-1]) if cell.cell_type == "code"]
    slowest = max(code, key=lambda index: spent.get(index, 0.0))
    return Asked(
        chapter,
        len(code),
        sum(spent.values()),
        spent[slowest],
        named(notebook.cells[slowest]),
        said["slowest"],
        said["peak"],
    )


def named(cell: NotebookNode) -> str:
    """A cell by its grade id, or by its first line."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    return str(grade_id or cell.source.strip().splitlines()[0][:40])


def rows(measured: list[Asked]) -> list[list[object]]:
    """The table's rows."""
    return [
        [
            m.chapter,
            m.cells,
            f"{m.total:.1f}",
            f"{m.slowest:.2f}",
            f"`{m.which}`",
            f"{m.reaction * 1000:.0f}",
            f"{m.peak / 2**20:.0f}",
        ]
        for m in measured
    ]


def main(document: Path = ROOT / "docs" / "site.md") -> None:
    """Measure every chapter and write the table."""
    course = Course(ROOT)
    measured = [measure(course, chapter) for chapter in course.chapters()]
    head = ["chapter", "cells", "all, s", "slowest, s", "which", "control, ms", "memory, MB"]
    block = f"{table(head, rows(measured))}\n\n{circumstances('numpy', 'matplotlib')}."
    print(block)
    write(document, {"cells": block})


if __name__ == "__main__":
    main()
