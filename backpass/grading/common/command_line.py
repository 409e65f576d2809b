"""What the commands have in common: arguments that several take, exit statuses, the question."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from backpass.grading.common.asking import agreed, somebody_is_there

FAILED, MISUSED, STOPPED = 1, 2, 130  # exit statuses, as shells know them
SHOWN = 40  # marks that changed, or folders that were passed over, on the terminal
#: Makes a subcommand from its name, what it does in a sentence, and what carries it out.
Command = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]


def add_chapters(parser: argparse.ArgumentParser, default: str = "all chapters") -> None:
    """Add the chapters that a command is for.

    Args:
        parser: The command's own.
        default: Which chapters it is for where none is named, in words.
    """
    parser.add_argument("chapters", nargs="*", metavar="CHAPTER", help=f"default: {default}")


def add_yes(parser: argparse.ArgumentParser) -> None:
    """Add ``--yes``."""
    parser.add_argument("--yes", action="store_true", help="do not ask before marks are changed")


def add_students(parser: argparse.ArgumentParser) -> None:
    """Add ``--student``."""
    parser.add_argument(
        "--student",
        action="append",
        default=[],
        metavar="ID",
        help="only this student; may be repeated",
    )


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """Add ``--jobs``."""
    parser.add_argument(
        "--jobs", type=positive, metavar="N", help="work on N submissions at a time"
    )


def positive(text: str) -> int:
    """Read a whole number above 0.

    Raises:
        argparse.ArgumentTypeError: It is none.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def go_on(*, yes: bool) -> bool:
    """Whether somebody at a terminal agrees; without one, and with ``--yes``, nobody is asked."""
    if yes or not somebody_is_there():
        return True
    return agreed("Go on?")
