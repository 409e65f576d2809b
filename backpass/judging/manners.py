"""How a function treats what it is given: changes, aliases, differencing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from backpass.judging.observe import Observation
from backpass.judging.task import GradientTask
from backpass.judging.trial import Call, Trial
from backpass.judging.verdict import Kind


def blame_conduct(contract: GradientTask, trial: Trial, call: Call, seen: Observation) -> None:
    """Changes, aliases, differencing.

    Args:
        contract: What it should do.
        trial: What was seen so far; is given what is wrong.
        call: The call.
        seen: What was seen of it.
    """
    names = (contract.upstream, "cache") if contract.upstream else contract.inputs
    blame_manners(contract.name, trial, call, seen, names)
    if contract.own_array and seen.shared in ("first", "itself"):
        text = _HANDED_ON.format(contract.name, contract.upstream)
        trial.blame_at("clean", Kind.ALIASED, text, call)
    if seen.seen:
        allowed = (call.dout, contract.arguments(*call.case.inputs))
        known = _of_either_sign(allowed)
        moved = [arguments for arguments in seen.seen if _displaced(arguments, known)]
        if moved:
            alone = len(moved) == 1 and _is_far_off(moved[0], allowed)
            text = _RUN_ELSEWHERE if alone else _DIFFERENCED
            trial.blame_at("", Kind.DIFFERENCED, text.format(contract.name), call)


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
_ALIASED = (
    "`{}` returns a piece of its cache, not a gradient of its own: changing one would change the "
    "other. Return a copy."
)
_HANDED_ON = (
    "`{0}` hands on `{1}` itself, and a new array is asked for: changing one would change the "
    "other. Return a copy."
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


def blame_manners(
    name: str, trial: Trial, call: Call, seen: Observation, names: Sequence[str]
) -> None:
    """Arguments are left alone, and what comes back is nobody else's.

    A gradient that is a window on the cache would change it at the next in-place step. Handing on
    ``dout`` itself is fine unless the exercise asks for a new array.

    Args:
        name: The function.
        trial: What was seen so far; is given what is wrong.
        call: The call.
        seen: What was seen of it.
        names: What its arguments are called.
    """
    if seen.changed:
        which = " and ".join(f"`{names[k]}`" for k in seen.changed if k < len(names))
        text = _CHANGED_CACHE if which == "`cache`" and call.dout is not None else _CHANGED
        if call.dout is None and all(_is_asked_for(call, k) for k in seen.changed):
            text = _CHANGED_DICT
        trial.blame_at("clean", Kind.CHANGED, text.format(name, which), call)
    if seen.shared == "earlier":
        trial.blame_at("clean", Kind.ALIASED, _SPOILED.format(name), call)
    elif seen.shared == "cache" and call.dout is not None:
        trial.blame_at("clean", Kind.ALIASED, _ALIASED.format(name), call)


def _is_asked_for(call: Call, place: int) -> bool:
    """Whether an input is a dict, and one with its keys is what should come back."""
    given = call.case.inputs[place] if place < len(call.case.inputs) else None
    return isinstance(given, Mapping) and set(call.expected) >= set(given) > set()


NUMBERS = (bool, int, float, complex, np.ndarray, np.generic)


def _displaced(arguments: tuple[Any, ...], known: frozenset[Any]) -> bool:
    """Whether a forward was run on numbers that the function was not given, whatever their sign.

    Running it at the cached point is allowed, entry by entry too, and so is using it on ``dout``: a
    gate may be its own backward pass. Only a point moved by a step needs a new number.
    """
    return not all(known.issuperset(_entries(number)) for number in _numbers(arguments))


def _of_either_sign(given: tuple[Any, ...]) -> frozenset[Any]:
    """The numbers in a structure, and those of the other sign."""
    numbers = [entry for number in _numbers(given) for entry in _entries(number)]
    return frozenset([*numbers, *(-number for number in numbers)])


def _entries(number: Any) -> list[Any]:
    """A number, or all those of an array, as Python's: a set finds them sooner than numpy."""
    return list(np.ravel(number).tolist())


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
