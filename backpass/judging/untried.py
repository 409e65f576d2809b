"""Points at which a sentence is tested before it is told.

What is said of a wrong answer was seen at points each of which is there for one way of being
special: where all inputs are tiny, x is tiny, too. So a wrong answer is called at some points more,
at which nothing goes with anything else: each entry of each input is drawn by itself, from what the
other points have in its place. A sentence that fits by chance fits there no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from backpass.judging.verdict import PLAIN, Case

#: So many points are drawn.
MANY = 24
#: Sizes that most entries have.
USUAL = (1e-2, 1e2)
#: Beside sizes beyond these, other numbers are lost in rounding, and a share comes to 0.
LEAST, MOST = 1e-12, 300.0
#: How often an entry is 0, or smaller or larger than most, and how often it is a whole number.
UNUSUAL, WHOLE = 0.3, 0.15
#: Smaller whole numbers leave what is multiplied by them as it is.
LEAST_WHOLE = 2.0
#: How often an input is made equal to another one, or to what has the other sign.
ALIKE = 0.15
#: By how much an entry is changed that was drawn.
LEAST_SHARE = 0.3


def untried(
    cases: Sequence[Case],
    rng: np.random.Generator,
    finite: Callable[..., bool],
    many: int = MANY,
) -> Iterator[Case]:
    """Points with the shapes of others, and with their entries, put together anew.

    Args:
        cases: The others.
        rng: Draws them.
        finite: Whether what is right at some inputs is a number.
        many: How many are tried; those at which it is none are left out.
    """
    pools = [_pool(column) for column in zip(*(case.inputs for case in cases), strict=True)]
    if all(pool is None for pool in pools):
        return
    for _ in range(many):
        like = cases[int(rng.integers(len(cases)))]
        inputs = [_drawn(value, pool, rng) for value, pool in zip(like.inputs, pools, strict=True)]
        _make_two_alike(inputs, pools, rng)
        if finite(*inputs):
            yield Case(PLAIN, tuple(inputs), like=like.label)


#: By what the numbers of a point are multiplied to make another one of its kind; and the size up to
#: which, and the number of inputs up to which they are: what is beyond may overflow, or be all but
#: saturated, so that right ways lose digits.
TIMES, LARGEST, FEW = (2.0, 3.0), 10.0, 3


def of_their_kinds(
    cases: Sequence[Case], rng: np.random.Generator, finite: Callable[..., bool]
) -> Iterator[Case]:
    """For each kind of points another one: what makes it one of that kind is there, too.

    All numbers are multiplied by the same whole one, and rows are put in another order; where there
    are labels, so are the classes. What is equal, whole, 0, tiny or in a single row stays so.

    Args:
        cases: The points.
        rng: Draws the others.
        finite: Whether what is right at some inputs is a number.
    """
    kinds: dict[str, list[Case]] = {}
    for case in cases:
        if not (case.at_kink or case.near_kink):
            kinds.setdefault(case.label, []).append(case)
    for label, own in kinds.items():
        case = own[int(rng.integers(len(own)))]
        if not any(map(_is_drawn, _held(case.inputs))):
            continue
        sizes = [np.max(np.abs(v), initial=0.0) for v in _held(case.inputs) if _is_drawn(v)]
        small = max(sizes) <= LARGEST and len(sizes) <= FEW
        times = float(rng.choice(TIMES)) if small else 1.0
        order: dict[int, Any] = {}
        inputs = tuple(_moved(value, times, order, rng) for value in case.inputs)
        inputs = _other_classes(inputs, rng)
        if finite(*inputs):
            yield Case(label, inputs, like=label)


def _held(inputs: Sequence[Any]) -> Iterator[Any]:
    for value in inputs:
        yield from value.values() if isinstance(value, Mapping) else (value,)


def _moved(value: Any, times: float, order: dict[int, Any], rng: np.random.Generator) -> Any:
    """A value with larger numbers and its rows in another order, one order for each length."""
    if isinstance(value, Mapping):
        return {key: _moved(each, times, order, rng) for key, each in value.items()}
    if isinstance(value, np.ndarray) and value.ndim:
        rows = order.setdefault(len(value), rng.permutation(len(value)))
        value = value[rows]
    if not _is_drawn(value) or (np.ndim(value) == 0 and value == 1.0):
        return value
    return times * value


def _other_classes(inputs: tuple[Any, ...], rng: np.random.Generator) -> tuple[Any, ...]:
    """Columns of scores in another order, and the labels of their rows with them."""
    tables = [v for v in inputs if isinstance(v, np.ndarray) and v.ndim == 2 and _is_drawn(v)]
    lines = [v for v in inputs if isinstance(v, np.ndarray) and v.ndim == 1 and not _is_drawn(v)]
    if len(tables) != 1 or len(lines) != 1 or len(lines[0]) != len(tables[0]):
        return inputs
    columns = rng.permutation(tables[0].shape[1])
    places = np.argsort(columns)

    def changed(value: Any) -> Any:
        if value is tables[0]:
            return value[:, columns]
        return places[value].astype(value.dtype) if value is lines[0] else value

    return tuple(map(changed, inputs))


#: Numbers that have stood in one place; those of what stands in a mapping, by their keys.
_Pool = Any


def _pool(values: Sequence[Any]) -> _Pool:
    if isinstance(values[0], Mapping):
        keys = dict.fromkeys(key for value in values for key in value)
        return {key: _pool([value[key] for value in values if key in value]) for key in keys}
    if not _is_drawn(values[0]):
        return None
    return np.unique(np.concatenate([np.ravel(np.asarray(value, float)) for value in values]))


def _is_drawn(value: Any) -> bool:
    """Whether it is made of floats: labels and counts are left as they are."""
    return isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


def _drawn(value: Any, pool: _Pool, rng: np.random.Generator) -> Any:
    """Something like a value, with other numbers in it."""
    if isinstance(value, Mapping):
        return {key: _drawn(each, pool[key], rng) for key, each in value.items()}
    if not _is_drawn(value):
        return value
    shape, size = np.shape(value), np.abs(pool)
    small, large = (size >= LEAST) & (size < USUAL[0]), size > USUAL[1]
    usual = pool[(size >= USUAL[0]) & (size <= USUAL[1])]
    bounded = np.sign(pool[large]) * np.minimum(size[large], MOST)
    unusual = [pool[size == 0.0], pool[small], bounded]
    made = rng.choice(usual if len(usual) else pool, shape)
    made = made * rng.uniform(LEAST_SHARE, 1.0, shape)
    whole = np.round(made)
    told = (np.abs(whole) >= LEAST_WHOLE) & np.isin(whole, pool)
    made = np.where((rng.random(shape) < WHOLE) & told, whole, made)
    if shape == () or rng.random() < 0.5:  # not in each array
        for other in filter(len, unusual):
            share = UNUSUAL / len(unusual)
            made = np.where(rng.random(shape) < share, rng.choice(other, shape), made)
    return float(made) if isinstance(value, float) else made


def _make_two_alike(inputs: list[Any], pools: Sequence[_Pool], rng: np.random.Generator) -> None:
    """Now and then, one input, or some of its entries, is another one, or its opposite."""
    drawn = [at for at, value in enumerate(inputs) if _is_drawn(value)]
    if len(drawn) < 2 or rng.random() > ALIKE:
        return
    one, other = rng.choice(drawn, 2, replace=False)
    if np.shape(inputs[one]) != np.shape(inputs[other]):
        return
    sign = rng.choice([1.0, -1.0]) if np.any(pools[one] < 0.0) else 1.0
    low, high = pools[one].min(), pools[one].max()
    new = sign * np.asarray(inputs[other])
    here = (rng.random(np.shape(new)) < 0.5) | (np.ndim(new) == 0)
    made = np.where(here & (new >= low) & (new <= high), new, inputs[one])
    inputs[one] = float(made) if isinstance(inputs[one], float) else made
