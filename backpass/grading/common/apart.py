"""Read strangers' texts in a helper process, with limits for time and memory.

Reading a notebook and rendering its pages needs no containment, for none of it is run. But a
text can be made on which a parser takes minutes, or gigabytes, or all of the stack. So each thread
of the grader keeps a helper for it, which is given one task at a time. One that takes too long, or
too much, is ended, and the next task gets another.
"""

from __future__ import annotations

import copyreg
import gc
import importlib
import io
import json
import os
import pickle
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backpass.grading.common.per_thread import PerThread
from backpass.grading.common.settled import give_back, settle
from backpass.grading.common.workers import end_with
from backpass.grading.sandbox.own_time import Allowance, Waits

#: Own seconds that a task may take.
SECONDS = 20.0
#: Bytes of address space that a helper may take beyond what it begins with.
MEMORY = 600 * 2**20
#: Longest answer that is read, in bytes.
MOST = 48 * 2**20
#: How often a task is tried that takes too long, or too much.
TRIES = 2
_HEADER = struct.Struct("!Q")


#: Things that a helper keeps, see :class:`Kept`.
KEPT = 16


@dataclass(frozen=True)
class Kept:
    """An argument of many tasks, which nobody changes: it is sent to a helper once.

    Attributes:
        value: The argument itself; None once the helper has it.
        place: Where the helper keeps it.
    """

    value: Any
    place: int = -1


class CameToGrief(RuntimeError):
    """A task took too much of something; a sentence says of what, and can be told a student."""


class BusyMachine(RuntimeError):
    """Other processes left a task so little that it was not done."""


def apart(
    task: Callable[..., Any], *arguments: Any, seconds: float = SECONDS, tries: int = TRIES
) -> Any:
    """Have a function called in this thread's helper.

    Args:
        task: A function of a module of the grader's; what it returns must be plain data.
        arguments: What it is called with; anything that can be pickled. Those that are wrapped in
            :class:`Kept` it gets as they are.
        seconds: Longest own time.
        tries: How often it is tried where it comes to grief.

    Returns:
        What it returned, as JSON hands it on.

    Raises:
        CameToGrief: It took too long, or too much, so often.
        BusyMachine: Only the clock ran out.
        RuntimeError: It raised an exception; the message holds its traceback.
    """
    for attempt in range(1, tries + 1):
        helper = _helpers.own()
        try:
            answer = helper.ask_to_do(task, arguments, seconds)
        except CameToGrief:
            leave()
            if attempt == tries:  # the system may have ended the first one for want of memory
                raise
            continue
        except BaseException:
            leave()
            raise
        if "raised" in answer:
            raise RuntimeError(answer["raised"])
        return answer["value"]
    raise AssertionError


class _Helper:
    """A helper, seen from its owner."""

    def __init__(self) -> None:
        mine, theirs = socket.socketpair()
        self.sock = mine
        self.process: subprocess.Popen[bytes] | None = None
        self.kept: list[Any] = []  # what was sent to be kept; the next one takes the oldest place
        self.oldest = 0
        if threading.active_count() == 1 and sys.platform.startswith("linux"):
            owner = os.getpid()
            settle()
            self.pid = os.fork()
            if self.pid == 0:
                _be(theirs, owner)
        else:  # a fork would copy locks that other threads hold
            program = f"from {__name__} import main; main({theirs.fileno()}, {os.getpid()})"
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-c", program],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
            self.pid = self.process.pid
        theirs.close()
        self.waits = Waits.of(self.pid)

    def ask_to_do(
        self, task: Callable[..., Any], arguments: Sequence[Any], seconds: float
    ) -> dict[str, Any]:
        """Have a task done; see :func:`apart`."""
        told = [self._placed(one) if isinstance(one, Kept) else one for one in arguments]
        return self.ask((task.__module__, task.__qualname__, told), seconds)

    def _placed(self, asked: Kept) -> Kept:
        """As the helper is told of it: without the thing itself where it has that already."""
        for place, one in enumerate(self.kept):
            if one is asked.value:
                return Kept(None, place)
        if len(self.kept) < KEPT:
            self.kept.append(asked.value)
            return Kept(asked.value, len(self.kept) - 1)
        place, self.oldest = self.oldest, (self.oldest + 1) % KEPT
        self.kept[place] = asked.value
        return Kept(asked.value, place)

    def ask(self, request: Any, seconds: float) -> dict[str, Any]:
        mine = Waits.of_this_thread()
        allowance = Allowance(seconds, self.waits, mine)
        try:
            data = _pickled(request)
            for part in (_HEADER.pack(len(data)), data):  # put together, they would be a copy
                self._send(part, allowance)
            del data, part
            (size,) = _HEADER.unpack(self._read(_HEADER.size, allowance))
            if size > MOST:
                raise CameToGrief(f"What came of it is larger than {MOST // 2**20} MB.")
            answer: dict[str, Any] = json.loads(self._read(size, allowance))
            return answer
        except (OSError, EOFError) as error:
            raise CameToGrief("It took too much memory, or was nested too deeply.") from error
        finally:
            mine.close()

    def _wait(self, allowance: Allowance) -> None:
        left = allowance.left()
        if left <= 0 and allowance.clock_ran_out():
            raise BusyMachine("a task was not done in time, on a busy machine")
        if left <= 0:
            raise CameToGrief(f"It took longer than {allowance.seconds:g} seconds.")
        self.sock.settimeout(min(left + 0.01, 5.0))

    def _send(self, data: bytes, allowance: Allowance) -> None:
        view = memoryview(data)
        while view:
            self._wait(allowance)
            with suppress(TimeoutError):
                view = view[self.sock.send(view) :]

    def _read(self, size: int, allowance: Allowance) -> bytearray:
        data = bytearray()
        while len(data) < size:
            self._wait(allowance)
            try:
                more = self.sock.recv(min(size - len(data), 1 << 20))
            except TimeoutError:
                continue
            if not more:
                raise EOFError
            data += more
        return data

    def close(self) -> None:
        """End it."""
        self.sock.close()
        self.waits.close()
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait()
        else:
            with suppress(ChildProcessError):
                os.waitpid(self.pid, 0)


def _pickled(request: Any) -> bytes:
    """A request as bytes; a notebook's nodes with all their entries at once, not one by one."""
    made = io.BytesIO()
    pickler = pickle.Pickler(made)
    nodes = sys.modules.get("nbformat.notebooknode")  # loading it takes a helper long to start
    if nodes is not None:
        pickler.dispatch_table = {**copyreg.dispatch_table, nodes.NotebookNode: _as_entries}
    pickler.dump(request)
    return made.getvalue()


def _as_entries(node: Any) -> tuple[Any, ...]:
    return _node, (dict(node),)


def _node(entries: dict[str, Any]) -> Any:
    """A node of these entries; a plain dict among them becomes a node, as where one is set."""
    from nbformat.notebooknode import NotebookNode  # noqa: PLC0415 - as above

    node = NotebookNode(entries)
    for key, value in entries.items():
        if isinstance(value, dict) and not isinstance(value, NotebookNode):
            node[key] = value
    return node


_helpers = PerThread(_Helper)


def leave() -> None:
    """End this thread's helper; who needs one next starts another."""
    _helpers.leave()


# --- in the helper -------------------------------------------------------------------------------


def _be(sock: socket.socket, owner: int) -> None:
    """Do tasks until the owner is gone; never return."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        end_with(owner)
        gc.freeze()  # what the owner left in memory is not ours to close
        kept = sock.fileno()
        os.closerange(3, kept)
        os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))
        _limit()
        while _do_one(sock):
            pass
        code = 0
    finally:
        os._exit(code)


def main(descriptor: int, owner: int) -> None:
    """Be a helper that was started, not forked.

    Args:
        descriptor: Of the socket to whoever started it.
        owner: The process that it ends with.
    """
    _be(socket.socket(fileno=descriptor), owner)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, ValueError):
        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = used * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        give_back()


#: What a helper keeps, by its place.
_kept: dict[int, Any] = {}


def _unwrapped(argument: Any) -> Any:
    if not isinstance(argument, Kept):
        return argument
    if argument.value is not None:
        _kept[argument.place] = argument.value
    return _kept[argument.place]


def _do_one(sock: socket.socket) -> bool:
    header = _all_of(sock, _HEADER.size)
    if header is None:
        return False
    data = _all_of(sock, _HEADER.unpack(header)[0])
    if data is None:
        return False
    module, name, arguments = pickle.loads(data)  # noqa: S301 - the owner's own words
    del data
    given = list(map(_unwrapped, arguments))
    try:
        answer = {"value": getattr(importlib.import_module(module), name)(*given)}
    except MemoryError:
        return False
    except Exception:
        answer = {"raised": traceback.format_exc()}
    text = json.dumps(answer).encode()
    sock.sendall(_HEADER.pack(len(text)))
    sock.sendall(text)
    return True


def _all_of(sock: socket.socket, size: int) -> bytearray | None:
    data = bytearray()
    while len(data) < size:
        more = sock.recv(min(size - len(data), 1 << 20))
        if not more:
            return None
        data += more
    return data
