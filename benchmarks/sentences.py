"""Is each sentence true? ``python -m benchmarks.sentences``.

A sentence on a wrong answer says what was seen at all calls. Whether it is true of the answer, and
not of the points alone, shows at points that it was not made from. So each sentence on each known
mistake is made twice, with the points of two seeds, and both must be the same. Right ways must get
none. And answers with two mistakes are put together from known ones, a gradient from each: whatever
known mistake is named must be one of the two, or do just the same in that gradient.
"""

from __future__ import annotations

import itertools
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backpass.diagnosis.look_alike import mistakes_of, said_of
from backpass.grading.exercises.answers import Mutant
from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.naming import WEAK
from backpass.judging.contract import GradientContract
from backpass.judging.observe import snapshot
from backpass.judging.trial import Trial
from backpass.judging.verdict import Kind, Status
from backpass.likeness.sample import close
from benchmarks.page import table
from benchmarks.rates import chosen_functions, rights_of
from benchmarks.row_by_row import row_by_row, sampler

#: Pairs that are put together for each exercise.
PAIRS = 12


@dataclass
class Row:
    """What came of one exercise.

    Attributes:
        exercise: Its name.
        right: Right ways that were looked at.
        sentences: Sentences that were made at the points of one seed.
        held: Those that were made again at the points of another.
        pairs: Answers that were put together from two known mistakes.
        both: Those of which both were told.
        trouble: What was said and is not true, in words.
    """

    exercise: str
    right: int = 0
    sentences: int = 0
    held: int = 0
    pairs: int = 0
    both: int = 0
    trouble: list[str] = field(default_factory=list)


def said(exercise: Exercise, trial: Trial) -> dict[str, str]:
    """What the numbers say of each wrong part, without the list of known mistakes."""
    own = mistakes_of(exercise.contract, trial)
    if own:
        return {f"{number}": one.name for number, one in enumerate(own)}
    parts = dict.fromkeys(part for part, _ in trial.findings if part)
    made = {part: said_of(trial, part, exercise.contract.piece_of(part)) for part in parts}
    return {part: one.name for part, one in made.items() if one is not None}


def row_of(exercise: Exercise, seeds: tuple[int, int], every: int = 1, pairs: int = PAIRS) -> Row:
    """Hold the sentences of an exercise against other points, right ways and other mistakes.

    Args:
        exercise: The exercise.
        seeds: Draw the points at which sentences are made, and those at which they are held.
        every: Of the known mistakes, only each so-manieth.
        pairs: How many answers with two mistakes.
    """
    row = Row(exercise.name)
    for right in rights_of(exercise):
        verdict, trial = exercise.tried(*_swapped(exercise.handed_in(right), seeds[0]))
        row.right += 1
        if verdict.status is not Status.PASSED or said(exercise, trial):
            row.trouble.append(f"{right.name}: something is said of a right way")
    for mistake in exercise.mistakes[::every]:
        handed = exercise.handed_in(mistake)
        first, again = (
            said(exercise, exercise.tried(*_swapped(handed, seed))[1]) for seed in seeds
        )
        for part, name in first.items():
            if name.startswith(WEAK):  # it speaks of the points of one seed
                continue
            row.sentences += 1
            if again.get(part) == name:
                row.held += 1
            else:
                row.trouble.append(f"{mistake.name}: {part}: {name} | {again.get(part)}")
    for one, other, function in put_together(exercise, pairs):
        row.pairs += 1
        verdict = exercise.judge(function, seeds[0], exercise.handed_in(one)[1])
        named = verdict.mistake or ""
        # one that does the same at every call, as a whole, is another name for the two
        known = {m.name for m in exercise.mistakes if m.name in named.split(" and ")}
        if " and " in named and not known <= {one.name, other.name} | _alike(exercise, one, other):
            row.trouble.append(f"{one.name} AND {other.name}: {named}")
        row.both += " and " in named or "both" in named
    return row


def _alike(exercise: Exercise, one: Mutant, other: Mutant) -> set[str]:
    """Known mistakes that do in some gradient what one of two does there."""
    trials = [exercise.tried(*_swapped(exercise.handed_in(m), 1))[1] for m in (one, other)]
    found = set[str]()
    for mistake in exercise.mistakes:
        twin = exercise.tried(*_swapped(exercise.handed_in(mistake), 1))[1]
        for trial in trials:
            if len(twin.calls) == len(trial.calls) and any(
                all(
                    close(a.items.get(part, np.nan), b.items.get(part))
                    for a, b in zip(trial.calls, twin.calls, strict=True)
                )
                for part in {part for part, _ in trial.findings}
            ):
                found.add(mistake.name)
    return found


def _swapped(handed: tuple[Any, Any], seed: int) -> tuple[Any, int, Any]:
    return handed[0], seed, handed[1]


def put_together(exercise: Exercise, most: int) -> Iterator[tuple[Mutant, Mutant, Any]]:
    """Answers that have one gradient of a known mistake, and the others of another one.

    Args:
        exercise: The exercise; only those with several gradients and one forward.
        most: How many.
    """
    contract = exercise.contract
    if not isinstance(contract, GradientContract) or len(contract.gradients) < 2 or contract.keys:
        return
    own = exercise.solution.forward if exercise.solution else None
    usable = [m for m in exercise.mistakes if m.forward in (None, own)]
    spoiled = {m.name: _spoiled(exercise, m) for m in usable}
    gradients = set(contract.gradients)
    two = [
        (one, other, part)
        for one, other in itertools.permutations(usable, 2)
        for part in range(len(contract.gradients))
        if spoiled[one.name] == {contract.gradients[part]}
        and spoiled[other.name]
        and spoiled[other.name] <= gradients
        and contract.gradients[part] not in spoiled[other.name]
    ]
    for one, other, part in random.Random(11).sample(two, min(most, len(two))):
        yield one, other, _Both(one.function, other.function, part)


def _spoiled(exercise: Exercise, mistake: Mutant) -> set[str]:
    function, forward = exercise.handed_in(mistake)
    findings = exercise.tried(function, 0, forward)[1].findings
    return {part if kind is Kind.VALUE else "" for part, kind in findings}


@dataclass(frozen=True)
class _Both:
    """One gradient of the first function, the others of the second."""

    first: Any
    second: Any
    part: int

    def __call__(self, *arguments: Any) -> tuple[Any, ...]:
        one, other = self.first(*snapshot(arguments)), list(self.second(*snapshot(arguments)))
        other[self.part] = list(one)[self.part]
        return tuple(other)


def sentences_table(rows: list[Row]) -> str:
    """The table of ``docs/judge.md``."""
    heads = ["exercise", "right ways", "sentences", "held at other points", "pairs", "both told"]
    lines = [
        [f"`{a.exercise}`", a.right, a.sentences, a.held, a.pairs, a.both, len(a.trouble)]
        for a in rows
    ]
    return table([*heads, "false"], lines)


def main(arguments: list[str] | None = None) -> int:
    """Hold all sentences, and print those that are not true.

    Returns:
        1 where there is one.
    """
    parser = sampler(__doc__)
    parser.add_argument("--every", type=int, default=1, help="of the mistakes, each so-manieth")
    parser.add_argument("--pairs", type=int, default=PAIRS, help="pairs for each exercise")
    chosen = parser.parse_args(arguments)

    def rows() -> Iterator[Row]:
        for exercise in chosen_functions(chosen.only):
            with np.errstate(all="ignore"):
                yield row_of(exercise, (1, 2), chosen.every, chosen.pairs)

    return row_by_row(rows(), "sentences", sentences_table, chosen)


if __name__ == "__main__":
    sys.exit(main())
