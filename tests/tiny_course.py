"""A course that is small enough to be graded in a test: one chapter, three exercises."""

import json
import shutil
from pathlib import Path

import nbformat

from backpass.grading.authoring.tidy import written
from backpass.grading.course import Course
from backpass.grading.exercises.quizzes import QUIZZES, read_quizzes

ROOT = Path(__file__).resolve().parents[1]
CHAPTER = "02_chain_rule"  # the exercises' contracts belong to it
EXERCISES = ("add_backward", "multiply_backward", "quiz_max_route")
SOLUTIONS = {
    "add_backward": "def add_backward(dout, cache):\n"
    '    """Gradients of the add gate."""\n'
    "    ### BEGIN SOLUTION\n    x, y = cache\n    return 1.0 * dout, 1.0 * dout\n"
    "    ### END SOLUTION",
    "multiply_backward": "def multiply_backward(dout, cache):\n"
    '    """Gradients of the multiply gate."""\n'
    "    ### BEGIN SOLUTION\n    x, y = cache\n    return dout * y, dout * x\n    ### END SOLUTION",
    "quiz_max_route": "def quiz_max_route():\n"
    '    """Return "a", "b", "c" or "d"."""\n'
    '    ### BEGIN SOLUTION\n    return "d"\n    ### END SOLUTION',
}
POINTS = {"add_backward": 5, "multiply_backward": 5, "quiz_max_route": 1}
TEST = """check({name})
### BEGIN HIDDEN TESTS
from backpass.grading.hidden import grade

grade({name})
### END HIDDEN TESTS"""


def code(name, source, tags=(), **marks):
    """A code cell; with marks for nbgrader where some are given."""
    cell = nbformat.v4.new_code_cell(source, id=name.replace("_", "-"))
    if tags:
        cell.metadata["tags"] = list(tags)
    if marks:
        given = {"grade": False, "solution": False, "locked": False, "task": False, **marks}
        cell.metadata["nbgrader"] = {"grade_id": name, "schema_version": 3, **given}
    return cell


def source_notebook():
    """The instructor's notebook."""
    gates = (
        "def add_forward(x, y):\n    return x + y, (x, y)\n\n\n"
        "def multiply_forward(x, y):\n    return x * y, (x, y)"
    )
    cells = [
        nbformat.v4.new_markdown_cell("# A tiny chapter", id="title"),
        code("imports", "import numpy as np\n\nfrom backpass.check import check"),
        code("show_me", "raise RuntimeError('cells that only show are not run')", tags=["show"]),
        code("given_gates", gates, locked=True),
    ]
    for name in EXERCISES:
        cells.append(code(name, SOLUTIONS[name], solution=True))
        test = TEST.format(name=name)
        cells.append(code(f"test_{name}", test, grade=True, locked=True, points=POINTS[name]))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}}
    )


def make(root):
    """Write the course and return it."""
    root = Path(root)
    (root / "source" / CHAPTER).mkdir(parents=True)
    for folder in ("release", "submitted", "autograded", "feedback"):
        (root / folder).mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", root)
    tests, here = root / "grader_tests" / CHAPTER, ROOT / "grader_tests" / CHAPTER
    tests.mkdir(parents=True)
    for name in EXERCISES:
        if (here / f"{name}.py").is_file():
            shutil.copy(here / f"{name}.py", tests)
    quizzes = read_quizzes(here / QUIZZES)
    lines = []
    for name in EXERCISES:
        if name in quizzes:
            replies = {"answer": quizzes[name].answer, **quizzes[name].why}
            lines += [
                f"[{name}]",
                *(f"{key} = {json.dumps(text)}" for key, text in replies.items()),
            ]
    (tests / QUIZZES).write_text("\n".join(lines) + "\n", encoding="utf-8")
    course = Course(root.resolve())
    course.source_notebook(CHAPTER).write_text(written(source_notebook()), encoding="utf-8")
    return course


def copied(course, folder):
    """A copy of a course to change: making a gradebook afresh takes seconds."""
    shutil.copytree(course.root, folder)
    return Course(Path(folder).resolve())
