"""What a student's own cells show stands on the page as the student's kernel showed it."""

import copy
import random
import re

import nbformat
import notebook_edits
from course_notebooks import run
from notebook_edits import code
from side_by_side import Bench

from backpass.grading.common.cells import grade_id

#: A display of an earlier cell that a cell changes: a page shows both, one below the other.
CHANGED = ("bar = display('0 %', display_id=True)", "for k in (1, 2):\n    bar.update(f'{k} %')")
CHAPTER = "02_chain_rule"
#: Cells of one notebook, in the order in which they run below its first answer.
CELLS = (
    "%%writefile tool.py\nimport sys\nTIE = sys.argv[-1]\nprint(TIE)",
    "%run tool.py --tie x",
    "TIE",
    "shown = display('first', display_id='here')",
    "shown.display_id",
    "display('a', display_id='there').update('b')",
    "%%capture kept\nprint('three')\ndisplay('four')\n'five'",
    "kept.show()\nkept.stdout",
    "class Bundle:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
    "        return {'text/plain': 'words', 'text/x-mine': '*words*'}",
    "Bundle()",
    "[Bundle()]",
    "display(Bundle(), 3)",
    "7 * 6",
    "_ + 1",
    "print('one', end='')\nprint('two')\nOut[max(Out)], In[-1]",
    "import asyncio\n\nasync def one(k):\n    await asyncio.sleep(0)\n    return k",
    "await asyncio.gather(one(1), one(2))",
    "from IPython.display import clear_output\nprint('old')\nclear_output()\nprint('new')",
    "import sys\nfor k in range(3):\n    sys.stdout.write(f'\\r{k} of 3')",
    "%matplotlib inline",
    "plt.plot([1, 2])\nplt.show()",
    "%run -i tool.py",
    "%precision 2",
    "3.14159",
    "import numpy\nnumpy.set_printoptions(precision=1)",
    "np.array([1.25, 2.5])",
    "from IPython.core.interactiveshell import InteractiveShell as I\n"
    "I.ast_node_interactivity = 'all'",
    "1 + 1\n'two'\nadd_backward(2.0, (1.0, 2.0))",
)


def words(outputs):
    """What is printed and shown, without addresses in memory.

    A kernel hands on what is printed whenever it comes to it, in one piece or in several.
    """
    texts, before = list[str](), None
    for o in outputs:
        text = o.get("text") or o.get("data", {}).get("text/plain") or o.evalue
        if o.output_type == "stream" and o.name == before:
            texts[-1] += text
        else:
            texts.append(text)
        before = o.get("name")
    return [re.sub(r"0x[0-9a-f]+", "0x", text) for text in texts]


def graded(cells):
    """The page's code cells by their text, with more cells below the first answer; and the file."""
    bench, rng = Bench([CHAPTER], exercises=1), random.Random(3)
    try:
        nb = copy.deepcopy(bench.solved[CHAPTER])
        place = notebook_edits.of_kind(nb, "answer")[0] + 1
        nb["cells"][place:place] = [code(text, rng) for text in cells]
        handed_in = notebook_edits.handed_in(nb)
        outcome = bench.graded(CHAPTER, handed_in)
    finally:
        bench.close()
    made = nbformat.reads(outcome.notebook.decode(), 4)
    return {c.source: c.outputs for c in made.cells if c.cell_type == "code"}, handed_in


def test_own_cells_show_what_they_show_in_a_kernel(tmp_path):
    page, handed_in = graded(CELLS)
    ran = run(nbformat.reads(handed_in.decode(), 4), tmp_path)
    for cell in ran.cells:
        if cell.cell_type == "code" and cell.source in page and not grade_id(cell):
            assert words(page[cell.source]) == words(cell.outputs), cell.source
    assert set(CELLS) <= page.keys()


def test_what_a_cell_shows_in_the_place_of_an_earlier_display_is_on_the_page():
    page, _ = graded(CHANGED)
    assert [words(page[text]) for text in CHANGED] == [["'0 %'"], ["'2 %'"]]
