"""What a simulated student writes into a solution cell: a right way, a known mistake, a letter."""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import Any

from backpass.grading.exercises.answers import Variant
from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.source import source_of

FULL, LESS, ZERO, ANY = "full", "less", "zero", "any"  # what the manifest expects of a mark


@dataclass(frozen=True)
class SimulatedAnswer:
    """What stands in one solution cell.

    Attributes:
        way: ``"right"``, ``"right: <variant>"``, ``"mistake: <name>"``, ``"wrong letter"`` or
            ``"unanswered"``.
        source: The cell's source; None leaves the stub.
        expected: ``"full"``, ``"less"`` or ``"zero"`` marks.
        forward: Source of the forward that belongs to it, where it reads that forward's cache.
    """

    way: str
    source: str | None
    expected: str
    forward: str | None = None


def right(exercise: Exercise) -> SimulatedAnswer:
    """The course's own solution."""
    if exercise.contract.is_quiz:
        return SimulatedAnswer("right", _quiz_source(exercise, exercise.answer or "?"), FULL)
    assert exercise.solution is not None
    return _answer(exercise, exercise.solution, "right", FULL)


def unusual(exercise: Exercise, number: int) -> SimulatedAnswer:
    """The ``number``-th right variant, counting round; the course's own where there is none.

    Args:
        exercise: The exercise.
        number: From 0.
    """
    variants = list(exercise.accepts.values())
    if not variants:
        return right(exercise)
    variant = variants[number % len(variants)]
    return _answer(exercise, variant, f"right: {variant.name}", FULL)


def mistaken(exercise: Exercise) -> list[SimulatedAnswer]:
    """Every known mistake; for a quiz, every wrong letter."""
    contract = exercise.contract
    if contract.is_quiz:
        letters = [letter for letter in contract.choices if letter != exercise.answer]
        return [
            SimulatedAnswer("wrong letter", _quiz_source(exercise, letter), ZERO)
            for letter in letters
        ]
    return [_answer(exercise, m, f"mistake: {m.name}", LESS) for m in exercise.mutants]


UNANSWERED = SimulatedAnswer("unanswered", None, ZERO)


def _answer(exercise: Exercise, variant: Variant, way: str, expected: str) -> SimulatedAnswer:
    contract = exercise.contract
    partner = contract.partner
    forward = source_of(variant.forward, partner) if variant.forward and partner else None
    source = source_of(variant.function, exercise.name, exercise.cell)
    return SimulatedAnswer(way, _imports(variant.function) + source, expected, forward)


def _imports(function: Any) -> str:
    """What a student imports above an answer, for notebooks that do not: the modules it uses."""
    space = getattr(function, "__globals__", {})
    code = getattr(function, "__code__", None)
    lines = []
    for name in sorted(_names(code)) if code is not None else []:
        module = space.get(name)
        if isinstance(module, types.ModuleType):
            renamed = "" if module.__name__ == name else f" as {name}"
            lines.append(f"import {module.__name__}{renamed}\n")
    return "".join(lines) + ("\n\n" if lines else "")


def _names(code: types.CodeType) -> set[str]:
    inner = (part for part in code.co_consts if isinstance(part, types.CodeType))
    return set(code.co_names).union(*(_names(part) for part in inner))


def _quiz_source(exercise: Exercise, letter: str) -> str:
    return f'{exercise.name} = "{letter}"\n'
