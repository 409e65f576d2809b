"""A large class without the judging: ``python -m benchmarks.large_class --students 2000 10000``.

A few dozen simulated students are judged once. The rest hand in the same notebooks and get the
same verdicts, so what is measured is the work around: the gradebook, the folders, a change of the
chapter in mid-term, the report, the export. The table goes to ``docs/scale.md``.
"""

from __future__ import annotations

import argparse
import pickle
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import nbformat

from backpass.grading.authoring.release import release
from backpass.grading.authoring.tidy import written
from backpass.grading.class_run import grade as class_run
from backpass.grading.class_run.engine import Here
from backpass.grading.class_run.fingerprints import digest
from backpass.grading.common.cells import grade_id
from backpass.grading.course import Course, quicken_imports
from backpass.grading.marking.submission import Judgement, Submission
from backpass.grading.simulation.demo import copy_course
from backpass.grading.simulation.simulate import simulate
from benchmarks.page import ROOT, circumstances, table, write
from benchmarks.scale import MIB, SCALE, backpass, watched

CHAPTER = "03_sigmoid_neuron"
MODELS = 40  # students who are judged; the others hand in what they did
GONE = "scale_backward"  # is taken out of the chapter in mid-term
VERDICTS = "verdicts.pickle"


class Recorded(Here):
    """Judges, and keeps each verdict by what was handed in."""

    kept: dict[str, Judgement]

    def __init__(self, kept: dict[str, Judgement], *arguments: Any) -> None:
        super().__init__(*arguments)
        self.kept = kept

    def judged(self, submissions: Iterable[Submission]) -> Iterator[Judgement]:
        """The outcomes, as they come in."""
        handed_in = {one.student: one for one in submissions}
        for outcome in super().judged(handed_in.values()):
            self.kept[digest(handed_in[outcome.student].data or b"")] = outcome
            yield outcome


class Known:
    """Answers with the verdicts that were kept, and judges nothing."""

    def __init__(self, kept: dict[str, Judgement], *_: Any) -> None:
        self.kept = kept

    def judged(self, submissions: Iterable[Submission]) -> Iterator[Judgement]:
        """The outcomes, in order."""
        for one in submissions:
            yield replace(self.kept[digest(one.data or b"")], student=one.student)


def prepare(course: Course, students: int) -> None:
    """Release, judge the models, and hand in for everybody."""
    release(course, [CHAPTER])
    simulate(course, [CHAPTER], count=MODELS, seed=1)
    kept: dict[str, Judgement] = {}
    class_run.Here = partial(Recorded, kept)  # type: ignore[misc, assignment]
    class_run.grade(course, [CHAPTER], options=class_run.Options(seed=1))
    (course.root / VERDICTS).write_bytes(pickle.dumps(kept))
    models = course.submissions(CHAPTER)
    for number in range(students):
        target = course.submitted / f"t{number:05}" / CHAPTER
        shutil.copytree(course.submitted / models[number % len(models)] / CHAPTER, target)
        (target / "timestamp.txt").write_text("2026-10-02 12:00 UTC", encoding="utf-8")


def grade_known(root: Path) -> None:
    """``backpass grade`` with the verdicts known; a process of its own is measured."""
    kept = pickle.loads((root / VERDICTS).read_bytes())
    class_run.Here = partial(Known, kept)  # type: ignore[misc, assignment]
    class_run.grade(Course(root), [CHAPTER])


def take_out(course: Course) -> None:
    """Take an exercise out of the source."""
    path = course.source_notebook(CHAPTER)
    notebook = nbformat.read(path, 4)
    gone = (GONE, f"test_{GONE}")
    notebook.cells = [cell for cell in notebook.cells if grade_id(cell) not in gone]
    path.write_text(written(notebook), encoding="utf-8")


def measured(students: int) -> list[list[str]]:
    """Rows of the table for a class of this size."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="backpass-large-") as folder:
        course = copy_course(Course(ROOT), Path(folder) / "course")
        prepare(course, students)
        itself = [sys.executable, "-m", "benchmarks.large_class", "--grade", str(course.root)]
        nbgrader = [sys.executable, "-m", "nbgrader", "export", "--to", "all.csv"]
        gone = backpass("release", CHAPTER, "--yes", "--quick")
        steps = [
            ("`grade`, judging left out", itself, ROOT),
            ("`grade`, nothing new", backpass("grade", CHAPTER), course.root),
            ("`due`, then `grade`", backpass("grade", CHAPTER), course.root),
            ("`report`", backpass("report", CHAPTER), course.root),
            ("`marks canvas`", backpass("marks", "canvas", CHAPTER), course.root),
            ("`nbgrader export`", nbgrader, course.root),
            ("`release`, an exercise taken out", gone, course.root),
        ]
        for name, command, where in steps:
            if name.startswith("`due`"):
                watched(backpass("due", CHAPTER, "2026-10-01 12:00 UTC"), course.root)
            if command is gone:
                take_out(course)
            seen = watched(command, where)
            each = [f"{seen.all:.1f}", f"{seen.memory / MIB:.0f}"]
            rows.append([name, f"{students:,}", *each])
            print(rows[-1], flush=True)
    return rows


def main(arguments: list[str] | None = None) -> None:
    """Measure, and write the table."""
    quicken_imports()
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", type=int, nargs="+", default=[2_000, 10_000])
    parser.add_argument("--grade", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.grade is not None:
        grade_known(options.grade)
        return
    rows = [row for students in options.students for row in measured(students)]
    head = ["step", "students", "processor s", "peak memory, MB"]
    where = circumstances("nbgrader", "sqlalchemy")
    note = f"One chapter of which {MODELS} notebooks are different ones: {where}."
    write(SCALE, {"large": f"{note}\n\n{table(head, rows)}"})


if __name__ == "__main__":
    main()
