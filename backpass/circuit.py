"""A circuit of gates: values flow forward, gradients flow backward.

A circuit knows only what each gate computes. What a gate's output does when one of its inputs
moves, its local gradient, is read off the gate itself by the complex step: a step of i·h along
the imaginary axis comes back as i·h times the slope, with nothing subtracted and so nothing lost
to round-off (Squire and Trapp, SIAM Review 40, 1998). The chain rule then multiplies and adds.

Example:
    >>> c = Circuit("(x + y) z")
    >>> x, y, z = c.input("x", -2.0), c.input("y", 5.0), c.input("z", -4.0)
    >>> q = c.add(x, y, name="q")
    >>> f = c.multiply(q, z, name="f")
    >>> c.backward()
    >>> f.value, x.gradient, y.gradient, z.gradient
    (-12.0, -4.0, -4.0, 3.0)
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import SupportsFloat

# A power of two, so that multiplying by it and dividing it out again changes no digit.
COMPLEX_STEP_EXPONENT = -100


class CircuitError(ValueError):
    """Something about a circuit does not work; the message says what, where and what to do."""


@dataclass(frozen=True)
class Gate:
    """What a gate computes and how it is shown. Any differentiable function can be one.

    Attributes:
        name: The gate's name in a table, such as ``"multiply"``.
        symbol: What is drawn inside the gate, such as ``"×"``.
        formula: The gate in terms of its inputs, such as ``"{0} × {1}"``.
        forward: The function, from complex numbers to a complex number. Use ``cmath`` rather
            than ``math``, and compare only real parts, since the local gradients come from it.
        arity: How many inputs it takes.
        commutative: Whether its inputs may be drawn in any order.
    """

    name: str
    symbol: str
    formula: str
    forward: Callable[..., complex]
    arity: int = 1
    commutative: bool = False


def _maximum(a: complex, b: complex) -> complex:
    """The larger input; at a tie the first one, which therefore gets the whole gradient."""
    return a if a.real >= b.real else b


ADD = Gate("add", "+", "{0} + {1}", lambda a, b: a + b, 2, commutative=True)
SUBTRACT = Gate("subtract", "−", "{0} − {1}", lambda a, b: a - b, 2)
MULTIPLY = Gate("multiply", "×", "{0} × {1}", lambda a, b: a * b, 2, commutative=True)
DIVIDE = Gate("divide", "÷", "{0} ÷ {1}", lambda a, b: a / b, 2)
MAXIMUM = Gate("max", "max", "max({0}, {1})", _maximum, 2, commutative=True)
EXP = Gate("exp", "exp", "exp({0})", cmath.exp)
LOG = Gate("log", "log", "log({0})", cmath.log)
RECIPROCAL = Gate("reciprocal", "1/x", "1 / {0}", lambda a: 1.0 / a)
SIGMOID = Gate("sigmoid", "σ", "σ({0})", lambda a: 1.0 / (1.0 + cmath.exp(-a)))
TANH = Gate("tanh", "tanh", "tanh({0})", cmath.tanh)
RELU = Gate("relu", "relu", "relu({0})", lambda a: a if a.real > 0.0 else 0.0 * a)


def _constant_text(constant: float) -> str:
    """A gate's constant, short: ``"2"``, ``"−1"``, ``"0.5"``."""
    return f"{constant:.4g}".replace("-", "−")


def scale_gate(factor: float) -> Gate:
    """The gate a·x. The constant a is no input, so it gets no gradient."""
    text = _constant_text(factor)
    return Gate("scale", f"× {text}", f"{text} × {{0}}", lambda a: factor * a)


def shift_gate(constant: float) -> Gate:
    """The gate x + c. The constant c is no input, so it gets no gradient."""
    sign = "−" if constant < 0 else "+"
    text = _constant_text(abs(constant))
    return Gate("shift", f"{sign} {text}", f"{{0}} {sign} {text}", lambda a: a + constant)


def power_gate(exponent: float) -> Gate:
    """The gate xⁿ with a constant exponent n."""
    text = _constant_text(exponent)
    raised = text.translate(str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
    shown = raised if "." not in text else f"^{text}"
    return Gate("power", f"x{shown}", f"{{0}}{shown}", lambda a: a**exponent)


@dataclass(eq=False)
class Node:
    """An input or a gate of a circuit, with its value and its gradient.

    Attributes:
        name: Its name, unique in the circuit.
        gate: What it computes; None for an input.
        inputs: The nodes it reads, in order; empty for an input.
        value: What the forward pass computed.
        gradient: The gradient of the circuit's output with respect to this value, or None as
            long as no backward pass has run.
        local_gradients: The slope of this gate's own output in each of its inputs; empty for an
            input, or as long as no backward pass has run.
    """

    name: str
    gate: Gate | None
    inputs: tuple[Node, ...]
    value: float
    gradient: float | None = None
    local_gradients: tuple[float, ...] = field(default=())

    @property
    def formula(self) -> str:
        """The gate in terms of the names of its inputs, such as ``"x + y"``."""
        if self.gate is None:
            return ""
        return self.gate.formula.format(*(node.name for node in self.inputs))

    def __repr__(self) -> str:
        """Name, value and gradient on one line."""
        kind = "input" if self.gate is None else self.gate.name
        gradient = "" if self.gradient is None else f", gradient {self.gradient:g}"
        return f"<{kind} {self.name}: value {self.value:g}{gradient}>"


class Circuit:
    """Gates wired together in the order in which they are made.

    Every gate computes its value the moment it is made. ``backward`` then fills in the gradients
    of the output, which is the node made last. Each gate method takes the nodes it reads and a
    ``name``; without one, the gate is named after what it does.

    Args:
        title: What the circuit computes, for people: ``"(x + y) z"``.
    """

    def __init__(self, title: str = "") -> None:
        self.title = str(title)
        self._nodes: dict[str, Node] = {}

    # --- looking at it -----------------------------------------------------------------------

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, in the order in which they were made."""
        return tuple(self._nodes.values())

    @property
    def inputs(self) -> tuple[Node, ...]:
        """The nodes that are inputs."""
        return tuple(node for node in self.nodes if node.gate is None)

    @property
    def gates(self) -> tuple[Node, ...]:
        """The nodes that are gates."""
        return tuple(node for node in self.nodes if node.gate is not None)

    @property
    def output(self) -> Node:
        """The node made last, whose gradients the backward pass computes.

        Raises:
            CircuitError: If the circuit is still empty.
        """
        if not self._nodes:
            msg = "This circuit is still empty: make an input first, as in c.input('x', 2.0)."
            raise CircuitError(msg)
        return next(reversed(self._nodes.values()))

    @property
    def has_gradients(self) -> bool:
        """Whether a backward pass has run since the circuit last grew."""
        return bool(self._nodes) and all(node.gradient is not None for node in self.nodes)

    def __getitem__(self, name: str) -> Node:
        """The node of that name.

        Raises:
            CircuitError: If there is none.
        """
        try:
            return self._nodes[name]
        except KeyError:
            raise CircuitError(self._no_node(name)) from None

    def __contains__(self, name: object) -> bool:
        """Whether the circuit has a node of that name."""
        return name in self._nodes

    def __iter__(self) -> Iterator[Node]:
        """All nodes, in the order in which they were made."""
        return iter(self.nodes)

    def __len__(self) -> int:
        """How many nodes there are."""
        return len(self._nodes)

    def __repr__(self) -> str:
        """The title and how large the circuit is."""
        return f"<Circuit {self.title!r}: {len(self.inputs)} inputs, {len(self.gates)} gates>"

    # --- building it -------------------------------------------------------------------------

    def input(self, name: str, value: SupportsFloat) -> Node:
        """Make an input with a starting value.

        Args:
            name: A name of its own in this circuit.
            value: A finite number.

        Raises:
            CircuitError: If the name is taken or empty, or the value no finite number.
        """
        return self._keep(Node(self._check_name(name), None, (), _number(value, name)))

    def gate(self, gate: Gate, *inputs: Node, name: str | None = None) -> Node:
        """Make a gate of any kind; the methods below are this with the kind filled in.

        Args:
            gate: The kind of gate.
            inputs: Nodes of this circuit, as many as the gate takes.
            name: A name of its own in this circuit; left out, one is made from the gate's.

        Raises:
            CircuitError: If the name is taken, an input is no node of this circuit, the number
                of inputs is wrong, or the gate has no finite real value there.
        """
        if len(inputs) != gate.arity:
            want = "1 input" if gate.arity == 1 else f"{gate.arity} inputs"
            raise CircuitError(f"The {gate.name} gate takes {want}, and got {len(inputs)}.")
        for node in inputs:
            self._check_mine(node, gate)
        chosen = self._free_name(gate.name) if name is None else self._check_name(name)
        value = _evaluate(gate, [node.value for node in inputs], chosen)
        return self._keep(Node(chosen, gate, inputs, value))

    def adopt(
        self,
        name: str,
        gate: Gate | None,
        inputs: tuple[Node, ...],
        value: float,
        gradient: float,
    ) -> Node:
        """Take over a node that something else has computed, with its value and its gradient.

        Args:
            name: Its name.
            gate: What made it; None for an input.
            inputs: The nodes it reads.
            value: Its value, whatever the gate would give.
            gradient: The gradient that somebody computed for it.

        Raises:
            CircuitError: If the name is taken or an input is no node of this circuit.
        """
        for node in inputs:
            if self._nodes.get(node.name) is not node:
                raise CircuitError(f"{node.name!r} is no node of this circuit.")
        node = Node(self._check_name(name), gate, inputs, _number(value, name), gradient)
        node.local_gradients = _local_gradients(node)
        self._nodes[node.name] = node
        return node

    def add(self, a: Node, b: Node, name: str | None = None) -> Node:
        """The gate a + b.

        Args:
            a: A node of this circuit.
            b: Another, or the same one.
            name: The gate's name; left out, one is made.
        """
        return self.gate(ADD, a, b, name=name)

    def subtract(self, a: Node, b: Node, name: str | None = None) -> Node:
        """The gate a − b.

        Args:
            a: A node of this circuit.
            b: Another, or the same one.
            name: The gate's name; left out, one is made.
        """
        return self.gate(SUBTRACT, a, b, name=name)

    def multiply(self, a: Node, b: Node, name: str | None = None) -> Node:
        """The gate a × b.

        Args:
            a: A node of this circuit.
            b: Another, or the same one.
            name: The gate's name; left out, one is made.
        """
        return self.gate(MULTIPLY, a, b, name=name)

    def divide(self, a: Node, b: Node, name: str | None = None) -> Node:
        """The gate a ÷ b.

        Args:
            a: A node of this circuit.
            b: Another, or the same one; its value is not 0.
            name: The gate's name; left out, one is made.
        """
        return self.gate(DIVIDE, a, b, name=name)

    def maximum(self, a: Node, b: Node, name: str | None = None) -> Node:
        """The gate max(a, b); a tie goes to the first input.

        Args:
            a: A node of this circuit.
            b: Another, or the same one.
            name: The gate's name; left out, one is made.
        """
        return self.gate(MAXIMUM, a, b, name=name)

    def scale(self, a: Node, factor: SupportsFloat, name: str | None = None) -> Node:
        """The gate factor × a, with a constant factor.

        Args:
            a: A node of this circuit.
            factor: A finite number.
            name: The gate's name; left out, one is made.
        """
        return self.gate(scale_gate(_number(factor, "factor")), a, name=name)

    def shift(self, a: Node, constant: SupportsFloat, name: str | None = None) -> Node:
        """The gate a + constant.

        Args:
            a: A node of this circuit.
            constant: A finite number.
            name: The gate's name; left out, one is made.
        """
        return self.gate(shift_gate(_number(constant, "constant")), a, name=name)

    def power(self, a: Node, exponent: SupportsFloat, name: str | None = None) -> Node:
        """The gate a raised to a constant exponent.

        Args:
            a: A node of this circuit.
            exponent: A finite number.
            name: The gate's name; left out, one is made.
        """
        return self.gate(power_gate(_number(exponent, "exponent")), a, name=name)

    def square(self, a: Node, name: str | None = None) -> Node:
        """The gate a².

        Args:
            a: A node of this circuit.
            name: The gate's name; left out, one is made.
        """
        return self.power(a, 2.0, name)

    def exp(self, a: Node, name: str | None = None) -> Node:
        """The gate eᵃ.

        Args:
            a: A node of this circuit.
            name: The gate's name; left out, one is made.
        """
        return self.gate(EXP, a, name=name)

    def log(self, a: Node, name: str | None = None) -> Node:
        """The gate log a, the natural logarithm.

        Args:
            a: A node of this circuit, with a positive value.
            name: The gate's name; left out, one is made.
        """
        return self.gate(LOG, a, name=name)

    def reciprocal(self, a: Node, name: str | None = None) -> Node:
        """The gate 1 / a.

        Args:
            a: A node of this circuit, with a value that is not 0.
            name: The gate's name; left out, one is made.
        """
        return self.gate(RECIPROCAL, a, name=name)

    def sigmoid(self, a: Node, name: str | None = None) -> Node:
        """The gate σ(a) = 1 / (1 + e⁻ᵃ).

        Args:
            a: A node of this circuit.
            name: The gate's name; left out, one is made.
        """
        return self.gate(SIGMOID, a, name=name)

    def tanh(self, a: Node, name: str | None = None) -> Node:
        """The gate tanh a.

        Args:
            a: A node of this circuit.
            name: The gate's name; left out, one is made.
        """
        return self.gate(TANH, a, name=name)

    def relu(self, a: Node, name: str | None = None) -> Node:
        """The gate max(0, a), with slope 0 at 0.

        Args:
            a: A node of this circuit.
            name: The gate's name; left out, one is made.
        """
        return self.gate(RELU, a, name=name)

    # --- running it --------------------------------------------------------------------------

    def evaluate(self, values: Mapping[str, SupportsFloat] | None = None) -> dict[str, float]:
        """What every node would be if some nodes had other values. Changes nothing.

        Args:
            values: New values by name. A gate named here is held at its value, and what it
                would have computed is left out: so one can nudge the middle of a circuit.

        Returns:
            The value of every node, by name.

        Raises:
            CircuitError: If a name is unknown or a value is not finite.
        """
        given = {} if values is None else values
        held = {self[name].name: _number(value, name) for name, value in given.items()}
        found: dict[str, float] = {}
        for node in self.nodes:
            if node.name in held:
                found[node.name] = held[node.name]
            elif node.gate is None:
                found[node.name] = node.value
            else:
                arguments = [found[source.name] for source in node.inputs]
                found[node.name] = _evaluate(node.gate, arguments, node.name)
        return found

    def forward(self) -> float:
        """Compute every gate from the inputs, first to last, and return the output's value."""
        self._take(self.evaluate())
        return self.output.value

    def backward(self, dout: SupportsFloat = 1.0) -> None:
        """Fill in every gradient, last gate first.

        A gate multiplies the gradient on its output by its local gradients and hands the products
        to its inputs, which add up what they are handed: so forks come out right.

        Args:
            dout: The gradient that the output starts with.

        Raises:
            CircuitError: If a local gradient or a gradient is not finite.
        """
        output = self.output
        gradients = dict.fromkeys(self._nodes, 0.0)
        gradients[output.name] = _number(dout, "dout")
        slopes = {node.name: _local_gradients(node) for node in self.nodes}
        for node in reversed(self.nodes):
            for source, slope in zip(node.inputs, slopes[node.name], strict=True):
                gradients[source.name] += slope * gradients[node.name]
        for name, gradient in gradients.items():
            if not math.isfinite(gradient):
                raise CircuitError(_too_large(f"the gradient on {name!r}"))
        for node in self.nodes:
            node.gradient = gradients[node.name]
            node.local_gradients = slopes[node.name]

    def set(
        self, values: Mapping[str, SupportsFloat] | None = None, /, **more: SupportsFloat
    ) -> None:
        """Give inputs new values and run the circuit forward and backward.

        If that fails, the circuit stays as it was.

        Args:
            values: New values by name, for names that are no Python words.
            **more: New values by name.

        Raises:
            CircuitError: If a name is no input, or the circuit has no finite value there.
        """
        new = {**(values or {}), **more}
        for name in new:
            if self[name].gate is not None:
                inputs = ", ".join(node.name for node in self.inputs)
                msg = f"{name!r} is computed by a gate: only inputs can be set, here {inputs}."
                raise CircuitError(msg)
        before = {node.name: node.value for node in self.nodes}
        self._take(self.evaluate(new))
        try:
            self.backward()
        except CircuitError:
            self._take(before)
            raise

    def copy(self) -> Circuit:
        """A circuit of its own with the same gates, values and gradients."""
        twin = Circuit(self.title)
        for node in self.nodes:
            inputs = tuple(twin[source.name] for source in node.inputs)
            twin._nodes[node.name] = Node(
                node.name, node.gate, inputs, node.value, node.gradient, node.local_gradients
            )
        return twin

    # --- inside ------------------------------------------------------------------------------

    def _take(self, values: Mapping[str, float]) -> None:
        for node in self.nodes:
            node.value = values[node.name]

    def _keep(self, node: Node) -> Node:
        self._nodes[node.name] = node
        for each in self.nodes:  # gradients of another output would mislead
            each.gradient = None
            each.local_gradients = ()
        return node

    def _check_name(self, name: str) -> str:
        if not isinstance(name, str) or not name.strip():
            raise CircuitError(f"A node needs a name such as 'x', and got {name!r}.")
        if name in self._nodes:
            raise CircuitError(
                f"This circuit already has a node named {name!r}: "
                "give each node a name of its own, or make a new Circuit first."
            )
        return name

    def _free_name(self, stem: str) -> str:
        number = 1
        while (name := stem if number == 1 else f"{stem}{number}") in self._nodes:
            number += 1
        return name

    def _check_mine(self, node: object, gate: Gate) -> None:
        if not isinstance(node, Node):
            raise CircuitError(
                f"The {gate.name} gate reads nodes, and got {node!r} ({type(node).__name__}): make "
                "an input of it with c.input(name, value), or use c.scale or c.shift for constants."
            )
        if self._nodes.get(node.name) is not node:
            raise CircuitError(
                f"The {gate.name} gate got the node {node.name!r} of another circuit: "
                "use nodes that this circuit's own methods returned."
            )

    def _no_node(self, name: object) -> str:
        names = ", ".join(self._nodes) or "none yet"
        return f"This circuit has no node named {name!r}. Its nodes: {names}."


def _number(value: SupportsFloat, name: str) -> float:
    """The value as a finite float, or an error that says whose value is wrong."""
    if isinstance(value, (str, bytes, bool)):
        raise CircuitError(f"{name!r} needs a number, and got {value!r}.")
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        kind = type(value).__name__
        raise CircuitError(f"{name!r} needs one number, and got a {kind}.") from None
    if not math.isfinite(number):
        raise CircuitError(f"{name!r} needs a finite number, and got {number}.")
    return number


def _too_large(what: str) -> str:
    return f"Here {what} is too large for a float: use inputs of a moderate size."


def _call(gate: Gate, arguments: list[complex], name: str) -> complex:
    """The gate's function, its own complaints turned into ones that name the gate."""
    shown = ", ".join(f"{argument.real:g}" for argument in arguments)
    try:
        return complex(gate.forward(*arguments))
    except OverflowError:
        raise CircuitError(_too_large(f"{name!r} ({gate.name} of {shown})")) from None
    except (ZeroDivisionError, ValueError):
        msg = f"{name!r} ({gate.name}) has no value at {shown}: choose another input."
        raise CircuitError(msg) from None
    except TypeError as error:
        raise CircuitError(
            f"The function of {name!r} ({gate.name}) must take complex numbers, "
            f"so use cmath rather than math in it. Python said: {error}."
        ) from None


def _evaluate(gate: Gate, values: list[float], name: str) -> float:
    """The gate's value at real inputs."""
    result = _call(gate, [complex(value) for value in values], name)
    shown = ", ".join(f"{value:g}" for value in values)
    if not cmath.isfinite(result):
        raise CircuitError(_too_large(f"{name!r} ({gate.name} of {shown})"))
    if result.imag != 0.0:
        msg = f"{name!r} ({gate.name}) has no real value at {shown}: choose another input."
        raise CircuitError(msg)
    return result.real + 0.0  # −0.0 becomes 0.0


def _local_gradients(node: Node) -> tuple[float, ...]:
    """The slope of a gate's output in each of its inputs, by the complex step."""
    if node.gate is None:
        return ()
    values = [source.value for source in node.inputs]
    slopes = []
    for i, value in enumerate(values):
        step = _complex_step(value)
        moved = [complex(other, step if j == i else 0.0) for j, other in enumerate(values)]
        slope = _call(node.gate, moved, node.name).imag / step
        if not math.isfinite(slope):
            raise CircuitError(_too_large(f"the local gradient of {node.name!r}"))
        slopes.append(slope + 0.0)
    return tuple(slopes)


def _complex_step(value: float) -> float:
    """A step far below the value, so that i·h is small beside it even for 1/x near 0.

    This is why a circuit does not use ``gradcheck.slope``, whose step is the same everywhere: the
    points there are of moderate size, while a learner's slider may come as near to 0 as it likes.
    """
    exponent = math.frexp(value)[1] if value else 0
    return math.ldexp(1.0, max(COMPLEX_STEP_EXPONENT + min(exponent, 0), -1000))
