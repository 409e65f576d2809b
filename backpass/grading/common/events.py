"""What a hidden test tells the report: an event in the metadata of what it displays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Key of the event in the display's metadata.
EVENT = "backpass"
#: In an event: whether the answer stopped at a name without a meaning.
LACKS_A_NAME = "lacks a name"
#: There: the types of the exceptions that the answer stopped with.
STOPPED_WITH = "stopped with"
#: There: what went wrong when an answer was looked at for the report.
UNSEEN = "unseen"


def mistake_in(event: Mapping[str, Any]) -> str:
    """What a wrong answer is called; nothing where it is called by its exception alone.

    Args:
        event: What a hidden test says of it.
    """
    name = str(event.get("mistake") or "")
    return "" if name.startswith(tuple(event.get(STOPPED_WITH, ()))) else name
