"""The commands that make up a class and try everything on it."""

from __future__ import annotations

import argparse
from pathlib import Path

from backpass.grading.common.command_line import Command, add_jobs, positive
from backpass.grading.course import Course


def add_commands(command: Command) -> None:
    """Add ``simulate`` and ``demo``."""
    simulate = command("simulate", "Write a simulated class's submissions.", _simulate)
    _add_class(simulate)
    simulate.add_argument(
        "--every-mistake", action="store_true", help="write one submission for each known mistake"
    )

    demo = command("demo", "Release, simulate a class, grade it and report.", _demo)
    _add_class(demo)
    add_jobs(demo)
    demo.add_argument(
        "--into", type=Path, metavar="FOLDER", help="copy the course to this folder and work there"
    )


def _add_class(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--students",
        type=positive,
        metavar="N",
        help="draw a class of N at random; default: a fixed class with every kind",
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="S", help="seed for drawing the class; default: 1"
    )
    parser.add_argument(
        "--chapter", action="append", default=[], metavar="CHAPTER", help="default: all chapters"
    )


def _simulate(arguments: argparse.Namespace) -> int:
    from backpass.grading.simulation.simulate import simulate  # noqa: PLC0415

    course = Course.find()
    manifest = simulate(
        course,
        course.chosen(arguments.chapter),
        count=arguments.students,
        seed=arguments.seed,
        every_mistake=arguments.every_mistake,
    )
    print(
        f"simulated {len(manifest['students'])} students in {course.relative(course.submitted)}/; "
        f"{course.relative(course.manifest)} says what each of them did"
    )
    return 0


def _demo(arguments: argparse.Namespace) -> int:
    from backpass.grading.simulation.demo import copy_course, demo  # noqa: PLC0415

    course = Course.find()
    chapters = course.chosen(arguments.chapter)
    if arguments.into is not None:
        course = copy_course(course, arguments.into)
        print(f"in {course.root}:")
    lines = demo(
        course, chapters, count=arguments.students, seed=arguments.seed, jobs=arguments.jobs
    )
    print("\n".join(lines))
    return 0
