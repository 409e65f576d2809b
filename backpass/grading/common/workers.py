"""Pools of worker processes."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

PR_SET_PDEATHSIG = 1  # of linux/prctl.h


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def pool(
    jobs: int, begin: Callable[..., object] | None = None, *arguments: Any
) -> ProcessPoolExecutor:
    """Worker processes that leave Ctrl-C to the one that sends them work.

    They are forked where that is possible, so that they have what was imported before.

    Args:
        jobs: How many.
        begin: Called in each of them first.
        arguments: What ``begin`` is called with.
    """
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    if method == "fork":  # a collector that looks at what is shared would make copies of it
        gc.collect()
        gc.freeze()
    return ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context(method),
        initializer=_begin,
        initargs=(os.getpid(), begin, *arguments),
    )


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
