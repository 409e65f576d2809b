"""The two-layer net: its units, its arrays with their shapes, and the way there and back."""

from __future__ import annotations

import itertools

from backpass.drawing import svg as s
from backpass.languages import tell
from backpass.pictures.figure import Figure, at, since, stepped

COLUMNS = (
    ("x", "(N, D)", 2, 70.0),
    ("h", "(N, H)", 4, 250.0),
    ("a", "(N, H)", 4, 400.0),
    ("scores", "(N, C)", 3, 580.0),
)
LOSS = 690.0
BETWEEN = (("affine", "W1 (D, H), b1 (H,)"), ("sigmoid", ""), ("affine", "W2 (H, C), b2 (C,)"))
MIDDLE, APART, RADIUS = 150.0, 52.0, 15.0
WIDTH, HEIGHT = 740.0, 330.0
BACK = 292.0  # the line of gradients


def net() -> Figure:
    """The net x → affine → sigmoid → affine → scores → loss, there and back, with shapes."""
    body = []
    for i, (layer, after) in enumerate(itertools.pairwise(COLUMNS), start=2):
        body.append(since(i, *_joined(layer, after, full=layer[0] != "h")))
        kind, weights = BETWEEN[i - 2]
        middle = (layer[3] + after[3]) / 2
        body.append(since(i, s.text(middle, 26, tell(kind), "bp-accent", 15, anchor="middle")))
        if weights:
            body.append(since(i, s.text(middle, 46, weights, "bp-muted", 13, anchor="middle")))
    for i, (name, shape, units, x) in enumerate(COLUMNS, start=1):
        circles = [_circle(x, y) for y in _heights(units)]
        body.append(since(i, *circles))
        body.append(since(i, s.text(x, 262, name, "bp-value", 15, anchor="middle")))
        body.append(since(i, s.text(x, 278, shape, "bp-muted", 12, anchor="middle")))
    body.append(since(5, s.line(600, MIDDLE, LOSS - 22, MIDDLE, "bp-wire")))
    body.append(since(5, _circle(LOSS, MIDDLE, 20)))
    body.append(since(5, s.text(LOSS, MIDDLE + 5, "L", "", 16, anchor="middle")))
    body.append(since(5, s.text(LOSS, 262, tell("loss"), "bp-value", 15, anchor="middle")))
    for step, x, words in (
        (7, 580.0, "dscores"),
        (8, 490.0, "dW2, db2"),
        (8, 400.0, "da"),
        (9, 250.0, "dh"),
        (10, 160.0, "dW1, db1"),
    ):
        body.append(since(step, s.text(x, BACK + 10, words, "bp-grad", 15, anchor="middle")))
    body.append(since(6, s.text(LOSS, BACK + 10, "1", "bp-grad", 15, anchor="middle")))
    stops = (LOSS, 580.0, 400.0, 250.0, 70.0)
    for step, (right, left) in enumerate(itertools.pairwise(stops), start=7):
        body.append(at(step, _arrow(right, left)))
    said = (
        tell(
            "A net of two layers. Here D = 2 inputs, H = 4 hidden units and C = 3 classes; "
            "rows are examples."
        ),
        tell("x: a row for each of N examples, a column for each input."),
        tell(
            "The first affine layer, W1 and b1, makes h: every input has a say in every "
            "hidden unit."
        ),
        tell("The sigmoid squashes each number of h by itself into a."),
        tell("The second affine layer, W2 and b2, makes the scores: one for each class."),
        tell("The loss makes a single number of all scores and labels."),
        tell("Backwards: the gradient of the loss on itself is 1."),
        tell("dscores has the shape of the scores, (N, C)."),
        tell(
            "The second layer hands on three gradients, dW2, db2 and da, each in its array's shape."
        ),
        tell("Through the sigmoid, number by number: dh."),
        tell("The first layer hands on dW1 and db1. Nobody asks for dx: x is data."),
        tell("Six arrays went forward, and each but x and the labels has its gradient."),
    )
    return stepped(WIDTH, HEIGHT, body, title=tell("The two-layer net"), words=said)


def _heights(units: int) -> list[float]:
    return [MIDDLE + APART * (i - (units - 1) / 2) for i in range(units)]


def _circle(x: float, y: float, radius: float = RADIUS) -> str:
    return s.rect(x - radius, y - radius, 2 * radius, 2 * radius, "bp-box", radius=radius)


def _joined(
    one: tuple[str, str, int, float], other: tuple[str, str, int, float], *, full: bool
) -> list[str]:
    """The lines between two columns: from all to all, or from each to its own."""
    return [
        s.line(one[3] + RADIUS, y, other[3] - RADIUS, z, "bp-grid")
        for i, y in enumerate(_heights(one[2]))
        for j, z in enumerate(_heights(other[2]))
        if full or i == j
    ]


def _arrow(start: float, end: float) -> str:
    """An arrow to the left above the line of gradients, and as red as they are."""
    y = BACK - 6
    tip = s.polygon([(end, y), (end + 9, y - 5), (end + 9, y + 5)], "bp-grad")
    return f'<path d="M{s.n(end)} {s.n(y)}L{s.n(start)} {s.n(y)}" class="bp-flow bp-back"/>{tip}'
