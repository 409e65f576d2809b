"""What is worked out once about known mistakes says the same as what is worked out each time."""

from types import SimpleNamespace

import pytest

from backpass import examination
from backpass.contracts import CONTRACTS
from backpass.grading.exercises.library import load
from backpass.grading.sandbox.judging_warmup import Points
from backpass.panel import Panel

NAMES = ("multiply_backward", "sigmoid_backward", "neuron_backward")
SEED = 77


@pytest.fixture
def shown(monkeypatch):
    """The panels that checks show."""
    panels = []
    monkeypatch.setattr(examination, "display", panels.append)
    return panels


def exercise_of(name, root):
    return load(CONTRACTS[name].chapter, root)[name]


def checked(exercise, mutant):
    function, forward = exercise.handed_in(mutant)
    examination.told(function, forward, exercise.name, None)


def nobody_is_asked(*_):
    raise AssertionError("it was worked out again")


def test_a_check_says_of_a_known_mistake_what_it_would_say_anyway(root, shown, monkeypatch):
    looked = 0
    for name in NAMES:
        exercise = exercise_of(name, root)
        for mutant in exercise.mistakes[:4]:
            checked(exercise, mutant)
            examination.know(exercise.contract, *exercise.handed_in(mutant))
            with monkeypatch.context() as patch:
                patch.setattr(examination, "panel_of", nobody_is_asked)
                checked(exercise, mutant)
            first, second = (panel._repr_mimebundle_() for panel in shown[-2:])
            assert first == second
            looked += 1
    assert looked >= 8


def test_what_is_added_to_a_known_panel_stays_with_whom_it_concerns(root, shown):
    exercise = exercise_of(NAMES[0], root)
    mutant = exercise.mistakes[0]
    examination.know(exercise.contract, *exercise.handed_in(mutant))
    for _ in range(2):
        checked(exercise, mutant)
        shown[-1].lines.append("only for one")
    assert [panel.lines.count("only for one") for panel in shown] == [1, 1]
    assert all(type(panel) is Panel for panel in shown)


def test_a_check_of_another_answer_is_worked_out(root, monkeypatch, shown):
    exercise = exercise_of(NAMES[0], root)
    examination.know(exercise.contract, *exercise.handed_in(exercise.mistakes[0]))
    monkeypatch.setattr(examination, "panel_of", nobody_is_asked)
    for other in (lambda dout, cache: (3.0 * dout, 5.0 * dout), exercise.reference):
        with pytest.raises(AssertionError, match="again"):
            examination.told(other, None, exercise.name, None)


def test_mistakes_known_at_the_points_of_a_run_are_named_as_they_are_otherwise(root):
    looked = 0
    for name in NAMES:
        exercise = exercise_of(name, root)
        anyway = [exercise.judge_variant(one, SEED) for one in exercise.mistakes]
        for mutant in exercise.mistakes:
            exercise.know(mutant, SEED)
        for mutant, verdict in zip(exercise.mistakes, anyway, strict=True):
            assert exercise.kept_twin(mutant, SEED) is exercise.twin(mutant, SEED)
            known = exercise.judge_variant(mutant, SEED)
            assert (known.mistake, known.told) == (verdict.mistake, verdict.told)
            assert known.score == verdict.score
            looked += 1
        assert exercise.kept_twin(exercise.mistakes[0], SEED + 1) is None
    assert looked >= 20


def test_only_mistakes_of_the_instructors_own_are_worked_out(root, monkeypatch):
    asked = []
    monkeypatch.setattr(examination, "know", lambda contract, *_: asked.append(contract.name))
    test = f"grade({NAMES[0]})"
    points = Points(SimpleNamespace(tests=[test]), root)
    known = exercise_of(NAMES[0], root).mistakes[0].name
    points.know([(NAMES[0], known), (NAMES[0], "no such mistake"), ("no such exercise", known)])
    points.know([(NAMES[0], known)])
    assert asked == [NAMES[0]]
