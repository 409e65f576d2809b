"""Which submissions a simulated class makes of a chapter: one of each kind, or drawn at random."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field, replace
from typing import Any

from backpass.grading.exercises.exercise import Exercise
from backpass.grading.simulation.changes import KINDS
from backpass.grading.simulation.handings import HANDINGS
from backpass.grading.simulation.written import (
    ANY,
    FULL,
    LESS,
    UNANSWERED,
    ZERO,
    SimulatedAnswer,
    mistaken,
    right,
    unusual,
)

MISTAKEN = 8  # submissions with known mistakes in the class that shows every kind
TOGETHER = 3  # known mistakes in one of them
EVERYDAY = 5  # submissions of that class which are drawn at random
COMMON = 0.45  # how likely it is that a mistake is the next one of the list, the commonest first


@dataclass
class Attempt:
    """One submission of a chapter.

    Attributes:
        kind: What kind of submission it is, e.g. ``"known mistake"``.
        note: The same in a sentence.
        answers: What stands in each solution cell.
        change: Name of what happens to the notebook then, a key of ``CHANGES``.
        handing: Name of how it is handed in, a key of :data:`HANDINGS`.
        expected: Overrides the answers' expected marks, for all exercises.
    """

    kind: str
    note: str
    answers: dict[str, SimulatedAnswer] = field(default_factory=dict)
    change: str = "none"
    handing: str = "as it should be"
    expected: str | None = None

    def record(self) -> dict[str, Any]:
        """What the manifest keeps."""
        return {
            "kind": self.kind,
            "note": self.note,
            "handing": self.handing,
            "answers": {name: answer.way for name, answer in self.answers.items()},
            "expected": {
                name: self.expected or answer.expected for name, answer in self.answers.items()
            },
        }


def tour(
    exercises: dict[str, Exercise], chance: random.Random, *, every_mistake: bool = False
) -> list[Attempt]:
    """One submission of each kind, and a few everyday ones.

    Args:
        exercises: The chapter's exercises by name, in the notebook's order.
        chance: Draws the everyday ones.
        every_mistake: One submission for each known mistake, instead of the commonest few together
            in :data:`MISTAKEN` submissions.
    """
    all_right = {name: right(exercise) for name, exercise in exercises.items()}
    nothing = dict.fromkeys(exercises, UNANSWERED)
    names = list(exercises)
    half = {
        name: all_right[name] if k < len(names) / 2 else UNANSWERED for k, name in enumerate(names)
    }
    plans = [
        Attempt("all right", "Everything as the course solves it.", all_right),
        *_unusual_plans(exercises),
        Attempt("half done", "The first half right, the rest unanswered.", half),
        Attempt("unanswered", "Handed in as it was released.", nothing),
        *(
            Attempt(kind, note, all_right, change=change)
            for change, (kind, note, answered) in KINDS.items()
            if answered
        ),
        *(
            Attempt(kind, note, nothing, change=change, expected=ZERO)
            for change, (kind, note, answered) in KINDS.items()
            if not answered
        ),
        *(
            _oddly_handed_in(handing, all_right)
            for handing in HANDINGS
            if handing != "as it should be"
        ),
    ]
    mistakes = _mistaken_plans(exercises, all_right, None if every_mistake else MISTAKEN)
    everyday = [_everyday(_drawn_answers(exercises, chance)) for _ in range(EVERYDAY)]
    return [*plans[:1], *mistakes, *everyday, *plans[1:]]


def _unusual_plans(exercises: dict[str, Exercise]) -> list[Attempt]:
    """So many that every right variant is in one of them, a partner's variants by its backward."""
    partners = _partners(exercises)
    most = max((len(exercise.accepts) for exercise in exercises.values()), default=0)
    return [
        Attempt(
            "right in another way",
            "Right, but not as the course solves it.",
            {
                name: right(exercise) if name in partners else unusual(exercise, number)
                for name, exercise in exercises.items()
            },
        )
        for number in range(min(most, 3))
    ]


def _mistaken_plans(
    exercises: dict[str, Exercise], all_right: dict[str, SimulatedAnswer], most: int | None
) -> list[Attempt]:
    """Known mistakes, the first of each exercise before the second of any.

    Args:
        exercises: The chapter's exercises.
        all_right: What stands in every other cell.
        most: How many submissions there may be, with up to :data:`TOGETHER` mistakes in each; one
            submission for each mistake when None.
    """
    partners = _partners(exercises)
    by_exercise = [[(name, answer) for answer in mistaken(e)] for name, e in exercises.items()]
    in_turn = [entry for rank in itertools.zip_longest(*by_exercise) for entry in rank if entry]
    plans: list[tuple[set[str], Attempt]] = []
    for name, answer in in_turn:
        touched = {name, partners.get(name, name)}
        touched |= {forward for forward, backward in partners.items() if backward == name}
        if most is None or len(plans) < most:
            plans.append((set(), Attempt("known mistake", "", dict(all_right))))
            taken, plan = plans[-1]
        else:
            free = [e for e in plans if not e[0] & touched and _mistakes(e[1]) < TOGETHER]
            if not free:
                continue
            taken, plan = min(free, key=lambda entry: _mistakes(entry[1]))
        taken |= touched
        plan.answers[name] = answer
        if name in partners:
            # whether a backward reads what a wrong forward left is for the grader to say
            backward = partners[name]
            plan.answers[backward] = replace(plan.answers[backward], expected=ANY)
    for _, plan in plans:
        wrong = [f"{n}: {a.way}" for n, a in plan.answers.items() if a.expected in (LESS, ZERO)]
        plan.note = "Right but for " + "; ".join(wrong) + "."
    return [plan for _, plan in plans]


def _mistakes(plan: Attempt) -> int:
    return sum(answer.expected in (LESS, ZERO) for answer in plan.answers.values())


def drawn(exercises: dict[str, Exercise], chance: random.Random) -> Attempt | None:
    """One submission as a class would have it, drawn at random; None when nothing was handed in.

    Args:
        exercises: All exercises of the chapter, by name.
        chance: Draws it.
    """
    roll = chance.random()
    if roll < 0.03:
        return None
    answers = _drawn_answers(exercises, chance)
    if roll < 0.07:
        handing = chance.choice([name for name in HANDINGS if name != "as it should be"])
        return _oddly_handed_in(handing, answers)
    if roll < 0.15:
        change = chance.choice([name for name, (_, _, answered) in KINDS.items() if answered])
        return Attempt(KINDS[change][0], KINDS[change][1], answers, change=change)
    return _everyday(answers)


def _oddly_handed_in(handing: str, answers: dict[str, SimulatedAnswer]) -> Attempt:
    """A file that cannot be graded; one with another name alone can."""
    note = HANDINGS[handing][1]
    if handing == "wrong file name":
        return Attempt("another file name", note, answers, handing=handing)
    return Attempt("not gradable", note, answers, handing=handing, expected=ZERO)


def _everyday(answers: dict[str, SimulatedAnswer]) -> Attempt:
    return Attempt("everyday", "A mixture of right, mistaken and unanswered.", answers)


def _drawn_answers(
    exercises: dict[str, Exercise], chance: random.Random
) -> dict[str, SimulatedAnswer]:
    partners, diligence = _partners(exercises), chance.uniform(0.35, 1.0)
    answers = {}
    for number, (name, exercise) in enumerate(exercises.items()):
        luck, pick = chance.random() + 0.02 * number, chance.randrange(10_000)
        wrong = mistaken(exercise)
        if luck < diligence * 0.85:
            answers[name] = right(exercise)
        elif luck < diligence * 0.95:
            answers[name] = right(exercise) if name in partners else unusual(exercise, pick)
        elif wrong and luck < 1.0:
            answers[name] = wrong[_commonest_first(chance) % len(wrong)]
        else:
            answers[name] = UNANSWERED
    for forward, backward in partners.items():
        # a backward reads its own forward's cache: a wrong or missing one takes it along
        if answers[forward].expected != FULL:
            answers[backward] = UNANSWERED
    return answers


def _commonest_first(chance: random.Random) -> int:
    """Draw 0 most often, then 1, then 2, and so on."""
    place = 0
    while chance.random() > COMMON:
        place += 1
    return place


def _partners(exercises: dict[str, Exercise]) -> dict[str, str]:
    """For each forward that is an exercise, the backward that reads its cache."""
    found = {}
    for name, exercise in exercises.items():
        partner = exercise.contract.partner
        if partner in exercises:
            found[partner] = name
    return found
