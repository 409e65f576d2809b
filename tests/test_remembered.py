"""A gradient that was worked out is remembered: it is the same one, and only where it may be."""

import numpy as np
import pytest
from course_exercises import GRADIENTS
from looked_over import at_least

from backpass.contracts import CONTRACTS
from backpass.judging import remembered
from backpass.judging.gradcheck import complex_step, owner


@pytest.fixture
def made(monkeypatch):
    """What is asked for, in order; nothing is remembered yet, nor afterwards."""
    monkeypatch.setattr(remembered, "kept", {})
    return []


def ask(made, *of, forward=abs):
    def make():
        made.append(of)
        return np.arange(3.0)

    return remembered.once(make, forward, *of)


@pytest.mark.parametrize("name", GRADIENTS)
def test_what_is_right_is_the_same_when_it_is_asked_again(name, made):
    contract, seen = CONTRACTS[name], 0
    for case in contract.cases(np.random.default_rng(5)):
        for part in at_least(1, contract.gradients):
            fresh = complex_step(
                contract.forward, case.inputs, 1.0, [contract.inputs.index(owner(part))]
            )[0]
            first, again = (contract.right_at(case.inputs, None, part) for _ in range(2))
            assert np.array_equal(first, fresh, equal_nan=True)
            assert np.array_equal(again, fresh, equal_nan=True)
            assert type(again) is type(fresh)
            seen += 1
    assert seen > 1


def test_the_same_values_are_worked_out_once_whoever_asks(made):
    array = np.array([1.0, 2.0])
    for _ in range(3):
        ask(made, [array.copy(), 2.0, {"W": array.copy()}], None, "x")
    assert len(made) == 1


DIFFERENT = {
    "zero's sign": (0.0, -0.0),
    "int": (1.0, 1),
    "bool": (1, True),
    "float64": (1.0, np.float64(1.0)),
    "float32": (np.ones(2), np.ones(2, np.float32)),
    "shape": (np.ones((1, 4)), np.ones((2, 2))),
    "layout": (np.ones((2, 3)), np.ones((3, 2)).T),
    "name": ({"a": 1.0}, {"b": 1.0}),
    "kind": ([1.0], (1.0,)),
    "number": (np.array([1.0, 2.0]), np.array([1.0, np.nextafter(2.0, 3.0)])),
}


@pytest.mark.parametrize("pair", DIFFERENT.values(), ids=DIFFERENT)
def test_what_is_different_in_any_way_is_worked_out_anew(pair, made):
    for value in (*pair, *pair):
        ask(made, [value])
    assert len(made) == 2


def test_another_forward_is_another_question(made):
    ask(made, 1.0)
    ask(made, 1.0, forward=max)
    assert len(made) == 2


def test_who_changes_what_came_changes_nothing_for_the_next(made):
    ask(made, 1.0)[:] = 9.0
    ask(made, 1.0)[:] = 9.0
    assert ask(made, 1.0).tolist() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize(
    "value",
    [object(), np.array([None]), np.zeros(remembered.NUMBERS + 1), np.ma.ones(2)],
    ids="object objects large subclass".split(),
)
def test_of_other_kinds_of_values_nothing_is_remembered(value, made):
    for _ in range(2):
        ask(made, value)
    assert len(made) == 2
    assert remembered.kept == {}


def test_there_is_an_end_to_what_is_remembered(made):
    for number in range(3 * remembered.KEPT):
        ask(made, number)
        assert len(remembered.kept) <= remembered.KEPT
