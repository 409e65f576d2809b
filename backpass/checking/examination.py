"""How the visible check finds the exercise, judges it, and puts the verdict in words.

The central difference, which the course teaches, is shown as the number to compare with.
"""

from __future__ import annotations

import dis
import hashlib
import itertools
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, replace
from functools import cache
from types import FrameType
from typing import Any

import numpy as np
from IPython.core.getipython import get_ipython
from IPython.display import display

from backpass import progress, solutions
from backpass.checking import marked
from backpass.checking.marked import Marked
from backpass.checking.written_down import in_usual_layout, written_down
from backpass.checking.wrong_forward import judged_alone, words_about
from backpass.contracts import CONTRACTS
from backpass.diagnosis.faults import LOST
from backpass.diagnosis.look_alike import beside_stops, mistakes_of, said_of
from backpass.drawing.exercise_circuits import EXERCISES
from backpass.drawing.panel import Panel, inputs_in_words, shown
from backpass.judging.contract import Contract, Handed
from backpass.judging.gradcheck import agrees
from backpass.judging.observe import NoAnswer
from backpass.judging.plan import Plan
from backpass.judging.trial import Trial
from backpass.judging.verdict import Finding, Kind, Status, Verdict
from backpass.notebook import lost_names, record
from backpass.notebook.newest import did_not_run, unquoted
from backpass.notebook.restart import FIRST_CHECK
from backpass.questions import quiz

#: How many sentences on a class are told at once; the first ones are the most basic.
MOST_TOLD = 3
#: The visible points are the same each time, so that a learner meets the same one again.
SEED = 231


def told(
    function: Any,
    forward: Callable[..., Any] | None,
    name: str | None,
    frame: FrameType | None,
) -> Verdict:
    """Judge an exercise, show in words how it stands, and remember it for ``progress()``.

    Args:
        function: The learner's function, class, or letter.
        forward: The learner's own forward, where the backward pass reads the cache that it makes.
        name: Name of the exercise; found from the function where it is None.
        frame: The frame that was called with the function.
    """
    contract = contract_of(function, name, frame)
    if contract is None:
        panel = _unknown(function, name)
        display(panel)
        return Verdict("?", Status.FAILED, ())
    verdict, trial = examine(contract, function, forward)
    panel = _known_panel(contract, verdict, trial) or panel_of(contract, verdict, trial)
    older = did_not_run(function, contract.name)
    if older is not None:
        panel.lines.insert(0, older)
    bare = unquoted(contract.name) if contract.is_quiz else None
    if bare is not None and verdict.status is Status.FAILED:
        panel = Panel("open", f"{contract.name}: not answered yet.", [bare])
    elif bare is not None:
        panel.lines.insert(0, bare)
    anew = after_restart(contract)
    panel.lines += [anew] if anew is not None else _lost(verdict)
    display(panel)
    if verdict.status is not Status.PASSED and os.environ.get("NBGRADER_EXECUTION") == "validate":
        print(panel.text, file=sys.stderr)  # Validate shows these words in place of its own
    progress.note(contract, verdict)
    solutions.note(contract.name, (function, forward), verdict.status)
    return verdict


def _lost(verdict: Verdict) -> list[str]:
    """What to run, where an answer stopped for want of a name that other cells make."""
    texts = [one.text for one in verdict.findings if one.raised == NameError.__name__]
    missing = re.search(r"name '(\w+)' is not defined", texts[0]) if texts else None
    return lost_names.words(missing[1]) if missing is not None else []


def after_restart(contract: Contract) -> str | None:
    """How to go on where the kernel has started anew; said at its first check only."""
    shell = get_ipython()
    if shell is None or os.environ.get(record.VARIABLE, "").strip() == record.OFF:
        return None
    return FIRST_CHECK.words(contract, record.current().entries(), shell.user_ns)


def contract_of(function: Any, name: str | None, frame: FrameType | None) -> Contract | None:
    """The contract of an exercise, by a given name, the name it is bound to, or its own name.

    A name in the caller's namespace comes first, since ``add_backward = lambda dout, cache: …`` is
    as good a definition as any.

    Args:
        function: What was passed to the check.
        name: The name that was given with it, or None.
        frame: The frame of the check; its caller's names are looked at.
    """
    if name is not None:
        return CONTRACTS.get(name)
    outer = frame.f_back if frame is not None else None
    caller = outer.f_globals if outer is not None else {}
    written = _name_in_call(outer) if outer is not None else None
    if written is not None and caller.get(written, outer) is function:
        return CONTRACTS[written]
    for known, contract in CONTRACTS.items():
        if function is not None and caller.get(known) is function:
            return contract
    return CONTRACTS.get(getattr(function, "__name__", ""))


def _name_in_call(frame: FrameType) -> str | None:
    """The exercise whose name was read last before the call: two quizzes may have one letter."""
    names = [
        instruction.argval
        for instruction in dis.get_instructions(frame.f_code)
        if instruction.offset < frame.f_lasti and instruction.opname.startswith("LOAD_")
    ]
    return next((name for name in reversed(names) if str(name) in CONTRACTS), None)


def examine(
    contract: Contract, function: Any, forward: Callable[..., Any] | None = None
) -> tuple[Verdict, Trial]:
    """Judge by the public part of an exercise alone, at the visible points.

    Args:
        contract: The exercise's contract.
        function: What the learner wrote.
        forward: The learner's own forward, where the backward pass reads its cache.
    """
    handed = Handed(function, forward)
    came = contract.judge(handed, _visible_plan(contract.name))
    verdict, trial = judged_alone(contract, handed, _visible_plan, came)
    with_a_right_cache = verdict.instead_of is not None
    if verdict.status is Status.FAILED and not with_a_right_cache and answers_all(trial):
        contract.call_more(handed, more_calls(contract.name), trial)
    return verdict, trial


def answers_all(trial: Trial) -> bool:
    """Whether no call was left without an answer: else nothing more is asked.

    Args:
        trial: What came of all calls.
    """
    return not any(isinstance(call.result, NoAnswer) for call in trial.calls)


@cache
def _visible_plan(name: str) -> Any:
    """What a check examines with: always the same, so it is worked out once."""
    return CONTRACTS[name].plan(np.random.default_rng(SEED))


@cache
def more_calls(name: str) -> Sequence[Plan[Any]]:
    """Calls at which it is tested what is told of a wrong answer, always the same as well.

    Args:
        name: The exercise.
    """
    return CONTRACTS[name].more(np.random.default_rng(SEED))


#: What is said of answers that are known beforehand, by the digest of all that is seen of them.
_known: dict[str, Panel] = {}
#: A panel with its digest, as plain data.
Known = tuple[str, str, str, list[str], str | None, str]


def know(
    contract: Contract, function: Any, forward: Callable[..., Any] | None = None
) -> Known | None:
    """Work out what is said of an answer, for those who will hand in one that does the same.

    Args:
        contract: The exercise's contract.
        function: The answer.
        forward: The forward that goes with it, where its cache is read.

    Returns:
        What another process can :func:`take_over`; None where the answer is right, or cannot be
        known again.
    """
    verdict, trial = _as_from_elsewhere(*examine(contract, function, forward))
    seen = _all_seen(contract, verdict, trial)
    if seen is None or verdict.status is not Status.FAILED:
        return None
    panel = panel_of(contract, verdict, trial)
    take_over(known := (seen, panel.kind, panel.title, panel.lines, panel.hint, panel.picture))
    return known


def _as_from_elsewhere(verdict: Verdict, trial: Trial) -> tuple[Verdict, Trial]:
    """What is seen of the same answer in another process: arrays come from there in one layout."""
    anew = in_usual_layout()

    def told(finding: Finding) -> Finding:
        return replace(finding, came=anew(finding.came))

    calls, more = (
        [replace(c, result=anew(c.result), items=anew(c.items), raw=anew(c.raw)) for c in made]
        for made in (trial.calls, trial.more)
    )
    found = {key: told(finding) for key, finding in trial.findings.items()}
    trial = replace(trial, calls=calls, findings=found, more=more)
    return replace(verdict, findings=tuple(map(told, verdict.findings))), trial


def take_over(known: Known) -> None:
    """Know what another process has worked out.

    Args:
        known: What came of :func:`know` there.
    """
    seen, kind, title, lines, hint, picture = known
    _known[seen] = Panel(kind, title, lines, hint, picture)


def _known_panel(contract: Contract, verdict: Verdict, trial: Trial) -> Panel | None:
    """What was said of an answer of which just the same was seen, to the last bit."""
    if not _known or verdict.status is not Status.FAILED:
        return None
    one = _known.get(_all_seen(contract, verdict, trial) or "")
    if one is None:
        return None
    return Panel(one.kind, one.title, one.lines, one.hint, one.picture)


def _all_seen(contract: Contract, verdict: Verdict, trial: Trial) -> str | None:
    """The digest of all that :func:`panel_of` reads of an answer; None if that is no plain data."""
    found = [
        (one.part, one.kind, one.text, one.case and one.case.label, one.came, one.of, one.explained)
        for one in verdict.findings
    ]
    calls = [
        (call.case.label, call.dout, call.result, call.items, call.raw, call.known)
        for call in (*trial.calls, *trial.more)
    ]
    try:
        parts = [astuple(part) for part in verdict.parts]
        forwards = verdict.instead_of, verdict.mend_first
        seen = written_down((contract.name, verdict.status, parts, found, calls, forwards))
    except Exception:  # whatever a value does that is no plain data
        return None
    return hashlib.sha256(seen).hexdigest()


def panel_of(contract: Contract, verdict: Verdict, trial: Trial) -> Panel:
    """Put a verdict of the visible check in words.

    Args:
        contract: The exercise's contract.
        verdict: What came of the check.
        trial: All its calls, for a diagnosis.
    """
    name = contract.name
    if contract.is_quiz:
        return _quiz_panel(contract, verdict, trial)
    if verdict.status is Status.PASSED:
        praise = [_praise(contract, trial), *words_about(verdict)]
        return Panel("passed", f"{name}: passed.", praise)
    first = verdict.findings[0]
    if contract.in_parts and verdict.status is Status.FAILED:
        return _panel_of_parts(contract, verdict, trial)
    if verdict.status is Status.NOT_ATTEMPTED:
        return Panel("open", f"{name}: not attempted yet.", [first.text])
    lines = [*words_about(verdict), first.text, *_evidence(_piece(contract, first), first)]
    telling = first.kind is Kind.VALUE and (first.case is None or not first.case.at_kink)
    said, sentence = None, ""
    if telling and not first.explained and first.part not in trial.unsteady:
        said = said_of(trial, first.part, _piece(contract, first))
        sentence = beside_stops(said.text, trial) if said else ""
        lines += [sentence] if sentence else []
    drawn = _drawn(contract, first, trial, said.at if said else "") if telling else None
    if drawn is not None:
        if said is not None and drawn.adds_up and _elsewhere(said.name, drawn.parted):
            lines.remove(sentence)  # which messages are there is shorter than which are lost
        lines += drawn.lines[-1:]
    lines += _what_is_right(verdict, drawn.right_here if drawn is not None else ())
    picture = drawn.html if drawn is not None else ""
    return Panel("wrong", f"{name}: not right yet.", lines, f'hint("{name}")', picture)


def _elsewhere(name: str, fork: str | None) -> bool:
    """Whether a named mistake loses several messages, or one that never came to the fork itself."""
    return name.count(LOST) > 1 or (LOST in name and not name.endswith(f" to {fork}"))


def _drawn(contract: Contract, finding: Finding, trial: Trial, blamed: str) -> Marked | None:
    """The learner's gradients in the circuit of the exercise, or the wrong entries of an array."""
    if not contract.gradients or finding.case is None:
        return None
    here = [call for call in trial.calls if call.case is finding.case]
    at_dout = [call for call in here if call.dout is finding.dout] or here
    if not at_dout:
        return None
    if contract.name in EXERCISES:
        dout = 1.0 if finding.dout is None else finding.dout
        came, moved = at_dout[0].items, _only_moved(contract, trial)
        drawn = marked.in_exercise(
            contract.name, finding.case.inputs, dout, came, blamed, finding.part, moved
        )
        return drawn if drawn is None or _adds_up_everywhere(contract, trial, drawn) else None
    if np.ndim(finding.came) and np.shape(finding.came) == np.shape(finding.expected):
        right = agrees(finding.came, finding.expected)
        return marked.wrong_entries(finding.part, finding.came, right)
    return None


def _adds_up_everywhere(contract: Contract, trial: Trial, drawn: Marked) -> bool:
    """Whether the messages that are there at one point are there, and no others, at each one."""
    return not drawn.adds_up or all(
        marked.has_these_alone(
            contract.name,
            call.case.inputs,
            1.0 if call.dout is None else call.dout,
            call.items,
            drawn.parted or "",
            drawn.there,
        )
        for call in trial.calls
        if call.expected
    )


#: Gradients of so many numbers at most are held against each other order of them.
MOST_MOVED = 5


def _only_moved(contract: Contract, trial: Trial) -> bool:
    """Whether the gradients hold at each call the right numbers, in another order."""
    calls = [call for call in trial.calls if call.expected]
    if not calls or any(not call.items.keys() >= call.expected.keys() for call in calls):
        return False
    came, right = (
        [_in_line(values, contract.gradients) for values in column]
        for column in zip(*((call.items, call.expected) for call in calls), strict=True)
    )
    if len({one.shape for one in (*came, *right)}) > 1 or came[0].size > MOST_MOVED:
        return False
    return any(
        all(
            np.all(agrees(mine, theirs[list(order)]))
            for mine, theirs in zip(came, right, strict=True)
        )
        for order in itertools.permutations(range(came[0].size))
    )


def _in_line(values: Mapping[str, Any], names: Sequence[str]) -> np.ndarray:
    """All numbers of some gradients, one behind the other."""
    return np.concatenate([np.ravel(np.asarray(values[name], dtype=float)) for name in names])


def _panel_of_parts(contract: Contract, verdict: Verdict, trial: Trial) -> Panel:
    """Each part with what became of it, in the order of the exercise, and more on the first."""
    by_part: dict[str, Finding] = {}
    for found in sorted(verdict.findings, key=lambda one: one.kind is not Kind.VALUE):
        by_part.setdefault(found.part, found)  # a wrong value says more than what is not there
    lines, details = list[str](), list[str]()
    for part in verdict.parts:
        told = by_part.get(part.name) or by_part.get("")
        if told is None or part.earned == part.points:
            lines.append(f"✓ {part.name}")
            continue
        if told.kind is Kind.MISSING and told.raised in ("", NotImplementedError.__name__):
            lines.append(f"○ {part.name}: not written yet")
            continue
        if told.kind is Kind.MISSING:  # the methods are not there at all
            lines.append(f"○ {part.name}: {told.text}")
            continue
        where = f" Seen for {told.case.label}." if told.case is not None else ""
        lines.append(f"✗ {part.name}: {told.text}{where}")
        if not details and told.kind is Kind.VALUE and told.came is not None:
            details = _evidence(_piece(contract, told), told)[1:]
            lines += details
    lines += [said.text for said in mistakes_of(contract, trial)[:MOST_TOLD]]
    return Panel(
        "wrong", f"{contract.name}: not right yet.", lines, hint=f'hint("{contract.name}")'
    )


def _praise(contract: Contract, trial: Trial) -> str:
    points = len({(call.case.label, *map(_known_by, call.case.inputs)) for call in trial.calls})
    if contract.gradients:
        return f"Your gradients agree with the numerical ones at {points} points of all kinds."
    return f"Right at all {max(points, 1)} points that were tried."


def _known_by(value: Any) -> Any:
    """What tells an input from another one: printing arrays to compare them took half a check."""
    if type(value) is np.ndarray and not value.dtype.hasobject:
        return value.shape, value.dtype.str, value.tobytes()
    if isinstance(value, Mapping):
        return tuple((str(key), _known_by(item)) for key, item in value.items())
    if isinstance(value, (tuple, list)):
        return tuple(map(_known_by, value))
    return str(value)


def _piece(contract: Contract, finding: Finding) -> Contract:
    """The contract in whose words a finding is told: that of the part, where there are several."""
    if finding.case is None:
        return contract
    # "clean" is a part of several: its point tells which
    return contract.piece_at(finding.part, len(finding.case.inputs))


def _evidence(contract: Contract, finding: Finding) -> list[str]:
    """The point, what came, and what a numerical gradient says there."""
    if finding.case is None:
        return []
    lines = []
    if contract.inputs:
        names, values = list(contract.inputs), list(finding.case.inputs)
        if finding.dout is not None and contract.gradients:
            names, values = [*names, contract.upstream or "dout"], [*values, finding.dout]
        where = inputs_in_words(names, values)
        lines.append(f"Seen at {finding.case.label}: {where}.")
    else:
        lines.append(f"Seen for {finding.case.label}.")
    if finding.kind is not Kind.VALUE or finding.came is None:
        return lines
    lines.append(f"Your {finding.of or finding.part}: {shown(finding.came)}")
    if finding.case.at_kink:
        return lines
    if finding.case.near_kink:
        lines.append("A central difference would reach across the kink here, so none is shown.")
        return lines
    numerical = contract.numerical(
        finding.case.inputs, finding.dout, finding.part, finding.expected
    )
    expected = shown(finding.expected if numerical is None else numerical)
    said = f"It should be: {expected}" if numerical is None else f"Numerical gradient: {expected}"
    lines.append(said)
    return lines


def _what_is_right(verdict: Verdict, right_here: Sequence[str]) -> list[str]:
    right = [part.name for part in verdict.parts if part.earned == part.points and part.points > 0]
    wrong = [part.name for part in verdict.parts if part.name not in right and part.name != "clean"]
    lines = []
    good = [name for name in right if name != "clean"]
    if good:
        lines.append(
            f"Right already: {', '.join(good)}. Still wrong: {', '.join(wrong) or 'see above'}."
        )
    if only_here := [name for name in wrong if name in right_here]:
        lines.append(f"Right at this point, but not at others: {', '.join(only_here)}.")
    return lines


def _quiz_panel(contract: Contract, verdict: Verdict, trial: Trial) -> Panel:
    name = contract.name
    if verdict.status is Status.NOT_ATTEMPTED:
        return Panel("open", f"{name}: not answered yet.", [verdict.findings[0].text])
    letter = trial.calls[0].items.get("answer")
    if letter is None:
        return Panel("wrong", f"{name}: not an answer.", [verdict.findings[0].text])
    why = quiz.reply(name, letter).why
    if verdict.status is Status.PASSED:
        return Panel("passed", f"{name}: {letter} is right.", [why])
    return Panel("wrong", f"{name}: {letter} is not it.", [why])


def _unknown(function: Any, name: str | None) -> Panel:
    asked = name or getattr(function, "__name__", type(function).__name__)
    return Panel(
        "wrong",
        f"There is no exercise called {asked!r}.",
        [
            "Write `check(multiply_backward)` with the name of a function that the chapter asks "
            "for, without brackets behind the name, and run the cell that defines it first."
        ],
    )
