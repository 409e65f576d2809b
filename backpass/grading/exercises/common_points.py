"""What an answer returns at points that are the same for everybody and in every year.

Hidden points are drawn afresh for each run, so two answers of two runs cannot be compared there.
These points come from one fixed seed. No mark depends on them: they tell which wrong answers are
the same answer, however it is written.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np

from backpass.grading.exercises.answers import Function, KnownAnswers
from backpass.grading.exercises.returned_by import Returned
from backpass.judging.observe import observe_all
from backpass.judging.trial import Call, looking_on
from backpass.judging.verdict import Kind, Verdict

SEED = 20_260_101
FIRST = 8  # calls of each answer
MOST = 1000  # calls of an answer that is right in the first ones
SHOWN = 160  # letters of one result
ENTRIES = 64  # entries of an array that are looked at one by one
#: Faults that no returned value shows.
CONDUCT = (Kind.DTYPE, Kind.CHANGED, Kind.ALIASED, Kind.UNSTABLE, Kind.DIFFERENCED)


def returned(
    exercise: KnownAnswers, function: Any, forward: Function | None, verdict: Verdict
) -> Returned:
    """Call an answer at the common points.

    Args:
        exercise: The exercise.
        function: The answer, or a stand-in for it.
        forward: The student's own forward, where its cache is read.
        verdict: What the hidden tests came to; faults of conduct are taken from it.
    """
    all_results = _results(exercise, function, forward, stops=True)
    first = list(islice(all_results, FIRST))
    results = [_digest(_canonical(result)) for result in first]
    shown = [_shown(exercise, result)[:SHOWN] for result in first]
    right = list(right_at(exercise).calls)
    if results == right[:FIRST]:
        for at, result in enumerate(all_results, FIRST):
            results.append(_digest(_canonical(result)))
            first_wrong = results[at:] != right[at : at + 1] and not any(shown[FIRST:])
            shown.append(_shown(exercise, result)[:SHOWN] if first_wrong else "")
    calls = tuple(results)
    conduct = sorted({f"{one.part} {one.kind}" for one in verdict.findings if one.kind in CONDUCT})
    if not calls or results == right:
        conduct = sorted({f"{one.part} {one.kind}" for one in verdict.findings})
    return Returned(_digest([exercise.name, conduct, *calls])[:6], calls, tuple(shown))


def right_at(exercise: KnownAnswers) -> Returned:
    """What is right at all common points; nothing where there is no solution."""
    if exercise.common_right is None:
        results: list[Any] = []
        if exercise.solution is not None:
            results += _results(exercise, *exercise.handed_in(exercise.solution))
        calls = tuple(_digest(_canonical(result)) for result in results)
        shown = tuple(_shown(exercise, result)[:SHOWN] for result in results)
        exercise.common_right = Returned("", calls, shown)
    return exercise.common_right


def make_ready(exercise: KnownAnswers) -> None:
    """Draw the common points and work out what is right there, for all who ask later.

    Args:
        exercise: The exercise, which keeps it.
    """
    right_at(exercise)
    if not exercise.contract.inputs:
        exercise.plan(SEED)


def without_calls(exercise: str, verdict: Verdict) -> Returned:
    """The group of an answer that is not called again, as it was too slow: by its faults.

    Args:
        exercise: The exercise's name.
        verdict: What came of judging the answer.
    """
    faults = sorted({f"{one.part} {one.kind}" for one in verdict.findings})
    return Returned(_digest([exercise, "slow", faults])[:6], (), ())


def where(exercise: KnownAnswers) -> list[str]:
    """The common points as one reads them, in the order of the calls."""
    if not exercise.contract.inputs:
        calls = exercise.tried(exercise.reference, SEED, _own_forward(exercise))[1].calls[:MOST]
        return [str(call.case.label) for call in calls]
    names = exercise.contract.inputs
    told = []
    for call in _calls(exercise):
        inputs = [f"{n} = {_read(v)}" for n, v in zip(names, call.case.inputs, strict=False)]
        dout = getattr(call, "dout", None)
        told.append(", ".join(inputs + ([f"dout = {_read(dout)}"] if dout is not None else [])))
    return [text[:SHOWN] for text in told]


def _own_forward(exercise: KnownAnswers) -> Function | None:
    return exercise.solution.forward if exercise.solution is not None else None


def _calls(exercise: KnownAnswers) -> list[Any]:
    if exercise.common_calls is None:
        plan = exercise.new_plan(SEED)
        plain = (call for call in plan if getattr(call, "multiple", 1.0) == 1.0)
        exercise.common_calls = list(islice(plain, MOST))
    return exercise.common_calls


class _Enough(Exception):
    """The first calls tell that an answer is wrong: no more are asked for."""


def _results(
    exercise: KnownAnswers, function: Any, forward: Function | None, stops: bool = False
) -> Iterator[Any]:
    """What comes at the common points; after the first ones only as far as somebody asks.

    Args:
        exercise: The exercise.
        function: An answer.
        forward: Its own forward.
        stops: Whether an answer that is wrong in the first calls is not called again.
    """
    contract = exercise.contract
    if contract.inputs:
        own = forward if contract.partner is not None else None
        if contract.partner is not None and own is None:
            return
        calls = _calls(exercise)
        for some in (calls[:FIRST], calls[FIRST:]):
            for one, seen in observe_all(function, some, forward=own):
                call = Call(one.case, getattr(one, "dout", None), seen.result)
                yield contract.compared(call, seen.result)
        return
    calls = list[Call]()
    stops = stops and contract.in_order and not exercise.caches
    right = right_at(exercise).calls[:FIRST] if stops else ()

    def look(call: Call) -> None:
        calls.append(call)
        if len(calls) == len(right):
            came = [_digest(_canonical(contract.compared(one, one.result))) for one in calls]
            if came != list(right):
                raise _Enough

    try:
        with looking_on(look):
            calls = exercise.tried(function, SEED, forward)[1].calls
    except _Enough:
        pass
    for call in calls[:MOST]:
        yield contract.compared(call, call.result)


def _digest(what: Any) -> str:
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:8]


def _canonical(value: Any) -> Any:
    """A result as plain data, in which rounding makes no difference."""
    numbers = [abs(number) for number in _numbers(value) if math.isfinite(number)]
    return _plain(value, max(numbers, default=0.0))


def _numbers(value: Any) -> Iterable[float]:
    if type(value) is float:  # nearly always, and soon found out
        yield value
        return
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (tuple, list)):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        yield from _entries(value)
    elif isinstance(value, (int, float, np.number)):
        try:
            yield float(value)
        except (OverflowError, TypeError, ValueError):
            return


def _entries(value: np.ndarray) -> list[float]:
    """The first entries of an array of numbers, as floats."""
    first = np.ravel(value)[:ENTRIES]
    return first.tolist() if value.dtype == np.float64 else list(map(float, first))


def _plain(value: Any, scale: float) -> Any:
    if isinstance(value, BaseException):
        return ["raised", type(value).__name__]
    if isinstance(value, Mapping):
        return {str(key)[:50]: _plain(value[key], scale) for key in sorted(value, key=str)}
    if isinstance(value, (tuple, list)):
        return [_plain(item, scale) for item in value[:ENTRIES]]
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" and value.shape:
        return [list(value.shape), [_rounded(number, scale) for number in _entries(value)]]
    numbers = list(_numbers(value))
    if numbers:
        return _rounded(numbers[0], scale)
    return value[:50] if isinstance(value, str) else type(value).__name__


def _rounded(number: float, scale: float) -> str:
    if abs(number) <= 1e-12 * scale:
        return "0"
    return f"{number:.6e}"


def _shown(exercise: KnownAnswers, result: Any) -> str:
    contract = exercise.contract
    names = contract.gradients or contract.outputs
    if isinstance(result, (tuple, list)) and len(result) == len(names) > 0:
        return ", ".join(f"{n} = {_read(v)}" for n, v in zip(names, result, strict=True))
    return _read(result)


def _read(value: Any) -> str:
    """A value as one reads it, short."""
    if isinstance(value, BaseException):
        return f"stops with {type(value).__name__}"
    if isinstance(value, Mapping):
        items = islice(value.items(), 8)
        return "{" + ", ".join(f"{str(key)[:20]}: {_read(item)}" for key, item in items) + "}"
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" and value.shape:
        if value.ndim == 1:
            more = ", …" if value.size > 6 else ""
            return "[" + ", ".join(f"{float(one):.4g}" for one in value[:6]) + more + "]"
        return (
            "[" + ", ".join(_read(row) for row in value[:3]) + (", …]" if len(value) > 3 else "]")
        )
    if isinstance(value, (tuple, list)):
        return "(" + ", ".join(_read(item) for item in value[:6]) + ")"
    numbers = list(_numbers(value))
    if numbers:
        return f"{numbers[0]:.5g}"
    return repr(value[:30]) if isinstance(value, str) else type(value).__name__
