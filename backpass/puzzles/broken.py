"""A broken backward pass, seen in its numbers: what went wrong, and where?

The pass is broken as people break theirs, in one place. Nothing here is code to be read: the
messages are those of the circuit, and one of them is spoilt.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from backpass import draw
from backpass.circuit import Circuit, Node
from backpass.drawing import flow
from backpass.drawing import svg as s
from backpass.explore.exploration import Exploration
from backpass.explore.view import Choice, Number, Picture
from backpass.languages import tell
from backpass.puzzles.drawn import LEVELS, ROUNDS, circuit

UNDECIDED = "?"
#: What can go wrong, and how it shows.
MISTAKES = {
    "the upstream gradient is left out": "Its messages are the same whatever comes from above.",
    "the two messages are exchanged": "Each input has got what belongs to the other.",
    "= in place of += at a fork": "Only the message that came last is left.",
    "a minus sign is lost": "The size is right, and the direction is not.",
    "a message never arrives": "One input hears nothing, though it has a say.",
}


@dataclass(frozen=True)
class Puzzle:
    """A circuit with a broken backward pass.

    Attributes:
        circuit: The circuit, with its right gradients.
        shown: The broken ones, by name of node.
        mistake: A key of :data:`MISTAKES`.
        where: The gate or the fork.
    """

    circuit: Circuit
    shown: Mapping[str, float]
    mistake: str
    where: str


def broken(seed: int = 0) -> Exploration:
    """Find the mistake in a backward pass by its symptom; 99 rounds.

    Args:
        seed: Another seed is another game.
    """
    return Exploration(
        "What is wrong with this backward pass?",
        lambda values: _draw(values, seed),
        {"round": Number(1, 1, ROUNDS, 1, whole=True)},
        {
            "mistake": Choice("what", (UNDECIDED, *MISTAKES), UNDECIDED),
            "where": Choice("at", (UNDECIDED, "p", "q", "r", "f", "x", "y", "z"), UNDECIDED),
        },
        starts_over=("round",),
    )


@cache
def puzzle(number: int, seed: int = 0) -> Puzzle:
    """The puzzle of one round: the mistakes take turns, and each shows in the numbers.

    Args:
        number: Which round this is, from 1.
        seed: Draws the order of the mistakes and the circuits.

    Raises:
        RuntimeError: No circuit was found that shows the mistake.
    """
    names = list(MISTAKES)
    rng = random.Random(f"broken {number} {seed}")  # noqa: S311 - a game
    if number <= len(names):  # the first five are five different ones, in an order of their own
        order = names[:]
        random.Random(f"order {seed}").shuffle(order)  # noqa: S311
        mistake = order[number - 1]
    else:
        mistake = rng.choice(names)
    for attempt in range(1000):
        level = list(LEVELS)[2 if mistake.startswith("=") else rng.randrange(1, 4)]
        c = circuit(level, 1 + attempt, rng.randrange(10**6))
        places = [node.name for node in reversed(c.nodes)]
        rng.shuffle(places)
        for where in places:
            shown = _broken(c, mistake, where)
            if shown is not None and _is_alone(c, shown, mistake, where):
                return Puzzle(c, shown, mistake, where)
    raise RuntimeError("no circuit shows this mistake")  # a thousand do, see the tests


def _is_alone(c: Circuit, shown: Mapping[str, float], mistake: str, where: str) -> bool:
    """Whether the numbers are wrong, and no other mistake in this circuit makes the same ones."""
    if all(shown[node.name] == node.gradient for node in c):
        return False
    others = (
        _broken(c, other, node.name)
        for other in MISTAKES
        for node in c
        if (other, node.name) != (mistake, where)
    )
    return all(other != shown for other in others)


def _broken(c: Circuit, mistake: str, where: str) -> dict[str, float] | None:
    """The gradients after a pass that is broken there; None where it cannot be broken so."""
    names = list(MISTAKES)
    kind = names.index(mistake)
    node = c[where]
    if kind == 2:
        if not flow.is_fork(c, node):
            return None
    elif node.gate is None or (kind == 1 and len(node.inputs) != 2):
        return None
    found = dict.fromkeys((each.name for each in c), 0.0)
    found[c.output.name] = 1.0
    for gate in reversed(c.gates):
        upstream = found[gate.name]
        sent = [local * upstream for local in gate.local_gradients]
        if gate is node:
            sent = _spoilt(kind, gate, sent)
        for source, message in zip(gate.inputs, sent, strict=True):
            if kind == 2 and source is node:
                found[source.name] = message
            else:
                found[source.name] += message
    return found


def _spoilt(kind: int, gate: Node, sent: list[float]) -> list[float]:
    """What a gate sends when it goes wrong."""
    if kind == 0:
        return list(gate.local_gradients)
    if kind == 1:
        return sent[::-1]
    if kind == 3:
        return [abs(message) for message in sent]
    return [*sent[:-1], 0.0] if kind == 4 else sent


def _draw(values: Mapping[str, Any], seed: int) -> Picture:
    found = puzzle(int(values["round"]), seed)
    below = {name: (f"∂ {s.number(value)}", "bp-warm") for name, value in found.shown.items()}
    c = found.circuit
    still = flow.Film((), {}, {}, {})
    drawing = draw.draw(
        c,
        film=still,
        below=below,
        legend=tell("∂ below it: what the broken pass says"),
        legend_css="bp-warm",
    )
    note = _note(values, found)
    told = ", ".join(f"{name} {s.number(value)}" for name, value in found.shown.items())
    broken_pass = tell("The broken pass says: {told}.", told=told)
    words = f"{draw.describe(c, gradients=False)} {broken_pass}"
    svg = s.picture(
        drawing.width,
        drawing.height,
        drawing.elements,
        title=tell("A broken backward pass"),
        description=words,
        kind="bp-circuit",
    )
    return Picture(svg, f"{note}\n{words}", note)


def _note(values: Mapping[str, Any], found: Puzzle) -> str:
    what, where = values["mistake"], values["where"]
    if UNDECIDED in (what, where):
        return tell("One thing went wrong, in one place. What, and at which gate or fork?")
    if (what, where) == (found.mistake, found.where):
        return tell(
            "Yes, at {where}: {what}. {symptom} On to the next round.",
            where=where,
            what=tell(what),
            symptom=tell(MISTAKES[what]),
        )
    if what == found.mistake:
        return tell("That is what went wrong, but not at {where}.", where=where)
    if where == found.where:
        return tell("It did happen at {where}, but it is something else.", where=where)
    return tell("No. Work backwards from f, and find the first number that cannot be.")
