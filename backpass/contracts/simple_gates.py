"""Contracts of chapter 1: what a derivative says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backpass import returned
from backpass.cases import LARGE, scalar_cases
from backpass.contract import (
    Contract,
    GradientContract,
    QuizContract,
    SpecialContract,
    ValueContract,
)
from backpass.gradcheck import agrees
from backpass.judge import Call, Trial, is_stub, raised_finding
from backpass.observe import attempt
from backpass.returned import Unfit
from backpass.verdict import Case, Finding, Kind

CHAPTER = "01_simple_gates"


def add(x: Any, y: Any) -> Any:
    """The sum of two numbers."""
    return x + y


def multiply(x: Any, y: Any) -> Any:
    """The product of two numbers."""
    return x * y


def maximum(x: Any, y: Any) -> Any:
    """The larger of two numbers; at a tie the first one, which is the course's rule."""
    return x if np.real(x) >= np.real(y) else y


def distance_to_tie(x: float, y: float) -> float:
    """How far two inputs of max are from a tie, relative to the larger of them."""
    return abs(x - y) / max(abs(x), abs(y), np.finfo(float).tiny)


TIES = ((1.5, 1.5), (-2.0, -2.0), (0.0, 0.0))
TIE_RULE = "when both inputs are equal, the whole gradient goes to the first one"


def _inputs_gradient(name: str, forward: Callable[..., Any], **more: Any) -> GradientContract:
    return GradientContract(
        name=name,
        chapter=CHAPTER,
        signature=f"{name}(x, y)",
        parts={"dfdx": 2.0, "dfdy": 2.0},
        inputs=("x", "y"),
        gradients=("dfdx", "dfdy"),
        forward=forward,
        upstream=None,
        **more,
    )


#: Functions whose derivative is asked for; the published one first.
CURVES: tuple[tuple[str, Callable[[float], float], float], ...] = (
    ("f(x) = x²", lambda x: x * x, 3.0),
    ("f(x) = x³ − 2x", lambda x: x**3 - 2 * x, -1.2),
    ("f(x) = 1/x", lambda x: 1 / x, 0.7),
    ("f(x) = −3x", lambda x: -3 * x, 4.0),
    ("f(x) = sin x", lambda x: float(np.sin(x)), 0.4),
    ("f(x) = eˣ", lambda x: float(np.exp(x)), 1.1),
)


def examine_derivative(contract: Contract, function: Any, rng: np.random.Generator) -> Trial | None:
    """Judge ``numerical_derivative``: its value by the stated formula, and how often it calls f.

    The steps are also large ones, where a one-sided difference is far from a central one.
    """
    trial = Trial(contract.name, contract.parts, ("value", "calls"))
    for label, curve, published in CURVES:
        plan = [(published, None), (published, 0.1)]
        plan += [(float(published + 0.2 * rng.normal()), float(step)) for step in (1e-3, 0.5)]
        for x, h in plan:
            if not _derivative_call(contract, function, trial, (label, curve), x, h):
                return None
    return trial


def _derivative_call(
    contract: Contract,
    function: Any,
    trial: Trial,
    curve: tuple[str, Callable[[float], float]],
    x: float,
    h: float | None,
) -> bool:
    """Examine one call; False when it met the stub."""
    label, f = curve
    asked: list[float] = []

    def counting(at: float) -> float:
        asked.append(float(at))
        return f(at)

    result = attempt(function, counting, x) if h is None else attempt(function, counting, x, h)
    if is_stub(result) and not trial.calls:
        return False
    step = 1e-5 if h is None else h
    where = f"{label} at x = {x:.6g}" + ("" if h is None else f" with h = {h:g}")
    case = Case(where, (x, step))
    trial.saw(Call(case, None, result))
    if isinstance(result, BaseException):
        trial.blame(raised_finding(contract.name, result, case, None))
        return True
    expected = (f(x + step) - f(x - step)) / (2 * step)
    try:
        came = returned.number(result, "the derivative")
        if not agrees(came, expected):
            trial.blame(
                Finding(
                    "value",
                    Kind.VALUE,
                    "The value is not (f(x + h) − f(x − h)) / (2h).",
                    case,
                    came=came,
                    expected=expected,
                )
            )
    except Unfit as unfit:
        trial.blame(Finding("value", unfit.kind, str(unfit), case, came=result))
    if not _asked_both_sides(asked, x, step):
        trial.blame(
            Finding(
                "calls",
                Kind.VALUE,
                f"f was called {returned.counted(len(asked), 'time')}"
                + (f", at x = {', '.join(f'{at:.6g}' for at in asked[:4])}" if asked else "")
                + ". The central difference needs it twice: a step above x and a step below.",
                case,
            )
        )
    return True


def _asked_both_sides(asked: list[float], x: float, h: float) -> bool:
    return len(asked) == 2 and bool(np.allclose(sorted(asked), [x - h, x + h], rtol=0, atol=1e-9))


def _change_cases(rng: np.random.Generator) -> list[Case]:
    """Gradients and steps of one to six entries, of both signs, tiny and large, zero among them."""
    cases = []
    for size, scale in ((1, 1.0), (2, 1.0), (3, 1e-6), (4, 1e6), (5, 1.0), (6, 1.0)):
        gradient, step = scale * rng.normal(size=size), 0.01 * rng.normal(size=size)
        cases.append(Case(returned.counted(size, "input"), (gradient, step)))
    gradient = rng.normal(size=3)
    cases.append(Case("a step of zero", (gradient, np.zeros(3))))
    cases.append(Case("a step along one input alone", (gradient, np.array([0.0, 0.02, 0.0]))))
    huge = LARGE * rng.choice([-1.0, 1.0], 3) * (1.0 + rng.random(3))
    cases.append(Case("huge gradients", (huge, 0.01 * np.abs(rng.normal(size=3)))))
    cases.append(Case("all steps negative", (np.abs(gradient), -0.01 * np.abs(rng.normal(size=3)))))
    return cases


CONTRACTS: tuple[Contract, ...] = (
    SpecialContract(
        name="numerical_derivative",
        chapter=CHAPTER,
        signature="numerical_derivative(f, x, h=1e-5)",
        parts={"value": 3.0, "calls": 1.0},
        examine=examine_derivative,
    ),
    _inputs_gradient("multiply_gradient", multiply, cases=scalar_cases([(4.0, -3.0)])),
    _inputs_gradient("add_gradient", add, cases=scalar_cases([(4.0, -3.0)])),
    _inputs_gradient(
        "max_gradient",
        maximum,
        cases=scalar_cases([(4.0, 2.0)], kink=distance_to_tie, ties=TIES),
        tie=TIE_RULE,
        kink=distance_to_tie,
    ),
    ValueContract(
        name="predict_change",
        chapter=CHAPTER,
        signature="predict_change(gradient, step)",
        parts={"change": 3.0, "clean": 1.0},
        inputs=("gradient", "step"),
        outputs=("change",),
        truth=None,
        cases=_change_cases,
        examples=(
            ((np.array([-3.0, 4.0]), np.array([1e-4, 0.0])), (-3e-4,)),
            ((np.array([-3.0, 4.0]), np.array([0.0, 1e-4])), (4e-4,)),
            ((np.array([-3.0, 4.0]), np.array([0.01, 0.02])), (0.05,)),
            ((np.array([2.0]), np.array([-0.5])), (-1.0,)),
        ),
    ),
    *(
        QuizContract(name=name, chapter=CHAPTER, signature=f"{name}()", parts={"answer": 1.0})
        for name in ("quiz_sensitivity", "quiz_large_step", "quiz_which_gradient")
    ),
)
