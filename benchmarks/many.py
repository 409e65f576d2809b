"""Ten thousand submissions graded in one run: ``python -m benchmarks.many``.

Small ones, of a chapter with three exercises, so that what is seen is what grows with the class:
the gradebook, the folders, the work that is handed out and comes back. The table goes to
``docs/scale.md``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from backpass.grading.authoring.release import release
from backpass.grading.class_run.grade import RECORD
from backpass.grading.course import Course, quicken_imports
from benchmarks.page import ROOT, circumstances, table, write
from benchmarks.scale import MIB, backpass, watched

sys.path.append(str(ROOT / "tests"))
import tiny_course

DOCUMENT, MARK = ROOT / "docs" / "scale.md", "many"
PARTS = 5


def hand_in(course: Course, students: int) -> None:
    """The same right answers from everybody."""
    notebook = nbformat.read(course.release_notebook(tiny_course.CHAPTER), 4)
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = tiny_course.SOLUTIONS.get(grade_id, cell.source)
    text = nbformat.writes(notebook)
    for number in range(students):
        folder = course.submitted / f"student{number:05}" / tiny_course.CHAPTER
        folder.mkdir(parents=True)
        (folder / f"{tiny_course.CHAPTER}.ipynb").write_text(text, encoding="utf-8")


def parts(course: Course, began: float) -> list[list[str]]:
    """Milliseconds for a submission in each part of the run; the first has the start in it."""
    finished = sorted(p.stat().st_mtime - began for p in course.autograded.glob(f"*/*/{RECORD}"))
    rows, last, since, size = [], 0, 0.0, len(finished) // PARTS
    for part in range(1, PARTS + 1):
        upto = len(finished) if part == PARTS else part * size
        spent = finished[upto - 1] - since
        rows.append([f"{last + 1:,} to {upto:,}", f"{1000 * spent / (upto - last):.1f}"])
        last, since = upto, finished[upto - 1]
    return rows


def main() -> None:
    """Measure, and write the table."""
    quicken_imports()
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backpass-many-") as folder:
        course = tiny_course.make(Path(folder) / "course")
        release(course, [tiny_course.CHAPTER])
        hand_in(course, chosen.students)
        began = time.time()
        seen = watched(backpass("grade", "--jobs", str(chosen.jobs)), course.root)
        rows = parts(course, began)
        count = len(list(course.autograded.glob(f"*/*/{RECORD}")))
    text = (
        f"{count:,} small submissions, `--jobs {chosen.jobs}`, {seen.seconds:.0f} s, "
        f"{seen.memory / MIB:.0f} MB at most: {circumstances('nbgrader', 'numpy')}."
    )
    write(DOCUMENT, {MARK: f"{text}\n\n" + table(["submissions", "ms each"], rows)})
    print(f"The table is in {DOCUMENT.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
