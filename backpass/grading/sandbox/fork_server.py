"""A fork server: it imports all that its children need, and forks one child for each request.

Run as ``python -I -m backpass.grading.sandbox.fork_server ROLE DOOR PARENT`` by the process PARENT.
DOOR is the number of a socket through which its owners come, each as a socket of its own. It holds
no secret: it was started with an environment of its own, and has opened no file of a course. The
one whose role is ``students`` has imported what notebooks import, and students' processes are
forked from it. The one whose role is ``nurseries`` forks nurseries, one for each chapter: parents
in turn, which have read the hidden tests and fork the chapter's verifiers. Who asks for a chapter's
nursery that is there already is let in there.

Every request is one JSON line, with the sockets of the new child passed along.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which ends this one

import landlock  # noqa: F401 - imported here so that no child waits for it
import numpy as np
import numpy.ma  # np.unique loads it when it is first called: where files are out of reach
import numpy.random  # numpy loads it when it is first named: that would be in every child
import pyseccomp  # noqa: F401 - looks for its library with the help of programs: not from inside

from backpass.grading.common.settled import settle
from backpass.grading.sandbox import (
    importable,
    like_a_kernel,
    outside,
    own_builtins,
    stand_ins,
    warmup,
)
from backpass.grading.sandbox.own_time import Waits
from backpass.grading.sandbox.owners import Owner, come_in, end
from backpass.grading.sandbox.shell import CellShell
from backpass.grading.sandbox.student import Student
from backpass.grading.sandbox.wire import Channel, Gone, pair

#: How many objects a student's process makes before it looks for garbage among them, and how many
#: times until it looks among older ones, too. A graph of values is thousands of objects, and Python
#: would look at all of them a dozen times.
SELDOM = 10_000, 10, 10

if TYPE_CHECKING:
    from backpass.grading.sandbox.judging_warmup import Points
    from backpass.grading.sandbox.verifier import Verifier


@dataclass(eq=False)
class NurseryProcess:
    """A nursery that this process forked.

    Attributes:
        pid: Its process number.
        door: Through which its owners come.
        owners: Who uses it.
    """

    pid: int
    door: socket.socket
    owners: set[Owner] = field(default_factory=set)

    def let_in(self, descriptor: int) -> bool:
        """Hand it another owner's socket; False where the nursery is gone."""
        try:
            socket.send_fds(self.door, [b"."], [descriptor])
        except OSError:
            return False
        return True

    def end(self) -> dict[str, Any]:
        """End it and all that it forked; how it ended."""
        self.door.close()
        return end(self.pid, {self.pid})


class ForkServer:
    """Forks and kills children as its owners ask, until all of them are gone.

    Args:
        door: Owners' sockets come through it.
        shell: What children run cells in.
        inherited: Protections that this process has and its children inherit.
        verifier: In a nursery, what its children test with.
        points: In a nursery, the points by which its children judge.
        tasks: In a nursery, how many threads the user ran: its children cannot count them.
        narrowed: Whether files are out of reach already, but for a list and the scratch folders.
    """

    def __init__(
        self,
        door: socket.socket,
        shell: CellShell,
        inherited: dict[str, str],
        verifier: Verifier | None = None,
        points: Points | None = None,
        tasks: int | None = None,
        narrowed: bool = False,
    ) -> None:
        self.door: socket.socket | None = door
        self.shell, self.verifier, self.points = shell, verifier, points
        self.inherited, self.tasks, self.narrowed = inherited, tasks, narrowed
        self.fork = os.fork  # which is nobody's any more where students' cells are to run
        self.owners: dict[socket.socket, Owner] = {}
        self.nurseries: dict[str, NurseryProcess] = {}

    def serve(self, first: socket.socket | None = None) -> None:
        """Say to each owner that all is ready, then do as asked.

        Whatever is in memory by now stays there.

        Args:
            first: An owner that has come in already.

        Raises:
            RuntimeError: A second thread runs: its locks would stay locked in every child.
        """
        if threading.active_count() != 1:
            raise RuntimeError(f"threads before a fork: {threading.enumerate()}")
        settle()
        gc.disable()
        try:
            if first is not None:
                self._welcome(first)
            while self.door is not None or self.owners:
                open_ = [*self.owners, *filter(None, [self.door])]
                for sock in select.select(open_, [], [])[0]:
                    if sock is self.door:
                        self._open_door()
                    else:
                        self._hear(self.owners[sock])
        finally:
            for owner in list(self.owners.values()):
                self._leave(owner)

    def _open_door(self) -> None:
        assert self.door is not None
        come = come_in(self.door)
        if come is None:
            self.door.close()
            self.door = None
        else:
            self._welcome(come)

    def _welcome(self, sock: socket.socket) -> None:
        owner = self.owners[sock] = Owner(sock)
        try:
            owner.say({"ready": os.getpid(), "number": 0})
        except Gone:
            self._leave(owner)

    def _hear(self, owner: Owner) -> None:
        """Do all that an owner has asked by now."""
        try:
            while (request := owner.requests.next()) is not None:
                if "kill" in request:
                    owner.say({**self._kill(owner, request["kill"]), "number": request["number"]})
                elif "met" in request and "role" not in request:
                    said = [] if self.points is None else self.points.say(request["met"])
                    owner.say({"said": said, "number": request["number"]})
                else:
                    self._fork(owner, request, owner.requests.descriptors_of_one())
                if not owner.requests.more_is_here():
                    return
        except Gone:
            pass
        self._leave(owner)

    def _leave(self, owner: Owner) -> None:
        """An owner is gone: end what is only there for it."""
        del self.owners[owner.sock]
        owner.leave()
        for key, nursery in list(self.nurseries.items()):
            self._leave_nursery(owner, key, nursery)

    def _leave_nursery(self, owner: Owner, key: str, nursery: NurseryProcess) -> dict[str, Any]:
        nursery.owners.discard(owner)
        if nursery.owners:
            return {"ended": None}
        del self.nurseries[key]
        return nursery.end()

    def _kill(self, owner: Owner, pid: int) -> dict[str, Any]:
        for key, nursery in list(self.nurseries.items()):
            if nursery.pid == pid and owner in nursery.owners:
                return self._leave_nursery(owner, key, nursery)
        return end(pid, owner.children)

    def _fork(self, owner: Owner, request: dict[str, Any], descriptors: list[int]) -> None:
        answer = {"number": request["number"]}
        if request["role"] == "nursery":
            answer |= self._enter_nursery(owner, request["key"], descriptors[0])
        else:
            if self.points is not None:
                self.points.draw(request["seed"])
                self.points.know(request["met"])
            pid = self.fork()
            if pid == 0:
                self._become(request, descriptors)
            owner.children.add(pid)
            answer["pid"] = pid
        for descriptor in descriptors:
            os.close(descriptor)
        owner.say(answer)

    def _enter_nursery(self, owner: Owner, key: str, descriptor: int) -> dict[str, Any]:
        """Let an owner into a nursery, which is forked if there is none of this key."""
        known = self.nurseries.get(key)
        if known is not None and known.let_in(descriptor):
            known.owners.add(owner)
            return {"pid": known.pid, "new": False}
        if known is not None:  # the system ended it; who uses it will hear of that
            known.end()
        nursery = self.nurseries[key] = self._new_nursery()
        nursery.let_in(descriptor)
        nursery.owners.add(owner)
        return {"pid": nursery.pid, "new": True}

    def _new_nursery(self) -> NurseryProcess:
        door, theirs = pair()
        pid = self.fork()
        if pid == 0:
            self._become({"role": "nursery"}, [theirs.detach()])
        theirs.close()
        return NurseryProcess(pid, door)

    def _become(self, request: dict[str, Any], descriptors: list[int]) -> None:
        """In the child: be what is asked for, and never return."""
        code = 1
        try:
            if request["role"] == "nursery":
                self._be_nursery(*descriptors)
            else:
                sockets = [Channel(socket.socket(fileno=number)) for number in descriptors]
                self._be_contained(request, *sockets)
            code = 0
        except Gone:
            code = 0
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _be_nursery(self, descriptor: int) -> None:
        from backpass.grading.sandbox import judging_warmup  # noqa: PLC0415 - not near students
        from backpass.grading.sandbox.verifier import Verifier  # noqa: PLC0415

        die_with_parent()  # it hears that its owners are gone only once it has read all tests
        close_all_but({descriptor})
        door = socket.socket(fileno=descriptor)
        first = come_in(door)
        if first is None:
            return
        material = Channel(first).receive()
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
        ForkServer(door, self.shell, inherited, verifier, points, tasks).serve(first)

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
            gc.set_threshold(*SELDOM)
            outside.prepare_here()
            like_a_kernel.install_here()
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


def close_all_but(keep: set[int]) -> None:
    """Close all files of this process but the three standard ones and some.

    Args:
        keep: Numbers of those that stay open.
    """
    last = 2  # from 0 to 0, ``closerange`` would close everything
    for number in [*sorted(keep), os.sysconf("SC_OPEN_MAX")]:
        os.closerange(last + 1, number)
        last = number


def _settle_in(request: dict[str, Any], keep: set[int]) -> None:
    """Nothing of the parent's is left open, and chance begins anew."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    close_all_but(keep)
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


def serve_students(door: socket.socket, scratch: str, modules: Sequence[str], shut: bool) -> None:
    """Be the fork server of students.

    Args:
        door: Those who ask for children come through it.
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
    server = ForkServer(door, shell, inherited, narrowed=shut)
    outside.prepare_for_all(shell)
    like_a_kernel.install_for_all(shell)
    server.serve()


def serve_nurseries(door: socket.socket) -> None:
    """Be the fork server of nurseries."""
    from backpass.grading.sandbox import judging_warmup  # noqa: PLC0415 - not near students

    shell = warmup.rehearsed_shell()
    judging_warmup.rehearse_judging(judging_warmup.one_of_each_kind())
    ForkServer(door, shell, make_ready()).serve()


def main() -> None:
    """Warm up and serve."""
    gc.disable()  # what is imported stays; `serve` looks for garbage once, when all is there
    role, descriptor, _, *more = sys.argv[1:]
    door = socket.socket(fileno=int(descriptor))
    if role == "students":
        scratch, modules, shut = more
        serve_students(door, scratch, modules.split(","), shut == "shut")
    else:
        serve_nurseries(door)


if __name__ == "__main__":
    main()
