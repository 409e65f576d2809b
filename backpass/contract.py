"""What an exercise asks for: names, shapes, points, the forward function that is trusted.

A contract is the public half of an exercise. It holds nothing that a notebook does not tell anyway;
references, hidden points and known mistakes live with the instructor, in ``grader_tests/``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backpass.gradcheck import Forward
from backpass.verdict import Case

Cases = Callable[[np.random.Generator], Sequence[Case]]


@dataclass(frozen=True, kw_only=True)
class Contract:
    """What every exercise has.

    Attributes:
        name: Grade id of the solution cell, and the name of the function in it.
        chapter: Assignment that it belongs to, e.g. ``"02_chain_rule"``.
        signature: As a learner calls it, e.g. ``"add_backward(dout, cache)"``.
        parts: Points of each part; they add up to the points of the test cell.
    """

    name: str
    chapter: str
    signature: str
    parts: Mapping[str, float]

    @property
    def points(self) -> float:
        """What the exercise is worth."""
        return float(sum(self.parts.values()))

    @property
    def clean(self) -> float:
        """Points for leaving the arguments alone and answering the same twice; 0 if not graded."""
        return self.parts.get("clean", 0.0)


def owner(gradient: str) -> str:
    """The input that a gradient belongs to: ``"x"`` for ``"dx"`` and for ``"dfdx"``."""
    return gradient.removeprefix("df").removeprefix("d")


@dataclass(frozen=True, kw_only=True)
class GradientContract(Contract):
    """An exercise that returns gradients of a forward function.

    Attributes:
        inputs: Names of the forward's inputs, in order.
        gradients: Names of the gradients that are returned, in order; each is ``"d"`` + an input.
        forward: The trusted forward, from inputs to the output alone; accepts complex input.
        cases: Draws the points at which it is examined.
        upstream: Name of the upstream gradient, or None when the function is called with the
            inputs themselves, as ``multiply_gradient(x, y)`` is.
        cache_of: Builds the cache that the given forward returns, from the inputs.
        partner: Name of the learner's own forward, whose cache is used instead.
        arguments: What the learner's own forward is called with, from the inputs.
        given: Name of the given forward in the notebook; calls to it are watched.
        keys: True when the gradients come as a dict with the inputs' names as keys.
        lists: True when a gradient of one dimension may also come as a list of plain numbers.
        tie: The stated rule where the forward has a kink, in a sentence.
        kink: How far the inputs are from a kink, relative to their size; such points are shown with
            the rule instead of a numerical gradient.
    """

    inputs: tuple[str, ...]
    gradients: tuple[str, ...]
    forward: Forward
    cases: Cases
    upstream: str | None = "dout"
    cache_of: Callable[..., Any] | None = None
    partner: str | None = None
    arguments: Callable[..., tuple[Any, ...]] = field(default=lambda *inputs: inputs)
    given: str | None = None
    keys: bool = False
    lists: bool = False
    tie: str | None = None
    kink: Callable[..., float] | None = None

    @property
    def wrt(self) -> tuple[int, ...]:
        """Positions of the inputs that get a gradient."""
        return tuple(self.inputs.index(owner(name)) for name in self.gradients)


@dataclass(frozen=True, kw_only=True)
class ValueContract(Contract):
    """An exercise that returns values: a forward pass, a prediction, an updated set of weights.

    Attributes:
        inputs: Names of the arguments, in order.
        outputs: Names of the judged outputs; the parts carry the same names.
        truth: The trusted function from the arguments to a tuple of outputs, when the notebook
            states it; None when it would give the answer away.
        cases: Draws the points at which it is examined.
        examples: Published arguments with the published outputs.
        select: Picks the judged outputs out of what the function returned; may raise a
            :class:`WrongType` with a sentence, or put an :class:`~backpass.returned.Unfit` in the
            place of an output that is missing.
        tie: The stated rule where a gradient among the outputs is at a kink, in a sentence.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    truth: Callable[..., tuple[Any, ...]] | None
    cases: Cases
    examples: Sequence[tuple[tuple[Any, ...], tuple[Any, ...]]] = ()
    select: Callable[[Any], tuple[Any, ...]] = field(default=lambda result: (result,))
    tie: str | None = None


@dataclass(frozen=True, kw_only=True)
class SpecialContract(Contract):
    """An exercise that needs a judge of its own, e.g. one that takes a function as argument.

    Attributes:
        plan: Draws what it is examined with: a :class:`~backpass.plan.Plan`, or something else that
            can be worked out ahead.
        examine: From the contract, the learner's function and such a plan to the trial; the trial
            is None when the function is still the stub.
        pieces: Contracts that it is put together from; a finding about one of their parts is told
            in their words.
        pair: Whether it judges the pair of a function and its own forward.
    """

    plan: Callable[[np.random.Generator], Any]
    examine: Callable[[Contract, Any, Any], Any]
    pieces: tuple[Contract, ...] = ()
    pair: bool = False


@dataclass(frozen=True, kw_only=True)
class QuizContract(Contract):
    """A question with lettered choices; the replies are sealed, see :mod:`backpass.quiz`.

    Attributes:
        choices: The letters, e.g. ``"abcd"``.
    """

    choices: str = "abcd"


class WrongType(TypeError):
    """What a function returned is not of the kind that its contract asks for; says what to do."""
