"""Reading what a function returned: properties before values.

A value is compared only when it is of the right kind; a wrong kind is told in a sentence that says
what came, what belongs there and how to get from one to the other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from backpass.judging.verdict import Kind


class WrongType(TypeError):
    """What a function returned is not of the kind that its contract asks for; says what to do."""


class Unfit(Exception):
    """One returned item is not what the contract asks for.

    Attributes:
        kind: Which property is not as it should be.
    """

    def __init__(self, kind: Kind, text: str) -> None:
        super().__init__(text)
        self.kind = kind


def named(value: Any) -> str:
    """What a value is, for a beginner: ``a list``, ``an array of shape (2, 3)``."""
    if value is None:
        return "nothing (None)"
    name = type(value).__name__
    if isinstance(value, np.ndarray):
        if name == "ndarray":
            return f"an array of shape {value.shape}"
        kind = {"matrix": "np.matrix"}.get(name, name)
        return f"{'an' if kind[0] in 'aeiouAEIOUn' else 'a'} {kind} of shape {value.shape}"
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def spelled(value: Any, longest: int = 60) -> str:
    """A value as it is typed, where it is plain; else what it is, for a beginner.

    Enums and other derived classes are spelled as what they are made of.

    Args:
        value: What came.
        longest: Characters after which a text is cut.
    """
    for plain in (str, bytes, bool, int, float, complex):
        if isinstance(value, plain):
            try:
                text = repr(plain(value)) if plain is bool else plain.__repr__(value)
            except ValueError:  # an int of more digits than Python writes out
                return named(value)
            return text if len(text) <= longest else text[:longest] + "…"
    if isinstance(value, tuple) and len(value) > 1:
        return f"({', '.join(map(spelled, value[:9]))})"
    return "None" if value is None else named(value)


def counted(number: int, noun: str) -> str:
    """``1 gradient``, ``2 gradients``.

    Args:
        number: How many.
        noun: The word for one of them.
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def several(result: Any, names: Sequence[str], function: str) -> list[Any]:
    """Split what came into one item for each name.

    Args:
        result: What the function returned: the bare item for one name, else a tuple or list.
        names: Names of the items, in order.
        function: The function's name, for the message.

    Raises:
        WrongType: With a sentence that says what came and what belongs there.
    """
    listing = ", ".join(names)
    if result is None:
        raise WrongType(f"`{function}` returned None. Does it end with `return {listing}`?")
    if len(names) == 1:
        if isinstance(result, (tuple, list)):
            raise WrongType(
                f"`{function}` returned {named(result)}. There is just one thing to give back, so "
                f"return {listing} itself, without brackets or a comma after it."
            )
        return [result]
    if not isinstance(result, (tuple, list)):
        raise WrongType(
            f"`{function}` returned {named(result)}. It should return {len(names)} things, in this "
            f"order: `return {listing}`."
        )
    if len(result) != len(names):
        raise WrongType(
            f"`{function}` returned {counted(len(result), 'thing')}; it should return "
            f"{len(names)}, in this order: `return {listing}`."
        )
    return list(result)


def by_key(result: Any, names: Sequence[str], function: str) -> list[Any]:
    """Like :func:`several` for a dict with exactly the given keys, in any order.

    Args:
        result: What the function returned.
        names: The keys.
        function: The function's name, for messages.

    Raises:
        WrongType: It is no dict, lacks a key, or has one too many.
    """
    listing = ", ".join(repr(name) for name in names)
    if not isinstance(result, Mapping):
        raise WrongType(
            f"`{function}` returned {named(result)}; a dict with {listing} belongs here."
        )
    missing = [name for name in names if name not in result]
    extra = [key for key in result if key not in names]
    if missing:
        raise WrongType(f"`{function}` returned a dict without {', '.join(map(repr, missing))}.")
    if extra:
        raise WrongType(
            f"`{function}` returned a dict with {', '.join(map(spelled, extra))}, which nothing "
            f"asked for; the keys are {listing}."
        )
    return [result[name] for name in names]


def number(value: Any, name: str) -> float:
    """A scalar as a plain float.

    Floats, ints and 0-d float64 arrays are taken; so is the truth of a comparison, which Python
    counts as an int.

    Args:
        value: What came back.
        name: What messages call it.

    Raises:
        Unfit: When it is of another type or shape, of lower precision, or not finite.
    """
    if type(value) in (float, np.float64) and math.isfinite(value):  # nearly always, and quicker
        return float(value)
    if isinstance(value, np.ndarray) and value.shape != ():
        raise Unfit(
            Kind.SHAPE,
            f"{name} is an array of shape {value.shape}; a single number belongs here.",
        )
    if not isinstance(value, (int, float, np.generic, np.ndarray)):
        raise Unfit(Kind.TYPE, f"{name} is {named(value)}; a number belongs here.")
    if not isinstance(value, int):  # an int of any size counts as a float
        _precision(np.asarray(value).dtype, name)
    with np.errstate(all="ignore"):
        plain = _plain_float(value)
    if not np.isfinite(plain):
        said = f"{name} came out as {plain}, which is not a finite number." + _comes_of(plain)
        raise Unfit(Kind.NOT_FINITE, said)
    return plain


def _comes_of(value: float) -> str:
    """What calculations end in a value that is not finite."""
    if np.isnan(value):
        return " nan comes of 0 / 0, 0 * inf, inf / inf or inf - inf."
    return " inf comes of 1 / 0, exp(1000) or what else is too large for a float, -inf of log(0)."


def _plain_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:  # an int beyond float64
        return float("inf") if value > 0 else float("-inf")


def array(value: Any, name: str, shape: tuple[int, ...], owner: str | None = None) -> np.ndarray:
    """An array as a float64 array of its own.

    Args:
        value: What came.
        name: Its name, e.g. ``"dW"``.
        shape: The shape it should have.
        owner: The input that a gradient gets its shape from, e.g. ``"W"``.

    Raises:
        Unfit: When it is of another type, shape or precision, or has an entry that is not finite.
    """
    if not isinstance(value, np.ndarray):
        if isinstance(value, (np.generic, int, float)):
            raise Unfit(
                Kind.SHAPE,
                f"{name} is a single number; it should be an array of shape {shape}, the shape of "
                f"{owner}."
                if owner
                else f"{name} is a single number; it should be an array of shape {shape}.",
            )
        raise Unfit(
            Kind.TYPE, f"{name} is {named(value)}; a numpy array of shape {shape} belongs here."
        )
    if type(value) is not np.ndarray:  # np.matrix multiplies in another way, for one
        raise Unfit(Kind.TYPE, f"{name} is {named(value)}; a plain numpy array belongs here.")
    if value.shape != shape:
        raise Unfit(
            Kind.SHAPE,
            f"{name} has shape {value.shape}, but {owner} has shape {shape}. "
            "A gradient has exactly the shape of the thing it belongs to."
            if owner
            else f"{name} has shape {value.shape}; it should have shape {shape}.",
        )
    _precision(value.dtype, name)
    own = np.array(value, dtype=np.float64)
    if not np.logical_and.reduce(np.isfinite(own), axis=None):
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(own))[0])
        raise Unfit(
            Kind.NOT_FINITE,
            f"{name} is {own[where]} at index {where}, not a finite number."
            + _comes_of(own[where]),
        )
    return own


def unlisted(value: Any) -> Any:
    """A list or tuple of plain numbers as the array that it stands for; all else as it is."""
    if not isinstance(value, (tuple, list)):
        return value
    plain = (int, float, np.generic, np.ndarray)
    numbers = all(isinstance(item, plain) and np.ndim(item) == 0 for item in value)
    return np.array(value) if numbers else value


def _precision(dtype: np.dtype[Any], name: str) -> None:
    """Refuse what is no real number, or carries fewer digits than float64."""
    if dtype.kind in "biu" or (dtype.kind == "f" and dtype.itemsize >= 8):
        return
    if dtype.kind == "f":
        raise Unfit(
            Kind.DTYPE,
            f"{name} is {dtype}, which keeps fewer digits than it was given; stay with float64.",
        )
    raise Unfit(Kind.TYPE, f"{name} holds {dtype}; real numbers (float64) belong here.")


#: Types of Python and numpy, of which no object has an attribute of its own.
_WITHOUT = frozenset(
    {tuple, list, dict, int, float, complex, bool, str, bytes, type(None), np.float64, np.int64}
)


def attributes(thing: Any) -> dict[str, Any]:
    """The attributes that an object of a plain class holds, those in ``__slots__`` among them."""
    if type(thing) in _WITHOUT:
        return {}
    held = dict(getattr(thing, "__dict__", {}))
    for kind in type(thing).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            inside = f"_{kind.__name__.lstrip('_')}{name}" if _is_private(name) else name
            try:
                held[inside] = object.__getattribute__(thing, inside)
            except AttributeError:  # it was not given a value, or is Python's own
                continue
    held.pop("__dict__", None)
    held.pop("__weakref__", None)
    return held


def _is_private(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")


#: Bytes of an array from which on it is not copied to be compared.
LARGE = 2**16


def same(one: Any, other: Any) -> bool:
    """Whether two structures of plain data, arrays or simple objects hold the same, nan too.

    Of what can neither be compared nor looked into, it says yes.

    Args:
        one: A structure.
        other: Another structure.
    """
    try:
        return _same(one, other, set())
    except RecursionError:
        return True


def _same(one: Any, other: Any, met: set[tuple[int, int]]) -> bool:
    if one is other:
        return True
    kind = type(one)
    if kind is np.ndarray and type(other) is np.ndarray:  # most of what is compared
        return one.dtype == other.dtype and one.shape == other.shape and _same_entries(one, other)
    if kind is float and type(other) is float:
        return one == other or (one != one and other != other)  # noqa: PLR0124 - nan
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return (
            isinstance(one, np.ndarray)
            and isinstance(other, np.ndarray)
            and one.dtype == other.dtype
            and one.shape == other.shape
            and _same_entries(one, other)
        )
    if kind is not type(other):
        return False
    if isinstance(one, (int, float, complex, str, bytes)):
        return bool(one == other) or (one != one and other != other)  # noqa: PLR0124 - nan
    if (id(one), id(other)) in met:  # a ring
        return True
    met.add((id(one), id(other)))
    if kind in _PLAIN:
        return _same_items(one, other, met)
    is_mapping = isinstance(one, Mapping)
    if (is_mapping or isinstance(one, (tuple, list))) and not _same_items(one, other, met):
        return False
    held, others = attributes(one), attributes(other)
    if held or others:
        return list(held) == list(others) and all(_same(held[k], others[k], met) for k in held)
    if is_mapping or isinstance(one, (tuple, list)):
        return True
    return _same_things(one, other, met)


#: Python's own containers, which have no attributes.
_PLAIN = frozenset({tuple, list, dict})


def _same_items(one: Any, other: Any, met: set[tuple[int, int]]) -> bool:
    """Whether two mappings, or two lists or tuples, hold the same, in the same order."""
    if isinstance(one, (tuple, list)):
        return len(one) == len(other) and all(
            _same(mine, theirs, met) for mine, theirs in zip(one, other, strict=True)
        )
    # value by value: what a key holds may be equal and have another hash
    return list(one) == list(other) and all(
        _same(mine, theirs, met) for mine, theirs in zip(one.values(), other.values(), strict=True)
    )


def _same_things(one: Any, other: Any, met: set[tuple[int, int]]) -> bool:
    """Whether two things without attributes are the same, as far as can be told."""
    kind: Any = type(one)
    try:
        if kind.__eq__ is not object.__eq__:
            return bool(one == other)
        made, others = one.__reduce_ex__(2), other.__reduce_ex__(2)
    except Exception:
        return True
    return isinstance(made, str) or _same(made, others, met)


def _same_entries(one: np.ndarray, other: np.ndarray) -> bool:
    if one.dtype == object:
        return all(map(same, one.ravel().tolist(), other.ravel().tolist()))
    if one.nbytes > LARGE and np.array_equal(one, other):  # without a copy of either
        return True
    if one.tobytes() == other.tobytes():  # nearly always, and much quicker to find out
        return True
    return np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
