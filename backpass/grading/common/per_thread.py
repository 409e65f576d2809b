"""An object of which each thread of each process has its own; it is closed at the end."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from multiprocessing.util import Finalize
from typing import Generic, Protocol, TypeVar


class Closes(Protocol):
    """What can be closed."""

    def close(self) -> None:
        """End it."""


T = TypeVar("T", bound=Closes)


class PerThread(Generic[T]):
    """One for each thread: a socket is one conversation, which a fork or a thread cannot share.

    Args:
        make: Makes one, when a thread first asks.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: dict[tuple[int, int], T] = {}

    def own(self) -> T:
        """This thread's own."""
        who = os.getpid(), threading.get_ident()
        if who not in self._made:
            self._made[who] = self._make()
            Finalize(None, self._made[who].close, exitpriority=1)  # runs in worker processes, too
        return self._made[who]

    def known(self) -> T | None:
        """This thread's, if it has asked for it before."""
        return self._made.get((os.getpid(), threading.get_ident()))

    def leave(self) -> None:
        """Close this thread's; it gets another when it asks again."""
        made = self._made.pop((os.getpid(), threading.get_ident()), None)
        if made is not None:
            made.close()
