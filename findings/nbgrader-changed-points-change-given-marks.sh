#!/usr/bin/env bash
# nbgrader: points that are changed after grading halve the marks that were given.
#
# What one would expect: an exercise is worth 8 instead of 4 points from the next grading on; or marks given
#   before stay what they were, 4 of 4; or nbgrader refuses, as it does where a test is added or removed.
# What happens: `generate_assignment --force` changes what the cell is worth for everyone who was graded. What
#   they earned is stored in points and stays. A full mark, 4 of 4, is now 4 of 8, in the export and in the
#   formgrader, with no warning. `autograde` does not repair it: it skips all, because no submission is newer.
#   Only `autograde --force` does, and a mark given by hand stays 4 even then.
# What it means for a course: marks exported between the two commands are wrong for the whole class. Grade
#   again with --force at once, and look at marks given by hand.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq nbgrader==0.9.6 nbclient==0.11.0 traitlets==5.14.3 ipykernel==7.4.0 ipython==9.18.1
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbgrader|nbclient|traitlets|ipykernel|ipython) '

cat > run.py <<'PY'
import csv
import subprocess
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook


def cell(source, name, points=None):
    test = points is not None
    nbgrader = {"schema_version": 3, "grade_id": name, "grade": test, "locked": test}
    nbgrader |= {"solution": not test, "task": False} | ({"points": points} if test else {})
    return new_code_cell(source, metadata={"nbgrader": nbgrader})


def write_source(points):
    book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    answer = "### BEGIN SOLUTION\ndef gradient(x):\n    return 2 * x\n### END SOLUTION"
    book.cells = [cell(answer, "answer"), cell("assert gradient(3) == 6", "test", points)]
    Path("source/hw").mkdir(parents=True, exist_ok=True)
    nbformat.write(book, "source/hw/book.ipynb")


def nbgrader(*command):
    return subprocess.run(["nbgrader", *command], check=True, capture_output=True, text=True)



def marks(when):
    nbgrader("export")
    with open("grades.csv", newline="") as file:
        rows = {row["student_id"]: f"{row['score']} of {row['max_score']}" for row in csv.DictReader(file)}
    print(f"{when}: right answer: {rows['ada']}, marked by hand: {rows['bob']}")


Path("nbgrader_config.py").write_text("")
write_source(4)
nbgrader("generate_assignment", "hw", "--create")
for who, factor in {"ada": 2, "bob": 3}.items():
    Path(f"submitted/{who}/hw").mkdir(parents=True)
    book = nbformat.read("release/hw/book.ipynb", as_version=4)
    book.cells[0].source = f"def gradient(x):\n    return {factor} * x"
    nbformat.write(book, f"submitted/{who}/hw/book.ipynb")
nbgrader("autograde", "hw", "--create")

from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as gradebook:
    gradebook.find_grade("test", "book", "hw", "bob").manual_score = 4
    gradebook.db.commit()
marks("graded, worth 4 points")
write_source(8)
said = nbgrader("generate_assignment", "hw", "--force").stderr
print("warned of it:", "point" in said.lower() or "score" in said.lower())
marks("now worth 8 points")
nbgrader("autograde", "hw")
marks("after autograde")
nbgrader("autograde", "hw", "--force")
marks("after autograde --force")
PY
python -W ignore run.py 2>log.txt | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
graded, worth 4 points: right answer: 4.0 of 4.0, marked by hand: 4.0 of 4.0
warned of it: False
now worth 8 points: right answer: 4.0 of 8.0, marked by hand: 4.0 of 8.0
after autograde: right answer: 4.0 of 8.0, marked by hand: 4.0 of 8.0
after autograde --force: right answer: 8.0 of 8.0, marked by hand: 4.0 of 8.0
RECORDED
echo "As recorded."
