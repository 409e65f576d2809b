"""What IPython keeps by the number of a cell is the same while grading as in the notebook."""

import copy
import random

import nbformat
import notebook_edits
import pytest
from habits import number_of
from notebook_edits import code, marks
from side_by_side import Bench

from backpass.grading.intake.findings import findings_of

CHAPTER = "02_chain_rule"


@pytest.fixture(scope="module")
def bench():
    made = Bench([CHAPTER], exercises=3)
    yield made
    made.close()


def above(nb, name, source):
    """Put a cell above the one of a grade id; its number."""
    place = next(k for k, c in enumerate(nb["cells"]) if marks(c).get("grade_id") == name)
    nb["cells"].insert(place, code(source, random.Random(name)))
    return number_of(nb, place)


def answer_of(nb, name):
    return next(c for c in nb["cells"] if marks(c).get("grade_id") == name)


def result_by_number(nb):
    number = above(nb, "multiply_backward", "{'scale': 1.0}")
    answer_of(nb, "max_backward")["source"] += f"\n\nassert Out[{number}]['scale'] == 1"
    for name in ("multiply_backward", "max_backward"):
        cell = answer_of(nb, name)
        cell["source"] = f"scale = _{number}['scale']\n\n{cell['source']}"


def text_by_number(nb):
    cell = answer_of(nb, "max_backward")
    number = above(nb, "add_backward", cell["source"])
    cell["source"] = f"exec(In[{number}])"


def result_of_a_check(nb):
    place = next(
        k for k, c in enumerate(nb["cells"]) if marks(c).get("grade_id") == "test_add_backward"
    )
    cell = answer_of(nb, "multiply_backward")
    cell["source"] = f"assert Out[{number_of(nb, place)}].passed\n\n{cell['source']}"


def last_results(nb):
    above(nb, "max_backward", "4.5")
    above(nb, "max_backward", "print('nothing to keep')")
    cell = answer_of(nb, "max_backward")
    cell["source"] = f"assert _ == 4.5 and 'nothing' in _i\n\n{cell['source']}"


def all_earlier_texts(nb):
    cell = answer_of(nb, "max_backward")
    cell["source"] = (
        "assert len(In) == get_ipython().execution_count\n"
        f"assert any('check(add_backward)' in text for text in In)\n\n{cell['source']}"
    )


def run_again(nb):
    cell = answer_of(nb, "multiply_backward")
    above(nb, "multiply_backward", cell["source"])
    cell["source"] = "%rerun"


def kept_between_cells(nb):
    above(nb, "add_backward", "kept = {'a': 1}\n%store kept\ndel kept")
    cell = answer_of(nb, "max_backward")
    cell["source"] = f"%store -r kept\nassert kept == {{'a': 1}}\n\n{cell['source']}"


def looked_into_an_error(nb):
    above(nb, "add_backward", "1 / 0")
    cell = answer_of(nb, "max_backward")
    cell["source"] = f"%debug\n\n{cell['source']}"


@pytest.mark.parametrize(
    "edit",
    [
        result_by_number, text_by_number, result_of_a_check, last_results, all_earlier_texts,
        run_again, kept_between_cells, looked_into_an_error,
    ],
)  # fmt: skip
def test_a_notebook_that_asks_ipython_for_earlier_cells_keeps_its_marks(edit, bench):
    nb = copy.deepcopy(bench.solved[CHAPTER])
    edit(nb)
    bench.stock.ask(notebook_edits.sources(nb), nb["files"])
    said = bench.stock.answer()
    assert [name for name, passed in said.items() if passed] == list(said)
    assert len(said) == 3
    outcome = bench.graded(CHAPTER, notebook_edits.handed_in(nb))
    assert {name: mark.score for name, mark in outcome.marks.items()} == {
        "test_add_backward": 5.0,
        "test_multiply_backward": 5.0,
        "test_max_backward": 5.0,
    }


def test_a_question_while_grading_gets_an_empty_line_and_the_rest_of_its_cell_runs(bench):
    nb = copy.deepcopy(bench.solved[CHAPTER])
    for name in ("add_backward", "max_backward"):
        cell = answer_of(nb, name)
        asked = "who = input('Your name? ')\nimport pdb\npdb.set_trace()\nbreakpoint()"
        cell["source"] = f"{asked}\n\n{cell['source']}"
    outcome = bench.graded(CHAPTER, notebook_edits.handed_in(nb))
    assert outcome.marks["test_add_backward"].score == 5
    assert outcome.marks["test_max_backward"].score == 5
    text = outcome.notebook.decode()
    assert text.count("not run while grading: input('Your name? ')") == 2
    assert text.count("not run while grading: breakpoint()") == 4


def test_a_breakpoint_left_in_an_answer_costs_nothing_and_is_pointed_out(bench):
    nb = copy.deepcopy(bench.solved[CHAPTER])
    cell = answer_of(nb, "multiply_backward")
    cell["source"] = cell["source"].replace("    x, y", "    breakpoint()\n    x, y", 1)
    line = 1 + cell["source"].splitlines().index("    breakpoint()")
    word = answer_of(nb, "max_backward")
    word["source"] += "\n# no breakpoint() here\ntold = 'breakpoint()'\n"
    outcome = bench.graded(CHAPTER, notebook_edits.handed_in(nb))
    assert outcome.marks["test_multiply_backward"].score == 5
    found = findings_of(nbformat.reads(outcome.notebook.decode(), 4)).odd
    noted = [(one["cell"], one["text"]) for one in found if one["kind"] == "breakpoint"]
    assert [name for name, _ in noted] == ["multiply_backward"]
    assert f"A breakpoint stands in line {line}," in noted[0][1]
