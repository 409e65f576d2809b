"""Odd submissions without end: ``python -m benchmarks.fuzz --minutes 10``.

Classes of submissions that are drawn by chance are graded, and what must hold of each is looked
at: the marks of exercises that are not odd are full, each page is written, honest students lose
nothing, and nothing is said to be the grader's fault. What failed is printed with the kind and the
seed that draw it again (``--kind KIND --seed SEED``).
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
import tiny_course
from tiny_class import InThisProcess

from backpass.grading.authoring.release import release
from backpass.grading.class_run import grade
from tests.fuzzing.oracle import CHAPTER, KINDS, drawn, faults, impatient

#: Submissions in one class.
CLASS = 30


def main() -> int:
    """Grade class after class; the exit code says whether something did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--kind", action="append", choices=sorted(KINDS))
    parser.add_argument("--seed", type=int, help="this one alone")
    parser.add_argument("--first", type=int, default=0, help="the first seed of all kinds")
    parser.add_argument("--keep", type=Path, help="a folder for submissions that failed")
    arguments = parser.parse_args()
    kinds = arguments.kind or list(KINDS)
    grade.Here = InThisProcess  # type: ignore[misc, assignment]
    seed = arguments.first
    tried: Counter[str] = Counter()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        made = tiny_course.make(Path(folder) / "made")
        impatient(made)
        release(made, [CHAPTER])
        until = time.monotonic() + 60 * arguments.minutes
        while time.monotonic() < until:
            if arguments.seed is not None:
                drawing = [(kind, arguments.seed) for kind in kinds]
                until = 0.0
            else:
                drawing = [(kinds[k % len(kinds)], seed + k // len(kinds)) for k in range(CLASS)]
                seed += CLASS // len(kinds) + 1
            course = tiny_course.copied(made, Path(folder) / "course")
            cases = [drawn(course, *one) for one in drawing]
            tried.update(case.kind for case in cases)
            for place, told in sorted(faults(course, cases, report=True).items()):
                failed += 1
                kind, number = drawing[place] if place >= 0 else ("the class", drawing[0][1])
                print(f"\n== --kind {kind!r} --seed {number}", *told, sep="\n   ", flush=True)
                if place >= 0:
                    print(
                        "   of:",
                        cases[place].told[:1500].encode("ascii", "backslashreplace").decode(),
                    )
                if arguments.keep and place >= 0:
                    arguments.keep.mkdir(parents=True, exist_ok=True)
                    (arguments.keep / f"{kind}-{number}.ipynb").write_bytes(cases[place].data)
            shutil.rmtree(course.root)
    print(f"{sum(tried.values())} submissions, {failed} of them not as they should be", dict(tried))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
