"""Every attack gets the mark that it deserves, and nothing else has happened."""

import sys

import pytest
from looked_over import at_least

from tests.attacks import theft
from tests.attacks.conftest import ATTACKS, BY_NBGRADER, FAMILIES, ROOT

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="containment needs Linux"),
    pytest.mark.pipeline,
    pytest.mark.xdist_group("attacks"),
    pytest.mark.timeout(1200),
]


def test_there_are_enough_of_them_and_all_are_different():
    assert len(ATTACKS) >= 90
    assert len({attack.student for attack in ATTACKS}) == len(ATTACKS)


def test_the_table_of_attacks_is_up_to_date():
    table = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    for family in at_least(7, FAMILIES):
        name = family.__name__.rpartition(".")[2]
        row = next(line for line in table.splitlines() if line.startswith(f"| {name} |"))
        assert row.rstrip(" |").endswith(f"| {len(family.ATTACKS)}"), row


def test_every_attack_stands_in_the_table_of_results_and_nothing_else_does():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    block = text.partition("<!-- attacks -->")[2].partition("<!-- /attacks -->")[0]
    rows = [line.split(" | ")[0].removeprefix("| ") for line in block.splitlines() if "|" in line]
    named = [row for row in rows if row not in ("attack", "---")]
    assert named == [attack.name for attack in ATTACKS], "run: python -m benchmarks.attacks"


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_gets_what_it_deserves(attack, graded):
    assert attack.student in graded.marks, "no mark at all: it stopped the class or was passed over"
    assert graded.marks[attack.student] == attack.mark
    if attack.after is not None:
        attack.after(graded)


def test_some_of_each_family_are_graded_by_nbgrader_too():
    for family in at_least(7, FAMILIES):
        assert sum(attack in BY_NBGRADER for attack in family.ATTACKS) >= 2, family


@pytest.mark.parametrize("attack", BY_NBGRADER, ids=lambda attack: attack.name)
def test_nbgraders_own_command_gives_it_the_same(attack, autograded):
    assert autograded.marks.get(attack.student) == attack.mark


def test_nothing_was_stolen_and_nobody_was_called_where_nbgrader_grades(autograded):
    theft.nothing_stolen(autograded)
    theft.untouched(autograded)
    theft.silent(autograded)
