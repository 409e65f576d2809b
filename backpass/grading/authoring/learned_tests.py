"""Test that mistakes learned from a class lose marks and are not mistaken for others."""

from __future__ import annotations

import json
from pathlib import Path

from backpass.atomic import put
from backpass.grading.course import Course, CourseError

NAME = "test_learned_mistakes.py"
LIST = "LEARNED = [\n"
BEGIN = '''"""Mistakes that `backpass learn` added: each is refused and told apart."""

from pathlib import Path

import pytest

from backpass.grading.exercises.library import load
from backpass.judging.verdict import Status

ROOT = Path(__file__).resolve().parents[1]
#: Chapter, exercise and mistake. `backpass learn` adds to it.
LEARNED = [
]


@pytest.mark.parametrize("seed", range(100, 103))
@pytest.mark.parametrize(("chapter", "exercise", "name"), LEARNED)
def test_a_learned_mistake_is_told_apart(chapter, exercise, name, seed):
    known = load(chapter, ROOT)[exercise]
    [mistake] = [one for one in known.mistakes if one.name == name]
    verdict = known.judge_variant(mistake, seed)
    assert verdict.status is not Status.PASSED
    assert verdict.mistake == name
'''


def with_test(course: Course, chapter: str, exercise: str, name: str) -> tuple[Path, str]:
    """The file of tests with a line for one more mistake; nothing is written.

    Args:
        course: The course.
        chapter: The chapter.
        exercise: The exercise.
        name: The mistake's name.

    Raises:
        CourseError: The file is there and has no list to add to.
    """
    path = course.root / "tests" / NAME
    text = path.read_text(encoding="utf-8") if path.is_file() else BEGIN
    if text.count(LIST) != 1:
        raise CourseError(
            f"{course.relative(path)} has no line {LIST.strip()!r} to add to. Put it back, or move "
            "the file away; nothing was changed."
        )
    words = ", ".join(json.dumps(word, ensure_ascii=False) for word in (chapter, exercise, name))
    return path, text.replace(LIST, f"{LIST}    ({words}),\n")


def write_test(path: Path, text: str) -> None:
    """Write the file of tests, and its folder where there is none.

    Args:
        path: The file.
        text: What it is to hold.
    """
    path.parent.mkdir(exist_ok=True)
    put(path, text.encode(), 0o644)
