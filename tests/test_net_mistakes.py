"""What the visible check says of a wrong slope in the net's hidden layer, and of sums."""

import numpy as np
import pytest

from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS


def forward(params, x):
    hidden = 1.0 / (1.0 + np.exp(-(x @ params["W1"] + params["b1"])))
    return hidden @ params["W2"] + params["b2"], (x, hidden, params)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def backward(slope):
    """A backward pass of the net with this in place of the sigmoid's slope."""

    def two_layer_backward(dscores, cache):
        x, hidden, params = cache
        inner = x @ params["W1"] + params["b1"]
        message = (dscores @ params["W2"].T) * slope(inner, hidden)
        return {
            "W1": x.T @ message,
            "b1": message.sum(axis=0),
            "W2": hidden.T @ dscores,
            "b2": dscores.sum(axis=0),
        }

    return two_layer_backward


def told(name, function, own_forward=None):
    contract = CONTRACTS[name]
    panel = panel_of(contract, *examine(contract, function, own_forward))
    return panel.title, list(panel.lines)


@pytest.mark.parametrize(
    ("slope", "words"),
    [
        (lambda z, h: 1.0, "passes the sigmoid as it came"),
        (lambda z, h: h, "multiplied by the sigmoid's output"),
        (lambda z, h: 1.0 - h, "multiplied by one minus the sigmoid's output"),
        (lambda z, h: z, "multiplied by the sigmoid's input"),
        (lambda z, h: z * (1.0 - z), "worked out from the sigmoid's input"),
        (lambda z, h: sigmoid(h) * (1.0 - sigmoid(h)), "a second sigmoid"),
        (lambda z, h: 1.0 - h**2, "that of tanh"),
        (lambda z, h: z > 0.0, "that of ReLU"),
    ],
)
def test_a_wrong_slope_in_the_net_is_named_without_the_right_one(slope, words):
    title, lines = told("two_layer_net", backward(slope), forward)
    assert "not right yet" in title
    assert len([line for line in lines if words in line]) == 1
    assert not any("h * (1" in line or "σ(1" in line for line in lines)


def test_nothing_is_said_of_the_slope_where_it_is_right():
    title, _ = told("two_layer_net", backward(lambda z, h: h * (1.0 - h)), forward)
    assert "passed" in title

    def transposed(dscores, cache):
        right = backward(lambda z, h: h * (1.0 - h))(dscores, cache)
        return right | {"W1": -right["W1"]}

    _, lines = told("two_layer_net", transposed, forward)
    assert not any("On the way to W1" in line for line in lines)


@pytest.mark.parametrize(
    ("passes", "words"),
    [
        (lambda count: count + 1, "passes is parameter_count + 1. Is a sum meant?"),
        (lambda count: count - 2, "passes is parameter_count − 2. Is a sum meant?"),
        (lambda count: 2 * count + 1, "passes is larger by 1 than it should be, everywhere."),
        (lambda count: 2 * count - 1, "passes is smaller by 1 than it should be, everywhere."),
    ],
)
def test_a_number_too_many_is_named(passes, words):
    _, lines = told("forward_passes_needed", passes)
    assert any(words in line for line in lines)


def test_a_mean_in_place_of_a_sum_is_named():
    def affine_backward(dout, cache):
        x, w, _ = cache
        rows = x.reshape(x.shape[0], -1)
        return (dout @ w.T).reshape(x.shape), rows.T @ dout, dout.mean(axis=0)

    _, lines = told("affine_backward", affine_backward)
    assert any("db is divided by the number of rows. Sum or mean?" in line for line in lines)


def test_what_is_off_by_another_number_in_each_column_is_not_called_off_by_one_number():
    def affine_forward(x, w, b):
        return x.reshape(x.shape[0], -1) @ w, (x, w, b)

    _, lines = told("affine_forward", affine_forward)
    assert any("out is what it would be if b were zero" in line for line in lines)
    assert not any("everywhere" in line for line in lines)
