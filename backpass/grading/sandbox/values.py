"""What a value looks like: by what it is known, and whether its numbers are of a telling kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

#: Entries of an array that are known one by one.
ENTRIES = 64
_LIMITS = ("eps", "epsneg", "tiny", "resolution", "max", "min")
#: Numbers that libraries have names for.
OF_LIBRARIES = (
    np.pi,
    np.e,
    2 * np.pi,
    *(float(getattr(np.finfo(float), name)) for name in _LIMITS),
)


def one_hot(values: Iterable[Any]) -> bytes | None:
    """The numbers in values where one of them is 1 and all others are 0; otherwise None.

    Args:
        values: Numbers and arrays.
    """
    numbers: list[float] = []
    for one in values:
        if isinstance(one, np.ndarray) and one.dtype.kind == "f" and one.size <= ENTRIES:
            numbers += one.ravel().tolist()
        elif isinstance(one, float):
            numbers.append(one)
    if len(numbers) < 2 or sorted(numbers)[-2:] != [0.0, 1.0] or min(numbers) < 0:
        return None
    return np.array(numbers).tobytes()


def magnitude(number: Any) -> float:
    """The absolute value of a plain number; 1 for all else.

    Args:
        number: Anything.
    """
    return abs(float(number)) if isinstance(number, (int, float)) else 1.0


def is_jordan(value: Any) -> bool:
    """Whether it is such a matrix as calculates like a number with its derivative.

    Args:
        value: Anything.
    """
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f" or value.shape != (2, 2):
        return False
    (a, b), (c, d) = value.tolist()
    return a == d != round_of(a) and (b == 0 or c == 0) and not a == b == c


def key_of(value: Any) -> Any:
    """By what a number or an array is known; None for what is neither.

    Args:
        value: Anything.
    """
    if isinstance(value, (float, complex, np.floating, np.complexfloating)):
        return "number", complex(value) if isinstance(value, complex) else float(value)
    if type(value) is np.ndarray:
        some = value if value.size <= 4096 else value.ravel()[:512]
        if value.dtype.kind == "O":
            return "objects", value.shape, tuple(map(id, some.ravel().tolist()))
        return "array", value.shape, value.dtype.str, some.tobytes()
    if type(value).__name__ in ("Decimal", "Fraction") or type(value) is int:
        return type(value).__name__, value
    return None


def seed_of(value: Any) -> float | None:
    """1 or 0, where a number, or every entry of an array, is exactly that; otherwise None.

    Args:
        value: Anything.
    """
    if isinstance(value, (float, int)):
        return float(value) if value in (0, 1) else None
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and 0 < value.size <= ENTRIES:
        first = float(value.flat[0])
        return first if first in (0.0, 1.0) and bool(np.all(value == first)) else None
    return None


def round_of(number: float) -> float | None:
    """The whole number next to it; None where there is none.

    Args:
        number: Any number.
    """
    return float(round(number)) if abs(number) < 1e15 else None
