"""What became of one student's chapter in a step, and the log of a whole run."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from backpass.grading.common.command_line import FAILED
from backpass.grading.course import Course

Step = Literal["autograde", "feedback"]
LOG = "grading.log"


@dataclass(frozen=True)
class Done:
    """One student's chapter after a step.

    Attributes:
        student: The student's id.
        chapter: The chapter.
        error: What went wrong with the grader itself; None when nothing did.
        log: What there is to say about it, line by line.
        seconds: How long it took.
        unreadable: Why nothing of what was handed in could be graded; None when it could.
    """

    student: str
    chapter: str
    error: str | None
    log: tuple[str, ...]
    seconds: float
    unreadable: str | None = None


def write_log(course: Course, step: Step, done: Iterable[Done]) -> None:
    """Keep what was said in ``reports/grading.log``: begun by grading, added to by feedback.

    Args:
        course: The course.
        step: Which of the two commands this is.
        done: What came of each submission.
    """
    course.reports.mkdir(exist_ok=True)
    with (course.reports / LOG).open("a" if step == "feedback" else "w", encoding="utf-8") as log:
        for one in done:
            log.write(f"== {step} {one.student} {one.chapter}: {one.seconds:.1f} s\n")
            log.writelines(f"{line}\n" for line in one.log)
            if one.error:
                log.write(f"ERROR {one.error}\n")


def tell(done: Sequence[Done], words: str, log: Path) -> int:
    """Say on the terminal what came of a step.

    Args:
        done: What came of each submission.
        words: What was done to those that went well, after their number.
        log: Where all of it stands.

    Returns:
        The command's exit status: 1 where the grader itself failed with one of them.
    """
    failed = [one for one in done if one.error]
    count = len(done) - len(failed)
    print(f"{count} submission{'s' if count != 1 else ''} {words}")
    for one in failed:
        print(f"backpass: {one.student} {one.chapter}: {one.error}", file=sys.stderr)
    if failed:
        print(f"backpass: {log} has all that nbgrader said.", file=sys.stderr)
    return FAILED if failed else 0
