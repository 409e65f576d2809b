"""Calls without end in a learner's class are told in plain words, and never go on for ever."""

import pytest
from course_exercises import EXERCISES

from backpass.checking.examination import examine
from backpass.contracts import CONTRACTS
from backpass.judging import endless

MINE = EXERCISES["Value"].reference


def said(**methods: object) -> dict[str, str]:
    """What the check says of the course's own Value with some methods exchanged, by part."""
    cls = MINE()
    for name, method in methods.items():
        setattr(cls, name, method)
    verdict, _ = examine(CONTRACTS["Value"], cls)
    return {finding.part: finding.text for finding in verdict.findings}


ENDLESS = {
    "__add__": lambda self, other: self + other,
    "__mul__": lambda self, other: self * other,
    "__pow__": lambda self, n: self**n,
    "__neg__": lambda self: -self,
    "__truediv__": lambda self, other: self / other,
    "__rsub__": lambda self, other: other - self,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_operator_that_calls_itself_is_named_with_what_was_typed(name: str):
    ENDLESS[name].__code__ = ENDLESS[name].__code__.replace(co_name=name)
    parts = said(**{name: ENDLESS[name]})
    stopped = [text for text in parts.values() if "RecursionError" in text]
    assert stopped
    for text in stopped:
        assert f"`{name}` calls itself without end" in text
        assert f"`{endless.TYPED[name]}` is the method once more" in text
        assert "once for each gate" not in text


def test_operators_that_call_one_another_are_named_together():
    def __sub__(self, other):  # noqa: N807
        return self + -other

    def __neg__(self):  # noqa: N807
        return self - self - self

    parts = said(__sub__=__sub__, __neg__=__neg__)
    assert "call one another without end" in parts["arithmetic"]
    assert "`__sub__`" in parts["arithmetic"]


def test_calls_as_many_as_there_are_gates_are_told_apart_from_calls_without_end():
    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        flat(self)

    flat = MINE().backward
    parts = said(backward=backward)
    assert set(parts) == {"deep chain"}
    assert "once for each gate" in parts["deep chain"]


def test_an_error_without_a_traceback_is_told_in_words_as_well():
    assert "without end" in endless.in_words(RecursionError("maximum recursion depth exceeded"))
