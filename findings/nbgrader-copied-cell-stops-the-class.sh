#!/usr/bin/env bash
# nbgrader: one student copies an answer cell, and nobody after that student is graded.
#
# What one would expect: a cell that is there twice is a warning, and one of the two counts, as
#   nbgrader's step for doubled ids says; and a bad submission costs nobody else anything.
# What happens: Jupyter copies the cell with its nbgrader metadata. The step empties the metadata of
#   the upper copy, and the next step takes empty metadata for those of an old version: it raises, and
#   that error, unlike others, ends the whole run. Students later in the alphabet get no mark. The
#   message says to run `nbgrader update .`, which fails as well, since an id is there twice.
# What it means for a course: copying a cell before changing it is what careful students do. Look for
#   doubled grade ids before autograding, and count who has a mark after it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq nbgrader==0.9.6 nbclient==0.11.0 nbformat==5.11.1 ipykernel==7.4.0 ipython==9.18.1
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbgrader|nbclient|nbformat|ipykernel|ipython) '

cat > run.py <<'PY'
import copy
import os
import subprocess
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook


def cell(source, name, points=None):
    test = points is not None
    nbgrader = {"schema_version": 3, "grade_id": name, "grade": test, "locked": test}
    nbgrader |= {"solution": not test, "task": False} | ({"points": points} if test else {})
    return new_code_cell(source, metadata={"nbgrader": nbgrader})


ANSWER = "def gradient(dout):\n    return 2 * dout"
book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
book.cells = [cell(ANSWER, "answer"), cell("assert gradient(1) == 2", "test", 1)]
os.mkdir("course")
os.chdir("course")
Path("nbgrader_config.py").write_text("")
Path("source/hw").mkdir(parents=True)
nbformat.write(book, "source/hw/book.ipynb")


def nbgrader(*command):
    return subprocess.run(["nbgrader", *command], capture_output=True, text=True)


nbgrader("generate_assignment", "hw", "--create").check_returncode()
STUDENTS = ("ada", "ben", "cleo", "dara")
for student in STUDENTS:
    handed_in = nbformat.read("release/hw/book.ipynb", as_version=4)
    handed_in.cells[0].source = ANSWER
    if student == "ben":  # as Jupyter's "copy, paste below" does
        copied = copy.deepcopy(handed_in.cells[0])
        copied.id = "a-copied-cell"
        handed_in.cells.insert(1, copied)
        nbformat.validate(handed_in)
        print("ben's file is valid")
    Path(f"submitted/{student}/hw").mkdir(parents=True)
    nbformat.write(handed_in, f"submitted/{student}/hw/book.ipynb")

done = nbgrader("autograde", "hw", "--create")
print("autograde: exit", done.returncode, "- old version" if "use an old version" in done.stderr else "")

from nbgrader.api import Gradebook, MissingEntry

with Gradebook("sqlite:///gradebook.db") as gradebook:
    for student in STUDENTS:
        try:
            grade = gradebook.find_grade("test", "book", "hw", student)
            print(f"{student}: {grade.auto_score}")
        except MissingEntry:
            print(f"{student}: not in the gradebook")
done = nbgrader("update", ".")
print("update: exit", done.returncode, "- duplicate" if "Duplicate grade id" in done.stderr else "")
PY
python -W ignore run.py 2>log.txt | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
ben's file is valid
autograde: exit 1 - old version
ada: 1.0
ben: None
cleo: not in the gradebook
dara: not in the gradebook
update: exit 1 - duplicate
RECORDED
echo "As recorded."
