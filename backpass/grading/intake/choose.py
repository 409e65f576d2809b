"""Which of the files in a student's folder is the notebook that counts.

Browsers and people rename files: ``CHAPTER (1).ipynb``, ``Copy of CHAPTER.ipynb``. A notebook under
another name is recognised by its answers; of several, the one with answers counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode

from backpass.grading.common.apart import CameToGrief, apart
from backpass.grading.common.cells import grade_id
from backpass.grading.common.language import language_of
from backpass.grading.intake.meaning import stripped
from backpass.grading.intake.read import Closed, Unreadable, read_bytes, understand
from backpass.grading.intake.rebuild import answers_in

#: How names of notebooks end, in small letters.
ENDS = (".ipynb", ".ipynb.txt", ".ipynb.json")
#: How many files under other names are looked at; those whose names hold the chapter's come first.
MOST = 20


@dataclass(frozen=True)
class Chosen:
    """The file that counts.

    Attributes:
        data: What it holds.
        name: Its name.
        note: What a reader of the marks should know about the choice; None where there was none.
    """

    data: bytes
    name: str
    note: str | None = None


@dataclass(frozen=True)
class _Candidate:
    chosen: Chosen
    answers: int
    is_chapter: bool


def choose(path: Path, release: Callable[[str], NotebookNode]) -> Chosen:
    """The notebook that counts in a folder.

    Args:
        path: Where it should be.
        release: Gives what students were given in a language, by its code; called only where there
            is a choice.

    Raises:
        Unreadable: There is none; the message says why.
    """
    names = _others(path)
    if not names:
        return Chosen(read_bytes(path), path.name)
    release, left = cache(release), len(names) - MOST
    try:
        right: _Candidate | None = _candidate(path, release)
        reason = None
    except Closed:
        raise
    except Unreadable as error:
        right, reason = None, error
    looked_at = [path.with_name(name) for name in names[:MOST]]
    others = [found for place in looked_at if (found := _readable(place, release))]
    with_answers = [one for one in others if one.answers]
    if right is not None and right.answers:
        return _with_note(right, _also(path, with_answers), left)
    best = max(with_answers, key=lambda one: one.answers, default=None)
    if best is None and right is None:
        best = next((one for one in others if one.is_chapter), None)
    if best is None:
        if right is None:
            assert reason is not None
            raise Unreadable(f"{reason}{_left_out(left)}") from reason
        return _with_note(right, None, left)
    name = best.chosen.name
    if right is not None:
        note = f"{path.name} holds no answers and {name} does, so {name} was graded."
    elif path.exists():
        note = f"{reason} {name} was graded instead."
    else:
        note = f"The notebook had the name {name} in place of {path.name}; it was graded."
    if len(with_answers) > 1:
        note = f"{note} Of {len(with_answers)} notebooks with answers, the one with most counts."
    return _with_note(best, note, left)


def _others(path: Path) -> list[str]:
    if not path.parent.is_dir() or path.parent.is_symlink():
        return []
    found = (
        entry.name
        for entry in path.parent.iterdir()
        if _is_named_like_one(entry.name) and entry.name != path.name
    )
    return sorted(found, key=lambda name: (path.stem not in name, name))


def _is_named_like_one(name: str) -> bool:
    """Whether a file may be a notebook by its name, whatever browsers and mail put behind it."""
    return not name.startswith(".") and name.lower().endswith(ENDS)


def _candidate(path: Path, released_in: Callable[[str], NotebookNode]) -> _Candidate:
    data = read_bytes(path)
    try:
        language = apart(_language, data, path.name)
        if "unreadable" in language:
            raise Unreadable(language["unreadable"])
        seen = apart(_looked_at, data, path.name, released_in(language["language"]))
    except CameToGrief as grief:
        raise Unreadable(f"The file {path.name} could not be read. {grief}") from grief
    return _Candidate(Chosen(data, path.name), seen["answers"], seen["is_chapter"])


# in a process that may die


def _language(data: bytes, name: str) -> dict[str, str]:
    """In which language a file is; or why it cannot be read."""
    try:
        return {"language": language_of(understand(data, name))}
    except Unreadable as reason:
        return {"unreadable": str(reason)}


def _looked_at(data: bytes, name: str, release: NotebookNode) -> dict[str, Any]:
    """What a file that can be read holds."""
    notebook = understand(data, name)
    graded = {grade_id(cell): stripped(cell.source) for cell in release.cells if grade_id(cell)}
    names = {grade_id(cell) for cell in notebook.cells} & graded.keys()
    texts = {stripped(cell.source) for cell in notebook.cells} & set(graded.values())
    return {
        "answers": len(answers_in(release, notebook)),
        "is_chapter": 2 * max(len(names), len(texts)) >= len(graded),
    }


def _readable(path: Path, released_in: Callable[[str], NotebookNode]) -> _Candidate | None:
    try:
        return _candidate(path, released_in)
    except Unreadable:
        return None


def _also(path: Path, others: list[_Candidate]) -> str | None:
    if not others:
        return None
    listing = ", ".join(one.chosen.name for one in others)
    return f"{listing} holds answers, too; {path.name}, which has the right name, was graded."


def _with_note(candidate: _Candidate, note: str | None, left: int) -> Chosen:
    if left > 0:
        note = f"{note or ''}{_left_out(left)}".strip()
    return Chosen(candidate.chosen.data, candidate.chosen.name, note)


def _left_out(left: int) -> str:
    if left <= 0:
        return ""
    return f" {left} more notebooks in the folder were not looked at: {MOST} are at most."
