"""The visible check: a learner calls it and is told at once, in words, what is wrong.

It is as strict as the hidden tests in everything that it can know: the points come from the same
strata, and the verdict from the same judge. What it needs for that is imported when a learner first
calls it, so that the first picture of a chapter does not wait for it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from backpass.judging.verdict import Status, Verdict
from backpass.notebook.lost_names import say_how_to_go_on

#: JupyterLab gives each output a row with the cell's number in front; nothing needs none.
NOTHING = (
    '<i class="bp-nothing"></i>'
    "<style>.jp-OutputArea-child:has(>.jp-OutputArea-output .bp-nothing){display:none}</style>"
)

say_how_to_go_on()


class Outcome:
    """What ``check`` returns: it shows nothing, and what did not pass counts as 0 for nbgrader.

    Attributes:
        verdict: The verdict that the panel above it put in words.
    """

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict

    @property
    def passed(self) -> bool:
        """Whether everything that the check looks at is right."""
        return self.verdict.status is Status.PASSED

    def __bool__(self) -> bool:
        """True on a pass, so that ``if check(f):`` reads as it sounds."""
        return self.passed

    def _ipython_display_(self) -> None:
        """On a pass, the panel has said it all; else the value is displayed like any other."""
        if not self.passed:
            raise NotImplementedError  # IPython's way of saying: ask the next method

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """A text of ``0.0`` makes nbgrader count a fail; a page shows nothing below the panel."""
        return {"text/plain": "0.0", "text/html": NOTHING}

    def __repr__(self) -> str:
        """For a terminal."""
        return "passed" if self.passed else "0.0"


def check(
    function: Any,
    *,
    forward: Callable[..., Any] | None = None,
    name: str | None = None,
) -> Outcome:
    """Check an exercise, say in words how it stands, and remember it for ``progress()``.

    Args:
        function: The learner's function, e.g. ``check(multiply_backward)``, or the letter that
            answers a quiz.
        forward: The learner's own forward, where the backward pass reads the cache that it makes.
        name: Name of the exercise; found from the function by default.

    Returns:
        An :class:`Outcome`, true when all is right. It never raises because of what a learner
        wrote.
    """
    # the whole of the judge and of its words: two hundred milliseconds in a fresh kernel
    from backpass.checking import examination  # noqa: PLC0415

    return Outcome(examination.told(function, forward, name, inspect.currentframe()))
