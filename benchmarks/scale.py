"""A large class, graded once: ``python -m benchmarks.scale --students 300`` (2,025 submissions).

It says how the time for a submission develops while the class grows, what memory all processes
take together, what the process that writes the marks needs, and what a course of a hundred thousand
students would cost at that rate. The tables go to ``docs/scale.md`` and ``docs/benchmarks.md``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from backpass.grading.authoring.release import release
from backpass.grading.class_run.grade import RECORD
from backpass.grading.course import Course, quicken_imports
from backpass.grading.simulation.demo import copy_course
from backpass.grading.simulation.simulate import simulate
from benchmarks.page import ROOT, circumstances, table, write

SCALE, BENCHMARKS = ROOT / "docs" / "scale.md", ROOT / "docs" / "benchmarks.md"
SHARES = (10, 100, 1_000, 10_000)
MOOC = 100_000  # students, each with every chapter
MIB = 2**20


@dataclass
class Watched:
    """What was seen of a command and everything that it started.

    Attributes:
        seconds: From its start to its end.
        memory: The most that all its processes took at once, shared pages counted once, in bytes.
        own: Processor seconds of the first process alone.
        all: Processor seconds of all processes together.
    """

    seconds: float
    memory: int
    own: float
    all: float


def watched(command: list[str], folder: Path) -> Watched:
    """Run a command and look at it several times a second."""
    before = os.times()
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    said: list[str] = []
    reader = threading.Thread(target=lambda: said.extend(process.stderr or ()))
    reader.start()
    memory, own = 0, 0.0
    while process.poll() is None:
        memory = max(memory, sum(map(_pss, family(process.pid))))
        own = max(own, _computed(process.pid))
        time.sleep(0.5)
    reader.join()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{''.join(said)[-3000:]}")
    after = os.times()
    spent = after.children_user + after.children_system
    spent -= before.children_user + before.children_system
    return Watched(time.perf_counter() - start, memory, own, spent)


def family(pid: int) -> list[int]:
    """A process and all that it started, directly or not."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue  # it has ended
        children.setdefault(parent, []).append(int(path.parent.name))
    found, left = [], [pid]
    while left:
        one = left.pop()
        found.append(one)
        left += children.get(one, [])
    return found


def _pss(pid: int) -> int:
    """Bytes of a process, each shared page divided by those who share it."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _computed(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def backpass(*words: str) -> list[str]:
    """One of our commands."""
    return [str(Path(sys.executable).with_name("backpass")), *words]


def growth(course: Course, began: float) -> list[list[str]]:
    """Seconds for a submission while the class grew, from when each was finished."""
    finished = sorted(p.stat().st_mtime - began for p in course.autograded.glob(f"*/*/{RECORD}"))
    rows, last, since = [], 0, 0.0
    for share in [*(s for s in SHARES if s < len(finished)), len(finished)]:
        spent = finished[share - 1] - since
        rows.append([f"{last + 1:,} to {share:,}", f"{spent / (share - last):.3f}"])
        last, since = share, finished[share - 1]
    return rows


def main(arguments: list[str] | None = None) -> None:
    """Measure, and write the pages."""
    quicken_imports()
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", type=int, default=300, help="each hands in every chapter")
    parser.add_argument("--jobs", type=int, default=2, help="submissions at a time")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="backpass-scale-") as folder:
        course = copy_course(Course(ROOT), Path(folder) / "course")
        chapters = course.chosen([])
        release(course, chapters)
        simulate(course, chapters, count=options.students, seed=1)
        began = time.time()
        graded = watched(backpass("grade", "--jobs", str(options.jobs)), course.root)
        print(f"graded in {graded.seconds:.0f} s", flush=True)
        rows = growth(course, began)
        again = watched(backpass("grade", "--jobs", str(options.jobs)), course.root)
        feedback = watched(backpass("feedback", "--jobs", str(options.jobs)), course.root)
        report = watched(backpass("report"), course.root)
        count = len(list(course.autograded.glob(f"*/*/{RECORD}")))
        kept = sum(p.stat().st_size for p in course.autograded.rglob("*.ipynb")) / count
        pages = sum(p.stat().st_size for p in course.feedback.rglob("*.html")) / count
        book = course.gradebook.stat().st_size / count
    where = circumstances("nbgrader", "numpy")
    steps = [("grade", graded), ("grade again, nothing new", again)]
    steps += [("feedback", feedback), ("report", report)]
    measured = table(
        ["step", "s", "ms a submission", "processor ms a submission", "peak memory, MB"],
        [
            [
                name,
                f"{seen.seconds:.0f}",
                f"{1e3 * seen.seconds / count:.1f}",
                f"{1e3 * seen.all / count:.1f}",
                f"{seen.memory / MIB:.0f}",
            ]
            for name, seen in steps
        ],
    )
    grown = table(["submissions", "s each"], rows)
    head = f"{count:,} simulated submissions, `--jobs {options.jobs}`: {where}."
    write(BENCHMARKS, {"growth": f"{head}\n\n{grown}\n\n{measured}"})
    write(SCALE, {"run": f"{head}\n\n{measured}", "mooc": mooc(graded, count, kept, pages, book)})
    print(f"The tables are in {SCALE.relative_to(ROOT)} and {BENCHMARKS.relative_to(ROOT)}.")


def mooc(graded: Watched, count: int, kept: float, pages: float, book: float) -> str:
    """What a large course would take at the rate that was measured."""
    submissions = 7 * MOOC
    core, client = graded.all / count, graded.own / count
    rows = [
        ["processor time of a submission", f"{core:.2f} s"],
        ["of which the process that writes", f"{1e3 * client:.1f} ms"],
        ["machine hours, one core", f"{core * submissions / 3600:,.0f}"],
        ["hours on 64 cores", f"{core * submissions / 3600 / 64:.1f}"],
        ["most submissions that one writer takes", f"{1 / client:,.0f} a second"],
        ["cores that keep one writer busy", f"{core / client:,.0f}"],
        ["graded notebooks", f"{kept * submissions / 2**30:,.0f} GB"],
        ["pages for students", f"{pages * submissions / 2**30:,.0f} GB"],
        ["gradebook", f"{book * submissions / 2**30:,.1f} GB"],
    ]
    return table([f"{MOOC:,} students × 7 chapters", "at the measured rate"], rows)


if __name__ == "__main__":
    main()
