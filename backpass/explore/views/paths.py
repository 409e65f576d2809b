"""A tower of ``y = y + y``: few nodes, very many paths, and gradients that have to add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backpass.circuit import Circuit
from backpass.drawing import svg as s
from backpass.drawing.plot import Axes
from backpass.drawing.svg import number
from backpass.explore.change import WIDTH, Change, bars, bars_height, round_up
from backpass.explore.exploration import Exploration
from backpass.explore.view import Choice, Number, Picture
from backpass.languages import tell

HIGHEST = 16
COLLECT = ("+=", "=")
LEFT, TOP, WIDE, HIGH = 56.0, 46.0, 440.0, 200.0
NUDGE = 0.1  # the largest


def tower(levels: int, x: float = 1.0) -> Circuit:
    """The circuit y = x, and then so many times y = y + y.

    Args:
        levels: How many gates there are.
        x: The input.
    """
    c = Circuit(tell("y = x, and {levels} × y = y + y", levels=levels))
    y = c.input("x", x)
    for level in range(levels):
        y = c.add(y, y, name=f"y{level + 1}")
    return c


def ways(circuit: Circuit) -> dict[str, int]:
    """In how many ways one can walk from the output back to each node."""
    found = dict.fromkeys((node.name for node in circuit), 0)
    found[circuit.output.name] = 1
    for node in reversed(circuit.nodes):
        for source in node.inputs:
            found[source.name] += found[node.name]
    return found


def overwritten(circuit: Circuit) -> dict[str, float]:
    """What the gradients come to when each message replaces the one before: a mistake to look at.

    The local gradients are those of the circuit's last backward pass.
    """
    found = dict.fromkeys((node.name for node in circuit), 0.0)
    found[circuit.output.name] = 1.0
    for node in reversed(circuit.nodes):
        for source, slope in zip(node.inputs, node.local_gradients, strict=True):
            found[source.name] = slope * found[node.name]
    return found


VISITS = tuple(sum(ways(tower(levels)).values()) for levels in range(1, HIGHEST + 1))


#: The largest change for each height of the tower: its output is 2 to the levels times x.
SCALES = tuple(round_up(NUDGE * 2.0**levels) for levels in range(1, HIGHEST + 1))


def paths(levels: int = 3, collect: str = "+=", nudge: float = 0.01) -> Exploration:
    """How often a backward pass visits the nodes of a tower of forks, and what x collects.

    Args:
        levels: How many times ``y = y + y`` runs, from 1 to 16.
        collect: ``"+="`` or ``"="``: how a node takes the second message that reaches it.
        nudge: How far x moves, from −0.1 to 0.1.

    Raises:
        ValueError: If ``collect`` is neither.
    """
    if collect not in COLLECT:
        raise ValueError(f"collect is one of {', '.join(COLLECT)}, and got {collect!r}.")
    return Exploration(
        "A tower of forks: nodes, paths, and messages that meet",
        _draw,
        {
            "levels": Number(float(levels), 1.0, float(HIGHEST), 1.0, whole=True),
            "x": Number(1.0, -3.0, 3.0, 0.1),
            "nudge": Number(nudge, -NUDGE, NUDGE, 0.01),
        },
        {"collect": Choice("a node takes each message with", COLLECT, collect)},
    )


def _draw(values: Mapping[str, Any]) -> Picture:
    levels, step = int(values["levels"]), values["nudge"]
    circuit = tower(levels, values["x"])
    circuit.backward()
    whole = circuit["x"].gradient or 0.0
    slope = whole if values["collect"] == "+=" else overwritten(circuit)["x"]
    y = circuit.output
    after = circuit.evaluate({"x": circuit["x"].value + step})[y.name]
    change = Change(tell("y, if x moves"), y.value, slope, step * slope, after - y.value)
    words = _words(circuit, values["collect"], change, step)
    top = TOP + HIGH + 56
    svg = s.picture(
        WIDTH,
        top + bars_height([change]),
        [*_counts(levels), *bars([change], top, SCALES[levels - 1])],
        title=tell("Nodes and paths: {title}", title=circuit.title),
        description=words,
        kind="bp-paths",
    )
    return Picture(svg, words, words.splitlines()[1])


def _counts(levels: int) -> list[str]:
    """Visits against levels, upwards in powers of ten."""
    axes = Axes(LEFT, TOP, WIDE, HIGH, (0.0, HIGHEST + 0.5), (0.0, 5.4), log="y")
    along = range(1, HIGHEST + 1)
    every = [(float(k), float(VISITS[k - 1])) for k in along]
    once = [(float(k), float(k + 1)) for k in along]
    right = LEFT + WIDE + 26
    return [
        s.text(LEFT, 28, tell("visits of one backward pass, by levels"), "", 15),
        axes.frame((0, 4, 8, 12, 16), range(6)),
        axes.curve(every, "bp-secant"),
        *(axes.square(x, y, "bp-fill-warm", 3.0) for x, y in every),
        axes.curve(once, "bp-tangent"),
        axes.upright(levels, "bp-axis"),
        axes.square(*every[levels - 1], "bp-fill-warm", 6.5),
        axes.dot(*once[levels - 1], "bp-hollow", 6.5),
        s.text(right, TOP + 40, tell("■ along every path"), "bp-warm", 15),
        s.text(
            right,
            TOP + 62,
            tell("{visits} visits", visits=f"{VISITS[levels - 1]:,}"),
            "bp-warm",
            15,
        ),
        s.text(right, TOP + 130, tell("○ each node once"), "bp-accent", 15),
        s.text(
            right, TOP + 152, tell("{visits} visits", visits=f"{levels + 1:,}"), "bp-accent", 15
        ),
        s.text(LEFT + WIDE / 2, TOP + HIGH + 40, tell("levels"), "bp-muted", 13, anchor="middle"),
    ]


def _words(circuit: Circuit, collect: str, change: Change, step: float) -> str:
    found = ways(circuit)
    nodes, visits, to_x = len(circuit), sum(found.values()), found["x"]
    return tell(
        "{gates} gates and one input make {nodes} nodes. Each node once: {nodes} "
        "visits. Along every path: {visits} visits, {to_x} of them to x.\n"
        "Collected with {collect}, the gradient on x is {slope}. Nudge x by {step}: "
        "the predicted change of y is {predicted}; the true change is {told}: "
        "{verdict}.",
        gates=len(circuit.gates),
        nodes=nodes,
        visits=f"{visits:,}",
        to_x=f"{to_x:,}",
        collect=collect,
        slope=number(change.slope),
        step=number(step),
        predicted=number(change.predicted),
        told=number(change.told),
        verdict=change.verdict,
    )
