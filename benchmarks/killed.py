"""Runs that are killed at random moments: ``python -m benchmarks.killed --moments 30``.

``backpass grade`` on a small class is killed (SIGKILL, the command alone) at moments that a seed
draws, from its start to its end. Within five seconds nothing may be left: no process, nothing in
the folder for what is needed meanwhile, no open database. The gradebook has to be sound, and the
next run has to give everybody the right mark.

``--steps`` goes through each change of a file that collecting, grading, writing pages and the
report make, has it be the last one (SIGKILL) or refused by the disk, and looks at what the next run
makes of it (``tests/one_step.py``).
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
import one_step
import tiny_course
from tiny_class import gradebook, hand_in

from backpass.grading.authoring.release import release
from backpass.grading.class_run import grade as class_run

STUDENTS = [f"s{number}" for number in range(6)]
SECONDS = 5.0
MARK = "BACKPASS_KILLED"


def started(course: Path, scratch: Path, mark: str) -> subprocess.Popen[bytes]:
    """The command, in a process of its own; it and all that it starts have a mark."""
    return subprocess.Popen(
        [sys.executable, "-m", "backpass.grading.cli", "grade", "--force", "--jobs", "2"],
        cwd=course,
        env={**os.environ, "TMPDIR": str(scratch), MARK: mark},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def below(pid: int) -> set[int]:
    """All processes that come from one."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, more = set(), {pid}
    while more:
        more = {one for one, parent in parents.items() if parent in more} - found
        found |= more
    return found


def holders(database: Path) -> list[str]:
    """Who has a file open."""
    found = []
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(link.readlink()) == str(database):
                found.append(link.parts[2])
        except OSError:
            continue
    return found


def killed(course: Path, scratch: Path, after: float, mark: str) -> tuple[float, list[str]]:
    """Kill a run after so long; how long until nothing was left, and what was wrong."""
    running = started(course, scratch, mark)
    seen: set[int] = set()
    until = time.monotonic() + after
    while time.monotonic() < until and running.poll() is None:
        seen |= below(running.pid)
        time.sleep(min(0.02, max(until - time.monotonic(), 0.0)))
    seen |= below(running.pid)
    running.send_signal(signal.SIGKILL)
    running.wait()
    began = time.monotonic()
    database = course / "gradebook.db"

    def left() -> list[str]:
        there = [f"process {pid}" for pid in seen if is_ours(pid, mark)]
        files = [f"in scratch: {one.name}" for one in scratch.iterdir()]
        return there + files + [f"open in {pid}" for pid in holders(database)]

    while (wrong := left()) and time.monotonic() - began < SECONDS:
        time.sleep(0.05)
    took = time.monotonic() - began
    with closing(sqlite3.connect(database, timeout=1)) as opened:
        if (said := opened.execute("pragma integrity_check").fetchone()) != ("ok",):
            wrong.append(f"the gradebook: {said}")
    return took, wrong


def is_ours(pid: int, mark: str) -> bool:
    """Whether a number is still that of a process of this run, and of nobody else."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        if stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return mark.encode() in environment or b"backpass" in command


def every_step(folder: Path) -> int:
    """Try each step of each command; how many went wrong."""
    class_run.Here = one_step.JudgedOnce
    bare = tiny_course.make(folder / "bare")
    release(bare, [tiny_course.CHAPTER])
    failed = 0
    for name, scenario in one_step.SCENARIOS.items():
        made, steps, outcome = one_step.prepared(bare, folder / name, scenario)
        wrong = [
            one_step.wrong(made, folder / "copy", scenario, step, how, outcome)
            for how in one_step.HOWS
            for step in range(len(steps))
        ]
        failed += sum(map(bool, wrong))
        print(f"{name}: {len(wrong)} runs, {sum(map(bool, wrong))} wrong", flush=True)
        print("".join(f"  {told}\n" for one in wrong for told in one), end="", flush=True)
    return failed


def main() -> int:
    """Kill so many runs; the exit code says whether something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", action="store_true", help="each step of each command instead")
    arguments = parser.parse_args()
    if arguments.steps:
        with tempfile.TemporaryDirectory(prefix="killed-") as folder:
            return 1 if every_step(Path(folder)) else 0
    rng, failed, slowest = random.Random(arguments.seed), 0, 0.0
    with tempfile.TemporaryDirectory(prefix="killed-") as folder:
        made = tiny_course.make(Path(folder) / "course")
        release(made, [tiny_course.CHAPTER])
        for student in STUDENTS:
            hand_in(made, student)
        scratch = Path(folder) / "scratch"
        scratch.mkdir()
        began = time.monotonic()
        assert started(made.root, scratch, "whole").wait() == 0
        whole = time.monotonic() - began
        for number in range(arguments.moments):
            after = rng.uniform(0.0, whole)
            took, wrong = killed(made.root, scratch, after, f"{number}.")
            slowest = max(slowest, took)
            done = started(made.root, scratch, "again").wait()
            marks = {who: record["score"] for who, record in gradebook(made).items()}
            if done != 0 or marks != dict.fromkeys(STUDENTS, 11):
                wrong.append(f"the next run: exit code {done}, marks {marks}")
            wrong += [f"the next run left {one.name}" for one in scratch.iterdir()]
            print(f"{after:.2f} s: gone after {took:.2f} s {wrong or ''}", flush=True)
            failed += bool(wrong)
    print(f"{arguments.moments} moments of {whole:.1f} s, {failed} wrong; slowest {slowest:.2f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
