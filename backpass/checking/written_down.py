"""Results as bytes: the same for the same content, whichever process they were made in.

A pickle will not do: it tells apart two equal names of which one is the other, as in a dict that a
function wrote down, from two that are equal, as in one that was read from a message.
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Callable
from typing import Any

import numpy as np


class NoPlainData(TypeError):
    """Something is no plain data."""


def written_down(value: Any) -> bytes:
    """Plain data as bytes; other data, also of another type or layout, are other bytes.

    Args:
        value: Numbers, texts, arrays, exceptions, and tuples, lists and dicts of such. Whether one
            array stands in two places, or two that are equal, is left out: no message tells.

    Raises:
        NoPlainData: Something else is in it, or it holds itself.
    """
    parts: list[bytes] = []
    try:
        _write(value, parts.append)
    except RecursionError as error:
        raise NoPlainData("it is nested too deeply") from error
    return b"".join(parts)


def _write(value: Any, put: Callable[[bytes], None]) -> None:
    kind = type(value)
    if kind is float:
        put(b"f" + struct.pack("<d", value))
    elif kind in (tuple, list):
        _begin(kind.__name__, len(value), put)
        for item in value:
            _write(item, put)
    elif kind is dict:
        _begin("dict", len(value), put)
        for key, item in value.items():
            _write(key, put)
            _write(item, put)
    elif kind is np.ndarray and not value.dtype.hasobject:
        layout = "C" if value.flags.c_contiguous else "F" if value.flags.f_contiguous else "other"
        _text(layout, f"{value.dtype.descr} {value.shape}", put)
        put(value.tobytes())
    elif kind in _AS_TEXT:
        _text(kind.__name__, _AS_TEXT[kind](value), put)
    elif isinstance(value, enum.Enum):
        _text(kind.__qualname__, value.name, put)
    elif isinstance(value, np.generic) and not value.dtype.hasobject:
        _text("scalar", value.dtype.str, put)
        put(value.tobytes())
    elif isinstance(value, BaseException):
        known = [one.__name__ for one in kind.__mro__ if one.__module__ == "builtins"]
        _text("exception", " ".join([kind.__name__, *known]), put)
        _write(str(value), put)
        _write(vars(value), put)
    else:
        raise NoPlainData(f"a {kind.__name__} is no plain data")


#: How values of a type are written down exactly.
_AS_TEXT: dict[type, Callable[[Any], str]] = {
    str: str,
    bytes: bytes.hex,
    int: hex,
    bool: repr,
    complex: repr,
    type(None): repr,
}


def _begin(kind: str, count: int, put: Callable[[bytes], None]) -> None:
    put(f"{kind} {count}:".encode())


def _text(kind: str, text: str, put: Callable[[bytes], None]) -> None:
    data = text.encode("utf-8", "surrogatepass")
    _begin(kind, len(data), put)
    put(data)


def in_usual_layout() -> Callable[[Any], Any]:
    """Makes equal data whose arrays all lie in memory row by row, as those from a message do.

    Returns:
        A function from data to such data. An array that it is given in several places is one
        array afterwards, too.
    """
    made: dict[int, tuple[Any, Any]] = {}

    def anew(value: Any) -> Any:
        kind = type(value)
        if kind in (tuple, list):
            return kind(map(anew, value))
        if kind is dict:
            return {key: anew(item) for key, item in value.items()}
        if kind is not np.ndarray or value.flags.c_contiguous:
            return value
        return made.setdefault(id(value), (value, np.ascontiguousarray(value)))[1]

    return anew
