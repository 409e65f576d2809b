"""Tasks on strangers' texts that run in a helper process, and what follows if that dies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from backpass.contract import Contract
from backpass.contracts import CONTRACTS
from backpass.grading.common.apart import CameToGrief, Kept, apart
from backpass.grading.common.cells import grade_id, is_test
from backpass.grading.common.language import language_of
from backpass.grading.common.nodes import as_nodes
from backpass.grading.differencing.asked import asks_for_gradients
from backpass.grading.differencing.reading import suspicions
from backpass.grading.intake.former_names import under_new_names
from backpass.grading.intake.read import Unreadable, understand
from backpass.grading.intake.rebuild import rebuild
from backpass.grading.intake.rebuilt import lacking, prelude, unanswered
from backpass.grading.marking.breakpoints import breakpoints, may_stop
from backpass.grading.marking.history import asks_for_history, may_ask
from backpass.grading.marking.sanitise import sanitise
from backpass.grading.marking.spared import GivenCell, relied_on, spared

#: What stands where a student's outputs or text would have been shown.
LEFT_OUT = "(left out: it could not be made ready for this page)"


# --- intake --------------------------------------------------------------------------------------


def rebuilt(
    data: bytes, name: str, note: str | None, releases: Mapping[str, str], otherwise: str
) -> tuple[str, NotebookNode]:
    """The release in a submission's own language with its answers put in.

    Args:
        data: What was handed in.
        name: The file's name.
        note: What is to be said about the file.
        releases: The texts of releases by language.
        otherwise: The release for all other languages.

    Returns:
        The text of the release that was used, and the rebuilt notebook.

    Raises:
        Unreadable: It cannot be graded.
    """
    try:
        answer = apart(_rebuilt, data, name, note, dict(releases), otherwise)
    except CameToGrief as grief:
        raise Unreadable(f"The file {name} could not be read: {grief}.") from grief
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    return releases.get(answer["language"], otherwise), as_nodes(answer["notebook"])


def _rebuilt(
    data: bytes, name: str, note: str | None, releases: dict[str, str], otherwise: str
) -> dict[str, Any]:
    try:
        handed_in = understand(data, name, note)
    except Unreadable as reason:
        return {"unreadable": str(reason)}
    language = language_of(handed_in)
    release = released(releases.get(language, otherwise))
    return {"language": language, "notebook": rebuild(release, under_new_names(release, handed_in))}


@lru_cache(maxsize=16)
def released(text: str) -> NotebookNode:
    """A release, read once. Nobody changes it."""
    return nbformat.reads(text, 4)


def rebuilt_cells(release: NotebookNode, handed_in: NotebookNode) -> NotebookNode:
    """As :func:`rebuilt`, for a notebook that was read before.

    Args:
        release: The released notebook.
        handed_in: What a student handed in.

    Raises:
        Unreadable: It cannot be graded.
    """
    try:
        return as_nodes(apart(_rebuilt_under_new_names, release, handed_in))
    except CameToGrief as grief:
        raise Unreadable(f"The notebook could not be read: {grief}.") from grief


def _rebuilt_under_new_names(release: NotebookNode, handed_in: NotebookNode) -> NotebookNode:
    return rebuild(release, under_new_names(release, handed_in))


# --- before the run ------------------------------------------------------------------------------


def before_run(
    nb: NotebookNode, release: NotebookNode
) -> tuple[set[str], list[str], list[str], list[dict[str, str]]]:
    """What is read in a rebuilt notebook before it runs.

    Args:
        nb: The rebuilt notebook.
        release: The released notebook.

    Returns:
        Grade ids of unanswered cells; sources that run before all others; names in these that the
        notebook lacks; what a person should look at, each ``{"exercise", "line", "why"}``.

    Raises:
        Unreadable: It cannot be read.
    """
    plain = _plain(nb)
    try:
        stubs, before, names = apart(_stubs_and_prelude, plain, Kept(release))
    except CameToGrief as grief:
        raise Unreadable(f"The notebook could not be read: {grief}.") from grief
    try:
        looked = apart(_suspicions, [c.source for c in plain.cells if c.cell_type == "code"])
    except CameToGrief as grief:
        looked = [{"exercise": "", "line": "", "why": f"its code could not be read: {grief}"}]
    return set(stubs), before, names, looked


def _plain(nb: NotebookNode) -> NotebookNode:
    """A notebook without outputs and hidden tests."""
    cells = [
        NotebookNode(
            id=cell.get("id"), cell_type=cell.cell_type, source=cell.source, metadata=cell.metadata
        )
        for cell in nb.cells
        if not is_test(cell)
    ]
    return NotebookNode(cells=cells, metadata=NotebookNode())


def _stubs_and_prelude(
    nb: NotebookNode, release: NotebookNode
) -> tuple[list[str], list[str], list[str]]:
    stubs = {grade_id(release.cells[place]) for place in unanswered(release, nb)}
    return sorted(stubs), prelude(release, nb), lacking(release, nb)


def _suspicions(sources: list[str]) -> list[dict[str, str]]:
    text = "\n".join(sources)
    asked = {
        name: names_of(contract)
        for name, contract in CONTRACTS.items()
        if asks_for_gradients(contract) and any(one in text for one in names_of(contract))
    }
    found = suspicions(sources, asked)
    return [{"exercise": one.exercise, "line": one.line, "why": one.why} for one in found]


def names_of(contract: Contract) -> list[str]:
    """What an answer is called by: its function, and the forward whose cache it reads."""
    functions = re.findall(r"(\w+)\(", contract.signature)[::-1]
    return [*functions, *([contract.partner] if contract.partner else [])]


def needed(shows: Sequence[str], theirs: Sequence[str]) -> set[str]:
    """As :func:`relied_on`; all of them where the student's cells cannot be read.

    Args:
        shows: Texts of the release's cells that are there to be looked at.
        theirs: Texts of the student's cells.
    """
    if not shows:
        return set()
    try:
        return set(apart(_needed, list(shows), list(theirs)))
    except CameToGrief:
        return set(shows)


def _needed(shows: list[str], theirs: list[str]) -> list[str]:
    return sorted(relied_on(shows, theirs))


def asks_for_cells(theirs: Sequence[str]) -> bool:
    """As :func:`asks_for_history`; not so where the student's cells cannot be read.

    Args:
        theirs: Texts of the student's cells.
    """
    if not any(map(may_ask, theirs)):
        return False
    try:
        return bool(apart(asks_for_history, list(theirs)))
    except CameToGrief:
        return False


def forgotten_breakpoints(sources: Sequence[str]) -> list[tuple[int, int]]:
    """As :func:`breakpoints`; none where the student's cells cannot be read.

    Args:
        sources: Texts of the student's cells.
    """
    if not any(map(may_stop, sources)):
        return []
    try:
        return [(place, line) for place, line in apart(breakpoints, list(sources))]
    except CameToGrief:
        return []


def not_needed(given: Sequence[GivenCell], others: Sequence[str], tests: Sequence[str]) -> set[str]:
    """As :func:`spared`; none where the student's cells cannot be read.

    Args:
        given: The release's own cells, in order.
        others: What else runs.
        tests: Test cells.
    """
    try:
        return set(apart(_not_needed, list(given), list(others), list(tests)))
    except CameToGrief:
        return set()


def _not_needed(given: Sequence[GivenCell], others: list[str], tests: Sequence[str]) -> list[str]:
    return sorted(spared(given, others, tests))


# --- after the run -------------------------------------------------------------------------------


def made_harmless(nb: NotebookNode, release: NotebookNode) -> NotebookNode:
    """A graded notebook that can be shown; where that takes too much, without what students show.

    Args:
        nb: The notebook as it ran.
        release: What it was rebuilt on.
    """
    try:
        return as_nodes(apart(_harmless, nb, Kept(release)))
    except CameToGrief:
        ours = {cell.source for cell in release.cells}
        for cell in nb.cells:
            if cell.cell_type == "code" and not is_test(cell):
                said = {"output_type": "stream", "name": "stdout", "text": LEFT_OUT}
                cell.outputs = [nbformat.from_dict(said)] if cell.get("outputs") else []
            elif cell.cell_type != "code" and cell.source not in ours:
                cell.source = LEFT_OUT
                cell.pop("attachments", None)
        sanitise(nb, release)
        return nb


def _harmless(nb: NotebookNode, release: NotebookNode) -> NotebookNode:
    sanitise(nb, release)
    return nb
