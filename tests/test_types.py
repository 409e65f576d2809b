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


def kinds(answers):
    """The names of types, without what they were tried as."""
    return {one.name.partition(": ")[2] for one in answers}


def test_subclasses_count_as_what_they_are_made_of(both):
    assert {
        *("namedtuple", "tuple subclass", "list subclass", "OrderedDict", "str Enum keys"),
        *("float subclass", "StrEnum", "slots", "frozen dataclass", "cyclic", "deep"),
    } <= kinds(one for one in both if one.green)


def test_a_kind_that_is_refused_is_called_by_its_name(both):
    words = "\n".join(one.there for one in both)
    for said in ("an np.matrix of shape", "holds object", "a Decimal;", "is float32", "a deque"):
        assert said in words
