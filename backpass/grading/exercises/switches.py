"""A right solution in which each place can be switched to something else, two at a time.

Two slips in one formula give numbers that neither of them gives alone. To try all pairs, a solution
is compiled once, and each of its places looks up in a table what happens there: which operator,
which number, which name. Trying a pair is then a call of the function, and nothing is compiled.
"""

from __future__ import annotations

import ast
import functools
import operator
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from backpass.grading.exercises.small_changes import inside_of_sigmoid

#: Name of the table in the changed source; no solution has such a name.
TABLE = "_at"
_OPERATORS: dict[type[ast.operator], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
}
_OTHERS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Div: (ast.Mult,),
}
_COMPARISONS: dict[type[ast.cmpop], Callable[..., Any]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
}
_OTHER_FUNCTIONS = {"sum": ("mean",), "mean": ("sum",), "maximum": ("minimum",), "max": ("min",)}


@dataclass(frozen=True)
class Switch:
    """One place, and what may happen there instead.

    Attributes:
        place: Its number in the table.
        words: What is changed, in the words of
            :func:`~backpass.grading.exercises.small_changes.told_of`.
        instead: What the table holds then.
    """

    place: int
    words: str
    instead: Any


@dataclass
class Switched:
    """A solution with switches.

    Attributes:
        source: The changed source; each place looks up the table there.
        table: What happens at each place.
        switches: What may happen instead, the last lines of the solution first.
    """

    source: str
    table: list[Any]
    switches: list[Switch]

    @contextmanager
    def switched(self, *switches: Switch) -> Iterator[None]:
        """Work with some places switched.

        Args:
            switches: At different places.
        """
        was = [self.table[one.place] for one in switches]
        try:
            for one in switches:
                self.table[one.place] = one.instead
            yield
        finally:
            for one, before in zip(switches, was, strict=True):
                self.table[one.place] = before


def switchable(source: str, upstream: str | None) -> Switched:
    """Put a switch at each place of a solution.

    Args:
        source: The solution: one function or more.
        upstream: Name of its upstream gradient, if it has one.
    """
    tree = ast.parse(textwrap.dedent(source))
    maker = _Switches(upstream)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            maker.of_function(node)
    ast.fix_missing_locations(tree)
    return Switched(ast.unparse(tree), maker.table, maker.switches[::-1])


class _Switches(ast.NodeTransformer):
    """Replaces each place by a look into the table, and notes what else may stand there."""

    def __init__(self, upstream: str | None) -> None:
        self.upstream = upstream
        self.names: list[str] = []
        self.table: list[Any] = []
        self.switches: list[Switch] = []

    def of_function(self, function: ast.FunctionDef) -> None:
        """Change the body of a function in place."""
        inside = list(ast.walk(function))
        stored = {n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        self.names = sorted(stored | {argument.arg for argument in function.args.args})
        body = [self.visit(statement) for statement in function.body]
        first = function.args.args[0].arg if function.args.args else ""
        if first and (first == self.upstream or first in ("dout", "dD", "dscores")):
            look = self._called("upstream dropped", _same, [("", _ones_like)], [_name(first)])
            body.insert(0, ast.Assign([ast.Name(first, ast.Store())], look))
        function.body = body

    def _place(self, usual: Any, others: Sequence[tuple[str, Any]], where: str) -> ast.expr:
        place = len(self.table)
        self.table.append(usual)
        self.switches += [Switch(place, f"{w} in `{where}`", instead) for w, instead in others]
        return ast.Subscript(_name(TABLE), ast.Constant(place), ast.Load())

    def _called(
        self, where: str, usual: Any, others: Sequence[tuple[str, Any]], given: list[ast.expr]
    ) -> ast.expr:
        others = [(words or where, instead) for words, instead in others]
        return ast.Call(self._place(usual, others, where), given, [])

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        where, usual = ast.unparse(node)[:60], _OPERATORS.get(type(node.op))
        inner = inside_of_sigmoid(node)
        if inner is not None:
            return self._called(where, _sigmoid, _CURVES, [self.visit(inner)])
        if isinstance(node.op, ast.Mult):
            return self._product(where, [self.visit(factor) for factor in _factors(node)])
        left, right = self.visit(node.left), self.visit(node.right)
        if usual is None:
            return ast.BinOp(left, node.op, right)
        others: list[tuple[str, Any]] = [
            ("only the left operand", lambda one, _: one),
            ("only the right operand", lambda _, other: other),
        ]
        for other in _OTHERS.get(type(node.op), ()):
            others.append((f"operator {other.__name__}", _OPERATORS[other]))
        if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult):
            others.append(("operands exchanged", lambda one, other: usual(other, one)))
        if isinstance(node.op, ast.Div):
            others.append(("a divisor twice", lambda one, other: one / other / other))
        return self._called(where, usual, others, [left, right])

    def _product(self, where: str, factors: list[ast.expr]) -> ast.expr:
        """A product of several, in which the order does not matter: one of them is treated apart.

        Args:
            where: The product, as it is written.
            factors: Its factors, with switches.
        """
        powers: list[tuple[str, Any]] = [
            ("only the left operand", lambda _: 1.0),
            ("a factor twice", lambda value: value * value),
        ]
        factors = [self._called(where, _same, powers, [factor]) for factor in factors]
        others: list[tuple[str, Any]] = []
        for place in range(len(factors)):
            others += [
                ("operator Add", _apart(place, operator.add)),
                ("operator Div", _apart(place, operator.truediv)),
            ]
        return self._called(where, _product_of, others, factors)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        where, usual = ast.unparse(node)[:60], _COMPARISONS.get(type(node.ops[0]))
        self.generic_visit(node)
        if usual is None or len(node.ops) > 1:
            return node
        others = [
            (f"comparison {kind.__name__}", other)
            for kind, other in _COMPARISONS.items()
            if other is not usual
        ]
        return self._called(where, usual, others, [node.left, node.comparators[0]])

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return node
        others = [(f"{value} becomes {o}", o) for o in (value + 1, value - 1, -value) if o != value]
        return self._place(value, others, str(value))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        where = ast.unparse(node)[:60]
        self.generic_visit(node)
        if not isinstance(node.op, ast.USub):
            return node
        return self._called(where, operator.neg, [("without its sign", _same)], [node.operand])

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        where = ast.unparse(node)[:60]
        self.generic_visit(node)
        if node.attr != "T" or not isinstance(node.ctx, ast.Load):
            return node
        return self._called(where, _transpose, [("without a transpose", _same)], [node.value])

    def visit_Call(self, node: ast.Call) -> ast.expr:
        where, called = ast.unparse(node)[:60], node.func
        keywords = [self._keyword(keyword, where) for keyword in node.keywords]
        given = [self.visit(argument) for argument in node.args]
        if isinstance(called, ast.Attribute):
            value = self.visit(called.value)
            if called.attr in _OTHER_FUNCTIONS:
                others = [
                    (f"{other} in place of {called.attr}", other)
                    for other in _OTHER_FUNCTIONS[called.attr]
                ]
                which = self._place(called.attr, others, where)
                return ast.Call(ast.Call(_name("getattr"), [value, which], []), given, keywords)
            return ast.Call(ast.Attribute(value, called.attr, ast.Load()), given, keywords)
        return ast.Call(called, given, keywords)

    def _keyword(self, keyword: ast.keyword, where: str) -> ast.keyword:
        value = keyword.value
        if keyword.arg == "axis" and isinstance(value, ast.Constant):
            others = [(f"axis {a}", a) for a in (0, 1, -1) if a != value.value]
            place = self._place(value.value, [*others, ("without axis", None)], where)
            return ast.keyword("axis", place)
        if keyword.arg == "keepdims" and isinstance(value, ast.Constant):
            return ast.keyword("keepdims", self._place(True, [("without keepdims", False)], where))
        return ast.keyword(keyword.arg, self.visit(value))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if not isinstance(node.ctx, ast.Load) or node.id not in self.names:
            return node
        names = [other for other in self.names if other != node.id]
        others: list[tuple[str, Any]] = [
            (f"{other} in place of {node.id}", number) for number, other in enumerate(names, 1)
        ]
        others += [(f"other sign of {node.id}", -1), (f"square of {node.id}", -2)]
        which = self._place(0, others, node.id)
        choices: list[tuple[int, ast.expr]] = [
            (-1, ast.UnaryOp(ast.USub(), node)),
            (-2, ast.BinOp(node, ast.Mult(), node)),
            *((number, _name(other)) for number, other in enumerate(names, 1)),
        ]
        made: ast.expr = node
        for number, choice in choices:
            test = ast.Compare(which, [ast.Eq()], [ast.Constant(number)])
            made = ast.IfExp(test, choice, made)
        return made

    def visit_If(self, node: ast.If) -> ast.stmt:
        self._condition(node)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        self._condition(node)
        return node

    def _condition(self, node: ast.If | ast.IfExp) -> None:
        where = ast.unparse(node.test)[:60]
        self.generic_visit(node)
        others = [(f"a condition always {way}", lambda _, way=way: way) for way in (True, False)]
        node.test = self._called(where, _same, others, [node.test])

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        where, usual = ast.unparse(node)[:60], _OPERATORS.get(type(node.op))
        value = self.visit(node.value)
        if usual is None:
            return ast.AugAssign(node.target, node.op, value)
        others: list[tuple[str, Any]] = [
            ("= for an operator and =", lambda _, new: new),
            ("a line left out", lambda old, _: old),
        ]
        for other in _OTHERS.get(type(node.op), ()):
            others.append((f"operator {other.__name__}", _OPERATORS[other]))
        target = ast.parse(ast.unparse(node.target), mode="eval").body
        return ast.Assign([node.target], self._called(where, usual, others, [target, value]))

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        if node.value is None:
            return node
        if isinstance(node.value, ast.Tuple):
            node.value.elts = [self._result(part) for part in node.value.elts]
        elif isinstance(node.value, ast.Dict):
            node.value.values = [self._result(part) for part in node.value.values]
        else:
            node.value = self._result(node.value)
        return node

    def _result(self, part: ast.expr) -> ast.expr:
        if isinstance(part, ast.Starred):
            return part
        where = ast.unparse(part)[:60]
        others: list[tuple[str, Any]] = [
            ("sign of", operator.neg),
            ("twice", lambda value: 2 * value),
        ]
        return self._called(where, _same, others, [self.visit(part)])


def _factors(node: ast.expr) -> list[ast.expr]:
    """The factors of a product, of products within it too."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*_factors(node.left), *_factors(node.right)]
    return [node]


def _product_of(*factors: Any) -> Any:
    return functools.reduce(operator.mul, factors)


def _apart(place: int, combine: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """All factors but one multiplied, and then combined with that one."""

    def combined(*factors: Any) -> Any:
        rest = [*factors[:place], *factors[place + 1 :]]
        return combine(_product_of(*rest), factors[place])

    return combined


def _sigmoid(z: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-z))


#: What may stand in the place of a sigmoid.
_CURVES: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("tanh in the place of the sigmoid", np.tanh),
    ("a relu in the place of the sigmoid", lambda z: np.maximum(0.0, z)),
    ("nothing in the place of the sigmoid", lambda z: z),
    ("the sigmoid of the sigmoid in the place of the sigmoid", lambda z: _sigmoid(_sigmoid(z))),
    ("without its sign", lambda z: _sigmoid(-z)),
)


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _same(value: Any) -> Any:
    return value


def _transpose(value: Any) -> Any:
    return value.T


def _ones_like(value: Any) -> Any:
    return 1.0 + 0.0 * value
