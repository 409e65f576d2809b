"""Seal the answers to the chapters' guesses into the student's package.

``grader_tests/guesses.toml`` has a table for each question::

    [multiply_x]
    chapter = "01_simple_gates"
    value = "((4 + 0.01) * -3 - 4 * -3) / 0.01"
    within = 0.5
    say = "For each unit of x, f falls by three."

``value`` is worked out by Python, so that no number is typed that could be computed. A question
with ``choices`` has one of them as its ``choice`` instead, and ``because`` is something that must
be true.
"""

from __future__ import annotations

import json
import math
import tomllib
from pathlib import Path
from typing import Any

import numpy as np

from backpass.atomic import put
from backpass.grading.course import CourseError
from backpass.questions import guesses
from backpass.questions.guesses import Answer

FILE = Path("grader_tests") / "guesses.toml"
FIELDS = {"chapter", "value", "within", "say", "choices", "choice", "because"}


def read(root: Path) -> dict[str, tuple[str, Answer]]:
    """The questions of a course: name -> chapter and answer; none where there is no such file.

    Raises:
        CourseError: A question is not complete, or its reason is not true.
    """
    path = root / FILE
    if not path.is_file():
        return {}
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: (table["chapter"], _answer(name, table)) for name, table in tables.items()}


def _answer(name: str, table: dict[str, Any]) -> Answer:
    where = f"{FILE}: {name}"
    unknown = set(table) - FIELDS
    if unknown:
        raise CourseError(f"{where} has {', '.join(sorted(unknown))}, which nobody reads.")
    if not {"chapter", "say"} <= set(table):
        raise CourseError(f"{where} needs a chapter and a sentence, say.")
    names = {"np": np, "math": math}
    if "choices" not in table:
        value = float(eval(table["value"], names))  # noqa: S307 - the instructor's own words
        return Answer(round(value, 10), float(table.get("within", 0.0)), (), table["say"])
    choices = tuple(table["choices"])
    if table.get("choice") not in choices:
        raise CourseError(f"{where}: the choice is not one of the choices.")
    if "because" in table and not eval(table["because"], names):  # noqa: S307
        raise CourseError(f"{where}: the reason is not true.")
    return Answer(table["choice"], 0.0, choices, table["say"])


def sealed(root: Path) -> str:
    """The text of the sealed file, the same each time."""
    stored = {
        name: {"chapter": chapter, "sealed": guesses.seal(name, answer)}
        for name, (chapter, answer) in read(root).items()
    }
    return json.dumps(stored, indent=1) + "\n"


def write(root: Path) -> Path | None:
    """Write the sealed file into the package of this course; None where there is nothing to do."""
    path = root / "backpass" / guesses.SEALED
    if not (root / FILE).is_file() or not path.parent.is_dir():
        return None
    text = sealed(root)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        put(path, text.encode("utf-8"), 0o644)
        return path
    return None
