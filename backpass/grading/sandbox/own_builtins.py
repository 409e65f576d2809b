"""Python's own functions, kept for the modules that serve a student's process.

A cell may say ``builtins.sum = np.sum``, and its kernel goes on. What carries values out of the
student's process stands in the same Python, and must not come to harm by it.
"""

from __future__ import annotations

import builtins
import sys

#: Modules that run beside the cells, by their names or the beginnings of these.
SERVING = (
    *("backpass.grading.sandbox.", "backpass.judging.garbage", "backpass.judging.observe"),
    "backpass.questions.letter",
)


def keep() -> None:
    """Let those modules that are loaded go on with the functions that Python has now."""
    usual = {name: value for name, value in vars(builtins).items() if not name.startswith("_")}
    for name, module in list(sys.modules.items()):
        if name.startswith(SERVING):
            space = vars(module)
            space.update({one: value for one, value in usual.items() if one not in space})
