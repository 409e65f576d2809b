"""What the visible check says: simple points first, tables aligned, numpy's words explained."""

import math

import numpy as np
import pytest
from course_notebooks import ROOT

from backpass.check import check
from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS
from backpass.drawing.panel import Panel, inputs_in_words, shown
from backpass.grading.exercises.library import load
from backpass.judging.errors_in_words import in_words
from backpass.judging.verdict import Kind
from backpass.notebook.newest import did_not_run, unquoted


def words(name, function, forward=None):
    verdict, trial = examine(CONTRACTS[name], function, forward)
    return panel_of(CONTRACTS[name], verdict, trial).text


def test_a_wrong_value_at_a_simple_point_comes_before_one_that_is_no_number_at_a_huge_one():
    def twice_and_overflowing(scores, labels):
        powers = np.exp(scores)
        share = powers / powers.sum(axis=1, keepdims=True)
        loss = -np.log(share[np.arange(len(labels)), labels]).mean()
        share[np.arange(len(labels)), labels] -= 1.0
        return loss, 2.0 * share / len(labels)

    verdict, _ = examine(CONTRACTS["softmax_loss"], twice_and_overflowing)
    kinds = [found.kind for found in verdict.findings if found.part == "dscores"]
    assert kinds == [Kind.VALUE, Kind.NOT_FINITE]


def test_only_the_example_of_the_text_is_called_the_first_one():
    examples = CONTRACTS["softmax_loss"].plan(np.random.default_rng(0))
    labels = [call.case.label for call in examples]
    assert labels.count("the first example") == 1
    assert "scores up to ±10,000" in labels


def test_the_first_upstream_gradients_can_be_checked_by_head():
    first = next(iter(CONTRACTS["multiply_backward"].plan(np.random.default_rng(0))))
    assert first.dout == 2.0
    first = next(iter(CONTRACTS["matmul_backward"].plan(np.random.default_rng(0))))
    assert list(np.ravel(first.dout)) == [2.0, -1.0, 3.0, -2.0]


def test_a_matrix_is_shown_as_an_aligned_table():
    table = shown(np.array([[1.5, -20.25], [300.0, 0.125]]))
    assert table.splitlines() == [
        "",
        "  1.5    \N{MINUS SIGN}20.25",
        "300        0.125",
    ]
    text = Panel("wrong", "x", [f"Your dW: {table}"]).html
    assert "<pre" in text
    assert "…" in shown(np.zeros((20, 20)))


def test_where_a_gradient_is_0_no_rounding_error_is_shown_in_its_place():
    said = words("center_backward", lambda dout, cache: dout.copy())
    assert "     0  " in said
    assert "e\N{MINUS SIGN}" not in said
    assert "dx: all 6 entries are wrong." in said


@pytest.mark.parametrize(
    ("slip", "meaning"),
    [
        (lambda: math.exp(1000.0), "the result is too large for a float"),
        (lambda: 10.0**400, "the result is too large for a float"),
        (lambda: np.ones((2, 3)) @ np.ones((2, 4)), "inner sizes are 3 and 2"),
        (lambda: np.ones((2, 3)) + np.ones((2, 4)), "cannot be combined entry by entry"),
        (lambda: np.dot(np.ones((2, 3)), np.ones((2, 4))), "do not fit a matrix product"),
        (lambda: np.ones(6).reshape(4), "6 numbers cannot be laid out in the shape (4,)"),
        (lambda: max(np.ones(2), np.ones(2)), "here is a whole array"),
        (lambda: float(np.ones(2)), "one number is wanted"),
        (lambda: np.ones(3)[5], "no entry number 5"),
        (lambda: np.ones(3).sum(axis=1), "an array of 1 dimensions has no axis 1"),
        (lambda: np.ones(2) @ 3.0, "one of the two is a single number"),
    ],
)
def test_numpys_words_come_behind_ours(slip, meaning):
    with pytest.raises(Exception) as raised:  # noqa: PT011 - each has another type
        slip()
    said = in_words(raised.value)
    assert meaning in said
    assert str(raised.value) in said


def test_arrays_among_the_inputs_are_written_as_in_python():
    said = inputs_in_words(["x", "b", "h"], [np.array([[1.0, -2.0], [0.5, 4.0]]), np.zeros(2), -3])
    assert said == "x of shape (2, 2) = [[1, −2], [0.5, 4]], b = [0, 0], h = −3"


def test_words_that_are_plain_stay_as_they_are():
    assert in_words(KeyError("W1")) == "'W1'"
    assert in_words(ValueError()) == ""


def test_what_came_is_called_by_its_name():
    assert "np.matrix" in words("relu_backward", lambda d, c: np.asmatrix(np.ones(c.shape[-2:])))
    assert "float32" in words("relu_backward", lambda d, c: np.float32(d * (c > 0)))


def test_a_check_of_a_class_lists_its_parts():
    class Value:
        def __init__(self, data):
            self.data, self.grad, self.back = data, 0.0, lambda: None

        def __add__(self, other):
            return Value(self.data + other.data)

        def exp(self):
            raise NotImplementedError

        def backward(self):
            self.grad = 1.0

    said = words("Value", Value)
    for part in CONTRACTS["Value"].parts:
        assert part in said
    assert "\u25cb functions: not written yet" in said
    assert "\u2717 arithmetic: " in said


def forks_with(*names):
    """Two known mistakes of ``fork_backward``, and the verdict on dx of one, dy of the other."""
    exercise = load("04_staged_computation", ROOT)["fork_backward"]
    by_name = {mistake.name: mistake for mistake in exercise.mistakes}
    first, second = (by_name[name] for name in names)

    def both(dout, cache):
        return first.function(dout, cache)[0], second.function(dout, cache)[1]

    return first, second, exercise.judge(both, 1)


def test_two_mistakes_get_two_names():
    first, second, verdict = forks_with("x missing before the sigmoid", "upstream ignored")
    assert verdict.mistake == f"{first.name} and {second.name}"
    assert verdict.told == f"dx: {first.told} dy: {second.told}"


def test_a_sentence_on_x_and_y_is_not_said_of_dx_where_dy_is_wrong_in_another_way():
    first, second, verdict = forks_with("inner factor missing", "upstream ignored")
    assert verdict.mistake == f"{second.name} and dx: no local gradient, from xy to x"
    assert verdict.told == (
        f"dy: {second.told} dx comes out as if xy = x × y handed what arrives on to x as it came. "
        "What is its local gradient there?"
    )
    assert "x and y" in first.told


def test_a_sentence_on_both_gradients_is_not_said_of_one():
    exercise = load("02_chain_rule", ROOT)["multiply_backward"]

    def sum_and_sign(dout, cache):
        return dout * (cache[0] + cache[1]), -dout * cache[0]

    told = exercise.judge(sum_and_sign, 1).told or ""
    assert "both" not in told.split()


def test_a_name_does_not_depend_on_the_private_cache():
    exercise = load("02_chain_rule", ROOT)["chain_forward"]
    named = 0
    for mistake in exercise.mistakes:
        if exercise.judge(mistake.function, 1).mistake != mistake.name:
            continue

        def fuller(*inputs, mistake=mistake):
            result = mistake.function(*inputs)
            if not isinstance(result, tuple) or len(result) != 2:
                return result
            return result[0], (result[1], "and more")

        assert exercise.judge(fuller, 1).mistake == mistake.name
        named += 1
    assert named >= 5


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (lambda f, x, h: (f(x + h) - f(x - h)) / 2 * h, "from left to right"),
        (lambda f, x, h: (f(x + h) - f(x)) / h, "the step to the right alone"),
        (lambda f, x, h: (f(x) - f(x - h)) / h, "the step to the left alone"),
        (lambda f, x, h: (f(x + h) - f(x - h)) / h, "twice as large"),
        (lambda f, x, h: (f(x - h) - f(x + h)) / (2 * h), "wrong sign"),
    ],
)
def test_a_slip_in_the_difference_quotient_is_told(body, said):
    told = words("numerical_derivative", lambda f, x, h=1e-5: body(f, x, h))
    assert said in told
    others = {"from left to right", "right alone", "left alone", "twice as large", "wrong sign"}
    assert sum(other in told for other in others) == 1


@pytest.mark.parametrize(
    ("name", "function", "said"),
    [
        ("add_backward", lambda d, c: (d * c[1], d * c[0]), "the upstream gradient times y"),
        ("exp_backward", lambda d, c: d * np.exp(c) * c, "what it should be, times x"),
        ("rescaled_learning_rate", lambda r, s: r * s, "the product of learning_rate and scale"),
        ("multiply_backward", lambda d, c: (float(np.float32(c[1])) * d, c[0] * d), "float32"),
        ("mean_backward", lambda d, c: np.ones(c.shape) * d, "too large by the number of rows"),
    ],
)
def test_the_commonest_mistakes_are_told_by_the_visible_check(name, function, said):
    assert said in words(name, function)


def test_a_version_that_did_not_run_is_told(monkeypatch):
    def function(dout, cache):
        return dout

    source = "def function(dout, cache):\n    return dout"
    monkeypatch.setattr("backpass.notebook.newest.inspect.getsource", lambda _: source)
    newer = "def function(dout, cache):\n    return 2 * (dout"
    assert did_not_run(function, "function", ["", source]) is None
    assert did_not_run(function, "function", ["", newer, source]) is None
    assert did_not_run(function, "function", ["x = 1"]) is None
    assert did_not_run(function, "function", ["", source, f"check(function)\n\n{newer}"]) is None
    told = did_not_run(function, "function", ["", source, newer, "check(function)"])
    assert told is not None
    assert "cell [2]" in told
    assert "cell [1]" in told


def test_a_function_that_says_it_wraps_itself_is_looked_at_like_any_other():
    def function(dout, cache):
        return dout

    function.__wrapped__ = function
    assert did_not_run(function, "function", ["", "def function(dout, cache):"]) is None


@pytest.mark.parametrize(
    ("cell", "letter"),
    [("quiz_fork = d", "d"), ("x = 1\nquiz_fork=B  # b", "b"), ("quiz_fork = c\nprint(1)", "c")],
)
def test_a_letter_without_quotes_is_told(cell, letter):
    told = unquoted("quiz_fork", ["", "quiz_fork = ...", cell, "check(quiz_fork)"])
    assert told is not None
    assert f'Write `quiz_fork = "{letter}"`' in told
    assert "cell [2]" in told


def test_a_letter_without_quotes_is_all_that_is_told_and_no_older_answer_is_judged(
    monkeypatch, capsys
):
    monkeypatch.setattr("backpass.checking.examination.unquoted", lambda _: "Put it in quotes.")
    check("a", name="quiz_fork")
    told = capsys.readouterr().out
    assert "quiz_fork: not answered yet." in told
    assert "Put it in quotes." in told
    assert "a is not it" not in told


@pytest.mark.parametrize("cell", ['quiz_fork = "d"', "quiz_fork = ...", "quiz_fork == d", "d = 1"])
def test_other_answers_are_not_said_to_lack_quotes(cell):
    assert unquoted("quiz_fork", ["", "quiz_fork = d", 'quiz_fork = "d"', cell]) is None
    assert unquoted("quiz_fork", ["", cell]) is None


def test_a_function_that_returns_a_letter_without_quotes_is_told():
    def quiz_fork():
        return d  # noqa: F821

    said = words("quiz_fork", quiz_fork)
    assert "a letter that is meant as a text stands in quotes" in said


def test_an_operation_that_is_not_there_is_called_by_what_one_types():
    class Value:
        def __init__(self, data):
            self.data, self.grad = data, 0.0

        def __add__(self, other):
            return Value(self.data + other.data)

        def __mul__(self, other):
            return Value(self.data * None)  # an error of its own, within something that is there

        def backward(self):
            self.grad = 1.0

    said = words("Value", Value)
    assert "`x ** n` is not written yet for `Value` (TypeError: unsupported operand" in said
    assert "`x.exp()` is not written yet" in said
    assert "`x * y` is not written yet" not in said
    assert "`x * n` is not written yet" not in said


def test_a_part_whose_methods_are_not_there_is_open_and_one_that_is_wrong_besides_is_wrong():
    class Value:
        def __init__(self, data):
            self.data, self.grad, self.back = data, 0.0, lambda: None

        def __add__(self, other):
            return Value(self.data + getattr(other, "data", other))

        def backward(self):
            self.grad = 1.0

    said = words("Value", Value)
    assert "\u25cb power: `x ** n` is not written yet for `Value` (TypeError" in said
    assert "\u25cb functions: `x.exp()` is not written yet for `Value` (AttributeError" in said
    assert "\u25cb deep chain: `x * n` is not written yet" in said
    assert "\u2717 arithmetic: `x.grad` is wrong" in said


def test_where_f_is_asked_is_told_and_a_slip_is_told_once():
    def outside(f, x, h=1e-5):
        return ((f(x) + h) - (f(x) - h)) / (2 * h)

    def to_the_right(f, x, h=1e-5):
        return (f(x + h) - f(x)) / h

    assert "f is asked at x itself and nowhere else" in words("numerical_derivative", outside)
    said = words("numerical_derivative", to_the_right)
    assert "the step to the right alone" in said
    assert "comes out as" not in said


def test_the_rule_for_powers_is_told_where_the_exponent_moves():
    said = words("exp_backward", lambda d, x: d * x * np.exp(x - 1.0))
    assert "the rule for powers" in said
    assert "the rule for powers" not in words("exp_backward", lambda d, x: d * x * np.exp(x))


def test_an_input_handed_back_is_told():
    assert "y itself, as it would be for a product" in words("add_gradient", lambda x, y: (y, 1.0))
    assert "rate is learning_rate as it is" in words("rescaled_learning_rate", lambda r, s: r)


def test_a_condition_on_something_else_is_told():
    def by_sign(x, y):
        return (1.0, 0.0) if x > 0 else (0.0, 1.0)

    assert "lets the gradient through where x is positive" in words("max_gradient", by_sign)
