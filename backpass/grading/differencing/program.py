"""The part of a notebook that an answer consists of, with what its names were given.

Read from the text alone; nothing runs. Scopes are those of Python: a name is looked up in the
function where it stands, then in those around it, then in the notebook.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from backpass.grading.intake.meaning import python_of

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
SCOPES = (*FUNCTIONS, ast.ClassDef, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_RUNS_TEXT = frozenset({"exec", "eval", "compile"})


@dataclass
class Scope:
    """Where names have a meaning: a function, a class, a comprehension, or the notebook.

    Attributes:
        around: The scope around it; None for the notebook.
        node: What makes it.
        given: What each name is given: expressions, or the statement that defines it.
        params: Names of parameters.
        loops: Names that a loop gives one value after the other, with what it goes over.
    """

    around: Scope | None
    node: ast.AST | None
    given: dict[str, list[ast.AST]] = field(default_factory=dict)
    params: set[str] = field(default_factory=set)
    loops: dict[str, ast.expr] = field(default_factory=dict)

    def holder(self, name: str) -> Scope | None:
        """The scope that gives a name its meaning; None where it is a library's or Python's own."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.given or name in scope.params or name in scope.loops:
                return scope
            scope = scope.around
        return None


@dataclass(frozen=True)
class Piece:
    """A statement at the top level of a cell.

    Attributes:
        node: The statement.
        lines: The lines of its cell.
    """

    node: ast.stmt
    lines: tuple[str, ...]

    # A class shares most of its statements, and each answer of a notebook asks for all of them.

    @cached_property
    def gives(self) -> set[str]:
        """Names that it gives a meaning."""
        return _given_by(self.node)

    @cached_property
    def uses(self) -> set[str]:
        """Names whose meaning it depends on."""
        return _used_by(self.node)

    @cached_property
    def runs_made_text(self) -> bool:
        """Whether it runs text that does not stand in it."""
        return _runs_made_text(self.node)


class StudentProgram:
    """What an answer consists of.

    Args:
        cells: The notebook's code cells, in the order in which they run.
        names: What the answer is called: the function, and the forward whose cache it reads.
    """

    def __init__(self, cells: Iterable[str], names: Iterable[str]) -> None:
        pieces = [piece for cell in cells for piece in _pieces(cell)]
        self.pieces = _reached(pieces, names)
        self.notebook = Scope(None, None)
        self.scope_of: dict[ast.AST, Scope] = {}
        self.lines_of: dict[ast.AST, tuple[str, ...]] = {}
        self.attributes: dict[str, list[ast.AST]] = {}
        self.modules: set[str] = set()
        self.calls: dict[str, list[ast.Call]] = {}
        self.in_while_loops: set[ast.AST] = set()
        for piece in self.pieces:
            self._enter(piece.node, self.notebook, piece.lines)

    def nodes(self) -> Iterator[ast.AST]:
        """All nodes of the answer."""
        return iter(self.scope_of)

    def line(self, node: ast.AST) -> str:
        """The line that a node stands in."""
        lines, number = self.lines_of.get(node, ()), getattr(node, "lineno", 1)
        return lines[number - 1].strip()[:160] if 0 < number <= len(lines) else ""

    def function_named(self, name: str, scope: Scope) -> ast.AST | None:
        """The function that a name was last given, if it was one.

        Args:
            name: The name.
            scope: Where it is used.
        """
        holder = scope.holder(name)
        found = [] if holder is None else holder.given.get(name, [])
        return next((node for node in reversed(found) if isinstance(node, FUNCTIONS)), None)

    def _enter(self, top: ast.AST, scope: Scope, lines: tuple[str, ...]) -> None:
        todo = [(top, scope)]
        while todo:
            node, here = todo.pop()
            self.scope_of[node], self.lines_of[node] = here, lines
            self._note(node, here)
            inner = here
            if isinstance(node, SCOPES):
                inner = Scope(here, node)
                if isinstance(node, FUNCTIONS):
                    self._parameters(node, inner, here)
            outside = {id(part) for part in _outside(node)}
            for child in ast.iter_child_nodes(node):
                todo.append((child, here if id(child) in outside else inner))
            if isinstance(node, ast.Call) and _name(node.func) in _RUNS_TEXT:
                for text in (a.value for a in node.args if isinstance(a, ast.Constant)):
                    tree = python_of(text) if isinstance(text, str) else None
                    todo += [(one, here) for one in (tree.body if tree else ())]

    def _parameters(self, node: ast.AST, inner: Scope, _here: Scope) -> None:
        arguments = node.args  # type: ignore[attr-defined]
        every = [*arguments.posonlyargs, *arguments.args]
        inner.params |= {one.arg for one in (*every, *arguments.kwonlyargs)}
        inner.params |= {one.arg for one in (arguments.vararg, arguments.kwarg) if one}
        pairs = zip(every[len(every) - len(arguments.defaults) :], arguments.defaults, strict=True)
        for one, default in (
            *pairs,
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ):
            if default is not None:
                inner.given.setdefault(one.arg, []).append(default)

    def _note(self, node: ast.AST, here: Scope) -> None:
        """What a node gives a name, and what it calls."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            here.given.setdefault(node.name, []).append(node)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self.modules |= {a.asname or a.name.partition(".")[0] for a in node.names}
        elif isinstance(node, ast.While):
            self.in_while_loops |= set(ast.walk(node))
        elif isinstance(node, ast.Call):
            self.calls.setdefault(_name(node.func), []).append(node)
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
            for one in ast.walk(node.target):
                if isinstance(one, ast.Name):
                    here.loops[one.id] = node.iter
        else:
            for target, value in _assignments(node):
                self._assign(target, value, here)

    def _assign(self, target: ast.AST, value: ast.AST, here: Scope) -> None:
        if isinstance(target, ast.Name):
            here.given.setdefault(target.id, []).append(value)
        elif isinstance(target, ast.Attribute):
            self.attributes.setdefault(target.attr, []).append(value)
        elif isinstance(target, ast.Starred):
            self._assign(target.value, value, here)
        elif isinstance(target, (ast.Tuple, ast.List)):
            parts: Sequence[ast.AST | None] = [None] * len(target.elts)
            if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
                parts = value.elts
            for place, (one, part) in enumerate(zip(target.elts, parts, strict=True)):
                if part is None and isinstance(value, ast.expr):
                    part = ast.Subscript(value, ast.Constant(place), ast.Load())  # noqa: PLW2901
                self._assign(one, part if part is not None else value, here)


def _assignments(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Targets with what is assigned to them."""
    if isinstance(node, ast.Assign):
        yield from ((target, node.value) for target in node.targets)
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
        yield node.target, node.value
    elif isinstance(node, ast.AugAssign):
        yield node.target, node
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield node.optional_vars, node.context_expr


def _outside(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a function or a class that belong to the scope around it."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield from node.decorator_list
    if isinstance(node, FUNCTIONS):
        yield from (one for one in node.args.defaults)
        yield from (one for one in node.args.kw_defaults if one is not None)


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


@lru_cache(maxsize=2048)
def _pieces(cell: str) -> tuple[Piece, ...]:
    tree = python_of(cell)
    lines = tuple(cell.splitlines())
    return tuple(Piece(node, lines) for node in ([] if tree is None else tree.body))


def _reached(pieces: Sequence[Piece], names: Iterable[str]) -> list[Piece]:
    """The statements that these names hang on: for each name the last that gives it a meaning."""
    by_name: dict[str, list[int]] = {}
    for place, piece in enumerate(pieces):
        for name in piece.gives:
            by_name.setdefault(name, []).append(place)
    found = {place for place, piece in enumerate(pieces) if piece.runs_made_text}
    todo = [(name, len(pieces)) for name in names]
    seen: set[tuple[str, int]] = set()
    while todo:
        name, before = todo.pop()
        if (name, before) in seen:
            continue
        seen.add((name, before))
        places = [place for place in by_name.get(name, ()) if place < before][-1:]
        for place in places:
            found.add(place)
            whole = isinstance(pieces[place].node, (ast.FunctionDef, ast.ClassDef))
            for one in pieces[place].uses:
                todo.append((one, len(pieces) if one != name else place if not whole else 0))
    return [pieces[place] for place in sorted(found)]


def _runs_made_text(node: ast.stmt) -> bool:
    """Whether a statement at the top level runs text that does not stand in it."""
    if isinstance(node, SCOPES):
        return False
    return any(
        isinstance(one, ast.Call)
        and isinstance(one.func, ast.Name)
        and one.func.id in ("exec", "eval")
        and not all(isinstance(argument, ast.Constant) for argument in one.args[:1])
        for one in ast.walk(node)
    )


def _given_by(node: ast.stmt) -> set[str]:
    """Names that a statement gives a meaning, attributes and entries of them included."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    names: set[str] = set()
    for one in ast.walk(node):
        if isinstance(one, (ast.FunctionDef, ast.ClassDef)):
            names.add(one.name)
        elif isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            names.add(one.id)
        elif isinstance(one, (ast.Attribute, ast.Subscript)) and isinstance(one.ctx, ast.Store):
            root: ast.AST = one
            while isinstance(root, (ast.Attribute, ast.Subscript)):
                root = root.value
            if isinstance(root, ast.Name):
                names.add(root.id)
            if isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Constant):
                names.add(str(one.slice.value))  # globals()["name"] = …
        elif isinstance(one, ast.Call) and _name(one.func) in _RUNS_TEXT:
            for text in (a.value for a in one.args if isinstance(a, ast.Constant)):
                tree = python_of(text) if isinstance(text, str) else None
                for inner in tree.body if tree else ():
                    names |= _given_by(inner)
    return names


def _used_by(node: ast.AST) -> set[str]:
    """Names that a statement reads and does not give a meaning within a function of its own."""
    used: set[str] = set()
    todo: list[tuple[ast.AST, frozenset[str]]] = [(node, frozenset())]
    while todo:
        one, own = todo.pop()
        if isinstance(one, ast.Name):
            if isinstance(one.ctx, ast.Load) and one.id not in own:
                used.add(one.id)
        elif isinstance(one, ast.AugAssign) and isinstance(one.target, ast.Name):
            used |= {one.target.id} - own
        elif isinstance(one, ast.Call) and _name(one.func) in _RUNS_TEXT:
            for text in (a.value for a in one.args if isinstance(a, ast.Constant)):
                tree = python_of(text) if isinstance(text, str) else None
                for inner in tree.body if tree else ():
                    used |= _used_by(inner) - own
        inside = own | _own_names(one) if isinstance(one, SCOPES) else own
        outside = {id(part) for part in _outside(one)}
        for child in ast.iter_child_nodes(one):
            todo.append((child, own if id(child) in outside else inside))
    return used


def _own_names(scope: ast.AST) -> frozenset[str]:
    """Names that a function, class or comprehension gives a meaning of its own."""
    own: set[str] = set()
    elsewhere: set[str] = set()
    if isinstance(scope, FUNCTIONS):
        arguments = scope.args
        every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        own |= {one.arg for one in every}
        own |= {one.arg for one in (arguments.vararg, arguments.kwarg) if one}
    todo = list(ast.iter_child_nodes(scope))
    while todo:
        one = todo.pop()
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            own.add(one.id)
        elif isinstance(one, (ast.Global, ast.Nonlocal)):
            elsewhere |= set(one.names)
        elif isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            own.add(one.name)
        elif isinstance(one, (ast.Import, ast.ImportFrom)):
            own |= {alias.asname or alias.name.partition(".")[0] for alias in one.names}
        if not isinstance(one, SCOPES):
            todo += ast.iter_child_nodes(one)
    return frozenset(own - elsewhere)
