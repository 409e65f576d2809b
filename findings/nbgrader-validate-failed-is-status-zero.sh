#!/usr/bin/env bash
# nbgrader validate: "VALIDATION FAILED" with status 0, and "Success!" for a notebook whose given cell raises.
#
# What one would expect: a command that checks a notebook ends with a status other than 0 where something
#   failed, as `pytest` and `nbconvert --execute` do, so that `nbgrader validate source/hw/*.ipynb` can
#   guard a release in a Makefile. What raises anywhere in the notebook is a failure.
# What happens: the status is 0 whatever was found. Only cells that give points are looked at: a locked
#   cell that raises (a missing library), an answer that is no Python and a notebook whose tests were
#   removed are all "Success! Your notebook passes all the tests."
# What it means for a course: as a guard, read the words and refuse FAILED, and run the notebook with
#   nbconvert too. A student who reads "Success!" knows only that no test that is still there failed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq nbgrader==0.9.6 nbclient==0.11.0 ipykernel==7.4.0
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbgrader|nbclient|ipykernel) '

cat > run.py <<'PY'
import subprocess

import nbformat
from nbformat.v4 import new_code_cell, new_notebook


def cell(source, grade_id, *, points=None, solution=False):
    mark = {"schema_version": 3, "grade_id": grade_id, "solution": solution, "task": False}
    mark |= {"grade": points is not None, "locked": not solution}
    if points is not None:
        mark["points"] = points
    return new_code_cell(source, metadata={"nbgrader": mark})


right = cell("def double(x):\n    return 2 * x", "double", solution=True)
wrong = cell("def double(x):\n    return x", "double", solution=True)
no_python = cell("def double(x:\n    return x", "double", solution=True)
given = cell("import a_library_that_is_missing", "given")
test = cell("assert double(2) == 4", "test", points=1)
books = {
    "right": [right, test],
    "wrong": [wrong, test],
    "a given cell raises": [given, right, test],
    "no Python, its test removed": [no_python],
}
kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
for number, (name, cells) in enumerate(books.items()):
    file = f"book{number}.ipynb"
    nbformat.write(new_notebook(metadata=kernel, cells=cells), file)
    words = subprocess.run(["nbgrader", "validate", file], capture_output=True, text=True)
    run = subprocess.run(["jupyter", "nbconvert", "--execute", "--to", "notebook", "--stdout", file], capture_output=True)
    print(f"{name}:")
    print(f"    validate: status {words.returncode}, {words.stdout.split('!')[0]!r}")
    print(f"    nbconvert --execute: status {run.returncode}")
PY
python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
right:
    validate: status 0, 'Success'
    nbconvert --execute: status 0
wrong:
    validate: status 0, 'VALIDATION FAILED ON 1 CELL(S)'
    nbconvert --execute: status 1
a given cell raises:
    validate: status 0, 'Success'
    nbconvert --execute: status 1
no Python, its test removed:
    validate: status 0, 'Success'
    nbconvert --execute: status 1
RECORDED
echo "As recorded."
