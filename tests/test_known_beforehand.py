"""What is worked out once about known mistakes says the same as what is worked out each time."""

import copy
import json
import warnings
from types import SimpleNamespace

import numpy as np
import pytest

from backpass.checking import examination
from backpass.checking.written_down import NoPlainData, written_down
from backpass.contracts import CONTRACTS
from backpass.drawing.panel import Panel
from backpass.grading.exercises.library import load
from backpass.grading.sandbox import judging_warmup, verifier
from backpass.grading.sandbox.judging_warmup import Points, answering
from backpass.grading.sandbox.link import Link
from backpass.grading.sandbox.told import SAID_BEFORE, as_text, from_text
from backpass.grading.sandbox.verifier import COMPARED
from backpass.judging.contract import ValueContract
from backpass.judging.observe import attempt, quiet_throughout
from backpass.judging.verdict import Kind

NAMES = ("multiply_backward", "sigmoid_backward", "neuron_backward")
SEED = 77
#: A wrong answer that is on no list.
UNLISTED = {
    "multiply_backward": lambda dout, cache: (3.0 * dout * cache[0], dout - cache[1]),
}


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


#: One exercise of each kind of result, with as many of its mistakes as are looked at.
FROM_ELSEWHERE = {
    "multiply_backward": 3,
    "neuron_forward": 3,
    "sigmoid_forward": 3,
    "staged_forward": 2,
    "affine_forward": 7,
    "matmul_backward": 7,
    "two_layer_net": 2,
    "sgd_step": 2,
    "Value": 2,
}


@pytest.mark.parametrize("name", FROM_ELSEWHERE)
def test_a_check_knows_a_mistake_that_is_made_in_another_process(name, root, monkeypatch):
    """Numbers, texts and arrays come from there anew, each name and each array by itself."""
    exercise = exercise_of(name, root)
    contract, partner = exercise.contract, exercise.contract.partner
    unknown = list[str]()
    for mutant in exercise.mistakes[: FROM_ELSEWHERE[name]]:
        function, forward = exercise.handed_in(mutant)
        names = {name: function} if forward is None else {name: function, partner: forward}
        with answering(SimpleNamespace(user_ns={}), names) as channel:
            link = Link(channel, 60.0)
            own = link.function(partner) if forward is not None else None
            verdict, trial = examination.examine(contract, link.function(name), own)
        told = examination.panel_of(contract, verdict, trial)
        monkeypatch.setattr(examination, "_known", {})
        examination.know(contract, function, forward)
        known = examination._known_panel(contract, verdict, trial)
        unknown += [] if known is not None else [mutant.name]
        assert known is None or known._repr_mimebundle_() == told._repr_mimebundle_()
    assert unknown == []


def test_data_that_differ_in_any_way_are_other_bytes():
    whole, zero = np.arange(6.0).reshape(2, 3), 0.0
    told = ValueError("no")
    told.student_line = 3
    different = [
        1, True, 1.0, "1", b"1", None, zero, -zero, np.float64(0.0), np.float32(0.0), 1j, np.nan,
        [], (), {}, (1,), [1], ((1,), 2), (1, (2,)), {"a": 1}, {"b": 1}, {1: "a"}, "a\udc80",
        {"a": 1, "b": 2}, {"b": 2, "a": 1}, ("ab", "c"), ("a", "bc"), ["", ""], [""],
        whole, whole.T, np.asfortranarray(whole), whole.ravel(), whole.astype(int),
        whole.astype(np.float32), np.zeros((0, 3)), np.zeros((3, 0)), np.array(0.0),
        ValueError("no"), TypeError("no"), ValueError("yes"), told, Kind.VALUE, "value",
    ]  # fmt: skip
    made = {written_down(one) for one in (*different, whole[:, ::2])}
    assert len(made) == len(different) + 1
    for one in different:
        assert written_down(copy.deepcopy(one)) == written_down(one)
    for strange in (object(), {1, 2}, [len], np.array([None]), type):
        with pytest.raises(NoPlainData):
            written_down(strange)
    itself = []
    itself.append(itself)
    with pytest.raises(NoPlainData, match="deeply"):
        written_down(itself)


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


def test_what_is_said_of_a_mistake_is_told_as_often_as_asked_and_worked_out_once(root, monkeypatch):
    points = Points(SimpleNamespace(tests=[f"grade({NAMES[0]})"]), root)
    first, second = exercise_of(NAMES[0], root).mistakes[:2]
    met = [(NAMES[0], first.name), (NAMES[0], "no such mistake"), ("no such exercise", first.name)]
    said = points.say(met)
    [(name, called, known, lasts)] = said
    assert (name, called, lasts) == (NAMES[0], first.name, True)
    assert json.loads(json.dumps(said)) == [[name, called, list(known), True]]  # over a socket
    assert points.verifier.said[NAMES[0], first.name] == known  # and to those forked later
    with monkeypatch.context() as patch:
        patch.setattr(examination, "panel_of", nobody_is_asked)
        assert points.say(met) == said
        assert points.say([(NAMES[0], second.name)]) == []  # of what goes wrong, nothing is said
    monkeypatch.setattr(examination, "_known", {})
    examination.take_over(json.loads(json.dumps(known)))
    monkeypatch.setattr(examination, "panel_of", nobody_is_asked)
    monkeypatch.setattr(examination, "display", lambda *_: None)
    checked(exercise_of(NAMES[0], root), first)


def test_words_that_were_looked_for_too_long_are_not_kept_for_the_next_run(root, monkeypatch):
    """On a machine with less to do, more may be found."""
    points = Points(SimpleNamespace(tests=[f"grade({NAMES[0]})"]), root)
    met = [(NAMES[0], exercise_of(NAMES[0], root).mistakes[0].name)]
    monkeypatch.setattr(judging_warmup, "PATIENCE", 0.0)
    assert [lasts for *_, lasts in points.say(met)] == [False]
    assert [lasts for *_, lasts in points.say(met)] == [False]


def test_what_earlier_runs_found_is_there_from_the_beginning(root, tmp_path, monkeypatch):
    mutant = exercise_of(NAMES[0], root).mistakes[0]
    exercise = exercise_of(NAMES[0], root)
    known = examination.know(exercise.contract, *exercise.handed_in(mutant))
    for text, there in ((as_text([(NAMES[0], mutant.name, known)]), True), ("[[1, 2]]", False)):
        monkeypatch.setattr(examination, "_known", {})
        (tmp_path / SAID_BEFORE).write_text(text, encoding="utf-8")
        points = Points(SimpleNamespace(tests=[f"grade({NAMES[0]})"]), tmp_path)
        assert ((NAMES[0], mutant.name) in points.verifier.said) is there
        assert (known[0] in examination._known) is there


def test_what_is_no_text_of_what_is_said_is_refused():
    right = ["exercise", "mistake", ["digest", "wrong", "title", ["a line"], None, "picture"]]
    assert from_text(json.dumps([right])) == [(*right[:2], tuple(right[2]))]
    assert from_text("") == []
    known = right[2]
    for wrong in (
        3, [3], [["exercise", "mistake"]], [[*right, "more"]], [["exercise", 3, known]],
        [[*right[:2], [*known[:3], "a line", *known[4:]]]],
        [[*right[:2], [*known[:3], [3], *known[4:]]]], [[*right[:2], [*known[:4], 3, "picture"]]],
    ):  # fmt: skip
        with pytest.raises(ValueError, match="mistake"):
            from_text(json.dumps(wrong))


def test_an_answer_that_is_no_known_mistake_is_named_alike_once_all_of_these_are_known(
    root, monkeypatch
):
    for name, wrong in UNLISTED.items():
        exercise = exercise_of(name, root)
        exercise.was_compared = False
        anyway = exercise.judge(wrong, SEED + 2)
        assert exercise.was_compared
        exercise.known_at = None  # another process of the run judges the next answer
        points = Points(SimpleNamespace(tests=[f"grade({name})"]), root)
        points.drawn = SEED + 2
        monkeypatch.setattr(judging_warmup, "load_one", lambda *_, one=exercise: one)
        monkeypatch.setattr(judging_warmup, "AT_ONCE", 0.01)
        forks = 0
        while (name, COMPARED) not in points.known:  # little by little: somebody waits
            points.know([(name, COMPARED)])
            forks += 1
        assert 1 < forks <= len(exercise.mistakes) + 1
        monkeypatch.setattr(exercise, "know", nobody_is_asked)
        assert exercise.judge(wrong, SEED + 2) == anyway


def test_each_known_mistake_is_judged_once_however_often_an_answer_is_held_against_it(
    root, monkeypatch
):
    """One that returns another type is named for its type, then for what it holds."""
    exercise = exercise_of(NAMES[0], root)
    made = exercise.know
    asked = []

    def counted(mutant, seed):
        asked.append(mutant.name)
        return made(mutant, seed)

    monkeypatch.setattr(exercise, "know", counted)
    first = exercise.judge(lambda *given: np.array(UNLISTED[NAMES[0]](*given)), SEED + 3)
    assert sorted(asked) == sorted(one.name for one in exercise.mistakes)
    again = exercise.judge(lambda *given: np.array(UNLISTED[NAMES[0]](*given)), SEED + 3)
    assert len(asked) == len(exercise.mistakes)
    assert first == again
    assert first.mistake.startswith("another type: an array in place of a tuple and")


def test_the_points_of_a_forward_are_drawn_once_for_a_run(root, monkeypatch):
    exercise = exercise_of("sigmoid_backward", root)
    partner, own = exercise.contract.partner, exercise.solution.forward
    forwards = [own, lambda x: own(x), lambda x: (0.5, own(x)[1])]  # noqa: PLW0108 - another one

    def right():
        return [exercise._forward_is_right(one, SEED + 3) for one in forwards]

    assert right() == [True, True, False]
    drawn, plan = [], ValueContract.plan
    monkeypatch.setattr(
        ValueContract, "plan", lambda self, *more: drawn.append(self.name) or plan(self, *more)
    )
    assert right() == [True, True, False]
    assert partner not in drawn
    for seed in (SEED + 4, SEED + 5):
        exercise._forward_is_right(own, seed)
    assert right() == [True, True, False]
    assert drawn.count(partner) == 3


def test_the_courses_own_forward_is_judged_before_verifiers_are_forked(root, monkeypatch):
    exercise = exercise_of("sigmoid_backward", root)
    monkeypatch.setattr(judging_warmup, "load_one", lambda *_: exercise)
    points = Points(SimpleNamespace(tests=["grade(sigmoid_backward)"]), root)
    points._judge_solutions(SEED + 6)
    judged = []
    judge = ValueContract.judge
    monkeypatch.setattr(
        ValueContract, "judge", lambda self, *more: judged.append(self.name) or judge(self, *more)
    )
    assert exercise.judge_variant(exercise.mistakes[0], SEED + 6).mistake
    assert judged == []
    assert exercise.judge_variant(exercise.mistakes[0], SEED + 7).mistake
    assert judged == ["sigmoid_forward"]


def test_the_grader_hears_which_answers_were_compared_with_all_known_mistakes(monkeypatch, root):
    exercise = exercise_of(NAMES[0], root)
    monkeypatch.setattr(verifier, "load_one", lambda *_: exercise)
    known = exercise.mistakes[0].name
    for status, mistake, compared, heard in (
        ("failed", known, True, [(NAMES[0], known)]),
        ("failed", None, True, [(NAMES[0], COMPARED)]),
        ("failed", "dx: half of what it should be", True, [(NAMES[0], COMPARED)]),
        ("failed", None, False, []),
        ("passed", None, True, []),
    ):
        exercise.was_compared = compared
        event = {"exercise": NAMES[0], "status": status, "mistake": mistake}
        assert verifier._mistakes([{"metadata": {verifier.EVENT: event}}]) == heard


def test_while_an_answer_is_named_quiet_is_kept_for_all_calls_and_ends_with_it(root, recwarn):
    def loud():
        warnings.warn("loud", stacklevel=1)
        return np.float64(1.0) / np.float64(0.0)

    filters, settings = list(warnings.filters), np.geterr()
    with quiet_throughout():
        with quiet_throughout():
            assert attempt(loud) == np.inf
        assert attempt(loud) == np.inf
        assert isinstance(attempt(int, "x"), ValueError)
    assert attempt(loud) == np.inf
    assert not recwarn.list
    assert (list(warnings.filters), np.geterr()) == (filters, settings)
