"""Two slips in one result are both told, and a slip is not told by what it looks like by chance."""

import math
import re

import numpy as np
import pytest
from looked_over import at_least

from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS
from backpass.grading.exercises.library import load_one
from backpass.judging.observe import quiet
from benchmarks import second_strangers
from benchmarks.distorted_values import blamed
from benchmarks.page import ROOT
from benchmarks.rates import accepts

pytestmark = pytest.mark.usefixtures("our_own_errors_show", "all_the_time_there_is")


def solution(name):
    """A reference solution and its forward."""
    way = load_one(CONTRACTS[name], ROOT).solution
    return way.function, way.forward


def told(name, function, forward=None):
    """What hidden grading tells of an answer."""
    with np.errstate(all="ignore"):
        verdict = load_one(CONTRACTS[name], ROOT).judge(function, 3, forward)
    assert not accepts(verdict)
    return verdict.told or ""


#: What may go wrong with a sum of products, and how it is told.
SUMS = {
    "reversed": (lambda g, s: g * s[::-1], "rows in reversed order"),
    "the first left out": (lambda g, s: (g * s)[1:], "0 in its first row"),
    "the last left out": (lambda g, s: (g * s)[:-1], "0 in its last row"),
    "squared": (lambda g, s: g * s**2, "step were squared"),
    "sizes": (lambda g, s: g * np.abs(s), "step were its absolute value"),
}
#: What may become of it at the end, and how it is told.
ENDS = {
    "its size": (abs, "its sign, which is always positive"),
    "one more": (lambda made: made + 1.0, "1 that is added"),
    "less": (lambda made: made - 2.5, "2.5 that is taken off"),
    "not negative": (lambda made: max(made, 0.0), "being 0 where it would be negative"),
    "rounded": (lambda made: round(made, 2), "rounded to 2 digits"),
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("inner", SUMS)
def test_what_becomes_of_a_result_at_the_end_is_told_beside_another_slip(inner, end):
    products, said = SUMS[inner]
    change, also = ENDS[end]
    text = told("predict_change", lambda g, s: float(change(float(np.sum(products(g, s))))))
    assert said in text
    assert also in text


@pytest.mark.parametrize("bound", [0.5, 1.0, 2.0])
@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (lambda rate, scale: rate / math.sqrt(scale), "learning_rate / √|scale|"),
        (lambda rate, scale: rate * scale, "learning_rate · scale"),
    ],
)
def test_a_formula_is_told_beside_the_bound_at_which_it_is_cut_off(formula, said, bound):
    text = told("rescaled_learning_rate", lambda rate, scale: min(bound, formula(rate, scale)))
    assert said in text
    assert f"never larger than {bound:g}" in text


@pytest.mark.parametrize("digits", [0, 1])
@pytest.mark.parametrize(
    ("change", "said"), [(abs, "absolute value"), (lambda d: max(d, 0.0), "0")]
)
def test_an_upstream_gradient_that_is_changed_and_rounded_is_told_as_both(change, said, digits):
    def answer(dout, cache):
        made = float(round(change(dout), digits))
        return made, made

    text = told("add_backward", answer)
    assert said in text
    assert "rounded" in text


@pytest.mark.parametrize("decides", [lambda x, _: x > 0, lambda _, y: y < 0])
def test_what_decides_is_told_of_a_gradient_without_the_upstream_one(decides):
    text = told("max_backward", lambda dout, c: (1.0, 0.0) if decides(*c) else (0.0, 1.0))
    assert "What should decide that?" in text
    assert "The upstream gradient is not in it." in text


#: How the sigmoid's slope may be wrong, from its output.
SLOPES = {
    "the value of sig": lambda s: s,
    "lost the value of sig": lambda s: 1.0 - s,
}


@pytest.mark.parametrize("said", SLOPES)
def test_two_gradients_in_each_others_place_hide_no_slip_of_both(said):
    def answer(dout, cache):
        x, y = cache
        s = 1.0 / (1.0 + math.exp(-x * y))
        dxy = SLOPES[said](s) * x * dout
        return x * dxy, s * dout + y * dxy + 2.0 * x * dout

    assert "Once dx and dy are exchanged" in told("fork_backward", answer)


@pytest.mark.parametrize("name", ["add_gradient", "add_backward"])
def test_what_depends_on_two_sizes_is_not_told_by_the_size_of_one(name):
    def shares(x, y):
        whole = x + y or 1.0
        return x / whole, y / whole

    def answer(*given):
        if name == "add_gradient":
            return shares(*given)
        dout, cache = given
        return tuple(dout * share for share in shares(*cache))

    assert "as long as the size" not in told(name, answer)


@pytest.mark.parametrize("name", ["multiply_gradient", "add_gradient", "max_gradient"])
def test_no_formula_divides_a_number_by_itself(name):
    contract = CONTRACTS[name]
    exercise = load_one(contract, ROOT)
    for mistake in at_least(10, exercise.mistakes):
        with quiet():
            text = panel_of(contract, *examine(contract, *exercise.handed_in(mistake))).text
        assert not re.search(r"\b(\w+) / \1\b", text), text


def test_an_upstream_gradient_that_is_in_it_once_is_not_called_there_once_more():
    def answer(dout, cache):
        x, y = cache
        return dout * math.copysign(1.0, x), dout * math.copysign(1.0, y)

    assert "once more" not in told("add_backward", answer)


@pytest.mark.parametrize("name", ["predict_change", "score_backward"])
def test_an_array_made_one_of_whole_numbers_is_told_so(name):
    if name == "predict_change":
        text = told(name, lambda g, s: float(np.sum(g.astype(int) * s)))
    else:
        text = told(name, lambda dout, c: (dout * c[1], dout * c[0].astype(int)))
    assert "cut to a whole number" in text


def test_of_sums_that_come_to_0_no_sign_is_told():
    text = told("center_backward", lambda dout, _: (dout - dout.mean(axis=0)).sum(axis=0))
    assert "sign" not in text


def test_which_messages_are_there_is_told_only_if_they_are_there_at_each_point():
    def answer(dout, cache):
        x, y = cache
        slope = 0.25 * x * dout  # as for a product of 0
        return 0.5 * dout + y * slope + 2.0 * x * dout, x * slope

    contract = CONTRACTS["fork_backward"]
    text = panel_of(contract, *examine(contract, answer)).text
    assert "messages come back to x" not in text
    lost = panel_of(contract, *examine(contract, with_a_message_lost)).text
    assert "messages come back to x" in lost


def with_a_message_lost(dout, cache):
    """The square's message alone reaches x."""
    x, y = cache
    s = 1.0 / (1.0 + math.exp(-x * y))
    return 2.0 * x * dout, s * (1.0 - s) * x * x * dout


@pytest.mark.parametrize(
    "guard",
    ["elif id(node) not in seen and node.data != 0:", "elif id(node) not in seen and node.data:"],
)
def test_a_pass_that_leaves_out_values_of_0_is_told_of_no_operation(guard):
    code = next(
        code
        for exercise, code, note, _ in second_strangers.WRITTEN["sixteenth"]("wrong")
        if exercise == "Value" and note == "stops at zero data"
    )
    assert "node.data != 0" in code
    made, _ = second_strangers.defined(
        "Value", code.replace("elif id(node) not in seen and node.data != 0:", guard)
    )
    text = told("Value", made)
    assert "0" in text
    assert not blamed(text)
