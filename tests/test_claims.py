"""Whether what is said of a spoilt answer is true: the reading of sentences, and the draws."""

import numpy as np
import pytest

from backpass.contracts import CONTRACTS
from backpass.diagnosis.small_formulas import found, mostly_found, two_terms
from backpass.grading.exercises.library import load
from benchmarks import distorted_values, respelled
from benchmarks.claims import claims_of, worked_out
from benchmarks.distorted import Row, Spoilt, Step, drawn, held, samples_of
from benchmarks.distorted_values import SLOPES, VALUES, value_class
from benchmarks.page import ROOT
from benchmarks.rates import accepts

pytestmark = pytest.mark.usefixtures("our_own_errors_show")


def exercise_of(name):
    return load(CONTRACTS[name].chapter, ROOT)[name]


def spoilt(name, part, spoil):
    exercise = exercise_of(name)
    return exercise, Spoilt(exercise, exercise.contract, (Step(part, "spoilt", spoil),))


@pytest.mark.parametrize(
    ("sentence", "spoil", "holds"),
    [
        ("dx has the right size and the wrong sign, everywhere.", lambda s: -s.right, True),
        ("dx has the right size and the wrong sign, everywhere.", lambda s: -2 * s.right, False),
        ("dx is 1.7 times what it should be, everywhere.", lambda s: 1.7 * s.right, True),
        ("dx is wrong where x is negative, and right everywhere else.", np.abs, None),
        (
            "At every point that was tried, dx comes out as 2 dout · exp(−y). Is that meant?",
            lambda s: 2 * s.dout * np.exp(-s.inputs["y"]),
            True,
        ),
        (
            "At every point that was tried, dx comes out as x / (dout + y). Is that meant?",
            lambda s: s.right,
            False,
        ),
        ("dx is right where y is positive, and wrong everywhere else.", lambda s: -s.right, False),
        ("dx comes out as if a step were left out.", lambda s: -s.right, None),
    ],
)
def test_a_sentence_is_held_against_the_numbers(sentence, spoil, holds):
    if spoil is np.abs:
        spoil, holds = (lambda s: np.where(s.inputs["x"] < 0, -s.right, s.right)), True
    exercise, answer = spoilt("multiply_backward", "dx", spoil)
    claims = list(claims_of(sentence, exercise.contract, samples_of(exercise, answer, 5)))
    assert [claim.holds for claim in claims] == ([] if holds is None else [holds])


def test_the_same_is_said_of_other_parts_too():
    exercise, answer = spoilt("multiply_backward", "dx", lambda s: -s.right)
    text = "dx has the right size and the wrong sign, everywhere. The same is true of dy."
    claims = list(claims_of(text, exercise.contract, samples_of(exercise, answer, 5)))
    assert [claim.holds for claim in claims] == [True, False]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("½ x · (x − y)", -1.0),
        ("max(0, y) / 2 x", 1.5),
        ("|x − y|²", 4.0),
        ("min(1, max(0, 0.2 · x + 0.5))", 0.7),
        ("(x + y)^y", 64.0),
        ("log |x| − exp(−log |x|)", -1.0),
        ("1 / (1 + x) + √|y + y + y|", 3.5),
        ("σ(x − x) · tanh(y − y)", 0.0),
    ],
)
def test_a_formula_is_read_as_it_is_written(text, value):
    assert worked_out(text, {"x": 1.0, "y": 3.0}) == pytest.approx(value)


@pytest.mark.parametrize("name", ["multiply_gradient", "add_backward"])
def test_what_is_spoilt_by_chance_is_refused_and_what_is_said_of_it_is_true(name):
    exercise, row = exercise_of(name), Row(name)
    for seed in range(60, 62):
        held(exercise, drawn(exercise, seed), row)
    assert row.trouble == []
    assert row.changed == row.drawn == 2


@pytest.mark.parametrize(
    ("spoils", "not_said"),
    [
        ({("subtract", -1): VALUES["rounded"]}, "right by itself"),
        ({("add", -1): VALUES["rounded"]}, "x ** n"),
        (
            {
                ("maximum", 0): SLOPES["its value"],
                ("multiply", 1): SLOPES["wrong where x = 0"],
            },
            "the same number",
        ),
    ],
)
def test_a_spoilt_operation_blames_no_other_one(spoils, not_said):
    verdict = exercise_of("Value").judge(value_class(spoils), 1)
    assert not accepts(verdict)
    assert not_said not in (verdict.told or "")


def test_a_class_with_a_table_that_is_right_is_accepted():
    assert accepts(exercise_of("Value").judge(value_class({}), 2))


def test_what_is_spoilt_in_a_value_by_chance_is_blamed_and_nothing_else():
    row = distorted_values.Row()
    for seed in (3, 7):
        distorted_values.held(exercise_of("Value"), distorted_values.drawn(seed), row)
    assert row.trouble == []


def test_a_mistake_keeps_its_name_however_it_is_spelled():
    exercise, row = exercise_of("chain_backward"), respelled.Row("chain_backward")
    for mistake in exercise.mistakes[1:4]:
        respelled.held(exercise, mistake, row)
    assert row.trouble == []
    assert row.spellings >= 6


def test_another_spelling_does_the_same():
    source = "def f(x, y):\n    z = x.sum(axis=0) * y\n    return z, (x @ y.T) ** 2"
    found = dict(respelled.respelled(source))
    assert set(found) == set(respelled.SPELLINGS)
    assert "y * x.sum(axis=0)" in found["operands exchanged"]
    assert "np.sum(x, axis=0)" in found["functions of numpy"]
    x, y = np.arange(4.0).reshape(2, 2), np.ones((2, 2))
    for text in (source, *found.values()):
        space = {"np": np}
        exec(text, space)
        first, second = space["f"](x, y)
        assert np.array_equal(first, x.sum(axis=0) * y)
        assert np.array_equal(second, (x @ y.T) ** 2)


def numbers(seed=0):
    rng = np.random.default_rng(seed)
    return {name: 2.0 * rng.normal(size=40) for name in ("x", "y", "z", "dout")}


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (lambda x, y, z, dout: np.exp(x * dout), "exp(x · dout)"),
        (lambda x, y, z, dout: np.exp(x) / (np.exp(x) + np.exp(y)), "σ(x − y)"),
        (lambda x, y, z, dout: x / (x + y), "x / (x + y)"),
        (lambda x, y, z, dout: dout * np.tanh(x * y), "dout · tanh(x · y)"),
    ],
)
def test_a_function_of_two_values_is_found(made, text):
    given = numbers()
    assert found(made(**given), given, {}) == text


def test_two_terms_with_factors_of_their_own_are_found():
    given = numbers()
    right = {"(the right dx)": given["dout"] * given["z"]}
    came = 1.7 * right["(the right dx)"] + 0.001
    assert two_terms(came, given, right) == "1.7 · (the right dx) + 0.001"
    assert two_terms(given["x"] ** 3, given, right) is None


def test_a_formula_with_a_guard_is_found_where_it_holds_mostly_and_not_where_it_seldom_does():
    given = numbers()
    came = given["x"] * given["y"]
    came[[3, 20]] = 1.0
    right = given["x"] + 2.0 * given["z"]
    assert mostly_found(came, given, right) == "x · y"
    assert mostly_found(came, given, given["x"] * given["y"]) is None  # it would give that away
    came[:15] = 1.0
    assert mostly_found(came, given, right) is None
