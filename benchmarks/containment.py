"""What containment and the outside verdict cost: ``python -m benchmarks.containment``.

Every chapter, solved, is run three ways in turn, cells and hidden tests the same:

- *contained*: as it is graded, two processes shut in, the verdict reached outside;
- *open*: the same two processes, not shut in;
- *one process*: everything in a single process that is not shut in, forked from a parent just as
  warm, hidden tests loaded. They run in the student's own shell, on the student's own functions.

The table goes to ``docs/benchmarks.md``.
"""

from __future__ import annotations

import argparse
import gc
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Self

import nbformat
from nbgrader import utils

from backpass.grading import wire
from backpass.grading.execution import SHOW
from backpass.grading.kernel import Cell, Settings, WarmParent, execute
from backpass.grading.verifier import visible_part
from benchmarks.page import ROOT, circumstances, table, write

DOCUMENT, MARK = ROOT / "docs" / "benchmarks.md", "containment"
TURNS = 11
SEED = 231
Run = Callable[[list[Cell]], dict[int, list[dict[str, Any]]]]


# --- one process ---------------------------------------------------------------------------------


class OneProcess:
    """A warm parent whose children run a whole notebook each, tests included, uncontained."""

    def __init__(self, environment: dict[str, str]) -> None:
        mine, theirs = wire.pair()
        environment = {
            **environment,
            "BACKPASS_ROOT": str(ROOT),
            "BACKPASS_SEED": str(SEED),
        }
        command = [sys.executable, "-m", "benchmarks.containment", f"--serve={theirs.fileno()}"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, pass_fds=[theirs.fileno()]
        )
        theirs.close()
        self.channel = wire.Channel(mine)
        assert self.channel.receive() == "ready"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.channel.close()
        self.process.wait(timeout=10)

    def prepare(self, cells: list[Cell]) -> None:
        """Load the hidden tests of a chapter, as a nursery does."""
        self.channel.send([cell.source for cell in cells if cell.test])
        assert self.channel.receive() == "ready"

    def run(self, cells: list[Cell]) -> dict[int, list[dict[str, Any]]]:
        """The outputs of a notebook's cells."""
        with tempfile.TemporaryDirectory(prefix="backpass-") as scratch:
            self.channel.send([scratch, [[cell.index, shown(cell)] for cell in cells]])
            outputs: dict[int, list[dict[str, Any]]] = self.channel.receive()
            assert self.channel.receive() == "ended"
            return outputs


def shown(cell: Cell) -> str:
    """What is run of a cell of a solved notebook: the check of a test that passes is not."""
    return visible_part(cell.source)[1] if cell.test else cell.source


def serve(descriptor: int) -> None:
    """Be the parent: warm up as the real one does, and fork a child for each notebook."""
    from backpass.grading.shell import run  # noqa: PLC0415 - only in this process
    from backpass.grading.warm import (  # noqa: PLC0415
        rehearse_judging,
        rehearse_tests,
        rehearsed_shell,
    )

    owner = wire.Channel(socket.socket(fileno=descriptor))
    shell = rehearsed_shell()
    rehearse_judging()
    owner.send("ready")
    while True:
        try:
            request = owner.receive()
        except wire.Gone:
            return
        if isinstance(request[0], str) and isinstance(request[-1], str):
            rehearse_tests(str(ROOT), request)
            gc.collect()
            gc.freeze()
            gc.disable()
            owner.send("ready")
            continue
        scratch, cells = request
        child = os.fork()
        if child == 0:
            gc.enable()
            os.chdir(scratch)
            owner.send({index: run(shell, source) for index, source in cells})
            os._exit(0)
        os.waitpid(child, 0)
        owner.send("ended")


# --- measuring -----------------------------------------------------------------------------------


def cells_of(chapter: str) -> tuple[list[Cell], list[str]]:
    """A solved chapter's cells that are run in grading, and the sources of all code cells."""
    notebook = nbformat.read(ROOT / "source" / chapter / f"{chapter}.ipynb", 4)
    code = [(i, cell) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    cells = [
        Cell(index, cell.source, bool(utils.is_grade(cell)) and not utils.is_solution(cell))
        for index, cell in code
        if SHOW not in cell.metadata.get("tags", [])
    ]
    return cells, [cell.source for _, cell in code]


def marks(cells: list[Cell], outputs: dict[int, list[dict[str, Any]]]) -> list[float]:
    """What the test cells state."""
    results = [
        [o for o in outputs[cell.index] if o["output_type"] == "execute_result"][-1]
        for cell in cells
        if cell.test
    ]
    return [float(result["data"]["text/plain"]) for result in results]


class Spent(NamedTuple):
    """What one run took.

    Attributes:
        passed: Seconds on the clock.
        computed: Seconds of processors, of all processes together.
    """

    passed: float
    computed: float


def computing(parents: list[int]) -> float:
    """Seconds that this process and parents with their children that have ended computed so far."""
    ticks = 0
    for parent in parents:
        status = Path(f"/proc/{parent}/stat").read_text(encoding="ascii")
        ticks += sum(map(int, status.rpartition(")")[2].split()[11:15]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def measure(chapter: str, warm: WarmParent, one: OneProcess, turns: int) -> dict[str, list[Spent]]:
    """Seconds of each way, turn by turn.

    Raises:
        RuntimeError: When two ways come to different marks.
    """
    cells, imports = cells_of(chapter)
    settings = {"contained": False, "open": True}
    ways: dict[str, Run] = {
        name: lambda c, o=off: (
            execute(  # type: ignore[misc]
                c, imports, Settings(ROOT, seed=SEED, uncontained=o), warm
            ).outputs
        )
        for name, off in settings.items()
    }
    ways["one process"] = one.run
    one.prepare(cells)
    nursery = warm.nursery(ROOT, imports, [cell.source for cell in cells if cell.test])
    shut_in = [warm.process.pid, nursery.pid]
    parents = {name: [one.process.pid] if name == "one process" else shut_in for name in ways}
    seconds: dict[str, list[Spent]] = {name: [] for name in ways}
    came: list[list[float]] = []
    for turn in range(turns + 1):
        for name, run in ways.items():
            start, computed = time.perf_counter(), computing(parents[name])
            outputs = run(cells)
            if turn > 0:  # the first turn warms what is shared
                passed = time.perf_counter() - start
                seconds[name].append(Spent(passed, computing(parents[name]) - computed))
            came.append(marks(cells, outputs))
    if any(each != came[0] for each in came):
        raise RuntimeError(f"{chapter}: the ways come to different marks: {came}")
    return seconds


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--dry", action="store_true", help="print the table instead")
    parser.add_argument("chapters", nargs="*")
    chosen = parser.parse_args()
    if chosen.serve is not None:
        serve(chosen.serve)
        return
    chapters = chosen.chapters or sorted(path.name for path in (ROOT / "source").iterdir())
    tables: dict[str, list[list[str]]] = {kind: [] for kind in Spent._fields}
    sums: dict[str, dict[str, float]] = {kind: {} for kind in Spent._fields}
    with WarmParent() as warm, OneProcess(warm.environment) as one:
        for chapter in chapters:
            spent = measure(chapter, warm, one, chosen.turns)
            for kind, sum_of in sums.items():
                middle = {
                    name: statistics.median(getattr(each, kind) for each in times)
                    for name, times in spent.items()
                }
                for name, value in middle.items():
                    sum_of[name] = sum_of.get(name, 0.0) + value
                tables[kind].append(row(chapter, middle))
    text = [f"{circumstances('numpy')}. Medians of {chosen.turns} turns."]
    words = {"passed": "Seconds on the clock:", "computed": "Seconds of processors, all processes:"}
    for kind, rows in tables.items():
        ways = list(sums[kind])
        header = ("chapter", *ways, *(f"{way} / one process" for way in ways[:2]))
        text += ["", words[kind], "", table(header, [*rows, row("all", sums[kind])])]
    if chosen.dry:
        print("\n".join(text))
    else:
        write(DOCUMENT, {MARK: "\n".join(text)})


def row(name: str, seconds: dict[str, float]) -> list[str]:
    """A line of the table."""
    base = seconds["one process"]
    ratios = [f"{seconds[way] / base:.2f}" for way in ("contained", "open")]
    return [name, *(f"{value:.3f}" for value in seconds.values()), *ratios]


if __name__ == "__main__":
    main()
