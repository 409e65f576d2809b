"""Compare the points in a notebook's cells with those of the exercises' contracts."""

from __future__ import annotations

from collections.abc import Mapping

from backpass.contracts import CONTRACTS


def differing_points(chapter: str, worth: Mapping[str, float]) -> str | None:
    """Where a test cell and the exercise's contract disagree about the points, in a sentence.

    Args:
        chapter: The chapter.
        worth: Points of each test cell.
    """
    for name, here in worth.items():
        contract = CONTRACTS.get(name.removeprefix("test_"))
        if contract is not None and contract.chapter == chapter and contract.points != here:
            return (
                f"{name} is worth {here:g} points in its cell, and the parts of {contract.name} in "
                f"its contract add up to {contract.points:g}. Make the two equal."
            )
    return None
