#!/usr/bin/env bash
# nbgrader: with Exchange.timezone set to Seoul, everything handed in is nine hours late.
#
# What one would expect: Exchange.timezone says in which zone `nbgrader submit` writes the time, and
#   `nbgrader autograde` reads the same time back. "+0200" is two hours.
# What happens: the time is written with the zone's abbreviation, which the reader looks up among the
#   names of zone *files*. EST and CET are there; KST, IST, EDT and CEST are not, and an unknown one is
#   taken for UTC without a word. Zones without letters are written as "-03", which is read as three
#   *seconds*. So Panama works, New York works in winter only, in Seoul every submission is nine hours
#   late, and in Brazil everybody gets three hours more. "+0200" is read as 200 seconds, although a
#   function of nbgrader's own, said to write what the reader takes, writes exactly that; and "+02:00"
#   after a space is no better.
# What it means for a course: deadlines and late penalties are hours wrong for most of the world. Leave
#   Exchange.timezone at UTC, and give times by hand as "14:00:00+02:00", without the space.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq nbgrader==0.9.6 python-dateutil==2.9.0.post0 ipykernel==7.4.0 ipython==9.18.1
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbgrader|python-dateutil) '

cat > run.py <<'PY'
import subprocess
from datetime import datetime, timezone
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

test = {"schema_version": 3, "grade_id": "test", "grade": True, "locked": True, "solution": False}
test |= {"task": False, "points": 1}
book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
book.cells = [new_code_cell("assert True", metadata={"nbgrader": test})]


def handed_in(zone):
    """Hours between now and the time in the gradebook, for a submission made now."""
    course, home, exchange = (Path(zone.replace("/", "_")) / f for f in ("course", "home", "exchange"))
    (course / "source/hw").mkdir(parents=True)
    nbformat.write(book, course / "source/hw/book.ipynb")
    home.mkdir()
    exchange.mkdir()
    exchange.chmod(0o777)
    for folder in (course, home):
        (folder / "nbgrader_config.py").write_text(
            "c = get_config()\n"
            "c.CourseDirectory.course_id = 'backprop'\n"
            f"c.Exchange.timezone = {zone!r}\n"
            f"c.Exchange.root = {str(exchange.absolute())!r}\n"
            f"c.Exchange.cache = {str((home / 'cache').absolute())!r}\n"
        )
    for folder, *command in (
        (course, "generate_assignment", "hw", "--create"),
        (course, "release_assignment", "hw"),
        (home, "fetch_assignment", "hw", "--course=backprop"),
        (home, "submit", "hw", "--course=backprop"),
        (course, "collect", "hw"),
        (course, "autograde", "hw", "--create"),
    ):
        subprocess.run(["nbgrader", *command], cwd=folder, check=True, capture_output=True)
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        (submission,) = gradebook.assignment_submissions("hw")
        return submission.timestamp - datetime.now(timezone.utc).replace(tzinfo=None)


for zone in ("America/Panama", "Asia/Seoul", "America/Sao_Paulo"):  # none has summer time
    print(f"handed in now in {zone}: {handed_in(zone).total_seconds() / 3600:+.0f} h")

from nbgrader.utils import parse_utc, to_numeric_tz

print("to_numeric_tz('Africa/Harare'):", to_numeric_tz("Africa/Harare"))
for written in ("14:00:00+02:00", "14:00:00 +0200", "14:00:00 +02:00", "14:00:00 EST", "14:00:00 EDT"):
    print(f"{written} is", parse_utc(f"2026-07-10 {written}").time(), "UTC")
PY
python -W ignore run.py 2>log.txt | sed 's/-0 h/+0 h/' | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
handed in now in America/Panama: +0 h
handed in now in Asia/Seoul: +9 h
handed in now in America/Sao_Paulo: -3 h
to_numeric_tz('Africa/Harare'): +0200
14:00:00+02:00 is 12:00:00 UTC
14:00:00 +0200 is 13:56:40 UTC
14:00:00 +02:00 is 14:00:00 UTC
14:00:00 EST is 19:00:00 UTC
14:00:00 EDT is 14:00:00 UTC
RECORDED
echo "As recorded."
