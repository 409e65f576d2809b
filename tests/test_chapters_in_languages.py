"""Every chapter runs in Korean and Japanese, solved: no warning, no English in what it shows."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from english_words import english_in

from backpass.grading.course import Course
from backpass.languages import spoken

ROOT = Path(__file__).resolve().parents[1]
COURSE = Course(ROOT)
BACKEND = "module://matplotlib_inline.backend_inline"
SOLVED = re.compile(r"(?s)[ \t]*### BEGIN SOLUTION\n(.*?)[ \t]*### END SOLUTION\n?")


def cells_of(chapter, code):
    """The code cells of a chapter in a language, with the answers of the source."""
    own = nbformat.read(COURSE.source_notebook(chapter), 4)
    answers = {c.id: SOLVED.sub(r"\1", c.source) for c in own.cells if SOLVED.search(c.source)}
    released = nbformat.read(COURSE.release_in(code, chapter), 4)
    return [[c.id, answers.get(c.id, c.source)] for c in released.cells if c.cell_type == "code"]


def names_in(source):
    """What a learner finds in the code of a cell: names of variables, of nodes, of parts."""
    tree = ast.parse(source)
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        named = [k.value for k in call.keywords if k.arg == "name"]
        for value in (
            *named,
            *(call.args[:1] if getattr(call.func, "attr", "") == "input" else ()),
        ):
            found |= {value.value} if isinstance(value, ast.Constant) else set()
    return found


@pytest.mark.parametrize("code", ["ko", "ja"])
def test_a_solved_course_shows_no_english_and_no_warning(code, tmp_path):
    wanted, came = tmp_path / "wanted.json", tmp_path / "came.json"
    chapters = COURSE.chapters()
    cells = [cells_of(chapter, code) for chapter in chapters]
    names = {name for chapter in cells for _, source in chapter for name in names_in(source)}
    wanted.write_text(json.dumps(cells))
    settings = {spoken.VARIABLE: code, "BACKPASS_PROGRESS": "off", "MPLBACKEND": BACKEND}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(ROOT / "tests" / "spoken_run.py"), wanted, came],
        env={**os.environ, **settings, "IPYTHONDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(came.read_text(encoding="utf-8"))
    assert len(found) > 200
    troubles = [(name, trouble) for name, _, _, trouble in found if trouble]
    assert troubles == []
    figures = [kind for _, _, kinds, _ in found for kind in kinds]
    assert figures.count("svg") > 10
    left = [
        f"{name}: {words}: {line}"
        for name, texts, _, _ in found
        for line in dict.fromkeys(texts)
        if (words := english_in(line, names))
    ]
    assert left == [], "\n".join(left)
