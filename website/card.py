"""The picture that is shown where somebody shares the site: the course's first circuit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch

from backpass.drawing import layout
from backpass.drawing.palette import LIGHT
from backpass.drawing.svg import number
from backpass.explore.circuits import sum_times_z

#: Its size in pixels, as Open Graph's readers expect it, and dots per inch.
WIDTH, HEIGHT, DPI = 1200, 630, 100


def draw(path: Path) -> None:
    """Draw the picture into a file.

    Args:
        path: Where it goes, a PNG.
    """
    circuit = sum_times_z()
    circuit.backward()
    places = layout.arrange(circuit)
    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=LIGHT["bg"])
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    axes.axis("off")
    axes.text(80, 110, "Backpass", fontsize=44, weight="bold", color=LIGHT["accent"])
    axes.text(80, 172, "Learn backpropagation one gate at a time", fontsize=28, color=LIGHT["ink"])
    scale, left, top = 1.72, 210.0, 215.0

    def at(x: float, y: float) -> tuple[float, float]:
        return left + scale * x, top + scale * y

    for wire in places.wires:
        axes.plot(*zip(*(at(*point) for point in wire), strict=True), color=LIGHT["line"], lw=2.5)
    half = layout.BOX / 2
    for node in circuit:
        place = places.places[node.name]
        middle = at(place.left + place.width / 2, place.y)
        axes.plot(
            *zip(at(place.right, place.y), at(place.end, place.y), strict=True),
            color=LIGHT["line"],
            lw=2.5,
        )
        look: dict[str, Any] = {"fc": LIGHT["panel"], "ec": LIGHT["ink"], "lw": 2.2, "zorder": 3}
        if node.gate:
            axes.add_patch(Circle(middle, scale * half, **look))
        else:
            corner = at(place.left, place.y - half)
            size = scale * layout.BOX
            axes.add_patch(
                FancyBboxPatch(corner, size, size, boxstyle="round,pad=0,rounding_size=9", **look)
            )
        words: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 4}
        axes.text(*middle, layout.label(node), fontsize=22, color=LIGHT["ink"], **words)
        over, under = (at((place.right + place.end) / 2, place.y + dy) for dy in (-11, 13))
        value, gradient = number(node.value), f"∂ {number(node.gradient or 0.0)}"
        axes.text(*over, value, fontsize=18, weight="bold", color=LIGHT["value"], **words)
        axes.text(*under, gradient, fontsize=18, style="italic", color=LIGHT["grad"], **words)
    figure.savefig(path)
