"""Contracts of chapter 1: what a derivative says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from backpass.judging import returned
from backpass.judging.cases import LARGE, LEAST, scalar_cases, several_cancelling
from backpass.judging.contract import (
    Contract,
    GradientContract,
    QuizContract,
    SpecialContract,
    ValueContract,
)
from backpass.judging.gradcheck import RTOL, agrees, complex_step
from backpass.judging.observe import attempt_all
from backpass.judging.plan import Plan
from backpass.judging.returned import Unfit
from backpass.judging.stopped import is_stub, raised_finding
from backpass.judging.trial import Call, Trial
from backpass.judging.verdict import Case, Finding, Kind

CHAPTER = "01_simple_gates"
TITLE = "Simple gates"


def add(x: Any, y: Any) -> Any:
    """The sum of two numbers.

    Args:
        x: A number, real or complex.
        y: A number, real or complex.
    """
    return x + y


def multiply(x: Any, y: Any) -> Any:
    """The product of two numbers.

    Args:
        x: A number, real or complex.
        y: A number, real or complex.
    """
    return x * y


def maximum(x: Any, y: Any) -> Any:
    """The larger of two numbers; at a tie the first one, which is the course's rule.

    Args:
        x: A number, real or complex.
        y: A number, real or complex; the real parts are compared.
    """
    return x if np.real(x) >= np.real(y) else y


def distance_to_tie(x: float, y: float) -> float:
    """How far two inputs of max are from a tie, relative to the larger of them.

    Args:
        x: One input.
        y: The other input.
    """
    return abs(x - y) / max(abs(x), abs(y), np.finfo(float).tiny)


TIES = ((1.5, 1.5), (-2.0, -2.0), (0.0, 0.0), (0.0, -0.0), (-0.0, 0.0), (1e-9, 1e-9))
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


#: Steps and places out of the ordinary: a wide step, a tiny one, whole numbers. A step is how far
#: to go, so it is more than 0: who asserts that is right.
UNUSUAL_STEPS: tuple[tuple[str, Callable[[float], float], float, float | None], ...] = (
    ("f(x) = x³ − 2x", lambda x: x**3 - 2 * x, -1.2, 3.0),
    ("f(x) = x³ − 2x", lambda x: x**3 - 2 * x, 40.0, 25.0),
    ("f(x) = x³ − 2x", lambda x: x**3 - 2 * x, -0.5, 0.25),
    ("f(x) = eˣ", lambda x: float(np.exp(x)), 0.3, 1e-6),
    ("f(x) = x²", lambda x: x * x, 0.0, 1e-12),
    ("f(x) = x² + x", lambda x: x * x + x, 3, 1),
    ("f(x) = |x|", abs, 0.0, 0.5),
    ("f(x) = x³ − 2x", lambda x: x**3 - 2 * x, 0.0, 0.25),
    ("f(x) = 7", lambda _: 7.0, 2.0, None),
    ("f(x) = x²", lambda x: x * x, 1e6, 1e4),
    ("f(x) = x²", lambda x: x * x, -1e-9, None),
)


@dataclass(frozen=True)
class _Derivative:
    """A derivative to ask for.

    Attributes:
        label: What the function is called.
        f: The function.
        x: Where.
        h: The step; None for the learner's own default.
    """

    label: str
    f: Callable[[float], float]
    x: float
    h: float | None

    @property
    def step(self) -> float:
        """The step that is meant."""
        return 1e-5 if self.h is None else self.h

    @property
    def case(self) -> Case:
        """The point, as a learner is told of it."""
        step = "" if self.h is None else f" with h = {self.h:g}"
        return Case(f"{self.label} at x = {self.x:.6g}{step}", (self.x, self.step))

    @property
    def known(self) -> dict[str, float]:
        """What a difference quotient may be made of."""
        at, h = self.x, self.step
        return {
            "f(x + h)": float(self.f(at + h)),
            "f(x)": float(self.f(at)),
            "f(x − h)": float(self.f(at - h)),
            "h": float(h),
            "x": float(at),
        }

    @property
    def expected(self) -> float:
        """The central difference."""
        return (self.f(self.x + self.step) - self.f(self.x - self.step)) / (2 * self.step)


class _Counted:
    """A call of ``numerical_derivative``, and where it asks for the function.

    Args:
        of: The derivative that is asked for.
    """

    def __init__(self, of: _Derivative) -> None:
        self.of = of
        self.asked: list[float] = []

    @property
    def arguments(self) -> tuple[Any, ...]:
        """What the function is called with."""
        step = () if self.of.h is None else (self.of.h,)
        return (self._counting, self.of.x, *step)

    def _counting(self, at: float) -> float:
        self.asked.append(float(at))
        return self.of.f(at)


def _derivatives(rng: np.random.Generator) -> Iterator[_Derivative]:
    for label, curve, published in CURVES:
        yield _Derivative(label, curve, published, None)
        yield _Derivative(label, curve, published, 0.1)
        for step in (1e-3, 0.5):
            yield _Derivative(label, curve, float(published + 0.2 * rng.normal()), step)
    for unusual in UNUSUAL_STEPS:
        yield _Derivative(*unusual)


def examine_derivative(contract: Contract, function: Any, plan: Plan[_Derivative]) -> Trial | None:
    """Judge ``numerical_derivative``: its value by the stated formula, and how often it calls f.

    The steps are also large ones, where a one-sided difference is far from a central one.

    Args:
        contract: The contract of ``numerical_derivative``.
        function: The learner's function.
        plan: The calls to make.
    """
    trial = Trial(contract.name, contract.parts, ("value", "calls"))
    for call, result in attempt_all(function, map(_Counted, plan)):
        if is_stub(result) and not trial.calls:
            return None
        _judge_derivative(contract, trial, call, result)
    return trial


def _judge_derivative(contract: Contract, trial: Trial, call: _Counted, result: Any) -> None:
    one, case, asked = call.of, call.of.case, call.asked
    made = Call(case, None, result)
    made.beside = (len(asked) > 2) - (len(asked) < 2)
    trial.saw(made)
    if isinstance(result, BaseException):
        trial.blame(raised_finding(contract.name, result, case, None))
        return
    try:
        came = returned.number(result, "the derivative")
        made.items["value"], made.expected["value"] = came, one.expected
        made.known = one.known
        if not agrees(came, one.expected):
            slip = _slip(one, came) or _asked_elsewhere(asked, one)
            trial.blame(
                Finding(
                    "value",
                    Kind.VALUE,
                    "The value is not (f(x + h) − f(x − h)) / (2h)." + slip,
                    case,
                    came=came,
                    expected=one.expected,
                    explained=bool(slip),
                )
            )
    except Unfit as unfit:
        trial.blame(Finding("value", unfit.kind, str(unfit), case, came=result))
    if not _asked_both_sides(asked, one.x, one.step):
        trial.blame(
            Finding(
                "calls",
                Kind.VALUE,
                _called(asked, one) + _of_calls(asked, one),
                case,
            )
        )


#: Places at which f may be asked, as so many steps from x.
_STEPS_FROM_X = {"x": 0.0, "x + h": 1.0, "x − h": -1.0, "x + 2h": 2.0, "x − 2h": -2.0} | {
    "x + h/2": 0.5,
    "x − h/2": -0.5,
}


def _place(at: float, one: _Derivative) -> str:
    """A place at which f was asked, and what it is beside x where that can be told."""
    for words, steps in _STEPS_FROM_X.items():
        if at == one.x + steps * one.step:
            return f"{at:.6g} ({words})"
    return f"{at:.6g}"


def _of_calls(asked: list[float], one: _Derivative) -> str:
    """What is said of calls that are not those of the central difference."""
    if _on_both_sides(asked, one):
        return " One is above x and one below, and they should be h away from it, whatever h is."
    return " The central difference needs it twice: a step above x and a step below."


def _on_both_sides(asked: list[float], one: _Derivative) -> bool:
    """Whether f was asked once above x and once below."""
    return len(asked) == 2 and min(asked) < one.x < max(asked)


def _called(asked: list[float], one: _Derivative) -> str:
    """How often f was called, and where."""
    times, places = len(asked), ", ".join(_place(at, one) for at in asked[:4])
    if not times:
        return "f was called 0 times."
    if times == 1:
        return f"f was called 1 time, at x = {places}."
    return f"f was called {times} times, at x = {places}."


#: Slips of the pen in a difference quotient, and what is said of each.
_SLIPS: tuple[tuple[Callable[[float, float, float, float], float], str], ...] = (
    (
        lambda above, _at, below, h: (above - below) / 2 * h,
        "Python reads `/ 2 * h` from left to right: it divides by 2, then multiplies by h. "
        "Brackets help.",
    ),
    (
        lambda above, at, _below, h: (above - at) / h,
        "It is the slope of the step to the right alone.",
    ),
    (
        lambda _above, at, below, h: (at - below) / h,
        "It is the slope of the step to the left alone.",
    ),
    (
        lambda above, _at, below, h: (above - below) / h,
        "It is twice as large. How far apart are the two places at which f is asked?",
    ),
    (
        lambda above, _at, below, h: (below - above) / (2 * h),
        "It has the wrong sign. Which of the two values is taken from which?",
    ),
    (
        lambda above, _at, below, _h: above - below,
        "It is the difference of the two values. A slope is a difference divided by a distance.",
    ),
)


def _slip(one: _Derivative, came: float) -> str:
    """A sentence on a slip that leads to just this number; nothing where none does."""
    above, at, below = one.f(one.x + one.step), one.f(one.x), one.f(one.x - one.step)
    for slip, said in _SLIPS:
        made = slip(above, at, below, one.step)
        # next to 0 any number would agree
        if made != 0.0 and abs(came - made) <= RTOL * abs(made):
            return f" {said}"
    return ""


def _asked_elsewhere(asked: list[float], one: _Derivative) -> str:
    """A sentence where f was asked at x alone, or not on both sides of it."""
    if not asked or _asked_both_sides(asked, one.x, one.step):
        return ""
    if all(at == one.x for at in asked):
        return (
            " f is asked at x itself and nowhere else. The step h belongs to the place at which f "
            "is asked."
        )
    if any(at == one.x for at in asked):
        return " f is asked at x itself. At which two places does a central difference ask?"
    if _on_both_sides(asked, one):
        return " f is asked on both sides of x. Are these places h away from it, whatever h is?"
    return ""


def _asked_both_sides(asked: list[float], x: float, h: float) -> bool:
    wanted = sorted([x - h, x + h])
    near = 1e-7 * abs(h)
    return len(asked) == 2 and bool(np.allclose(sorted(asked), wanted, rtol=1e-15, atol=near))


def _change_of_a_line(gradient: Any, step: Any) -> tuple[Any, ...]:
    """How much a function changes that is a straight line along the step, by the complex step."""
    return complex_step(lambda part: np.sum(gradient * (part * step)), (1.0,))


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
    same = np.array([2.0, 2.0, -1.0])
    cases.append(Case("gradient and step equal", (same, same)))
    cases.append(Case("entries that are all equal", (np.full(4, 1.5), np.full(4, -0.25))))
    cancelling = several_cancelling(((4,), (4,)))
    cases.append(Case("entries that add up to 0", cancelling))
    cases.append(Case("large steps", (rng.normal(size=3), 1e3 * rng.normal(size=3))))
    cases.append(Case("whole numbers", (np.array([3.0, 1.0, -1.0]), np.array([1.0, 2.0, -1.0]))))
    tiny = np.array([LEAST, 2.0]), np.array([1.5, -LEAST])
    cases.append(Case("an input next to zero", tiny, once=True))
    cases.append(Case("a gradient of zero", (np.zeros(2), rng.normal(size=2))))
    between = np.array([2.0, 0.0, -3.0, 0.0, 1.5])
    cases.append(Case("zeros in the gradient", (between, 0.01 * (1.0 + rng.random(5)))))
    cases.append(Case("all steps negative", (np.abs(gradient), -0.01 * np.abs(rng.normal(size=3)))))
    return cases


CONTRACTS: tuple[Contract, ...] = (
    SpecialContract(
        name="numerical_derivative",
        chapter=CHAPTER,
        signature="numerical_derivative(f, x, h=1e-5)",
        parts={"value": 3.0, "calls": 1.0},
        draw=lambda rng: Plan(_derivatives(rng)),
        examine=examine_derivative,
    ),
    _inputs_gradient("multiply_gradient", multiply, cases=scalar_cases([(4.0, -3.0)])),
    _inputs_gradient("add_gradient", add, cases=scalar_cases([(4.0, -3.0)])),
    _inputs_gradient(
        "max_gradient",
        maximum,
        cases=scalar_cases([(4.0, 2.0)], kink=distance_to_tie, ties=TIES, compared=(0, 1)),
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
        truth=_change_of_a_line,
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
