"""The course's exercises, loaded when a test asks for one and not when tests are collected."""

from collections.abc import Iterator, Mapping

from course_notebooks import ROOT

from backpass.contracts import CONTRACTS
from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.library import load_one
from backpass.judging.contract import GradientContract


class _Exercises(Mapping[str, Exercise]):
    """Every exercise by name."""

    def __getitem__(self, name: str) -> Exercise:
        return load_one(CONTRACTS[name], ROOT)

    def __iter__(self) -> Iterator[str]:
        return iter(CONTRACTS)

    def __len__(self) -> int:
        return len(CONTRACTS)


EXERCISES = _Exercises()
#: Names of the exercises that ask for code, and of those that ask for gradients.
CODE = [name for name, contract in CONTRACTS.items() if not contract.is_quiz]
GRADIENTS = [name for name in CODE if isinstance(CONTRACTS[name], GradientContract)]
