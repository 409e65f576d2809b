"""Every small change of a source: an operator, a constant, a comparison, an axis, an order.

Whoever looks for a mistake that the judge does not see, or for one that students will make, begins
with these.
"""

from __future__ import annotations

import ast
import copy
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

#: From a node to what may stand in its place, each with a few words on the change.
Change = Callable[[Any], Iterator[tuple[str, ast.AST | None]]]

_OTHER_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.Pow: (ast.Mult,),
}
_OTHER_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OTHER_FUNCTIONS = {
    "sum": ("mean", "max"),
    "mean": ("sum",),
    "max": ("min", "mean"),
    "exp": ("expm1", "exp2"),
    "log": ("log2", "log1p"),
    "abs": ("negative",),
    "maximum": ("minimum",),
    "dot": ("multiply",),
    "ones": ("zeros",),
}
#: What a careless tolerance is as large as.
TOLERANCES = (1e-9, 1e-6, 1e-3)


def _operators(node: ast.BinOp) -> Iterator[tuple[str, ast.AST]]:
    for other in _OTHER_OPERATORS.get(type(node.op), ()):
        yield f"operator {other.__name__}", ast.BinOp(node.left, other(), node.right)
    yield "only the left operand", node.left
    yield "only the right operand", node.right
    if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
        yield "operands exchanged", ast.BinOp(node.right, node.op, node.left)


def _comparisons(node: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    (op, right) = node.ops[0], node.comparators[0]
    for other in _OTHER_COMPARISONS.get(type(op), ()):
        yield f"comparison {other.__name__}", ast.Compare(node.left, [other()], [right])
    if isinstance(op, ast.Gt | ast.GtE | ast.Lt | ast.LtE):
        for size in TOLERANCES:
            for sign in (1, -1):
                moved = ast.BinOp(right, ast.Add(), ast.Constant(sign * size))
                yield f"limit moved by {sign * size:g}", ast.Compare(node.left, [op], [moved])


def _constants(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.value, bool):
        yield f"{not node.value}", ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        value = node.value
        others = (value + 1, value - 1, -value, value * (1 + 1e-6), value + 1e-7)
        for other in dict.fromkeys(others):
            if other != value and not (isinstance(value, int) and isinstance(other, float)):
                yield f"{value} becomes {other}", ast.Constant(other)


def _signs(node: ast.UnaryOp) -> Iterator[tuple[str, ast.AST]]:
    yield "without its sign", node.operand


def _calls(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    for other in _OTHER_FUNCTIONS.get(name, ()):
        if isinstance(called, ast.Attribute):
            yield (
                f"{other} in place of {name}",
                ast.Call(ast.Attribute(called.value, other, ast.Load()), node.args, node.keywords),
            )
    for number, keyword in enumerate(node.keywords):
        rest = [*node.keywords[:number], *node.keywords[number + 1 :]]
        yield f"without {keyword.arg}", ast.Call(called, node.args, rest)
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant):
            for axis in {0, 1, -1} - {keyword.value.value}:
                changed = [*rest, ast.keyword("axis", ast.Constant(axis))]
                yield f"axis {axis}", ast.Call(called, node.args, changed)
    if name in ("abs", "float") and node.args:
        yield f"without {name}", node.args[0]
    if name == "where" and len(node.args) == 3:
        test, first, second = node.args
        yield "branches exchanged", ast.Call(called, [test, second, first], node.keywords)
        yield "the first branch alone", first


def _transposes(node: ast.Attribute) -> Iterator[tuple[str, ast.AST]]:
    if node.attr == "T":
        yield "without a transpose", node.value


def _orders(node: ast.Tuple) -> Iterator[tuple[str, ast.AST]]:
    for number in range(len(node.elts) - 1):
        order = list(node.elts)
        order[number], order[number + 1] = order[number + 1], order[number]
        yield "neighbours exchanged", ast.Tuple(order, node.ctx)


def _conditions(node: ast.If | ast.IfExp) -> Iterator[tuple[str, ast.AST]]:
    for value in (True, False):
        changed = copy.copy(node)
        changed.test = ast.Constant(value)
        yield f"a condition always {value}", changed


def _added(node: ast.AugAssign) -> Iterator[tuple[str, ast.AST | None]]:
    yield "= for an operator and =", ast.Assign([node.target], node.value)
    yield "a line left out", None


def _lines(_: ast.Expr) -> Iterator[tuple[str, ast.AST | None]]:
    yield "a line left out", None


_CHANGES: dict[type[ast.AST], Change] = {
    ast.BinOp: _operators,
    ast.Compare: _comparisons,
    ast.Constant: _constants,
    ast.UnaryOp: _signs,
    ast.Call: _calls,
    ast.Attribute: _transposes,
    ast.Tuple: _orders,
    ast.If: _conditions,
    ast.IfExp: _conditions,
    ast.AugAssign: _added,
    ast.Expr: _lines,
}


def changed_sources(source: str) -> Iterator[tuple[str, str]]:
    """Every single change of a source, with a few words on it.

    Args:
        source: Functions or classes; their docstrings are left alone.

    Yields:
        What was changed, with its line, and the changed source. Each source comes once.
    """
    tree = ast.parse(textwrap.dedent(source))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(function):
            function.body = function.body[1:] or [ast.Pass()]
    ast.fix_missing_locations(tree)
    seen = {ast.unparse(tree)}
    places: list[Any] = list(ast.walk(tree))
    parents = {id(child): node for node in places for child in ast.iter_child_nodes(node)}
    for place in places:
        change = _CHANGES.get(type(place))
        if change is None or isinstance(getattr(place, "ctx", None), ast.Store | ast.Del):
            continue
        for words, instead in change(place):
            text = _with(tree, parents[id(place)], place, instead)
            if text is not None and text not in seen:
                seen.add(text)
                yield f"line {place.lineno}: {words} in `{ast.unparse(place)[:60]}`", text
    yield from _with_other_names(tree, seen)


def _with(tree: ast.Module, parent: ast.AST, place: ast.AST, instead: ast.AST | None) -> str | None:
    """The source with a node replaced, or left out; None where it cannot be left out.

    The tree is the same afterwards: a copy for each change would take ten times as long.
    """
    if instead is not None:
        ast.fix_missing_locations(instead)
    for name, value in ast.iter_fields(parent):
        if value is place:
            if instead is None:
                return None
            new: Any = instead
        elif isinstance(value, list) and any(item is place for item in value):
            kept = [instead if item is place else item for item in value]
            new = [item for item in kept if item is not None] or [ast.Pass()]
        else:
            continue
        setattr(parent, name, new)
        text = ast.unparse(tree)
        setattr(parent, name, value)
        return text
    raise AssertionError


def _with_other_names(tree: ast.Module, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Each variable that is read replaced by each other one of the same function."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        inside = list(ast.walk(function))
        stored = [n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        own = sorted({*stored, *(argument.arg for argument in function.args.args)})
        for place in inside:
            if not isinstance(place, ast.Name) or place.id not in own:
                continue
            if not isinstance(place.ctx, ast.Load):
                continue
            for other in own:
                was, place.id = place.id, other
                text = ast.unparse(tree)
                place.id = was
                if text not in seen:
                    seen.add(text)
                    yield f"line {place.lineno}: {other} in place of {was}", text
