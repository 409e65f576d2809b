"""Given cells that need not run: nobody can tell from marks or pages that they did not."""

import random
from pathlib import Path

import nbformat
import notebook_edits
import pytest
from nbgrader.utils import compute_checksum

from backpass.grading.common.cells import grade_id, is_locked
from backpass.grading.marking import run as marking
from backpass.grading.marking.spared import GivenCell, names_of, relied_on, spared
from backpass.grading.marking.submission import (
    AnswerKey,
    LockedCell,
    Submission,
    code_fingerprint,
    judge,
)
from backpass.grading.sandbox.execution import Settings

ROOT = Path(__file__).resolve().parents[1]
SETUP = "import numpy as np\nfrom backpass.circuit import Circuit"
SHOWN = "x, h = 3.0, 0.1\nprint((x + h) ** 2)"


def of(*sources, others=(), tests=()):
    """The places of the cells that are spared, behind the cell of imports."""
    given = [GivenCell(source, False) for source in (SETUP, *sources)]
    found = spared(given, others, tests)
    return [place for place, source in enumerate(sources) if source in found]


def test_a_cell_that_shows_something_is_spared():
    assert of(SHOWN, others=["def f(x):\n    return x * np.exp(x)"], tests=["grade(f)"]) == [0]


@pytest.mark.parametrize(
    "theirs",
    [
        "y = x",
        "x += 1",
        "def f():\n    return x",
        "def f():\n    global x\n    x = 1",
        "f = lambda y: y * h",
        "[y := h for y in range(3)]",
        "print = len",
        "del h",
        "eval('x')",
        "globals()['x'] = 2",
        "vars().update(x=2)",
        "f = _",
        "Out[3]",
        "%time y = 2",
        "!ls",
        "from other import *",
        "import os",
        "np.exp = None",
        "np.set_printoptions(precision=1)",
        "import numpy\nnumpy.set_printoptions(precision=1)",
        "import numpy as num\n\ndef f():\n    num.set_printoptions(1)\n\nf()",
        "from numpy import set_printoptions as shorter\nshorter(1)",
        "import backpass.circuit as c\nc.Circuit.add = None",
        "f.__globals__['x'] = 2",
        "def f(:",
    ],
)
def test_a_cell_runs_where_a_student_may_read_or_change_what_it_uses(theirs):
    assert of(SHOWN, "print(np.pi)", others=[theirs])[:1] != [0]


def test_a_module_that_one_cell_imports_and_another_changes_is_changed():
    assert of(SHOWN, others=["import numpy as num", "num.set_printoptions(1)"]) == []
    assert of(SHOWN, others=["import math as num", "num.set_printoptions(1)"]) == [0]


@pytest.mark.parametrize(
    "theirs",
    [
        "def f(x, h):\n    y = x + h\n    return y",
        "def f(a, *x, **h):\n    return [x for x in a if x]",
        "class Value:\n    def __init__(self, x):\n        self.x, _ = x, 1",
        "import numpy as np\nimport math\nf = math.exp",
        "for h2 in range(3):\n    print(h2)",
        "x = 5.0",
    ],
)
def test_names_of_a_function_s_own_are_nobody_else_s(theirs):
    assert of(SHOWN, others=[theirs]) == [0]


@pytest.mark.parametrize(
    "unsteady",
    [
        "import time\nprint(time.time())",
        "print(np.random.rand())",
        "r = np.random\nprint(r.rand())",
        "from numpy.random import rand\nprint(rand())",
        "print(np.random.default_rng().random())",
        "print(np.loadtxt('x'))",
        "print(open('x').read())",
        "%matplotlib inline",
        "np.seterr(all='ignore')",
        "print(id(np))",
        "print(missing)",
    ],
)
def test_a_cell_that_hangs_on_more_than_names_runs(unsteady):
    assert of(unsteady, SHOWN) == [1]


def test_what_others_need_runs_and_what_they_may_change_too():
    made, printed, changed = "a = np.zeros(3)", "print(a)", "a[0] = helper(1)"
    helper = "def helper(t):\n    return t * k"
    assert of(made, printed, changed) == []  # nobody defines helper
    assert of(made, printed, "print(helper(1))") == [0, 1]
    assert of(helper, "k = 2", made, printed, changed) == [0, 1, 2, 3, 4]
    assert of(helper, "k = 2", made, printed, changed, others=["k = 3"]) == []
    assert of(helper, "k = 2", others=["b = helper(2)"]) == []
    assert of(helper, "print(helper(2))", "k = 2", "print(1)", others=["k = 3"]) == [3]


def test_a_generator_of_chance_is_shared_by_all_who_draw_from_it():
    made, one, other = "rng = np.random.default_rng(1)", "print(rng.random())", "b = rng.random()"
    assert of(made, one, other) == [0, 1, 2]
    assert of(made, one, other, others=["c = b"]) == []


def test_cells_of_the_gradebook_always_run():
    given = [GivenCell(SETUP, False), GivenCell("def g(x):\n    return x", True)]
    given.append(GivenCell("print(g(2))", False))
    assert spared(given, ["def f(x):\n    return g(np.abs(x))"], []) == {"print(g(2))"}


def test_a_cell_that_only_shows_runs_where_a_student_takes_a_name_from_it():
    figure, table, last = "xs = [1, 2]\nfig = xs", "ys = [x for x in xs]", "print(1)"
    shows = [figure, table, last]
    assert relied_on(shows, ["def f(xs):\n    return xs", "xs = 3"]) == set()
    assert relied_on(shows, ["print(fig)\n\ndef f():\n    return 1"]) == {figure}
    assert relied_on(shows, ["def f():\n    return ys"]) == {figure, table}
    assert relied_on(shows, ["%time print(ys)"]) == {figure, table}


def test_names_are_read_as_python_resolves_them():
    names = names_of(
        "import math as m\ndef f(a, b=c):\n    d = a\n    return d + e\nx = f(g)\nx += 1"
    )
    assert names.reads == {"c", "e", "f", "g", "x"}
    assert names.needs == {"c", "e", "g"}
    assert names.later == {"e"}
    assert names.writes == {"m", "f", "x"}
    assert dict(names.fixed).keys() == {"m", "f"}
    assert names_of("for i in r:\n    y = i\nprint(y)").needs == {"r", "y", "print"}
    assert names_of("with a as b:\n    y = b\nprint(y)").needs == {"a", "print"}
    assert names_of("try:\n    y = 1\nexcept E as e:\n    z = e\nprint(y)").needs >= {"E", "y"}


# --- the same marks, the same pages --------------------------------------------------------------


def key_of(chapter):
    """An answer key, and the chapter solved."""
    source = nbformat.read(ROOT / "source" / chapter / f"{chapter}.ipynb", 4)
    release = nbformat.read(ROOT / "release" / chapter / f"{chapter}.ipynb", 4)
    released = {grade_id(cell): cell for cell in release.cells if grade_id(cell)}
    cells = {
        grade_id(cell): LockedCell(
            cell.source, is_locked(cell), compute_checksum(released[grade_id(cell)])
        )
        for cell in source.cells
        if grade_id(cell)
    }
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in sorted((ROOT / "grader_tests").rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    text = nbformat.writes(release)
    key = AnswerKey(chapter, text, cells, files, Settings(ROOT), code=code_fingerprint())
    return key, notebook_edits.solved(source, release)


def test_marks_and_pages_are_the_same_without_the_cells(monkeypatch):
    counts = {"spared": 0, "ran": 0}
    outputs_of = marking.known_outputs

    def counting(*arguments):
        known = outputs_of(*arguments)
        counts["spared" if known else "ran"] += 1
        return known

    for number, chapter in enumerate(("02_chain_rule", "04_staged_computation") * 4):
        key, solved = key_of(chapter)
        nb, edits = notebook_edits.edited(solved, random.Random(f"spared {number}"))
        handed_in = Submission("s", chapter, notebook_edits.handed_in(nb), None, 5)
        monkeypatch.setattr(marking, "known_outputs", counting)
        quick = judge(handed_in, key)
        monkeypatch.setattr(marking, "known_outputs", lambda *_: {})
        whole = judge(handed_in, key)
        assert quick.error is None, quick.trace
        assert quick.marks == whole.marks, edits
        assert quick.notebook == whole.notebook, edits
    assert counts["spared"] >= 2, counts
