"""The instructor's half of each exercise; the files of ``grader_tests/`` import from here."""

from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.source import edited

__all__ = ["Exercise", "edited"]
