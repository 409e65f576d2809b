"""Cells of the release that need not run with a notebook, and their known outputs.

A chapter shows much in small cells between the exercises. Where nothing that a student wrote can
change what such a cell does, and nobody reads what it leaves behind, it puts out what it puts out
in the release: it is run there once. This is decided by the names that cells read and write. Where
names do not tell, the cell runs.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from backpass.grading.intake.meaning import plain_python_of

#: Characters of a cell that is read.
LONGEST = 50_000
#: What a cell may import for its outputs to hang on nothing else.
_QUIET = frozenset({"numpy", "math", "cmath", "backpass"})
#: Names with which a cell can reach more than what its text names.
_REACHING = frozenset(
    "exec eval compile globals locals vars dir open input breakpoint exit quit id getattr setattr "
    "delattr get_ipython In Out display".split()
)
#: Attributes of numpy that hang on more than their arguments, or change what others do.
_UNSTEADY = (
    *("load", "save", "fromfile", "fromregex", "genfromtxt", "memmap", "open_memmap"),
    *("set_", "seterr", "printoptions", "show_config", "show_runtime"),
)
#: Attributes with two underscores that say nothing of the kind.
_HARMLESS = frozenset({"__init__", "__name__", "__doc__", "__class__"})
#: What IPython keeps of the cells before.
_HISTORY = re.compile(r"_+(?:i+|ih|oh|dh|i?\d+)?")
_IMPORTS = (ast.Import, ast.ImportFrom)
_DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_NAMING = (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
_READING = (ast.Load, ast.Del)
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True)
class Names:
    """What a cell does with names at the level of the notebook.

    Attributes:
        reads: Those that it reads, in its functions, too.
        needs: Those of them that it does not surely write before.
        writes: Those that it writes.
        later: Those that its functions read when they are called.
        fixed: Those that it imports or defines as a function, and does nothing else with; each
            with what it stands for.
        modules: The packages that it imports.
        changes: Those whose attributes it sets, or tells to set something.
        steady: Whether it hangs on nothing but names.
        open: Whether it may reach names, or change things, that its text does not name.
    """

    reads: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    fixed: frozenset[tuple[str, str]] = frozenset()
    modules: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    steady: bool = False
    open: bool = True


def names_of(source: str) -> Names:
    """What a cell does with names; nothing is known of one that is very long.

    Args:
        source: The cell's text.
    """
    return _names_of(source) if len(source) <= LONGEST else Names()


@lru_cache(maxsize=512)
def _names_of(source: str) -> Names:
    tree = plain_python_of(source)
    if tree is None:
        return Names()
    try:
        return _Reading(tree).names()
    except RecursionError:
        return Names()


class _Reading:
    """A cell that is being read.

    Args:
        tree: The cell.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.nodes = list(ast.walk(tree))
        named = (ast.Global, *_IMPORTS)
        self.names_more = any(isinstance(node, named) for node in self.nodes)
        self.reads: set[str] = set()
        self.needs: set[str] = set()
        self.writes: set[str] = set()
        self.later: set[str] = set()
        self.otherwise: set[str] = set()  # written by something else than an import or a def
        self.fixed: dict[str, str] = {}
        self.modules: set[str] = set()

    def names(self) -> Names:
        """What was found."""
        sure: set[str] = set()
        for statement in self.tree.body:
            self._statement(statement, sure)
        is_open = any(map(_reaches, self.needs)) or any(map(_is_open, self.nodes))
        return Names(
            frozenset(self.reads),
            frozenset(self.needs),
            frozenset(self.writes),
            frozenset(self.later),
            frozenset((name, what) for name, what in self.fixed.items() if name in self.once()),
            frozenset(self.modules),
            frozenset(_changed(self.nodes)),
            not is_open and self.modules <= _QUIET and _is_steady(self.nodes),
            is_open,
        )

    def once(self) -> set[str]:
        """Names that stand for one module or function from beginning to end."""
        return self.writes - self.otherwise

    def _bind(self, name: str, what: str) -> None:
        if self.fixed.setdefault(name, what) != what:
            self.otherwise.add(name)
        self.writes.add(name)

    def _statement(self, node: ast.stmt, sure: set[str]) -> None:
        """Read a statement; what it surely writes is added to ``sure``."""
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self._imports(node)
            sure |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
            return
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._read(node, sure)
            self._bind(node.name, f"def at {node.lineno} of {ast.unparse(node)}")
            if node.decorator_list:
                self.otherwise.add(node.name)
            sure.add(node.name)
            return
        blocks = [
            block
            for field in ("body", "orelse", "finalbody")
            if isinstance(block := getattr(node, field, None), list)
        ]
        blocks += [part.body for part in getattr(node, "handlers", [])]
        if isinstance(node, ast.ClassDef) or not blocks:
            self._read(node, sure)
            stored = _stored(node)
            self.writes |= stored
            self.otherwise |= stored
            sure |= stored
            return
        if isinstance(node, (ast.Match, ast.While)):  # rare in a chapter: nothing in it is sure
            self._read(node, set(sure))
            self.writes |= _stored(node)
            self.otherwise |= _stored(node)
            return
        heads = [child for child in ast.iter_child_nodes(node) if not _in_a_block(child)]
        for head in heads:
            self._read(head, sure)
        stored = frozenset().union(*map(_stored, heads)) if heads else frozenset()
        self.writes |= stored
        self.otherwise |= stored
        within = sure if isinstance(node, (ast.With, ast.AsyncWith)) else set(sure)
        within |= stored
        for block in blocks:
            inner = within if isinstance(node, (ast.With, ast.AsyncWith)) else set(within)
            for statement in block:
                self._statement(statement, inner)
        for part in getattr(node, "handlers", []):
            if part.type is not None:
                self._read(part.type, set())
            if part.name:
                self.writes.add(part.name)
                self.otherwise.add(part.name)

    def _imports(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            if isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                self._bind(name, f"from {module} import {alias.name}")
            else:
                module = alias.name
                self._bind(name, f"import {module if alias.asname else name}")
            self.modules.add(module.partition(".")[0])

    def _read(self, node: ast.AST, sure: Collection[str]) -> None:
        now, later = _loaded(node)
        if isinstance(node, ast.AugAssign):
            now |= _stored(node)
        self.reads |= now | later
        self.needs |= (now | later) - set(sure)
        self.later |= later
        for inner in ast.walk(node) if self.names_more else ():
            if isinstance(inner, ast.Global):
                self.writes |= set(inner.names)
                self.otherwise |= set(inner.names)
                self.reads |= set(inner.names)
                self.needs |= set(inner.names)
            elif isinstance(inner, (ast.Import, ast.ImportFrom)):
                self._imports(inner)


def _in_a_block(node: ast.AST) -> bool:
    return isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case))


def _stored(node: ast.AST) -> frozenset[str]:
    """Names that a piece of a cell binds or takes away at its own level."""
    found: set[str] = set()
    todo = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, ast.Name):
            if not isinstance(one.ctx, ast.Load):
                found.add(one.id)
            continue
        if isinstance(one, _DEFINITIONS):
            found.add(one.name)
            continue
        if isinstance(one, _IMPORTS):
            found |= {alias.asname or alias.name.partition(".")[0] for alias in one.names}
        elif isinstance(one, _NAMING) and one.name:
            found.add(one.name)
        elif isinstance(one, ast.MatchMapping) and one.rest:
            found.add(one.rest)
        if isinstance(one, ast.Lambda):
            continue
        if isinstance(one, _COMPREHENSIONS):  # only := writes outside of it
            todo += [inner.target for inner in ast.walk(one) if isinstance(inner, ast.NamedExpr)]
            continue
        todo += ast.iter_child_nodes(one)
    return frozenset(found)


def _loaded(node: ast.AST) -> tuple[set[str], set[str]]:
    """Names from outside that a piece of a cell reads when it runs, and those for later."""
    if isinstance(node, ast.Name):
        return ({node.id} if isinstance(node.ctx, _READING) else set()), set()
    if isinstance(node, _FUNCTIONS):
        return _loaded_by_function(node)
    if isinstance(node, _COMPREHENSIONS):
        now, later = _loaded_by_all(ast.iter_child_nodes(node))
        own = {
            name.id
            for part in node.generators
            for name in ast.walk(part.target)
            if isinstance(name, ast.Name)
        }
        return now - own, later - own
    return _loaded_by_all(ast.iter_child_nodes(node))


def _loaded_by_all(nodes: Iterable[ast.AST]) -> tuple[set[str], set[str]]:
    now: set[str] = set()
    later: set[str] = set()
    for node in nodes:
        some, more = _loaded(node)
        now |= some
        later |= more
    return now, later


def _loaded_by_function(node: _FUNCTIONS) -> tuple[set[str], set[str]]:
    """What the head of a function reads now, and what its body will."""
    arguments = node.args
    heads: list[ast.AST] = [*arguments.defaults, *filter(None, arguments.kw_defaults)]
    heads += getattr(node, "decorator_list", [])
    given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    given += [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    if not isinstance(node, ast.Lambda):
        heads += [one.annotation for one in given if one.annotation is not None]
        heads += [node.returns] if node.returns is not None else []
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    now, later = _loaded_by_all(heads)
    inside, deeper = _loaded_by_all(body)
    told = {
        name
        for part in body
        for inner in ast.walk(part)
        if isinstance(inner, ast.Global)
        for name in inner.names
    }
    own = {one.arg for one in given}.union(*map(_stored, body)) - told
    return now, later | ((inside | deeper | told) - own)


def _reaches(name: str) -> bool:
    """Whether somebody who reads a name reaches more than it says."""
    return name in _REACHING or _HISTORY.fullmatch(name) is not None or _dunder(name)


def _is_open(node: ast.AST) -> bool:
    """Whether a piece of a cell reaches more than the names in it."""
    if isinstance(node, ast.ImportFrom):
        return any(alias.name == "*" for alias in node.names)
    return isinstance(node, ast.Attribute) and _dunder(node.attr)


def _dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__") and name not in _HARMLESS


def _is_steady(nodes: Sequence[ast.AST]) -> bool:
    """Whether what a cell does, by all nodes of it, is the same in every process."""
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    # what a generator draws hangs on what it was made with, if it was made with something
    seeded = {
        id(call.func.value)
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "default_rng" and call.args
    }
    inner = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    drawing = {id(call.func) for call in calls} - inner
    for node in nodes:
        if isinstance(node, (ast.Await, ast.Yield, ast.YieldFrom)):
            return False
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            named = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            if any("random" in name.split(".") for name in named):
                return False
        elif isinstance(node, ast.Attribute) and node.attr == "random":
            if id(node) not in seeded | drawing:
                return False
        elif isinstance(node, ast.Attribute) and node.attr.startswith(_UNSTEADY):
            return False
    return True


@dataclass(frozen=True)
class GivenCell:
    """A cell of the release's own, as it was run with nothing but the others.

    Attributes:
        source: Its text.
        kept: Whether it always runs: it has an id of the gradebook, so others rely on it.
    """

    source: str
    kept: bool


def spared(given: Sequence[GivenCell], others: Sequence[str], tests: Sequence[str]) -> set[str]:
    """The given cells of a notebook that need not run.

    Args:
        given: The release's own cells, in order; all of them are in the notebook as they are.
        others: What else runs: the student's cells, and what runs before them.
        tests: Test cells.

    Returns:
        Their texts.
    """
    theirs = [names_of(source) for source in others]
    if any(names.open or not names.modules <= _ALLOWED for names in theirs):
        return set()
    sources = [one.source for one in given]
    names = {source: names_of(source) for source in sources}
    if _change_a_module(theirs, names.values()):
        return set()
    fixed = _fixed([*names.values(), *theirs])
    later = _later([*names.values(), *theirs])
    written = frozenset().union(*(one.writes for one in names.values()))
    known = written | vars(builtins).keys()
    running = [_wide(one, later) for one in theirs]
    running += [_wide(names_of(source), later) for source in tests]
    left: dict[str, _Wide] = {}
    for one in given:
        wide = _wide(names[one.source], later)
        sure = names[one.source].steady and wide.needs <= known
        if one.kept or not sure or sources.count(one.source) > 1:
            running.append(wide)
        else:
            left[one.source] = wide
    _take_out(left, running, fixed)
    return set(left)


def _change_a_module(theirs: Sequence[Names], given: Collection[Names]) -> bool:
    """Whether student's cells set something in what given cells import, by whatever name."""
    ours = {name for one in given for name, _ in one.fixed}
    packages = frozenset().union(*(one.modules for one in given))
    changed = frozenset().union(*(one.changes for one in theirs))
    for name, what in {pair for one in theirs for pair in one.fixed}:
        how, _, told = what.partition(" ")
        if how not in ("import", "from") or re.split(r"[ .]", told)[0] not in packages:
            continue
        if name in changed or told.partition(" import ")[2].startswith("set"):
            return True
    return bool(ours & changed)


_WORDS = re.compile(r"[^\W\d]\w*")


def relied_on(shows: Sequence[str], theirs: Iterable[str]) -> set[str]:
    """The cells that only show from which a student's cell takes a name, and so must run.

    Args:
        shows: Texts of the release's cells that are there to be looked at.
        theirs: Texts of the student's cells.

    Returns:
        Those of the texts, and those from which these take a name in turn.
    """
    writes = {source: names_of(source).writes for source in shows}
    wanted = set().union(*map(_read_in, theirs))
    found: set[str] = set()
    while more := {s for s, names in writes.items() if s not in found and names & wanted}:
        found |= more
        wanted = set().union(*(names_of(source).needs for source in more))
    return found


def _read_in(source: str) -> frozenset[str]:
    """The names that a cell reads; all words in it where that cannot be told."""
    names = names_of(source)
    return frozenset(_WORDS.findall(source)) if names.open else names.reads


#: What a student may import without every given cell being run.
_ALLOWED = _QUIET | {"matplotlib", "itertools", "functools", "collections", "typing", "operator"}


@dataclass(frozen=True)
class _Wide:
    """The names of a cell, with those of the functions that it may call."""

    needs: frozenset[str]
    reads: frozenset[str]
    writes: frozenset[str]


def _wide(names: Names, later: dict[str, frozenset[str]]) -> _Wide:
    called: set[str] = set()
    todo = list(names.reads)
    while todo:
        for name in later.get(todo.pop(), ()):
            if name not in called:
                called.add(name)
                todo.append(name)
    return _Wide(names.needs | called, names.reads | called, names.writes)


def _fixed(cells: Iterable[Names]) -> frozenset[str]:
    """Names that stand for one module or one function, and never for anything else."""
    found: dict[str, set[str]] = {}
    for cell in cells:
        stands_for = dict(cell.fixed)
        for name in cell.writes:
            found.setdefault(name, set()).add(stands_for.get(name, ""))
    once = {name for name, whats in found.items() if len(whats) == 1 and "" not in whats}
    return frozenset(once | (vars(builtins).keys() - found.keys()))


def _later(cells: Iterable[Names]) -> dict[str, frozenset[str]]:
    """What may be read where a name is used: whatever functions of the cells that write it read."""
    found: dict[str, frozenset[str]] = {}
    for cell in cells:
        for name in cell.writes if cell.later else ():
            found[name] = found.get(name, frozenset()) | cell.later
    return found


def _take_out(left: dict[str, _Wide], running: list[_Wide], fixed: frozenset[str]) -> None:
    """Take out what has to run: again and again, since whatever runs may need or change more."""
    while running:
        reads = frozenset().union(*(one.reads for one in running))
        needs = frozenset().union(*(one.needs for one in running))
        writes = frozenset().union(*(one.writes for one in running)) - fixed
        touched = (needs - fixed) | writes
        running = [wide for wide in left.values() if wide.writes & reads or wide.needs & touched]
        for source in [source for source, wide in left.items() if wide in running]:
            del left[source]


def _changed(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Names whose attributes are set, or told to set something, in these pieces of a cell."""
    for node in nodes:
        if not isinstance(node, ast.Attribute):
            continue
        if isinstance(node.ctx, ast.Load) and not node.attr.startswith("set"):
            continue
        root: ast.AST = node.value
        while isinstance(root, (ast.Attribute, ast.Subscript, ast.Call)):
            root = root.func if isinstance(root, ast.Call) else root.value
        if isinstance(root, ast.Name):
            yield root.id
