#!/usr/bin/env bash
# nbdev and nbgrader: a cleaned notebook is graded 0 of 3, and no line in the log says why.
#
# What one would expect: nbdev_clean, made to keep notebooks quiet in git, takes away outputs and counts.
#   If a notebook cannot be graded any more, autograding fails or warns.
# What happens: it also removes every cell's nbgrader metadata. nbgrader finds no test and no answer in
#   what was handed in, exits with 0, writes no warning, and the feedback page says 0.0 of 3.0 above a
#   right answer. Only "needs manual grading" in the gradebook hints at it. nbstripout keeps the
#   metadata, and the same file is worth 3 points.
# What it means for a course: a student with nbdev's git hook hands in right work for nothing. Before
#   autograding, count the graded cells of each file against the release.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq nbgrader==0.9.6 nbclient==0.11.0 ipykernel==7.4.0 ipython==9.18.1 nbdev==3.3.26 execnb==0.3.4 nbstripout==0.9.1
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbgrader|nbclient|ipykernel|nbdev|execnb|nbstripout) '

cat > run.py <<'PY'
import os
import subprocess
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

os.mkdir("course")
os.chdir("course")
ANSWER = "def gradient(dout):\n    return 2 * dout"
CLEAN = {"nothing": None, "nbstripout": ["nbstripout"], "nbdev": ["nbdev-clean", "--fname"]}


def cell(source, name, points=None):
    test = points is not None
    nbgrader = {"schema_version": 3, "grade_id": name, "grade": test, "locked": test}
    nbgrader |= {"solution": not test, "task": False} | ({"points": points} if test else {})
    return new_code_cell(source, metadata={"nbgrader": nbgrader})


book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
book.cells = [cell(ANSWER, "answer"), cell("assert gradient(1) == 2", "test", 3)]
Path("nbgrader_config.py").write_text("")
Path("source/hw").mkdir(parents=True)
nbformat.write(book, "source/hw/book.ipynb")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True)


run("nbgrader", "generate_assignment", "hw", "--create")
for student, clean in CLEAN.items():
    handed_in = nbformat.read("release/hw/book.ipynb", as_version=4)
    handed_in.cells[0].source = ANSWER
    file = Path(f"submitted/{student}/hw/book.ipynb")
    file.parent.mkdir(parents=True)
    nbformat.write(handed_in, file)
    if clean:
        run(*clean, str(file))
log = run("nbgrader", "autograde", "hw", "--create").stderr
about_cells = [line for line in log.splitlines() if "App | WARNING" in line or "App | ERROR" in line]
print("warnings and errors while autograding:", len(about_cells))
run("nbgrader", "generate_feedback", "hw")

from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as gradebook:
    for student in CLEAN:
        submission = gradebook.find_submission("hw", student)
        page = Path(f"feedback/{student}/hw/book.html").read_text()
        print(f"cleaned by {student}: {submission.score} of {submission.max_score},",
              "page says", page.split("Score: ")[1].split(")")[0])
PY
python -W ignore run.py 2>log.txt | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
warnings and errors while autograding: 0
cleaned by nothing: 3.0 of 3.0, page says 3.0 / 3.0
cleaned by nbstripout: 3.0 of 3.0, page says 3.0 / 3.0
cleaned by nbdev: 0.0 of 3.0, page says 0.0 / 3.0
RECORDED
echo "As recorded."
