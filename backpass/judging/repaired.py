"""Caches of a wrong forward with the wrong values put right, to judge its backward alone.

A backward pass can be right although its forward is not: one mistake is to cost once. Usual layouts
of a cache are known ahead; here the learner's own layout is kept. Whatever in it is a value that a
right forward has is left alone, and what is none is replaced by one.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from backpass.judging.observe import attempt, snapshot
from backpass.judging.plan import GradientCall, Plan

#: From the inputs to a cache.
MakeCache = Callable[..., Any]
#: Where something stands in a cache: keys and numbers, from the outside in.
Path = tuple[Any, ...]
#: How many points are looked at, how many wrong values are replaced, and how often it is tried.
POINTS, REPLACED, TRIES = 5, 2, 24
#: Keys and numbers that lead to a value, at most.
DEEPEST = 4


def repaired(
    forward: Callable[..., Any],
    arguments: Callable[..., tuple[Any, ...]],
    known: Callable[..., Mapping[str, Any]],
    points: Sequence[tuple[Any, ...]],
) -> Iterator[MakeCache]:
    """Ways to put the caches of a forward right, the likeliest first.

    That is each wrong value by what the learner calls it, as many as there are; then a few of them
    by any value of the same shape.

    Args:
        forward: The learner's own, which is wrong.
        arguments: What it is called with, from the inputs.
        known: From the inputs to the values that a right forward has, by name.
        points: Inputs to look at.
    """

    def cache_at(inputs: tuple[Any, ...]) -> Any:
        made = attempt(forward, *snapshot(arguments(*inputs)))
        return made[1] if isinstance(made, tuple | list) and len(made) == 2 else None

    chosen = list(points)[:POINTS]
    caches = [cache_at(inputs) for inputs in chosen]
    leaves = [dict(_leaves(cache)) for cache in caches]
    if not chosen or not leaves[0] or any(set(each) != set(leaves[0]) for each in leaves):
        return
    right = [known(*inputs) for inputs in chosen]
    names = [name for name in right[0] if all(name in values for values in right)]
    strange = [
        path for path in leaves[0] if not any(_same(leaves, path, right, name) for name in names)
    ]
    if not strange:
        return
    fitting = [[n for n in names if _same_shape(leaves, path, right, n)] for path in strange]
    called = tuple(str(path[-1]) if path else "" for path in strange)
    by_name = [called] if all(n in fits for n, fits in zip(called, fitting, strict=True)) else []
    others = itertools.product(*fitting) if len(strange) <= REPLACED else ()
    for combination in itertools.islice(itertools.chain(by_name, others), TRIES):
        instead = dict(zip(strange, combination, strict=True))

        def make(*inputs: Any, instead: dict[Path, str] = instead) -> Any:
            values = known(*inputs)
            return _with(cache_at(inputs), {path: values[name] for path, name in instead.items()})

        yield make


def with_caches(plan: Plan[GradientCall], make_cache: MakeCache) -> Plan[GradientCall]:
    """The calls of a plan with other caches in place of the forward's arguments.

    Args:
        plan: The calls.
        make_cache: Makes a cache of a point's inputs.
    """

    def calls() -> Iterator[GradientCall]:
        made: dict[int, Any] = {}
        for call in plan:
            if id(call.case) not in made:
                made[id(call.case)] = make_cache(*call.case.inputs)
            *rest, _ = call.arguments
            yield replace(call, arguments=(*rest, made[id(call.case)]))

    return Plan(calls())


def points_of(plan: Plan[GradientCall]) -> list[tuple[Any, ...]]:
    """The first few different inputs of a plan."""
    cases = {id(call.case): call.case.inputs for call in plan}
    return list(cases.values())[:POINTS]


def _leaves(cache: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The numbers and arrays of numbers in plain data, and where they stand.

    What is nested deeper than anybody does it on purpose, as a dict that holds itself, has none.
    """
    if len(path) > DEEPEST:
        return
    if isinstance(cache, Mapping):
        for key, item in cache.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(cache, tuple | list):
        for number, item in enumerate(cache):
            yield from _leaves(item, (*path, number))
    elif (isinstance(cache, float | int | np.floating) and not isinstance(cache, bool)) or (
        isinstance(cache, np.ndarray) and cache.dtype.kind == "f"
    ):
        yield path, cache


def _with(cache: Any, new: Mapping[Path, Any], path: Path = ()) -> Any:
    """A copy of plain data with other values at some places."""
    if path in new:
        return new[path]
    if len(path) > DEEPEST:
        return cache
    if isinstance(cache, Mapping):
        return {key: _with(item, new, (*path, key)) for key, item in cache.items()}
    if isinstance(cache, tuple | list):
        made = [_with(item, new, (*path, number)) for number, item in enumerate(cache)]
        return tuple(made) if isinstance(cache, tuple) else made
    return cache


def _same_shape(
    leaves: Sequence[Mapping[Path, Any]], path: Path, right: Sequence[Mapping[str, Any]], name: str
) -> bool:
    pairs = zip(leaves, right, strict=True)
    return all(np.shape(each[path]) == np.shape(values[name]) for each, values in pairs)


def _same(
    leaves: Sequence[Mapping[Path, Any]], path: Path, right: Sequence[Mapping[str, Any]], name: str
) -> bool:
    if not _same_shape(leaves, path, right, name):
        return False
    pairs = zip(leaves, right, strict=True)
    return all(
        bool(np.allclose(each[path], values[name], rtol=1e-9, atol=1e-13)) for each, values in pairs
    )
