"""A fork server: it imports all that its children need, and forks one child for each request.

Run as ``python -I -m backpass.grading.sandbox.fork_server ROLE FD PARENT``, with a socket to its
owner under the number FD, by the process PARENT. It holds no secret: it was started with an
environment of its own, and has opened no file of a course. The one whose role is ``students`` has
imported what notebooks import, and students' processes are forked from it. The one whose role is
``nurseries`` forks nurseries, one for each chapter: parents in turn, which have read the hidden
tests and fork the chapter's verifiers.

Every request is one JSON line, with the sockets of the new child passed along.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backpass.grading.sandbox.containment import (
    Limits,
    Policy,
    contain,
    die_with_parent,
    make_ready,
    missing,
    roughly,
    system,
    tasks_of_user,
)

if __name__ == "__main__":  # what follows takes a second to import, or many on a busy machine
    die_with_parent(int(sys.argv[3]))

import landlock  # noqa: F401 - imported here so that no child waits for it
import numpy as np
import numpy.ma  # np.unique loads it when it is first called: where files are out of reach
import numpy.random  # numpy loads it when it is first named: that would be in every child
import pyseccomp  # noqa: F401 - looks for its library with the help of programs: not from inside

from backpass.grading.sandbox import (
    importable,
    like_a_kernel,
    outside,
    own_builtins,
    stand_ins,
    warmup,
)
from backpass.grading.sandbox.own_time import Waits
from backpass.grading.sandbox.shell import CellShell
from backpass.grading.sandbox.student import Student
from backpass.grading.sandbox.wire import Channel, Gone

if TYPE_CHECKING:
    from backpass.grading.sandbox.judging_warmup import Points
    from backpass.grading.sandbox.verifier import Verifier


class ForkServer:
    """Forks and kills children as its owner asks, until the owner is gone.

    Args:
        owner: The owner's socket.
        shell: What children run cells in.
        inherited: Protections that this process has and its children inherit.
        verifier: In a nursery, what its children test with.
        points: In a nursery, the points by which its children judge.
        tasks: In a nursery, how many threads the user ran: its children cannot count them.
        narrowed: Whether files are out of reach already, but for a list and the scratch folders.
    """

    def __init__(
        self,
        owner: socket.socket,
        shell: CellShell,
        inherited: dict[str, str],
        verifier: Verifier | None = None,
        points: Points | None = None,
        tasks: int | None = None,
        narrowed: bool = False,
    ) -> None:
        self.owner, self.shell, self.verifier, self.points = owner, shell, verifier, points
        self.inherited, self.tasks, self.narrowed = inherited, tasks, narrowed
        self.children: set[int] = set()

    def serve(self) -> None:
        """Say that all is ready, then do as asked. Whatever is in memory by now stays there.

        Raises:
            RuntimeError: A second thread runs: its locks would stay locked in every child.
        """
        if threading.active_count() != 1:
            raise RuntimeError(f"threads before a fork: {threading.enumerate()}")
        gc.collect()
        gc.freeze()
        gc.disable()
        self._say({"ready": os.getpid(), "number": 0})
        reader = Requests(self.owner)
        try:
            while (request := reader.next()) is not None:
                if "kill" in request:
                    ended = _end(request["kill"], self.children)
                    self._say({**ended, "number": request["number"]})
                else:
                    self._fork(request, reader.descriptors)
        finally:
            for pid in list(self.children):
                _end(pid, self.children)

    def _fork(self, request: dict[str, Any], descriptors: list[int]) -> None:
        if self.points is not None:
            self.points.draw(request["seed"])
            self.points.know(request["met"])
        pid = os.fork()
        if pid == 0:
            self._become(request, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        self.children.add(pid)
        self._say({"pid": pid, "number": request["number"]})

    def _say(self, answer: dict[str, Any]) -> None:
        try:
            self.owner.sendall(json.dumps(answer).encode() + b"\n")
        except OSError as error:
            raise Gone("the owner is gone") from error

    def _become(self, request: dict[str, Any], descriptors: list[int]) -> None:
        """In the child: be what is asked for, and never return."""
        code = 1
        try:
            self.owner.close()
            sockets = [socket.socket(fileno=number) for number in descriptors]
            if request["role"] == "nursery":
                self._be_nursery(*sockets)
            else:
                self._be_contained(request, *map(Channel, sockets))
            code = 0
        except Gone:
            code = 0
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _be_nursery(self, owner: socket.socket) -> None:
        from backpass.grading.sandbox import judging_warmup  # noqa: PLC0415 - not near students
        from backpass.grading.sandbox.verifier import Verifier  # noqa: PLC0415

        die_with_parent()  # it hears that its owner is gone only once it has read all tests
        material = Channel(owner).receive()
        os.environ["BACKPASS_ROOT"] = material["root"]
        verifier = Verifier(self.shell, material["imports"], material["tests"])
        root = Path(material["root"])
        points = judging_warmup.Points(verifier, root)
        inherited, tasks = dict(self.inherited), None
        if material["contained"]:  # once for all: each verifier would take a millisecond for it
            with suppress(OSError):  # each child will say so
                tasks = tasks_of_user()
            policy = Policy(None, readable=(str(root / "grader_tests"),))
            inherited |= contain(policy, only=["files"])
        ForkServer(owner, self.shell, inherited, verifier, points, tasks).serve()

    def _be_contained(self, request: dict[str, Any], control: Channel, calls: Channel) -> None:
        _settle_in(request, {control.fileno(), calls.fileno()})
        policy = Policy(
            request["scratch"],
            limits=Limits(**request["limits"]),
            skip=tuple(request["skip"]),
            inherited=self.inherited,
            tasks=self.tasks,
            runtime=roughly() if self.narrowed else None,
        )
        waits = Waits.of("self")  # opened before files are out of reach
        if self.verifier is None:
            _show_waits(waits, calls)
        got = {} if request["uncontained"] else contain(policy)
        control.send({"got": got})
        if missing(got) and not request["uncontained"]:
            return
        if self.verifier is not None:  # it is soon gone, garbage and all
            from backpass.grading.sandbox.link import Link  # noqa: PLC0415 - not near students

            waiting = [_shown_waits(calls), waits]
            link = Link(calls, request["call_seconds"], waiting, self.verifier.frames)
            self.verifier.serve(control, link, request["ahead"])
        else:
            gc.enable()
            outside.prepare(self.shell)
            like_a_kernel.install(self.shell)
            limits = request["cell_seconds"], request["call_seconds"]
            Student(self.shell, control, calls, *limits, waits).serve()


def _show_waits(waits: Waits, calls: Channel) -> None:
    """Let the verifier see what the student's process waits for a processor."""
    descriptors = [] if waits.descriptor is None else [waits.descriptor]
    with suppress(OSError):  # it may have ended already, where a protection is missing
        socket.send_fds(calls.sock, [b"."], descriptors)


def _shown_waits(calls: Channel) -> Waits:
    """The other end of :func:`_show_waits`."""
    data, descriptors, _, _ = socket.recv_fds(calls.sock, 1, 1)
    if not data:
        raise Gone("the student's process is gone")
    return Waits(descriptors[0] if descriptors else None)


class Requests:
    """Requests of the owner, one after the other, with the descriptors that came along."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.data = sock, b""
        self.descriptors: list[int] = []

    def next(self) -> dict[str, Any] | None:
        """The next request; None when the owner is gone."""
        self.descriptors = []
        while b"\n" not in self.data:
            try:
                data, descriptors, _, _ = socket.recv_fds(self.sock, 1 << 16, 4)
            except ConnectionError:  # it left without having read our last answer
                return None
            if not data:
                return None
            self.data += data
            self.descriptors += descriptors
        line, self.data = self.data.split(b"\n", 1)
        request: dict[str, Any] = json.loads(line)
        return request


def _end(pid: int, children: set[int]) -> dict[str, Any]:
    """Kill a child that is still ours and say how it ended."""
    if pid not in children:
        return {"ended": None}
    children.discard(pid)
    os.kill(pid, signal.SIGKILL)
    _, status, used = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return {"ended": code, "cpu": used.ru_utime + used.ru_stime}


def _settle_in(request: dict[str, Any], keep: set[int]) -> None:
    """Nothing of the parent's is left open, and chance begins anew."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    last = 2
    for number in [*sorted(keep), os.sysconf("SC_OPEN_MAX")]:
        os.closerange(last + 1, number)
        last = number
    set_environment(request["environment"])
    os.chdir(request["scratch"] or "/")
    # as Python does with its own after a fork; without a seed numpy would take half a millisecond
    np.random.seed(np.frombuffer(os.urandom(16), np.uint32))


def set_environment(wanted: dict[str, str]) -> None:
    """Make these the environment's variables, all of them; most are there as they should be.

    Args:
        wanted: The value of each variable.
    """
    for name in os.environ.keys() - wanted.keys():
        del os.environ[name]
    for name, value in wanted.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


def narrow(scratch: str, modules: Sequence[str]) -> None:
    """Put files out of reach for a server of students, and for all that it forks.

    What is left is a list too long for each child to set up by itself: the system, the packages
    that the course uses, and the folder of all scratch folders. A child narrows it to its own.

    Args:
        scratch: The folder of all scratch folders.
        modules: Names of the packages that may be imported.
    """
    readable = (*importable.files_of(modules), "/proc")  # children count their user's threads
    listed = tuple(map(str, importable.site_folders()))
    policy = Policy(scratch, readable, runtime=system(), listed=listed)
    contain(policy, only=["files"])  # each child will say so


def serve_students(owner: socket.socket, scratch: str, modules: Sequence[str], shut: bool) -> None:
    """Be the fork server of students.

    Args:
        owner: The socket to whoever asks for children.
        scratch: The folder of students' scratch folders.
        modules: Names of the packages that may be imported.
        shut: Whether to contain this process and all its children.
    """
    shell = warmup.rehearsed_shell()
    warmup.rehearse_notebooks(shell)
    own_builtins.keep()
    stand_ins.install()
    inherited = make_ready()
    if shut:
        sys.meta_path.insert(0, importable.Refusal(importable.refused(modules)))
        narrow(scratch, modules)
    with suppress(Gone):
        ForkServer(owner, shell, inherited, narrowed=shut).serve()


def serve_nurseries(owner: socket.socket) -> None:
    """Be the fork server of nurseries."""
    from backpass.grading.sandbox import judging_warmup  # noqa: PLC0415 - not near students

    shell = warmup.rehearsed_shell()
    judging_warmup.rehearse_judging(judging_warmup.one_of_each_kind())
    with suppress(Gone):
        ForkServer(owner, shell, make_ready()).serve()


def main() -> None:
    """Warm up and serve."""
    gc.disable()  # what is imported stays; `serve` looks for garbage once, when all is there
    role, descriptor, _, *more = sys.argv[1:]
    owner = socket.socket(fileno=int(descriptor))
    if role == "students":
        scratch, modules, shut = more
        serve_students(owner, scratch, modules.split(","), shut == "shut")
    else:
        serve_nurseries(owner)


if __name__ == "__main__":
    main()
