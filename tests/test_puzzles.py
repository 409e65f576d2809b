"""The puzzles: always solvable, never ambiguous, and right when they say so."""

from __future__ import annotations

import pytest

from backpass import puzzles
from backpass.puzzles.broken import MISTAKES, puzzle
from backpass.puzzles.drawn import LARGEST, LEVELS, circuit
from backpass.puzzles.zero_gradient import START


@pytest.mark.parametrize("level", LEVELS)
def test_circuits_for_the_head_have_small_whole_numbers_and_no_ties(level):
    titles = set()
    for number in range(1, 31):
        c = circuit(level, number)
        assert c.has_gradients
        for node in c:
            assert node.value == round(node.value)
            assert node.gradient == round(node.gradient)
            assert abs(node.value) <= LARGEST
        titles.add(" ".join(f"{n.formula}{n.value}" for n in c))
    assert len(titles) > 20


def test_the_same_round_is_the_same_circuit_and_another_seed_another_game():
    level = next(iter(LEVELS))
    one, same = (circuit(level, 5) for _ in range(2))
    assert [n.value for n in one] == [n.value for n in same]
    others = [[n.value for n in circuit(level, 5, seed)] for seed in range(1, 8)]
    assert any(values != [n.value for n in one] for values in others)


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_the_right_gradients_are_ticked_and_told_only_when_asked_for(level):
    x = puzzles.by_head(level)
    c = circuit(x.values["level"], 1)
    right = {f"d{name}": c[name].gradient for name in "xyz"}
    assert "∂" not in x.svg
    x.set(answers="ticks only", **right)
    assert "∂" not in x.svg
    assert x.note.startswith("3 of 3 right")
    x.set(dx=right["dx"] + 1)
    assert x.note.startswith("2 of 3 right")
    x.set(answers="shown")
    assert "∂" in x.svg


@pytest.mark.parametrize(
    ("x", "said", "renewed"),
    [
        (puzzles.by_head(), {"answers": "shown", "dx": 3.0}, "round"),
        (puzzles.by_head(), {"answers": "ticks only", "dz": 3.0}, "level"),
        (puzzles.broken(), {"mistake": "a minus sign is lost", "where": "f"}, "round"),
    ],
    ids=["by head", "another level", "broken"],
)
def test_a_new_round_begins_with_nothing_said_and_nothing_shown(x, said, renewed):
    begun = x.values
    x.set(**said)
    if renewed == "round":
        x.controls["round"][0].value = 2.0
    else:
        x.choices["level"].value = list(LEVELS)[2]
    assert {n: v for n, v in x.values.items() if n != renewed} == {
        n: v for n, v in begun.items() if n != renewed
    }
    assert x.values[renewed] != begun[renewed]
    assert [box.value for box in x.choices.values()] == [x.values[name] for name in x.choices]


def test_the_first_five_broken_passes_are_five_different_mistakes():

    assert {puzzle(number).mistake for number in range(1, 6)} == set(MISTAKES)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 12, 40, 99])
def test_a_broken_pass_has_one_explanation_and_it_is_accepted(number):

    x = puzzles.broken()
    x.set(round=number)
    found = puzzle(number)
    assert any(found.shown[n.name] != n.gradient for n in found.circuit)
    accepted = []
    for what in MISTAKES:
        for where in ("p", "q", "r", "f", "x", "y", "z"):
            x.set(mistake=what, where=where)
            if x.note.startswith("Yes"):
                accepted.append((what, where))
    assert accepted == [(found.mistake, found.where)]


def test_three_ways_to_a_gradient_of_zero_are_told_apart():
    x = puzzles.zero_gradient()
    assert x.note == "The gradient on x is 4.00. Make it 0."
    said = []
    for values in ({"z": 5, "x": 1, "y": 1}, {"z": -5, "y": 0, "w": 0}, {"z": -5, "y": 2, "w": -2}):
        x.set(**{**START, **values})
        said.append(x.note)
    assert len(set(said)) == 3
    assert all(note.startswith("It is 0: ") for note in said)


def test_a_level_that_is_none_is_refused():
    with pytest.raises(ValueError, match="from 1 to 4"):
        puzzles.by_head(5)
