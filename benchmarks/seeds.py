"""Does a mark depend on the seed? ``python -m benchmarks.seeds --seeds 200``.

Every function of the library, and every small change of a reference solution, is judged with many
seeds. Each must get one and the same mark, whatever points are drawn.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from backpass.grading.exercises.exercise import Exercise
from benchmarks.mutation import changed_sources, handed, sources
from benchmarks.rates import chapters, functions_of, rights_of


def handed_in(exercise: Exercise, every: int) -> Iterator[tuple[str, Any, Any]]:
    """What is judged: its name, the function and its own forward.

    Args:
        exercise: The exercise.
        every: Of the small changes of the reference, only each so-manieth.
    """
    for variant in [*rights_of(exercise), *exercise.mistakes]:
        yield (variant.name, *exercise.handed_in(variant))
    if every:
        text, forward = sources(exercise)
        for words, changed in list(changed_sources(text))[::every]:
            try:
                yield (words, *handed(exercise, changed, forward))
            except Exception:
                continue


def marks(exercise: Exercise, function: Any, forward: Any, seeds: range) -> Counter[float]:
    """How often a function gets which mark."""
    return Counter(exercise.tried(function, seed, forward)[0].score for seed in seeds)


def unsteady(exercise: Exercise, seeds: range, every: int) -> tuple[int, dict[str, Counter[float]]]:
    """How many functions were judged, and those whose mark depends on the seed."""
    judged, found = 0, dict[str, Counter[float]]()
    everything = list(handed_in(exercise, every))
    counted = [Counter[float]() for _ in everything]
    for seed in seeds:  # seed by seed, since the points of one are drawn once
        for given, (_, function, forward) in zip(counted, everything, strict=True):
            given.update(marks(exercise, function, forward, range(seed, seed + 1)))
    for given, (name, _, _) in zip(counted, everything, strict=True):
        judged += 1
        if len(given) > 1:
            found[name] = given
    return judged, found


def main(arguments: list[str] | None = None) -> int:
    """Judge, and print each function whose mark depends on the seed.

    Returns:
        1 where there is one.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--every", type=int, default=1, help="of the changes, each so-manieth")
    parser.add_argument("--only", help="an exercise")
    chosen = parser.parse_args(arguments)
    functions = toss = 0
    for chapter in chapters():
        for exercise in functions_of(chapter):
            if chosen.only not in (None, exercise.name):
                continue
            judged, found = unsteady(exercise, range(chosen.seeds), chosen.every)
            functions += judged
            toss += len(found)
            for name, given in found.items():
                print(f"{exercise.name}: {name}: {dict(given)}", flush=True)
    print(f"{functions} functions, {chosen.seeds} seeds, {toss} marks that depend on the seed")
    return int(toss > 0)


if __name__ == "__main__":
    sys.exit(main())
