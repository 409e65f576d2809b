"""What an instructor knows of an exercise: the reference, right variants and known mistakes.

They are judged here at the points that a seed draws, as a student's answer is. A wrong answer gets
its name in :mod:`~backpass.grading.exercises.exercise`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from backpass.checking.examination import SEED, answers_all, more_calls
from backpass.contracts import CONTRACTS
from backpass.grading.exercises.common_mistakes import common, made
from backpass.grading.exercises.returned_by import Returned
from backpass.grading.exercises.source import text_of
from backpass.judging.contract import Contract, Handed, Secrets
from backpass.judging.own_forward import best_of, in_place_of
from backpass.judging.plan import Plan
from backpass.judging.repaired import points_of, repaired
from backpass.judging.task import Cases
from backpass.judging.trial import Trial
from backpass.judging.verdict import Status, Verdict

Function = Callable[..., Any]


@dataclass(frozen=True)
class Variant:
    """One way to write an exercise.

    Attributes:
        name: What is particular about it, in a few words.
        function: The function, as a student would write it.
        forward: The forward that goes with it, where the exercise reads its own forward's cache.
    """

    name: str
    function: Function
    forward: Function | None = None


@dataclass(frozen=True)
class Mutant(Variant):
    """A known mistake.

    Attributes:
        told: The sentence a student is told: what to think about, never the formula.
        reported: The sentence that the instructor's report shows.
    """

    told: str = ""
    reported: str = ""


@dataclass
class KnownAnswers:
    """An exercise's contract, with all ways to answer it that its instructor knows.

    Args:
        name: Name of its contract.
        cases: Hidden points; those of the contract's own sampler, freshly drawn, by default.
        truth: The trusted function of a value exercise, where the contract does not state it.
        cell: Whether a solution cell holds more than one function, or a class. A variant is then
            written as a function without arguments that defines them and returns what is judged:
            the class, or the pair (backward, forward).
        caches: Cache layouts under which a backward pass may be judged alone when the student's own
            forward is wrong: functions from the inputs to a cache.
    """

    name: str
    cases: Cases | None = None
    truth: Callable[..., tuple[Any, ...]] | None = None
    cell: bool = False
    caches: Sequence[Function] = ()
    answer: str | None = None
    quiz: Mapping[str, Any] | None = None
    solution: Variant | None = None
    accepted: list[Variant] = field(default_factory=list)
    mistakes: list[Mutant] = field(default_factory=list)
    common_calls: list[Any] | None = field(default=None, init=False, repr=False)
    common_right: Returned | None = field(default=None, init=False, repr=False)
    changed: tuple[list[Any], Iterator[Any]] | None = field(default=None, init=False, repr=False)
    switched: list[Any] | None = field(default=None, init=False, repr=False)
    switched_mistakes: list[Any] | None = field(default=None, init=False, repr=False)
    known_at: int | None = field(default=None, init=False, repr=False)
    known_twins: dict[Mutant, Trial] = field(default_factory=dict, init=False, repr=False)
    was_compared: bool = field(default=False, init=False, repr=False)
    _kept: dict[int, Any] = field(default_factory=dict, init=False, repr=False)
    _partners: dict[int, Any] = field(default_factory=dict, init=False, repr=False)
    _own_forward: dict[int, bool] = field(default_factory=dict, init=False, repr=False)

    @property
    def contract(self) -> Contract:
        """The public half."""
        return CONTRACTS[self.name]

    @property
    def points(self) -> float:
        """What it is worth."""
        return self.contract.points

    @property
    def reference(self) -> Function:
        """The course's own solution.

        Raises:
            LookupError: There is none.
        """
        if self.solution is None:
            raise LookupError(f"exercise {self.name} has no reference solution")
        return self.solution.function

    @property
    def last_line(self) -> str:
        """The last line of the reference, which returns what a cell of several things defines."""
        return text_of(self.reference).splitlines()[-1]

    @property
    def accepts(self) -> dict[str, Variant]:
        """Right variants by name."""
        return {variant.name: variant for variant in self.accepted}

    @property
    def mutants(self) -> list[Mutant]:
        """Known mistakes, the most specific first."""
        return self.mistakes

    def solved_by(self, forward: Function | None = None) -> Callable[[Function], Function]:
        """Decorator for the reference solution."""

        def register(function: Function) -> Function:
            self.solution = Variant("reference", function, forward)
            return function

        return register

    def right(self, name: str, forward: Function | None = None) -> Callable[[Function], Function]:
        """Decorator for a right variant.

        Args:
            name: What is unusual about the variant, in a few words.
            forward: The forward that belongs to it, where its backward pass reads that one's cache.
        """

        def register(function: Function) -> Function:
            self.accepted.append(Variant(name, function, forward))
            return function

        return register

    def wrong(
        self,
        name: str,
        *,
        told: str | None = None,
        reported: str | None = None,
        forward: Function | None = None,
    ) -> Callable[[Function], Function]:
        """Decorator for a known mistake; give the most specific ones first.

        Args:
            name: What is particular about it, in a few words.
            told: The sentence a student is told.
            reported: The sentence that the report shows. Both are left out for a mistake of
                :mod:`~backpass.grading.exercises.common_mistakes`.
            forward: The forward that goes with it.

        Raises:
            NotInTheTable: The sentences are left out, and it is no common mistake.
        """
        if told is None or reported is None:
            known = common(name)
            name = known.name or name
            told = known.told if told is None else told
            reported = known.reported if reported is None else reported

        def register(function: Function) -> Function:
            self.mistakes.append(Mutant(name, function, forward, told=told, reported=reported))
            return function

        return register

    def common(self, *names: str) -> None:
        """Add common mistakes, made from the reference solution.

        Args:
            names: Their names in :mod:`~backpass.grading.exercises.common_mistakes`.

        Raises:
            NotInTheTable: There is no such mistake, or it has to be written by hand.
        """
        if self.solution is None:
            raise LookupError(f"{self.name}: write the reference solution before common mistakes")
        for name in names:
            function = made(name, self.reference, len(self.contract.gradients) or 1)
            self.wrong(name, forward=self.solution.forward)(function)

    def handed_in(self, variant: Variant) -> tuple[Any, Function | None]:
        """What a student who wrote this variant hands to the judge: function and own forward."""
        if self.cell:
            made = variant.function()
            return made if isinstance(made, tuple) else (made, None)
        own = self.solution.forward if self.solution is not None else None
        return variant.function, variant.forward or own

    def plan(self, seed: int) -> Any:
        """What a seed draws to judge with, see :mod:`backpass.judging.plan`; None for a quiz.

        The last two are kept: known mistakes are judged at the same points as the answer, and what
        is wrong is called once more at the common points.
        """
        plan = self._kept.pop(seed) if seed in self._kept else self.new_plan(seed)
        while len(self._kept) > 1:
            del self._kept[next(iter(self._kept))]
        self._kept[seed] = plan
        return plan

    def call_more(
        self, function: Any, forward: Function | None, verdict: Verdict, trial: Trial
    ) -> None:
        """Call a wrong answer where it is tested what will be told of it.

        Not with the cache of a right forward, and not where a call was left without an answer.

        Args:
            function: The student's function.
            forward: The student's own forward, where its cache is read.
            verdict: What judging it came to.
            trial: All its calls; is given those that are made here.
        """
        if verdict.instead_of is None and answers_all(trial):
            self.contract.call_more(Handed(function, forward), self.more, trial)

    @cached_property
    def more(self) -> Sequence[Plan[Any]]:
        """Calls at which it is tested what is told of an answer; no mark depends on them."""
        if self.cases is None and self.truth is None:
            return more_calls(self.name)
        return self.contract.more(np.random.default_rng(SEED), self.secrets())

    def new_plan(self, seed: int, make_cache: Function | None = None) -> Any:
        """What a seed draws to judge with, drawn anew and not kept.

        Args:
            seed: Draws the points.
            make_cache: Makes the caches in place of the course's own forward.
        """
        return self.contract.plan(np.random.default_rng(seed), self.secrets(make_cache))

    def secrets(self, make_cache: Function | None = None) -> Secrets:
        """What the instructor adds to the contract.

        Args:
            make_cache: Makes the caches in place of the course's own forward.
        """
        return Secrets(
            cases=self.cases,
            truth=self.truth,
            make_cache=make_cache,
            right=lambda letter: letter == self.answer,
        )

    def tried(
        self, function: Any, seed: int, forward: Function | None = None
    ) -> tuple[Verdict, Trial]:
        """Judge a student's function without naming the mistake.

        With the cache of the student's own forward; if that forward is wrong, also with the usual
        layouts of a right one, see ``caches``, and with its own one put right. The best counts.

        Args:
            function: The student's function.
            seed: Draws the points and the upstream gradients.
            forward: The student's own forward, where its cache is read.

        Returns:
            The verdict, and the trial with all calls that led to it.
        """
        handed, contract = Handed(function, forward), self.contract
        best = contract.judge(handed, self.plan(seed), self.secrets())
        if best[0].status is not Status.FAILED or not self.caches:
            return best
        if self._forward_is_right(forward, seed):
            return best
        layouts = itertools.chain(self.caches, self._repaired(forward, seed))
        others = (
            contract.judge(handed, self.new_plan(seed, layout), self.secrets(layout))
            for layout in layouts
        )
        return best_of(best, in_place_of(contract.partner, others))

    def _repaired(self, forward: Function | None, seed: int) -> Iterator[Function]:
        """The layout of the student's own forward, with its wrong values put right."""
        if forward is None or not self.contract.gradients:
            return

        def known(*inputs: Any) -> dict[str, Any]:
            values: dict[str, Any] = {}
            for layout in self.caches:
                cache = layout(*inputs)
                values |= cache if isinstance(cache, dict) else {}
            return values

        points = points_of(self.plan(seed))
        yield from repaired(forward, self.contract.arguments, known, points)

    def judge_own_forward(self, seed: int) -> bool:
        """Whether the course's own forward is right at the points of a seed; it is kept.

        Args:
            seed: Draws the points.
        """
        own = self.solution.forward if self.solution is not None else None
        return self._forward_is_right(own, seed)

    def _forward_is_right(self, forward: Function | None, seed: int) -> bool:
        partner = CONTRACTS.get(self.contract.partner or "")
        if forward is None or partner is None:
            return False
        plan = self.partners_plan(partner, seed)
        if self.solution is None or forward is not self.solution.forward:
            return partner.judge(Handed(forward), plan)[0].status is Status.PASSED
        if seed not in self._own_forward:  # most known mistakes go with the course's own forward
            verdict, _ = partner.judge(Handed(forward), plan)
            self._own_forward[seed] = verdict.status is Status.PASSED
        return self._own_forward[seed]

    def partners_plan(self, partner: Contract, seed: int) -> Any:
        """What a seed draws to judge a forward with; of the last two seeds it is kept.

        Args:
            partner: The forward's contract.
            seed: Draws the points.
        """
        if seed not in self._partners:
            while len(self._partners) > 1:
                del self._partners[next(iter(self._partners))]
            self._own_forward = {k: v for k, v in self._own_forward.items() if k in self._partners}
            self._partners[seed] = partner.plan(np.random.default_rng(seed))
        return self._partners[seed]

    def know(self, mutant: Mutant, seed: int) -> Trial:
        """Work out what a known mistake does at the points of a seed, and keep it.

        Args:
            mutant: The mistake.
            seed: Draws the points.
        """
        if self.known_at != seed:
            self.known_at, self.known_twins = seed, {}
        function, forward = self.handed_in(mutant)
        self.known_twins[mutant] = self.tried(function, seed, forward)[1]
        return self.known_twins[mutant]

    def twin(self, mutant: Mutant, seed: int) -> Trial:
        """What a known mistake does at the points of a seed; it is kept, see :meth:`know`.

        One answer may ask more than once: for itself, and for what it holds in another type.

        Args:
            mutant: The mistake.
            seed: Draws the points.
        """
        return self.kept_twin(mutant, seed) or self.know(mutant, seed)

    def kept_twin(self, mutant: Mutant, seed: int) -> Trial | None:
        """The same, where it is known already; see :meth:`know`.

        Args:
            mutant: The mistake.
            seed: Draws the points.
        """
        return self.known_twins.get(mutant) if self.known_at == seed else None
