"""The plane as a net sees it: which class it gives to each place, beside the points themselves.

A picture of a net that is being trained, small and quick enough to be drawn again while it learns.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from backpass.drawing import svg as s
from backpass.languages import on_page, said, tell

#: Rows and columns of the map, its height and width in pixels, and half of the plane's width.
CELLS, SIZE, REACH = 48, 360.0, 1.25
LEFT, TOP = 8.0, 8.0


def picture(
    scores_of: Callable[[npt.NDArray[np.float64]], Any],
    points: npt.NDArray[np.float64],
    labels: npt.NDArray[np.int64],
    words: str,
) -> dict[str, str]:
    """The map of a net with two classes, for ``display(…, raw=True)``.

    Args:
        scores_of: From places, of shape (N, 2), to scores, of shape (N, 2).
        points: What to draw on the map, of shape (M, 2).
        labels: The classes of the points, 0 or 1, of shape (M,).
        words: A line to put below it; all there is where pictures are not shown.

    Returns:
        The picture as HTML, and the words as plain text.
    """
    ones = _map_of(scores_of)
    share = float(np.mean(ones))
    description = tell(
        "{words}. Class 1 has {share} of the square shown.", words=words, share=f"{share:.0%}"
    )
    parts = _runs(ones)
    parts += [_point(x, y, int(label)) for (x, y), label in zip(points, labels, strict=True)]
    parts.append(s.text(LEFT + SIZE + 18, TOP + 24, tell("● class 0"), "bp-accent", 15))
    parts.append(s.text(LEFT + SIZE + 18, TOP + 48, tell("■ class 1, and its part"), "bp-warm", 15))
    parts.append(s.text(LEFT + SIZE + 18, TOP + 66, tell("of the plane in grey"), "bp-warm", 15))
    drawn = s.picture(
        LEFT + SIZE + 210,
        TOP + SIZE + 8,
        parts,
        title=tell("The plane as the net sees it"),
        description=description,
        kind="bp-boundary",
    )
    return {
        "text/plain": said(words),
        "text/html": on_page(f"{s.scrollable(drawn)}<div>{html.escape(said(words))}</div>"),
    }


def _map_of(scores_of: Callable[[npt.NDArray[np.float64]], Any]) -> npt.NDArray[np.bool_]:
    """Whether class 1 leads, for each cell of the map; the first row is the lowest."""
    middles = (np.arange(CELLS) + 0.5) / CELLS * 2 * REACH - REACH
    across, up = np.meshgrid(middles, middles)
    scores = np.asarray(scores_of(np.stack([across.ravel(), up.ravel()], axis=1)), dtype=float)
    lead: npt.NDArray[np.bool_] = (scores[:, 1] > scores[:, 0]).reshape(CELLS, CELLS)
    return lead


def _runs(ones: npt.NDArray[np.bool_]) -> list[str]:
    """A grey bar for each run of cells in a row that belong to class 1."""
    side, bars = SIZE / CELLS, []
    for row, cells in enumerate(ones):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], cells.astype(int), [0]])))
        for start, end in edges.reshape(-1, 2):
            bars.append(
                f'<rect x="{s.n(LEFT + start * side)}" y="{s.n(TOP + SIZE - (row + 1) * side)}" '
                f'width="{s.n((end - start) * side)}" height="{s.n(side)}" '
                'shape-rendering="crispEdges" style="fill:var(--bp-line);fill-opacity:.35"/>'
            )
    return bars


def _point(x: float, y: float, label: int) -> str:
    """A dot or a square at its place."""
    across = LEFT + (x + REACH) / (2 * REACH) * SIZE
    up = TOP + SIZE - (y + REACH) / (2 * REACH) * SIZE
    if label == 0:
        return f'<circle cx="{s.n(across)}" cy="{s.n(up)}" r="3" class="bp-fill-accent"/>'
    return (
        f'<rect x="{s.n(across - 2.7)}" y="{s.n(up - 2.7)}" width="5.4" height="5.4" '
        'class="bp-fill-warm"/>'
    )
