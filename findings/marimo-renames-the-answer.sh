#!/usr/bin/env bash
# marimo: after a round trip through marimo, the variable that is graded holds an earlier value.
#
# What one would expect: `marimo convert` and `marimo export ipynb` give back a notebook whose cells do
#   the same; where marimo cannot have a name twice, it says so.
# What happens: a name that several cells assign is made unique: `dx` stays in the first of them and is
#   called `dx_1`, `dx_2` after that, in the notebook that comes back, too. Every cell still runs and
#   every assert inside the notebook holds, for it was renamed as well. Whoever looks up `dx` at the end
#   finds the first value. And all nbgrader metadata are gone.
# What it means for a course: a student who works in marimo hands in a right notebook in which `dx` is
#   the draft, not the answer. Ask for functions rather than variables, and give each answer a name that
#   no other cell assigns.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq marimo==0.25.2 nbformat==5.11.1
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(marimo|nbformat) '

cat > run.py <<'PY'
import subprocess

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

graded = {"nbgrader": {"schema_version": 3, "grade_id": "dx", "grade": False, "locked": False}}
graded["nbgrader"] |= {"solution": True, "task": False}
book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
book.cells = [
    new_code_cell("dout = 3.0\ndx = dout"),
    new_code_cell("dx = 2.0 * dout", metadata=graded),
    new_code_cell("assert dx == 6.0"),
]


def last_value(notebook):
    names = {}
    for cell in notebook.cells:
        exec(cell.source, names)
    return names["dx"]


nbformat.write(book, "before.ipynb")
for command in (
    ["marimo", "convert", "before.ipynb", "-o", "between.py"],
    ["marimo", "export", "ipynb", "between.py", "-o", "after.ipynb", "--sort", "top-down"],
):
    subprocess.run(command, check=True, capture_output=True)
after = nbformat.read("after.ipynb", as_version=4)
for name, notebook in (("before", book), ("after", after)):
    print(f"{name}: dx is {last_value(notebook)}")
    for cell in notebook.cells:
        print("   ", cell.source.replace("\n", "; "), "(graded)" if "nbgrader" in cell.metadata else "")
PY
python -W ignore run.py 2>log.txt | sed 's/ *$//' | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
before: dx is 6.0
    dout = 3.0; dx = dout
    dx = 2.0 * dout (graded)
    assert dx == 6.0
after: dx is 3.0
    dout = 3.0; dx = dout
    dx_1 = 2.0 * dout
    assert dx_1 == 6.0
RECORDED
echo "As recorded."
