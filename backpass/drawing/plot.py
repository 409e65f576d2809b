"""Small plots as SVG: axes, curves, straight lines, markers and bars, linear or logarithmic.

Redrawing one takes about a millisecond, so that it can follow a slider.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backpass.drawing import svg as s

Point = tuple[float, float]


@dataclass(frozen=True)
class Axes:
    """A rectangle of the picture with a scale in each direction.

    Attributes:
        left: Left edge in pixels.
        top: Top edge in pixels.
        width: Width in pixels.
        height: Height in pixels.
        x: Range of the horizontal scale; exponents of ten if it is logarithmic.
        y: Range of the vertical scale; exponents of ten if it is logarithmic.
        log: Which scales are logarithmic: ``""``, ``"x"``, ``"y"`` or ``"xy"``.
    """

    left: float
    top: float
    width: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]
    log: str = ""

    def place(self, x: float, y: float) -> Point:
        """Where the point (x, y) stands in the picture, in pixels.

        Args:
            x: On the horizontal scale; positive where that is logarithmic.
            y: On the vertical scale; positive where that is logarithmic.
        """
        x = math.log10(x) if "x" in self.log else x
        y = math.log10(y) if "y" in self.log else y
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        return self.left + across * self.width, self.top + (1.0 - up) * self.height

    def frame(self, x_ticks: Sequence[float], y_ticks: Sequence[float]) -> str:
        """Grid, outline, and numbers at the ticks (exponents of ten where logarithmic).

        Args:
            x_ticks: Where to put numbers below; exponents of ten where logarithmic.
            y_ticks: Where to put numbers on the left, likewise.
        """
        grid, parts = [], []  # all lines are one element, so that a page has less to look at
        bottom, right = self.top + self.height, self.left + self.width
        for tick in x_ticks:
            x, _ = self.place(*self._at(tick, self.y[0]))
            grid.append(f"M{s.n(x)} {s.n(self.top)}V{s.n(bottom)}")
            below = bottom + 18
            parts.append(s.text(x, below, self._tick(tick, "x"), "bp-muted", 13, anchor="middle"))
        for tick in y_ticks:
            _, y = self.place(*self._at(self.x[0], tick))
            grid.append(f"M{s.n(self.left)} {s.n(y)}H{s.n(right)}")
            parts.append(
                s.text(self.left - 7, y + 4.5, self._tick(tick, "y"), "bp-muted", 13, anchor="end")
            )
        axis = f"M{s.n(self.left)} {s.n(self.top)}V{s.n(bottom)}H{s.n(right)}"
        lines = [f'<path d="{axis}" class="bp-axis" fill="none"/>']
        if grid:
            lines.insert(0, f'<path d="{"".join(grid)}" class="bp-grid" fill="none"/>')
        return "".join([*lines, *parts])

    def curve(self, points: Iterable[Point], css: str) -> str:
        """A curve through points, cut off at the edges.

        Args:
            points: In the units of the scales.
            css: The class of the path.
        """
        placed = [self.place(x, y) for x, y in points]
        path: list[str] = []
        last: Point | None = None
        for start, end in itertools.pairwise(placed):
            inside = self._clipped(start, end)
            if inside is None:
                continue
            if inside[0] != last:
                path.append(f"M{s.n(inside[0][0])} {s.n(inside[0][1])}")
            path.append(f"L{s.n(inside[1][0])} {s.n(inside[1][1])}")
            last = inside[1]
        return f'<path d="{"".join(path)}" class="{css}"/>' if path else ""

    def straight(self, through: Point, slope: float, css: str) -> str:
        """The straight line with this slope through a point, from edge to edge.

        Args:
            through: A point on it, in the units of the scales.
            slope: Rise for each unit across.
            css: The class of the path.
        """
        x, y = through
        return self.curve([(end, y + slope * (end - x)) for end in self.x], css)

    def upright(self, x: float, css: str) -> str:
        """A vertical line from bottom to top.

        Args:
            x: Where, in the units of the horizontal scale.
            css: The class of the line.
        """
        at, _ = self.place(x, self._at(self.x[0], self.y[0])[1])
        return s.line(at, self.top, at, self.top + self.height, css)

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies within the rectangle.

        Args:
            x: In the units of the horizontal scale.
            y: In the units of the vertical scale.
        """
        at_x, at_y = self.place(x, y)
        return (
            self.left <= at_x <= self.left + self.width
            and self.top <= at_y <= self.top + self.height
        )

    def dot(self, x: float, y: float, css: str, radius: float = 5.0) -> str:
        """A round marker, left out where it would lie outside.

        Args:
            x: In the units of the horizontal scale.
            y: In the units of the vertical scale.
            css: The class of the circle.
            radius: In pixels.
        """
        if not self.holds(x, y):
            return ""
        at_x, at_y = self.place(x, y)
        return f'<circle cx="{s.n(at_x)}" cy="{s.n(at_y)}" r="{s.n(radius)}" class="{css}"/>'

    def square(self, x: float, y: float, css: str, radius: float = 4.5) -> str:
        """A square marker, left out where it would lie outside.

        Args:
            x: In the units of the horizontal scale.
            y: In the units of the vertical scale.
            css: The class of the rectangle.
            radius: Half its side in pixels.
        """
        if not self.holds(x, y):
            return ""
        at_x, at_y = self.place(x, y)
        return s.rect(at_x - radius, at_y - radius, 2 * radius, 2 * radius, css)

    def _at(self, x: float, y: float) -> Point:
        """A point given on the scales, in the units that ``place`` takes."""
        return 10.0**x if "x" in self.log else x, 10.0**y if "y" in self.log else y

    def _tick(self, tick: float, way: str) -> str:
        return s.power_of_ten(tick) if way in self.log else short(tick)

    def _clipped(self, start: Point, end: Point) -> tuple[Point, Point] | None:
        """The part of a stretch that lies within the rectangle (Liang and Barsky)."""
        (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
        enter, leave = 0.0, 1.0
        edges = (
            (-dx, x - self.left),
            (dx, self.left + self.width - x),
            (-dy, y - self.top),
            (dy, self.top + self.height - y),
        )
        for run, room in edges:
            if run == 0.0:
                if room < 0.0:
                    return None
                continue
            at = room / run
            if run < 0.0:
                enter = max(enter, at)
            else:
                leave = min(leave, at)
        if enter > leave:
            return None
        return (x + enter * dx, y + enter * dy), (x + leave * dx, y + leave * dy)


def short(tick: float) -> str:
    """A number as it stands at a tick, as short as it can be written."""
    return f"{tick:g}".replace("-", s.MINUS)


def bar(zero: float, top: float, length: float, height: float, css: str) -> str:
    """A horizontal bar from the zero line, to the right if ``length`` is positive.

    Args:
        zero: Where the zero line stands, in pixels.
        top: Its upper edge, in pixels.
        length: In pixels; negative to the left.
        height: In pixels.
        css: The class of the rectangle.
    """
    return s.rect(min(zero, zero + length), top, max(abs(length), 1.5), height, css)


def contour_lines(
    x: Sequence[float], y: Sequence[float], z: Sequence[Sequence[float]], level: float
) -> list[list[Point]]:
    """The lines along which a function of x and y has one value.

    Args:
        x: Columns of the grid, ascending.
        y: Rows of the grid, ascending.
        z: The function's values, a row for each y.
        level: The value.
    """
    ends: dict[Point, list[Point]] = {}  # each crossing of a side, and those it is joined to
    for i in range(len(y) - 1):
        for j in range(len(x) - 1):
            here = [z[i][j], z[i][j + 1], z[i + 1][j], z[i + 1][j + 1]]
            if min(here) > level or max(here) <= level:
                continue  # most cells lie on one side of it
            for one, other in _crossed(
                (x[j], x[j + 1]), (y[i], y[i + 1]), z[i], z[i + 1], j, level
            ):
                ends.setdefault(one, []).append(other)
                ends.setdefault(other, []).append(one)
    lines = []
    for start in [point for point, joined in ends.items() if len(joined) == 1] + list(ends):
        line, at = [start], start
        while ends[at]:
            following = ends[at].pop()
            ends[following].remove(at)
            line.append(following)
            at = following
        if len(line) > 1:
            lines.append(line)
    return lines


def _crossed(
    across: Point,
    up: Point,
    below: Sequence[float],
    above: Sequence[float],
    j: int,
    level: float,
) -> list[tuple[Point, Point]]:
    """The stretches of a level's line within one cell of a grid (marching squares).

    Args:
        across: Where the cell begins and ends in x.
        up: Where it begins and ends in y.
        below: The row of values at its lower side.
        above: The row of values at its upper side.
        j: The column in which the cell begins.
        level: The value.
    """
    corners = [
        ((across[0], up[0]), below[j] - level),
        ((across[1], up[0]), below[j + 1] - level),
        ((across[1], up[1]), above[j + 1] - level),
        ((across[0], up[1]), above[j] - level),
    ]
    found = []
    for k in range(4):
        (start, at_start), (end, at_end) = corners[k], corners[(k + 1) % 4]
        if (at_start > 0.0) != (at_end > 0.0):
            if start > end:  # the same way round for both cells that share the side
                start, at_start, end, at_end = end, at_end, start, at_start
            share = at_start / (at_start - at_end)
            point = (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
            found.append(point)
    if len(found) == 2:
        return [(found[0], found[1])]
    if len(found) == 4:  # a saddle: the middle decides which corners belong together
        middle = sum(value for _, value in corners) / 4.0
        turned = 0 if (middle > 0.0) == (corners[0][1] > 0.0) else 1
        return [
            (found[turned], found[turned + 1]),
            (found[turned + 2], found[(turned + 3) % 4]),
        ]
    return []
