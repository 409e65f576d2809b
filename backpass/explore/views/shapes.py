"""Which matrix products have the right shape to be a gradient, and which of them are one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from backpass.drawing import svg as s
from backpass.explore.exploration import Exploration
from backpass.explore.grids import Rows, shape_of
from backpass.explore.view import Number, Picture
from backpass.languages import tell

LARGEST = 10
# Any numbers will do, as long as no two products agree by accident.
_GENERATOR = np.random.default_rng(231)
_W, _X, _DD, _MOVE = (_GENERATOR.standard_normal((LARGEST, LARGEST)).tolist() for _ in range(4))

WIDTH = 800.0
COLUMN = 392.0
ROW = 25.0
UNIT = 7.0  # pixels for each row or column of a matrix


@dataclass(frozen=True)
class Product:
    """A product of two matrices, tried as a gradient.

    Attributes:
        name: How it is written, ``"dD @ X"``.
        shapes: The shapes of its two factors.
        shape: The shape of the product, or None where the inner sizes do not match.
        fits: Whether that is the shape of what the gradient belongs to.
        right: Whether it is the gradient.
    """

    name: str
    shapes: tuple[tuple[int, ...], tuple[int, ...]]
    shape: tuple[int, ...] | None
    fits: bool
    right: bool


def shapes(M: float = 5, K: float = 10, N: float = 3) -> Exploration:
    """D = W X with sizes to choose: which products fit dW and dX, and which are the gradients.

    Args:
        M: Rows of W, from 1 to 10.
        K: Columns of W and rows of X, from 1 to 10.
        N: Columns of X, from 1 to 10.
    """
    starts = {"M": M, "K": K, "N": N}
    return Exploration(
        "Which products fit? D = W X",
        _draw,
        {name: Number(value, 1, LARGEST, 1, whole=True) for name, value in starts.items()},
    )


def products(M: int, K: int, N: int) -> dict[str, list[Product]]:
    """All products of dD with X, tried as dW, and of dD with W, tried as dX.

    Args:
        M: Rows of W and D.
        K: Columns of W, rows of X.
        N: Columns of X and D.
    """
    W, X, dD = _corner(_W, M, K), _corner(_X, K, N), _corner(_DD, M, N)
    # D is linear in W alone, so with the other factor held, moving W by V changes sum(dD * D) by
    # sum(dD * (V X)), for V of any size. The gradient is the one array G with sum(G * V) the same.
    V = _corner(_MOVE, M, K)
    dW = _tried("X", X, dD, V, _dot(dD, _times(V, X)))
    V = _corner(_MOVE, K, N)
    dX = _tried("W", W, dD, V, _dot(dD, _times(W, V)))
    return {"dW": dW, "dX": dX}


def _corner(matrix: Rows, rows: int, columns: int) -> Rows:
    return [row[:columns] for row in matrix[:rows]]


def _turned(matrix: Rows) -> Rows:
    """The transposed matrix."""
    return [[row[j] for row in matrix] for j in range(len(matrix[0]))]


def _times(left: Rows, right: Rows) -> Rows:
    """The matrix product."""
    columns = _turned(right)
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in left
    ]


def _dot(one: Rows, other: Rows) -> float:
    """The sum of all entries of one matrix times those of the other."""
    return sum(
        a * b
        for row, beside in zip(one, other, strict=True)
        for a, b in zip(row, beside, strict=True)
    )


def _tried(name: str, other: Rows, dD: Rows, move: Rows, change: float) -> list[Product]:
    """Every product of dD and the other factor, each as it is or transposed, in both orders."""
    found = []
    for upstream in (("dD", dD), ("dD.T", _turned(dD))):
        for factor in ((name, other), (f"{name}.T", _turned(other))):
            for left, right in (upstream, factor), (factor, upstream):
                found.append(_product(left, right, move, change))
    return found


def _product(left: tuple[str, Rows], right: tuple[str, Rows], move: Rows, change: float) -> Product:
    name, factors = f"{left[0]} @ {right[0]}", (shape_of(left[1]), shape_of(right[1]))
    if factors[0][1] != factors[1][0]:
        return Product(name, factors, None, fits=False, right=False)
    value = _times(left[1], right[1])
    fits = shape_of(value) == shape_of(move)
    right_one = fits and abs(_dot(value, move) - change) <= 1e-8 + 1e-9 * abs(change)
    return Product(name, factors, shape_of(value), fits, right_one)


def _draw(values: Mapping[str, Any]) -> Picture:
    M, K, N = (int(values[name]) for name in ("M", "K", "N"))
    tried = products(M, K, N)
    words = "\n".join(
        [
            tell(
                "D = W X with W ({M}, {K}) and X ({K}, {N}): D and dD are ({M}, {N}).",
                M=M,
                K=K,
                N=N,
            ),
            _count("dW", (M, K), tried["dW"]),
            _count("dX", (K, N), tried["dX"]),
            _remark(tried),
        ]
    )
    top = LARGEST * UNIT + 74
    height = top + 34 + 8 * ROW + 8
    body = [_rectangles(M, K, N)]
    body += _column(16, top, tell("dW must be ({M}, {K})", M=M, K=K), tried["dW"])
    body += _column(16 + COLUMN, top, tell("dX must be ({K}, {N})", K=K, N=N), tried["dX"])
    svg = s.picture(
        WIDTH,
        height,
        body,
        title=tell("Products that fit and products that are right"),
        description=f"{words} {_all(tried)}",
        kind="bp-shapes",
    )
    return Picture(svg, words, _remark(tried))


def _rectangles(M: int, K: int, N: int) -> str:
    """The four matrices to scale."""
    parts = []
    left = 16.0
    middle = 40 + LARGEST * UNIT / 2
    for name, rows, columns, after in (
        ("W", M, K, ""),
        ("X", K, N, "="),
        ("D", M, N, tell("so also")),
        ("dD", M, N, ""),
    ):
        width, height = columns * UNIT, rows * UNIT
        parts.append(s.text(left, 24, f"{name} ({rows}, {columns})", "", 15))
        parts.append(s.rect(left, middle - height / 2, width, height, "bp-box"))
        left += max(width, 76) + 14
        if after:
            parts.append(s.text(left, middle + 5, after, "bp-muted", 15))
            left += 26 if after == "=" else 70
    return "".join(parts)


def _column(left: float, top: float, heading: str, tried: list[Product]) -> list[str]:
    parts = [s.text(left, top + 14, heading, "", 15)]
    for i, product in enumerate(tried):
        y = top + 34 + ROW * i + 14
        verdict, css = _verdict(product)
        factors = f"{_shape(product.shapes[0])} @ {_shape(product.shapes[1])}"
        parts.append(s.text(left, y, product.name, css, 14, room=84))
        parts.append(s.text(left + 88, y, factors, "bp-muted", 13))
        parts.append(s.text(left + 232, y, verdict, css or "bp-muted", 13))
    return parts


def _shape(shape: tuple[int, ...]) -> str:
    return f"({shape[0]}, {shape[1]})"


def _verdict(product: Product) -> tuple[str, str]:
    """What is to be said of a product, and the class it is written in."""
    if product.shape is None:
        return tell(
            "– no: {left} meets {right}",
            left=product.shapes[0][1],
            right=product.shapes[1][0],
        ), ""
    if not product.fits:
        return tell("– gives {shape}", shape=_shape(product.shape)), ""
    return (
        (tell("✓ fits, and is right"), "bp-accent")
        if product.right
        else (tell("✗ fits, yet wrong"), "bp-warm")
    )


def _count(name: str, shape: tuple[int, int], tried: list[Product]) -> str:
    """How many products fit, and which of those are right."""
    fit = [product.name for product in tried if product.fits]
    right = [product.name for product in tried if product.right]
    if fit == right:
        return tell(
            "{name} must be {shape}. Of {tried} products, those that fit are all right: {fit}.",
            name=name,
            shape=_shape(shape),
            tried=len(tried),
            fit=", ".join(fit),
        )
    return tell(
        "{name} must be {shape}. Of {tried} products {fit} fit; the gradient is {right}.",
        name=name,
        shape=_shape(shape),
        tried=len(tried),
        fit=len(fit),
        right=", ".join(right),
    )


def _remark(tried: Mapping[str, list[Product]]) -> str:
    wrong = sum(product.fits and not product.right for each in tried.values() for product in each)
    if not wrong:
        return tell("Here the shapes alone tell what is right.")
    return tell(
        "Sizes coincide, and the shapes no longer decide. Products that fit and are wrong: "
        "{wrong}.",
        wrong=wrong,
    )


def _all(tried: Mapping[str, list[Product]]) -> str:
    """Every line of the picture, for those who do not see it."""
    return " ".join(
        f"{name}: {product.name} {_verdict(product)[0][2:]}."
        for name, each in tried.items()
        for product in each
    )
