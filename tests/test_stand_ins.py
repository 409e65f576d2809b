"""What stands in for the package while a notebook is graded lets every given cell run."""

import json
import subprocess
import sys
from pathlib import Path

import course_notebooks

ROOT = Path(__file__).resolve().parents[1]
#: In a process of its own: the stand-ins must be there before the package's modules are.
PROGRAM = """
import contextlib, io, json, sys, warnings

import matplotlib
matplotlib.use("agg")
warnings.simplefilter("ignore")
import backpass.questions.letter, backpass.judging.observe
import backpass.judging.returned, backpass.judging.verdict
from backpass.grading.sandbox import stand_ins

stand_ins.install()
ran, went_wrong = {}, []
for chapter, cells in json.load(sys.stdin).items():
    names = {"__name__": "__main__"}
    for identity, source in cells.items():
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(source, identity, "exec"), names)
        except Exception as error:
            went_wrong.append(f"{chapter} {identity}: {type(error).__name__}: {error}")
    ran[chapter] = len(cells)
print(json.dumps([ran, went_wrong]))
"""


def given_and_solved(chapter: str) -> dict[str, str]:
    """The code cells that run while a chapter is graded, with the course's own answers."""
    return {
        cell.id: cell.source
        for cell in course_notebooks.source(chapter).cells
        if cell.cell_type == "code"
        and "show" not in course_notebooks.tags(cell)
        and not course_notebooks.graded(cell).get("grade")
    }


def test_every_given_cell_of_every_chapter_runs_while_it_is_graded():
    cells = {chapter: given_and_solved(chapter) for chapter in course_notebooks.CHAPTERS}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        check=True,
    )
    ran, went_wrong = json.loads(done.stdout)
    assert went_wrong == []
    assert sorted(ran) == sorted(course_notebooks.CHAPTERS)
    assert sum(ran.values()) > 150
