"""Contracts of chapter 4: caches, forks, and patterns in backward flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from backpass.contracts.chain_rule import output_of_forward
from backpass.contracts.sigmoid_neuron import LARGEST, sigmoid
from backpass.judging.cases import (
    LARGE,
    LEAST,
    Draw,
    drawn_cases,
    few_different,
    several_cancelling,
    signs,
    sizes,
)
from backpass.judging.contract import Contract, GradientContract, QuizContract, ValueContract
from backpass.judging.gradcheck import complex_step
from backpass.judging.returned import Unfit, named
from backpass.judging.verdict import PLAIN, Case, Kind

CHAPTER = "04_staged_computation"
TITLE = "Staged computation"

#: The stages that the cache of ``staged_forward`` holds under their names.
STAGES = ("sigy", "num", "sigx", "xpy", "xpysqr", "den", "invden")


def stages(x: Any, y: Any) -> tuple[Any, ...]:
    """The stages of the staged function in the order of :data:`STAGES`, then its output.

    Args:
        x: A number, real or complex.
        y: A number, real or complex.
    """
    sigy, sigx, xpy = sigmoid(y), sigmoid(x), x + y
    num, xpysqr = x + sigy, xpy * xpy
    den = sigx + xpysqr
    invden = 1.0 / den
    return sigy, num, sigx, xpy, xpysqr, den, invden, num * invden


def staged(x: Any, y: Any) -> Any:
    """(x + σ(y)) / (σ(x) + (x + y)²).

    Args:
        x: A number, real or complex.
        y: A number, real or complex.
    """
    return stages(x, y)[-1]


def fork(x: Any, y: Any) -> Any:
    """The function x σ(x y) + x², which uses x three times.

    Args:
        x: A number, real or complex.
        y: A number, real or complex.
    """
    return x * sigmoid(x * y) + x * x


def score(w: Any, x: Any) -> Any:
    """The score wᵀx of a linear classifier with one class.

    Args:
        w: Weights of shape (D,).
        x: Inputs of shape (D,).
    """
    return w @ x


def stages_and_output(result: Any) -> tuple[Any, ...]:
    """The named entries of the cache in ``(f, cache)``, or what it lacks, then the output.

    The first stage that is wrong is the one to mend first, so the output comes last.

    Raises:
        WrongType: When it is no pair.
    """
    (f,) = output_of_forward(result)
    cache = result[1]
    if not isinstance(cache, Mapping):
        instead = Unfit(
            Kind.TYPE,
            f"The cache is {named(cache)}; here it should be a dict with the stages under their "
            'names, such as `{"sigy": sigy, "num": num, …}`.',
        )
        return (*(instead for _ in STAGES), f)
    return (*(cache[name] if name in cache else _missing(name) for name in STAGES), f)


def _missing(name: str) -> Unfit:
    return Unfit(
        Kind.MISSING, f'The cache has no entry called "{name}", which should hold the value {name}.'
    )


def usable_staged(x: float, y: float) -> bool:
    """Whether the denominator is far enough from 0 to divide by it with all digits.

    Args:
        x: A real number.
        y: A real number.
    """
    return bool(stages(x, y)[STAGES.index("den")] >= 0.05)


def usable_fork(x: float, y: float) -> bool:
    """Whether all that goes into an exponential is within the limit.

    Args:
        x: A real number.
        y: A real number.
    """
    return abs(x * y) <= LARGEST and max(abs(x), abs(y)) <= LARGEST


def _pair(first: float, second: float, size: float = 1.0) -> Draw:
    """Draws x and y of these signs, of comfortable size times ``size``; 0 stays 0."""

    def draw(rng: np.random.Generator) -> tuple[float, float]:
        x, y = np.array([first, second]) * size * sizes(rng, (2,))
        return float(x), float(y)

    return draw


def _any(rng: np.random.Generator) -> tuple[float, float]:
    x, y = 2.0 * rng.normal(size=2)
    return float(x), float(y)


def _saturated(sign: float) -> Draw:
    """Draws x and y whose product is of this sign and near the limit."""

    def draw(rng: np.random.Generator) -> tuple[float, float]:
        x = float(signs(rng)) * (1.0 + 2.0 * rng.random())
        return x, sign * (20.0 + 10.0 * rng.random()) / x

    return draw


def _opposite(x: float) -> tuple[float, float]:
    return x, -x


_STRATA: list[tuple[str, Draw]] = [
    ("both inputs positive", _pair(1, 1)),
    ("both inputs negative", _pair(-1, -1)),
    ("x positive, y negative", _pair(1, -1)),
    ("x negative, y positive", _pair(-1, 1)),
    ("tiny inputs", _pair(1e-5, -1e-5)),
    ("x = 0", _pair(0, 1)),
    ("y = 0", _pair(1, 0)),
    ("x = −0", lambda rng: (-0.0, float(sizes(rng)))),
    ("both inputs zero", lambda _: (0.0, 0.0)),
    ("equal inputs", lambda rng: (float(signs(rng) * sizes(rng)),) * 2),
    ("inputs of equal size and opposite sign", lambda rng: _opposite(float(sizes(rng)))),
    (PLAIN, _any),
]
_ONCE: list[tuple[str, Draw]] = [
    ("an input next to zero", lambda _: (1.5, LEAST)),
    ("an input next to zero", lambda _: (-LEAST, 1.5)),
    ("whole numbers", lambda _: (1.0, -1.0)),
    ("whole numbers", lambda _: (-1.0, 1.0)),
    ("y = 0", lambda _: (-0.5, 0.0)),  # x + σ(y) is 0, and x² + x σ(x y)
]


def _limits(x: float, y: float) -> Draw:
    """A point at the limit itself."""
    return lambda _: (x, y)


_staged_cases = drawn_cases(
    [(3.0, -4.0)],
    [
        *_STRATA,
        ("large positive inputs", _pair(1, 1, 10.0)),
        ("large negative inputs", _pair(-1, -1, 10.0)),
        ("large inputs, y negative", _pair(1, -1, 10.0)),
        ("rather large positive inputs", _limits(6.0, 12.0)),
        ("rather large positive inputs", _limits(12.0, 6.0)),
        ("rather large negative inputs", _limits(-6.0, -12.0)),
        ("rather large negative inputs", _limits(-12.0, -6.0)),
        ("the largest x", _limits(LARGEST, 1.0)),
        ("the largest negative x", _limits(-LARGEST, 1.0)),
        ("the largest y", _limits(1.0, LARGEST)),
        ("the largest negative y", _limits(1.0, -LARGEST)),
    ],
    usable_staged,
    once=_ONCE,
)

_fork_cases = drawn_cases(
    [(2.0, -1.0)],
    [
        *_STRATA,
        ("a large product", _saturated(1.0)),
        ("a large negative product", _saturated(-1.0)),
        ("a rather large product", _limits(3.5, 3.5)),
        ("a rather large negative product", _limits(3.5, -3.5)),
        ("the largest product", _limits(1.0, LARGEST)),
        ("the largest negative product", _limits(1.0, -LARGEST)),
    ],
    usable_fork,
    once=_ONCE,
)


def _vectors(count: int, entries: Callable[[np.random.Generator, int], Any]) -> Draw:
    return lambda rng: (entries(rng, count), entries(rng, count))


def _mixed(rng: np.random.Generator, count: int) -> Any:
    return signs(rng, (count,)) * sizes(rng, (count,))


def _zeros(rng: np.random.Generator) -> tuple[Any, Any]:
    """A zero in each, at different places: where both are zero, each may be taken for the other."""
    w, x = _mixed(rng, 6), _mixed(rng, 6)
    first, second = rng.permutation(6)[:2]
    w[first] = x[second] = 0.0
    return w, x


_score_cases = drawn_cases(
    [(np.array([0.5, -1.0, 2.0]), np.array([3.0, 1.0, -2.0]))],
    [
        ("entries that are all positive", _vectors(3, lambda rng, D: sizes(rng, (D,)))),
        ("entries that are all negative", _vectors(2, lambda rng, D: -sizes(rng, (D,)))),
        ("entries of both signs", _vectors(5, _mixed)),
        ("tiny entries", _vectors(4, lambda rng, D: 1e-5 * _mixed(rng, D))),
        ("huge entries", _vectors(2, lambda rng, D: LARGE * _mixed(rng, D))),
        ("a single entry", _vectors(1, _mixed)),
        ("entries of zero", _zeros),
        ("entries that are all equal", _vectors(4, lambda rng, D: np.full(D, float(sizes(rng))))),
        ("entries that add up to 0", lambda _: several_cancelling(((3,), (3,)))),
        ("w and x equal", lambda rng: (_mixed(rng, 3),) * 2),
        ("few different entries", _vectors(5, lambda rng, D: few_different(rng, (D,)))),
        (PLAIN, _vectors(3, lambda rng, D: 2.0 * rng.normal(size=D))),
    ],
    once=[("tiny entries", _vectors(3, lambda rng, D: LEAST * signs(rng, (D,))))],
)


def _rate_for_the_same_update(learning_rate: float, scale: float) -> tuple[float]:
    """The old update of a weight, measured, over the gradient that scaled inputs lead to."""

    def slope(x: float) -> float:
        return float(complex_step(lambda w: w * x, (0.5,))[0])

    return (learning_rate * slope(1.0) / slope(scale),)


def _rate_cases(rng: np.random.Generator) -> list[Case]:
    """Learning rates and scales, the scale below and above 1."""

    def rate() -> float:
        return float(10.0 ** rng.uniform(-3, 0))

    return [
        Case("inputs multiplied by a large number", (rate(), float(rng.uniform(50, 5000)))),
        Case("inputs multiplied by a moderate number", (rate(), float(rng.uniform(1.5, 9)))),
        Case("inputs made smaller", (rate(), float(rng.uniform(0.1, 0.8)))),
        Case("inputs made much smaller", (rate(), float(rng.uniform(1e-4, 1e-2)))),
        Case("inputs left as they are", (rate(), 1.0)),
        Case("a learning rate above 1", (float(rng.uniform(1.5, 20)), float(rng.uniform(2, 300)))),
        Case("a tiny learning rate", (1e-5 * rate(), float(rng.uniform(2, 30)))),
        Case("a huge learning rate", (1e6 * rate(), float(rng.uniform(2, 30)))),
        Case("a learning rate of 1", (1.0, float(rng.uniform(2, 30)))),
        Case("a rate and a scale that are equal", (2.5, 2.5)),
        Case("inputs multiplied by a huge number", (rate(), 1e9)),
        Case("inputs multiplied by almost nothing", (rate(), 1e-9)),
        Case("whole numbers", (3.0, 2.0)),
        Case("a scale near 1", (rate(), float(1.0 + 0.01 * rng.random() + 0.001))),
    ]


def _backward(
    name: str, inputs: tuple[str, str], forward: Callable[..., Any], **more: Any
) -> GradientContract:
    gradients = tuple(f"d{each}" for each in inputs)
    return GradientContract(
        name=name,
        chapter=CHAPTER,
        signature=f"{name}(dout, cache)",
        parts={**dict.fromkeys(gradients, 2.0), "clean": 1.0},
        inputs=inputs,
        gradients=gradients,
        forward=forward,
        **more,
    )


CONTRACTS: tuple[Contract, ...] = (
    ValueContract(
        name="staged_forward",
        chapter=CHAPTER,
        signature="staged_forward(x, y)",
        parts={**dict.fromkeys(STAGES, 0.5), "f": 2.5, "clean": 1.0},
        inputs=("x", "y"),
        outputs=(*STAGES, "f"),
        truth=stages,
        cases=_staged_cases,
        select=stages_and_output,
    ),
    _backward("staged_backward", ("x", "y"), staged, cases=_staged_cases, partner="staged_forward"),
    _backward("fork_backward", ("x", "y"), fork, cases=_fork_cases, given="fork_forward"),
    _backward("score_backward", ("w", "x"), score, cases=_score_cases, given="score_forward"),
    ValueContract(
        name="rescaled_learning_rate",
        chapter=CHAPTER,
        signature="rescaled_learning_rate(learning_rate, scale)",
        parts={"rate": 2.0},
        inputs=("learning_rate", "scale"),
        outputs=("rate",),
        truth=_rate_for_the_same_update,
        cases=_rate_cases,
        examples=(
            ((0.1, 1000.0), (1e-4,)),
            ((0.3, 1.0), (0.3,)),
            ((0.01, 0.25), (0.04,)),
            ((2.0, 5.0), (0.4,)),
        ),
    ),
    *(
        QuizContract(name=name, chapter=CHAPTER, signature=f"{name}()", parts={"answer": 1.0})
        for name in (
            "quiz_fork",
            "quiz_recompute",
            "quiz_pattern_chain",
            "quiz_scaled_data",
        )
    ),
)
