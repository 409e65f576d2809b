"""What a rebuilt notebook needs before its cells run: stubs, imports, cells of the release."""

from __future__ import annotations

from collections.abc import Iterable

from nbformat.notebooknode import NotebookNode

from backpass.grading.authoring.added import ADDED
from backpass.grading.common.cells import grade_id, is_answer, is_graded, is_locked
from backpass.grading.intake.meaning import (
    gives,
    imports_in,
    mentioned,
    same_code,
    stands_alone,
    stripped,
)


def prelude(release: NotebookNode, rebuilt: NotebookNode) -> list[str]:
    """What runs before a rebuilt notebook's cells, so that it cannot override any of them.

    The stubs of what is unanswered: whatever else gives such a name a meaning has the last word.
    Where cells of the release were deleted, edited or moved, its imports and given cells, too.

    Args:
        release: What it was rebuilt on.
        rebuilt: What :func:`~backpass.grading.intake.rebuild.rebuild` made.
    """
    stubs = [str(release.cells[k].source) for k in unanswered(release, rebuilt)]
    if _given_in_place(release, rebuilt):
        return stubs
    sources = [str(cell.source) for cell in release.cells if _is_given(cell)]
    given = [str(cell.source) for cell in release.cells if _is_given(cell) and is_locked(cell)]
    return [*stubs, *filter(None, map(imports_in, sources)), *given]


def lacking(release: NotebookNode, rebuilt: NotebookNode) -> list[str]:
    """The names that the chapter gives and a student uses before the notebook has them, or without.

    Args:
        release: What it was rebuilt on.
        rebuilt: What :func:`~backpass.grading.intake.rebuild.rebuild` made.
    """
    ours: set[str] = set()
    for cell in filter(_is_given, release.cells):
        ours |= gives(str(cell.source) if is_locked(cell) else imports_in(str(cell.source)))
    cells = [cell for cell in rebuilt.cells if cell.cell_type == "code"]
    given = [gives(str(cell.source)) for cell in cells]
    released = set(map(told_apart_by, release.cells))
    words = [
        frozenset() if told_apart_by(cell) in released else mentioned(str(cell.source))
        for cell in cells
    ]
    end = len(cells)

    def first(holds: Iterable[bool]) -> int:
        return next((k for k, one in enumerate(holds) if one), end)

    found = []
    for name in sorted(ours):
        used = first(
            name in some and name not in own for some, own in zip(words, given, strict=True)
        )
        if name == "check":  # test cells use it, below the answers
            used = min(used, first(map(is_answer, cells)))
        if used < first(name in own or "*" in own for own in given):
            found.append(name)
    return found


def _given_in_place(release: NotebookNode, rebuilt: NotebookNode) -> bool:
    """Whether all given code is there in order, each cell above the exercises that follow it."""
    given = {told_apart_by(cell): k for k, cell in enumerate(release.cells) if _is_given(cell)}
    ours = [told_apart_by(cell) for cell in release.cells if _is_given(cell)]
    theirs = [told_apart_by(cell) for cell in rebuilt.cells]
    if [found for found in theirs if found in given] != ours:
        return False
    graded = {name: k for k, cell in enumerate(release.cells) if (name := grade_id(cell))}
    furthest = -1  # place in the release of the exercise furthest down so far
    for cell, found in zip(rebuilt.cells, theirs, strict=True):
        if given.get(found, furthest) < furthest:
            return False
        if is_answer(cell) or is_graded(cell):
            furthest = max(furthest, graded.get(grade_id(cell), -1))
    return True


def unanswered(release: NotebookNode, rebuilt: NotebookNode) -> list[int]:
    """Places in the release of the solution cells that still hold their stub, and can run first.

    Args:
        release: The released notebook.
        rebuilt: The submission, rebuilt on it.
    """
    sources = {grade_id(cell): str(cell.source) for cell in rebuilt.cells if grade_id(cell)}
    return [
        place
        for place, cell in enumerate(release.cells)
        if is_answer(cell) and cell.cell_type == "code" and stands_alone(str(cell.source))
        if same_code(sources.get(grade_id(cell), ""), str(cell.source))
    ]


def _is_given(cell: NotebookNode) -> bool:
    """Whether it is code that the release brings along for others to use."""
    if cell["cell_type"] != "code" or cell["id"] in ADDED:
        return False
    if "show" in cell["metadata"].get("tags", []):
        return False
    return not is_answer(cell) and not is_graded(cell)


def told_apart_by(cell: NotebookNode) -> tuple[str, str]:
    """A cell's type and its code or text, without what does not matter: equal for the same cell.

    Args:
        cell: A cell of any notebook.
    """
    return cell["cell_type"], stripped(cell["source"])
