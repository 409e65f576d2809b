"""The command ``backpass``, with a subcommand for everything that an instructor does."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from backpass.grading import opening
from backpass.grading.authoring import commands as authoring
from backpass.grading.class_run import commands as class_run
from backpass.grading.common.command_line import FAILED, MISUSED, STOPPED
from backpass.grading.common.trouble import in_a_sentence, troubles
from backpass.grading.course import CourseError, quicken_imports
from backpass.grading.elsewhere import commands as elsewhere
from backpass.grading.feedback import commands as feedback
from backpass.grading.lms import commands as lms
from backpass.grading.reporting import commands as reporting
from backpass.grading.similarity import commands as similarity
from backpass.grading.simulation import commands as simulation

#: Each wing's commands, in the order in which ``backpass --help`` lists them.
WINGS = (
    authoring,
    simulation,
    class_run,
    feedback,
    reporting,
    elsewhere,
    similarity,
    lms,
    opening,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: The words after ``backpass``; those of the command line when left out.

    Returns:
        0 when all went well, 1 when something was found wrong, 2 when the request could not be
        carried out, 130 when it was stopped by the keyboard.
    """
    quicken_imports()
    arguments = _parser().parse_args(argv)
    action: Callable[[argparse.Namespace], int] = arguments.action
    try:
        return action(arguments)
    except CourseError as error:
        print(f"backpass: {error}", file=sys.stderr)
        return MISUSED
    except troubles() as error:
        if isinstance(error, BrokenPipeError):
            # whoever read the output has gone; what is left unwritten has nowhere to go
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FAILED
        print(f"backpass: {in_a_sentence(error)}.", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("\nbackpass: stopped. Nothing that was finished is lost.", file=sys.stderr)
        return STOPPED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="backpass", description="Release, grade and report the Backpass course."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, words: str, action: Callable[[argparse.Namespace], int]
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(action=action)
        return sub

    for wing in WINGS:
        wing.add_commands(command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
