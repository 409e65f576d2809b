"""The kinds of exercises: what each asks for, and how an answer to it is judged.

A contract is the public half of an exercise. Its :mod:`~backpass.judging.task` says what is asked
for; its methods are the one place where the kinds of exercises differ. It holds nothing that a
notebook does not tell anyway; references, hidden points and known mistakes live with the
instructor, in ``grader_tests/``.
"""

# ruff: noqa: ARG002 - each kind of contract needs another part of what all of them are given
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from backpass.judging import judge, own_forward, remembered
from backpass.judging.gradcheck import central_difference, complex_step, owner
from backpass.judging.observe import attempt, snapshot
from backpass.judging.plan import (
    Plan,
    inputs_as_cache,
    more_gradients,
    more_values,
    plan_gradients,
    plan_values,
)
from backpass.judging.quiz import judge_quiz
from backpass.judging.repaired import points_of, repaired, with_caches
from backpass.judging.returned import WrongType, several
from backpass.judging.task import Cases, GradientTask, Task, ValueTask
from backpass.judging.trial import Call, Trial
from backpass.judging.verdict import Verdict
from backpass.questions import quiz


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
class Contract(Task):
    """A task, and how an answer to it is planned, judged and compared."""

    @property
    def choices(self) -> str:
        """The letters of a question, e.g. ``"abcd"``; nothing where it is none."""
        return ""

    @property
    def is_quiz(self) -> bool:
        """Whether it is a question with lettered choices."""
        return bool(self.choices)

    @property
    def in_order(self) -> bool:
        """Whether a judging keeps all its calls in order; then a comparison may end it early."""
        return True

    @property
    def repeats_any_call(self) -> bool:
        """Whether every call of a judging can be made once more by itself."""
        return False

    def plan(self, rng: np.random.Generator, secrets: Secrets = NO_SECRETS) -> Any:
        """What it is examined with, see :mod:`backpass.judging.plan`; None where nothing is drawn.

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

    def with_cache_put_right(
        self, handed: Handed, plan: Any, known: Callable[..., Mapping[str, Any]]
    ) -> Iterator[tuple[Verdict, Trial]]:
        """Judge what reads the cache of the learner's wrong forward with that cache put right.

        Args:
            handed: The function, and the forward.
            plan: What :meth:`plan` made.
            known: From the inputs to the values that a right forward has, by name.

        Returns:
            What comes of each way to put it right, the likeliest first; nothing where the learner
            has no forward.
        """
        return iter(())

    def more(self, rng: np.random.Generator, secrets: Secrets = NO_SECRETS) -> Sequence[Plan[Any]]:
        """Calls at which what is told of a wrong answer is tested; none if it is not tested.

        Args:
            rng: Draws them.
            secrets: What the instructor adds.
        """
        return ()

    def call_more(self, handed: Handed, more: Sequence[Plan[Any]], trial: Trial) -> None:
        """Make them, and add them to what is known of an answer.

        Args:
            handed: The function, and the learner's own forward where that is needed.
            more: What :meth:`more` made.
            trial: What came of judging it.
        """

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

    def part_of(self, result: Any, part: str) -> Any:
        """One part of what a function returned.

        Args:
            result: What came back.
            part: The name of the part.

        Raises:
            LookupError: It has no parts that could be picked out.
        """
        raise LookupError(part)

    def knowing(self, secrets: Secrets) -> Contract:
        """The same contract, which also knows what the instructor alone knows to be right.

        Args:
            secrets: What the instructor adds.
        """
        return self

    @property
    def knows_what_is_right(self) -> bool:
        """Whether :meth:`right_at` can be asked."""
        return False

    def right_at(self, inputs: Sequence[Any], dout: Any, part: str) -> Any:
        """What is right for a part at any inputs.

        Args:
            inputs: The inputs of the forward.
            dout: The upstream gradient; None where there is none.
            part: The name of the part.

        Raises:
            NotImplementedError: See :attr:`knows_what_is_right`.
        """
        raise NotImplementedError

    def numerical(self, inputs: Sequence[Any], dout: Any, part: str, expected: Any) -> Any:
        """The numerical gradient that is shown beside a part; None where the part is none.

        Args:
            inputs: The inputs of the forward.
            dout: The upstream gradient; None where there is none.
            part: The name of the part.
            expected: What is right for it.
        """
        return None

    def piece_of(self, part: str) -> Contract:
        """The contract in whose words a part is told: one of its pieces, or itself."""
        return self

    def piece_at(self, part: str, inputs: int) -> Contract:
        """The same, where the point tells which of several contracts a part belongs to.

        Args:
            part: The name of the part.
            inputs: The number of inputs of the point.
        """
        return self

    def says_of(self, trial: Trial) -> Sequence[Any]:
        """What it says itself of a trial; nothing where the numbers of each part say it."""
        return ()

    def named_between(self, inputs: Sequence[Any]) -> dict[str, Any]:
        """Values on the way to the result that the text of the chapter gives a name."""
        return {}

    def output_at(self, inputs: Sequence[Any]) -> Any:
        """What the forward gives whose gradients are asked for; None where there is none."""
        return None


@dataclass(frozen=True, kw_only=True)
class GradientContract(GradientTask, Contract):
    """An exercise that returns gradients of a forward function."""

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
        return own_forward.judge_with_own_forward(self, handed.function, handed.forward, plan)

    def with_cache_put_right(
        self, handed: Handed, plan: Any, known: Callable[..., Mapping[str, Any]]
    ) -> Iterator[tuple[Verdict, Trial]]:
        """With the values of its cache that a right forward has not replaced by such as it has."""
        if handed.forward is None:
            return
        for cache in repaired(handed.forward, self.arguments, known, points_of(plan)):
            yield judge.judge_gradients(self, handed.function, with_caches(plan, cache))

    def more(self, rng: np.random.Generator, secrets: Secrets = NO_SECRETS) -> Sequence[Plan[Any]]:
        """At points like those at which it is judged, with the numbers drawn one by one."""
        return (more_gradients(self, (secrets.cases or self.cases)(rng), rng),)

    def call_more(self, handed: Handed, more: Sequence[Plan[Any]], trial: Trial) -> None:
        """With the cache of the learner's own forward where that is due."""
        own = handed.forward if self.partner is not None else None
        if self.partner is None or own is not None:
            for plan in more:
                judge.called_more(self, handed.function, plan, trial, own)

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

    def part_of(self, result: Any, part: str) -> Any:
        """One gradient of those that came."""
        if self.keys:
            return result[owner(part)]
        return result[self.gradients.index(part)] if len(self.gradients) > 1 else result

    @property
    def knows_what_is_right(self) -> bool:
        """From the forward."""
        return True

    def right_at(self, inputs: Sequence[Any], dout: Any, part: str) -> Any:
        """The trusted gradient, by the complex step."""
        which = self.inputs.index(owner(part))
        dout = 1.0 if dout is None else dout
        return remembered.once(
            lambda: complex_step(self.forward, inputs, dout, [which])[0],
            *(self.forward, inputs, dout, which),
        )

    def numerical(self, inputs: Sequence[Any], dout: Any, part: str, expected: Any) -> Any:
        """The central difference with a step that suits the size of the inputs.

        At tiny or huge inputs the usual step would say more about rounding than about the function.
        What is 0 is shown as 0, and not as the rounding error that a difference leaves of it.
        """
        which = self.wrt[self.gradients.index(part)]
        dout = 1.0 if dout is None else dout
        size = float(np.max(np.abs(np.asarray(inputs[which], dtype=float)), initial=0.0))
        step = 1e-5 * (size if size > 0.0 else 1.0)
        found = central_difference(self.forward, inputs, dout, [which], h=step)[0]
        right = np.abs(np.asarray(expected, dtype=float))
        if right.shape != np.shape(found):
            return found
        nothing = right <= 1e-13 * right.max(initial=0.0)
        return np.where(nothing, 0.0, found) if np.any(nothing) else found

    def output_at(self, inputs: Sequence[Any]) -> Any:
        """What the trusted forward gives."""
        return self.forward(*inputs)


@dataclass(frozen=True, kw_only=True)
class ValueContract(ValueTask, Contract):
    """An exercise that returns values: a forward pass, a prediction, an updated set of weights."""

    def plan(self, rng: np.random.Generator, secrets: Secrets = NO_SECRETS) -> Any:
        """The published examples, then calls at points of every kind."""
        return plan_values(self, (secrets.cases or self.cases)(rng), secrets.truth)

    def judge(
        self, handed: Handed, plan: Any, secrets: Secrets = NO_SECRETS
    ) -> tuple[Verdict, Trial]:
        """Judge what the function returns."""
        return judge.judge_values(self, handed.function, plan)

    def more(self, rng: np.random.Generator, secrets: Secrets = NO_SECRETS) -> Sequence[Plan[Any]]:
        """At points like those at which it is judged, with the numbers drawn one by one."""
        return (more_values(self, (secrets.cases or self.cases)(rng), rng, secrets.truth),)

    def call_more(self, handed: Handed, more: Sequence[Plan[Any]], trial: Trial) -> None:
        """Call the function."""
        for plan in more:
            judge.called_more(self, handed.function, plan, trial)

    def compared(self, call: Call, result: Any) -> Any:
        """The judged outputs."""
        try:
            return self.select(result)
        except WrongType:
            return result

    def repeat(self, call: Call, handed: Handed) -> Any:
        """What another function returns for the same arguments."""
        return attempt(handed.function, *snapshot(call.case.inputs))

    def part_of(self, result: Any, part: str) -> Any:
        """One output of those that came."""
        items = self.select(result)
        if len(items) != len(self.outputs):  # it picks nothing: the result holds them itself
            items = tuple(several(result, self.outputs, self.name))
        return items[self.outputs.index(part)]

    @property
    def knows_what_is_right(self) -> bool:
        """Where the notebook states it."""
        return self.truth is not None

    def right_at(self, inputs: Sequence[Any], dout: Any, part: str) -> Any:
        """What the trusted function gives.

        Raises:
            NotImplementedError: The notebook states none.
        """
        if self.truth is None:
            raise NotImplementedError
        return self.truth(*inputs)[self.outputs.index(part)]

    def knowing(self, secrets: Secrets) -> ValueContract:
        """With the instructor's trusted function, where there is one."""
        return self if secrets.truth is None else replace(self, truth=secrets.truth)

    def numerical(self, inputs: Sequence[Any], dout: Any, part: str, expected: Any) -> Any:
        """What is right, where an output is a gradient, as a loss comes with its own."""
        return expected if owner(part) != part and owner(part) in self.inputs else None

    def named_between(self, inputs: Sequence[Any]) -> dict[str, Any]:
        """By what they are called."""
        return {} if self.between is None else dict(self.between(*inputs))


@dataclass(frozen=True, kw_only=True)
class SpecialContract(Contract):
    """An exercise that needs a judge of its own, e.g. one that takes a function as argument.

    Attributes:
        draw: Draws what it is examined with: a :class:`~backpass.judging.plan.Plan`, or something
            else that can be worked out ahead.
        examine: From the contract, the learner's function and such a plan to the trial; the trial
            is None when the function is still the stub.
        pieces: Contracts that it is put together from; a finding about one of their parts is told
            in their words.
        pair: Whether it judges the pair of a function and its own forward.
        in_order: Whether its trial keeps the calls in the order in which they are made, all of
            them; then whoever looks on may end a judging early.
        diagnose: Says of a trial what is wrong, in place of what the numbers of each part say.
        again: Makes a call once more with another function, where a single call can be repeated.
        draw_more: Draws calls at which what is told of a wrong answer is tested.
        examine_more: Makes them with the learner's function, and adds them to the trial.
    """

    draw: Callable[[np.random.Generator], Any]
    examine: Callable[[Contract, Any, Any], Any]
    pieces: tuple[Contract, ...] = ()
    pair: bool = False
    in_order: bool = False
    diagnose: Callable[[Trial], Sequence[Any]] | None = None
    again: Callable[[Call, Any], Any] | None = None
    draw_more: Callable[[np.random.Generator], Plan[Any]] | None = None
    examine_more: Callable[[Any, Plan[Any], Trial], None] | None = None

    def plan(self, rng: np.random.Generator, secrets: Secrets = NO_SECRETS) -> Any:
        """What its own examiner asks for."""
        return self.draw(rng)

    def judge(
        self, handed: Handed, plan: Any, secrets: Secrets = NO_SECRETS
    ) -> tuple[Verdict, Trial]:
        """Judge by its own examiner."""
        one = (handed.function, handed.forward) if self.pair else handed.function
        return judge.judged(self, self.examine(self, one, plan))

    def more(self, rng: np.random.Generator, secrets: Secrets = NO_SECRETS) -> Sequence[Plan[Any]]:
        """Its own; else what its pieces ask, where each is judged call by call."""
        if self.draw_more is not None:
            return (self.draw_more(rng),)
        whole = self.pair or len(self.pieces) == 1
        asked = self.pieces if whole and all(piece.inputs for piece in self.pieces) else ()
        return tuple(plan for piece in asked for plan in piece.more(rng))

    def call_more(self, handed: Handed, more: Sequence[Plan[Any]], trial: Trial) -> None:
        """Call the function for its piece; of a pair, the one to which each piece belongs.

        A wrong forward's cache says nothing about the backward pass.
        """
        for plan in more if self.examine_more is not None else ():
            assert self.examine_more is not None
            self.examine_more(handed.function, plan, trial)
        wrong = {part for part, _ in trial.findings}
        for piece, plan in zip(self.pieces, more, strict=False):
            if self.pair and piece.gradients and not wrong <= {*piece.parts, "clean"}:
                continue
            forward_alone = self.pair and not piece.gradients and handed.forward is not None
            piece.call_more(Handed(handed.forward) if forward_alone else handed, [plan], trial)

    @property
    def repeats_any_call(self) -> bool:
        """Where it says how."""
        return self.again is not None

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
        piece = self._makes(call)
        if piece is None:
            raise NotComparable
        forward_alone = self.pair and call.dout is None
        return piece.repeat(call, Handed(handed.forward) if forward_alone else handed)

    def compared(self, call: Call, result: Any) -> Any:
        """What the pieces compare, where a call is one of theirs."""
        piece = self._makes(call) if self.pair else None
        return result if piece is None else piece.compared(call, result)

    def _makes(self, call: Call) -> Contract | None:
        """The piece that makes such a call: a backward pass one with an upstream gradient."""
        backward = call.dout is not None
        fitting = (one for one in self.pieces if one.inputs and bool(one.gradients) == backward)
        return next(fitting, None)

    def piece_of(self, part: str) -> Contract:
        """The first piece that has this part."""
        pieces = (piece for piece in self.pieces if piece.inputs and part in piece.parts)
        return next(pieces, self)

    def piece_at(self, part: str, inputs: int) -> Contract:
        """A piece with so many inputs, if there is one that has this part."""
        pieces = [piece for piece in self.pieces if len(piece.inputs) == inputs]
        told_by = [piece for piece in pieces if part in piece.parts]
        return [*told_by, *pieces, self][0]

    def says_of(self, trial: Trial) -> Sequence[Any]:
        """What its own diagnosis says."""
        return () if self.diagnose is None else self.diagnose(trial)


@dataclass(frozen=True, kw_only=True)
class QuizContract(Contract):
    """A question with lettered choices; the replies are sealed, see :mod:`backpass.questions.quiz`.

    Attributes:
        choices: The letters, e.g. ``"abcd"``.
    """

    choices: str = "abcd"

    def plan(self, rng: np.random.Generator, secrets: Secrets = NO_SECRETS) -> None:
        """Nothing is drawn for a question."""

    def judge(
        self, handed: Handed, plan: Any, secrets: Secrets = NO_SECRETS
    ) -> tuple[Verdict, Trial]:
        """Ask for the letter, and hold it against the right one, or against the sealed replies."""
        right = secrets.right or self._opens_as_right
        return judge_quiz(self, self.choices, handed.function, right)

    def _opens_as_right(self, letter: str) -> bool:
        return quiz.reply(self.name, letter).right
