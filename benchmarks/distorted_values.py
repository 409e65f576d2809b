"""Operations of a ``Value`` that are spoilt by chance: ``python -m benchmarks.distorted_values``.

A right class has a table of what each operation gives, and of what it sends back to each operand.
One or two entries of the table are spoilt. Whatever is said of the class must name the operations
that were spoilt and no others, and what is said of a gradient must give what was put there.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backpass.grading.exercises.exercise import Exercise
from backpass.value_mistakes.program import MADE_FROM, WORDS
from benchmarks.page import kept, table, write
from benchmarks.rates import DOC, accepts, chosen_functions

#: From both operands, the value and the right slope to another slope.
Spoil = Callable[[float, float, float, float], float]
#: What is spoilt: an operation, and the operand whose gradient it is (−1: the value itself).
Spoils = Mapping[tuple[str, int], Spoil]

SLOPES: dict[str, Spoil] = {
    "zero": lambda _x, _y, _f, _s: 0.0,
    "sign": lambda _x, _y, _f, s: -s,
    "twice": lambda _x, _y, _f, s: 2.0 * s,
    "half": lambda _x, _y, _f, s: 0.5 * s,
    "one": lambda _x, _y, _f, _s: 1.0,
    "own input": lambda x, _y, _f, _s: x,
    "other input": lambda _x, y, _f, _s: y,
    "its value": lambda _x, _y, f, _s: f,
    "times its value": lambda _x, _y, f, s: s * f,
    "times x": lambda x, _y, _f, s: s * x,
    "1.3 times": lambda _x, _y, _f, s: 1.3 * s,
    "wrong where x < 0": lambda x, _y, _f, s: s if x >= 0 else 0.5 * s,
    "wrong where x = 0": lambda x, _y, _f, s: s if x else s + 1.0,
    "wrong where x = y": lambda x, y, _f, s: s if x != y else s + 0.5,
    "a bound of 1": lambda _x, _y, _f, s: max(-1.0, min(1.0, s)),
}
VALUES: dict[str, Spoil] = {
    "other sign": lambda _x, _y, f, _s: -f,
    "twice": lambda _x, _y, f, _s: 2.0 * f,
    "one more": lambda _x, _y, f, _s: f + 1.0,
    "rounded": lambda _x, _y, f, _s: round(f, 2),
    "its input": lambda x, _y, _f, _s: x,
}
#: What changes nothing.
RIGHT = {("exp", "its value"), ("add", "one"), ("multiply", "other input")}
#: Operations whose slopes are 1 in size at most.
FLAT = ("add", "subtract", "negate", "relu", "sigmoid", "maximum")
GATES = ("add", "subtract", "multiply", "divide", "negate", "exp", "relu", "sigmoid", "maximum")
UNARY = ("negate", "exp", "relu", "sigmoid")


def in_order(root: Any) -> list[Any]:
    """The nodes that one was made from, each behind those that it was made from; it comes last.

    Args:
        root: A node of such a class.
    """
    order, seen, waiting = list[Any](), set[int](), [(root, False)]
    while waiting:
        node, done = waiting.pop()
        if done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            waiting += [(node, True), *((parent, False) for parent in node.of)]
    return order


def value_class(spoils: Spoils) -> type:
    """A class ``Value`` with some entries of its table spoilt.

    Args:
        spoils: What is spoilt.
    """

    class Value:
        def __init__(self, data: Any, of: tuple[Any, ...] = (), slopes: Any = ()) -> None:
            self.data = float(data)
            self.grad = 0.0
            self.of, self.slopes = of, slopes

        def made(self, gate: str, others: Any, f: float, slopes: Any) -> Value:
            values = [self.data, *(other.data for other in others)]
            x, y = values[0], values[-1]
            spoil = spoils.get((gate, -1))
            given = f if spoil is None else spoil(x, y, f, 0.0)
            own = []
            for which, slope in enumerate(slopes):
                spoil = spoils.get((gate, which))
                one, other = (x, y) if which == 0 else (y, x)
                own.append(slope if spoil is None else spoil(one, other, f, slope))
            return Value(given, (self, *others), tuple(own))

        def __add__(self, other: Any) -> Value:
            other = lifted(other)
            return self.made("add", (other,), self.data + other.data, (1.0, 1.0))

        def __sub__(self, other: Any) -> Value:
            other = lifted(other)
            return self.made("subtract", (other,), self.data - other.data, (1.0, -1.0))

        def __mul__(self, other: Any) -> Value:
            other = lifted(other)
            return self.made("multiply", (other,), self.data * other.data, (other.data, self.data))

        def __truediv__(self, other: Any) -> Value:
            other = lifted(other)
            f = self.data / other.data
            return self.made("divide", (other,), f, (1.0 / other.data, -f / other.data))

        def __neg__(self) -> Value:
            return self.made("negate", (), -self.data, (-1.0,))

        def __pow__(self, n: float) -> Value:
            slope = n * self.data ** (n - 1) if n else 0.0
            return Value(self.data**n, (self,), (slope,))

        def exp(self) -> Value:
            f = math.exp(self.data)
            return self.made("exp", (), f, (f,))

        def relu(self) -> Value:
            return self.made("relu", (), max(0.0, self.data), (float(self.data > 0),))

        def sigmoid(self) -> Value:
            small = math.exp(-abs(self.data))
            f = 1.0 / (1.0 + small) if self.data >= 0 else small / (1.0 + small)
            return self.made("sigmoid", (), f, (small / (1.0 + small) ** 2,))

        def maximum(self, other: Any) -> Value:
            other = lifted(other)
            first = self.data >= other.data
            f = self.data if first else other.data
            return self.made("maximum", (other,), f, (float(first), float(not first)))

        def __radd__(self, other: Any) -> Value:
            return lifted(other) + self

        def __rsub__(self, other: Any) -> Value:
            return lifted(other) - self

        def __rmul__(self, other: Any) -> Value:
            return lifted(other) * self

        def __rtruediv__(self, other: Any) -> Value:
            return lifted(other) / self

        def backward(self) -> None:
            order = in_order(self)
            for node in order:
                node.grad = 0.0
            self.grad = 1.0
            for node in reversed(order):
                for parent, slope in zip(node.of, node.slopes, strict=True):
                    parent.grad += slope * node.grad

    def lifted(other: Any) -> Value:
        return other if isinstance(other, Value) else Value(other)

    return Value


@dataclass(frozen=True)
class Drawn:
    """A spoilt class.

    Attributes:
        spoils: What is spoilt.
        words: The same in words.
    """

    spoils: Spoils
    words: str

    @property
    def gates(self) -> set[str]:
        """The operations that are spoilt."""
        return {gate for gate, _ in self.spoils}


def drawn(seed: int) -> Drawn:
    """One draw.

    Args:
        seed: What draws it.
    """
    rng = np.random.default_rng([seed, 77])
    spoils: dict[tuple[str, int], Spoil] = {}
    words = list[str]()
    wanted = int(rng.integers(1, 3))
    while len(spoils) < wanted:
        gate = GATES[rng.integers(len(GATES))]
        which = int(rng.integers(-1, 1 if gate in UNARY else 2))
        ways = VALUES if which == -1 else SLOPES
        called = list(ways)[rng.integers(len(ways))]
        right = (gate, called) in RIGHT or (called == "a bound of 1" and gate in FLAT)
        if right or any(gate == other for other, _ in spoils):
            continue
        spoils[gate, which] = ways[called]
        words.append(f"{gate}[{which}] {called}")
    return Drawn(spoils, "; ".join(words))


def blamed(told: str) -> set[str]:
    """The operations that a text speaks of.

    Args:
        told: What a learner is told.
    """
    spoken = set(re.findall(r"`([^`]+)`", told))
    return {gate for gate, words in WORDS.items() if words in spoken and gate != "root"}


@dataclass
class Row:
    """What came of all draws.

    Attributes:
        drawn: Classes that were judged.
        told: Operations that were spoilt and are named.
        spoilt: Operations that were spoilt.
        trouble: What is not as it should be.
    """

    drawn: int = 0
    told: int = 0
    spoilt: int = 0
    trouble: list[str] = field(default_factory=list)


def held(exercise: Exercise, one: Drawn, row: Row, aloud: bool = False) -> None:
    """Judge a class, and look whether what is blamed was spoilt.

    Args:
        exercise: That of ``Value``.
        one: The class.
        row: Where it is counted.
        aloud: Whether to print what is said.
    """
    verdict = exercise.judge(value_class(one.spoils), 1)
    row.drawn += 1
    row.spoilt += len(one.gates)
    told = verdict.told or ""
    if aloud:
        print(f"{one.words}\n    {verdict.mistake} | {told}", flush=True)
    if accepts(verdict):
        row.trouble.append(f"{one.words}: accepted")
        return
    spoken = blamed(told)
    row.told += len(one.gates & spoken)
    # what is made from a spoilt one goes wrong with it, though here nothing is made from others
    rest = spoken - one.gates - {g for g in spoken if set(MADE_FROM.get(g, ())) & one.gates}
    if rest:
        row.trouble.append(f"{one.words}: blames {', '.join(sorted(rest))}: {told}")


def main(arguments: list[str] | None = None) -> int:
    """Draw classes, and print what is not as it should be.

    Returns:
        1 where there is something.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--draws", type=int, default=60, help="how many classes")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first of them")
    parser.add_argument("--aloud", action="store_true", help="print what is said of each")
    parser.add_argument("--write", action="store_true", help="put the table into docs/judge.md")
    chosen = parser.parse_args(arguments)
    exercise = next(chosen_functions(["Value"]))
    row = Row()
    for seed in range(chosen.first, chosen.first + chosen.draws):
        held(exercise, drawn(seed), row, chosen.aloud)
    made = table(
        ["classes", "operations that were spoilt", "named", "trouble"],
        [[row.drawn, row.spoilt, row.told, len(row.trouble)]],
    )
    print(made)
    for words in row.trouble:
        print(words)
    if chosen.write:
        write(DOC, {"distorted values": kept(DOC, "distorted values", made)})
    return int(bool(row.trouble))


if __name__ == "__main__":
    sys.exit(main())
