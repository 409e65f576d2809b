#!/usr/bin/env bash
# SQLAlchemy with SQLite: a mark that is nan is stored as no mark, and the average rises.
#
# What one would expect: a FLOAT column keeps nan, as it keeps infinity, and the average of a column with
#   a nan in it is nan, so that somebody notices.
# What happens: SQLite has no nan. It stores NULL without a word, COUNT and AVG leave the line out, and
#   SQLAlchemy gives None back, though the object in memory still says nan. If the column is NOT NULL,
#   the error says that the constraint failed, above a parameter that plainly is there. In nbgrader's
#   gradebook a manual mark of nan lets the automatic mark come back.
# What it means for a course: one division 0/0 in a mark, and an average is over fewer students than one
#   believes, or a mark is not the one that a teacher wrote. Refuse nan before it reaches a database.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq SQLAlchemy==2.1.9 nbgrader==0.9.6
export HOME="$work"
echo "Versions:"
python --version
python -c 'import sqlite3; print("SQLite", sqlite3.sqlite_version)'
pip list 2>/dev/null | grep -E '^(SQLAlchemy|nbgrader) '

cat > run.py <<'PY'
import math

from nbgrader.api import Gradebook
from sqlalchemy import Float, Integer, create_engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Mark(Base):
    __tablename__ = "mark"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    points: Mapped[float | None] = mapped_column(Float)


class SureMark(Base):
    __tablename__ = "sure_mark"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    points: Mapped[float] = mapped_column(Float)


engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    marks = [Mark(points=points) for points in (4.0, 2.0, math.nan)]
    session.add_all(marks)
    session.flush()
    print("in memory:", marks[2].points)
    session.expire_all()
    print("read again:", marks[2].points)
    print("count and average:", *session.execute(select(func.count(Mark.points), func.avg(Mark.points))).one())
    session.add(SureMark(points=math.nan))
    try:
        session.flush()
    except IntegrityError as error:
        print("NOT NULL:", error.orig, "with parameters", error.params)

with Gradebook("sqlite:///gradebook.db") as gradebook:
    gradebook.add_assignment("hw")
    gradebook.add_notebook("book", "hw")
    gradebook.add_grade_cell("test", "book", "hw", max_score=3, cell_type="code")
    gradebook.add_student("ada")
    gradebook.add_submission("hw", "ada")
    grade = gradebook.find_grade("test", "book", "hw", "ada")
    grade.auto_score, grade.manual_score = 3.0, math.nan
    gradebook.db.commit()
    gradebook.db.expire_all()
    print("nbgrader: manual", grade.manual_score, "so the score is", grade.score)
PY
python -W ignore run.py 2>log.txt | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
in memory: nan
read again: None
count and average: 2 3.0
NOT NULL: NOT NULL constraint failed: sure_mark.points with parameters (nan,)
nbgrader: manual None so the score is 3.0
RECORDED
echo "As recorded."
