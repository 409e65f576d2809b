"""Chapter 3: its explorations say what the library computes, and its lessons come true."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET

import course_circuits
import numpy as np
import pytest
from course_notebooks import executed, graded, said, source
from test_draw import SVG

from backpass import explore
from backpass.contracts.sigmoid_neuron import circuit_cache, sigmoid
from backpass.drawing.svg import number
from backpass.explore.views import neuron as neuron_view
from backpass.explore.views import saturation as saturation_view

CHAPTER = "03_sigmoid_neuron"
POINTS = (
    {},
    {"w2": -4.0},
    {"x1": -4.0},
    {"w0": 0.4, "x0": 3.1, "w1": -1.7, "x1": 0.6, "w2": 2.2},
    {"w0": 4.0, "x0": -4.0, "w1": 4.0, "x1": -4.0, "w2": -4.0},
    {"w0": 4.0, "x0": 4.0, "w1": 4.0, "x1": 4.0, "w2": 4.0},
    {"x0": 0.0},
)
at_each_point = pytest.mark.parametrize("point", POINTS, ids=str)


def neuron_at(point):
    """The neuron as the tests build it, at a point."""
    c = course_circuits.neuron()
    c.set({**neuron_view.START, **point})
    return c


def shown_nodes(x):
    """What the picture says of each node: name → every (value, gradient) that is drawn of it."""
    found: dict[str, list[tuple[float, float]]] = {}
    for g in ET.fromstring(x.svg).iter(f"{SVG}g"):
        if name := g.get("data-node"):
            pair = float(g.get("data-value")), float(g.get("data-gradient"))
            found.setdefault(name, []).append(pair)
    return found


# --- explore.neuron ------------------------------------------------------------------------------


@at_each_point
def test_the_live_neuron_shows_every_gate_of_the_circuit(point):
    x = explore.neuron()
    x.set(**point)
    c, shown = neuron_at(point), shown_nodes(x)
    same = {"w0·x0": "multiply", "w1·x1": "multiply2", "sum": "add", "neg": "scale"}
    same |= {"plus1": "shift"} | {name: name for name in (*neuron_view.START, "dot", "exp", "f")}
    assert set(shown) == set(same)
    for name, other in same.items():
        expected = c[other].value, c[other].gradient
        for pair in shown[name]:
            assert pair == pytest.approx(expected, rel=1e-12, abs=0.0), name
    assert len(shown["dot"]) == 2, "the second line takes up where the first ends"


@at_each_point
def test_the_live_neuron_says_what_gets_through(point):
    x = explore.neuron()
    x.set(**point)
    c = neuron_at(point)
    through = c["dot"].gradient
    assert f"the gradient on dot is {number(through)}." in x.text
    assert ("Saturated" in x.text) == (through < 0.01)
    for name in neuron_view.START:
        assert f"{name} {number(c[name].gradient)}" in x.text


def test_the_marks_stand_at_the_dot_product_and_at_the_edge_beyond_it():
    x = explore.neuron()

    def marks():
        root = ET.fromstring(x.svg)
        return [e for e in root.iter() if e.get("class") == "bp-fill-warm"]

    assert [e.tag for e in marks()] == [f"{SVG}circle"] * 2
    at_one = [float(e.get("cx")) for e in marks()]
    x.set(w2=-4.0)
    assert [float(e.get("cx")) - here for e, here in zip(marks(), at_one, strict=True)] == (
        pytest.approx([-neuron_view.PANEL / 20] * 2)  # by one of the twenty units that are seen
    )
    x.set(w2=4.0, x1=-4.0)
    assert [e.tag for e in marks()] == [f"{SVG}polygon"] * 2


@pytest.mark.parametrize("x", [-9.0, -1.0, 0.0, 0.3, 4.0, 12.0])
def test_the_curves_are_the_sigmoid_and_its_slope(x):
    s = 1.0 / (1.0 + math.exp(-x))
    assert neuron_view.sigmoid(x) == pytest.approx(s, rel=1e-15)
    assert neuron_view.slope(x) == pytest.approx(math.exp(-x) * s * s, rel=1e-13)


# --- explore.saturation --------------------------------------------------------------------------


@at_each_point
@pytest.mark.parametrize("weight", saturation_view.WEIGHTS)
@pytest.mark.parametrize("step", [-4.0, 0.1, 2.5])
def test_the_nudged_weight_predicts_with_the_gradient(point, weight, step):
    x = explore.saturation()
    x.set(**point, weight=weight, nudge=step)
    c = neuron_at(point)
    gradient, before = c[weight].gradient, c["f"].value
    after = c.evaluate({weight: c[weight].value + step})["f"]
    assert f"Gradient on {weight}: {number(gradient)}." in x.text
    assert (
        f"{number(step)} · {number(gradient)} = {number(step * gradient)}; "
        f"the true change is {number(after - before)}:"
    ) in x.text
    assert f"● now {number(gradient)}" in x.svg


def test_a_nudge_that_no_gradient_foresees():
    x = explore.saturation("w1", -4.0)
    x.set(w2=-4.0, w1=4.0)
    found = re.search(r"= (\S+); the true change is (\S+):", x.text).groups()
    predicted, true = (float(text.replace("−", "-")) for text in found)
    assert true > 100 * predicted > 0
    assert "Saturated" in x.text
    assert "of which the gradient knows nothing" in x.text


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"nudge": 0.1}, "Alive"),
        ({"nudge": 1.0}, "bends away from its tangent"),
        ({"nudge": 4.0}, "promises f = 1.52: no sigmoid ever gives that"),
        ({"weight": "w1", "x1": 0.0}, "x1 is 0, so w1 has no say at all"),
    ],
)
def test_what_there_is_to_notice(values, says):
    x = explore.saturation()
    x.set(**values)
    assert says in x.text


def test_a_weight_that_is_none_is_answered_in_words():
    with pytest.raises(ValueError, match="weight is one of w0, w1, w2, and got 'x0'"):
        explore.saturation("x0")


# --- the notebook --------------------------------------------------------------------------------


def cell_says(id_):
    (cell,) = [cell for cell in executed(CHAPTER, solved=False).cells if cell.id == id_]
    return said(cell)


def test_circuit_two_has_its_exact_numbers():
    words = cell_says("circuit-digits")
    s = 0.7310585786300049
    for name, value, gradient in [
        ("dot", 1.0, 0.19661193324148188),
        ("neg", -1.0, -0.19661193324148188),
        ("exp", 0.36787944117144233, -0.534446645388523),
        ("plus1", 1.3678794411714423, -0.534446645388523),
        ("f", s, 1.0),
        ("x0", -1.0, 2.0 * 0.19661193324148188),
    ]:
        came = re.search(rf"^{name}: value (\S+), gradient (\S+)$", words, re.M).groups()
        assert [float(text) for text in came] == pytest.approx([value, gradient], rel=1e-15)


def test_at_minus_a_thousand_four_gates_give_nan_and_one_does_not():
    words = cell_says("why-numbers")
    assert re.search(r"x = -1000: .* slope by four gates nan, by one 0\.0e\+00", words)
    assert re.search(r"x = 1000: .* slope by four gates 0\.0e\+00, by one 0\.0e\+00", words)


def test_the_deeper_a_neuron_sleeps_the_longer_it_takes():
    steps = [int(text) for text in re.findall(r": (\d+) steps", cell_says("climb-figure"))]
    assert steps[0] < 20
    assert steps[1] > 3 * steps[0]
    assert steps[2] > 30 * steps[1]


def test_however_the_neuron_is_cut_its_gradients_are_the_same():
    gradients = re.findall(r"number of gates (\d+): gradients (.*)", cell_says("convenience"))
    assert [count for count, _ in gradients] == ["8", "5", "1"]
    assert len({shown for _, shown in gradients}) == 1


# --- the given forwards --------------------------------------------------------------------------


@pytest.fixture
def given(recwarn):
    """The given functions, run from their locked cells; afterwards: that nothing has warned."""
    names: dict[str, object] = {"np": np}
    for cell in source(CHAPTER).cells:
        if graded(cell).get("grade_id", "").startswith("given_"):
            assert graded(cell)["locked"]
            exec(compile(cell.source, cell.id, "exec"), names)
    yield names
    assert not recwarn.list


@pytest.mark.parametrize("x", [1.0, -1000.0, 1000.0, np.array([[0.5, -2.0], [900.0, -900.0]])])
def test_the_given_chain_is_the_sigmoid_and_keeps_what_the_grader_gives(given, x):
    out, cache = given["sigmoid_circuit_forward"](x)
    np.testing.assert_allclose(out, sigmoid(x), rtol=1e-15)
    assert np.shape(out) == np.shape(x)
    with np.errstate(over="ignore"):
        expected = circuit_cache(x)
    for own, graders in zip(cache, expected, strict=True):
        assert isinstance(own, tuple) == isinstance(graders, tuple)
        pairs = zip(own, graders, strict=True) if isinstance(own, tuple) else [(own, graders)]
        for entry, other in pairs:
            np.testing.assert_array_equal(entry, other)


@pytest.mark.parametrize("x", [4.0, 0.0, np.array([2.0, 0.0, -0.5])])
def test_the_given_gates_take_numbers_and_arrays(given, x):
    with np.errstate(divide="ignore"):
        cases = {
            "reciprocal_forward": ((x,), 1.0 / np.asarray(x), x),
            "exp_forward": ((x,), np.exp(x), x),
            "shift_forward": ((x, 3.0), 3.0 + np.asarray(x), (x, 3.0)),
            "scale_forward": ((x, -2.0), -2.0 * np.asarray(x), (x, -2.0)),
        }
    for name, (arguments, value, cache) in cases.items():
        out, kept = given[name](*arguments)
        np.testing.assert_array_equal(out, value)
        assert np.shape(out) == np.shape(x)
        assert kept is cache or kept == cache or kept[0] is x, name
