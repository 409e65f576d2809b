"""Seal the quiz replies of ``grader_tests/`` into the student's package."""

from __future__ import annotations

import json
from pathlib import Path

from backpass import quiz
from backpass.atomic import put
from backpass.contract import QuizContract
from backpass.contracts import CONTRACTS
from backpass.grading.exercises.library import load
from backpass.quiz import Reply


def sealed(root: Path) -> str:
    """The text of the sealed file for all quizzes of the course, the same each time.

    Args:
        root: The course's root.

    Raises:
        KeyError: When a quiz lacks a reply to one of its choices.
    """
    replies: dict[str, dict[str, str]] = {}
    for name, contract in CONTRACTS.items():
        if not isinstance(contract, QuizContract):
            continue
        exercise = load(contract.chapter, root)[name]
        why = (exercise.quiz or {})["why"]
        replies[name] = {
            choice: quiz.seal(name, choice, Reply(choice == exercise.answer, why[choice]))
            for choice in contract.choices
        }
    return json.dumps(replies, indent=1) + "\n"


def write(root: Path) -> Path:
    """Write the sealed file into the package of this course; returns its path."""
    path = root / "backpass" / quiz.SEALED
    put(path, sealed(root).encode("utf-8"), 0o644)
    return path
