#!/usr/bin/env bash
# nbgrader's AUTOTEST: two gradients that differ by 1e-16 are different, two different arrays are equal.
#
# What one would expect: a test that nbgrader writes itself, "rounded to 2 decimal places", accepts a
#   float that is right to 16 digits; and a test of an array compares the numbers in it.
# What happens: both sides become text. 0.1 + 0.2 - 0.3 rounds to "0.0" and 0.3 - 0.1 - 0.2, the same
#   sum the other way round, to "-0.0": full points and none. An array of more than 1000 numbers becomes
#   text with "..." in the middle, so all but six numbers may be wrong for full points.
# What it means for a course: gradients are often zero, of either sign, and weight matrices are often
#   long. Do not use the generated tests for floats and arrays; compare numbers with a tolerance.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq nbgrader==0.9.6 nbclient==0.11.0 ipykernel==7.4.0 ipython==9.18.1 numpy==2.4.6
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbgrader|nbclient|ipykernel|ipython|numpy) '

# the course that comes with nbgrader, for the templates of its tests
nbgrader quickstart --autotest course >quickstart.txt 2>&1
cat > run.py <<'PY'
import os
import subprocess
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

os.chdir("course")
SUM = "slope = 0.1 + 0.2 - 0.3\nweights = np.arange(2000.0)"
ANSWERS = {
    "as_the_teacher": SUM,
    "other_order": "slope = 0.3 - 0.1 - 0.2\nweights = np.arange(2000.0)",
    "wrong_middle": SUM + "\nweights[3:-3] = -1",
}


def cell(source, name, points=None):
    test = points is not None
    nbgrader = {"schema_version": 3, "grade_id": name, "grade": test, "locked": test}
    nbgrader |= {"solution": not test, "task": False} | ({"points": points} if test else {})
    return new_code_cell(source, metadata={"nbgrader": nbgrader})


book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
book.cells = [
    new_code_cell("import numpy as np"),
    cell(SUM, "answer"),
    cell("### AUTOTEST slope", "slope", 1),
    cell("### AUTOTEST weights", "weights", 1),
]
Path("source/hw").mkdir(parents=True)
nbformat.write(book, "source/hw/book.ipynb")


def nbgrader(*command):
    subprocess.run(["nbgrader", *command], check=True, capture_output=True)


nbgrader("generate_assignment", "hw", "--create")
for student, answer in ANSWERS.items():
    handed_in = nbformat.read("release/hw/book.ipynb", as_version=4)
    for c in handed_in.cells:
        if c.metadata.get("nbgrader", {}).get("grade_id") == "answer":
            c.source = answer
    Path(f"submitted/{student}/hw").mkdir(parents=True)
    nbformat.write(handed_in, f"submitted/{student}/hw/book.ipynb")
nbgrader("autograde", "hw", "--create")

from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as gradebook:
    for student in ANSWERS:
        marks = {n: gradebook.find_grade(n, "book", "hw", student).score for n in ("slope", "weights")}
        print(student, marks)
PY
python -W ignore run.py 2>log.txt | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
as_the_teacher {'slope': 1.0, 'weights': 1.0}
other_order {'slope': 0.0, 'weights': 1.0}
wrong_middle {'slope': 1.0, 'weights': 1.0}
RECORDED
echo "As recorded."
