"""The words of a code cell: comments, docstrings and what it prints. The code itself stays."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from backpass.drawing.columns import columns

WIDTH = 100  # columns of a line; a letter of Chinese, Japanese or Korean takes two
#: Two words in a row; one word alone is a name, an option or a colour more often than not.
WORDS = re.compile(r"[^\W\d_]{2,}[^\w]+[^\W\d_]+|[^\W\d_]+[^\w]+[^\W\d_]{2,}")
WORD = re.compile(r"[^\W\d_]{2,}")
#: Calls that draw; their strings are options but for those below.
FIGURES = frozenset(
    "set set_title set_xlabel set_ylabel suptitle annotate text legend plot loglog semilogy hist "
    "bar fill_between scatter imshow contour contourf axhline axvline subplots title xlabel "
    "ylabel".split()
)
#: Calls whose arguments are words in a picture, and options that are.
LETTERED = frozenset(
    "set_title set_xlabel set_ylabel suptitle annotate text title xlabel ylabel".split()
)
NAMED = frozenset({"title", "xlabel", "ylabel", "label"})
#: The course's own functions: they are given names, which are no words.
OWN = frozenset("Circuit guess hint check progress".split())
#: A comment that a program reads.
DIRECTIVE = re.compile(r"#\s*(?:noqa|type:|fmt:|ruff:|pragma)", re.IGNORECASE)
FORM = "@title "  # how Colab is told a folded cell's heading


class BrokenTranslation(ValueError):
    """A translation that does not fit its place in the code; the message says why."""


@dataclass(frozen=True)
class TextPiece:
    """Words in a code cell.

    Attributes:
        kind: "comment", "docstring", "text" or "template" (an f-string).
        words: What is translated.
        start: Where its tokens begin in the cell, in characters.
        end: Where they end.
        indent: Columns before it.
        form: Whether it is the heading of a folded cell.
    """

    kind: str
    words: str
    start: int
    end: int
    indent: int
    form: bool = False


def pieces(source: str) -> list[TextPiece]:
    """The words of a cell, in their order.

    Args:
        source: The cell's code.

    Returns:
        Its pieces; none where the cell cannot be read as Python.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    offsets = _offsets(source)
    found = [*_comments(source, offsets), *_strings(source, tree, offsets)]
    return sorted(found, key=lambda piece: piece.start)


def replaced(source: str, translate: Callable[[str], str]) -> str:
    """A cell with its words in another language.

    Args:
        source: The cell's code.
        translate: Words to words; what has no translation comes back as it is.

    Raises:
        BrokenTranslation: A translation names other values than its original.
    """
    for piece in reversed(pieces(source)):
        words = translate(piece.words)
        if words != piece.words:
            text = _written(piece, words)
            source = source[: piece.start] + text + source[piece.end :]
    return source


def same_but_for_words(english: str, other: str) -> bool:
    """Whether two cells differ in their words only.

    Args:
        english: The English cell.
        other: The same in another language.
    """
    try:
        one, two = ast.parse(english), ast.parse(other)
    except SyntaxError:
        return english == other
    return _alike(one, two, {id(node) for node, _ in _Words(one).found})


def _alike(one: object, two: object, words: set[int]) -> bool:
    if type(one) is not type(two):
        return False
    if id(one) in words:
        return not isinstance(one, ast.JoinedStr) or _values(one) == _values(two)  # type: ignore[arg-type]
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(
            _alike(a, b, words) for a, b in zip(one, two, strict=True)
        )
    if isinstance(one, ast.AST):
        return all(_alike(getattr(one, f, None), getattr(two, f, None), words) for f in one._fields)
    return one == two


def _offsets(source: str) -> list[int]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _comments(source: str, offsets: list[int]) -> Iterator[TextPiece]:
    lines = source.splitlines()
    block: list[tokenize.TokenInfo] = []

    def piece() -> TextPiece:
        words = " ".join(token.string.lstrip("#").strip() for token in block)
        first, last = block[0], block[-1]
        start = offsets[first.start[0] - 1] + first.start[1]
        end = offsets[last.end[0] - 1] + last.end[1]
        form = words.startswith(FORM)
        return TextPiece("comment", words.removeprefix(FORM), start, end, first.start[1], form)

    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT or DIRECTIVE.match(token.string):
            continue
        if not WORD.search(token.string):
            continue
        alone = not lines[token.start[0] - 1][: token.start[1]].strip()
        follows = (
            block
            and alone
            and token.start[0] == block[-1].start[0] + 1
            and token.start[1] == block[0].start[1]
            and not lines[block[-1].start[0] - 1][: block[-1].start[1]].strip()
            and FORM not in block[-1].string
        )
        if block and not follows:
            yield piece()
            block = []
        block.append(token)
    if block:
        yield piece()


def _strings(source: str, tree: ast.Module, offsets: list[int]) -> Iterator[TextPiece]:
    lines = source.splitlines(keepends=True)

    def at(line: int, column: int) -> int:
        return offsets[line - 1] + len(lines[line - 1].encode()[:column].decode())

    for node, kind in _Words(tree).found:
        start = at(node.lineno, node.col_offset)
        end = at(node.end_lineno or node.lineno, node.end_col_offset or 0)
        words = str(node.value) if isinstance(node, ast.Constant) else _template(source[start:end])
        yield TextPiece(kind, words, start, end, node.col_offset)


class _Words(ast.NodeVisitor):
    """Finds the strings of a cell that a learner reads.

    Options (keyword arguments), names that are compared and keys are left alone. What is printed
    or stands in a picture counts with one word, anything else with two.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.found: list[tuple[ast.expr, str]] = []
        self._printed = False
        self.visit(tree)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._defined(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._defined(node)

    def _defined(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        body = node.body
        if ast.get_docstring(node) is not None and isinstance(body[0], ast.Expr):
            self.found.append((body[0].value, "docstring"))
            body = body[1:]
        for statement in body:
            self.visit(statement)

    def visit_Constant(self, node: ast.Constant) -> None:
        wanted = WORD if self._printed else WORDS
        if isinstance(node.value, str) and wanted.search(node.value):
            self.found.append((node, "text"))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        fixed = " ".join(str(v.value) for v in node.values if isinstance(v, ast.Constant))
        if WORD.search(fixed):
            self.found.append((node, "template"))

    def visit_Call(self, node: ast.Call) -> None:
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name == "Circuit":
            self.found += [(each, "text") for each in node.args if _has_a_word(each)]
        if name in OWN:
            return
        if name in FIGURES:
            self._drawn(node, name)
            return
        before = self._printed
        self._printed = False
        self.visit(node.func)
        if isinstance(node.func, ast.Name) or name in ("join", "format", "append", "picture"):
            self._printed = before or name == "print"
            for argument in node.args:
                self.visit(argument)
        self._printed = before

    def _drawn(self, node: ast.Call, name: str) -> None:
        """The words of a picture: titles, and what axes and lines are called."""
        before, self._printed = self._printed, True
        for argument in node.args if name in LETTERED else []:
            self.visit(argument)
        for keyword in node.keywords:
            if keyword.arg in NAMED:
                self.visit(keyword.value)
        self._printed = before

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """One of two words, chosen by the program, is put into a sentence more often than not."""
        before, self._printed = self._printed, True
        self.visit(node.body)
        self.visit(node.orelse)
        self._printed = before

    def visit_keyword(self, node: ast.keyword) -> None:
        pass

    def visit_Compare(self, node: ast.Compare) -> None:
        pass

    def visit_Dict(self, node: ast.Dict) -> None:
        pass

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)


def _has_a_word(title: ast.expr) -> bool:
    """Whether the title of a circuit is more than a formula."""
    words = re.findall(r"[^\W\d_]{4,}(?!\()", str(getattr(title, "value", "")))
    return isinstance(title, ast.Constant) and bool(words)


def _template(literal: str) -> str:
    """What stands between the quotes of an f-string, several in a row joined."""
    parts = []
    for token in tokenize.generate_tokens(io.StringIO(f"({literal})").readline):
        if token.type == tokenize.STRING:
            prefix, body = re.match(r"([A-Za-z]*)(.*)", token.string, re.DOTALL).groups()  # type: ignore[union-attr]
            width = 3 if body[:3] in ('"""', "'''") else 1
            body = body[width:-width]
            parts.append(
                body if "f" in prefix.lower() else body.replace("{", "{{").replace("}", "}}")
            )
    return "".join(parts)


def _written(piece: TextPiece, words: str) -> str:
    if piece.kind == "comment":
        return _wrapped(f"{FORM if piece.form else ''}{words}", piece.indent, alone=not piece.form)
    if piece.kind == "docstring":
        return f'"""{words}"""'
    if piece.kind == "text":
        return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    try:
        made = ast.parse(f'f"{words}"', mode="eval").body
        original = ast.parse(f'f"{piece.words}"', mode="eval").body
    except SyntaxError as error:
        raise BrokenTranslation(f"{words!r} is no f-string: {error.msg}") from error
    if _values(made) != _values(original):
        raise BrokenTranslation(f"{words!r} must hold the same places in braces as {piece.words!r}")
    return f'f"{words}"'


def _values(template: ast.expr) -> list[str]:
    """The places of an f-string, each with its format, in no order."""
    return sorted(ast.unparse(v) for v in ast.walk(template) if isinstance(v, ast.FormattedValue))


def _wrapped(words: str, indent: int, *, alone: bool) -> str:
    """A comment in lines of at most :data:`WIDTH` columns, all but the first one indented."""
    lines, line = [], "#"
    for word in words.split():
        if alone and columns(line) + 1 + columns(word) + indent > WIDTH and line != "#":
            lines.append(line)
            line = "#"
        line += f" {word}"
    return ("\n" + " " * indent).join([*lines, line])
