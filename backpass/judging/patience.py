"""How long may be looked for the name of one wrong answer.

Names are looked for among ever more and ever less likely ones. What is near is found soon; the far
ones, two slips at once in a long solution, could take many seconds. They are given up when an
answer has had its share of processor time. No mark depends on it.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from contextvars import ContextVar

#: Seconds of processor time for one answer. A browser's Python takes three to four times as long
#: for the same, and its clock goes on while something else is at work.
SECONDS = 1.7 * (4 if sys.platform == "emscripten" else 1)

#: A browser's Python has one thread and no clock for it.
clock = getattr(time, "thread_time", time.process_time)

_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextlib.contextmanager
def limited(seconds: float | None = None) -> Iterator[None]:
    """Within this, :func:`over` becomes true some time later; an outer limit holds as well.

    Args:
        seconds: Of processor time of this thread; :data:`SECONDS` if None.
    """
    outer = _until.get()
    until = clock() + (SECONDS if seconds is None else seconds)
    token = _until.set(until if outer is None else min(until, outer))
    try:
        yield
    finally:
        _until.reset(token)


def over() -> bool:
    """Whether to look no further; never without a limit."""
    until = _until.get()
    return until is not None and clock() > until
