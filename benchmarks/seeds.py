"""Does a mark depend on the seed? ``python -m benchmarks.seeds --seeds 200``.

Every function of the library, and every small change of a reference solution, is judged with many
seeds. Each must get one and the same mark, whatever points are drawn.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backpass.contracts.build_autograd import judge_programs
from backpass.grading.exercises.exercise import Exercise
from backpass.judging.trial import Trial
from benchmarks.mutation import changed_sources, handed, sources
from benchmarks.page import kept, table, write
from benchmarks.rates import DOC, chosen_functions, rights_of

#: Parts of ``Value`` with nothing drawn in them.
NOT_DRAWN = ("each node once", "deep chain")
#: A seed beside those that are counted.
OTHER_SEED = 10_000
#: What is judged: its name, the function and its own forward.
Judged = tuple[str, Any, Any]


def handed_in(exercise: Exercise, every: int) -> Iterator[Judged]:
    """The library of an exercise, and small changes of its reference.

    Args:
        exercise: The exercise.
        every: Of the small changes of the reference, only each so-manieth; none at 0.
    """
    for variant in [*rights_of(exercise), *exercise.mistakes]:
        yield (variant.name, *exercise.handed_in(variant))
    if every:
        yield from changes_in(exercise, every)


def changes_in(exercise: Exercise, every: int) -> Iterator[Judged]:
    """Small changes of the reference of an exercise, those that can be defined.

    Args:
        exercise: The exercise.
        every: Only each so-manieth.
    """
    text, forward = sources(exercise)
    for words, changed in list(changed_sources(text))[::every]:
        try:
            yield (words, *handed(exercise, changed, forward))
        except Exception:
            continue


def marks_of_value(exercise: Exercise, value: Any, seeds: range) -> Counter[float]:
    """How often a ``Value`` gets which mark.

    What does not depend on the seed is judged once: the programs that are the same with each, and
    the long and the wide graph. A part that is lost there is lost with every seed. Of each seed
    only the programs that were drawn are run, those of the other parts.

    Args:
        exercise: The exercise ``Value``.
        value: The class.
        seeds: Each draws other programs.
    """
    given, parts = Counter[float](), exercise.contract.parts
    fixed = {one.program.text for one in exercise.new_plan(OTHER_SEED)}
    fixed &= {one.program.text for one in exercise.new_plan(OTHER_SEED + 1)}
    whole = exercise.tried(value, OTHER_SEED)[1].findings
    if any(not part for part, _ in whole):
        return Counter({0.0: len(seeds)})
    always = [one for one in exercise.plan(OTHER_SEED) if one.program.text in fixed]
    lost = {part for part, _ in whole if part in NOT_DRAWN} | _lost(exercise, value, always)
    for seed in seeds:
        drawn = [one for one in _plan_of_value(exercise, seed) if one.program.text not in fixed]
        gone = lost | _lost(exercise, value, [one for one in drawn if one.part not in lost])
        given[sum(points for part, points in parts.items() if part not in gone)] += 1
    return given


_PLANS: dict[int, Any] = {}


def _plan_of_value(exercise: Exercise, seed: int) -> Any:
    if seed not in _PLANS:
        _PLANS[seed] = exercise.new_plan(seed)
    return _PLANS[seed]


def _lost(exercise: Exercise, value: Any, exams: Sequence[Any]) -> set[str]:
    """The parts whose programs give something else than they should."""
    parts = exercise.contract.parts
    trial = Trial(exercise.name, parts, tuple(parts))
    judge_programs(trial, value, exams)
    return {part for part, _ in trial.findings}


def marks(exercise: Exercise, function: Any, forward: Any, seeds: range) -> Counter[float]:
    """How often a function gets which mark."""
    return Counter(exercise.tried(function, seed, forward)[0].score for seed in seeds)


def unsteady(
    functions: Iterable[Judged], exercise: Exercise, seeds: range
) -> tuple[int, dict[str, Counter[float]]]:
    """How many functions were judged, and those whose mark depends on the seed.

    Args:
        functions: What is judged.
        exercise: The exercise that it was written for.
        seeds: Each draws other points.
    """
    judged, found = 0, dict[str, Counter[float]]()
    everything = list(functions)
    counted = [Counter[float]() for _ in everything]
    if exercise.name == "Value":
        counted = [marks_of_value(exercise, value, seeds) for _, value, _ in everything]
        seeds = range(0)
    for seed in seeds:  # seed by seed, since the points of one are drawn once
        for given, (_, function, forward) in zip(counted, everything, strict=True):
            given.update(marks(exercise, function, forward, range(seed, seed + 1)))
    for given, (name, _, _) in zip(counted, everything, strict=True):
        judged += 1
        if len(given) > 1:
            found[name] = given
    return judged, found


@dataclass(frozen=True)
class Row:
    """What came of one exercise.

    Attributes:
        exercise: Its name.
        library: Right ways and known mistakes that were judged, the reference among them.
        seeds: How often each of them was judged.
        changes: Small changes of the reference that were judged.
        change_seeds: How often each of them was judged.
        unsteady: Those whose mark depends on the seed, with the marks.
    """

    exercise: str
    library: int
    seeds: int
    changes: int
    change_seeds: int
    unsteady: dict[str, Counter[float]]


def row_of(exercise: Exercise, seeds: int, change_seeds: int, every: int) -> Row:
    """Judge the library of an exercise, and the small changes of its reference.

    Args:
        exercise: The exercise.
        seeds: How often each function of the library is judged.
        change_seeds: How often each small change is judged.
        every: Of the small changes, only each so-manieth.
    """
    library, found = unsteady(handed_in(exercise, 0), exercise, range(seeds))
    changes, more = 0, dict[str, Counter[float]]()
    if change_seeds and every:
        changes, more = unsteady(changes_in(exercise, every), exercise, range(change_seeds))
    done = change_seeds if changes else 0
    return Row(exercise.name, library, seeds, changes, done, {**found, **more})


def seeds_table(rows: Sequence[Row]) -> str:
    """The table of ``docs/judge.md``."""
    heads = ["exercise", "functions of the library", "seeds", "small changes", "seeds of these"]
    lines = [
        [f"`{a.exercise}`", a.library, a.seeds, a.changes, a.change_seeds, len(a.unsteady)]
        for a in rows
    ]
    return table([*heads, "marks that depend on the seed"], lines)


def main(arguments: list[str] | None = None) -> int:
    """Judge, and print each function whose mark depends on the seed.

    Returns:
        1 where there is one.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--change-seeds", type=int, default=200, help="seeds for a small change")
    parser.add_argument("--every", type=int, default=1, help="of the changes, each so-manieth")
    parser.add_argument("--only", nargs="*", help="exercises")
    parser.add_argument("--write", action="store_true", help="put the table into docs/judge.md")
    chosen = parser.parse_args(arguments)
    rows = list[Row]()
    for exercise in chosen_functions(chosen.only):
        with np.errstate(all="ignore"):
            row = row_of(exercise, chosen.seeds, chosen.change_seeds, chosen.every)
        rows.append(row)
        print(seeds_table([row]).splitlines()[-1], flush=True)
        for name, given in row.unsteady.items():
            print(f"{exercise.name}: {name}: {dict(given)}", flush=True)
    if chosen.write:
        write(DOC, {"seeds": kept(DOC, "seeds", seeds_table(rows))})
    return int(any(row.unsteady for row in rows))


if __name__ == "__main__":
    sys.exit(main())
