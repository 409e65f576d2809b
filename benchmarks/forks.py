"""Ten thousand forks of one warm parent: ``python -m benchmarks.forks``.

Each of 5,000 small notebooks is run in two processes forked from the same parent. The last has to
behave like the first: the same marks, random numbers of its own, nothing of the notebook before;
the parent opens no more files and grows no larger. The table goes to ``docs/scale.md``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from backpass.grading.kernel import Cell, Settings, execute
from backpass.grading.parents import WarmParents
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
EDGE = 250  # notebooks at the beginning and at the end that are compared


def looked_at(pid: int) -> tuple[int, float]:
    """Open files of a process, and MB of memory that are its own."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    resident = next(line for line in status.splitlines() if line.startswith("RssAnon:"))
    return len(os.listdir(f"/proc/{pid}/fd")), int(resident.split()[1]) / 1024  # noqa: PTH208


def main(arguments: list[str] | None = None) -> None:
    """Fork, look, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--notebooks", type=int, default=5_000, help="two forks each")
    options = parser.parse_args(arguments)
    seconds: list[float] = []
    drawn: set[str] = set()
    with WarmParents() as warm, tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder))
        (Path(folder) / "grader_tests").mkdir()
        before = looked_at(warm.of_students.pid)
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
        after = looked_at(warm.of_students.pid)
    if len(drawn) != 2 * options.notebooks:
        raise AssertionError("two notebooks drew the same random number")
    first, last = (statistics.median(part) for part in (seconds[:EDGE], seconds[-EDGE:]))
    rows = [
        [f"ms a notebook, median of {EDGE}", f"{1e3 * first:.1f}", f"{1e3 * last:.1f}"],
        ["open files of the parent", before[0], after[0]],
        ["memory of the parent's own, MB", f"{before[1]:.0f}", f"{after[1]:.0f}"],
    ]
    head = (
        f"{options.notebooks:,} notebooks, {2 * options.notebooks:,} forks of one parent, all "
        f"judged alike, no two with the same random numbers: {circumstances('numpy')}."
    )
    write(DOCUMENT, {MARK: head + "\n\n" + table(["", "first", "last"], rows)})
    print(f"The table is in {DOCUMENT.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
