"""What was bounded, cut or kept too short on the way is told with its number, and only that."""

import numpy as np
import pytest

from backpass.contracts import CONTRACTS
from backpass.diagnosis import said_of
from backpass.examination import examine

pytestmark = pytest.mark.usefixtures("our_own_errors_show", "all_the_time_there_is")


def told(exercise, function, forward=None):
    """The visible check's sentences on each wrong part."""
    contract = CONTRACTS[exercise]
    with np.errstate(all="ignore"):
        verdict, trial = examine(contract, function, forward)
        parts = dict.fromkeys(finding.part for finding in verdict.findings)
        said = [said_of(trial, part, contract) for part in parts]
    return " ".join(one.text for one in said if one is not None)


def sigmoid(x):
    return np.where(np.asarray(x) >= 0, 1.0, np.exp(-np.abs(x))) / (1.0 + np.exp(-np.abs(x)))


def slope(of):
    """A sigmoid's backward pass with something else made of its slope f (1 − f)."""
    return lambda dout, f: dout * of(f * (1.0 - f))


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (lambda s: s + 1e-3, "larger by 0.001 than it should be"),
        (lambda s: s - 0.05, "smaller by 0.05 than it should be"),
        (lambda s: np.maximum(s, 0.02), "never less than 0.02"),
        (lambda s: np.minimum(s, 0.15), "never more than 0.15"),
    ],
)
def test_a_slope_with_a_number_added_or_a_bound_set_is_told_with_that_number(of, said):
    assert said in told("sigmoid_backward", slope(of), lambda x: (sigmoid(x), sigmoid(x)))


def in_float32(f, x, h=1e-5):
    return float((np.float32(f(x + h)) - np.float32(f(x - h))) / np.float32(2 * h))


def off_by_a_share(f, x, h=1e-5):
    return 1.0001 * (f(x + h) - f(x - h)) / (2 * h)


def test_digits_lost_before_a_division_by_h_are_told_and_a_share_that_is_lost_is_not():
    assert "kept to seven digits or so" in told("numerical_derivative", in_float32)
    assert "seven digits" not in told("numerical_derivative", off_by_a_share)


def hinge(of):
    """A hinge loss with something made of each margin; its gradient is right."""

    def svm_loss(scores, labels):
        rows = np.arange(len(scores))
        margins = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
        margins[rows, labels] = 0.0
        slopes = (margins > 0) * 1.0
        slopes[rows, labels] = -slopes.sum(axis=1)
        return float(of(margins).sum() / len(scores)), slopes / len(scores)

    return svm_loss


@pytest.mark.parametrize("bound", [2.5, 4.5])
def test_margins_that_are_cut_off_are_told_with_their_bound(bound):
    assert f"no margin were larger than {bound:g}." in told(
        "svm_loss", hinge(lambda margins: np.minimum(margins, bound))
    )
    assert "no margin" not in told("svm_loss", hinge(lambda margins: np.sqrt(bound * margins)))


@pytest.mark.parametrize(("at", "row"), [(0, "first"), (-1, "last")])
def test_a_mask_on_one_row_alone_is_told(at, row):
    def relu_backward(dout, x):
        dx = dout.copy()
        of, own = (x, dx) if x.ndim == 1 else (x[at], dx[at])
        own[of <= 0] = 0.0
        return dx

    said = told("relu_backward", relu_backward)
    assert f"where x is positive, and everywhere but in the {row} row" in said


def test_a_number_that_a_huge_result_hides_is_not_said_to_be_added_everywhere():
    def nothing_on_the_left(dout, x):
        return dout * np.where(np.asarray(x) > 0, np.exp(x), 0.0)

    assert "local gradient" not in told("exp_backward", nothing_on_the_left)


@pytest.mark.parametrize(
    ("of", "said"),
    [(int, "cut to a whole number"), (lambda dot: round(dot, 1), "rounded to 1 digit")],
)
def test_a_dot_product_that_is_cut_before_the_sigmoid_is_told(of, said):
    def neuron_forward(w, x):
        return float(sigmoid(of(float(w[:2] @ x + w[2])))), None

    assert f"the dot product were {said}" in told("neuron_forward", neuron_forward)


def remembering(key, function):
    """A function that looks its results up by some of what goes in."""
    kept = {}

    def remembered(*given):
        return kept.setdefault(key(*given), function(*given))

    return remembered


@pytest.mark.parametrize(
    ("exercise", "key", "function", "said"),
    [
        ("multiply_gradient", lambda x, _: x, lambda x, y: (y, x), "with the same x."),
        (
            "multiply_backward",
            lambda _, cache: cache,
            lambda dout, cache: (dout * cache[1], dout * cache[0]),
            "with the same inputs.",
        ),
    ],
)
def test_a_result_that_is_remembered_by_too_little_is_told(exercise, key, function, said):
    assert said in told(exercise, remembering(key, function))


@pytest.mark.parametrize(
    ("exercise", "function", "said"),
    [
        ("add_gradient", lambda x, y: (np.copysign(1.0, x), 1.0), "dfdx is the sign of x"),
        (
            "max_backward",
            lambda d, c: (d, 0.0) if c[1] == 0 or c[0] / c[1] >= 1 else (0.0, d),
            "x / y is 1 or more",
        ),
        (
            "shift_backward",
            lambda d, c: d * (np.asarray(c[0]) > 0),
            "There it is zero",
        ),
        (
            "shift_backward",
            lambda d, c: np.full(np.shape(c[0]), np.ravel(d)[0])[()],
            "its own first entry everywhere",
        ),
        (
            "score_backward",
            lambda d, c: (d * c[1] / (np.linalg.norm(d * c[1]) + 1e-12), d * c[0]),
            "its length is always 1",
        ),
        (
            "relu_backward",
            lambda d, x: d * np.all(x > 0, axis=tuple(range(1, x.ndim)), keepdims=True),
            "where its whole row of x is positive",
        ),
        (
            "relu_backward",
            lambda d, x: d * np.any(x > 0, axis=tuple(range(1, x.ndim)), keepdims=True),
            "where something in its row of x is positive",
        ),
    ],
)
def test_what_the_eleventh_set_found_unnamed_is_told(exercise, function, said):
    assert said in told(exercise, function)


@pytest.mark.parametrize(
    ("exercise", "function", "said"),
    [
        (
            "max_backward",
            lambda d, c: (d, 0.0) if c[0] * d >= c[1] * d else (0.0, d),
            "where x · dout is not smaller than y · dout",
        ),
        (
            "shift_backward",
            lambda d, c: d * (np.asarray(c[0] + c[1]) >= 0),
            "wrong where x + c is negative",
        ),
        (
            "chain_forward",
            lambda x, y, z: (int(x + y) * z, None),
            "z · ((x + y) cut to a whole number)",
        ),
    ],
)
def test_what_the_eleventh_set_found_told_by_chance_is_told_as_it_is(exercise, function, said):
    assert said in told(exercise, function)
