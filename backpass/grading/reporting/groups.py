"""Groups of equal wrong answers: those that return the same, however they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backpass.grading.common.events import mistake_in
from backpass.grading.common.python_text import bare
from backpass.grading.exercises.answers import Mutant, Variant
from backpass.grading.exercises.common_points import returned, right_at, where
from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.returned_by import Returned
from backpass.judging.verdict import Status, Verdict

LOOKED_AT = 30  # groups of an exercise for which the nearest known mistake is looked for
LONGEST = 1500  # letters of code that are shown


@dataclass
class Answered:
    """One wrong answer.

    Attributes:
        student: Whose it is.
        code: The solution cell.
        event: What the hidden test said of it.
    """

    student: str
    code: str
    event: Mapping[str, Any]


@dataclass(frozen=True)
class GroupRow:
    """Wrong answers to an exercise that are one answer.

    Attributes:
        chapter: The chapter.
        exercise: The exercise.
        group: The name of the group: of its values, or a quiz's letter.
        students: Those who answered so.
        where: The first common point at which it is wrong.
        came: What it returns there.
        should: What is right there.
        shortest: The shortest code of the group.
        commonest: The commonest code, comments and blank lines aside.
        mistake: The known mistake that it is; empty where it is none.
        nearest: The known mistake that is nearest to it where it is none, with how near.
        reply: What a quiz replies to the letter.
    """

    chapter: str
    exercise: str
    group: str
    students: tuple[str, ...]
    where: str = ""
    came: str = ""
    should: str = ""
    shortest: str = ""
    commonest: str = ""
    mistake: str = ""
    nearest: str = ""
    reply: str = ""

    @property
    def count(self) -> int:
        """How many answered so."""
        return len(self.students)

    @property
    def title(self) -> str:
        """What the group is called: its mistake, or what it returns."""
        if self.reply:
            return f"answers “{self.group}”"
        if self.mistake:
            return self.mistake
        if self.came.startswith("stops with "):
            return self.came
        return f"returns {self.came}" if self.came else "stops or takes too long"


@dataclass
class Letters:
    """How the answers to a quiz spread over its letters.

    Attributes:
        chapter: The chapter.
        exercise: The quiz.
        answer: The right letter.
        counts: How many chose each letter; those who wrote none of them under ``"other"``.
        replies: What the quiz replies to each letter.
    """

    chapter: str
    exercise: str
    answer: str
    counts: dict[str, int]
    replies: dict[str, str] = field(default_factory=dict)


def groups_of(
    chapter: str, exercises: Mapping[str, Exercise], wrong: Mapping[str, list[Answered]]
) -> list[GroupRow]:
    """The groups of a chapter, the largest first.

    Args:
        chapter: The chapter.
        exercises: Its exercises, by name.
        wrong: Wrong answers by exercise.
    """
    rows: list[GroupRow] = []
    for name, answers in wrong.items():
        exercise = exercises.get(name)
        by_group: dict[str, list[Answered]] = {}
        for one in answers:
            if (group := group_in(one.event)) is not None:
                by_group.setdefault(group, []).append(one)
        ranked = sorted(by_group.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        known = Known(exercise) if exercise is not None and exercise.quiz is None else None
        for place, (group, members) in enumerate(ranked):
            near = known if place < LOOKED_AT else None
            rows.append(_row(chapter, name, group, members, exercise, known, near))
    return sorted(rows, key=lambda row: (-row.count, row.exercise, row.group))


def group_in(event: Mapping[str, Any]) -> str | None:
    """The group that an event names; None where it names none."""
    letter, values = event.get("letter"), event.get("returned")
    if isinstance(letter, str):
        return letter
    if isinstance(values, Mapping) and isinstance(values.get("group"), str):
        return str(values["group"])
    return None


def _row(
    chapter: str,
    name: str,
    group: str,
    members: list[Answered],
    exercise: Exercise | None,
    known: Known | None,
    near: Known | None,
) -> GroupRow:
    codes = [bare(one.code) for one in members if one.code]
    shortest = min(codes, key=lambda code: (len(code), code), default="")
    commonest = Counter(codes).most_common(1)[0][0] if codes else ""
    students = tuple(one.student for one in members)
    if exercise is not None and exercise.quiz is not None:
        reply = str(exercise.quiz["why"].get(group, ""))
        return GroupRow(chapter, name, group, students, reply=reply, came=group)
    mistakes = Counter(filter(None, (mistake_in(one.event) for one in members)))
    mistake = mistakes.most_common(1)[0][0] if mistakes else ""
    values = members[0].event.get("returned") or {}
    calls, shown = list(values.get("calls", ())), list(values.get("shown", ()))
    row = {"shortest": shortest[:LONGEST], "commonest": commonest[:LONGEST]}
    if known is not None and calls:
        row |= dict(zip(("where", "came", "should"), known.first_wrong(calls, shown), strict=True))
    if mistake:
        row["mistake"] = mistake if exercise is None else _sentence(exercise, mistake)
    named = {one.name for one in exercise.mutants} if exercise is not None else set()
    if near is not None and calls and not named.issuperset(mistake.split(" and ")):
        row["nearest"] = near.nearest(calls)
    return GroupRow(chapter, name, group, students, **row)


def _sentence(exercise: Exercise, mistake: str) -> str:
    told = {mutant.name: mutant.reported or mutant.name for mutant in exercise.mutants}
    return "; ".join(told.get(one, one) for one in mistake.split(" and "))


class Known:
    """What is right at the common points, and what known mistakes return there.

    Args:
        exercise: Of this exercise.
    """

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self._points: list[str] | None = None
        self._mistakes: list[tuple[Mutant, Returned]] | None = None

    @property
    def right(self) -> Returned:
        """What a right answer returns."""
        return right_at(self.exercise)

    def _of(self, variant: Variant) -> Returned:
        function, forward = self.exercise.handed_in(variant)
        return returned(
            self.exercise, function, forward, Verdict(self.exercise.name, Status.FAILED, ())
        )

    def first_wrong(self, calls: list[str], shown: list[str]) -> tuple[str, str, str]:
        """The first common point at which values are wrong, what came there, and what should.

        Args:
            calls: What the answer returned at each common point, told apart to the last digit.
            shown: The same in few digits, as a page shows it.
        """
        if self._points is None:
            self._points = where(self.exercise)
        pairs = zip(calls, self.right.calls, strict=False)
        at = next((place for place, (mine, right) in enumerate(pairs) if mine != right), None)
        if at is None or at >= len(shown):
            return "right at these points, wrong at others", shown[0] if shown else "", ""
        point = self._points[at] if at < len(self._points) else ""
        came, should = shown[at], self.right.shown[at]
        if came == should:  # as short as they are shown
            came, should = _told_apart(calls[at], self.right.calls[at], came)
        return point, came, should

    def nearest(self, calls: list[str]) -> str:
        """The known mistake that agrees most often where the answer is wrong."""
        if self._mistakes is None:
            self._mistakes = [(one, self._of(one)) for one in self.exercise.mutants]
        right = self.right.calls
        wrong = [at for at, (a, b) in enumerate(zip(calls, right, strict=False)) if a != b]
        best: tuple[int, str] = (0, "")
        for mutant, does in self._mistakes:
            agree = sum(at < len(does.calls) and does.calls[at] == calls[at] for at in wrong)
            if agree > best[0]:
                best = (agree, mutant.reported or mutant.name)
        return f"{best[1]} (alike at {best[0]} of {len(wrong)} points)" if best[0] else ""


def _told_apart(mine: Any, right: Any, shown: str) -> tuple[str, str]:
    """Two values that look the same in few digits, so that one sees the difference."""
    try:
        return f"{float(mine):.7g}", f"{float(right):.7g}"
    except (TypeError, ValueError):  # no single numbers
        return f"{shown}, not in its later digits", shown


def letters_of(
    chapter: str,
    exercises: Mapping[str, Exercise],
    wrong: Mapping[str, list[Answered]],
    solved: Mapping[str, int],
) -> list[Letters]:
    """How the answers to the quizzes of a chapter spread.

    Args:
        chapter: The chapter.
        exercises: All exercises of the chapter, by name.
        wrong: Wrong answers, by exercise.
        solved: How many got it right, by exercise.
    """
    rows = []
    for name, exercise in exercises.items():
        if exercise.quiz is None or not (solved.get(name) or wrong.get(name)):
            continue
        replies: Mapping[str, str] = exercise.quiz["why"]
        counts = dict.fromkeys(sorted(replies), 0)
        counts[str(exercise.answer)] = solved.get(name, 0)
        for one in wrong.get(name, ()):
            letter = group_in(one.event) or "other"
            counts[letter] = counts.get(letter, 0) + 1
        rows.append(Letters(chapter, name, str(exercise.answer), counts, dict(replies)))
    return rows


def as_rows(groups: Iterable[GroupRow], names: Mapping[str, str]) -> list[list[Any]]:
    """Groups as a table; the first row has the columns' names.

    Args:
        groups: The groups.
        names: What students are called, by id.
    """
    columns = ["chapter", "exercise", "group", "count", "known mistake", "nearest known mistake"]
    columns += ["where", "came", "should", "shortest", "commonest", "reply", "students", "names"]
    rows: list[list[Any]] = [columns]
    for row in groups:
        what = [row.chapter, row.exercise, row.group, row.count, row.mistake, row.nearest]
        what += [row.where, row.came, row.should, row.shortest, row.commonest, row.reply]
        called = "; ".join(names.get(who, "") for who in row.students)
        rows.append([*what, " ".join(row.students), called])
    return rows
