"""What a wrong answer that is on no list is called: every sentence is true of its part."""

import random
import re
from functools import cache

import numpy as np
import pytest
from looked_over import at_least

from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS
from backpass.diagnosis.look_alike import mistakes_of, said_of
from backpass.grading.common.events import LACKS_A_NAME, STOPPED_WITH, mistake_in
from backpass.grading.exercises.library import load
from backpass.grading.exercises.naming import small_changes_by_part
from backpass.grading.hidden import event_of
from backpass.judging.verdict import Kind
from backpass.likeness.sample import close
from benchmarks import second_strangers
from benchmarks.page import ROOT
from benchmarks.rates import accepts
from benchmarks.third_strangers_texts import TEXTS as THIRD

pytestmark = pytest.mark.usefixtures("our_own_errors_show", "all_the_time_there_is")

#: Draws the points where any will do: what known mistakes do there is worked out once for them all.
SEED = 3


def names(exercise, function, forward=None):
    """The visible check's few words on each wrong part."""
    contract = CONTRACTS[exercise]
    verdict, trial = examine(contract, function, forward)
    found = {}
    for part in dict.fromkeys(finding.part for finding in verdict.findings):
        said = said_of(trial, part, contract.piece_of(part))
        found[part] = said.name if said else None
    return found


@pytest.mark.parametrize(
    ("exercise", "function", "said"),
    [
        ("reciprocal_backward", lambda d, x: d * np.log(np.abs(x)), "dout · log |x|"),
        ("exp_backward", lambda d, x: d * np.exp(-x), "x had the other sign"),
        ("exp_backward", lambda d, x: d * np.tanh(x), "dout · tanh(x)"),
        ("exp_backward", lambda d, x: np.round(d * np.exp(x), 3), "rounded to 3 digits"),
        ("scale_backward", lambda d, c: 0.1 * c[1] * d, "0.1 times"),
        (
            "mean_backward",
            lambda d, x: np.ones(x.shape) * d / x.shape[1],
            "the number of columns for that of rows",
        ),
        (
            "relu_backward",
            lambda d, x: np.where(x > 0, d, 0.1 * d),
            "wrong except where x is positive: 0.1 times upstream",
        ),
        ("center_backward", lambda d, x: d + d.mean(axis=0), "2 dout − (the right dx)"),
    ],
)
def test_a_formula_that_no_list_holds_is_described(exercise, function, said):
    (name,) = names(exercise, function).values()
    assert name is not None
    assert said in name


@pytest.mark.parametrize(
    ("exercise", "function", "said"),
    [
        ("predict_change", lambda g, s: float(np.max(g * s)), "the largest of gradient · step"),
        ("predict_change", lambda g, s: float(np.sum(g) * 0.5), "half of the sum of gradient"),
        (
            "squared_error_forward",
            lambda y, d: (float(np.sqrt(np.sum((y - d) ** 2))), None),
            "the length of y − d",
        ),
        (
            "neuron_forward",
            lambda w, x: (float(np.tanh(w[:2] @ x + w[2])), None),
            "tanh(the dot product)",
        ),
        (
            "affine_forward",
            lambda x, w, b: (x.reshape(len(x), -1) @ w * b, (x, w, b)),
            "b · x w",
        ),
        ("rescaled_learning_rate", lambda r, s: r / 1000.0, "scale: of the first call"),
        (
            "sgd_step",
            lambda p, g, r: {name: p[name] - 0.1 * g[name] for name in p},
            'params["W1"] − 0.1 · grads["W1"]',
        ),
    ],
)
def test_a_wrong_value_is_described(exercise, function, said):
    name = next(iter(names(exercise, function).values()))
    assert name is not None
    assert said in name


def test_two_mistakes_in_one_gradient_are_both_told():
    def times_x_and_divided_twice(dout, x):
        return dout * x / x.shape[0] ** 2

    (name,) = names("mean_backward", times_x_and_divided_twice).values()
    assert name == "times x, and divided by the number of rows"


def test_each_gradient_has_its_own_name():
    def both(dout, cache):
        x, y = cache
        s = 1 / (1 + np.exp(-x * y))
        dxy = dout * x * s * (1 - s)
        return dout * s + 2 * x * dout, -dxy * x

    found = names("fork_backward", both)
    assert found == {"dx": "message lost, from xy to x", "dy": "wrong sign"}


def test_a_fault_that_would_spoil_a_right_gradient_is_not_told():
    def inner_factor_missing_for_y(dout, cache):
        x, y = cache
        s = 1 / (1 + np.exp(-x * y))
        dxy = dout * x * s * (1 - s)
        return dout * s + 2 * x * dout + dxy * y, dxy

    # without the factor of the outer product dy would be the same, and dx would be wrong too
    found = names("fork_backward", inner_factor_missing_for_y)
    assert found == {"dy": "no local gradient, from xy to y"}


def test_nothing_is_said_of_a_right_answer():
    judged = 0
    for chapter in ("02_chain_rule", "05_vectorized_gradients"):
        for name, exercise in load(chapter, ROOT).items():
            for variant in exercise.accepted:
                function, forward = exercise.handed_in(variant)
                _, trial = examine(exercise.contract, function, forward)
                for part in exercise.contract.parts:
                    assert said_of(trial, part, exercise.contract.piece_of(part)) is None, name
                    judged += 1
    assert judged > 100


def test_what_a_class_does_wrong_is_told_operation_by_operation():
    told = 0
    for answer in second_strangers.single_mistakes():
        if answer.exercise != "Value" or not answer.what.startswith(
            ("mul_left", "pow", "exp: out")
        ):
            continue
        space = {}
        exec(answer.code, space)
        _, trial = examine(CONTRACTS["Value"], space["Value"])
        operation = {"m": "x * y", "p": "x ** n", "e": "exp"}[answer.what[0]]
        said = mistakes_of(CONTRACTS["Value"], trial)
        assert operation in said[0].name, (answer.what, said)
        told += 1
    assert told >= 6


def named_in_grading(name, function):
    """What hidden grading calls an answer, and what it tells."""
    exercise = load(CONTRACTS[name].chapter, ROOT)[name]
    verdict = exercise.judge(function, SEED)
    assert not accepts(verdict)
    return verdict.mistake or "", verdict.told or ""


def softmax(scores, labels, *, share=False):
    """A loss without its sum of powers, or a gradient of powers that are no shares."""
    rows, count = np.arange(len(labels)), len(labels)
    moved = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(moved)
    total = powers.sum(axis=1, keepdims=True)
    logs = moved - (np.log(total) if share else 0.0)
    gradient = powers if share else powers / total
    gradient[rows, labels] -= 1.0
    return float(-np.mean(logs[rows, labels])), gradient / count


def test_what_a_small_change_of_a_right_way_does_is_told_of_a_loss_and_of_its_gradient():
    name, told = named_in_grading("softmax_loss", softmax)
    assert "only the left operand" in name
    assert told.startswith("loss comes out as if a term or a factor were left out")
    name, told = named_in_grading("softmax_loss", lambda s, n: softmax(s, n, share=True))
    assert "only the left operand" in name
    assert told.startswith("dscores comes out as if a term or a factor were left out")


def test_a_divisor_that_is_one_too_small_is_told():
    with np.errstate(all="ignore"):
        _, told = named_in_grading("center_backward", lambda d, x: d - d.sum(0) / (len(d) - 1))
    assert told == "dx comes out as if it were divided by one less."


def test_nothing_is_like_an_infinite_number():
    assert not close(np.array([1.0, 2.0]), np.array([np.inf, 2.0]))
    assert not close(1.0, float("inf"))
    assert close(np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-12]))


def test_an_upstream_gradient_ignored_by_a_gate_that_is_often_closed_is_told():
    text = THIRD["Value"]
    told = {}
    for place, piece in (("relu", "1.0 * (self.data > 0)"), ("into_mul", "=")):
        space = {}
        exec(second_strangers.filled(text, **{place: piece}), space)
        _, trial = examine(CONTRACTS["Value"], space["Value"])
        told[place] = [said.name for said in mistakes_of(CONTRACTS["Value"], trial)]
    assert told == {
        "relu": ["upstream gradient ignored in relu"],
        "into_mul": ["= for += in x * y"],
    }


def test_most_strangers_mistakes_get_a_name_and_none_is_accepted():
    cheap = ("chain_backward", "fork_backward", "affine_backward", "score_backward", "sgd_step")
    singles = [a for a in second_strangers.single_mistakes() if a.exercise in cheap]
    named = 0
    chosen = random.Random(3).sample(singles, 12)
    for number, answer in enumerate(chosen):
        verdict, _, _ = second_strangers.judged(answer, number)
        assert not accepts(verdict), answer.what
        named += verdict.mistake is not None
    assert named >= len(chosen) - 1


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: (1.0, 0.0) if x > y or np.isclose(x, y) else (0.0, 1.0),
        lambda x, y: (1.0, 0.0) if round(x, 6) >= round(y, 6) else (0.0, 1.0),
    ],
)
def test_a_zero_that_is_right_says_that_its_place_is_not_a_wrong_one(function):
    assert set(names("max_gradient", function).values()) == {
        "wrong at inputs that are nearly equal"
    }


def test_an_all_or_nothing_result_does_not_tell_of_inputs_that_were_moved():
    def whole(x, y):
        return (1.0, 0.0) if int(x) >= int(y) else (0.0, 1.0)

    assert "larger by 1" not in str(names("max_gradient", whole))


def test_what_is_right_in_some_places_alone_is_said_the_right_way_round():
    _, trial = examine(CONTRACTS["relu_backward"], lambda d, x: np.where(x > 0, d, 0.1 * d))
    said = said_of(trial, "dx", CONTRACTS["relu_backward"].piece_of("dx"))
    assert said is not None
    assert "dx is right where x is positive, and wrong everywhere else." in said.text


@pytest.mark.parametrize(
    ("exercise", "note", "not_said"),
    [
        ("sigmoid_forward", "nan to num", "− x + x"),
        ("sigmoid_forward", "one for all", "six digits"),
        ("multiply_backward", "sequential overwrite", "not in it"),
        ("multiply_backward", "divided", "does not matter to it"),
        ("center_backward", "one row special", "size of the right dx"),
    ],
)
def test_what_only_rounding_chance_or_size_suggests_is_not_said(exercise, note, not_said):
    answers = list(second_strangers.WRITTEN["sixth"]("wrong"))
    place = next(i for i, a in enumerate(answers) if (a[0], a[2]) == (exercise, note))
    function, forward = second_strangers.defined(exercise, answers[place][1])
    with np.errstate(all="ignore"):
        known = load(CONTRACTS[exercise].chapter, ROOT)[exercise]
        verdict = known.judge(function, place, forward)
    assert verdict.findings
    assert not_said not in f"{verdict.mistake} {verdict.told}"


def test_a_forward_that_is_judged_with_its_cache_is_compared_with_small_changes_too():
    def affine_forward(x, w, b):
        return x.reshape(x.shape[0], -1, order="F") @ w + b, (x, w, b)

    exercise = load("05_vectorized_gradients", ROOT)["affine_forward"]
    verdict, trial = exercise.tried(affine_forward, 5)
    found = dict(small_changes_by_part(exercise, trial, verdict.findings))
    assert found["out"].text == "out comes out as if entries were read in another order."


def test_what_is_said_of_neither_gradient_is_not_said_of_one():
    def pattern_backward(dout, cache):
        x, y, z, w = cache
        return 2 * y, 2 * x, 2.0 * (z > w), 2.0 * (z <= w)

    verdict = load("02_chain_rule", ROOT)["pattern_backward"].judge(pattern_backward, 2)
    assert "neither" not in (verdict.told or "")


def told(which, exercise, note, *, own_points=False):
    """What is told of one answer of a set that strangers wrote.

    Args:
        which: The set.
        exercise: The exercise.
        note: What its author says of it.
        own_points: Whether it is judged where its set was: what was false may be seen there alone.
    """
    answers = written(which)
    place = next(i for i, a in enumerate(answers) if (a[0], a[2]) == (exercise, note))
    function, forward = second_strangers.defined(exercise, answers[place][1])
    seed = place if own_points else SEED
    with np.errstate(all="ignore"):
        verdict = load(CONTRACTS[exercise].chapter, ROOT)[exercise].judge(function, seed, forward)
    assert not accepts(verdict)
    return verdict.told or ""


@cache
def written(which):
    """All wrong answers of a set, as they were written: those with one mistake, then with two."""
    entries = second_strangers.WRITTEN[which]
    return [*entries("wrong"), *entries("pair")]


@pytest.mark.parametrize(
    ("which", "exercise", "note", "said", "not_said"),
    [
        ("seventh", "softmax_loss", "a small number in the logarithm", "off by 1e", "order"),
        ("seventh", "softmax_loss", "no shift", "", "added"),
        ("seventh", "Value", "equal numbers count as one node", "the same number", "+="),
        ("seventh", "Value", "in place on add", "changes `x.data`", "upstream"),
        ("sixth", "Value", "maximum returns", "returns one of its operands", "+="),
        ("seventh", "Value", "maximum sends nothing to the second", "maximum", "same number"),
        ("sixth", "shift_backward", "nonzero", "wrong where x is 0", "no number"),
        ("sixth", "max_gradient", "int", "once both are made whole numbers", "where x is smaller"),
    ],
)
def test_what_looks_like_another_mistake_at_some_points_is_not_told_as_that(
    which, exercise, note, said, not_said
):
    text = told(which, exercise, note, own_points=True)
    assert said in text
    assert not_said not in text


@pytest.mark.parametrize(
    ("exercise", "note", "said"),
    [
        ("exp_backward", "2.718 for e", "2.718 to the power of x"),
        ("matmul_backward", "product with the output", "multiplied by the output"),
        ("affine_backward", "mask of the output", "0 where the output is not positive"),
        ("two_layer_net", "a sigmoid slope at the scores", "the slope of a sigmoid behind"),
        ("affine_forward", "first bias for all", "if b had its first entry everywhere"),
        ("sgd_step", "weight decay", '− 0.01 · params["W1"] · learning_rate'),
        ("neuron_forward", "relu before the sigmoid", "the sigmoid of a relu"),
        ("neuron_backward", "tanh's slope", "the slope of tanh"),
        ("center_backward", "by N - 1", "divided by one less"),
        ("center_backward", "the median", "median"),
        ("relu_backward", "relu of the product", "max(0, x · dout)"),
        ("squared_error_forward", "difference of squares", "half of the sum of y² − d²"),
        ("mean_backward", "centred as well", "times x less its mean over the rows"),
        ("scale_backward", "divided by a", "dout / a, and as 0 where that is no number"),
    ],
)
def test_a_kind_of_mistake_that_had_no_name_once_is_told(exercise, note, said):
    assert said in told("seventh", exercise, note)


def test_what_is_cut_off_is_told_with_the_largest_number_that_came():
    text = told("seventh", "exp_backward", "clipped at 30", own_points=True)
    assert "never more than 1.06865e+13" in text  # e³⁰


@pytest.mark.parametrize(
    ("exercise", "note", "said"),
    [
        (
            "softmax_loss",
            "repeated labels: one gradient row per class only (loop over set of labels)",
            "labels where the label has come before",
        ),
        (
            "softmax_loss",
            "labels turned into 0 or 1: classes above 1 are lost",
            "labels were 1 wherever they are larger",
        ),
        ("softmax_loss", "labels off by one (1-based)", "labels were smaller by 1"),
        (
            "softmax_loss",
            "returns the probabilities for the gradient of a batch of one",
            "of the labels where there is a single row",
        ),
        (
            "softmax_loss",
            "loop: gradient's label test compares with the row number",
            "1 where row and class have one number",
        ),
        ("softmax_loss", "gradient on the probabilities: -1/p at the label", "/ the shares"),
        ("svm_loss", "the last column is never looked at", "with the last class left out"),
        (
            "svm_loss",
            "loop: break instead of continue: later classes are lost",
            "with the classes behind each row's label left out",
        ),
        (
            "svm_loss",
            "loop: label's gradient written in the wrong row",
            "does something stand in another row",
        ),
        (
            "staged_backward",
            "dy gets dnum directly too",
            "num = x + sigy sends back to x were added to it",
        ),
        ("chain_forward", "uses maximum for the sum", "z · max(x, y)"),
        ("neuron_forward", "only the first product", "w[1] were zero"),
        ("matmul_backward", "dX without transposing W: W @ dD", "W were transposed"),
        (
            "two_layer_net",
            "W2's gradient computed with the slope h(1-h) instead of h",
            "the sigmoid's slope had gone into",
        ),
    ],
)
def test_loops_labels_and_messages_that_go_astray_are_told(exercise, note, said):
    assert said in told("eighth", exercise, note)


@pytest.mark.parametrize(
    ("exercise", "note", "said", "not_said"),
    [
        ("Value", "zero is forgotten", "where the number is 0", "the same number"),
        ("Value", "sum with number returns x", "where 0 is added", "the same number"),
        ("Value", "minus the absolute", "never positive", "the right size and the wrong sign"),
        ("Value", "sigmoid slope at 0", "0.25 at every input", "largest in size"),
        ("Value", "closure of relu with the upstream", "where that gradient is positive", "1, as"),
        ("Value", "closure kept on the operand", "several together", "+="),
        ("Value", "rounded", "rounded to 4 digits", "at a positive input"),
        ("Value", "clipped messages", "larger in size than 1", "where the second input"),
        ("Value", "tape from its end", "was made last", "changes `x.grad`"),
        ("svm_loss", "loss of each row", "the mean of its rows", "is a sum over"),
        ("svm_loss", "divided by the other classes", "less one", "Apart from"),
        ("svm_loss", "scores of whole columns", "", "is right at most"),
        ("squared_error_forward", "divided by the outputs", "", "whatever the shape"),
        ("softmax_loss", "shifted by the label's score", "", "A share"),
        ("sgd_step", "by position", "", "the first example"),
        ("sgd_step", "keys of the gradients", "", "the right numbers"),
    ],
)
def test_what_was_seen_at_too_few_points_is_not_told(exercise, note, said, not_said):
    text = told("thirteenth", exercise, note, own_points=True)
    assert said in text
    assert not_said not in text


@pytest.mark.parametrize(
    ("exercise", "note", "said"),
    [
        ("Value", "power with n - 1 in front", "n − 1 times the power one lower"),
        ("Value", "power raised", "n times the power one higher"),
        ("Value", "power to a whole number", "cut to a whole number"),
        ("Value", "power by repeated product", "whole exponents from 1 on"),
        ("Value", "power with exponent 1", "at an exponent of 1"),
        ("Value", "power as an exponential", "as for an exponential"),
        ("Value", "number plus x doubles", "plus twice the second"),
        ("Value", "exp with 2.718", "2.718 to the power"),
        ("Value", "exp minus 1", "1 less than it should be"),
        ("Value", "relu of the minimum", "the smaller one of its input and 0"),
        ("Value", "relu from 1 on", "at inputs from"),
        ("Value", "messages of 0 are skipped", "where a Value that was computed is used more"),
        ("two_layer_net", "slope at dz1", "the gradient that arrives at the sigmoid"),
        ("two_layer_net", "b1 after the sigmoid", "added behind the sigmoid"),
        ("affine_forward", "bias averaged over the batch", "divided by the number of rows of x"),
        ("svm_loss", "break", "behind the first one with a positive margin"),
        ("svm_loss", "only the worst class in the gradient", "with the largest margin left out"),
        ("sgd_step", "weight decay", '− 0.001 · params["W1"]'),
        ("center_backward", "integer", "cut to a whole number"),
        ("softmax_loss", "log10", "log10 stood where"),
        ("softmax_loss", "the shares as loss", "the mean of the labels' shares"),
        ("relu_backward", "only the rows", "the mean of its row of x is positive"),
        ("relu_backward", "loop leaves the last entry out", "0 in its last entry alone"),
    ],
)
def test_what_only_a_place_was_told_of_has_a_sentence(exercise, note, said):
    assert said in told("thirteenth", exercise, note)


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("division floors", "gives what it should be, rounded down to a whole number"),
        ("data rounded to whole numbers", "All `data` are whole numbers"),
        ("multiply without out.grad for the second", "sends back to its second input does not"),
        ("subtraction's second slope +1", "to y the right size with the wrong sign"),
        ("division: slope in the divisor without square", "times the value of that input"),
        ("grad of a new Value is 1", "no backward pass has reached"),
        ("gradients below 1e-8 dropped", "next to 0 come out as 0"),
        ("grad divided by the number of uses", "the mean of its messages"),
        ("sigmoid: inputs clipped to ±20", "at the most negative inputs"),
    ],
)
def test_of_a_value_it_is_told_what_was_seen_and_of_which_input(note, said):
    assert said in told("eighth", "Value", note)


@pytest.mark.parametrize(
    ("exercise", "note", "said"),
    [
        ("max_backward", "a negative winner gets nothing (relu mixed in)", "x is not negative and"),
        ("sgd_step", "gradients clipped at 1", '"W1"] were cut off at ±1'),
        ("score_backward", "the arrays are scaled in place", "works in place on the cache"),
        ("two_layer_net", "b1 and b2 exchanged in the dict", "Biases of one layer"),
        ("forward_passes_needed", "power of two", "not in all combinations"),
    ],
)
def test_what_was_told_too_wide_or_falsely_is_told_as_it_is(exercise, note, said):
    assert said in told("eighth", exercise, note)


@pytest.mark.parametrize(
    ("exercise", "note", "said"),
    [
        ("predict_change", "negative contributions are left out", "sum of max(0, gradient · step)"),
        ("squared_error_forward", "the last entry is left out", "all entries but the last"),
        ("exp_backward", "slope of the logarithm: 1 / x", "dx comes out as dout / x"),
        ("exp_backward", "like a sigmoid: out (1 - out)", "1 minus the output"),
        ("max_backward", "rounded values are compared", "once both are made whole numbers"),
        ("max_gradient", "like add where both are positive: both get 1", "or both are positive"),
        ("softmax_loss", "scores are cut to [-50, 50]", "loss is what it would be if scores were"),
        ("sigmoid_backward", "averaged over the entries", "the number of entries"),
        ("neuron_forward", "a negative sum counts as its size", "the size of the sum alone"),
        ("multiply_gradient", "brought to length 1", "length 1 at every point"),
    ],
)
def test_what_the_ninth_set_found_unnamed_or_poorly_named_is_told(exercise, note, said):
    assert said in told("ninth", exercise, note)


def test_a_loop_that_stops_at_a_zero_among_others_is_refused():
    code = next(a[1] for a in second_strangers.WRITTEN["ninth"]("wrong") if "first zero" in a[2])
    function, _ = second_strangers.defined("predict_change", code)
    assert not accepts(load("01_simple_gates", ROOT)["predict_change"].judge(function, 5))


@pytest.mark.parametrize(
    ("which", "exercise", "note", "said"),
    [
        ("seventh", "exp_backward", "exp of the product", "At most points that were tried, dx"),
        ("seventh", "sigmoid_forward", "hard sigmoid", "min(1, max(0, 0.2 · x + 0.5))"),
        ("seventh", "relu_backward", "any in the row", "the largest entry of each row"),
        ("seventh", "matmul_backward", "rows of W normed", "W were divided by its own length"),
        ("seventh", "staged_forward", "den is a product", "den comes out as sigx · xpysqr."),
        ("seventh", "sgd_step", "mean of the gradients", "had its own mean in every entry"),
        ("seventh", "svm_loss", "label's column for all", "the first entry were used for all rows"),
        ("sixth", "pattern_backward", "competing with product", "z is not smaller than x · y"),
        ("sixth", "reciprocal_backward", "dout divided", "(1 / x²) / (−dout)"),
        ("sixth", "Value", "maximum near tie", "at inputs that are nearly equal"),
    ],
)
def test_a_family_of_mistakes_that_had_no_name_is_told_by_its_numbers(which, exercise, note, said):
    assert said in told(which, exercise, note)


def test_a_limit_that_decides_is_told_with_the_numbers_on_both_sides():
    _, trial = examine(CONTRACTS["relu_backward"], lambda d, x: d * (x > 0.5))
    said = said_of(trial, "dx", CONTRACTS["relu_backward"].piece_of("dx"))
    assert said is not None
    numbers = re.findall(r"x is ([\d.]+) or more, .* it is ([\d.]+) or less", said.text)
    assert float(numbers[0][0]) > 0.5 >= float(numbers[0][1])


def test_a_kind_of_points_that_is_mostly_right_is_not_where_it_goes_wrong():
    def max_gradient(x, y):  # wrong where y is negative and the larger one: at some near ties only
        return (1.0, 0.0) if x >= y else (0.0, -2.0 if y < 0 else 1.0)

    text = str(names("max_gradient", max_gradient))
    assert "nearly equal" not in text


def test_a_message_lost_is_told_beside_a_product_that_is_not_switched():
    texts = [
        a[1] for a in second_strangers.WRITTEN["sixth"]("pair") if a[2] == "overwritten and mul"
    ]
    value, _ = second_strangers.defined("Value", texts[0])
    verdict = load("07_build_autograd", ROOT)["Value"].judge(value, SEED)
    assert "not switched" in (verdict.mistake or "")
    assert "= for +=" in (verdict.mistake or "")


def test_a_whole_number_that_comes_as_a_float_does_not_hide_a_wrong_formula():
    exercise = load("06_two_layer_net", ROOT)["forward_passes_needed"]
    verdict = exercise.judge(lambda count: count**2 * 1.0, 4)
    assert verdict.mistake == "another type: a float in place of a whole number and squared"


def test_an_operation_that_is_not_there_is_said_not_to_be_written():
    class Value:
        def __init__(self, data, parents=(), slopes=()):
            self.data, self.grad, self.parents, self.slopes = data, 0.0, parents, slopes

        def __add__(self, other):
            return Value(self.data + other.data, (self, other), (1.0, 1.0))

        def __mul__(self, other):
            return Value(self.data * other.data, (self, other), (other.data, self.data))

    _, trial = examine(CONTRACTS["Value"], Value)
    texts = [said.text for said in mistakes_of(CONTRACTS["Value"], trial)]
    assert "`x ** n` is not written yet." in texts
    assert not [text for text in texts if "TypeError" in text]


def test_a_factor_that_all_gradients_lack_is_looked_for_where_all_of_them_pass():
    def pattern_backward(dout, cache):
        x, y, z, w = cache
        return y * dout, x * dout, dout * (z >= w), dout * (z < w)

    contract = CONTRACTS["pattern_backward"]
    seen, trial = examine(contract, pattern_backward)
    text = panel_of(contract, seen, trial).text
    assert "Look at what the gate f (scale) sends to add." in text
    assert "the gate max" not in text


@pytest.mark.parametrize("error", [TypeError, ValueError, AttributeError, ZeroDivisionError])
def test_whatever_stops_at_every_call_is_no_known_mistake_for_that(error):
    def stops(*_):
        raise error("of another kind")

    for name in ("svm_loss", "sigmoid_circuit_backward", "fork_backward", "matmul_backward"):
        assert error.__name__ in (
            load(CONTRACTS[name].chapter, ROOT)[name].judge(stops, SEED).mistake or ""
        )


@pytest.mark.parametrize(
    ("note", "said", "not_said"),
    [
        (
            "relu at zero half",
            "`relu` sends a wrong gradient back to x at an input of 0",
            "by itself",
        ),
        ("x / x", "the same Value stands on both sides, in `x / y`", "one of its messages"),
        ("parents as a set", "the same Value stands on both sides", "wherever"),
        ("seen by data", "", "wherever a Value is used"),
        ("grad None", "", "several together are not"),
        ("grads overwritten", "wherever a Value is used more than once", "both sides"),
    ],
)
def test_what_goes_wrong_in_a_circuit_is_told_where_it_does(note, said, not_said):
    answers = list(second_strangers.WRITTEN["sixth"]("wrong"))
    code = next(a[1] for a in answers if (a[0], a[2]) == ("Value", note))
    value, _ = second_strangers.defined("Value", code)
    verdict = load("07_build_autograd", ROOT)["Value"].judge(value, SEED)
    assert said in (verdict.told or "")
    assert not_said not in (verdict.told or "")


@pytest.mark.parametrize(
    "odd",
    [
        np.zeros((), dtype=[("a", "f8"), ("b", "i4")])[()],
        np.void(b"12345678"),
        np.str_("abc"),
        np.datetime64("2026-01-01"),
        np.complex128(1j),
        np.True_,
    ],
)
def test_whatever_comes_in_place_of_two_numbers_is_judged(odd):
    verdict = load("02_chain_rule", ROOT)["multiply_backward"].judge(lambda dout, cache: odd, 5)
    assert verdict.status == "failed"
    assert verdict.score == 0.0


def test_an_answer_that_stops_is_no_known_mistake_for_being_called_by_its_error():
    exercise = load("02_chain_rule", ROOT)["multiply_backward"]
    event = event_of(exercise.judge(lambda dout, cache: nothing_of_that_name, 5))  # noqa: F821
    assert event["mistake"].startswith("NameError")
    assert (event[STOPPED_WITH], event[LACKS_A_NAME]) == (["NameError"], True)
    assert mistake_in(event) == ""
    known = exercise.mutants[0]
    event = event_of(exercise.judge_variant(known, 5))
    assert mistake_in(event) == known.name
    assert LACKS_A_NAME not in event


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("relu 0 not connected", "`relu` does not know what it was made from"),
        ("backward of an input", "`x.backward()` does not set `x.grad` to 1"),
        ("add number itself", "`x + n` returns one of its operands"),
        ("maximum abs", "the input that is larger without its sign"),
        ("backward by data", "in others a gradient gets lost on the way"),
        ("closure parents not kept in maximum", "`maximum` sends a gradient to the second operand"),
        ("relu leaky", "a wrong value forward at a negative input"),
        ("times 0", "to y where the second input is 0"),
    ],
)
def test_what_a_tenth_set_of_values_did_is_refused_and_told_truly(note, said):
    assert said in told("tenth", "Value", note)


def test_gradients_that_are_cleared_afterwards_are_not_taken_for_overwritten_ones():
    code = next(a[1] for a in second_strangers.WRITTEN["tenth"]("wrong") if "frees" in a[2])
    value, _ = second_strangers.defined("Value", code)
    verdict, trial = examine(CONTRACTS["Value"], value)
    told_now = panel_of(CONTRACTS["Value"], verdict, trial).text
    assert "what was computed on the way has 0" in told_now
    assert "+=" not in told_now


@pytest.mark.parametrize(
    ("exercise", "note", "said"),
    [
        ("predict_change", "two inputs hard coded", "the first two entries alone"),
        ("predict_change", "divided", "change is the sum of (gradient / step)"),
        ("predict_change", "second order added", "and the product of step more"),
        ("reciprocal_backward", "epsilon", "off by one number, −0.001"),
        ("reciprocal_backward", "rounded", "x were rounded to 1 digit"),
        ("neuron_forward", "hard threshold", "either 0 or 1, and nothing in between"),
        ("matmul_backward", "integer copies", "dW is cut to a whole number"),
        ("matmul_backward", "dW of the output", "upstream gradient were the output of the gate"),
        ("mean_backward", "centred", "less its mean"),
        ("center_backward", "std", "divided by the standard deviation of x"),
        ("center_backward", "no upstream in the mean", "less one over the number of rows"),
        (
            "center_backward",
            "last row lost in the sum",
            "too large by the last row of the upstream gradient",
        ),
        ("affine_forward", "output cut", "out is cut to a whole number"),
        ("affine_forward", "transposed axes", "the axes of each example in another order"),
        ("affine_forward", "bias to the first row", "b were zero everywhere but in the first row"),
        ("affine_backward", "dx with dw", "dw stood in the place of w"),
        ("affine_backward", "dx plus b", "b were added to the upstream gradient"),
        ("squared_error_forward", "rows only", "with the first row alone"),
        ("squared_error_backward", "times the loss", "multiplied by the output"),
        ("squared_error_backward", "normalised", "as long as the upstream gradient"),
        ("squared_error_backward", "mean in the last axis", "the mean over the columns"),
        ("squared_error_backward", "whole numbers", "dy is cut to a whole number"),
        (
            "chain_backward",
            "stale global",
            "if z were −4 at every call, as it was at the first one",
        ),
        ("sigmoid_forward", "whole numbers stay whole", "holds whole numbers"),
        ("matmul_backward", "W not transposed", "There: dX is what it would be if W were transp"),
        ("two_layer_net", "W1 with abs", "the absolute value of x had gone into the first layer"),
        ("Value", "pow square only", "twice that input, as for its square"),
    ],
)
def test_what_the_tenth_set_found_unnamed_or_poorly_named_is_told(exercise, note, said):
    assert said in told("tenth", exercise, note)


def test_a_mark_of_entries_is_no_exponent():
    pairs = second_strangers.WRITTEN["tenth"]("pair")
    code = next(a[1] for a in pairs if a[2] == "slope at 0, label minus 1")
    function, _ = second_strangers.defined("svm_loss", code)
    assert "^1 at" not in named_in_grading("svm_loss", function)[1]


def seen_by_a_learner(exercise, note):
    """The visible check's panel on an answer of the tenth set."""
    code = next(
        a[1] for a in second_strangers.WRITTEN["tenth"]("wrong") if (a[0], a[2]) == (exercise, note)
    )
    function, forward = second_strangers.defined(exercise, code)
    with np.errstate(all="ignore"):
        verdict, trial = examine(CONTRACTS[exercise], function, forward)
        return panel_of(CONTRACTS[exercise], verdict, trial).text


@pytest.mark.parametrize(
    ("exercise", "note", "said"),
    [
        ("staged_backward", "kept between calls", "its gradients grow from call to call"),
        ("neuron_backward", "gradients add up", "its gradients grow from call to call"),
        ("affine_backward", "gradients add up", "its gradients grow from call to call"),
        ("two_layer_net", "class accumulates", "not added to those of the call before"),
        ("sgd_step", "plus", "the loss climbs"),
    ],
)
def test_gradients_that_add_up_and_steps_that_climb_have_sentences_of_their_own(
    exercise, note, said
):
    assert said in seen_by_a_learner(exercise, note)


def test_only_what_is_added_up_is_said_to_grow():
    for exercise, note in (
        ("neuron_backward", "output from a global"),
        ("staged_backward", "stale names"),
        ("squared_error_backward", "cached in a global"),
    ):
        assert "grow from call" not in seen_by_a_learner(exercise, note)


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("operators reset the gradient of operands", "`x + y` changes `x.grad`"),
        ("remembered order in the class", "nearly all others are 0, whatever the operations"),
    ],
)
def test_what_an_eleventh_set_of_values_did_is_refused_and_told_truly(note, said):
    assert said in told("eleventh", "Value", note)


def test_numbers_of_another_shape_at_a_few_points_are_not_taken_for_a_known_mistake():
    pairs = second_strangers.WRITTEN["eleventh"]("pair")
    code = next(a[1] for a in pairs if a[2] == "zipped by order, no rate")
    function, _ = second_strangers.defined("sgd_step", code)
    assert "should fall" not in named_in_grading("sgd_step", function)[1]


@pytest.mark.parametrize(
    ("exercise", "function", "not_said"),
    [
        (  # what it does below 1 is right
            "rescaled_learning_rate",
            lambda rate, scale: rate / min(scale, 1.0),
            "Inputs can be made smaller",
        ),
        ("mean_backward", lambda d, x: np.ones(x.shape) * d / 4, "worked example"),
        ("center_backward", lambda d, x: d - d.sum(axis=0) / 2, "worked example"),
        (
            "center_backward",
            lambda d, x: d * (1 + 1 / len(x)) - d.mean(axis=0),
            "local gradient of one entry",
        ),
    ],
)
def test_a_change_of_what_makes_a_known_mistake_is_no_second_mistake(exercise, function, not_said):
    name, told_of_it = named_in_grading(exercise, function)
    assert not_said not in f"{name} {told_of_it}"


def nearly(x, y):
    return bool(x > y or np.isclose(x, y))


def larger_but_not_at_zero(x, y):
    """1 for the larger one; where both are 0, for the second."""
    return (1.0, 0.0) if x > y or (x == y and x != 0) else (0.0, 1.0)


@pytest.mark.parametrize(
    ("exercise", "function", "seed", "not_said"),
    [
        (  # the sign of a power is one or no number
            "pattern_backward",
            lambda d, c: (
                2 * d * c[1],
                2 * d * c[0],
                2 * d * nearly(c[2], c[3]),
                2 * d * (not nearly(c[2], c[3])),
            ),
            248,
            "^",
        ),
        (
            "numerical_derivative",
            lambda f, x, h=1e-5: (f(x + h) - f(x - h)) / (2 * h) or 1e-5,
            24,
            "½",
        ),
        ("max_gradient", larger_but_not_at_zero, 0, "the size of"),
        ("max_gradient", larger_but_not_at_zero, 7, "remembered"),
        ("exp_backward", lambda d, x: np.exp(np.minimum(x, 50.0)) * d, 312, "a fraction line"),
    ],
)
def test_what_the_points_of_one_seed_suggest_is_not_said(exercise, function, seed, not_said):
    with np.errstate(all="ignore"):
        verdict = load(CONTRACTS[exercise].chapter, ROOT)[exercise].judge(function, seed)
    assert not accepts(verdict)
    assert not_said not in (verdict.told or "")


@pytest.mark.parametrize(
    ("note", "said", "not_said"),
    [
        ("only the first parent", "its second operand hears nothing back", "In which order"),
        ("one level only", "to the operands of the last operation and no further", "inputs."),
        ("negative messages lost", "a gradient should be below 0, it comes out as 0", "exponent"),
        ("closure on the wrong node", "sends back to x zero", "+="),
        ("children forgotten", "hears nothing of it", "+="),
        ("stops after a thousand", "On a chain of thousands of gates", "+="),
    ],
)
def test_of_a_value_no_other_operation_and_no_other_order_is_blamed(note, said, not_said):
    text = told("twelfth", "Value", note, own_points=True)
    assert said in text
    assert not_said not in text


@pytest.mark.parametrize(
    ("note", "said", "not_said"),
    [
        ("stops at gradient 0", "one that follows another is not", "x + y"),
        ("ops: count not per use", "Is a Value's gradient complete", "x + y"),
        ("local gradient left out", "what arrives is handed on as it came", "ounded"),
        ("message in whole numbers", "", "1 digits"),
        ("multiplied at forks", "holds the product of its messages", "one of its messages alone"),
        ("mul by 0 cut off", "where a factor is 0, and nowhere else", "the same number"),
        ("pow: loop", "`x ** n` gives a wrong value forward", "negative exponent"),
        ("relu: threshold", "at the inputs nearest to 0", "most negative"),
        ("first parent only", "goes on from the first operand", "x - y"),
        ("numbers cut off", "No `data` is larger in size than 10000", "operands of an operation"),
        ("data changed in backward", "where there is no operation", "operands of an operation"),
        ("0 taken for nothing", "where the number is 0", "second input"),
        ("seed for inputs too", "larger by 1 than they should be", "twice"),
    ],
)
def test_what_a_fourteenth_set_of_values_did_is_refused_and_told_truly(note, said, not_said):
    text = told("fourteenth", "Value", note, own_points=True)
    assert said in text
    assert not_said not in text


@pytest.mark.parametrize(
    "exercise", ["multiply_backward", "exp_backward", "squared_error_backward"]
)
def test_right_everywhere_else_is_true_where_no_upstream_gradient_arrives(exercise):
    contract = CONTRACTS[exercise]
    right = load(contract.chapter, ROOT)[exercise]

    def unless_positive(dout, cache):
        given = right.solution.function(dout, cache)
        if dout > 0:
            return given
        return tuple(one + 1.0 for one in given) if isinstance(given, tuple) else given + 1.0

    verdict = right.judge(unless_positive, SEED, right.solution.forward)
    assert not accepts(verdict)
    assert "negative, and right everywhere else" not in (verdict.told or "")


def pair_of(note):
    """What the visible check says of a ``Value`` with two mistakes."""
    answers = second_strangers.WRITTEN["twelfth"]("pair")
    code = next(cell for name, cell, own, _ in answers if (name, own) == ("Value", note))
    function, _ = second_strangers.defined("Value", code)
    _, trial = examine(CONTRACTS["Value"], function)
    return " ".join(said.text for said in mistakes_of(CONTRACTS["Value"], trial))


def test_a_second_pass_is_told_beside_what_the_first_does_wrong():
    piling_up = "A second call of `backward()` adds to the gradients of the first one."
    for note in ("no reset, relu at 0", "order and piling up"):
        assert piling_up in pair_of(note)
    assert "`relu` sends a wrong gradient back to x at an input of 0" in pair_of(
        "no reset, relu at 0"
    )
    assert "right by itself" not in pair_of("no reset, relu at 0")
    assert "= not" not in pair_of("closures: = in plus, upstream in exp")
    assert "in `x + y`" in pair_of("closures: = in plus, upstream in exp")


@pytest.mark.parametrize(
    ("exercise", "note", "said", "not_said"),
    [
        ("Value", "oldest first", "several together", "`+=`, not"),
        ("Value", "tiny messages dropped", "does not arrive where its size", "`x * y` sends"),
        ("Value", "+= in place", "the line `f += y` changes", ""),
        ("numerical_derivative", "zero at zero", "", "more often than it has to be"),
        ("center_backward", "mean of what is not 0", "", "in the first column"),
        ("pattern_backward", "tie to nobody, product without dout", "", "At a tie it goes to w"),
        ("matmul_backward", "nothing arrives when the sum is 0", "dD adds up to 0", ""),
    ],
)
def test_what_the_fifteenth_set_found_told_falsely_is_told_as_it_is(exercise, note, said, not_said):
    text = told("fifteenth", exercise, note, own_points=True)
    assert said in text
    assert not not_said or not_said not in text


@pytest.mark.parametrize(
    ("note", "one", "other"),
    [
        ("product swapped; not cleared", "the two are not switched", "A second call of"),
        ("tie; relu at 0", "`relu` sends", "`maximum` sends"),
        ("denominator constant; a dict of slopes", "`x / y` sends", "the same Value stands on"),
        ("power at 0; grad begins with 1", "`x ** n` stops", "What does a gradient begin with"),
        ("equal numbers; relu leaky", "`relu` sends", "two Values hold the same number"),
        ("own gradient; difference", "the gradient of f itself", "`x - y` gives"),
        ("oldest first; tanh", "`sigmoid` gives", "are wrong together"),
        ("counted once; quotient", "`x / y` sends", "a Value that was computed is used more"),
        ("level of the first parent; both at a tie", "`maximum` sends", "are wrong together"),
    ],
)
def test_a_slip_of_one_operation_hides_none_of_all_and_the_other_way_round(note, one, other):
    text = told("fifteenth", "Value", f"two: {note}")
    assert one in text
    assert other in text
    assert "operation is right by itself" not in text
    assert "`+=`, not" not in text


@pytest.mark.parametrize(
    ("exercise", "note", "one", "other"),
    [
        ("sigmoid_forward", "zero left out and flat", "where x is 0", "shape is another one"),
        ("mean_backward", "two: floor division; transposed", "rounded down", "shape is another"),
        ("predict_change", "no sum, positive steps", "its absolute value", "shape is another one"),
        (
            "fork_backward",
            "exponent's sign, returned the wrong way round",
            "dx is what dy should be",
            "Once dx and dy are exchanged",
        ),
        (
            "staged_backward",
            "no sigx message, returned the wrong way",
            "Once dx and dy are exchanged",
            "One of them is a sigmoid",
        ),
        (
            "staged_backward",
            "= at num, minus at the inverse",
            "dx: The last thing to reach dx wipes out",
            "dy comes out as if what xpy = x + y sends back to y had the wrong sign",
        ),
        (
            "neuron_backward",
            "slope f, dw crossed",
            "multiplies by the value of the sigmoid",
            "dw holds the right numbers in another order",
        ),
        ("predict_change", "last left out and rounded", "0 in its last row or entry", "rounded to"),
        (
            "svm_loss",
            "two: label's count; not divided",
            "The label's score counts at most once",
            "multiplied by the number of rows",
        ),
        ("max_backward", "tie to y without dout", "At a tie it all goes to y", "gradient were 1"),
        (
            "mean_backward",
            "two: no division; first row only",
            "the first row",
            "all of what arrives",
        ),
    ],
)
def test_a_shape_or_an_order_hides_no_second_mistake(exercise, note, one, other):
    text = told("fifteenth", exercise, note)
    assert one in text
    assert other in text


@pytest.mark.parametrize(
    ("exercise", "note", "said"),
    [
        (
            "staged_backward",
            "quotient rule without the square",
            "dx is what it should be, times den",
        ),
        ("matmul_backward", "gradient clipped", "cut off at ±1"),
        ("matmul_backward", "W moved before dX", "0.1 times dW were taken off W"),
        ("affine_backward", "step taken inside", "0.01 times dw were taken off w"),
        ("sigmoid_backward", "mean of the entries", "local gradient, the mean of all"),
        ("relu_backward", "above the mean", "where x is above the mean of all"),
    ],
)
def test_one_slip_is_told_as_one(exercise, note, said):
    assert said in told("fifteenth", exercise, note)


def test_two_bounds_that_are_told_together_read_differently():
    """The oracle: masks at many thresholds, some of which are numbers that are tried."""
    known = load("05_vectorized_gradients", ROOT)["relu_backward"]
    told_as = re.compile(r"where x is (\S+) or more, and keeps it back where it is (\S+) or less")
    bounds = []
    for threshold in (-1.0, -0.5, 0.003, 0.01, 0.5, 1.0, 2.0, 3.0):
        for over in (np.greater, np.greater_equal):
            said = known.judge(lambda dout, x, o=over, t=threshold: dout * o(x, t), SEED).told or ""
            bounds += told_as.findall(said)
    for above, below in at_least(8, bounds):
        assert above != below


@pytest.mark.parametrize("exercise", ["relu_backward", "center_backward", "squared_error_backward"])
def test_known_mistakes_in_one_line_are_told_apart_from_their_shape(exercise):
    """The oracle: each known mistake, flattened, is still that mistake, or described as it was."""
    known = load(CONTRACTS[exercise].chapter, ROOT)[exercise]
    part = CONTRACTS[exercise].gradients[0]
    for mistake in at_least(8, [one for one in known.mistakes if is_of_values(known, one, part)]):
        function, forward = known.handed_in(mistake)

        def flat(dout, cache, function=function):
            return np.ravel(function(dout, cache))

        with np.errstate(all="ignore"):
            text = known.judge(flat, SEED, forward).told or ""
        assert "shape" in text, (mistake.name, text)


def is_of_values(exercise, mistake, part):
    """Whether nothing but the values is wrong with a known mistake, at points with many entries."""
    verdict, _ = exercise.tried(*exercise.handed_in(mistake)[:1], SEED, mistake.forward)
    return {(f.part, f.kind) for f in verdict.findings} == {(part, Kind.VALUE)}
