#!/usr/bin/env bash
# nbstripout with nbdime: the teacher puts an exercise in front, and each student's answers move up by one question.
#
# What one would expect: nbdime merges notebooks by what is in their cells, nbstripout takes outputs away, and both are
#   often set up together for notebooks in git. A merge without a conflict leaves answers where they were.
# What happens: nbstripout also replaces the ids of cells by 0, 1, 2 and so on, by their places. nbdime takes two cells
#   of one id for one cell, whatever is in them. After a new cell further up, every id belongs to another cell:
#   the answer to question 2 stands below question 1, with the `grade_id` of question 1, and the last question is
#   empty again. The merge says nothing and ends with status 0, as long as the places for answers read alike (a
#   written answer, "# YOUR CODE HERE"); where they differ, it is a conflict in each of them. With the ids as
#   Jupyter made them, or with `nbstripout --keep-id`, the same merge is right.
# What it means for a course: `--keep-id` in every filter and hook from the first release on; a corrected exercise
#   that reaches students by a merge is to be looked at, even after "no conflicts".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq --no-compile nbstripout==0.9.1 nbformat==5.11.1 GitPython==3.2.1 colorama==0.4.6 Pygments==2.21.0
pip install -qq --no-compile --no-deps nbdime==4.0.4 # its server is not needed here
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbstripout|nbdime|nbformat) '

cat > made.py <<'PY'
import copy

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


def exercise(name, text):
    place = new_code_cell(STUB, metadata={"nbgrader": {"grade_id": name}})
    return [new_markdown_cell(f"## {name}\n\n{text}"), place]


square = exercise("square", "The derivative of x ** 2, as `dx`.")
sigmoid = exercise("sigmoid", "The derivative of the sigmoid, from its value s, as `dx`.")
linear = exercise("linear", "The derivative of 3 * x, as `dx`.")

released = new_notebook(cells=square + sigmoid)
student = copy.deepcopy(released)
student.cells[1].source = "dx = 2 * x"
student.cells[3].source = "dx = s * (1 - s)"
teacher = new_notebook(cells=linear + copy.deepcopy(released.cells))
for name, notebook in (("released", released), ("student", student), ("teacher", teacher)):
    nbformat.write(notebook, f"{name}.ipynb")
PY
cat > shown.py <<'PY'
import nbformat

for cell in nbformat.read("merged.ipynb", as_version=4).cells:
    if cell.cell_type == "code":
        print(f"    {cell.metadata.nbgrader.grade_id}: {cell.source.splitlines()[0]}")
PY
python made.py
{
  for how in "the ids as they were" "nbstripout --keep-id" "nbstripout"; do
    mkdir "$how"
    for name in released student teacher; do
      cp $name.ipynb "$how/"
      [ "$how" = "the ids as they were" ] || $how "$how/$name.ipynb"
    done
    status=0
    nbmerge "$how"/{released,student,teacher}.ipynb --out merged.ipynb 2>/dev/null || status=$?
    echo "$how: nbmerge ends with status $status"
    python shown.py
  done
} | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
the ids as they were: nbmerge ends with status 0
    linear: # YOUR CODE HERE
    square: dx = 2 * x
    sigmoid: dx = s * (1 - s)
nbstripout --keep-id: nbmerge ends with status 0
    linear: # YOUR CODE HERE
    square: dx = 2 * x
    sigmoid: dx = s * (1 - s)
nbstripout: nbmerge ends with status 0
    linear: dx = 2 * x
    square: dx = s * (1 - s)
    sigmoid: # YOUR CODE HERE
RECORDED
echo "As recorded."
