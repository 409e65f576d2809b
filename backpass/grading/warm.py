"""A warm parent: it has imported what notebooks import, and forks a contained child for each need.

Run as ``python -I -m backpass.grading.warm FD``, with a socket to its owner under the number FD. It
holds no secret: it was started with an environment of its own, and has opened no file of a course.
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
from typing import Any

import ipywidgets  # noqa: F401 - imported here so that no notebook waits for it
import landlock  # noqa: F401
import matplotlib.pyplot as plt
import numpy as np
import pyseccomp  # noqa: F401 - looks for its library with the help of programs: not from inside

import backpass.circuit
import backpass.explore
import backpass.grading.exercise
import backpass.grading.hidden
import backpass.hints  # noqa: F401
from backpass.check import examine, panel_of
from backpass.contracts import CONTRACTS
from backpass.grading.containment import Limits, Policy, contain, missing, runtime
from backpass.grading.shell import CellShell, make_shell, run
from backpass.grading.student import Student
from backpass.grading.verifier import Link, Verifier
from backpass.grading.wire import Channel, Gone, pair

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
        verdict, trial = examine(contract, _wrong, _wrong)
        panel_of(contract, verdict, trial)._repr_mimebundle_()
    here, there = map(Channel, pair())
    here.send({"args": [np.ones((2, 3)), (1.0, 2)], "named": {}})
    there.receive()
    here.close()
    there.close()


def _wrong(*_: Any) -> tuple[float, float]:
    return 1.0, 2.0


def serve(owner: socket.socket, shell: CellShell) -> None:
    """Fork and kill children as the owner asks, until the owner is gone."""
    children: set[int] = set()
    reader = Requests(owner)
    try:
        while (request := reader.next()) is not None:
            if "kill" in request:
                owner.sendall(_line(_end(request["kill"], children)))
                continue
            pid = os.fork()
            if pid == 0:
                _become(request, reader.descriptors, owner, shell)
            for descriptor in reader.descriptors:
                os.close(descriptor)
            children.add(pid)
            owner.sendall(_line({"pid": pid}))
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)


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


def _line(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer).encode() + b"\n"


def _end(pid: int, children: set[int]) -> dict[str, Any]:
    """Kill a child that is still ours and say how it ended."""
    if pid not in children:
        return {"ended": None}
    children.discard(pid)
    os.kill(pid, signal.SIGKILL)
    _, status, used = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return {"ended": code, "cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss * 1024}


def _become(
    request: dict[str, Any], descriptors: list[int], owner: socket.socket, shell: CellShell
) -> None:
    """In the child: be a student or a verifier, and never return."""
    code = 1
    try:
        owner.close()
        control, calls = (Channel(socket.socket(fileno=number)) for number in descriptors)
        _settle_in(request, {control.fileno(), calls.fileno()})
        got = {} if request["uncontained"] else contain(_policy(request))
        lost = [] if request["uncontained"] else missing(got)
        control.send({"got": got})
        if not lost:
            gc.enable()
            role = _student if request["role"] == "student" else _verifier
            role(request, control, calls, shell)
            code = 0
    except Gone:
        code = 0
    finally:
        os._exit(code)


def _settle_in(request: dict[str, Any], keep: set[int]) -> None:
    """Nothing of the parent's is left open, and chance begins anew."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208
        if int(name) > 2 and int(name) not in keep:
            try:
                os.close(int(name))
            except OSError:
                continue  # the descriptor of the listing itself
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["scratch"] or "/")
    random.seed()
    np.random.seed()


def _policy(request: dict[str, Any]) -> Policy:
    return Policy(
        request["scratch"],
        tuple(request["readable"]),
        Limits(**request["limits"]),
        tuple(request["skip"]),
    )


def _student(request: dict[str, Any], control: Channel, calls: Channel, shell: CellShell) -> None:
    Student(shell, control, calls, request["cell_seconds"], request["call_seconds"]).serve()


def _verifier(request: dict[str, Any], control: Channel, calls: Channel, shell: CellShell) -> None:
    del request
    first = control.receive()
    verifier = Verifier(shell, Link(calls, first["call_seconds"]), first["imports"])
    while True:
        control.send({"outputs": verifier.test(control.receive()["test"])})


def main() -> None:
    """Warm up, say so, and serve."""
    owner = socket.socket(fileno=int(sys.argv[1]))
    shell = rehearsed_shell()
    rehearse_judging()
    if threading.active_count() != 1:
        raise RuntimeError(f"threads before a fork: {threading.enumerate()}")
    runtime()  # found once, for all children
    gc.collect()
    gc.freeze()
    gc.disable()
    owner.sendall(_line({"ready": os.getpid()}))
    serve(owner, shell)


if __name__ == "__main__":
    main()
