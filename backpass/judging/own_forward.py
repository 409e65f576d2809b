"""Judging a backward pass that reads the cache of the student's own forward."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from backpass.judging.judge import judge_gradients
from backpass.judging.observe import attempt
from backpass.judging.plan import GradientCall, Plan
from backpass.judging.stopped import NoCache, is_stub, stub_finding
from backpass.judging.task import GradientTask
from backpass.judging.trial import Trial
from backpass.judging.verdict import Finding, Kind, Status, Verdict, not_attempted


def best_of(
    came: tuple[Verdict, Trial], others: Iterable[tuple[Verdict, Trial]]
) -> tuple[Verdict, Trial]:
    """What earns the most of several judgings; none is begun once all is earned.

    Args:
        came: The first of them, which counts where others earn as much.
        others: The others.
    """
    for other in others:
        if other[0].score > came[0].score:
            came = other
        if came[0].status is Status.PASSED:
            break
    return came


def in_place_of(
    forward: str | None, others: Iterable[tuple[Verdict, Trial]]
) -> Iterator[tuple[Verdict, Trial]]:
    """The same judgings, whose verdicts say that a right cache was used in place of a forward's.

    Args:
        forward: The learner's own forward.
        others: The judgings.
    """
    return ((replace(verdict, instead_of=forward), trial) for verdict, trial in others)


def judge_with_own_forward(
    contract: GradientTask,
    function: Callable[..., Any],
    forward: Callable[..., Any] | None,
    plan: Plan[GradientCall],
) -> tuple[Verdict, Trial]:
    """Judge a backward pass that reads the cache of the learner's own forward.

    The values are held against the trusted forward; the learner's own only makes the cache.

    Args:
        contract: The exercise's contract.
        function: The learner's backward pass.
        forward: The learner's forward pass; None where it was not handed in.
        plan: The calls to make.
    """
    parts = dict(contract.parts)
    trial = Trial(contract.name, parts, contract.gradients)
    try:
        if forward is None:
            raise NoCache(
                f"`{contract.name}` reads the cache of `{contract.partner}`: pass that as "
                "`forward=`."
            )
        return judge_gradients(contract, function, plan, forward)
    except NoCache as trouble:
        # only now: whoever keeps something of the first call would keep it of this one
        tried = attempt(function, 1.0, ())
        if is_stub(tried):
            return not_attempted(contract.name, parts, stub_finding(contract.name, tried)), trial
        trial.blame(Finding("", Kind.MISSING, str(trouble)))
        return trial.verdict(), trial
