"""The memory of a class run, by process: ``python -m benchmarks.class_memory``.

A simulated class is graded by ``backpass grade``, and all its processes are looked at ten times a
second, each shared page counted once. The table shows the moment at which they had most. With
``--against FOLDER`` the version in another worktree grades the same class, in turn.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from backpass.grading.authoring.release import release
from backpass.grading.course import Course, quicken_imports
from backpass.grading.simulation.demo import copy_course
from backpass.grading.simulation.simulate import simulate
from benchmarks.page import ROOT, circumstances, table, write

#: What a process is, by what it was started by.
BELOW = {
    "command": "worker",
    "worker": "worker's helper",
    "students' server": "student",
    "nurseries' server": "nursery",
    "nursery": "verifier",
}
SERVERS = {b"students": "students' server", b"nurseries": "nurseries' server"}
MB = 1024.0


@dataclass
class Peak:
    """The moment at which a run's processes had most.

    Attributes:
        memory: MB by what a process is.
        private: Those of it that no other process has.
        count: How many there were.
    """

    memory: Counter[str] = field(default_factory=Counter)
    private: Counter[str] = field(default_factory=Counter)
    count: Counter[str] = field(default_factory=Counter)

    @property
    def all(self) -> float:
        """MB of all together."""
        return sum(self.memory.values())


def kinds(pid: int) -> dict[int, str]:
    """A command and all processes below it, each by what it is."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue  # it has ended
        children.setdefault(parent, []).append(int(path.parent.name))
    found, left = {pid: "command"}, [pid]
    while left:
        one = left.pop()
        for child in children.get(one, []):
            found[child] = _kind(child, found[one])
            left.append(child)
    for one, kind in found.items():
        if kind == "worker" and one not in children:
            found[one] = "what removes folders at the end"
    return found


def _kind(pid: int, above: str) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        words = []
    if above == "command":
        of = [kind for word, kind in SERVERS.items() if word in words]
        return of[0] if of else "worker"
    return BELOW.get(above, above)


def now(pid: int) -> Peak:
    """What the processes of a run have at this moment."""
    found = Peak()
    for one, kind in kinds(pid).items():
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) / MB for line in lines[1:]}
        found.memory[kind] += sizes["Pss"]
        found.private[kind] += sizes["Private_Dirty"] + sizes["Private_Clean"]
        found.count[kind] += 1
    return found


def graded(root: Path, course: Path, jobs: int) -> Peak:
    """Grade a class by the version in a folder.

    Raises:
        RuntimeError: It failed.
    """
    command = [str(root / ".venv" / "bin" / "backpass"), "grade", "--force", "--seed", "231"]
    process = subprocess.Popen(
        [*command, "--jobs", str(jobs)], cwd=course, stdout=subprocess.DEVNULL
    )
    most = Peak()
    while process.poll() is None:
        seen = now(process.pid)
        most = max(most, seen, key=lambda one: one.all)
        time.sleep(0.1)
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} failed")
    return most


def main() -> None:
    """Measure, print, and write the table."""
    quicken_imports()
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", type=int, default=12, help="each hands in every chapter")
    parser.add_argument("--jobs", type=int, default=2, help="submissions at a time")
    parser.add_argument("--against", type=Path, help="a worktree with an environment of its own")
    parser.add_argument("--dry", action="store_true", help="print only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backpass-memory-") as folder:
        course = copy_course(Course(ROOT), Path(folder) / "course")
        chapters = course.chosen([])
        release(course, chapters)
        simulate(course, chapters, count=options.students, seed=1)
        handed_in = sum(1 for one in (course.root / "submitted").glob("*/*") if one.is_dir())
        if options.against is not None:
            before = graded(options.against, course.root, options.jobs)
            print(f"there: {before.all:.0f} MB, {dict(before.memory)}", flush=True)
        most = graded(ROOT, course.root, options.jobs)
    rows = [
        [kind, most.count[kind], f"{most.memory[kind]:.0f}", f"{most.private[kind]:.0f}"]
        for kind in most.memory
    ]
    rows.append(["all", sum(most.count.values()), f"{most.all:.0f}", f"{most.private.total():.0f}"])
    text = (
        f"{handed_in} submissions of {len(chapters)} chapters, `backpass grade --jobs "
        f"{options.jobs}`: {circumstances()}.\n\n"
        f"{table(['process', 'how many', 'MB', 'its own, MB'], rows)}"
    )
    print(text)
    if not options.dry:
        write(ROOT / "docs" / "benchmarks.md", {"class memory": text})


if __name__ == "__main__":
    main()
