"""Random circuits whose values and gradients are small whole numbers, for the head."""

from __future__ import annotations

import random
from collections.abc import Callable

from backpass.circuit import Circuit, Node

LARGEST = 60  # of any value or gradient in a puzzle
ROUNDS = 99

Build = Callable[[random.Random, Circuit, Node, Node, Node], Node]


def _two_gates(rng: random.Random, c: Circuit, x: Node, y: Node, z: Node) -> Node:
    first, second = rng.choice([(c.add, c.multiply), (c.multiply, c.add), (c.multiply, c.multiply)])
    return second(first(x, y, name="p"), z, name="f")


def _with_max(rng: random.Random, c: Circuit, x: Node, y: Node, z: Node) -> Node:
    p = rng.choice([c.add, c.multiply])(x, y, name="p")
    q = c.maximum(p, z, name="q")
    return c.scale(q, rng.choice([-3, -2, 2, 3]), name="f")


def _with_a_fork(rng: random.Random, c: Circuit, x: Node, y: Node, z: Node) -> Node:
    p = rng.choice([c.add, c.multiply])(x, y, name="p")
    q = rng.choice([c.add, c.multiply])(x, z, name="q")
    return rng.choice([c.add, c.multiply])(p, q, name="f")


def _hard(rng: random.Random, c: Circuit, x: Node, y: Node, z: Node) -> Node:
    p = c.multiply(x, y, name="p")
    q = rng.choice([c.add, c.maximum])(p, z, name="q")
    kind = rng.randrange(3)
    if kind == 0:
        r = c.add(p, x, name="r")
    else:
        r = c.square(x, name="r") if kind == 1 else c.multiply(z, x, name="r")
    return rng.choice([c.add, c.multiply, c.maximum])(q, r, name="f")


LEVELS: dict[str, Build] = {
    "1: two gates": _two_gates,
    "2: with a max gate": _with_max,
    "3: with a fork": _with_a_fork,
    "4: all of it": _hard,
}


def circuit(level: str, number: int, seed: int = 0) -> Circuit:
    """The circuit of one round, always the same for the same level, number and seed.

    Args:
        level: A key of :data:`LEVELS`.
        number: The round, from 1.
        seed: Another seed is another game.

    Returns:
        A circuit of the inputs x, y and z, with its gradients.
    """
    rng = random.Random(f"{level} {number} {seed}")  # noqa: S311 - a game
    while True:
        c = Circuit()
        inputs = [c.input(name, rng.choice([-4, -3, -2, -1, 1, 2, 3, 4])) for name in "xyz"]
        LEVELS[level](rng, c, *inputs)
        c.backward()
        sizes = [max(abs(node.value), abs(node.gradient or 0.0)) for node in c]
        if max(sizes) <= LARGEST and not _tied(c) and any(n.gradient for n in c.inputs):
            c.title = c.output.formula
            return c


def _tied(c: Circuit) -> bool:
    """Whether a max gate has equal inputs, where only a rule decides."""
    return any(
        node.gate is not None
        and node.gate.name == "max"
        and node.inputs[0].value == node.inputs[1].value
        for node in c
    )
