"""Going on, in a real JupyterLab: after a cell that did not run, and after a kernel's restart."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from driver import Notebook

pytestmark = pytest.mark.browser

IMPORTS = "# @title Setup"
SAVE = "async () => { await window.jupyterapp.commands.execute('docmanager:save'); }"
RIGHT = "def multiply_gradient(x, y):\n    return y, x\n"
ADDED = "def add_gradient(x, y):\n    return 1.0, 1.0\n"


def test_what_did_not_run_is_told_and_a_restart_is_no_end(
    open_chapter: Callable[[str], Notebook], tmp_path: Path
):
    keeping = f"import os; os.environ['BACKPASS_PROGRESS'] = {str(tmp_path)!r}"  # off in tests
    notebook = open_chapter("01_simple_gates")
    notebook.run_where(IMPORTS)
    answer, test = (
        notebook.index_of("multiply_gradient"),
        notebook.index_of("test_multiply_gradient"),
    )
    notebook.run(answer, keeping)
    assert notebook.run(answer, RIGHT).complaints == []
    assert "passed" in notebook.run(test).plain

    # a cell that Python cannot read: the version before it is the one that is judged
    unfinished = notebook.run(answer, "def multiply_gradient(x, y)\n    return x, y\n")
    assert "SyntaxError" in str(unfinished.outputs)
    told = notebook.run(test).plain
    assert "is not in use" in told

    assert notebook.run(answer, RIGHT).complaints == []
    assert "is not in use" not in notebook.run(test).plain
    notebook.page.evaluate(SAVE)
    notebook.restart()

    # a check is the first cell that runs in the new kernel
    notebook.run(answer, keeping)
    lost = notebook.run(test).plain
    assert "This kernel does not know `multiply_gradient`." in lost, lost
    assert "backpass.resume()" in lost

    # the first check that can be made, in a kernel which knows one function only
    notebook.run_where(IMPORTS)
    later, check_later = notebook.index_of("add_gradient"), notebook.index_of("test_add_gradient")
    notebook.run(later, keeping)
    notebook.run(later, ADDED)
    first = notebook.run(check_later).plain
    assert "backpass.resume()" in first
    assert "started anew" in first

    spare = notebook.run(answer, "import backpass; backpass.resume()")
    assert "Ready to go on" in spare.plain, textwrap.shorten(spare.plain, 300)
    assert "multiply_gradient" in spare.plain, "an answer that was not run is named"
    assert notebook.run(answer, RIGHT).complaints == []
    assert "passed" in notebook.run(test).plain
