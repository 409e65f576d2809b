"""The circuit against numbers worked by hand and against the complex step of whole functions."""

from __future__ import annotations

import cmath
import math

import course_circuits
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backpass.circuit import Circuit, CircuitError, Gate

# a product of two numbers below 1e-100 is no longer a float with all its digits
reals = st.floats(-30, 30).map(lambda value: value if abs(value) > 1e-60 else 0.0)
STEP = 1e-30


def pairs(c):
    return {node.name: (node.value, node.gradient) for node in c}


def sigmoid(t):
    return 1 / (1 + cmath.exp(-t))


def complex_gradient(f, point):
    """The gradient of a whole function, one complex step per variable."""
    found = []
    for i in range(len(point)):
        moved = [complex(v, STEP if i == j else 0) for j, v in enumerate(point)]
        found.append(f(*moved).imag / STEP)
    return found


WHOLE = {
    "chain": lambda x, y, z: (x + y) * z,
    "pattern": lambda x, y, z, w: 2 * (x * y + (z if z.real >= w.real else w)),
    "neuron": lambda w0, x0, w1, x1, w2: sigmoid(w0 * x0 + w1 * x1 + w2),
    "staged": lambda x, y: (x + sigmoid(y)) / (sigmoid(x) + (x + y) ** 2),
}


def test_first_circuit_of_the_lecture():
    assert pairs(course_circuits.chain()) == {
        "x": (-2.0, -4.0),
        "y": (5.0, -4.0),
        "z": (-4.0, 3.0),
        "q": (3.0, -4.0),
        "f": (-12.0, 1.0),
    }


def test_pattern_circuit_of_the_lecture():
    assert pairs(course_circuits.pattern()) == {
        "x": (3.0, -8.0),
        "y": (-4.0, 6.0),
        "mul": (-12.0, 2.0),
        "z": (2.0, 2.0),
        "w": (-1.0, 0.0),
        "max": (2.0, 2.0),
        "add": (-10.0, 2.0),
        "out": (-20.0, 1.0),
    }


def test_neuron_of_the_lecture():
    c = course_circuits.neuron()
    assert c["dot"].value == 1.0
    assert c["exp"].value == pytest.approx(0.36787944117144233, rel=1e-15)
    assert c["shift"].value == pytest.approx(1.3678794411714423, rel=1e-15)
    assert c.output.value == pytest.approx(0.7310585786300049, rel=1e-15)
    assert c["shift"].gradient == pytest.approx(-0.534446645388523, rel=1e-14)
    assert c["exp"].gradient == pytest.approx(-0.534446645388523, rel=1e-14)
    assert c["scale"].gradient == pytest.approx(-0.19661193324148188, rel=1e-14)
    assert c["x0"].gradient == pytest.approx(0.3932238664829637, rel=1e-14)
    assert c["w1"].gradient == pytest.approx(-0.3932238664829637, rel=1e-14)
    assert c["x1"].gradient == pytest.approx(-0.5898357997244456, rel=1e-14)


def test_staged_function_of_the_lecture_adds_gradients_at_forks():
    c = course_circuits.staged()
    assert c.output.value == pytest.approx(1.5456448841066441, rel=1e-15)
    assert c["x"].gradient == pytest.approx(2.0595697955721652, rel=1e-14)
    assert c["y"].gradient == pytest.approx(1.5922327514838093, rel=1e-14)


@pytest.mark.parametrize("build", course_circuits.ALL, ids=lambda build: build.__name__)
@given(data=st.data())
def test_gradients_are_those_of_the_whole_function(build, data):
    c = build()
    point = [data.draw(reals, label=node.name) for node in c.inputs]
    if build.__name__ == "neuron":  # exp of up to 1,830 would be too large for a float
        point = [value / 10 for value in point]
    c.set(dict(zip([node.name for node in c.inputs], point, strict=True)))
    f = WHOLE[build.__name__]
    assert c.output.value == pytest.approx(f(*map(complex, point)).real, rel=1e-12, abs=1e-12)
    expected = complex_gradient(f, point)
    # the sizes that are added up and may cancel
    size = max([1e-6, *(abs(node.gradient) for node in c)])
    for node, gradient in zip(c.inputs, expected, strict=True):
        assert node.gradient == pytest.approx(gradient, rel=1e-9, abs=1e-12 * size)


@given(x=reals, y=reals, dout=reals)
def test_add_and_multiply_are_exact_to_the_last_bit(x, y, dout):
    c = Circuit()
    c.multiply(c.input("x", x), c.input("y", y), name="f")
    c.backward(dout)
    assert (c["f"].value, c["x"].gradient, c["y"].gradient) == (x * y, y * dout, x * dout)
    c = Circuit()
    c.add(c.input("x", x), c.input("y", y), name="f")
    c.backward(dout)
    assert (c["f"].value, c["x"].gradient, c["y"].gradient) == (x + y, dout, dout)


GATES = {
    "subtract": (2, lambda a, b: a - b),
    "divide": (2, lambda a, b: a / b),
    "exp": (1, cmath.exp),
    "log": (1, cmath.log),
    "reciprocal": (1, lambda a: 1 / a),
    "sigmoid": (1, sigmoid),
    "tanh": (1, cmath.tanh),
    "relu": (1, lambda a: a if a.real > 0 else 0j),
    "square": (1, lambda a: a * a),
}


@pytest.mark.parametrize("name", GATES)
@given(point=st.tuples(st.floats(0.01, 20), st.floats(0.01, 20)))
def test_every_gate_computes_its_function(name, point):
    arity, f = GATES[name]
    c = Circuit()
    inputs = [c.input(f"x{i}", value) for i, value in enumerate(point[:arity])]
    out = getattr(c, name)(*inputs)
    c.backward()
    assert out.value == pytest.approx(f(*map(complex, point[:arity])).real, rel=1e-14)
    for node, gradient in zip(inputs, complex_gradient(f, point[:arity]), strict=True):
        assert node.gradient == pytest.approx(gradient, rel=1e-12, abs=1e-300)


@given(x=reals, a=reals, c=reals)
def test_constants_get_no_gradient(x, a, c):
    circuit = Circuit()
    out = circuit.shift(circuit.scale(circuit.input("x", x), a), c)
    circuit.backward()
    assert out.value == a * x + c
    assert circuit["x"].gradient == a
    assert [node.name for node in circuit.inputs] == ["x"]


def test_power():
    c = Circuit()
    c.power(c.input("x", -2.0), 3)
    c.backward()
    assert (c.output.value, c["x"].gradient) == (-8.0, 12.0)


@given(x=reals)
def test_a_tie_goes_to_the_first_input(x):
    c = Circuit()
    c.maximum(c.input("a", x), c.input("b", x))
    c.backward()
    assert (c["a"].gradient, c["b"].gradient) == (1.0, 0.0)


def test_relu_has_slope_zero_at_zero():
    c = Circuit()
    c.relu(c.input("x", 0.0))
    c.backward()
    assert c["x"].gradient == 0.0


@given(x=reals)
def test_one_node_read_twice_by_one_gate(x):
    c = Circuit()
    node = c.input("x", x)
    c.multiply(node, node)
    c.backward()
    assert node.gradient == 2 * x


@pytest.mark.parametrize("x", [1e-12, 1e-40, 1e-120, -3e-90])
def test_reciprocal_close_to_zero(x):
    c = Circuit()
    c.reciprocal(c.input("x", x))
    c.backward()
    assert c["x"].gradient == pytest.approx(-1 / x**2, rel=1e-12)


def test_a_gate_that_the_output_does_not_need_has_gradient_zero():
    c = Circuit()
    x = c.input("x", 2.0)
    c.exp(x, name="unused")
    c.scale(x, 3.0, name="f")
    c.backward()
    assert (c["unused"].gradient, x.gradient) == (0.0, 3.0)


def test_any_function_can_be_a_gate():
    softplus = Gate("softplus", "s+", "softplus({0})", lambda a: cmath.log(1 + cmath.exp(a)))
    c = Circuit()
    c.gate(softplus, c.input("x", 0.5))
    c.backward()
    assert c["x"].gradient == pytest.approx(1 / (1 + math.exp(-0.5)), rel=1e-14)
    assert c.output.formula == "softplus(x)"


def test_set_runs_both_ways_and_evaluate_changes_nothing():
    c = course_circuits.chain()
    before = pairs(c)
    assert c.evaluate({"x": -2.01, "y": 4.99})["f"] == pytest.approx(-11.92)
    assert c.evaluate({"q": 10.0})["f"] == -40.0
    assert pairs(c) == before
    c.set(x=-2.01)
    assert c.output.value == pytest.approx(-11.96)
    c.set({"z": 2.0}, x=1.0)
    assert (c["f"].value, c["x"].gradient, c["z"].gradient) == (12.0, 2.0, 6.0)


def test_values_changed_by_hand_are_used_by_forward():
    c = course_circuits.chain()
    c["x"].value = 0.0
    assert c.forward() == -20.0


def test_a_copy_lives_its_own_life():
    c = course_circuits.staged()
    twin = c.copy()
    assert pairs(twin) == pairs(c)
    twin.set(x=0.0)
    assert c["x"].value == 3.0
    twin.shift(twin.output, 1.0)
    assert c.output.name == "f"


def test_a_new_gate_takes_the_old_gradients_away():
    c = course_circuits.chain()
    assert c.has_gradients
    c.exp(c["q"])
    assert not c.has_gradients
    assert c["x"].gradient is None


def test_gates_without_a_name_are_named_after_what_they_do():
    c = Circuit()
    x = c.input("x", 1.0)
    assert [c.add(x, x).name, c.add(x, x).name, c.maximum(x, x).name] == ["add", "add2", "max"]


def test_numpy_numbers_are_welcome_and_become_floats():
    c = Circuit()
    c.scale(c.input("x", np.float64(2.0)), np.array(3.0))
    c.backward(np.float32(1.0))
    assert type(c["x"].value) is float
    assert type(c["x"].gradient) is float


def overflowing_gradient():
    c = Circuit()
    c.reciprocal(c.input("x", 1e-200))
    c.backward()


def overflowing_product():
    c = Circuit()
    c.scale(c.scale(c.input("x", 1e-300), 1e200), 1e200)
    c.backward()


@pytest.mark.parametrize(
    ("mistake", "says"),
    [
        (lambda c: c.input("x", 1.0), "already has a node named 'x'"),
        (lambda c: c.add(c["x"], c["y"], name="q"), "already has a node named 'q'"),
        (lambda c: c.input("", 1.0), "needs a name"),
        (lambda c: c.input("n", math.nan), "'n' needs a finite number, and got nan"),
        (lambda c: c.input("n", "3"), "'n' needs a number, and got '3'"),
        (lambda c: c.input("n", [1.0, 2.0]), "'n' needs one number, and got a list"),
        (lambda c: c.add(c["x"], 3.0), "reads nodes, and got 3.0"),
        (lambda c: c.add(course_circuits.chain()["x"], c["x"]), "node 'x' of another circuit"),
        (lambda c: c.set(q=1.0), "only inputs can be set, here x, y, z"),
        (lambda c: c.set(t=1.0), "no node named 't'. Its nodes: x, y, z, q, f"),
        (lambda c: c["t"], "no node named 't'"),
        (lambda c: c.log(c["x"]), "'log' (log) has no real value at -2"),
        (lambda c: c.power(c["x"], 0.5), "no real value"),
        (lambda c: c.exp(c.input("b", 1e4)), "too large for a float"),
        (lambda c: c.reciprocal(c.input("b", 0.0)), "has no value at 0"),
        (lambda c: c.gate(Gate("bad", "b", "{0}", math.exp), c["x"]), "use cmath"),
        (lambda c: c.gate(Gate("bad", "b", "{0}", math.exp), c["x"], c["y"]), "takes 1 input"),
        (lambda c: c.backward(math.inf), "'dout' needs a finite number"),
        (lambda c: Circuit().output, "still empty"),
        (lambda c: overflowing_gradient(), "the local gradient of 'reciprocal' is too large"),
        (lambda c: overflowing_product(), "the gradient on 'x' is too large"),
    ],
)
def test_mistakes_are_answered_in_words_and_change_nothing(mistake, says):
    c = course_circuits.chain()
    before = {name: pair[0] for name, pair in pairs(c).items()}
    with pytest.raises(CircuitError) as error:
        mistake(c)
    assert says in str(error.value)
    after = {name: pair[0] for name, pair in pairs(c).items()}
    assert {name: after[name] for name in before} == before


@given(value=st.sampled_from([1e4, 1e300, math.inf, math.nan]))
def test_a_failed_set_leaves_the_circuit_as_it_was(value):
    c = Circuit()
    c.exp(c.multiply(c.input("x", 1.0), c.input("y", 1.0)))
    c.backward()
    before = pairs(c)
    with pytest.raises(CircuitError):
        c.set(x=value)
    assert pairs(c) == before


@given(x=st.floats(1e-160, 1e-155))
def test_a_failed_backward_in_set_leaves_the_circuit_as_it_was(x):
    c = Circuit()
    c.reciprocal(c.input("x", 1.0))
    c.backward()
    before = pairs(c)
    assume(math.isinf(1 / x * (1 / x)))
    with pytest.raises(CircuitError):
        c.set(x=x)
    assert pairs(c) == before
