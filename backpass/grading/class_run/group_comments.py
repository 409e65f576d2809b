"""A comment for all who gave the same wrong answer, as long as their answers stay the same.

``group_comments.json`` holds what was said to which group. Comments and points themselves are in
nbgrader's gradebook, as if they had been typed into the formgrader for each student.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from backpass.atomic import put
from backpass.grading.class_run.ledger import Ledger
from backpass.grading.course import Course, CourseError
from backpass.grading.gradebook import require_gradebook
from backpass.grading.reporting.groups import group_in
from backpass.grading.reporting.results import events

FILE = "group_comments.json"
TO_ALL = "(Said to everybody who gave this answer.)"
TEST = "test_"


@dataclass(frozen=True)
class GroupComment:
    """What was said to a group.

    Attributes:
        chapter: The chapter.
        exercise: The exercise.
        group: The name of the group.
        text: The sentence.
        points: The mark that goes with it, in place of the automatic one; None for none.
    """

    chapter: str
    exercise: str
    group: str
    text: str
    points: float | None = None

    @property
    def written(self) -> str:
        """As it stands in the gradebook."""
        return f"{self.text} {TO_ALL}"


@dataclass
class Commented:
    """What became of a comment.

    Attributes:
        to: Students who have it now.
        left: Students of the group with a comment or a mark of their own, which stays.
        taken_back: Students who had it and are not of the group, or it was removed.
    """

    to: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)


def comment(
    course: Course,
    chapter: str,
    exercise: str,
    group: str,
    text: str,
    points: float | None = None,
) -> Commented:
    """Say something to all of a group; what was said to it before is replaced.

    Args:
        course: The course.
        chapter: The chapter.
        exercise: The exercise.
        group: The group's short name, as the report prints it.
        text: A sentence for the students of the group.
        points: What each of them gets for the exercise; None leaves the marks.

    Raises:
        CourseError: There is no such exercise or group, or the points are not those of the test.
    """
    require_gradebook(course, [chapter])
    text = " ".join(text.split())
    if not text:
        raise CourseError("there is nothing to say: write a sentence in quotes.")
    groups = dict(_groups(course, chapter, course.graded(chapter)))
    there = {by.get(exercise) for by in groups.values()} - {None}
    with Ledger(course) as ledger:
        worth = ledger.worth(chapter).get(f"{TEST}{exercise}")
        if worth is None:
            raise CourseError(f"{chapter} has no exercise {exercise!r} that is worth points.")
        if points is not None and not 0 <= points <= worth:
            raise CourseError(f"{points:g} points: the exercise is worth 0 to {worth:g}.")
        if group not in there:
            known = ", ".join(sorted(str(one) for one in there)) or "none"
            raise CourseError(f"{exercise} has no group {group!r}. Its groups: {known}.")
        kept = said_before(course)
        old = [one for one in kept if _key(one) == (chapter, exercise, group)]
        new = GroupComment(chapter, exercise, group, text, points)
        for one in old:
            _apply(ledger, one, groups, take_back=True)
        said = _apply(ledger, new, groups)
    _write(course, [*(one for one in kept if one not in old), new])
    return said


def take_back(course: Course, chapter: str, exercise: str, group: str) -> Commented:
    """Take back what was said to a group.

    Args:
        course: The course.
        chapter: The chapter.
        exercise: The exercise.
        group: The group's short name, as the report prints it.

    Raises:
        CourseError: Nothing was said to it.
    """
    require_gradebook(course, [chapter])
    kept = said_before(course)
    old = [one for one in kept if _key(one) == (chapter, exercise, group)]
    if not old:
        raise CourseError(f"nothing was said to the group {group!r} of {exercise}.")
    groups = dict(_groups(course, chapter, course.graded(chapter)))
    with Ledger(course) as ledger:
        said = _apply(ledger, old[0], groups, take_back=True)
    _write(course, [one for one in kept if one not in old])
    return said


def follow(course: Course, ledger: Ledger, judged: Iterable[tuple[str, str]]) -> None:
    """Bring comments to those who have come into a group, and away from those who left it.

    Args:
        course: The course.
        ledger: Its gradebook, open.
        judged: Students and chapters that were just judged.
    """
    kept = said_before(course)
    by_chapter: dict[str, list[str]] = {}
    for student, chapter in judged:
        by_chapter.setdefault(chapter, []).append(student)
    for chapter, students in by_chapter.items():
        of_chapter = [one for one in kept if one.chapter == chapter]
        if not of_chapter:
            continue
        groups = dict(_groups(course, chapter, students))
        for one in of_chapter:  # first away, then to: a student may go from one group to another
            _apply(ledger, one, groups, only_leavers=True)
        for one in of_chapter:
            _apply(ledger, one, groups)


def said_before(course: Course) -> list[GroupComment]:
    """What was said to groups so far.

    Raises:
        CourseError: The file cannot be understood.
    """
    path = course.root / FILE
    if not path.is_file():
        return []
    try:
        return [GroupComment(**one) for one in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise CourseError(f"{FILE} cannot be understood: {error}.") from error


def _key(one: GroupComment) -> tuple[str, str, str]:
    return one.chapter, one.exercise, one.group


def _write(course: Course, kept: Sequence[GroupComment]) -> None:
    text = json.dumps([asdict(one) for one in kept], ensure_ascii=False, indent=1)
    put(course.root / FILE, f"{text}\n".encode(), 0o600)


def _groups(
    course: Course, chapter: str, students: Iterable[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """The group of each wrong answer, by student and exercise; right answers have none."""
    for student in students:
        path = course.autograded / student / chapter / f"{chapter}.ipynb"
        try:
            notebook = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue  # the report says that it cannot be read
        found = {str(event["exercise"]): group_in(event) for event in events(notebook)}
        yield student, {name: group for name, group in found.items() if group is not None}


def _apply(
    ledger: Ledger,
    said: GroupComment,
    groups: dict[str, dict[str, str]],
    *,
    take_back: bool = False,
    only_leavers: bool = False,
) -> Commented:
    """Write or take back a comment for the students in ``groups``, in one transaction."""
    done = Commented()
    remarks = ledger.remarks(said.chapter, said.exercise, f"{TEST}{said.exercise}")
    for student in sorted(groups):
        if student not in remarks:
            continue
        comment, grade = remarks[student]
        ours = comment.manual_comment == said.written
        member = not take_back and groups[student].get(said.exercise) == said.group
        if ours and not member:
            comment.manual_comment = None
            _give(grade, None, said.points)
            done.taken_back.append(student)
        elif member and not only_leavers:
            if not ours and (comment.manual_comment or grade.manual_score is not None):
                done.left.append(student)
                continue
            comment.manual_comment = said.written
            _give(grade, said.points, said.points)
            done.to.append(student)
    ledger.session.commit()
    return done


def _give(grade: Any, points: float | None, ours: float | None) -> None:
    """Set the mark of a group; a person's own is left alone."""
    if ours is None or grade.manual_score not in (None, ours):
        return
    grade.manual_score = points
    grade.needs_manual_grade = points is None and grade.auto_score is None
