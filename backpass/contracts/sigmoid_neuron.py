"""Contracts of chapter 3: four new gates, the sigmoid made of them, and a neuron."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backpass.contracts.chain_rule import output_of_forward
from backpass.judging.cases import LARGE, LEAST, drawn_cases, elementwise_cases, signs, sizes
from backpass.judging.contract import Contract, GradientContract, QuizContract, ValueContract
from backpass.judging.verdict import PLAIN, Case

CHAPTER = "03_sigmoid_neuron"
TITLE = "A sigmoid neuron"

#: Inputs of an exponential are this large at most, unless the contract says "of any size".
LARGEST = 30.0
#: Inputs of the exponential gate alone, which is a number there too: no bound may be set before.
BEYOND = (100.0, 600.0)
#: Where such gates are saturated.
SATURATED = (20.0, LARGEST)


def reciprocal(x: Any) -> Any:
    """1/x, entry by entry."""
    return 1.0 / x


def shift(x: Any, c: Any) -> Any:
    """The sum c + x, entry by entry; c is a constant.

    Args:
        x: A number or an array.
        c: The constant, a number.
    """
    return c + x


def exp(x: Any) -> Any:
    """The exponential of x, entry by entry."""
    return np.exp(x)


def scale(x: Any, a: Any) -> Any:
    """The product a x, entry by entry; a is a constant.

    Args:
        x: A number or an array.
        a: The constant, a number.
    """
    return a * x


def sigmoid(x: Any) -> Any:
    """The sigmoid by its definition; where its exponential is beyond any number, its limit."""
    with np.errstate(all="ignore"):
        power = np.exp(-x)
        return np.where(np.isfinite(power), 1.0 / (1.0 + power), 0.0)[()]


def circuit_cache(x: Any) -> tuple[Any, ...]:
    """What the given ``sigmoid_circuit_forward`` keeps: the four gates' caches in forward order."""
    scaled = scale(x, -1.0)
    power = exp(scaled)
    return (x, -1.0), scaled, (power, 1.0), shift(power, 1.0)


def neuron(w: Any, x: Any) -> Any:
    """The sigmoid of w0 x0 + w1 x1 + w2.

    Args:
        w: Three weights, the last of them the bias.
        x: Two inputs.
    """
    return sigmoid(_dot(w, x))


def _dot(w: Any, x: Any) -> Any:
    return w[0] * x[0] + w[1] * x[1] + w[2]


#: The sigmoid as it stands in a printed table. From 50 on it is 0 or 1 as far as any check can
#: tell, however large the input is.
TABLE: dict[float, float] = {
    0.0: 0.5,
    1e-5: 0.5000025,
    -1e-5: 0.4999975,
    1e-7: 0.500000025,
    -1e-7: 0.499999975,
    0.5: 0.6224593312018546,
    -0.5: 0.3775406687981454,
    1.0: 0.7310585786300049,
    -1.0: 0.2689414213699951,
    2.0: 0.8807970779778824,
    -2.0: 0.11920292202211756,
    3.0: 0.9525741268224333,
    -3.0: 0.04742587317756678,
    4.0: 0.9820137900379085,
    -4.0: 0.01798620996209156,
    8.0: 0.9996646498695335,
    -8.0: 0.0003353501304664781,
    20.0: 0.9999999979388464,
    -20.0: 2.0611536181902037e-09,
    50.0: 1.0,
    -50.0: 0.0,
    1000.0: 1.0,
    -1000.0: 0.0,
    1e300: 1.0,
    -1e300: 0.0,
}


def tabled(x: Any) -> tuple[Any, ...]:
    """The sigmoid of numbers that stand in the table."""
    values = np.array([TABLE[float(entry)] for entry in np.ravel(x)])
    return (values.reshape(np.shape(x))[()],)


def _kind_of(x: float) -> str:
    """What is special about an entry of the table."""
    if x == 0.0:
        return "an input of zero"
    size = "tiny " if abs(x) < 1e-3 else "huge " if abs(x) >= 50 else ""
    return f"a {size}{'positive' if x > 0 else 'negative'} input"


def _table_cases(rng: np.random.Generator) -> list[Case]:
    """Each entry of the table by itself, and arrays of several shapes filled from it."""

    def some(kept: Callable[[float], bool], shape: tuple[int, ...]) -> Any:
        return rng.choice([x for x in TABLE if kept(x)], shape)

    arrays = [
        ("positive inputs", some(lambda x: 0.1 < x < 10, (3,))),
        ("negative inputs", some(lambda x: -10 < x < -0.1, (2, 3))),
        ("positive inputs", some(lambda x: 0.1 < x < 10, (1, 4))),
        ("entries that are all equal", np.full((4, 1), some(lambda x: 0.1 < abs(x) < 10, ()))),
        ("few different entries", rng.permutation(np.resize([1.0, -2.0], 9)).reshape(3, 3)),
        ("inputs of both signs", some(lambda x: 0.1 < abs(x) < 10, (2, 1, 3))),
        ("entries that add up to 0", np.array([2.0, -2.0, 1.0, -1.0])),
        ("an array of one number", some(lambda x: 0.1 < abs(x) < 10, (1,))),
        ("huge inputs", some(lambda x: abs(x) > 100, (5,))),
        ("huge and other inputs together", some(lambda _: True, (4, 3))),
        ("an array of whole numbers", np.array([[0, 1, -2], [50, -3, 4]])),
    ]
    return [
        Case("the first example", (1.0,)),
        *(Case(_kind_of(x), (x,)) for x in TABLE if x != 1.0),
        *(Case(label, (x,)) for label, x in arrays),
    ]


def _unary_backward(
    name: str, forward: Callable[..., Any], inputs: tuple[str, ...] = ("x",), **more: Any
) -> GradientContract:
    return GradientContract(
        name=name,
        chapter=CHAPTER,
        signature=f"{name}(dout, cache)",
        parts={"dx": 2.0, "clean": 1.0},
        inputs=inputs,
        gradients=("dx",),
        forward=forward,
        **more,
    )


def usable_neuron(w: Any, x: Any) -> bool:
    """Whether the neuron's exponential stays within the limit, whichever way it is written.

    Args:
        w: Three weights, the last of them the bias.
        x: Two inputs.
    """
    return bool(abs(_dot(w, x)) <= LARGEST and max(abs(w)) <= LARGEST)


def _with_dot(dot: float) -> Callable[[np.random.Generator], tuple[Any, ...]]:
    """Draws weights that give a dot product of about this size."""

    def draw(rng: np.random.Generator) -> tuple[Any, ...]:
        w, x = signs(rng, (3,)) * sizes(rng, (3,)), signs(rng, (2,)) * sizes(rng, (2,))
        return w * dot * (0.8 + 0.4 * rng.random()) / _dot(w, x), x

    return draw


def _at_limit(dot: float) -> Callable[[np.random.Generator], tuple[Any, ...]]:
    """Weights that give just this dot product, by their last entry alone."""
    return lambda _: (np.array([2.0, 1.0, dot]), np.array([1.0, -2.0]))


_neuron_cases = drawn_cases(
    [(np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0]))],
    [
        ("entries that are all positive", lambda rng: (sizes(rng, (3,)), sizes(rng, (2,)))),
        ("entries that are all negative", lambda rng: (-sizes(rng, (3,)), -sizes(rng, (2,)))),
        ("positive weights, negative inputs", lambda rng: (sizes(rng, (3,)), -sizes(rng, (2,)))),
        ("negative weights, positive inputs", lambda rng: (-sizes(rng, (3,)), sizes(rng, (2,)))),
        ("tiny entries", lambda rng: (1e-5 * rng.normal(size=3), 1e-5 * rng.normal(size=2))),
        ("a dot product far above zero", _with_dot(24.0)),
        ("a dot product far below zero", _with_dot(-24.0)),
        ("a dot product rather far above zero", _with_dot(12.0)),
        ("a dot product rather far below zero", _with_dot(-12.0)),
        ("a dot product of 30", _at_limit(LARGEST)),
        ("a dot product of −30", _at_limit(-LARGEST)),
        ("a dot product of zero", lambda _: (np.array([1.0, 2.0, -3.0]), np.array([1.0, 1.0]))),
        ("entries that are all equal", lambda _: (np.full(3, 0.75), np.full(2, 0.75))),
        ("weights of zero", lambda rng: (np.zeros(3), rng.normal(size=2))),
        ("inputs of zero", lambda rng: (rng.normal(size=3), np.zeros(2))),
        (PLAIN, lambda rng: (rng.normal(size=3), 2.0 * rng.normal(size=2))),
    ],
    usable_neuron,
    once=[
        ("tiny entries", lambda _: (np.full(3, LEAST), np.array([-LEAST, 0.9 * LEAST]))),
        ("whole numbers", lambda _: (np.array([1.0, -1.0, 3.0]), np.array([-1.0, 1.0]))),
    ],
)


CONTRACTS: tuple[Contract, ...] = (
    _unary_backward(
        "reciprocal_backward",
        reciprocal,
        given="reciprocal_forward",
        cases=elementwise_cases([(1.3678794411714423,)], large=(100.0, 1e3), zero=False),
    ),
    _unary_backward(
        "shift_backward",
        shift,
        ("x", "c"),
        given="shift_forward",
        cases=elementwise_cases(
            [(0.36787944117144233, 1.0)], large=(0.1 * LARGE, LARGE), constants=1
        ),
    ),
    _unary_backward(
        "exp_backward",
        exp,
        given="exp_forward",
        cases=elementwise_cases([(-1.0,)], large=SATURATED, beyond=BEYOND),
    ),
    _unary_backward(
        "scale_backward",
        scale,
        ("x", "a"),
        given="scale_forward",
        cases=elementwise_cases([(1.0, -1.0)], large=(0.1 * LARGE, LARGE), constants=1),
    ),
    _unary_backward(
        "sigmoid_circuit_backward",
        sigmoid,
        given="sigmoid_circuit_forward",
        cache_of=circuit_cache,
        cases=elementwise_cases([(1.0,)], large=SATURATED),
    ),
    ValueContract(
        name="sigmoid_forward",
        chapter=CHAPTER,
        signature="sigmoid_forward(x)",
        parts={"out": 2.0, "clean": 1.0},
        inputs=("x",),
        outputs=("out",),
        truth=tabled,
        cases=_table_cases,
        select=output_of_forward,
    ),
    _unary_backward(
        "sigmoid_backward",
        sigmoid,
        partner="sigmoid_forward",
        # the forward takes whole numbers, so its cache may come of them
        cases=elementwise_cases([(1.0,)], large=SATURATED, huge=1e300, whole=True),
    ),
    ValueContract(
        name="neuron_forward",
        chapter=CHAPTER,
        signature="neuron_forward(w, x)",
        parts={"f": 2.0, "clean": 1.0},
        inputs=("w", "x"),
        outputs=("f",),
        truth=lambda w, x: (neuron(w, x),),
        cases=_neuron_cases,
        between=lambda w, x: {"the dot product": float(_dot(w, x))},
        select=output_of_forward,
    ),
    GradientContract(
        name="neuron_backward",
        chapter=CHAPTER,
        signature="neuron_backward(dout, cache)",
        parts={"dw": 2.0, "dx": 2.0, "clean": 1.0},
        inputs=("w", "x"),
        gradients=("dw", "dx"),
        forward=neuron,
        cases=_neuron_cases,
        partner="neuron_forward",
        lists=True,  # the lecture's own code returns lists
    ),
    *(
        QuizContract(name=name, chapter=CHAPTER, signature=f"{name}()", parts={"answer": 1.0})
        for name in (
            "quiz_exp_cache",
            "quiz_sigmoid_peak",
            "quiz_saturated",
            "quiz_bias_gradient",
        )
    ),
)
