"""Where a number of dW or dX comes from: the entries that one entry of W or X meets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from backpass.drawing import svg as s
from backpass.explore.change import WIDTH, Change, bars, bars_height, round_up
from backpass.explore.exploration import Exploration
from backpass.explore.grids import (
    Index,
    Rows,
    entry_name,
    entry_text,
    factor_text,
    grid,
    places,
    size,
)
from backpass.explore.view import Choice, Number, Picture
from backpass.judging.gradcheck import complex_step
from backpass.languages import tell

MATRICES: dict[str, Rows] = {
    "W": [[1.0, -2.0], [3.0, 0.5], [-1.0, 2.0]],
    "X": [[2.0, -1.0, 3.0, 1.0], [1.0, 4.0, -2.0, 0.5]],
}
UPSTREAM: Rows = [[1.0, 2.0, -2.0, 3.0], [0.5, -1.0, 2.0, 1.0], [-3.0, 1.0, 4.0, 2.0]]
OTHER = {"W": "X", "X": "W"}
CHOICES = {
    entry_name(f"d{name}", index): (name, index)
    for name, matrix in MATRICES.items()
    for index in places(matrix)
}
NUDGE = 1.0  # the largest
TOP, MIDDLE = 6.0, 174.0
LEFTS = {"W": 16.0, "X": 150.0, "D": 392.0}


def product(W: Any, X: Any) -> Rows:
    """The forward pass.

    Args:
        W: Rows of a matrix of shape (M, K).
        X: Rows of a matrix of shape (K, N).
    """
    columns = range(len(X[0]))
    return [[sum(row[k] * X[k][j] for k in range(len(X))) for j in columns] for row in W]


def entries(entry: str = "dW[1, 0]", h: float = 0.1) -> Exploration:
    """Pick an entry of dW or dX: what it is made of lights up, and the sum is written out.

    Args:
        entry: Such as ``"dW[1, 0]"`` or ``"dX[0, 2]"``.
        h: How far the entry of W or X is nudged, from −1 to 1.

    Raises:
        ValueError: If there is no such entry.
    """
    if entry not in CHOICES:
        raise ValueError(f"entry is one of {', '.join(CHOICES)}, and got {entry!r}.")
    return Exploration(
        "Where does this number come from? D = W X",
        _draw,
        {"h": Number(h, -NUDGE, NUDGE, 0.05)},
        {"entry": Choice("entry", tuple(CHOICES), entry)},
    )


@cache
def gradients() -> dict[str, Rows]:
    """DW and dX, by the complex step of the forward pass, and dD."""
    inputs = [np.array(matrix) for matrix in MATRICES.values()]
    dW, dX = complex_step(product, inputs, UPSTREAM)
    return {"W": dW.tolist(), "X": dX.tolist(), "D": UPSTREAM}


#: The largest change that a nudge can make, of any entry.
SCALE = round_up(NUDGE * max(float(np.max(np.abs(gradients()[name]))) for name in MATRICES))


def meetings(name: str, index: Index) -> list[tuple[Index, Index]]:
    """Which entries of the other matrix an entry is multiplied by, and where in D that ends up.

    Asked of the forward pass itself: with a single 1 in each of the two matrices, D has a 1 just
    where those two meet.

    Args:
        name: ``"W"`` or ``"X"``.
        index: The entry.

    Returns:
        Pairs (entry of D, entry of the other matrix), in the order of D.
    """
    found = []
    for partner in places(MATRICES[OTHER[name]]):
        units = {
            name: _unit(MATRICES[name], index),
            OTHER[name]: _unit(MATRICES[OTHER[name]], partner),
        }
        reached = product(units["W"], units["X"])
        found += [(at, partner) for at in places(reached) if entry_at(reached, at)]
    return sorted(found)


def _unit(matrix: Rows, index: Index) -> Rows:
    """A matrix of the same shape with a single 1."""
    rows, columns = range(len(matrix)), range(len(matrix[0]))
    return [[1.0 if (i, j) == index else 0.0 for j in columns] for i in rows]


def entry_at(matrix: Rows, index: Index) -> float:
    """One entry of a matrix.

    Args:
        matrix: Its rows.
        index: Row and column, from 0.
    """
    return matrix[index[0]][index[1]]


def _loss(W: Rows, X: Rows) -> float:
    """L, the sum of dD times D."""
    reached = product(W, X)
    return sum(entry_at(UPSTREAM, at) * entry_at(reached, at) for at in places(reached))


def nudged(name: str, index: Index, h: float) -> Change:
    """Predicted and true change of L = sum(dD * D) when one entry moves by ``h``.

    Args:
        name: The matrix that it is an entry of, ``"W"`` or ``"X"``.
        index: Row and column, from 0.
        h: How far it moves.
    """
    before = _loss(MATRICES["W"], MATRICES["X"])
    moved = {each: [list(row) for row in matrix] for each, matrix in MATRICES.items()}
    moved[name][index[0]][index[1]] += h
    after = _loss(moved["W"], moved["X"])
    slope = entry_at(gradients()[name], index)
    mover = tell("L, if {name} moves", name=entry_name(name, index))
    return Change(mover, before, slope, h * slope, after - before)


def _draw(values: Mapping[str, Any]) -> Picture:
    name, index = CHOICES[values["entry"]]
    met = meetings(name, index)
    change = nudged(name, index, values["h"])
    words = _words(name, index, met, values["h"], change)
    top = MIDDLE + size(UPSTREAM)[1] + 52
    svg = s.picture(
        WIDTH,
        top + bars_height([change]),
        [*_grids(name, index, met), _sum(name, index, met), *bars([change], top, SCALE)],
        title=tell("Where {value} comes from", value=entry_name(f"d{name}", index)),
        description=words,
        kind="bp-entries",
    )
    return Picture(svg, words, words.splitlines()[0])


def _grids(name: str, index: Index, met: list[tuple[Index, Index]]) -> list[str]:
    """W, X and D, and below each its gradient; each term of the sum has a number."""
    lit: dict[str, dict[Index, str]] = {name: {}, OTHER[name]: {}, "D": {}}
    for i, (reached, partner) in enumerate(met, start=1):
        lit[OTHER[name]][partner] = str(i)
        lit["D"][reached] = str(i)
    forward = {**MATRICES, "D": product(MATRICES["W"], MATRICES["X"])}
    parts = []
    for each, left in LEFTS.items():
        ringed = index if each == name else None
        below = lit["D"] if each == "D" else None
        parts.append(
            grid(left, TOP, each, forward[each], css="bp-value", lit=lit[each], ringed=ringed)
        )
        gradient = gradients()[each]
        parts.append(
            grid(left, MIDDLE, f"d{each}", gradient, css="bp-grad", lit=below, ringed=ringed)
        )
    parts.append(
        s.text(16, MIDDLE - 8, tell("numbered alike: multiplied together"), "bp-muted", 13)
    )
    return parts


def _terms(name: str, met: list[tuple[Index, Index]]) -> tuple[str, str]:
    """The sum twice, with the names of the entries and with their values."""
    other = OTHER[name]
    names = [f"{entry_name('dD', at)} · {entry_name(other, with_)}" for at, with_ in met]
    values = [
        f"{factor_text(entry_at(UPSTREAM, at))} · {factor_text(entry_at(MATRICES[other], with_))}"
        for at, with_ in met
    ]
    return " + ".join(names), " + ".join(values)


def _sum(name: str, index: Index, met: list[tuple[Index, Index]]) -> str:
    _, values = _terms(name, met)
    total = entry_text(entry_at(gradients()[name], index))
    words = f"{entry_name(f'd{name}', index)} = {values} = {total}"
    return s.text(16, MIDDLE + size(UPSTREAM)[1] + 28, words, "", 17)


def _words(
    name: str, index: Index, met: list[tuple[Index, Index]], h: float, change: Change
) -> str:
    entry, gradient = entry_name(name, index), entry_name(f"d{name}", index)
    where = ", ".join(f"{entry_name('D', at)}" for at, _ in met)
    names, values = _terms(name, met)
    return tell(
        "{entry} reaches {met} entries of D: {where}. Their gradients come back and "
        "add up.\n"
        "{gradient} = {names} = {values} = {slope}.\n"
        "Nudge {entry} by {h}: the predicted change of L = sum(dD * D) is {h} · "
        "{slope2} = {predicted}; the true change is {told}: {verdict}.",
        entry=entry,
        met=len(met),
        where=where,
        gradient=gradient,
        names=names,
        values=values,
        slope=entry_text(change.slope),
        h=s.number(h),
        slope2=s.number(change.slope),
        predicted=s.number(change.predicted),
        told=s.number(change.told),
        verdict=change.verdict,
    )
