"""A student's functions, rewritten for a while so that each step of theirs is told to a follower.

An expression such as ``(x + h) * y`` becomes ``op("*", op("+", x, h), y)``. The functions stay the
same objects: only their code is exchanged, and put back afterwards.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import gc
import linecache
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType
from typing import Any

#: What rewritten functions call; :class:`~backpass.grading.sandbox.following.Following` says with
#: what. The names are those of its methods.
OP, NEGATED, CALL, HOLD, GOT, CHANGED, ENTERED = (
    f"_backpass_{name}" for name in ("op", "negated", "call", "hold", "got", "changed", "entered")
)
#: Behind the name of an operator where a number stands in the source beside it.
TYPED = " typed"
#: Functions that look at who calls them.
_LOOK_AROUND = frozenset({"super", "locals", "globals", "vars", "dir", "eval", "exec"})
#: Attributes of arrays that are arrays.
_ARRAYS = frozenset({"T", "real", "imag", "flat"})


class _Rewrite(ast.NodeTransformer):
    """Puts calls of a follower in the place of operators, calls and subscripts."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def _told(self, name: str, *parts: ast.AST, at: ast.AST, last: bool = True) -> ast.Call:
        number = getattr(at, "lineno", 0)
        text = self.lines[number - 1].strip()[:160] if 0 < number <= len(self.lines) else ""
        line = [_constant(text, at)]
        arguments: Any = [*parts, *line] if last else [*line, *parts]
        return _call(name, arguments, at)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        typed = any(isinstance(one, ast.Constant) for one in (node.left, node.right))
        self.generic_visit(node)
        name = _constant(f"{type(node.op).__name__}{TYPED if typed else ''}", node)
        return self._told(OP, name, node.left, node.right, at=node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, ast.USub) or isinstance(node.operand, ast.Constant):
            return node
        return _call(NEGATED, [node.operand], node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        name = type(node.op).__name__
        if isinstance(node.target, ast.Name):
            self.generic_visit(node)
            before = ast.copy_location(ast.Name(node.target.id, ast.Load()), node)
            made = self._told(OP, _constant(f"I{name}", node), before, node.value, at=node)
            return ast.copy_location(ast.Assign([node.target], made), node)
        value = self.visit(node.value)
        if isinstance(node.target, ast.Subscript) and _plain(node.target):
            old = ast.Subscript(_loaded(node.target.value), node.target.slice, ast.Load())
            old = ast.copy_location(old, node)
            node.value = self._told(CHANGED, _constant(name, node), old, value, at=node)
        else:
            node.value = value
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in _LOOK_AROUND:
            return node
        made = self._told(CALL, node.func, *node.args, at=node, last=False)
        made.keywords = node.keywords
        return made

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if not isinstance(node.ctx, ast.Load):
            return node
        self.generic_visit(node)
        return self._taken(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if node.attr not in _ARRAYS or not isinstance(node.ctx, ast.Load):
            return node
        return self._taken(node)

    def _taken(self, node: Any) -> ast.AST:
        node.value = _call(HOLD, [node.value], node)
        return self._told(GOT, node, at=node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.value = self.visit(node.value) if node.value is not None else None
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        return node  # defaults belong to the scope around, annotations say nothing

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = [self.visit(one) for one in node.body]
        has_words = ast.get_docstring(node, clean=False) is not None
        node.body.insert(int(has_words), ast.copy_location(ast.Expr(self._entered(node)), node))
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        entered = self._entered(node)
        body = self.visit(node.body)
        node.body = ast.copy_location(ast.BoolOp(ast.Or(), [entered, body]), node)
        return node

    def _entered(self, node: ast.FunctionDef | ast.Lambda) -> ast.Call:
        """``entered(where, *arguments)``, which comes to None."""
        a = node.args
        names = [one.arg for one in (*a.posonlyargs, *a.args, *a.kwonlyargs)]
        names += [one.arg for one in (a.vararg, a.kwarg) if one is not None]
        where = f"{getattr(node, 'name', '')} {id(self)} {node.lineno} {node.col_offset}"
        at = _place_of(node)
        read = [ast.Name(one, ast.Load(), **at) for one in names]
        return _call(ENTERED, [_constant(where, node), *read], node)

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]  # noqa: N815


def _place_of(node: Any) -> dict[str, Any]:
    """Where a node stands: what is made of it stands there, too."""
    return {
        "lineno": node.lineno,
        "col_offset": node.col_offset,
        "end_lineno": node.end_lineno,
        "end_col_offset": node.end_col_offset,
    }


def _constant(value: str, at: ast.AST) -> ast.Constant:
    return ast.Constant(value, **_place_of(at))


def _call(name: str, arguments: list[Any], at: ast.AST) -> ast.Call:
    place = _place_of(at)
    return ast.Call(ast.Name(name, ast.Load(), **place), arguments, [], **place)


def _plain(node: ast.Subscript) -> bool:
    """Whether an entry can be read twice without doing anything twice."""
    return not any(isinstance(one, ast.Call | ast.NamedExpr | ast.Await) for one in ast.walk(node))


def _loaded(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body


#: Codes of cells that were rewritten, by their file's name: (name, first line) → codes in order.
_Codes = dict[tuple[str, int], list[CodeType]]
_REWRITTEN: dict[str, tuple[_Codes, _Codes, frozenset[float]]] = {}


def _of_cell(filename: str) -> tuple[_Codes, _Codes, frozenset[float]]:
    """Codes of a cell as they were, as they are rewritten, and the numbers that stand in it."""
    if filename not in _REWRITTEN:
        text = "".join(linecache.getlines(filename))
        before: _Codes = {}
        after: _Codes = {}
        numbers: frozenset[float] = frozenset()
        with contextlib.suppress(SyntaxError, ValueError, RecursionError):
            tree = ast.parse(text)
            numbers = frozenset(
                float(one.value)
                for one in ast.walk(tree)
                if isinstance(one, ast.Constant) and isinstance(one.value, int | float)
                if abs(one.value) < 1e300
            )
            if "lambda" in text:  # several may begin in one line
                _list(_compiled(tree, filename), before)
            _list(_compiled(_Rewrite(text.splitlines()).visit(tree), filename), after)
        _REWRITTEN[filename] = before, after, numbers
    return _REWRITTEN[filename]


def _compiled(tree: ast.Module, filename: str) -> CodeType:
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code: CodeType = compile(tree, filename, "exec", flags=flags, dont_inherit=True)
    return code


def _list(code: CodeType, into: _Codes) -> None:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            into.setdefault(_called(one), []).append(one)
            _list(one, into)


def _called(code: CodeType) -> tuple[str, int]:
    return getattr(code, "co_qualname", code.co_name), code.co_firstlineno


def _other_code(code: CodeType) -> CodeType | None:
    before, after, _ = _of_cell(code.co_filename)
    found = after.get(_called(code), [])
    if len(found) > 1:
        same = [k for k, one in enumerate(before.get(_called(code), [])) if one == code]
        found = [found[same[0]]] if same and same[0] < len(found) else []
    if not found or len(found[0].co_freevars) != len(code.co_freevars):
        return None
    return found[0]


@contextlib.contextmanager
def told(
    hooks: Mapping[str, Callable[..., Any]], is_students: Callable[[str], bool]
) -> Iterator[frozenset[float]]:
    """Have the student's functions tell a follower what they do, in this block.

    Args:
        hooks: What they call, by its name.
        is_students: Whether the name of a file is that of a cell.

    Yields:
        The numbers that stand in the cells of these functions.
    """
    functions = [
        one
        for one in gc.get_objects()
        if type(one) is FunctionType and is_students(one.__code__.co_filename)
    ]
    exchanged = []
    numbers: set[float] = set()
    vars(builtins).update(hooks)
    try:
        for function in functions:
            other = _other_code(function.__code__)
            numbers |= _of_cell(function.__code__.co_filename)[2]
            if other is not None:
                exchanged.append((function, function.__code__))
                function.__code__ = other
        yield frozenset(numbers)
    finally:
        for function, code in exchanged:
            function.__code__ = code
        for name in hooks:
            vars(builtins).pop(name, None)
