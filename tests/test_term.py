"""A term of grading: dates, changed tests, changed minds, strangers' folders, several sections."""

import ast
import csv
import json
import os
import re
import shutil
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

import commands
import pytest
import tiny_course
from tiny_class import InThisProcess, gradebook, graded_notebook, hand_in

from backpass import contracts
from backpass.contracts import CONTRACTS, of_chapter
from backpass.grading import cli
from backpass.grading.authoring.release import release
from backpass.grading.class_run import fingerprints
from backpass.grading.class_run.fingerprints import ROOMS_OF_POINTS, chapter_prints, concerning
from backpass.grading.class_run.grade import RECORD, Options, grade
from backpass.grading.class_run.rehearsal import rehearse
from backpass.grading.course import CourseError
from backpass.grading.dates import Doubtful, extend, handed_in_at, understood
from backpass.grading.feedback.class_pages import give_feedback
from backpass.grading.gradebook import open_gradebook
from backpass.grading.hooks.late import ByTheDay
from backpass.grading.lms.marks_out import export_marks
from backpass.grading.marking.submission import AnswerKey, LockedCell
from backpass.grading.marks import read_marks
from backpass.grading.reporting.folders import likely_student
from backpass.grading.reporting.report import write_report
from backpass.grading.reporting.results import gather
from backpass.grading.sandbox.execution import Settings

CHAPTER = tiny_course.CHAPTER
ONE = Options(jobs=1)
WRONG = "def add_backward(dout, cache):\n    return dout, -dout"
LATE_RULE = """
from nbgrader.plugins import LateSubmissionPlugin
class ADay(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 2.0 * (1 + total_seconds_late // 86400)
c.AssignLatePenalties.plugin_class = ADay
"""


@pytest.fixture
def course(tiny_released, tmp_path, monkeypatch):
    monkeypatch.setattr("backpass.grading.class_run.grade.Here", InThisProcess)
    # the quiz that tests change here is another one than the installed package's
    monkeypatch.setattr("backpass.grading.class_run.grade.require_fresh", lambda *_: None)
    return tiny_course.copied(tiny_released, tmp_path / "course")


def record(course, student):
    return json.loads((graded_notebook(course, student).parent / RECORD).read_text())


def handed_in(course, student, when, **answers):
    hand_in(course, student, **answers).with_name("timestamp.txt").write_text(when)


def by_hand(course, student, **values):
    with open_gradebook(course) as book:
        grade_ = book.find_grade("test_add_backward", CHAPTER, CHAPTER, student)
        for name, value in values.items():
            setattr(grade_, name, value)
        book.db.commit()


def edit_tests(course, change, name="add_backward.py"):
    path = course.root / "grader_tests" / CHAPTER / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01 12:00:00.000000 UTC", datetime(2026, 3, 1, 12)),
        ("2026-03-01 12:00", datetime(2026, 3, 1, 12)),
        ("2026-03-01T12:00:00Z", datetime(2026, 3, 1, 12)),
        ("2026-03-01 12:00:30.5+02:00\n", datetime(2026, 3, 1, 10, 0, 30, 500000)),
        ("2026-07-01 12:00 Europe/Berlin", datetime(2026, 7, 1, 10)),
        ("2026-01-01 12:00 Europe/Berlin", datetime(2026, 1, 1, 11)),
        ("2026-01-01 12:00 America/Argentina/Buenos_Aires", datetime(2026, 1, 1, 15)),
    ],
)
def test_a_time_that_can_only_mean_one_moment_is_understood(text, moment):
    assert understood(text) == moment


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-03-01 12:00 +0200", r"colon and without the blank: 2026-03-01 12:00\+02:00"),
        ("2026-03-01 12:00 +02:00", r"write it without the blank: 2026-03-01 12:00\+02:00"),
        ("2026-03-01 12:00 CEST", "'CEST' may mean several time zones or none; write it as"),
        ("2026-03-01 12:00 EST", "no time that can be relied on"),
        ("10.01.2026", "no time that can be relied on"),
        ("10.01.2026 12:00", "no time that can be relied on"),
        ("01/10/2026 12:00 UTC", "no time that can be relied on"),
        ("2026-03-01", "no time that can be relied on"),
        ("1764288000", "no time that can be relied on"),
        ("yesterday evening", "no time that can be relied on"),
        ("2026-02-30 12:00 UTC", "is no time"),
        ("2026-03-01 12:00+15:00", r"no place is \+15:00 from UTC"),
        ("2026-03-01 12:00 Europe/Atlantis", "no place with a time zone"),
        ("2026-10-25 02:30 Europe/Berlin", "was twice"),
        ("2026-03-29 02:30 Europe/Berlin", "never was"),
    ],
)
def test_a_time_that_could_mean_something_else_is_refused(text, why):
    with pytest.raises(Doubtful, match=why):
        understood(text)


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-03-01 21:00:00.000000 KST", "Asia/Seoul", datetime(2026, 3, 1, 12)),
        ("2026-03-01 12:00:00 -03", "America/Sao_Paulo", datetime(2026, 3, 1, 15)),
        ("2026-07-01 12:00:00 EDT", "America/New_York", datetime(2026, 7, 1, 16)),
        ("2026-10-25 02:30:00 CEST", "Europe/Berlin", datetime(2026, 10, 25, 0, 30)),
        ("2026-10-25 02:30:00 CET", "Europe/Berlin", datetime(2026, 10, 25, 1, 30)),
        ("2026-07-01 12:00:00 EST", "America/New_York", None),  # it is summer there
        ("2026-03-29 02:30:00 CET", "Europe/Berlin", None),  # that hour never was
        ("2026-03-01 21:00:00 KST", "UTC", None),
        ("2026-03-01 21:00:00 KST", "Europe/Atlantis", None),
        ("01.03.2026 21:00 KST", "Asia/Seoul", None),
    ],
)
def test_a_short_name_of_a_time_zone_is_read_by_the_exchanges_setting_alone(
    tiny_released, tmp_path, text, zone, moment
):
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.Exchange.timezone = {zone!r}\n")
    hand_in(course, "ada").with_name("timestamp.txt").write_text(text)
    if moment is None:
        with pytest.raises(Doubtful, match="no time that can be relied on"):
            handed_in_at(course, "ada", CHAPTER)
    else:
        assert handed_in_at(course, "ada", CHAPTER) == moment


@pytest.mark.parametrize(
    ("zone", "said"),
    [("UTC", None), ("Asia/Seoul", "Leave it at UTC"), ("Europe/Atlantis", "no place with a time")],
)
def test_a_zone_of_the_exchange_that_nbgrader_reads_wrongly_is_said(
    course, monkeypatch, capsys, zone, said
):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.Exchange.timezone = {zone!r}\n")
    monkeypatch.setattr("backpass.grading.sandbox.doctor.examine", lambda _: ({}, []))
    monkeypatch.chdir(course.root)
    hand_in(course, "ada")
    for words in (["doctor"], ["grade", "--dry-run"]):
        cli.main(words)
        told = capsys.readouterr().err
        assert (said in told) if said else ("timezone" not in told)


@pytest.mark.pipeline
def test_dates_extensions_and_late_rules_are_applied_without_judging_again(
    course, monkeypatch, capsys
):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(LATE_RULE)
    monkeypatch.chdir(course.root)
    handed_in(course, "ada", "2026-10-03 11:00 UTC")
    handed_in(course, "bea", "2026-10-01 11:00 UTC", add_backward=WRONG)
    assert cli.main(["grade", "--jobs", "1"]) == 0
    scores = lambda: {who: of.score for who, of in read_marks(course, CHAPTER).items()}  # noqa: E731
    before = scores()
    assert before["ada"] == 11

    assert cli.main(["due", CHAPTER, "2026-10-02 13:00 Europe/Berlin"]) == 0
    assert "02 October 2026, 11:00:00 UTC" in capsys.readouterr().out
    assert cli.main(["grade", "--dry-run"]) == 0
    assert "ada 02_chain_rule: 11 to 7" in capsys.readouterr().out
    assert scores() == before
    assert cli.main(["grade"]) == 0
    said = capsys.readouterr().out
    assert "0 submissions graded" in said
    assert "ada 02_chain_rule: 11 to 7, by penalty for being late 0 to 4" in said
    assert scores() == {**before, "ada": 7}

    assert cli.main(["extend", CHAPTER, "ada", "0.5"]) == 0
    assert "spelling" not in capsys.readouterr().out
    assert cli.main(["extend", CHAPTER, "cem", "3"]) == 0  # before handing in
    assert "nobody called cem has handed anything in" in capsys.readouterr().out
    assert cli.main(["grade"]) == 0
    assert scores() == {**before, "ada": 9}
    handed_in(course, "cem", "2026-10-05 11:00 UTC")
    assert cli.main(["grade"]) == 0
    assert scores() == {**before, "ada": 9, "cem": 11}
    with open_gradebook(course) as book:
        assert book.find_submission(CHAPTER, "cem").extension == timedelta(days=3)

    assert cli.main(["extend", CHAPTER, "cem", "0"]) == 0
    assert cli.main(["due", CHAPTER, "never"]) == 0
    assert cli.main(["grade"]) == 0
    assert scores() == {**before, "cem": 11}
    capsys.readouterr()
    assert cli.main(["due", CHAPTER, "10.01.2026"]) == 2
    assert "Nothing was changed" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["report"], ["feedback"], ["marks", "canvas"]])
def test_late_work_that_gets_0_keeps_no_points_that_are_given_by_hand_later(
    course, monkeypatch, capsys, words
):
    """nbgrader keeps the penalty that the mark before had; its own commands read what we write."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    monkeypatch.chdir(course.root)
    handed_in(course, "ada", "2026-10-03 11:00 UTC", add_backward=WRONG)
    handed_in(course, "bea", "2026-10-03 11:00 UTC")
    assert cli.main(["due", CHAPTER, "2026-10-02 13:00 UTC"]) == 0
    assert cli.main(["grade", "--jobs", "1"]) == 0
    scores = lambda: {who: of.score for who, of in read_marks(course, CHAPTER).items()}  # noqa: E731
    assert scores() == {"ada": 0, "bea": 0}
    with open_gradebook(course) as book:
        for student, points in (("ada", 4), ("bea", 0)):
            book.find_grade("test_add_backward", CHAPTER, CHAPTER, student).manual_score = points
        book.db.commit()
    assert scores()["ada"] > 0  # until the rule is asked again
    assert cli.main(words) == 0, capsys.readouterr().err
    assert scores() == {"ada": 0, "bea": 0}
    with open_gradebook(course) as book:
        for submission in book.assignment_submissions(CHAPTER):
            assert submission.score == submission.late_submission_penalty  # neither above nor below


@pytest.mark.parametrize(
    ("settings", "score", "hours", "taken"),
    [
        ({"points_per_day": 2.0}, 20, 1, 2),
        ({"points_per_day": 2.0}, 20, 24, 2),
        ({"points_per_day": 2.0}, 20, 25, 4),
        ({"points_per_day": 2.0, "grace_minutes": 60}, 20, 1, None),
        ({"percent_per_day": 10.0}, 20, 49, 6),
        ({"points_per_day": 9.0, "most_percent": 50.0}, 20, 240, 10),
        ({"points_per_day": 2.0}, 0, 1, None),
        ({}, 20, 1, None),
    ],
)
def test_the_late_rule_takes_what_it_says_for_each_day_begun(settings, score, hours, taken):
    assert ByTheDay(**settings).late_submission_penalty("ada", score, 3600.0 * hours) == taken


@pytest.mark.pipeline
def test_a_time_that_cannot_be_relied_on_stands_in_the_report_and_costs_nothing(course):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(LATE_RULE)
    with open_gradebook(course) as book:
        book.update_or_create_assignment(CHAPTER, duedate=datetime(2026, 1, 1))
    handed_in(course, "ada", "2026-03-01 12:00 +0200")
    handed_in(course, "bea", "2026-03-01 12:00 UTC")
    handed_in(course, "cem", "2931-03-01 12:00 UTC")
    handed_in(course, "dan", "2026-03-01 12:00:00 +02:00")  # nbgrader itself takes it for UTC
    grade(course, [CHAPTER], options=ONE)
    marks = read_marks(course, CHAPTER)
    assert (marks["ada"].penalty, marks["ada"].handed_in) == (None, None)
    assert (marks["dan"].penalty, marks["dan"].handed_in) == (None, None)
    assert marks["bea"].penalty == marks["bea"].raw == 11
    told = {p.student: p.text for p in gather(course, [CHAPTER]).problems}
    assert "No lateness is counted" in told["ada"]
    assert "still to come" in told["cem"]
    assert "No lateness is counted" in told["dan"]
    assert "bea" not in told


# --- one number ----------------------------------------------------------------------------------


@pytest.mark.pipeline
def test_report_table_page_and_nbgraders_export_say_the_same_number(course):
    """With a penalty, extra points, a mark by hand, all three, and a penalty above the mark."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(LATE_RULE)
    with open_gradebook(course) as book:
        book.update_or_create_assignment(CHAPTER, duedate=datetime(2026, 2, 1))
    students = {
        "plain": "01-31",
        "late": "02-01",
        "hand": "01-31",
        "extra": "01-31",
        "all": "02-02",
    }
    for student, day in {**students, "very": "02-28"}.items():
        handed_in(course, student, f"2026-{day} 12:00 UTC")
    grade(course, [CHAPTER], options=ONE)
    by_hand(course, "hand", manual_score=1.5)
    by_hand(course, "extra", extra_credit=2.0)
    by_hand(course, "all", manual_score=0.5, extra_credit=0.25)
    grade(course, [CHAPTER], options=ONE)
    wanted = {"plain": 11, "late": 9, "hand": 7.5, "extra": 13, "all": 2.75, "very": 0}
    assert {who: of.score for who, of in read_marks(course, CHAPTER).items()} == wanted

    results = gather(course, [CHAPTER])
    assert {row.student: row.scores[CHAPTER] for row in results.students} == wanted
    write_report(course, [CHAPTER])
    with (course.reports / "marks.csv").open() as file:
        table = {row["student"]: row for row in csv.DictReader(file)}
    assert {who: float(row[CHAPTER]) for who, row in table.items()} == wanted
    assert {who: float(row["total"]) for who, row in table.items()} == wanted
    raw, penalty = f"{CHAPTER} raw", f"{CHAPTER} penalty"
    assert (table["all"][raw], table["all"][penalty]) == ("6.75", "4")
    assert (table["very"][raw], table["very"][penalty]) == ("11", "11")

    commands.nbgrader(course.root, "export", "--to", "all.csv").check_returncode()
    with (course.root / "all.csv").open() as file:
        exported = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {who: float(row["score"]) for who, row in exported.items()} == wanted
    assert float(exported["all"]["raw_score"]) == 6.75


@pytest.mark.pipeline
def test_an_extension_of_no_due_date_stops_none_of_nbgraders_commands(course):
    handed_in(course, "ada", "2026-10-01 11:00 UTC")
    extend(course, "ada", CHAPTER, 5)
    grade(course, [CHAPTER], options=ONE)
    words = ("autograde", CHAPTER, "--student", "ada", "--force")
    commands.nbgrader(course.root, *words).check_returncode()
    with open_gradebook(course) as book:
        book.find_assignment(CHAPTER).duedate = datetime(2026, 9, 30)
        book.db.commit()
    grade(course, [CHAPTER], options=ONE)
    with open_gradebook(course) as book:
        assert book.find_submission(CHAPTER, "ada").extension == timedelta(days=5)
        book.find_assignment(CHAPTER).duedate = None
        book.db.commit()
    grade(course, [CHAPTER], options=ONE)
    with open_gradebook(course) as book:
        assert book.find_submission(CHAPTER, "ada").extension is None


@pytest.mark.pipeline
def test_the_report_says_what_was_handed_in_again_and_is_not_graded(course):
    again = lambda: [p.student for p in gather(course, [CHAPTER]).problems if "again" in p.text]  # noqa: E731
    for student in ("ada", "bea"):
        hand_in(course, student)
    grade(course, [CHAPTER], options=ONE)
    hand_in(course, "bea")  # the same once more
    assert again() == []
    hand_in(course, "ada", add_backward=WRONG)
    assert again() == ["ada"]
    grade(course, [CHAPTER], options=ONE)
    assert again() == []


@pytest.mark.pipeline
def test_marks_whose_notebooks_are_gone_are_told_everywhere_alike(course):
    """As somebody does who takes a student's folders away after a withdrawal."""
    for student in ("ada", "gone"):
        hand_in(course, student)
    grade(course, [CHAPTER], options=ONE)
    shutil.rmtree(course.submitted / "gone")
    shutil.rmtree(course.autograded / "gone")
    results = gather(course, [CHAPTER])
    assert {row.student: row.scores for row in results.students} == {
        who: {CHAPTER: 11} for who in ("ada", "gone")
    }
    assert [row.kind for row in results.problems if row.student == "gone"] == ["left behind"]
    page = write_report(course, [CHAPTER])
    assert "gone" in page.read_text("utf-8")
    exported = export_marks(course, CHAPTER, "canvas")
    assert exported.count == 2


# --- what is graded again ------------------------------------------------------------------------


@pytest.mark.pipeline
def test_a_comment_or_another_chapters_tests_grade_nobody_again(course):
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=ONE)
    other = course.root / "grader_tests" / "01_simple_gates"
    other.mkdir()
    (other / "add_gradient.py").write_text("X = 1\n")
    assert grade(course, [CHAPTER], options=ONE).unchanged == 1
    edit_tests(course, lambda text: "# a comment\n" + text + "\n# another\n")
    assert grade(course, [CHAPTER], options=ONE).unchanged == 1
    (course.root / "grader_tests" / "shared.py").write_text("X = 1\n")
    assert len(grade(course, [CHAPTER], options=ONE).done) == 1


@pytest.mark.pipeline
def test_everybody_in_a_run_gets_the_same_points_and_the_last_ones_can_be_kept(course):
    for student in ("ada", "bea"):
        hand_in(course, student)
    grade(course, [CHAPTER], options=ONE)
    first = {record(course, student)["seed"] for student in ("ada", "bea")}
    assert len(first) == 1
    hand_in(course, "cem")
    grade(course, [CHAPTER], options=Options(jobs=1, keep_seed=True))
    assert record(course, "cem")["seed"] in first
    hand_in(course, "dan")
    grade(course, [CHAPTER], options=ONE)
    assert record(course, "dan")["seed"] not in first


def stricter(text):
    """From now on another answer to the quiz is right."""
    return text.replace('answer = "d"', 'answer = "a"')


@pytest.mark.pipeline
def test_a_mended_test_says_whose_mark_changes_from_what_to_what_and_why(
    course, monkeypatch, capsys
):
    monkeypatch.chdir(course.root)
    hand_in(course, "ada")
    hand_in(course, "bea", quiz_max_route='def quiz_max_route():\n    return "a"')
    hand_in(course, "cem", quiz_max_route='def quiz_max_route():\n    return "b"')
    assert cli.main(["grade", "--jobs", "1"]) == 0
    assert "changed" not in capsys.readouterr().out
    before = gradebook(course)
    files = {p: p.read_bytes() for p in course.root.rglob("*") if p.is_file()}
    edit_tests(course, stricter, "quizzes.toml")
    assert cli.main(["grade", "--jobs", "1", "--dry-run"]) == 0
    dry = capsys.readouterr().out
    assert gradebook(course) == before
    changed = [p for p, content in files.items() if p.read_bytes() != content]
    assert [p.name for p in changed] == ["quizzes.toml"]
    assert cli.main(["grade", "--jobs", "1"]) == 0
    said = capsys.readouterr().out
    for line in (
        "ada 02_chain_rule: 11 to 10, by quiz_max_route 1 to 0 (the hidden tests changed)",
        "bea 02_chain_rule: 10 to 11, by quiz_max_route 0 to 1 (the hidden tests changed)",
    ):
        assert line in dry, dry
        assert line in said, said
    assert "cem" not in said
    with (course.reports / "changes.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["student"], row["before"], row["after"]) for row in rows] == [
        ("ada", "11", "10"),
        ("bea", "10", "11"),
    ]


@pytest.mark.pipeline
def test_what_nbgraders_own_command_graded_is_not_called_missing(course):
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=ONE)
    (graded_notebook(course, "ada").parent / RECORD).unlink()  # as `nbgrader autograde` leaves it
    hand_in(course, "ada", add_backward=WRONG)
    [change] = grade(course, [CHAPTER], options=ONE).changes
    assert change.why == (
        "another command had graded it, nbgrader's own perhaps, or it is damaged",
    )
    graded_notebook(course, "ada").unlink()
    hand_in(course, "ada")
    [change] = grade(course, [CHAPTER], options=ONE).changes
    assert change.why == ("its graded notebook is missing",)


@pytest.mark.pipeline
def test_a_mended_test_need_harm_nobody(course):
    hand_in(course, "ada")
    hand_in(course, "bea", quiz_max_route='def quiz_max_route():\n    return "a"')
    grade(course, [CHAPTER], options=ONE)
    edit_tests(course, stricter, "quizzes.toml")
    hand_in(course, "cem")
    only_up = Options(jobs=1, only_up=True)
    graded = grade(course, [CHAPTER], options=only_up)
    scores = {who: of["score"] for who, of in gradebook(course).items()}
    assert scores == {"ada": 11, "bea": 11, "cem": 10}
    assert [change.student for change in graded.changes] == ["bea"]
    kept = graded_notebook(course, "ada").read_text()
    assert "quiz_max_route: 1 of 1 points" in kept  # the page says what the mark says
    hand_in(course, "ada", add_backward=WRONG)  # another answer may be worth less
    grade(course, [CHAPTER], options=only_up)
    assert gradebook(course)["ada"]["score"] < 10


@pytest.mark.pipeline
def test_a_mark_by_hand_is_flagged_where_its_answer_or_test_changed_alone(course, monkeypatch):
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=ONE)
    by_hand(course, "ada", manual_score=4.0)
    flagged = lambda: gradebook(course)["ada"]["marks"]["test_add_backward"][2]  # noqa: E731
    grade(course, [CHAPTER], options=Options(jobs=1, force=True))
    assert not flagged()
    monkeypatch.setattr(fingerprints, "GRADER", 1000)
    assert len(grade(course, [CHAPTER], options=ONE).done) == 1
    assert not flagged()
    hand_in(course, "ada", quiz_max_route='def quiz_max_route():\n    return "b"')
    grade(course, [CHAPTER], options=ONE)
    assert not flagged()
    hand_in(course, "ada", add_backward=WRONG)
    grade(course, [CHAPTER], options=ONE)
    assert flagged()
    assert gradebook(course)["ada"]["marks"]["test_add_backward"][1] == 4.0
    by_hand(course, "ada", needs_manual_grade=False)
    edit_tests(course, lambda text: text + "\nCHANGED = 1\n", "multiply_backward.py")
    edit_tests(course, stricter, "quizzes.toml")
    assert len(grade(course, [CHAPTER], options=ONE).done) == 1
    assert not flagged()
    edit_tests(course, lambda text: text + "\nCHANGED = 1\n")
    grade(course, [CHAPTER], options=ONE)
    assert flagged()


def contract_calls(tree):
    """The contracts that a module writes out, by exercise."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = {}
    for call in calls:
        words = [word.value for word in call.keywords if word.arg == "name"] + call.args[:1]
        if words and isinstance(words[0], ast.Constant) and words[0].value in CONTRACTS:
            named[words[0].value] = call
    return named


def test_a_contract_that_changed_concerns_the_mark_by_hand_of_its_own_exercise_alone():
    tried = 0
    for path in sorted(Path(contracts.__file__).parent.glob("[a-z]*.py")):
        source = path.read_bytes()
        calls = contract_calls(ast.parse(source))
        before = {name: concerning(name, source) for name in calls}
        for changed in calls:
            tree = ast.parse(source)
            contract_calls(tree)[changed].keywords.append(ast.keyword("more", ast.Constant(1)))
            text = ast.unparse(tree).encode()
            assert {n for n in calls if concerning(n, text) != before[n]} == {changed}
            tried += 1
    assert tried > 30


def test_what_a_contract_needs_of_its_module_concerns_it_too():
    module = """
import numpy
def helped(x): return numpy.abs(x)
def other(x): return x
def reached(x): return helped(x)
CONTRACTS = (Contract(name="one", truth=reached), Contract("two", other), *anybody())
"""

    def concerned(old, new):
        text = module.replace(old, new)
        assert text != module
        return [
            name
            for name in ("one", "two", "three")
            if concerning(name, text.encode()) != concerning(name, module.encode())
        ]

    assert concerned("numpy.abs(x)", "numpy.exp(x)") == ["one"]
    assert concerned("other(x): return x", "other(x): return 2") == ["two"]
    assert concerned("import numpy", "import math as numpy") == ["one"]
    assert concerned("anybody()", "somebody()") == ["one", "two", "three"]
    assert concerned("CONTRACTS = (", "CONTRACTS = list") == ["one", "two", "three"]
    assert concerned("def other", "unused = 1\ndef other") == []
    assert concerned("def other", "run()\ndef other") == ["one", "two", "three"]
    assert concerned("import numpy", "import numpy (") == ["one", "two", "three"]


def test_programs_of_a_room_of_their_own_concern_their_contract_and_no_other(
    monkeypatch,
):
    chapter = "07_build_autograd"
    cells = {f"test_{name}": LockedCell("", True, "") for name in of_chapter(chapter)}
    key = AnswerKey(chapter, '{"cells": []}', cells, {}, Settings(contracts.__file__))
    before = chapter_prints(key)
    (room,) = ROOMS_OF_POINTS
    files = sorted(Path(import_module(room).__file__).parent.glob("*.py"))
    assert len(files) > 5
    for file in files:
        sources = [path.read_bytes() + b"MORE = 1\n" * (path == file) for path in files]
        monkeypatch.setattr(fingerprints, "sources", lambda _, changed=sources: changed)
        after = chapter_prints(key)
        assert {n for n in cells if after.tests[n] != before.tests[n]} == {"test_Value"}
        assert after.parts["contract"] != before.parts["contract"]


# --- a hidden test of the instructor's own -------------------------------------------------------


@pytest.mark.pipeline
@pytest.mark.parametrize(
    "ending", ["np.float64(2.0)", "print('right')", "'full'", "float('nan')", "9", "True"]
)
def test_a_test_that_states_no_plain_number_is_the_instructors_to_mend(course, ending):
    path = course.source_notebook(CHAPTER)
    text = path.read_text(encoding="utf-8")
    assert text.count('"grade(multiply_backward)') == 1
    text = text.replace('"grade(multiply_backward)', json.dumps(ending)[:-1])
    path.write_text(text, encoding="utf-8")
    release(course, [CHAPTER])
    wrong, untried = rehearse(course, [CHAPTER])
    assert untried == []
    assert [line.split(" states")[0] for line in wrong] == [f"{CHAPTER}: test_multiply_backward"]
    hand_in(course, "ada")
    [done] = grade(course, [CHAPTER], options=ONE).done
    assert "test_multiply_backward could not be judged" in done.error
    assert gradebook(course)["ada"]["marks"]["test_multiply_backward"][2] is True
    kinds = {(row.kind, row.text.split()[0]) for row in gather(course, [CHAPTER]).problems}
    assert ("grader error", "test_multiply_backward") in kinds
    assert ("needs a person", "multiply_backward") in kinds


# --- folders, roster, sections -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "likely"),
    [
        ("S1003", "s1003"),
        ("s1003 (2)", "s1003"),
        ("s-1003", "s1003"),
        ("s1002", None),  # somebody else, who has left perhaps
        ("lovelcae", "lovelace"),
        ("Lovelace copy", "lovelace"),
        ("734211", None),
    ],
)
def test_a_misspelt_student_is_guessed_and_another_number_is_not(folder, likely):
    roster = ["s1001", "s1003", "lovelace"]
    assert likely_student(folder, roster, missing=["s1001", "lovelace"]) == likely


def test_what_grading_passes_over_is_said_on_the_terminal(
    tiny_released, tmp_path, monkeypatch, capsys
):
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    monkeypatch.chdir(course.root)
    assert cli.main(["grade"]) == 2
    assert capsys.readouterr().err.count("backpass:") == 1  # nobody handed in
    (course.submitted / "bea" / "2_chain_rule").mkdir(parents=True)
    (course.submitted / "cem" / CHAPTER).mkdir(parents=True)
    (course.submitted / "cem" / CHAPTER / "timestamp.txt").write_text("2026-10-03 13:00 KST")
    (course.root / "roster.csv").write_text("id\nbea\ncen\n", encoding="utf-8")
    cli.main(["grade", "--dry-run"])
    said = capsys.readouterr().err
    assert "bea: There is no chapter 2_chain_rule" in said
    assert "Should it be 02_chain_rule?" in said
    assert "backpass: cem is not in roster.csv" in said
    assert "cem 02_chain_rule: timestamp.txt says no time: '2026-10-03 13:00 KST'" in said


@pytest.mark.pipeline
def test_work_that_is_closed_to_us_keeps_its_mark_and_stops_nobody(course, monkeypatch):
    """A backup that was put back with other rights, say; root may open all of it."""
    hand_in(course, "ada")
    hand_in(course, "bea")
    grade(course, [CHAPTER], options=ONE)
    give_feedback(course, [CHAPTER], jobs=1)
    hand_in(course, "new")
    shut = [course.submitted / who / CHAPTER / f"{CHAPTER}.ipynb" for who in ("ada", "new")]
    real, stat = os.open, os.stat

    def opens(path, *how, **more):
        if Path(str(path)) in shut:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *how, **more)

    def looks(path, *how, **more):
        if str(path).startswith(str(course.feedback / "bea")):
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, *how, **more)

    with monkeypatch.context() as patch:
        patch.setattr("os.open", opens)
        patch.setattr("os.stat", looks)
        run = grade(course, [CHAPTER], options=ONE)
        write_report(course, [CHAPTER])
    assert {one.student: one.error for one in run.done} == dict.fromkeys(
        ("ada", "new"), f"The file {CHAPTER}.ipynb cannot be opened: Permission denied."
    )
    assert run.changes == []
    assert {who: of.score for who, of in read_marks(course, CHAPTER).items()} == {
        "ada": 11,
        "bea": 11,
    }
    problems = {row.student: row.text for row in gather(course, [CHAPTER]).problems}
    assert "cannot be opened: Permission denied" in problems["new"]
    hand_in(course, "ada", add_backward=WRONG)
    [change] = grade(course, [CHAPTER], options=ONE).changes
    assert change.why == ("it could not be graded the last time",)


@pytest.mark.pipeline
@pytest.mark.parametrize("graded_before", [False, True])
@pytest.mark.parametrize("shut", ["bea", f"bea/{CHAPTER}"])
def test_a_closed_folder_is_said_once(course, monkeypatch, capsys, shut, graded_before):
    """On the terminal and in the report, whatever lies in it that nobody can see."""
    closed = course.submitted / shut
    for student in ("ada", "bea"):
        handed_in(course, student, "2026-10-01 11:00 UTC")
    if graded_before:
        grade(course, [CHAPTER], options=ONE)

    def closing(real, itself):
        def looks(path, *how, **more):
            place = Path(os.fspath(path)) if not isinstance(path, int) else Path()
            if closed in place.parents or (itself and place == closed):
                raise PermissionError(13, "Permission denied", str(path))
            return real(path, *how, **more)

        return looks

    monkeypatch.chdir(course.root)
    with monkeypatch.context() as patch:
        for name in ("lstat", "stat", "open"):
            patch.setattr(f"os.{name}", closing(getattr(os, name), itself=False))
        for name in ("listdir", "scandir"):
            patch.setattr(f"os.{name}", closing(getattr(os, name), itself=True))
        cli.main(["grade", "--jobs", "1"])
        said = [line for line in capsys.readouterr().err.splitlines() if "bea" in line]
        problems = [row for row in gather(course, [CHAPTER]).problems if row.student == "bea"]
    assert len(said) == 1, said
    assert len([row for row in problems if row.kind != "left behind"]) == 1, problems
    assert "Permission denied" in said[0]
    assert "Permission denied" in problems[0].text + problems[-1].text


def late_once(course):
    """Ada hands in late, and loses four of eleven points for it."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(LATE_RULE)
    handed_in(course, "ada", "2026-10-03 11:00 UTC")
    with open_gradebook(course) as book:
        book.find_assignment(CHAPTER).duedate = datetime(2026, 10, 2)
        book.db.commit()
    grade(course, [CHAPTER], options=ONE)
    assert read_marks(course, CHAPTER)["ada"].score == 7


@pytest.mark.pipeline
def test_without_its_timestamp_a_submission_is_not_late_by_an_earlier_hand_in(course):
    late_once(course)
    (course.submitted / "ada" / CHAPTER / "timestamp.txt").unlink()  # so leaves `collect` a new one
    (change,) = grade(course, [CHAPTER], options=ONE).changes
    assert "late" in str(change)
    mark = read_marks(course, CHAPTER)["ada"]
    assert (mark.score, mark.penalty, mark.handed_in) == (11, None, None)


@pytest.mark.pipeline
@pytest.mark.parametrize("shut", ["folder", "file"])
def test_a_time_that_is_closed_to_us_takes_no_lateness_away(course, monkeypatch, shut):
    late_once(course)
    closed = course.submitted / "ada" / CHAPTER / "timestamp.txt"

    def closing(real):
        def tried(path, *how, **more):
            if str(path) == str(closed):
                raise PermissionError(13, "Permission denied", str(path))
            return real(path, *how, **more)

        return tried

    with monkeypatch.context() as patch:
        if shut == "folder":
            patch.setattr("os.lstat", closing(os.lstat))
        patch.setattr(Path, "read_text", closing(Path.read_text))
        foreseen = grade(course, [CHAPTER], options=Options(jobs=1, dry_run=True))
        ran = grade(course, [CHAPTER], options=ONE)
        rows = [row for row in gather(course, [CHAPTER]).problems if "time" in row.kind]
    assert foreseen.changes == ran.changes == []
    assert read_marks(course, CHAPTER)["ada"].score == 7
    assert [row.text.endswith("known stays.") for row in rows] == [True] * (shut == "file")


@pytest.mark.pipeline
def test_strangers_folders_stand_in_the_report_and_stop_nobody(course, monkeypatch):
    hand_in(course, "ada")
    hand_in(course, "gone")
    grade(course, [CHAPTER], options=ONE)
    (course.submitted / "gone" / CHAPTER).rename(course.root / "withdrawn")
    (course.submitted / "gone").rmdir()
    (course.submitted / "bea" / "2_chain_rule").mkdir(parents=True)
    hand_in(course, "734211")
    (course.root / "roster.csv").write_text(
        "\ufeffID number;First name;Surname;Email address;Section\n"
        "ada;Ada;Lovelace;ada@example.org;A\nbea;Bea;Bauer;;B\n",
        encoding="utf-8",
    )
    closed = course.submitted / "shut"
    closed.mkdir()
    real = Path.iterdir

    def iterdir(self):
        if self == closed:  # root may open it all the same
            raise PermissionError(13, "Permission denied")
        return real(self)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert [one.error for one in grade(course, [CHAPTER], options=ONE).done] == [None]
    problems = {(row.student, row.kind): row.text for row in gather(course, [CHAPTER]).problems}
    assert "Should it be 02_chain_rule?" in problems["bea", "unknown chapter"]
    assert "734211 is not in roster.csv" in problems["734211", "unknown student"]
    assert "cannot be opened" in problems["shut", "closed folder"]
    assert "no longer there" in problems["gone", "left behind"]
    assert not [who for who, _ in problems if who == "ada"]
    page = write_report(course, [CHAPTER])
    links = re.findall(r'href="(students/[^"]+)"', page.read_text(encoding="utf-8"))
    assert "students/ada.html" in links
    assert [link for link in links if not (page.parent / link).is_file()] == []

    hand_in(course, "734211", add_backward=WRONG)
    strict = grade(course, [CHAPTER], options=Options(jobs=1, strict=True))
    assert strict.refused == ["734211"]
    assert strict.done == []
    with pytest.raises(CourseError, match=r"nobody into the section 'C'\. The sections are: A, B"):
        gather(course, [CHAPTER], section="C")
    only_a = gather(course, [CHAPTER], section="A")
    assert [(row.student, row.name, row.email) for row in only_a.students] == [
        ("ada", "Ada Lovelace", "ada@example.org")
    ]
    assert only_a.handed_in == {CHAPTER: 1}


@pytest.mark.pipeline
def test_who_is_left_out_is_named_once(course, monkeypatch, capsys):
    (course.root / "roster.csv").write_text("id,first_name\nada,Ada\nlena77,Lena\n")
    monkeypatch.chdir(course.root)
    for student in ("ada", "lenna77", "734211"):
        hand_in(course, student)
    assert cli.main(["grade", "--jobs", "1", "--strict"]) == 0
    said = capsys.readouterr().err
    assert "lenna77 is not in roster.csv and was left out. Is it lena77?\n" in said
    assert "734211 is not in roster.csv and was left out.\n" in said
    assert said.count("lenna77 is") == said.count("734211 is") == 1
    assert cli.main(["grade", "--jobs", "1", "--strict", "--student", "734211"]) == 0
    assert capsys.readouterr().err.count("734211 is not in roster.csv and was left out.") == 1


# --- faults of machines --------------------------------------------------------------------------


@pytest.mark.pipeline
def test_a_gradebook_that_cannot_be_written_is_said_before_anything_is_judged(course, monkeypatch):
    hand_in(course, "ada")
    url = f"sqlite:///file:{course.gradebook.as_posix()}?mode=ro&uri=true"
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
    monkeypatch.setattr("backpass.grading.class_run.grade.require_gradebook", lambda *_: None)
    with pytest.raises(CourseError, match=r"cannot be written to .* so nothing was graded"):
        grade(course, [CHAPTER], options=ONE)


def everything_in(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.pipeline
def test_a_report_is_written_whole_or_not_at_all(course, monkeypatch, capsys):
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=ONE)
    write_report(course, [CHAPTER])
    before = everything_in(course.reports)
    assert "students/ada.html" in before
    hand_in(course, "bea")
    grade(course, [CHAPTER], options=ONE)
    before["grading.log"] = (course.reports / "grading.log").read_bytes()
    before["changes.csv"] = (course.reports / "changes.csv").read_bytes()
    monkeypatch.chdir(course.root)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    for allowed in range(6):
        left = iter(range(allowed))
        monkeypatch.setattr(
            "os.fsync", lambda fd, left=left: full(fd) if next(left, None) is None else None
        )
        assert cli.main(["report"]) == 1
        said = capsys.readouterr().err
        assert "the disk is full" in said
        assert "Traceback" not in said
        assert everything_in(course.reports) == before
    monkeypatch.undo()


@pytest.mark.pipeline
def test_receipts_travel_from_hand_in_to_feedback(course):
    handed_in(course, "ada", "2026-03-01 12:00 UTC")
    secret = course.submitted / "ada" / CHAPTER / "submission_secret.txt"
    secret.write_text("s" * 64)
    grade(course, [CHAPTER], options=ONE)
    give_feedback(course, [CHAPTER], jobs=1)
    folder = course.feedback / "ada" / CHAPTER
    assert (folder / "submission_secret.txt").read_text() == "s" * 64
    assert (folder / "timestamp.txt").read_text() == "2026-03-01 12:00 UTC"
