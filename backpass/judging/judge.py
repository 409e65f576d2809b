"""Judging a function: call it at many points, look at its manners, then at its values.

Nothing here knows an answer. What is right comes from the trusted forward function by the complex
step (:mod:`backpass.judging.gradcheck`), so the learner's visible check and the hidden tests of an
instructor share this code and differ in the points alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from backpass.judging import returned
from backpass.judging.errors_in_words import in_words
from backpass.judging.gradcheck import agrees, all_agree, owner
from backpass.judging.left_standing import ended_above_an_answer
from backpass.judging.observe import (
    NoAnswer,
    NoCacheMade,
    Observation,
    attempt,
    line_in,
    observe_all,
    raised_by,
    snapshot,
    words_of,
)
from backpass.judging.plan import Again, GradientCall, Plan, ValueCall, there_and_back
from backpass.judging.returned import Unfit, WrongType, same
from backpass.judging.task import GradientTask, Task, ValueTask
from backpass.judging.verdict import (
    SEVERITY,
    Case,
    Finding,
    Kind,
    Part,
    Status,
    Verdict,
    not_attempted,
)
from backpass.questions.letter import as_function, read


@dataclass
class Call:
    """One call of the judged function.

    Attributes:
        case: The point.
        dout: The upstream gradient; None where there is none.
        result: What came back, or the exception that was raised.
        items: What came back, split by name; a missing name was unfit.
        expected: The trusted values by name.
        raw: What came back by name, before anything was refused.
        known: Values that went into it, by what they are called, beside the inputs of the point.
        about: What was run, where a call is no call of a single function.
        beside: What is judged beside the result, such as whether something was called too often.
    """

    case: Case
    dout: Any
    result: Any
    items: dict[str, Any] = field(default_factory=dict)
    expected: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)
    about: Any = None
    beside: Any = None


#: Looks at each call of a judging as it is made; may end the judging by an exception.
_look: ContextVar[Callable[[Call], None] | None] = ContextVar("look", default=None)


@contextmanager
def looking_on(look: Callable[[Call], None]) -> Iterator[None]:
    """Have every call of the judgings in this block looked at.

    Args:
        look: Is given each call. An exception that it raises ends the judging.
    """
    token = _look.set(look)
    try:
        yield
    finally:
        _look.reset(token)


@dataclass
class Trial:
    """Everything that was seen of one function, and what was wrong with it.

    Attributes:
        exercise: Its name.
        parts: Points of each part.
        values: Names of the parts that carry values (all but ``"clean"``).
        calls: Every call, in order.
        findings: At most one for each part and kind, the first that was seen.
        more: Calls that no mark depends on: what is told of a wrong answer has to be true there.
    """

    exercise: str
    parts: Mapping[str, float]
    values: tuple[str, ...]
    calls: list[Call] = field(default_factory=list)
    findings: dict[tuple[str, Kind], Finding] = field(default_factory=dict)
    more: list[Call] = field(default_factory=list)

    def saw(self, call: Call) -> None:
        """Remember a call, and show it to whoever looks on (see :func:`looking_on`)."""
        self.calls.append(call)
        look = _look.get()
        if look is not None:
            look(call)

    def blame(self, finding: Finding) -> None:
        """Remember a finding; a later one about the same part and kind adds nothing.

        Bad manners cost everything where the exercise has no points set aside for good ones.
        """
        if finding.part == "clean" and "clean" not in self.parts:
            finding = replace(finding, part="")
        self.findings.setdefault((finding.part, finding.kind), finding)

    def costs(self, part: str) -> bool:
        """Whether some finding takes the points of this part."""
        if part == "clean":
            return any(name in ("clean", "") for name, _ in self.findings)
        return any(name in (part, "") for name, _ in self.findings)

    def verdict(self) -> Verdict:
        """Add it up: each part by itself; good manners count only beside a right value."""
        right = {name for name in self.values if not self.costs(name)}
        earned = {
            name: points
            for name, points in self.parts.items()
            if (name in right or (name == "clean" and right and not self.costs("clean")))
        }
        parts = tuple(Part(n, float(p), float(earned.get(n, 0.0))) for n, p in self.parts.items())
        findings = self._most_urgent_first()
        status = Status.FAILED if findings else Status.PASSED
        return Verdict(self.exercise, status, parts, findings)

    def _most_urgent_first(self) -> tuple[Finding, ...]:
        """By kind; but what stops or overflows at a later point comes behind a plain wrong value.

        The simplest wrong point is the one to begin with.
        """
        ranked, wrong_value = list[tuple[int, Finding]](), False
        for found in self.findings.values():  # in the order in which they were seen
            wrong_value = wrong_value or found.kind is Kind.VALUE
            later = wrong_value and found.kind in (Kind.RAISED, Kind.NOT_FINITE)
            ranked.append((SEVERITY[Kind.VALUE if later else found.kind], found))
        return tuple(found for _, found in sorted(ranked, key=lambda pair: pair[0]))


def is_stub(result: Any) -> bool:
    """Whether the call met the stub that every exercise starts with."""
    return isinstance(result, NotImplementedError)


def stub_finding(name: str, stub: object = None) -> Finding:
    """What is said of an exercise that has not been begun, or that needs another one to be written.

    Args:
        name: The exercise.
        stub: The error of the stub that was met, where it says of which function it is.
    """
    other = raised_by(stub) if isinstance(stub, NotImplementedError) else None
    if other is not None and other != name and other.isidentifier():
        words = f"`{name}` calls `{other}`, which is not written yet. Write that one first."
        return Finding("", Kind.MISSING, words)
    if isinstance(stub, NotImplementedError) and ended_above_an_answer(stub):
        words = (
            f"`{name}` ends at the line `raise NotImplementedError(…)`, which still stands above "
            "your code. Delete that line, run that cell, then run this one again."
        )
        return Finding("", Kind.MISSING, words)
    return Finding(
        "",
        Kind.MISSING,
        f"`{name}` is not written yet. Replace the line `raise NotImplementedError(…)` by your own "
        "code, run that cell, then run this one again.",
    )


def raised_finding(name: str, error: BaseException, case: Case, dout: Any) -> Finding:
    """What is said of an exception in a learner's function: its name, its words, its line.

    Args:
        name: The learner's function.
        error: The exception.
        case: The point at which it came.
        dout: The upstream gradient; None where there is none.
    """
    kind, words = type(error).__name__, in_words(error)
    if isinstance(error, NoAnswer):
        return Finding("", Kind.RAISED, f"`{name}` gave no answer: {words}.", case=case, dout=dout)
    line = getattr(error, "student_line", None) or line_in(error, name)
    if words and line is not None:
        text = f"`{name}` stopped with {kind}: {words} in line {line} of its cell."
    elif words:
        text = f"`{name}` stopped with {kind}: {words}."
    elif line is not None:
        text = f"`{name}` stopped with {kind} in line {line} of its cell."
    else:
        text = f"`{name}` stopped with {kind}."
    return Finding("", Kind.RAISED, text, case=case, dout=dout, raised=kind)


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
            raise _no_cache(contract, seen.result.error)
        if isinstance(one, Again):
            first = firsts.get(id(one.call))
            if first is not None:
                _second_gradients(
                    contract, trial, first, seen, _Asking(function, one.call, forward)
                )
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
        _blame_conduct(contract, trial, call, seen)
        _read_gradients(contract, call, trial)
        _compare(call, trial, contract.tie)
        if not seen.changed:  # whoever changes what it is given is told so, once
            firsts[id(one)] = call
    told = [key for key in trial.findings if key[1] in (Kind.CHANGED, Kind.UNSTABLE)]
    if told and _adds_up(trial):
        for key in told:
            found = trial.findings[key]
            trial.findings[key] = replace(found, text=_ADDS_UP.format(contract.name))
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
        read: Any = _read_gradients if contract.gradients else _read_values
        read(contract, call, _aside(trial))
        trial.more.append(call)


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
class _Asking:
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


def _second_gradients(
    contract: GradientTask, trial: Trial, first: Call, seen: Observation, asking: _Asking
) -> None:
    """Hold a call that was made again, when others had been made since, against the first."""
    name = contract.name
    if _blame_second_failure(name, trial, first, seen) or _came_again(first, seen):
        return
    second = Call(first.case, first.dout, seen.result, expected=first.expected)
    _read_gradients(contract, second, _aside(trial))
    other = [part for part in first.items if not _as_before(first, second, part)]
    if not other:
        return
    if contract.partner is None:
        _blame(trial, "clean", Kind.UNSTABLE, _TWO_ANSWERS.format(name), first)
        return
    for part in other:
        if (part, Kind.UNSTABLE) in trial.findings:
            continue
        third = Call(first.case, first.dout, asking.anew(), expected=first.expected)
        _read_gradients(contract, third, _aside(trial))
        text = _LAST_FORWARD if _as_before(first, third, part) else _TWO_ANSWERS
        _blame(trial, part, Kind.UNSTABLE, text.format(name, part), first)


def _aside(trial: Trial) -> Trial:
    """A trial like this one, for what is read and blames nobody."""
    return Trial(trial.exercise, trial.parts, trial.values)


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


def _blame_conduct(contract: GradientTask, trial: Trial, call: Call, seen: Observation) -> None:
    """Changes, aliases, differencing."""
    names = (contract.upstream, "cache") if contract.upstream else contract.inputs
    _blame_manners(contract.name, trial, call, seen, names)
    if contract.own_array and seen.shared in ("first", "itself"):
        text = _HANDED_ON.format(contract.name, contract.upstream)
        _blame(trial, "clean", Kind.ALIASED, text, call)
    if seen.seen:
        allowed = (call.dout, contract.arguments(*call.case.inputs))
        moved = [arguments for arguments in seen.seen if _displaced(arguments, allowed)]
        if moved:
            alone = len(moved) == 1 and _is_far_off(moved[0], allowed)
            text = _RUN_ELSEWHERE if alone else _DIFFERENCED
            _blame(trial, "", Kind.DIFFERENCED, text.format(contract.name), call)


_CHANGED = (
    "`{}` changes {}. Whoever called it still needs the old values: work on a copy, or make a new "
    "array (`a * b` makes one, `a *= b` does not)."
)
_CHANGED_DICT = (
    "`{}` changes {}. Whoever called it still needs the old values: begin a new dict, and put new "
    "arrays into it (`a - b` makes one, `a -= b` does not)."
)
_CHANGED_CACHE = (
    "`{}` changes {}. Whoever called it still needs the old values: work on a copy. Gradients that "
    "are kept in it are set in each call, and not added to those of the call before."
)
_ADDS_UP = (
    "`{}` adds what it works out to what an earlier call has left: its gradients grow from call to "
    "call. Begin each call with gradients of 0."
)
_ALIASED = (
    "`{}` returns a piece of its cache, not a gradient of its own: changing one would change the "
    "other. Return a copy."
)
_HANDED_ON = (
    "`{0}` hands on `{1}` itself, and a new array is asked for: changing one would change the "
    "other. Return a copy."
)
_GIVEN_BACK = (
    "`{0}` returns `{1}` itself, and a new one is asked for: changing one would change the other. "
    "Return a copy."
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
_SPOILED = (
    "`{}` hands out the same array, dict or list each time: a later call changed what an earlier "
    "one had returned. Make a new one in each call."
)
_DIFFERENCED = (
    "`{}` runs the forward function at displaced points. That is a numerical gradient; a backward "
    "pass works from the upstream gradient and the cache alone."
)


_RUN_ELSEWHERE = (
    "`{}` runs the forward function at another point than the one that its cache was made at. A "
    "backward pass works from the upstream gradient and the cache alone."
)


def _blame(trial: Trial, part: str, kind: Kind, text: str, call: Call) -> None:
    trial.blame(Finding(part, kind, text, case=call.case, dout=call.dout))


def _blame_manners(
    name: str, trial: Trial, call: Call, seen: Observation, names: Sequence[str]
) -> None:
    """Arguments are left alone, and what comes back is nobody else's.

    A gradient that is a window on the cache would change it at the next in-place step. Handing on
    ``dout`` itself is fine unless the exercise asks for a new array.
    """
    if seen.changed:
        which = " and ".join(f"`{names[k]}`" for k in seen.changed if k < len(names))
        text = _CHANGED_CACHE if which == "`cache`" and call.dout is not None else _CHANGED
        if call.dout is None and all(_is_asked_for(call, k) for k in seen.changed):
            text = _CHANGED_DICT
        _blame(trial, "clean", Kind.CHANGED, text.format(name, which), call)
    if seen.shared == "earlier":
        _blame(trial, "clean", Kind.ALIASED, _SPOILED.format(name), call)
    elif seen.shared == "cache" and call.dout is not None:
        _blame(trial, "clean", Kind.ALIASED, _ALIASED.format(name), call)


def _is_asked_for(call: Call, place: int) -> bool:
    """Whether an input is a dict, and one with its keys is what should come back."""
    given = call.case.inputs[place] if place < len(call.case.inputs) else None
    return isinstance(given, Mapping) and set(call.expected) >= set(given) > set()


NUMBERS = (bool, int, float, complex, np.ndarray, np.generic)


def _displaced(arguments: tuple[Any, ...], given: tuple[Any, ...]) -> bool:
    """Whether a forward was run on numbers that the function was not given, whatever their sign.

    Running it at the cached point is allowed, entry by entry too, and so is using it on ``dout``: a
    gate may be its own backward pass. Only a point moved by a step needs a new number.
    """
    known = np.concatenate([np.ravel(number) for number in _numbers(given)])
    known = np.concatenate([known, -known])
    return not all(np.all(np.isin(number, known)) for number in _numbers(arguments))


#: Within such a share of a number, or of 1 where it is small, a point is one moved by a step.
STEP = 0.1


def _is_far_off(arguments: tuple[Any, ...], given: tuple[Any, ...]) -> bool:
    """Whether a forward was run at a point that is none of those given, moved by a step."""
    known = np.concatenate([np.ravel(number) for number in _numbers(given)])
    room = STEP * np.maximum(np.abs(known), 1.0)
    return any(
        np.any(np.all(np.abs(np.ravel(number)[:, None] - known) > room, axis=1))
        for number in _numbers(arguments)
    )


def _numbers(value: Any) -> Iterator[Any]:
    """The numbers and arrays of numbers in a structure; things of a student's own are none."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _numbers(item)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, NUMBERS) and np.asarray(value).dtype.kind in "biufc":
        yield value


def _read_gradients(contract: GradientTask, call: Call, trial: Trial) -> None:
    """Split what came into gradients; each is fit to be compared, or blamed."""
    try:
        split = returned.by_key if contract.keys else returned.several
        names = [owner(name) for name in contract.gradients] if contract.keys else None
        items = split(call.result, names or contract.gradients, contract.name)
    except WrongType as error:
        trial.blame(Finding("", Kind.TYPE, str(error), case=call.case, dout=call.dout))
        return
    for name, item in zip(contract.gradients, items, strict=True):
        belongs_to = owner(name)
        given = call.case.inputs[contract.inputs.index(belongs_to)]
        shape = () if type(given) is float else np.shape(given)  # the same, and quicker
        came = returned.unlisted(item) if contract.lists and len(shape) == 1 else item
        _read_item(call, trial, name, came, shape, belongs_to)


def _read_item(
    call: Call, trial: Trial, name: str, item: Any, shape: tuple[int, ...], belongs_to: str | None
) -> None:
    call.raw[name] = item
    try:
        if isinstance(item, Unfit):
            raise item
        if shape == ():
            call.items[name] = returned.number(item, name)
        else:
            call.items[name] = returned.array(item, name, shape, belongs_to)
    except Unfit as unfit:
        trial.blame(Finding(name, unfit.kind, str(unfit), call.case, call.dout, came=item))


def _compare(call: Call, trial: Trial, rule: str | None) -> None:
    """Hold values against the trusted ones; at a kink, say the rule that decides there."""
    for name, came in call.items.items():
        expected = call.expected[name]
        if (name, Kind.VALUE) in trial.findings or all_agree(came, expected):
            continue  # only the first one is told
        right = agrees(came, expected)
        where = tuple(int(i) for i in np.argwhere(~right)[0])
        index = where[0] if len(where) == 1 else where
        if rule and call.case.at_kink:
            wrong = f"{name} is wrong at {call.case.label}: {rule}."
        else:
            wrong = f"{name} is wrong at index {index}." if where else f"{name} is wrong."
        trial.blame(
            Finding(
                name,
                Kind.VALUE,
                wrong,
                case=call.case,
                dout=call.dout,
                came=came,
                expected=expected,
            )
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
                _second_values(contract, trial, first, seen)
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
        _blame_manners(contract.name, trial, call, seen, contract.inputs)
        _read_values(contract, call, trial)
        _compare(call, trial, contract.tie)
        if contract.own_result and seen.shared == "itself":
            text = _GIVEN_BACK.format(contract.name, contract.inputs[0])
            trial.blame(Finding("clean", Kind.ALIASED, text, case=case))
        if not seen.changed:
            firsts[id(one)] = call
    return trial.verdict(), trial


def _read_values(contract: ValueTask, call: Call, trial: Trial) -> None:
    try:
        items = contract.select(call.result)
        if len(items) != len(contract.outputs):
            items = tuple(returned.several(call.result, contract.outputs, contract.name))
    except WrongType as error:
        text = str(error).replace("{name}", f"`{contract.name}`")
        trial.blame(Finding("", Kind.TYPE, text, case=call.case))
        return
    for name, item in zip(contract.outputs, items, strict=True):
        _read_item(call, trial, name, item, np.shape(call.expected[name]), None)


def _second_values(contract: ValueTask, trial: Trial, first: Call, seen: Observation) -> None:
    """The judged outputs, not the whole result: a cache may hold what cannot be compared."""
    if _blame_second_failure(contract.name, trial, first, seen):
        return
    if _came_again(first, seen):
        return
    second = Call(first.case, None, seen.result, expected=first.expected)
    _read_values(contract, second, _aside(trial))
    if not all(_as_before(first, second, part) for part in first.items):
        _blame(trial, "clean", Kind.UNSTABLE, _TWO_ANSWERS.format(contract.name), first)


def read_anew(
    contract: GradientTask | ValueTask, trial: Trial, change: Callable[[Call], Any]
) -> Trial:
    """A trial as it would be if the function had returned something else at each call.

    Nothing is called again; manners are not looked at.

    Args:
        contract: What the function should do.
        trial: What it did.
        change: From a call that did not raise to what is read in place of its result.
    """
    made = Trial(trial.exercise, trial.parts, trial.values)
    for call in trial.calls:
        if isinstance(call.result, BaseException):
            continue
        new = replace(call, result=change(call), items={}, raw={})
        made.calls.append(new)
        read: Any = _read_gradients if contract.gradients else _read_values
        read(contract, new, made)
        _compare(new, made, contract.tie)
    for call in trial.more:
        new = replace(call, result=change(call), items={}, raw={})
        read = _read_gradients if contract.gradients else _read_values
        read(contract, new, _aside(made))
        made.more.append(new)
    return made


def judge_quiz(
    contract: Task, choices: str, function: Any, right: Callable[[str], bool]
) -> tuple[Verdict, Trial]:
    """Judge the answer to a question with lettered choices.

    Args:
        contract: The question.
        choices: The letters that there are, e.g. ``"abcd"``.
        function: The learner's answer: a letter, or a function that returns one.
        right: Whether a letter is the right one.

    Returns:
        The verdict, and the trial with the letter as its only item.
    """
    trial = Trial(contract.name, contract.parts, ("answer",))
    result = attempt(as_function(function))
    if is_stub(result):
        finding = Finding(
            "",
            Kind.MISSING,
            f'Write your letter, for instance `{contract.name} = "{choices[0]}"`, run '
            "that cell, then run this one again.",
        )
        return not_attempted(contract.name, dict(contract.parts), finding), trial
    case = Case("the question", ())
    call = Call(case, None, result)
    trial.saw(call)
    if isinstance(result, BaseException):
        trial.blame(raised_finding(contract.name, result, case, None))
        return trial.verdict(), trial
    letter = read(result)
    if letter not in set(choices):
        letters = ", ".join(f'"{choice}"' for choice in choices)
        came = returned.spelled(result)
        name = contract.name
        text = (
            f"`{name}` returned {came}; return one of the letters {letters}."
            if callable(function)
            else f"`{name}` is {came}; write one of the letters {letters}."
        )
        trial.blame(Finding("", Kind.TYPE, text))
    else:
        call.items["answer"] = letter
        if not right(letter):
            trial.blame(Finding("answer", Kind.VALUE, f"Not {letter!r}.", came=letter))
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
    tried = attempt(function, 1.0, ())
    if is_stub(tried):
        return not_attempted(contract.name, parts, stub_finding(contract.name, tried)), trial
    try:
        if forward is None:
            raise NoCache(
                f"`{contract.name}` reads the cache of `{contract.partner}`: pass that as "
                "`forward=`."
            )
        return judge_gradients(contract, function, plan, forward)
    except NoCache as trouble:
        trial.blame(Finding("", Kind.MISSING, str(trouble)))
        return trial.verdict(), trial


class NoCache(RuntimeError):
    """The learner's own forward made no cache; says why."""


def _no_cache(contract: GradientTask, error: BaseException | None) -> NoCache:
    """What is said of a forward that made no cache: what it did instead, and what to do."""
    name, partner = contract.name, contract.partner
    if is_stub(error):
        return NoCache(
            f"`{name}` reads the cache that `{partner}` makes, and `{partner}` is not written yet. "
            "Write that one first."
        )
    if isinstance(error, NoAnswer):
        return NoCache(
            f"`{partner}` gave no answer: {words_of(error)}. `{name}` needs its cache, so mend "
            "that one first."
        )
    if error is not None:
        return NoCache(
            f"`{partner}` stopped with {type(error).__name__}: {words_of(error)}. `{name}` needs "
            "its cache, so mend that one first."
        )
    return NoCache(
        f"`{partner}` should return two things, the output and the cache; `{name}` needs the "
        "second."
    )
