"""Does a name depend on how a mistake is written? ``python -m benchmarks.respelled``.

Each known mistake is written in other ways that do the same: other names, operands of sums and
products exchanged, results in variables first, methods for operators and functions for methods,
a list for a tuple. Each must be refused, and get the name that the mistake gets as it stands.
"""

from __future__ import annotations

import ast
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from backpass.grading.exercises.exercise import Exercise, Mutant
from backpass.grading.exercises.naming import handed_in_as
from backpass.grading.exercises.source import source_of
from backpass.judging.contract import Handed
from benchmarks.page import table
from benchmarks.rates import accepts, chosen_functions
from benchmarks.row_by_row import row_by_row, sampler

#: The seed of the points.
SEED = 5


class _Exchanged(ast.NodeTransformer):
    """Operands of sums and of products the other way round, where they are no lists or texts."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        plain = not any(isinstance(n, _NO_NUMBERS) for n in (node.left, node.right))
        if plain and isinstance(node.op, ast.Add | ast.Mult):
            return ast.BinOp(node.right, node.op, node.left)
        return node


_NO_NUMBERS = (ast.List, ast.Tuple, ast.JoinedStr, ast.ListComp, ast.Dict)


class _Functions(ast.NodeTransformer):
    """Functions of numpy for operators and methods, and products for squares."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.MatMult):
            return ast.Call(_of_numpy("matmul"), [node.left, node.right], [])
        square = isinstance(node.op, ast.Pow) and ast.unparse(node.right) in ("2", "2.0")
        if square and isinstance(node.left, ast.Name):
            return ast.BinOp(node.left, ast.Mult(), node.left)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if node.attr == "T" and isinstance(node.ctx, ast.Load):
            return ast.Call(_of_numpy("transpose"), [node.value], [])
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        called = node.func
        if not isinstance(called, ast.Attribute) or called.attr not in ("sum", "mean"):
            return node
        if ast.unparse(called.value) == "np":
            return node
        return ast.Call(_of_numpy(called.attr), [called.value, *node.args], list(node.keywords))


def _of_numpy(name: str) -> ast.expr:
    return ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load())


class _Renamed(ast.NodeTransformer):
    """Other names for everything that a function gives a name itself."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        inside = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
        stored = {n.id for n in inside if isinstance(n.ctx, ast.Store)}
        outer = {
            name
            for n in ast.walk(node)
            if isinstance(n, ast.Global | ast.Nonlocal)
            for name in n.names
        }
        own = stored - outer - {argument.arg for argument in node.args.args}
        for n in inside:
            if n.id in own:
                n.id = f"own_{n.id}"
        return node


class _InSteps(ast.NodeTransformer):
    """What is returned has a variable first; a tuple has one for each of its items."""

    def visit_Return(self, node: ast.Return) -> ast.AST | list[ast.stmt]:
        if node.value is None or isinstance(node.value, ast.Name | ast.Constant):
            return node
        items = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        if any(isinstance(item, ast.Starred) for item in items):
            return node
        names = [f"result_{number}" for number in range(len(items))]
        lines: list[ast.stmt] = [
            ast.Assign([ast.Name(name, ast.Store())], item)
            for name, item in zip(names, items, strict=True)
        ]
        made: list[ast.expr] = [ast.Name(name, ast.Load()) for name in names]
        whole = isinstance(node.value, ast.Tuple)
        return [*lines, ast.Return(ast.Tuple(made, ast.Load()) if whole else made[0])]


class _Listed(ast.NodeTransformer):
    """A list where a tuple of results is returned."""

    def visit_Return(self, node: ast.Return) -> ast.AST:
        if isinstance(node.value, ast.Tuple):
            return ast.Return(ast.List(node.value.elts, ast.Load()))
        return node


SPELLINGS: dict[str, Callable[[], ast.NodeTransformer]] = {
    "operands exchanged": _Exchanged,
    "functions of numpy": _Functions,
    "other names": _Renamed,
    "in steps": _InSteps,
    "a list for a tuple": _Listed,
}


def respelled(source: str) -> Iterator[tuple[str, str]]:
    """Other spellings of a source, with a few words on each; what stays the same is left out.

    Args:
        source: A function, or several.
    """
    plain = ast.unparse(ast.parse(textwrap.dedent(source)))
    for words, way in SPELLINGS.items():
        tree = way().visit(ast.parse(textwrap.dedent(source)))
        text = ast.unparse(ast.fix_missing_locations(tree))
        if text != plain:
            yield words, text


@dataclass
class Row:
    """What came of one exercise.

    Attributes:
        exercise: Its name.
        spellings: Answers that were judged.
        trouble: Those that were accepted, or got another name, in words.
    """

    exercise: str
    spellings: int = 0
    trouble: list[str] = field(default_factory=list)


def held(exercise: Exercise, mistake: Mutant, row: Row) -> None:
    """Judge the other spellings of a mistake.

    Args:
        exercise: The exercise.
        mistake: One of its known mistakes.
        row: Where they are counted.
    """
    try:
        source = source_of(mistake.function, exercise.name, exercise.cell)
    except OSError:  # it was made by a program
        return
    with np.errstate(all="ignore"):
        usual = exercise.judge_variant(mistake, SEED)
        for words, text in respelled(source):
            if exercise.cell and words == "operands exchanged":  # of a class, they are not alike
                continue
            handed = _handed_in(exercise, mistake, text)
            if handed is None:
                continue
            verdict = exercise.judge(handed.function, SEED, handed.forward)
            if words == "other names" and "Error" in (verdict.mistake or ""):
                continue  # Python's own words hold the name
            row.spellings += 1
            if accepts(verdict) or verdict.mistake != usual.mistake:
                row.trouble.append(f"{mistake.name}, {words}: {verdict.mistake} | {usual.mistake}")


def _handed_in(exercise: Exercise, mistake: Mutant, text: str) -> Handed | None:
    """A spelling as it would be handed in; calls of a given forward are seen as always."""
    if exercise.cell:
        return handed_in_as(exercise, mistake, text)
    space = {"np": np, **mistake.function.__globals__}
    exec(compile(text, f"<{mistake.name}, respelled>", "exec"), space)
    own = exercise.solution.forward if exercise.solution is not None else None
    return Handed(space[exercise.name], mistake.forward or own)


def respelled_table(rows: list[Row]) -> str:
    """The table of ``docs/judge.md``."""
    lines = [[f"`{row.exercise}`", row.spellings, len(row.trouble)] for row in rows]
    return table(["exercise", "other spellings of known mistakes", "another name"], lines)


def main(arguments: list[str] | None = None) -> int:
    """Judge all other spellings, and print those that get another name.

    Returns:
        1 where there is one.
    """
    parser = sampler(__doc__)
    parser.add_argument("--every", type=int, default=1, help="of the mistakes, each so-manieth")
    chosen = parser.parse_args(arguments)

    def rows() -> Iterator[Row]:
        for exercise in chosen_functions(chosen.only):
            row = Row(exercise.name)
            for mistake in exercise.mistakes[:: chosen.every]:
                held(exercise, mistake, row)
            yield row

    return row_by_row(rows(), "respelled", respelled_table, chosen)


if __name__ == "__main__":
    sys.exit(main())
