"""The circuits of the exercises, at the points of a case: only what is computed forward.

A wrong answer is shown in them (:mod:`backpass.checking.marked`). Exercises on arrays have none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from backpass.circuit import Circuit, CircuitError, Node

Build = Callable[..., Node]
LONGEST = 4  # entries of a vector that a circuit still shows one by one


def circuit_of(exercise: str, inputs: Sequence[Any], dout: float = 1.0) -> Circuit | None:
    """The circuit of an exercise with its gradients, or None where it has none.

    Args:
        exercise: Its name, such as ``"chain_backward"``.
        inputs: What the forward function gets at this point, in order.
        dout: The upstream gradient.

    Returns:
        A circuit whose inputs are called as in the exercise, the entries of a vector ``w0``,
        ``w1`` and so on; None for arrays, for values that are too large, and where the exercise
        asks for something else.
    """
    if exercise not in _BUILDERS or np.size(dout) != 1:
        return None
    title, names, constants, build = _BUILDERS[exercise]
    c = Circuit(title)
    nodes: list[Any] = []
    try:
        for name, value in zip(names, inputs, strict=True):
            if np.size(value) > (LONGEST if np.ndim(value) == 1 else 1):
                return None
            if name in constants:
                nodes.append(float(value))
            elif np.ndim(value) == 1:
                nodes.append([c.input(f"{name}{i}", float(v)) for i, v in enumerate(value)])
            else:
                nodes.append(c.input(name, float(np.asarray(value).reshape(()))))
        build(c, *nodes)
        c.backward(float(np.asarray(dout).reshape(())))
    except (CircuitError, TypeError):
        return None
    return c


def by_node(exercise: str, gradients: Mapping[str, Any]) -> dict[str, float]:
    """A learner's gradients by the names of the circuit's inputs.

    Args:
        exercise: Its name.
        gradients: What came back, by the name of the gradient: ``dx``, ``dw``, ``dfdx``.

    Returns:
        Only what is a number, or a vector of numbers.
    """
    if exercise not in _BUILDERS:
        return {}
    found: dict[str, float] = {}
    for called, value in gradients.items():
        name = called.removeprefix("dfd").removeprefix("d")
        try:
            numbers = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError):
            continue
        if numbers.ndim == 1:
            found |= {f"{name}{i}": float(v) for i, v in enumerate(numbers)}
        elif numbers.size == 1:
            found[name] = float(numbers.reshape(()))
    return found


def _add(c: Circuit, x: Node, y: Node) -> Node:
    return c.add(x, y, name="f")


def _multiply(c: Circuit, x: Node, y: Node) -> Node:
    return c.multiply(x, y, name="f")


def _max(c: Circuit, x: Node, y: Node) -> Node:
    return c.maximum(x, y, name="f")


def _chain(c: Circuit, x: Node, y: Node, z: Node) -> Node:
    return c.multiply(c.add(x, y, name="q"), z, name="f")


def _pattern(c: Circuit, x: Node, y: Node, z: Node, w: Node) -> Node:
    both = c.add(c.multiply(x, y, name="mul"), c.maximum(z, w, name="max"), name="add")
    return c.scale(both, 2.0, name="f")


def _four_gates(c: Circuit, x: Node) -> Node:
    exp = c.exp(c.scale(x, -1.0, name="neg"), name="exp")
    return c.reciprocal(c.shift(exp, 1.0, name="plus1"), name="f")


def _neuron(c: Circuit, w: list[Node], x: list[Node]) -> Node:
    first, second = (c.multiply(w[i], x[i], name=f"{w[i].name}·{x[i].name}") for i in range(len(x)))
    dot = c.add(c.add(first, second, name="sum"), w[2], name="dot")
    return c.sigmoid(dot, name="f")


def _staged(c: Circuit, x: Node, y: Node) -> Node:
    num = c.add(x, c.sigmoid(y, name="sigy"), name="num")
    sigx, xpy = c.sigmoid(x, name="sigx"), c.add(x, y, name="xpy")
    den = c.add(sigx, c.square(xpy, name="xpysqr"), name="den")
    return c.multiply(num, c.reciprocal(den, name="invden"), name="f")


def _fork(c: Circuit, x: Node, y: Node) -> Node:
    gated = c.multiply(x, c.sigmoid(c.multiply(x, y, name="xy"), name="sig"), name="gated")
    return c.add(gated, c.square(x, name="square"), name="f")


def _score(c: Circuit, w: list[Node], x: list[Node]) -> Node:
    terms = [c.multiply(a, b, name=f"{a.name}·{b.name}") for a, b in zip(w, x, strict=True)]
    total = terms[0]
    for i, term in enumerate(terms[1:], start=1):
        total = c.add(total, term, name="s" if i == len(terms) - 1 else f"sum{i}")
    return total


def _reciprocal(c: Circuit, x: Node) -> Node:
    return c.reciprocal(x, name="f")


def _shift(c: Circuit, x: Node, constant: float) -> Node:
    return c.shift(x, constant, name="f")


def _exp(c: Circuit, x: Node) -> Node:
    return c.exp(x, name="f")


def _scale(c: Circuit, x: Node, factor: float) -> Node:
    return c.scale(x, factor, name="f")


def _sigmoid(c: Circuit, x: Node) -> Node:
    return c.sigmoid(x, name="f")


#: Title, names of the inputs, which of them are constants without a gradient, and the gates.
_BUILDERS: dict[str, tuple[str, tuple[str, ...], frozenset[str], Build]] = {
    "multiply_gradient": ("x y", ("x", "y"), frozenset(), _multiply),
    "add_gradient": ("x + y", ("x", "y"), frozenset(), _add),
    "max_gradient": ("max(x, y)", ("x", "y"), frozenset(), _max),
    "add_backward": ("x + y", ("x", "y"), frozenset(), _add),
    "multiply_backward": ("x y", ("x", "y"), frozenset(), _multiply),
    "max_backward": ("max(x, y)", ("x", "y"), frozenset(), _max),
    "chain_backward": ("(x + y) z", ("x", "y", "z"), frozenset(), _chain),
    "pattern_backward": ("2 (x y + max(z, w))", ("x", "y", "z", "w"), frozenset(), _pattern),
    "reciprocal_backward": ("1 / x", ("x",), frozenset(), _reciprocal),
    "shift_backward": ("x + c", ("x", "c"), frozenset({"c"}), _shift),
    "exp_backward": ("exp(x)", ("x",), frozenset(), _exp),
    "scale_backward": ("a x", ("x", "a"), frozenset({"a"}), _scale),
    "sigmoid_circuit_backward": ("1 / (1 + exp(−x))", ("x",), frozenset(), _four_gates),
    "sigmoid_backward": ("σ(x)", ("x",), frozenset(), _sigmoid),
    "neuron_backward": ("σ(w0 x0 + w1 x1 + w2)", ("w", "x"), frozenset(), _neuron),
    "staged_backward": ("(x + σ(y)) / (σ(x) + (x + y)²)", ("x", "y"), frozenset(), _staged),
    "fork_backward": ("x σ(x y) + x²", ("x", "y"), frozenset(), _fork),
    "score_backward": ("w · x", ("w", "x"), frozenset(), _score),
}
#: The exercises that have a circuit.
EXERCISES = tuple(_BUILDERS)
