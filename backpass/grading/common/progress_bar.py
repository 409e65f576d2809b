"""Progress that a person can follow: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")
PAUSE = 5.0  # seconds between two lines where there is no terminal
WORTH_A_BAR = 1.0  # seconds after which something is worth showing


def track(items: Iterable[Item], label: str, total: int | None = None) -> Iterator[Item]:
    """Pass items on and show how far they are.

    Args:
        items: What is worked on, one after another.
        label: What is being done, e.g. ``"Grading"``.
        total: How many there are, where ``items`` has no length.
    """
    count = len(items) if isinstance(items, Sequence) else total
    if not sys.stderr.isatty():
        yield from _lines(items, label, count)
        return
    tqdm.monitor_interval = 0  # no thread beside processes that are forked
    yield from tqdm(items, desc=label, total=count, delay=WORTH_A_BAR, leave=True)


def _lines(items: Iterable[Item], label: str, count: int | None) -> Iterator[Item]:
    told = time.monotonic()
    for number, item in enumerate(items, start=1):
        yield item
        if time.monotonic() - told >= PAUSE:
            told = time.monotonic()
            of = f" of {count}" if count else ""
            print(f"{label}: {number}{of}", file=sys.stderr, flush=True)
