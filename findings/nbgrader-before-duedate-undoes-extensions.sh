#!/usr/bin/env bash
# nbgrader: `collect --before-duedate` takes from a student with an extension what the extension was given for.
#
# What one would expect: the option collects each student's last hand-in that was not late, and an extension, which
#   nbgrader keeps in the same gradebook and takes off when it says how late somebody was, moves that student's date.
# What happens: the class's date counts for everybody. Of a student who has two days more and handed in a stub in time
#   and the work a day later, the stub is collected, although nbgrader itself calls the later one not late. Work that
#   was collected before is replaced by the stub, and graded anew: 2 of 2 becomes 0 of 2. The log says "Updating
#   submission", as it does for a newer one.
# What it means for a course: those who were granted time lose by it, if they had handed in anything before. Collect
#   without the option and let the late rule decide, or collect those students once more, with --update instead of it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq --no-compile nbgrader==0.9.6 sqlalchemy==2.0.43 nbclient==0.11.0 ipykernel==7.4.0
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -iE '^(nbgrader|sqlalchemy) '

cat > run.py <<'PY'
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

DUE, IN_TIME, A_DAY_LATER = (f"2026-10-0{day} 10:00:00 UTC" for day in (4, 3, 5))
course, exchange, home = Path("course"), Path("exchange"), Path("home")
settings = f"""
c = get_config()
c.CourseDirectory.course_id = "demo"
c.Exchange.root = {str(exchange.resolve())!r}
c.Exchange.cache = {str(Path("cache").resolve())!r}
"""
for folder in (course / "source/ps1", exchange, home):
    folder.mkdir(parents=True)
exchange.chmod(0o777)
for folder in (course, home):
    (folder / "nbgrader_config.py").write_text(settings)


def marks(name, **also):
    given = {"grade_id": name, "schema_version": 3, "grade": False, "solution": False, "task": False}
    return {"nbgrader": {**given, "locked": False, **also}}


book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
book.cells = [
    new_code_cell("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", metadata=marks("answer", solution=True)),
    new_code_cell("assert x == 1", metadata=marks("test", grade=True, locked=True, points=2)),
]
nbformat.write(book, course / "source/ps1/p1.ipynb")


def nbgrader(*command, folder=course):
    done = subprocess.run(["nbgrader", *command], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command}: {done.stderr}")
    return done.stderr


def hand_in(student, time, source):
    """Put a hand-in of that time into the exchange, made from one that nbgrader wrote."""
    name = "+".join([student, "ps1", time, *pattern.name.split("+")[3:]])
    into = exchange / "demo/inbound" / name
    shutil.copytree(pattern, into)
    (into / "timestamp.txt").write_text(time)
    notebook = nbformat.read(into / "p1.ipynb", 4)
    notebook.cells[0].source = source
    nbformat.write(notebook, into / "p1.ipynb")


def collected(words, *options, looked_at=("ada", "bob")):
    said = nbgrader("collect", "ps1", *options)
    did = {"Updating": "updated", "Collecting": "collected"}
    nbgrader("autograde", "ps1", "--force", "--create", *(["--student", "ada"] if "--student" in options else []))
    with Gradebook("sqlite:///course/gradebook.db") as gradebook:
        print(words)
        for who in looked_at:
            one = gradebook.find_submission("ps1", who)
            verb = [past for verb, past in did.items() if f"{verb} submission: {who} " in said] or ["kept"]
            late = f"{one.total_seconds_late:.0f} s late"
            print(f"    {who}: {verb[0]} of {one.timestamp:%d October}, {late}, {one.score:g} of 2")


nbgrader("generate_assignment", "ps1", "--create")
nbgrader("release_assignment", "ps1")
nbgrader("db", "assignment", "add", "ps1", "--duedate", DUE)
nbgrader("fetch_assignment", "ps1", folder=home)
nbgrader("submit", "ps1", folder=home)
pattern = Path("pattern") / next((exchange / "demo/inbound").iterdir()).name
shutil.move(exchange / "demo/inbound" / pattern.name, pattern)
for student in ("ada", "bob"):
    hand_in(student, IN_TIME, "x = None")
    hand_in(student, A_DAY_LATER, "x = 1")
collected("collect:")
with Gradebook("sqlite:///course/gradebook.db") as gradebook:
    gradebook.grant_extension("ps1", "ada", days=2)
collected("ada has two days more; collect:")
collected("collect --before-duedate:", "--before-duedate")
collected("collect --student ada --update:", "--student", "ada", "--update", looked_at=["ada"])
PY
python -W ignore run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
collect:
    ada: collected of 05 October, 86400 s late, 2 of 2
    bob: collected of 05 October, 86400 s late, 2 of 2
ada has two days more; collect:
    ada: kept of 05 October, 0 s late, 2 of 2
    bob: kept of 05 October, 86400 s late, 2 of 2
collect --before-duedate:
    ada: updated of 03 October, 0 s late, 0 of 2
    bob: updated of 03 October, 0 s late, 0 of 2
collect --student ada --update:
    ada: updated of 05 October, 0 s late, 2 of 2
RECORDED
echo "As recorded."
