"""A class of odd submissions and honest ones, graded at once, and what must hold of it.

The marks of the exercises that are not odd are full; each page is written; honest students lose
nothing; nothing is said to be the grader's fault.
"""

import random
from collections.abc import Sequence
from pathlib import Path

import nbformat
import tiny_class
import tiny_course
from tiny_class import InThisProcess

from backpass.grading.class_run import grade as class_run
from backpass.grading.class_run.grade import Options
from backpass.grading.course import Course
from backpass.grading.feedback.class_pages import give_feedback
from backpass.grading.marking.run import leave_fork_servers
from backpass.grading.marks import read_marks
from backpass.grading.reporting.report import write_report
from tests.fuzzing import answers, frames, notebooks, outputs
from tests.fuzzing.case import Case, Make, Paper

CHAPTER = tiny_course.CHAPTER
#: By kind, what draws a submission.
KINDS: dict[str, Make] = {
    "cell": outputs.odd_cell,
    "text": outputs.odd_markdown,
    "answer": answers.odd_answer,
    "answers on the wire": frames.answering_oddly,
    "outputs on the wire": frames.showing_oddly,
    "beside": notebooks.beside,
    "raw": notebooks.raw_parts,
    "one cell": notebooks.one_cell,
    "anywhere": notebooks.anywhere,
    "bytes": notebooks.bytes_of,
}
#: Words that only a fault of the grader's own is told in.
OURS = ("grader's side", "could not be graded.</")


def drawn(course: Course, kind: str, seed: int) -> Case:
    """The submission of a kind that a seed draws."""
    paper = Paper(nbformat.read(course.release_notebook(CHAPTER), 4))
    return KINDS[kind](random.Random(f"{kind} {seed}"), paper)


def impatient(course: Course) -> None:
    """Let a call and a cell of the course have less time: odd ones often take all of it."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.ContainedRun.call_seconds = 1\nc.ContainedRun.cell_seconds = 2\n")


def faults(course: Course, cases: Sequence[Case], report: bool = False) -> dict[int, list[str]]:
    """Grade cases as one class, with an honest student before, between and after them.

    Args:
        course: A copy of the tiny course, that nobody else uses.
        cases: The cases.
        report: Whether to write the report and the formgrader's pages, too.

    Returns:
        What is wrong, by the case's place; -1 is the class.
    """
    for number, case in enumerate(cases):
        path = tiny_class.hand_in(course, f"s{number:03}")
        path.write_bytes(case.data)
        if number % 10 == 0:
            tiny_class.hand_in(course, f"s{number:03}-honest")
    tiny_class.hand_in(course, "zoe-honest")
    try:
        done = class_run.grade(course, [CHAPTER], options=Options(jobs=1)).done
        pages = give_feedback(course, [CHAPTER], jobs=1)
        if report:
            pages += give_feedback(course, [CHAPTER], jobs=1, nbgrader=True)
            pages += give_feedback(course, [CHAPTER], jobs=1)
            write_report(course, [CHAPTER])
        marks = read_marks(course, CHAPTER)
    finally:
        leave_fork_servers()
    found: dict[int, list[str]] = {}
    for one in [*done, *pages]:
        if one.error:
            found.setdefault(_place(one.student), []).append(f"{one.error} {one.log}"[-1500:])
    for path in sorted(course.submitted.iterdir()):
        place, given = _place(path.name), marks.get(path.name)
        spoiled = cases[place].spoiled if place >= 0 else frozenset()
        found.setdefault(place, []).extend(_wrong(course, path.name, given, spoiled))
    return {place: told for place, told in found.items() if told}


def _wrong(course: Course, student: str, marks: object, spoiled: frozenset[str]) -> list[str]:
    if marks is None:
        return ["no marks"]
    told = []
    for name, points in tiny_course.POINTS.items():
        mark = marks.cells.get(f"test_{name}")
        if mark is None:
            told.append(f"{name}: no mark")
        elif mark.needs_a_person:
            told.append(f"{name}: a person is to look")
        elif mark.score != points and name not in spoiled:
            told.append(f"{name}: {mark.score} of {points}")
        elif not 0 <= mark.score <= points:
            told.append(f"{name}: {mark.score}")
    page = course.feedback / student / CHAPTER / f"{CHAPTER}.html"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    if "</html>" not in text:
        told.append("no page")
    unreadable = "This submission could not be graded" in text
    told += [f"the page says: {words}" for words in OURS if words in text and not unreadable]
    if unreadable and not spoiled:
        told.append("the page says that it could not be read")
    return told


def _place(student: str) -> int:
    return -1 if student.endswith("honest") else int(student[1:])


def in_this_process(monkeypatch: object) -> None:
    """Have classes graded in this process."""
    monkeypatch.setattr("backpass.grading.class_run.grade.Here", InThisProcess)


def kept(case: Case, folder: Path) -> Path:
    """Write a case that failed down, to be looked at."""
    path = folder / f"{case.kind.replace(' ', '-')}-{abs(hash(case.data))}.ipynb"
    path.write_bytes(case.data)
    return path
