"""Judging a function: call it at many points, look at its manners, then at its values.

Nothing here knows an answer. What is right comes from the trusted forward function by the complex
step (:mod:`backpass.judging.gradcheck`), so the learner's visible check and the hidden tests of an
instructor share this code and differ in the points alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from backpass.judging.called_again import (
    Asking,
    say_that_it_adds_up,
    second_gradients,
    second_values,
)
from backpass.judging.compared import compare, read_gradients, read_values
from backpass.judging.manners import blame_conduct, blame_manners
from backpass.judging.observe import NoCacheMade, observe_all
from backpass.judging.plan import Again, GradientCall, Plan, ValueCall, there_and_back
from backpass.judging.stopped import is_stub, no_cache, raised_finding, stub_finding
from backpass.judging.task import GradientTask, Task, ValueTask
from backpass.judging.trial import Call, Trial
from backpass.judging.verdict import Finding, Kind, Verdict, not_attempted


def judge_gradients(
    contract: GradientTask,
    function: Callable[..., Any],
    plan: Plan[GradientCall],
    forward: Callable[..., Any] | None = None,
) -> tuple[Verdict, Trial]:
    """Judge a function that returns gradients.

    Args:
        contract: What it should do.
        function: The learner's function.
        plan: The calls to make.
        forward: The learner's own forward, where that makes the cache.

    Returns:
        The verdict, and the trial with all calls for a diagnosis.

    Raises:
        NoCache: When the learner's own forward makes none.
    """
    trial = Trial(contract.name, contract.parts, contract.gradients)
    watch = [name for name in (contract.given, contract.partner) if name]
    firsts: dict[int, Call] = {}
    asked = there_and_back(plan)
    for one, seen in observe_all(function, asked, watch, forward=forward):
        if isinstance(seen.result, NoCacheMade):
            raise no_cache(contract, seen.result.error)
        if isinstance(one, Again):
            first = firsts.get(id(one.call))
            if first is not None:
                second_gradients(contract, trial, first, seen, Asking(function, one.call, forward))
            continue
        if is_stub(seen.result) and not trial.calls:
            finding = stub_finding(contract.name, seen.result)
            return not_attempted(contract.name, dict(contract.parts), finding), trial
        call = Call(one.case, one.dout, seen.result)
        trial.saw(call)
        if isinstance(seen.result, BaseException):
            trial.blame(raised_finding(contract.name, seen.result, call.case, one.dout))
            continue
        call.expected = one.expected
        blame_conduct(contract, trial, call, seen)
        read_gradients(contract, call, trial)
        compare(call, trial, contract.tie)
        if not seen.changed:  # whoever changes what it is given is told so, once
            firsts[id(one)] = call
    say_that_it_adds_up(trial)
    return trial.verdict(), trial


def called_more(
    contract: GradientTask | ValueTask,
    function: Callable[..., Any],
    plan: Iterable[GradientCall] | Iterable[ValueCall],
    trial: Trial,
    forward: Callable[..., Any] | None = None,
) -> None:
    """Call a wrong answer at points at which what is told of it is tested; nothing is blamed.

    Args:
        contract: What it should do.
        function: The learner's function.
        plan: The calls to make.
        trial: What it did; is given the calls that came to something that can be compared.
        forward: The learner's own forward, where that makes the cache.
    """
    asked: Iterable[Any] = plan
    for one, seen in observe_all(function, asked, forward=forward):
        if isinstance(seen.result, (BaseException, NoCacheMade)):
            continue
        call = Call(one.case, getattr(one, "dout", None), seen.result, expected=one.expected)
        read: Any = read_gradients if contract.gradients else read_values
        read(contract, call, trial.aside())
        trial.more.append(call)


_GIVEN_BACK = (
    "`{0}` returns `{1}` itself, and a new one is asked for: changing one would change the other. "
    "Return a copy."
)


def judge_values(
    contract: ValueTask, function: Callable[..., Any], plan: Plan[ValueCall]
) -> tuple[Verdict, Trial]:
    """Judge a function that returns values.

    Args:
        contract: What it should do.
        function: The learner's function.
        plan: The calls to make.

    Returns:
        The verdict, and the trial with all calls for a diagnosis.
    """
    trial = Trial(contract.name, contract.parts, contract.outputs)
    firsts: dict[int, Call] = {}
    for one, seen in observe_all(function, there_and_back(plan)):
        if isinstance(one, Again):
            first = firsts.get(id(one.call))
            if first is not None:
                second_values(contract, trial, first, seen)
            continue
        case, result = one.case, seen.result
        if is_stub(result) and not trial.calls:
            finding = stub_finding(contract.name, result)
            return not_attempted(contract.name, dict(contract.parts), finding), trial
        call = Call(case, None, result)
        trial.saw(call)
        if isinstance(result, BaseException):
            trial.blame(raised_finding(contract.name, result, case, None))
            continue
        call.expected = one.expected
        blame_manners(contract.name, trial, call, seen, contract.inputs)
        read_values(contract, call, trial)
        compare(call, trial, contract.tie)
        if contract.own_result and seen.shared == "itself":
            text = _GIVEN_BACK.format(contract.name, contract.inputs[0])
            trial.blame(Finding("clean", Kind.ALIASED, text, case=case))
        if not seen.changed:
            firsts[id(one)] = call
    return trial.verdict(), trial


def judged(contract: Task, trial: Trial | None) -> tuple[Verdict, Trial]:
    """The verdict on what an examiner saw.

    Args:
        contract: What was examined.
        trial: What was seen; None where the examiner met the stub.
    """
    if trial is None:
        finding = stub_finding(contract.name)
        empty = Trial(contract.name, contract.parts, tuple(contract.parts))
        return not_attempted(contract.name, dict(contract.parts), finding), empty
    return trial.verdict(), trial
