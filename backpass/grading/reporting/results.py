"""Results of a class: marks from the gradebook, reasons from the graded notebooks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from backpass.grading.common import workers
from backpass.grading.common.cells import grade_id, is_graded, is_solution
from backpass.grading.common.errors import ErrorName
from backpass.grading.common.events import UNSEEN, mistake_in
from backpass.grading.common.oddities import in_sentences
from backpass.grading.course import RECORD, Course, CourseError, is_there
from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.library import MissingExercises, load
from backpass.grading.gradebook import open_gradebook, require_gradebook
from backpass.grading.intake.findings import SUSPICIONS
from backpass.grading.marks import Marks, read_marks
from backpass.grading.reporting.folders import (
    doubtful_times,
    late_without_a_time,
    look_at_folders,
    no_notebook,
)
from backpass.grading.reporting.groups import (
    Answered,
    GroupRow,
    Letters,
    groups_of,
    letters_of,
)
from backpass.grading.reporting.rows import ProblemRow
from backpass.grading.roster import FILE, Person, Roster, read_roster
from backpass.judging.verdict import Status

TEST = "test_"  # how the grade id of a test cell begins
ROUNDING = 1e-9
AT_ONCE = 64  # notebooks that a process reads at a time; for fewer there is only one


@dataclass
class StudentRow:
    """One student's marks; a chapter that is not among them was not handed in or not graded.

    Attributes:
        student: The id.
        name: First and last name.
        section: As the roster says.
        email: As the gradebook says.
        lms_user_id: The number in the learning management system, as the gradebook says.
        sections: The sections, one by one.
        marks: All that the gradebook says of a chapter.
    """

    student: str
    name: str
    section: str = ""
    email: str = ""
    lms_user_id: str = ""
    sections: tuple[str, ...] = ()
    marks: dict[str, Marks] = field(default_factory=dict)

    @property
    def scores(self) -> dict[str, float]:
        """What each chapter is worth, penalties and extra points included."""
        return {chapter: marks.score for chapter, marks in self.marks.items()}

    @property
    def total(self) -> float:
        """All chapters together."""
        return float(sum(self.scores.values()))


@dataclass
class ExerciseRow:
    """How a class did in one exercise."""

    chapter: str
    exercise: str
    points: float
    graded: int = 0
    solved: int = 0
    partly: int = 0
    not_attempted: int = 0
    sum: float = 0.0

    @property
    def share(self) -> float:
        """Share of the graded submissions that solved it, between 0 and 1."""
        return self.solved / self.graded if self.graded else 0.0

    @property
    def mean(self) -> float:
        """Mean mark."""
        return self.sum / self.graded if self.graded else 0.0


@dataclass(frozen=True)
class MistakeRow:
    """A known mistake and those who made it."""

    chapter: str
    exercise: str
    mistake: str
    sentence: str
    students: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many made it."""
        return len(self.students)


@dataclass
class ClassResults:
    """Everything that the report shows.

    Attributes:
        max_scores: Points of each chapter.
        students: Marks, in the order of ids.
        exercises: In the order of the notebooks.
        mistakes: The commonest first.
        problems: What could not be graded, or not without a person.
        odd: What was unusual and graded all the same.
        handed_in: Submissions of each chapter.
        graded: Those of them that were graded.
        uncontained: How many were run without containment.
        groups: Equal wrong answers, the largest groups first.
        letters: How answers to quizzes spread over their letters.
    """

    max_scores: dict[str, float]
    students: list[StudentRow]
    exercises: list[ExerciseRow]
    mistakes: list[MistakeRow]
    problems: list[ProblemRow]
    odd: list[ProblemRow]
    handed_in: dict[str, int]
    graded: dict[str, int]
    uncontained: int = 0
    groups: list[GroupRow] = field(default_factory=list)
    letters: list[Letters] = field(default_factory=list)

    @property
    def chapters(self) -> list[str]:
        """Names of the chapters."""
        return list(self.max_scores)

    @property
    def names(self) -> dict[str, str]:
        """Students' names by id."""
        return {row.student: row.name for row in self.students}

    @property
    def points(self) -> float:
        """Points of all chapters."""
        return float(sum(self.max_scores.values()))


@dataclass(frozen=True)
class _Told:
    """What one graded notebook says.

    Attributes:
        findings: What was found when it was read and run.
        events: What the hidden tests said.
        trouble: Why the file itself cannot be read; None when it can.
        silent: Test cells that stated no mark.
        answers: The code of answers that failed, by exercise.
    """

    findings: dict[str, Any]
    events: list[dict[str, Any]]
    trouble: str | None = None
    silent: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)


@dataclass
class Seen:
    """What the graded notebooks of a chapter say."""

    not_graded: set[str] = field(default_factory=set)
    uncontained: int = 0
    not_attempted: Counter[str] = field(default_factory=Counter)
    mistakes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    wrong: dict[str, list[Answered]] = field(default_factory=dict)
    solved: Counter[str] = field(default_factory=Counter)
    problems: list[ProblemRow] = field(default_factory=list)
    odd: list[ProblemRow] = field(default_factory=list)


def gather(course: Course, chapters: Sequence[str], section: str | None = None) -> ClassResults:
    """Read the gradebook and the graded notebooks of some chapters.

    Args:
        course: The course.
        chapters: Names of chapters.
        section: Only students whom the roster puts there; everybody when None.

    Raises:
        CourseError: The gradebook is missing or another course's, or the roster has no such
            section.
    """
    require_gradebook(course, list(chapters))
    roster = read_roster(course)
    here = _of_section(roster, section)
    students, cells = _read_gradebook(course, chapters, roster)
    marks = {chapter: read_marks(course, chapter) for chapter in chapters}
    results = ClassResults(
        max_scores={c: float(sum(cells[c].values())) for c in chapters},
        students=[row for row in students if here(row.student)],
        exercises=[],
        mistakes=[],
        problems=[],
        odd=[],
        handed_in={},
        graded={},
    )
    for chapter in chapters:
        of_chapter = {who: mark for who, mark in marks[chapter].items() if here(who)}
        _gather_chapter(course, chapter, cells[chapter], of_chapter, results, here)
    told = {(row.student, row.chapter) for row in results.problems if row.kind == "not graded"}
    results.problems += [
        row
        for row in look_at_folders(course, roster)
        if here(row.student)
        if row.kind != "closed folder" or (row.student, row.chapter) not in told
    ]
    results.groups.sort(key=lambda row: (-row.count, row.chapter, row.exercise, row.group))
    results.mistakes.sort(key=lambda row: (-row.count, row.chapter, row.exercise, row.mistake))
    return results


def _gather_chapter(
    course: Course,
    chapter: str,
    cells: dict[str, float],
    marks: dict[str, Marks],
    results: ClassResults,
    here: Callable[[str], bool],
) -> None:
    students = [who for who in course.graded(chapter) if here(who)]
    seen = read_notebooks(course, chapter, students)
    results.uncontained += seen.uncontained
    handed_in = [who for who in course.submissions(chapter) if here(who)]
    graded = {who for who, mark in marks.items() if mark.cells} & set(students)
    for student in sorted(set(handed_in) - graded):
        path = course.submitted / student / chapter
        seen.not_graded.add(student)
        seen.problems.append(
            _problem(course, student, chapter, path, "not graded", _why(course, student, chapter))
        )
    for row in results.students:
        whole = marks.get(row.student)
        if whole is not None and whole.cells:  # exports tell it, whatever became of the notebook
            row.marks[chapter] = whole
    results.handed_in[chapter] = len(set(handed_in) | graded)
    results.graded[chapter] = len(graded - seen.not_graded)
    results.exercises += _exercise_rows(chapter, cells, marks, graded - seen.not_graded, seen)
    exercises = _exercises(course, chapter)
    results.mistakes += _mistake_rows(exercises, chapter, seen)
    results.groups += groups_of(chapter, exercises, seen.wrong)
    results.letters += letters_of(chapter, exercises, seen.wrong, seen.solved)
    results.problems += seen.problems
    results.odd += seen.odd
    for student in sorted(graded):
        path = course.autograded / student / chapter / f"{chapter}.ipynb"
        for name, mark in marks[student].cells.items():
            if mark.needs_a_person:
                text = f"{name.removeprefix(TEST)} waits for a mark by a person."
                if mark.by_hand is not None:
                    text = (
                        f"{name.removeprefix(TEST)} has a mark by hand ({mark.by_hand:g}); its "
                        "answer, its test or its automatic mark changed since. Please look."
                    )
                results.problems.append(
                    _problem(course, student, chapter, path, "needs a person", text)
                )
    for student in sorted({who for who, mark in marks.items() if mark.cells} - graded):
        if student not in handed_in:
            path = course.autograded / student / chapter
            text = "Neither the work nor its graded notebook is there any more. Its marks stand."
            results.problems.append(_problem(course, student, chapter, path, "left behind", text))
    for student in sorted(graded & set(handed_in)):
        if is_newer(course, student, chapter):
            path = course.submitted / student / chapter / f"{chapter}.ipynb"
            text = "Handed in again since it was graded. Run `backpass grade`."
            results.problems.append(_problem(course, student, chapter, path, "not graded", text))
    results.problems += list(doubtful_times(course, chapter, handed_in))
    results.problems += [row for row in late_without_a_time(course, chapter) if here(row.student)]
    results.problems += [row for row in no_notebook(course, chapter) if here(row.student)]


def is_newer(course: Course, student: str, chapter: str) -> bool:
    """Whether a student handed in another notebook after the one that was graded.

    Files are compared only where theirs is younger than the mark; of several notebooks in a folder
    grading has to say which counts.

    Args:
        course: The course.
        student: Whose notebook.
        chapter: Of which chapter.
    """
    path = course.submitted / student / chapter / f"{chapter}.ipynb"
    try:
        record = json.loads(
            (course.autograded / student / chapter / RECORD).read_text(encoding="utf-8")
        )
        if path.stat().st_mtime <= record["at"] or len([*path.parent.glob("*.ipynb*")]) > 1:
            return False
        graded = record["parts"]["submission"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    from backpass.grading.class_run.fingerprints import digest  # noqa: PLC0415 - half a second
    from backpass.grading.intake.read import Unreadable, read_bytes  # noqa: PLC0415

    try:
        return bool(graded != digest(read_bytes(path)))
    except Unreadable:
        return False


def _why(course: Course, student: str, chapter: str) -> str:
    """What the last run says of a submission that has no marks, if it got as far as trying."""
    try:
        record = course.autograded / student / chapter / RECORD
        reason = json.loads(record.read_text(encoding="utf-8"))["failed"]
    except (OSError, ValueError, KeyError, TypeError):
        return "It has not been graded yet."
    return f"It could not be graded: {reason}. Run `backpass grade` again."


# --- the gradebook -------------------------------------------------------------------------------


def _of_section(roster: Roster | None, section: str | None) -> Callable[[str], bool]:
    """Whether a student is to be shown."""
    if section is None:
        return lambda _: True
    members = {who for who, of in (roster or {}).items() if section in (of.section, *of.sections)}
    if not members:
        there = sorted({one for of in (roster or {}).values() for one in of.sections})
        known = f"The sections are: {', '.join(there)}." if there else "It names no sections."
        raise CourseError(f"{FILE} puts nobody into the section {section!r}. {known}")
    return members.__contains__


def _read_gradebook(
    course: Course, chapters: Sequence[str], roster: Roster | None
) -> tuple[list[StudentRow], dict[str, dict[str, float]]]:
    """Students in the order of their ids, and points by chapter and exercise."""
    from nbgrader import api  # noqa: PLC0415 - nbgrader takes 2 seconds

    with open_gradebook(course) as gradebook:
        names = ("id", "first_name", "last_name", "email", "lms_user_id")
        columns = [getattr(api.Student, name) for name in names]
        students = []
        for who, first, last, email, lms in gradebook.db.query(*columns):
            entry = (roster or {}).get(who, Person({}))
            name = entry.name or " ".join(filter(None, (first, last)))
            number = entry.lms_user_id or lms or ""
            of_roster = (entry.section, entry.email or email or "", number, entry.sections)
            students.append(StudentRow(who, name, *of_roster))
        cells = {chapter: _points(gradebook, chapter, course) for chapter in chapters}
    return sorted(students, key=lambda row: row.student), cells


def _points(gradebook: Any, chapter: str, course: Course) -> dict[str, float]:
    """Points of a chapter's exercises, in the order of its notebook."""
    notebook = gradebook.find_notebook(chapter, chapter)
    graded = [*notebook.grade_cells, *notebook.task_cells]
    points = {cell.name: float(cell.max_score) for cell in graded}
    order = {name: place for place, name in enumerate(_grade_ids(course, chapter))}
    return {
        name.removeprefix(TEST): points[name]
        for name in sorted(points, key=lambda name: (order.get(name, len(order)), name))
    }


def _grade_ids(course: Course, chapter: str) -> list[str]:
    path = course.release_notebook(chapter)
    if not path.is_file():
        return []
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell["metadata"].get("nbgrader", {}).get("grade_id", "") for cell in cells]


# --- the graded notebooks ------------------------------------------------------------------------


def read_notebooks(course: Course, chapter: str, students: Sequence[str]) -> Seen:
    """What the graded notebooks of a chapter say.

    Args:
        course: The course.
        chapter: The chapter.
        students: Their ids.
    """
    seen = Seen()
    paths = [course.autograded / student / chapter / f"{chapter}.ipynb" for student in students]
    for student, path, told in zip(students, paths, _told(paths), strict=True):
        handed_in = course.submitted / student / chapter / f"{chapter}.ipynb"
        shown = handed_in if is_there(handed_in) else handed_in.parent
        if told.trouble:
            seen.not_graded.add(student)
            row = _problem(course, student, chapter, path, "not graded", told.trouble)
            seen.problems.append(row)
        _read_findings(course, student, chapter, shown, told.findings, seen)
        for name in told.silent:
            text = (
                f"{name} states no plain number of points (a numpy number is none), so the answer "
                "could not be judged. Mend the test, release and grade again."
            )
            seen.problems.append(
                _problem(course, student, chapter, path, Status.GRADER_ERROR, text)
            )
        for event in told.events:
            _read_event(course, student, chapter, path, event, seen)
            exercise = str(event["exercise"])
            if event.get("status") == Status.FAILED:
                code = told.answers.get(exercise, "")
                seen.wrong.setdefault(exercise, []).append(Answered(student, code, event))
            seen.solved[exercise] += event.get("status") == Status.PASSED
    return seen


def _told(paths: Sequence[Path]) -> Iterable[_Told]:
    """What notebooks say, in their order; read by all processors when there are many."""
    jobs = min(workers.processors(), len(paths) // AT_ONCE)
    if jobs < 2:
        yield from map(_read_notebook, paths)
        return
    yield from workers.each(_read_notebook, paths, jobs, AT_ONCE)


def _read_notebook(path: Path) -> _Told:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        findings = notebook["metadata"].get("backpass", {})
        said = list(events(notebook))
        failed = {str(event["exercise"]) for event in said if event.get("status") == Status.FAILED}
        answers = {
            grade_id(cell): str(cell.get("source", ""))
            for cell in notebook["cells"]
            if grade_id(cell) in failed and is_solution(cell)
        }
        return _Told(findings, said, silent=tuple(_silent(notebook)), answers=answers)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        text = f"Its graded notebook cannot be read ({type(error).__name__}). Grade it again."
        return _Told({}, [], text)


def _read_findings(
    course: Course, student: str, chapter: str, path: Path, findings: dict[str, Any], seen: Seen
) -> None:
    seen.uncontained += findings.get("contained") is False
    reason = findings.get("unreadable")
    if reason:
        seen.not_graded.add(student)
        seen.problems.append(_problem(course, student, chapter, path, "not graded", reason))
    for one in findings.get(SUSPICIONS, []):
        seen.problems.append(
            _suspicion(course, student, chapter, path, one["exercise"], one["why"], one["line"])
        )
    for kind, text in in_sentences(findings.get("odd", [])):
        row = _problem(course, student, chapter, path, kind, text)
        (seen.problems if kind == "stopped" else seen.odd).append(row)


def events(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What the hidden tests said in a graded notebook: one event for each test cell that ran."""
    for cell in notebook["cells"]:
        if not cell["metadata"].get("nbgrader", {}).get("grade"):
            continue
        for output in cell.get("outputs", []):
            event = output.get("metadata", {}).get("backpass")
            if isinstance(event, dict) and "exercise" in event:
                yield event


def _silent(notebook: dict[str, Any]) -> Iterator[str]:
    """Test cells that stated no mark."""
    for cell in notebook["cells"]:
        outputs = cell.get("outputs", [])
        if is_graded(cell) and any(one.get("ename") == ErrorName.NO_MARK for one in outputs):
            yield grade_id(cell)


def _read_event(
    course: Course, student: str, chapter: str, path: Path, event: dict[str, Any], seen: Seen
) -> None:
    exercise = str(event["exercise"])
    if event.get("status") == Status.NOT_ATTEMPTED:
        seen.not_attempted[exercise] += 1
    if event.get("status") == Status.GRADER_ERROR:
        text = f"{exercise} could not be judged: {event.get('trouble') or 'the grader failed'}"
        seen.problems.append(_problem(course, student, chapter, path, Status.GRADER_ERROR, text))
    for why, line in event.get(SUSPICIONS, []):
        row = _suspicion(course, student, chapter, path, exercise, why, line)
        theirs = takewhile(lambda one: one.student == student, reversed(seen.problems))
        if row.text not in {one.text for one in theirs}:  # it may have been read as well
            seen.problems.append(row)
    if event.get(UNSEEN):
        text = f"{exercise} was judged, but not looked at for the report: {event[UNSEEN]}."
        seen.odd.append(_problem(course, student, chapter, path, "not looked at", text))
    if mistake := mistake_in(event):
        seen.mistakes.setdefault((exercise, mistake), []).append(student)


def _suspicion(
    course: Course, student: str, chapter: str, path: Path, exercise: str, why: str, line: str
) -> ProblemRow:
    """What may be no derivation: the mark stands, and a person decides."""
    text = f"{exercise} may not derive its gradient: {why}."
    if line:
        text += f" Line: {line}"
    return _problem(course, student, chapter, path, "not derived?", text)


def _problem(
    course: Course, student: str, chapter: str, path: Path, kind: str, text: str
) -> ProblemRow:
    return ProblemRow(student, chapter, course.relative(path), kind, text)


# --- rows ----------------------------------------------------------------------------------------


def _exercise_rows(
    chapter: str,
    cells: dict[str, float],
    marks: dict[str, Marks],
    graded: set[str],
    seen: Seen,
) -> list[ExerciseRow]:
    rows = {name: ExerciseRow(chapter, name, points) for name, points in cells.items()}
    of_graded = [mark for student in graded for mark in marks[student].cells.items()]
    for name, mark in of_graded:
        if name.removeprefix(TEST) not in rows:
            continue
        row = rows[name.removeprefix(TEST)]
        row.graded += 1
        row.sum += mark.score
        if mark.given >= mark.points - ROUNDING:
            row.solved += 1
        elif mark.given > 0:
            row.partly += 1
    for name, row in rows.items():
        row.not_attempted = seen.not_attempted[name]
    return list(rows.values())


def _mistake_rows(exercises: dict[str, Exercise], chapter: str, seen: Seen) -> list[MistakeRow]:
    return [
        MistakeRow(chapter, exercise, mistake, _sentence(exercises, exercise, mistake), tuple(who))
        for (exercise, mistake), who in seen.mistakes.items()
    ]


def _exercises(course: Course, chapter: str) -> dict[str, Exercise]:
    try:
        return load(chapter, course.root)
    except MissingExercises:
        return {}


def _sentence(exercises: dict[str, Exercise], exercise: str, mistake: str) -> str:
    """What the instructor's file calls the mistake; its name where the file does not know it."""
    if exercise in exercises:
        for mutant in exercises[exercise].mutants:
            if mutant.name == mistake:
                return mutant.reported or mistake
    return mistake
