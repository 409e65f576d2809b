"""Where exercises lie: ``grader_tests/<chapter>/``, a file for each, and one for all quizzes.

``<exercise>.py`` makes an :class:`~backpass.grading.exercises.exercise.Exercise` and calls it
``exercise``; ``quizzes.toml`` is data. Files whose names begin with an underscore are helpers,
which the others import with ``from ._helper import …``.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

from backpass.contracts import of_chapter
from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.quizzes import (
    QUIZZES,
    MissingExercises,
    exercises_of,
    read_quizzes,
)
from backpass.judging.contract import Contract

#: Where the course is, for a kernel that does not run in it.
ROOT_VARIABLE = "BACKPASS_ROOT"
FOLDER = "grader_tests"

__all__ = ["FOLDER", "ROOT_VARIABLE", "MissingExercises", "find_root", "load", "load_one"]


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
        if (folder / FOLDER).is_dir() and (folder / "source").is_dir():
            return folder
    raise MissingExercises(
        f"no course found from {here} upwards (a folder with {FOLDER}/ and source/). "
        "Run this inside the course's folder."
    )


def load(chapter: str, root: Path | None = None) -> dict[str, Exercise]:
    """The exercises of a chapter, by name, in the order of its contracts.

    Args:
        chapter: Name of the chapter.
        root: The course's root; found from the current folder when left out.

    Raises:
        MissingExercises: There is no such folder, or a file in it makes no exercise of the chapter.
    """
    folder = _folder(chapter, find_root() if root is None else root.resolve())
    contracts = of_chapter(chapter)
    names = {path.stem: path.name for path in sorted(folder.glob("[!_]*.py"))}
    names |= dict.fromkeys(read_quizzes(folder / QUIZZES), QUIZZES)
    for name, file in names.items():
        if name not in contracts:
            raise MissingExercises(
                f"{FOLDER}/{chapter}/{file}: no contract of this chapter is called {name!r}. "
                "Write one in backpass/contracts/, or rename it."
            )
    return {name: _loaded(folder, name) for name in contracts if name in names}


def load_one(contract: Contract, root: Path | None = None) -> Exercise:
    """One exercise; what is wrong with others does not matter.

    Args:
        contract: The public half.
        root: The course's root; found from the current folder when left out.

    Raises:
        MissingExercises: There is no such exercise, or its file makes none.
    """
    root = find_root() if root is None else root.resolve()
    return _loaded(_folder(contract.chapter, root), contract.name)


def _folder(chapter: str, root: Path) -> Path:
    folder = root / FOLDER / chapter
    if not folder.is_dir():
        raise MissingExercises(f"{FOLDER}/{chapter} is missing in {root.name}")
    return folder


@cache
def _loaded(folder: Path, name: str) -> Exercise:
    path = folder / f"{name}.py"
    where = f"{FOLDER}/{folder.name}/{path.name}"
    if not path.is_file():
        quizzes = exercises_of(read_quizzes(folder / QUIZZES))
        if name not in quizzes:
            raise MissingExercises(f"{where} is missing, and {QUIZZES} has no quiz {name!r}")
        return quizzes[name]
    try:
        exercise = getattr(_module(path), "exercise", None)
    except Exception as error:  # whatever an instructor's own file may raise
        raise MissingExercises(
            f"{where} cannot be loaded: {type(error).__name__}: {error}"
        ) from error
    if not isinstance(exercise, Exercise):
        raise MissingExercises(
            f'{where} makes no exercise. It needs the line exercise = Exercise("{name}").'
        )
    if exercise.name != name:
        raise MissingExercises(
            f"{where} makes the exercise {exercise.name!r}. A file is called as its exercise is."
        )
    return exercise


def _module(path: Path) -> ModuleType:
    """Import a file of a chapter, whose folder's name begins with a digit.

    The folder is made a package, so that files can import each other. Its name tells courses apart.
    """
    folder = path.parent
    package = f"{FOLDER}_{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"
    if package not in sys.modules:
        sys.modules[package] = ModuleType(package)
        sys.modules[package].__path__ = [str(folder)]
    name = f"{package}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise MissingExercises(f"{path.name} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
