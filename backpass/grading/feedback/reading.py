"""Show a notebook on a page without scripts: Markdown, code and outputs as HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from mistune import HTMLRenderer
from nbconvert.filters.ansi import strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.lexers import PythonLexer
from pygments.token import Token

from backpass.grading.common.errors import ErrorName
from backpass.grading.common.formulas import mathml
from backpass.grading.marking.pages import from_html

_LEXER = PythonLexer()
#: What is coloured, and the class that it is given.
_COLOURED = (
    (Token.Literal.String, "s"),
    (Token.Literal.Number, "m"),
    (Token.Comment, "c"),
    (Token.Keyword, "k"),
    (Token.Operator.Word, "k"),
    (Token.Name.Function, "n"),
    (Token.Name.Class, "n"),
)
#: What the page's own style knows.
_CLASSES = {"i": {name for _, name in _COLOURED}, "div": {"formula"}, "pre": {"said", "error"}}
_PICTURES = ("image/png", "image/jpeg")
_PANEL = re.compile(r'^<div role="status"')
#: Exceptions in a test whose words are for the student.
TOLD = frozenset({*map(str, ErrorName), "NameError"})
LONG = 4000  # characters of one output that a page keeps


class _Reader(IPythonRenderer):
    """Markdown of a notebook; formulas become MathML and links to other notebooks plain text."""

    def __init__(self) -> None:
        super().__init__(escape=False)

    def heading(self, text: str, level: int, **_: Any) -> str:
        """One level down: the page has its own first headings."""
        return f"<h{min(level + 2, 6)}>{text}</h{min(level + 2, 6)}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link, where it leads to the web."""
        return str(super().link(text, url, title)) if url.startswith("http") else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A picture that was pasted into the cell; any other by its name."""
        if url.startswith(("attachment:", "data:")):
            return str(HTMLRenderer.image(self, text, url, title))  # looked at when it is cleaned
        return html.escape(text or title or url)

    def block_code(self, code: str, info: str | None = None) -> str:
        """Code between fences."""
        return str(source(code)) if (info or "").startswith("py") else _pre(code)

    def block_math(self, body: str) -> str:
        """A formula that stands alone."""
        return f'<div class="formula">{_formula(body, "block")}</div>'

    def inline_math(self, body: str) -> str:
        """A formula within a line."""
        return _formula(body, "inline")


def prose(cell: Mapping[str, Any]) -> Markup:
    """A text cell, whatever it holds, as HTML that runs nothing."""
    reader = _Reader()
    rendered = str(MarkdownWithMath(renderer=reader).render(cell["source"]))
    return _clean(rendered, cell.get("attachments"))


def source(code: str) -> Markup:
    """Code in colours, with tags for what is coloured alone: most of a page is code."""
    text: list[str] = []
    for kind, word in _LEXER.get_tokens(code.rstrip()):
        name = next((name for of, name in _COLOURED if kind in of), None)
        escaped = html.escape(word, quote=False)
        text.append(f"<i class={name}>{escaped}</i>" if name and word.strip() else escaped)
    joined = "".join(text).rstrip().replace("</i><i class=s>", "")
    return Markup(f"<pre><code>{joined}</code></pre>")  # noqa: S704 - all of it is escaped


def outputs(cell: Mapping[str, Any], *, trusted: bool) -> Markup:
    """What a cell showed.

    Args:
        cell: A code cell of a graded notebook.
        trusted: Whether the grader wrote its outputs, as those of tests.
    """
    return Markup("").join(Markup(_output(one, trusted)) for one in cell.get("outputs", []))  # noqa: S704


def _output(output: Mapping[str, Any], trusted: bool) -> str:
    kind = output["output_type"]
    if kind == "stream":
        return _pre(as_seen("".join(output.get("text", ""))))
    if kind == "error":
        if trusted:
            return _pre(told(output), "error")
        said = f"{output.get('ename', '')}: {output.get('evalue', '')}"
        trace = strip_ansi("\n".join(output.get("traceback", [])))
        return _pre(trace or said, "error")
    if kind == "execute_result" and trusted:
        return ""  # the points of a test, which stand beside its name
    data = output.get("data", {})
    for picture in _PICTURES:
        if picture in data:
            coded = "".join(data[picture]).replace("\n", "")
            return f'<img alt="a figure of this cell" src="data:{picture};base64,{coded}">'
    text = "".join(data.get("text/html", ""))
    if text:
        return text if trusted else str(_clean(text))
    if "text/markdown" in data:
        return str(prose({"source": "".join(data["text/markdown"])}))
    return _pre(as_seen("".join(data.get("text/plain", ""))))


def as_seen(text: str) -> str:
    """What a notebook shows of printed text: a bar that rewrites its line stands there once.

    Args:
        text: What was printed. ``\\r`` goes back to the start of the line and ``\\b`` a character,
            and what is printed next takes the place of what stood there; colours are left out.
    """
    lines = strip_ansi(text).replace("\r\n", "\n").split("\n")
    return "\n".join(map(_line_as_seen, lines))


def _line_as_seen(line: str) -> str:
    if "\r" not in line and "\b" not in line:
        return line
    shown: list[str] = []
    place = 0
    for piece in re.split(r"([\r\b])", line):
        if piece == "\r":
            place = 0
        elif piece == "\b":
            place = max(place - 1, 0)
        else:
            shown[place : place + len(piece)] = piece
            place += len(piece)
    return "".join(shown)


def told(error: Mapping[str, Any]) -> str:
    """What a student may know of an exception in a test: no word of the test itself."""
    if error.get("ename") in TOLD:
        return str(error.get("evalue", ""))
    return "This test did not come to its end."


def _pre(text: str, kind: str = "said") -> str:
    cut = text.rstrip()
    if len(cut) > LONG:
        cut = f"{cut[:LONG]}\n… ({len(cut) - LONG:,} more characters)"
    return f'<pre class="{kind}">{html.escape(cut)}</pre>' if cut.strip() else ""


def _formula(body: str, display: str) -> str:
    try:
        return mathml(body, display)
    except ValueError:
        return f"<code>{html.escape(html.unescape(body).strip())}</code>"


def _clean(text: str, attachments: Mapping[str, Any] | None = None) -> Markup:
    """HTML that runs nothing and fetches nothing, with the classes of this page."""
    return Markup(from_html(text, attachments, prefix="", classes=_CLASSES))  # noqa: S704


def anchor(name: str) -> str:
    """The id of an exercise's place on the page."""
    return quote(name, safe="")
