"""Write the feedback pages of a class, several at a time; the gradebook is read once.

What a page is made of is said in :mod:`backpass.grading.feedback.student_page`, and of nbgrader's own
pages in :mod:`backpass.grading.feedback.page`. A page is written under another name and
put in its place when it is whole, so nobody ever finds half of one.
"""

from __future__ import annotations

import contextlib
import time
import traceback
import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

from backpass.grading.common import workers
from backpass.grading.course import Course, CourseError
from backpass.grading.gradebook import require_gradebook
from backpass.grading.marks import Marks, read_marks, read_names
from backpass.grading.common.outcomes import Done, write_log
from backpass.atomic import put, take_away_unfinished
from backpass.grading.common.workers import processors
from backpass.grading.common.progress_bar import track
from backpass.grading.common.trouble import in_a_sentence, retold
from backpass.grading.common.receipts import carry_receipts
from backpass.grading.common.logs import captured_log
from backpass.grading.sandbox.scratch import removed_in_any_case

if TYPE_CHECKING:
    from backpass.grading.feedback.page import Press

READABLE = 0o644  # permissions of a page, as nbgrader has them
AT_ONCE = 16  # pages that a worker is given at a time

#: Student, chapter, marks, and the student's name; None for a page of nbgrader's own.
Work = tuple[str, str, "Marks | None", "str | None"]


def give_feedback(
    course: Course,
    chapters: Sequence[str],
    *,
    only: Iterable[str] = (),
    jobs: int | None = None,
    nbgrader: bool = False,
) -> list[Done]:
    """Write the pages that go back to students, for everything that was graded.

    Args:
        course: The course.
        chapters: Names of chapters.
        only: Ids of students; everybody when there is none.
        jobs: How many at a time; as many as there are processors when left out.
        nbgrader: Whether to write nbgrader's own pages, byte for byte.

    Returns:
        One entry for each page, in the order of students and chapters. A page that could not be
        made is among them with its error, and is taken away where an earlier one was.

    Raises:
        CourseError: There is no fitting gradebook, or nothing graded of somebody who was named.
    """
    require_gradebook(course, list(chapters))
    wanted = set(only)
    graded = {
        chapter: [who for who in course.graded(chapter) if not wanted or who in wanted]
        for chapter in chapters
    }
    found = {student for students in graded.values() for student in students}
    missing = sorted(wanted - found)
    if missing or not found:
        who = missing[0] if missing else "anybody"
        raise CourseError(
            f"nothing of {who} is graded yet for {', '.join(chapters)}. Run `backpass grade` first."
        )
    count = sum(map(len, graded.values()))
    jobs = min(jobs or processors(), count)
    take_away_unfinished(course.feedback)
    with removed_in_any_case(None, [str(course.feedback)]):
        done = sorted(
            track(_written(course, graded, wanted, jobs, nbgrader), "Writing feedback", count),
            key=lambda one: (one.student, one.chapter),
        )
    write_log(course, "feedback", done)
    return done


# --- workers -------------------------------------------------------------------------------------


def _written(
    course: Course, graded: dict[str, list[str]], wanted: set[str], jobs: int, nbgrader: bool
) -> Iterator[Done]:
    """Write all pages, a chapter after the other, and tell of each as it is done."""
    names = {} if nbgrader else read_names(course)
    for chapter, students in graded.items():
        if not students:
            continue
        marks = read_marks(course, chapter, wanted)
        work: list[Work] = [
            (student, chapter, marks.get(student), None if nbgrader else names.get(student, ""))
            for student in students
        ]
        if jobs == 1:
            yield from (write_page(course, *one) for one in work)
        else:
            yield from _spread(course, work, jobs)


def _spread(course: Course, work: list[Work], jobs: int) -> Iterator[Done]:
    """Give the work to several processes; should one of them die, find out which page did it."""
    unfinished = {one[:2]: one for one in work}
    with contextlib.suppress(BrokenProcessPool):
        for done in _in_processes(course, work, jobs, AT_ONCE):
            del unfinished[done.student, done.chapter]
            yield done
    rest = list(unfinished.values())
    while rest:  # one at a time: the first that is missing is the one to blame
        count = 0
        try:
            for done in _in_processes(course, rest, 1, 1):
                count += 1
                yield done
        except BrokenProcessPool:
            student, chapter, *_ = rest[count]
            problem = "the process that wrote the page died"
            yield _done(student, chapter, problem, (), time.perf_counter())
            count += 1
        rest = rest[count:]


def _in_processes(course: Course, work: list[Work], jobs: int, at_once: int) -> Iterator[Done]:
    # once, here: forked workers have it
    from backpass.grading.feedback import page, student_page  # noqa: F401, PLC0415

    at_once = max(1, min(at_once, len(work) // jobs))
    with workers.pool(jobs) as pool:
        futures: list[Future[list[Done]]] = [
            pool.submit(_write_pages, course, work[start : start + at_once])
            for start in range(0, len(work), at_once)
        ]
        try:
            for future in as_completed(futures) if jobs > 1 else futures:
                yield from future.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)  # what a worker has begun it ends
            raise


def _write_pages(course: Course, work: list[Work]) -> list[Done]:
    return [write_page(course, *one) for one in work]


_presses: dict[Course, Press] = {}  # one for each course that this process writes pages of


def write_page(
    course: Course, student: str, chapter: str, marks: Marks | None, name: str | None = None
) -> Done:
    """Write one page, in this process.

    Args:
        course: The course.
        student: The student's id.
        chapter: The chapter.
        marks: What the gradebook says; None where it does not know the submission.
        name: The student's name, which may be empty; None for a page of nbgrader's own.

    Returns:
        How it went; an error is part of it, not raised.
    """
    start = time.perf_counter()
    target = course.feedback / student / chapter / f"{chapter}.html"
    with captured_log() as lines, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            source = course.autograded / student / chapter / f"{chapter}.ipynb"
            if name is None:
                press = _press(course)
                text, mode = press.page(source, student, chapter, marks), press.permissions
            else:
                text, mode = _student_page(course, student, chapter, marks, name), READABLE
            put(target, text.encode("utf-8", "replace"), mode, course.feedback)
            lines += carry_receipts(source.parent, target.parent)
        except Exception as error:  # one page's trouble is no other's
            lines.extend(traceback.format_exc().splitlines())
            with contextlib.suppress(OSError):
                target.unlink()  # it says what is no longer so
            return _done(student, chapter, _in_words(error), lines, start)
    return _done(student, chapter, None, lines, start)


def _student_page(
    course: Course, student: str, chapter: str, marks: Marks | None, name: str
) -> str:
    from backpass.grading.feedback.student_page import student_page  # noqa: PLC0415

    if marks is None:
        raise CourseError(
            "the gradebook has no marks of it. Run `backpass grade`; where nothing is handed in "
            f"any more, take autograded/{student}/{chapter} away"
        )
    return student_page(course, student, chapter, marks, name)


def _press(course: Course) -> Press:
    from backpass.grading.feedback.page import Press  # noqa: PLC0415

    if course not in _presses:
        _presses[course] = Press(course)
    return _presses[course]


def _done(
    student: str, chapter: str, error: str | None, lines: Sequence[str], start: float
) -> Done:
    return Done(student, chapter, error, tuple(lines), time.perf_counter() - start)


def _in_words(error: Exception) -> str:
    if isinstance(error, CourseError):
        return str(error)
    if isinstance(error, OSError):
        return in_a_sentence(error)
    words = str(error).strip().splitlines()
    return retold(f"{type(error).__name__}: {words[0]}") if words else type(error).__name__
