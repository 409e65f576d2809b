#!/usr/bin/env bash
# nbgrader: `db student add ada --email=…` takes ada's names away, and `db assignment add ps1` the due date.
#
# What one would expect: "add" of somebody who is there changes what it is given, or is an error, as in other
#   programs; what it is not given stays.
# What happens: what is not given is set to nothing. A corrected e-mail address costs a student both names and the
#   number by which the LMS knows them; a second "add" of an assignment without --duedate, as in a script that makes
#   sure that all are there, takes the due date away. The exit status is 0; only the log has the Nones.
#   `nbgrader db student import` changes no columns but those in its file.
# What it means for a course: the exported marks lose what an LMS matches people by, and without a due date no work is
#   late. Correct people through a file and `import`, and give --duedate each time.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq --no-compile nbgrader==0.9.6 sqlalchemy==2.0.43
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -iE '^(nbgrader|sqlalchemy) '
cat > say.py <<'PY'
import sys

from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as book:
    one = book.find_student("ada")
    print(f"{sys.argv[1]}:")
    print(f"    {one.first_name} {one.last_name}, {one.email}, LMS {one.lms_user_id}")
    print(f"    ps1 is due {book.find_assignment('ps1').duedate}")
PY
ran() {
    nbgrader db "$@" > log.txt 2>&1 && status=0 || status=$?
    python -W ignore say.py "nbgrader db $*, status $status"
}
{
    nbgrader db assignment add ps1 --duedate="2026-10-04 10:00:00 UTC" > /dev/null 2>&1
    ran student add ada --first-name=Ada --last-name=Lovelace --email=ada@old.example --lms-user-id=4711
    ran student add ada --email=ada@new.example
    ran assignment add ps1
    printf 'id,first_name,last_name,lms_user_id\nada,Ada,Lovelace,4711\n' > people.csv
    ran student import people.csv
} | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
nbgrader db student add ada --first-name=Ada --last-name=Lovelace --email=ada@old.example --lms-user-id=4711, status 0:
    Ada Lovelace, ada@old.example, LMS 4711
    ps1 is due 2026-10-04 10:00:00
nbgrader db student add ada --email=ada@new.example, status 0:
    None None, ada@new.example, LMS None
    ps1 is due 2026-10-04 10:00:00
nbgrader db assignment add ps1, status 0:
    None None, ada@new.example, LMS None
    ps1 is due None
nbgrader db student import people.csv, status 0:
    Ada Lovelace, ada@new.example, LMS 4711
    ps1 is due None
RECORDED
echo "As recorded."
