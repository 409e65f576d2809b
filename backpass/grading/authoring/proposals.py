"""What ``backpass mutants`` prints: mistakes to add, and those that the judge does not see."""

from __future__ import annotations

import difflib

from backpass.contracts import CONTRACTS
from backpass.grading.course import Course, CourseError
from backpass.grading.exercises.library import FOLDER, MissingExercises, load_one
from backpass.grading.exercises.mutants import Mutants, mutants

UNSEEN = (
    "The judge cannot tell these from right, at the points of this seed. Either they are right, or "
    "the contract's cases need a point that shows them:"
)


def report(course: Course, name: str, seed: int, most: int) -> str:
    """The mistakes that are proposed for an exercise, in words.

    Args:
        course: The course.
        name: Name of the exercise.
        seed: Draws the points.
        most: How many proposals are shown.

    Raises:
        CourseError: There is no such exercise, it is a quiz, or its file is not what it should be.
    """
    contract = CONTRACTS.get(name)
    if contract is None:
        near = difflib.get_close_matches(name, CONTRACTS, n=1)
        guess = f" Did you mean {near[0]}?" if near else ""
        raise CourseError(f"there is no exercise {name!r}.{guess}")
    if contract.is_quiz:
        raise CourseError(f"{name} is a quiz: its mistakes are its other letters.")
    try:
        found = mutants(load_one(contract, course.root), seed)
    except (MissingExercises, LookupError) as error:
        raise CourseError(f"{error}.") from error
    return _in_words(found, f"{FOLDER}/{contract.chapter}/{name}.py", name, most)


def _in_words(found: Mutants, path: str, name: str, most: int) -> str:
    told = found.made - len(found.unseen)
    lines = [f"{name}: {found.made} small changes of the reference, {told} of them told from it."]
    if found.known:
        names = sorted({known for _, known in found.known})
        lines.append(f"{len(found.known)} do what a known mistake does: {', '.join(names)}.")
    if found.unseen:
        lines += ["", UNSEEN, *(f"  - {words}" for words in found.unseen)]
    shown = found.proposals[:most]
    if shown:
        more = len(found.proposals) - len(shown)
        rest = f" (and {more} more: --most shows them)" if more else ""
        lines += [
            "",
            f"Not known yet: {len(shown)} ways to be wrong{rest}. Choose those that a person would "
            f"choose, put them into {path}, and edit the sentences. None may hold the formula.",
        ]
        lines += [f"\n\n{proposal.text.rstrip()}" for proposal in shown]
    return "\n".join(lines)
