"""What the search of the site knows: the text of the chapters, and where each paragraph stands.

It is built from the text cells of the released notebooks, as their page shows them. Code, hints,
checks and outputs are not in it, and neither is what stands behind a fold.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from nbformat.notebooknode import NotebookNode

MATH = re.compile(r"(?s)<math .*?</math>")
HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
#: After these tags text goes on without a gap.
WITHIN_A_LINE = frozenset({"a", "b", "code", "em", "i", "span", "strong"})
#: Operators that stand apart from what is beside them.
APART = frozenset("=+−-·×<>≈≤≥→←⇒∈≠⋅/")
CLOSING = frozenset(")]}|!")
#: The end of a block that does not end with a mark of its own.
UNMARKED_END = re.compile(r"(?<=[^\s.?!:;,。？！：；、…])[^\S\n]*\n\s*(?=\S)")
#: A line that goes on in the next one, in a script without gaps between words.
NO_GAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")


@dataclass(frozen=True)
class Findable:
    """A cell that can be found.

    Attributes:
        anchor: The id that it has on its page.
        heading: Its own heading; empty where it has none.
        text: What it says besides, plain.
    """

    anchor: str
    heading: str
    text: str


def entries(cells: Sequence[NotebookNode], shown: Sequence[str]) -> Iterator[Findable]:
    """What can be found in a chapter.

    Args:
        cells: Its cells.
        shown: The HTML of each of them, as the page shows it.
    """
    for cell, markup in zip(cells, shown, strict=True):
        if cell.cell_type == "markdown":
            heading, text = plain(markup)
            yield Findable(f"cell-{cell.id}", heading, text)


def script(chapters: Sequence[tuple[str, str, Sequence[Findable]]]) -> str:
    """The script that gives all entries to the search of a page, also in a file from disk.

    Args:
        chapters: Of each its folder, its title and its entries.
    """
    known = {
        "chapters": [(name, title) for name, title, _ in chapters],
        "cells": [
            (number, entry.anchor, entry.heading, entry.text)
            for number, (_, _, found) in enumerate(chapters)
            for entry in found
        ],
    }
    written = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    return f"window.backpassSearch = {written};\n"


def plain(markup: str) -> tuple[str, str]:
    """The heading and the text of a cell, without marks; of a fold only its summary.

    Args:
        markup: The cell's HTML.
    """
    reader = _Plain()
    reader.feed(MATH.sub(lambda math: html.escape(in_a_line(math[0])), markup))
    reader.close()
    heading, text = ("".join(parts) for parts in (reader.heading, reader.text))
    return _settled(heading), _settled(UNMARKED_END.sub(" · ", text))


def _settled(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.heading: list[str] = []
        self.text: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in {"br", "img", "hr"}:
            self._gap()
        elif tag in HEADINGS or tag in {"details", "summary"}:
            self._gap()
            if tag in HEADINGS and self.heading:
                self.heading.append(" · ")
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)
        if tag not in WITHIN_A_LINE:
            self._gap()

    def handle_data(self, data: str) -> None:
        if "details" in self._open and "summary" not in self._open:
            return
        in_heading = HEADINGS & set(self._open)
        flowing = NO_GAP.sub("", data).replace("\n", " ")
        (self.heading if in_heading else self.text).append(flowing)

    def _gap(self) -> None:
        (self.heading if HEADINGS & set(self._open) else self.text).append("\n")


def in_a_line(mathml: str) -> str:
    """A formula as one would type it in a line, such as ``∂f/∂q = z``.

    Args:
        mathml: The formula, from the page.
    """
    return _settled(_typed(ET.fromstring(re.sub(r' xmlns="[^"]*"', "", mathml))))  # noqa: S314 ours


def _typed(node: ET.Element) -> str:
    parts = [_typed(child) for child in node]
    if node.tag == "mfrac":
        return "/".join(_held_together(part) for part in parts)
    if node.tag in {"msup", "mover"}:
        return f"{parts[0]}^{_held_together(parts[1])}"
    if node.tag in {"msub", "munder"}:
        return f"{parts[0]}_{_held_together(parts[1])}"
    if node.tag in {"msubsup", "munderover"}:
        return f"{parts[0]}_{_held_together(parts[1])}^{_held_together(parts[2])}"
    if node.tag == "msqrt":
        return f"√{_held_together(''.join(parts))}"
    if node.tag == "mspace":
        return " "
    if not parts:
        return node.text or ""
    if node.tag in {"mtr", "mtable"}:
        return " ".join(parts)
    return _row(list(node), parts)


def _row(nodes: Sequence[ET.Element], parts: Sequence[str]) -> str:
    """Operators with room around them, but not a sign in front of a number."""
    made, after_value = "", False
    for node, part in zip(nodes, parts, strict=True):
        if node.tag != "mo" or part in CLOSING:
            gap = " " if node.tag == "mfrac" and after_value else ""
            made, after_value = made + gap + part, bool(part.strip()) or after_value
        elif part == ",":
            made, after_value = f"{made}, ", False
        elif part in APART and after_value:
            made, after_value = f"{made} {part} ", False
        else:
            made, after_value = made + part, False
    return made


def _held_together(part: str) -> str:
    part = part.strip()
    return f"({part})" if " " in part else part
