"""What was bounded, cut or kept too short on the way is told with its number, and only that."""

import numpy as np
import pytest

from backpass.checking.examination import examine
from backpass.contracts import CONTRACTS
from backpass.diagnosis.look_alike import said_of

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


def clipped_before(low, high):
    """x σ(x y) + x² backwards, with x y kept between two numbers before it goes on."""

    def fork_backward(dout, cache):
        x, y = cache
        xy = min(max(x * y, low), high)
        s = float(sigmoid(xy))
        dxy = s * (1.0 - s) * x * dout
        return s * dout + y * dxy + 2.0 * x * dout, x * dxy

    return fork_backward


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(-4.0, 4.0, "at ±4"), (-np.inf, 3.0, "at 3"), (-2.0, np.inf, "at −2")],
)
def test_a_value_of_a_gate_that_is_cut_off_is_told_with_its_bound(low, high, said):
    text = told("fork_backward", clipped_before(low, high))
    assert f"the value of xy = x × y were cut off {said} before it goes on" in text


def test_messages_that_are_multiplied_are_told_from_those_that_are_lost():
    def fork_backward(dout, cache):
        x, y = cache
        s = float(sigmoid(x * y))
        dxy = s * (1.0 - s) * x * dout
        dx = s * dout
        dx += y * dxy
        dx *= 2.0 * x * dout
        return dx, x * dxy

    said = told("fork_backward", fork_backward)
    assert "what comes back from square were multiplied with what was there before" in said


def centred(of):
    """A backward pass of x less its mean over the rows, with something else taken off dout."""
    return lambda dout, x: dout - of(dout) / len(dout)


@pytest.mark.parametrize(
    ("exercise", "function", "said"),
    [
        (
            "center_backward",
            centred(lambda d: d.sum(axis=1, keepdims=True)),
            "a sum over each row, divided by the number of rows",
        ),
        (
            "center_backward",
            lambda d, x: 0.0 * d - d.sum(axis=1, keepdims=True) / x.shape[1],
            "the way through the mean alone, and that as a sum over each row",
        ),
        ("center_backward", centred(lambda d: d.sum(axis=0) - d), "too large by the upstream"),
        ("center_backward", centred(lambda d: d.sum(axis=0) + d), "too small by the upstream"),
        (
            "mean_backward",
            lambda d, x: np.ones(x.shape) * d - np.ones(x.shape) * d / len(x),
            "in each row, less what it should be",
        ),
        (
            "shift_backward",
            lambda d, _: d / (np.max(np.abs(d)) or 1.0),
            "if the upstream gradient were divided by its largest size",
        ),
        (
            "predict_change",
            lambda g, s: float((g * s)[np.argmax(np.abs(g * s))]) if g.size else 0.0,
            "the entry of gradient · step that is largest in size",
        ),
        (
            "affine_backward",
            lambda d, c: (
                (d @ (c[1] + c[2]).T).reshape(c[0].shape),
                c[0].reshape(len(c[0]), -1).T @ d,
                d.sum(axis=0),
            ),
            "dx is what it would be if w had b added to it",
        ),
        (
            "score_backward",
            lambda d, c: (d * c[1] / (np.linalg.norm(c[1]) + 1e-8), d * c[0]),
            "is always as long as the upstream gradient",
        ),
    ],
)
def test_what_the_twelfth_set_found_unnamed_is_told(exercise, function, said):
    assert said in told(exercise, function)


@pytest.mark.parametrize(
    ("curve", "said"),
    [
        (lambda u: sigmoid(np.clip(u, -3.0, 3.0)), "a sigmoid whose input is cut off at ±3 stood"),
        (lambda u: np.clip(u / 6.0 + 0.5, 0.0, 1.0), "a straight line between 0 and 1 that rises"),
        (lambda u: np.maximum(u, 0.0), "a relu stood"),
    ],
)
def test_another_curve_in_the_hidden_layer_is_told(curve, said):
    def forward(params, x):
        hidden = curve(x @ params["W1"] + params["b1"])
        return hidden @ params["W2"] + params["b2"], (x, hidden, params["W2"])

    def backward(dscores, cache):
        x, hidden, w2 = cache
        message = dscores @ w2.T * hidden * (1.0 - hidden)
        sums = {"b1": message.sum(axis=0), "b2": dscores.sum(axis=0)}
        return {"W1": x.T @ message, "W2": hidden.T @ dscores, **sums}

    contract = CONTRACTS["two_layer_net"]
    with np.errstate(all="ignore"):
        _, trial = examine(contract, backward, forward)
        one = said_of(trial, "scores", contract.piece_of("scores"))
    assert one is not None
    assert said in one.text


def test_a_bias_that_comes_in_once_for_each_input_is_told():
    contract = CONTRACTS["affine_forward"]
    _, trial = examine(
        contract, lambda x, w, b: (x.reshape(len(x), -1) @ w + len(w) * b, (x, w, b))
    )
    one = said_of(trial, "out", contract.piece_of("out"))
    assert one is not None
    assert "if b came in once for each row of w" in one.text


def test_a_mean_over_some_of_the_rows_is_told():
    def svm_loss(scores, labels):
        loss, slopes = hinge(lambda margins: margins)(scores, labels)
        own = scores - scores[np.arange(len(labels)), labels][:, None] + 1.0
        own[np.arange(len(labels)), labels] = 0.0
        lost = np.count_nonzero(np.maximum(0.0, own).sum(axis=1))
        return loss * len(labels) / max(1, lost), slopes

    assert "divided by the number of rows that have a loss" in told("svm_loss", svm_loss)

    def of_labels(scores, labels):
        loss, slopes = hinge(lambda margins: margins)(scores, labels)
        return loss, slopes * len(labels) / len(set(labels.tolist()))

    assert "the number of different labels" in told("svm_loss", of_labels)


def measured(function, h=1e-6):
    """The slopes of a function of two numbers, each from one step."""
    return lambda x, y: (
        (function(x + h, y) - function(x, y)) / h,
        (function(x, y + h) - function(x, y)) / h,
    )


@pytest.mark.parametrize(
    ("exercise", "function", "not_said"),
    [
        (  # a formula that is right at most points would give away what is right
            "exp_backward",
            lambda d, x: (np.exp(x)[0] if np.ndim(x) > 1 else np.exp(x)) * d,
            "dout · exp(x)",
        ),
        (  # what decides it is right
            "pattern_backward",
            lambda d, c: tuple(
                2.0 * (d or 1.0) * by
                for by in (c[1], c[0], float(c[2] >= c[3]), float(c[2] < c[3]))
            ),
            "What should decide that",
        ),
        ("multiply_gradient", measured(lambda x, y: x * y), "never larger"),
        ("add_gradient", lambda x, y: (0.5, -0.5), "the same number"),
        (
            "sgd_step",
            lambda p, g, r: {
                k: v - r * other for (k, v), other in zip(p.items(), g.values(), strict=True)
            },
            "are equal",
        ),
    ],
)
def test_what_the_twelfth_set_found_told_by_chance_is_not_said(exercise, function, not_said):
    assert not_said not in told(exercise, function)


def test_a_gradient_that_the_sign_of_upstream_sends_the_other_way_is_told_as_that():
    def max_backward(dout, cache):
        first = (cache[0] >= cache[1]) == (dout >= 0)
        return (dout, 0.0) if first else (0.0, dout)

    said = told("max_backward", max_backward)
    assert "if dout is not negative, and where it is smaller if it is" in said


def test_a_mean_over_one_row_says_nothing_of_one_row_less():
    def svm_loss(scores, labels):
        loss, _ = hinge(lambda margins: margins)(scores, labels)
        rows = np.arange(len(labels))
        margins = scores - scores[rows, labels][:, None] + 1.0
        margins[rows, labels] = 0.0
        slopes = (margins > 1e-5) * 1.0
        slopes[rows, labels] -= slopes.sum(axis=1)
        return loss, slopes / len(labels)

    said = told("svm_loss", svm_loss)
    assert "numbers next to a kink" in said
    assert "rows less one" not in said
    assert "twice as large" not in said


def test_where_two_sizes_part_right_from_wrong_both_are_told():
    def squared_error_backward(dout, cache):
        y, d = cache
        return np.where(np.abs(y - d) < 1e-3, 0.0, dout * (y - d))

    def forward(y, d):
        return 0.5 * float(np.sum((y - d) ** 2)), (y, d)

    said = told("squared_error_backward", squared_error_backward, forward)
    assert "the size of y − d" in said


@pytest.mark.parametrize(
    ("exercise", "function", "said"),
    [
        ("relu_backward", lambda _, x: (x >= 0) * 1.0, "The upstream gradient is not in it."),
        ("relu_backward", lambda d, x: np.where(x >= 0, np.sign(d), -1.0), ""),
        ("add_backward", lambda d, c: (1.0, -1.0), "if the upstream gradient were 1"),
        (
            "predict_change",
            lambda g, s: float((g * s)[-2]) if len(g) > 1 else 0.0,
            "the last entry but one of gradient · step",
        ),
    ],
)
def test_two_numbers_alone_and_one_number_alone_say_whether_upstream_matters(
    exercise, function, said
):
    text = told(exercise, function)
    assert said in text
    assert said or "not in it" not in text
    assert "the same number" not in text
