"""What is told of a wrong answer is true at points that nobody has looked at."""

import numpy as np
import pytest
from course_exercises import EXERCISES
from looked_over import at_least

from backpass.judging.contract import Handed
from backpass.judging.gradcheck import all_agree
from backpass.judging.observe import NoAnswer, quiet
from backpass.judging.trial import Trial
from backpass.judging.verdict import Kind
from benchmarks.rates import rights_of
from benchmarks.untried import HELD_AT, Row, held, spoilts

pytestmark = pytest.mark.usefixtures("our_own_errors_show", "all_the_time_there_is")

TESTED = [name for name, one in EXERCISES.items() if not one.contract.is_quiz and one.more]


def called(exercise, function, forward):
    """What a function does at the points at which sentences are tested."""
    contract = exercise.contract
    trial = Trial(contract.name, contract.parts, contract.gradients or contract.outputs)
    with quiet():
        contract.call_more(Handed(function, forward), exercise.more, trial)
    return trial.more


@pytest.mark.parametrize("name", TESTED)
def test_a_right_way_is_right_where_sentences_are_tested(name):
    exercise = EXERCISES[name]
    asked = sum(len(list(plan)) for plan in exercise.more)
    for way in at_least(5, rights_of(exercise)):
        calls = called(exercise, *exercise.handed_in(way))
        assert len(calls) == asked, way.name
        for call in calls:
            for part, right in call.expected.items():
                assert all_agree(call.items[part], right), (way.name, part, call.case)


@pytest.mark.parametrize("name", ["add_gradient", "add_backward"])
def test_no_sentence_on_a_spoilt_answer_is_true_by_chance(name):
    exercise = EXERCISES[name]
    plans = [exercise.contract.more(np.random.default_rng(seed)) for seed in HELD_AT[:4]]
    row = Row(name)
    for answer in spoilts(exercise, 10, 5):
        held(exercise, answer, plans, row)
    assert sum(row.claims.values()) >= 10
    assert not row.trouble


@pytest.mark.parametrize("name", ["multiply_backward", "max_backward", "add_gradient"])
def test_what_is_wrong_where_one_input_is_large_is_not_told_by_another(name):
    exercise = EXERCISES[name]
    right = exercise.reference

    def answer(*given):
        first, second = right(*given)
        x = given[0] if exercise.contract.upstream is None else given[1][0]
        return (1.7 * first if abs(x) > 20.0 else first), second

    told = exercise.judge(answer, 3).told or ""
    assert "size of y" not in told


def test_an_answer_that_was_not_given_is_not_asked_for_again():
    calls = []

    def gone(dout, cache):
        calls.append(1)
        raise NoAnswer("one call was left without an answer")

    verdict = EXERCISES["add_backward"].judge(gone, 3)
    assert {finding.kind for finding in verdict.findings} == {Kind.RAISED}
    once = len(calls)
    EXERCISES["add_backward"].tried(gone, 3)
    assert len(calls) == 2 * once
