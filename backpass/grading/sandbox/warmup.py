"""What a fork server does once, so that none of its children has to do it.

The first use of everything is slow: it imports, compiles, and fills caches of Python, numpy and re.
Nothing done here has any other effect. What tests need is in :mod:`judging_warmup`: a student's
process is forked from one that has never imported it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from backpass.grading.sandbox.like_a_kernel import named_like_the_kernels
from backpass.grading.sandbox.shell import CellShell, make_shell, run
from backpass.grading.sandbox.wire import Channel, pair

_CELLS = (
    "import numpy as np\nnp.exp(np.ones((2, 2)) @ np.ones((2, 2)))",
    "def _(x):\n    return 1 / x\n_(0)",
)
_FIGURES = (
    "%matplotlib inline",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2], label='a')\nplt.legend()\nplt.show()",
)


def rehearsed_shell() -> CellShell:
    """A shell in which cells have been run, and nothing of them is left behind."""
    shell = make_shell()
    _run(shell, _CELLS)
    return shell


def rehearse_notebooks(shell: CellShell) -> None:
    """Import all that notebooks import, and use it in a shell; nothing is left behind in that."""
    import matplotlib.pyplot as plt  # noqa: PLC0415 - not where only tests run
    from matplotlib import font_manager  # noqa: PLC0415

    import backpass.data  # noqa: F401, PLC0415

    runs = shell.magics_manager.registry["ExecutionMagics"]
    as_before = runs.default_runner
    _run(shell, _FIGURES)
    runs.default_runner = as_before  # `%matplotlib inline` lets %run put out empty figures
    named_like_the_kernels(type(shell))
    here, there = map(Channel, pair())
    here.send({"args": [np.ones((2, 3)), (1.0, 2)], "named": {}})
    there.receive()
    here.close()
    there.close()
    plt.close("all")
    with suppress(AttributeError):  # matplotlib closes its fonts in every child, one by one
        font_manager._get_font.cache_clear()  # type: ignore[attr-defined]


def _run(shell: CellShell, cells: Sequence[str]) -> None:
    for source in cells:
        run(shell, source)
    shell.reset(new_session=True)
    shell.outputs.begin()
