#!/usr/bin/env bash
# nbgrader's rule "late work gets zero" does not hold for what a person marks afterwards.
#
# What one would expect: with `LateSubmissionPlugin.penalty_method = "zero"` a late hand-in ends with 0,
#   in the exported table and on the feedback page, whatever is marked by hand and when.
# What happens: the penalty is a number, taken from the score as it is when the tests have run, and kept.
#   Points given by hand after that stay: 3 for the written answer make the late student's mark 3 of 5. Where
#   a person takes points away instead, the feedback page shows a mark below zero and the table shows 0.
#   Autograding once more sets it right; nothing says that it is needed.
# What it means for a course: with a late rule, autograde with --force after marking by hand, before exporting.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq nbgrader==0.9.6 sqlalchemy==2.0.43 ipykernel==7.4.0 nbconvert==7.17.0
export PATH="$work/env/bin:$PATH"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -iE '^(nbgrader|nbconvert|sqlalchemy) '
mkdir course && cd course
cat > nbgrader_config.py <<'PY'
c = get_config()
c.LateSubmissionPlugin.penalty_method = "zero"
PY
cat > write.py <<'PY'
import os

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook


def marks(name, *, grade, solution, points=None):
    also = {} if points is None else {"points": points}
    return {"nbgrader": {"grade_id": name, "grade": grade, "solution": solution,
                         "locked": not solution, "schema_version": 3, **also}}


cells = [
    new_code_cell("x = 1", metadata=marks("answer", grade=False, solution=True)),
    new_code_cell("assert x == 1", metadata=marks("test", grade=True, solution=False, points=2)),
    new_markdown_cell("Because.", metadata=marks("why", grade=True, solution=True, points=3)),
]
language = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
for folder in ("source/ps1", "submitted/ada/ps1", "submitted/bob/ps1"):
    os.makedirs(folder)
    nbformat.write(new_notebook(cells=cells, metadata=language), f"{folder}/p1.ipynb")
for who in ("ada", "bob"):
    with open(f"submitted/{who}/ps1/timestamp.txt", "w") as file:
        file.write("2026-10-05 10:00:00 UTC")
PY
python write.py
cat > by_hand.py <<'PY'
import sys

from nbgrader.api import Gradebook

who, cell, points = sys.argv[1:]
with Gradebook("sqlite:///gradebook.db") as book:
    grade = book.find_grade(cell, "p1", "ps1", who)
    grade.manual_score = float(points)
    grade.needs_manual_grade = False
    book.db.commit()
PY
cat > shown.py <<'PY'
import csv
import re
from pathlib import Path

rows = {row["student_id"]: row for row in csv.DictReader(open("grades.csv"))}
for who in ("ada", "bob"):
    page = Path(f"feedback/{who}/ps1/p1.html").read_text()
    mark = re.search(r"Score:\s*(-?[\d.]+)", page)
    print(f"    {who}: {rows[who]['score']} in the table, {mark[1]} on the feedback page")
PY
graded() { nbgrader autograde ps1 --force >>log.txt 2>&1; }
shown() {
    echo "$1:"
    nbgrader export >>log.txt 2>&1
    nbgrader generate_feedback ps1 --force >>log.txt 2>&1
    python shown.py
}
{
    nbgrader generate_assignment ps1 >>log.txt 2>&1
    nbgrader db assignment add ps1 --duedate="2026-10-04 10:00:00 UTC" >>log.txt 2>&1
    graded
    shown "a day late, the tests give both 2 of 2"
    python by_hand.py ada why 3
    python by_hand.py bob test 1
    shown "by hand, ada gets 3 for her text, and bob 1 in place of 2"
    graded
    shown "autograded once more"
} | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
a day late, the tests give both 2 of 2:
    ada: 0.0 in the table, 0.0 on the feedback page
    bob: 0.0 in the table, 0.0 on the feedback page
by hand, ada gets 3 for her text, and bob 1 in place of 2:
    ada: 3.0 in the table, 3.0 on the feedback page
    bob: 0.0 in the table, -1.0 on the feedback page
autograded once more:
    ada: 0.0 in the table, 0.0 on the feedback page
    bob: 0.0 in the table, 0.0 on the feedback page
RECORDED
echo "As recorded."
