"""Finding by reading where an answer differences, or has something else differentiate, for it.

Each rule is about what a program does, not about its names: a division by a small step; the
difference of a function's values at two points; complex numbers; numbers that carry a derivative
along; a library's ways to differentiate or to interpolate; gradients that the forward left in the
cache. What is found is for a person to look at, and no mark hangs on it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from backpass.grading.differencing.program import Scope, StudentProgram
from backpass.grading.differencing.steps import Steps, constant


@dataclass(frozen=True)
class Suspicion:
    """What a person should look at.

    Attributes:
        exercise: The exercise.
        line: The line of the answer.
        why: What it looks like.
    """

    exercise: str
    line: str
    why: str


#: Methods of arrays, numbers and containers: calling one evaluates no function of the answer.
_METHODS = {name for kind in (list, dict, str, float, tuple, set) for name in dir(kind)} | set(
    "sum mean dot max min copy reshape astype ravel flatten transpose clip prod any all cumsum std "
    "item tolist argmax argmin squeeze take trace var outer fill round repeat swapaxes".split()
)
_COMPLEX = frozenset(
    "complex complex64 complex128 complexfloating csingle cdouble imag iscomplex cmath "
    "iscomplexobj from_polar polar".split()
)
_LIBRARY = frozenset(
    "diff ediff1d gradient polyfit polyder vander fromroots polyint deriv lagrange solve lstsq "
    "barycentric_interpolate CubicSpline approx_fprime derivative jacobian hessian chebfit "
    "krogh_interpolate approximate_taylor_polynomial BarycentricInterpolator "
    "KroghInterpolator Polynomial Chebyshev poly1d fft ifft rfft polynomial".split()
)
_LIBRARIES = frozenset(
    "jax torch autograd sympy tensorflow numdifftools casadi scipy mpmath theano aesara".split()
)
_DUAL = frozenset({"__mul__", "__rmul__", "__add__", "__radd__", "__matmul__", "__pow__"})
#: How a class answers numpy's functions in its own way.
_FOR_NUMPY = frozenset({"__array_ufunc__", "__array_function__"})
_THROUGH = frozenset(
    "float float64 abs log log1p log2 log10 exp sqrt sum asarray array square mean fsum real item "
    "float128 longdouble Fraction Decimal".split()
)


def suspicions(cells: Sequence[str], exercises: Mapping[str, Sequence[str]]) -> list[Suspicion]:
    """What answers look like differencing; for each exercise the first line of each kind.

    Args:
        cells: The notebook's code cells, in the order in which they run.
        exercises: For each exercise the names that its answer is called by, its forward's among
            them.
    """
    found: dict[Suspicion, None] = {}
    for exercise, names in exercises.items():
        program = StudentProgram(cells, names)
        reading = Reading(program)
        kinds: set[str] = set()
        for node, why in reading.findings(names):
            if why not in kinds:
                kinds.add(why)
                found[Suspicion(exercise, program.line(node), why)] = None
    return list(found)


Found = Iterator[tuple[ast.AST, str]]


class Reading:
    """One answer being read.

    Args:
        program: The student's code.
    """

    def __init__(self, program: StudentProgram) -> None:
        self.program, self.steps = program, Steps(program)
        self.imported = program.modules & _LIBRARY

    def findings(self, names: Sequence[str]) -> Found:
        """Nodes that something else than a derivation stands in, with what it looks like."""
        for node, scope in list(self.program.scope_of.items()):
            for rule in _RULES.get(type(node), ()):
                yield from rule(self, node, scope)
        yield from self._left_in_the_cache(names)

    # complex numbers, libraries, numbers that carry a derivative

    def _complex(self, node: ast.AST, _scope: Scope) -> Found:
        is_one = (
            (isinstance(node, ast.Constant) and isinstance(node.value, complex))
            or (isinstance(node, ast.Attribute) and node.attr in _COMPLEX)
            or (isinstance(node, ast.Name) and node.id in _COMPLEX)
            or (
                isinstance(node, ast.keyword)
                and node.arg == "dtype"
                and isinstance(node.value, ast.Constant)
                and str(node.value.value).startswith(("complex", "c16", "c8"))
            )
        )
        if is_one and hasattr(node, "lineno"):
            yield node, "it calculates with complex numbers"

    def _library(self, node: ast.AST, scope: Scope) -> Found:
        if isinstance(node, ast.Attribute) and node.attr in _LIBRARY:
            root: ast.AST = node
            while isinstance(root, ast.Attribute):
                root = root.value
            if isinstance(root, ast.Name) and scope.holder(root.id) is None:
                yield node, f"it uses {node.attr} of a library"
        if isinstance(node, ast.Name) and node.id in self.imported:
            yield node, f"it uses {node.id} of a library"
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.partition(".")[0] in _LIBRARIES or name.split(".")[-1] in _LIBRARY:
                    yield node, f"it uses {name}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "pow" and len(node.args) == 3:
                yield node, "it calculates in a finite field"
            if node.func.id in ("exec", "eval") and scope.holder(node.func.id) is None:
                yield node, "it runs text as code"

    def _dual(self, node: ast.AST, _scope: Scope) -> Found:
        why = "it calculates with numbers that carry a derivative along"
        if isinstance(node, ast.ClassDef):
            defined = {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
            own = defined | {
                target.id
                for one in node.body
                if isinstance(one, ast.Assign)
                for target in one.targets
                if isinstance(target, ast.Name)
            }
            if len(own & _DUAL) >= 2 or defined & _FOR_NUMPY:
                yield node, why
        elif isinstance(node, ast.List | ast.Tuple | ast.Call):
            parts = node.args if isinstance(node, ast.Call) else node.elts
            if len(parts) == 2 and (_is_jordan(parts) or _is_product_rule(parts)):
                yield node, why

    def _back_along_a_tape(self, node: ast.AST, _scope: Scope) -> Found:
        """A loop, back along what was recorded, that runs it or adds what each step hands on."""
        if not isinstance(node, ast.For | ast.While):
            return
        back = isinstance(node, ast.While) or any(
            isinstance(one, ast.Slice)
            or (isinstance(one, ast.Name) and one.id == "reversed")
            or (isinstance(one, ast.Attribute) and one.attr == "pop")
            for one in ast.walk(node.iter)
        )
        named = {one.id for one in ast.walk(node) if _is_stored(one)}
        for one in ast.walk(node) if back else ():
            runs = isinstance(one, ast.Call) and _name_of(one.func) in named and not one.args
            pops = (
                isinstance(one, ast.Call)
                and isinstance(one.func, ast.Call)
                and isinstance(one.func.func, ast.Attribute)
                and one.func.func.attr == "pop"
            )
            if runs or pops or (isinstance(one, ast.For) and _hands_on(one)):
                yield one, "it records its steps and goes back along them"
                return

    def _hands_back(self, node: ast.AST, scope: Scope) -> Found:
        """A function made for one step, that hands its share on to those of the steps before."""
        if not isinstance(node, ast.FunctionDef | ast.Lambda) or not scope.params:
            return
        upstream = {one.arg for one in node.args.args}
        for call in ast.walk(node):
            if not isinstance(call, ast.Call) or not self._is_given(call.func, scope):
                continue
            products = [
                one
                for argument in call.args
                for one in ast.walk(argument)
                if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mult)
            ]
            if any(_name_of(part) in upstream for one in products for part in ast.walk(one)):
                yield call, "it records its steps and goes back along them"
                return

    def _is_given(self, node: ast.AST, scope: Scope) -> bool:
        """Whether something is, or is part of, what the function around is called with."""
        while isinstance(node, ast.Subscript | ast.Attribute):
            node = node.value
        if not isinstance(node, ast.Name):
            return False
        parts = [one for one in scope.given.get(node.id, []) if isinstance(one, ast.expr)]
        return any(one in scope.params for one in (node.id, *map(_name_of, parts)))

    # steps and differences

    def _compared(self, node: ast.AST, _scope: Scope) -> Found:
        """A search for a slope: which of a function's values at two points is larger."""
        if isinstance(node, ast.Compare) and len(node.comparators) == 1:
            sides = [
                [one for one in ast.walk(side) if isinstance(one, ast.Call)]
                for side in (node.left, node.comparators[0])
            ]
            if any(displaced(one, other) for one in sides[0] for other in sides[1]):
                yield node, "it compares a function's values at two points"

    def _divided(self, node: ast.AST, scope: Scope) -> Found:
        why = "it divides by a small step"
        if isinstance(node, ast.BinOp | ast.AugAssign):
            right = node.right if isinstance(node, ast.BinOp) else node.value
            divides = isinstance(node.op, ast.Div) and self.steps.small(right, scope)
            if divides and not self.steps.small(node, scope):
                yield node, why
            if isinstance(node.op, ast.Mult):
                sides = [right] if isinstance(node, ast.AugAssign) else [node.left, right]
                if any(self.steps.undone(side, scope) for side in sides):
                    yield node, why
            if (
                isinstance(node, ast.BinOp)
                and isinstance(node.op, ast.Div)
                and _of_one_container(node.left)
                and _of_one_container(node.right)
            ):
                yield node, "it takes divided differences"
        elif isinstance(node, ast.Call) and len(node.args) >= 2:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if name in ("divide", "true_divide", "truediv") and self.steps.small(
                node.args[1], scope
            ):
                yield node, why

    def _difference(self, node: ast.AST, scope: Scope) -> Found:
        sides = _subtracted(node)
        if sides is None:
            return
        left, right = sides
        ours, theirs = self._evaluated(left, scope), self._evaluated(right, scope)
        pairs = [(a, b) for a in ours for b in theirs if a[0] == b[0] and a[1] is not b[1]]
        if pairs:
            yield node, "it subtracts a function's values at two points"
            return
        one, other = self._expanded(left, scope), self._expanded(right, scope)
        # the same expression twice says nothing, unless something was changed in between
        again = one is not other and ast.dump(one) == ast.dump(other)
        again = again and isinstance(one, ast.BinOp | ast.Call)
        stacked = _of_one_container(node) and self._holds_moved(left, scope)
        if displaced(one, other) or again or stacked:
            yield node, "it subtracts an expression's values at two points"

    def _evaluated(self, node: ast.AST, scope: Scope, depth: int = 0) -> list[tuple[str, ast.AST]]:
        """Calls of the answer's own functions that an expression is the value of, by function."""
        if depth > 12:
            return []
        if isinstance(node, ast.Call):
            return self._called(node, scope, depth)
        if isinstance(node, ast.Subscript | ast.Attribute | ast.Starred):
            if isinstance(node, ast.Attribute) and node.attr not in ("real", "T", "value", "out"):
                return []
            where = ast.dump(node.slice) if isinstance(node, ast.Subscript) else ""
            inner = self._evaluated(node.value, scope, depth + 1)
            if isinstance(node.value, ast.Name) and isinstance(node, ast.Subscript):
                many = self._kept(node.value, scope, depth)
                if many is not None:  # f's values at several points: any two are two evaluations
                    return [(f"one of {many}", node)]
            return [(f"{name}[{where}]", call) for name, call in inner]
        if isinstance(node, ast.UnaryOp):
            return self._evaluated(node.operand, scope, depth + 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
            for side, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(other, ast.Constant | ast.Name):
                    inner = self._evaluated(side, scope, depth + 1)
                    if inner and (constant(other) is not None or not isinstance(side, ast.Name)):
                        factor = "" if constant(other) is not None else ast.dump(other)
                        return [(f"{factor}{name}", call) for name, call in inner]
            return []
        if isinstance(node, ast.Name):
            return self._values(node.id, scope, depth)
        return []

    def _holds_moved(self, entry: ast.AST, scope: Scope) -> bool:
        """Whether a container holds an expression's values at points moved by fixed numbers."""
        assert isinstance(entry, ast.Subscript)
        made = self._expanded(entry.value, scope)
        for one in ast.walk(made):
            if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add | ast.Sub):
                for side in (one.left, one.right):
                    if any(self._is_fixed(part, scope) for part in ast.walk(side)):
                        return True
        return False

    def _is_fixed(self, node: ast.AST, scope: Scope) -> bool:
        """Whether it is an array of numbers that stand in the source."""
        made = self._expanded(node, scope)
        for one in ast.walk(made) if isinstance(made, ast.Call) else ():
            if isinstance(one, ast.List | ast.Tuple) and len(one.elts) > 1:
                values = [constant(part) for part in one.elts]
                if None not in values and len(set(values)) > 1:
                    return True
        return False

    def _called(self, node: ast.Call, scope: Scope, depth: int) -> list[tuple[str, ast.AST]]:
        if self._is_own(node.func, scope):
            return [(ast.dump(node.func), node)]
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name not in _THROUGH:
            return []
        receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        parts = node.args[:1] or receiver
        return [one for part in parts for one in self._evaluated(part, scope, depth + 1)]

    def _values(self, name: str, scope: Scope, depth: int) -> list[tuple[str, ast.AST]]:
        holder = scope.holder(name)
        if holder is None:
            return []
        given = [one for one in holder.given.get(name, []) if isinstance(one, ast.expr)]
        over = holder.loops.get(name)
        if over is not None:
            listed = over
            if isinstance(over, ast.Name) and (where := scope.holder(over.id)) is not None:
                lists = [o for o in where.given.get(over.id, []) if isinstance(o, ast.expr)]
                listed = lists[-1] if lists else over
            given += listed.elts if isinstance(listed, ast.List | ast.Tuple) else []
        found = []
        for one in given[-4:]:
            where = self.program.scope_of.get(one, holder)
            found += self._evaluated(one, where, depth + 1)
        return found

    def _kept(self, node: ast.Name, scope: Scope, depth: int) -> str | None:
        """The function whose values a list holds, where a comprehension or a map made it."""
        holder = scope.holder(node.id)
        for one in [] if holder is None else holder.given.get(node.id, []):
            made: ast.AST = one
            while isinstance(made, ast.Call) and made.args:
                if isinstance(made.func, ast.Name) and made.func.id == "map":
                    break
                made = made.args[0]
            if isinstance(made, ast.ListComp | ast.GeneratorExp):
                inner = self.program.scope_of.get(made.elt, scope)
                for name, _ in self._evaluated(made.elt, inner, depth + 1):
                    return name
            if isinstance(made, ast.List | ast.Tuple) and made.elts:
                found = self._evaluated(made.elts[0], scope, depth + 1)
                if found and len(made.elts) > 1:
                    return found[0][0]
            if isinstance(made, ast.Call) and made.args and self._is_own(made.args[0], scope):
                return ast.dump(made.args[0])
        return None

    def _is_own(self, function: ast.AST, scope: Scope) -> bool:
        """Whether what is called is a function of the answer's, or was handed to it."""
        if isinstance(function, ast.Lambda | ast.Call):
            return True
        if isinstance(function, ast.Name):
            holder = scope.holder(function.id)
            return holder is not None and function.id not in self.program.modules
        if isinstance(function, ast.Attribute):
            root: ast.AST = function.value
            while isinstance(root, ast.Attribute | ast.Subscript):
                root = root.value
            if isinstance(root, ast.Call):
                return function.attr not in _METHODS
            if not isinstance(root, ast.Name) or root.id in self.program.modules:
                return False
            return scope.holder(root.id) is not None and function.attr not in _METHODS
        return isinstance(function, ast.Subscript)

    def _displaced_in_a_loop(self, node: ast.AST, scope: Scope) -> Found:
        """A function of the answer's called at a point that a loop over fixed numbers moves."""
        if isinstance(node, ast.ListComp | ast.GeneratorExp) and isinstance(node.elt, ast.BinOp):
            inside: list[ast.expr] = [node.elt.left, node.elt.right]
            scope = self.program.scope_of.get(node.elt, scope)
        elif isinstance(node, ast.Call) and self._is_own(node.func, scope):
            inside = node.args
        else:
            return
        for part in [p for arg in inside for p in ast.walk(arg) if isinstance(p, ast.BinOp)]:
            if not isinstance(part.op, ast.Add | ast.Sub):
                continue
            for side, other in ((part.left, part.right), (part.right, part.left)):
                names = {one.id for one in ast.walk(side) if isinstance(one, ast.Name)}
                moving = [one for one in names if self._goes_over_numbers(one, scope)]
                still = [one for one in ast.walk(other) if isinstance(one, ast.Name)]
                if moving and still and not isinstance(other, ast.Constant):
                    yield node, "it evaluates a function at several points around its input"
                    return

    def _goes_over_numbers(self, name: str, scope: Scope) -> bool:
        holder = scope.holder(name)
        found = None if holder is None else holder.loops.get(name)
        if found is None:
            return False
        over = self._expanded(found, scope)
        if isinstance(over, ast.Tuple | ast.List):
            return all(
                constant(one) is not None or self.steps.small(one, scope) for one in over.elts
            )
        if isinstance(over, ast.Call):
            called = over.func.attr if isinstance(over.func, ast.Attribute) else None
            called = over.func.id if isinstance(over.func, ast.Name) else called
            if called in ("range", "arange", "linspace"):
                return all(constant(one) is not None for one in over.args)
        return self.steps.small(over, scope)

    def _expanded(self, node: ast.AST, scope: Scope) -> ast.AST:
        """An expression with the name that it is replaced by what was given to it, once."""
        if isinstance(node, ast.Name) and (holder := scope.holder(node.id)):
            given = [one for one in holder.given.get(node.id, []) if isinstance(one, ast.expr)]
            if len(given) == 1 and isinstance(given[0], ast.BinOp | ast.Call):
                return given[0]
        return node

    # gradients out of the cache

    def _left_in_the_cache(self, names: Sequence[str]) -> Found:
        """A backward that only scales what its forward had worked out beside its value."""
        functions = [self.program.function_named(name, self.program.notebook) for name in names]
        both = [one for one in functions if isinstance(one, ast.FunctionDef)]
        if len(both) < 2:
            return
        backward, forward = both[0], both[1]
        aside = list(self._worked_out_aside(forward)) if _only_scales(backward) else []
        if len(aside) > 1:
            yield aside[0], "its forward works out the gradients, and it hands them out"

    def _worked_out_aside(self, forward: ast.FunctionDef) -> Iterator[ast.AST]:
        """What a forward puts into its cache, has to be worked out, and its value does not need."""
        inside = list(ast.walk(forward))
        returns = [one.value for one in inside if isinstance(one, ast.Return)]
        last = returns[-1] if returns else None
        if not isinstance(last, ast.Tuple) or len(last.elts) != 2:
            return
        scope = self.program.scope_of.get(last, self.program.notebook)
        needed = self._needed(last.elts[0], scope)
        cache = self._expression(last.elts[1], scope)
        if isinstance(cache, ast.Dict):
            parts: list[ast.expr] = list(cache.values)
        elif isinstance(cache, ast.Tuple | ast.List):
            parts = list(cache.elts)
        elif isinstance(cache, ast.Call):
            parts = [*cache.args, *(word.value for word in cache.keywords)]
        else:
            parts = [cache] if isinstance(cache, ast.expr) else []
        if isinstance(last.elts[1], ast.Name):
            parts += self._put_into(last.elts[1].id, forward, needed)
        for part in parts:
            made = self._expression(part, scope)
            worked = isinstance(made, ast.BinOp) or (isinstance(made, ast.Call) and bool(made.args))
            if worked and ast.dump(made) not in needed:
                yield part

    @staticmethod
    def _put_into(name: str, forward: ast.FunctionDef, needed: set[str]) -> list[ast.expr]:
        """What a forward puts into an object or a dict, one thing after the other."""
        read = {text.replace("Load()", "Store()") for text in needed}
        return [
            one.value
            for one in ast.walk(forward)
            if isinstance(one, ast.Assign)
            for target in one.targets
            if isinstance(target, ast.Attribute | ast.Subscript)
            and isinstance(target.value, ast.Name)
            and target.value.id == name
            and ast.dump(target).replace("Load()", "Store()") not in read
        ]

    def _expression(self, node: ast.AST, scope: Scope) -> ast.AST:
        for _ in range(5):
            if not isinstance(node, ast.Name) or (holder := scope.holder(node.id)) is None:
                break
            given = [one for one in holder.given.get(node.id, []) if isinstance(one, ast.expr)]
            if not given:
                break
            node = given[-1]
        return node

    def _needed(self, node: ast.AST, scope: Scope) -> set[str]:
        """All expressions that a value is made of, as text."""
        found: set[str] = set()
        todo, seen = [node], set[str]()
        while todo:
            for one in ast.walk(todo.pop()):
                if isinstance(one, ast.expr):
                    found.add(ast.dump(one))
                if isinstance(one, ast.Name) and one.id not in seen:
                    seen.add(one.id)
                    holder = scope.holder(one.id)
                    if holder is not None and holder.node is scope.node:
                        todo += [g for g in holder.given.get(one.id, []) if isinstance(g, ast.AST)]
        return found


_Rule = Callable[[Reading, ast.AST, Scope], Found]
#: Each rule with the nodes that it looks at.
LOOKS_AT: tuple[tuple[_Rule, tuple[type[ast.AST], ...]], ...] = (
    (Reading._complex, (ast.Constant, ast.Attribute, ast.Name, ast.keyword)),
    (Reading._library, (ast.Attribute, ast.Name, ast.Import, ast.ImportFrom, ast.Call)),
    (Reading._divided, (ast.BinOp, ast.AugAssign, ast.Call)),
    (Reading._difference, (ast.BinOp, ast.AugAssign, ast.Call)),
    (Reading._displaced_in_a_loop, (ast.ListComp, ast.GeneratorExp, ast.Call)),
    (Reading._back_along_a_tape, (ast.For, ast.While)),
    (Reading._hands_back, (ast.FunctionDef, ast.Lambda)),
    (Reading._compared, (ast.Compare,)),
    (Reading._dual, (ast.ClassDef, ast.List, ast.Tuple, ast.Call)),
)
#: The same by the kind of node: most nodes are looked at by one rule, or by none.
_RULES: dict[type[ast.AST], list[_Rule]] = {}
for _rule, _kinds in LOOKS_AT:
    for _kind in _kinds:
        _RULES.setdefault(_kind, []).append(_rule)


def _subtracted(node: ast.AST) -> tuple[ast.AST, ast.AST] | None:
    """The two sides of a difference, however it is written."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        return node.left, node.right
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(other, ast.UnaryOp) and isinstance(other.op, ast.USub):
                return one, other.operand
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Sub):
        return node.target, node.value
    if isinstance(node, ast.Call) and len(node.args) == 2:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name in ("subtract", "sub"):
            return node.args[0], node.args[1]
    return None


def _of_one_container(node: ast.AST) -> bool:
    """Whether a difference is that of two entries of the same container."""
    sides = _subtracted(node)
    if sides is None or not all(isinstance(side, ast.Subscript) for side in sides):
        return False
    one, other = sides
    assert isinstance(one, ast.Subscript)
    assert isinstance(other, ast.Subscript)
    return ast.dump(one.value) == ast.dump(other.value) and ast.dump(one) != ast.dump(other)


def displaced(one: ast.AST, other: ast.AST) -> bool:
    """Whether two expressions are one, but for a place where something is added in one of them.

    Args:
        one: An expression.
        other: Another expression.
    """
    differing = list(_differing(one, other, 0))
    if not differing or len(differing) > 6 or not isinstance(one, ast.BinOp | ast.Call):
        return False
    if any(pair == (one, other) for pair in differing):
        return False
    return all(_moved(a, b) or _moved(b, a) or _both_moved(a, b) for a, b in differing)


def _differing(one: ast.AST, other: ast.AST, depth: int) -> Iterator[tuple[ast.AST, ast.AST]]:
    """The innermost places in which two expressions differ."""
    if ast.dump(one) == ast.dump(other):
        return
    moved = _moved(one, other) or _moved(other, one) or _both_moved(one, other)
    if type(one) is not type(other) or depth > 12 or (moved and depth > 0):
        yield one, other
        return
    if isinstance(one, ast.BinOp) and isinstance(other, ast.BinOp):
        if type(one.op) is not type(other.op):
            yield one, other
            return
        yield from _differing(one.left, other.left, depth + 1)
        yield from _differing(one.right, other.right, depth + 1)
    elif isinstance(one, ast.Call) and isinstance(other, ast.Call):
        if len(one.args) != len(other.args) or _what_is_called(one.func) != _what_is_called(
            other.func
        ):
            yield one, other
            return
        if isinstance(one.func, ast.Attribute) and isinstance(other.func, ast.Attribute):
            yield from _differing(one.func.value, other.func.value, depth + 1)
        for mine, theirs in zip(one.args, other.args, strict=True):
            yield from _differing(mine, theirs, depth + 1)
    elif isinstance(one, ast.UnaryOp) and isinstance(other, ast.UnaryOp):
        yield from _differing(one.operand, other.operand, depth + 1)
    else:
        yield one, other


def _what_is_called(function: ast.expr) -> str:
    """What is called; of a method, its name: two may be called of two things."""
    return function.attr if isinstance(function, ast.Attribute) else ast.dump(function)


def _moved(one: ast.AST, other: ast.AST) -> bool:
    """Whether the first is the second with something added."""
    if not isinstance(one, ast.BinOp) or not isinstance(one.op, ast.Add | ast.Sub):
        return False
    if isinstance(other, ast.Constant):
        return False
    return ast.dump(other) in (ast.dump(one.left), ast.dump(one.right))


def _both_moved(one: ast.AST, other: ast.AST) -> bool:
    if not isinstance(one, ast.BinOp) or not isinstance(other, ast.BinOp):
        return False
    kinds = {type(one.op), type(other.op)}
    return kinds == {ast.Add, ast.Sub} and ast.dump(one.left) == ast.dump(other.left)


def _is_stored(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _hands_on(loop: ast.For) -> bool:
    """Whether a loop over pairs adds a product with the second of a pair to the first of it."""
    if not isinstance(loop.target, ast.Tuple):
        return False
    names = {one.id for one in loop.target.elts if isinstance(one, ast.Name)}
    for one in ast.walk(loop):
        if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add):
            target = {part.id for part in ast.walk(one.target) if isinstance(part, ast.Name)}
            value = {part.id for part in ast.walk(one.value) if isinstance(part, ast.Name)}
            has_product = any(
                isinstance(p, ast.BinOp) and isinstance(p.op, ast.Mult) for p in ast.walk(one.value)
            )
            if target & names and (value & names) - target and has_product:
                return True
    return False


def _is_jordan(parts: Sequence[ast.expr]) -> bool:
    """``[[x, 1], [0, x]]``: matrices that calculate as dual numbers do."""
    rows = [one.elts for one in parts if isinstance(one, ast.List | ast.Tuple)]
    if [len(row) for row in rows] != [2, 2]:
        return False
    (a, b), (c, d) = rows
    same = ast.dump(a) == ast.dump(d) and not isinstance(a, ast.Constant)
    return same and (constant(b) == 0) != (constant(c) == 0)


def _is_product_rule(parts: Sequence[ast.expr]) -> bool:
    """``(a * b, a * q + p * b)``: a product with its derivative beside it."""
    first, second = parts
    if not (isinstance(first, ast.BinOp) and isinstance(first.op, ast.Mult)):
        return False
    if not (isinstance(second, ast.BinOp) and isinstance(second.op, ast.Add)):
        return False
    products = [one for one in (second.left, second.right) if isinstance(one, ast.BinOp)]
    if len(products) != 2 or not all(isinstance(one.op, ast.Mult) for one in products):
        return False
    sides = [{ast.dump(one.left), ast.dump(one.right)} for one in products]
    a, b = ast.dump(first.left), ast.dump(first.right)
    return (a in sides[0] and b in sides[1]) or (b in sides[0] and a in sides[1])


def _only_scales(backward: ast.FunctionDef) -> bool:
    """Whether a backward does nothing but multiply what it is given."""
    for one in ast.walk(backward):
        if isinstance(one, ast.BinOp) and not isinstance(one.op, ast.Mult):
            return False
        if isinstance(one, ast.UnaryOp | ast.AugAssign | ast.Compare):
            return False
    return True
