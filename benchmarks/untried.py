"""Sentences held against points that nobody has looked at: ``python -m benchmarks.untried``.

Right ways are bent in one place (:mod:`benchmarks.bent`), or their results spoilt where some
condition holds (:mod:`benchmarks.distorted`), and what the hidden tests and the visible check tell
of each is read as text (:mod:`benchmarks.claims`). Each sentence of which it can be worked out
whether it is true is held against some hundred points at which nothing goes with anything else
(:mod:`backpass.judging.untried`), of other seeds than those it was tested with. ``--untested`` says
how it would be if sentences were told untested.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any
from unittest.mock import patch

import numpy as np

from backpass.checking.examination import examine, panel_of
from backpass.grading.exercises.answers import KnownAnswers
from backpass.grading.exercises.exercise import Exercise
from backpass.judging.contract import Contract, Handed
from backpass.judging.observe import quiet
from backpass.judging.trial import Trial
from backpass.judging.verdict import Status
from backpass.likeness.sample import Sample
from benchmarks import bent, distorted
from benchmarks.claims import claims_of, without_apart
from benchmarks.page import table
from benchmarks.rates import chosen_functions
from benchmarks.row_by_row import row_by_row, sampler
from benchmarks.second_strangers import WRITTEN, defined

#: The seeds of the points that sentences are made from, and of those that they are held against.
MADE_AT, HELD_AT = (1, 2, 3), range(7001, 7013)
#: At such a share of the points something wrong may be right by chance, as x · y is x where y is 1.
BY_CHANCE = 0.05
#: Kinds of sentences, by words that they have.
CLAIMED = (
    ("a place", r"everywhere else|elsewhere"),
    ("a size", r"the size of"),
    ("a formula", r"At every point that was tried"),
    ("digits", r"rounded to|digits"),
    ("another input", r"what it would be if"),
    (
        "a factor",
        r"times what|twice|half of|three times|divided by|too large by|what it should be,",
    ),
    ("a sign", r"sign"),
    ("an upstream gradient", r"upstream"),
    ("other", r""),
)


@dataclass(frozen=True)
class Answer:
    """A wrong answer, or one that may be.

    Attributes:
        words: What was done to it.
        handed: Makes it anew: an answer that keeps something begins afresh.
    """

    words: str
    handed: Callable[[], tuple[Any, Any]]


def bents(exercise: Exercise, draws: int, seed: int) -> Iterator[Answer]:
    """Right ways with a slip in the code."""
    for slip in bent.drawn(exercise, draws, seed, None):
        yield Answer(slip.words, partial(defined, slip.exercise, slip.code))


def spoilts(exercise: Exercise, draws: int, seed: int) -> Iterator[Answer]:
    """Right results that are spoilt, in some places or in all."""
    for number in range(draws if distorted.usable(exercise) else 0):
        answer = distorted.drawn(exercise, 1000 * seed + number)
        yield Answer(answer.words, answer.handed_in)


def written(exercise: Exercise, draws: int, seed: int, which: str) -> Iterator[Answer]:
    """Wrong answers of a strangers' set; ``draws`` of them, from number ``seed`` on."""
    own = (each for each in WRITTEN[which]("wrong") if each[0] == exercise.name)
    for name, code, what, _ in islice(own, seed, seed + draws):
        yield Answer(what, partial(defined, name, code))


#: Where answers come from.
SOURCES: dict[str, Callable[[Exercise, int, int], Iterator[Answer]]] = {
    "bent": bents,
    "spoilt": spoilts,
    **{name: partial(written, which=name) for name in WRITTEN},
}


@dataclass
class Row:
    """What came of one exercise.

    Attributes:
        exercise: Its name.
        wrong: Wrong answers that were told of, once for each seed, and by the check.
        said: Of these, how many have a sentence at all.
        claims: Sentences by their kind.
        false: False ones by their kind.
        trouble: The false ones.
    """

    exercise: str
    wrong: int = 0
    said: int = 0
    claims: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)


def samples_of(
    contract: Contract, handed: Handed, plans: Sequence[Any]
) -> Mapping[str, list[Sample]]:
    """What an answer does at points that nobody has looked at, part by part.

    Args:
        contract: The exercise's contract.
        handed: The answer.
        plans: The calls.
    """
    trial = Trial(contract.name, contract.parts, contract.gradients or contract.outputs)
    for plan in plans:
        contract.call_more(handed, plan, trial)
    found: dict[str, list[Sample]] = {}
    for call in trial.more:
        for part, right in call.expected.items():
            came = call.items.get(part)
            if came is not None and np.shape(came) == np.shape(right) and _is_finite(came):
                found.setdefault(part, []).append(Sample(call, came, right))
    return found


def _is_finite(came: Any) -> bool:
    return bool(np.all(np.isfinite(np.asarray(came, dtype=float))))


def told(exercise: Exercise, answer: Answer, tested: bool) -> Iterator[str]:
    """What is told of an answer: by the hidden tests with each seed, and by the visible check.

    Args:
        exercise: The exercise.
        answer: The answer.
        tested: Whether sentences are tested before they are told.
    """
    function, forward = answer.handed()
    for seed in MADE_AT:
        with nullcontext() if tested else patch.object(KnownAnswers, "call_more"):
            verdict = exercise.judge(function, seed, forward)
        if verdict.status is Status.FAILED:
            yield verdict.told or ""
    verdict, trial = examine(exercise.contract, function, forward)
    if verdict.status is Status.FAILED:
        trial.more = trial.more if tested else []
        panel = panel_of(exercise.contract, verdict, trial)
        yield " ".join(line for line in panel.lines if not line.startswith(("Seen at", "Your ")))


def held(
    exercise: Exercise, answer: Answer, plans: Sequence[Any], row: Row, tested: bool = True
) -> None:
    """Hold all that is told of an answer against the points.

    Args:
        exercise: The exercise.
        answer: The answer.
        plans: The points.
        row: Where it is counted.
        tested: Whether sentences are tested before they are told.
    """
    with quiet():
        texts = list(told(exercise, answer, tested))
        if not texts:
            return
        handed = Handed(*answer.handed())
        samples = samples_of(exercise.contract, handed, plans)
        contract = exercise.contract.knowing(exercise.secrets())
        for text in texts:
            row.wrong += 1
            row.said += bool(text)
            for claim in claims_of(without_apart(text), contract, samples):
                kind = next(name for name, words in CLAIMED if re.search(words, claim.sentence))
                row.claims[kind] += 1
                if claim.share > BY_CHANCE:
                    row.false[kind] += 1
                    words = f"false at {claim.share:.0%} of the points"
                    row.trouble.append(f"{answer.words}: {claim.sentence} ({words}; {claim.why})")


def main(arguments: list[str] | None = None) -> int:
    """Bend right ways, and count what is false of what is told of them.

    Returns:
        1 where something is.
    """
    parser = sampler(__doc__)
    parser.add_argument("--source", choices=SOURCES, default="bent", help="wrong answers")
    parser.add_argument("--draws", type=int, default=12, help="how many for each exercise")
    parser.add_argument("--seed", type=int, default=0, help="draws them")
    parser.add_argument("--untested", action="store_true", help="as if nothing were tested")
    chosen = parser.parse_args(arguments)

    def rows() -> Iterator[Row]:
        for exercise in chosen_functions(chosen.only):
            secrets = exercise.secrets()
            drawing = (np.random.default_rng(seed) for seed in HELD_AT)
            plans = [exercise.contract.more(rng, secrets) for rng in drawing]
            row = Row(exercise.name)
            for answer in SOURCES[chosen.source](exercise, chosen.draws, chosen.seed):
                held(exercise, answer, plans, row, not chosen.untested)
            yield row

    return row_by_row(rows(), "untried", untried_table, chosen)


def untried_table(rows: Sequence[Row]) -> str:
    """The table of ``docs/strangers.md``: of each kind of sentence how many, and how many false."""
    heads = ["exercise", "wrong answers, told of", "a sentence", "worked out", "false"]
    return table(
        heads,
        [
            [f"`{a.exercise}`", a.wrong, a.said, sum(a.claims.values()), _each(a.false)]
            for a in rows
        ],
    )


def _each(count: Counter[str]) -> str:
    each = ", ".join(f"{many} {name}" for name, many in sorted(count.items()))
    return f"{sum(count.values())} ({each})" if each else "0"


if __name__ == "__main__":
    sys.exit(main())
