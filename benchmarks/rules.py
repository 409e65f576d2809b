"""How other graders and libraries decide whether a gradient is right, for comparison with ours.

Each rule is written from its formula, its step and its tolerance, with the source named; none of
the originals' code is here. All are given the same numpy functions. A rule *asks*: from the trusted
forward and a point it works out its numerical side, and says at which upstream gradients it wants
the backward pass to be run. Then it *decides* on what the backward pass returned. So the numerical
side is computed once where many backward passes are judged at one point.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
#: One gradient for each differentiated input.
Gradients = Sequence[Array]


@dataclass(frozen=True)
class Problem:
    """A trusted forward function at one point.

    Attributes:
        forward: The function, from the inputs to a float or an array.
        inputs: The point, floats or float64 arrays.
        wrt: Positions of the inputs that get a gradient.
    """

    forward: Callable[..., Any]
    inputs: tuple[Any, ...]
    wrt: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the output."""
        return np.shape(self.forward(*self.inputs))

    def moved(self, steps: dict[int, Array]) -> Array:
        """The output with some of the inputs moved."""
        inputs = [
            np.asarray(value, dtype=np.float64) + steps[i] if i in steps else value
            for i, value in enumerate(self.inputs)
        ]
        return np.asarray(self.forward(*inputs), dtype=np.float64)

    def column(self, which: int, index: tuple[int, ...], h: float) -> Array:
        """Central difference of the whole output by one entry of one input."""
        step = np.zeros(np.shape(self.inputs[which]))
        step[index] = h
        return (self.moved({which: step}) - self.moved({which: -step})) / (2 * h)

    def jacobian(self, h: float) -> list[Array]:
        """For each differentiated input, the slopes by its entries: input shape + output shape."""
        blocks = []
        for which in self.wrt:
            shape = np.shape(self.inputs[which])
            columns = [self.column(which, index, h) for index in np.ndindex(shape)]
            blocks.append(np.reshape(columns, shape + self.shape))
        return blocks

    def gradients(self, dout: Array, h: float) -> list[Array]:
        """Numerical gradients of ``sum(dout * forward(*inputs))``, each of its input's shape."""
        return [np.tensordot(block, dout, axes=dout.ndim) for block in self.jacobian(h)]


@dataclass(frozen=True)
class Question:
    """What a rule wants to know of a backward pass at one point.

    Attributes:
        upstreams: The upstream gradients to run it with.
        accepts: Decides on the gradients that came, one set for each upstream gradient.
    """

    upstreams: list[Array]
    accepts: Callable[[Sequence[Gradients]], bool]


@dataclass(frozen=True)
class Rule:
    """One way to decide.

    Attributes:
        name: For a table.
        words: The rule in short.
        source: Where the formula and the numbers come from.
        ask: From a problem and a random generator to the question.
    """

    name: str
    words: str
    source: str
    ask: Callable[[Problem, np.random.Generator], Question]


def _cs231n(problem: Problem, rng: np.random.Generator, tolerance: float) -> Question:
    dout = np.asarray(rng.normal(size=problem.shape))
    numeric = problem.gradients(dout, 1e-5)

    def accepts(came: Sequence[Gradients]) -> bool:
        errors = [
            np.max(np.abs(a - n) / np.maximum(1e-8, np.abs(a) + np.abs(n)), initial=0.0)
            for a, n in zip(came[0], numeric, strict=True)
        ]
        return all(bool(error < tolerance) for error in errors)

    return Question([dout], accepts)


def _minitorch(problem: Problem, rng: np.random.Generator) -> Question:
    dout = np.ones(problem.shape)
    picked = [
        tuple(int(rng.integers(size)) for size in np.shape(problem.inputs[which]))
        for which in problem.wrt
    ]
    numeric = [
        float(np.sum(problem.column(which, index, 1e-6)))
        for which, index in zip(problem.wrt, picked, strict=True)
    ]

    def accepts(came: Sequence[Gradients]) -> bool:
        return all(
            bool(np.isclose(a[index], n, rtol=1e-2, atol=1e-2, equal_nan=True))
            for a, index, n in zip(came[0], picked, numeric, strict=True)
        )

    return Question([dout], accepts)


def _needle(problem: Problem, _: np.random.Generator) -> Question:
    dout = np.ones(problem.shape)
    numeric = problem.gradients(dout, 1e-4)

    def accepts(came: Sequence[Gradients]) -> bool:
        error = sum(np.linalg.norm(a - n) for a, n in zip(came[0], numeric, strict=True))
        return bool(error < 1e-6)

    return Question([dout], accepts)


def _torch(problem: Problem, _: np.random.Generator) -> Question:
    shape = problem.shape
    places = list(np.ndindex(shape))
    one_hot = np.eye(len(places)).reshape(len(places), *shape)
    blocks = problem.jacobian(1e-6)

    def accepts(came: Sequence[Gradients]) -> bool:
        *rows, at_zero = came
        for place, row in zip(places, rows, strict=True):
            for a, block in zip(row, blocks, strict=True):
                numeric = block[(..., *place)]
                if not np.all(np.abs(a - numeric) <= 1e-5 + 1e-3 * np.abs(numeric)):
                    return False
        return all(bool(np.all(a == 0)) for a in at_zero)

    return Question([*one_hot, np.zeros(shape)], accepts)


def _direction(
    problem: Problem, rng: np.random.Generator, h: float, close: Callable[[float, float], bool]
) -> Question:
    """One random direction through the inputs, one through the outputs; two numbers compared."""
    tangents = {i: np.asarray(rng.normal(size=np.shape(problem.inputs[i]))) for i in problem.wrt}
    dout = np.asarray(rng.normal(size=problem.shape))
    above = problem.moved({i: h * tangent for i, tangent in tangents.items()})
    below = problem.moved({i: -h * tangent for i, tangent in tangents.items()})
    numeric = float(np.sum(dout * (above - below)) / (2 * h))

    def accepts(came: Sequence[Gradients]) -> bool:
        products = zip(came[0], tangents.values(), strict=True)
        return close(float(sum(np.sum(a * tangent) for a, tangent in products)), numeric)

    return Question([dout], accepts)


def _close_in_jax(analytic: float, numeric: float) -> bool:
    return bool(np.isclose(analytic, numeric, rtol=1e-5, atol=1e-5, equal_nan=True))


def _close_in_autograd(analytic: float, numeric: float) -> bool:
    apart = abs(analytic - numeric)
    # where both are 0 the first half has already said yes
    return bool(apart < 1e-6 or apart < 1e-6 * abs(analytic + numeric))


RULES: tuple[Rule, ...] = (
    Rule(
        "minitorch",
        "one random entry of each input, upstream of ones, h = 1e-6, "
        "rtol 1e-2 and atol 1e-2 (`assert_allclose`)",
        "minitorch/tensor_functions.py, `grad_check`",
        _minitorch,
    ),
    Rule(
        "needle (dlsys)",
        "upstream of ones, h = 1e-4, sum of the norms of the errors < 1e-6",
        "dlsyscourse/hw1, tests/hw1/test_autograd_hw.py, `gradient_check`",
        _needle,
    ),
    Rule(
        "torch.autograd.gradcheck",
        "every output by itself (one-hot upstream), h = 1e-6, rtol 1e-3 and atol 1e-5; "
        "an upstream of zero gives zero",
        "torch/autograd/gradcheck.py, `gradcheck`, its defaults and its slow mode",
        _torch,
    ),
    Rule(
        "JAX check_grads",
        "one random direction, random upstream, h = 1e-4, rtol and atol 1e-5 (float64)",
        "jax/_src/public_test_util.py, `check_vjp`",
        partial(_direction, h=1e-4, close=_close_in_jax),
    ),
    Rule(
        "HIPS autograd check_grads",
        "one random direction, random upstream, h = 5e-7, "
        "|a − n| < 1e-6 or |a − n| / |a + n| < 1e-6",
        "autograd/test_util.py, `check_vjp`, `scalar_close`",
        partial(_direction, h=5e-7, close=_close_in_autograd),
    ),
    Rule(
        "CS231n at 1e-5",
        "random upstream, h = 1e-5, max of |a − n| / max(1e-8, |a| + |n|) < 1e-5",
        "cs231n/gradient_check.py and `rel_error` of the assignments, with a looser threshold",
        partial(_cs231n, tolerance=1e-5),
    ),
    Rule(
        "CS231n at 1e-7",
        "the same, < 1e-7",
        "the same; 1e-7 from the course notes, neural-networks-3, Gradient Checks",
        partial(_cs231n, tolerance=1e-7),
    ),
)
