"""A quiz is answered in one line, ``quiz_slope = "b"``, or by a function that returns it."""

import pytest
from course_exercises import EXERCISES
from IPython.core.interactiveshell import InteractiveShell

from backpass.check import check
from backpass.contracts import CONTRACTS
from backpass.grading.hidden import grade
from backpass.judging.verdict import Status
from backpass.questions.letter import as_function, read

QUIZZES = [name for name, contract in CONTRACTS.items() if contract.is_quiz]


@pytest.fixture
def cell():
    """Runs a cell's source as a notebook does, and returns the value of its last line."""
    shell = InteractiveShell()
    shell.user_ns.update(check=check, grade=grade)

    def run(source):
        done = shell.run_cell(source)
        done.raise_error()
        return done.result

    return run


def test_a_letter_is_as_good_as_a_function_that_returns_it(cell):
    assert len(QUIZZES) == 26
    for name in QUIZZES:
        right = EXERCISES[name].answer
        cell(f'{name} = "{right}"')
        assert cell(f"check({name})").passed
        cell(f'def {name}():\n    return "{right}"')
        assert cell(f"check({name})").passed


def test_quizzes_with_the_same_letter_are_told_apart_by_the_name_in_the_call(cell):
    cell("\n".join(f'{name} = "a"' for name in QUIZZES))
    told = [cell(f"check({name})").verdict for name in QUIZZES]
    assert [verdict.exercise for verdict in told] == QUIZZES
    right = [verdict.exercise for verdict in told if verdict.status is Status.PASSED]
    assert right == [name for name in QUIZZES if EXERCISES[name].answer == "a"]
    assert 3 < len(right) < 20
    both = "one, two = check(quiz_delta2), check(quiz_fork)\n[one.verdict, two.verdict]"
    assert [verdict.exercise for verdict in cell(both)] == ["quiz_delta2", "quiz_fork"]


def test_the_hidden_tests_give_its_point(cell):
    for letter, points in (("d", 1.0), ("a", 0.0)):
        cell(f'quiz_fork = quiz_delta2 = "{letter}"')
        assert cell("grade(quiz_fork)") == points


@pytest.mark.parametrize("what", ["look_measured", "returned"])
def test_what_goes_wrong_in_questions_for_the_report_costs_no_mark(cell, monkeypatch, what):
    def fails(*_):
        raise PermissionError("of the grader's own")

    monkeypatch.setattr(f"backpass.grading.hidden.{what}", fails)
    events = []
    monkeypatch.setattr("backpass.grading.hidden._show", lambda _, event: events.append(event))
    factors = {"look_measured": "1.0", "returned": "2.0"}  # one is asked of right answers alone
    gate = "def add_backward(dout, cache):\n    return {0} * dout, 1.0 * dout\ngrade(add_backward)"
    points = {"look_measured": 5.0, "returned": 3.0}
    assert cell(gate.format(factors[what])) == points[what]
    assert events[0]["unseen"] == "PermissionError"


def test_three_dots_are_no_answer_yet(cell):
    cell("quiz_fork = quiz_delta2 = ...")
    verdict = cell("check(quiz_fork)").verdict
    assert (verdict.exercise, verdict.status) == ("quiz_fork", Status.NOT_ATTEMPTED)
    assert '`quiz_fork = "a"`' in verdict.findings[0].text


@pytest.mark.parametrize(
    "answer", [repr(what) for what in ("e", "", 3, None, ["d"])] + ["10**5000"]
)
def test_what_is_no_letter_is_told_what_belongs_there(cell, answer):
    cell(f"quiz_fork = {answer}")
    (found, *_) = cell("check(quiz_fork)").verdict.findings
    assert found.text.startswith("`quiz_fork` is ")
    assert 'write one of the letters "a", "b", "c", "d"' in found.text


def test_three_dots_as_a_function_raise_as_a_stub_does():
    with pytest.raises(NotImplementedError):
        as_function(...)()


@pytest.mark.parametrize(
    "answer", ["d", "D", " d ", "d)", "(d)", "d.", "'d'", "\N{FULLWIDTH LATIN SMALL LETTER D}"]
)
def test_a_letter_is_read_as_people_write_it(answer):
    assert read(answer) == "d"


@pytest.mark.parametrize("answer", ["", "dd", "d, a", "answer d", "4", 4, None, ["d"], b"d"])
def test_what_is_no_letter_is_read_as_none(answer):
    assert read(answer) == ""
