"""Broadcasting step by step: one row is read by every row, so it is a fork."""

from __future__ import annotations

import numpy as np

from backpass.drawing import svg as s
from backpass.explore.grids import CELL_HEIGHT, CELL_WIDTH, LABEL, Matrix, grid
from backpass.judging.gradcheck import complex_step
from backpass.languages import tell
from backpass.pictures.figure import Figure, at, since, stepped

X = np.array([[1.0, 4.0], [2.0, -1.0], [0.0, 3.0]])
B = np.array([[10.0, 20.0]])
UPSTREAM = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 4.0]])
LEFTS = (16.0, 196.0, 376.0)
TOP, BACK = 8.0, 178.0


def broadcasting() -> Figure:
    """X of shape (3, 2) plus b of shape (2,): stretched, added, and back again."""
    (db,) = complex_step(lambda b: X + b, [B], UPSTREAM)
    copies = np.repeat(B, len(X), axis=0)
    row = TOP + LABEL
    body = [
        since(0, grid(LEFTS[0], TOP, "x", X, css="bp-value")),
        since(0, grid(LEFTS[1], TOP, "b", B, css="bp-value", shape="(2,)")),
        since(1, _ghosts(LEFTS[1], row + CELL_HEIGHT, copies[1:])),
        since(2, grid(LEFTS[2], TOP, "x + b", X + B, css="bp-value")),
        since(3, grid(LEFTS[2], BACK, "dout", UPSTREAM, css="bp-grad")),
        at(3, s.text(16, BACK + 60, tell("backwards …"), "bp-muted", 15)),
        since(4, _ghosts(LEFTS[1], BACK + LABEL, UPSTREAM, ink="bp-grad")),
        since(4, s.text(LEFTS[1], BACK + 15, tell("messages"), "", 14)),
        since(
            5,
            *(
                s.rect(
                    LEFTS[1] + column * CELL_WIDTH,
                    BACK + LABEL,
                    CELL_WIDTH,
                    3 * CELL_HEIGHT,
                    "bp-ring",
                    radius=6,
                )
                for column in range(2)
            ),
            grid(
                LEFTS[1], BACK + LABEL + 3 * CELL_HEIGHT + 10, "db", db, css="bp-grad", shape="(2,)"
            ),
        ),
    ]
    sums = ", ".join(
        " + ".join(_bracketed(v, i) for i, v in enumerate(column)) + f" = {total:g}"
        for column, total in zip(UPSTREAM.T, db[0], strict=True)
    ).replace("-", s.MINUS)
    words = (
        tell("x has three rows, b has one."),
        tell(
            "To add them, numpy stretches b: every row of x gets the same b. Nothing is "
            "copied in memory; the one b is read three times."
        ),
        tell("Then the numbers are added, entry by entry."),
        tell("On the way back an upstream gradient arrives at every entry of out."),
        tell("Each of the three places where b was read gets a message."),
        tell(
            "But they are one b: a fork with three branches. The messages in each column "
            "meet and add up: {sums}.",
            sums=sums,
        ),
    )
    return stepped(
        520, BACK + 2 * LABEL + 4 * CELL_HEIGHT + 22, body, title=tell("Broadcasting"), words=words
    )


def _bracketed(value: float, place: int) -> str:
    return f"({value:g})" if value < 0 and place else f"{value:g}"


def _ghosts(left: float, top: float, matrix: Matrix, ink: str = "bp-muted") -> str:
    """A matrix that is not there: its numbers in dashed boxes."""
    parts = []
    for i, j in np.ndindex(matrix.shape):
        x, y = left + j * CELL_WIDTH, top + i * CELL_HEIGHT
        parts.append(s.rect(x, y, CELL_WIDTH, CELL_HEIGHT, "bp-ghost"))
        words = f"{matrix[i, j]:g}".replace("-", s.MINUS)
        parts.append(s.text(x + CELL_WIDTH / 2, y + 30, words, ink, 15, anchor="middle"))
    return "".join(parts)
