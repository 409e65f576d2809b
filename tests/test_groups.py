"""Groups of equal wrong answers: by what they return, however they are written."""

import csv
import io
import json
import os
import re
import subprocess
import sys

import pytest
import tiny_course
from tiny_class import InThisProcess, graded_notebook, hand_in

from backpass.contracts import build_autograd
from backpass.grading import cli
from backpass.grading.authoring.learning import plain_function
from backpass.grading.class_run.grade import Options, grade
from backpass.grading.class_run.group_comments import TO_ALL, comment, take_back
from backpass.grading.common.python_text import bare
from backpass.grading.course import CourseError
from backpass.grading.exercises import common_points
from backpass.grading.exercises.common_points import SEED, returned, right_at
from backpass.grading.exercises.library import load
from backpass.grading.gradebook import open_gradebook
from backpass.grading.marks import read_marks
from backpass.grading.reporting.groups import Known
from backpass.grading.reporting.report import write_report
from backpass.grading.reporting.results import events, gather
from backpass.judging.verdict import Status, Verdict

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
    right = right_at(exercise).shown
    assert 4 < len(values["shown"]) < len(right)
    assert not set(values["shown"]) & {one for one in right if "= 0" not in one}


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


@pytest.mark.parametrize("name", ["max_gradient", "two_layer_net", "Value"])
def test_mistakes_that_the_first_points_do_not_show_are_different_groups(root, name):
    chapter = {"max_gradient": "01_simple_gates", "two_layer_net": "06_two_layer_net"}
    exercise = load(chapter.get(name, "07_build_autograd"), root)[name]
    failed = Verdict(name, Status.FAILED, ())
    right = right_at(exercise)
    of_mistakes = [returned(exercise, *exercise.handed_in(one), failed) for one in exercise.mutants]
    hidden = [one for one in of_mistakes if one.calls[:8] == right.calls[:8]]
    assert len(hidden) > 3
    assert len({one.group for one in of_mistakes}) > 0.9 * len(of_mistakes)
    told = [one for one in hidden if one.calls != right.calls]
    assert told
    for one in told:
        at = next(
            i for i, pair in enumerate(zip(one.calls, right.calls, strict=True)) if len({*pair}) > 1
        )
        assert one.shown[at]


def test_of_a_value_that_the_first_points_show_wrong_no_more_is_asked(root, monkeypatch):
    exercise = load("07_build_autograd", root)["Value"]
    failed, results, ended = Verdict("Value", Status.FAILED, ()), common_points._results, []
    right_at(exercise)
    mistakes = [exercise.handed_in(one) for one in exercise.mutants[17:21]]
    with monkeypatch.context() as patch:
        patch.setattr(common_points, "_results", lambda *given, **_: results(*given))
        whole = [returned(exercise, *one, failed) for one in mistakes]
    run_deep = build_autograd.run_deep
    monkeypatch.setattr(
        build_autograd, "run_deep", lambda value: ended.append(1) or run_deep(value)
    )
    assert [returned(exercise, *one, failed) for one in mistakes] == whole
    first = right_at(exercise).calls[:8]
    shown = [one for one in whole if one.calls[:8] != first]
    assert len(shown) > 1
    assert len(ended) == len(whole) - len(shown)


CODES = {
    "x = 1  # one\n\n\ny = '# no comment'\n": "x = 1\ny = '# no comment'",
    'def f():\n    """Doc\n    more."""\n    return 1\n': "def f():\n    return 1",
    "%matplotlib inline\nx = 1": "%matplotlib inline\nx = 1",
    "x = (": "x = (",
}


@pytest.mark.parametrize("chapter", ["01_simple_gates", "03_sigmoid_neuron"])
def test_what_came_never_looks_like_what_should_have_come(root, chapter):
    looked = 0
    for name, exercise in load(chapter, root).items():
        if exercise.quiz is not None:
            continue
        known = Known(exercise)
        for mutant in exercise.mutants:
            looked += 1
            values = known._of(mutant)
            _, came, should = known.first_wrong(list(values.calls), list(values.shown))
            assert came != should, (name, mutant.name, came)
    assert looked > 20


@pytest.mark.parametrize("code", CODES)
def test_code_is_shown_without_comments(code):
    assert bare(code) == CODES[code]


# --- one comment for a group, and a mistake that is learned --------------------------------------


@pytest.fixture
def course(graded, tmp_path, monkeypatch):
    monkeypatch.setattr("backpass.grading.class_run.grade.Here", InThisProcess)
    monkeypatch.setattr("backpass.grading.class_run.grade.require_fresh", lambda *_: None)
    return tiny_course.copied(graded, tmp_path / "course")


def name_of(course, student="same0", exercise="multiply_backward"):
    rows = gather(course, [CHAPTER]).groups
    return next(r.group for r in rows if student in r.students and r.exercise == exercise)


def remarks(course):
    return {
        who: (one.comments["multiply_backward"], one.cells["test_multiply_backward"].by_hand)
        for who, one in read_marks(course, CHAPTER).items()
    }


def test_a_comment_reaches_all_of_a_group_and_nobody_else(course):
    group = name_of(course)
    said = comment(course, CHAPTER, "multiply_backward", group, "Which is y?", 1.5)
    assert said.to == ["same0", "same1", "same2"]
    now = remarks(course)
    assert now["same1"] == (f"Which is y? {TO_ALL}", 1.5)
    assert now["other"] == (None, None)
    assert now["right"] == (None, None)


def test_the_command_counts_students_and_points(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    for student, points, said in [
        ("same0", "1", "said to 3 students, with 1 point: same0, same1, same2"),
        ("other", "1.5", "said to 1 student, with 1.5 points: other"),
    ]:
        words = ["comment", CHAPTER, "multiply_backward", name_of(course, student)]
        assert cli.main([*words, "Which is y?", "--points", points]) == 0
        assert said in capsys.readouterr().out
        assert cli.main([*words, "--remove"]) == 0
        taken = said.partition("said to ")[2].partition(",")[0]
        assert f"taken back from {taken}\n" in capsys.readouterr().out


def test_a_comment_stays_over_regrades_and_leaves_with_the_answer(course):
    group = name_of(course)
    comment(course, CHAPTER, "multiply_backward", group, "Which is y?", 1.5)
    hand_in(course, "same1")  # right now
    hand_in(course, "late", multiply_backward=SAME[1])  # one more of them
    grade(course, [CHAPTER], options=Options(jobs=1, force=True))
    now = remarks(course)
    assert {who for who, (text, points) in now.items() if text and points == 1.5} == {
        "same0",
        "same2",
        "late",
    }
    assert now["same1"] == (None, None)
    assert read_marks(course, CHAPTER)["same1"].score == 11


def test_a_comment_of_ones_own_stays(course):
    with open_gradebook(course) as book:
        book.find_comment("multiply_backward", CHAPTER, CHAPTER, "same0").manual_comment = "Mine."
        book.db.commit()
    group = name_of(course)
    said = comment(course, CHAPTER, "multiply_backward", group, "Ours.")
    assert (said.to, said.left) == (["same1", "same2"], ["same0"])
    assert remarks(course)["same0"][0] == "Mine."
    assert take_back(course, CHAPTER, "multiply_backward", group).taken_back == ["same1", "same2"]
    assert remarks(course)["same1"] == (None, None)


WRONG_COMMENTS = {
    "no group 'zzz'": ("zzz", "Hello.", None),
    "worth 0 to 5": (None, "Hello.", 6.0),
    "nothing to say": (None, "  ", None),
}


@pytest.mark.parametrize("words", WRONG_COMMENTS)
def test_a_comment_that_cannot_be_is_refused(course, words):
    group, text, points = WRONG_COMMENTS[words]
    with pytest.raises(CourseError, match=words):
        comment(course, CHAPTER, "multiply_backward", group or name_of(course), text, points)
    assert not any(text for text, _ in remarks(course).values())


def test_a_group_becomes_a_known_mistake(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    words = ["learn", CHAPTER, "multiply_backward", name_of(course), "--name", "own input doubled"]
    words += ["--told", 'Which "other" input?', "--reported", "doubles its own input", "--yes"]
    assert cli.main(words) == 0
    assert "tried at 5 draws" in capsys.readouterr().out
    tests = course.root / "tests" / "test_learned_mistakes.py"
    assert f'("{CHAPTER}", "multiply_backward", "own input doubled"),' in tests.read_text()
    pytest_ = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tests)]
    done = subprocess.run(pytest_, cwd=course.root, capture_output=True, text=True, check=False)
    assert "3 passed" in done.stdout, done.stdout
    grade(course, [CHAPTER], options=Options(jobs=1, force=True))
    rows = gather(course, [CHAPTER]).groups
    [row] = [one for one in rows if one.exercise == "multiply_backward" and one.count == 3]
    assert row.mistake in ("own input doubled", "doubles its own input")  # before it is loaded anew
    assert cli.main(words) == 2
    assert "known mistake already that is called" in capsys.readouterr().err


@pytest.mark.parametrize(("there", "said"), [(False, "add --yes"), (True, "nothing was changed.")])
def test_where_nobody_agrees_nothing_is_learned(course, monkeypatch, capsys, there, said):
    monkeypatch.chdir(course.root)
    monkeypatch.setattr("sys.stdin", Empty(there))
    words = ["learn", CHAPTER, "multiply_backward", name_of(course), "--name", "own input doubled"]
    before = (course.root / "grader_tests" / CHAPTER / "multiply_backward.py").read_bytes()
    assert cli.main([*words, "--told", "Which other input?"]) == 2
    assert said in capsys.readouterr().err
    assert (course.root / "grader_tests" / CHAPTER / "multiply_backward.py").read_bytes() == before


class Empty(io.StringIO):
    """Standard input with nothing in it, at a terminal or not."""

    def __init__(self, there):
        super().__init__()
        self.there = there

    def isatty(self):
        return self.there


STRANGE = {
    "def f(x):\n    import os\n    return x": "import os",
    "def f(x):\n    return x.__class__": "__class__",
    "def f(x):\n    return open('a')": "open",
    "def f(x):\n    while True:\n        pass": "while True",
    "def f(x):\n    return (lambda: x)()": "lambda",
    "def f(x):\n    for a in x:\n        pass": "for a in x",
    "def f(x):\n    return np.load('a')": "load",
    "def f(x):\n    return 10 ** 999999999": "999999999",
    "def f(x=print()):\n    return x": "default",
    "print(1)\ndef f(x):\n    return x": "is not f alone",
    "def f(x): return ((": "cannot be read",
}


@pytest.mark.parametrize("code", STRANGE)
def test_no_code_but_arithmetic_is_learned(code):
    with pytest.raises(CourseError, match=re.escape(STRANGE[code])):
        plain_function(code, "f")


# --- the report around them ----------------------------------------------------------------------


def test_each_student_has_a_page_with_marks_and_what_was_wrong(course):
    with open_gradebook(course) as book:
        book.find_student("same0").first_name = "<b>Ada"
        book.db.commit()
    write_report(course, [CHAPTER])
    pages = {path.stem: path.read_text() for path in (course.reports / "students").iterdir()}
    assert set(pages) == {"same0", "same1", "same2", "other", "right"}
    assert "with 2 more" in pages["same0"]
    assert "&lt;b&gt;Ada" in pages["same0"]
    assert "<b>Ada" not in pages["same0"]
    assert "11 of 11" in pages["right"]
    write_report(course, [CHAPTER])
    assert [one.name for one in course.reports.iterdir() if one.name.startswith(".")] == []


def test_an_earlier_report_stands_beside_this_one(course, tmp_path):
    head = "chapter,exercise,points,graded,solved\n"
    (tmp_path / "exercises.csv").write_text(f"{head}{CHAPTER},add_backward,5,40,13\n")
    page = write_report(course, [CHAPTER], before=tmp_path).read_text()
    assert ">Before</th>" in page
    assert '<td class="n">32 %</td>' in page
    (tmp_path / "exercises.csv").write_text(f"{head}{CHAPTER},add_backward,5,many,13\n")
    with pytest.raises(CourseError, match=r"exercises.csv, line 2"):
        write_report(course, [CHAPTER], before=tmp_path)


def test_a_curve_shows_how_an_exercise_went_over_time(course, tmp_path):
    head = "chapter,exercise,points,graded,solved\n"
    write_report(course, [CHAPTER])
    assert "Over time" not in (course.reports / "index.html").read_text()
    kept = course.reports / "earlier"
    kept.mkdir(exist_ok=True)
    (kept / "2026-10-02.csv").write_text(f"{head}{CHAPTER},add_backward,5,40,10\n")
    (kept / "2026-10-09.csv").write_text(f"{head}{CHAPTER},add_backward,5,40,20\n")
    (kept / "2026-10-10.csv").write_text("not a table")
    (tmp_path / "exercises.csv").write_text(f"{head}{CHAPTER},add_backward,5,100,5\n")
    page = write_report(course, [CHAPTER], before=tmp_path).read_text()
    told = (
        "Share that solved it. the earlier report: 5 per cent, 2026-10-02: 25 per cent, "
        "2026-10-09: 50 per cent, now: "
    )
    assert page.count(told) == 1
    assert page.count("<polyline") == 1  # of the others there is one time alone


def test_a_report_keeps_the_numbers_of_an_earlier_day(course):
    write_report(course, [CHAPTER])
    path = course.reports / "exercises.csv"
    old = path.read_text().replace("add_backward", "renamed_since")
    path.write_text(old)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    write_report(course, [CHAPTER])
    [kept] = (course.reports / "earlier").iterdir()
    assert kept.name.startswith("2023-11-1")
    assert kept.read_text() == old
