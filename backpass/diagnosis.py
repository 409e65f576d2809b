"""Which mistake does a wrong gradient look like?

What can be said from the numbers alone, with no answer at hand: the returned gradients beside the
trusted ones, at all the points where the function was called. An instructor's grader knows the
common mistakes of each exercise by name and asks those first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from backpass.contract import Contract, GradientContract
from backpass.gradcheck import agrees, complex_step, owner
from backpass.judge import Call, Trial

Ruler = Callable[[Call, str], Any]


def look_alike(trial: Trial, part: str, contract: Contract | None = None) -> str | None:
    """A sentence on what a wrong gradient has in common with the right one, or None.

    Args:
        trial: All calls of the judged function.
        part: Name of the gradient, e.g. ``"dx"``.
        contract: What the function should do; its forward tells the gradient at other upstreams.

    Returns:
        What to think about; never a formula and never a number that was expected.
    """
    calls = [call for call in trial.calls if part in call.items and part in call.expected]
    if len(calls) < 3 or _all(calls, part, lambda call, name: call.expected[name]):
        return None
    for matches, sentence in _suspicions(trial, part, contract):
        if _all(calls, part, matches):
            return sentence
    return _where_it_is_right(calls, part)


def _all(calls: list[Call], part: str, rule: Ruler) -> bool:
    """Whether, at every call, what came equals what the rule makes of that call."""
    for call in calls:
        made = rule(call, part)
        if made is None or np.shape(made) != np.shape(call.items[part]):
            return False
        if not np.all(agrees(call.items[part], made)):
            return False
    return True


def _suspicions(trial: Trial, part: str, contract: Contract | None) -> Iterator[tuple[Ruler, str]]:
    """The suspicions, the most telling first."""
    has_upstream = any(call.dout is not None for call in trial.calls)
    yield (
        lambda call, name: -1 * call.expected[name],
        f"{part} has the right size and the wrong sign, everywhere.",
    )
    if has_upstream:
        yield (
            _without_upstream,
            f"{part} would be right if the upstream gradient were 1. What should become of it when "
            "it is something else?",
        )
        yield (
            _with_upstream_of_ones(contract),
            f"{part} would be right if every entry of the upstream gradient were 1. What should "
            "become of it when they are something else?",
        )
        yield (
            _upstream_added,
            f"{part} looks as if the upstream gradient were added. How does the chain rule combine "
            "two rates?",
        )
        yield (
            _upstream_twice,
            f"{part} has the upstream gradient in it twice. Once is enough.",
        )
        yield (
            lambda call, _: call.dout,
            f"{part} is the upstream gradient as it came. What is the local gradient of this gate?",
        )
    for other in trial.values:
        if other != part:
            yield (
                _expected_of(other),
                f"{part} is what {other} should be. Which value belongs where?",
            )
    yield (
        _roughly,
        f"{part} agrees to six digits or so, and no further. Is something rounded, or worked out "
        "in float32?",
    )
    for number, name in enumerate(_names_of(contract)):
        if has_upstream:
            yield (
                _upstream_times(number),
                f"{part} is the upstream gradient times {name}, which is what a multiply gate "
                "sends back.",
            )
        yield _expected_times(number), f"{part} is what it should be, times {name}."
    if len(_names_of(contract)) == 2:
        yield (
            lambda call, _: _product(*call.case.inputs),
            f"{part} is the product of {' and '.join(_names_of(contract))}.",
        )
    yield (
        lambda call, name: np.zeros(np.shape(call.expected[name])),
        f"{part} is zero everywhere."
        + (" Does a small push on the input really change nothing?" if part[0] == "d" else ""),
    )
    for factor, words in ((2.0, "twice"), (0.5, "half of"), (3.0, "three times")):
        yield (
            _times(factor),
            f"{part} is {words} what it should be, everywhere.",
        )
    yield (_divided_by_rows, f"{part} is divided by the number of rows. Sum or mean?")
    yield (_times_rows, f"{part} is too large by the number of rows. Where does that come from?")
    yield (
        lambda call, name: np.transpose(call.expected[name]),
        f"{part} is right after a transpose.",
    )
    yield (
        lambda call, name: np.abs(call.expected[name]),
        f"{part} has the right size, but its sign is always positive.",
    )
    yield (
        lambda _, name: trial.calls[0].items.get(name),
        f"{part} is the same number at every point. Does it use the values it is given?",
    )


def _names_of(contract: Contract | None) -> tuple[str, ...]:
    return tuple(getattr(contract, "inputs", ()))


def _input(call: Call, number: int, part: str) -> Any:
    """An input that can be multiplied with a gradient entry by entry; None where it cannot."""
    inputs = call.case.inputs
    if number >= len(inputs) or not isinstance(inputs[number], int | float | np.ndarray):
        return None
    fits = np.shape(inputs[number]) in ((), np.shape(call.expected[part]))
    return inputs[number] if fits else None


def _upstream_times(number: int) -> Ruler:
    def ruler(call: Call, part: str) -> Any:
        value = _input(call, number, part)
        if (
            value is None
            or call.dout is None
            or np.shape(call.dout) not in ((), np.shape(call.expected[part]))
        ):
            return None
        return np.asarray(call.dout) * value

    return ruler


def _expected_times(number: int) -> Ruler:
    def ruler(call: Call, part: str) -> Any:
        value = _input(call, number, part)
        return None if value is None else call.expected[part] * value

    return ruler


def _product(one: Any, other: Any) -> Any:
    plain = isinstance(one, int | float) and isinstance(other, int | float)
    return one * other if plain else None


def _roughly(call: Call, part: str) -> Any:
    came, right = np.asarray(call.items[part]), np.asarray(call.expected[part])
    bound = 3e-6 * max(float(np.max(np.abs(right), initial=0.0)), 1e-7)
    return came if np.all(np.abs(came - right) <= bound) else None


def _expected_of(other: str) -> Ruler:
    return lambda call, _: call.expected.get(other)


def _times(factor: float) -> Ruler:
    return lambda call, part: factor * call.expected[part]


def _without_upstream(call: Call, part: str) -> Any:
    if call.dout is None or np.shape(call.dout) not in ((), np.shape(call.expected[part])):
        return None
    # at an upstream of zero the right gradient says nothing about the local one: skip such calls
    return call.items[part] if _no_upstream(call) else call.expected[part] / call.dout


def _no_upstream(call: Call) -> bool:
    return bool(np.all(np.asarray(call.dout) == 0.0))


def _with_upstream_of_ones(contract: Contract | None) -> Ruler:
    def ruler(call: Call, part: str) -> Any:
        if not isinstance(contract, GradientContract) or np.ndim(call.dout) == 0:
            return None
        which = contract.inputs.index(owner(part))
        ones = np.ones(np.shape(call.dout))
        return complex_step(contract.forward, call.case.inputs, ones, [which])[0]

    return ruler


def _upstream_twice(call: Call, part: str) -> Any:
    local = _without_upstream(call, part)
    return None if local is None else call.expected[part] * call.dout


def _upstream_added(call: Call, part: str) -> Any:
    local = _without_upstream(call, part)
    if local is None or _no_upstream(call):
        return None if local is None else call.items[part]
    return local + call.dout


def _rows(call: Call) -> int | None:
    shaped = [np.shape(value)[0] for value in call.case.inputs if np.ndim(value) >= 2]
    return shaped[0] if shaped else None


def _divided_by_rows(call: Call, part: str) -> Any:
    rows = _rows(call)
    return None if rows is None else call.expected[part] / rows


def _times_rows(call: Call, part: str) -> Any:
    rows = _rows(call)
    return None if rows is None else call.expected[part] * rows


def _where_it_is_right(calls: list[Call], part: str) -> str | None:
    """The last resort: which kinds of points it gets right, and which wrong."""
    right: dict[str, bool] = {}
    for call in calls:
        if call.dout is not None and np.all(np.asarray(call.dout) == 0.0):
            continue
        fits = bool(np.all(agrees(call.items[part], call.expected[part])))
        right[call.case.label] = right.get(call.case.label, True) and fits
    good = [label for label, fits in right.items() if fits]
    bad = [label for label, fits in right.items() if not fits]
    if not good or not bad:
        return None
    if good == ["the published example"]:
        return f"{part} is right for the published example and wrong elsewhere."
    if len(bad) <= 2:
        return f"{part} is right at most points, but not at {' or '.join(bad)}."
    if len(good) <= 2:
        return f"{part} is right only at {' and '.join(good)}."
    return None
