"""Whatever rule a wrong answer follows, the sentence about it is in the learner's language."""

from __future__ import annotations

import re

import pytest
from english_words import english_in
from test_languages import LANGUAGES

from backpass.checking.examination import examine
from backpass.contracts import CONTRACTS
from backpass.judging.contract import GradientContract, ValueContract
from backpass.languages import said
from backpass.likeness.rules import rules
from backpass.likeness.sample import Sample, inputs_by_name

#: Exercises of every shape: numbers, vectors, matrices, whole batches, labels.
NAMES = [
    name
    for name, contract in CONTRACTS.items()
    if isinstance(contract, GradientContract | ValueContract)
][::2]
#: What an exercise calls its layout in numpy.
NUMPY = {"reshape"}


def sentences(name: str) -> dict[str, set[str]]:
    """What may be said of a wrong answer by its rules; to each sentence the names in it."""
    contract = CONTRACTS[name]
    _, trial = examine(contract, lambda *_: 0.0)
    found: dict[str, set[str]] = {}
    for part in {part for call in trial.calls for part in call.expected}:
        samples = [
            Sample(call, call.expected[part], call.expected[part])
            for call in trial.calls
            if part in call.expected
        ]
        inputs = inputs_by_name(contract, samples[0].call)
        own = set(re.findall(r"\w+", " ".join([*trial.calls[0].expected, *inputs])))
        found |= {each.text: own | NUMPY for _, each in rules(samples, part, contract)}
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_rule_is_told_in_english(code):
    left, looked = [], 0
    for name in NAMES:
        for text, names in sentences(name).items():
            looked += 1
            other = said(text, code)
            left += [f"{other}: {words}" for words in [english_in(other, names)] if words]
    assert looked > 300
    assert sorted(set(left)) == []


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("what", ["mean", "sum"])
def test_a_mean_and_a_sum_have_their_words(code, what):
    text = f"dx holds the {what} over the rows of what it should be."
    assert what not in said(f"{text} Each entry has a value of its own.", code)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("words", ["the upstream gradient", "3 times the upstream gradient"])
def test_what_came_in_place_of_an_entry_is_told_in_the_language(code, words):
    text = f"dx is wrong where x is negative, and right everywhere else. There it is {words}."
    assert english_in(said(text, code)) == []
