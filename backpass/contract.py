"""What an exercise asks for: names, shapes, points, the forward function that is trusted.

A contract is the public half of an exercise. It holds nothing that a notebook does not tell anyway;
references, hidden points and known mistakes live with the instructor, in ``grader_tests/``.
"""

# ruff: noqa: ARG002 - each kind of contract needs another part of what all of them are given
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backpass import judge, quiz
from backpass.gradcheck import Forward, owner
from backpass.judge import Call, Trial
from backpass.observe import attempt, snapshot
from backpass.plan import inputs_as_cache, plan_gradients, plan_values
from backpass.returned import WrongType
from backpass.verdict import Case, Verdict

Cases = Callable[[np.random.Generator], Sequence[Case]]


@dataclass(frozen=True)
class Handed:
    """What a learner hands in for an exercise.

    Attributes:
        function: The function, or the class.
        forward: The learner's own forward, where its cache is read or it is judged as well.
    """

    function: Any
    forward: Callable[..., Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """What an instructor knows of an exercise beyond its contract; all of it may be left out.

    Attributes:
        cases: Draws other points than the contract's own.
        truth: The trusted function, where the contract does not state one.
        make_cache: Makes a cache of another layout than the one that belongs there, from the
            inputs.
        right: Whether a letter is the right answer to a quiz.
    """

    cases: Cases | None = None
    truth: Callable[..., tuple[Any, ...]] | None = None
    make_cache: Callable[..., Any] | None = None
    right: Callable[[str], bool] | None = None


NO_SECRETS = Secrets()


class NotComparable(Exception):
    """A single call says nothing about a function, so it must be judged as a whole."""


@dataclass(frozen=True, kw_only=True)
class Contract:
    """What every exercise has.

    Attributes:
        name: Grade id of the solution cell, and the name of the function in it.
        chapter: Assignment that it belongs to, e.g. ``"02_chain_rule"``.
        signature: As a learner calls it, e.g. ``"add_backward(dout, cache)"``.
        parts: Points of each part; they add up to the points of the test cell.
        partner: Name of the learner's own forward, whose cache is used instead of a given one's.
        in_parts: Whether its parts are written one after the other, so that a check lists them.
    """

    name: str
    chapter: str
    signature: str
    parts: Mapping[str, float]
    partner: str | None = None
    in_parts: bool = False

    @property
    def points(self) -> float:
        """What the exercise is worth."""
        return float(sum(self.parts.values()))

    @property
    def clean(self) -> float:
        """Points for leaving the arguments alone and answering the same twice; 0 if not graded."""
        return self.parts.get("clean", 0.0)

    @property
    def is_quiz(self) -> bool:
        """Whether it is a question with lettered choices."""
        return False

    def plan(self, rng: np.random.Generator, secrets: Secrets = NO_SECRETS) -> Any:
        """What it is examined with, see :mod:`backpass.plan`; None where nothing is drawn.

        Args:
            rng: Draws the points and the upstream gradients.
            secrets: What the instructor adds.

        Raises:
            NotImplementedError: This kind of contract has no plan of its own.
        """
        raise NotImplementedError(f"no way to plan a {type(self).__name__}")

    def judge(
        self, handed: Handed, plan: Any, secrets: Secrets = NO_SECRETS
    ) -> tuple[Verdict, Trial]:
        """Judge what a learner handed in.

        Args:
            handed: The function, and the learner's own forward where that is needed.
            plan: What :meth:`plan` made.
            secrets: What the instructor adds.

        Returns:
            The verdict, and the trial with all calls for a diagnosis.

        Raises:
            NotImplementedError: This kind of contract has no judge of its own.
        """
        raise NotImplementedError(f"no way to judge a {type(self).__name__}")

    def compared(self, call: Call, result: Any) -> Any:
        """The part of a result by which two functions are told apart.

        What a learner keeps in a private cache is no part of it.

        Args:
            call: The call that it is the result of.
            result: What came back.
        """
        return result

    def repeat(self, call: Call, handed: Handed) -> Any:
        """What another function gives where a judged one was called.

        Args:
            call: A call of the judged function.
            handed: The other function, with its forward.

        Returns:
            Its result, or the exception that it raised.

        Raises:
            NotComparable: When a single call cannot be repeated.
        """
        raise NotComparable


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

    def plan(self, rng: np.random.Generator, secrets: Secrets = NO_SECRETS) -> Any:
        """Calls at points of every kind, with several upstream gradients at each."""
        cases = (secrets.cases or self.cases)(rng)
        return plan_gradients(self, cases, rng, secrets.make_cache)

    def judge(
        self, handed: Handed, plan: Any, secrets: Secrets = NO_SECRETS
    ) -> tuple[Verdict, Trial]:
        """Judge the backward pass, with the cache of the learner's own forward where that is due.

        With :attr:`Secrets.make_cache`, the plan holds ready caches and the forward is not asked.
        """
        if self.partner is None or secrets.make_cache is not None:
            return judge.judge_gradients(self, handed.function, plan)
        return judge.judge_with_own_forward(self, handed.function, handed.forward, plan)

    def repeat(self, call: Call, handed: Handed) -> Any:
        """The gradients of another backward pass, with its own forward's cache where it has one.

        Args:
            call: A call that was judged.
            handed: The other backward pass, and its forward where it has one.

        Raises:
            NotComparable: The call has no upstream gradient, or the other forward made no cache.
        """
        if call.dout is None:
            raise NotComparable
        inputs = snapshot(call.case.inputs)
        if self.partner is None:
            cache = (self.cache_of or inputs_as_cache)(*inputs)
        else:
            made = attempt(handed.forward, *self.arguments(*inputs)) if handed.forward else None
            if not isinstance(made, (tuple, list)) or len(made) != 2:
                raise NotComparable
            cache = made[1]
        return attempt(handed.function, snapshot(call.dout), cache)


@dataclass(frozen=True, kw_only=True)
class ValueContract(Contract):
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
            :class:`WrongType` with a sentence, or put an :class:`~backpass.returned.Unfit` in the
            place of an output that is missing.
        tie: The stated rule where a gradient among the outputs is at a kink, in a sentence.
        between: Values on the way to the result, by what they are called, where the text of the
            chapter names them. A wrong result is described with them.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    truth: Callable[..., tuple[Any, ...]] | None
    cases: Cases
    examples: Sequence[tuple[Any, ...]] = ()
    select: Callable[[Any], tuple[Any, ...]] = field(default=lambda result: (result,))
    tie: str | None = None
    between: Callable[..., Mapping[str, Any]] | None = None

    def plan(self, rng: np.random.Generator, secrets: Secrets = NO_SECRETS) -> Any:
        """The published examples, then calls at points of every kind."""
        return plan_values(self, (secrets.cases or self.cases)(rng), secrets.truth)

    def judge(
        self, handed: Handed, plan: Any, secrets: Secrets = NO_SECRETS
    ) -> tuple[Verdict, Trial]:
        """Judge what the function returns."""
        return judge.judge_values(self, handed.function, plan)

    def compared(self, call: Call, result: Any) -> Any:
        """The judged outputs."""
        try:
            return self.select(result)
        except WrongType:
            return result

    def repeat(self, call: Call, handed: Handed) -> Any:
        """What another function returns for the same arguments."""
        return attempt(handed.function, *snapshot(call.case.inputs))


@dataclass(frozen=True, kw_only=True)
class SpecialContract(Contract):
    """An exercise that needs a judge of its own, e.g. one that takes a function as argument.

    Attributes:
        draw: Draws what it is examined with: a :class:`~backpass.plan.Plan`, or something else that
            can be worked out ahead.
        examine: From the contract, the learner's function and such a plan to the trial; the trial
            is None when the function is still the stub.
        pieces: Contracts that it is put together from; a finding about one of their parts is told
            in their words.
        pair: Whether it judges the pair of a function and its own forward.
        in_order: Whether its trial keeps the calls in the order in which they are made, all of
            them; then whoever looks on may end a judging early.
        diagnose: Says of a trial what is wrong, in place of what the numbers of each part say.
        again: Makes a call once more with another function, where a single call can be repeated.
    """

    draw: Callable[[np.random.Generator], Any]
    examine: Callable[[Contract, Any, Any], Any]
    pieces: tuple[Contract, ...] = ()
    pair: bool = False
    in_order: bool = False
    diagnose: Callable[[Trial], Sequence[Any]] | None = None
    again: Callable[[Call, Any], Any] | None = None

    def plan(self, rng: np.random.Generator, secrets: Secrets = NO_SECRETS) -> Any:
        """What its own examiner asks for."""
        return self.draw(rng)

    def judge(
        self, handed: Handed, plan: Any, secrets: Secrets = NO_SECRETS
    ) -> tuple[Verdict, Trial]:
        """Judge by its own examiner."""
        one = (handed.function, handed.forward) if self.pair else handed.function
        return judge.judge_special(self, one, plan)

    def repeat(self, call: Call, handed: Handed) -> Any:
        """What another function, or pair, gives for a call of one of the pieces.

        Args:
            call: A call that was judged.
            handed: The other function, or the other pair.

        Raises:
            NotComparable: No piece of this contract makes such a call.
        """
        if self.again is not None and call.about is not None:
            return self.again(call, handed.function)
        for piece in self.pieces:
            if call.dout is None and isinstance(piece, ValueContract):
                return piece.repeat(call, Handed(handed.forward) if self.pair else handed)
            if call.dout is not None and isinstance(piece, GradientContract):
                return piece.repeat(call, handed)
        raise NotComparable

    def compared(self, call: Call, result: Any) -> Any:
        """What the pieces compare, where a call is one of theirs."""
        for piece in self.pieces if self.pair else ():
            if (call.dout is None) == isinstance(piece, ValueContract):
                return piece.compared(call, result)
        return result


@dataclass(frozen=True, kw_only=True)
class QuizContract(Contract):
    """A question with lettered choices; the replies are sealed, see :mod:`backpass.quiz`.

    Attributes:
        choices: The letters, e.g. ``"abcd"``.
    """

    choices: str = "abcd"

    @property
    def is_quiz(self) -> bool:
        """It is one."""
        return True

    def plan(self, rng: np.random.Generator, secrets: Secrets = NO_SECRETS) -> None:
        """Nothing is drawn for a question."""

    def judge(
        self, handed: Handed, plan: Any, secrets: Secrets = NO_SECRETS
    ) -> tuple[Verdict, Trial]:
        """Ask for the letter, and hold it against the right one, or against the sealed replies."""
        return judge.judge_quiz(self, handed.function, secrets.right or self._opens_as_right)

    def _opens_as_right(self, letter: str) -> bool:
        return quiz.reply(self.name, letter).right
