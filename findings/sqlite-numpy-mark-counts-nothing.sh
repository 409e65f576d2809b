#!/usr/bin/env bash
# SQLite: three marks of 3, of three of NumPy's types, add up to 3, and their average is 1.
#
# What one would expect: Python's sqlite3 refuses what it cannot store (a tuple, a Fraction), or takes np.int64(3) and
#   np.float32(3) for the number that they are, as it takes np.float64(3).
# What happens: np.float64 is a Python float. The others are not, but can be read as a buffer, so sqlite3 stores
#   their bytes, eight or four of them, in a column for numbers as well, and says nothing. SUM and AVG count a blob as
#   0, MAX takes it for the largest, `WHERE id = ?` with such a number finds nobody, and a rule such as
#   CHECK (points <= 4) is broken by a 3. SQLAlchemy passes on the bytes where a column is of the type Integer, and
#   makes numbers of them for Float, which nbgrader uses.
# What it means for a course: marks that are sums or counts of arrays, or that pandas read, are 0 in every total. Write
#   `score.item()` or float(score), and int(number) in queries.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile numpy==2.4.6 sqlalchemy==2.0.43
echo "Versions:"
env/bin/python --version
env/bin/python -c "import sqlite3; print('SQLite', sqlite3.sqlite_version)"
env/bin/pip list 2>/dev/null | grep -iE '^(numpy|sqlalchemy) '
cat > run.py <<'PY'
import sqlite3
from fractions import Fraction

import numpy as np
import sqlalchemy

MARKS = (np.float64(3), np.int64(3), np.float32(3))


def show(words, rows):
    print(f"    {words}: {', '.join(str(one[0]) for one in rows)}")


print("sqlite3:")
book = sqlite3.connect(":memory:")
book.execute("CREATE TABLE marks (id INTEGER, points REAL)")
for number, mark in enumerate(MARKS):
    book.execute("INSERT INTO marks VALUES (?, ?)", (number, mark))
try:
    book.execute("INSERT INTO marks VALUES (?, ?)", (9, Fraction(3)))
except sqlite3.Error as error:
    print(f"    Fraction(3): {type(error).__name__}")
show("points", book.execute("SELECT points FROM marks"))
for what in ("SUM(points)", "AVG(points)", "MAX(points)"):
    show(what, book.execute(f"SELECT {what} FROM marks"))
for number in (1, np.int64(1)):
    found = book.execute("SELECT points FROM marks WHERE id = ?", (number,)).fetchall()
    print(f"    found with id = {number!r}: {len(found)}")
book.execute("CREATE TABLE bounded (points REAL CHECK (points <= 4))")
for mark in MARKS:
    try:
        book.execute("INSERT INTO bounded VALUES (?)", (mark,))
        print(f"    {mark!r} is at most 4")
    except sqlite3.IntegrityError as error:
        print(f"    {mark!r}: {error}")

for kind in (sqlalchemy.Integer, sqlalchemy.Float):
    table = sqlalchemy.Table("marks", sqlalchemy.MetaData(), sqlalchemy.Column("points", kind))
    engine = sqlalchemy.create_engine("sqlite://")
    table.create(engine)
    print(f"SQLAlchemy, {kind.__name__}:")
    with engine.begin() as connection:
        for mark in MARKS:
            connection.execute(table.insert(), {"points": mark})
        show("points", connection.execute(sqlalchemy.select(table)))
        show("sum", connection.execute(sqlalchemy.select(sqlalchemy.func.sum(table.c.points))))
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
sqlite3:
    Fraction(3): ProgrammingError
    points: 3.0, b'\x03\x00\x00\x00\x00\x00\x00\x00', b'\x00\x00@@'
    SUM(points): 3.0
    AVG(points): 1.0
    MAX(points): b'\x03\x00\x00\x00\x00\x00\x00\x00'
    found with id = 1: 1
    found with id = np.int64(1): 0
    np.float64(3.0) is at most 4
    np.int64(3): CHECK constraint failed: points <= 4
    np.float32(3.0): CHECK constraint failed: points <= 4
SQLAlchemy, Integer:
    points: 3, b'\x03\x00\x00\x00\x00\x00\x00\x00', b'\x00\x00@@'
    sum: 3.0
SQLAlchemy, Float:
    points: 3.0, 3.0, 3.0
    sum: 9.0
RECORDED
echo "As recorded."
