"""Notebooks run in other environments, for tests: what to run, where, and what came of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from ready_servers import SHARED

from backpass.grading.authoring.standalone import solutions_of, standalone
from backpass.grading.authoring.tidy import written
from backpass.grading.course import Course

ROOT = Path(__file__).resolve().parents[1]
COURSE = Course(ROOT)
CHAPTERS = COURSE.chapters()
TESTS = Path(__file__).parent


def answers(chapter):
    """What the course writes in each cell that a learner fills in, quizzes included."""
    found = solutions_of(COURSE, chapter)
    for cell in nbformat.read(COURSE.source_notebook(chapter), 4).cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            found.setdefault(marks["grade_id"], cell.source)
    return found


def solved(notebook, chapter):
    """The notebook with every answer filled in."""
    known = answers(chapter)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in known:
            assert "raise NotImplementedError" in cell.source or " = ...  #" in cell.source
            cell.source = known.pop(name)
    assert known == {}, "every answer has its cell"
    return notebook


def stand_alone(chapter, path, *, solve=False, self_learner=False):
    """Write one chapter as a file of its own; returns its path."""
    notebook = standalone(COURSE, chapter, self_learner=self_learner)
    path.write_text(written(solved(notebook, chapter) if solve else notebook), encoding="utf-8")
    return path


def environment_of(name):
    """The Python of an environment that make test builds; skips, or fails in CI, without it."""
    found = [ROOT / name / place for place in ("bin/python", "Scripts/python.exe")]
    for python in found:
        if python.exists() and (ROOT / name / ".backpass-setup").exists():
            return python
    words = f"{name} is not there; make test builds it, or tools/colab.sh"
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(f"skipped: {words}")


def run_program(python, program, *words, folder):
    """Run one of the programs beside this file in another environment; what it reported."""
    out = folder / f"{program}.json"
    home = folder / "jupyter"
    done = subprocess.run(
        [python, "-P", TESTS / f"{program}.py", words[0], out, *words[1:]],
        cwd=folder,
        env={
            **{key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
            "TMPDIR": str(folder),
            "JUPYTER_DATA_DIR": str(home),
            "IPYTHONDIR": str(home),
            # each version's list of the fonts is made once in a run, which takes a second
            "MPLCONFIGDIR": str(Path(os.environ.get(SHARED, folder), "matplotlib")),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(out.read_text(encoding="utf-8"))


def run_plainly(python, files, folder, *words):
    """Run notebooks in a plain IPython shell of another environment; the report by file name.

    Args:
        python: That environment's Python.
        files: The notebooks.
        folder: An empty folder.
        words: What else ``plain_run.py`` is told: ``--unseen``, a wheel.
    """
    listed = folder / "files.json"
    listed.write_text(json.dumps([str(path) for path in files]), encoding="utf-8")
    report = run_program(python, "plain_run", listed, *map(str, words), folder=folder)
    report["notebooks"] = {Path(name).stem: got for name, got in report["notebooks"].items()}
    return report


HERE = Path(sys.executable)
