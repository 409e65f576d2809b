"""Grade a whole class: judge what is new or changed, and write each result once, as a whole.

A submission is done when its marks are in the gradebook, its graded notebook is in ``autograded/``
and a small record beside it says what was judged. The record comes last, so whatever stops a run,
the next one goes on with what has none.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from backpass.atomic import moved, put, take_away_unfinished, unfinished
from backpass.contracts import CONTRACTS
from backpass.grading.authoring.points import differing_points
from backpass.grading.authoring.quiz_key import require_fresh
from backpass.grading.authoring.translation import languages
from backpass.grading.backups import back_up
from backpass.grading.class_run.changes import ROUNDING, MarkChange, changes, write_changes
from backpass.grading.class_run.engine import Here, Judging, OnDask
from backpass.grading.class_run.fingerprints import (
    answer_prints,
    chapter_prints,
    digest,
    reasons,
)
from backpass.grading.class_run.group_comments import follow
from backpass.grading.class_run.ledger import Ledger, seconds_late
from backpass.grading.class_run.said_before import keep_what_was_said, knowing_what_was_said
from backpass.grading.common.cells import grade_id, is_graded, points
from backpass.grading.common.outcomes import Done, write_log
from backpass.grading.common.progress_bar import track
from backpass.grading.common.receipts import TIMESTAMP, carry_receipts
from backpass.grading.common.trouble import in_a_sentence
from backpass.grading.common.workers import processors
from backpass.grading.course import COURSE_VARIABLE, RECORD, Course, CourseError
from backpass.grading.dates import ClosedTime, Doubtful, extensions, handed_in_at
from backpass.grading.exercises.library import FOLDER
from backpass.grading.gradebook import require_gradebook
from backpass.grading.hooks import steps
from backpass.grading.hooks.contained_run import ContainedRun
from backpass.grading.intake.choose import choose
from backpass.grading.intake.read import Closed, Unreadable
from backpass.grading.marking.submission import AnswerKey, Judgement, Submission, code_fingerprint
from backpass.grading.marks import CellScore, Marks, read_marks
from backpass.grading.roster import Roster, read_roster
from backpass.grading.sandbox.scratch import removed_in_any_case
from backpass.grading.sandbox.told import Told
from backpass.grading.simulation.manifest import read_manifest
from backpass.questions import quiz

#: What a test says whose mark of an earlier run stands, where that run's own words are not known.
_KEPT = {
    "output_type": "stream",
    "name": "stdout",
    "text": "The mark that this answer was given before stands.\n",
}
SCRATCH = "backpass-grade-"


@dataclass(frozen=True)
class Options:
    """How a class is to be graded.

    Attributes:
        jobs: Submissions at a time on this computer; one for each processor when None.
        force: Whether to grade again what was graded and has not changed.
        seed: Draws the hidden points of an earlier run again; implies ``force``.
        keep_seed: Whether each chapter keeps the hidden points of its last run.
        execute_all: Whether to run the cells that only show, too.
        scheduler: A Dask scheduler's address; the class is graded on its workers.
        dry_run: Whether to write nothing, and only find out whose mark would change.
        only_up: Whether an answer that was not handed in again keeps its mark where a new one
            would be lower: for a hidden test that was mended and must harm nobody.
        strict: Whether those who are not on the roster are left out.
        take_over: Whether marks in a shared gradebook that were not made in this folder may be
            replaced: another computer of the same course made them.
    """

    jobs: int | None = None
    force: bool = False
    seed: int | None = None
    keep_seed: bool = False
    execute_all: bool = False
    scheduler: str | None = None
    dry_run: bool = False
    only_up: bool = False
    strict: bool = False
    take_over: bool = False


@dataclass(frozen=True)
class Graded:
    """What a run came to.

    Attributes:
        done: One entry for each submission that was graded, by student and chapter.
        unchanged: How many were left as they are.
        changes: Whose mark is another one now, of those who had one.
        refused: Students who were left out, for they are not on the roster.
    """

    done: list[Done]
    unchanged: int
    changes: list[MarkChange] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def grade(
    course: Course,
    chapters: Sequence[str],
    *,
    only: Iterable[str] = (),
    options: Options | None = None,
) -> Graded:
    """Grade what was handed in and is new or changed, and bring dates and penalties up to date.

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
    known = read_roster(course)
    refused: list[str] = []
    if options.strict:
        if known is None:
            raise CourseError("--strict needs a roster: there is no roster.csv beside source/.")
        refused = sorted({student for student, _ in handed_in if student not in known})
        handed_in = [one for one in handed_in if one[0] in known]
    with Ledger(course) as ledger, scratch_folder(course) as scratch:
        for chapter in chapters:
            require_same_cells(course, ledger, chapter)
        extended = extensions(course)
        keys = {
            chapter: knowing_what_was_said(course, answer_key(course, ledger, chapter, options))
            for chapter in chapters
        }
        before = {chapter: read_marks(course, chapter) for chapter in chapters}
        if course.shares_gradebook and not options.take_over:
            _require_ours(course, handed_in, before)
        run = _ClassRun(course, ledger, keys, options, before, scratch)
        work = run.work(handed_in)
        if not options.dry_run:
            ledger.require_writable(course.gradebook_name)
            take_away_unfinished(course.autograded)
            if work and course.gradebook_url.get_backend_name() == "sqlite":
                back_up(course)
            _enter_students(course, ledger, {student for student, _ in handed_in}, known)
        done = list(run.grade(work))
        times, log = _times(course, handed_in)
        if options.dry_run:
            after = run.foreseen(times, extended)
        else:
            for chapter, said in run.said.items():
                keep_what_was_said(course, keys[chapter], said)
            ledger.date(chapters, times, extended)
            follow(course, ledger, [(one.student, one.chapter) for one in done])
            after = {chapter: read_marks(course, chapter) for chapter in chapters}
    found = changes(before, after, {(one.student, one.chapter): one.why for one in work})
    if not options.dry_run:
        write_log(course, "autograde", _with_notes(done, log))
        write_changes(course, found)
    done.sort(key=lambda one: (one.student, one.chapter))
    return Graded(_with_notes(done, log), len(handed_in) - len(work), found, refused)


def _require_ours(
    course: Course,
    handed_in: Iterable[tuple[str, str]],
    before: Mapping[str, Mapping[str, Marks]],
) -> None:
    """Make sure that no mark is written over one that was made elsewhere.

    Raises:
        CourseError: One would be.
    """
    here = {(student, chapter) for chapter in before for student in course.graded(chapter)}
    theirs = [
        (student, chapter)
        for student, chapter in handed_in
        if student in before[chapter]
        and before[chapter][student].cells
        and (student, chapter) not in here
    ]
    if theirs:
        student, chapter = theirs[0]
        raise CourseError(
            f"{course.gradebook_name} holds marks of {len(theirs)} of these submissions that were "
            f"not made in this folder, {student} {chapter} for one: those of another year or "
            f"section, perhaps. Give each its own database and {COURSE_VARIABLE}. If it is this "
            "course, graded on another computer before, add --take-over."
        )


def _times(
    course: Course, handed_in: Iterable[tuple[str, str]]
) -> tuple[dict[tuple[str, str], datetime | None], dict[tuple[str, str], str]]:
    """When submissions were handed in, and of which nobody can tell, with the reason."""
    times: dict[tuple[str, str], datetime | None] = {}
    log: dict[tuple[str, str], str] = {}
    for student, chapter in handed_in:
        try:
            moment = handed_in_at(course, student, chapter)
        except ClosedTime:
            continue  # what is known of it stays until somebody opens it
        except Doubtful as why:
            times[student, chapter] = None
            path = course.submitted / student / chapter / TIMESTAMP
            log[student, chapter] = (
                f"{course.relative(path)} says no time: {why}. No lateness is counted."
            )
            continue
        times[student, chapter] = moment  # without a file no time: an earlier hand-in's is gone
    return times, log


def _with_notes(done: list[Done], log: dict[tuple[str, str], str]) -> list[Done]:
    return [
        replace(one, log=(*one.log, note))
        if (note := log.get((one.student, one.chapter))) and note not in one.log
        else one
        for one in done
    ]


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

    Args:
        course: The course.
        ledger: Its open gradebook.
        chapter: The chapter.

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
    """Everything that grading a chapter takes, read from the course and its gradebook.

    Args:
        course: The course.
        ledger: Its open gradebook.
        chapter: The chapter.
        options: What the command line asks for.
    """
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
        {
            language: course.release_in(language, chapter).read_text(encoding="utf-8")
            for language in languages(course)
            if course.release_in(language, chapter).is_file()
        },
        quiz_keys=quiz.keys_of(name for name, one in CONTRACTS.items() if one.chapter == chapter),
    )


def _files(course: Course, chapter: str) -> Iterator[tuple[str, bytes]]:
    """Hidden tests and data of a chapter, and tests that belong to none; links are not followed."""
    others = {*course.chapters(), *(one.chapter for one in CONTRACTS.values())} - {chapter}
    tests = course.root / FOLDER
    for path in sorted(tests.rglob("*")):
        top = path.relative_to(tests).parts[0]
        if top not in others and "__pycache__" not in path.parts and _is_plain(path):
            yield course.relative(path), path.read_bytes()
    for path in sorted((course.source / chapter).iterdir()):
        if path.suffix != ".ipynb" and _is_plain(path):
            yield course.relative(path), path.read_bytes()


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


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


def _enter_students(
    course: Course, ledger: Ledger, students: set[str], known: Roster | None
) -> None:
    manifest = read_manifest(course)
    listed = {} if known is None else {who: of.names for who, of in known.items()}
    everybody = sorted(students | set(listed))
    ledger.enter({who: {**manifest.get(who, {}), **listed.get(who, {})} for who in everybody})


# --- a run ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToGrade:
    """A submission that is to be judged.

    Attributes:
        student: The student's id.
        chapter: The chapter.
        why: Why, in words; empty for one that has no mark yet.
        record: What is known of the last time; None where nothing is.
    """

    student: str
    chapter: str
    why: tuple[str, ...]
    record: dict[str, Any] | None


class _ClassRun:
    """One run over a class."""

    def __init__(
        self,
        course: Course,
        ledger: Ledger,
        keys: dict[str, AnswerKey],
        options: Options,
        before: dict[str, dict[str, Marks]],
        scratch: str,
    ) -> None:
        self.course, self.ledger, self.keys, self.options = course, ledger, keys, options
        self.scratch = scratch
        self.before = before
        self.prints = {chapter: chapter_prints(key) for chapter, key in keys.items()}
        self.judged: list[Judgement] = []  # in a dry run
        self._seeds: dict[str, int] = {}
        self.said: dict[str, list[Told]] = {}  # of known mistakes, by chapter

    def work(self, handed_in: list[tuple[str, str]]) -> list[ToGrade]:
        """Those that are not graded yet, or not as they are now."""
        always = self.options.force or self.options.seed is not None
        found = []
        graded = {chapter: {*self.course.graded(chapter)} for chapter in self.keys}
        for student, chapter in handed_in:
            record = self._record(student, chapter)
            known = None if record is None else record.get("parts")
            now = self.prints[chapter].of(self.submission(student, chapter))
            why = reasons(known if isinstance(known, dict) else None, now)
            if record is None and student in graded[chapter]:
                why = [self._why_unknown(student, chapter)]
            new = student not in self.before[chapter] or not self.before[chapter][student].cells
            if record is not None and not new and self._differ(record, student, chapter):
                why = why or [
                    "the gradebook holds other marks than were given, of a backup perhaps"
                ]
            if record is not None and record.get("done") is False:
                why = why or ["the grader had not been able to judge all of it"]
            if new or why or always:
                told = () if new else tuple(why or ["asked for"])
                found.append(ToGrade(student, chapter, told, record))
            elif not self.options.dry_run:
                # the same work, handed in once more, comes with another receipt
                source = self.course.submitted / student / chapter
                carry_receipts(source, self.course.autograded / student / chapter)
        return found

    def _why_unknown(self, student: str, chapter: str) -> str:
        """Why nothing is known of a graded notebook that is there."""
        try:
            path = self.course.autograded / student / chapter / RECORD
            record = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            record = None
        if isinstance(record, dict) and record.get("failed") is not None:
            return "it could not be graded the last time"
        return "another command had graded it, nbgrader's own perhaps, or it is damaged"

    def _differ(self, record: Mapping[str, Any], student: str, chapter: str) -> bool:
        """Whether the gradebook's automatic marks are others than were written with the record."""
        given, cells = record.get("marks"), self.before[chapter][student].cells
        if not isinstance(given, dict):
            return False  # an older version kept none
        return any(
            name not in cells or not _same(cells[name].auto, score) for name, score in given.items()
        )

    def _record(self, student: str, chapter: str) -> dict[str, Any] | None:
        """What was kept of a grading; None where its notebook is not what was written then."""
        folder = self.course.autograded / student / chapter
        try:
            record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
            content = (folder / f"{chapter}.ipynb").read_bytes()
        except (OSError, ValueError):
            return None
        if not isinstance(record, dict) or record.get("content") != digest(content):
            return None
        return record

    def seed(self, chapter: str) -> int:
        """What draws the hidden points of a chapter: the same for everybody in a run."""
        if self.options.seed is not None:
            return self.options.seed
        if chapter not in self._seeds:
            last = self._last_seed(chapter) if self.options.keep_seed else None
            self._seeds[chapter] = secrets.randbits(32) if last is None else last
        return self._seeds[chapter]

    def _last_seed(self, chapter: str) -> int | None:
        """The seed of the last run in which somebody was graded."""
        runs = []
        for student in self.course.graded(chapter):
            record = self._record(student, chapter) or {}
            if isinstance(record.get("seed"), int) and isinstance(record.get("at"), float):
                runs.append((record["at"], record["seed"]))
        return max(runs)[1] if runs else None

    def submission(self, student: str, chapter: str) -> Submission:
        """What a student handed in, read when its turn has come."""
        seed = self.seed(chapter)
        path = self.course.submitted / student / chapter / f"{chapter}.ipynb"
        try:
            chosen = choose(path, self.keys[chapter].released_in)
        except Closed as reason:  # a mark that is there stays until somebody opens it
            return Submission(student, chapter, None, None, seed, trouble=str(reason))
        except Unreadable as reason:
            return Submission(student, chapter, None, str(reason), seed)
        except Exception as error:  # it has no mark, and is tried again: nobody else is held up
            trouble = f"it could not be read ({in_a_sentence(error)})"
            return Submission(student, chapter, None, None, seed, trouble=trouble)
        return Submission(student, chapter, chosen.data, None, seed, chosen.note)

    def grade(self, work: list[ToGrade]) -> Iterator[Done]:
        """Judge and write; an entry for each, as they come in.

        Where the grader itself failed, it tries once more at the end, when the machine may have
        less to do.
        """
        asked = {(one.student, one.chapter): one for one in work}
        again: list[ToGrade] = []
        # chapter by chapter: what a process keeps of a chapter it needs no longer after it
        for outcome, parts in self._judged(sorted(work, key=lambda one: one.chapter)):
            one = asked[outcome.student, outcome.chapter]
            if outcome.notebook is None:
                again.append(one)
            else:
                yield self._finish(outcome, one, parts)
        for outcome, parts in self._judged(again):
            yield self._finish(outcome, asked[outcome.student, outcome.chapter], parts)

    def _judged(self, work: list[ToGrade]) -> Iterator[tuple[Judgement, dict[str, str]]]:
        """What judging comes to, with the digests of what was judged."""
        if not work:
            return
        asked = {(one.student, one.chapter): one for one in work}
        prints: dict[tuple[str, str], dict[str, str]] = {}

        def submissions() -> Iterator[Submission]:
            for student, chapter in asked:
                submission = self.submission(student, chapter)
                prints[student, chapter] = self.prints[chapter].of(submission)
                yield submission

        judging = self._judging(len(work))
        with closing(judging.judged(submissions())) as outcomes:  # type: ignore[type-var]
            for outcome in track(outcomes, "Grading", len(work)):
                self.said.setdefault(outcome.chapter, []).extend(outcome.said)
                yield outcome, prints.pop((outcome.student, outcome.chapter))

    def _judging(self, count: int) -> Judging:
        if self.options.scheduler is not None:
            return OnDask(self.keys, self.options.scheduler)
        jobs = self.options.jobs or processors()
        return Here(self.keys, min(jobs, count), self.scratch)

    def _finish(self, outcome: Judgement, asked: ToGrade, parts: dict[str, str]) -> Done:
        """Write one result: its notebook and marks together, then that it is done."""
        error, log = outcome.error, list(outcome.trace.splitlines())
        if outcome.troubled:
            error = (
                f"{', '.join(outcome.troubled)} could not be judged: the grader went wrong there, "
                "not the student. The report says how; a person has to give the marks"
            )
        if outcome.notebook is not None and self.options.only_up and asked.record is not None:
            outcome = self._not_lowered(outcome, asked, parts)
        if self.options.dry_run:
            self.judged += [outcome] if outcome.notebook is not None else []
            return _done(outcome, error, log)
        try:
            if outcome.notebook is not None:
                self._write(outcome, asked, parts)
            else:
                self._note_failure(outcome)
        except Exception as problem:  # the disk is full, say: the others are still graded
            log += traceback.format_exc().splitlines()
            error = f"its marks could not be written: {in_a_sentence(problem)}"
        return _done(outcome, error, log)

    def _not_lowered(self, outcome: Judgement, asked: ToGrade, parts: dict[str, str]) -> Judgement:
        """Keep the old mark, with what was said then, where the new one would be lower."""
        assert asked.record is not None
        if asked.record.get("parts", {}).get("submission") != parts["submission"]:
            return outcome  # handed in again: it is another answer
        old = self.before[outcome.chapter].get(outcome.student)
        path = self.course.autograded / outcome.student / outcome.chapter
        shown = json.loads((path / f"{outcome.chapter}.ipynb").read_text(encoding="utf-8"))
        outputs = {grade_id(cell): cell.get("outputs", []) for cell in shown["cells"]}
        notebook = json.loads(outcome.notebook or b"")
        marks = dict(outcome.marks)
        for cell in notebook["cells"]:
            name = grade_id(cell)
            if old is None or name not in marks or name not in old.cells:
                continue
            was, mark = old.cells[name], marks[name]
            if was.auto is not None and mark.score is not None and mark.score < was.auto:
                marks[name] = replace(mark, score=min(was.auto, was.points))
                # of a renamed exercise, nobody knows by the name what its test said then
                cell["outputs"] = outputs.get(name, [_KEPT])
        text = json.dumps(notebook, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return replace(outcome, marks=marks, notebook=text.encode() + b"\n")

    def _write(self, outcome: Judgement, asked: ToGrade, parts: dict[str, str]) -> None:
        folder = self.course.autograded / outcome.student / outcome.chapter
        folder.mkdir(parents=True, exist_ok=True)
        record = folder / RECORD
        record.unlink(missing_ok=True)
        graded = folder / f"{outcome.chapter}.ipynb"
        content = outcome.notebook or b""
        tests, answers = self.prints[outcome.chapter].tests, answer_prints(content)
        judged_by = {name: [tests.get(name, ""), answer] for name, answer in answers.items()}
        was = None if asked.record is None else asked.record.get("judged by")
        changed = (
            {name for name, prints in judged_by.items() if was.get(name) != prints}
            if isinstance(was, dict)
            else None
        )
        with unfinished(content, 0o444, self.course.autograded) as written:
            self.ledger.write(outcome, lambda: moved(written, graded), changed=changed)
        self._copy_data(outcome.chapter, folder)
        carry_receipts(self.course.submitted / outcome.student / outcome.chapter, folder)
        note = {
            "done": not outcome.troubled,  # if not, the next run tries again
            "parts": parts,
            "judged by": judged_by,
            "marks": {name: mark.score for name, mark in outcome.marks.items()},
            "content": digest(content),
            "seed": outcome.seed,
            "at": time.time(),
            "seconds": outcome.seconds,
        }
        put(record, json.dumps(note).encode(), 0o644, self.course.autograded)

    def _note_failure(self, outcome: Judgement) -> None:
        """Old marks, if there are any, are not those of this run: the next run tries again."""
        folder = self.course.autograded / outcome.student / outcome.chapter
        folder.mkdir(parents=True, exist_ok=True)
        note = {"failed": outcome.error, "seed": outcome.seed}
        put(folder / RECORD, json.dumps(note).encode(), 0o644, self.course.autograded)

    def foreseen(
        self,
        times: Mapping[tuple[str, str], datetime | None],
        extended: Mapping[tuple[str, str], timedelta],
    ) -> dict[str, dict[str, Marks]]:
        """The marks as they would be after a run that writes."""
        after = {chapter: dict(marks) for chapter, marks in self.before.items()}
        worth = {chapter: self.ledger.worth(chapter) for chapter in after}
        for outcome in self.judged:
            here, known = worth[outcome.chapter], after[outcome.chapter]
            old = known.get(outcome.student, Marks(sum(here.values())))
            cells = dict(old.cells)
            for name, mark in outcome.marks.items():
                cell = cells.get(name, CellScore(here.get(name, 0.0)))
                cells[name] = replace(cell, auto=mark.score)
            known[outcome.student] = replace(old, cells=cells)
        for chapter, marks in after.items():
            due = self.ledger.due(chapter)
            for student, all_of_it in marks.items():
                who = (student, chapter)
                moment = times.get(who, all_of_it.handed_in)
                extra = extended.get(who, self.ledger.extension(student, chapter))
                late = seconds_late(moment, due, extra)
                penalty = self.ledger.penalty(student, all_of_it.raw, late)
                marks[student] = replace(all_of_it, penalty=penalty, handed_in=moment)
        return after

    def _copy_data(self, chapter: str, folder: Path) -> None:
        """The chapter's data files beside the graded notebook, as nbgrader puts them."""
        prefix = f"{self.keys[chapter].data}/"
        for name, content in self.keys[chapter].files.items():
            if name.startswith(prefix):
                target = folder / name.removeprefix(prefix)
                put(target, content, 0o444, self.course.autograded)


def _done(outcome: Judgement, error: str | None, log: Sequence[str]) -> Done:
    who, seconds = (outcome.student, outcome.chapter), outcome.seconds
    return Done(*who, error, tuple(log), seconds, outcome.unreadable)


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= ROUNDING


@contextmanager
def scratch_folder(course: Course) -> Iterator[str]:
    """A folder for what a run needs meanwhile; those of runs that were killed are taken away.

    Args:
        course: The course, of which nothing unfinished is left either.
    """
    for left in Path(tempfile.gettempdir()).glob(f"{SCRATCH}*"):
        owner = left.name.removeprefix(SCRATCH).split("-")[0]
        if owner.isdecimal() and not Path("/proc", owner).exists() and Path("/proc/self").exists():
            shutil.rmtree(left, ignore_errors=True)
    name = f"{SCRATCH}{os.getpid()}-{secrets.token_hex(4)}"
    folder = str(Path(tempfile.gettempdir(), name))
    swept = [str(one) for one in (course.autograded, course.backups, course.reports)]
    with removed_in_any_case(folder, swept):
        yield folder
