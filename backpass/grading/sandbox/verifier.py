"""The verifier: it runs the test cells, in a process that no student's code enters.

The names that a student's cells define are stand-ins, see :mod:`backpass.grading.sandbox.link`.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable
from typing import Any

from backpass.checking.examination import Known, take_over
from backpass.contracts import CONTRACTS
from backpass.grading.common.events import EVENT, LACKS_A_NAME, UNSEEN
from backpass.grading.differencing.asked import asks_for_gradients
from backpass.grading.exercises.library import load_one
from backpass.grading.hidden import draw_ahead
from backpass.grading.sandbox.cell_source import imports_of, names_in, visible_part
from backpass.grading.sandbox.following import BEFORE
from backpass.grading.sandbox.link import Frames, Link
from backpass.grading.sandbox.shell import CellShell, compiled_cell, run, run_plain
from backpass.grading.sandbox.wire import Channel
from backpass.judging.verdict import Status

#: In place of a mistake's name: an answer was compared with what all known mistakes do.
COMPARED = ""
#: How judging an answer ends that was called.
_RAN = (Status.PASSED, Status.FAILED)


class Verifier:
    """Runs test cells.

    Args:
        shell: A shell of this process.
        imports: Sources of the release's cells, whose imports the test cells rely on.
        tests: Sources of test cells that will come. They are read and compiled here: what is
            remembered of that, forked processes have, too.
    """

    def __init__(self, shell: CellShell, imports: Iterable[str], tests: Iterable[str]) -> None:
        self.shell = shell
        self.tests = list(dict.fromkeys(tests))  # one that stands twice is rehearsed once
        self.frames = Frames()
        self.passed: set[str] = set()  # exercises of this submission
        #: What the visible check says of known mistakes, as far as it has been worked out.
        self.said: dict[tuple[str, str], Known | None] = {}
        parts = [part for source in self.tests for part in visible_part(source)]
        for part in parts:
            compiled_cell(part)
        wanted = frozenset().union(*map(names_in, parts))
        statements = list(dict.fromkeys(imports_of(imports, wanted)))
        if _failed(run(shell, "\n".join(statements))):
            for statement in statements:  # one that cannot be had is no reason to lack the others
                run(shell, statement)
        self.own = set(shell.user_ns) | set(vars(builtins))

    def serve(self, control: Channel, link: Link, ahead: Iterable[str]) -> None:
        """Run the test cells that come, until nobody sends any; meanwhile, draw points ahead.

        Args:
            control: From the kernel.
            link: The way to the student.
            ahead: Names of exercises whose points are wanted, in order.

        Raises:
            Gone: When the kernel is.
        """
        wanted = iter(ahead)
        while True:
            if control.arrived(0) or (name := next(wanted, None)) is None:
                asked = control.receive()
                if "echo" in asked:
                    control.send({**asked, "nothing left": link.has_nothing_left()})
                    continue
                link.timed_out = False
                outputs = self.test(link, asked["test"], control)
                control.send(
                    {
                        "outputs": outputs,
                        "open": self.is_open(link, asked["test"], outputs),
                        "timed out": link.timed_out,
                        "ended": link.ended,
                        "died": link.died,
                        "garbled": link.garbled,
                        "passed": _passed(outputs),
                        "mistakes": _mistakes(outputs),
                        "number": asked["number"],
                    }
                )
            else:
                draw_ahead(CONTRACTS[name])

    def rehearse(self, link: Link) -> None:
        """Run all tests on somebody who answers, visible checks included, for what is kept of it.

        Args:
            link: The way there.
        """
        for source in self.tests:
            for part in visible_part(source):
                self._run(link, part)
        for name in set(self.shell.user_ns) - self.own:
            del self.shell.user_ns[name]

    def test(self, link: Link, source: str, control: Channel | None = None) -> list[dict[str, Any]]:
        """Run one test cell; its outputs in nbformat's form.

        If the hidden tests pass, or meet the stub, the visible check is not run: it would only
        repeat the same calls. If they fail, it is run and shown before them, where it stands in
        the cell. If it ends in an error, the mark stands, and the report says so.

        Args:
            link: To the student's process.
            source: The test cell.
            control: To the kernel, which has what is said of known mistakes worked out; without
                it, all is worked out here.
        """
        checks, rest = visible_part(source)
        outputs = self._run(link, rest)
        self._add_what_was_watched(link, outputs)
        if not checks or says_it_all(outputs):
            return outputs
        if control is not None:
            self._learn_what_is_said(control, outputs)
        shown = self._run(link, checks)
        _say_what_failed(shown, outputs)
        return [output for output in shown if output["output_type"] == "display_data"] + outputs

    def _learn_what_is_said(self, control: Channel, outputs: list[dict[str, Any]]) -> None:
        """Have it worked out what the visible check says of known mistakes that were just met.

        That is done where all that ask can have it, so once in a run; the names of the mistakes
        are all that is told. It is used if the check sees the very same, and else it is not.
        """
        met = [one for one in _mistakes(outputs) if one[1] != COMPARED and one not in self.said]
        if not met:
            return
        control.send({"met": met})
        for _, _, known, _ in control.receive()["said"]:
            take_over(known)

    def _add_what_was_watched(self, link: Link, outputs: list[dict[str, Any]]) -> None:
        """Let the event of a test say what its answer's calls looked like."""
        for output in outputs:
            event = output.get("metadata", {}).get(EVENT, {})
            contract = CONTRACTS.get(event.get("exercise"))
            if event.get("status") == Status.PASSED:
                self.passed.add(event["exercise"])
            if contract is None or event.get("status") not in _RAN:
                continue
            if not asks_for_gradients(contract):  # differences may be what is asked for
                continue
            names = dict.fromkeys((contract.name, *re.findall(r"(\w+)\(", contract.signature)))
            seen = [pair for name in names for pair in link.watched(name)]
            if contract.partner in CONTRACTS and contract.partner not in self.passed:
                # what a wrong forward keeps need not go into its value, and was not made aside
                seen = [[why, line] for why, line in seen if why != BEFORE]
            if seen:
                event["suspicions"] = [*event.get("suspicions", []), *seen]

    def is_open(self, link: Link, source: str, outputs: list[dict[str, Any]]) -> bool:
        """Whether a test met a stub, or a name that no cell has given a meaning yet.

        It may be a name that the answer uses: cells are run in any order.

        Args:
            link: The way to the student.
            source: The test cell.
            outputs: What the test put out.
        """
        statuses = _statuses(outputs)
        if Status.PASSED in statuses:
            return False
        if any(event.get(LACKS_A_NAME) for event in _events(outputs)):
            return True
        names = names_in(source) - self.own
        return Status.NOT_ATTEMPTED in statuses or not names <= link.fetch(sorted(names)).keys()

    def _run(self, link: Link, source: str) -> list[dict[str, Any]]:
        space, names = self.shell.user_ns, sorted(names_in(source) - self.own)
        for name in names:
            space.pop(name, None)
        functions = [name for name in names if name in CONTRACTS]
        space.update({name: link.function(name) for name in functions})
        space.update(link.fetch([name for name in names if name not in CONTRACTS]))
        return run_plain(self.shell, source)


def _say_what_failed(shown: list[dict[str, Any]], outputs: list[dict[str, Any]]) -> None:
    """Let the events of a test name the error in which its visible check ended, if it did."""
    errors = [output["ename"] for output in shown if output["output_type"] == "error"]
    for event in filter(None, _events(outputs) if errors else []):
        event.setdefault(UNSEEN, f"its visible check ended in {errors[0]}")


def says_it_all(outputs: list[dict[str, Any]]) -> bool:
    """Whether the hidden tests say that all is right, or that there is nothing yet."""
    return not {Status.PASSED, Status.NOT_ATTEMPTED}.isdisjoint(_statuses(outputs))


def _passed(outputs: list[dict[str, Any]]) -> bool:
    """Whether nothing in a test failed or was left out."""
    return _statuses(outputs) - {None} == {Status.PASSED} and not _failed(outputs)


def _statuses(outputs: list[dict[str, Any]]) -> set[Any]:
    return {event.get("status") for event in _events(outputs)}


def _events(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [output.get("metadata", {}).get(EVENT, {}) for output in outputs]


def _mistakes(outputs: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Exercises whose answers are one of their known mistakes, and the mistakes' names.

    Of one that was compared with all known mistakes since it is none, :data:`COMPARED`.
    """
    found = []
    for event in _events(outputs):
        if event.get("status") != Status.FAILED or event.get("exercise") not in CONTRACTS:
            continue
        exercise = load_one(CONTRACTS[event["exercise"]])
        if any(one.name == event["mistake"] for one in exercise.mistakes):
            found.append((exercise.name, event["mistake"]))
        elif exercise.was_compared:
            found.append((exercise.name, COMPARED))
    return found


def _failed(outputs: list[dict[str, Any]]) -> bool:
    return any(output["output_type"] == "error" for output in outputs)
