"""A batch on its way through an affine layer: which number meets which."""

from __future__ import annotations

import numpy as np

from backpass.drawing import svg as s
from backpass.explore.grids import CELL_HEIGHT, CELL_WIDTH, LABEL, entry_text, factor_text, grid
from backpass.languages import tell
from backpass.pictures.figure import Figure, at, since, stepped

X = np.array([[1.0, 2.0, -1.0], [0.5, -2.0, 3.0], [4.0, 0.0, 1.0], [-1.0, 1.0, 2.0]])
W = np.array([[2.0, -1.0], [1.0, 3.0], [0.0, 2.0]])
B = np.array([[1.0, -1.0]])
LEFTS = {"x": 16.0, "w": 226.0, "b": 226.0, "out": 386.0}
TOP = 8.0


def affine() -> Figure:
    """Four examples, a row each, go through the same w and b."""
    out = X @ W + B
    below = TOP + LABEL + 3 * CELL_HEIGHT + 14
    body = [
        since(0, grid(LEFTS["x"], TOP, "x", X, css="bp-value")),
        since(0, grid(LEFTS["w"], TOP, "w", W, css="bp-value")),
        since(0, grid(LEFTS["b"], below, "b", B, css="bp-value", shape="(2,)")),
        since(0, s.text(LEFTS["out"], TOP + 15, "out = x w + b  (4, 2)", "", 15)),
    ]
    words = [
        tell("A batch of 4 examples with 3 numbers each. All go through the same w and the same b.")
    ]
    for i in range(len(X)):
        step = i + 1
        for j in range(W.shape[1]):
            left, top = LEFTS["out"] + j * CELL_WIDTH, TOP + LABEL + i * CELL_HEIGHT
            text = entry_text(float(out[i, j]))
            middle = left + CELL_WIDTH / 2
            body.append(
                since(
                    step,
                    s.rect(left, top, CELL_WIDTH, CELL_HEIGHT, "bp-wire"),
                    s.text(middle, top + 30, text, "bp-value", 15, anchor="middle"),
                )
            )
        body.append(at(step, _row(LEFTS["x"], i, 3), _row(LEFTS["out"], i, 2)))
        terms = " + ".join(
            f"{factor_text(a)} · {factor_text(b)}" for a, b in zip(X[i], W[:, 0], strict=True)
        )
        words.append(
            tell(
                "Example {i}: row {i} of x makes row {i} of out and no other. Its first number "
                "is {terms} + {B} = {out}.",
                i=i,
                terms=terms,
                B=factor_text(B[0, 0]),
                out=entry_text(float(out[i, 0])),
            )
        )
    last = len(X) + 1
    reach = s.rect(
        LEFTS["out"] + CELL_WIDTH, TOP + LABEL, CELL_WIDTH, 4 * CELL_HEIGHT, "bp-ring", radius=6
    )
    one = s.rect(LEFTS["w"] + CELL_WIDTH, TOP + LABEL, CELL_WIDTH, CELL_HEIGHT, "bp-ring", radius=6)
    other = s.rect(
        LEFTS["b"] + CELL_WIDTH, below + LABEL, CELL_WIDTH, CELL_HEIGHT, "bp-ring", radius=6
    )
    body.append(at(last, one, reach))
    body.append(at(last + 1, other, reach))
    words.append(
        tell(
            "Now look from w: w[0, 1] has a say in column 1 of every row. It is read once "
            "for each example: a fork with 4 branches."
        )
    )
    words.append(tell("And b[1] is read by every row of column 1 too."))
    words.append(
        tell("So a row of x reaches one row of out, and a number of w or b reaches a column.")
    )
    return stepped(
        570,
        below + LABEL + CELL_HEIGHT + 12,
        body,
        title=tell("A batch through an affine layer"),
        words=words,
    )


def _row(left: float, row: int, columns: int) -> str:
    top = TOP + LABEL + row * CELL_HEIGHT
    return s.rect(left, top, columns * CELL_WIDTH, CELL_HEIGHT, "bp-ring", radius=6)
