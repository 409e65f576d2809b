"""Mistakes made mechanically from a reference solution, to begin a list of mistakes with.

Each small change of the reference is judged. What the judge tells from right and no known mistake
does is proposed, with sentences to edit; what it cannot tell is named: that is either right, or
needs a point that shows it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from backpass.grading.exercises.answers import Variant
from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.recognise import alike
from backpass.grading.exercises.small_changes import TOO_SMALL, sentences, small_changes
from backpass.grading.exercises.source import source_of, text_of, written
from backpass.judging.trial import Trial
from backpass.judging.verdict import Status


@dataclass(frozen=True)
class Proposal:
    """A mistake that could be added to an exercise.

    Attributes:
        name: What was changed.
        code: The function, as it would stand in ``grader_tests``.
        told: A first draft of what a student is told.
        reported: A first draft of what the report says.
    """

    name: str
    code: str
    told: str
    reported: str

    @property
    def text(self) -> str:
        """As it is written into the exercise's file."""
        lines = [self.name, f"told={_quoted(self.told)}", f"reported={_quoted(self.reported)}"]
        lines[0] = _quoted(self.name)
        given = "".join(f"    {line},\n" for line in lines)
        return f"@exercise.wrong(\n{given})\n{self.code}"


@dataclass
class Mutants:
    """What became of the small changes of a reference.

    Attributes:
        made: How many changes there were.
        unseen: Those that get full marks, by what was changed.
        known: Those that do what a known mistake does: what was changed, and its name.
        proposals: The others, one for each way of being wrong.
    """

    made: int = 0
    unseen: list[str] = field(default_factory=list)
    known: list[tuple[str, str]] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)


def mutants(exercise: Exercise, seed: int = 0) -> Mutants:
    """Judge every small change of an exercise's reference.

    Args:
        exercise: The exercise; the mistakes that it knows already are not proposed again.
        seed: Draws the points.

    Raises:
        LookupError: It has no reference, or its reference does not get full marks.
    """
    reference = exercise.solution
    if reference is None:
        raise LookupError(f"exercise {exercise.name} has no reference solution")
    if exercise.judge_variant(reference, seed).status is not Status.PASSED:
        raise LookupError(f"the reference of {exercise.name} does not get full marks")
    found, seen = Mutants(), list[Trial]()
    for words, text in changes_of(exercise):
        code = _function(exercise, text)
        variant = Variant(words, written(code, reference.function.__globals__), reference.forward)
        found.made += 1
        try:
            function, forward = exercise.handed_in(variant)
        except Exception:  # noqa: S112 - it does not even define what is asked for: told at once
            continue
        verdict, trial = exercise.tried(function, seed, forward)
        if verdict.status is Status.PASSED:
            found.unseen.append(words)
            continue
        known = exercise.recognised(trial, seed)
        if known is not None:
            found.known.append((words, known.name))
        elif not TOO_SMALL.search(words) and not any(alike(exercise, trial, one) for one in seen):
            seen.append(trial)
            found.proposals.append(Proposal(words, code, *sentences(words)))
    return found


def changes_of(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """The small changes of an exercise's reference: what was changed, and the changed source."""
    source = source_of(exercise.reference, exercise.name, exercise.cell)
    yield from small_changes(source, getattr(exercise.contract, "upstream", None))


def _function(exercise: Exercise, text: str) -> str:
    """A changed source as a function of ``grader_tests``."""
    if exercise.cell:
        last = text_of(exercise.reference).splitlines()[-1]
        return f"def _():\n{textwrap.indent(text, '    ')}\n{last}\n"
    return text.replace(f"def {exercise.name}(", "def _(", 1).rstrip("\n") + "\n"


def _quoted(text: str) -> str:
    """A string as Python's formatters write it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
