"""Groups of equal wrong answers: by what they return, however they are written."""

import csv
import json
import re

import pytest
import tiny_course
from tiny_class import graded_notebook, hand_in

from backpass.grading.class_run.grade import Options, grade
from backpass.grading.common.python_text import bare
from backpass.grading.exercises.common_points import SEED, returned
from backpass.grading.exercises.library import load
from backpass.grading.marking.submission import judge
from backpass.grading.reporting.report import write_report
from backpass.grading.reporting.results import events, gather
from backpass.verdict import Status, Verdict

CHAPTER = tiny_course.CHAPTER
ONE = Options(jobs=1)
#: Three ways to write one wrong answer that is in nobody's table, and another answer.
SAME = [
    "def multiply_backward(dout, cache):\n    x, y = cache\n    return 2 * x * dout, 2 * y * dout",
    "def multiply_backward(dout, cache):\n    # doubled\n    a, b = cache\n"
    "    return dout * (a + a), (b + b) * dout",
    'def multiply_backward(dout, cache):\n    """Mine."""\n    x, y = cache\n'
    "    return 2 * x * dout, 2 * y * dout",
]
OTHER = "def multiply_backward(dout, cache):\n    x, y = cache\n    return 3 * x * dout, y * dout"
KNOWN = "def add_backward(dout, cache):\n    return dout / 2, dout / 2"
LETTER = 'def quiz_max_route():\n    return "b"'


class InThisProcess:
    """Judges here: quicker where it does not matter in which process."""

    def __init__(self, keys, jobs, scratch):
        self.keys = keys

    def judged(self, submissions):
        for one in submissions:
            yield judge(one, self.keys[one.chapter])


@pytest.fixture(scope="module")
def graded(tiny_released, tmp_path_factory):
    """A class of five, graded once. Do not change it: copy it."""
    course = tiny_course.copied(tiny_released, tmp_path_factory.mktemp("groups") / "course")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("backpass.grading.class_run.grade.Here", InThisProcess)
        patch.setattr("backpass.grading.class_run.grade.require_fresh", lambda *_: None)
        for number, code in enumerate(SAME):
            hand_in(course, f"same{number}", multiply_backward=code, quiz_max_route=LETTER)
        hand_in(course, "other", multiply_backward=OTHER, add_backward=KNOWN)
        hand_in(course, "right")
        grade(course, [CHAPTER], options=ONE)
    return course


@pytest.fixture
def groups(graded):
    return {(row.exercise, row.group): row for row in gather(graded, [CHAPTER]).groups}


def of(groups, exercise):
    return [row for row in groups.values() if row.exercise == exercise]


def test_equal_answers_are_one_group_however_they_are_written(groups):
    largest, second = of(groups, "multiply_backward")
    assert largest.students == ("same0", "same1", "same2")
    assert second.students == ("other",)
    assert largest.shortest == SAME[0]
    assert largest.commonest == SAME[0]


def test_a_group_says_what_came_beside_what_should(groups):
    largest, _ = of(groups, "multiply_backward")
    x, y, dout = (float(one) for one in re.findall(r"= ([-\d.e]+)", largest.where))
    came = [float(one) for one in re.findall(r"= ([-\d.e+]+)", largest.came)]
    should = [float(one) for one in re.findall(r"= ([-\d.e+]+)", largest.should)]
    assert came == pytest.approx([2 * x * dout, 2 * y * dout], rel=1e-3)
    assert should == pytest.approx([y * dout, x * dout], rel=1e-3)


def test_a_known_mistake_and_a_letter_are_groups_too(groups):
    [half] = of(groups, "add_backward")
    assert half.mistake == "halves the upstream gradient"
    quiz = groups["quiz_max_route", "b"]
    assert quiz.students == ("same0", "same1", "same2")
    assert quiz.reply


def test_the_letters_of_a_quiz_are_counted(graded):
    [letters] = gather(graded, [CHAPTER]).letters
    assert (letters.answer, letters.counts) == ("d", {"a": 0, "b": 3, "c": 0, "d": 2})


def test_no_event_holds_what_should_come_out(graded):
    told = list(events(json.loads(graded_notebook(graded, "same0").read_text())))
    [values] = [event["returned"] for event in told if "returned" in event]
    exercise = load(CHAPTER, graded.root)["multiply_backward"]
    right = returned(exercise, exercise.reference, None, Verdict("", Status.FAILED, ()))
    assert len(values["shown"]) == len(right.shown) > 4
    assert not set(values["shown"]) & {one for one in right.shown if "= 0" not in one}


def test_the_table_and_the_page_hold_the_groups(graded):
    page = write_report(graded, [CHAPTER]).read_text()
    with (graded.reports / "groups.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["count"]) for row in rows] == [3, 3, 1, 1]
    largest = next(row for row in rows if row["exercise"] == "multiply_backward")
    assert largest["students"] == "same0 same1 same2"
    assert largest["group"] in page
    assert f"backpass comment {CHAPTER} multiply_backward {largest['group']}" in page


@pytest.mark.parametrize("seed", range(3))
def test_every_known_mistake_is_in_the_group_of_its_twin(root, seed):
    """A mistake and the same mistake with a rounding of its own; and right answers among them."""
    looked = 0
    for name, exercise in load(("02_chain_rule", "03_sigmoid_neuron")[seed % 2], root).items():
        if exercise.quiz is not None or exercise.cell or exercise.contract.partner:
            continue
        for variant in exercise.mutants:
            function, forward = exercise.handed_in(variant)

            def twin(*arguments, function=function):
                return function(*arguments)

            failed = Verdict(name, Status.FAILED, ())
            one = returned(exercise, function, forward, failed)
            assert one == returned(exercise, twin, forward, failed)
            looked += 1
    assert looked > 20
    assert SEED


CODES = {
    "x = 1  # one\n\n\ny = '# no comment'\n": "x = 1\ny = '# no comment'",
    'def f():\n    """Doc\n    more."""\n    return 1\n': "def f():\n    return 1",
    "%matplotlib inline\nx = 1": "%matplotlib inline\nx = 1",
    "x = (": "x = (",
}


@pytest.mark.parametrize("code", CODES)
def test_code_is_shown_without_comments(code):
    assert bare(code) == CODES[code]
