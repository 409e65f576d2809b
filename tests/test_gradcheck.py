"""The three numerical gradients agree with each other, and the rule of equality is as stated."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from looked_over import at_least

from backpass.judging.gradcheck import agrees, central_difference, complex_step, richardson

moderate = st.floats(-3, 3, allow_subnormal=False)


def smooth(x, y):
    """A function with a fork, a product, an exponential and a quotient."""
    return x * y + np.exp(-x * x) / (1 + y * y)


@given(moderate, moderate)
def test_the_three_agree_on_scalars(x, y):
    exact = complex_step(smooth, (x, y))
    extrapolated, bound = richardson(smooth, (x, y))
    central = central_difference(smooth, (x, y))
    for e, r, b, c in at_least(2, zip(exact, extrapolated, bound, central, strict=True)):
        assert abs(e - r) <= b + 1e-12
        assert abs(e - c) <= 1e-8 * (1 + abs(e))
        assert b < 1e-6


def test_complex_step_is_exact_where_the_difference_is_not():
    # d/dx x³ at 1e-4 is 3e-8: the central difference has lost most of it to its own h
    (exact,) = complex_step(lambda x: x * x * x, (1e-4,))
    (central,) = central_difference(lambda x: x * x * x, (1e-4,))
    assert exact == pytest.approx(3e-8, rel=1e-14)
    assert abs(central - exact) > 1e-11


def test_arrays_have_the_shape_of_their_input_and_the_upstream_is_chained():
    rng = np.random.default_rng(0)
    w, x = rng.normal(size=(2, 3)), rng.normal(size=(3, 4))
    dout = rng.normal(size=(2, 4))
    dw, dx = complex_step(lambda a, b: a @ b, (w, x), dout)
    assert dw.shape == (2, 3)
    assert dx.shape == (3, 4)
    numeric = central_difference(lambda a, b: a @ b, (w, x), dout)
    np.testing.assert_allclose(dw, numeric[0], rtol=1e-8)
    np.testing.assert_allclose(dx, numeric[1], rtol=1e-8)


def test_only_the_chosen_inputs_are_differentiated():
    (dy,) = complex_step(lambda x, y: x * y, (2.0, 5.0), wrt=[1])
    assert dy == 2.0


def test_inputs_are_left_alone():
    x = np.ones(3)
    central_difference(np.sum, (x,))
    complex_step(np.sum, (x,))
    richardson(np.sum, (x,))
    assert np.array_equal(x, np.ones(3))


def test_a_forward_may_return_the_same_array_each_time():
    kept = np.zeros(2)

    def forward(x):
        return np.multiply(x, x, out=kept)

    inputs, dout, exact = (np.array([3.0, -1.0]),), np.array([1.0, 10.0]), [6.0, -20.0]
    (central,) = central_difference(forward, inputs, dout)
    ((extrapolated,), _) = richardson(forward, inputs, dout)
    np.testing.assert_allclose(central, exact, rtol=1e-8)
    np.testing.assert_allclose(extrapolated, exact, rtol=1e-8)


@pytest.mark.parametrize(
    ("came", "expected", "verdict"),
    [
        (1.0, 1.0, True),
        (1.0 + 0.9e-8, 1.0, True),
        (1.0 + 1.1e-8, 1.0, False),
        (0.9e-13, 0.0, True),
        (1.1e-13, 0.0, False),
        (float("nan"), 1.0, False),
        (float("inf"), 1.0, False),
        (-1.0, 1.0, False),
    ],
)
def test_the_rule_for_one_number(came, expected, verdict):
    assert bool(agrees(came, expected)) is verdict


def test_a_tiny_entry_is_judged_on_a_thousandth_of_the_largest():
    expected = np.array([1.0, 1e-9])
    assert np.all(agrees(np.array([1.0, 1e-9 + 0.9e-11]), expected))
    assert not np.all(agrees(np.array([1.0, 1e-9 + 1.2e-11]), expected))


def test_the_rounded_sigmoid_of_the_lecture_is_not_equal():
    # (1 − 0.73) · 0.73 from rounded values is a quarter of a per cent off
    s = 1 / (1 + np.exp(-1.0))
    assert not agrees((1 - 0.73) * 0.73, (1 - s) * s)
