"""Two mistakes in one answer, and names that hold with every seed."""

import itertools

import numpy as np
import pytest

from backpass.contracts import CONTRACTS
from backpass.diagnosis.look_alike import said_of
from backpass.grading.exercises.library import load
from backpass.grading.exercises.same_part import telling
from backpass.grading.exercises.small_changes import small_changes
from backpass.grading.exercises.switches import TABLE, switchable
from backpass.grading.exercises.two_at_once import switched_solutions, two_changes
from benchmarks import page
from benchmarks.page import ROOT
from benchmarks.second_strangers import SETS, Answer, filled, judged, only_one_shows
from benchmarks.sentences import put_together, row_of

pytestmark = pytest.mark.usefixtures("all_the_time_there_is")

SOURCE = """
def f(dout, cache):
    x, y = cache
    dx = dout * y
    dx += 2 * x
    if x > y:
        dx = -dx
    return dx, np.sum(y, axis=0)
"""


def made(source, upstream="dout"):
    switched = switchable(source, upstream)
    space = {"np": np, TABLE: switched.table}
    exec(switched.source, space)
    return switched, space["f"]


def test_a_solution_with_switches_does_what_it_did_and_each_switch_changes_something():
    switched, function = made(SOURCE)
    space = {"np": np}
    exec(SOURCE, space)
    points = [(3.0, (2.0, 5.0)), (1.5, (4.0, -1.0)), (-2.0, (0.5, 0.25))]

    def results():
        return [function(dout, cache) for dout, cache in points]

    usual = [space["f"](dout, cache) for dout, cache in points]
    assert results() == usual
    changed = 0
    for switch in switched.switches:
        with switched.switched(switch):
            try:
                changed += results() != usual
            except (TypeError, UnboundLocalError, ValueError, IndexError):
                changed += 1
    assert changed > 0.8 * len(switched.switches)
    assert len(switched.switches) > 40
    assert results() == usual


def test_a_result_that_is_unpacked_is_left_alone():
    source = "def f(dout, cache):\n    return *cache, dout * 2.0\n"
    _, function = made(source)
    assert function(3.0, (1.0, 2.0)) == (1.0, 2.0, 6.0)
    changes = [text for _, text in small_changes(source, "dout")]
    assert any("-(dout * 2.0)" in text for text in changes)


def test_two_switches_are_two_changes():
    switched, function = made(SOURCE)
    replaced = next(s for s in switched.switches if s.words.startswith("= for an operator"))
    sign = next(s for s in switched.switches if s.words.startswith("without its sign"))
    with switched.switched(replaced, sign):
        assert function(3.0, (4.0, 1.0))[0] == 8.0
    assert function(3.0, (4.0, 1.0))[0] == -11.0


def named(exercise, chapter, function, seed=1):
    with np.errstate(all="ignore"):
        return load(chapter, ROOT)[exercise].judge(function, seed)


def test_a_known_mistake_with_a_factor_is_told_with_the_factor():
    def averaged_and_wrong_sign(dout, cache):
        x, w, _ = cache
        flat = x.reshape(len(x), -1)
        return (dout @ w.T).reshape(x.shape), flat.T @ dout, -dout.mean(axis=0)

    verdict = named("affine_backward", "05_vectorized_gradients", averaged_and_wrong_sign)
    assert "averaged" in verdict.mistake or "divided by the number of rows" in verdict.mistake
    assert "sign" in verdict.mistake


def test_a_known_mistake_of_both_gradients_is_told_with_a_sign_that_both_have_beside_it():
    def max_backward(dout, cache):
        x, y = cache
        return (-dout, 0.0) if x > y else (0.0, -dout)

    verdict = load("02_chain_rule", ROOT)["max_backward"].judge(max_backward, 4)
    assert verdict.mistake == "tie to the second, and wrong sign"


def test_two_slips_in_one_formula_are_both_told():
    def label_forgotten_and_divided_twice(scores, labels):
        n = len(scores)
        shifted = scores - scores.max(axis=1, keepdims=True)
        p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return float(-logs[np.arange(n), labels].mean()), p / n**2

    verdict = named("softmax_loss", "06_two_layer_net", label_forgotten_and_divided_twice)
    assert "and" in verdict.mistake
    assert verdict.told


def test_what_follows_from_a_wrong_stage_is_not_blamed():
    def squared_sigma(x, y):
        sigy, sigx = float(1 / (1 + np.exp(-y))), float(1 / (1 + np.exp(-x))) ** 2
        num, xpy = x + sigy, x + y
        den = sigx + xpy**2
        kept = {"sigy": sigy, "num": num, "sigx": sigx, "xpy": xpy, "xpysqr": xpy**2}
        return num / den, {**kept, "den": den, "invden": 1 / den}

    verdict = named("staged_forward", "04_staged_computation", squared_sigma)
    assert verdict.mistake == "sigx: (the right sigx)²"


def test_known_mistakes_of_value_keep_their_names():
    """At other points than those at which `test_exercises.py` judges all of them."""
    exercise = load("07_build_autograd", ROOT)["Value"]
    names = 0
    for mistake in exercise.mistakes[::5]:
        assert exercise.judge_variant(mistake, 40).mistake == mistake.name
        names += 1
    assert names > 9


def test_sentences_on_known_mistakes_hold_at_other_points():
    exercise = load("02_chain_rule", ROOT)["chain_backward"]
    row = row_of(exercise, (1, 2), every=4, pairs=3)
    assert row.trouble == []
    assert row.right > 5
    assert row.held == row.sentences > 2
    assert row.pairs == 3


def test_an_answer_that_is_put_together_has_a_gradient_of_each_mistake():
    exercise = load("04_staged_computation", ROOT)["fork_backward"]
    seen = 0
    for one, other, function in itertools.islice(put_together(exercise, 4), 4):
        dx, dy = function(2.0, (3.0, 5.0))
        firsts, seconds = one.function(2.0, (3.0, 5.0)), other.function(2.0, (3.0, 5.0))
        assert (dx, dy) in ((firsts[0], seconds[1]), (seconds[0], firsts[1]))
        seen += 1
    assert seen > 0


def test_a_table_keeps_the_rows_that_were_not_measured_again(tmp_path):
    document = tmp_path / "page.md"
    old = page.table(["exercise", "made"], [["`a`", 1], ["`b`", 2], ["`c`", 3]])
    document.write_text(f"<!-- t -->\n{old}\n<!-- /t -->\n")
    new = page.kept(document, "t", page.table(["exercise", "made"], [["`b`", 20], ["`d`", 4]]))
    assert [line.split(" | ") for line in new.splitlines()[2:]] == [
        ["| `a`", "1 |"],
        ["| `b`", "20 |"],
        ["| `c`", "3 |"],
        ["| `d`", "4 |"],
    ]
    other = page.table(["exercise", "something else"], [["`b`", 20]])
    assert page.kept(document, "t", other) == other


def test_gradients_in_another_order_are_told_beside_another_mistake():
    def order_and_bias(dout, cache):
        x, w, b = cache
        flat = x.reshape(len(x), -1)
        return (dout @ w.T).reshape(x.shape), dout.sum(axis=0) * b, flat.T @ dout

    verdict = named("affine_backward", "05_vectorized_gradients", order_and_bias)
    assert verdict.mistake == "gradients in another order and db: times b"


def test_the_entries_of_a_short_gradient_are_told_one_by_one():
    def forward(w, x):
        out = 1 / (1 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
        return float(out), (w, x, out)

    def backward(dout, cache):
        w, x, out = cache
        ddot = dout * out * (1 - out)
        return np.array([dout * x[0], -ddot * x[1], ddot]), ddot * w[:2]

    _, trial = load("03_sigmoid_neuron", ROOT)["neuron_backward"].tried(backward, 2, forward)
    said = said_of(trial, "dw", CONTRACTS["neuron_backward"])
    assert said is not None
    assert "dw[0]: x[0] · dout" in said.name
    assert "dw[1]: wrong sign" in said.name
    assert "dw[2]" not in said.name


def test_a_mistake_that_makes_no_difference_beside_another_one_is_not_asked_for():
    cells = ["x >= y", "x > y"]
    code = "def max_gradient(x, y):\n    return (1.0, 1.0) if {} else (0.0, 1.0)\n"
    alone = (code.format("x >= y"), "def max_gradient(x, y):\n    return 1.0, 1.0\n")
    hidden = Answer("max_gradient", alone[1], "", ("one", "other"), alone)
    shown = only_one_shows(hidden, 1)
    assert shown is not None
    assert shown.words == ("other",)
    both = Answer("max_gradient", code.format(cells[1]), "", ("one", "other"), alone)
    assert only_one_shows(both, 1) is None


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        ({"act": "np.tanh(hidden)"}, "tanh in the place of the sigmoid"),
        ({"dz": "dh * h", "b2": "dscores[0]"}, "dW1, db1: times the sigmoid's output"),
    ],
)
def test_what_a_changed_network_does_is_told_of_its_scores_and_of_its_gradients(pieces, said):
    answer = Answer("two_layer_net", filled(SETS["fourth"]["two_layer_net"], **pieces), "")
    assert said in judged(answer, 3)[1]


@pytest.mark.parametrize(
    ("exercise", "chapter", "function", "kind", "mistake"),
    [
        (
            "multiply_backward",
            "02_chain_rule",
            lambda dout, cache: np.array([cache[0] * dout, cache[1] * dout]),
            "an array in place of a tuple",
            "not switched",
        ),
        (
            "add_backward",
            "02_chain_rule",
            lambda dout, cache: {"dx": dout, "dy": -dout},
            "a dict in place of a tuple",
            "second sign",
        ),
        (
            "chain_forward",
            "02_chain_rule",
            lambda x, y, z: x + y * z,
            "no cache returned",
            "brackets missing",
        ),
        (
            "scale_backward",
            "03_sigmoid_neuron",
            lambda dout, cache: (cache[0] * dout, cache[1] * dout),
            "2 results in place of one",
            "not switched",
        ),
    ],
)
def test_a_result_of_the_wrong_kind_does_not_hide_what_it_holds(
    exercise, chapter, function, kind, mistake
):
    verdict = named(exercise, chapter, function)
    assert verdict.mistake == f"another type: {kind} and {mistake}"


def test_one_number_for_two_gradients_is_told_with_the_mistake_that_is_in_it():
    verdict = named("add_gradient", "01_simple_gates", lambda x, y: x + y)
    assert verdict.mistake == "another type: dfdx alone and the sum"
    assert "It returns the value of f" in verdict.told
    verdict = named("multiply_gradient", "01_simple_gates", lambda x, y: 2.0 * x * y)
    assert verdict.mistake.startswith("another type: the sum of all in one number and ")


def test_another_shape_does_not_hide_the_mistake_that_is_in_it():
    verdict = named(
        "shift_backward", "03_sigmoid_neuron", lambda dout, _: -np.sum(dout) * np.ones(())
    )
    assert "sign" in verdict.mistake
    assert "summed up" in verdict.mistake
    assert "shape" in verdict.told


def test_what_happens_to_the_result_of_a_known_mistake_at_the_end_is_told():
    def whole(x, y):
        return int(x + y), int(x + y)

    verdict = named("multiply_gradient", "01_simple_gates", whole)
    assert verdict.mistake == "the sum and cut to a whole number"


def test_two_known_mistakes_that_undo_each_other_explain_nothing():
    def one_for_zero(dout, cache):
        return (cache[1] or 1.0) * dout

    verdict = named("scale_backward", "03_sigmoid_neuron", one_for_zero)
    assert verdict.mistake == "dx: wrong where a is 0: upstream"


def test_a_known_mistake_that_is_changed_in_one_place_is_told_with_the_change():
    def crossed_without_sigmoid(w, x):
        return float(w[0] * x[1] + w[1] * x[0] + w[2]), (w, x)

    verdict = named("neuron_forward", "03_sigmoid_neuron", crossed_without_sigmoid)
    assert verdict.mistake.startswith("inputs crossed, and ")
    assert "in the place of the sigmoid" in verdict.mistake


def test_two_changes_are_not_told_where_one_of_them_does_it_alone():
    exercise = load("06_two_layer_net", ROOT)["softmax_loss"]
    replaced = [
        (solution, handed, switch)
        for solution, handed in switched_solutions(exercise)
        for switch in solution.switches
        if "= for an operator" in switch.words
    ]
    assert replaced
    for solution, handed, switch in replaced:
        with solution.switched(switch), np.errstate(all="ignore"):
            trial = exercise.tried(handed.function, 5, handed.forward)[1]
        for part in ("loss", "dscores"):
            calls = telling(trial, part)
            said = two_changes(exercise, calls, part, set(), 400)
            assert said is None or "Two things" not in said.text
