"""Tasks on strangers' texts that run in a helper process, and what follows if that dies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from backpass.contracts import CONTRACTS
from backpass.grading.common.apart import TRIES, CameToGrief, Kept, apart
from backpass.grading.common.cells import grade_id, is_graded, is_test
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
from backpass.grading.marking.sanitise import (
    make_harmless,
    places_to_look_at,
    sanitise,
    texts_of,
)
from backpass.grading.marking.settle import SHOW
from backpass.grading.marking.spared import GivenCell, relied_on, spared
from backpass.judging.contract import Contract

#: What stands where a student's outputs or text would have been shown.
LEFT_OUT = "(left out: it could not be made ready for this page)"


# --- intake --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """What is read in a rebuilt notebook before it runs.

    Attributes:
        stubs: Grade ids of unanswered cells.
        before: Sources that run before all others.
        names: Names in these that the notebook lacks.
        looked: What a person should look at, each ``{"exercise", "line", "why"}``.
        relied: Sources of the cells that only show, and have to run.
    """

    stubs: set[str]
    before: list[str]
    names: list[str]
    looked: list[dict[str, str]]
    relied: set[str]


def rebuilt(
    data: bytes,
    name: str,
    note: str | None,
    releases: Mapping[str, str],
    otherwise: str,
    whole: bool = True,
) -> tuple[str, NotebookNode, Read | None]:
    """The release in a submission's own language with its answers put in.

    Args:
        data: What was handed in.
        name: The file's name.
        note: What is to be said about the file.
        releases: The texts of releases by language.
        otherwise: The release for all other languages.
        whole: Whether to read at once what :func:`read_before` reads: handing things on takes as
            long as reading them.

    Returns:
        The text of the release that was used, the rebuilt notebook, and what was read in it; None
        where it is still to be read.

    Raises:
        Unreadable: It cannot be graded.
    """
    asked = (data, name, note, Kept(releases), Kept(otherwise))
    try:
        try:
            answer = apart(_rebuilt, *asked, whole, tries=TRIES - 1)
        except CameToGrief:  # what came to it shows where each thing is read by itself
            answer = apart(_rebuilt, *asked, False, tries=1)
    except CameToGrief as grief:
        raise Unreadable(f"The file {name} could not be read. {grief}") from grief
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    text = releases.get(answer["language"], otherwise)
    cells = released(text).cells
    nb = as_nodes(answer["notebook"])
    nb.cells = [as_nodes(cells[one]) if type(one) is int else one for one in nb.cells]
    return text, nb, None if answer["read"] is None else _as_read(*answer["read"])


def _rebuilt(
    data: bytes,
    name: str,
    note: str | None,
    releases: dict[str, str],
    otherwise: str,
    whole: bool,
) -> dict[str, Any]:
    """What :func:`rebuilt` returns; of a cell that is as it was released only its place."""
    try:
        handed_in = understand(data, name, note)
    except Unreadable as reason:
        return {"unreadable": str(reason)}
    language = language_of(handed_in)
    release = released(releases.get(language, otherwise))
    nb = rebuild(release, under_new_names(release, handed_in))
    read = _read(nb, release) if whole else None
    places = {cell["id"]: place for place, cell in enumerate(release.cells)}
    cells = [
        place
        if (place := places.get(cell["id"])) is not None and cell == release.cells[place]
        else cell
        for cell in nb.cells
    ]
    return {"language": language, "notebook": {**nb, "cells": cells}, "read": read}


def rehearse_reading(release: str, whole: bool) -> None:
    """Rebuild a release as if it had been handed in: no stranger's text, so here.

    Args:
        release: Its text.
        whole: As :func:`rebuilt` has it.
    """
    _rebuilt(release.encode(), "release.ipynb", None, {}, release, whole)


def _read(nb: NotebookNode, release: NotebookNode) -> list[Any]:
    """All of :class:`Read`, as JSON takes it."""
    plain = _plain(nb)
    code = [cell.source for cell in plain.cells if cell.cell_type == "code"]
    return [
        *_stubs_and_prelude(plain, release),
        _suspicions(code),
        _needed(*shown_and_theirs(nb, release)),
    ]


def _as_read(
    stubs: list[str],
    before: list[str],
    names: list[str],
    looked: list[dict[str, str]],
    relied: list[str],
) -> Read:
    return Read(set(stubs), before, names, looked, set(relied))


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
        raise Unreadable(f"The notebook could not be read. {grief}") from grief


def _rebuilt_under_new_names(release: NotebookNode, handed_in: NotebookNode) -> NotebookNode:
    return rebuild(release, under_new_names(release, handed_in))


# --- before the run ------------------------------------------------------------------------------


def read_before(nb: NotebookNode, release: NotebookNode) -> Read:
    """What is read in a rebuilt notebook before it runs, each thing by itself.

    Args:
        nb: The rebuilt notebook.
        release: The released notebook.

    Raises:
        Unreadable: It cannot be read.
    """
    plain = _plain(nb)
    try:
        stubs, before, names = apart(_stubs_and_prelude, plain, Kept(release))
    except CameToGrief as grief:
        raise Unreadable(f"The notebook could not be read. {grief}") from grief
    try:
        looked = apart(_suspicions, [c.source for c in plain.cells if c.cell_type == "code"])
    except CameToGrief as grief:
        looked = [{"exercise": "", "line": "", "why": f"its code could not be read. {grief}"}]
    return _as_read(stubs, before, names, looked, _relied(*shown_and_theirs(nb, release)))


def only_shows(cell: NotebookNode) -> bool:
    """Whether a cell of the release is there to be looked at, and need not run.

    Args:
        cell: The cell.
    """
    return cell.cell_type == "code" and SHOW in cell.metadata.get("tags", [])


def shown_and_theirs(nb: NotebookNode, release: NotebookNode) -> tuple[list[str], list[str]]:
    """Sources of the cells that only show, and of the student's own.

    Args:
        nb: The rebuilt notebook.
        release: The released notebook.
    """
    ours = {str(cell.source) for cell in release.cells}
    code = [cell for cell in nb.cells if cell.cell_type == "code" and not is_graded(cell)]
    shows = [str(cell.source) for cell in code if only_shows(cell)]
    return shows, [source for cell in code if (source := str(cell.source)) not in ours]


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


def _relied(shows: list[str], theirs: list[str]) -> list[str]:
    """As :func:`relied_on`; all of them where the student's cells cannot be read."""
    if not shows:
        return []
    try:
        return list(apart(_needed, shows, theirs))
    except CameToGrief:
        return shows


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
    places = places_to_look_at(nb, texts_of(release))
    try:
        cells = apart(_harmless, [nb.cells[k] for k in places], places, Kept(release))
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
    for place, cell in zip(places, cells, strict=True):
        nb.cells[place] = as_nodes(cell)
    return nb


def _harmless(
    cells: list[NotebookNode], places: list[int], release: NotebookNode
) -> list[NotebookNode]:
    ours = texts_of(release)
    for cell, place in zip(cells, places, strict=True):
        make_harmless(cell, place, ours)
    return cells
