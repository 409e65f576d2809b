"""Which names a cell defines, read from its text: no code of a student's runs here.

Only what is shown on a page hangs on this: in which cell an answer stands, and which note is due.
What is judged is what the names really mean when the cells have run.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec

from IPython.core.inputtransformer2 import TransformerManager

#: Where no Python can be made of a cell, lines at the left margin that look like a definition.
_LOOKS_LIKE_ONE = re.compile(
    r"^(?:async\s+def|def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]*)?=(?!=)", re.M
)
_WORD = re.compile(r"[^\W\d]\w*")
_FAILS = (SyntaxError, ValueError, RecursionError, MemoryError, AssertionError, IndexError)
#: Characters of the longest text of which something is remembered.
REMEMBERED = 20_000
_CELL_MAGIC = "run_cell_magic"
_MAGICS = frozenset({_CELL_MAGIC, "run_line_magic"})
#: Longest text that is read as Python here, and longest that IPython rewrites for it.
_LONGEST, _LONGEST_MAGIC = 200_000, 20_000
#: Longest text whose Python is remembered: it takes some hundred times as much memory.
_SHORT = 4_000


def python_of(source: str) -> ast.Module | None:
    """A cell as Python with its magics made calls, as IPython does it; None where it is none.

    Args:
        source: The cell's text. Nobody changes what comes back: it is read for many things.
    """
    if len(source) > _LONGEST:
        return None
    tree = plain_python_of(source)
    if tree is not None or len(source) > _LONGEST_MAGIC:
        return tree
    try:
        rewritten: str = TransformerManager().transform_cell(source)
        return ast.parse(rewritten)
    except Exception:  # IPython's own rewriting may fail on what a stranger wrote
        return None


def plain_python_of(source: str) -> ast.Module | None:
    """A cell as Python, as it stands; None where it is none.

    Args:
        source: The cell's text. Nobody changes what comes back.
    """
    return _parsed(source) if len(source) <= _SHORT else _parsed.__wrapped__(source)


@lru_cache(maxsize=64)
def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except _FAILS:
        return None


@lru_cache(maxsize=1024)
def gives(source: str) -> frozenset[str]:
    """The names that a cell gives a meaning at its top level.

    Definitions, classes, assignments, imports and loops count, inside ``if``, ``try`` and ``with``,
    too, and in the body of a cell magic such as ``%%time``.

    Args:
        source: The cell's text.
    """
    tree = python_of(source)
    if tree is None:
        found = _LOOKS_LIKE_ONE.findall(source[:_LONGEST])
        return frozenset(name for pair in found for name in pair if name)
    try:
        return frozenset(_bound_by(tree.body))
    except RecursionError:
        return frozenset()


def _bound_by(body: list[ast.stmt]) -> set[str]:
    names: set[str] = set()
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif (text := magic_body(node)) is not None:
            names |= gives(text)
        else:
            names |= _stored(node)
            for field in ("body", "orelse", "finalbody"):
                names |= _bound_by(getattr(node, field, []))
            for part in (*getattr(node, "handlers", []), *getattr(node, "cases", [])):
                names |= _bound_by(part.body)
    return names


@lru_cache(maxsize=1024)
def imports_from(source: str) -> dict[str, str]:
    """The names that a cell's top level imports from modules, and the modules; ``*`` for all names.

    Args:
        source: The cell's text.
    """
    tree = python_of(source)
    return {
        alias.asname or alias.name: node.module
        for node in (tree.body if tree is not None else [])
        if isinstance(node, ast.ImportFrom) and node.module and not node.level
        for alias in node.names
    }


@lru_cache(maxsize=256)
def mentioned(source: str) -> frozenset[str]:
    """The names that stand in a cell's code, at any depth; all words where it is no Python.

    Args:
        source: The cell's text.
    """
    tree = python_of(source)
    if tree is None:
        return frozenset(_WORD.findall(source[:_LONGEST]))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _MAGICS:
            texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
            found.update(*(mentioned(text) for text in texts if isinstance(text, str)))
    return frozenset(found)


def is_installed(module: str) -> bool:
    """Whether a module is there to be imported; nothing of it runs.

    Args:
        module: Its name, without those of its parts.
    """
    if module in sys.modules:
        return True
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _stored(node: ast.stmt) -> set[str]:
    """Names that a statement assigns to, in itself and not in the blocks below it."""
    names: set[str] = set()
    todo: list[ast.AST] = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            names.add(one.id)
        for child in ast.iter_child_nodes(one):
            if not isinstance(child, (ast.stmt, ast.Lambda, ast.ExceptHandler, ast.match_case)):
                todo.append(child)
    return names


def magic_body(node: ast.stmt) -> str | None:
    """The text below a cell magic in a cell that IPython rewrote; None for any other statement."""
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return None
    call = node.value
    if not isinstance(call.func, ast.Attribute) or call.func.attr != _CELL_MAGIC:
        return None
    values = [item.value for item in call.args if isinstance(item, ast.Constant)]
    return values[2] if len(values) == 3 and isinstance(values[2], str) else None


def same_code(one: str, other: str) -> bool:
    """Whether two cells hold the same Python, whatever their spaces and comments.

    Args:
        one: The source of a cell.
        other: The source of another cell.
    """
    if stripped(one) == stripped(other):
        return True
    first = _code_of(one)
    return first is not None and first == _code_of(other)


@lru_cache(maxsize=1024)
def _code_of(source: str) -> bytes | None:
    """A digest of a cell's Python without its comments; None where it is none."""
    tree = python_of(source)
    try:
        return None if tree is None else hashlib.sha256(ast.dump(tree).encode()).digest()
    except (RecursionError, UnicodeEncodeError):
        return None


def without(source: str, original: str) -> str:
    """What a student wrote into a cell of the release: its text without the release's statements.

    Args:
        source: The cell as it came back.
        original: The cell as it was released.
    """
    try:
        tree, released = ast.parse(source), ast.parse(original)
    except _FAILS:
        return source
    known = {ast.dump(node) for node in released.body}
    try:
        dumped = [ast.dump(node) for node in tree.body]
    except RecursionError:
        return source
    lines = source.splitlines()
    gone: set[int] = set()
    kept: set[int] = set()
    for node, dump in zip(tree.body, dumped, strict=True):
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        span = range(first, (node.end_lineno or node.lineno) + 1)
        (gone if dump in known else kept).update(span)
    if gone & kept:
        return source
    comments = {line.strip() for line in original.splitlines() if line.strip().startswith("#")}
    rest = [
        line
        for number, line in enumerate(lines, start=1)
        if number not in gone and (number in kept or line.strip() not in comments)
    ]
    return "\n".join(rest).strip("\n")


def parted_at(source: str, original: str) -> tuple[str, str]:
    """A cell's text down to where it last does what another one does, and the text below that.

    Args:
        source: The cell as it came back.
        original: What is looked for, as it was released.
    """
    tree, asked = python_of(source), _statements(original)
    if tree is None or not asked:
        return source, ""
    try:
        ends = [node.end_lineno or 0 for node in tree.body if ast.dump(node) in asked]
    except RecursionError:
        return source, ""
    lines = source.splitlines()
    last = max(ends, default=0)
    if not 0 < last <= len(lines) or original.partition("(")[0].strip() not in lines[last - 1]:
        return source, ""  # not where it stands, as below the line of a cell magic
    return "\n".join(lines[:last]), "\n".join(lines[last:])


@lru_cache(maxsize=256)
def without_imports(source: str) -> str:
    """What a cell does beside importing; its text as it is where it cannot be read.

    Args:
        source: The cell's text.
    """
    return without(source, imports_in(source))


def stripped(source: str) -> str:
    """A text without the blanks at the ends of its lines and around it."""
    return _stripped(source) if len(source) < REMEMBERED else _stripped.__wrapped__(source)


@lru_cache(maxsize=512)
def _stripped(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def beginning_of(original: str) -> str:
    """Down to its first comment, what a cell says as it is that :func:`holds` another one.

    Args:
        original: The source of the other one.
    """
    return original.partition("#")[0].strip()


def holds(source: str, original: str) -> bool:
    """Whether a cell holds all statements of another one, at its top level.

    Args:
        source: The source of the cell.
        original: The source of the one that it may hold.
    """
    if beginning_of(original) not in source:  # nearly always, and found out sooner
        return False
    whole, part = _statements(source), _statements(original)
    return bool(part) and part <= whole


@lru_cache(maxsize=256)
def _statements(source: str) -> frozenset[str]:
    """The statements of a cell without their places; none where they cannot be read."""
    tree = python_of(source)
    try:
        return frozenset() if tree is None else frozenset(map(ast.dump, tree.body))
    except RecursionError:
        return frozenset()


@lru_cache(maxsize=256)
def imports_in(source: str) -> str:
    """The import statements at the top level of a cell."""
    tree = python_of(source)
    body = [] if tree is None else tree.body
    return "\n".join(ast.unparse(n) for n in body if isinstance(n, (ast.Import, ast.ImportFrom)))


@lru_cache(maxsize=1024)
def is_unfinished(source: str) -> bool:
    """Whether a cell holds definitions and nothing in them, as the stubs of any release do.

    A function that has only its documentation and ``raise NotImplementedError``, ``pass`` or three
    dots is such a definition; a name that is given three dots is, too.

    Args:
        source: The cell's text.
    """
    tree = python_of(source)
    return tree is not None and all(map(_is_unfinished, tree.body))


def _is_unfinished(node: ast.stmt) -> bool:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return all(map(_is_unfinished, node.body))
    if isinstance(node, ast.Raise):
        return node.exc is not None and "NotImplementedError" in ast.unparse(node.exc)
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_text or isinstance(node, ast.Pass) or _is_dots(node)


@lru_cache(maxsize=256)
def stands_alone(source: str) -> bool:
    """Whether a cell only defines things, and needs none of the cells before it for that.

    The three dots of a quiz that is not answered yet, ``quiz_slope = ...``, define something too.
    """
    tree = python_of(source)
    if tree is None:
        return False
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    body = [node for node in tree.body if not _is_dots(node)]
    if not all(isinstance(node, kinds) for node in body):
        return False
    needed: set[str] = set()
    for node in body:
        needed |= {
            n.id for part in _run_at_once(node) for n in ast.walk(part) if isinstance(n, ast.Name)
        }
    return needed <= set(dir(builtins))


def _is_dots(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Assign)
        and all(isinstance(target, ast.Name) for target in node.targets)
        and isinstance(node.value, ast.Constant)
        and node.value.value is ...
    )


def _run_at_once(node: ast.stmt) -> Iterator[ast.AST]:
    """The parts of a definition that are worked out when it is run: all but functions' bodies."""
    yield from getattr(node, "decorator_list", [])
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield node.args
        yield from [node.returns] if node.returns else []
    elif isinstance(node, ast.ClassDef):
        yield from node.bases
        yield from node.keywords
        for inner in node.body:
            yield from _run_at_once(inner)
    else:
        yield node


#: Syntax that older versions of Python cannot read: the version it came with, and how it looks.
_NEWER = (
    ((3, 14), re.compile(r"(?<![\w'\"])[tT][rR]?(?:'|\")")),
    ((3, 14), re.compile(r"^\s*except\*?\s+\w+\s*,\s*\w+[^()]*:", re.M)),
    ((3, 13), re.compile(r"^\s*(?:(?:async\s+)?def|class|type)\s+\w+\s*\[[^\]]*=", re.M)),
    (
        (3, 12),
        re.compile(r"^\s*(?:(?:async\s+)?def|class)\s+\w+\s*\[|^\s*type\s+\w+\s*(?:\[|=)", re.M),
    ),
    ((3, 12), re.compile(r"(?<![\w'\"])[fF][rR]?(?:'|\")", re.M)),
)


@lru_cache(maxsize=256)
def _is_read(source: str) -> bool:
    """Whether a cell can be read as Python, with its magics."""
    return python_of(source) is not None


def newer_python(source: str, ours: tuple[int, int]) -> tuple[int, int] | None:
    """The version of Python whose syntax a cell seems to use; None where it is readable or no such.

    Args:
        source: A cell's text.
        ours: The version that it is to run on.
    """
    if len(source) > _LONGEST or _is_read(source):
        return None
    for version, looks in _NEWER:
        if version > ours and looks.search(source):
            return version
    return None
