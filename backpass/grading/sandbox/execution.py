"""Run one notebook: the student's cells in one contained process, the test cells in another.

What this hands back is a pure function of the cells, the course and the seed. The student's process
sees the student's own cells and the release's, never a hidden line; the verifier sees the tests,
and of the student only what calls bring back.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import signal
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from backpass.grading.common.errors import ErrorName, error_output
from backpass.grading.sandbox import wire
from backpass.grading.sandbox.cell_source import exercises_in
from backpass.grading.sandbox.containment import Limits, missing, refuse
from backpass.grading.sandbox.exposure import refuse_exposed
from backpass.grading.sandbox.fork_client import HOMES, ForkClient, ForkServers, ServerGone
from backpass.grading.sandbox.importable import imported_by
from backpass.grading.sandbox.own_time import Allowance, Deadline, EarlierOf, Waits
from backpass.grading.sandbox.scratch import SOON, Unlinked, scratch_folder, size
from backpass.grading.sandbox.told import Told
from backpass.grading.sandbox.wire import Channel, Gone, Late, WireError

#: Own seconds until a new process has to have reported.
STARTING = 20.0
#: How often it is looked whether a process waits.
LOOKS = 10
#: Characters of all outputs of a notebook's own cells together; what is more is left out.
MAX_OUTPUTS = 8 * 2**20
TOO_MUCH = f"… (left out: the notebook puts out more than {MAX_OUTPUTS // 2**20} MB)"
_KINDS = ("stream", "display_data", "execute_result", "error")


@dataclass(frozen=True)
class Cell:
    """A cell to run.

    Attributes:
        index: Its place in the notebook; below 0 for what runs beside it and is not shown.
        source: Its text.
        test: Whether it is a test cell, which runs in the verifier.
        answered: Whether there is something that a test cell can judge.
        known: What it puts out, where that is known and it need not run.
        number: What IPython is to call it, as in ``Out[12]``; the next number if None.
    """

    index: int
    source: str
    test: bool = False
    answered: bool = True
    known: Sequence[dict[str, Any]] | None = None
    number: int | None = None


@dataclass(frozen=True)
class Settings:
    """How notebooks are run.

    Attributes:
        root: The course's root, which only the verifier is told.
        limits: What a process may use.
        cell_seconds: Longest own time for a student's cell, see :mod:`own_time`.
        call_seconds: Longest own time for one call of a student's function.
        notebook_seconds: Longest own time for a notebook in all.
        disk: Bytes that a student may leave in the scratch folder.
        seed: Makes the hidden points repeatable; fresh ones when None.
        uncontained: Run without containment; loud, and stamped into the report.
        skip: Protections to leave out, for rehearsing attacks.
        modules: Packages that notebooks may import besides those that the release imports.
        private: Files and folders that no student may read, the root aside.
    """

    root: Path
    limits: Limits = field(default_factory=Limits)
    cell_seconds: float = 30.0
    call_seconds: float = 10.0
    notebook_seconds: float = 240.0
    disk: int = 64 * 2**20
    seed: int | None = None
    uncontained: bool = False
    skip: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    private: tuple[Path, ...] = ()


@dataclass
class Execution:
    """What came of a notebook.

    Attributes:
        outputs: The outputs of each cell that was run, by its index.
        stopped: Why the student's process was ended early, in a sentence; None when it was not.
        got: The protections that held, by name.
        doubtful: What happened that may be the machine's doing and not the notebook's; None where
            nothing was.
        late: Indices of tests that were judged once all cells had run.
        lost: The cell or test at which the student's process ended, or ceased to answer, by its
            index, where more was to be done behind it; None where it went on to the end.
        undecided: Indices of tests that met no meaning of a name, before that.
        gone_on_behind: Where earlier processes ended, each with the reason in a sentence.
        again: Whether something came that was not asked for: which cell or answer sent it shows
            when the rest is done once more, carefully.
        settled: Indices of tests whose outcome stays where the rest is done once more.
        seconds: Own time that it took.
        said: What the visible check says of known mistakes that were met for the first time.
    """

    outputs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    stopped: str | None = None
    got: dict[str, str] = field(default_factory=dict)
    doubtful: str | None = None
    late: list[int] = field(default_factory=list)
    lost: int | None = None
    undecided: list[int] = field(default_factory=list)
    gone_on_behind: list[tuple[int, str]] = field(default_factory=list)
    again: bool = False
    settled: set[int] = field(default_factory=set)
    seconds: float = 0.0
    said: list[Told] = field(default_factory=list)


class MachineBusy(RuntimeError):
    """Other processes left a submission so little that it was not done: it has no mark."""


class DiskFull(RuntimeError):
    """A student's files took more room than they may."""


def execute(
    cells: Sequence[Cell],
    imports: Sequence[str],
    settings: Settings,
    servers: ForkServers,
    data: Path | None = None,
    spent: float = 0.0,
    careful: bool = False,
) -> Execution:
    """Run a notebook's cells.

    Args:
        cells: The cells, in order.
        imports: Sources of the release's cells; what they import is there for the test cells too.
        settings: How to run them.
        servers: Where processes come from.
        data: A folder of files that the release ships; students' cells find copies of them.
        spent: Own seconds that the notebook took before, of those that it may take in all.
        careful: Whether it is looked after each cell and each test whether it sent more than it
            was asked for; that costs time, and is done where something of the kind was seen.

    Returns:
        The outputs, and why it stopped early if it did.

    Raises:
        Uncontained: When a required protection cannot be had, or the course lies where students
            may read.
        ServerGone: When a fork server, or a new process, came to an end or does not answer.
        MachineBusy: When only the clock ran out.
    """
    modules = frozenset(settings.modules) | imported_by(imports)
    shut = not settings.uncontained and "files" not in settings.skip
    if shut:
        refuse_exposed((settings.root, Path.home(), *settings.private), modules)
    students = servers.students(modules, shut)
    with scratch_folder(servers.scratch) as scratch:
        if data is not None and data.is_dir():
            _copy_data(data, Path(scratch))
        tests = [cell for cell in cells if cell.test]
        sources = [cell.source for cell in tests]
        shut_in = not settings.uncontained
        nursery = servers.nursery(settings.root, imports, sources, shut_in) if tests else None
        answered = [cell.source for cell in tests if cell.answered]
        ahead = [name for source in answered for name in exercises_in(source)]
        run = _NotebookRun(settings, servers, students, nursery, scratch, ahead, careful)
        try:
            run.start(spent)
            written = [cell for cell in cells if cell.source.strip()]
            for test, group in groupby(written, lambda cell: cell.test):
                if run.ended_at is None:
                    (run.tests if test else run.student_cells)(list(group))
            run.open_tests()
            run.look_back()
            run.note_loss(written)
            run.execution.seconds = run.notebook.own()
        finally:
            run.end()
        return run.execution


def _copy_data(data: Path, scratch: Path) -> None:
    """Plain files of the release, notebooks apart; links are not followed."""
    for path in sorted(data.iterdir()):
        if path.is_file() and not path.is_symlink() and path.suffix != ".ipynb":
            shutil.copyfile(path, scratch / path.name)


class _NotebookRun:
    """One notebook on its way."""

    def __init__(
        self,
        settings: Settings,
        servers: ForkServers,
        students: ForkClient,
        nursery: ForkClient | None,
        scratch: str,
        ahead: Sequence[str] = (),
        careful: bool = False,
    ) -> None:
        self.careful = careful
        self.settings, self.servers, self.scratch, self.ahead = settings, servers, scratch, ahead
        self.forked_by: dict[str, ForkClient] = {"student": students}
        if nursery is not None:
            self.forked_by["verifier"] = nursery
        self.execution = Execution()
        self.pids: dict[str, int] = {}
        self.room = MAX_OUTPUTS
        self.open: list[Cell] = []  # tests that met a stub or nothing, and cells ran since
        self.pending: list[Cell] = []  # the same, and no cell has run since
        self.ended_at: int | None = None  # the cell at which the student's process ended
        self.next_number = 1  # IPython's, of the next cell
        self.called: dict[int, bool] = {}  # tests that asked for answers here: whether they passed
        self.waits = {"this thread": Waits.of_this_thread()}

    def start(self, spent: float) -> None:
        """Fork the two processes, joined to each other, and see that they are shut in."""
        of_student, at_student = wire.pair()
        of_verifier, at_verifier = wire.pair()
        calls_there, calls_here = wire.pair()
        self.student, self.verifier = Channel(of_student), Channel(of_verifier)
        sockets = {"student": (at_student, calls_there), "verifier": (at_verifier, calls_here)}
        if "verifier" not in self.forked_by:  # nobody calls, and the other end stays open
            self.unused = calls_here, at_verifier
        numbers = {
            role: server.ask_to_fork(self._request(role), *sockets[role])
            for role, server in self.forked_by.items()
        }
        for role, server in self.forked_by.items():
            self.pids[role] = server.forked(numbers[role])
            self.waits[role] = Waits.of(self.pids[role])
        self.unlinked = Unlinked(self.pids["student"], self.scratch)
        soon = self._allow(STARTING)
        channels = {"student": self.student, "verifier": self.verifier}
        for channel in [channels[role] for role in self.forked_by]:
            try:
                got = dict(channel.receive(deadline=soon)["got"])
            except WireError as error:
                raise ServerGone(f"a new process did not report ({error})") from error
            if missing(got) and not self.settings.uncontained:
                raise refuse(got)
            self.execution.got = got
        self.notebook = self._allow(self.settings.notebook_seconds - spent)

    def _allow(self, seconds: float) -> Allowance:
        """So much own time of both processes and of this thread, which waits for them."""
        return Allowance(seconds, *self.waits.values())

    def _request(self, role: str) -> dict[str, Any]:
        settings, environment = self.settings, dict(self.servers.environment)
        verifies = role == "verifier"
        if verifies:
            environment["BACKPASS_ROOT"] = str(settings.root)
            if settings.seed is not None:
                environment["BACKPASS_SEED"] = str(settings.seed)
        else:
            for name in HOMES:
                environment[name] = self.scratch
        return {
            "role": role,
            "scratch": None if verifies else self.scratch,
            "limits": asdict(settings.limits),
            "skip": list(settings.skip),
            "uncontained": settings.uncontained,
            "seed": settings.seed if verifies else None,
            "met": self._met_again() if verifies else [],
            "ahead": list(self.ahead) if verifies and settings.seed is None else [],
            "environment": environment,
            "cell_seconds": settings.cell_seconds,
            # the verifier waits a little longer than the student may take
            "call_seconds": settings.call_seconds + (2 if verifies else 0),
        }

    def _met_again(self) -> list[tuple[str, str]]:
        """The known mistakes that have been made so often that others will make them, too."""
        return sorted(one for one, times in self.forked_by["verifier"].met.items() if times > 1)

    def tests(self, cells: Sequence[Cell]) -> None:
        """Run test cells, one after the other, in the verifier."""
        for cell in cells:
            if self.ended_at is not None:
                return
            known = cell.known if self.execution.stopped is None else None
            outputs, is_open = self._test(cell) if known is None else (list(known), False)
            if self.execution.again:
                return
            self.execution.outputs[cell.index] = outputs
            if is_open:
                self.pending.append(cell)

    def note_loss(self, cells: Sequence[Cell]) -> None:
        """Note where the student's process ended, where that left something undone."""
        self.execution.undecided = [cell.index for cell in (*self.open, *self.pending)]
        tests = {cell.index for cell in cells if cell.test} & {*self.execution.outputs}
        self.execution.settled = tests - {*self.execution.undecided}
        if self.execution.again:
            if not self.careful:  # what failed may have met what others had sent
                self.execution.settled -= {one for one, passed in self.called.items() if not passed}
            return
        if self.ended_at is not None and (
            self.open or any(cell.index not in self.execution.outputs for cell in cells)
        ):
            self.execution.lost = self.ended_at

    def look_back(self) -> None:
        """Where a test failed, or met nothing, see that it got answers to what it had asked."""
        if self.ended_at is not None or self.execution.stopped is not None or self.careful:
            return
        if (self.open or self.pending or not all(self.called.values())) and not self._is_clean():
            self.execution.again = True

    def _is_clean(self) -> bool:
        """Whether the student's process has sent nothing but what it was asked for."""
        deadline = self._allow(2 * self.settings.call_seconds + 4)
        try:
            word = secrets.token_hex(8)
            self.student.send({"echo": word}, deadline=deadline)
            if self.student.receive(deadline=deadline) != {"echo": word}:
                return False
            if "verifier" not in self.forked_by:
                return True
            self.verifier.send({"echo": word}, deadline=deadline)
            answer = self.verifier.receive(deadline=deadline)
        except WireError as error:
            if deadline.clock_ran_out():
                raise MachineBusy("a process did not answer in time") from error
            return False
        return bool(answer["nothing left"])

    def open_tests(self) -> None:
        """Judge by the end of the notebook what had no meaning yet where its test stands."""
        while self.open:
            cell = self.open[0]
            if self.execution.stopped is not None or self.ended_at is not None:
                return
            outputs, is_open = self._test(cell)
            if self.execution.again:
                return
            del self.open[0]
            if not is_open:
                self.execution.outputs[cell.index] = outputs
                self.execution.late.append(cell.index)

    def student_cells(self, cells: Sequence[Cell]) -> None:
        """Run cells in the student's process.

        They are sent together; what they put out is read while the next ones run.
        """
        self.open, self.pending = [*self.open, *self.pending], []
        for together in [[cell] for cell in cells] if self.careful else [cells]:
            if self.ended_at is None:
                self._run_together(together)

    def _run_together(self, cells: Sequence[Cell]) -> None:
        sent = self._send_cells(cells)
        for cell in cells:
            if self.ended_at is not None:
                return
            known = cell.known if self.execution.stopped is None else None
            outputs = self._outputs(cell) if known is None else list(known)
            if self.execution.again:
                return
            self.execution.outputs[cell.index] = outputs
        if not sent or self.execution.stopped is not None:
            return
        try:  # all may have been too quick for a look in between
            self._watch_disk()
        except DiskFull as full:
            self._stop(str(full))
            return
        if self.careful and self.ended_at is None and not self._is_clean():
            if self._may_be_of_others(garbled=True):
                self._do_again(cells[-1])
                return
            said = self._stop_unreadable(cells[-1], "more than was asked for")
            self.execution.outputs[cells[-1].index] = [said]

    def _send_cells(self, cells: Sequence[Cell]) -> bool:
        """Send those that have to run; whether there are any."""
        if self.execution.stopped is not None:
            return False
        numbered: list[tuple[int, str, int]] = []
        for cell in cells:
            number = self.next_number if cell.number is None else cell.number
            self.next_number = number + 1
            if cell.known is None:
                numbered.append((cell.index, cell.source, number))
        if not numbered:
            return False
        try:
            self.student.send({"cells": numbered}, deadline=self._cell_deadline())
        except Late:
            self._stop("Python took no further cells.", machines=True)
        except Gone:
            cell = next(cell for cell in cells if cell.index == numbered[0][0])
            self._stop_gone(cell)  # whatever ended it, the new one goes on without this cell
            if self.execution.again:
                return True
            said = error_output(ErrorName.STOPPED, str(self.execution.stopped))
            self.execution.outputs[cell.index] = [said]
        return True

    def _cell_deadline(self) -> EarlierOf:
        return EarlierOf(self.notebook, self._allow(self.settings.cell_seconds + 3))

    def _outputs(self, cell: Cell) -> list[dict[str, Any]]:
        """What the next cell put out; why nothing came, if nothing did."""
        if self.execution.stopped is not None:
            return [error_output(ErrorName.NOT_RUN, self.execution.stopped)]
        before = self._computed()
        try:
            answer = self._await_student(cell.index, self._cell_deadline())
            outputs = self._cut(cleaned(answer["outputs"]))
        except DiskFull as full:
            self._stop(str(full))
        except Late:
            self._stop_late(cell, before)
        except Gone:
            self._stop_gone(cell)
            if self.execution.again:
                return []
        except WireError as error:
            if self._may_be_of_others(garbled=True):
                self._do_again(cell)
                return []
            return [self._stop_unreadable(cell, str(error))]
        else:
            if any(output.get("ename") == ErrorName.TIME_IS_UP for output in outputs):
                self._doubt(before, self.settings.cell_seconds)
            return outputs
        return [error_output(ErrorName.STOPPED, str(self.execution.stopped))]

    def _cut(self, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """As much of a cell's outputs as the notebook has room for, and a word where it has not."""
        kept: list[dict[str, Any]] = []
        for output in outputs:
            self.room -= len(json.dumps(output, default=str))
            if self.room < 0:
                return [*kept, {"output_type": "stream", "name": "stdout", "text": TOO_MUCH}]
            kept.append(output)
        return kept

    def _await_student(self, number: int, deadline: Deadline) -> Any:
        """Wait for the student's answer, looking at the disk now and then."""
        while not self.student.arrived(SOON):
            self._watch_disk()
            if deadline.left() <= 0:
                raise Late("no answer in time")
        answer = self.student.receive(deadline=deadline)
        if type(answer) is not dict or "outputs" not in answer:
            raise WireError("no answer")
        if type(answer.get("number")) is not int or answer["number"] != number:
            raise WireError("an answer to another cell")
        return answer

    def _watch_disk(self) -> None:
        named = size(self.scratch)
        used = named + self.unlinked.size(named)
        if used > self.settings.disk:
            most = self.settings.disk / 2**20
            raise DiskFull(f"The notebook wrote more than {most:g} MB to disk.")

    def _computed(self) -> float:
        """Processor time of the student's process so far, in seconds."""
        return self.waits["student"].read()[0]

    def _doubt(self, before: float, seconds: float) -> None:
        """Somebody took too long. Where it did not compute that long, it may not be its fault."""
        if self._computed() - before < seconds:
            self.execution.doubtful = "it ran out of time without having computed that long"

    def _stop_late(self, cell: Cell, before: float) -> None:
        notebook, seconds = self.settings.notebook_seconds, self.settings.cell_seconds
        if self.notebook.clock_ran_out():
            raise MachineBusy(
                f"it was not done after {self.notebook.on_the_clock():.0f} seconds, of which "
                f"{self.notebook.own():.0f} were its own; the machine has too much to do"
            )
        if self.notebook.left() <= 0:
            self._doubt(0.0, notebook)
            self._stop(f"The notebook's cells took longer than {notebook:g} seconds in all.")
        else:
            self.ended_at = cell.index
            self._doubt(before, seconds)
            self._stop(f"A cell ran for longer than {seconds:g} seconds.")

    def _stop_unreadable(self, cell: Cell, what: str) -> dict[str, Any]:
        self.ended_at = cell.index
        self._stop(f"What came out of the cell could not be read ({what}).")
        return error_output(ErrorName.STOPPED, str(self.execution.stopped))

    def _stop_gone(self, cell: Cell) -> None:
        first = next((line for line in cell.source.splitlines() if line.strip()), "")[:60]
        ended = self.forked_by["student"].kill(self.pids.pop("student"))
        if not self._has_time(ended):
            most = self.settings.limits.cpu
            self.execution.stopped = f"The notebook used more than {most} seconds of computing."
            return
        if self._may_be_of_others(garbled=False):
            self._do_again(cell)
            return
        self.ended_at = cell.index
        if ended.get("ended") == -signal.SIGKILL:  # by itself, or by the system for its memory
            self.execution.doubtful = "Python was killed"
        self.execution.stopped = f"Python was ended by the cell that begins with “{first}”."

    def _test(self, cell: Cell) -> tuple[list[dict[str, Any]], bool]:
        """A test's outputs, and whether it met a stub or a name without a meaning."""
        if self.execution.stopped is not None:  # there is nobody to be asked any more
            return [error_output(ErrorName.NOT_RUN, self.execution.stopped)], False
        before = self._computed()
        most = max(self.notebook.all_left(), 2 * self.settings.call_seconds)
        deadline = self._allow(most)
        try:
            self.verifier.send({"test": cell.source, "number": cell.index}, deadline=deadline)
            answer = self.verifier.receive(deadline=deadline)
            while "met" in answer:
                deadline = self._tell_what_is_said(answer["met"])
                answer = self.verifier.receive(deadline=deadline)
            if answer["number"] != cell.index:
                raise WireError("an answer to another test")
        except WireError as error:
            if deadline.clock_ran_out():
                raise MachineBusy("a test was not done in time, on a busy machine") from error
            if isinstance(error, Late) and self._verifier_waits():
                self._doubt(0.0, self.settings.notebook_seconds)
                most = self.settings.notebook_seconds
                self._stop(f"The notebook's cells took longer than {most:g} seconds in all.")
                return [error_output(ErrorName.NOT_RUN, str(self.execution.stopped))], False
            said = f"The test did not come to an end ({error})."
            self.execution.doubtful = said
            self.ended_at = cell.index
            return [error_output(ErrorName.NOT_JUDGED, said)], False
        self.forked_by["verifier"].met.update(map(tuple, answer["mistakes"]))
        if answer["ended"] is not None and self._may_be_of_others(answer["garbled"]):
            self._do_again(cell)
            return [], False
        if answer["timed out"]:
            self._doubt(before, self.settings.call_seconds)
        if answer["ended"] is not None:
            self._note_end(cell, answer["died"])
            return answer["outputs"], False
        if not answer["open"]:
            self.called[cell.index] = answer["passed"]
            if self.careful and not self._is_clean():
                self.ended_at = cell.index
        return answer["outputs"], answer["open"]

    def _tell_what_is_said(self, met: Sequence[Sequence[str]]) -> Allowance:
        """Tell the verifier what the visible check says of known mistakes; its time from now on.

        Working that out takes time which is not the student's.
        """
        start = time.monotonic()
        said = self.forked_by["verifier"].said(met)
        self.execution.said += [
            (name, called, known) for name, called, known, lasts in said if lasts
        ]
        self.notebook.excuse(time.monotonic() - start)
        deadline = self._allow(max(self.notebook.all_left(), 2 * self.settings.call_seconds))
        self.verifier.send({"said": said}, deadline=deadline)
        return deadline

    def _verifier_waits(self) -> bool:
        """Whether it is the student's process that the verifier waits for; it may be stuck."""
        stat = Path(f"/proc/{self.pids['verifier']}/stat")
        for _ in range(LOOKS):  # it reads an answer now and then
            with contextlib.suppress(OSError):
                if stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2][1] == "S":
                    return True
            time.sleep(0.01)
        return False

    def _may_be_of_others(self, garbled: bool) -> bool:
        """Whether the student's process may have gone wrong for what went before this cell or test.

        An answer that was called before may have left something that came now. In a new process,
        that one is not called.
        """
        return bool(self.called) or (garbled and not self.careful)

    def _do_again(self, cell: Cell) -> None:
        """End the student's process at a cell or test; the rest is done in a new one."""
        self.ended_at, self.execution.again = cell.index, True
        self._stop("")

    def _note_end(self, cell: Cell, died: bool) -> None:
        """The student's process answers no more; by itself, or the system ended it."""
        self.ended_at = cell.index
        if died and "student" in self.pids:
            ended = self.forked_by["student"].kill(self.pids.pop("student"))
            if ended.get("ended") == -signal.SIGKILL and self._has_time(ended):
                self.execution.doubtful = "Python was killed"

    def _has_time(self, ended: dict[str, Any]) -> bool:
        return bool(ended.get("cpu", 0) < self.settings.limits.cpu)

    def _stop(self, reason: str, machines: bool = False) -> None:
        """End the student's process.

        Args:
            reason: Why, in a sentence.
            machines: Whether the machine may be at fault, not the notebook.
        """
        self.execution.stopped = reason
        if machines:
            self.execution.doubtful = reason
        if "student" in self.pids:
            self.forked_by["student"].kill(self.pids.pop("student"))

    def end(self) -> None:
        """Nothing of either process is left."""
        try:
            numbers = {role: self.forked_by[role].ask_to_kill(p) for role, p in self.pids.items()}
            for role, number in numbers.items():
                self.forked_by[role].answer(number)
        finally:
            for waits in self.waits.values():
                waits.close()
            for channel in (getattr(self, "student", None), getattr(self, "verifier", None)):
                if channel is not None:
                    channel.close()
            for sock in getattr(self, "unused", ()):
                sock.close()


def cleaned(outputs: Any) -> list[dict[str, Any]]:
    """Outputs from a stranger as nbformat wants them; what does not fit is left out.

    Raises:
        WireError: It is not even a list.
    """
    if not isinstance(outputs, list):
        raise WireError("no outputs")
    return [fit for output in outputs[:300] if (fit := _fitted(output)) is not None]


def _fitted(output: Any) -> dict[str, Any] | None:
    if not isinstance(output, dict) or output.get("output_type") not in _KINDS:
        return None
    kind = output["output_type"]
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": kind, "name": name, "text": str(output.get("text", ""))}
    if kind == "error":
        lines = output.get("traceback")
        return {
            "output_type": kind,
            "ename": str(output.get("ename", ""))[:200],
            "evalue": str(output.get("evalue", ""))[:2000],
            "traceback": [str(line) for line in lines] if isinstance(lines, list) else [],
        }
    data = output.get("data")
    if not isinstance(data, dict):
        return None
    fitted: dict[str, Any] = {
        "output_type": kind,
        # no metadata: what stands there is read by the report, and only a verifier may write it
        "metadata": {},
        "data": {key: value for key, value in data.items() if isinstance(key, str)},
    }
    if kind == "execute_result":
        fitted["execution_count"] = None
    return fitted
