"""Memory made ready to be shared: what is done before processes are forked."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable
from contextlib import suppress

_trim: Callable[[int], int] | None = None
with suppress(OSError, AttributeError):  # a C library that is not GNU's has none
    _trim = ctypes.CDLL(None).malloc_trim


def settle() -> None:
    """Keep what is in memory by now for good, and give back what is not used.

    A collector that looks at what is shared would make copies of it, so none looks at it any more.
    """
    gc.collect()
    gc.freeze()
    give_back()


def give_back() -> None:
    """Give memory that was freed back to the system; the next who needs some asks for it again."""
    if _trim is not None:
        _trim(0)
