"""Small mechanical changes of the reference solutions cost marks; a sample of them."""

import pytest

from backpass.grading.exercises.changes import changed_sources
from benchmarks.mutation import reason, survivors
from benchmarks.rates import chapters, functions_of

EXERCISES = [(chapter, one.name) for chapter in chapters() for one in functions_of(chapter)]


def test_there_are_many_changes_of_each_kind():
    source = "def f(x, y):\n    if x > 0:\n        return x * y.sum(axis=1), -2.0\n"
    words = [words for words, _ in changed_sources(source)]
    for kind in (
        "comparison GtE",
        "limit moved by 1e-06",
        "operator Div",
        "mean in place of sum",
        "axis 0",
        "without its sign",
        "neighbours exchanged",
        "always False",
        "y in place of x",
        "2.0 becomes 3.0",
    ):
        assert any(kind in each for each in words), kind
    assert len(words) > 30


@pytest.mark.parametrize(("chapter", "name"), EXERCISES)
def test_a_sample_of_changed_solutions_is_told_from_the_right_one(chapter, name):
    (exercise,) = (one for one in functions_of(chapter) if one.name == name)
    count = survivors(exercise, every=23 if name == "Value" else 12)
    assert count.survived == []
    assert count.told + len(count.equivalent) == count.made > 0


def test_a_reason_is_known_for_some_changes_only():
    assert reason("sgd_step", "line 2: grads in place of params")
    assert reason("sgd_step", "line 2: operator Add in `a - b`") is None
