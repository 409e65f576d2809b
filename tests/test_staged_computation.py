"""Chapter 4: its explorations say what the library computes, and its lessons come true."""

from __future__ import annotations

import itertools
import math
import re
import xml.etree.ElementTree as ET

import course_circuits
import numpy as np
import pytest
from course_notebooks import executed, graded, said, source
from looked_over import at_least
from test_draw import SVG

from backpass import explore
from backpass.contracts.staged_computation import fork, staged
from backpass.drawing.svg import number
from backpass.explore.views import data_scale as data_scale_view
from backpass.explore.views import forks as forks_view
from backpass.explore.views import predict as predict_view

CHAPTER = "04_staged_computation"
POINTS = ((3.0, -4.0), (3.0, -2.0), (-2.0, 2.0), (5.0, -6.0), (0.0, 0.0), (1.3, 0.7))
at_each_point = pytest.mark.parametrize(("x", "y"), POINTS)


def staged_at(x, y):
    c = course_circuits.staged()
    c.set(x=x, y=y)
    return c


def shown_nodes(x):
    """What the picture says of each node: name → (value, gradient)."""
    return {
        g.get("data-node"): (float(g.get("data-value")), float(g.get("data-gradient")))
        for g in ET.fromstring(x.svg).iter(f"{SVG}g")
        if g.get("data-gradient")
    }


# --- explore.forks -------------------------------------------------------------------------------


@at_each_point
def test_added_up_the_forks_give_the_circuits_gradients(x, y):
    e = explore.forks()
    e.set(x=x, y=y)
    for node in at_least(8, staged_at(x, y)):
        expected = pytest.approx((node.value, node.gradient), rel=1e-12, abs=1e-15)
        assert shown_nodes(e)[node.name] == expected


@at_each_point
def test_overwritten_each_input_keeps_what_its_last_gate_sends(x, y):
    e = explore.forks()
    e.set(x=x, y=y, forks=forks_view.OVERWRITTEN)
    c, shown = staged_at(x, y), shown_nodes(e)
    assert shown["x"][1] == pytest.approx(c["num"].gradient, rel=1e-12)
    sigy = c["sigy"]
    assert shown["y"][1] == pytest.approx(sigy.gradient * sigy.local_gradients[0], rel=1e-12)
    for name in ("num", "sigx", "xpy", "xpysqr", "den", "invden", "sigy", "f"):
        assert shown[name][1] == pytest.approx(c[name].gradient, rel=1e-12, abs=1e-15)


@at_each_point
def test_what_comes_back_along_the_paths_is_what_the_gates_send(x, y):
    c = staged_at(x, y)
    for name, arriving in at_least(2, forks_view.shares(x, y).items()):
        sent = []
        for gate in forks_view.FEEDS[name]:
            node = c[gate]
            (i,) = (i for i, each in enumerate(node.inputs) if each.name == name)
            sent.append(node.gradient * node.local_gradients[i])
        assert arriving == pytest.approx(sent, rel=1e-12, abs=1e-15)
        assert sum(arriving) == pytest.approx(c[name].gradient, rel=1e-12, abs=1e-15)


def test_at_the_point_of_the_lecture():
    e = explore.forks()
    assert "1.58 from xpy, −0.036 from sigx, 0.51 from num; added up: 2.06" in e.text
    e.set(forks=forks_view.OVERWRITTEN)
    assert shown_nodes(e)["x"][1] == pytest.approx(0.5121444488396316, rel=1e-14)
    assert shown_nodes(e)["y"][1] == pytest.approx(0.009045856938622317, rel=1e-14)
    assert "each overwrites the one before, and what stays is 0.51." in e.text


@pytest.mark.parametrize("rule", forks_view.RULES)
def test_a_descent_steps_against_the_gradient_of_its_rule(rule):
    walk = forks_view.descend(3.0, -2.0, 0.2, 8, rule)
    assert len(walk.points) == len(walk.values) == 9
    for (x, y), after, f in zip(walk.points, walk.points[1:], walk.values, strict=False):
        dx, dy = forks_view.gradient(x, y, rule)
        assert after == pytest.approx((x - 0.2 * dx, y - 0.2 * dy))
        assert f == pytest.approx(staged(x, y), rel=1e-14)


def test_with_the_right_gradient_it_goes_down_and_with_the_wrong_one_up():
    right = forks_view.descend(3.0, -2.0, 0.1, 30, forks_view.ADDED).values
    wrong = forks_view.descend(3.0, -2.0, 0.1, 5, forks_view.OVERWRITTEN).values
    assert all(after < before for before, after in itertools.pairwise(right))
    assert all(after > before for before, after in itertools.pairwise(wrong))
    e = explore.forks(3.0, -2.0)
    assert "the very first step of the descent goes up" in e.text
    assert "can hide for a long time" in explore.forks().text


def test_a_descent_that_leaves_ends_early():
    walk = forks_view.descend(-4.0, 4.0, 0.5, 60, forks_view.ADDED)
    assert len(walk.points) < 61
    assert all(math.isfinite(v) for v in walk.values)


@pytest.mark.parametrize("level", [-1.0, 0.5, 2.0])
def test_on_a_line_of_equal_f_f_is_equal(level):
    """To the left f is steep: there the line lies within a step of the grid of where it should."""
    points = [point for line in forks_view.level_lines(level) for point in line]
    assert len(points) > 40
    for x, y in points:
        around = [staged(x + a, y + b) for a in (-0.15, 0.0, 0.15) for b in (-0.15, 0.0, 0.15)]
        assert min(around) <= level <= max(around)
    flat = [(x, y) for x, y in points if x > 0.0]
    assert len(flat) > 20 or level < 0.0
    for x, y in flat:
        assert staged(x, y) == pytest.approx(level, abs=0.15)


# --- explore.predict -----------------------------------------------------------------------------


@pytest.mark.parametrize("x_y", predict_view.GATES)
@pytest.mark.parametrize("z_w", predict_view.GATES)
@pytest.mark.parametrize("last", predict_view.GATES)
def test_the_right_prediction_is_called_right_and_no_other(x_y, z_w, last):
    pick = {"add": np.add, "max": np.maximum, "multiply": np.multiply}

    def f(x, y, z, w):
        return pick[last](pick[x_y](x, y), pick[z_w](z, w))

    at = np.array([3.0, -2.0, 5.0, -3.0])
    steps = 0.25 * np.eye(4)  # no kink so near, and no curve along any single input
    truth = [(f(*(at + e)) - f(*(at - e))) / 0.5 for e in steps]
    e = explore.predict(x_y, z_w, last)
    names = ("x", "y", "z", "w")
    e.set(**dict(zip(names, at, strict=True)), gradients=predict_view.SHOWN)
    e.set(**{f"d{name}": value for name, value in zip(names, truth, strict=True)})
    assert "4 of 4 right." in e.text
    assert e.svg.count("✓</text>") == 4
    e.set(dy=truth[1] + 1)
    assert "3 of 4 right." in e.text
    assert f"dy: you say {number(truth[1] + 1)}; it is {number(truth[1])}." in e.text
    assert e.svg.count("✗</text>") == 1


def test_nothing_is_given_away_before_one_looks():
    e = explore.predict()
    assert "data-gradient" not in e.svg
    assert not re.search("right|distributes|routes|switches", e.text)
    e.set(gradients=predict_view.SHOWN)
    assert "distributes: the 1.00 goes to p and to q" in e.text
    assert "routes: the 1.00 goes to z, the higher one, and 0 to w" in e.text
    assert "x gets 1.00 times the value of y, −4.00" in e.text
    e.set(z=-1.0)
    assert "goes to z, the first of two equal ones" in e.text


def test_a_gate_that_is_none_is_answered_in_words():
    with pytest.raises(ValueError, match="one of add, max, multiply, and got 'min'"):
        explore.predict("min")


# --- explore.data_scale --------------------------------------------------------------------------


def logistic(w, scale):
    margins = [
        label * w * scale * x
        for x, label in zip(data_scale_view.INPUTS, data_scale_view.LABELS, strict=True)
    ]
    return sum(math.log1p(math.exp(-m)) for m in margins) / len(margins)


@pytest.mark.parametrize("scale", [0.1, 1.0, 7.0])
@pytest.mark.parametrize("w", [-1.0, 0.0, 0.4, 2.0])
def test_loss_and_slope_are_those_of_the_logistic_loss(w, scale):
    loss, slope = data_scale_view.loss_and_slope(w, scale)
    assert loss == pytest.approx(logistic(w, scale), rel=1e-12)
    h = 1e-5
    central = (logistic(w + h, scale) - logistic(w - h, scale)) / (2 * h)
    assert slope == pytest.approx(central, rel=1e-6)


@pytest.mark.parametrize("scale", [0.01, 1.0, 50.0, 1000.0])
def test_the_first_gradient_grows_with_the_scale(scale):
    e = explore.data_scale()
    e.set(scale=scale)
    gradient = -0.4 * scale
    assert data_scale_view.loss_and_slope(0.0, scale)[1] == pytest.approx(gradient, rel=1e-12)
    assert f"start is {number(gradient)}, {number(scale)} times the −0.40" in e.text
    assert f"A learning rate of 1.00 makes w step to {number(-gradient)}" in e.text


@pytest.mark.parametrize("scale", [0.05, 4.0, 1000.0])
def test_by_the_scale_keeps_the_step_and_by_its_square_keeps_the_training(scale):
    plain = data_scale_view.train(1.0, 0.8)
    once = data_scale_view.train(
        scale, data_scale_view.used_rate(0.8, scale, data_scale_view.BY_SCALE)
    )
    assert once.weights[1] == pytest.approx(plain.weights[1])
    twice = data_scale_view.train(
        scale, data_scale_view.used_rate(0.8, scale, data_scale_view.BY_SQUARE)
    )
    assert twice.losses == pytest.approx(plain.losses)
    assert np.array(twice.weights) * scale == pytest.approx(plain.weights)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, "as good as trained"),
        ({"scale": 10.0}, "the loss goes up and down, and does not settle"),
        ({"scale": 1000.0}, "the loss goes up and down, and does not settle"),
        ({"scale": 5.0}, "goes up before it comes down"),
        ({"scale": 0.01}, "hardly anything happens"),
        ({"scale": 0.1}, "on its way down"),
        ({"scale": 10.0, "rate": 0.1}, "as good as trained"),
        ({"scale": 100.0, "how": data_scale_view.BY_SCALE}, "overshoot"),
    ],
)
def test_what_there_is_to_notice(values, says):
    e = explore.data_scale()
    e.set(**values)
    assert says in e.text
    assert ("out of sight" in e.svg) == ("does not settle" in says or "how" in values)


# --- the notebook --------------------------------------------------------------------------------


def cell_says(id_):
    (cell,) = [cell for cell in executed(CHAPTER, solved=False).cells if cell.id == id_]
    return said(cell)


@pytest.mark.parametrize(
    ("cell", "name", "value"),
    [
        ("forward", "f", 1.5456448841066441),
        ("back7", "dden", -0.7915934472725935),
        ("back5", "dxpy", 1.583186894545187),
        ("back3", "this adds", -0.03576154781265359),
        ("back2", "dx", 2.0595697955721652),
        ("back1", "dy", 1.5922327514838093),
        ("overwrite", "with = instead of +=: dx", 0.5121444488396316),
    ],
)
def test_the_staged_function_has_its_exact_numbers(cell, name, value):
    came = re.search(rf"^{re.escape(name)}(?: =)? (-?[\d.]+)", cell_says(cell), re.M)[1]
    assert float(came) == pytest.approx(value, rel=1e-15)


def test_without_a_cache_the_work_grows_with_the_square():
    lines = re.findall(
        r"^(\d+) gates: (\d+) runs with a cache, (\d+) without", cell_says("cache-figure"), re.M
    )
    for n, kept, again in at_least(2, lines):
        assert int(kept) == int(n)
        assert int(again) == int(n) * (int(n) + 1) // 2


def test_the_gradient_on_the_weights_is_exactly_a_thousand_times_larger():
    assert "ratio = [1000. 1000. 1000.]" in cell_says("scale-numbers")


def test_the_descent_of_the_chapter_goes_down_with_the_students_own_gradient():
    (cell,) = [c for c in executed(CHAPTER, solved=True).cells if c.id == "together"]
    values = [float(text) for text in re.findall(r"f = (\S+)", said(cell))]
    assert len(values) == 6
    assert values == sorted(values, reverse=True)


@pytest.fixture
def given():
    """The given functions, run from their locked cells."""
    names: dict[str, object] = {"np": np}
    for cell in source(CHAPTER).cells:
        if graded(cell).get("grade_id", "").startswith("given_"):
            assert graded(cell)["locked"]
            exec(compile(cell.source, cell.id, "exec"), names)
    return names


@at_each_point
def test_the_given_forwards_are_what_the_grader_knows(given, x, y):
    out, cache = given["fork_forward"](x, y)
    assert out == pytest.approx(fork(x, y), rel=1e-14)
    assert cache == (x, y)
    w, v = np.array([x, y]), np.array([2.0, -1.0])
    out, cache = given["score_forward"](w, v)
    assert out == pytest.approx(2.0 * x - y)
    assert cache[0] is w
    assert cache[1] is v
