"""What one answer returned at the common points, by which equal answers are one group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Returned:
    """What one answer returned.

    Attributes:
        group: The name of the group of all answers that return this.
        calls: A digest of each result.
        shown: Each result as one reads it; of those after the first ones only the first wrong one,
            with "" for the others.
    """

    group: str
    calls: tuple[str, ...]
    shown: tuple[str, ...]

    def as_event(self) -> dict[str, Any]:
        """As plain data."""
        return {"group": self.group, "calls": list(self.calls), "shown": list(self.shown)}
