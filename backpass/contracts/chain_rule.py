"""Contracts of chapter 2: circuits and the chain rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backpass.contracts.simple_gates import TIE_RULE, TIES, add, distance_to_tie, maximum, multiply
from backpass.judging.cases import scalar_cases
from backpass.judging.contract import Contract, GradientContract, QuizContract, ValueContract
from backpass.judging.returned import WrongType, named
from backpass.judging.verdict import Case

CHAPTER = "02_chain_rule"
TITLE = "The chain rule"


def chain(x: Any, y: Any, z: Any) -> Any:
    """(x + y) z.

    Args:
        x: A number, real or complex.
        y: A number, real or complex.
        z: A number, real or complex.
    """
    return (x + y) * z


def pattern(x: Any, y: Any, z: Any, w: Any) -> Any:
    """2 (xy + max(z, w)).

    Args:
        x: A number, real or complex.
        y: A number, real or complex.
        z: A number, real or complex.
        w: A number, real or complex.
    """
    return 2 * (x * y + maximum(z, w))


def pattern_distance(_x: float, _y: float, z: float, w: float) -> float:
    """How far z and w are from a tie.

    Args:
        _x: Not looked at.
        _y: Not looked at.
        z: One input of max.
        w: The other input of max.
    """
    return distance_to_tie(z, w)


PATTERN_TIES = ((3.0, -4.0, 2.0, 2.0), (-1.5, 0.5, -1.0, -1.0), (2.0, 1.0, 0.0, 0.0))


_drawn_pattern_cases = scalar_cases(
    [(3.0, -4.0, 2.0, -1.0)], kink=pattern_distance, ties=PATTERN_TIES, compared=(2, 3)
)


def _pattern_cases(rng: np.random.Generator) -> list[Case]:
    """Drawn points, and one where the product and the maximum cancel."""
    return [*_drawn_pattern_cases(rng), Case("whole numbers", (2.0, -1.0, 2.0, 1.0), once=True)]


def output_of_forward(result: Any) -> tuple[Any, ...]:
    """The output out of what a forward function returns, ``(out, cache)``.

    Raises:
        WrongType: When it is no pair; ``{name}`` stands for the function's name.
    """
    if not isinstance(result, tuple | list):
        raise WrongType(
            f"{{name}} returned {named(result)}. A forward function returns two things: the output "
            "and the cache, `return f, cache`."
        )
    if len(result) != 2:
        raise WrongType(
            f"{{name}} returned {len(result)} things. A forward function returns two: the output "
            "and the cache, `return f, cache` (pack what the backward pass needs into one tuple)."
        )
    return (result[0],)


def _gate_backward(
    name: str, forward: Callable[..., Any], given: str, **more: Any
) -> GradientContract:
    return GradientContract(
        name=name,
        chapter=CHAPTER,
        signature=f"{name}(dout, cache)",
        parts={"dx": 2.0, "dy": 2.0, "clean": 1.0},
        inputs=("x", "y"),
        gradients=("dx", "dy"),
        forward=forward,
        given=given,
        **more,
    )


CONTRACTS: tuple[Contract, ...] = (
    _gate_backward("add_backward", add, "add_forward", cases=scalar_cases([(-2.0, 5.0)])),
    _gate_backward(
        "multiply_backward", multiply, "multiply_forward", cases=scalar_cases([(3.0, -4.0)])
    ),
    _gate_backward(
        "max_backward",
        maximum,
        "max_forward",
        cases=scalar_cases([(2.0, -1.0)], kink=distance_to_tie, ties=TIES, compared=(0, 1)),
        tie=TIE_RULE,
        kink=distance_to_tie,
    ),
    ValueContract(
        name="chain_forward",
        chapter=CHAPTER,
        signature="chain_forward(x, y, z)",
        parts={"f": 2.0, "clean": 1.0},
        inputs=("x", "y", "z"),
        outputs=("f",),
        truth=lambda x, y, z: (chain(x, y, z),),
        cases=scalar_cases([(-2.0, 5.0, -4.0)]),
        select=output_of_forward,
    ),
    GradientContract(
        name="chain_backward",
        chapter=CHAPTER,
        signature="chain_backward(dout, cache)",
        parts={"dx": 2.0, "dy": 2.0, "dz": 2.0, "clean": 1.0},
        inputs=("x", "y", "z"),
        gradients=("dx", "dy", "dz"),
        forward=chain,
        cases=scalar_cases([(-2.0, 5.0, -4.0)]),
        partner="chain_forward",
    ),
    GradientContract(
        name="pattern_backward",
        chapter=CHAPTER,
        signature="pattern_backward(dout, cache)",
        parts={"dx": 2.0, "dy": 2.0, "dz": 2.0, "dw": 2.0, "clean": 1.0},
        inputs=("x", "y", "z", "w"),
        gradients=("dx", "dy", "dz", "dw"),
        forward=pattern,
        given="pattern_forward",
        cases=_pattern_cases,
        tie="when z and w are equal, the gradient of max goes to z",
        kink=pattern_distance,
    ),
    *(
        QuizContract(name=name, chapter=CHAPTER, signature=f"{name}()", parts={"answer": 1.0})
        for name in ("quiz_reused_values", "quiz_add_wants", "quiz_max_route", "quiz_big_gradient")
    ),
)
