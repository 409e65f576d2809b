"""Grading a whole class: what is new or changed is judged, and each result is written once, whole.

A submission is done when its marks are in the gradebook, its graded notebook is in ``autograded/``
and a small record beside it says what was judged. The record comes last, so whatever stops a run,
the next one goes on with what has none.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

from backpass.atomic import moved, put, unfinished
from backpass.grading.authoring.quiz_key import require_fresh
from backpass.grading.authoring.release import differing_points
from backpass.grading.class_run.engine import Here, Judging, OnDask
from backpass.grading.class_run.ledger import Ledger
from backpass.grading.common.cells import grade_id, is_graded, points
from backpass.grading.common.outcomes import Done, write_log
from backpass.grading.common.progress_bar import track
from backpass.grading.common.receipts import TIMESTAMP, carry_receipts
from backpass.grading.common.workers import processors
from backpass.grading.course import Course, CourseError
from backpass.grading.exercises.library import FOLDER
from backpass.grading.gradebook import require_gradebook
from backpass.grading.hooks import steps
from backpass.grading.hooks.contained_run import ContainedRun
from backpass.grading.intake.read import Unreadable, read_bytes
from backpass.grading.marking.submission import AnswerKey, Judgement, Submission, code_fingerprint
from backpass.grading.simulation.manifest import read_manifest

#: Beside a graded notebook: what was judged, and when. nbgrader takes it away with the notebook.
RECORD = ".graded.json"


@dataclass(frozen=True)
class Options:
    """How a class is to be graded.

    Attributes:
        jobs: Submissions at a time on this computer; one for each processor when None.
        force: Whether to grade again what was graded and has not changed.
        seed: Draws the hidden points of an earlier run again; implies ``force``.
        execute_all: Whether to run the cells that only show, too.
        scheduler: A Dask scheduler's address; the class is graded on its workers.
    """

    jobs: int | None = None
    force: bool = False
    seed: int | None = None
    execute_all: bool = False
    scheduler: str | None = None


@dataclass(frozen=True)
class Graded:
    """What a run came to.

    Attributes:
        done: One entry for each submission that was graded, by student and chapter.
        unchanged: How many were left as they are.
    """

    done: list[Done]
    unchanged: int


def grade(
    course: Course,
    chapters: Sequence[str],
    *,
    only: Iterable[str] = (),
    options: Options | None = None,
) -> Graded:
    """Grade what was handed in and is new or changed.

    Args:
        course: The course.
        chapters: Names of chapters.
        only: Ids of students; everybody when there is none.
        options: How.

    Raises:
        CourseError: There is nothing to grade, no release or no fitting gradebook, a student
            handed in nothing, or the quiz key is not that of the hidden tests.
    """
    options = options or Options()
    require_gradebook(course, list(chapters))
    for chapter in chapters:
        course.require_release(chapter)
    require_fresh(course, chapters)
    require_our_steps(course)
    handed_in = _handed_in(course, chapters, only)
    with Ledger(course) as ledger:
        for chapter in chapters:
            require_same_cells(course, ledger, chapter)
        keys = {chapter: answer_key(course, ledger, chapter, options) for chapter in chapters}
        _enter_students(course, ledger, {student for student, _ in handed_in})
        run = _ClassRun(course, ledger, keys, options)
        work = handed_in if options.force or options.seed is not None else run.new(handed_in)
        done = list(run.grade(work))
    write_log(course, "autograde", done)
    done.sort(key=lambda one: (one.student, one.chapter))
    return Graded(done, len(handed_in) - len(work))


def require_our_steps(course: Course) -> None:
    """Make sure that nbgrader is told no other steps than those which :mod:`submission` takes.

    Raises:
        CourseError: ``nbgrader_config.py`` was given steps of the instructor's own.
    """
    theirs = course.config().Autograde
    ours = {
        "exporter_class": steps.EXPORTER,
        "sanitize_preprocessors": list(steps.SANITIZE),
        "autograde_preprocessors": list(steps.AUTOGRADE),
    }
    changed = [name for name in theirs if theirs[name] != ours.get(name)]
    if changed:
        raise CourseError(
            f"nbgrader_config.py sets c.Autograde.{changed[0]} to something of your own, which "
            "`backpass grade` does not know how to do. Grade with `nbgrader autograde`, which "
            "does, or take the setting out."
        )


def require_same_cells(course: Course, ledger: Ledger, chapter: str) -> None:
    """Make sure that the release, the gradebook and the contracts know the same tests and points.

    Raises:
        CourseError: They do not: a release was stopped half-way, or was not made after a change.
    """
    release = json.loads(course.release_notebook(chapter).read_text(encoding="utf-8"))
    released = {grade_id(cell): points(cell) for cell in release["cells"] if is_graded(cell)}
    recorded = ledger.worth(chapter)
    for name in sorted({*released, *recorded}):
        if released.get(name) != recorded.get(name):
            here, there = (
                "unknown" if worth is None else f"worth {worth:g} points"
                for worth in (released.get(name), recorded.get(name))
            )
            raise CourseError(
                f"{name} is {here} in {course.relative(course.release_notebook(chapter))} and "
                f"{there} in {course.gradebook_name}. Run `backpass release {chapter}`."
            )
    differing = differing_points(chapter, recorded)
    if differing:
        raise CourseError(f"{chapter} was not graded: {differing}")


def answer_key(course: Course, ledger: Ledger, chapter: str, options: Options) -> AnswerKey:
    """Everything that grading a chapter takes, read from the course and its gradebook."""
    config = course.config()
    runner = ContainedRun(config=config)
    limit = config.LimitOutput
    return AnswerKey(
        chapter,
        course.release_notebook(chapter).read_text(encoding="utf-8"),
        ledger.cells(chapter),
        dict(_files(course, chapter)),
        runner.settings(course.root),
        options.execute_all or bool(runner.execute_all),
        int(limit.get("max_lines", 1000)),
        int(limit.get("max_traceback", 100)),
        code_fingerprint(),
    )


def _files(course: Course, chapter: str) -> Iterator[tuple[str, bytes]]:
    """Hidden tests and data of a chapter; links are not followed."""
    tests = (
        path
        for path in (course.root / FOLDER / chapter).rglob("*")
        if "__pycache__" not in path.parts
    )
    data = (path for path in (course.source / chapter).iterdir() if path.suffix != ".ipynb")
    for path in [*sorted(tests), *sorted(data)]:
        if path.is_file() and not path.is_symlink():
            yield course.relative(path), path.read_bytes()


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


def _enter_students(course: Course, ledger: Ledger, students: set[str]) -> None:
    manifest = read_manifest(course)
    ledger.enter({student: manifest.get(student, {}) for student in sorted(students)})


# --- a run ---------------------------------------------------------------------------------------


class _ClassRun:
    """One run over a class."""

    def __init__(
        self, course: Course, ledger: Ledger, keys: dict[str, AnswerKey], options: Options
    ) -> None:
        self.course, self.ledger, self.keys, self.options = course, ledger, keys, options
        self.prints = {chapter: key.fingerprint for chapter, key in keys.items()}

    def new(self, handed_in: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those that are not graded yet, or not as they are now."""
        graded = self.ledger.graded()
        new = [one for one in handed_in if one not in graded or self._changed(*one)]
        for student, chapter in set(handed_in) - set(new):
            # the same work, handed in once more, comes with another receipt
            source = self.course.submitted / student / chapter
            carry_receipts(source, self.course.autograded / student / chapter)
        return new

    def _changed(self, student: str, chapter: str) -> bool:
        folder = self.course.autograded / student / chapter
        try:
            record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return True
        if not isinstance(record, dict) or not self._whole(folder / f"{chapter}.ipynb", record):
            return True
        return record.get("fingerprint") != self._print(self.submission(student, chapter))

    @staticmethod
    def _whole(graded: Path, record: dict[str, Any]) -> bool:
        """Whether a graded notebook is still what was written when its record was."""
        try:
            if graded.stat().st_size != record.get("size"):
                return False
            return hashlib.sha256(graded.read_bytes()).hexdigest() == record.get("digest")
        except OSError:
            return False

    def _print(self, submission: Submission) -> str:
        return submission.fingerprint(self.prints[submission.chapter])

    def submission(self, student: str, chapter: str) -> Submission:
        """What a student handed in, read when its turn has come."""
        seed = secrets.randbits(32) if self.options.seed is None else self.options.seed
        try:
            data = read_bytes(self.course.submitted / student / chapter / f"{chapter}.ipynb")
        except Unreadable as reason:
            return Submission(student, chapter, None, str(reason), seed)
        return Submission(student, chapter, data, None, seed)

    def grade(self, work: list[tuple[str, str]]) -> Iterator[Done]:
        """Judge and write; an entry for each, as they come in.

        Where the grader itself failed, it tries once more at the end, when the machine may have
        less to do.
        """
        again: list[tuple[str, str]] = []
        for outcome, fingerprint in self._judged(work):
            if outcome.notebook is None:
                again.append((outcome.student, outcome.chapter))
            else:
                yield self._finish(outcome, fingerprint)
        for outcome, fingerprint in self._judged(again):
            yield self._finish(outcome, fingerprint)

    def _judged(self, work: list[tuple[str, str]]) -> Iterator[tuple[Judgement, str]]:
        """What judging comes to, with the fingerprint of what was judged."""
        if not work:
            return
        prints: dict[tuple[str, str], str] = {}

        def submissions() -> Iterator[Submission]:
            for student, chapter in work:
                submission = self.submission(student, chapter)
                prints[student, chapter] = self._print(submission)
                yield submission

        with tempfile.TemporaryDirectory(prefix="backpass-grade-") as scratch:
            judging = self._judging(len(work), scratch)
            with closing(judging.judged(submissions())) as outcomes:  # type: ignore[type-var]
                for outcome in track(outcomes, "Grading", len(work)):
                    yield outcome, prints.pop((outcome.student, outcome.chapter))

    def _judging(self, count: int, scratch: str) -> Judging:
        if self.options.scheduler is not None:
            return OnDask(self.keys, self.options.scheduler)
        jobs = self.options.jobs or processors()
        return Here(self.keys, min(jobs, count), scratch)

    def _finish(self, outcome: Judgement, fingerprint: str) -> Done:
        """Write one result: its notebook and marks together, then that it is done."""
        error, log = outcome.error, list(outcome.trace.splitlines())
        if outcome.troubled:
            error = (
                f"{', '.join(outcome.troubled)} could not be judged: the grader went wrong there, "
                "not the student. The report says how; a person has to give the marks"
            )
        try:
            if outcome.notebook is not None:
                self._write(outcome, fingerprint, log)
            else:
                self._note_failure(outcome)
        except Exception as problem:  # the disk is full, say: the others are still graded
            error = f"its marks could not be written: {type(problem).__name__}: {problem}"
        return Done(outcome.student, outcome.chapter, error, tuple(log), outcome.seconds)

    def _write(self, outcome: Judgement, fingerprint: str, log: list[str]) -> None:
        folder = self.course.autograded / outcome.student / outcome.chapter
        folder.mkdir(parents=True, exist_ok=True)
        record = folder / RECORD
        record.unlink(missing_ok=True)
        graded = folder / f"{outcome.chapter}.ipynb"
        with unfinished(outcome.notebook or b"", 0o444, self.course.autograded) as written:
            self.ledger.write(
                outcome,
                handed_in_at(self.course, outcome.student, outcome.chapter, log),
                before_commit=lambda: moved(written, graded),
            )
        self._copy_data(outcome.chapter, folder)
        log += carry_receipts(self.course.submitted / outcome.student / outcome.chapter, folder)
        if outcome.troubled:
            return  # not done: the next run tries again
        content = outcome.notebook or b""
        note = {
            "fingerprint": fingerprint,
            "seed": outcome.seed,
            "seconds": outcome.seconds,
            "size": len(content),
            "digest": hashlib.sha256(content).hexdigest(),
        }
        put(record, json.dumps(note).encode(), 0o644, self.course.autograded)

    def _note_failure(self, outcome: Judgement) -> None:
        """Old marks, if there are any, are not those of this run: the next run tries again."""
        folder = self.course.autograded / outcome.student / outcome.chapter
        folder.mkdir(parents=True, exist_ok=True)
        note = {"failed": outcome.error, "seed": outcome.seed}
        put(folder / RECORD, json.dumps(note).encode(), 0o644, self.course.autograded)

    def _copy_data(self, chapter: str, folder: Path) -> None:
        """The chapter's data files beside the graded notebook, as nbgrader puts them."""
        prefix = f"{self.keys[chapter].data}/"
        for name, content in self.keys[chapter].files.items():
            if name.startswith(prefix):
                target = folder / name.removeprefix(prefix)
                put(target, content, 0o444, self.course.autograded)


def handed_in_at(course: Course, student: str, chapter: str, log: list[str]) -> datetime | None:
    """When a submission was handed in, from its ``timestamp.txt``; None where none can be read.

    Args:
        course: The course.
        student: The student's id.
        chapter: The chapter.
        log: Gets a line where there is a file but no time in it.
    """
    path = course.submitted / student / chapter / TIMESTAMP
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1 or status.st_size > 200:
            raise ValueError("it is no short plain file")
        text = path.read_text(encoding="utf-8").strip()
        parsed: datetime | None = parse_utc(text) if text else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, OverflowError) as error:
        log.append(f"{course.relative(path)} says no time ({error}); no lateness is counted")
        return None
    return parsed
