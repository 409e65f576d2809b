"""The secant that turns into the tangent, and what round-off makes of it."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backpass.drawing import svg as s
from backpass.drawing.plot import Axes
from backpass.explore.change import WIDTH
from backpass.explore.exploration import Exploration
from backpass.explore.view import Choice, Number, Picture
from backpass.judging import gradcheck
from backpass.languages import tell

SMALLEST = 1e-17  # errors below this are drawn on the bottom line
H_EXPONENTS = [-16.0 + i / 4 for i in range(65)]


@dataclass(frozen=True)
class Curve:
    """A function to look at, for real and complex numbers, and the window to see it in."""

    function: Callable[[Any], Any]
    y: tuple[float, float]
    ticks: tuple[float, ...]


CURVES = {
    "x²": Curve(lambda x: x * x, (-2.0, 8.0), (-2, 0, 2, 4, 6, 8)),
    "x³ − 2x": Curve(lambda x: x * x * x - 2.0 * x, (-6.0, 6.0), (-6, -3, 0, 3, 6)),
    "sin x": Curve(
        lambda x: cmath.sin(x) if isinstance(x, complex) else math.sin(x),
        (-1.6, 1.6),
        (-1.5, -1, -0.5, 0, 0.5, 1, 1.5),
    ),
}


@dataclass(frozen=True)
class Slopes:
    """Slopes at one point for one h: forward difference, central difference, and exact."""

    forward: float
    central: float
    exact: float

    @property
    def errors(self) -> tuple[float, float]:
        """How far the forward and the central difference are off."""
        return abs(self.forward - self.exact), abs(self.central - self.exact)


def slopes(function: Callable[[Any], Any], x: float, h: float) -> Slopes:
    """The three slopes of a function at x.

    Args:
        function: A function of one number; it must also take a complex one.
        x: Where.
        h: The step, not 0.
    """
    rise_ahead = function(x + h) - function(x)
    rise_across = function(x + h) - function(x - h)
    exact = gradcheck.slope(function, x)
    return Slopes(rise_ahead / h, rise_across / (h + h), exact)


def secant(function: str = "x³ − 2x", x: float = 1.0, h: float = 1.0) -> Exploration:
    """A curve, a secant that turns into the tangent as h shrinks, and the error beside it.

    Args:
        function: ``"x²"``, ``"x³ − 2x"`` or ``"sin x"``.
        x: Where to look, from −2 to 2.
        h: The step, from 1 down to 1e-16.

    Raises:
        ValueError: If there is no such function.
    """
    if function not in CURVES:
        raise ValueError(f"function is one of {', '.join(CURVES)}, and got {function!r}.")
    return Exploration(
        "From the secant to the tangent",
        _draw,
        {"x": Number(x, -2.0, 2.0, 0.05), "h": Number(h, 1e-16, 1.0, 0.25, log=True)},
        {"function": Choice("f(x) =", tuple(CURVES), function)},
    )


def _draw(values: Mapping[str, Any]) -> Picture:
    name, x, h = values["function"], values["x"], values["h"]
    curve = CURVES[name]
    found = slopes(curve.function, x, h)
    words = _words(name, x, h, found)
    svg = s.picture(
        WIDTH,
        424,
        [
            _curve_panel(name, curve, x, h, found),
            _error_panel(curve, x, h, found),
            _numbers(found, h),
        ],
        title=tell("Secant and tangent of {name}", name=name),
        description=words,
        kind="bp-slopes",
    )
    return Picture(svg, words, _remark(name, x, h, found))


def _curve_panel(name: str, curve: Curve, x: float, h: float, found: Slopes) -> str:
    axes = Axes(40, 40, 312, 270, (-3.2, 3.2), curve.y)
    f = curve.function
    xs = [-3.2 + 6.4 * i / 120 for i in range(121)]
    here, there = (x, f(x)), (x + h, f(x + h))
    return "".join(
        [
            s.text(40, 24, f"f(x) = {name}", "", 15),
            axes.frame((-3, -2, -1, 0, 1, 2, 3), curve.ticks),
            axes.curve([(each, f(each)) for each in xs], "bp-curve"),
            axes.straight(here, found.forward, "bp-secant"),
            axes.straight(here, found.exact, "bp-tangent"),
            axes.square(*there, "bp-fill-warm", 5),
            axes.dot(*here, "bp-fill-ink", 5.5),
            s.text(248, 24, tell("■ secant"), "bp-warm", 14, anchor="end"),
            s.text(352, 24, tell("- - tangent"), "bp-accent", 14, anchor="end"),
        ]
    )


def _error_panel(curve: Curve, x: float, h: float, found: Slopes) -> str:
    axes = Axes(412, 40, 292, 270, (-16.0, 0.0), (-17.0, 1.0), log="xy")
    errors = [(10.0**e, slopes(curve.function, x, 10.0**e).errors) for e in H_EXPONENTS]
    ahead = [(each, _visible(error[0])) for each, error in errors]
    across = [(each, _visible(error[1])) for each, error in errors]
    now = [_visible(error) for error in found.errors]
    return "".join(
        [
            s.text(390, 24, tell("error of the slope"), "", 15),
            s.text(620, 24, tell("■ forward"), "bp-warm", 14, anchor="end"),
            s.text(704, 24, tell("○ central"), "bp-accent", 14, anchor="end"),
            axes.frame((-16, -12, -8, -4, 0), (-16, -12, -8, -4, 0)),
            axes.upright(h, "bp-axis"),
            axes.curve(ahead, "bp-secant"),
            axes.curve(across, "bp-tangent"),
            axes.square(h, now[0], "bp-fill-warm", 5.5),
            axes.dot(h, now[1], "bp-hollow", 5.5),
            s.text(558, 346, "h", "bp-muted", 13, anchor="middle"),
        ]
    )


def _visible(error: float) -> float:
    """An error as it can be drawn on a logarithmic scale."""
    return min(max(error, SMALLEST), 10.0)


def _numbers(found: Slopes, h: float) -> str:
    """The three slopes below the plots, each with the mark it has in the picture."""
    forward, central = (tell("off by {error}", error=s.number(error)) for error in found.errors)
    columns = (
        (16, "bp-warm", tell("■ forward"), found.forward, forward),
        (256, "bp-accent", tell("○ central"), found.central, central),
        (492, "bp-accent", tell("- - exact"), found.exact, tell("for h = {h}", h=s.number(h))),
    )
    parts = [s.line(14, 364, WIDTH - 14, 364, "bp-grid")]
    for left, css, name, slope, below in columns:
        parts.append(s.text(left, 389, f"{name}: {s.number(slope, 6)}", css, 15))
        parts.append(s.text(left, 411, below, "bp-muted", 14))
    return "".join(parts)


def _words(name: str, x: float, h: float, found: Slopes) -> str:
    forward, central = found.errors
    return tell(
        "f(x) = {name} at x = {x} with h = {h}. Forward difference {forward} (off by "
        "{forward2}), central difference {central} (off by {central2}), exact slope "
        "{exact}.\n"
        "{remark}",
        name=name,
        x=s.number(x),
        h=s.number(h),
        forward=s.number(found.forward, 6),
        forward2=s.number(forward),
        central=s.number(found.central, 6),
        central2=s.number(central),
        exact=s.number(found.exact, 6),
        remark=_remark(name, x, h, found),
    )


def _remark(name: str, x: float, h: float, found: Slopes) -> str:
    """What to notice at this h."""
    if h >= 0.1:
        return tell(
            "The secant cuts through the curve; make h smaller and it turns into the tangent."
        )
    now, finer = found.errors, slopes(CURVES[name].function, x, h / 10.0).errors
    if h >= 1e-5 and now[1] < now[0]:
        words = tell(
            "The forward difference looks to one side only; in the central one the errors "
            "of the two sides cancel."
        )
        if name == "x²":
            return tell(
                "{words} On a parabola they cancel altogether, and what is left is rounding error.",
                words=words,
            )
        if 5.0 < now[0] / max(finer[0], 1e-300) < 20.0 and now[1] > 50.0 * finer[1]:
            gain = tell(
                "With h ten times smaller it gains two digits where the forward one gains one."
            )
            return f"{words} {gain}"
        return words
    if x + h == x:
        return tell(
            "x + h is x itself: h is lost when the sum is rounded, and with it the forward "
            "difference."
        )
    if abs(x) < 1e-9:
        return tell(
            "Close to 0 floats lie so near to one another that x + h loses nothing. Move x "
            "away from 0 and look again."
        )
    if finer[1] > now[1]:
        return tell(
            "To the eye the secant is the tangent. Yet with h ten times smaller the "
            "central difference is worse: f(x + h) and f(x − h) agree in most of their "
            "digits, and subtracting leaves the rest."
        )
    return tell(
        "When f(x + h) and f(x) agree in nearly all their digits, what is left after "
        "subtracting is mostly rounding error, and that is divided by a tiny h."
    )
