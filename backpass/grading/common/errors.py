"""The errors that the grader itself writes into cells, in place of an output."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class ErrorName(StrEnum):
    """The names of these errors; their words are written for the student."""

    NOT_GRADED = "NotGraded"  #: The submission could not be read.
    NOT_RUN = "NotRun"  #: An earlier cell had ended Python.
    STOPPED = "Stopped"  #: Python was ended in this cell.
    TIME_IS_UP = "TimeIsUp"  #: The cell took too long; Python went on with the next one.
    NOT_JUDGED = "NotJudged"  #: The test did not come to its end.
    NO_MARK = "NoMark"  #: The test ended without a mark.


def error_output(name: str, text: str) -> dict[str, Any]:
    """An output that nbgrader counts as a failed test.

    Args:
        name: One of :class:`ErrorName`.
        text: What is wrong, in a sentence for the student.
    """
    return {
        "output_type": "error",
        "ename": str(name),
        "evalue": text,
        "traceback": [f"{name}: {text}"],
    }
