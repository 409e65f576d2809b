"""What an exploration is made of: numbers to move, lists to pick from, a picture with its words.

Nothing here needs a widget or a kernel: a view is a function from numbers to a picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """What an exploration shows for one set of values.

    Attributes:
        svg: The picture.
        text: The same in a few sentences, plain text.
        note: The one sentence of these that everybody should see; the others are folded.
    """

    svg: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Number:
    """A number that the learner moves, by slider or by typing.

    Attributes:
        value: Where it starts; moved into the range if it lies outside.
        low: Lowest value.
        high: Highest value.
        step: Step of the slider; in powers of ten if ``log``.
        log: Whether the slider moves in powers of ten.
        whole: Whether only whole numbers count; others are rounded.
    """

    value: float
    low: float
    high: float
    step: float
    log: bool = False
    whole: bool = False

    def clamped(self, value: float) -> float:
        """The value in the range, rounded: to 12 decimals, or to 4 digits that count if ``log``."""
        inside = min(max(value, self.low), self.high)
        if self.whole:
            return float(round(inside))
        return float(f"{inside:.4g}") if self.log else round(inside, 12) + 0.0


@dataclass(frozen=True)
class Choice:
    """Something that the learner picks from a list: what it is called, and the first pick."""

    label: str
    options: Sequence[str]
    value: str
