"""How long `otter run` takes for the same chapters, in an environment of its own.

Otter Grader is no dependency of this project. Make an environment for the comparison with
``python -m venv X; X/bin/pip install otter-grader ipykernel matplotlib ipywidgets -e .`` and name
it: ``python -m benchmarks.speed --otter X``.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import nbformat

from benchmarks.page import ROOT

TEST = """OK_FORMAT = False

from otter.test_files import test_case

name = "{name}"
points = {points}


@test_case(points={points})
def hidden({arguments}):
    from backpass.grading.hidden import grade

    assert {call} == {points}
"""


def seconds_of_otter(environment: Path, turns: int) -> float:
    """Seconds that a solved chapter takes, the mean over chapters of medians of some turns."""
    with tempfile.TemporaryDirectory(prefix="backpass-otter-") as folder:
        medians = []
        for chapter in sorted(path.name for path in (ROOT / "source").iterdir() if path.is_dir()):
            made = prepare(environment, chapter, Path(folder) / chapter)
            spent = [_timed(environment, made, chapter) for _ in range(turns)]
            medians.append(statistics.median(spent))
            print(f"otter {chapter}: {medians[-1]:.2f} s", flush=True)
    return statistics.fmean(medians)


def prepare(environment: Path, chapter: str, folder: Path) -> Path:
    """A solved notebook without test cells, and Otter's archive with a test for each of them."""
    (folder / "tests").mkdir(parents=True)
    notebook = nbformat.read(ROOT / "source" / chapter / f"{chapter}.ipynb", 4)
    kept = []
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if not marks.get("grade"):
            kept.append(cell)
            continue
        call = cell.source.split("### BEGIN HIDDEN TESTS")[1].split("### END")[0].split("\n\n")[1]
        names = call.strip().removeprefix("grade(").removesuffix(")").replace("forward=", "")
        text = TEST.format(
            name=marks["grade_id"],
            points=float(marks["points"]),
            arguments=names,
            call=call.strip(),
        )
        (folder / "tests" / f"{marks['grade_id']}.py").write_text(text, encoding="utf-8")
    notebook.cells = kept
    nbformat.write(notebook, folder / f"{chapter}.ipynb")
    _run([environment / "bin" / "otter", "generate", "-t", "tests", "-o", "grader.zip"], folder)
    return folder


def _timed(environment: Path, folder: Path, chapter: str) -> float:
    start = time.perf_counter()
    words = ["run", f"{chapter}.ipynb", "-a", "grader.zip", "--no-logo"]
    said = _run([environment / "bin" / "otter", *words], folder)
    spent = time.perf_counter() - start
    if "(100.000%)" not in said:
        raise RuntimeError(f"otter did not give {chapter} full marks:\n{said[-3000:]}")
    return spent


def _run(command: list[object], folder: Path) -> str:
    environment = {**os.environ, "BACKPASS_ROOT": str(ROOT), "BACKPASS_PROGRESS": "off"}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout
