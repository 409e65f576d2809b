"""Start fork servers, ask them to fork, and have their children ended.

The other end is :mod:`backpass.grading.sandbox.fork_server`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from backpass.grading.sandbox import wire
from backpass.grading.sandbox.importable import ALWAYS
from backpass.grading.sandbox.own_time import Allowance, Waits
from backpass.grading.sandbox.scratch import own_folder
from backpass.grading.sandbox.wire import Channel, WireError

#: Parents of verifiers that a warm parent keeps. A class is graded chapter by chapter, so one is in
#: use, and others hold memory for nobody.
NURSERIES = 3
#: One that was not asked for while so many submissions were, is ended: its chapter is done.
IDLE = 8
#: Servers of students for courses that use other packages than most, or are not contained.
OTHERS = 2
#: Variables that name a folder to keep things in.
HOMES = ("HOME", "MPLCONFIGDIR", "IPYTHONDIR", "TMPDIR")


#: Own time that a process may take to answer. One that takes longer is stuck: it is no load.
PATIENCE = 60.0
#: Seconds after which a server that was left, and does not end by itself, is killed.
LEAVING = 10.0


class ServerGone(RuntimeError):
    """A process that others are forked from, or was forked, is gone or no longer answers."""


class ForkClient:
    """The owner's end of a fork server of :mod:`backpass.grading.sandbox.fork_server`.

    Requests are numbered, and so is what is said to them: the answer to a request that nobody
    waited for is never taken for the answer to a later one.

    Args:
        sock: To the server.
        pid: Its process number.
    """

    def __init__(self, sock: socket.socket, pid: int) -> None:
        self.sock, self.data = sock, b""
        self.pid, self.number = pid, 0
        self.waits = Waits.of(pid)
        #: How often answers in this run have made a known mistake, by exercise and name; see
        #: :meth:`backpass.grading.sandbox.judging_warmup.Points.know`.
        self.met: Counter[tuple[str, str]] = Counter()

    def await_ready(self) -> None:
        """Wait until it can fork, for as long as it lives and gets on."""
        self.answer(0)

    def fork(self, request: dict[str, Any], *socks: socket.socket) -> int:
        """Fork a child with these sockets; returns its process number. Closes our copies.

        Args:
            request: What the child is to be.
            socks: Sockets that it gets.
        """
        return self.forked(self.ask_to_fork(request, *socks))

    def ask_to_fork(self, request: dict[str, Any], *socks: socket.socket) -> int:
        """The first half of :meth:`fork`: another server can be asked before this one answers.

        Args:
            request: What the child is to be.
            socks: Sockets that it gets.

        Returns:
            The request's number.

        Raises:
            ServerGone: The server cannot be asked any more.
        """
        try:
            socket.send_fds(self.sock, [self._line(request)], [sock.fileno() for sock in socks])
        except OSError as error:
            raise ServerGone(f"a fork server cannot be asked to fork ({error})") from error
        finally:
            for sock in socks:
                sock.close()
        return self.number

    def forked(self, number: int) -> int:
        """The second half of :meth:`fork`."""
        return int(self.answer(number)["pid"])

    def kill(self, pid: int) -> dict[str, Any]:
        """End a child; how it ended and what it used."""
        return self.answer(self.ask_to_kill(pid))

    def ask_to_kill(self, pid: int) -> int:
        """The first half of :meth:`kill`; :meth:`answer` to its number is the second.

        Raises:
            ServerGone: The server does not listen any more.
        """
        return self._ask({"kill": pid})

    def _ask(self, request: dict[str, Any]) -> int:
        try:
            self.sock.sendall(self._line(request))
        except OSError as error:
            raise ServerGone(f"a fork server does not listen ({error})") from error
        return self.number

    def said(self, met: Sequence[Sequence[str]]) -> list[Any]:
        """What the visible check says of known mistakes, as ``judging_warmup.Points.say`` has it.

        Args:
            met: Exercises and names of mistakes.

        Raises:
            ServerGone: The server does not listen any more.
        """
        return list(self.answer(self._ask({"met": list(met)}))["said"])

    def _line(self, request: dict[str, Any]) -> bytes:
        self.number += 1
        return json.dumps({**request, "number": self.number}).encode() + b"\n"

    def answer(self, number: int) -> dict[str, Any]:
        """What it says to a request.

        Args:
            number: The request's.

        Raises:
            ServerGone: It says nothing any more.
        """
        mine = Waits.of_this_thread()
        allowance = Allowance(PATIENCE, self.waits, mine)
        try:
            while True:
                answer: dict[str, Any] = json.loads(self._next_line(allowance))
                if answer["number"] == number:
                    return answer
        finally:
            mine.close()

    def _next_line(self, allowance: Allowance) -> bytes:
        while b"\n" not in self.data:
            left = allowance.left()
            if left <= 0:
                raise ServerGone("a fork server does not answer (timed out)")
            self.sock.settimeout(min(left + 0.01, 5.0))
            try:
                data = self.sock.recv(1 << 16)
            except TimeoutError:
                continue
            except OSError as error:
                raise ServerGone(f"a fork server does not answer ({error})") from error
            if not data:
                raise ServerGone("a fork server ended; if it left a message, it stands above")
            self.data += data
        line, self.data = self.data.split(b"\n", 1)
        return line

    def leave(self) -> None:
        """Close this end; the server ends by itself, and all that it forked."""
        self.sock.close()
        self.waits.close()


class Server:
    """A fork server: a process of its own, and the door through which owners come to it.

    It could be forked from another one, and start sooner; but what is shared with a third process
    costs each student more.

    Args:
        role: What it forks, as :mod:`backpass.grading.sandbox.fork_server` calls it.
        environment: Its environment variables, all of them.
        *more: What else its role needs to be told.
    """

    def __init__(self, role: str, environment: dict[str, str], *more: str) -> None:
        self.door, theirs = wire.pair()
        command = [
            sys.executable,
            "-I",
            "-m",
            "backpass.grading.sandbox.fork_server",
            role,
            str(theirs.fileno()),
            str(os.getpid()),
            *more,
        ]
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, pass_fds=[theirs.fileno()], env=environment, cwd="/", stdin=subprocess.DEVNULL
        )
        theirs.close()

    def entered(self) -> socket.socket:
        """A way to it, for one more owner; processes that were forked from this one can ask, too.

        Raises:
            ServerGone: It lets nobody in any more.
        """
        mine, theirs = wire.pair()
        try:
            socket.send_fds(self.door, [b"."], [theirs.fileno()])
        except OSError as error:
            mine.close()
            raise ServerGone(f"a fork server lets nobody in ({error})") from error
        finally:
            theirs.close()
        return mine

    def close(self) -> None:
        """Let nobody in any more, and wait until it has ended, once its owners are gone."""
        self.door.close()
        try:
            self.process.wait(timeout=LEAVING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Started(ForkClient):
    """A fork server that has one owner, who started it.

    Args:
        role: What it forks.
        environment: Its environment variables, all of them.
        *more: What else its role needs to be told.
    """

    def __init__(self, role: str, environment: dict[str, str], *more: str) -> None:
        self.server = Server(role, environment, *more)
        self.process = self.server.process
        super().__init__(self.server.entered(), self.process.pid)

    def close(self) -> None:
        """End it and everything that it forked."""
        self.leave()
        self.server.close()


class ServerPair:
    """A fork server of students and one of nurseries, for all that are forked from this process.

    The two take a hundred megabytes and two seconds of a processor, so a run's workers share them.

    Args:
        where: A folder that somebody removes in any case; without it, one is made that is.

    Attributes:
        home: A folder for what the servers need.
        scratch: The folder of students' scratch folders.
        environment: What the servers were started with.
        students: Students' processes are forked from it.
        nurseries: The nurseries are.
    """

    def __init__(self, where: str | None = None) -> None:
        self.home = own_folder("backpass-warm-", where)
        self.environment = _environment(self.home)
        self.scratch = str(Path(self.home, "scratch"))
        Path(self.scratch).mkdir()
        self.students = Server("students", self.environment, *_told(self.scratch, ALWAYS, True))
        self.nurseries = Server("nurseries", self.environment)

    def close(self) -> None:
        """End them, once those that ask them are gone."""
        for server in (self.students, self.nurseries):
            server.close()
        shutil.rmtree(self.home, ignore_errors=True)


def _told(scratch: str, modules: frozenset[str], shut: bool) -> tuple[str, str, str]:
    """What a server of students is told."""
    return scratch, ",".join(sorted(modules)), "shut" if shut else "open"


class _Material(NamedTuple):
    """What a nursery is made of; see :meth:`ForkServers.nursery`."""

    root: str
    imports: tuple[str, ...]
    tests: tuple[str, ...]
    contained: bool


class ForkServers:
    """The parents of one grader's processes; a context manager.

    Args:
        shared: Servers that other workers of the run ask, too; without them, it starts its own.

    Attributes:
        of_students: Students' processes are forked from it, where nothing special is asked for.
        scratch: The folder of students' scratch folders.
        of_nurseries: The nurseries are.
        nurseries: The latest few, one for each chapter; verifiers are forked from them.
        environment: What they were started with.

    Raises:
        ServerGone: One of those that are shared is gone, or does not answer.
    """

    def __init__(self, shared: ServerPair | None = None) -> None:
        servers = shared or ServerPair()
        self.own = servers if shared is None else None
        self.environment, self.scratch = servers.environment, servers.scratch
        self.others: dict[tuple[frozenset[str], bool], Started] = {}
        self.nurseries: dict[_Material, ForkClient] = {}
        self.asked = 0
        self.last_asked: dict[_Material, int] = {}
        self.clients: list[ForkClient] = []
        try:
            self.of_students = self._client(servers.students)
            self.of_nurseries = self._client(servers.nurseries)
            for client in self.clients:
                client.await_ready()
        except BaseException:
            self.close()
            raise

    def _client(self, server: Server) -> ForkClient:
        client = ForkClient(server.entered(), server.process.pid)
        self.clients.append(client)
        return client

    def __enter__(self) -> ForkServers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End everything that they forked, and those that nobody else uses."""
        for client in (*self.nurseries.values(), *self.clients):
            client.leave()
        for server in self.others.values():
            server.close()
        if self.own is not None:
            self.own.close()

    def students(self, modules: frozenset[str], shut: bool) -> ForkClient:
        """The server that students' processes are forked from.

        Args:
            modules: Names of the packages that the course uses.
            shut: Whether others, and all other files, are out of reach.
        """
        if shut and modules <= ALWAYS:
            return self.of_students
        key = (modules | ALWAYS if shut else ALWAYS), shut
        if key not in self.others:
            if len(self.others) >= OTHERS:
                self.others.pop(next(iter(self.others))).close()
            server = Started("students", self.environment, *_told(self.scratch, *key))
            self.others[key] = server
            server.await_ready()
        return self.others[key]

    def nursery(
        self, root: Path, imports: Sequence[str], tests: Sequence[str], contained: bool = True
    ) -> ForkClient:
        """The parent of the verifiers of some test cells; those in use are kept.

        Args:
            root: The course's root.
            imports: Sources of the release's cells.
            tests: Sources of test cells.
            contained: Whether files other than the runtime and the hidden tests are out of reach,
                for it and all that it forks.
        """
        key = _Material(str(root), tuple(imports), tuple(tests), contained)
        if key not in self.nurseries:
            if len(self.nurseries) >= NURSERIES:
                self._close_nursery(next(iter(self.nurseries)))
            self.nurseries[key] = self._new_nursery(key)
        self.nurseries[key] = self.nurseries.pop(key)  # the last one used is the last to go
        self.asked += 1
        self.last_asked[key] = self.asked
        for idle in [one for one in self.nurseries if self.asked - self.last_asked[one] > IDLE]:
            self._close_nursery(idle)
        return self.nurseries[key]

    def _new_nursery(self, material: _Material) -> ForkClient:
        mine, theirs = wire.pair()
        key = hashlib.sha256(repr(material).encode()).hexdigest()
        asked = self.of_nurseries.ask_to_fork({"role": "nursery", "key": key}, theirs)
        answer = self.of_nurseries.answer(asked)
        nursery = ForkClient(mine, int(answer["pid"]))
        try:
            if answer["new"]:
                told = material._asdict()
                Channel(mine).send(told, deadline=Allowance(PATIENCE, nursery.waits))
            nursery.await_ready()
        except WireError as error:
            nursery.leave()
            raise ServerGone(f"a nursery does not listen ({error})") from error
        return nursery

    def leave_nurseries(self) -> None:
        """Have none; those that nobody else uses end.

        Raises:
            ServerGone: Their server does not answer.
        """
        for key in list(self.nurseries):
            self._close_nursery(key)

    def _close_nursery(self, key: _Material) -> None:
        nursery = self.nurseries.pop(key)
        self.last_asked.pop(key, None)
        nursery.leave()
        self.of_nurseries.kill(nursery.pid)


def _environment(home: str) -> dict[str, str]:
    """All variables that a warm parent is told, nothing of the grader's own among them."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "BACKPASS_PROGRESS": "off",  # a check in a test cell is nobody's progress
        "BACKPASS_LANG": "en",  # results are kept in English, and said in any language later
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
    for name in HOMES:
        environment[name] = home
    # some processors need this setting, or their matrix products come out wrong
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        if name in os.environ:
            environment[name] = os.environ[name]
    return environment
