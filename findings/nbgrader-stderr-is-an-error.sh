#!/usr/bin/env bash
# nbgrader: a right answer gets 0 as soon as anything is written to stderr.
#
# What one would expect: a test cell fails if it raises; what it prints is only shown.
# What happens: autograding looks for an error *or any stderr text* in the outputs of the test cell.
#   A NumPy overflow warning, a progress bar and the report of `unittest`, which says OK, all cost
#   every point. The cell raises nothing and the student sees no error.
# What it means for a course: the usual safe softplus, np.where(x > 30, x, np.log1p(np.exp(x))), warns
#   in the branch that it throws away, so a right answer is worth nothing. A test cell that calls
#   unittest.main() gives nobody a point. Catch stderr and warnings, or state the mark as a number.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq nbgrader==0.9.6 nbclient==0.11.0 ipykernel==7.4.0 ipython==9.18.1 numpy==2.4.6 tqdm==4.69.1
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbgrader|nbclient|ipykernel|ipython|numpy|tqdm) '

cat > run.py <<'PY'
import subprocess
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

TESTS = {
    "value_only": "assert softplus(np.array([2.0]))[0] > 2",
    "overflow_warning": "assert softplus(np.array([1000.0]))[0] == 1000",
    "progress_bar": "from tqdm import tqdm\nfor x in tqdm([1.0, 2.0]):\n    assert softplus(np.array([x]))[0] > x",
    "unittest_says_ok": (
        "import unittest\n"
        "class Softplus(unittest.TestCase):\n"
        "    def test_at_zero(self):\n"
        "        self.assertAlmostEqual(softplus(np.zeros(1))[0], np.log(2))\n"
        "unittest.main(argv=['tests'], exit=False);"
    ),
}
ANSWER = "import numpy as np\ndef softplus(x):\n    return np.where(x > 30, x, np.log1p(np.exp(x)))"


def cell(source, name, points=None):
    test = points is not None
    nbgrader = {"schema_version": 3, "grade_id": name, "grade": test, "locked": test}
    nbgrader |= {"solution": not test, "task": False} | ({"points": points} if test else {})
    return new_code_cell(source, metadata={"nbgrader": nbgrader})


book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
book.cells = [cell(ANSWER, "answer"), *(cell(code, name, 1) for name, code in TESTS.items())]
Path("nbgrader_config.py").write_text("")
for folder in ("source/hw", "submitted/ada/hw"):
    Path(folder).mkdir(parents=True)
nbformat.write(book, "source/hw/book.ipynb")


def nbgrader(*command):
    subprocess.run(["nbgrader", *command], check=True, capture_output=True)


nbgrader("generate_assignment", "hw", "--create")
released = nbformat.read("release/hw/book.ipynb", as_version=4)
released.cells[0].source = ANSWER
nbformat.write(released, "submitted/ada/hw/book.ipynb")
nbgrader("autograde", "hw", "--create")

from nbgrader.api import Gradebook

graded = nbformat.read("autograded/ada/hw/book.ipynb", as_version=4)
raised = sum(output.output_type == "error" for c in graded.cells for output in c.outputs)
print("cells that raised an error:", raised)
with Gradebook("sqlite:///gradebook.db") as gradebook:
    for name in TESTS:
        print(f"{name}: {gradebook.find_grade(name, 'book', 'hw', 'ada').score} of 1")
PY
python -W ignore run.py 2>log.txt | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
cells that raised an error: 0
value_only: 1.0 of 1
overflow_warning: 0.0 of 1
progress_bar: 0.0 of 1
unittest_says_ok: 0.0 of 1
RECORDED
echo "As recorded."
