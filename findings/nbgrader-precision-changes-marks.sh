#!/usr/bin/env bash
# IPython's %precision, used by a student to read numbers more easily, changes the student's mark.
#
# What one would expect: %precision sets how many digits are *shown*. A mark of 1.125 stays 1.125.
# What happens: nbgrader reads the mark from the text that the test cell shows, and IPython rounds
#   that text. With `%precision 1` in an answer cell, 1.125 of 1.5 points becomes 1.1; with
#   `%precision 0` it becomes 1. NumPy's own np.set_printoptions leaves the mark alone, and so does
#   a student who never uses the magic: the same right answers, three different marks.
# What it means for a course: how a student likes to see numbers decides about fractions of points, in
#   the same notebook, with no word in the log. Give whole points, or write the mark where formatters
#   do not reach.
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

cat > run.py <<'PY'
import subprocess
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

SQUARE = "def square(x):\n    return x * x if x < 4 else 0"
FIRST_LINE = {
    "nothing": "",
    "numpy": "import numpy as np; np.set_printoptions(precision=1)\n",
    "precision_1": "%precision 1\n",
    "precision_0": "%precision 0\n",
}
TEST = "1.5 * sum(square(x) == x**2 for x in (1, 2, 3, 4)) / 4"


def cell(source, name, points=None):
    test = points is not None
    nbgrader = {"schema_version": 3, "grade_id": name, "grade": test, "locked": test}
    nbgrader |= {"solution": not test, "task": False} | ({"points": points} if test else {})
    return new_code_cell(source, metadata={"nbgrader": nbgrader})


book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
book.cells = [cell(SQUARE, "answer"), cell(TEST, "test", 1.5)]
Path("nbgrader_config.py").write_text("")
Path("source/hw").mkdir(parents=True)
nbformat.write(book, "source/hw/book.ipynb")


def nbgrader(*command):
    subprocess.run(["nbgrader", *command], check=True, capture_output=True)


nbgrader("generate_assignment", "hw", "--create")
for student, line in FIRST_LINE.items():
    released = nbformat.read("release/hw/book.ipynb", as_version=4)
    released.cells[0].source = line + SQUARE
    Path(f"submitted/{student}/hw").mkdir(parents=True)
    nbformat.write(released, f"submitted/{student}/hw/book.ipynb")
nbgrader("autograde", "hw", "--create")

from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as gradebook:
    for student in FIRST_LINE:
        score = gradebook.find_grade("test", "book", "hw", student).score
        print(f"three of four right, {student}: {score} of 1.5")
PY
python -W ignore run.py 2>log.txt | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
three of four right, nothing: 1.125 of 1.5
three of four right, numpy: 1.125 of 1.5
three of four right, precision_1: 1.1 of 1.5
three of four right, precision_0: 1.0 of 1.5
RECORDED
echo "As recorded."
