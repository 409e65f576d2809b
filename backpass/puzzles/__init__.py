"""Puzzles: ungraded, and there is always another one.

Each function returns an :class:`~backpass.explore.Exploration`.
"""

from backpass.explore.recipe import noted
from backpass.puzzles import broken as _broken
from backpass.puzzles import by_head as _by_head
from backpass.puzzles import zero_gradient as _zero_gradient

broken = noted("puzzles", _broken.broken)
by_head = noted("puzzles", _by_head.by_head)
zero_gradient = noted("puzzles", _zero_gradient.zero_gradient)

__all__ = ["broken", "by_head", "zero_gradient"]
