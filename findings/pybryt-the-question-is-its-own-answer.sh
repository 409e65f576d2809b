#!/usr/bin/env bash
# PyBryt: the notebook's own check, which names the value that is wanted, makes every answer right.
#
# What one would expect: a reference with the value 6.0 is satisfied by a student whose function returns 6.0.
# What happens: it is satisfied by any notebook in which a variable is 6.0 for a moment: a step on the way of a
#   wrong formula, or the expected number of the visible check that the course itself put there. So the
#   check below an exercise hands its points to everyone who runs it.
# What it means for a course: ask for values that no cell of the notebook and no wrong way has in between
#   (drawn points, unusual inputs), and try each reference on the notebook without an answer first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq pybryt==0.7.0 ipykernel==7.4.0 ipython==9.18.1 nbformat==5.11.1 nbconvert==7.17.2
export PATH="$work/env/bin:$PATH"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(pybryt|ipykernel|ipython|nbformat|nbconvert) '
cat > run.py <<'PY'
import nbformat
import pybryt
from nbformat.v4 import new_code_cell, new_notebook

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
NOTEBOOKS = {
    "right": ["def dx(x, y): return y", "dx(3.0, 6.0)"],
    "wrong, called with other numbers": ["def dx(x, y): return x", "dx(3.0, 2.0)"],
    "wrong, the number is an argument": ["def dx(x, y): return x", "dx(3.0, 6.0)"],
    "wrong, the check says so": ["def dx(x, y): return x", "print(dx(3.0, 2.0) == 6.0)"],
    "wrong, the check names the number": [
        "def dx(x, y): return x",
        "expected = 6.0\nprint(dx(3.0, 2.0) == expected)",
    ],
    "wrong, it passes by the number": ["def dx(x, y):\n    t = 2 * y\n    return t - 1", "dx(3.0, 3.0)"],
}
reference = pybryt.ReferenceImplementation("dx", [pybryt.Value(6.0, name="dx")])
for words, cells in NOTEBOOKS.items():
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata=KERNEL)
    nbformat.write(notebook, "student.ipynb")
    student = pybryt.StudentImplementation("student.ipynb")
    print(f"{words}: {'satisfied' if student.check(reference).correct else 'not satisfied'}")
PY
python -W ignore run.py 2>log.txt | tee seen.txt

diff - seen.txt <<'RECORDED' || { cat log.txt; echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
right: satisfied
wrong, called with other numbers: not satisfied
wrong, the number is an argument: not satisfied
wrong, the check says so: not satisfied
wrong, the check names the number: satisfied
wrong, it passes by the number: satisfied
RECORDED
echo "As recorded."
