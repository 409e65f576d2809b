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
from functools import cache, lru_cache
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

#: Rooms in which modules of contracts keep the points of some exercises.
ROOMS_OF_POINTS = ("backpass.value_programs",)

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
    modules = _contracts(key.chapter)
    tests = {
        name: digest(
            [
                _contract_of(name, modules),
                cell["source"],
                _files_of(name, key.chapter, meanings),
                _quiz(name, quizzes),
            ]
        )
        for name, cell in cells.items()
    }
    written = [meaning("contract.py", source) for source in _with_points(modules)]
    parts = {
        "release": digest([_code(key.release), [[n, c["locked"]] for n, c in cells.items()]]),
        "tests": digest([meanings, [[n, c["source"]] for n, c in cells.items()]]),
        "contract": digest(sorted(written)),
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
        return ["its graded notebook is missing"]
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
    return _meaning_of_program(content) if name.endswith(".py") else digest(content)


@lru_cache(maxsize=256)
def _meaning_of_program(source: bytes) -> str:
    try:
        return digest(ast.dump(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError):
        return digest(source)  # whoever imports it will say so; until then every change counts


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


def _contracts(chapter: str) -> list[bytes]:
    """The modules that say what a chapter's exercises take and return, as they are written."""
    found = []
    for info in iter_modules(backpass.contracts.__path__):
        module = import_module(f"backpass.contracts.{info.name}")
        if getattr(module, "CHAPTER", None) == chapter:
            path = inspect.getsourcefile(module)
            found.append(Path(path).read_bytes() if path else info.name.encode())
    return found


def _with_points(modules: list[bytes]) -> list[bytes]:
    """Modules of contracts, and those of the rooms in which some of them keep their points."""
    rooms = [room for room in ROOMS_OF_POINTS if any(room.encode() in source for source in modules)]
    return [*modules, *(source for room in rooms for source in sources(room))]


@cache
def sources(room: str) -> list[bytes]:
    """The modules of a room of the package, as they are written.

    Args:
        room: Its full name.
    """
    folder = Path(str(inspect.getsourcefile(import_module(room)))).parent
    return [path.read_bytes() for path in sorted(folder.glob("*.py"))]


def _contract_of(test: str, modules: list[bytes]) -> str:
    """A digest of what the modules of contracts say that may concern one test."""
    own = test.removeprefix("test_")
    said = sorted(_digest_concerning(own, source) for source in modules)
    rooms = {room for source in modules for room in _rooms_concerning(own, source)}
    points = [meaning("points.py", found) for room in sorted(rooms) for found in sources(room)]
    return digest(said + points)


@lru_cache(maxsize=256)
def _digest_concerning(exercise: str, source: bytes) -> str:
    return digest(concerning(exercise, source))


@lru_cache(maxsize=256)
def _rooms_concerning(exercise: str, source: bytes) -> list[str]:
    """The rooms of points that one exercise of a module of contracts needs."""
    said = concerning(exercise, source)
    return [room for room in ROOMS_OF_POINTS if any(room in statement for statement in said)]


def concerning(exercise: str, source: bytes) -> list[str]:
    """What of a module of contracts may concern one exercise.

    That is its contract, with all that this needs from the rest of the module. A contract that does
    not say by a plain name whose it is may be anybody's.

    Args:
        exercise: The exercise.
        source: The module.
    """
    try:
        body = _statements(source)
    except (SyntaxError, ValueError, RecursionError):
        return [digest(source)]
    kept: list[ast.AST] = []
    left: list[tuple[set[str], ast.stmt]] = []
    told_apart = False
    for statement in body:
        names = _bound(statement)
        contracts = getattr(statement, "value", None) if "CONTRACTS" in names else None
        if isinstance(contracts, ast.Tuple | ast.List):
            kept += [one for one in contracts.elts if _whose(one) in (None, exercise)]
            told_apart = True
        elif names:
            left.append((names, statement))
        elif not _is_text(statement):
            kept.append(statement)
    if not told_apart:
        kept, left = [*body], []
    read: set[str] = set()
    for one in kept:  # it grows: what is needed needs something itself
        read |= {node.id for node in ast.walk(one) if isinstance(node, ast.Name)}
        kept += [statement for names, statement in left if names & read]
        left = [(names, statement) for names, statement in left if not names & read]
    return sorted(ast.dump(one) for one in kept)


@lru_cache(maxsize=16)
def _statements(source: bytes) -> list[ast.stmt]:
    """The statements of a module, read once for all of its exercises; nobody changes them."""
    return ast.parse(source).body


def _bound(statement: ast.stmt) -> set[str]:
    """Names of the module that a statement gives a meaning."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    names = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
    return names


def _whose(contract: ast.expr) -> str | None:
    """The exercise that a contract names plainly; None where it does not."""
    if not isinstance(contract, ast.Call):
        return None
    said = [word.value for word in contract.keywords if word.arg == "name"]
    said += contract.args[:1]
    name = said[0] if said else None
    return name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else None


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
