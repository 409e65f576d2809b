"""What a result of the wrong kind holds, once it is put into the kind that is asked for.

A list where a dict belongs, or a forward without its cache, is one mistake. It hides every other
one, since nothing is compared then. So the result is read as if it had come in the right kind.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from backpass.judging.compared import read_anew
from backpass.judging.contract import Contract
from backpass.judging.gradcheck import owner
from backpass.judging.manners import NUMBERS
from backpass.judging.returned import counted
from backpass.judging.trial import Call, Trial
from backpass.judging.verdict import Kind

#: From what a function returned to what is read in its place; None where that cannot be done.
Change = Callable[[Any], Any]
#: What is said of several results that are right once they are added up.
NOT_ADDED_UP = "parts that are not added up"
#: Results that are nested more deeply are not opened.
DEEPEST = 5


def opened(contract: Contract, trial: Trial) -> Iterator[tuple[str, Trial]]:
    """What a result of the wrong kind may hold, with a few words on how it came.

    Args:
        contract: What the function should return.
        trial: What it returned.

    Yields:
        The words, and the trial with the results in the right kind. In it, values are compared.
    """
    if not contract.inputs:
        return
    kinds = {kind for part, kind in trial.findings if part == "" or kind is Kind.TYPE}
    if Kind.TYPE not in kinds or kinds & {Kind.RAISED, Kind.MISSING}:
        return
    if not all(_is_data(call.result) for call in trial.calls):
        return
    for words, change in _changes(contract, trial):
        made = _read(contract, trial, change)
        if made is not None and not _holds_several_for_one(made):
            yield words, made


def _holds_several_for_one(trial: Trial) -> bool:
    """Whether several numbers stand somewhere where one belongs: they are no array with rows."""
    return any(
        np.size(came) > 1 and np.ndim(call.expected[part]) == 0
        for call in trial.calls
        for part, came in call.raw.items()
        if part in call.expected
    )


def _is_data(value: Any, depth: int = DEEPEST) -> bool:
    """Whether it is data through and through: a thing of a student's own may go on for ever."""
    if isinstance(value, tuple | list):
        return depth > 0 and all(_is_data(item, depth - 1) for item in value)
    if isinstance(value, dict):
        return depth > 0 and all(_is_data(item, depth - 1) for item in value.values())
    return value is None or isinstance(value, (BaseException, str, bytes, *NUMBERS))


def _read(contract: Any, trial: Trial, change: Change) -> Trial | None:
    """The trial with other results; None where one of them still is not what is asked for."""

    def changed(call: Call) -> Any:
        made = change(call.result)
        if made is None:
            raise ValueError
        return made

    try:
        made = read_anew(contract, trial, changed)
    except Exception:  # what a learner's own class raises, too
        return None
    kept = {kind for part, kind in made.findings if part == "" or kind is Kind.TYPE}
    return made if made.calls and not kept else None


def _changes(contract: Any, trial: Trial) -> Iterator[tuple[str, Change]]:
    """Ways to put what came into the right kind, in words."""
    first = trial.calls[0].result
    if contract.outputs and _picks_one_of_two(contract):
        yield from _of_a_forward(first)
        return
    names = contract.gradients or contract.outputs
    keys = _keys_of(contract, trial)
    if keys is not None:
        yield "the values without their names", lambda r: dict(zip(keys, _items(r), strict=True))
        yield "a dict with other keys", lambda r: _by_names(r, keys)
        yield "a dict with other keys", lambda r: dict(zip(keys, r.values(), strict=True))
        return
    if len(names) == 1:
        lengths = {len(c.result) for c in trial.calls if isinstance(c.result, tuple | list)}
        # a list that is as long as an input holds no several results
        if isinstance(first, tuple | list) and 0 < len(first) < 7 and len(lengths) == 1:
            many = counted(len(first), "result")
            for place in range(len(first)):
                yield f"{many} in place of one", operator.itemgetter(place)
        if lengths - {1}:
            yield NOT_ADDED_UP, _added_up
        yield "numbers in another type", _plain
        yield "a float in place of a whole number", _whole
        return
    several = len(names)
    yield "a dict in place of a tuple", lambda r: tuple(_by_names(r, names).values())
    yield "a dict in place of a tuple", lambda r: _as_many(tuple(r.values()), several)
    yield "an array in place of a tuple", lambda r: _as_many(_items(r), several)
    yield "numbers in another type", lambda r: tuple(_plain(item) for item in r)
    if isinstance(first, tuple | list):
        many = counted(len(first), "result")
        inner = first[0] if len(first) == 1 else None
        if isinstance(inner, tuple | list):
            yield "a tuple within a tuple", lambda r: tuple(r[0])
        if len(first) > several:
            yield f"{many} in place of {several}", lambda r: tuple(r)[:several]
            yield f"{many} in place of {several}", lambda r: tuple(r)[-several:]


def _picks_one_of_two(contract: Any) -> bool:
    """Whether a function should return an output, which is judged, and a cache beside it."""
    try:
        return len(contract.select((0.0, None))) == 1 and not _picks_nothing(contract)
    except Exception:  # it picks something else
        return False


def _picks_nothing(contract: Any) -> bool:
    """Whether one value is judged as it comes, without a cache."""
    return bool(contract.select((0.0, None)) == ((0.0, None),))


def _of_a_forward(first: Any) -> Iterator[tuple[str, Change]]:
    """A forward that does not return just two things, a fit output and the cache.

    What stands in its cache is no output that it might have returned.
    """
    if isinstance(first, tuple | list) and len(first) == 2:
        if isinstance(first[0], tuple | list) and len(first[0]) == 1:
            yield f"a {type(first[0]).__name__} of one", lambda r: (r[0][0], r[1])
        yield "numbers in another type", lambda r: (_plain(r[0]), r[1])
        yield "cache and output in another order", lambda r: (r[1], r[0])
    elif isinstance(first, tuple | list) and len(first) > 2:
        yield f"{len(first)} results in place of two", lambda r: (r[0], r[1:])
        yield f"{len(first)} results in place of two", lambda r: (r[-1], r[:-1])
    elif isinstance(first, tuple | list) and len(first) == 1:
        yield "a tuple within a tuple", lambda r: r[0]
    elif first is not None:
        yield "no cache returned", lambda r: (r, ())


def _keys_of(contract: Any, trial: Trial) -> tuple[str, ...] | None:
    """The keys of the dict that is asked for; None where it is no dict."""
    if contract.gradients:
        return tuple(owner(name) for name in contract.gradients) if contract.keys else None
    given = trial.calls[0].case.inputs[0] if trial.calls[0].case.inputs else None
    if isinstance(given, Mapping) and set(contract.outputs) <= set(given):
        return tuple(given)
    return None


def _items(result: Any) -> tuple[Any, ...]:
    """The entries of a list, a tuple or an array."""
    if not isinstance(result, tuple | list | np.ndarray) or any(isinstance(i, str) for i in result):
        raise TypeError
    return tuple(float(i) if np.ndim(i) == 0 else i for i in result)


def _added_up(result: Any) -> Any:
    """The sum of several numbers, or of arrays of one shape."""
    items = _items(result)
    if len({np.shape(item) for item in items}) != 1:
        raise ValueError
    made = np.sum(np.array(items, dtype=float), axis=0)
    return float(made) if np.ndim(made) == 0 else made


def _as_many(items: tuple[Any, ...], several: int) -> tuple[Any, ...]:
    if len(items) != several:
        raise ValueError
    return items


def _by_names(result: Any, names: Any) -> dict[str, Any]:
    """The items of a dict whose keys are the names, but for a ``d`` in front or capitals."""
    if not isinstance(result, Mapping):
        raise TypeError
    plain = {str(key).lower().removeprefix("d"): value for key, value in result.items()}
    return {name: plain[name.lower().removeprefix("d")] for name in names}


def _plain(item: Any) -> Any:
    """Numbers in a text, a list or another kind of array, as floats."""
    if item is None:
        raise ValueError  # NumPy would make a nan of it
    made = np.array(item, dtype=np.float64)
    return float(made) if made.ndim == 0 else made


def _whole(item: Any) -> int:
    """A whole number that came as a float."""
    if isinstance(item, bool) or int(item) != item:
        raise ValueError
    return int(item)


def taken_as_one(trial: Trial, items_of: Callable[[Call], Mapping[str, Any]]) -> str | None:
    """How one number is made of several results, in words, or None.

    Args:
        trial: What came: one number at each call.
        items_of: The results that it may be made of.
    """
    came = [call.result for call in trial.calls]
    if len(came) < 4 or not all(_is_one_number(one) for one in came):
        return None
    several = [list(items_of(call).values()) for call in trial.calls]
    count = len(trial.values)
    if not all(len(each) == count and all(np.ndim(i) == 0 for i in each) for each in several):
        return None
    table, made = np.array(several, dtype=float), np.array(came, dtype=float)
    with np.errstate(all="ignore"):
        for place, name in enumerate(trial.values):
            if np.allclose(table[:, place], made, rtol=1e-7, atol=1e-11):
                return f"{name}{ALONE}"
        for words, take in _TAKEN:
            if np.allclose(take(table), made, rtol=1e-7, atol=1e-11):
                return words
    return None


#: How the words end for one of several results, without the others.
ALONE = " alone"


def _is_one_number(value: Any) -> bool:
    """Whether it is a number of Python's or numpy's; a record, a date and a text are none."""
    return isinstance(value, int | float) or (
        isinstance(value, np.generic) and value.dtype.kind in "biuf"
    )


_TAKEN: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("the sum of all in one number", lambda table: table.sum(axis=1)),
    ("the mean of all in one number", lambda table: table.mean(axis=1)),
    ("the product of all in one number", lambda table: table.prod(axis=1)),
    ("the difference in one number", lambda table: table[:, 0] - table[:, 1:].sum(axis=1)),
    ("the largest of all in one number", lambda table: table.max(axis=1)),
)
