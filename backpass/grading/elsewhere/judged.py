"""Judging one file: what each exercise came to, as plain data and in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from secrets import randbits
from typing import Any

from backpass.grading.common.cells import grade_id, is_graded, points
from backpass.grading.common.oddities import in_sentences
from backpass.grading.course import CourseError
from backpass.grading.intake.choose import choose
from backpass.grading.intake.read import Unreadable, read_bytes
from backpass.grading.marking.submission import AnswerKey, Submission, judge
from backpass.judging.verdict import Status

TEST = "test_"
WAITS = "A person has to look at this answer."


@dataclass(frozen=True)
class ExerciseResult:
    """What one exercise came to.

    Attributes:
        name: The exercise.
        score: Its points; None where a person has to give them.
        points: What it is worth.
        status: ``"passed"``, ``"failed"``, ``"not attempted"`` or ``"grader error"``.
        said: What the test said, in sentences for the student.
        parts: Points earned and worth by part.
    """

    name: str
    score: float | None
    points: float
    status: str
    said: tuple[str, ...] = ()
    parts: dict[str, list[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What a notebook came to.

    Attributes:
        chapter: The chapter.
        score: All points.
        points: What the chapter is worth.
        exercises: In the order of the notebook.
        notes: What was unusual, in sentences for the student.
        unreadable: Why the notebook could not be read; None where it could.
        contained: Whether it ran contained.
        seed: What drew the hidden points.
    """

    chapter: str
    score: float
    points: float
    exercises: tuple[ExerciseResult, ...]
    notes: tuple[str, ...]
    unreadable: str | None
    contained: bool
    seed: int

    def as_json(self) -> str:
        """As text."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False)


def judge_path(path: Path, key: AnswerKey, *, seed: int | None = None) -> Result:
    """Judge a notebook, or the one that counts in a folder.

    Args:
        path: A notebook, or a folder in which one was handed in.
        key: What its chapter is graded by.
        seed: Draws the hidden points; drawn afresh when left out.

    Raises:
        CourseError: There is nothing there, or the grader itself failed: this computer cannot
            contain students' code, for example.
    """
    if not path.exists():
        raise CourseError(f"{path} is not there.")
    data, reason, note = None, None, None
    place = path / f"{key.chapter}.ipynb" if path.is_dir() else path
    try:
        chosen = choose(place, key.released_in) if path.is_dir() else None
        data = chosen.data if chosen else read_bytes(path)
        note = chosen.note if chosen else None
    except Unreadable as error:
        reason = str(error)
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from error
    seed = randbits(32) if seed is None else seed
    outcome = judge(Submission("somebody", key.chapter, data, reason, seed, note), key)
    if outcome.error is not None or outcome.notebook is None:
        raise CourseError(f"nothing was judged: {outcome.error}")
    notebook = json.loads(outcome.notebook)
    findings = notebook["metadata"].get("backpass", {})
    exercises = tuple(_exercises(notebook, {n: m.score for n, m in outcome.marks.items()}))
    return Result(
        key.chapter,
        sum(one.score or 0.0 for one in exercises),
        sum(one.points for one in exercises),
        exercises,
        tuple(text for _, text in in_sentences(findings.get("odd", []))),
        findings.get("unreadable"),
        findings.get("contained") is not False,
        outcome.seed,
    )


def uncontained(key: AnswerKey) -> AnswerKey:
    """The same key for a computer that cannot contain, and is used all the same."""
    return replace(key, settings=replace(key.settings, uncontained=True))


def _exercises(
    notebook: dict[str, Any], scores: Mapping[str, float | None]
) -> Iterator[ExerciseResult]:
    for cell in notebook["cells"]:
        if not is_graded(cell):
            continue
        name, score = grade_id(cell), scores.get(grade_id(cell))
        event = next((e for e in map(_event, cell.get("outputs", [])) if e is not None), {})
        said = tuple(_said(cell))
        trouble = score is None or event.get("status") == Status.GRADER_ERROR
        status = str(
            event.get("status") or (Status.GRADER_ERROR if score is None else Status.FAILED)
        )
        yield ExerciseResult(
            name.removeprefix(TEST),
            None if trouble else float(score or 0.0),
            points(cell),
            status,
            (WAITS,) if trouble else said,
            event.get("parts") or {},
        )


def _event(output: Mapping[str, Any]) -> dict[str, Any] | None:
    event = output.get("metadata", {}).get("backpass")
    return event if isinstance(event, dict) and "exercise" in event else None


def _said(cell: Mapping[str, Any]) -> Iterator[str]:
    """What a test showed a student: the panel's lines, or why there is none."""
    for output in cell.get("outputs", []):
        if _event(output) is not None:
            text = output.get("data", {}).get("text/plain", "")
            yield from (line.strip() for line in str(text).splitlines() if line.strip())
        elif output.get("output_type") == "error":
            yield str(output.get("evalue", ""))
