"""Quizzes as exercises: the answer, and what is replied to each choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backpass.grading.exercises.exercise import Exercise, Function, Variant


def quizzes(entries: Mapping[str, Mapping[str, Any]]) -> list[Exercise]:
    """An exercise for each quiz: ``{name: {"answer": letter, "why": {letter: sentence}}}``."""

    def answering(letter: str) -> Function:
        return lambda: letter

    exercises = []
    for name, entry in entries.items():
        exercise = Exercise(name, answer=entry["answer"], quiz=entry)
        exercise.solution = Variant("reference", answering(entry["answer"]))
        exercises.append(exercise)
    return exercises
