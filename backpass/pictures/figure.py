"""What every figure is: a picture, its words, and buttons where it has steps."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from backpass.drawing import flow
from backpass.drawing import svg as s
from backpass.languages import markup_said, on_page, said


@dataclass(frozen=True, repr=False)
class Figure:
    """A figure of a chapter.

    Attributes:
        svg: The picture.
        text: What it says, in sentences.
    """

    svg: str
    text: str

    @property
    def html(self) -> str:
        """The picture, with buttons if it has steps; the words are its text alternative."""
        buttons = flow.BUTTONS if " data-steps=" in self.svg else ""
        return f'<div class="{flow.STAGE}">{s.scrollable(self.svg)}{buttons}</div>'

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": on_page(markup_said(self.html)), "text/plain": said(self.text)}

    def __repr__(self) -> str:
        """The words, for a terminal."""
        return said(self.text)


def stepped(
    width: float, height: float, body: Iterable[str], *, title: str, words: Sequence[str]
) -> Figure:
    """A figure whose elements carry ``data-from`` or ``data-at``.

    Args:
        width: In pixels.
        height: In pixels.
        body: The elements.
        title: What it is called.
        words: What is said at each step, that of step 0 included.
    """
    said = html.escape(json.dumps(list(words), ensure_ascii=False), quote=True)
    picture = s.picture(
        width,
        height,
        body,
        title=title,
        description=" ".join(words),
        kind="bp-figure",
        data=f'data-steps="{len(words) - 1}" data-words="{said}"',
    )
    return Figure(picture, "\n".join([title, *words]))


def since(step: int, *parts: str) -> str:
    """Elements that appear at a step and stay.

    Args:
        step: The step, from 0.
        parts: Elements in SVG.
    """
    return f'<g data-from="{step}">{"".join(parts)}</g>'


def at(step: int, *parts: str) -> str:
    """Elements that are there at one step alone.

    Args:
        step: The step, from 0.
        parts: Elements in SVG.
    """
    return f'<g data-at="{step}">{"".join(parts)}</g>'
