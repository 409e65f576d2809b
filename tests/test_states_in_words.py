"""Every state that an exercise can be in, in every place that says something of it."""

import csv
import html
import json
import re
import shutil
from types import SimpleNamespace

import nbformat
import pytest
import tiny_course
from tiny_class import InThisProcess, gradebook, hand_in

from backpass.grading import cli
from backpass.grading.common.errors import ErrorName, error_output
from backpass.grading.common.language import KEY
from backpass.grading.course import Course
from backpass.grading.feedback.speaking import sayer
from backpass.grading.feedback.student_page import student_page
from backpass.grading.gradebook import open_gradebook
from backpass.grading.marks import CellScore, Marks

CHAPTER = tiny_course.CHAPTER
NOT_GRADED, NOT_RIGHT = "– not graded", "✗ not right"
#: Words of which a page's line says one, and no other.
VERDICTS = (
    "✓ solved",
    "◐ in part",
    NOT_RIGHT,
    "○ not attempted",
    "… a person will look",
    NOT_GRADED,
)


def panel(first, *lines):
    said = {
        "text/plain": "\n".join([first, *lines]),
        "text/html": f'<div role="status">{first}</div>',
    }
    return {"output_type": "display_data", "metadata": {}, "data": said}


WRONG = panel("✗ add_backward: 0 of 5 points.", "  dx is wrong.")
STUB = panel("○ add_backward: not attempted, 0 of 5 points.")
TROUBLE = panel(
    "! add_backward: could not be graded.",
    "  Something is wrong on the grader's side. Your instructor will look at it.",
)
UNREADABLE = error_output(ErrorName.NOT_GRADED, "There is no notebook.")
TIME_UP = "The notebook used more than 60 seconds of computing."
UNRUN = error_output(ErrorName.NOT_RUN, TIME_UP)
STOPPED = error_output(ErrorName.STOPPED, TIME_UP)
SILENT = error_output(ErrorName.NO_MARK, "This test ended without stating a mark.")

#: What the test put out, what the gradebook says, and what the page says: a verdict or none.
STATES = {
    "right": (panel("✓ add_backward: 5 of 5 points."), CellScore(5, 5), "✓ solved"),
    "in part": (WRONG, CellScore(5, 3), "◐ in part"),
    "wrong": (WRONG, CellScore(5, 0), NOT_RIGHT),
    "extra points make nothing right": (WRONG, CellScore(5, 0, extra=5), NOT_RIGHT),
    "stub": (STUB, CellScore(5, 0), "○ not attempted"),
    "stub, 5 by hand": (STUB, CellScore(5, 0, by_hand=5), "✓ solved"),
    "stub, 0 by hand": (STUB, CellScore(5, 0, by_hand=0), "○ not attempted"),
    "wrong, looked at": (WRONG, CellScore(5, 0, by_hand=4), "◐ in part"),
    "right, 0 by hand": (WRONG, CellScore(5, 5, by_hand=0), NOT_RIGHT),
    "grader error": (TROUBLE, CellScore(5, 0, needs_a_person=True), "… a person will look"),
    "silent test": (SILENT, CellScore(5, 0, needs_a_person=True), "… a person will look"),
    "silent, by hand": (SILENT, CellScore(5, 0, by_hand=5), "✓ solved"),
    "unreadable": (UNREADABLE, CellScore(5, 0), NOT_GRADED),
    "unreadable, by hand": (UNREADABLE, CellScore(5, 0, by_hand=4), "◐ in part"),
    "unreadable, 0 by hand": (UNREADABLE, CellScore(5, 0, by_hand=0), None),
    "not reached": (UNRUN, CellScore(5, 0), NOT_GRADED),
    "stopped there": (STOPPED, CellScore(5, 0), NOT_GRADED),
}


def words_of(page):
    """A page's text, a line for each row of a table."""
    page = re.sub(r"<(style|script|svg)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(r"\s+", " ", page)
    text = re.sub(r"<wbr>", "", re.sub(r"</?(tr|p|h\d|li)\b[^>]*>", "\n", page))
    return html.unescape(re.sub(r" +", " ", re.sub(r"<[^>]+>", " ", text)))


def row(text, exercise):
    return next(
        line for line in text.splitlines() if line.replace("_ ", "_").strip().startswith(exercise)
    )


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_the_page_says_of_each_state_what_it_is(tmp_path, tiny_released, language):
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    say = sayer(course, language)
    verdicts = {one: say(one) for one in VERDICTS}
    assert len({*verdicts.values()}) == len(VERDICTS)
    for name, (output, mark, verdict) in STATES.items():
        notebook = nbformat.read(course.release_notebook(CHAPTER), 4)
        notebook.metadata["backpass"] = {}
        notebook.metadata[KEY] = language
        if output is UNREADABLE:
            notebook.metadata["backpass"]["unreadable"] = "There is no notebook."
        cell = next(c for c in notebook.cells if c.id == "test-add-backward")
        cell.outputs = [nbformat.from_dict(output)]
        path = course.autograded / "ada" / CHAPTER / f"{CHAPTER}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
        marks = Marks(5, cells={"test_add_backward": mark})
        page = student_page(course, "ada", CHAPTER, marks)
        line = row(words_of(page), "add_backward")
        said = [one for one, words in verdicts.items() if words in line]
        assert said == ([] if verdict is None else [verdict]), f"{name}: {line}"
        by_hand = say("Mark given by your instructor.") in line
        assert by_hand == (mark.by_hand is not None), f"{name}: {line}"
        links = re.findall(r'href="#([^"]+)"', page)
        assert {*links} <= {*re.findall(r'id="([^"]+)"', page)}, f"{name}: a link to nowhere"


WROTE_NOTHING = "Nothing was written here."
SIGN = "def add_backward(dout, cache):\n    return dout, -dout"


@pytest.fixture(scope="module")
def term(tiny_released, tmp_path_factory):
    """A class of every kind, graded, with its pages, its report, and what the terminal said."""
    course = tiny_course.copied(tiny_released, tmp_path_factory.mktemp("states") / "course")
    hand_in(course, "full")
    hand_in(course, "wrong", add_backward=SIGN)
    hand_in(course, "withdrawn", add_backward=SIGN)
    (course.submitted / "missing" / CHAPTER).mkdir(parents=True)
    hand_in(course, "damaged").write_text('{"cells": [', encoding="utf-8")
    hand_in(course, "spoken").write_text('{"cells": [', encoding="utf-8")
    refused = hand_in(course, "refused")
    refused.unlink()
    refused.symlink_to("/etc/hostname")
    stub = hand_in(course, "stub")
    shutil.copy(course.release_notebook(CHAPTER), stub)
    (course.root / "roster.csv").write_text(
        "id\n" + "\n".join([*course.students(), "absent"]) + "\n", encoding="utf-8"
    )
    said = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course.root)
        patch.setattr("backpass.grading.class_run.grade.Here", InThisProcess)
        patch.setattr("builtins.print", lambda *words, **_: said.append(" ".join(map(str, words))))
        for words in (["roster", "roster.csv"], ["grade", "--jobs", "1"]):
            assert cli.main(words) == 0, said
        with open_gradebook(course) as book:
            grade = book.find_grade("test_add_backward", CHAPTER, CHAPTER, "spoken")
            grade.manual_score = 4.0
            book.find_comment("add_backward", CHAPTER, CHAPTER, "spoken").manual_comment = "Seen."
            book.db.commit()
        shutil.rmtree(course.submitted / "withdrawn")
        for words in (["feedback", "--jobs", "1"], ["report"]):
            assert cli.main(words) == 0, said
    return SimpleNamespace(course=Course(course.root), said="\n".join(said))


def fed_back(term, student):
    path = term.course.feedback / student / CHAPTER / f"{CHAPTER}.html"
    return words_of(path.read_text(encoding="utf-8"))


def of_report(term, page):
    return words_of((term.course.reports / page).read_text(encoding="utf-8"))


UNREAD = ("missing", "damaged", "refused")


@pytest.mark.parametrize("student", UNREAD)
def test_work_that_could_not_be_read_is_nowhere_called_wrong(term, student):
    page = fed_back(term, student)
    assert page.count(NOT_GRADED) == len(tiny_course.EXERCISES)
    assert "This submission could not be graded." in page
    for wrong in (NOT_RIGHT, WROTE_NOTHING, "Graded on", "Your answers", "not attempted"):
        assert wrong not in page, wrong
    own = of_report(term, f"students/{student}.html")
    assert own.count("Not graded: ") == len(tiny_course.EXERCISES)
    with (term.course.reports / "problems.csv").open(encoding="utf-8") as file:
        kinds = {line["student"]: line["kind"] for line in csv.DictReader(file)}
    assert kinds[student] == "not graded"


def test_what_a_person_said_of_unreadable_work_stands_on_its_page(term):
    page = fed_back(term, "spoken")
    assert "◐ in part Mark given by your instructor." in row(page, "add_backward")
    assert "Comment: Seen." in " ".join(page.split())
    assert "Your instructor gave 4 of 5 points; that counts." in page
    assert page.count(NOT_GRADED) == len(tiny_course.EXERCISES) - 1
    assert "By hand." in row(of_report(term, "students/spoken.html"), "add_backward")


def test_states_are_counted_as_what_they_are(term):
    with (term.course.reports / "exercises.csv").open(encoding="utf-8") as file:
        line = next(one for one in csv.DictReader(file) if one["exercise"] == "add_backward")
    # full, wrong, stub and the withdrawn: nothing is counted of what could not be read
    assert (line["graded"], line["solved"], line["partly"], line["not attempted"]) == (
        "4",
        "1",
        "2",
        "1",
    )


def test_a_table_has_0_where_nothing_could_be_read_and_nothing_where_nothing_came(term):
    with (term.course.reports / "marks.csv").open(encoding="utf-8") as file:
        marks = {line["student"]: line[CHAPTER] for line in csv.DictReader(file)}
    assert {student: marks[student] for student in UNREAD} == dict.fromkeys(UNREAD, "0")
    assert marks["absent"] == ""
    assert marks["spoken"] == "4"
    assert marks["withdrawn"] == marks["wrong"] == "9"
    assert "nothing was graded" in of_report(term, "students/absent.html")
    assert "no longer there" in of_report(term, "students/withdrawn.html")
    assert "No response." in row(of_report(term, "students/stub.html"), "add_backward")


def test_the_terminal_says_how_many_could_not_be_read(term):
    assert "8 submissions graded into gradebook.db; 0 points for 4 that cannot be read" in term.said


def test_the_formgraders_comment_says_not_graded(term):
    comments = gradebook(term.course)["missing"]["comments"]
    assert all(auto.startswith("Not graded: ") for auto, _ in comments.values())
