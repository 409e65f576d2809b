"""A class graded beside many busy processes: ``python -m benchmarks.busy --busy 30``.

The busy processes compute until they are ended, at the same priority as the grader; they are ended
with this program, and after ``--most`` seconds in any case. In the class are honest submissions
that compute: 3 s in one cell, 1.7 s in each of 13, 1.2 s in one call, and nothing to speak of. Each
has to get full marks, or no mark and a reason, in the command's words and its status; the next run,
on a quieter machine, has to give it its marks. The table goes to ``docs/security.md``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
import nbformat
import tiny_course
from tiny_class import gradebook, hand_in

from backpass.grading.authoring.release import release
from backpass.grading.course import Course
from benchmarks.page import ROOT, circumstances, table, write

CHAPTER = tiny_course.CHAPTER
FULL = 11.0
#: Computes for so many seconds of processor time.
COMPUTE = "import time as _t\n_b = _t.process_time()\nwhile _t.process_time() - _b < {}: pass"
#: Computes for so many seconds at most, and no longer than its owner is there.
BUSY = """
import os, sys, time
end, owner = time.monotonic() + float(sys.argv[1]), os.getppid()
while time.monotonic() < end and os.getppid() == owner: pass
"""


def computing(course: Course, student: str, cells: int, seconds: float) -> None:
    """Hand in honest work with so many more cells, each of which computes."""
    path = hand_in(course, student)
    notebook = nbformat.read(path, 4)
    more = [nbformat.v4.new_code_cell(COMPUTE.format(seconds)) for _ in range(cells)]
    notebook.cells[2:2] = more
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


def with_slow_call(course: Course, student: str, seconds: float) -> None:
    """Hand in honest work whose first call computes."""
    slow = COMPUTE.format(seconds).replace("\n", "\n        ")
    answer = (
        "def add_backward(dout, cache, done=[]):\n    if not done:\n        done.append(1)\n"
        f"        {slow}\n    x, y = cache\n    return 1.0 * dout, 1.0 * dout"
    )
    hand_in(course, student, add_backward=answer)


def kinds(cells: int) -> dict[str, Callable[[Course, str], object]]:
    """Who hands in what; one of them computes in so many cells."""
    return {
        "hardly any time": hand_in,
        "3 s in one cell": lambda course, who: computing(course, who, 1, 3.0),
        f"1.7 s in each of {cells} cells": lambda course, who: computing(course, who, cells, 1.7),
        "1.2 s in one call": lambda course, who: with_slow_call(course, who, 1.2),
    }


@contextmanager
def busy(count: int, most: float) -> Iterator[None]:
    """So many processes compute meanwhile."""
    command = [sys.executable, "-I", "-S", "-c", BUSY, str(most)]
    running = [subprocess.Popen(command) for _ in range(count)]
    try:
        yield
    finally:
        for one in running:
            one.kill()
            one.wait()


def graded(course: Course) -> tuple[int, str, float]:
    """Grade; the command's status and words, and how long it took."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "backpass.grading.cli", "grade", "--jobs", "2"],
        cwd=course.root,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr, time.monotonic() - began


def main() -> int:
    """Grade such a class twice; the exit code says whether somebody was wronged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--busy", type=int, default=30)
    parser.add_argument("--each", type=int, default=2, help="students of each kind")
    parser.add_argument("--cells", type=int, default=13, help="cells of the longest one")
    parser.add_argument("--most", type=float, default=900.0, help="seconds of the busy processes")
    parser.add_argument("--dry", action="store_true", help="print only")
    arguments = parser.parse_args()
    wrong = []
    with tempfile.TemporaryDirectory(prefix="busy-") as folder:
        course = tiny_course.make(Path(folder) / "course")
        release(course, [CHAPTER])
        of = {}
        for number, (kind, make) in enumerate(kinds(arguments.cells).items()):
            for count in range(arguments.each):
                of[who := f"s{number}{count}"] = kind
                make(course, who)
        with busy(arguments.busy, arguments.most):
            status, said, took = graded(course)
        first = {who: record["score"] for who, record in gradebook(course).items()}
        marked = set(course.graded(CHAPTER))
        for who, kind in of.items():
            if who in marked and first.get(who) != FULL:
                wrong.append(f"{kind}: {first.get(who)} of {FULL:g}")
            elif who not in marked and (status == 0 or who not in said):
                wrong.append(f"{kind}: no mark and no reason (status {status}): {said}")
        again, said_again, _ = graded(course)
        last = {who: record["score"] for who, record in gradebook(course).items()}
        if again != 0 or last != dict.fromkeys(of, FULL):
            wrong.append(f"the next run: status {again}, {last}: {said_again}")
    rows = []
    for kind in kinds(arguments.cells):
        there = [who for who in of if of[who] == kind]
        full = sum(who in marked and first.get(who) == FULL for who in there)
        named = sum(who not in marked for who in there)
        rows.append([kind, str(full), str(named), str(len(there) - full - named)])
    head = ["an honest submission takes", "full marks", "named, no mark yet", "fewer"]
    text = (
        f"{circumstances('numpy', 'nbformat')}. {arguments.busy} busy processes; "
        f"{len(of)} submissions took {took:.0f} s.\n\n{table(head, rows)}"
    )
    print(text, said, *wrong, sep="\n", flush=True)
    if not arguments.dry and not wrong:
        write(ROOT / "docs" / "security.md", {"busy": text})
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
