"""How an exploration was asked for, so that a page without a kernel can ask for the same one.

A page has the same functions, translated (``website/living``). What it needs is which one was
called, and with what.
"""

from __future__ import annotations

import cmath
import functools
import inspect
import json
from collections.abc import Callable
from typing import Any, ParamSpec

from backpass import circuit as gates
from backpass.circuit import Circuit, Gate
from backpass.explore.exploration import Exploration

P = ParamSpec("P")

#: Gates without a constant, by the name under which a page knows them.
PLAIN = {
    getattr(gates, name): name
    for name in (
        *("ADD", "SUBTRACT", "MULTIPLY", "DIVIDE", "MAXIMUM"),
        *("EXP", "LOG", "RECIPROCAL", "SIGMOID", "TANH", "RELU"),
    )
}


def noted(module: str, function: Callable[P, Exploration]) -> Callable[P, Exploration]:
    """The same function, with a note on what it returns of how it was called.

    Args:
        module: ``"explore"`` or ``"puzzles"``.
        function: What makes the exploration.
    """

    @functools.wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> Exploration:
        made = function(*args, **kwargs)
        given = inspect.signature(function).bind(*args, **kwargs).arguments
        made.recipe = recipe(f"{module}.{function.__name__}", given)
        return made

    return called


def recipe(view: str, given: dict[str, Any]) -> str:
    """A call as JSON; empty where an argument cannot travel, such as a gate of one's own.

    Args:
        view: The name of the exploration.
        given: The arguments it was called with, by name.
    """
    try:
        arguments = {name: _plain(value) for name, value in given.items()}
    except TypeError:
        return ""
    return json.dumps({"view": view, "arguments": arguments}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Circuit):
        nodes = [
            [n.name, _gate(n.gate), [source.name for source in n.inputs], n.value] for n in value
        ]
        return {"circuit": value.title, "nodes": nodes}
    raise TypeError(f"a {type(value).__name__} cannot travel")


def _gate(gate: Gate | None) -> Any:
    """The name of a gate, or its name and its constant."""
    if gate is None:
        return None
    if gate in PLAIN:
        return PLAIN[gate]
    forward = gate.forward
    constants: dict[str, Callable[[], complex]] = {
        "scale": lambda: forward(1.0),
        "shift": lambda: forward(0.0),
        "power": lambda: cmath.log(forward(2.0)) / cmath.log(2.0),
    }
    makers = {"scale": gates.scale_gate, "shift": gates.shift_gate, "power": gates.power_gate}
    if gate.name not in constants:
        raise TypeError(f"{gate.name} is a gate of its own")
    constant = round(complex(constants[gate.name]()).real, 12)
    if makers[gate.name](constant).formula != gate.formula:
        raise TypeError(f"{gate.name} is not the gate of that name")
    return [f"{gate.name}_gate", constant]
