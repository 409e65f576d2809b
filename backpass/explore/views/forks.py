"""Gradients that meet at a fork: added up, or overwritten, and what descent makes of either."""

from __future__ import annotations

import cmath
import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from backpass import draw
from backpass.circuit import SIGMOID, Circuit
from backpass.drawing import plot
from backpass.drawing import svg as s
from backpass.drawing.plot import Axes, Point
from backpass.drawing.svg import number
from backpass.explore.exploration import Exploration
from backpass.explore.view import Choice, Number, Picture
from backpass.judging import gradcheck
from backpass.languages import tell

ADDED = "+=  add up what arrives"
OVERWRITTEN = "=  keep only what arrives last"
RULES = (ADDED, OVERWRITTEN)
FEEDS = {"x": ("xpy", "sigx", "num"), "y": ("xpy", "sigy")}  # in the order of the backward pass
FAR = 30.0  # a descent that gets this far out has left the picture for good
MAP_X, MAP_Y = (-3.0, 6.0), (-7.0, 3.0)
LEVELS = (-4.0, -2.0, -1.0, -0.5, -0.2, 0.2, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
LABELS = (22.0, 178.0)  # rows of the map, in pixels from its top, for the values of the lines
LEFT, WIDE, HIGH = 44.0, 340.0, 200.0


def staged_circuit(x: float = 3.0, y: float = -4.0) -> Circuit:
    """The staged function of the lecture, its gates in the order of the forward pass.

    Args:
        x: The first input.
        y: The second input.
    """
    c = Circuit("(x + σ(y)) / (σ(x) + (x + y)²)")
    x_in, y_in = c.input("x", x), c.input("y", y)
    num = c.add(x_in, c.sigmoid(y_in, name="sigy"), name="num")
    sigx, xpy = c.sigmoid(x_in, name="sigx"), c.add(x_in, y_in, name="xpy")
    den = c.add(sigx, c.square(xpy, name="xpysqr"), name="den")
    c.multiply(num, c.reciprocal(den, name="invden"), name="f")
    c.backward()
    return c


def _by_paths(
    x_xpy: complex, x_sigx: complex, x_num: complex, y_xpy: complex, y_sigy: complex
) -> complex:
    """The same function, with a copy of x and y for every gate that they feed."""
    num = x_num + SIGMOID.forward(y_sigy)
    return num / (SIGMOID.forward(x_sigx) + (x_xpy + y_xpy) ** 2)


def value(x: float, y: float) -> float:
    """The staged function.

    Args:
        x: The first input.
        y: The second input.
    """
    return _by_paths(x, x, x, y, y).real


def shares(x: float, y: float) -> dict[str, tuple[float, ...]]:
    """What comes back to x and to y along each path, in the order of the backward pass.

    Args:
        x: The first input.
        y: The second input.
    """
    found = [_slope(x, y, (path,)) for path in range(5)]
    return {"x": tuple(found[:3]), "y": tuple(found[3:])}


def gradient(x: float, y: float, rule: str) -> tuple[float, float]:
    """The gradient on x and y if what arrives at the forks is added up, or overwritten.

    Args:
        x: The first input.
        y: The second input.
        rule: :data:`ADDED`, or the other one.
    """
    if rule == ADDED:
        return _slope(x, y, (0, 1, 2)), _slope(x, y, (3, 4))
    return _slope(x, y, (2,)), _slope(x, y, (4,))


def _slope(x: float, y: float, paths: tuple[int, ...]) -> float:
    """The slope of f when only the copies on these paths move, by a complex step."""
    copies = (x, x, x, y, y)

    def moved(by: complex) -> complex:
        return _by_paths(*(at + by if i in paths else at for i, at in enumerate(copies)))

    return gradcheck.slope(moved, 0.0)


@dataclass(frozen=True)
class Descent:
    """The points that a descent goes through, and f at each."""

    points: list[Point]
    values: list[float]


def descend(x: float, y: float, rate: float, steps: int, rule: str) -> Descent:
    """Go down with the gradient of a rule; ends early where it leaves for good.

    Args:
        x: Where the first input starts.
        y: Where the second input starts.
        rate: The learning rate.
        steps: How many steps at most.
        rule: How the gradient is put together, see :func:`gradient`.
    """
    points, values = [(x, y)], [value(x, y)]
    for _ in range(steps):
        dx, dy = gradient(x, y, rule)
        x, y = x - rate * dx, y - rate * dy
        if not (abs(x) < FAR and abs(y) < FAR):  # also true of nan
            break
        points.append((x, y))
        values.append(value(x, y))
    return Descent(points, values)


def forks(x: float = 3.0, y: float = -4.0) -> Exploration:
    """The staged circuit with = or += where x and y fork, and two descents from the same point.

    Args:
        x: First input, from −2 to 5.
        y: Second input, from −6 to 2.
    """
    own = staged_circuit()
    return Exploration(
        "What happens at a fork",
        lambda values: _draw(own, values),
        {
            "x": Number(x, -2.0, 5.0, 0.1),
            "y": Number(y, -6.0, 2.0, 0.1),
            "rate": Number(0.2, 0.01, 0.5, 0.01),
            "steps": Number(30, 1, 60, 1, whole=True),
        },
        {"forks": Choice("at the forks", RULES, ADDED)},
    )


def _draw(circuit: Circuit, values: Mapping[str, Any]) -> Picture:
    x, y, rule = values["x"], values["y"], values["forks"]
    circuit.set(x=x, y=y)
    circuit["x"].gradient, circuit["y"].gradient = gradient(x, y, rule)
    walks = {each: descend(x, y, values["rate"], int(values["steps"]), each) for each in RULES}
    words = _words(circuit, values, walks)
    drawing = draw.draw(circuit, marks=dict.fromkeys(FEEDS, rule.split()[0]))
    top = drawing.height + 34
    svg = s.picture(
        max(drawing.width, LEFT + WIDE + 60 + 360 + 14),
        top + HIGH + 46,
        [*drawing.elements, _map(walks, top), _heights(walks, int(values["steps"]), top)],
        title=draw.title(circuit),
        description=f"{draw.describe(circuit)} {words}",
        kind="bp-circuit",
        data=drawing.film.attributes(),
    )
    return Picture(svg, words, _remark(walks[OVERWRITTEN], x, y))


def _map(walks: Mapping[str, Descent], top: float) -> str:
    """The plane of x and y with lines of equal f, and both descents on it."""
    axes = _map_axes(top)
    right, wrong = walks[ADDED].points, walks[OVERWRITTEN].points
    return "".join(
        [
            s.text(LEFT, top - 14, tell("seen from above, with lines of equal f"), "", 15),
            axes.frame((-2, 0, 2, 4), (-6, -4, -2, 0, 2)),
            _contours(top),
            axes.curve(wrong, "bp-secant"),
            axes.curve(right, "bp-tangent"),
            _squares(axes, wrong[1:]),
            _dots(axes, right[1:]),
            axes.square(*wrong[-1], "bp-fill-warm", 5),
            axes.dot(*right[-1], "bp-hollow", 5.5),
            axes.dot(*right[0], "bp-fill-ink", 5.5),
            s.text(LEFT + WIDE / 2, top + HIGH + 38, "x", "bp-muted", 13, anchor="middle"),
            s.text(LEFT - 12, top + 3, "y", "bp-muted", 13, anchor="end"),
        ]
    )


def _squares(axes: Axes, points: Sequence[Point]) -> str:
    """The steps of one descent, as one element."""
    placed = [axes.place(*point) for point in points if axes.holds(*point)]
    path = "".join(f"M{s.n(x - 2)} {s.n(y - 2)}h4v4h-4z" for x, y in placed)
    return f'<path d="{path}" class="bp-fill-warm"/>'


def _dots(axes: Axes, points: Sequence[Point]) -> str:
    """The steps of the other one, likewise."""
    placed = [axes.place(*point) for point in points if axes.holds(*point)]
    round_it = "a2.3 2.3 0 1 0 4.6 0a2.3 2.3 0 1 0 -4.6 0z"
    path = "".join(f"M{s.n(x - 2.3)} {s.n(y)}{round_it}" for x, y in placed)
    return f'<path d="{path}" class="bp-fill-accent"/>'


def _heights(walks: Mapping[str, Descent], steps: int, top: float) -> str:
    """The value of f after each step of both descents."""
    left, wide = LEFT + WIDE + 60, 360.0
    seen = [max(min(v, 9.0), -9.0) for walk in walks.values() for v in walk.values]
    low, high = math.floor(min(seen)), math.ceil(max(seen) + 1e-9)
    axes = Axes(left, top, wide, HIGH, (0.0, float(steps)), (low - 0.1, high + 0.1))
    right, wrong = (list(enumerate(walks[rule].values)) for rule in RULES)
    every = max(1, math.ceil((high - low) / 6))
    across = sorted({0, steps // 2, steps})
    return "".join(
        [
            s.text(left, top - 14, tell("f after each step"), "", 15),
            s.text(
                left + wide - 100, top - 14, tell("- -○ with +="), "bp-accent", 14, anchor="end"
            ),
            s.text(left + wide, top - 14, tell("—■ with ="), "bp-warm", 14, anchor="end"),
            axes.frame(across, range(low, high + 1, every)),
            axes.curve(wrong, "bp-secant"),
            axes.curve(right, "bp-tangent"),
            axes.square(*wrong[-1], "bp-fill-warm", 5),
            axes.dot(*right[-1], "bp-hollow", 5.5),
            axes.dot(*right[0], "bp-fill-ink", 5.5),
            s.text(left + wide / 2, top + HIGH + 38, tell("step"), "bp-muted", 13, anchor="middle"),
        ]
    )


# --- lines of equal f ----------------------------------------------------------------------------


@cache
def _grid(fine: int = 60) -> tuple[list[float], list[float], list[list[float]]]:
    """Columns, rows, and f with a row for each y."""
    xs = [MAP_X[0] + (MAP_X[1] - MAP_X[0]) * i / fine for i in range(fine + 1)]
    ys = [MAP_Y[0] + (MAP_Y[1] - MAP_Y[0]) * i / fine for i in range(fine + 1)]
    return xs, ys, [[value(x, y) for x in xs] for y in ys]


def level_lines(level: float) -> list[list[Point]]:
    """The lines along which f has one value."""
    return plot.contour_lines(*_grid(), level)


@cache
def levels() -> list[tuple[float, list[list[Point]]]]:
    """Each level with its lines, to a thousandth: finer than a pixel of the map."""
    return [
        (level, [[(round(a, 3), round(b, 3)) for a, b in line] for line in level_lines(level)])
        for level in LEVELS
    ]


def _map_axes(top: float) -> Axes:
    """The axes of the plane of x and y."""
    return Axes(LEFT, top, WIDE, HIGH, MAP_X, MAP_Y)


@cache
def _contours(top: float) -> str:
    """All lines of equal f, with their values where they cross the top and the bottom."""
    axes = _map_axes(top)
    parts, labels = [], []
    for level, found in levels():
        lines = [[axes.place(*point) for point in _thinned(line)] for line in found]
        path = "".join("M" + "L".join(f"{s.n(a)} {s.n(b)}" for a, b in line) for line in lines)
        parts.append(f'<path d="{path}" class="bp-grid" fill="none" style="opacity:.9"/>')
        for line in lines:
            labels += [
                (b, a, level)
                for (a, b), (_, next_b) in itertools.pairwise(line)
                for row in LABELS
                if (b < axes.top + row) != (next_b < axes.top + row)
            ]
    last = (0.0, 0.0)
    for row in LABELS:
        for b, a, level in sorted(labels, key=lambda label: label[1]):
            inside = axes.left + 16 < a < axes.left + axes.width - 16
            if inside and abs(b - axes.top - row) < 12 and (last[0] != row or a > last[1] + 30):
                text = f"{level:g}".replace("-", s.MINUS)
                parts.append(s.text(a, b + 4, text, "bp-muted", 13, anchor="middle"))
                last = (row, a)
    return "".join(parts)


def _thinned(line: list[Point]) -> list[Point]:
    """Every other point, and the last: they lie closer than an eye can tell."""
    return line[:-1:2] + line[-1:]


# --- words ---------------------------------------------------------------------------------------


def _words(circuit: Circuit, values: Mapping[str, Any], walks: Mapping[str, Descent]) -> str:
    x, y, rule = values["x"], values["y"], values["forks"]
    right, wrong = walks[ADDED], walks[OVERWRITTEN]
    lines = [
        tell(
            "At x = {x}, y = {y}: f = {values}.",
            x=number(x),
            y=number(y),
            values=number(right.values[0]),
        )
    ]
    for name, arriving in shares(x, y).items():
        back = ", ".join(
            tell("{each} from {gate}", each=number(each), gate=gate)
            for each, gate in zip(arriving, FEEDS[name], strict=True)
        )
        kept = circuit[name].gradient or 0.0
        lines.append(
            tell(
                "To {name} come back, in this order, {back}; added up: {kept}.",
                name=name,
                back=back,
                kept=number(kept),
            )
            if rule == ADDED
            else tell(
                "To {name} come back, in this order, {back}; each overwrites the one before, and "
                "what stays is {kept}.",
                name=name,
                back=back,
                kept=number(kept),
            )
        )
    descent = tell(
        "Descent, {steps} steps at a rate of {rate}.",
        steps=int(values["steps"]),
        rate=number(values["rate"]),
    )
    lines.append(f"{descent} {_fate('+=', right)} {_fate('=', wrong)}")
    return "\n".join([*lines, _remark(wrong, x, y)])


def _fate(sign: str, walk: Descent) -> str:
    steps = len(walk.points) - 1
    x, y = walk.points[-1]
    return tell(
        "With {sign} f goes from {start} to {end} in {steps} steps, at ({x}, {y}).",
        sign=sign,
        start=number(walk.values[0]),
        end=number(walk.values[-1]),
        steps=steps,
        x=number(x),
        y=number(y),
    )


def _remark(wrong: Descent, x: float, y: float) -> str:
    """What to notice here."""
    (a, b), (c, d) = gradient(x, y, ADDED), gradient(x, y, OVERWRITTEN)
    if len(wrong.values) > 1 and wrong.values[1] > wrong.values[0]:
        return tell("With = the very first step of the descent goes up.")
    if a * c + b * d < 0.0:
        return tell("The overwritten gradient points more up than down here.")
    if max(wrong.values) > wrong.values[0] + 1e-9:
        return tell("With = the descent starts downwards, and climbs later on.")
    apart = math.degrees(abs(cmath.phase(complex(a, b) / complex(c, d))))
    if apart < 0.5:
        share = math.hypot(c, d) / math.hypot(a, b)
        return tell(
            "Here the overwritten gradient points the right way and is {share} times as "
            "long: a mistake like that can hide for a long time.",
            share=number(share),
        )
    return tell(
        "The overwritten gradient is off by {apart}° in direction, and yet it leads "
        "down from here: a mistake like that can hide for a long time.",
        apart=f"{apart:.0f}",
    )
