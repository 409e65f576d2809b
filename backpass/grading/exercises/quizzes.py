"""Quizzes are data: the letter of the right answer, and what is replied to each choice.

.. code-block:: toml

    [quiz_sensitivity]
    answer = "b"
    a = "The size is right, but the sign counts too."
    b = "Step times gradient: the sign gives the direction, the size gives the rate."
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backpass.contracts import CONTRACTS
from backpass.grading.exercises.answers import Function, Variant
from backpass.grading.exercises.exercise import Exercise

#: The file in each chapter's folder of ``grader_tests/``.
QUIZZES = "quizzes.toml"


@dataclass(frozen=True)
class Quiz:
    """A quiz as its instructor knows it.

    Attributes:
        answer: The letter of the right answer.
        why: The reply to each choice, by letter.
    """

    answer: str
    why: Mapping[str, str]


class MissingExercises(LookupError):
    """The exercises of a chapter, or one of them, cannot be had; says which and why."""


class BadQuizzes(MissingExercises):
    """A file of quizzes is not what it should be; says where and how."""


def read_quizzes(path: Path) -> dict[str, Quiz]:
    """The quizzes of a chapter by name; none when there is no file.

    Args:
        path: A file ``quizzes.toml``.

    Raises:
        BadQuizzes: It cannot be read, or a quiz lacks its answer or a reply.
    """
    if not path.is_file():
        return {}
    where = f"{path.parent.name}/{path.name}"
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # TOML's and Unicode's errors are ValueErrors
        raise BadQuizzes(f"{where} cannot be read: {error}") from error
    return {name: _quiz(f"{where}: {name}", name, table) for name, table in tables.items()}


def _quiz(where: str, name: str, table: Any) -> Quiz:
    if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
        raise BadQuizzes(f"{where} has to be a table of texts: answer, and a reply for each letter")
    contract = CONTRACTS.get(name)
    letters = (contract.choices if contract is not None else "") or "abcd"
    if table.get("answer") not in set(letters):
        raise BadQuizzes(f"{where}: answer has to be one of {', '.join(letters)}")
    why = {letter: text for letter, text in table.items() if letter != "answer"}
    lacking = sorted(set(letters) - set(why))
    if lacking:
        raise BadQuizzes(f"{where} says nothing to the choice {lacking[0]}")
    strange = sorted(set(why) - set(letters))
    if strange:
        raise BadQuizzes(f"{where}: {strange[0]} is no choice; they are {', '.join(letters)}")
    return Quiz(table["answer"], why)


def exercises_of(quizzes: Mapping[str, Quiz]) -> dict[str, Exercise]:
    """An exercise for each quiz, by name."""
    exercises = {}
    for name, quiz in quizzes.items():
        exercise = Exercise(name, answer=quiz.answer, quiz={"answer": quiz.answer, "why": quiz.why})
        exercise.solution = Variant("reference", _answering(quiz.answer))
        exercises[name] = exercise
    return exercises


def _answering(letter: str) -> Function:
    return lambda: letter
