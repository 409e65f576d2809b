"""The graph of a learner's own Value is drawn, however the learner keeps it."""

from __future__ import annotations

import math

import pytest

from backpass import draw
from backpass.circuit import CircuitError
from backpass.drawing import flow, recorded


class InATuple:
    """Parents in a tuple, with labels; as most write it."""

    def __init__(self, data, parents=(), op=""):
        self.data, self.grad, self.parents, self.op = float(data), 0.0, parents, op

    def make(self, other, data, op):
        return type(self)(data, (self, other), op)

    def __add__(self, other):
        return self.make(other, self.data + other.data, "+")

    def __mul__(self, other):
        return self.make(other, self.data * other.data, "*")

    def exp(self):
        return type(self)(math.exp(self.data), (self,), "exp")


class InASet(InATuple):
    """As micrograd does it."""

    def __init__(self, data, parents=(), op=""):
        self.data, self.grad, self._prev = float(data), 0.0, set(parents)


class InAFunction(InATuple):
    """Only the function that passes the gradient on knows the parents."""

    def __init__(self, data, parents=(), op=""):
        self.data, self.grad = float(data), 0.0
        self._pass_on = lambda: [parent.grad for parent in parents]


class WithSlopes(InATuple):
    """Pairs of a parent and a number, in slots."""

    __slots__ = ("data", "grad", "made_of")

    def __init__(self, data, parents=(), op=""):
        self.data, self.grad = float(data), 0.0
        self.made_of = [(parent, 1.0) for parent in parents]


class KnowsItsChildren(InATuple):
    """A second attribute that leads the other way must not confuse."""

    def __init__(self, data, parents=(), op=""):
        self.data, self.grad, self.users, self.parents = float(data), 0.0, [], list(parents)
        for parent in parents:
            parent.users.append(self)


KINDS = [InATuple, InASet, InAFunction, WithSlopes, KnowsItsChildren]


@pytest.mark.parametrize("kind", KINDS)
def test_the_graph_is_found_with_its_gates_and_the_learners_numbers(kind):
    x, y, z = kind(-2.0), kind(5.0), kind(-4.0)
    q = x + y
    f = q * z
    for each, grad in ((x, 11.0), (y, 12.0), (z, 13.0), (q, 14.0), (f, 1.0)):
        each.grad = grad
    c = recorded.circuit_of(f, locals())
    assert {node.name for node in c} == {"x", "y", "z", "q", "f"}
    assert c.output.name == "f"
    assert (c["q"].gate.name, c["f"].gate.name) == ("add", "multiply")
    assert {node.name for node in c["f"].inputs} == {"q", "z"}
    assert [c[name].gradient for name in "xyzqf"] == [11.0, 12.0, 13.0, 14.0, 1.0]
    assert len(flow.film(c).words) > 5


@pytest.mark.parametrize("kind", [InATuple, InASet, InAFunction])
def test_a_node_that_is_read_twice(kind):
    x = kind(3.0)
    f = x * x
    c = recorded.circuit_of(f, {"x": x, "f": f})
    assert [node.name for node in c["f"].inputs] == ["x", "x"]
    assert c["f"].gate.name == "multiply"


def test_a_gate_of_one_input_and_one_that_nobody_knows():
    x = InASet(0.5)
    e = x.exp()
    odd = InASet(77.0, (e,))
    c = recorded.circuit_of(odd, {"e": e, "x": x})
    assert c["e"].gate.name == "exp"
    assert c.output.gate.symbol == "?"


def test_too_large_a_graph_is_answered_in_words_and_a_long_chain_is_no_trouble():
    x = InATuple(1.0)
    for _ in range(3000):
        x = x + InATuple(0.0)
    with pytest.raises(CircuitError, match="6001 nodes, and a picture holds 40"):
        recorded.circuit_of(x)


def test_a_node_without_a_number_is_answered_in_words():
    x = InATuple(1.0)
    x.grad = None
    with pytest.raises(CircuitError, match="has None as its grad"):
        recorded.circuit_of(x * x)


def test_show_takes_a_value_and_names_it_as_the_learner_does(monkeypatch):
    shown = []
    monkeypatch.setattr(draw, "display", lambda data, raw: shown.append(data))
    width, height = InATuple(2.0), InATuple(3.0)
    area = width * height
    area.grad, width.grad, height.grad = 1.0, 3.0, 2.0
    draw.show(area)
    assert "width" in shown[0]["text/plain"]
    assert "Circuit area" in shown[0]["text/plain"]
    assert "data-steps" in shown[0]["text/html"]


def test_show_refuses_what_is_no_circuit():
    with pytest.raises(CircuitError, match="no circuit to show in 3"):
        draw.show(3)
