"""How often the grader and the student's own kernel disagree about a notebook: thousands of edits.

    python benchmarks/fidelity.py [--notebooks 5000] [--first 0] [--kernels 50] [--further]
    python benchmarks/fidelity.py --types

Solved notebooks of all chapters are edited as people and programs do, see
``tests/notebook_edits.py``, or with ``--further`` ``tests/further_edits.py``. Each runs in stock
IPython from top to bottom, and is graded. For a sample, stock IPython is compared with a real
ipykernel. ``--types`` compares instead what both sides say of answers in every type of
``tests/kinds_of_results.py``, for each exercise that suits.
"""

import argparse
import collections
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import further_edits
import notebook_edits
from side_by_side import Bench
from stock_kernel import in_a_kernel
from types_side_by_side import compared

from backpass.grading.sandbox.fork_client import ForkServers

CHAPTERS = (
    "01_simple_gates",
    "02_chain_rule",
    "03_sigmoid_neuron",
    "04_staged_computation",
    "05_vectorized_gradients",
    "06_two_layer_net",
    "07_build_autograd",
)


def main() -> None:
    """Run, and say what was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--notebooks", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--kernels", type=int, default=50)
    parser.add_argument("--exercises", type=int)
    parser.add_argument("--further", action="store_true")
    parser.add_argument("--types", action="store_true")
    options = parser.parse_args()
    if options.types:
        types()
        return
    edits = further_edits.EDITS if options.further else notebook_edits.EDITS
    bench = Bench(CHAPTERS, options.exercises, edits)
    start = time.perf_counter()
    numbers = range(options.first, options.first + options.notebooks)
    outcome = bench.compare(numbers)
    seconds = time.perf_counter() - start
    for one in outcome.found:
        print(f"{one.kind} {one.number} {one.exercise} {one.edits} {one.why[:300]}")
    kinds = collections.Counter(one.kind for one in outcome.found)
    print(
        f"{outcome.notebooks} notebooks, {outcome.exercises} exercises, {outcome.green} green; "
        f"{outcome.noted} full marks without green, each with a note; "
        f"{outcome.told} green whose answer is in a file that was not handed in, each with a note; "
        f"{outcome.excused} where the notebook broke its own check; "
        f"lost {kinds['lost']}, unsaid {kinds['unsaid']}, errors {kinds['error']}; {seconds:.0f} s"
    )
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


def types() -> None:
    """Compare answers in every type."""
    with ForkServers() as servers:
        both = list(compared(servers))
    for one in both:
        if one.trouble:
            print(f"{one.name}, {one.exercise}: {one.trouble}")
    green, trouble = sum(one.green for one in both), sum(bool(one.trouble) for one in both)
    print(f"{len(both)} answers, {green} green; {trouble} with other points or another sentence")


if __name__ == "__main__":
    main()
