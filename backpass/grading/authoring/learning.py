"""Make a known mistake of an exercise from a group of equal wrong answers.

A student's code is a stranger's. It is copied into the instructor's files only where it is plain
arithmetic: one function of assignments, conditions, loops over ranges and calls of functions that
compute. It is read as a tree for that, and run only afterwards.
"""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import copytree, ignore_patterns

from backpass.atomic import put
from backpass.grading.course import Course, CourseError
from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.library import FOLDER, MissingExercises, load
from backpass.grading.reporting.results import gather
from backpass.judging.verdict import Status

TRIES = 5
MOST_STEPS = 10_000  # of a loop
NODES = 400
FUNCTIONS = set("abs bool dict enumerate float int len list max min range sum tuple zip".split())
NUMPY = set(
    "abs absolute argmax argmin array asarray atleast_1d atleast_2d clip copy cos cosh diag divide "
    "dot einsum equal exp expand_dims expm1 eye float64 full full_like greater greater_equal "
    "isclose less less_equal log log1p "
    "matmul max maximum mean min minimum multiply negative newaxis "
    "ones ones_like outer power prod ravel reshape shape sign sin sinh size sqrt square squeeze "
    "subtract sum tanh tile transpose where zeros zeros_like add ndim T astype items keys values "
    "get append flatten".split()
)
STATEMENTS = (
    *(ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.If, ast.For, ast.Expr, ast.Pass),
)
EXPRESSIONS = (
    *(ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call, ast.Constant),
    *(ast.Name, ast.Attribute, ast.Subscript, ast.Slice, ast.Tuple, ast.List, ast.Dict),
    *(ast.keyword, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context),
)


@dataclass(frozen=True)
class Learned:
    """A known mistake that can be tried and written.

    Attributes:
        path: The exercise's file.
        text: What is added to it.
        tries: At how many draws of points it is tried.
        attempt: Tries it on a copy of the hidden tests, which runs the code.
    """

    path: Path
    text: str
    tries: int
    attempt: Callable[[], None]

    def write(self) -> Path:
        """Try it and add it to the file.

        Raises:
            CourseError: It is not told apart from right answers or from other mistakes; nothing is
                changed.
        """
        self.attempt()
        before = self.path.read_text(encoding="utf-8")
        put(self.path, f"{before.rstrip()}\n\n\n{self.text}".encode(), 0o644)
        return self.path


def learn(
    course: Course, chapter: str, exercise: str, group: str, *, name: str, told: str, reported: str
) -> Learned:
    """Make a known mistake of a group; nothing of it is run yet.

    Args:
        course: The course.
        chapter: The chapter.
        exercise: The exercise.
        group: The group, as the report calls it.
        name: What is particular about the mistake, in a few words.
        told: The sentence that a student is told.
        reported: The sentence that the report shows.

    Returns:
        What can be tried and written.

    Raises:
        CourseError: There is no such group, or its code is more than plain arithmetic.
    """
    rows = [row for row in gather(course, [chapter]).groups if row.exercise == exercise]
    found = [row for row in rows if row.group == group]
    if not found:
        there = ", ".join(row.group for row in rows) or "none"
        raise CourseError(f"{exercise} has no group {group!r}. Its groups: {there}.")
    path = course.root / FOLDER / chapter / f"{exercise}.py"
    if not path.is_file():
        raise CourseError(f"{course.relative(path)} is missing; a quiz has no mistakes to learn.")
    known = {one.reported or one.name for one in load(chapter, course.root)[exercise].mutants}
    if found[0].mistake in known:
        raise CourseError(f"that is a known mistake already: {found[0].mistake}.")
    if _quoted(name) in path.read_text(encoding="utf-8"):
        raise CourseError(f"{path.name} has a known mistake already that is called {name!r}.")
    function = plain_function(found[0].shortest, exercise)
    text = _written(function, name, told, reported)
    attempt = partial(_try, course, chapter, exercise, path, text, name)
    return Learned(path, text, TRIES, attempt)


def plain_function(code: str, name: str) -> ast.FunctionDef:
    """The one function of a code, if it is plain arithmetic.

    Args:
        code: The code of a cell.
        name: The name that the function must have.

    Raises:
        CourseError: It is more than that; says what, and in which line.
    """
    advice = "Write the mistake by hand, as the guide says under “Write a new exercise”."
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise CourseError(f"the shortest code of the group cannot be read. {advice}") from error
    functions = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name]
    if len(functions) != 1 or len(tree.body) != 1:
        raise CourseError(f"the group's code is not {name} alone. {advice}")
    function = functions[0]
    if any((function.decorator_list, function.args.defaults, function.args.kw_defaults)):
        raise CourseError(f"{name} has a decorator or a default. {advice}")
    for node in _unfit(function):
        what = ast.unparse(node)[:60]
        line = getattr(node, "lineno", function.lineno)
        raise CourseError(
            f"line {line} of the group's code is more than arithmetic: {what}. {advice}"
        )
    return function


def _unfit(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """The parts of a function that are not plain arithmetic."""
    nodes = [node for statement in function.body for node in ast.walk(statement)]
    if len(nodes) > NODES:
        yield function.body[0]
    yield from (node for node in nodes if not _is_plain(node))


def _is_plain(node: ast.AST) -> bool:
    """Whether a part of a function does nothing but arithmetic of bounded size."""
    if isinstance(node, ast.Call):
        return _computes(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr in NUMPY
    if isinstance(node, ast.Name):
        return not node.id.startswith("_")
    if isinstance(node, ast.Constant):
        return _small(node.value)
    if isinstance(node, ast.For):
        return _counts(node.iter)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        exponent = node.right.operand if isinstance(node.right, ast.UnaryOp) else node.right
        return isinstance(exponent, ast.Constant) and exponent.value in (0.5, 1, 1.5, 2, 3, 4)
    return isinstance(node, STATEMENTS + EXPRESSIONS) and not isinstance(node, ast.LShift)


def _computes(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id in FUNCTIONS
    return isinstance(called, ast.Attribute) and called.attr in NUMPY


def _small(value: object) -> bool:
    if isinstance(value, str):
        return len(value) < 80
    return value is None or (isinstance(value, int | float) and abs(value) <= MOST_STEPS)


def _counts(over: ast.expr) -> bool:
    return (
        isinstance(over, ast.Call)
        and isinstance(over.func, ast.Name)
        and over.func.id in ("range", "zip", "enumerate")
        and not any(isinstance(node, ast.Mult | ast.Pow) for node in ast.walk(over))
    )


def _written(function: ast.FunctionDef, name: str, told: str, reported: str) -> str:
    function.name = "_"
    lines = [
        f"    {key}={_quoted(text)}," for key, text in (("told", told), ("reported", reported))
    ]
    head = "\n".join(["@exercise.wrong(", f"    {_quoted(name)},", *lines, ")"])
    return f"{head}\n{ast.unparse(function)}\n"


def _quoted(text: str) -> str:
    """A text as a string of Python's in double quotes."""
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _try(course: Course, chapter: str, exercise: str, path: Path, text: str, name: str) -> None:
    with tempfile.TemporaryDirectory(prefix="backpass-learn-") as folder:
        root = Path(folder)
        (root / "source").mkdir()
        copytree(
            course.root / FOLDER / chapter,
            root / FOLDER / chapter,
            ignore=ignore_patterns("__pycache__"),
        )
        copy = root / FOLDER / chapter / path.name
        copy.write_text(
            f"{path.read_text(encoding='utf-8').rstrip()}\n\n\n{text}", encoding="utf-8"
        )
        try:
            made = load(chapter, root)[exercise]
        except MissingExercises as error:
            raise CourseError(f"the mistake cannot be loaded: {error}") from error
        _require_told_apart(made, name)


def _require_told_apart(exercise: Exercise, name: str) -> None:
    new = exercise.mistakes[-1]
    for seed in range(TRIES):
        verdict = exercise.judge_variant(new, seed)
        if verdict.status is Status.PASSED:
            raise CourseError(
                "the group's code alone passes the hidden tests: it needs more to fail."
            )
        if verdict.mistake != name:
            raise CourseError(
                f"at one of {TRIES} draws of points it is taken for "
                f"{verdict.mistake or 'no mistake'}, so it is not told apart. Nothing was changed."
            )
