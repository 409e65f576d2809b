"""Pools of worker processes, each of which either gets on or is ended.

One that is stopped (by a signal, a debugger, a frozen container) would be waited for without end.
So somebody looks after them: a worker that stands still is killed, and so are all of them where
nothing has come of any for very long. What follows is what follows when a worker dies: the pool is
broken, and whoever asked tries again what was on its way.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from backpass.grading.common.settled import settle

PR_SET_PDEATHSIG = 1  # of linux/prctl.h
_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")
#: How workers come to be: forked where that is possible.
METHOD = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
#: Seconds that a worker may be stopped.
STOPPED = 20.0
#: Seconds on the clock in which something has to come of a pool that has work.
SILENCE = 900.0


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class MindedPool(ProcessPoolExecutor):
    """Worker processes that are killed where they do not get on.

    Attributes:
        silence: Seconds on the clock in which something has to come of it while it has work.
    """

    silence = SILENCE
    _minder: threading.Thread | None = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As every executor does."""
        future = super().submit(fn, *args, **kwargs)
        if self._minder is None:
            self._over = threading.Event()
            self._on_their_way: set[Future[Any]] = set()
            self._heard = time.monotonic()
            self._minder = threading.Thread(target=self._mind, daemon=True)
            self._minder.start()
        self._on_their_way.add(future)
        future.add_done_callback(self._hear)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As every executor does; who waits waits for what is looked after."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        if self._minder is not None and wait:
            self._over.set()
            self._minder.join()

    def _hear(self, future: Future[Any]) -> None:
        self._on_their_way.discard(future)
        self._heard = time.monotonic()

    def _mind(self) -> None:
        known = list((getattr(self, "_processes", None) or {}).values())
        since: dict[int, float] = {}
        while not self._over.wait(min(1.0, STOPPED / 4)):
            now = time.monotonic()
            for process in known:
                if is_stopped(process.pid or 0):
                    since.setdefault(process.pid or 0, now)
                else:
                    since.pop(process.pid or 0, None)
            silent = bool(self._on_their_way) and now - self._heard > self.silence
            for process in known:
                if silent or now - since.get(process.pid or 0, now) > STOPPED:
                    with suppress(OSError, ValueError):  # it ended meanwhile
                        process.kill()


def is_stopped(pid: int) -> bool:
    """Whether a process is there and does not run on until somebody tells it to.

    Args:
        pid: Its number.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2][1:2] in ("T", "t")


def pool(jobs: int, begin: Callable[..., object] | None = None, *arguments: Any) -> MindedPool:
    """Worker processes that leave Ctrl-C to the one that sends them work.

    They are forked where that is possible, so that they have what was imported before.

    Args:
        jobs: How many.
        begin: Called in each of them first.
        arguments: What ``begin`` is called with.
    """
    if METHOD == "fork":  # a collector that looks at what is shared would make copies of it
        settle()
    return MindedPool(
        jobs,
        mp_context=multiprocessing.get_context(METHOD),
        initializer=_begin,
        initargs=(os.getpid(), begin, *arguments),
    )


def each(
    task: Callable[[_Asked], _Answer], asked: Sequence[_Asked], jobs: int, at_once: int
) -> Iterator[_Answer]:
    """What a task comes to for each of many, in order; where a worker dies, the rest is done here.

    Args:
        task: A function of a module.
        asked: What it is called with.
        jobs: How many workers.
        at_once: How many of them a worker is given together.
    """
    done = 0
    with suppress(BrokenProcessPool), pool(jobs) as workers:
        for answer in workers.map(task, asked, chunksize=at_once):
            done += 1
            yield answer
    yield from map(task, asked[done:])


def end_with(owner: int) -> None:
    """Have this process ended by the system when the one that made it is, by ``kill -9`` even.

    Only Linux can do that; elsewhere a worker whose owner was killed waits for work for ever.

    Args:
        owner: The process that made it.
    """
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != owner:  # it was gone before we asked
        os._exit(1)


def _begin(owner: int, begin: Callable[..., object] | None, *arguments: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(owner)
    if begin is not None:
        begin(*arguments)
