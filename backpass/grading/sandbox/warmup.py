"""What is done once in a process before others are forked from it, so that none of them has to.

The first use of everything is slow: it imports, compiles, and fills caches of Python, numpy and re.
What is done here comes to nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from backpass import check
from backpass.contracts import CONTRACTS
from backpass.grading.exercises.library import load_one
from backpass.grading.hidden import panel_of
from backpass.grading.sandbox.cell_source import exercises_in
from backpass.grading.sandbox.shell import CellShell, make_shell, run
from backpass.grading.sandbox.wire import Channel, pair
from backpass.observe import quiet

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
    import ipywidgets  # noqa: F401, PLC0415 - half of all memory: not where only tests run
    import matplotlib.pyplot as plt  # noqa: PLC0415

    import backpass.circuit  # noqa: PLC0415
    import backpass.explore  # noqa: PLC0415
    import backpass.hints  # noqa: F401, PLC0415

    _run(shell, _FIGURES)
    plt.close("all")


def _run(shell: CellShell, cells: Sequence[str]) -> None:
    for source in cells:
        run(shell, source)
    shell.reset(new_session=True)
    shell.outputs.begin()


def rehearse_judging() -> None:
    """Judge a wrong answer to each exercise by its public part, and put it in words.

    Only what the package itself holds is used.
    """
    for contract in CONTRACTS.values():
        verdict, trial = check.examine(contract, _wrong, _wrong)
        check.panel_of(contract, verdict, trial)._repr_mimebundle_()
    here, there = map(Channel, pair())
    here.send({"args": [np.ones((2, 3)), (1.0, 2)], "named": {}})
    there.receive()
    here.close()
    there.close()


def _wrong(*_: object) -> tuple[float, float]:
    return 1.0, 2.0


def rehearse_tests(root: Path, tests: Sequence[str]) -> None:
    """Judge the course's own solution of each exercise that is tested.

    Where the instructor's own files are broken, each verifier will come upon it and say so.

    Args:
        root: The course's root.
        tests: Sources of test cells.
    """
    named = {name for source in tests for name in exercises_in(source)}
    for name in sorted(named):
        with quiet(), suppress(Exception):
            exercise = load_one(CONTRACTS[name], root)
            if exercise.solution is not None:
                panel_of(exercise.judge_variant(exercise.solution, 0))
                check.examine(exercise.contract, *exercise.handed_in(exercise.solution))
