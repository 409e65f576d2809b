"""Edits of the tiny course's source, as an instructor makes them in mid-term."""

import nbformat
import tiny_course

from backpass.grading.authoring.tidy import written

CHAPTER = tiny_course.CHAPTER


def edit(course, change):
    path = course.source_notebook(CHAPTER)
    notebook = nbformat.read(path, 4)
    change(notebook)
    path.write_text(written(notebook), encoding="utf-8")


def cell_of(notebook, grade_id):
    return next(
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def add_exercise(notebook):
    """`max_backward` has a contract of chapter 2, and the tiny course leaves it out."""
    solution = (
        "def max_backward(dout, cache):\n"
        "    ### BEGIN SOLUTION\n    return 1, 2\n    ### END SOLUTION"
    )
    test = tiny_course.TEST.format(name="max_backward")
    notebook.cells += [
        tiny_course.code("max_backward", solution, solution=True),
        tiny_course.code("test_max_backward", test, grade=True, locked=True, points=5),
    ]


def remove_exercise(notebook):
    for name in ("multiply_backward", "test_multiply_backward"):
        notebook.cells.remove(cell_of(notebook, name))


def rename_exercise(notebook):
    cell_of(notebook, "add_backward").metadata["nbgrader"]["grade_id"] = "sum_backward"
    cell_of(notebook, "test_add_backward").metadata["nbgrader"]["grade_id"] = "test_sum_backward"
