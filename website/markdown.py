"""Markdown as JupyterLab reads it, to HTML that needs no script: formulas become MathML."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer, get_lexer_by_name

from backpass.grading.common import formulas
from website.words import IN_ENGLISH, Words


class Reader(IPythonRenderer):
    """Writes the HTML of one chapter and notes its sections.

    Attributes:
        sections: Of every heading of the second level its id and its HTML.

    Args:
        follow: From a link's address in the notebook to the one on the site.
        words: The language of the page.
    """

    def __init__(self, follow: Callable[[str], str], words: Words = IN_ENGLISH) -> None:
        super().__init__(escape=False)
        self.say = words.say
        self.follow = follow
        self.sections: list[tuple[str, str]] = []
        self._ids: set[str] = set()

    def read(self, source: str) -> str:
        """One cell's Markdown as HTML."""
        return str(MarkdownWithMath(renderer=self).render(source))

    def heading(self, text: str, level: int, **_: Any) -> str:
        """A heading with an id; those of the second level are the chapter's sections."""
        name = self._unused(text)
        if level == 2:
            self.sections.append((name, text))
        return f'<h{level} id="{name}">{text}</h{level}>\n'

    def _unused(self, text: str) -> str:
        words = re.findall(r"[a-z0-9]+", html.unescape(re.sub(r"<[^>]*>", "", text)).lower())
        name = stem = "-".join(words) or "section"
        count = 2
        while name in self._ids:
            name, count = f"{stem}-{count}", count + 1
        self._ids.add(name)
        return name

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link, to this site's page where it leads to a chapter's notebook."""
        return str(super().link(text, self.follow(url), title))

    def block_code(self, code: str, info: str | None = None) -> str:
        """Code between fences."""
        return code_block(code, (info or "").split()[0] if info and info.strip() else "")

    def table(self, text: str) -> str:
        """A table, in a box that scrolls where the page is too narrow."""
        table = f"<table>\n{text}</table>"
        label = self.say("Table")
        return f'<div class="wide" tabindex="0" role="group" aria-label="{label}">{table}</div>\n'

    def table_cell(
        self,
        text: str,
        align: str | None = None,
        head: bool = False,
    ) -> str:
        """A cell of a table; an empty corner is no heading.

        Args:
            text: The cell's HTML.
            align: ``"left"``, ``"right"`` or ``"center"``.
            head: Whether it stands in the head of the table.
        """
        tag = "th" if head and text.strip() else "td"
        scope = ' scope="col"' if tag == "th" else ""
        aligned = f' style="text-align:{align}"' if align else ""
        return f"  <{tag}{scope}{aligned}>{text}</{tag}>\n"

    def block_math(self, body: str) -> str:
        """A formula that stands alone."""
        formula, label = mathml(body, "block"), self.say("Formula")
        return (
            f'<div class="formula" tabindex="0" role="group" aria-label="{label}">{formula}</div>'
        )

    def inline_math(self, body: str) -> str:
        """A formula within a line."""
        return mathml(body, "inline")


@cache  # the same formulas and lines of code stand in every language
def mathml(tex: str, display: str) -> str:
    """A formula as MathML, with its TeX for those who copy it.

    Args:
        tex: The formula.
        display: ``"inline"`` or ``"block"``.

    Raises:
        ValueError: A command was not understood.
    """
    tex = " ".join(html.unescape(tex).split())
    return formulas.mathml(tex, display).replace(
        "<math ", f'<math data-tex="{html.escape(tex)}" ', 1
    )


@cache
def code_block(code: str, language: str = "python") -> str:
    """Code with colours, and with its language for whoever reads it aloud.

    Args:
        code: The code.
        language: What it is written in; empty for plain text.
    """
    if not language:
        return f'<pre class="code"><code>{html.escape(code.rstrip())}</code></pre>'
    lexer = PythonLexer() if language == "python" else get_lexer_by_name(language)
    inner = highlight(code, lexer, HtmlFormatter(nowrap=True)).rstrip("\n")
    lines = "\n".join(_hanging(line) for line in inner.split("\n"))
    return f'<pre class="code"><code class="language-{language}">{lines}</code></pre>'


#: A line of code with fewer characters is never broken, not on a telephone either.
SHORT = 36


def _hanging(line: str) -> str:
    """A long line so that, where it is broken, the rest stands further in than its beginning."""
    bare = html.unescape(re.sub(r"<[^>]*>", "", line))
    if len(bare) < SHORT:
        return line
    indent = len(bare) - len(bare.lstrip(" "))
    return f'<span class="l" style="--in:{indent}ch">{line}</span>'
