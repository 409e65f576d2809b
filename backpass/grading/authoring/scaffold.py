"""Begin a chapter or an exercise: write the stub in each place that it needs.

The stubs are a small exercise that works. So everything can be run from the first minute, and an
author replaces a piece at a time.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from backpass.atomic import put
from backpass.grading.authoring.quiz_key import holds_package
from backpass.grading.authoring.tidy import (
    IMPORTS_CHECK,
    KERNELSPEC,
    LANGUAGE_INFO,
    tidied,
    written,
)
from backpass.grading.course import Course, CourseError
from backpass.grading.exercises.library import FOLDER
from backpass.grading.exercises.quizzes import QUIZZES

CHAPTER = re.compile(r"(\d\d)_([a-z][a-z0-9_]*)")
EXERCISE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
#: Cells of the skeleton that a new exercise is put before, the first that there is.
END = ("progress-said", "progress", "summary")
QUIZ, BACKWARD = "quiz_", "_backward"
IMPORTS = {
    "quiz": {"backpass.judging.contract": "QuizContract"},
    "backward": {
        "backpass.judging.contract": "GradientContract",
        "backpass.judging.cases": "scalar_cases",
    },
    "value": {
        "backpass.judging.contract": "ValueContract",
        "backpass.judging.cases": "scalar_cases",
    },
}
WIDTH = 100

CIRCUIT = """circuit = Circuit("f = x y")
x_in, y_in = circuit.input("x", 3.0), circuit.input("y", -4.0)
circuit.multiply(x_in, y_in, name="f")
circuit.backward()
draw.show(circuit)"""
FIGURE = """along = np.linspace(-2, 2, 41)
plt.plot(along, along**2)
plt.xlabel("x")
plt.title("f = x²")
print("f falls until x = 0 and rises from there")
plt.show()"""
IMPORT_CELL = """import matplotlib.pyplot as plt
import numpy as np

from backpass import draw, explore
from backpass.check import check
from backpass.circuit import Circuit
from backpass.hints import hint"""
HIDDEN = f"""{IMPORTS_CHECK}check({{name}})  # NameError? Run the cells above first
### BEGIN HIDDEN TESTS
from backpass.grading.hidden import grade

grade({{name}})
### END HIDDEN TESTS"""
PROGRESS = """from backpass.progress import progress

progress("{chapter}")"""


@dataclass(frozen=True)
class NewFiles:
    """What was written.

    Attributes:
        new: Files that were not there before.
        changed: Files that got something added.
    """

    new: tuple[Path, ...]
    changed: tuple[Path, ...] = ()


def new_chapter(course: Course, name: str, title: str | None = None) -> NewFiles:
    """Write the skeleton of a chapter.

    Args:
        course: The course; the package lies in its folder.
        name: Two digits and a name, such as ``"08_convolution"``.
        title: As learners read it; made from the name when left out.

    Raises:
        CourseError: The name is none for a chapter, or something of that name is there already.
            Nothing was written then.
    """
    _require_package(course)
    match = CHAPTER.fullmatch(name)
    if match is None:
        raise CourseError(
            f"{name!r} is no name for a chapter: it takes two digits, an underscore and a name in "
            "small letters, such as 08_convolution."
        )
    for known in course.chapters():
        if known[:2] == match[1]:
            raise CourseError(f"{known} has the number {match[1]} already. Take another.")
    title = title or match[2].replace("_", " ").capitalize()
    if '"' in title or "\\" in title or "\n" in title:
        raise CourseError(f"{title!r} holds a sign that a title must not have.")
    values = {"chapter": name, "title": title, "number": str(int(match[1]))}
    package, tests = course.root / "backpass", course.root / FOLDER / name
    files = {
        package / "contracts" / f"{match[2]}.py": _stub("contracts.py", values),
        package / "hint_texts" / f"{name}.toml": (
            f"# Hints for chapter {values['number']}: the name of an exercise, then its hints, the "
            "gentlest first.\n"
        ),
        tests
        / QUIZZES: "# Each quiz: the letter of the right answer, and a reply to each choice.\n",
        course.source_notebook(name): tidied(written(_notebook(values)), name),
    }
    return _write_new(course, files)


def new_exercise(course: Course, chapter: str, name: str) -> NewFiles:
    """Write the stubs of an exercise: contract, hidden tests, hints and cells.

    A name that ends in ``_backward`` makes the backward pass of a given gate, one that begins with
    ``quiz_`` a question with four choices, any other a function that returns a value.

    Args:
        course: The course; the package lies in its folder.
        chapter: Its chapter.
        name: Name of the function, and grade id of its cell.

    Raises:
        CourseError: The name is none for an exercise, or it is taken, or there is no such chapter.
            Nothing was written then.
    """
    _require_package(course)
    course.chosen([chapter])
    if EXERCISE.fullmatch(name) is None or name.startswith("test_"):
        raise CourseError(f"{name!r} is no name for an exercise: it is to be a function's name.")
    kind = "quiz" if name.startswith(QUIZ) else "backward" if name.endswith(BACKWARD) else "value"
    values = {
        "name": name,
        "chapter": chapter,
        "forward": f"{name.removesuffix(BACKWARD)}_forward",
    }
    contracts = _contracts_of(course, chapter)
    _refuse_taken(course, name)
    hints = course.root / "backpass" / "hint_texts" / f"{chapter}.toml"
    quizzes = course.root / FOLDER / chapter / QUIZZES
    notebook = course.source_notebook(chapter)
    changed = {
        contracts: _with_contract(_read(contracts), kind, _stub(f"contract_{kind}", values)),
        hints: _read(hints) + _stub("hints.toml", values),
        notebook: _with_cells(_read(notebook), kind, values),
    }
    new = {}
    if kind == "quiz":
        before = _read(quizzes) if quizzes.is_file() else ""
        changed[quizzes] = before + _stub("tests_quiz.toml", values)
    else:
        new[quizzes.parent / f"{name}.py"] = _stub(f"tests_{kind}.py", values)
    made = _write_new(course, new)
    for path, text in changed.items():
        put(path, text.encode("utf-8"), 0o644)
    return NewFiles(made.new, tuple(changed))


def _require_package(course: Course) -> None:
    if not holds_package(course):
        raise CourseError(
            "contracts and hints belong to the package, and backpass/ is not in this folder. Run "
            "this in a clone of the repository."
        )


def _stub(name: str, values: dict[str, str]) -> str:
    folder = resources.files("backpass.grading.authoring").joinpath("stubs")
    return Template(folder.joinpath(f"{name}.txt").read_text(encoding="utf-8")).substitute(values)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}.") from error


def _write_new(course: Course, files: dict[Path, str]) -> NewFiles:
    """Write files that must not be there yet; all of them or none."""
    for path in files:
        if path.exists():
            raise CourseError(f"{course.relative(path)} is there already. Nothing was written.")
    done: list[Path] = []
    try:
        for path, text in files.items():
            put(path, text.encode("utf-8"), 0o644)
            done.append(path)
    except OSError as error:
        for path in done:
            path.unlink(missing_ok=True)
        raise CourseError(f"nothing was written: {error}.") from error
    return NewFiles(tuple(files))


# --- contracts -----------------------------------------------------------------------------------


def _contracts_of(course: Course, chapter: str) -> Path:
    """The module that holds a chapter's contracts, found by what it calls its chapter."""
    for path in sorted((course.root / "backpass" / "contracts").glob("*.py")):
        if f'\nCHAPTER = "{chapter}"\n' in _read(path):
            return path
    raise CourseError(
        f'no file of backpass/contracts/ has the line CHAPTER = "{chapter}". '
        "`backpass new chapter` writes one."
    )


def _refuse_taken(course: Course, name: str) -> None:
    for path in sorted((course.root / "backpass" / "contracts").glob("*.py")):
        if re.search(rf"""["']{name}["']""", _read(path)):
            raise CourseError(f"{name} stands in {course.relative(path)} already. Take another.")


def _with_contract(source: str, kind: str, contract: str) -> str:
    """A module of contracts with one more at the end of ``CONTRACTS``, and what it imports."""
    tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    held = next((node for node in tree.body if _assigns(node, "CONTRACTS")), None)
    value = getattr(held, "value", None)
    if not isinstance(value, ast.Tuple) or value.end_lineno is None:
        raise CourseError("CONTRACTS is no tuple: write the contract by hand.")
    row = value.end_lineno - 1
    column = len(lines[row].encode()[: value.end_col_offset].decode()) - 1  # of the bracket
    before, after = lines[row][:column], lines[row][column:]
    lines[row] = f"{before}\n{contract}{after}" if before.strip() else f"{contract}{before}{after}"
    source = "".join(lines)
    for module, wanted in IMPORTS[kind].items():
        source = _importing(source, module, wanted)
    return source


def _assigns(node: ast.stmt, name: str) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


def _importing(source: str, module: str, name: str) -> str:
    """A source that imports a name from a module, in ruff's order."""
    tree = ast.parse(source)
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    same = next((node for node in imports if node.module == module), None)
    lines = source.splitlines(keepends=True)
    if same is None:
        later = [node for node in imports if (node.module or "") > module]
        row = later[0].lineno - 1 if later else (imports[-1].end_lineno or 0)
        lines.insert(row, f"from {module} import {name}\n")
    elif name not in [alias.name for alias in same.names]:
        names = sorted([*(ast.unparse(alias) for alias in same.names), name], key=_as_ruff_sorts)
        line = f"from {module} import {', '.join(names)}\n"
        if len(line) > WIDTH + 1:
            line = f"from {module} import (\n" + "".join(f"    {one},\n" for one in names) + ")\n"
        lines[same.lineno - 1 : same.end_lineno] = [line]
    return "".join(lines)


def _as_ruff_sorts(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


# --- cells ---------------------------------------------------------------------------------------


def _notebook(values: dict[str, str]) -> NotebookNode:
    """The skeleton of a chapter, with all that every chapter holds."""
    number = values["number"]
    cells = [
        _text("title", _stub("title.md", values).rstrip("\n")),
        _code("imports", IMPORT_CELL),
        _text("circuit-said", "## A circuit\n\n**Guess first:** which input matters more?"),
        _code("circuit", CIRCUIT),
        _code("circuit-explore", "explore.circuit(circuit)", show=True),
        _text("nudge-said", "## A nudge\n\nMove the point and look at the slope."),
        _code("nudge-explore", "explore.sensitivity()", show=True),
        _code("figure", FIGURE, show=True),
        _text("progress-said", "**How far you have come**, by the checks that you have run."),
        _code("progress", PROGRESS.format(**values), show=True),
        _text(
            "summary",
            f"## Summary\n\n- What chapter {number} was about.\n\nThis was the last chapter.",
        ),
    ]
    metadata = {"kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def _with_cells(text: str, kind: str, values: dict[str, str]) -> str:
    notebook = nbformat.reads(text, 4)
    ids = [cell.get("id") for cell in notebook.cells]
    place = next((ids.index(one) for one in END if one in ids), len(ids))
    notebook.cells[place:place] = _cells(kind, values)
    return tidied(written(notebook), values["chapter"])


def _cells(kind: str, values: dict[str, str]) -> list[NotebookNode]:
    name, forward = values["name"], values["forward"]
    cells, points = [], 3
    if kind == "backward":
        given = f'def {forward}(x):\n    """Three times x, and the cache."""\n    return 3.0 * x, x'
        cells.append(_code(f"given_{forward}", given, locked=True))
        head, answer = f"def {name}(dout, cache):", "3.0 * dout"
        doc = "Gradient of the gate: local gradient times dout."
        source = _function(head, doc, answer)
    elif kind == "value":
        source = _function(f"def {name}(x):", "Three times x.", "3.0 * x")
    else:
        source, points = _letter(name, "b"), 1
    cells.append(_text(f"ask-{name}", _stub(f"ask_{kind}.md", values).rstrip("\n")))
    cells.append(_code(f"hint-{name}", f'hint("{name}")', show=True))
    cells.append(_code(name, source, solution=True))
    test = HIDDEN.format(name=name)
    cells.append(_code(f"test_{name}", test, grade=True, locked=True, points=points))
    return cells


def _function(head: str, doc: str, answer: str) -> str:
    body = f"    ### BEGIN SOLUTION\n    return {answer}\n    ### END SOLUTION"
    return f'{head}\n    """{doc}"""\n{body}'


def _letter(name: str, answer: str) -> str:
    stub = f'{name} = ...  # "a", "b", "c" or "d" in place of the dots'
    return f'{stub}\n### BEGIN SOLUTION\n{name} = "{answer}"\n### END SOLUTION'


def _text(name: str, source: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source, id=name)


def _code(name: str, source: str, *, show: bool = False, **marks: Any) -> NotebookNode:
    cell = nbformat.v4.new_code_cell(source, id=name)
    if show:
        cell.metadata["tags"] = ["show"]
    if marks:
        plain = {"grade": False, "solution": False, "locked": False, "task": False}
        cell.metadata["nbgrader"] = {"grade_id": name, "schema_version": 3, **plain, **marks}
    return cell
