"""A class graded by this version and by an older one in turn: ``python -m benchmarks.against REV``.

The older commit gets a worktree and an environment of its own. Each version grades the class that
it makes of its own chapters, with the same students and the same seed, by ``backpass grade``. What
starting costs is taken out: a large class less a small one, divided by the submissions between. The
versions take turns, and each turn gives a ratio, so a machine that slows down slows both.

Marks are held against each other where both versions know the exercise, and whoever was handed the
same notebook. The table goes to ``docs/benchmarks.md``; ``make bench BENCH_ARGS="--against REV"``
measures it, and nothing else.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.page import ROOT, circumstances, table, write

SEED = "231"
DOCUMENT, MARK = ROOT / "docs" / "benchmarks.md", "against"


@dataclass(frozen=True)
class Version:
    """A version of Backpass with its classes.

    Attributes:
        name: What it is called in the table.
        root: Where it and its chapters are.
        backpass: Its command.
        small: A course with few students.
        large: A course with more of them.
    """

    name: str
    root: Path
    backpass: Path
    small: Path
    large: Path

    def make_classes(self, few: int, many: int) -> None:
        """Copy the course and let students hand in.

        Args:
            few: Students of the small class.
            many: Students of the large one.
        """
        for course, students in ((self.small, few), (self.large, many)):
            words = ["demo", "--into", str(course), "--students", str(students)]
            run([str(self.backpass), *words], self.root)


@dataclass(frozen=True)
class Spent:
    """Seconds on the clock, and of processors in all processes together."""

    passed: float
    computed: float


def run(command: list[str], folder: Path = ROOT) -> Spent:
    """Run a command and everything that it starts.

    Raises:
        RuntimeError: It failed; with what it said.
    """
    before, start = os.times(), time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    passed, after = time.perf_counter() - start, os.times()
    if done.returncode != 0:
        said = f"{done.stdout[-2000:]}{done.stderr[-4000:]}"
        raise RuntimeError(f"{' '.join(command)} failed:\n{said}")
    computed = after.children_user + after.children_system
    return Spent(passed, computed - before.children_user - before.children_system)


def graded(version: Version, jobs: int) -> Spent:
    """What a submission takes."""
    words = ["grade", "--force", "--seed", SEED, "--jobs", str(jobs)]
    few, many = (
        run([str(version.backpass), *words], course) for course in (version.small, version.large)
    )
    between = submissions(version.large) - submissions(version.small)
    return Spent((many.passed - few.passed) / between, (many.computed - few.computed) / between)


def submissions(course: Path) -> int:
    """How many there are."""
    return sum(1 for path in (course / "submitted").glob("*/*") if path.is_dir())


def marks(course: Path) -> dict[tuple[str, str], float]:
    """Automatic marks by student and test cell, as the gradebook has them."""
    asked = """
        SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score
        FROM grade
        JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
        JOIN base_cell ON base_cell.id = grade.cell_id
        WHERE grade.auto_score IS NOT NULL
    """
    with closing(sqlite3.connect(course / "gradebook.db")) as book:
        return {(student, cell): float(score) for student, cell, score in book.execute(asked)}


def checked_out(revision: str, folder: Path) -> Path:
    """A worktree of an older commit, with an environment of its own; its ``backpass``."""
    run(["git", "worktree", "add", "--detach", str(folder), revision])
    run(["make", "--silent", "setup"], folder)
    return folder / ".venv" / "bin" / "backpass"


def block(
    revision: str, spent: list[tuple[Spent, Spent]], older: Version, newer: Version, jobs: int
) -> str:
    """What came out, in a table and two sentences."""
    rows = []
    for kind, words in (("passed", "on the clock"), ("computed", "of processors")):
        pairs = [(getattr(a, kind), getattr(b, kind)) for a, b in spent]
        before, after = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(b / a for a, b in pairs)
        rows.append([f"ms {words}", f"{1e3 * before:.1f}", f"{1e3 * after:.1f}", f"{ratio:.2f}"])
    then, now = marks(older.large), marks(newer.large)
    both = then.keys() & now.keys()
    same = sum(abs(then[key] - now[key]) < 1e-9 for key in both)
    return "\n\n".join(
        [
            f"A submission graded by `backpass grade --jobs {jobs}` of `{revision}` and of this "
            f"version in turn, medians of {len(spent)} turns; what starting costs is taken out: "
            f"{circumstances('nbgrader', 'numpy')}; load average {os.getloadavg()[2]:.1f}.",
            table(["", f"`{revision}`", "here", "here, of that"], rows),
            f"Each version grades a class of its own chapters. Tests that both know: {len(both)}, "
            f"with the same mark in {same}.",
        ]
    )


def main(arguments: list[str] | None = None) -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("revision", help="the older commit")
    parser.add_argument("--students", type=int, default=12, help="each hands in every chapter")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2, help="submissions at a time")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="backpass-against-") as folder:
        place = Path(folder) / "older"
        try:
            old = checked_out(options.revision, place)
            new = Path(sys.executable).with_name("backpass")
            versions = [
                Version(name, root, program, Path(folder) / f"{kind}-few", Path(folder) / kind)
                for kind, name, root, program in (
                    ("old", options.revision, place, old),
                    ("new", "here", ROOT, new),
                )
            ]
            for version in versions:
                version.make_classes(max(2, options.students // 4), options.students)
            spent = []
            for turn in range(options.turns):
                turns = versions if turn % 2 == 0 else versions[::-1]
                found = {version.name: graded(version, options.jobs) for version in turns}
                spent.append((found[options.revision], found["here"]))
                print(f"turn {turn + 1}: {spent[-1]}", flush=True)
            made = block(options.revision, spent, *versions, jobs=options.jobs)
            write(DOCUMENT, {MARK: made})
            print(made)
        finally:
            shutil.rmtree(place, ignore_errors=True)
            run(["git", "worktree", "prune"])


if __name__ == "__main__":
    main()
