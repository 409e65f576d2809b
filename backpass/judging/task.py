"""What an exercise asks for: names, shapes, points, the forward function that is trusted.

A task is plain data. How it is planned and judged is said one floor up, in
:mod:`backpass.judging.contract`; planning and judging read nothing of a contract but its task.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backpass.judging.gradcheck import Forward, owner
from backpass.judging.verdict import Case

Cases = Callable[[np.random.Generator], Sequence[Case]]


@dataclass(frozen=True, kw_only=True)
class Task:
    """What every exercise has; of the names, each kind of exercise gives those that it has.

    Attributes:
        name: Grade id of the solution cell, and the name of the function in it.
        chapter: Assignment that it belongs to, e.g. ``"02_chain_rule"``.
        signature: As a learner calls it, e.g. ``"add_backward(dout, cache)"``.
        parts: Points of each part; they add up to the points of the test cell.
        partner: Name of the learner's own forward, whose cache is used instead of a given one's.
        in_parts: Whether its parts are written one after the other, so that a check lists them.
        inputs: Names of the inputs of a function that is judged call by call, in order.
        gradients: Names of the gradients that it returns, in order.
        outputs: Names of the values that it returns, in order.
        upstream: Name of its upstream gradient.
        arguments: What the learner's own forward is called with, from the inputs.
    """

    name: str
    chapter: str
    signature: str
    parts: Mapping[str, float]
    partner: str | None = None
    in_parts: bool = False
    inputs: tuple[str, ...] = ()
    gradients: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    upstream: str | None = None
    arguments: Callable[..., tuple[Any, ...]] = field(default=lambda *inputs: inputs)

    @property
    def points(self) -> float:
        """What the exercise is worth."""
        return float(sum(self.parts.values()))

    @property
    def clean(self) -> float:
        """Points for leaving the arguments alone and answering the same twice; 0 if not graded."""
        return self.parts.get("clean", 0.0)


@dataclass(frozen=True, kw_only=True)
class GradientTask(Task):
    """An exercise that returns gradients of a forward function.

    Attributes:
        inputs: Names of the forward's inputs, in order.
        gradients: Names of the gradients that are returned, in order; each is ``"d"`` + an input.
        forward: The trusted forward, from inputs to the output alone; accepts complex input.
        cases: Draws the points at which it is examined.
        upstream: Name of the upstream gradient, or None when the function is called with the
            inputs themselves, as ``multiply_gradient(x, y)`` is.
        cache_of: Builds the cache that the given forward returns, from the inputs.
        given: Name of the given forward in the notebook; calls to it are watched.
        keys: True when the gradients come as a dict with the inputs' names as keys.
        lists: True when a gradient of one dimension may also come as a list of plain numbers.
        own_array: True where the notebook asks for a new array, and not for the upstream gradient
            itself where all of it passes.
        tie: The stated rule where the forward has a kink, in a sentence.
        kink: How far the inputs are from a kink, relative to their size; such points are shown with
            the rule instead of a numerical gradient.
    """

    inputs: tuple[str, ...] = field()
    gradients: tuple[str, ...] = field()
    forward: Forward
    cases: Cases
    upstream: str | None = "dout"
    cache_of: Callable[..., Any] | None = None
    given: str | None = None
    keys: bool = False
    lists: bool = False
    own_array: bool = False
    tie: str | None = None
    kink: Callable[..., float] | None = None

    @property
    def wrt(self) -> tuple[int, ...]:
        """Positions of the inputs that get a gradient."""
        return tuple(self.inputs.index(owner(name)) for name in self.gradients)


@dataclass(frozen=True, kw_only=True)
class ValueTask(Task):
    """An exercise that returns values: a forward pass, a prediction, an updated set of weights.

    Attributes:
        inputs: Names of the arguments, in order.
        outputs: Names of the judged outputs; the parts carry the same names.
        truth: The trusted function from the arguments to a tuple of outputs, when the notebook
            states it; None when it would give the answer away.
        cases: Draws the points at which it is examined.
        examples: Published arguments with the published outputs; where it is not the example that
            the text works out, also what is special about the arguments.
        select: Picks the judged outputs out of what the function returned; may raise a
            :class:`WrongType` with a sentence, or put an :class:`~backpass.judging.returned.Unfit`
            in the place of an output that is missing.
        own_result: True where the notebook asks for a new result, and not for its first argument.
        tie: The stated rule where a gradient among the outputs is at a kink, in a sentence.
        between: Values on the way to the result, by what they are called, where the text of the
            chapter names them. A wrong result is described with them.
    """

    inputs: tuple[str, ...] = field()
    outputs: tuple[str, ...] = field()
    truth: Callable[..., tuple[Any, ...]] | None
    cases: Cases
    examples: Sequence[tuple[Any, ...]] = ()
    select: Callable[[Any], tuple[Any, ...]] = field(default=lambda result: (result,))
    own_result: bool = False
    tie: str | None = None
    between: Callable[..., Mapping[str, Any]] | None = None
