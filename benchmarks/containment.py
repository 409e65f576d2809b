"""What containment and the outside verdict cost: ``python -m benchmarks.containment``.

A simulated class is graded in two ways in turn, from the bytes that were handed in to the graded
notebook: as it is graded, and with every notebook run in one process that is not shut in. That is
what a submission costs more. Then every chapter, solved, is merely run, three ways in turn, cells
and hidden tests the same:

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
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

import nbformat
from nbgrader import utils

from backpass.grading.authoring.release import release
from backpass.grading.class_run.grade import Options, answer_key
from backpass.grading.class_run.ledger import Ledger
from backpass.grading.course import Course
from backpass.grading.intake.read import Unreadable, read_bytes
from backpass.grading.marking import run as marking
from backpass.grading.marking.settle import SHOW
from backpass.grading.marking.submission import AnswerKey, Judgement, Submission, judge
from backpass.grading.sandbox import wire
from backpass.grading.sandbox.cell_source import visible_part
from backpass.grading.sandbox.execution import Cell, Execution, Settings, execute
from backpass.grading.sandbox.fork_client import ForkServers
from backpass.grading.sandbox.importable import imported_by
from backpass.grading.sandbox.verifier import Verifier, says_it_all
from backpass.grading.simulation.demo import copy_course
from backpass.grading.simulation.simulate import simulate
from benchmarks.page import ROOT, circumstances, table, write

DOCUMENT, MARK = ROOT / "docs" / "benchmarks.md", "containment"
TURNS, CLASS_TURNS, STUDENTS = 8, 2, 6
SEED = 231
Run = Callable[[list[Cell]], dict[int, list[dict[str, Any]]]]


class Spent(NamedTuple):
    """What one run took.

    Attributes:
        passed: Seconds on the clock.
        computed: Seconds of processors, of all processes together.
    """

    passed: float
    computed: float


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
            self.channel.send([scratch, [[c.index, c.source, c.test] for c in cells]])
            outputs: dict[int, list[dict[str, Any]]] = self.channel.receive()
            if outputs == "ended":
                raise RuntimeError("the process ended")
            assert self.channel.receive() == "ended"
            return outputs


def serve(descriptor: int) -> None:
    """Be the parent: warm up as the real one does, and fork a child for each notebook."""
    from backpass.grading.sandbox import judging_warmup, warmup  # noqa: PLC0415 - only in this process

    owner = wire.Channel(socket.socket(fileno=descriptor))
    shell = warmup.rehearsed_shell()
    warmup.rehearse_notebooks(shell)
    judging_warmup.rehearse_judging(judging_warmup.one_of_each_kind())
    owner.send("ready")
    while True:
        try:
            request = owner.receive()
        except wire.Gone:
            return
        if isinstance(request[0], str) and isinstance(request[-1], str):
            judging_warmup.Points(Verifier(shell, [], request), ROOT).draw(SEED)
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
            owner.send({index: outputs_of(shell, *cell) for index, *cell in cells})
            os._exit(0)
        os.waitpid(child, 0)
        owner.send("ended")


def outputs_of(shell: Any, source: str, test: bool) -> list[dict[str, Any]]:
    """What a cell puts out; a test cell is run as a verifier runs it, in the student's shell."""
    from backpass.grading.sandbox.shell import run, run_plain  # noqa: PLC0415 - only in that process

    if not test:
        return run(shell, source)
    checks, rest = visible_part(source)
    outputs = run_plain(shell, rest)
    if not checks or says_it_all(outputs):
        return outputs
    return [o for o in run_plain(shell, checks) if o["output_type"] == "display_data"] + outputs


# --- a class -------------------------------------------------------------------------------------


class Work(NamedTuple):
    """A submission, and what it is judged by."""

    submission: Submission
    key: AnswerKey


def make_work(folder: Path, students: int) -> list[Work]:
    """A simulated class as a grader is handed it."""
    course = copy_course(Course(ROOT), folder / "course")
    chapters = course.chosen([])
    release(course, chapters)
    simulate(course, chapters, count=students, seed=1)
    with Ledger(course) as ledger:
        keys = {chapter: answer_key(course, ledger, chapter, Options()) for chapter in chapters}
    work = []
    for chapter in chapters:
        for student in course.submissions(chapter):
            path = course.submitted / student / chapter / f"{chapter}.ipynb"
            with suppress(Unreadable):  # what cannot be read is never run
                handed_in = Submission(student, chapter, read_bytes(path), None, SEED)
                work.append(Work(handed_in, keys[chapter]))
    return work


def graded_contained(work: Work) -> Judgement:
    """As it is graded."""
    return judge(work.submission, work.key)


def graded_in_one(work: Work, one: OneProcess) -> Judgement:
    """The same, the notebook run in one process."""

    def execute_in_one(cells: list[Cell], *_: Any) -> Execution:
        written = [cell for cell in cells if cell.source.strip()]
        return Execution(one.run(written))

    before = marking.execute
    marking.execute = execute_in_one  # type: ignore[assignment]
    try:
        return judge(work.submission, work.key)
    finally:
        marking.execute = before


def measure_class(
    work: list[Work], one: OneProcess, turns: int
) -> tuple[dict[str, Spent], list[str]]:
    """What a submission of a class takes in each way, the mean; and those that were left out.

    Raises:
        RuntimeError: When two ways come to different marks.
    """
    left_out, kept = [], []
    for each in work:  # warms what is shared, and finds out who brings a single process down
        outcomes = graded_contained(each), graded_in_one(each, one)
        if any(outcome.error for outcome in outcomes) or _was_stopped(outcomes[0]):
            left_out.append(each.submission.student)
            continue
        kept.append(each)
        if outcomes[0].marks != outcomes[1].marks:
            who = f"{each.submission.student}, {each.submission.chapter}"
            raise RuntimeError(f"{who}: {outcomes[0].marks} and {outcomes[1].marks}")
    ways: dict[str, tuple[Callable[[Work], Judgement], Callable[[], list[int]]]] = {
        "contained": (graded_contained, lambda: pids_of(marking.fork_servers())),
        "one process": (lambda each: graded_in_one(each, one), lambda: [one.process.pid]),
    }
    sums = {name: Spent(0.0, 0.0) for name in ways}
    gc.collect()
    gc.freeze()  # as a worker of `backpass grade` does, whose collector has as little to look at
    for turn in range(turns):
        for each in kept:  # one way right after the other: a machine is not always equally quick
            for way in sorted(ways, reverse=turn % 2 == 1):
                passed, computed = graded_by_the_same(each, *ways[way])
                sums[way] = Spent(sums[way].passed + passed, sums[way].computed + computed)
    count = turns * len(kept)
    return {name: Spent(*(x / count for x in spent)) for name, spent in sums.items()}, left_out


def graded_by_the_same(
    each: Work, grade_one: Callable[[Work], Judgement], parents: Callable[[], list[int]]
) -> Spent:
    """What grading one takes; once more where a parent ended meanwhile, with what it had computed.

    Raises:
        RuntimeError: A parent ended each time.
    """
    for _ in range(3):
        at_work = parents()
        start, before = time.perf_counter(), computing(at_work)
        grade_one(each)
        passed = time.perf_counter() - start
        if parents() == at_work:
            return Spent(passed, computing(at_work) - before)
    raise RuntimeError(f"{each.submission.student}: a parent of processes ended, three times")


def _was_stopped(outcome: Judgement) -> bool:
    return b'"ename":"NotRun"' in (outcome.notebook or b"")


def class_table(spent: dict[str, Spent], count: int, left_out: list[str]) -> str:
    """The cost of a submission, in words and numbers."""
    rows = []
    for kind, words in (("passed", "on the clock"), ("computed", "of processors")):
        ours, base = (1000 * getattr(spent[way], kind) for way in ("contained", "one process"))
        rows.append(
            [f"ms {words}", f"{ours:.1f}", f"{base:.1f}", f"{100 * (ours / base - 1):.0f} %"]
        )
    said = f"A class graded, {count} submissions, ms a submission from bytes to graded notebook"
    if left_out:
        said += f"; {len(left_out)} whose code ends Python are left out"
    return f"{said}:\n\n" + table(["", "contained", "one process", "more"], rows)


# --- a notebook -----------------------------------------------------------------------------------


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


def pids_of(warm: ForkServers) -> list[int]:
    """The process numbers of all parents."""
    parents = (
        warm.of_students,
        *warm.others.values(),
        warm.of_nurseries,
        *warm.nurseries.values(),
    )
    return [parent.pid for parent in parents]


def computing(parents: list[int]) -> float:
    """Seconds that this process and parents with their children that have ended computed so far."""
    ticks = 0
    for parent in parents:
        status = Path(f"/proc/{parent}/stat").read_text(encoding="ascii")
        ticks += sum(map(int, status.rpartition(")")[2].split()[11:15]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def measure(chapter: str, warm: ForkServers, one: OneProcess, turns: int) -> dict[str, list[Spent]]:
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
    tests = [cell.source for cell in cells if cell.test]
    parents = {"one process": [one.process.pid]}
    for name, off in settings.items():
        nursery = warm.nursery(ROOT, imports, tests, contained=not off)
        students = warm.students(imported_by(imports), shut=not off)
        # what nurseries are forked from is told all that an earlier one computed, once that ends
        parents[name] = [students.pid, nursery.pid]
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
    parser.add_argument("--students", type=int, default=STUDENTS)
    parser.add_argument("--dry", action="store_true", help="print the table instead")
    parser.add_argument("chapters", nargs="*")
    chosen = parser.parse_args()
    if chosen.serve is not None:
        serve(chosen.serve)
        return
    chapters = chosen.chapters or sorted(path.name for path in (ROOT / "source").iterdir())
    tables: dict[str, list[list[str]]] = {kind: [] for kind in Spent._fields}
    sums: dict[str, dict[str, float]] = {kind: {} for kind in Spent._fields}
    with ForkServers() as warm, OneProcess(warm.environment) as one:
        with tempfile.TemporaryDirectory(prefix="backpass-class-") as folder:
            work = make_work(Path(folder), chosen.students)
            for chapter in chapters:
                one.prepare(cells_of(chapter)[0])
            spent_by, left_out = measure_class(work, one, CLASS_TURNS)
        class_text = class_table(spent_by, len(work) - len(left_out), left_out)
        middle_of = {"passed": statistics.median, "computed": statistics.mean}
        for chapter in chapters:
            spent = measure(chapter, warm, one, chosen.turns)
            for kind, sum_of in sums.items():
                middle = {
                    name: middle_of[kind](getattr(each, kind) for each in times)
                    for name, times in spent.items()
                }
                for name, value in middle.items():
                    sum_of[name] = sum_of.get(name, 0.0) + value
                tables[kind].append(row(chapter, middle))
    text = [f"{circumstances('numpy')}.", "", class_text, ""]
    text += [f"Solved notebooks merely run, {chosen.turns} turns."]
    words = {
        "passed": "Seconds on the clock, medians:",
        # the system counts them in steps of 10 ms
        "computed": "Seconds of processors, all processes, means:",
    }
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
