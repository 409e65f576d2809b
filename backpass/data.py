"""Data to learn from, made by code: nothing to download, and the same points for everybody."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def spirals(
    points: int = 100, turns: float = 1.0, noise: float = 0.1, seed: int = 0
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Two spirals in the plane, one inside the other.

    Args:
        points: How many points each spiral has.
        turns: How many times each winds around the middle.
        noise: How far a point strays from its spiral: standard deviation of the angle, in radians.
        seed: Another seed, other points on the same spirals.

    Returns:
        The points, of shape (2 · points, 2), and their labels, 0 or 1, of shape (2 · points,).

    Raises:
        ValueError: If there is not at least one point.
    """
    if points < 1:
        raise ValueError(f"points must be at least 1, and is {points}.")
    rng = np.random.default_rng(seed)
    radius = np.linspace(0.1, 1.0, points)
    arms = []
    for start in (0.0, np.pi):
        angle = start + 2.0 * np.pi * turns * radius + noise * rng.standard_normal(points)
        arms.append(np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1))
    return np.concatenate(arms), np.repeat(np.arange(2), points)
