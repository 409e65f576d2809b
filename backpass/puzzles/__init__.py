"""Puzzles: ungraded, and there is always another one.

Each function returns an :class:`~backpass.explore.Exploration`.
"""

from backpass.puzzles.broken import broken
from backpass.puzzles.by_head import by_head
from backpass.puzzles.zero_gradient import zero_gradient

__all__ = ["broken", "by_head", "zero_gradient"]
