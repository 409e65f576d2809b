"""The line of the stub that was left standing above an answer, and ends it."""

from __future__ import annotations

import inspect
import re

STUBS_LINE = re.compile(r"(?P<indent>[ \t]+)raise NotImplementedError\b")
#: Lines that belong to the one above, or are a stub's as well.
GOES_ON = re.compile(r"""\s*(?:$|#|[)\]}'"]|raise NotImplementedError\b)""")


def is_left_standing(source: str) -> bool:
    """Whether code stands below ``raise NotImplementedError`` in its block, where it never runs.

    It is read line by line, not parsed: strangers' texts come here, too.

    Args:
        source: A function, or a cell with several.
    """
    indent = None
    for line in source.splitlines():
        if found := STUBS_LINE.match(line):
            indent = found["indent"]
        elif indent is not None and not GOES_ON.match(line):
            here = line[: len(line) - len(line.lstrip())]
            if here == indent:
                return True
            if not here.startswith(indent):  # the block is over
                indent = None
    return False


def ended_above_an_answer(error: BaseException) -> bool:
    """Whether such a line is what raised an error.

    Args:
        error: The error. Where its traceback or the text is not to be had, nothing is known.
    """
    traceback = error.__traceback__
    if traceback is None:
        return False
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    try:
        return is_left_standing(inspect.getsource(traceback.tb_frame.f_code))
    except (OSError, TypeError):
        return False
