"""Green in the student's own notebook is full marks, however the notebook was edited.

Solved notebooks are edited as people and programs do, run in a stock IPython from top to bottom,
and graded; ``benchmarks/fidelity.py`` does the same thousands of times.
"""

import further_edits
import habits
import notebook_edits
import pytest
from side_by_side import Bench
from stock_kernel import in_a_kernel

NOTEBOOKS, FURTHER, HABITS = 160, 80, 80


CHAPTERS = ["02_chain_rule", "06_two_layer_net"]


@pytest.fixture(scope="module")
def bench():
    made = Bench(CHAPTERS, exercises=4)
    yield made
    made.close()


@pytest.fixture(scope="module")
def further():
    made = Bench(CHAPTERS, exercises=4, edits=further_edits.EDITS)
    yield made
    made.close()


@pytest.fixture(scope="module")
def whole():
    made = Bench(CHAPTERS, exercises=4, edits=habits.EDITS)
    yield made
    made.close()


def test_the_grader_gives_what_the_students_kernel_says(bench):
    outcome = bench.compare(range(NOTEBOOKS))
    assert outcome.notebooks == NOTEBOOKS
    assert outcome.green > NOTEBOOKS  # most exercises of most notebooks stay right
    assert outcome.exercises - outcome.green > NOTEBOOKS / 10  # and many edits spoil one
    assert outcome.found == []


def test_it_does_so_for_other_ways_to_write_and_for_more_programs(further):
    outcome = further.compare(range(FURTHER))
    assert outcome.notebooks == FURTHER
    assert outcome.green > FURTHER
    assert outcome.exercises - outcome.green > FURTHER / 10
    assert outcome.found == []


def test_it_does_so_for_what_goes_through_a_whole_notebook(whole):
    outcome = whole.compare(range(HABITS))
    assert outcome.notebooks == HABITS
    assert outcome.green > HABITS
    assert outcome.exercises - outcome.green > HABITS / 10
    assert outcome.found == []


@pytest.mark.parametrize("number", [3, 11])
def test_a_stock_shell_says_what_a_stock_kernel_says(number, bench, tmp_path):
    _, nb, _ = bench.notebook(number)
    bench.stock.ask(notebook_edits.sources(nb), nb["files"])
    assert in_a_kernel(notebook_edits.sources(nb), tmp_path) == bench.stock.answer() != {}


def test_every_kind_of_edit_is_among_those_that_are_compared(bench, further, whole):
    for made, edits, count in (
        (whole, habits.EDITS, HABITS),
        (bench, notebook_edits.EDITS, NOTEBOOKS),
        (further, further_edits.EDITS, FURTHER),
    ):
        seen = {name for number in range(count) for name in made.notebook(number)[2]}
        assert seen == {edit.__name__ for edit in edits}
