"""A released chapter in another language: the same cells, the same code, other words."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from nbformat.notebooknode import NotebookNode

from backpass.grading.authoring.translation.code import (
    BrokenTranslation,
    replaced,
    same_but_for_words,
)
from backpass.grading.authoring.translation.markdown import blocks, skeleton
from backpass.grading.common.language import KEY


def translated(
    notebook: NotebookNode, known: Mapping[tuple[str, str], str], language: str
) -> NotebookNode:
    """A released notebook in another language. What has no translation stays in English.

    Ids, tags, grade ids and points are the same. Checksums are those of the new sources.

    Args:
        notebook: The English release.
        known: Cell id and English to the other language.
        language: Its code, for the notebook's metadata.

    Raises:
        BrokenTranslation: A translation does not fit its place in the code.
    """
    from nbgrader.utils import compute_checksum  # noqa: PLC0415 - nbgrader takes 2 seconds

    made = copy.deepcopy(notebook)
    made.metadata[KEY] = language
    for cell in made.cells:

        def say(words: str, cell: NotebookNode = cell) -> str:
            return known.get((cell.id, words), words)

        if cell.cell_type == "markdown":
            cell.source = "".join(
                say(block.text) if block.translated else block.text for block in blocks(cell.source)
            )
        elif cell.cell_type == "code":
            try:
                cell.source = replaced(cell.source, say)
            except BrokenTranslation as error:
                raise BrokenTranslation(f"cell {cell.id}: {error}") from error
        marks = cell.metadata.get("nbgrader", {})
        if "checksum" in marks:
            marks["checksum"] = compute_checksum(cell)
    return made


def differences(english: NotebookNode, other: NotebookNode, *, links: bool = True) -> list[str]:
    """Where two languages of a chapter differ in more than their words.

    Args:
        english: The English release.
        other: The same chapter in another language.
        links: Whether links count; a release in another language leads to chapters in it.

    Returns:
        A sentence for each difference: other cells, ids, tags or code; formulas, numbers, code in
        the text, links or emphasis that one has and the other has not.
    """
    if [cell.id for cell in english.cells] != [cell.id for cell in other.cells]:
        return ["the cells are not the same, or not in the same order"]
    said = []
    for one, two in zip(english.cells, other.cells, strict=True):
        if one.cell_type != two.cell_type:
            said.append(f"{one.id}: one is {one.cell_type}, the other {two.cell_type}")
        elif _marks(one) != _marks(two):
            said.append(f"{one.id}: tags, points or marks differ")
        elif one.cell_type == "code":
            if not same_but_for_words(one.source, two.source):
                said.append(f"{one.id}: the code differs")
        else:
            before, after = skeleton(one.source), skeleton(two.source)
            for what, values in before.items():
                if values != after[what] and (links or what != "links"):
                    lost = [v for v in values if v not in after[what]]
                    new = [v for v in after[what] if v not in values]
                    here = ", ".join(new or after[what]) or "none"
                    said.append(
                        f"{one.id}: {what}: the English has {', '.join(lost or values) or 'none'}, "
                        f"the translation has {here}"
                    )
    return said


def _marks(cell: NotebookNode) -> dict[str, object]:
    marks = copy.deepcopy(dict(cell.metadata))
    marks["nbgrader"] = {k: v for k, v in marks.get("nbgrader", {}).items() if k != "checksum"}
    return marks
