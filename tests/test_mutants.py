"""``backpass mutants``: mistakes made mechanically, each one judged before it is proposed."""

import ast

import pytest
from course_exercises import EXERCISES
from course_notebooks import ROOT
from looked_over import at_least

from backpass.grading.authoring.proposals import report
from backpass.grading.cli import main
from backpass.grading.course import Course, CourseError
from backpass.grading.exercises import Exercise
from backpass.grading.exercises.mutants import mutants
from backpass.judging.verdict import Status


def multiply():
    """multiply_backward as an author begins it: a reference, and no mistake yet."""
    exercise = Exercise("multiply_backward")

    @exercise.solved_by()
    def _(dout, cache):
        x, y = cache
        return dout * y, dout * x

    return exercise


def test_what_is_proposed_is_wrong_and_each_is_wrong_in_its_own_way():
    exercise = multiply()
    found = mutants(exercise)
    names = [proposal.name for proposal in found.proposals]
    for kind in ("upstream dropped", "sign of `dout * y`", "neighbours exchanged", "in place of"):
        assert any(kind in name for name in names), kind
    assert found.made > 25
    assert found.unseen == found.known == []
    for proposal in found.proposals:
        # as an author pastes it in
        exec(compile(proposal.text, "pasted", "exec"), {"exercise": exercise})
    assert len(exercise.mistakes) == len(names) > 12
    for mistake in exercise.mistakes:
        verdict = exercise.judge_variant(mistake, 5)
        assert (verdict.status, verdict.mistake) == (Status.FAILED, mistake.name)
        assert mistake.told
        assert mistake.reported


def test_a_mistake_that_is_known_is_not_proposed_again():
    exercise = multiply()

    @exercise.wrong("not switched", told="Which one moves?", reported="not switched")
    def _(dout, cache):
        x, y = cache
        return dout * x, dout * y

    found = mutants(exercise)
    assert "not switched" in {name for _, name in found.known}
    assert len(found.proposals) < len(mutants(multiply()).proposals)


def test_a_change_that_the_judge_cannot_tell_is_named():
    exercise = Exercise("add_backward")

    @exercise.solved_by()
    def _(dout, cache):
        return dout * 1, dout

    found = mutants(exercise)
    assert any("operator Div in `dout * 1`" in words for words in found.unseen)
    assert not any("operator Div" in proposal.name for proposal in found.proposals)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("relu_backward", ("comparison", "upstream dropped", "transposed")),
        ("affine_backward", ("axis", "transpose", "sign of")),
        ("fork_backward", ("= for an operator", "in place of")),
    ],
)
def test_arrays_forks_and_axes_have_their_own_changes(name, kinds):
    exercise = EXERCISES[name]
    alone = Exercise(name, caches=exercise.caches)
    alone.solution = exercise.solution
    names = [proposal.name for proposal in mutants(alone).proposals]
    for kind in at_least(1, kinds):
        assert any(kind in one for one in names), (kind, names)


def test_the_command_prints_what_can_be_pasted(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert main(["mutants", "multiply_backward", "--most", "2"]) == 0
    said = capsys.readouterr().out
    assert "small changes of the reference" in said
    assert "do what a known mistake does" in said
    assert "2 ways to be wrong (and " in said
    assert "grader_tests/02_chain_rule/multiply_backward.py" in said
    pasted = ast.parse(said[said.index("@exercise.wrong(") :])
    assert len(pasted.body) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("multiply_backwards", "there is no exercise 'multiply_backwards'. Did you mean multiply_"),
        ("quiz_sensitivity", "quiz_sensitivity is a quiz: its mistakes are its other letters"),
    ],
)
def test_what_has_no_mutants_is_said(name, said):
    with pytest.raises(CourseError, match=said):
        report(Course(ROOT), name, 0, 3)
