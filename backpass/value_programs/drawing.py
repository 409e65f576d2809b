"""Programs and numbers that are drawn by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backpass.judging.cases import TRIES, NoUsablePoint
from backpass.value_programs.gates import GATES
from backpass.value_programs.program import Line, Program


def drawn(rng: np.random.Generator, low: float = 0.3, high: float = 2.5) -> float:
    """A number of either sign with two decimals, so that what is shown is what was used.

    Args:
        rng: Draws it.
        low: The smallest size, before rounding.
        high: The largest size, before rounding.
    """
    sign = 1.0 if rng.random() < 0.5 else -1.0
    return round(sign * (low + (high - low) * float(rng.random())), 2)


def draw_graph(
    rng: np.random.Generator, gates: Sequence[str], length: int, forks: bool = True
) -> Program:
    """A random graph that is far from kinks and in which nothing is huge or cancels.

    Args:
        rng: Draws it.
        gates: Keys of :data:`GATES`.
        length: How many gates.
        forks: Whether a Value may be used more than once.

    Raises:
        NoUsablePoint: None of many draws was far enough from kinks.
    """
    for _ in range(TRIES):
        program = _draw_once(rng, gates, length, forks)
        if program is not None and _well_conditioned(program):
            return program
    raise NoUsablePoint(f"no usable graph of {length} gates in {TRIES} draws")


def _draw_once(
    rng: np.random.Generator, gates: Sequence[str], length: int, forks: bool
) -> Program | None:
    inputs = {name: drawn(rng) for name in ("xyzw" if not forks else "xyz")}
    values: dict[str, complex] = {name: complex(number) for name, number in inputs.items()}
    unused, lines = list(inputs), list[Line]()
    for number in range(length):
        gate = GATES[(name := gates[int(rng.integers(len(gates)))])]
        pool = list(values) if forks else unused
        if len(pool) < gate.inputs:
            break
        first = unused[0] if unused else pool[-1]  # nothing is left lying about
        others = [other for other in pool if other != first]
        rest = [others[int(which)] for which in rng.permutation(len(others))]
        of = (first, *rest)[: gate.inputs]
        of = of[::-1] if rng.random() < 0.5 else of  # either operand may lie deeper
        constant = gate.number[int(rng.integers(len(gate.number)))] if gate.number else None
        line = Line("abcdefghijklmnop"[number], name, of, constant)
        if not usable(name, [values[n] for n in of]):
            return None
        values[line.name] = complex(line.apply(values, plain=True))
        unused = [*(n for n in unused if n not in of), line.name]
        lines.append(line)
    root = lines[-1].name if lines else ""
    program = Program(inputs, tuple(lines)) if lines else None
    if program is None or (forks and len(program.made_from(root)) < length):
        return None
    return program


def usable(gate: str, given: Sequence[complex]) -> bool:
    """Whether a gate is smooth and tame at these inputs.

    Args:
        gate: A key of :data:`GATES`.
        given: The numbers that go in.
    """
    a, b = given[0].real, given[-1].real
    return {
        "divide": abs(b) > 0.2,
        "n divide": abs(a) > 0.2,
        "power": abs(a) > 0.3,
        "root": a > 0.3,
        "exp": abs(a) < 3.0,
        "relu": abs(a) > 0.05,
        "sigmoid": abs(a) < 5.0,
        "maximum": abs(a - b) > 0.05,
    }.get(gate, True)


def _well_conditioned(program: Program) -> bool:
    """No value is huge and no gradient is what a cancellation left over."""
    expected = program.expected()
    sizes = {name: abs(value) for name, value in expected.items()}
    data = [size for name, size in sizes.items() if name.endswith(".data")]
    slopes = [size for name, size in sizes.items() if name.endswith(".grad")]
    return max(data) < 50.0 and all(s == 0.0 or 1e-4 < s < 1e3 for s in slopes)
