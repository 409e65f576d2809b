"""What the source of a cell tells before it is run: names, imports, checks and exercises."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from functools import lru_cache

from backpass.contracts import CONTRACTS


@lru_cache(maxsize=512)
def visible_part(source: str) -> tuple[str, str]:
    """A test cell's bare calls of ``check``, and the cell without them; line numbers stay.

    Both stay together where nothing follows the checks, or where they share a line with something.
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return "", source
    checks = [node for node in body[:-1] if _calls(node, "check") and node.col_offset == 0]
    lines = source.splitlines()
    taken = {n for node in checks for n in range(node.lineno, (node.end_lineno or 0) + 1)}
    others = {
        n
        for node in body
        if node not in checks
        for n in range(node.lineno, (node.end_lineno or 0) + 1)
    }
    if not checks or taken & others or not _calls(body[-1], "grade"):
        return "", source
    rest = "\n".join("" if number in taken else line for number, line in enumerate(lines, 1))
    return "\n".join(ast.unparse(node) for node in checks), rest


def _calls(node: ast.stmt, name: str) -> bool:
    """Whether a statement is a call of that function and no more."""
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    return isinstance(node.value.func, ast.Name) and node.value.func.id == name


@lru_cache(maxsize=512)
def names_in(source: str) -> frozenset[str]:
    """The names that a cell reads and does not import itself."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return frozenset()
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    read = frozenset(node.id for node in names if isinstance(node.ctx, ast.Load))
    return read - {_binds(alias) for node in _imports_at_the_top(tree) for alias in node.names}


@lru_cache(maxsize=512)
def exercises_in(source: str) -> list[str]:
    """The exercises that a test cell names, as a function or in ``grade(f, name="…")``."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError):
        return []
    told = (word.value for word in nodes if isinstance(word, ast.keyword) and word.arg == "name")
    spelled = {one.value for one in told if isinstance(one, ast.Constant)}
    return sorted(name for name in CONTRACTS if name in names_in(source) or name in spelled)


def imports_of(sources: Iterable[str], wanted: Collection[str]) -> list[str]:
    """The import statements at the top level of some cells, each as a source of its own.

    Args:
        sources: The cells.
        wanted: Names that are used. What else a statement imports is left out: it may be large.
    """
    statements = []
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            continue
        for node in _imports_at_the_top(tree):
            node.names = [alias for alias in node.names if _binds(alias) in {*wanted, "*"}]
            statements += [ast.unparse(node)] if node.names else []
    return statements


def _imports_at_the_top(tree: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    return [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]


def _binds(alias: ast.alias) -> str:
    """The name that an import gives to what it imports."""
    return alias.asname or alias.name.partition(".")[0]
