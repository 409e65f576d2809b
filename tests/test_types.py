"""What ``check`` says of an answer the grader says, too, whatever types the answer comes in."""

import sys

import kinds_of_results
import pytest
from types_side_by_side import compared

from backpass.grading.sandbox.fork_client import ForkServers

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="containment needs Linux"),
    pytest.mark.xdist_group("kernel"),
]


@pytest.fixture(scope="module")
def both():
    with ForkServers() as servers:
        return list(compared(servers, every=False))


def test_the_same_points_and_the_same_sentence_on_both_sides(both):
    tables = {id(table): len(table) for _, table, *_ in kinds_of_results.GROUPS}
    assert len(both) == sum(tables.values()) + len(kinds_of_results.CACHES)
    assert sum(one.green for one in both) > len(both) / 5  # many types are right
    assert sum(not one.green for one in both) > len(both) / 5  # and many are not
    assert [f"{one.name}, {one.exercise}: {one.trouble}" for one in both if one.trouble] == []


def test_subclasses_count_as_what_they_are_made_of(both):
    right = {one.name for one in both if one.green}
    wrong = {one.name for one in both if not one.green}
    assert {
        "several: namedtuple",
        "several: tuple subclass",
        "several: list subclass",
        "dict: OrderedDict",
        "dict: str Enum keys",
        "number: float subclass",
        "letter: StrEnum",
        "cache: slots",
        "cache: frozen dataclass",
        "cache: cyclic",
        "cache: deep",
    } <= right
    assert {"several: dataclass", "array: matrix", "array: float32", "number: Fraction"} <= wrong


def test_a_kind_that_is_refused_is_called_by_its_name(both):
    words = {one.name: one.there for one in both}
    assert "an np.matrix of shape" in words["array: matrix"]
    assert "holds object" in words["array: object"]
    assert "a Fraction" in words["number: Fraction"]
