"""nbgrader's own pages and commands keep to one number, one course, and marks that are numbers."""

import os
import re
from datetime import datetime
from pathlib import Path

import commands
import pytest
import tiny_course
from nbgrader import api
from nbgrader.server_extensions.formgrader import base
from sqlalchemy import text
from tiny_class import InThisProcess, gradebook, hand_in

from backpass.grading.class_run.grade import Options, grade
from backpass.grading.course import CourseError
from backpass.grading.gradebook import open_gradebook
from backpass.grading.marks import read_marks

pytestmark = pytest.mark.pipeline

CHAPTER = tiny_course.CHAPTER
LATE = """
c.AssignLatePenalties.plugin_class = "backpass.grading.hooks.late.ByTheDay"
c.ByTheDay.points_per_day = 2.0
c.ByTheDay.most_percent = 1000.0
"""
#: Students, days late, and what a person changed.
CLASS = {
    "early": (-1, {}),
    "late": (0.5, {}),
    "later": (2.5, {"manual_score": 1.5}),
    "extra": (1.5, {"extra_credit": 2.25}),
    "lost": (40, {"manual_score": 0.5}),
}


@pytest.fixture
def course(tiny_released, tmp_path, monkeypatch):
    monkeypatch.setattr("backpass.grading.class_run.grade.Here", InThisProcess)
    return tiny_course.copied(tiny_released, tmp_path / "course")


def by_hand(course, student, **values):
    with open_gradebook(course) as book:
        mark = book.find_grade("test_add_backward", CHAPTER, CHAPTER, student)
        for name, value in values.items():
            setattr(mark, name, value)
        book.db.commit()


def nbgrader(course, *words, **environment):
    return commands.nbgrader(course.root, *words, env={**os.environ, **environment})


# --- one number ----------------------------------------------------------------------------------


@pytest.fixture
def graded(course):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(LATE)
    due = datetime(2026, 3, 1)
    with open_gradebook(course) as book:
        book.update_or_create_assignment(CHAPTER, duedate=due)
    for student, (days, _) in CLASS.items():
        moment = datetime.fromtimestamp(due.timestamp() + days * 86_400)
        (hand_in(course, student).with_name("timestamp.txt")).write_text(f"{moment} UTC")
    grade(course, [CHAPTER], options=Options(jobs=1))
    for student, (_, values) in CLASS.items():
        by_hand(course, student, **values)
    grade(course, [CHAPTER], options=Options(jobs=1))
    return course


def test_every_list_of_the_formgrader_says_what_the_report_says(graded):
    marks = {who: of.score for who, of in read_marks(graded, CHAPTER).items()}
    assert marks == {"early": 11, "late": 9, "later": 1.5, "extra": 9.25, "lost": 0}
    graded.config()  # as the formgrader's server reads it
    lists = base.NbGraderAPI(graded.directory())
    average = sum(marks.values()) / len(marks)

    assert {one["student"]: one["score"] for one in lists.get_submissions(CHAPTER)} == marks
    notebooks = lists.get_notebook_submissions(CHAPTER, CHAPTER)
    assert {one["student"]: one["score"] for one in notebooks} == marks
    assert {one["id"]: one["score"] for one in lists.get_students()} == marks
    assert lists.get_assignment(CHAPTER)["average_score"] == pytest.approx(average)
    assert [one["average_score"] for one in lists.get_assignments()] == [pytest.approx(average)]
    assert lists.get_notebooks(CHAPTER)[0]["average_score"] == pytest.approx(average)
    for who, mark in marks.items():
        assert lists.get_student(who)["score"] == mark
        assert lists.get_submission(CHAPTER, who)["score"] == mark
        assert [one["score"] for one in lists.get_student_submissions(who)] == [mark]
        one_chapter = lists.get_student_notebook_submissions(who, CHAPTER)
        assert [one["score"] for one in one_chapter] == [mark]


def test_who_is_not_graded_yet_stands_in_the_lists_without_a_mark(graded):
    hand_in(graded, "new")
    graded.config()
    lists = base.NbGraderAPI(graded.directory())
    found = {one["student"]: one["score"] for one in lists.get_submissions(CHAPTER)}
    assert (found["new"], found["late"]) == (0.0, 9.0)
    assert lists.get_student("nobody") is None
    assert lists.get_submission(CHAPTER, "nobody")["score"] == 0.0


# --- one course ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("autograde", CHAPTER),
        ("generate_feedback", CHAPTER),
        ("db", "student", "list"),
        ("export",),
    ],
    ids=lambda words: "-".join(words[:2]),
)
def test_nbgraders_commands_leave_another_courses_gradebook_alone(course, words):
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=Options(jobs=1))
    before, bytes_before = gradebook(course), course.gradebook.read_bytes()
    done = nbgrader(course, *words, BACKPASS_COURSE_ID="backprop-2027")
    assert done.returncode == 1
    assert "belongs to the course 'backpass', not to 'backprop-2027'" in done.stderr
    assert "Traceback" not in done.stderr
    assert (course.gradebook.read_bytes(), gradebook(course)) == (bytes_before, before)


def test_a_course_said_on_the_command_line_is_looked_at_too(course):
    hand_in(course, "ada")
    before = course.gradebook.read_bytes()
    done = nbgrader(course, "autograde", CHAPTER, "--course", "backprop-2027")
    assert done.returncode == 1
    assert "belongs to the course 'backpass'" in done.stderr
    assert "Traceback" not in done.stderr
    assert course.gradebook.read_bytes() == before


def test_the_api_refuses_to_enter_a_second_course(course):
    course.config()
    with pytest.raises(CourseError, match="belongs to the course 'backpass', not to 'spring'"):
        api.Gradebook(course.directory().db_url, "spring")
    with api.Gradebook(course.directory().db_url) as book:  # as nbgrader's own steps open it
        assert book.find_assignment(CHAPTER).course_id == "backpass"


# --- marks that are numbers ----------------------------------------------------------------------


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), "many"], ids=str)
@pytest.mark.parametrize("name", ["manual_score", "extra_credit"])
def test_a_mark_by_hand_that_is_no_number_is_refused_and_the_old_one_stays(course, name, value):
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=Options(jobs=1))
    course.config()
    by_hand(course, "ada", **{name: 1.5})
    before = gradebook(course)
    with pytest.raises(ValueError, match="is no number of points"):
        by_hand(course, "ada", **{name: value})
    assert gradebook(course) == before
    by_hand(course, "ada", **{name: None})
    assert gradebook(course) != before


# --- a new gradebook -----------------------------------------------------------------------------


def test_a_new_gradebook_is_made_without_starting_a_program_and_says_the_newest_version(
    tiny_released, tmp_path, monkeypatch
):
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    course.gradebook.unlink()
    made_without_a_program(course, monkeypatch)


def made_without_a_program(course, monkeypatch):
    """Make the gradebook of a course that has none."""
    course.config()
    monkeypatch.setattr("subprocess.check_output", lambda *_, **__: pytest.fail("it started one"))
    with open_gradebook(course) as book, book.engine.connect() as database:
        (said,) = database.execute(text("SELECT version_num FROM alembic_version")).one()
    scripts = Path(api.__file__).with_name("alembic").glob("versions/*.py")
    lines = [line for path in scripts for line in path.read_text().splitlines()]
    number = r"(down_)?revision = '(\w+)'"
    found = [match.groups() for line in lines if (match := re.fullmatch(number, line))]
    followed = {which for down, which in found if down}
    assert len(found) > 8
    assert [which for down, which in found if not down and which not in followed] == [said]
