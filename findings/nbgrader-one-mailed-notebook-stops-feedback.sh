#!/usr/bin/env bash
# One notebook that came by mail, and nbgrader releases feedback to nobody whose name follows.
#
# What one would expect: a student without the exchange's receipt gets no feedback through the
#   exchange; the others get theirs.
# What happens: the instructor puts a mailed notebook into submitted/, where autograde and
#   generate_feedback take it like any other. release_feedback then ends with a FileNotFoundError for
#   that folder's timestamp.txt. Students before it in the alphabet have their feedback, the others
#   have none, and the next attempt stops at the same place.
# What it means for a course: look into the exchange after each release of feedback, and give mailed
#   notebooks a receipt, or a folder of their own.
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
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

STUDENTS, MAILED = ("ada", "bo", "cem"), "bo"
course, exchange = Path("course"), Path("exchange")
(course / "source/hw").mkdir(parents=True)
exchange.mkdir()
exchange.chmod(0o777)
settings = f"""
c = get_config()
c.CourseDirectory.course_id = "demo"
c.Exchange.root = {str(exchange.resolve())!r}
c.Exchange.cache = {str(Path("cache").resolve())!r}
"""
(course / "nbgrader_config.py").write_text(settings)
mark = {"schema_version": 3, "grade_id": "test", "grade": True, "locked": True}
mark |= {"solution": False, "task": False, "points": 1}
book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
book.cells = [new_code_cell("assert True", metadata={"nbgrader": mark})]
nbformat.write(book, course / "source/hw/book.ipynb")


def nbgrader(*command, folder=course):
    return subprocess.run(["nbgrader", *command], cwd=folder, capture_output=True, text=True)


def must(*command, **named):
    done = nbgrader(*command, **named)
    if done.returncode:
        sys.exit(f"{command}: {done.stderr}")


must("generate_assignment", "hw", "--create")
must("release_assignment", "hw")
home = Path("home")  # one system user hands in for all, whose name is replaced in the exchange
home.mkdir()
(home / "nbgrader_config.py").write_text(settings)
must("fetch_assignment", "hw", folder=home)
must("submit", "hw", folder=home)
(handed_in,) = (exchange / "demo/inbound").iterdir()
for student in STUDENTS:
    if student != MAILED:
        name = "+".join([student, *handed_in.name.split("+")[1:]])
        shutil.copytree(handed_in, handed_in.with_name(name))
shutil.rmtree(handed_in)
must("collect", "hw")
shutil.copytree(course / "release/hw", course / "submitted" / MAILED / "hw")
must("autograde", "hw", "--create")
must("generate_feedback", "hw")
written = sorted(path.parts[-3] for path in (course / "feedback").glob("*/hw/book.html"))
print("feedback is written for", *written)
for attempt in ("first", "second"):
    done = nbgrader("release_feedback", "hw")
    error = [line for line in done.stderr.splitlines() if "Error" in line][-1:] or ["no error"]
    missing = "timestamp.txt" if "timestamp.txt" in done.stderr else ""
    print(f"{attempt} release_feedback: exit status {done.returncode},", error[0].split(":")[0].split()[-1], missing)
    print("  in the exchange:", len(list((exchange / "demo/feedback").glob("*"))), "of", len(written))
PY
python -W ignore run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
feedback is written for ada bo cem
first release_feedback: exit status 1, FileNotFoundError timestamp.txt
  in the exchange: 1 of 3
second release_feedback: exit status 1, FileNotFoundError timestamp.txt
  in the exchange: 1 of 3
RECORDED
echo "As recorded."
