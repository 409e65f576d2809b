"""Green in the student's own notebook is full marks, however the notebook was edited.

Solved notebooks are edited as people and programs do, run in a stock IPython from top to bottom,
and graded; ``benchmarks/fidelity.py`` does the same thousands of times.
"""

import copy
import random
from collections import Counter

import a_deadline
import a_week
import an_exchange_year
import further_edits
import habits
import notebook_edits
import pytest
import several_at_once
from side_by_side import Bench, Outcome
from stock_kernel import Stock, in_a_kernel

#: How often each edit is made at least; one that stands in its list three times, thrice as often.
OFTEN = 2


CHAPTERS = ["02_chain_rule", "06_two_layer_net"]


@pytest.fixture(scope="module")
def stock():
    made = Stock()
    yield made
    made.close()


@pytest.fixture(scope="module")
def bench(stock):
    return Bench(CHAPTERS, exercises=4, stock=stock)


@pytest.fixture(scope="module")
def further(stock):
    return Bench(CHAPTERS, exercises=4, edits=further_edits.EDITS, stock=stock)


@pytest.fixture(scope="module")
def whole(stock):
    return Bench(CHAPTERS, exercises=4, edits=habits.EDITS, stock=stock)


def wanted(bench):
    """How often each of a bench's edits is to be made, by name."""
    return Counter(edit.__name__ for edit in bench.edits for _ in range(OFTEN))


def chosen(bench):
    """Numbers of notebooks, in order, until each edit has been made as often as is wanted.

    A notebook whose edits were all made so often before is left out. So a rare edit is met as
    surely as in a long run of notebooks, without the many in which frequent ones are met again.
    """
    left, numbers, number = wanted(bench), [], 0
    while left:
        made = Counter(bench.notebook(number)[2])
        if made & left:
            numbers.append(number)
            left -= made
        number += 1
    return numbers


def compared(bench):
    """Both sides of the chosen notebooks agree, and both right and wrong exercises are there."""
    numbers = chosen(bench)
    outcome = bench.compare(numbers)
    assert outcome.notebooks == len(numbers) > 30
    assert outcome.green > len(numbers)  # most exercises of most notebooks stay right
    assert outcome.exercises - outcome.green > len(numbers) / 10  # and many edits spoil one
    return outcome


def test_the_grader_gives_what_the_students_kernel_says(bench):
    assert compared(bench).found == []


def test_it_does_so_for_other_ways_to_write_and_for_more_programs(further):
    assert compared(further).found == []


def test_it_does_so_for_what_goes_through_a_whole_notebook(whole):
    assert compared(whole).found == []


def test_it_does_so_for_what_students_do_in_a_week(stock):
    bench = Bench(CHAPTERS[:1], exercises=4, edits=a_week.EDITS, stock=stock)
    outcome = bench.compare(range(15))  # hundreds of them: benchmarks/fidelity.py --edits week
    assert outcome.found == []
    assert outcome.green > 30


def test_it_does_so_for_what_students_do_in_the_last_night():
    bench = Bench(CHAPTERS[:1], exercises=4, edits=a_deadline.EDITS)
    try:
        outcome = bench.compare(range(15))  # hundreds of them: benchmarks/fidelity.py --edits night
    finally:
        bench.close()
    assert outcome.found == []
    assert outcome.green > 30


def test_it_does_so_for_what_students_bring_along_from_elsewhere(stock):
    bench = Bench(CHAPTERS[:1], exercises=4, edits=an_exchange_year.EDITS, stock=stock)
    outcome = bench.compare(range(6))  # each way alone: benchmarks/fidelity.py --each year
    assert outcome.found == []
    assert outcome.green > 10


#: Notebooks of that set: one imports from a linked file, others from modules and folders.
SEVERAL = (114, 109, 110, 61, 203)


def test_it_does_so_for_several_habits_at_once(bench):
    ways, outcome = list(several_at_once.ALONE.items()), Outcome()
    for number in SEVERAL:  # all of them: benchmarks/fidelity.py --each several
        bench.one_way(CHAPTERS[0], *ways[number], outcome)
    assert outcome.found == []
    assert outcome.green > 15


@pytest.mark.parametrize("number", [3, 11])
def test_a_stock_shell_says_what_a_stock_kernel_says(number, bench, tmp_path):
    _, nb, _ = bench.notebook(number)
    bench.stock.ask(notebook_edits.sources(nb), nb["files"])
    assert in_a_kernel(notebook_edits.sources(nb), tmp_path) == bench.stock.answer() != {}


#: What snippets ask about the place that they run in; all of it is so in a notebook.
IN_A_NOTEBOOK = (
    "{'IPython', 'ipykernel', 'ipykernel.zmqshell'} <= set(sys.modules)",
    "get_ipython().__class__.__name__ == 'ZMQInteractiveShell'",
    "'zmqshell' in str(type(get_ipython())) and 'terminal' not in str(get_ipython())",
    "'IPKernelApp' in get_ipython().config",
    "get_ipython().has_trait('kernel') and hasattr(get_ipython(), 'kernel')",
    "sys.argv[0].endswith('ipykernel_launcher.py') and sys.argv[1] == '-f'",
    "asyncio.get_running_loop() is asyncio.get_event_loop()",
    "threading.current_thread() is threading.main_thread()",
    "__IPYTHON__ and __name__ == '__main__' and '__file__' not in globals()",
    "'google.colab' not in str(get_ipython())",
    "isinstance(task, asyncio.Task) and task.done()",
    "np.geterr()['over'] == 'raise'",
)


def test_where_it_runs_a_cell_is_told_the_same_by_a_kernel_and_by_the_grader(bench, tmp_path):
    nb = copy.deepcopy(bench.solved[CHAPTERS[0]])
    k, name = habits.simple(nb)[0]
    asked = "".join(f"assert {one}, {one!r}\n" for one in IN_A_NOTEBOOK)
    nb["cells"][k]["source"] = f"{asked}{nb['cells'][k]['source']}"
    begin = "import asyncio, sys, threading\ntask = asyncio.create_task(asyncio.sleep(0))"
    above = f"{begin}\nnp.seterr(over='raise')"
    nb["cells"].insert(k, notebook_edits.code(above, random.Random(0)))
    sources = notebook_edits.sources(nb)
    bench.stock.ask(sources)
    graded = bench.graded(CHAPTERS[0], notebook_edits.handed_in(nb))
    assert graded.marks[f"test_{name}"].score > 0
    said = bench.stock.answer()
    assert said[name]
    assert in_a_kernel(sources, tmp_path) == said


def test_every_kind_of_edit_is_made_as_often_as_is_wanted(bench, further, whole):
    lists = (habits.EDITS, notebook_edits.EDITS, further_edits.EDITS)
    for made, edits in zip((whole, bench, further), lists, strict=True):
        seen = Counter(name for number in chosen(made) for name in made.notebook(number)[2])
        assert seen.keys() == {edit.__name__ for edit in edits}
        assert seen >= wanted(made)
