"""The command that looks for similar work."""

from __future__ import annotations

import argparse
from pathlib import Path

from backpass.grading.common.command_line import Command
from backpass.grading.course import Course


def add_commands(command: Command) -> None:
    """Add ``similar``."""
    similar = command("similar", "Find pairs of submissions that are unusually alike.", _similar)
    similar.add_argument(
        "chapters", nargs="*", metavar="CHAPTER", help="default: all that were handed in"
    )
    similar.add_argument(
        "--with",
        dest="others",
        action="append",
        type=Path,
        default=[],
        metavar="FOLDER",
        help="another year's or section's course, with its autograded/; may be repeated",
    )
    similar.add_argument("--bits", type=float, help="show pairs that share at least this many bits")
    similar.add_argument("--dolos", action="store_true", help="also write a data set for Dolos")


def _similar(arguments: argparse.Namespace) -> int:
    from backpass.grading.marks import read_names  # noqa: PLC0415
    from backpass.grading.similarity.compare import Pair, Work, pairs  # noqa: PLC0415
    from backpass.grading.similarity.page import write_dolos, write_pages  # noqa: PLC0415
    from backpass.grading.similarity.reading import read_class, released_code  # noqa: PLC0415

    course = Course.find()
    names = read_names(course)
    found: dict[str, tuple[list[Work], list[Pair]]] = {}
    for chapter in course.current(arguments.chapters):
        works = read_class(course, chapter, arguments.others)
        released = released_code(course, chapter)
        found[chapter] = (works, pairs(works, released, least=arguments.bits))
        print(f"{chapter}: {len(found[chapter][1])} pairs among {len(works)} notebooks")
        if arguments.dolos:
            print(f"wrote {course.relative(write_dolos(course, chapter, works, names))}")
    page = write_pages(course, found, names)
    print(f"Open {course.relative(page)}. Likeness is no proof: read both, and ask both.")
    return 0
