"""Matrices as pictures: a grid of numbers, in which single entries can be lit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backpass.drawing import svg as s

#: Rows of numbers: lists of lists, or an array of two dimensions.
Matrix = Any
Rows = Sequence[Sequence[float]]
Index = tuple[int, int]

CELL_WIDTH = 54.0
CELL_HEIGHT = 40.0
LABEL = 24.0


def entry_text(value: float) -> str:
    """A number as short as it can be written with two decimals: ``3``, ``−0.5``, ``1.25``."""
    rounded = round(value, 2) + 0.0
    return f"{rounded:g}".replace("-", s.MINUS)


def factor_text(value: float) -> str:
    """A number as a factor in a product, in brackets if it is negative."""
    text = entry_text(value)
    return f"({text})" if text.startswith(s.MINUS) else text


def entry_name(matrix: str, index: Index) -> str:
    """How an entry is called: ``W[1, 0]``.

    Args:
        matrix: The matrix's name.
        index: Row and column, from 0.
    """
    return f"{matrix}[{', '.join(str(i) for i in index)}]"


def shape_of(matrix: Matrix) -> tuple[int, int]:
    """How many rows and columns a matrix has."""
    return len(matrix), len(matrix[0])


def places(matrix: Matrix) -> list[Index]:
    """The indices of all entries, row by row."""
    rows, columns = shape_of(matrix)
    return [(i, j) for i in range(rows) for j in range(columns)]


def size(matrix: Matrix) -> tuple[float, float]:
    """How wide and how high :func:`grid` draws a matrix, its name included."""
    rows, columns = shape_of(matrix)
    return columns * CELL_WIDTH, rows * CELL_HEIGHT + LABEL


def grid(
    left: float,
    top: float,
    name: str,
    matrix: Matrix,
    *,
    css: str,
    lit: Mapping[Index, str] | None = None,
    ringed: Index | None = None,
    shape: str | None = None,
) -> str:
    """A matrix with its name and shape above it.

    Args:
        left: Left edge in pixels.
        top: Top edge in pixels, that of the name.
        name: What it is called.
        matrix: Its entries.
        css: Class of the numbers, ``"bp-value"`` or ``"bp-grad"``.
        lit: Entries to light up, each with a word for its corner.
        ringed: An entry to draw a ring around.
        shape: What stands beside the name; the shape of the matrix if None.
    """
    lit = lit or {}
    rows, columns = shape_of(matrix)
    parts = [s.text(left, top + 15, f"{name}  {shape or f'({rows}, {columns})'}", "", 15)]
    top += LABEL
    for i, j in places(matrix):
        x, y = left + j * CELL_WIDTH, top + i * CELL_HEIGHT
        parts.append(s.rect(x, y, CELL_WIDTH, CELL_HEIGHT, "bp-wire"))
        if (i, j) in lit:
            parts.append(s.rect(x + 3, y + 3, CELL_WIDTH - 6, CELL_HEIGHT - 6, "bp-hollow"))
            parts.append(s.text(x + 7, y + 14, lit[i, j], "bp-accent", 11))
        words = entry_text(float(matrix[i][j]))
        parts.append(
            s.text(x + CELL_WIDTH / 2, y + 30, words, css, 15, anchor="middle"),
        )
    if ringed is not None:
        x, y = left + ringed[1] * CELL_WIDTH, top + ringed[0] * CELL_HEIGHT
        parts.append(s.rect(x, y, CELL_WIDTH, CELL_HEIGHT, "bp-ring", radius=4))
    return "".join(parts)
