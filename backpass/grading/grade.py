"""Grading a whole class with nbgrader's own converters, several students at a time.

Each worker process runs nbgrader for one student and chapter after another, into the one gradebook:
SQLite lets one write while the others wait for their turn.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from backpass.grading.course import Course, CourseError, open_gradebook
from backpass.grading.progress import track
from backpass.grading.release import captured_log, last_exception
from backpass.grading.simulate import read_manifest

Step = Literal["autograde", "feedback"]
LOG = "grading.log"


@dataclass(frozen=True)
class Done:
    """One student's chapter after a step.

    Attributes:
        student: The student's id.
        chapter: The chapter.
        error: What went wrong with the grader itself; None when nothing did.
        log: What nbgrader said.
        seconds: How long it took.
    """

    student: str
    chapter: str
    error: str | None
    log: tuple[str, ...]
    seconds: float


def grade(
    course: Course,
    chapters: Sequence[str],
    *,
    only: Iterable[str] = (),
    jobs: int | None = None,
) -> list[Done]:
    """Grade what was handed in.

    Args:
        course: The course.
        chapters: Names of chapters.
        only: Ids of students; everybody when there is none.
        jobs: How many at a time; as many as there are processors, at most 8, when left out.

    Returns:
        One entry for each submission, in the order of students and chapters.

    Raises:
        CourseError: There is nothing to grade, no release or no fitting gradebook, or a student
            handed in nothing.
    """
    course.require_gradebook(list(chapters))
    for chapter in chapters:
        course.require_release(chapter)
    work = _handed_in(course, chapters, only)
    _enter_students(course, {student for student, _ in work})
    return _run(course, "autograde", work, "Grading", jobs)


def give_feedback(
    course: Course,
    chapters: Sequence[str],
    *,
    only: Iterable[str] = (),
    jobs: int | None = None,
) -> list[Done]:
    """Write the pages that go back to students, for everything that was graded.

    Args and errors are those of :func:`grade`.
    """
    course.require_gradebook(list(chapters))
    wanted = set(only)
    work = [
        (student.name, chapter)
        for student in sorted(course.autograded.iterdir())
        for chapter in chapters
        if (student / chapter / f"{chapter}.ipynb").is_file()
        and (not wanted or student.name in wanted)
    ]
    missing = sorted(wanted - {student for student, _ in work})
    if missing or not work:
        who = missing[0] if missing else "anybody"
        raise CourseError(
            f"nothing of {who} is graded yet for {', '.join(chapters)}. Run `backpass grade` first."
        )
    return _run(course, "feedback", work, "Writing feedback", jobs)


def _handed_in(
    course: Course, chapters: Sequence[str], only: Iterable[str]
) -> list[tuple[str, str]]:
    wanted = set(only)
    work = sorted(
        (student, chapter)
        for chapter in chapters
        for student in course.submissions(chapter)
        if not wanted or student in wanted
    )
    missing = sorted(wanted - {student for student, _ in work})
    if missing:
        raise CourseError(
            f"{missing[0]} handed in nothing for {', '.join(chapters)}: there is no "
            f"{course.relative(course.submitted / missing[0] / chapters[0])}."
        )
    if not work:
        raise CourseError(
            f"nobody handed in {', '.join(chapters)}: put notebooks into "
            f"submitted/<student>/{chapters[0]}/{chapters[0]}.ipynb."
        )
    return work


def _enter_students(course: Course, students: set[str]) -> None:
    """Enter everybody into the gradebook, here, so that no two workers do it at the same time."""
    manifest = read_manifest(course)
    with open_gradebook(course) as gradebook:
        for student in sorted(students):
            record = manifest.get(student, {})
            names = {key: record[key] for key in ("first_name", "last_name") if key in record}
            gradebook.update_or_create_student(student, **names)


# --- workers -------------------------------------------------------------------------------------


def _run(
    course: Course, step: Step, work: list[tuple[str, str]], label: str, jobs: int | None
) -> list[Done]:
    """Do one step for each student and chapter, and keep what nbgrader said in a log."""
    count = min(jobs or min(os.cpu_count() or 1, 8), len(work))
    done = sorted(
        track(_spread(course, step, work, count), label, len(work)),
        key=lambda one: (one.student, one.chapter),
    )
    _write_log(course, step, done)
    return done


def _spread(course: Course, step: Step, work: list[tuple[str, str]], count: int) -> Iterator[Done]:
    if count == 1:
        for student, chapter in work:
            yield convert(course.root, step, student, chapter)
        return
    _load_nbgrader()  # once, here: the forked workers have it then
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(count, mp_context=context) as pool:
        futures = [pool.submit(convert, course.root, step, *one) for one in work]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _load_nbgrader() -> None:
    for module in ("nbgrader.apps", "backpass.grading.execution", "backpass.grading.feedback"):
        importlib.import_module(module)


def convert(root: Path, step: Step, student: str, chapter: str) -> Done:
    """Run one of nbgrader's converters for one student and chapter, in this process.

    Args:
        root: The course's root.
        step: Which converter.
        student: The student's id.
        chapter: The chapter.

    Returns:
        How it went; an error of the grader's own is part of it, not raised.
    """
    start = time.perf_counter()
    error = None
    with captured_log() as lines, warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="nbgrader")  # SQLAlchemy's advice to nbgrader
        try:
            _converter(Course(root), step, student, chapter).start()
        except Exception as problem:  # a worker reports, and goes on with the next student
            error = last_exception(lines) or f"{type(problem).__name__}: {problem}"
    return Done(student, chapter, error, tuple(lines), time.perf_counter() - start)


def _converter(course: Course, step: Step, student: str, chapter: str) -> Any:
    from nbgrader.converters import Autograde, GenerateFeedback  # noqa: PLC0415

    from backpass.grading.intake import admit  # noqa: PLC0415

    class ForOne(Autograde):
        """Knows which submission it is about, even where no notebook is found."""

        def init_notebooks(self) -> None:
            self.assignments: dict[str, list[str]] = {}
            admit(self)

    config = course.config()
    directory = course.directory(config)
    directory.assignment_id, directory.student_id = chapter, student
    kind = ForOne if step == "autograde" else GenerateFeedback
    converter = kind(coursedir=directory, config=config)
    converter.force = True
    return converter


def _write_log(course: Course, step: Step, done: list[Done]) -> None:
    course.reports.mkdir(exist_ok=True)
    with (course.reports / LOG).open("a" if step == "feedback" else "w", encoding="utf-8") as log:
        for one in done:
            log.write(f"== {step} {one.student} {one.chapter}: {one.seconds:.1f} s\n")
            log.writelines(f"{line}\n" for line in one.log)
            if one.error:
                log.write(f"ERROR {one.error}\n")
