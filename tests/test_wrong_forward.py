"""A right backward pass below a wrong forward: the check says what the hidden tests say.

Forwards are changed in one place at a time, mechanically; their backward passes are left alone.
"""

import itertools

import numpy as np
import pytest

from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS
from backpass.grading.exercises.changes import changed_sources
from backpass.grading.exercises.library import load
from backpass.judging.verdict import Status
from benchmarks.mutation import handed, sources
from benchmarks.page import ROOT

#: Each how manieth change is tried.
EVERY = 5
WITH_OWN_FORWARD = [
    name for name, one in CONTRACTS.items() if one.partner in CONTRACTS and one.gradients
]


def changes(name):
    """The reference of a backward pass with each small change of its forward that is wrong."""
    exercise = load(CONTRACTS[name].chapter, ROOT)[name]
    backward, forward = sources(exercise)
    for words, text in itertools.islice(changed_sources(forward), 0, None, EVERY):
        function, own = handed(exercise, backward, text)
        partner = CONTRACTS[CONTRACTS[name].partner]
        if examine(partner, own)[0].status is Status.FAILED:
            yield words, function, own, exercise


@pytest.mark.parametrize("name", WITH_OWN_FORWARD)
def test_the_check_and_the_hidden_tests_say_the_same_of_the_backward_pass(name):
    contract, alike, words_of = CONTRACTS[name], 0, dict[Status, list[str]]()
    for words, function, forward, exercise in changes(name):
        with np.errstate(all="ignore"):
            hidden, _ = exercise.tried(function, 3, forward)
            shown, trial = examine(contract, function, forward)
        if shown.status is Status.PASSED:
            assert hidden.status is Status.PASSED, words
        elif hidden.status is Status.PASSED and trial.calls:
            assert contract.partner in (shown.mend_first, shown.instead_of), words
        if shown.status not in words_of and (shown.mend_first or shown.instead_of):
            words_of[shown.status] = panel_of(contract, shown, trial).lines
        alike += shown.status is hidden.status
    assert alike >= 2
    assert words_of
    for lines in words_of.values():
        assert sum(f"`{contract.partner}` is not right yet" in line for line in lines) == 1


def test_a_cache_that_holds_itself_stops_nobody():
    name, exercise = "chain_backward", load("02_chain_rule", ROOT)["chain_backward"]

    def chain_forward(x, y, z):
        cache = {"q": x - y, "z": z}
        cache["all"] = cache
        return (x - y) * z, cache

    def chain_backward(dout, cache):
        return dout * cache["z"], dout * cache["z"], dout * cache["q"]

    shown, _ = examine(CONTRACTS[name], chain_backward, chain_forward)
    assert shown.instead_of == "chain_forward"
    hidden, _ = exercise.tried(chain_backward, 3, chain_forward)
    assert hidden.instead_of == "chain_forward"
