"""Back-propagate a random circuit by head."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backpass import draw
from backpass.drawing.svg import number
from backpass.explore.exploration import Exploration
from backpass.explore.view import Choice, Number, Picture
from backpass.languages import tell
from backpass.puzzles.drawn import LARGEST, LEVELS, ROUNDS, circuit

HIDDEN, TICKS, SHOWN = "hidden", "ticks only", "shown"


def by_head(level: int = 1, seed: int = 0) -> Exploration:
    """A circuit of whole numbers: which gradients arrive at x, y and z?

    Args:
        level: From 1, two gates, to 4, forks and max gates together.
        seed: Another seed is another game.

    Raises:
        ValueError: If there is no such level.
    """
    if level not in range(1, len(LEVELS) + 1):
        raise ValueError(f"level goes from 1 to {len(LEVELS)}, and got {level!r}.")
    numbers = {"round": Number(1, 1, ROUNDS, 1, whole=True)}
    numbers |= {f"d{name}": Number(0, -LARGEST, LARGEST, 1, whole=True) for name in "xyz"}
    return Exploration(
        "By head: which gradients arrive?",
        lambda values: _draw(values, seed),
        numbers,
        {
            "level": Choice("level", tuple(LEVELS), tuple(LEVELS)[level - 1]),
            "answers": Choice("answers", (HIDDEN, TICKS, SHOWN), HIDDEN),
        },
        starts_over=("round", "level"),
    )


def _draw(values: Mapping[str, Any], seed: int) -> Picture:
    c = circuit(values["level"], int(values["round"]), seed)
    answers = values["answers"]
    said = {name: values[f"d{name}"] for name in "xyz"}
    right = {name: said[name] == c[name].gradient for name in said}
    signs = {name: "?" if answers == HIDDEN else " ✓" if right[name] else " ✗" for name in said}
    marks = {name: f"{said[name]:g}{signs[name]}".replace("-", "−") for name in said}
    picture = draw.svg(c, gradients=answers == SHOWN, marks=marks)
    note = tell(
        "Round {round}. A gradient of 1 sets out from f. Enter dx, dy and dz.",
        round=int(values["round"]),
    )
    if answers != HIDDEN:
        count = sum(right.values())
        note = tell("{count} of 3 right.", count=count)
        if count == 3:
            note = f"{note} {tell('Well done. On to the next round.')}"
    words = [note, draw.describe(c, gradients=answers == SHOWN)]
    yours = ", ".join(f"d{name} = {number(v)}" for name, v in said.items())
    words.append(tell("You say {yours}.", yours=yours))
    return Picture(picture, "\n".join(words), note)
