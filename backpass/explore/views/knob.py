"""A knob and a needle: the question of the whole course, with one slider."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from backpass.drawing import svg as s
from backpass.explore.exploration import Exploration
from backpass.explore.view import Number, Picture
from backpass.languages import tell

#: How far the needle moves for each unit that the knob is turned.
RATE = -3.0
#: Degrees on a dial for each unit of it.
DEGREES = 30.0
LOW, HIGH = -1.5, 1.5
#: So narrow that a phone shows both dials at once.
KNOB_AT, NEEDLE_AT, RADIUS = (122.0, 124.0), (408.0, 124.0), 92.0
WIDTH, HEIGHT = 530, 276


def knob(turn: float = 0.5) -> Exploration:
    """Turn a knob, and see how far a needle moves.

    Args:
        turn: How far the knob is turned, from −1.5 to 1.5.
    """
    return Exploration("A knob and a needle", _draw, {"turn": Number(turn, LOW, HIGH, 0.05)})


def _draw(values: Mapping[str, Any]) -> Picture:
    turn = values["turn"]
    moved = RATE * turn
    words = tell(
        "The knob is turned by {turn}. The needle has moved by {moved}. {ratio}",
        turn=s.number(turn),
        moved=s.number(moved),
        ratio=_ratio(turn, moved),
    )
    parts = [
        *_dial(KNOB_AT, turn, tell("knob"), "accent", RADIUS * 0.62),
        *_dial(NEEDLE_AT, moved, tell("needle"), "warm", RADIUS - 34),
        s.line(244, 124, 286, 124, "bp-wire"),
        s.text(WIDTH / 2, 112, "?", "", 22, anchor="middle"),
        s.text(WIDTH / 2, 262, _ratio(turn, moved), "", 16, anchor="middle"),
    ]
    svg = s.picture(
        WIDTH, HEIGHT, parts, title=tell("A knob and a needle"), description=words, kind="bp-knob"
    )
    return Picture(svg, words)


def _ratio(turn: float, moved: float) -> str:
    if not turn:
        return tell("Turn the knob.")
    return tell(
        "For each unit of the knob, the needle moves by {value}.", value=s.number(moved / turn)
    )


def _dial(
    middle: tuple[float, float], value: float, name: str, ink: str, reach: float
) -> list[str]:
    """A round scale from −5 to 5 with a hand at the value, its name above and its number below."""
    x, y = middle
    parts = [
        f'<circle cx="{s.n(x)}" cy="{s.n(y)}" r="{s.n(RADIUS)}" '
        'style="fill:none;stroke:var(--bp-line);stroke-width:1.5"/>'
    ]
    for tick in range(-5, 6):
        near, far = _point(middle, tick, RADIUS - 8), _point(middle, tick, RADIUS)
        label = _point(middle, tick, RADIUS + 15)
        parts.append(s.line(*near, *far, "bp-axis"))
        words = f"{tick}".replace("-", s.MINUS)
        parts.append(s.text(label[0], label[1] + 5, words, "bp-muted", 13, anchor="middle"))
    hand = _point(middle, value, reach)
    parts += [
        f'<line x1="{s.n(x)}" y1="{s.n(y)}" x2="{s.n(hand[0])}" y2="{s.n(hand[1])}" '
        f'style="stroke:var(--bp-{ink});stroke-width:5;stroke-linecap:round"/>',
        f'<circle cx="{s.n(x)}" cy="{s.n(y)}" r="7" style="fill:var(--bp-{ink})"/>',
        s.text(x, y + 70, f"{name}: {s.number(value)}", "", 16, anchor="middle"),
    ]
    return parts


def _point(middle: tuple[float, float], value: float, radius: float) -> tuple[float, float]:
    angle = math.radians(DEGREES * value - 90.0)
    return middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle)
