#!/usr/bin/env bash
# nbgrader: work that replaces a late hand-in stays late by the time of the file that it replaced.
#
# What one would expect: what stands in submitted/ is graded as it is: without a timestamp.txt, work has no time of its
#   own and is not late, for nobody handed anything in at the time of a file that is gone.
# What happens: `nbgrader autograde` writes a time into the gradebook if there is a file, and leaves the one that is
#   there if there is none. So whoever was late once is late with the next hand-in as well, if that comes without a
#   timestamp (by e-mail, from an LMS, put there by the instructor), and loses the points again; of two
#   students with the same files, one is late. The log says how late, not by what. --force does not change it.
# What it means for a course: write a timestamp.txt beside every file that you put into submitted/, above all beside the
#   one that stands in for a hand-in that went wrong.
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
from nbformat.v4 import new_code_cell, new_notebook


def marks(name, *, grade, solution, points=None):
    also = {} if points is None else {"points": points}
    return {"nbgrader": {"grade_id": name, "grade": grade, "solution": solution,
                         "locked": not solution, "schema_version": 3, **also}}


cells = [
    new_code_cell("x = 1", metadata=marks("answer", grade=False, solution=True)),
    new_code_cell("assert x == 1", metadata=marks("test", grade=True, solution=False, points=2)),
]
language = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
for folder in ("source/ps1", "submitted/ada/ps1", "submitted/bob/ps1"):
    os.makedirs(folder)
    nbformat.write(new_notebook(cells=cells, metadata=language), f"{folder}/p1.ipynb")
PY
python write.py
cat > say.py <<'PY'
import sys

from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as book:
    for who in ("ada", "bob"):
        one = book.find_submission("ps1", who)
        mark = max(0, one.score - sum(each.late_submission_penalty or 0 for each in one.notebooks))
        print(f"{sys.argv[1]}: {who} handed in at {one.timestamp}, {one.total_seconds_late:.0f} s late, {mark:g} of 2")
PY
cat > due.py <<'PY'
from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as book:
    book.update_or_create_assignment("ps1", duedate="2026-10-01 10:00:00 UTC")
PY
{
    nbgrader generate_assignment ps1 > /dev/null 2>&1
    python due.py
    echo "2026-10-05 10:00:00 UTC" > submitted/ada/ps1/timestamp.txt
    nbgrader autograde ps1 > /dev/null 2>&1
    python say.py "first"
    rm submitted/ada/ps1/timestamp.txt
    touch submitted/ada/ps1/p1.ipynb
    nbgrader autograde ps1 --force > log.txt 2>&1
    python say.py "replaced"
    echo "timestamps in submitted/: $(find submitted -name timestamp.txt | wc -l)"
} | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
first: ada handed in at 2026-10-05 10:00:00, 345600 s late, 0 of 2
first: bob handed in at None, 0 s late, 2 of 2
replaced: ada handed in at 2026-10-05 10:00:00, 345600 s late, 0 of 2
replaced: bob handed in at None, 0 s late, 2 of 2
timestamps in submitted/: 0
RECORDED
echo "As recorded."
