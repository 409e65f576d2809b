"""Digests of all that a mark depends on: they tell what has to be graded again, and why.

A comment, the layout of a hidden test, the prose of a chapter and another chapter's tests change
nothing here. The grader's own code has a version, :data:`GRADER`, which is raised on purpose.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import backpass.contracts
from backpass.grading.common.cells import grade_id, is_answer, is_graded
from backpass.grading.exercises.library import FOLDER
from backpass.grading.exercises.quizzes import QUIZZES
from backpass.grading.marking.submission import AnswerKey, Submission

#: Raise it with a change of the grader's code that changes marks: everything is then graded again.
GRADER = 2

#: What changed, as it is said to people.
REASONS = {
    "submission": "handed in again",
    "note": "other files came with it",
    "release": "the chapter's cells changed",
    "tests": "the hidden tests changed",
    "contract": "the exercises' contracts changed",
    "settings": "how notebooks are run changed",
    "grader": "the grader changed",
}


@dataclass(frozen=True)
class ChapterPrints:
    """Digests of what a chapter is graded by.

    Attributes:
        parts: By the keys of :data:`REASONS`, those of a submission left out.
        tests: Of each test cell with what it is judged by, by grade id.
    """

    parts: dict[str, str]
    tests: dict[str, str]

    def of(self, submission: Submission) -> dict[str, str]:
        """The digests that a submission's marks depend on."""
        content = submission.data
        if content is None:
            content = f"unreadable: {submission.reason}".encode()
        note = digest(submission.note.encode()) if submission.note else ""
        return {"submission": digest(content), "note": note, **self.parts}


def chapter_prints(key: AnswerKey) -> ChapterPrints:
    """Digests of what a chapter is graded by."""
    settings = {**asdict(key.settings), "root": "", "private": (), "seed": None}
    limits = [settings, key.execute_all, key.max_lines, key.max_traceback]
    cells = {name: asdict(cell) for name, cell in sorted(key.cells.items())}
    meanings = {name: meaning(name, content) for name, content in sorted(key.files.items())}
    quizzes = key.files.get(f"{FOLDER}/{key.chapter}/{QUIZZES}", b"")
    contract = _contracts(key.chapter)
    tests = {
        name: digest(
            [contract, cell["source"], _files_of(name, key.chapter, meanings), _quiz(name, quizzes)]
        )
        for name, cell in cells.items()
    }
    parts = {
        "release": digest([_code(key.release), [[n, c["locked"]] for n, c in cells.items()]]),
        "tests": digest([meanings, [[n, c["source"]] for n, c in cells.items()]]),
        "contract": contract,
        "settings": digest(limits),
        "grader": str(GRADER),
    }
    return ChapterPrints(parts, tests)


def answer_prints(notebook: bytes) -> dict[str, str]:
    """Digests of the answer that each test judges, by the test's grade id.

    An answer is its own cell and all that stands in cells of the student's own, which it may use.

    Args:
        notebook: A graded notebook.
    """
    cells = json.loads(notebook)["cells"]
    own = [cell["source"] for cell in cells if cell["cell_type"] == "code" and not grade_id(cell)]
    answers = {grade_id(cell): cell["source"] for cell in cells if is_answer(cell)}
    return {
        name: digest([answers.get(name.removeprefix("test_"), answers), own])
        for cell in cells
        if is_graded(cell) and (name := grade_id(cell))
    }


def reasons(before: Mapping[str, Any] | None, now: Mapping[str, str]) -> list[str]:
    """Why a submission is graded again, in words; nothing where all is as it was.

    Args:
        before: Digests as they were when it was graded; None where nobody knows.
        now: Digests as they are.
    """
    if before is None:
        return ["its graded notebook is missing or damaged"]
    return [words for part, words in REASONS.items() if before.get(part, "") != now.get(part, "")]


def digest(what: Any) -> str:
    """A digest of bytes, or of anything that JSON can hold."""
    content = what if isinstance(what, bytes) else json.dumps(what, sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()[:32]


def meaning(name: str, content: bytes) -> str:
    """A digest of a file; of a program's meaning alone, so that a comment changes nothing.

    Args:
        name: The file's name; what ends in ``.py`` is a program.
        content: What is in it.
    """
    if name.endswith(".py"):
        try:
            return digest(ast.dump(ast.parse(content)))
        except (SyntaxError, ValueError, RecursionError):
            pass  # whoever imports it will say so; until then every change counts
    return digest(content)


def _code(release: str) -> list[Any]:
    """What is run or answered in a release: the prose between is left out."""
    return [
        [cell["cell_type"], cell["source"], cell["metadata"].get("tags"), grade_id(cell)]
        for cell in json.loads(release)["cells"]
        if cell["cell_type"] == "code" or grade_id(cell)
    ]


def _files_of(name: str, chapter: str, meanings: Mapping[str, str]) -> list[str]:
    """Digests of the files that a test cell may read: other exercises' own files are left out."""
    folder, own = f"{FOLDER}/{chapter}/", name.removeprefix("test_")
    others = {f"{folder}{other}.py" for other in backpass.contracts.CONTRACTS if other != own}
    return [value for path, value in meanings.items() if path not in {*others, folder + QUIZZES}]


def _quiz(name: str, quizzes: bytes) -> Any:
    """What the chapter's file of quizzes says of one of them."""
    try:
        return tomllib.loads(quizzes.decode()).get(name.removeprefix("test_"))
    except ValueError:
        return digest(quizzes)  # nobody can read it; until then every change counts


def _contracts(chapter: str) -> str:
    """A digest of the modules that say what a chapter's exercises take and return."""
    found = []
    for info in iter_modules(backpass.contracts.__path__):
        module = import_module(f"backpass.contracts.{info.name}")
        if getattr(module, "CHAPTER", None) == chapter:
            path = inspect.getsourcefile(module)
            found.append(meaning("contract.py", Path(path).read_bytes()) if path else info.name)
    return digest(sorted(found))
