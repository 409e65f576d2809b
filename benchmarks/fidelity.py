"""How often the grader and the student's own kernel disagree about a notebook: thousands of edits.

    python benchmarks/fidelity.py [--notebooks 5000] [--first 0] [--kernels 50] [--edits further]
    python benchmarks/fidelity.py --each year [--first 0] [--notebooks 100] [--kernels 100]
    python benchmarks/fidelity.py --each several [--first 0] [--notebooks 100] [--kernels 100]
    python benchmarks/fidelity.py --types

Solved notebooks of all chapters are edited as people and programs do, see
``tests/notebook_edits.py``; with ``--edits further``, ``tests/further_edits.py``; with
``--edits habits``, ``tests/habits.py``; with ``--edits week``, ``tests/a_week.py``; with
``--edits night``, ``tests/a_deadline.py``; with ``--edits year``, ``tests/an_exchange_year.py``.
Each runs in stock IPython from top to bottom, and is graded. ``--each year`` makes every one of
that set's ways alone, once; ``--each several`` the notebooks of ``tests/several_at_once.py``, which
have several habits at once. For a sample, stock IPython is compared with a real ipykernel.
``--types`` compares instead
what both sides say of answers in every type of ``tests/kinds_of_results.py``, for each exercise
that suits.
"""

import argparse
import collections
import copy
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import a_deadline
import a_week
import an_exchange_year
import further_edits
import habits
import notebook_edits
import several_at_once
from an_exchange_year import FILES
from side_by_side import SEED, Bench, Outcome
from stock_kernel import in_a_kernel
from types_side_by_side import AT_ONCE, compared

from backpass.grading.sandbox.fork_client import ForkServers

#: Seconds for both sides of one notebook that are worth a line.
SLOW = 8
ALONE = {"year": an_exchange_year.ALONE, "several": several_at_once.ALONE}
CHAPTERS = (
    "01_simple_gates",
    "02_chain_rule",
    "03_sigmoid_neuron",
    "04_staged_computation",
    "05_vectorized_gradients",
    "06_two_layer_net",
    "07_build_autograd",
)
EDITS = {
    "first": notebook_edits.EDITS,
    "further": further_edits.EDITS,
    "habits": habits.EDITS,
    "week": a_week.EDITS,
    "night": a_deadline.EDITS,
    "year": an_exchange_year.EDITS,
}


def main() -> None:
    """Run, and say what was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--notebooks", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--kernels", type=int, default=50)
    parser.add_argument("--exercises", type=int)
    parser.add_argument("--chapters", nargs="+", choices=CHAPTERS, default=CHAPTERS)
    parser.add_argument("--edits", choices=list(EDITS), default="first")
    parser.add_argument("--each", choices=list(ALONE))
    parser.add_argument("--types", action="store_true")
    options = parser.parse_args()
    if options.types:
        types()
        return
    if options.each:
        each(options)
        return
    bench = Bench(options.chapters, options.exercises, EDITS[options.edits])
    start = time.perf_counter()
    numbers = range(options.first, options.first + options.notebooks)
    outcome = Outcome()
    for number in numbers:
        before = len(outcome.found)
        bench.compare([number], outcome)
        for one in outcome.found[before:]:
            print(f"{one.kind} {one.number} {one.exercise} {one.edits} {one.why[:300]}", flush=True)
    told(outcome, time.perf_counter() - start)
    different = 0
    for number in list(numbers)[: options.kernels]:
        _, nb, _ = bench.notebook(number)
        bench.stock.ask(notebook_edits.sources(nb), nb["files"])
        with tempfile.TemporaryDirectory() as folder:
            real = in_a_kernel(notebook_edits.sources(nb), folder)
        if real != (fast := bench.stock.answer()):
            different += 1
            print(f"kernel and shell differ at {number}: {real} {fast}")
    print(f"stock shell and stock kernel: {different} of {options.kernels} differ")
    bench.close()


def told(outcome: Outcome, seconds: float) -> None:
    """Say in one sentence what came of notebooks."""
    kinds = collections.Counter(one.kind for one in outcome.found)
    print(
        f"{outcome.notebooks} notebooks, {outcome.exercises} exercises, {outcome.green} green; "
        f"{outcome.noted} full marks without green, each with a note; "
        f"{outcome.told} green whose answer is in a file that was not handed in, each with a note; "
        f"{outcome.excused} where the notebook broke its own check; "
        f"lost {kinds['lost']}, unsaid {kinds['unsaid']}, errors {kinds['error']}; {seconds:.0f} s"
    )


def each(options: argparse.Namespace) -> None:
    """Make every way of a set alone, and compare it with a real kernel where asked."""
    bench = Bench(options.chapters[:1], options.exercises or 4)
    chapter, outcome, different, start = bench.chapters[0], Outcome(), 0, time.perf_counter()
    ways = list(ALONE[options.each].items())[options.first :][: options.notebooks]
    for k, (way, edit) in enumerate(ways):
        before, begun = len(outcome.found), time.perf_counter()
        bench.one_way(chapter, way, edit, outcome)
        for one in outcome.found[before:]:
            print(f"{one.kind} {one.exercise} {way!r} {one.why[:300]}", flush=True)
        if (seconds := time.perf_counter() - begun) > SLOW:
            print(f"slow {seconds:.0f} s {way!r}", flush=True)
        if k < options.kernels and way not in FILES:
            nb = bench.solved[chapter]
            nb = copy.deepcopy(nb)
            edit(nb, random.Random(f"{SEED} {way}"))
            bench.stock.ask(notebook_edits.sources(nb), nb["files"])
            with tempfile.TemporaryDirectory() as folder:
                real = in_a_kernel(notebook_edits.sources(nb), folder)
            if real != (fast := bench.stock.answer()):
                different += 1
                print(f"kernel and shell differ: {way!r} {real} {fast}", flush=True)
    told(outcome, time.perf_counter() - start)
    print(f"stock shell and stock kernel: {different} of {options.kernels} differ")
    bench.close()


def types() -> None:
    """Compare answers in every type."""
    count = green = trouble = 0
    start = time.perf_counter()
    with ForkServers() as servers:
        for one in compared(servers):
            count, green, trouble = count + 1, green + one.green, trouble + bool(one.trouble)
            if one.trouble:
                print(f"{one.name}, {one.exercise}: {one.trouble}", flush=True)
            if count % AT_ONCE == 0:
                print(f"{count} answers, {time.perf_counter() - start:.0f} s", flush=True)
    own, children = (
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        f"{count} answers, {green} green; {trouble} with other points or another sentence; "
        f"{time.perf_counter() - start:.0f} s, {own} MB here, {children} MB in the largest child"
    )


if __name__ == "__main__":
    main()
