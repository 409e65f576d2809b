"""Three scores and two losses: what each score wants, and how much."""

from __future__ import annotations

import cmath
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backpass.drawing import plot
from backpass.drawing import svg as s
from backpass.explore.change import WIDTH, Change, bars, bars_height, round_up
from backpass.explore.exploration import Exploration
from backpass.explore.view import Choice, Number, Picture
from backpass.judging import gradcheck
from backpass.languages import tell

CLASSES = ("cat", "car", "frog")
REACH = 8.0
NUDGE = 3.0  # the largest
SCALE = round_up(2.0 * NUDGE)  # the right score of three counts twice in the SVM loss

Scores = Sequence[float]

# Of each column of bars: where its zero line stands, pixels for each unit, where its words begin.
SCORE = (176.0, 4.0, 214.0)
COLUMNS = {"softmax": (318.0, 38.0, 362.0), "SVM": (536.0, 19.0, 580.0)}
WISHES = 60.0  # from where its number begins to where what it wants does
ROW = 46.0
TOP = 74.0


def losses(cat: float = 3.2, car: float = 5.1, frog: float = -1.7, h: float = 0.5) -> Exploration:
    """Move three scores: the softmax loss and the SVM loss, and the gradient of each.

    Args:
        cat: Score of the first class, from −8 to 8.
        car: Score of the second.
        frog: Score of the third.
        h: How far one score is nudged, from −3 to 3.
    """
    numbers = {
        name: Number(value, -REACH, REACH, 0.1)
        for name, value in zip(CLASSES, (cat, car, frog), strict=True)
    }
    numbers["h"] = Number(h, -NUDGE, NUDGE, 0.1)
    return Exploration(
        "Three scores and two losses",
        _draw,
        numbers,
        {
            "label": Choice("the picture shows a", CLASSES, CLASSES[0]),
            "nudge": Choice("h is added to the score of", CLASSES, CLASSES[0]),
        },
    )


def softmax(scores: Sequence[complex], label: int) -> complex:
    """Minus the logarithm of the label's share of the powers of e.

    Args:
        scores: One for each class.
        label: The number of the right class, from 0.
    """
    top = max(score.real for score in scores)
    return cmath.log(sum(cmath.exp(score - top) for score in scores)) + top - scores[label]


def svm(scores: Sequence[complex], label: int) -> complex:
    """The sum of the positive margins s_j − s_label + 1; slope 0 at a margin of 0.

    Args:
        scores: One for each class.
        label: The number of the right class, from 0.
    """
    margins = [score - scores[label] + 1.0 for j, score in enumerate(scores) if j != label]
    return sum((margin for margin in margins if margin.real > 0), 0.0)


LOSSES: dict[str, Callable[[Sequence[complex], int], complex]] = {"softmax": softmax, "SVM": svm}


def loss_and_gradient(name: str, scores: Scores, label: int) -> tuple[float, Scores]:
    """A loss of one picture, and its gradient on the scores by the complex step.

    Args:
        name: A key of :data:`LOSSES`.
        scores: One for each class.
        label: The number of the right class, from 0.
    """
    loss = LOSSES[name]

    def with_one_moved(which: int) -> Callable[[complex], complex]:
        return lambda moved: loss([moved if j == which else v for j, v in enumerate(scores)], label)

    slopes = [gradcheck.slope(with_one_moved(i), scores[i]) for i in range(len(scores))]
    return complex(loss(scores, label)).real, slopes


def nudged(name: str, scores: Scores, label: int, which: int, h: float) -> Change:
    """Predicted and true change of a loss when one score moves by ``h``.

    Args:
        name: A key of :data:`LOSSES`.
        scores: One for each class.
        label: The number of the right class, from 0.
        which: The number of the score that moves, from 0.
        h: How far it moves.
    """
    value, slopes = loss_and_gradient(name, scores, label)
    moved = [score + h if j == which else score for j, score in enumerate(scores)]
    after, _ = loss_and_gradient(name, moved, label)
    return Change(
        tell("{name} loss", name=name), value, slopes[which], h * slopes[which], after - value
    )


def wish(slope: float) -> str:
    """What would make the loss smaller."""
    if slope == 0.0:
        return tell("content")
    return tell("down") if slope > 0 else tell("up")


def _wants(slope: float) -> str:
    """The same beside a bar."""
    if slope == 0.0:
        return tell("content")
    return tell("wants down") if slope > 0 else tell("wants up")


def _draw(values: Mapping[str, Any]) -> Picture:
    scores = [values[name] for name in CLASSES]
    label, which = CLASSES.index(values["label"]), CLASSES.index(values["nudge"])
    found = {name: loss_and_gradient(name, scores, label) for name in LOSSES}
    changes = [nudged(name, scores, label, which, values["h"]) for name in LOSSES]
    words = _words(scores, label, which, values["h"], found, changes)
    top = TOP + ROW * len(CLASSES) + 18
    svg = s.picture(
        WIDTH + 14.0,  # what the second loss wants ends where the bars do
        top + bars_height(changes),
        [_table(scores, label, found), *bars(changes, top, SCALE)],
        title=tell("Scores, losses and their gradients"),
        description=words,
        kind="bp-losses",
    )
    return Picture(svg, words, _note(changes))


def _note(changes: list[Change]) -> str:
    """Whether the gradients keep their promises."""
    each = "; ".join(f"{change.name}: {change.verdict}" for change in changes)
    return tell("Predicted beside true change: {each}.", each=each)


def _table(scores: Scores, label: int, found: Mapping[str, tuple[float, Scores]]) -> str:
    """A row for each class: its score, and the gradient of each loss on it."""
    bottom = TOP + ROW * len(CLASSES) - 8
    parts = [s.text(SCORE[0], 26, tell("score"), "bp-value", 16, anchor="middle")]
    for name, (zero, _, _) in COLUMNS.items():
        words = tell("{name} loss {found}", name=name, found=s.number(found[name][0]))
        parts.append(s.text(zero, 26, words, "bp-value", 16, anchor="middle"))
        parts.append(
            s.text(zero, 48, tell("gradient on the score"), "bp-grad", 13, anchor="middle")
        )
    for zero, _, _ in (SCORE, *COLUMNS.values()):
        parts.append(s.line(zero, TOP - 12, zero, bottom, "bp-axis"))
    for i, name in enumerate(CLASSES):
        y = TOP + ROW * i
        called = tell("{name} (label)", name=tell(name)) if i == label else tell(name)
        parts.append(s.text(16, y + 15, called, "bp-accent" if i == label else "", 16))
        parts.append(_bar(SCORE, y, scores[i], "bp-hollow", "bp-value", ""))
        for loss, column in COLUMNS.items():
            slope = found[loss][1][i]
            parts.append(
                _bar(
                    column,
                    y,
                    slope,
                    "bp-fill-warm",
                    "bp-grad",
                    _wants(slope),
                )
            )
    return "".join(parts)


def _bar(
    column: tuple[float, float, float], y: float, value: float, css: str, ink: str, wants: str
) -> str:
    zero, scale, words = column
    drawn = plot.bar(zero, y, scale * value, 20, css) if value else ""
    reading = s.text(words, y + 15, s.number(value), ink, 14, room=WISHES - 4)
    told = s.text(words + WISHES, y + 15, wants, "bp-muted", 13) if wants else ""
    return drawn + reading + told


def _words(
    scores: Scores,
    label: int,
    which: int,
    h: float,
    found: Mapping[str, tuple[float, Scores]],
    changes: list[Change],
) -> str:
    """The picture in sentences."""
    each = ", ".join(f"{tell(name)} {s.number(v)}" for name, v in zip(CLASSES, scores, strict=True))
    lines = [tell("Scores: {each}. The label is {label}.", each=each, label=tell(CLASSES[label]))]
    for name, (value, slopes) in found.items():
        wishes = ", ".join(
            f"{tell(c)} {s.number(v)} ({wish(v)})" for c, v in zip(CLASSES, slopes, strict=True)
        )
        lines.append(
            tell(
                "{name} loss {value}; gradient, and which way makes the loss smaller: {wishes}.",
                name=name,
                value=s.number(value),
                wishes=wishes,
            )
        )
    for change in changes:
        lines.append(
            tell(
                "{score} {step}: predicted change of the {loss} {predicted}, true change "
                "{told}: {verdict}.",
                score=tell(CLASSES[which]),
                step=f"{'+' if h >= 0 else ''}{s.number(h)}",
                loss=change.name,
                predicted=s.number(change.predicted),
                told=s.number(change.told),
                verdict=change.verdict,
            )
        )
    return "\n".join(lines)
