"""Whether an expression is a small step, such as the h of a difference quotient.

A step may be typed (``1e-6``), calculated (``2.0 ** -20``, ``np.finfo(float).eps ** 0.5``, halved
in a loop), relative to an input (``1e-6 * abs(x)``), handed on as an argument or kept as an
attribute. What guards a division, as in ``x / (s + 1e-12)`` and ``max(s, 1e-12)``, is none.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from typing import Any

from backpass.grading.differencing.program import FUNCTIONS, Scope, StudentProgram

#: The largest number that counts as a small step, and the smallest that undoes one.
SMALL, HUGE = 0.02, 1e3
_DEEP = 12
_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}
_OF_ONE: dict[str | None, Callable[[float], float]] = {
    "exp": math.exp,
    "exp2": lambda value: math.pow(2.0, value),
    "sqrt": math.sqrt,
    "float": float,
    "abs": abs,
}
_KEEPS = frozenset(
    "float float64 longdouble array asarray abs fabs absolute sqrt cbrt list tuple full full_like "
    "copysign copy Fraction Decimal item ravel power pow exp2 ldexp multiply prod".split()
)
_MAKES = frozenset({"spacing", "nextafter", "ulp"})
_LIMITS = frozenset({"eps", "epsilon", "tiny", "resolution", "smallest_normal"})


def constant(node: ast.AST | None) -> float | None:
    """The number that an expression of constants comes to; None where it is none."""
    try:
        value = _folded(node, 0)
    except (ArithmeticError, ValueError, TypeError, RecursionError):
        return None
    return value if value is not None and math.isfinite(value) else None


def _folded(node: ast.AST | None, depth: int) -> float | None:
    if depth > _DEEP:
        return None
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return None if isinstance(value, int) and value.bit_length() > 1000 else float(value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = _folded(node.operand, depth + 1)
        return inner if inner is None or isinstance(node.op, ast.UAdd) else -inner
    if isinstance(node, ast.BinOp):
        left, right = _folded(node.left, depth + 1), _folded(node.right, depth + 1)
        if left is None or right is None:
            return None
        if isinstance(node.op, ast.Pow):
            return math.pow(left, right)
        apply = _OPERATORS.get(type(node.op))
        return None if apply is None else apply(left, right)
    if isinstance(node, ast.Call) and not node.keywords:
        return _called(node, depth)
    return None


def _called(node: ast.Call, depth: int) -> float | None:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else None
    name = node.func.id if isinstance(node.func, ast.Name) else name
    first = node.args[0] if len(node.args) == 1 else None
    if name == "float" and isinstance(first, ast.Constant):
        return float(str(first.value))
    found = [_folded(one, depth + 1) for one in node.args]
    values = [one for one in found if one is not None]
    if not values or len(values) != len(found):
        return None
    if name in _OF_ONE and len(values) == 1:
        return _OF_ONE[name](values[0])
    if name in ("pow", "power") and len(values) == 2:
        return math.pow(*values)
    if name == "ldexp" and len(values) == 2:
        return math.ldexp(values[0], int(values[1]))
    return None


class Steps:
    """Which expressions of an answer are small steps.

    Args:
        program: The answer.
    """

    def __init__(self, program: StudentProgram) -> None:
        self.program = program
        self._looking: set[tuple[int, str]] = set()

    def small(self, node: ast.AST | None, scope: Scope, depth: int = 0) -> bool:
        """Whether an expression is a small step, or holds nothing but such.

        Args:
            node: The expression; None is none.
            scope: Where it stands.
            depth: How many names and calls were followed to come here.
        """
        if node is None or depth > _DEEP:
            return False
        value = constant(node)
        if value is not None:
            return 0 < abs(value) <= SMALL
        if isinstance(node, ast.Name):
            return self._named(node.id, scope, depth)
        if isinstance(node, ast.BinOp):
            return self._operated(node, scope, depth)
        if isinstance(node, ast.UnaryOp):
            return self.small(node.operand, scope, depth + 1)
        if isinstance(node, ast.Call):
            return self._call(node, scope, depth)
        if isinstance(node, ast.Attribute):
            given = self.program.attributes.get(node.attr, [])
            classes = [
                one
                for of, inner in list(self.program.scope_of.items())
                if isinstance(of, ast.ClassDef)
                for one in self._in_class(of, node.attr)
            ]
            return node.attr in _LIMITS or any(
                self.small(one, self._scope(one, scope), depth + 1) for one in (*given, *classes)
            )
        if isinstance(node, ast.Tuple | ast.List):
            return bool(node.elts) and all(self.small(e, scope, depth + 1) for e in node.elts)
        if isinstance(node, ast.Subscript):
            return self._item(node, scope, depth)
        if isinstance(node, ast.ListComp | ast.GeneratorExp):
            return self.small(node.elt, self._scope(node.elt, scope), depth + 1)
        if isinstance(node, ast.NamedExpr | ast.Starred):
            return self.small(node.value, scope, depth + 1)
        return False

    def undone(self, node: ast.AST, scope: Scope) -> bool:
        """Whether multiplying by an expression divides by a small step.

        Args:
            node: The expression.
            scope: Where it stands.
        """
        value = constant(node)
        if value is not None:
            return abs(value) >= HUGE
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            power = constant(node.right)
            return power is not None and power < 0 and self.small(node.left, scope)
        return False

    @staticmethod
    def _in_class(node: ast.ClassDef, name: str) -> list[ast.expr]:
        return [
            one.value
            for one in node.body
            if isinstance(one, ast.Assign | ast.AnnAssign) and one.value is not None
            for target in (one.targets if isinstance(one, ast.Assign) else [one.target])
            if isinstance(target, ast.Name) and target.id == name
        ]

    def _scope(self, node: ast.AST, otherwise: Scope) -> Scope:
        return self.program.scope_of.get(node, otherwise)

    def _named(self, name: str, scope: Scope, depth: int) -> bool:
        holder = scope.holder(name)
        key = id(holder), name
        if holder is None or key in self._looking:
            return name in ("EPS", "EPSILON") and holder is None
        self._looking.add(key)
        try:
            if name in holder.loops and self.small(holder.loops[name], holder, depth + 1):
                return True
            given = holder.given.get(name, [])
            if any(_halved(one) for one in given if one in self.program.in_while_loops):
                return True
            plain = [one for one in given if not isinstance(one, ast.AugAssign)]
            if any(self.small(one, self._scope(one, holder), depth + 1) for one in plain):
                return True
            return name in holder.params and self._given_as(name, holder, depth)
        finally:
            self._looking.discard(key)

    def _given_as(self, name: str, holder: Scope, depth: int) -> bool:
        """Whether some call hands a small step on as this parameter."""
        node = holder.node
        if not isinstance(node, FUNCTIONS):
            return False
        names = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
        called = {getattr(node, "name", "")}
        around = holder.around
        if isinstance(around, Scope) and isinstance(around.node, ast.ClassDef):
            names = names[1:]
            called |= {around.node.name} if getattr(node, "name", "") == "__init__" else set()
            called |= {"self"} if getattr(node, "name", "") == "__call__" else set()
        if around is not None:
            called |= {
                key for key, values in around.given.items() if any(one is node for one in values)
            }
        for call in (one for key in called for one in self.program.calls.get(key, ())):
            scope = self._scope(call, holder)
            by_name = {word.arg: word.value for word in call.keywords}
            place = names.index(name) if name in names else -1
            given: ast.expr | None = by_name.get(name)
            if given is None and 0 <= place < len(call.args):
                given = call.args[place]
            if given is not None and self.small(given, scope, depth + 1):
                return True
        return False

    def _operated(self, node: ast.BinOp, scope: Scope, depth: int) -> bool:
        left = self.small(node.left, scope, depth + 1)
        if isinstance(node.op, ast.Pow):
            power = constant(node.right)
            return left and (power is None or power > 0)
        right = self.small(node.right, scope, depth + 1)
        if isinstance(node.op, ast.Mult):
            return left or right
        if isinstance(node.op, ast.Div):
            value = constant(node.right)
            return (left and not right) or (value is not None and abs(value) >= HUGE)
        if isinstance(node.op, ast.Add | ast.Sub):
            return left and right
        return False

    def _call(self, node: ast.Call, scope: Scope, depth: int) -> bool:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name in _MAKES:
            return True
        if name in _KEEPS:
            return any(self.small(one, scope, depth + 1) for one in node.args)
        function = self.program.function_named(name, scope) if name else None
        if isinstance(function, ast.Lambda):
            return self.small(function.body, self._scope(function.body, scope), depth + 1)
        if function is None:
            return False
        returned = [
            one.value
            for one in ast.walk(function)
            if isinstance(one, ast.Return) and one.value is not None
        ]
        return bool(returned) and all(
            self.small(one, self._scope(one, scope), depth + 1) for one in returned
        )

    def _item(self, node: ast.Subscript, scope: Scope, depth: int) -> bool:
        container: ast.AST = node.value
        if isinstance(container, ast.Name) and (holder := scope.holder(container.id)):
            given = holder.given.get(container.id, [])
            container = given[-1] if given else container
        if isinstance(container, ast.Dict) and isinstance(node.slice, ast.Constant):
            pairs = zip(container.keys, container.values, strict=True)
            wanted = node.slice.value
            return any(
                self.small(value, scope, depth + 1)
                for key, value in pairs
                if isinstance(key, ast.Constant) and key.value == wanted
            )
        if isinstance(container, ast.Name):
            return self._named(container.id, scope, depth + 1)
        return self.small(container, scope, depth + 1)


def _halved(node: ast.AST) -> bool:
    """Whether a statement makes a name smaller and smaller: ``step /= 2``, ``step = step / 2``."""
    if not isinstance(node, ast.AugAssign):
        return False
    value = constant(node.value)
    if isinstance(node.op, ast.Div):
        return value is not None and value > 1 and value in (2.0, 10.0, 4.0, 8.0, 16.0)
    return isinstance(node.op, ast.Mult) and value in (0.5, 0.25, 0.1)
