"""A Markdown cell as the blocks that a translator is given, one after the other."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import mistune

FENCE = re.compile(r"^\s*(```|~~~)")
MATH = re.compile(r"\$\$.*?\$\$|(?<!\\)\$(?:\\.|[^$\\])+\$", re.DOTALL)
CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Block:
    """A stretch of a cell.

    Attributes:
        text: As it stands in the cell.
        translated: Whether it has words for a translator; white space, code and formulas have not.
    """

    text: str
    translated: bool


def blocks(source: str) -> list[Block]:
    """A cell cut into blocks at its blank lines; put together they are the cell.

    A fenced piece of code is one block. White space between two blocks is a block too.

    Args:
        source: The cell's text.
    """
    found: list[Block] = []
    lines: list[str] = []
    fenced = False

    def close() -> None:
        if lines:
            text = "".join(lines)
            body = text.rstrip("\n")
            found.append(Block(body, _has_words(body)))
            if text != body:
                found.append(Block(text[len(body) :], translated=False))
            lines.clear()

    for line in source.splitlines(keepends=True):
        if FENCE.match(line):
            if not fenced:
                close()
            lines.append(line)
            fenced = not fenced
            if not fenced:
                text = "".join(lines)
                found.append(Block(text, translated=False))
                lines.clear()
        elif fenced or line.strip():
            lines.append(line)
        else:
            close()
            found.append(Block(line, translated=False))
    close()
    return found


def _has_words(text: str) -> bool:
    for pattern in (MATH, CODE, TAG):
        text = pattern.sub(" ", text)
    return bool(WORD.search(text))


def skeleton(text: str) -> dict[str, list[str]]:
    """What has to be the same in every language, in no order: a check for translators.

    Args:
        text: A block, or its translation.

    Returns:
        Formulas, code, link targets, tags and numbers, each sorted; and the counts of bold and
        italic stretches.
    """
    count = _emphasis(text)
    formulas = [re.sub(r"\s+", " ", _without_text(f)) for f in MATH.findall(text)]
    rest = MATH.sub(" ", text)
    code = [match[0] for match in CODE.finditer(rest)]
    rest = CODE.sub(" ", rest)
    tags = TAG.findall(rest)
    rest = TAG.sub(" ", rest)
    links = re.findall(r"\]\(([^)]*)\)", rest)
    rest = re.sub(r"\]\([^)]*\)", "]", rest)
    headings = re.findall(r"^#+ ", rest, re.MULTILINE)
    bullets = re.findall(r"^\s*(?:[-*]|\d+\.) ", rest, re.MULTILINE)
    rest = re.sub(r"^\s*\d+\. ", "", rest, flags=re.MULTILINE)
    return {
        "formulas": sorted(formulas),
        "code": sorted(code),
        "tags": sorted(tags),
        "links": sorted(links),
        "numbers": sorted(re.findall(r"[−-]?\d+(?:[.,]\d+)*", rest)),
        "bold": [str(count["strong"])],
        "italic": [str(count["emphasis"])],
        "headings": headings,
        "bullets": [b.strip() for b in bullets],
    }


def _emphasis(text: str) -> Counter[str]:
    """How often a text has bold and italic words where it is shown.

    A star beside a bracket or a full stop makes nothing bold in Chinese, Japanese or Korean, where
    no space stands between words; so a parser decides. JupyterLab, too, hides formulas from it.
    """
    hidden = MATH.sub("@@0@@", text)
    found: Counter[str] = Counter()
    todo: list[Any] = [mistune.create_markdown(renderer=None)(hidden)]
    while todo:
        item = todo.pop()
        if isinstance(item, list):
            todo.extend(item)
        elif isinstance(item, dict):
            found[str(item.get("type"))] += 1
            todo.append(item.get("children"))
    return found


def _without_text(formula: str) -> str:
    """A formula without the words that stand in it: those are translated."""
    return re.sub(r"\\text(?:bf|it|rm)?\{[^{}]*\}", r"\\text{}", formula)
