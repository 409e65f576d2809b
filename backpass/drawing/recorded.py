"""The graph that a learner's own ``Value`` objects have recorded, as a circuit to be drawn.

Nobody knows how a learner keeps the parents of a node: in a tuple, a set, a list of pairs, or in
the function that will pass the gradient on. So every attribute is tried, and the one that leads to
the most nodes without going in a circle is the one. Which gate made a node is told by its label, if
it has one, or by its numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from types import FunctionType
from typing import Any

from backpass import circuit as gates
from backpass.circuit import Circuit, CircuitError, Gate, Node

MOST = 40  # nodes; a larger graph is no picture any more
_LABELS = {
    "+": gates.ADD,
    "add": gates.ADD,
    "-": gates.SUBTRACT,
    "sub": gates.SUBTRACT,
    "*": gates.MULTIPLY,
    "×": gates.MULTIPLY,
    "mul": gates.MULTIPLY,
    "/": gates.DIVIDE,
    "div": gates.DIVIDE,
    "max": gates.MAXIMUM,
    "maximum": gates.MAXIMUM,
    "exp": gates.EXP,
    "relu": gates.RELU,
    "sigmoid": gates.SIGMOID,
}
_OF_TWO = (gates.ADD, gates.MULTIPLY, gates.SUBTRACT, gates.DIVIDE, gates.MAXIMUM)
_OF_ONE = (
    gates.EXP,
    gates.SIGMOID,
    gates.scale_gate(-1.0),
    gates.RECIPROCAL,
    gates.power_gate(2.0),
    gates.power_gate(3.0),
    gates.RELU,
)


def is_value(thing: object) -> bool:
    """Whether something looks like a learner's ``Value``: an object with ``data`` and ``grad``."""
    return hasattr(thing, "data") and hasattr(thing, "grad") and not isinstance(thing, type)


def circuit_of(value: Any, names: Mapping[str, object] | None = None) -> Circuit:
    """The circuit that ends in a learner's ``Value``.

    Args:
        value: The output, with the numbers ``data`` and ``grad``.
        names: What things are called where the learner works: there ``x`` is called x.

    Returns:
        A circuit with the learner's own numbers as values and gradients.

    Raises:
        CircuitError: If the graph is too large to be drawn, or its numbers are none.
    """
    parents = _parents_of(value)
    order = _order(value, parents)
    if len(order) > MOST:
        raise CircuitError(
            f"This graph has {len(order)} nodes, and a picture holds {MOST}: "
            "show one that is made of fewer operations."
        )
    known: dict[int, str] = {}
    for name, thing in (names or {}).items():
        if not name.startswith("_"):
            known.setdefault(id(thing), name)
    circuit = Circuit(known.get(id(value), ""))
    made: dict[int, Node] = {}
    for each in order:
        inputs = tuple(made[id(parent)] for parent in parents(each))
        data, gradient = _number(each, "data"), _number(each, "grad")
        gate, inputs = _gate(each, inputs, data) if inputs else (None, inputs)
        name = _free(circuit, known.get(id(each)), "v" if gate is None else gate.name)
        made[id(each)] = circuit.adopt(name, gate, inputs, data, gradient)
    return circuit


def _number(value: Any, attribute: str) -> float:
    try:
        number = float(getattr(value, attribute))
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        shown = getattr(value, attribute)
        raise CircuitError(f"A node of this graph has {shown!r} as its {attribute}, not a number.")
    return number


def _free(circuit: Circuit, wanted: str | None, stem: str) -> str:
    if wanted and wanted not in circuit:
        return wanted
    number = 1
    while f"{stem}{number}" in circuit:
        number += 1
    return f"{stem}{number}"


# --- who made it -------------------------------------------------------------------------------


def _attributes(thing: Any) -> dict[str, Any]:
    found = dict(getattr(thing, "__dict__", {}))
    for kind in type(thing).__mro__:
        slots = getattr(kind, "__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(thing, name):
                found[name] = getattr(thing, name)
    return found


def _values_in(thing: Any, kind: type, depth: int = 4) -> Iterator[Any]:
    """Every object of a kind that something holds: alone, in a collection, or in a function."""
    if isinstance(thing, kind):
        yield thing
    elif depth == 0:
        return
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from _values_in(key, kind, depth - 1)
            yield from _values_in(value, kind, depth - 1)
    elif isinstance(thing, list | tuple | set | frozenset):
        for each in thing:
            yield from _values_in(each, kind, depth - 1)
    elif isinstance(thing, FunctionType):
        for cell in thing.__closure__ or ():
            try:
                content = cell.cell_contents
            except ValueError:  # an empty cell
                continue
            yield from _values_in(content, kind, depth - 1)
        yield from _values_in(thing.__defaults__ or (), kind, depth - 1)


def _parents_of(value: Any) -> Callable[[Any], list[Any]]:
    """The way to a node's parents: through the attribute that leads to the most nodes."""
    kind = type(value)

    def through(attribute: str) -> Callable[[Any], list[Any]]:
        def parents(node: Any) -> list[Any]:
            held = _values_in(_attributes(node).get(attribute), kind)
            # what a function holds may name a node more than once, and the node itself
            found = [each for each in held if each is not node]
            if isinstance(_attributes(node).get(attribute), FunctionType):
                found = list({id(each): each for each in found}.values())
            return found

        return parents

    best, most = through(""), 1
    for attribute in _attributes(value):
        way = through(attribute)
        try:
            count = len(_order(value, way))
        except CircuitError:  # it goes in a circle: these are no parents
            continue
        if count > most:
            best, most = way, count
    return best


def _order(value: Any, parents: Callable[[Any], list[Any]]) -> list[Any]:
    """All nodes, each after its parents; without recursion, so that a long chain is no trouble."""
    done: dict[int, Any] = {}
    open_now: set[int] = set()
    stack = [(value, iter(parents(value)))]
    open_now.add(id(value))
    while stack:
        node, rest = stack[-1]
        for parent in rest:
            if id(parent) in open_now:
                raise CircuitError("These nodes lead in a circle.")
            if id(parent) not in done:
                open_now.add(id(parent))
                stack.append((parent, iter(parents(parent))))
                break
        else:
            stack.pop()
            open_now.discard(id(node))
            done[id(node)] = node
    return list(done.values())


# --- what made it ------------------------------------------------------------------------------


def _gate(node: Any, inputs: tuple[Node, ...], data: float) -> tuple[Gate, tuple[Node, ...]]:
    """The gate that made a node, and its inputs in the order in which it takes them."""
    if len(inputs) == 1 and _gives(gates.ADD, inputs * 2, data) != _gives(
        gates.MULTIPLY, inputs * 2, data
    ):  # a node kept once in a set, and read twice: x + x or x · x
        twice = gates.ADD if _gives(gates.ADD, inputs * 2, data) else gates.MULTIPLY
        if not any(_gives(gate, inputs, data) for gate in _OF_ONE) or twice is gates.MULTIPLY:
            return twice, inputs * 2
    labels = [v for v in _attributes(node).values() if isinstance(v, str) and v.lower() in _LABELS]
    fitting = [_LABELS[label.lower()] for label in labels]
    fitting += _OF_TWO if len(inputs) == 2 else _OF_ONE
    for gate in fitting:
        for order in (inputs, inputs[::-1]):
            if gate.arity == len(inputs) and _gives(gate, order, data):
                return gate, order
    if len(inputs) == 1:
        return _with_a_constant(inputs[0].value, data), inputs
    blank = ", ".join(f"{{{i}}}" for i in range(len(inputs)))
    return Gate("gate", "?", f"?({blank})", lambda *_: complex(data), len(inputs)), inputs


def _gives(gate: Gate, inputs: tuple[Node, ...], data: float) -> bool:
    try:
        value = complex(gate.forward(*(complex(node.value) for node in inputs))).real
    except (ArithmeticError, ValueError):
        return False
    return math.isclose(value, data, rel_tol=1e-9, abs_tol=1e-12)


def _with_a_constant(value: float, data: float) -> Gate:
    """A gate of one input and a number that was not kept: x + c, c x or xⁿ look alike."""
    return Gate("gate", "?", "?({0})", lambda a: a / value * data if value else complex(data))
