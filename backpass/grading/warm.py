"""A warm parent: it has imported what notebooks import, and forks a contained child for each need.

Run as ``python -I -m backpass.grading.warm FD``, with a socket to its owner under the number FD. It
holds no secret: it was started with an environment of its own, and has opened no file of a course.
Students' processes are forked from it. Verifiers are not: for each chapter it forks a *nursery*
first, another parent, which reads the hidden tests and forks the chapter's verifiers.

Every request is one JSON line, with the sockets of the new child passed along.
"""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import ipywidgets  # noqa: F401 - imported here so that no notebook waits for it
import landlock  # noqa: F401
import matplotlib.pyplot as plt
import numpy as np
import pyseccomp  # noqa: F401 - looks for its library with the help of programs: not from inside

import backpass.circuit
import backpass.explore
import backpass.hints  # noqa: F401
from backpass import check
from backpass.contracts import CONTRACTS
from backpass.grading.containment import Limits, Policy, contain, make_ready, missing
from backpass.grading.exercise import load
from backpass.grading.hidden import panel_of
from backpass.grading.shell import CellShell, make_shell, run
from backpass.grading.student import Student
from backpass.grading.verifier import Link, Verifier, exercises_in
from backpass.grading.wire import Channel, Gone, pair
from backpass.observe import quiet

#: Cells that make the first use of everything slow, run once so that no child has to.
_REHEARSAL = (
    "import numpy as np\nnp.exp(np.ones((2, 2)) @ np.ones((2, 2)))",
    "def _(x):\n    return 1 / x\n_(0)",
    "%matplotlib inline",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2], label='a')\nplt.legend()\nplt.show()",
)


def rehearsed_shell() -> CellShell:
    """A shell in which everything has been used once and nothing is left behind."""
    shell = make_shell()
    for source in _REHEARSAL:
        run(shell, source)
    plt.close("all")
    shell.reset(new_session=True)
    shell.outputs.begin()
    return shell


def rehearse_judging() -> None:
    """Judge a wrong answer to each exercise by its public part, and put it in words.

    Only what the package itself holds is used; what stays is in caches of Python, numpy and re.
    """
    for contract in CONTRACTS.values():
        verdict, trial = check.examine(contract, _wrong, _wrong)
        check.panel_of(contract, verdict, trial)._repr_mimebundle_()
    here, there = map(Channel, pair())
    here.send({"args": [np.ones((2, 3)), (1.0, 2)], "named": {}})
    there.receive()
    here.close()
    there.close()


def _wrong(*_: Any) -> tuple[float, float]:
    return 1.0, 2.0


class Parent:
    """Forks and kills children as its owner asks, until the owner is gone.

    Args:
        owner: The owner's socket.
        shell: What children run cells in.
        inherited: Protections that this process has and its children inherit.
        verifier: In a nursery, what its children test with.
    """

    def __init__(
        self,
        owner: socket.socket,
        shell: CellShell,
        inherited: dict[str, str],
        verifier: Verifier | None = None,
    ) -> None:
        self.owner, self.shell, self.verifier = owner, shell, verifier
        self.inherited = inherited
        self.children: set[int] = set()

    def serve(self) -> None:
        """Say that all is ready, then do as asked. Whatever is in memory by now stays there."""
        gc.collect()
        gc.freeze()
        gc.disable()
        self._say({"ready": os.getpid()})
        reader = Requests(self.owner)
        try:
            while (request := reader.next()) is not None:
                if "kill" in request:
                    self._say(_end(request["kill"], self.children))
                else:
                    self._fork(request, reader.descriptors)
        finally:
            for pid in list(self.children):
                _end(pid, self.children)

    def _fork(self, request: dict[str, Any], descriptors: list[int]) -> None:
        pid = os.fork()
        if pid == 0:
            self._become(request, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        self.children.add(pid)
        self._say({"pid": pid})

    def _say(self, answer: dict[str, Any]) -> None:
        self.owner.sendall(json.dumps(answer).encode() + b"\n")

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
        finally:
            os._exit(code)

    def _be_nursery(self, owner: socket.socket) -> None:
        material = Channel(owner).receive()
        os.environ["BACKPASS_ROOT"] = material["root"]
        verifier = Verifier(self.shell, material["imports"])
        verifier.get_ready(material["tests"])
        rehearse_tests(material["root"], material["tests"])
        Parent(owner, self.shell, self.inherited, verifier).serve()

    def _be_contained(self, request: dict[str, Any], control: Channel, calls: Channel) -> None:
        _settle_in(request, {control.fileno(), calls.fileno()})
        policy = Policy(
            request["scratch"],
            tuple(request["readable"]),
            Limits(**request["limits"]),
            tuple(request["skip"]),
            self.inherited,
        )
        got = {} if request["uncontained"] else contain(policy)
        control.send({"got": got})
        if missing(got) and not request["uncontained"]:
            return
        if self.verifier is not None:  # it is soon gone, garbage and all
            self.verifier.serve(control, Link(calls, request["call_seconds"]), request["ahead"])
        else:
            gc.enable()
            limits = request["cell_seconds"], request["call_seconds"]
            Student(self.shell, control, calls, *limits).serve()


def rehearse_tests(root: str, tests: Sequence[str]) -> None:
    """Judge the course's own solution of each exercise that is tested; it comes to nothing.

    What that loads, compiles and remembers, no verifier has to. Where the instructor's own files
    are broken, each verifier will come upon it and say so.
    """
    named = {name for source in tests for name in exercises_in(source)}
    with quiet(), suppress(Exception):
        for name in sorted(named):
            exercise = load(CONTRACTS[name].chapter, Path(root))[name]
            if exercise.solution is not None:
                panel_of(exercise.judge_variant(exercise.solution, 0))
                check.examine(exercise.contract, *exercise.handed_in(exercise.solution))


class Requests:
    """Requests of the owner, one after the other, with the descriptors that came along."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.data = sock, b""
        self.descriptors: list[int] = []

    def next(self) -> dict[str, Any] | None:
        """The next request; None when the owner is gone."""
        self.descriptors = []
        while b"\n" not in self.data:
            data, descriptors, _, _ = socket.recv_fds(self.sock, 1 << 16, 4)
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
    return {"ended": code, "cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss * 1024}


def _settle_in(request: dict[str, Any], keep: set[int]) -> None:
    """Nothing of the parent's is left open, and chance begins anew."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    last = 2
    for number in [*sorted(keep), os.sysconf("SC_OPEN_MAX")]:
        os.closerange(last + 1, number)
        last = number
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["scratch"] or "/")
    random.seed()
    np.random.seed()


def main() -> None:
    """Warm up and serve."""
    owner = socket.socket(fileno=int(sys.argv[1]))
    shell = rehearsed_shell()
    rehearse_judging()
    if threading.active_count() != 1:
        raise RuntimeError(f"threads before a fork: {threading.enumerate()}")
    Parent(owner, shell, make_ready()).serve()


if __name__ == "__main__":
    main()
