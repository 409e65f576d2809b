"""The class report: the right numbers, safe to open, readable without seeing."""

import csv
import json
import re
from html.parser import HTMLParser

import pytest

from backpass.grading.course import Course
from backpass.grading.lms.tables import csv_text, harmless
from backpass.grading.marks import CellScore, Marks
from backpass.grading.reporting.groups import GroupRow
from backpass.grading.reporting.report import (
    LISTED,
    bars,
    breakable,
    headline,
    mark,
    render,
    tables,
    told_apart,
)
from backpass.grading.reporting.results import (
    ClassResults,
    ExerciseRow,
    MistakeRow,
    ProblemRow,
    StudentRow,
    events,
    read_notebooks,
)
from backpass.grading.reporting.students import student_pages

EVIL = '<script>alert("x")</script>'


def row(student, name, raw, penalties=()):
    """A student with these marks before penalties, and these penalties."""
    marks = {
        chapter: Marks(9.0, dict(penalties).get(chapter), {"test_x": CellScore(9.0, score)})
        for chapter, score in raw.items()
    }
    return StudentRow(student, name, marks=marks)


def results(evil=""):
    """Three students, one chapter and a half."""
    return ClassResults(
        max_scores={"01_one": 6.0, "02_two": 4.0},
        students=[
            row("ada", f"Ada {evil}Abebe", {"01_one": 6.0, "02_two": 4.5}, {"02_two": 1.0}),
            row("bea", "Bea Bauer", {"01_one": 2.0}),
            row(f"cem{evil}", "", {"01_one": 0.0, "02_two": 0.0}),
        ],
        exercises=[
            ExerciseRow("01_one", "add_backward", 6.0, 2, 1, 1, 0, 8.0),
            ExerciseRow("02_two", "max_backward", 4.0, 2, 0, 1, 1, 3.5),
        ],
        mistakes=[MistakeRow("01_one", "add_backward", "shared", f"halves it{evil}", ("bea",))],
        problems=[
            ProblemRow("cem", "01_one", f"submitted/cem/01_one{evil}", "not graded", f"No.{evil}")
        ],
        odd=[ProblemRow("ada", "02_two", "submitted/ada/02_two/x.ipynb", "edited", f"Odd.{evil}")],
        handed_in={"01_one": 3, "02_two": 2},
        graded={"01_one": 2, "02_two": 2},
    )


class Page(HTMLParser):
    """What a test asks of a page."""

    def __init__(self, text):
        super().__init__()
        self.starts, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.starts.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.starts if name == tag]


def test_the_head_line_numbers():
    assert [(str(number), words) for number, words in headline(results())] == [
        ("4 of 5", "submissions graded"),
        ("1", "need your eyes"),
        ("3", "students with marks"),
        ("2", "median of 10 points"),
        ("max_<wbr>backward", "hardest: 0 % solved it"),
    ]


def test_two_students_of_one_name_are_told_apart():
    names = {"jo": "John Smith", "jo2": "John Smith", "ada": "Ada Abebe"}
    assert told_apart(names) == {
        "jo": "John Smith (jo)",
        "jo2": "John Smith (jo2)",
        "ada": "Ada Abebe",
    }


def test_a_group_whose_answers_stop_is_said_to_stop_and_to_return_nothing():
    made = results()
    made.groups = [
        GroupRow("01_one", "add_backward", "1c6", ("bea",), where="x = 1", came=came)
        for came in ("stops with NameError", "dx = 3")
    ]
    text = " ".join(" ".join(Page(render(made)).words).split())
    assert "At x = 1: stops with NameError" in text
    assert "At x = 1: returns dx = 3" in text


def test_the_tables_have_the_same_numbers():
    made = tables(results())
    header, ada, bea, _ = made["marks.csv"]
    assert header[:6] == ["student", "name", "01_one", "02_two", "total", "of"]
    assert ada[:6] == ["ada", "Ada Abebe", "6", "3.5", "9.5", "10"]
    assert bea[:6] == ["bea", "Bea Bauer", "2", "", "2", "10"]
    ada, bea = (dict(zip(header, line, strict=True)) for line in (ada, bea))
    assert (ada["02_two raw"], ada["02_two extra"], ada["02_two penalty"]) == ("4.5", "0", "1")
    assert (bea["01_one penalty"], bea["02_two penalty"]) == ("0", "")
    assert made["exercises.csv"][1] == ["01_one", "add_backward", "6", 2, 1, 1, 0, "4"]
    mistake = ["01_one", "add_backward", "shared", "halves it", 1, "bea", "Bea Bauer"]
    assert made["mistakes.csv"][1] == mistake
    assert [row[2] for row in made["problems.csv"][1:]] == ["not graded", "edited"]


def test_a_students_page_has_the_exercises_in_the_order_of_the_notebook(tmp_path):
    whole = results()
    whole.exercises.insert(0, ExerciseRow("01_one", "warm_up", 1.0))
    whole.students[1].marks["01_one"].cells = {
        name: CellScore(6.0, 2.0) for name in ("essay", "test_add_backward", "test_warm_up")
    }
    course = Course(tmp_path)
    course.reports.mkdir()
    with student_pages(course, whole) as folder:
        text = (folder / "bea.html").read_text(encoding="utf-8")
    names = re.findall(r'<th scope="row"><code>(\w+)</code>', text)
    assert names == ["warm_up", "add_backward", "essay"]


def test_no_name_or_message_becomes_a_part_of_the_page():
    text = render(results(EVIL))
    assert EVIL not in text
    assert len(Page(text).all("script")) == 1
    assert text.count("&lt;script&gt;alert(") >= 6


def test_the_page_is_whole_by_itself():
    page = Page(render(results()))
    fetched = [
        a.get("src") or a.get("href") for tag, a in page.starts if "src" in a or tag == "link"
    ]
    assert fetched == []
    assert {a["href"] for a in page.all("a")} >= {"marks.csv", "problems.csv", "#marks"}
    assert "@import" not in render(results())
    assert not re.search(r"url\((?!#)", render(results()))


def test_every_table_has_a_caption_and_every_head_a_scope():
    page = Page(render(results()))
    assert len(page.all("caption")) == len(page.all("table")) == 7
    assert all(a.get("scope") in ("col", "row") for a in page.all("th"))


def test_every_picture_is_said_in_words_with_its_numbers():
    page = Page(render(results()))
    pictures = page.all("svg")
    assert len(pictures) == 3
    assert all(a["role"] == "img" for a in pictures)
    assert "add_backward 50 per cent" in pictures[0]["aria-label"]
    assert "halves it, 1" in pictures[2]["aria-label"]


def test_light_and_dark_and_inks_that_follow():
    text = render(results())
    assert "prefers-color-scheme: dark" in text
    assert "currentColor" in text
    assert "#123456" not in text


def test_a_class_without_anything_is_a_page_too():
    empty = ClassResults({"01_one": 6.0}, [], [], [], [], [], {"01_one": 0}, {"01_one": 0})
    text = render(empty)
    assert "Nothing: everything that was handed in was graded." in text
    assert "No wrong answer matched a known mistake." in text


def test_the_same_picture_has_the_same_bytes():
    first = bars(["a"], [1.0], alt="A bar", unit="students", limit=2.0)
    assert bars(["a"], [1.0], alt="A bar", unit="students", limit=2.0) == first


def test_an_alt_text_cannot_leave_its_attribute():
    made = bars(["a"], [1.0], alt='"><script>', unit="students", limit=2.0)
    assert Page(str(made)).all("svg")[0]["aria-label"] == '"><script>'
    assert Page(str(made)).all("script") == []


@pytest.mark.parametrize("value", ["=1+1", "+1+1", "-1+1", "@x", "\tx"])
def test_no_spreadsheet_runs_a_name(value):
    assert harmless(value) == f"'{value}"
    assert harmless("ada") == "ada"
    assert harmless(3) == 3


def test_marks_and_paths_as_one_writes_them():
    assert [mark(v) for v in (None, 0.0, 2.0, 2.5, 2 / 3)] == ["–", "0", "2", "2.5", "0.67"]
    assert breakable("a/<b>") == "a/<wbr>&lt;b&gt;"


def test_events_are_taken_from_test_cells_alone():
    event = {"exercise": "add_backward", "status": "passed"}
    said = {"output_type": "display_data", "data": {}, "metadata": {"backpass": event}}
    own = {"cell_type": "code", "metadata": {}, "outputs": [said]}
    test = {"cell_type": "code", "metadata": {"nbgrader": {"grade": True}}, "outputs": [said]}
    strange = {**test, "outputs": [{**said, "metadata": {"backpass": "x"}}]}
    assert list(events({"cells": [own, strange]})) == []
    assert list(events({"cells": [own, test]})) == [event]


def test_a_table_file_reads_back(tmp_path):
    text = csv_text([["a", "b"], ["=1", 'with "quotes", and\nlines']])
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["a", "b"], ["'=1", 'with "quotes", and\nlines']]


# --- a large class -------------------------------------------------------------------------------


def large(count=70):
    """A class that one does not look through row by row."""
    crowd = results()
    crowd.students = [row(f"s{n:04}", f"Ada {n}", {"01_one": 1.0}) for n in range(count)]
    crowd.problems = [
        ProblemRow(f"s{n:04}", "01_one", f"submitted/s{n:04}", "not graded", f"No {n}.")
        for n in range(count)
    ]
    crowd.handed_in = {"01_one": 2000, "02_two": 1234}
    return crowd


def test_a_long_table_scrolls_by_itself_and_can_be_reached_by_keyboard():
    tall = [a for a in Page(render(large())).all("div") if "tall" in a.get("class", "")]
    assert [a["aria-label"] for a in tall] == ["What needs your eyes", "Marks"]
    assert all(a["tabindex"] == "0" and a["role"] == "region" for a in tall)
    assert not [a for a in Page(render(results())).all("div") if "tall" in a.get("class", "")]


def test_a_page_lists_so_many_problems_and_says_where_the_rest_is():
    text = render(large(1200))
    assert text.count("not graded") == 0
    assert text.count('<th scope="row"><a href="students/s') == LISTED + 1200
    assert 'The first 500; <a href="problems.csv">problems.csv</a> has all 1,200.' in text
    assert len(tables(large(1200))["problems.csv"]) == 1 + 1200 + 1
    assert "1,200 submissions or answers" in text


def test_numbers_of_many_are_written_for_reading():
    assert ("4 of 3,234", "submissions graded") in headline(large())


def graded_files(course, chapter, notebooks):
    for student, text in notebooks.items():
        path = course.autograded / student / chapter / f"{chapter}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")


def event_notebook(student):
    event = {"exercise": "add_backward", "status": "failed", "mistake": f"of {student}"}
    said = {"output_type": "display_data", "data": {}, "metadata": {"backpass": event}}
    cell = {"cell_type": "code", "metadata": {"nbgrader": {"grade": True}}, "outputs": [said]}
    return json.dumps({"metadata": {"backpass": {"contained": False}}, "cells": [cell]})


@pytest.mark.parametrize("at_once", [1, 1000])
def test_what_notebooks_say_is_each_students_own(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr("backpass.grading.reporting.results.AT_ONCE", at_once)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    course = Course(tmp_path)
    students = [f"s{number}" for number in range(9)]
    graded_files(course, "01_one", {s: event_notebook(s) for s in students})
    seen = read_notebooks(course, "01_one", course.graded("01_one"))
    assert seen.mistakes == {("add_backward", f"of {s}"): [s] for s in students}
    assert seen.uncontained == 9


def test_a_graded_notebook_that_cannot_be_read_is_told_and_harms_no_other(tmp_path):
    course = Course(tmp_path)
    broken = {"ada": "{", "bea": "[]", "cem": '{"metadata": 3}'}
    graded_files(course, "01_one", {**broken, "dan": event_notebook("dan")})
    seen = read_notebooks(course, "01_one", course.graded("01_one"))
    assert seen.not_graded == set(broken)
    assert [row.student for row in seen.problems] == sorted(broken)
    assert all("cannot be read" in row.text for row in seen.problems)
    assert list(seen.mistakes.values()) == [["dan"]]
