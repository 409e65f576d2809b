"""How fast pages for a class are made: feedback beside ``nbgrader generate_feedback``, the report.

``python -m benchmarks.pages`` grades a small class, multiplies it and writes what it measured into
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backpass.grading.course import Course
from backpass.grading.simulation.demo import copy_course, demo
from benchmarks.page import ROOT, circumstances, table, write

DOCUMENT = ROOT / "docs" / "benchmarks.md"
CHAPTER = "02_chain_rule"
GRADED = 10  # simulated students whose work is graded, and then multiplied
STOCK = str(Path(sys.executable).with_name("nbgrader"))


@dataclass
class Cost:
    """Seconds of one command on one class: on the clock, and of all its processes together."""

    wall: float
    cpu: float


# --- a large class -------------------------------------------------------------------------------


def graded_class(folder: Path) -> Course:
    """A small simulated class, graded, in a new folder."""
    course = copy_course(Course.find(ROOT), folder)
    demo(course, [CHAPTER], count=GRADED, seed=1)
    return course


def multiply(course: Course, chapter: str, count: int) -> None:
    """Make a graded class larger: each new student hands in what a graded one did, in own words.

    Args:
        course: A course with graded submissions of a chapter.
        chapter: The chapter.
        count: How many students with it there shall be.
    """
    paths = sorted(course.autograded.glob(f"*/{chapter}/*.ipynb"))
    models = [path.parents[1].name for path in paths]
    with closing(sqlite3.connect(course.gradebook)) as db, db:
        marks = [_marks_of(db, chapter, model) for model in models]
        for number in range(len(models), count):
            student = f"clone{number:05}"
            which = number % len(models)
            _copy_files(course, chapter, models[which], student)
            _enter(db, student, marks[which])


def _copy_files(course: Course, chapter: str, model: str, student: str) -> None:
    for folder in (course.submitted, course.autograded):
        source = folder / model / chapter
        target = folder / student / chapter
        target.mkdir(parents=True)
        for path in source.iterdir():
            if path.suffix == ".ipynb":
                (target / path.name).write_text(_in_own_words(path, student), encoding="utf-8")


def _in_own_words(path: Path, student: str) -> str:
    """A notebook whose answers, and a word of each output in an answer, are nobody else's."""
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        notebook = json.loads(text)
    except ValueError:
        return text  # simulated as damaged
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = [*cell["source"], f"\n\n# written by {student}, on their own"]
    return json.dumps(notebook)


Row = dict[str, Any]


def _marks_of(db: sqlite3.Connection, chapter: str, student: str) -> dict[str, list[Row]]:
    """A student's rows for a chapter, by table; read once, for the tables have no index for it."""
    handed_in = _rows(
        db,
        "SELECT s.* FROM submitted_assignment s JOIN assignment a ON a.id = s.assignment_id "
        "WHERE a.name = ? AND s.student_id = ?",
        chapter,
        student,
    )
    key = handed_in[0]["id"]
    notebooks = _rows(db, "SELECT * FROM submitted_notebook WHERE assignment_id = ?", key)
    found = {"submitted_assignment": handed_in, "submitted_notebook": notebooks}
    for kind in ("grade", "comment"):
        query = f"SELECT * FROM {kind} WHERE notebook_id = ?"
        found[kind] = _rows(db, query, notebooks[0]["id"])
    return found


def _enter(db: sqlite3.Connection, student: str, marks: dict[str, list[Row]]) -> None:
    """Enter a student with the marks of another."""
    db.execute("INSERT OR IGNORE INTO student (id, first_name) VALUES (?, 'Clone')", (student,))
    handed_in = _insert(
        db, "submitted_assignment", {**marks["submitted_assignment"][0], "student_id": student}
    )
    notebook = _insert(
        db, "submitted_notebook", {**marks["submitted_notebook"][0], "assignment_id": handed_in}
    )
    for kind in ("grade", "comment"):
        for row in marks[kind]:
            _insert(db, kind, {**row, "notebook_id": notebook})


def _rows(db: sqlite3.Connection, query: str, *values: Any) -> list[dict[str, Any]]:
    cursor = db.execute(query, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _insert(db: sqlite3.Connection, kind: str, row: dict[str, Any]) -> str:
    row = {**row, "id": uuid.uuid4().hex}
    names, places = ", ".join(row), ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {kind} ({names}) VALUES ({places})", list(row.values()))
    return str(row["id"])


# --- measuring -----------------------------------------------------------------------------------


def cost(course: Course, command: Sequence[str]) -> Cost:
    """What a command costs, from its start to its end."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=course.root, check=True, capture_output=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def ours(*words: str) -> list[str]:
    """A command of Backpass."""
    return [sys.executable, "-m", "backpass.grading.cli", *words]


WAYS = {
    "nbgrader generate_feedback": [STOCK, "generate_feedback", CHAPTER, "--force"],
    "backpass feedback --jobs 1": ours("feedback", CHAPTER, "--jobs", "1"),
    "backpass feedback --jobs 2": ours("feedback", CHAPTER, "--jobs", "2"),
}


def feedback_rows(course: Course, students: int, rounds: int) -> list[list[object]]:
    """Every way's start-up and cost of a further page, measured one after the other in turn."""
    one = sorted(path.name for path in course.autograded.iterdir())[0]
    found: dict[str, list[tuple[Cost, Cost]]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way, command in WAYS.items():
            alone = [*command, "--student", one]
            found[way].append((cost(course, alone), cost(course, command)))
    further = {
        way: [_further(alone, all_, students) for alone, all_ in pairs]
        for way, pairs in found.items()
    }
    middle = {way: _median(costs) for way, costs in further.items()}
    stock = next(iter(middle.values()))
    return [
        [
            f"`{way}`",
            f"{_median([alone for alone, _ in found[way]]).wall:.1f}",
            f"{1000 * page.wall:.0f}",
            f"{1000 * page.cpu:.0f}",
            f"{stock.wall / page.wall:.0f} ×",
            f"{stock.cpu / page.cpu:.0f} ×",
        ]
        for way, page in middle.items()
    ]


def _further(alone: Cost, together: Cost, students: int) -> Cost:
    """What each page after the first costs."""
    return Cost(
        (together.wall - alone.wall) / (students - 1), (together.cpu - alone.cpu) / (students - 1)
    )


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(one.wall for one in costs), statistics.median(one.cpu for one in costs)
    )


def report_row(course: Course, rounds: int) -> list[object]:
    """The report of all that is graded."""
    costs = [cost(course, ours("report", CHAPTER)) for _ in range(rounds)]
    page = (course.reports / "index.html").stat().st_size
    middle = _median(costs)
    count = len(list(course.autograded.iterdir()))
    return [f"{count:,}", f"{middle.wall:.1f}", f"{middle.cpu:.1f}", f"{page / 1e6:.1f}"]


def main() -> None:
    """Measure, and write the tables into the documentation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=60, help="pages of feedback")
    parser.add_argument("--submissions", type=int, default=2000, help="submissions in the report")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        course = graded_class(Path(folder) / "course")
        multiply(course, CHAPTER, arguments.pages)
        feedback = feedback_rows(course, arguments.pages, arguments.rounds)
        multiply(course, CHAPTER, arguments.submissions)
        report = report_row(course, arguments.rounds)
    head = [
        "feedback",
        "first page, s",
        "a further page, ms",
        "its CPU time, ms",
        "as fast",
        "by CPU time",
    ]
    block = "\n\n".join(
        [
            f"Pages for {arguments.pages} submissions of `{CHAPTER}`, every answer in words of its "
            f"own; the same pages, byte for byte. Medians of {arguments.rounds} rounds in turn, "
            "whole commands; the first page holds the start of Python and nbgrader.",
            table(head, feedback),
            "The class report, `backpass report`, start included:",
            table(["submissions", "seconds", "CPU seconds", "page, MB"], [report]),
            circumstances("nbgrader", "nbconvert")
            + f"; load average {os.getloadavg()[1]:.1f} meanwhile",
        ]
    )
    write(DOCUMENT, {"pages": block})
    print(block)


if __name__ == "__main__":
    main()
