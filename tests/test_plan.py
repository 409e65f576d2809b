"""Plans: drawn as they are gone through, kept, and the same for everybody who goes through."""

import numpy as np
import pytest
from looked_over import at_least

from backpass.contracts import CONTRACTS
from backpass.grading import hidden
from backpass.grading.exercises.library import load
from backpass.judging import judge, own_forward
from backpass.judging.gradcheck import agrees, richardson
from backpass.judging.plan import Plan, plan_gradients

DRAWN = [
    name
    for name, contract in CONTRACTS.items()
    if contract.plan(np.random.default_rng(0)) is not None
]


class Noted:
    def __init__(self, name, log):
        self.name, self.log = name, log

    @property
    def expected(self):
        self.log.append(f"worked out {self.name}")
        return self.name


def noted_plan(log, count=3):
    def draw():
        for number in range(count):
            log.append(f"drawn {number}")
            yield Noted(number, log)

    return Plan(draw())


def test_a_call_is_drawn_when_it_is_asked_for_and_kept():
    log = []
    plan = noted_plan(log)
    first = next(iter(plan))
    assert log == ["drawn 0"]
    assert next(iter(plan)) is first
    assert list(plan)[2] is list(plan)[2]
    assert log == ["drawn 0", "drawn 1", "drawn 2"]


def test_two_who_go_through_it_at_once_meet_the_same():
    plan = noted_plan([])
    assert all(one is other for one, other in zip(plan, plan, strict=True))


def test_working_it_out_leaves_nothing_for_later():
    log = []
    noted_plan(log, 2).work_out()
    assert log == ["drawn 0", "worked out 0", "drawn 1", "worked out 1"]


@pytest.mark.parametrize("name", DRAWN)
def test_every_exercise_can_be_worked_out_ahead(name):
    CONTRACTS[name].plan(np.random.default_rng(3)).work_out()


def test_what_is_expected_is_the_gradient_times_the_multiple():
    contract = CONTRACTS["matmul_backward"]
    rng = np.random.default_rng(5)
    for call in at_least(2, plan_gradients(contract, contract.cases(rng)[:2], rng)):
        exact, _ = richardson(contract.forward, call.case.inputs, call.point.unit)
        for name, slope in at_least(2, zip(contract.gradients, exact, strict=True)):
            assert np.allclose(call.expected[name], slope * call.multiple, rtol=1e-7, atol=1e-7)


def test_a_stub_costs_the_drawing_of_one_point():
    contract = CONTRACTS["affine_backward"]
    rng = np.random.default_rng(1)
    plan = plan_gradients(contract, contract.cases(rng), rng)

    def stub(dout, cache):
        raise NotImplementedError

    verdict, _ = own_forward.judge_with_own_forward(contract, stub, stub, plan)
    assert verdict.status == "not attempted"
    verdict, _ = judge.judge_gradients(CONTRACTS["relu_backward"], stub, plan)
    assert verdict.status == "not attempted"
    assert len(plan._drawn) == 1


def test_a_known_mistake_is_judged_at_the_points_of_the_answer(root):
    exercise = load("02_chain_rule", root)["multiply_backward"]
    assert exercise.plan(7) is exercise.plan(7)
    assert exercise.plan(7) is not exercise.plan(8)
    inputs = [call.case.inputs for call in exercise.plan(7)]
    assert inputs == [call.case.inputs for call in exercise.plan(7)]
    assert inputs != [call.case.inputs for call in exercise.plan(9)]


def test_nobody_can_change_what_others_are_given(root):
    exercise = load("05_vectorized_gradients", root)["relu_backward"]
    before = [np.array(call.case.inputs[0]) for call in exercise.plan(11)]

    def vandal(dout, cache):
        np.asarray(cache)[...] = 0.0
        np.asarray(dout)[...] = 0.0
        return dout

    exercise.judge(vandal, 11)
    after = [call.case.inputs[0] for call in exercise.plan(11)]
    assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))
    assert exercise.judge(exercise.reference, 11).status == "passed"


def test_points_drawn_ahead_are_used_once(root, monkeypatch):
    monkeypatch.setenv("BACKPASS_ROOT", str(root))
    monkeypatch.delenv(hidden.SEED_VARIABLE, raising=False)
    contract = CONTRACTS["add_backward"]
    exercise = load(contract.chapter, root)[contract.name]
    hidden.draw_ahead(contract)
    *_, latest = exercise._kept
    ahead = exercise.plan(latest)
    first = hidden.judged(contract, exercise.reference)
    assert first.status == "passed"
    assert exercise.plan(first.seed) is ahead
    assert hidden.judged(contract, exercise.reference).seed != first.seed


def test_what_cannot_be_drawn_ahead_is_told_in_the_test(root, monkeypatch):
    monkeypatch.setenv("BACKPASS_ROOT", str(root))
    contract = CONTRACTS["add_backward"]
    exercise = load(contract.chapter, root)[contract.name]

    def broken(rng):
        raise ValueError("no points today")

    monkeypatch.setattr(exercise, "cases", broken)
    monkeypatch.setattr(exercise, "_kept", {})
    hidden.draw_ahead(contract)
    verdict = hidden.judged(contract, exercise.reference)
    assert verdict.status == "grader error"
    assert "no points today" in verdict.told


def test_agreement_of_floats_is_that_of_arrays():
    numbers = [0.0, 1e-14, 1e-13, 2e-13, 1.0, 1.0 + 9e-7, 1.0 + 2e-6, -1.0, 1e300, np.inf, np.nan]
    for came in numbers:
        for right in numbers:
            floats = bool(agrees(came, right))
            assert floats == bool(agrees(np.array([came]), np.array([right]))[0]), (came, right)
