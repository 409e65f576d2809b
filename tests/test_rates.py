"""The judge is never wrong about a known function, and docs/judge.md speaks of today's course."""

import re

import numpy as np
import pytest
from looked_over import at_least

from backpass.grading.exercises.exercise import Exercise
from benchmarks import page, rates
from benchmarks.rules import RULES, Problem

CHAPTERS = rates.chapters()


def test_a_mistake_among_the_right_ways_is_counted_and_told():
    exercise = own_multiply()
    exercise.accepted.append(exercise.mistakes[0])
    tally = rates.judge_all(exercise, range(1))
    assert tally.rejected == {"upstream ignored": 1}
    assert any("right way “upstream ignored” was rejected" in line for line in trouble_of(tally))


def test_a_right_way_among_the_mistakes_is_counted_and_told():
    exercise = own_multiply()
    exercise.wrong("not wrong at all", told="", reported="")(exercise.reference)
    tally = rates.judge_all(exercise, range(1))
    assert tally.accepted == {"not wrong at all": 1}
    assert any("mistake “not wrong at all” was accepted" in line for line in trouble_of(tally))


def test_one_name_for_two_mistakes_is_counted_and_told():
    exercise = own_multiply()
    exercise.wrong("the same again", told="", reported="")(exercise.mistakes[0].function)
    tally = rates.judge_all(exercise, range(1))
    assert tally.misnamed == {("the same again", "upstream ignored"): 1}
    assert any("was called “upstream ignored”" in line for line in trouble_of(tally))


def trouble_of(tally: rates.Tally) -> list[str]:
    return rates.trouble([tally])


def own_multiply() -> Exercise:
    """multiply_backward with one right way and two mistakes."""
    exercise = Exercise("multiply_backward")

    @exercise.solved_by()
    def _(dout, cache):
        x, y = cache
        return dout * y, dout * x

    @exercise.wrong("upstream ignored", told="", reported="")
    def _(dout, cache):
        x, y = cache
        return y, x

    @exercise.wrong("a thousandth off", told="", reported="")
    def _(dout, cache):
        x, y = cache
        return dout * y * 1.001, dout * x

    return exercise


# What is known of the other rules, from their formulas: which of these two mistakes each accepts.
KNOWN = {
    "minitorch": {"upstream ignored", "a thousandth off"},
    "needle (dlsys)": {"upstream ignored"},
    "torch.autograd.gradcheck": {"a thousandth off"},
    "JAX check_grads": set(),
    "HIPS autograd check_grads": set(),
    "CS231n at 1e-5": set(),
    "CS231n at 1e-7": set(),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_accepts_what_its_formula_lets_through(rule):
    tally = rates.compare(own_multiply(), rule, range(3))
    assert {name for name, times in tally.accepted.items() if times} == KNOWN[rule.name]
    assert tally.asked["random"] == 3
    assert tally.rejected["random"] == 0
    # at 1e40, x + h is x: no difference is left, so the right way is rejected
    assert tally.rejected["huge"] == 3


def test_another_rule_accepts_what_ours_rejects():
    tally = rates.measure("02_chain_rule", "multiply_backward", range(1))
    assert tally.rules["minitorch"].accepted["upstream ignored"] == 1
    assert tally.accepted["upstream ignored"] == 0
    assert "upstream ignored" in tally.plain
    assert "float32" not in tally.plain


def test_exceptions_and_wrong_shapes_are_rejected_by_every_rule():
    def raises(inputs, dout):
        return None

    problem = Problem(lambda x, y: x * y, (3.0, -4.0), (0, 1))
    for rule in at_least(3, RULES):
        assert rates.decide(rule, problem, [raises], np.random.default_rng(0)) == [False]
    exercise = own_multiply()

    @exercise.wrong("raises", told="", reported="")
    def _(dout, cache):
        raise ValueError(cache)

    @exercise.wrong("one number", told="", reported="")
    def _(dout, cache):
        return dout

    for mistake in at_least(2, exercise.mistakes[-2:]):
        assert rates.backward_of(exercise, mistake)((3.0, -4.0), np.float64(2.0)) is None


def test_numerical_sides_of_the_rules_are_right_for_arrays():
    rng = np.random.default_rng(0)
    w, x, dout = rng.normal(size=(2, 3)), rng.normal(size=(3, 4)), rng.normal(size=(2, 4))
    problem = Problem(lambda w, x: w @ x, (w, x), (0, 1))
    dw, dx = problem.gradients(dout, 1e-5)
    np.testing.assert_allclose(dw, dout @ x.T, rtol=1e-7)
    np.testing.assert_allclose(dx, w.T @ dout, rtol=1e-7)


def test_the_document_counts_the_functions_of_today():
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+) \| (\d+) \|.* of ", document(), re.MULTILINE)
    said = [(chapter, *map(int, numbers)) for chapter, *numbers in rows]
    assert said == [rates.counts(chapter) for chapter in CHAPTERS], (
        "make rates brings it up to date"
    )


def test_the_document_has_a_place_for_every_table():
    for mark in ("rates", "rules", "times", "speed"):
        assert "\n| --- |" in page.put(document(), mark, "| --- |")


def test_a_document_without_its_marks_is_not_guessed_at():
    with pytest.raises(ValueError, match="put these lines back"):
        page.put("no marks here", "rates", "")


def document() -> str:
    return rates.DOC.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 7, "0 %"),
        (7, 7, "100 %"),
        (1, 100_000, "0.001 %"),
        (99_999, 100_000, "99.9 %"),
        (0, 0, "–"),
    ],
)
def test_a_share_is_called_nothing_or_all_only_when_it_is(part, whole, words):
    assert rates.percent(part, whole) == words
