"""Honest answers taken for differencing, of all there are: ``python -m benchmarks.differencing``.

All right ways of the course's exercises, the right ways of ``benchmarks.second_strangers``, all
known mistakes, and the reference behind each right and each wrong forward, are read and followed
as an answer is that is graded, and their numbers are looked at. None may be suspected, but the
mistakes that take differences.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections import Counter
from collections.abc import Mapping

from backpass.contracts import CONTRACTS
from backpass.grading.differencing.asked import asks_for_gradients
from backpass.grading.differencing.digits import WHY, look_measured
from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.library import load
from backpass.grading.exercises.source import source_of
from backpass.grading.hidden import judged
from backpass.grading.sandbox.following import BEFORE
from backpass.judging.contract import Contract
from backpass.judging.trial import Call, looking_on
from backpass.judging.verdict import Status
from benchmarks.page import table
from benchmarks.second_strangers import right_ones
from tests.test_differencing import CHAPTERS, IMPORTS, cells_of, run_as_cells, tried, variants

#: The known mistake that is differencing.
TAKES_DIFFERENCES = "numerical differences"


Answer = tuple[str, str, list[str]]  # of whom, the exercise, the cells


def answers() -> list[Answer]:
    """All honest answers that ask for gradients, right and wrong."""
    found: list[Answer] = []
    for chapter in CHAPTERS:
        library = load(chapter)
        before = [*cells_of(chapter)[:1], IMPORTS]
        for exercise in library.values():
            if asks_for_gradients(exercise.contract):
                right = [cells for _, cells in variants(exercise)]
                found += [("right ways", exercise.name, [*before, *cells]) for cells in right]
                found += _wrong(exercise, library, before)
    found += [
        ("others' right ways", answer.exercise, [answer.code])
        for answer in right_ones()
        if asks_for_gradients(CONTRACTS[answer.exercise])
    ]
    return found


def _wrong(exercise: Exercise, library: Mapping[str, Exercise], before: list[str]) -> list[Answer]:
    """The known mistakes of an exercise, and its reference behind all forwards of its partner's."""
    partner = library.get(exercise.contract.partner)
    made: list[str] = []
    forwards: list[str] = []
    if partner is not None:
        made = [source_of(partner.solution.function, partner.name, partner.cell)]
        forwards = [
            source_of(one.function, partner.name, partner.cell)
            for one in (*partner.accepted, *partner.mistakes)
        ]
    reference = source_of(exercise.solution.function, exercise.name, exercise.cell)
    behind = [("behind other forwards", exercise.name, [*before, f, reference]) for f in forwards]
    found = [*behind]
    for one in exercise.mistakes:
        if one.name != TAKES_DIFFERENCES:
            own = [source_of(one.forward, partner.name)] if one.forward and partner else made
            cells = [*before, *own, source_of(one.function, exercise.name, exercise.cell)]
            found.append(("mistakes", exercise.name, cells))
    return found


def suspected(name: str, cells: list[str], seed: int = 3) -> list[object]:
    """What a grading run with this seed would have said of an answer."""
    tries = tried(name, cells, seed)
    contract, space, calls = CONTRACTS[name], run_as_cells(cells), list[Call]()
    with looking_on(calls.append):
        verdict = judged(contract, space[name], space.get(contract.partner))
    said: list[object] = [*tries.read]
    partner = CONTRACTS.get(contract.partner)
    wrong_forward = partner is not None and not _passes(partner, space.get(partner.name))
    said += [one for one in tries.followed if not (wrong_forward and one[0] == BEFORE)]
    if verdict.status is Status.PASSED and look_measured(calls, contract.parts):
        said.append(WHY)
    return said


def _passes(contract: Contract, function: object) -> bool:
    return judged(contract, function).status is Status.PASSED


def main() -> int:
    """Read and follow them, print what is suspected, and count.

    Returns:
        1 where one is suspected.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="points of so many seeds (1)")
    seeds = range(3, 3 + parser.parse_args().seeds)
    counts: Counter[tuple[str, str]] = Counter()
    for (of, name, cells), seed in itertools.product(answers(), seeds):
        if not any(f"def {name}(" in cell for cell in cells):
            counts[of, "named otherwise"] += 1
            continue
        said = suspected(name, cells, seed)
        counts[of, "looked at"] += 1
        counts[of, "suspected"] += bool(said)
        if said:
            print(f"{name}, seed {seed}", *said, *cells[2:], sep="\n", flush=True)
    print(table(["answers", "what", "how many"], [[*key, n] for key, n in counts.items()]))
    return int(any(n for (_, what), n in counts.items() if what == "suspected"))


if __name__ == "__main__":
    sys.exit(main())
