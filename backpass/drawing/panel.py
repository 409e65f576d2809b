"""A small coloured panel with words, for the answer to a check; the same as plain text."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from backpass.drawing import palette
from backpass.languages import markup_said, on_page, said

#: Border colour, mark and spoken word of each kind; the mark and the word carry it without colour.
STYLES = {
    "passed": (palette.PASSED, "✓", "Passed"),
    "wrong": (palette.WRONG, "✗", "Not right yet"),
    "open": (palette.OPEN, "○", "Not attempted"),
    "trouble": (palette.TROUBLE, "!", "A problem with the grader"),
}


#: Of a larger array, this much is shown.
ROWS, COLUMNS = 8, 8


class Panel:
    """A title, some lines, and maybe the call that gives a hint.

    Args:
        kind: A key of :data:`STYLES`.
        title: What is the matter, in a few words.
        lines: One thought each; `code` in backquotes is set as code.
        hint: The call that gives a hint, as text.
        picture: Markup to stand below the lines; it says nothing that the lines do not.
    """

    def __init__(
        self,
        kind: str,
        title: str,
        lines: Sequence[str],
        hint: str | None = None,
        picture: str = "",
    ) -> None:
        self.kind, self.title, self.lines, self.hint = kind, title, list(lines), hint
        self.picture = picture

    @property
    def text(self) -> str:
        """All of it as plain text."""
        mark = STYLES[self.kind][1]
        hint = [f"  {said(f'A hint: {self.hint}')}"] if self.hint else []
        lines = ["  " + said(line).replace("\n", "\n    ") for line in self.lines]
        return "\n".join([f"{mark} {said(self.title)}", *lines, *hint])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self.text, "text/html": on_page(self.html)}

    def __repr__(self) -> str:
        """The words alone, for a terminal."""
        return self.text

    @property
    def html(self) -> str:
        """All of it as HTML; the colours of the page are kept, so it reads in light and dark."""
        colour, mark, word = STYLES[self.kind]
        lines = "".join(f"<div>{_line(said(line))}</div>" for line in self.lines)
        hint = f"<div>{with_code(said(f'A hint: `{self.hint}`'))}</div>" if self.hint else ""
        return (
            f'<div role="status" aria-label="{said(word)}" style="border-left:5px solid {colour};'
            'padding:0.3em 0.9em;margin:0.2em 0;line-height:1.55">'
            f'<div style="font-weight:600"><span aria-hidden="true">{mark}</span> '
            f"{with_code(said(self.title))}</div>{lines}{markup_said(self.picture)}{hint}</div>"
        )


class Remark:
    """A sentence or two in place of what was asked for; `code` stands between backquotes."""

    def __init__(self, words: str) -> None:
        self.words = words

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        words = said(self.words)
        return {"text/plain": words, "text/html": on_page(f"<p>{with_code(words)}</p>")}

    def __repr__(self) -> str:
        """The words, for a terminal."""
        return said(self.words)


def _line(line: str) -> str:
    """A line; rows of numbers that follow on it are kept below each other."""
    first, *rows = line.split("\n")
    if not rows:
        return with_code(line)
    table = html.escape("\n".join(rows))
    return f'{with_code(first)}<pre style="margin:0.1em 0 0.3em 1em">{table}</pre>'


def with_code(text: str) -> str:
    """Escape a line, and set what stands between backquotes as code."""
    pieces = html.escape(text).split("`")
    if len(pieces) % 2 == 0:  # an odd backquote is just a character
        return html.escape(text)
    return "".join(p if i % 2 == 0 else f"<code>{p}</code>" for i, p in enumerate(pieces))


#: Digits of a number as one reads it, and those that tell any two apart.
DIGITS, MOST_DIGITS = 6, 17


def number_in_words(value: Any, digits: int = DIGITS) -> str:
    """A number or a small array as one reads it: six digits, a real minus sign.

    Args:
        value: The number or the array.
        digits: Another number of digits, for a single number.
    """
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        return repr(value)
    if array.ndim == 0:
        plain = float(array) + 0.0  # a negative zero reads as zero
        return f"{plain:.{digits}g}".replace("-", "\N{MINUS SIGN}")
    with np.printoptions(precision=5, suppress=False, threshold=30, edgeitems=3):
        return str(array).replace("\n", " ")


#: A row of so many numbers is written out.
ROW_OF_NUMBERS = 12


def shown(value: Any) -> str:
    """A number, or an array with its rows below each other, aligned on their decimal points."""
    array = np.asarray(value)
    if array.dtype.kind not in "biuf" or array.ndim < 2:
        short = array.ndim == 1 and array.size <= ROW_OF_NUMBERS
        return _as_written(array) if short else number_in_words(value)
    rows = array.reshape(-1, array.shape[-1])[:ROWS, :COLUMNS]
    cells = [[f"{entry + 0.0:.5g}".replace("-", "\N{MINUS SIGN}") for entry in row] for row in rows]
    before = max(cell.partition(".")[0].__len__() for row in cells for cell in row)
    after = max(sum(map(len, cell.partition(".")[1:])) for row in cells for cell in row)

    def aligned(cell: str) -> str:
        whole, point, rest = cell.partition(".")
        return f"{whole:>{before}}{f'{point}{rest}':<{after}}"

    more = " …" if array.shape[-1] > COLUMNS else ""
    lines = ["  ".join(map(aligned, row)).rstrip() + more for row in cells]
    lines += ["…"] if array.size // array.shape[-1] > ROWS else []
    return "\n" + "\n".join(lines)


def inputs_in_words(names: Sequence[str], values: Sequence[Any]) -> str:
    """``x = −2, y = 5``; an array of more dimensions with its shape, a large one by that alone.

    Args:
        names: What the inputs are called.
        values: Their values, numbers or arrays.
    """
    return ", ".join(_input_in_words(n, v) for n, v in zip(names, values, strict=True))


def _input_in_words(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{name} with {', '.join(_input_in_words(key, value[key]) for key in value)}"
    shape = np.shape(value)
    if np.size(value) > (12 if np.ndim(value) < 2 else 9):
        return f"{name} of shape {shape}"
    if np.ndim(value) > 1:
        return f"{name} of shape {shape} = {_as_written(value)}"
    return f"{name} = {_as_written(value)}"


def _as_written(value: Any) -> str:
    """A number or an array on one line, with brackets and commas as one writes it in Python."""
    array = np.asarray(value)
    if array.ndim == 0 or array.dtype.kind not in "biuf":
        return number_in_words(value)
    return f"[{', '.join(_as_written(entry) for entry in array)}]"
