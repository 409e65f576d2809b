"""Grade the course's own solutions first: a broken hidden test is found before the class is.

Otherwise it is found when a class has handed in, in the marks of everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from backpass.grading.class_run.grade import Options, answer_key
from backpass.grading.class_run.ledger import Ledger
from backpass.grading.common.progress_bar import track
from backpass.grading.course import Course
from backpass.grading.marking.submission import Judgement, Submission, judge

SEED = 1


def rehearse(course: Course, chapters: Sequence[str]) -> tuple[list[str], list[str]]:
    """Grade the sources of some released chapters, writing nothing.

    Args:
        course: The course.
        chapters: Names of chapters.

    Returns:
        What is wrong with their tests, a sentence each, and why a chapter could not be tried.
    """
    with Ledger(course) as ledger:
        wrong: list[str] = []
        untried: list[str] = []
        for chapter in track(list(chapters), "Grading the course's own solutions"):
            source = course.source_notebook(chapter).read_bytes()
            outcome = judge(
                Submission("the course", chapter, source, None, SEED),
                answer_key(course, ledger, chapter, Options()),
            )
            if outcome.error is not None:
                untried.append(f"{chapter} was not tried with its solutions: {outcome.error}")
            wrong += _wrong(chapter, outcome, ledger.worth(chapter))
    return wrong, untried


def _wrong(chapter: str, outcome: Judgement, worth: Mapping[str, float]) -> Iterator[str]:
    for name, mark in outcome.marks.items():
        if name in outcome.troubled:
            yield (
                f"{chapter}: {name} states no mark for the course's own solution. A test has to "
                "end with a plain number of points, as `grade(…)` does; until it does, every "
                "answer to it waits for a person."
            )
        elif mark.score is not None and mark.score < worth[name]:
            yield (
                f"{chapter}: {name} gives the course's own solution {mark.score:g} of "
                f"{worth[name]:g} points."
            )
