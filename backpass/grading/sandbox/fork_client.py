"""The owner's end of warm parents: start them, have them fork, have children ended.

The other end is :mod:`backpass.grading.sandbox.fork_server`.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from backpass.grading.sandbox import wire
from backpass.grading.sandbox.wire import Channel

#: Parents of verifiers that a warm parent keeps: as many as there are chapters, and a few more.
NURSERIES = 10
#: Variables that name a folder to keep things in.
HOMES = ("HOME", "MPLCONFIGDIR", "IPYTHONDIR", "TMPDIR")


class ServerGone(RuntimeError):
    """A process that others are forked from is no longer there, or no longer answers."""


class ForkClient:
    """The owner's end of a parent of :mod:`backpass.grading.sandbox.fork_server`.

    Args:
        sock: To the parent.

    Attributes:
        pid: Its process number.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.data = sock, b""
        self.pid = 0

    def await_ready(self) -> None:
        """Wait until it can fork."""
        self.pid = int(self.answer(60.0)["ready"])

    def fork(self, request: dict[str, Any], *socks: socket.socket) -> int:
        """Fork a child with these sockets; returns its process number. Closes our copies."""
        self.ask_to_fork(request, *socks)
        return self.forked()

    def ask_to_fork(self, request: dict[str, Any], *socks: socket.socket) -> None:
        """The first half of :meth:`fork`: another parent can be asked before this one answers."""
        line = json.dumps(request).encode() + b"\n"
        try:
            socket.send_fds(self.sock, [line], [sock.fileno() for sock in socks])
        except OSError as error:
            raise ServerGone(f"a parent process cannot be asked to fork ({error})") from error
        finally:
            for sock in socks:
                sock.close()

    def forked(self) -> int:
        """The second half of :meth:`fork`."""
        return int(self.answer(20.0)["pid"])

    def kill(self, pid: int) -> dict[str, Any]:
        """End a child; how it ended and what it used."""
        self.ask_to_kill(pid)
        return self.answer(20.0)

    def ask_to_kill(self, pid: int) -> None:
        """The first half of :meth:`kill`; :meth:`answer` is the second."""
        self._say({"kill": pid})

    def _say(self, request: dict[str, Any]) -> None:
        try:
            self.sock.sendall(json.dumps(request).encode() + b"\n")
        except OSError as error:
            raise ServerGone(f"a parent process does not listen ({error})") from error

    def answer(self, seconds: float) -> dict[str, Any]:
        """What it says next.

        Raises:
            ServerGone: It says nothing any more.
        """
        self.sock.settimeout(seconds)
        while b"\n" not in self.data:
            try:
                data = self.sock.recv(1 << 16)
            except OSError as error:
                raise ServerGone(f"a parent process does not answer ({error})") from error
            if not data:
                raise ServerGone("a parent process ended; if it left a message, it stands above")
            self.data += data
        line, self.data = self.data.split(b"\n", 1)
        answer: dict[str, Any] = json.loads(line)
        return answer


class Started(ForkClient):
    """A parent that is a process of its own, not forked from another one.

    It could be, and start sooner; but what is shared with a third process costs each student more.

    Args:
        role: What it forks, as :mod:`backpass.grading.sandbox.fork_server` calls it.
        environment: Its environment variables, all of them.
    """

    def __init__(self, role: str, environment: dict[str, str]) -> None:
        mine, theirs = wire.pair()
        super().__init__(mine)
        command = [
            sys.executable,
            "-I",
            "-m",
            "backpass.grading.sandbox.fork_server",
            role,
            str(theirs.fileno()),
        ]
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, pass_fds=[theirs.fileno()], env=environment, cwd="/", stdin=subprocess.DEVNULL
        )
        theirs.close()

    def close(self) -> None:
        """End it and everything that it forked."""
        self.sock.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class _Material(NamedTuple):
    """What a nursery is made of; see :meth:`ForkServers.nursery`."""

    root: str
    imports: tuple[str, ...]
    tests: tuple[str, ...]
    contained: bool


class ForkServers:
    """The parents of one grader's processes; a context manager.

    Attributes:
        of_students: Students' processes are forked from it.
        of_nurseries: The nurseries are.
        nurseries: The latest few, one for each chapter; verifiers are forked from them.
        environment: What they were started with.
    """

    def __init__(self) -> None:
        self.home = tempfile.mkdtemp(prefix="backpass-warm-")
        self.environment = _environment(self.home)
        self.of_students = Started("students", self.environment)
        self.of_nurseries = Started("nurseries", self.environment)
        self.nurseries: dict[_Material, ForkClient] = {}
        for parent in (self.of_students, self.of_nurseries):
            parent.await_ready()

    def __enter__(self) -> ForkServers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End them and everything that they forked."""
        for nursery in self.nurseries.values():
            nursery.sock.close()
        for parent in (self.of_students, self.of_nurseries):
            parent.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def nursery(
        self, root: Path, imports: Sequence[str], tests: Sequence[str], contained: bool = True
    ) -> ForkClient:
        """The parent of the verifiers of some test cells; the latest few are kept.

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
        return self.nurseries[key]

    def _new_nursery(self, material: _Material) -> ForkClient:
        mine, theirs = wire.pair()
        self.of_nurseries.fork({"role": "nursery"}, theirs)
        Channel(mine).send(material._asdict())
        nursery = ForkClient(mine)
        nursery.await_ready()
        return nursery

    def _close_nursery(self, key: _Material) -> None:
        nursery = self.nurseries.pop(key)
        nursery.sock.close()
        self.of_nurseries.kill(nursery.pid)


def _environment(home: str) -> dict[str, str]:
    """All variables that a warm parent is told, nothing of the grader's own among them."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "BACKPASS_PROGRESS": "off",  # a check in a test cell is nobody's progress
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
