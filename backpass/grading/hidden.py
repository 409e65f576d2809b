"""What hidden tests call: it judges the student's function and gives its points.

The last expression of a test cell is ``grade(f)``; nbgrader reads the float that it displays as the
cell's partial credit. The panel above it says what is wrong, never what was expected.
"""

from __future__ import annotations

import inspect
import os
import secrets
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from IPython.display import display

from backpass.checking.examination import contract_of
from backpass.drawing.panel import Panel
from backpass.grading.common.events import EVENT, LACKS_A_NAME, STOPPED_WITH, UNSEEN
from backpass.grading.differencing.digits import WHY, look_measured
from backpass.grading.exercises.common_points import returned, without_calls
from backpass.grading.exercises.library import load_one
from backpass.judging.contract import Contract
from backpass.judging.trial import Call, looking_on
from backpass.judging.verdict import Part, Status, Verdict

#: Set this to repeat a grading run exactly; each exercise draws its own points from it.
SEED_VARIABLE = "BACKPASS_SEED"
#: An answer that took longer to judge, in seconds, is not called again.
SLOW = 2.0


def grade(
    function: Any, *, forward: Callable[..., Any] | None = None, name: str | None = None
) -> float:
    """Judge an exercise by the hidden tests and display the outcome in words.

    Args:
        function: The student's function.
        forward: The student's own forward, where the backward pass reads its cache.
        name: Name of the exercise; found from the function by default.

    Returns:
        The points, a plain float between 0 and what the exercise is worth. Anything that goes
        wrong in the grader itself gives 0 and marks the cell for a person to look at.
    """
    contract = contract_of(function, name, inspect.currentframe())
    if contract is None:
        asked = name or getattr(function, "__name__", repr(function))
        _show(Panel("wrong", f"There is no exercise called {asked!r}: 0 points.", []), {})
        return 0.0
    start = time.perf_counter()
    calls: list[Call] = []
    with looking_on(calls.append):
        verdict = judged(contract, function, forward)
    slow = time.perf_counter() - start > SLOW
    event = event_of(verdict) | _group_of(contract, function, forward, verdict, slow)
    event |= _suspicions_of(contract, calls, verdict)
    _show(panel_of(verdict), event)
    return verdict.score


def _group_of(
    contract: Contract, function: Any, forward: Any, verdict: Verdict, slow: bool
) -> dict[str, Any]:
    """What tells equal wrong answers, for the report: a letter, or values at common points.

    The verdict stands already. What goes wrong here costs no mark, and the report names it.
    """
    if verdict.status is not Status.FAILED:
        return {}
    if contract.is_quiz:
        letters = [one.came for one in verdict.findings if isinstance(one.came, str)]
        return {"letter": letters[0]} if letters else {}
    try:
        if slow:
            return {"returned": without_calls(contract.name, verdict).as_event()}
        exercise = load_one(contract)
        return {"returned": returned(exercise, function, forward, verdict).as_event()}
    except Exception as error:  # whatever a student's values do to whoever looks at them
        return {UNSEEN: type(error).__name__}


def _suspicions_of(contract: Contract, calls: list[Call], verdict: Verdict) -> dict[str, Any]:
    """Whether a right answer looks measured; this costs no mark either, whatever goes wrong."""
    if verdict.status is not Status.PASSED:
        return {}
    try:
        return {"suspicions": [[WHY, ""]]} if look_measured(calls, contract.parts) else {}
    except Exception as error:  # of the grader's own: the answer is right
        return {UNSEEN: type(error).__name__}


#: Seeds of exercises whose points have been drawn ahead of their test.
_drawn_ahead: dict[str, int] = {}


def draw_ahead(contract: Contract) -> None:
    """Draw the hidden points of an exercise and work out what is right there, for its next test.

    For somebody who has time now and none later. What goes wrong will go wrong again in the test,
    and be told there.
    """
    seed = _new_seed()
    with suppress(Exception):
        plan = load_one(contract).plan(seed)
        if plan is not None:
            plan.work_out()
            _drawn_ahead[contract.name] = seed


def _new_seed() -> int:
    return int(os.environ.get(SEED_VARIABLE) or secrets.randbits(32))


def judged(contract: Contract, function: Any, forward: Callable[..., Any] | None = None) -> Verdict:
    """The verdict of the hidden tests; an exception of the grader's own is a verdict too.

    Args:
        contract: The exercise's contract.
        function: What the student wrote.
        forward: The student's own forward, where the backward pass reads its cache.
    """
    ahead = _drawn_ahead.pop(contract.name, None)
    seed = _new_seed() if ahead is None else ahead
    try:
        return load_one(contract).judge(function, seed, forward)
    except Exception as error:
        nothing = tuple(Part(part, points, 0.0) for part, points in contract.parts.items())
        told = "".join(traceback.format_exception_only(error)).strip()
        return Verdict(contract.name, Status.GRADER_ERROR, nothing, (), None, told, seed)


def panel_of(verdict: Verdict) -> Panel:
    """The outcome in words that a student may read."""
    name, marks = verdict.exercise, f"{verdict.score:g} of {verdict.points:g} points"
    if verdict.status is Status.PASSED:
        return Panel("passed", f"{name}: {marks}.", _in_place_of(verdict))
    if verdict.status is Status.NOT_ATTEMPTED:
        return Panel("open", f"{name}: not attempted, {marks}.", [])
    if verdict.status is Status.GRADER_ERROR:
        return Panel(
            "trouble",
            f"{name}: could not be graded.",
            ["Something is wrong on the grader's side. Your instructor will look at it."],
        )
    first = verdict.findings[0]
    at = f"Seen at {first.case.label}." if first.case is not None else ""
    lines = [f"{first.text} {at}".strip()]
    if verdict.told:
        lines.append(verdict.told)
    lines += _in_place_of(verdict)
    lines.append(
        "Part by part: "
        + ", ".join(f"{part.name} {part.earned:g}/{part.points:g}" for part in verdict.parts)
        + "."
    )
    return Panel("wrong", f"{name}: {marks}.", lines)


def _in_place_of(verdict: Verdict) -> list[str]:
    """That another cache than the student's own was used; nothing where that is not so."""
    if verdict.instead_of is None:
        return []
    return [
        f"`{verdict.instead_of}` is not right where this test stands, so this was judged with the "
        "cache of a right one."
    ]


def event_of(verdict: Verdict) -> dict[str, Any]:
    """What the report reads of a verdict: plain data, no expected value."""
    raised = sorted({finding.raised for finding in verdict.findings} - {""})
    return {
        "exercise": verdict.exercise,
        "status": str(verdict.status),
        "score": verdict.score,
        "points": verdict.points,
        "parts": {part.name: [part.earned, part.points] for part in verdict.parts},
        "mistake": verdict.mistake,
        "kinds": [str(finding.kind) for finding in verdict.findings],
        "trouble": verdict.told if verdict.status is Status.GRADER_ERROR else None,
        "seed": verdict.seed,
        **({STOPPED_WITH: raised} if raised else {}),
        **({LACKS_A_NAME: True} if NameError.__name__ in raised else {}),
    }


def _show(panel: Panel, event: dict[str, Any]) -> None:
    bundle = panel._repr_mimebundle_()
    display(bundle, metadata={EVENT: event}, raw=True)
