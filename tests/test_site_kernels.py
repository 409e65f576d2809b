"""Forked kernels, which run the chapters of the site: they show what any other kernel shows."""

import os
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from website.kernels import Forked, Nursery

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

CELLS = (
    "import os, sys\n'backpass' in sys.modules, os.environ['WORD']",
    "import matplotlib.pyplot as plt\nfrom backpass import explore",
    "plt.plot([1, 2]);\nplt.title('A line');",
    "explore.secant()",
    "print('on', 'one', 'line')",
    "import atexit, pathlib\natexit.register(pathlib.Path('ended').touch);",
    "1 / 0",
)


def shown(manager, folder):
    """The outputs of each cell, and what the kernel's widgets are."""
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    client = NotebookClient(
        nbformat.v4.new_notebook(cells=cells),
        allow_errors=True,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.km = manager
    client.kernel_name = "python3"
    variables = {**os.environ, "WORD": "heard"}
    variables.pop("MPLBACKEND", None)
    done = client.execute(env=variables)
    for cell in done.cells:
        for output in cell.outputs:
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    return [cell.outputs for cell in done.cells]


def test_a_forked_kernel_shows_what_any_other_shows_and_ends_with_its_nursery(tmp_path):
    with Nursery() as nursery:
        manager = nursery.manager(kernel_name="python3")
        forked = shown(manager, tmp_path)
        assert (tmp_path / "ended").is_file(), "what was to be done at the end was done"
        left = nursery.ask([["-f", str(tmp_path / "nobody.json")], str(tmp_path), dict(os.environ)])
        assert nursery.ask(left) is None, "it runs"
    with pytest.raises(ProcessLookupError):
        os.kill(left, 0)
    ordinary = shown(None, tmp_path)
    assert len(forked) == len(CELLS)
    assert forked[0][0]["data"]["text/plain"] == "(False, 'heard')"
    assert 'alt="Picture. A line' in forked[2][0]["data"]["text/html"]
    assert "image/png" in forked[2][0]["data"]
    assert forked[6][0]["ename"] == "ZeroDivisionError"
    assert forked == ordinary


@pytest.mark.parametrize("how", [RuntimeError, BrokenPipeError])
def test_a_kernel_whose_nursery_is_gone_has_ended_so_that_a_server_can_stop(how):
    class Gone(Nursery):
        def ask(self, wanted):
            if isinstance(wanted, list):
                return 2**22 + 1  # no process has such a number
            raise how

    kernel = Forked(Gone(), [], "", {})
    kernel.terminate()
    assert kernel.poll() == kernel.wait() == -9
