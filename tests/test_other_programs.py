"""What other programs make of a notebook, and that its answers count all the same.

They are imitated: what each does to a file is written down here as seen when it ran, or as read in
its source or in files that it wrote; see the table in ``docs/readers.md``.
"""

import json

import nbformat
import pytest
import tiny_course

from backpass.grading.common.cells import grade_id, is_answer
from backpass.grading.intake.findings import findings_of
from backpass.grading.intake.read import understand
from backpass.grading.intake.rebuild import rebuild

ROOT = tiny_course.ROOT
CHAPTER = tiny_course.CHAPTER
ANSWERS = {
    "add_backward": "def add_backward(dout, cache):\n    return dout, dout",
    "multiply_backward": "def multiply_backward(dout, cache):\n    x, y = cache\n"
    "    return dout * y, dout * x",
    "quiz_max_route": 'quiz_max_route = "d"',
}


def each_cell(change):
    """A program that does something to each cell and leaves the rest."""

    def program(nb):
        nb["cells"] = [change(number, cell) for number, cell in enumerate(nb["cells"])]
        return json.dumps(nb)

    return program


def colab(nb):
    """Format 4.0 without cell ids, an id and more in the metadata, a badge on top."""
    for number, cell in enumerate(nb["cells"]):
        del cell["id"]
        cell["metadata"] |= {
            "id": f"aB{number}",
            "outputId": "x",
            "executionInfo": {"status": "ok"},
        }
    badge = {"cell_type": "markdown", "metadata": {"id": "view-in-github"}, "source": ["<a></a>"]}
    nb["cells"].insert(0, badge)
    nb["metadata"] |= {"colab": {"provenance": []}, "widgets": {"application/x": {"1": {}}}}
    return json.dumps(nb | {"nbformat_minor": 0})


def colab_of_our_format(nb):
    """What came to Colab as 4.5 stays so: the cells' ids are kept, beside ids in the metadata."""
    made = json.loads(colab(json.loads(json.dumps(nb))))
    ids = ["view-in-github", *(cell["id"] for cell in nb["cells"])]
    made["cells"] = [{**cell, "id": one} for cell, one in zip(made["cells"], ids, strict=True)]
    return json.dumps(made | {"nbformat_minor": 5})


def deepnote(nb):
    """Format 4.0, sources in one string, outputs on text, metadata of its own."""
    for cell in nb["cells"]:
        cell["source"] = "".join(cell["source"])
        cell |= {"outputs": [], "execution_count": None, "block_group": "1"}
        cell["metadata"] |= {"deepnote_source": cell["source"], "deepnote_cell_type": "code"}
        del cell["id"]
    return json.dumps(nb | {"nbformat_minor": 0})


def databricks(nb):
    """Only its own metadata is left; Python cells may begin with a line that says so."""
    for cell in nb["cells"]:
        cell["metadata"] = {"application/vnd.databricks.v1+cell": {"title": "", "inputWidgets": {}}}
        if cell["cell_type"] == "code":
            cell["source"] = ["%python\n", *cell["source"]]
        del cell["id"]
    return json.dumps(nb | {"nbformat_minor": 0})


def marimo(nb):
    """Neither metadata nor ids; text becomes calls of its own library."""
    cells = [{"cell_type": "code", "metadata": {}, "source": "import marimo as mo", "outputs": []}]
    for cell in nb["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            source = f'mo.md(r"""\n{source}\n""")'
        cells.append({"cell_type": "code", "metadata": {}, "source": source, "outputs": []})
    return json.dumps(nb | {"cells": cells, "nbformat_minor": 4})


def pycharm(nb):
    """A mark in the first line of every code cell, keys in another order, no ids."""
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = ["#%%\n", *cell["source"]]
        cell["metadata"] = {"pycharm": {"name": "#%%\n"}, **cell["metadata"]}
        del cell["id"]
    return json.dumps(nb | {"nbformat_minor": 0})


def without_metadata_and_ids(nb):
    """All metadata and ids gone: a text format that has no place for them."""
    for cell in nb["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    return json.dumps(nb | {"nbformat_minor": 4})


def new_ids(number, cell):
    """The same with a new id."""
    return {**cell, "id": f"n{number}"}


def joined_by_vs_code(nb):
    """Join Cells: the first cell's metadata stay."""
    places = [k for k, c in enumerate(nb["cells"]) if grade_id(c) in ANSWERS]
    first, second = places[0], places[1]
    cells = nb["cells"]
    cells[first]["source"] = "\n".join("".join(cells[k]["source"]) for k in (first, second))
    del cells[second]
    return json.dumps(nb)


PROGRAMS = {
    "Colab": colab,
    "Colab, a file of format 4.5": colab_of_our_format,
    "VS Code": each_cell(lambda _, cell: {key: cell[key] for key in sorted(cell)}),
    "VS Code, cells joined": joined_by_vs_code,
    "CoCalc": each_cell(
        lambda _, cell: {**cell, "metadata": {**cell["metadata"], "collapsed": False}}
    ),
    "Deepnote": deepnote,
    "Kaggle": each_cell(
        lambda n, cell: {**cell, "id": f"k{n}", "metadata": {**cell["metadata"], "_uuid": "1"}}
    ),
    "Databricks": databricks,
    "PyCharm": pycharm,
    "jupytext, percent": each_cell(new_ids),
    "jupytext, sphinx": without_metadata_and_ids,
    "nbstripout": each_cell(new_ids),
    "nbdev": each_cell(lambda _, cell: {**cell, "metadata": {}}),
    "marimo": marimo,
}


@pytest.fixture(scope="session")
def released(tiny_released):
    return nbformat.read(tiny_released.release_notebook(CHAPTER), 4)


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_answers_of_a_notebook_count_after_another_program_had_it(program, released):
    nb = json.loads(nbformat.writes(released))
    for cell in nb["cells"]:
        if grade_id(cell) in ANSWERS:
            cell["source"] = ANSWERS[grade_id(cell)].splitlines(keepends=True)
    made = rebuild(released, understand(PROGRAMS[program](nb).encode(), f"{CHAPTER}.ipynb"))
    nbformat.validate(made)
    code = [cell.source for cell in made.cells if cell.cell_type == "code"]
    everything = "\n".join(code)
    places = [everything.index(answer) for answer in ANSWERS.values()]
    assert places == sorted(places)
    assert "nothing is written here yet" not in everything
    answered = [cell for cell in made.cells if is_answer(cell)]
    assert [grade_id(cell) for cell in answered] == list(ANSWERS)
    assert not [note for note in findings_of(made).odd if note["kind"] == "edited"]


def test_the_table_of_programs_in_the_guide_is_this_one():
    guide = (ROOT / "docs" / "readers.md").read_text(encoding="utf-8")
    table = guide.partition("## What other programs do to a notebook")[2].partition("\n## ")[0]
    first = table[table.index("|") :].partition("\n\n")[0]  # the second lists what was run by hand
    rows = [line.split("|")[1].strip() for line in first.splitlines()]
    assert rows[2:] == list(PROGRAMS)
