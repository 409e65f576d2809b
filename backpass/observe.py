"""Calling a function and watching it: what it returns, what it changes, what it calls.

The function may live in this process, or be a stand-in for one in another, which then does the
watching over there (it has a method ``observed``).
"""

from __future__ import annotations

import contextlib
import copy
import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import CellType
from typing import Any

import numpy as np

from backpass.returned import same


@dataclass(frozen=True)
class Observation:
    """What was seen of one call.

    Attributes:
        result: What came back, or the exception that was raised.
        changed: Positions of the arguments that were changed.
        aliased: Whether an array that came back shares memory with an argument after the first.
        seen: The arguments of every call to a watched function.
    """

    result: Any
    changed: tuple[int, ...] = ()
    aliased: bool = False
    seen: list[tuple[Any, ...]] = field(default_factory=list)


def snapshot(value: Any) -> Any:
    """A deep copy; the value itself where it holds something that cannot be copied."""
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Take no offence at prints and warnings: they never cost marks, so they must not be seen."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


def attempt(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a learner's function; an exception is a result like any other."""
    with quiet():
        try:
            return function(*arguments)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return error


def observe(
    function: Any,
    arguments: tuple[Any, ...],
    watch: Sequence[str] = (),
    space: dict[str, Any] | None = None,
) -> Observation:
    """Call a function with copies of the arguments and say what was seen.

    Args:
        function: A function, or a stand-in with a method ``observed(arguments, watch)``.
        arguments: What to call it with; left alone.
        watch: Names of functions whose calls are recorded.
        space: The namespace in which it finds those; its own globals by default.

    Returns:
        What was seen. The result is a copy, unless it holds something that cannot be copied.
    """
    if hasattr(type(function), "observed"):
        observation: Observation = function.observed(arguments, list(watch))
        return observation
    given, seen = snapshot(arguments), list[tuple[Any, ...]]()
    with _recorded(function, space, watch, seen):
        result = attempt(function, *given)
    if isinstance(result, BaseException):
        return Observation(result, seen=seen)
    aliased = _share_memory(result, given[1:])
    pairs = enumerate(zip(arguments, given, strict=True))
    changed = tuple(k for k, (before, after) in pairs if not same(before, after))
    return Observation(snapshot(result), changed, aliased, seen)


@contextlib.contextmanager
def _recorded(
    function: Any,
    space: dict[str, Any] | None,
    names: Sequence[str],
    seen: list[tuple[Any, ...]],
) -> Iterator[None]:
    """Record the arguments of calls to the functions ``names``.

    A name is looked up as the function does it: around its definition, then in its module.
    """
    space = getattr(function, "__globals__", {}) if space is None else space
    originals = {name: space[name] for name in names if callable(space.get(name))}
    code = getattr(function, "__code__", None)
    free, held = getattr(code, "co_freevars", ()), getattr(function, "__closure__", None) or ()
    around = zip(free, held, strict=False)
    cells = {name: cell for name, cell in around if name in names and callable(_held(cell))}
    enclosed = {name: cell.cell_contents for name, cell in cells.items()}

    def recorder(original: Callable[..., Any]) -> Callable[..., Any]:
        def record(*arguments: Any, **named: Any) -> Any:
            seen.append(snapshot((*arguments, *named.values())))
            return original(*arguments, **named)

        return record

    space.update({name: recorder(original) for name, original in originals.items()})
    for name, cell in cells.items():
        cell.cell_contents = recorder(enclosed[name])
    try:
        yield
    finally:
        space.update(originals)
        for name, cell in cells.items():
            cell.cell_contents = enclosed[name]


def _held(cell: CellType) -> Any:
    """What a variable of an enclosing function holds; None before it was given a value."""
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _share_memory(result: Any, arguments: Any) -> bool:
    mine, theirs = list(_arrays(result)), list(_arrays(arguments))
    return any(np.shares_memory(a, b) for a in mine for b in theirs if a.size and b.size)


def _arrays(value: Any, depth: int = 0) -> Iterator[np.ndarray]:
    if isinstance(value, np.ndarray):
        yield value
    elif depth > 10:
        return
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _arrays(item, depth + 1)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _arrays(item, depth + 1)
    elif hasattr(value, "__dict__") and not callable(value):
        yield from _arrays(vars(value), depth + 1)
