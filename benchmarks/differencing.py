"""Right ways taken for differencing, of all there are: ``python -m benchmarks.differencing``.

All right ways of the course's exercises, and the right ways of ``benchmarks.second_strangers``, are
read and followed as an answer is that is graded. None may be suspected.
"""

from __future__ import annotations

import sys
from collections import Counter

from backpass.contracts import CONTRACTS
from backpass.grading.exercises.library import load
from backpass.grading.marking.readers import asks_for_gradients
from benchmarks.page import table
from benchmarks.second_strangers import right_ones
from tests.test_differencing import CHAPTERS, IMPORTS, cells_of, tried, variants


def main() -> int:
    """Read and follow them, print what is suspected, and count.

    Returns:
        1 where one is suspected.
    """
    answers = [
        ("the course's", exercise.name, [*cells_of(chapter)[:1], IMPORTS, *cells])
        for chapter in CHAPTERS
        for exercise in load(chapter).values()
        if asks_for_gradients(exercise.contract)
        for _, cells in variants(exercise)
    ]
    answers += [
        ("others'", answer.exercise, [answer.code])
        for answer in right_ones()
        if asks_for_gradients(CONTRACTS[answer.exercise])
    ]
    counts: Counter[tuple[str, str]] = Counter()
    for of, name, cells in answers:
        if not any(f"def {name}(" in cell for cell in cells):
            counts[of, "named otherwise"] += 1
            continue
        one = tried(name, cells)
        counts[of, "looked at"] += 1
        if one.read or one.followed:
            counts[of, "suspected"] += 1
            print(name, one.read, one.followed, cells[-1], sep="\n")
    print(table(["right ways", "what", "answers"], [[*key, n] for key, n in counts.items()]))
    return int(any(what == "suspected" for _, what in counts))


if __name__ == "__main__":
    sys.exit(main())
