"""How much memory a submission makes the grader take: ``python -m benchmarks.memory``.

For each kind of input that is large, deep or wide, one submission is judged, and the largest memory
is read that the grader's process took, and its helper for strangers' texts, beyond what shared
libraries and honest work take anyway. Each kind has a grader of its own, which has judged an
honest submission before: what one leaves behind is not counted with the next. The table
goes to ``docs/security.md``.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
import nbformat
import tiny_course

from backpass.grading.authoring.release import release
from backpass.grading.class_run.grade import Options, answer_key
from backpass.grading.class_run.ledger import Ledger
from backpass.grading.common import apart
from backpass.grading.marking.run import leave_fork_servers
from backpass.grading.marking.submission import AnswerKey, Submission, judge
from benchmarks.page import ROOT, circumstances, table, write
from tests.fuzzing import frames
from tests.fuzzing.case import Paper, written

CHAPTER, MB = tiny_course.CHAPTER, 2**20
PNG = "iVBORw0KGgo="


def _deep(depth: int) -> object:
    made: object = 1
    for _ in range(depth):
        made = [made]
    return made


def _wire(how: str) -> Callable[[Paper], bytes]:
    def make(paper: Paper) -> bytes:
        taken = frames.TAKE_OVER.format(seed=1, how=repr(how), often=1)
        return written(paper.with_cells(taken + "ON['now'] = True", "print('x')", at=8))

    return make


def _metadata(paper: Paper) -> bytes:
    notebook = paper.right()
    notebook["cells"][2]["metadata"]["x"] = {f"k{k}": [k] for k in range(600_000)}
    return written(notebook)


def _attached(paper: Paper) -> bytes:
    notebook = paper.with_cells("![x](attachment:a.png)" * 3, kind="markdown")
    notebook["cells"][1]["attachments"] = {"a.png": {"image/png": PNG + "A" * 12 * MB}}
    return written(notebook)


def _outputs(paper: Paper) -> bytes:
    notebook = paper.right()
    notebook["cells"][2]["outputs"] = [{"output_type": "stream", "text": "x" * 18 * MB}]
    return written(notebook)


#: What is sent, by what it is.
KINDS: dict[str, Callable[[Paper], bytes]] = {
    "an honest one": lambda paper: written(paper.right()),
    "a source of 18 MB": lambda paper: written(paper.with_cells("x = 1\n" * 3 * MB)),
    "one line of 18 MB": lambda paper: written(paper.with_cells("x = '" + "y" * 18 * MB + "'")),
    "nested brackets": lambda paper: written(paper.with_cells("(" * 90_000 + ")" * 90_000)),
    "a sum of 200,000": lambda paper: written(paper.with_cells("x = " + "1+" * 200_000 + "1")),
    "2,000 cells": lambda paper: written(paper.with_cells(*["y = 'z' * 1000"] * 1990)),
    "Markdown of 18 MB": lambda paper: written(paper.with_cells("*a* " * 4 * MB, kind="markdown")),
    "Markdown, many short": lambda paper: written(
        paper.with_cells(*["> " * 50_000] * 100, kind="markdown")
    ),
    "stored outputs of 18 MB": _outputs,
    "attachments of 12 MB": _attached,
    "metadata of 18 MB": _metadata,
    "nested JSON": lambda paper: written(paper.right()).replace(
        b"{", b'{"x":' + b"[" * 900 + b"]" * 900 + b",", 1
    ),
    "whole numbers of 18 MB": lambda paper: written(paper.right()).replace(
        b"{", b'{"x":[' + b",".join([b"9" * 4000] * 4500) + b"],", 1
    ),
    "printed: 4 MB in each of 9 cells": lambda paper: written(
        paper.with_cells(*["from IPython.display import HTML\nHTML('<b>x</b>' * 300_000)"] * 9)
    ),
    "shown: half characters": lambda paper: written(
        paper.with_cells(*["display({'text/html': '\\ud800' * 600_000}, raw=True)"] * 6)
    ),
    "returned: a million floats": lambda paper: written(
        paper.with_answer(
            "add_backward", "def add_backward(dout, cache):\n    return [1.5] * 10**6"
        )
    ),
    "returned: 10**(10**6)": lambda paper: written(
        paper.with_answer(
            "add_backward", "def add_backward(dout, cache):\n    return 1 << 3_000_000"
        )
    ),
    "wire: one blob, many copies": _wire("copies"),
    "wire: millions of lists": _wire("lists"),
    "wire: millions of numbers": _wire("wide"),
    "wire: many fields": _wire("many fields"),
    "wire: a frame of 32 MB": _wire("full"),
    "wire: deep": _wire("deep"),
}


def peak(pid: int | str) -> float:
    """The largest memory of a process since it was last asked, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    return int(line.split()[1]) / 1024


def measured(key: AnswerKey, data: bytes) -> tuple[float, float, float, str]:
    """Peaks of the grader and its helper, the size of the notebook that came of it, its mark."""
    helper = apart._helpers.own().pid
    peak("self")
    outcome = judge(Submission("s", CHAPTER, data, None, 1), key)
    mine = peak("self")
    theirs = peak(helper) if Path(f"/proc/{helper}").exists() else float("nan")
    mark = sum(one.score or 0 for one in outcome.marks.values())
    said = outcome.error or f"{mark:g}"
    return mine, theirs, len(outcome.notebook or b"") / MB, said


def row(kind: str) -> list[str]:
    """The row of the table for one kind."""
    random.seed(1)
    with tempfile.TemporaryDirectory(prefix="memory-") as folder:
        course = tiny_course.make(Path(folder) / "course")
        release(course, [CHAPTER])
        with Ledger(course) as ledger:
            key = answer_key(course, ledger, CHAPTER, Options(jobs=1))
        paper = Paper(nbformat.read(course.release_notebook(CHAPTER), 4))
        measured(key, written(paper.right()))
        data = KINDS[kind](paper)
        mine, theirs, size, mark = measured(key, data)
        leave_fork_servers()
    return [kind, f"{mine:.0f}", f"{theirs:.0f}", f"{size:.1f}", mark]


def main() -> None:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="print only")
    parser.add_argument("--only", help="kinds that hold this word")
    parser.add_argument("--one", help="this kind, in this process", choices=list(KINDS))
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(row(arguments.one)), flush=True)
        return
    rows = []
    for kind in KINDS:
        if arguments.only and arguments.only not in kind:
            continue
        command = [sys.executable, "-m", "benchmarks.memory", "--one", kind]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
        rows.append(json.loads(done.stdout.splitlines()[-1]))
        print(json.dumps(rows[-1]), flush=True)
    if not arguments.dry and not arguments.only:
        header = ["what is sent", "grader, MB", "helper, MB", "graded notebook, MB", "mark of 11"]
        text = f"{circumstances('numpy', 'nbformat')}.\n\n{table(header, rows)}"
        write(ROOT / "docs" / "security.md", {"memory": text})


if __name__ == "__main__":
    main()
