"""Numerical gradients, the complex step, and what counts as equal.

Three independent ways to a gradient of ``sum(dout * forward(*inputs))``:

* :func:`central_difference`, which the course teaches and a learner is shown;
* :func:`complex_step`, exact to rounding, which decides;
* :func:`richardson`, central differences extrapolated, with a bound on its own error, which
  exists to check the other two.

``forward`` takes floats or float64 arrays and returns a float or an array, which may be the same
array each time. For the complex step it must also accept complex input: written with arithmetic,
``np.exp`` and comparisons of ``.real``. ``np.abs``, ``np.var``, ``np.std`` and ``np.linalg.norm``
take the size of a complex number, and their gradient is lost: write out the squares.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Forward = Callable[..., Any]

#: Step of the central difference: near the cube root of the machine's rounding unit, where its
#: truncation error (h²) and its rounding error (1/h) are about as large as each other.
STEP = 1e-5
#: Step of the complex step, 8e-31. No difference is taken, so nothing cancels and h can be tiny;
#: it is a power of two, so multiplying by it and dividing it out again changes no digit.
COMPLEX_STEP = 2.0**-100
#: The rule: |a − n| ≤ RTOL · max(|n|, FLOOR · max|n|) + ATOL, entry by entry.
RTOL, FLOOR, ATOL = 1e-8, 1e-3, 1e-13


def owner(gradient: str) -> str:
    """The input that a gradient belongs to: ``"x"`` for ``"dx"`` and for ``"dfdx"``."""
    return gradient.removeprefix("df").removeprefix("d")


def agrees(came: Any, expected: Any) -> npt.NDArray[np.bool_]:
    """Entry by entry, whether ``came`` counts as equal to ``expected``.

    The scale is that of the entry itself, or a thousandth of the largest entry of the same gradient
    when that is more: a tiny entry beside a huge one carries the huge one's rounding.

    Args:
        came: A float or an array.
        expected: The trusted value, of the same shape.

    Returns:
        A boolean array of that shape. ``nan`` never agrees with anything.
    """
    if type(came) is float and type(expected) is float:  # the same, ten times quicker
        return np.asarray(abs(came - expected) <= RTOL * abs(expected) + ATOL)
    a, n = np.asarray(came, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    size = np.abs(n)
    largest = np.maximum.reduce(size, axis=None, initial=0.0)  # as size.max, without its wrapper
    with np.errstate(all="ignore"):
        return np.asarray(np.abs(a - n) <= RTOL * np.maximum(size, FLOOR * largest) + ATOL)


def all_agree(came: Any, expected: Any) -> bool:
    """Whether every entry of ``came`` counts as equal, by the rule of :func:`agrees`.

    Args:
        came: A float or an array.
        expected: The trusted value, of the same shape.
    """
    if type(came) is float and type(expected) is float:  # no array is made for a single number
        return abs(came - expected) <= RTOL * abs(expected) + ATOL
    if type(came) is np.ndarray and type(expected) is np.ndarray and _is_the_same(came, expected):
        return True
    return bool(np.logical_and.reduce(agrees(came, expected), axis=None))


def _is_the_same(came: np.ndarray, expected: np.ndarray) -> bool:
    """Whether two arrays of float64 hold the same finite numbers, bit for bit: soon found out."""
    return (
        came.dtype == expected.dtype == np.float64
        and came.shape == expected.shape
        and came.tobytes() == expected.tobytes()
        and bool(np.logical_and.reduce(np.isfinite(came), axis=None))
    )


def _moved(inputs: Sequence[Any], which: int, index: tuple[int, ...], by: complex) -> list[Any]:
    """Copies of the inputs, of a type that can hold ``by``, one entry of one of them moved."""
    dtype = np.complex128 if isinstance(by, complex) else np.float64
    moved = list(inputs)
    if np.ndim(inputs[which]) == 0:
        moved[which] = inputs[which] + by
    else:
        moved[which] = np.array(inputs[which], dtype=dtype)
        moved[which][index] += by
    return moved


def _gradients(
    inputs: Sequence[Any], wrt: Sequence[int] | None, entry: Callable[[int, tuple[int, ...]], float]
) -> tuple[Any, ...]:
    """Fill one gradient per input, a float or an array of its shape, entry by entry."""
    gradients: list[Any] = []
    for which in range(len(inputs)) if wrt is None else wrt:
        shape = np.shape(inputs[which])
        if shape == ():
            gradients.append(float(entry(which, ())))
            continue
        gradient = np.zeros(shape)
        for index in np.ndindex(shape):
            gradient[index] = entry(which, index)
        gradients.append(gradient)
    return tuple(gradients)


def central_difference(
    forward: Forward,
    inputs: Sequence[Any],
    dout: Any = 1.0,
    wrt: Sequence[int] | None = None,
    h: float = STEP,
) -> tuple[Any, ...]:
    """Gradients of ``sum(dout * forward(*inputs))`` by (f(x + h) − f(x − h)) / (2h).

    Args:
        forward: The function.
        inputs: Floats or float64 arrays of any shape.
        dout: Upstream gradient, of the shape of the output.
        wrt: Positions of the inputs to differentiate; all of them by default.
        h: The step, in the units of the input.

    Returns:
        One gradient per chosen input, each with its input's shape. Costs two forward passes an
        entry.
    """

    def entry(which: int, index: tuple[int, ...]) -> float:
        above = np.array(forward(*_moved(inputs, which, index, h)))
        below = forward(*_moved(inputs, which, index, -h))
        return float(np.sum((above - np.asarray(below)) * dout) / (2 * h))

    return _gradients(inputs, wrt, entry)


def complex_step(
    forward: Forward, inputs: Sequence[Any], dout: Any = 1.0, wrt: Sequence[int] | None = None
) -> tuple[Any, ...]:
    """Gradients of ``sum(dout * forward(*inputs))`` by Im f(x + ih) / h, exact to rounding.

    Source: Squire and Trapp, "Using complex variables to estimate derivatives of real functions",
    SIAM Review 40 (1998). Arguments and result as in :func:`central_difference`.

    Args:
        forward: A function that takes complex inputs.
        inputs: Floats or float arrays.
        dout: The upstream gradient, a number or an array of the output's shape.
        wrt: Numbers of the inputs to differentiate by, from 0; None for all.
    """
    gradients: list[Any] = []
    for which in range(len(inputs)) if wrt is None else wrt:
        moved = list(inputs)
        if np.ndim(inputs[which]) == 0:
            moved[which] = inputs[which] + complex(0.0, COMPLEX_STEP)
            gradients.append(_share(forward(*moved), dout))
            continue
        # one copy for all entries, each moved in its turn
        moved[which] = np.array(inputs[which], dtype=np.complex128, order="C")
        line = moved[which].reshape(-1)
        gradient = np.empty(line.shape)
        for number, value in enumerate(line.tolist()):
            line[number] = complex(value.real, COMPLEX_STEP)
            gradient[number] = _share(forward(*moved), dout)
            line[number] = value
        gradients.append(gradient.reshape(moved[which].shape))
    return tuple(gradients)


def _share(out: Any, dout: Any) -> float:
    """By how much ``sum(dout * out)`` has moved for each unit of the step."""
    if isinstance(out, np.ndarray):  # as np.sum, without its wrapper
        return float(np.add.reduce(out.imag / COMPLEX_STEP * dout, axis=None))
    return float(np.sum(np.imag(out) / COMPLEX_STEP * dout))


def slope(function: Callable[[complex], complex], x: float) -> float:
    """The slope of a function of one number at ``x`` by the complex step, exact to rounding.

    Args:
        function: From a complex number to a complex number; it compares real parts only.
        x: Where.
    """
    return complex(function(complex(x, COMPLEX_STEP))).imag / COMPLEX_STEP


def richardson(
    forward: Forward,
    inputs: Sequence[Any],
    dout: Any = 1.0,
    wrt: Sequence[int] | None = None,
    h: float = 2.0**-7,
) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Central differences at h, h/2, h/4, extrapolated twice, with a bound on the error.

    Source: Richardson's extrapolation as in Ridders, "Accurate computation of F'(x) and
    F'(x)F''(x)", Advances in Engineering Software 4 (1982). The step grows with the entry.

    Args:
        forward: A function of floats or float arrays.
        inputs: Floats or float arrays.
        dout: The upstream gradient, a number or an array of the output's shape.
        wrt: Numbers of the inputs to differentiate by, from 0; None for all.
        h: The largest of the three steps; for an entry above 1, relative to it.

    Returns:
        The gradients, and as many arrays of the same shapes with the error that the table implies
        (difference of the last two columns, plus what rounding can add).
    """

    def table(which: int, index: tuple[int, ...]) -> tuple[float, float]:
        entry = float(np.asarray(inputs[which])[index])
        # a power of two, so that x + step is exact wherever it can be
        step = h * 2.0 ** max(0.0, np.ceil(np.log2(max(abs(entry), 1.0))))
        slopes, rounding = [], 0.0
        for halving in range(3):
            width = step / 2**halving
            above = np.array(forward(*_moved(inputs, which, index, width)))
            below = np.asarray(forward(*_moved(inputs, which, index, -width)))
            slopes.append(float(np.sum((above - below) * dout) / (2 * width)))
            size = float(np.sum((np.abs(above) + np.abs(below)) * np.abs(dout)))
            rounding = 4 * np.finfo(float).eps * size / width
        once = [(4 * fine - coarse) / 3 for coarse, fine in pairwise(slopes)]
        twice = (16 * once[1] - once[0]) / 15
        return twice, abs(twice - once[1]) + rounding

    values = _gradients(inputs, wrt, lambda which, index: table(which, index)[0])
    errors = _gradients(inputs, wrt, lambda which, index: table(which, index)[1])
    return values, errors
