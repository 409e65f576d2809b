"""Time that a process took for itself, without the time that it waited for a processor.

A limit on the clock would charge a student for a busy machine, and a limit on processor time alone
would let a sleeper sleep. A process's *own time* is the clock, less what it waited for a processor
while others had it. Linux counts that for every thread, in ``/proc/<pid>/schedstat`` (nanoseconds
on a processor, nanoseconds waiting for one, turns). Where a kernel does not count it, own time is
the clock. Where several work for one another, what each of them waited is taken off; two may have
waited at once, so own time is never less than one of them was on a processor.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from typing import Protocol

#: On the clock, whatever the load, somebody may take so many times its own time, and some more.
LOOSE, AND_MORE = 20.0, 30.0


class Waits:
    """What a process has waited for a processor.

    Args:
        descriptor: Its ``schedstat``, open for reading, which is owned from now on; None without.
    """

    def __init__(self, descriptor: int | None) -> None:
        self.descriptor = descriptor
        self._last = 0.0, 0.0

    @classmethod
    def of(cls, pid: int | str) -> Waits:
        """Those of a process, by its number or as ``/proc`` names it, e.g. ``self``."""
        try:
            return cls(os.open(f"/proc/{pid}/schedstat", os.O_RDONLY | os.O_CLOEXEC))
        except OSError:
            return cls(None)

    @classmethod
    def of_this_thread(cls) -> Waits:
        """Those of the calling thread."""
        return cls.of(f"self/task/{threading.get_native_id()}")

    def read(self) -> tuple[float, float]:
        """Seconds on a processor and of waiting for one; once it ended, the last ones known."""
        if self.descriptor is not None:
            with contextlib.suppress(OSError, ValueError):
                on, waited, _ = os.pread(self.descriptor, 100, 0).split()
                self._last = int(on) / 1e9, int(waited) / 1e9
        return self._last

    def close(self) -> None:
        """Close the descriptor."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


class Deadline(Protocol):
    """Until when somebody is waited for."""

    def left(self) -> float:
        """Seconds until it is worth looking again; none when it is over."""
        ...


class Allowance:
    """So much own time from now on, of several processes that work for one another.

    Whatever one of them waited for a processor is nobody's own time.

    Args:
        seconds: How long they may take.
        *processes: The processes.
    """

    def __init__(self, seconds: float, *processes: Waits) -> None:
        self.seconds, self.processes = seconds, processes
        self.began = time.monotonic()
        self._before = [process.read() for process in processes]

    def own(self) -> float:
        """Own time since the beginning."""
        computed = waited = 0.0
        for process, (on, waits) in zip(self.processes, self._before, strict=True):
            on_now, waits_now = process.read()
            computed = max(computed, on_now - on)
            waited += waits_now - waits
        return max(time.monotonic() - self.began - waited, computed)

    def excuse(self, seconds: float) -> None:
        """Count some seconds for nothing: the processes waited for somebody else.

        Args:
            seconds: On the clock.
        """
        self.began += seconds

    def left(self) -> float:
        """Own seconds that are left at least; none where the clock itself has run out.

        Own time is hardly ever more than the clock's: as long as that is not over, nobody needs to
        be asked what he waited.
        """
        at_least = self.seconds - self.on_the_clock()
        return at_least if at_least > 0 and not self.clock_ran_out() else self.all_left()

    def all_left(self) -> float:
        """All own seconds that are left; none where the clock itself has run out."""
        return 0.0 if self.clock_ran_out() else self.seconds - self.own()

    def on_the_clock(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.began

    def clock_ran_out(self) -> bool:
        """Whether it took so long that waiting on makes no sense, though others are the reason."""
        return self.on_the_clock() > LOOSE * self.seconds + AND_MORE


class EarlierOf:
    """Two deadlines, of which either is enough.

    Args:
        *deadlines: The deadlines.
    """

    def __init__(self, *deadlines: Deadline) -> None:
        self.deadlines = deadlines

    def left(self) -> float:
        """What is left of the one that is over first."""
        return min(deadline.left() for deadline in self.deadlines)
