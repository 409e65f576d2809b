"""Ten thousand forks of each parent: ``python -m benchmarks.forks``.

Each of 10,000 small notebooks is run in a process forked from the parent of students, and judged in
one forked from a nursery. The last has to behave like the first: the same marks, random numbers of
its own, nothing of the notebook before; the parents open no more files and grow no larger. The
table goes to ``docs/scale.md``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from backpass.grading.sandbox.execution import Cell, Settings, execute
from backpass.grading.sandbox.fork_client import ForkServers
from benchmarks.page import ROOT, circumstances, table, write

DOCUMENT, MARK = ROOT / "docs" / "scale.md", "forks"
CELLS = [
    Cell(
        0,
        "import numpy as np, os, random\n"
        "found = 'mine' in globals(), os.listdir('.'), 'LEFT' in os.environ",
    ),
    Cell(1, "mine = 1\nopen('left behind.txt', 'w').close()\nos.environ['LEFT'] = 'behind'"),
    Cell(2, "print(*found, random.random(), np.random.rand())"),
    Cell(3, "def double(x):\n    return 2 * x"),
    Cell(4, "float(double(21) == 42)", test=True),
]
NAMES = ("parent of students", "nursery")
EDGE = 250  # notebooks at the beginning and at the end that are compared


def looked_at(pid: int) -> tuple[int, float]:
    """Open files of a process, and MB of memory that are its own."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    resident = next(line for line in status.splitlines() if line.startswith("RssAnon:"))
    return len(os.listdir(f"/proc/{pid}/fd")), int(resident.split()[1]) / 1024  # noqa: PTH208


def main(arguments: list[str] | None = None) -> None:
    """Fork, look, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notebooks", type=int, default=10_000)
    options = parser.parse_args(arguments)
    seconds: list[float] = []
    drawn: set[str] = set()
    with ForkServers() as warm, tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder))
        (Path(folder) / "grader_tests").mkdir()
        parents = [warm.of_students, warm.nursery(settings.root, [], [CELLS[-1].source])]
        before = [looked_at(parent.pid) for parent in parents]
        for number in range(options.notebooks):
            start = time.perf_counter()
            outputs = execute(CELLS, [], settings, warm).outputs
            seconds.append(time.perf_counter() - start)
            words = outputs[2][0]["text"].split()
            if words[:3] != ["False", "[]", "False"]:
                raise AssertionError(f"notebook {number} found something of another: {words}")
            drawn.update(words[3:])
            if outputs[4][-1]["data"]["text/plain"] != "1.0":
                raise AssertionError(f"notebook {number} was judged wrongly: {outputs[4]}")
        after = [looked_at(parent.pid) for parent in parents]
    if len(drawn) != 2 * options.notebooks:
        raise AssertionError("two notebooks drew the same random number")
    first, last = (statistics.median(part) for part in (seconds[:EDGE], seconds[-EDGE:]))
    rows = [
        [f"ms a notebook, median of {EDGE}", f"{1e3 * first:.1f}", f"{1e3 * last:.1f}"],
    ]
    for name, (files, own), (files_then, own_then) in zip(NAMES, before, after, strict=True):
        rows.append([f"open files of the {name}", str(files), str(files_then)])
        rows.append([f"memory of the {name} alone, MB", f"{own:.0f}", f"{own_then:.0f}"])
    head = (
        f"{options.notebooks:,} notebooks, as many forks of each parent, all judged alike, no two "
        f"with the same random numbers: {circumstances('numpy')}."
    )
    write(DOCUMENT, {MARK: head + "\n\n" + table(["", "first", "last"], rows)})
    print(f"The table is in {DOCUMENT.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
