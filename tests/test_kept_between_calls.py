"""Whoever keeps something from an earlier call is told so, and of no factor that is everywhere."""

import itertools
import math
import re

import numpy as np
import pytest
from looked_over import at_least

from backpass.contracts import CONTRACTS
from backpass.grading.exercises.library import load_one
from benchmarks.page import ROOT
from benchmarks.rates import accepts

pytestmark = pytest.mark.usefixtures("our_own_errors_show", "all_the_time_there_is")


def takes_numbers(contract):
    """Whether all that goes into an exercise at all its points are single numbers."""
    if contract.is_quiz or contract.in_parts or not hasattr(contract, "cases"):
        return False
    cases = contract.cases(np.random.default_rng(0))
    return all(type(value) is float for case in cases for value in case.inputs)


NAMES = [one.name for one in CONTRACTS.values() if takes_numbers(one)]
#: What says that a result depends on earlier calls, or that it is one and the same.
SAID = re.compile("first|earlier|two different answers|every point")


def times(by, value):
    """A result, multiplied; what is no number stays as it is."""
    if isinstance(value, tuple):
        return tuple(times(by, each) for each in value)
    return by * value if isinstance(value, float) else value


def with_first(function, places):
    """It goes on with some arguments of the first call."""
    kept = []

    def answer(*given):
        kept.append(given)
        return function(*[kept[0][i] if i in places else v for i, v in enumerate(given)])

    return answer


def returns(function, which):
    """It returns one of all results so far."""
    kept = []

    def answer(*given):
        kept.append(function(*given))
        return which(kept)

    return answer


def counting(function, by):
    """What is right, times what depends on the number of the call."""
    calls = itertools.count(1)
    return lambda *given: times(by(next(calls)), function(*given))


def remembers(function, key):
    """It remembers results by something that does not tell all arguments apart."""
    kept = {}

    def answer(*given):
        return kept.setdefault(key(given), function(*given))

    return answer


def mutants(contract, function):
    """Answers that depend on earlier calls, by what they keep."""
    yield "the first result", returns(function, lambda kept: kept[0])
    yield "the result before", returns(function, lambda kept: kept[-2:][0])
    yield "twice from the second call on", counting(function, lambda n: 1.0 if n == 1 else 2.0)
    yield "the other sign each second time", counting(function, lambda n: 1.0 if n % 2 else -1.0)
    if contract.upstream:
        yield "the first upstream gradient", with_first(function, {0})
        yield "the first cache", with_first(function, {1})
        largest = []

        def with_the_largest(dout, cache):
            largest.append(dout)
            return function(max(largest, key=abs), cache)

        yield "the largest upstream gradient", with_the_largest
        return
    many = len(contract.inputs)
    for some in range(1, many):
        for places in itertools.combinations(range(many), some):
            yield f"the first inputs number {places}", with_first(function, set(places))
    for words, key in (
        ("sum", sum),
        ("product", math.prod),
        ("rounded", lambda given: tuple(map(round, given))),
    ):
        yield f"by the {words}", remembers(function, key)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_from_an_earlier_call_is_told_so(name):
    contract = CONTRACTS[name]
    exercise = load_one(contract, ROOT)
    known = {mistake.name for mistake in exercise.mistakes}
    way = exercise.solution
    refused = 0
    for what, answer in at_least(7, mutants(contract, way.function)):
        with np.errstate(all="ignore"):
            verdict = exercise.judge(answer, 3, way.forward)
        if accepts(verdict):
            continue  # what is kept makes no difference here
        refused += 1
        told = f"{verdict.told or ''} {verdict.findings[0].text}"
        assert SAID.search(told) or verdict.mistake in known, (what, verdict.mistake, told)
        assert "it should be, everywhere" not in told, (what, told)
    assert refused >= 2
