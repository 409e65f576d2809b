"""One exercise, one place: its contract, the reference, right variants and known mistakes.

``grader_tests/<chapter>/<exercise>.py`` makes one of these. A function in it is written once, as a
student would write it, and serves three ends: the tests judge the judge with it, ``backpass
simulate`` hands it in, and a wrong answer is compared with it to name the mistake.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from backpass.grading.exercises.answers import Function, KnownAnswers, Mutant, Variant
from backpass.grading.exercises.naming import by_parts
from backpass.grading.exercises.recognise import known_mistake
from backpass.judging.trial import Trial
from backpass.judging.verdict import Status, Verdict


@dataclass
class Exercise(KnownAnswers):
    """An exercise as its instructor knows it: it judges an answer, and names what is wrong.

    Args:
        name: Name of its contract; the rest is told at
            :class:`~backpass.grading.exercises.answers.KnownAnswers`.
    """

    def judge_variant(self, variant: Variant, seed: int) -> Verdict:
        """Judge a variant as if a student had handed it in.

        Args:
            variant: A right variant or a mistake.
            seed: Draws the points.
        """
        function, forward = self.handed_in(variant)
        return self.judge(function, seed, forward)

    def judge(self, function: Any, seed: int, forward: Function | None = None) -> Verdict:
        """Judge a student's function at fresh points and name the mistake if it is a known one.

        Args:
            function: The student's function.
            seed: Draws the points and the upstream gradients.
            forward: The student's own forward, where its cache is read.

        Returns:
            The verdict, with the seed that repeats it.
        """
        verdict, trial = self.tried(function, seed, forward)
        if verdict.status is Status.FAILED and not self.contract.is_quiz:
            mutant = self.recognised(trial, seed)
            if mutant is not None:
                verdict = verdict.named(mutant.name, mutant.told)
            else:
                self.call_more(function, forward, verdict, trial)
                name, told = by_parts(self, verdict, trial, seed)
                verdict = verdict.named(name or None, told or None)
        return replace(verdict, seed=seed)

    def recognised(self, trial: Trial, seed: int) -> Mutant | None:
        """The known mistake that a wrong answer is, if it is one.

        Args:
            trial: What the student's function did.
            seed: What drew its points.
        """
        return known_mistake(self, trial, seed)
