"""Keep what nbgrader logs, so that an error can be explained in one sentence."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager


def last_exception(lines: list[str]) -> str | None:
    """The last line of the last traceback in a log, without the module's name; None without one.

    nbgrader's own message is only that there was an error.
    """
    found = [match for line in lines if (match := re.fullmatch(r"(?:\w+\.)*(\w+: .+)", line))]
    return found[-1][1] if found else None


@contextmanager
def captured_log() -> Iterator[list[str]]:
    """What nbgrader logs meanwhile, line by line, instead of on the terminal."""
    lines: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.extend(record.getMessage().splitlines())

    import traitlets.log  # noqa: PLC0415

    logger = traitlets.log.get_logger()
    handlers, propagate, level = logger.handlers, logger.propagate, logger.level
    logger.handlers, logger.propagate = [Collect()], False
    logger.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)
