"""Run a rebuilt notebook: contained, with the verdict outside."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from backpass.grading.authoring.added import ADDED
from backpass.grading.common.cells import grade_id, is_answer, is_graded, test_cells
from backpass.grading.common.errors import ErrorName, error_output
from backpass.grading.common.nodes import as_nodes
from backpass.grading.common.per_thread import PerThread
from backpass.grading.intake.findings import KEY, SUSPICIONS, findings_of, show_notes
from backpass.grading.intake.read import Unreadable
from backpass.grading.intake.rebuild import NUMBERS
from backpass.grading.marking.breakpoints import said as said_of_breakpoints
from backpass.grading.marking.readers import (
    Read,
    asks_for_cells,
    forgotten_breakpoints,
    not_needed,
    only_shows,
    read_before,
)
from backpass.grading.marking.settle import SHOW, note_stop, settle
from backpass.grading.marking.spared import GivenCell
from backpass.grading.sandbox.execution import Cell, Execution, MachineBusy, Settings, execute
from backpass.grading.sandbox.fork_client import ForkServers, ServerGone, ServerPair
from backpass.grading.sandbox.told import Told
from backpass.judging.verdict import Status

#: Names that one note lists.
SHOWN = 6
#: How often a submission is tried where the machine is at fault.
TRIES = 3
#: Set to 1 by ``backpass grade --allow-uncontained``, for the processes that it starts.
UNCONTAINED_VARIABLE = "BACKPASS_ALLOW_UNCONTAINED"


def run(
    nb: NotebookNode,
    release: NotebookNode,
    settings: Settings,
    data: Path | None,
    execute_all: bool = False,
    read: Read | None = None,
) -> list[Told]:
    """Run a rebuilt notebook in place, and settle what its test cells are worth.

    Args:
        nb: The notebook, with its hidden tests.
        release: What it was rebuilt on.
        settings: How to run it.
        data: A folder of files that the release ships.
        execute_all: Whether to run the cells that only show, too, and those of the release's own
            whose outputs are known.
        read: What was read in the notebook; None where it is still to be read.

    Returns:
        What the visible check says of known mistakes that were met for the first time.
    """
    numbers = nb.metadata.pop(NUMBERS, {})
    findings = findings_of(nb)
    if findings.unreadable is None:
        try:
            read = read or read_before(nb, release)
        except Unreadable as reason:
            findings.unreadable = str(reason)
            findings.into(nb)
    if read is None or findings.unreadable is not None:
        said = error_output(ErrorName.NOT_GRADED, str(findings.unreadable))
        for cell in test_cells(nb):
            cell.outputs = [nbformat.from_dict(said)]
        return []
    tests = {id(cell) for cell in test_cells(nb)}
    if read.names:
        findings = findings_of(nb)
        findings.note(
            "prelude",
            "",
            f"Of what the chapter gives, the notebook uses {_listed(read.names)} before it is "
            "there, or without it. What the chapter gives ran before everything else.",
        )
        findings.into(nb)
    stubs, before = read.stubs, read.before
    first = [Cell(-1, "\n\n".join(before))] if before else []
    ours = {str(cell.source) for cell in release.cells}
    code = [cell for cell in nb.cells if cell.cell_type == "code" and not is_graded(cell)]
    own = [cell for cell in code if str(cell.source) not in ours]
    theirs = [str(cell.source) for cell in own]
    _note_breakpoints(nb, own)
    by_number = asks_for_cells(theirs)
    checks = {grade_id(c): str(c.source) for c in release.cells if is_graded(c)}
    execute_all = execute_all or by_number
    cells = [
        Cell(
            index,
            cell.source,
            test=id(cell) in tests,
            answered=grade_id(cell).removeprefix("test_") not in stubs,
            number=numbers.get(cell["id"]) if by_number else None,
        )
        for index, cell in enumerate(nb.cells)
        if cell.cell_type == "code"
        if execute_all or not only_shows(cell) or cell.source in read.relied
        if grade_id(cell) not in stubs
    ]
    if by_number:
        cells = list(_with_own_checks(cells, [checks.get(grade_id(cell)) for cell in nb.cells]))
    cells = first + cells
    imports = [cell.source for cell in release.cells if cell.cell_type == "code"]
    if not execute_all and len(before) == len(stubs):
        given = given_cells(release, nb)
        known = known_outputs(cells, given, imports, settings)
        cells = [replace(cell, known=known.get(cell.source)) for cell in cells]
    execution = executed(cells, imports, settings, data)
    _take_over(nb, execution)
    _note_found_elsewhere(nb, stubs)
    kept = nb.metadata.setdefault(KEY, NotebookNode())
    kept["contained"] = not settings.uncontained
    if read.looked:
        kept[SUSPICIONS] = [NotebookNode(one) for one in read.looked]
    show_notes(nb)
    return execution.said


def _with_own_checks(cells: Sequence[Cell], checks: Sequence[str | None]) -> Iterator[Cell]:
    """Add below each test cell what it is in the student's kernel, where IPython keeps its result.

    Args:
        cells: What is to run.
        checks: The released text of each of the notebook's cells that is a test.
    """
    for cell in cells:
        yield cell
        if cell.test and (check := checks[cell.index]) is not None:
            yield Cell(-2 - cell.index, check, number=cell.number)


def _listed(names: Sequence[str]) -> str:
    """A few names in words."""
    shown = [f"`{name}`" for name in names[:SHOWN]]
    if len(names) > SHOWN:
        return f"{', '.join(shown)} and {len(names) - SHOWN} more names"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def given_cells(release: NotebookNode, nb: NotebookNode) -> list[GivenCell]:
    """The release's own cells that run, as they are in a notebook.

    Args:
        release: What the notebook was rebuilt on.
        nb: The notebook.

    Returns:
        None at all where the notebook does not have all of them in their order, each once.
    """

    def own(cells: list[NotebookNode]) -> list[NotebookNode]:
        return [
            cell
            for cell in cells
            if cell.cell_type == "code" and SHOW not in cell.metadata.get("tags", [])
            if not is_answer(cell) and not is_graded(cell) and cell["id"] not in ADDED
        ]

    def name(cell: NotebookNode) -> str:
        return grade_id(cell) or str(cell.source)

    wanted = list(map(name, own(release.cells)))
    here = [cell for cell in own(nb.cells) if name(cell) in set(wanted)]
    if list(map(name, here)) != wanted:
        return []
    return [GivenCell(str(cell.source), bool(grade_id(cell))) for cell in here]


#: What the given cells of a release put out, of the latest few.
_known: dict[Any, dict[str, list[dict[str, Any]]]] = {}
RELEASES = 16


def known_outputs(
    cells: Sequence[Cell], given: Sequence[GivenCell], imports: list[str], settings: Settings
) -> dict[str, list[dict[str, Any]]]:
    """What the cells that need not run put out, by their text.

    Args:
        cells: What a notebook runs.
        given: The release's own cells among them.
        imports: Sources of the release's cells.
        settings: How to run them.
    """
    if not given:
        return {}
    # where the course lies is nothing that its given cells show
    key = tuple(given), replace(settings, seed=None, root=Path(), private=())
    if key not in _known:
        while len(_known) >= RELEASES:
            del _known[next(iter(_known))]
        _known[key] = _released_outputs(given, imports, settings)
    outputs = _known[key]
    # one that fails without the others says where it stands: it runs in its place
    ours = [GivenCell(one.source, one.kept or one.source not in outputs) for one in given]
    sources = {one.source for one in given}
    others = [cell.source for cell in cells if not cell.test and cell.source not in sources]
    sparing = not_needed(ours, others, [cell.source for cell in cells if cell.test])
    return {source: outputs[source] for source in sparing}


def _released_outputs(
    given: Sequence[GivenCell], imports: list[str], settings: Settings
) -> dict[str, list[dict[str, Any]]]:
    """What the release's own cells put out where nobody answers; those that fail are left out."""
    cells = [Cell(index, one.source) for index, one in enumerate(given)]
    execution = executed(cells, imports, settings, None)
    if execution.stopped is not None:
        return {}
    outputs = {cell.source: execution.outputs.get(cell.index, []) for cell in cells}
    return {
        source: made
        for source, made in outputs.items()
        if not any(output["output_type"] == "error" for output in made)
    }


def executed(
    cells: list[Cell], imports: list[str], settings: Settings, data: Path | None
) -> Execution:
    """Run the cells; behind a cell or an answer that ends Python, go on in a new one.

    What the tests before it said stays; in the new one that cell is left out, or that answer not
    called again. Where something came that was not asked for, what passed stays, and the rest is
    done in a new one step by step, so that it costs the one that sent it, and no other.

    Args:
        cells: The cells, in order.
        imports: Sources of the release's cells; what they import is there for the test cells too.
        settings: How to run them.
        data: A folder of files that the release ships; students' cells find copies of them.

    Raises:
        ServerGone: No process could be had, three times.
        MachineBusy: Others left it too little, twice.
    """
    execution, spent, careful = _tried(cells, imports, settings, data), 0.0, False
    while execution.lost is not None or execution.again:
        spent += execution.seconds
        if spent >= settings.notebook_seconds:
            _leave_the_rest(cells, execution, settings.notebook_seconds)
            break
        settled = execution.settled
        cells = [
            replace(cell, known=execution.outputs[cell.index])
            if cell.index == execution.lost or cell.index in settled
            else cell
            for cell in cells
        ]
        before, careful = execution, careful or execution.again
        execution = _tried(cells, imports, settings, data, spent, careful)
        execution.said = [*before.said, *execution.said]
        execution.late = [*(one for one in before.late if one in settled), *execution.late]
        losses = [] if before.lost is None else [_loss(before, cells)]
        execution.gone_on_behind = [*before.gone_on_behind, *losses]
    return execution


def _loss(execution: Execution, cells: Sequence[Cell]) -> tuple[int, str]:
    """Where a process ended, and why, in a sentence."""
    assert execution.lost is not None
    lost = next(cell for cell in cells if cell.index == execution.lost)
    why = "Your code ended Python, or gave no answer." if lost.test else str(execution.stopped)
    return lost.index, f"{why} What stands behind it ran in a new Python."


def _leave_the_rest(cells: Sequence[Cell], execution: Execution, seconds: float) -> None:
    execution.stopped = f"The notebook's cells took longer than {seconds:g} seconds in all."
    said = error_output(ErrorName.NOT_RUN, execution.stopped)
    execution.outputs = {cell.index: [said] for cell in cells} | execution.outputs


def _tried(
    cells: list[Cell],
    imports: list[str],
    settings: Settings,
    data: Path | None,
    spent: float = 0.0,
    careful: bool = False,
) -> Execution:
    """Run the cells, and once more where what happened may be the machine's doing.

    The system may have ended a fork server for want of memory, or held a process up: nothing that
    this submission, or the next one, should suffer for. What happens twice is the notebook's.
    """
    failed: ServerGone | MachineBusy | None = None
    doubted = False
    for attempt in range(TRIES):
        try:
            execution = execute(cells, imports, settings, fork_servers(), data, spent, careful)
        except ServerGone as error:
            _start_others()
            failed = error
            continue
        except MachineBusy as error:
            if failed is not None:
                raise
            failed = error
            continue
        if execution.again or execution.doubtful is None or doubted or attempt == TRIES - 1:
            return execution
        doubted = True
    assert failed is not None
    raise failed


def _take_over(nb: NotebookNode, execution: Execution) -> None:
    """Put the outputs into the notebook, and that it was stopped if it was."""
    shown = sorted((index, outputs) for index, outputs in execution.outputs.items() if index >= 0)
    for count, (index, outputs) in enumerate(shown, start=1):
        nb.cells[index].outputs = [as_nodes(output) for output in outputs]
        nb.cells[index].execution_count = count
        for output in nb.cells[index].outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
    for cell in test_cells(nb):
        settle(cell)
    findings = findings_of(nb)
    for index in execution.late:
        name = grade_id(nb.cells[index])
        findings.note(
            "late",
            name,
            f"Where the test {name} stands, there was no answer yet, or something that it uses had "
            "no meaning yet. It was judged by what names mean at the end of the notebook.",
        )
    for index, said in execution.gone_on_behind:
        findings.note("ended", grade_id(nb.cells[index]) if index >= 0 else "", said)
    findings.into(nb)
    if execution.stopped is not None:
        note_stop(nb, execution.stopped)


def _note_breakpoints(nb: NotebookNode, own: Sequence[NotebookNode]) -> None:
    """Say in which of the student's cells a breakpoint stands."""
    lines: dict[int, list[int]] = {}
    for place, line in forgotten_breakpoints([str(cell.source) for cell in own]):
        lines.setdefault(place, []).append(line)
    findings = findings_of(nb)
    for place, there in lines.items():
        findings.note("breakpoint", grade_id(own[place]), said_of_breakpoints(there))
    findings.into(nb)


def _note_found_elsewhere(nb: NotebookNode, stubs: Collection[str]) -> None:
    """Say so where an answer was judged whose cell holds none, whatever cell gave it its name."""
    findings = findings_of(nb)
    for cell in test_cells(nb):
        name = grade_id(cell).removeprefix("test_")
        events = [output.get("metadata", {}).get(KEY, {}) for output in cell.outputs]
        if name not in stubs or not any(e.get("status") in _JUDGED for e in events):
            continue
        findings.forget("deleted", name)
        findings.note(
            "moved",
            name,
            f"The cell {name} holds no answer; another cell of the notebook gives {name} its "
            "meaning, and that counts.",
        )
    findings.into(nb)


_JUDGED = frozenset({Status.PASSED, Status.FAILED})
#: Fork servers that this process shares with other workers of its run.
_shared: list[ServerPair] = []


def share(servers: ServerPair) -> None:
    """Let this process ask fork servers that others ask, too.

    Args:
        servers: Started by the process that this one was forked from.
    """
    _shared[:] = [servers]


def _have_fork_servers() -> ForkServers:
    """Those that are shared, as long as they do what they are asked; then this thread's own."""
    return ForkServers(_shared[0] if _shared else None)


_fork_servers = PerThread(_have_fork_servers)


def fork_servers() -> ForkServers:
    """The fork servers of this thread."""
    return _fork_servers.own()


def leave_nurseries() -> None:
    """Leave the nurseries of this thread: those that nobody else uses end."""
    servers = _fork_servers.known()
    if servers is None:
        return
    try:
        servers.leave_nurseries()
    except ServerGone:
        _start_others()


def _start_others() -> None:
    """Have other fork servers, this thread's own, the next time that some are needed."""
    leave_fork_servers()
    _shared.clear()


def leave_fork_servers() -> None:
    """End this thread's fork servers; who needs them next starts others."""
    _fork_servers.leave()
