#!/usr/bin/env bash
# DuckDB: one student's date decides how all other dates of a file are read.
#
# What one would expect: DuckDB finds out by itself the types and the format of dates in a CSV file, says its
#   documentation. 03/04/2026 is then one day, whichever, and a date that does not fit is an error or makes the column
#   text.
# What happens: a format that fits all rows is taken, day first if both fit. Add one student with 04/13/2026, and
#   everyone's day becomes the month: ada's deadline of 3 April is 4 March, ben's of 5 April is 4 May, and those due
#   before 1 April are others. One more who writes the day first makes all of it text, which is compared letter by
#   letter. Three marks in one field, 10-4-3, are 3 April 2010.
# What it means for a course: a list of extensions that was read right all term is read wrong once one more is given,
#   without a word. Write 2026-04-03, or hand over dateformat and the column's type: then it is an error.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile duckdb==2.0.1
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^duckdb '
cat > run.py <<'PY'
from pathlib import Path

import duckdb


def read(heading, *rows, options=""):
    Path("class.csv").write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return duckdb.sql(f"select * from read_csv('class.csv'{options})")


ada, ben = "ada,03/04/2026", "ben,05/04/2026"
for words, further in (
    ("two students", []),
    ("and cy", ["cy,04/13/2026"]),
    ("and cy and dee", ["cy,04/13/2026", "dee,13/04/2026"]),
):
    table = read("student,due", ada, ben, *further)
    kind = table.types[1]
    print(f"{words}: {kind}")
    print("   ", ", ".join(f"{student} {due}" for student, due in table.fetchall()))
    earlier = "'2026-04-01'" if kind == "DATE" else "'01/04/2026'"
    print("    due before 1 April:", [name for name, _ in table.filter(f"due < {earlier}").fetchall()])
try:
    read("student,due", ada, ben, "cy,04/13/2026", options=", dateformat = '%d/%m/%Y', types = {'due': 'DATE'}").fetchall()
except duckdb.Error as error:
    print(f"two and cy, with a dateformat and a type: {type(error).__name__}")
print("marks:", read("student,marks", "ada,10-4-3", "ben,12-4-5").fetchall())
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
two students: DATE
    ada 2026-04-03, ben 2026-04-05
    due before 1 April: []
and cy: DATE
    ada 2026-03-04, ben 2026-05-04, cy 2026-04-13
    due before 1 April: ['ada']
and cy and dee: VARCHAR
    ada 03/04/2026, ben 05/04/2026, cy 04/13/2026, dee 13/04/2026
    due before 1 April: []
two and cy, with a dateformat and a type: ConversionException
marks: [('ada', datetime.date(2010, 4, 3)), ('ben', datetime.date(2012, 4, 5))]
RECORDED
echo "As recorded."
