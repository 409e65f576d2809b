"""What was unusual about a submission, in a sentence for each kind."""

from __future__ import annotations

from collections.abc import Iterable

# what is said when one thing happened to several cells of a submission
SEVERAL = {
    "breakpoint": "Breakpoints stand in cells; they were passed over and cost nothing: {cells}.",
    "deleted": "Cells had been deleted, and no answer was found elsewhere: {cells}.",
    "doubled": "Cells were there more than once; every copy with an answer ran where it stands, so "
    "the last one counts: {cells}.",
    "edited": "Locked cells had been edited and were graded as released; code written into them "
    "ran beside them: {cells}.",
    "file": "Answers are imported from files that are not part of the notebook, and only that is "
    "read: {cells}.",
    "joined": "Answers stood in cells together with other things and count: {cells}.",
    "moved": "Answers stood in other cells than their own and count: {cells}.",
    "put back": "Test cells had been deleted and were put back: {cells}.",
    "retyped": "Cells had become another kind of cell; answers were run as code, locked cells were "
    "graded as released: {cells}.",
}


def in_sentences(odd: Iterable[dict[str, str]]) -> list[tuple[str, str]]:
    """Kinds of oddities with a sentence each, one for all cells that it happened to.

    Args:
        odd: What the intake noted, each with ``kind``, ``cell`` and ``text``.
    """
    by_kind: dict[str, list[dict[str, str]]] = {}
    for item in odd:
        by_kind.setdefault(item["kind"], []).append(item)
    return [(kind, _in_a_sentence(kind, items)) for kind, items in by_kind.items()]


def _in_a_sentence(kind: str, items: list[dict[str, str]]) -> str:
    if len(items) == 1 or kind not in SEVERAL:
        return " ".join(item["text"] for item in items)
    cells = ", ".join(dict.fromkeys(item["cell"] for item in items))
    return SEVERAL[kind].replace("{cells}", cells)
