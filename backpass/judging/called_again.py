"""The same call made again, when others have been made since: it should come to the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from backpass.judging.compared import read_gradients, read_values
from backpass.judging.gradcheck import all_agree
from backpass.judging.observe import Observation, observe_all, snapshot
from backpass.judging.plan import GradientCall
from backpass.judging.returned import same
from backpass.judging.stopped import raised_finding
from backpass.judging.task import GradientTask, ValueTask
from backpass.judging.trial import Call, Trial
from backpass.judging.verdict import Kind


def say_that_it_adds_up(trial: Trial) -> None:
    """Say so where what was changed, or came otherwise, are gradients that grow from call to call.

    Args:
        trial: What was seen; its findings get other words.
    """
    told = [key for key in trial.findings if key[1] in (Kind.CHANGED, Kind.UNSTABLE)]
    if told and _adds_up(trial):
        for key in told:
            found = trial.findings[key]
            trial.findings[key] = replace(found, text=_ADDS_UP.format(trial.exercise))


def _adds_up(trial: Trial) -> bool:
    """Whether gradients grow from call to call: each one is added to those before it.

    What is added up may be kept in the cache, so for one point, or somewhere else: for all points
    at which the inputs have the same shapes.
    """
    by_point: dict[Any, list[Call]] = {}
    by_shape: dict[Any, list[Call]] = {}
    for call in trial.calls:
        if call.items and call.expected:
            by_point.setdefault(id(call.case), []).append(call)
            shapes = tuple(np.shape(value) for value in call.case.inputs)
            by_shape.setdefault(shapes, []).append(call)
    return any(
        bool(groups) and all(_grows(calls, part) for calls in groups)
        for part in trial.values
        for groups in (
            [calls for calls in by_point.values() if len(calls) > 1],
            [calls for calls in by_shape.values() if len(calls) > 1],
        )
    )


def _grows(calls: Sequence[Call], part: str) -> bool:
    """Whether each call gives what is right for it, and what the call before it gave besides."""
    total: Any = None
    grown = False
    for call in calls:
        if part not in call.items or part not in call.expected:
            return False
        right, came = (np.asarray(v[part], dtype=float) for v in (call.expected, call.items))
        with np.errstate(all="ignore"):
            total = came if total is None else total + right
        if not all_agree(came, total):
            return False
        grown = grown or (bool(np.any(right)) and not all_agree(came, right))
    return grown


@dataclass(frozen=True)
class Asking:
    """A call that came to something else the second time, and how to make it once more."""

    function: Callable[..., Any]
    call: GradientCall
    forward: Callable[..., Any] | None

    def anew(self) -> Any:
        """What comes of it right after the forward has run for its point again."""
        *rest, last = self.call.arguments
        fresh = replace(self.call, arguments=(*rest, snapshot(last)))
        ((_, seen),) = observe_all(self.function, [fresh], forward=self.forward)
        return seen.result


def _came_again(first: Call, seen: Observation) -> bool:
    """Whether the very same came: nearly always, and found out without reading it.

    What a student's object does when it is compared is no error of ours: it is read then.
    """
    try:
        return same(first.result, seen.result)
    except Exception:
        return False


def second_gradients(
    contract: GradientTask, trial: Trial, first: Call, seen: Observation, asking: Asking
) -> None:
    """Hold a call that was made again, when others had been made since, against the first.

    Args:
        contract: What it should do.
        trial: What was seen so far; is given what is wrong.
        first: The call, as it was made first.
        seen: What was seen of it when it was made again.
        asking: How to make it once more.
    """
    name = contract.name
    if _blame_second_failure(name, trial, first, seen) or _came_again(first, seen):
        return
    second = Call(first.case, first.dout, seen.result, expected=first.expected)
    read_gradients(contract, second, trial.aside())
    other = [part for part in first.items if not _as_before(first, second, part)]
    if not other:
        return
    trial.unsteady.update(other)
    if contract.partner is None:
        trial.blame_at("clean", Kind.UNSTABLE, _TWO_ANSWERS.format(name), first)
        return
    for part in other:
        if (part, Kind.UNSTABLE) in trial.findings:
            continue
        each_time = _comes_with_its_forward(contract, trial, first, asking, part)
        text = _LAST_FORWARD if each_time else _TWO_ANSWERS
        trial.blame_at(part, Kind.UNSTABLE, text.format(name, part), first)


def _comes_with_its_forward(
    contract: GradientTask, trial: Trial, first: Call, asking: Asking, part: str
) -> bool:
    """Whether the same comes each time right behind the forward; once might be by chance."""
    for _ in range(2):
        again = Call(first.case, first.dout, asking.anew(), expected=first.expected)
        read_gradients(contract, again, trial.aside())
        if not _as_before(first, again, part):
            return False
    return True


def _as_before(first: Call, second: Call, part: str) -> bool:
    return part in second.items and all_agree(second.items[part], first.items[part])


def _blame_second_failure(name: str, trial: Trial, first: Call, seen: Observation) -> bool:
    """Whether a call that was made again failed, where the first did not."""
    if not isinstance(seen.result, BaseException):
        return False
    told = raised_finding(name, seen.result, first.case, first.dout)
    after = "It had answered the same call before; it should give the same answer each time."
    trial.blame(replace(told, text=f"{told.text} {after}"))
    return True


_ADDS_UP = (
    "`{}` adds what it works out to what an earlier call has left: its gradients grow from call to "
    "call. Begin each call with gradients of 0."
)
_TWO_ANSWERS = (
    "`{}` gave two different answers to the same arguments. It should depend on its arguments "
    "alone."
)
_LAST_FORWARD = (
    "`{0}` answers for the last forward, whichever cache it is given: when other forwards have run "
    "in between, {1} is another one for the same cache. Put what the backward pass needs into the "
    "cache, and take it from there alone."
)


def second_values(contract: ValueTask, trial: Trial, first: Call, seen: Observation) -> None:
    """The judged outputs, not the whole result: a cache may hold what cannot be compared.

    Args:
        contract: What it should do.
        trial: What was seen so far; is given what is wrong.
        first: The call, as it was made first.
        seen: What was seen of it when it was made again.
    """
    if _blame_second_failure(contract.name, trial, first, seen):
        return
    if _came_again(first, seen):
        return
    second = Call(first.case, None, seen.result, expected=first.expected)
    read_values(contract, second, trial.aside())
    other = [part for part in first.items if not _as_before(first, second, part)]
    if other:
        trial.unsteady.update(other)
        trial.blame_at("clean", Kind.UNSTABLE, _TWO_ANSWERS.format(contract.name), first)
