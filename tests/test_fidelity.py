"""Green in the student's own notebook is full marks, however the notebook was edited.

Solved notebooks are edited as people and programs do, run in a stock IPython from top to bottom,
and graded; ``benchmarks/fidelity.py`` does the same thousands of times.
"""

import notebook_edits
import pytest
from side_by_side import Bench
from stock_kernel import in_a_kernel

NOTEBOOKS = 300


@pytest.fixture(scope="module")
def bench():
    made = Bench(["02_chain_rule", "06_two_layer_net"], exercises=4)
    yield made
    made.close()


def test_the_grader_gives_what_the_students_kernel_says(bench):
    outcome = bench.compare(range(NOTEBOOKS))
    assert outcome.notebooks == NOTEBOOKS
    assert outcome.green > NOTEBOOKS  # most exercises of most notebooks stay right
    assert outcome.exercises - outcome.green > NOTEBOOKS / 10  # and many edits spoil one
    assert outcome.found == []


@pytest.mark.parametrize("number", [3, 11])
def test_a_stock_shell_says_what_a_stock_kernel_says(number, bench, tmp_path):
    _, nb, _ = bench.notebook(number)
    bench.stock.ask(notebook_edits.sources(nb))
    assert in_a_kernel(notebook_edits.sources(nb), tmp_path) == bench.stock.answer() != {}


def test_every_kind_of_edit_is_among_those_that_are_compared(bench):
    seen = {name for number in range(NOTEBOOKS) for name in bench.notebook(number)[2]}
    assert seen == {edit.__name__ for edit in notebook_edits.EDITS}
