"""Where exercises lie: in ``grader_tests/``, which is found from anywhere in the course."""

from __future__ import annotations

import importlib.util
import os
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

from backpass.grading.exercises.exercise import Exercise

#: Where the course is, for a kernel that does not run in it.
ROOT_VARIABLE = "BACKPASS_ROOT"


class MissingExercises(LookupError):
    """There is no ``grader_tests`` module for a chapter; says where it was looked for."""


def find_root(start: Path | None = None) -> Path:
    """The course's root: the nearest folder upwards that holds ``grader_tests`` and ``source``.

    The grader runs a notebook in an empty folder and names the root in ``BACKPASS_ROOT``.

    Raises:
        MissingExercises: When there is none.
    """
    return _root_above((start or Path(os.environ.get(ROOT_VARIABLE) or Path.cwd())).absolute())


@cache
def _root_above(start: Path) -> Path:
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / "grader_tests").is_dir() and (folder / "source").is_dir():
            return folder
    raise MissingExercises(
        f"no course found from {here} upwards (a folder with grader_tests/ and source/). "
        "Run this inside the course's folder."
    )


def load(chapter: str, root: Path | None = None) -> dict[str, Exercise]:
    """The exercises of a chapter, by name, from ``grader_tests/<chapter>.py``.

    Raises:
        MissingExercises: When there is no such file.
    """
    return _loaded(chapter, find_root() if root is None else root.resolve())


@cache
def _loaded(chapter: str, root: Path) -> dict[str, Exercise]:
    path = root / "grader_tests" / f"{chapter}.py"
    if not path.is_file():
        raise MissingExercises(f"{path.relative_to(root)} is missing in {root.name}")
    return {exercise.name: exercise for exercise in _module(path).EXERCISES}


def _module(path: Path) -> ModuleType:
    """Import a file whose name starts with a digit."""
    name = f"grader_tests_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise MissingExercises(f"{path.name} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
