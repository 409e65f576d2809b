#!/usr/bin/env bash
# nbgrader: an extension for one student, before there is a due date, makes grading fail.
#
# What one would expect: without a due date nobody is late, with an extension or without; a date that is set
#   later counts from then on.
# What happens: the gradebook takes the extension. From then on whoever asks how late that student was adds a
#   time span to no date: `nbgrader autograde` ends with status 1, and a program of one's own that asks the
#   gradebook with a TypeError. Taking the extension back, or setting a date, mends it.
# What it means for a course: write extensions down elsewhere until the date is set, or set a far one first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq nbgrader==0.9.6 sqlalchemy==2.0.43 ipykernel==7.4.0
export PATH="$work/env/bin:$PATH"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -iE '^(nbgrader|sqlalchemy) '
mkdir course && cd course
cat > write.py <<'PY'
import os

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

source = new_code_cell("x = 1", metadata={"nbgrader": {
    "grade_id": "answer", "grade": False, "solution": True, "locked": False, "schema_version": 3}})
test = new_code_cell("assert x == 1", metadata={"nbgrader": {
    "grade_id": "test", "grade": True, "solution": False, "locked": True, "points": 1,
    "schema_version": 3}})
language = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
for folder in ("source/ps1", "submitted/ada/ps1", "submitted/bob/ps1"):
    os.makedirs(folder)
    notebook = new_notebook(cells=[source, test], metadata=language)
    nbformat.write(notebook, f"{folder}/p1.ipynb")
    if folder.startswith("submitted"):
        with open(f"{folder}/timestamp.txt", "w") as file:
            file.write("2026-10-05 10:00:00 UTC")
PY
python write.py
cat > extend.py <<'PY'
import sys

from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as book:
    book.grant_extension("ps1", "ada", days=int(sys.argv[1]))
PY
cat > lateness.py <<'PY'
from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as book:
    for who in ("ada", "bob"):
        try:
            print(f"    {who}: late by {book.find_submission('ps1', who).total_seconds_late:.0f} seconds")
        except TypeError as error:
            print(f"    {who}: TypeError: {error}")
PY
graded() {
    if nbgrader autograde ps1 --force >log.txt 2>&1; then status=0; else status=1; fi
    echo "$1: nbgrader autograde ends with status $status"
    python lateness.py
}
{
    nbgrader generate_assignment ps1 >/dev/null 2>&1
    graded "no due date"
    python extend.py 1
    graded "ada has a day more"
    python extend.py 0
    graded "the extension is taken back"
    nbgrader db assignment add ps1 --duedate="2026-10-04 10:00:00 UTC" >/dev/null 2>&1
    python extend.py 1
    graded "a due date, and a day more for ada"
} 2>/dev/null | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
no due date: nbgrader autograde ends with status 0
    ada: late by 0 seconds
    bob: late by 0 seconds
ada has a day more: nbgrader autograde ends with status 1
    ada: TypeError: unsupported operand type(s) for +: 'NoneType' and 'datetime.timedelta'
    bob: late by 0 seconds
the extension is taken back: nbgrader autograde ends with status 0
    ada: late by 0 seconds
    bob: late by 0 seconds
a due date, and a day more for ada: nbgrader autograde ends with status 0
    ada: late by 0 seconds
    bob: late by 86400 seconds
RECORDED
echo "As recorded."
