"""Pages for a class: nbgrader's own byte for byte, and nobody's work in another's page."""

import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
import tiny_course
from looked_over import at_least
from nbformat.v4 import new_markdown_cell, new_output, new_raw_cell
from sqlalchemy import event

from backpass.atomic import put
from backpass.grading.course import CourseError
from backpass.grading.feedback import class_pages
from backpass.grading.feedback.class_pages import give_feedback, read_marks
from backpass.grading.feedback.page import Cache, Odd, Press, coloured, joined, normal
from backpass.grading.gradebook import open_gradebook

CHAPTER = tiny_course.CHAPTER
NAME = f"{CHAPTER}.ipynb"
PIXEL = "R0lGODlhAQABAAAAACw="
HIDDEN = "\n### BEGIN HIDDEN TESTS\nfrom backpass.grading.hidden import grade\ngrade(add_backward)"


def displayed(**data):
    kinds = {"html": "text/html", "text": "text/plain", "png": "image/png"}
    return new_output("display_data", {kinds[kind]: text for kind, text in data.items()})


def result(text):
    return new_output("execute_result", {"text/plain": text}, execution_count=5)


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def error():
    trace = ["\x1b[0;31mValueError\x1b[0m: a < b", "line & \"quoted\" 'so'"]
    return new_output("error", ename="ValueError", evalue="a < b", traceback=trace)


PASSED = '<div style="color: green" title="a &amp; b">passed &mdash; <b>5</b> of 5<br></div>'


def honest(cells):
    for name in tiny_course.EXERCISES:
        cells[f"test-{name.replace('_', '-')}"].outputs = [
            displayed(html=PASSED, text="passed"),
            result("5.0"),
        ]


def failing(cells):
    code = "def add_backward(dout, cache):\n    return 'a < b & \"c\"'  # 'é'\n"
    cells["add-backward"].source = code
    cells["add-backward"].outputs = [
        stream("one\n\n  two <b>&amp;</b>\n"),
        stream("careful!\n", "stderr"),
        displayed(png=PIXEL),
        displayed(html='<table><tr><td>1</td></tr></table><img src="x.png">'),
    ]
    cells["test-add-backward"].outputs = [error()]
    cells["test-multiply-backward"].outputs = [displayed(text="failed\n   at 2 < 3"), result("0.0")]


def unreadable(cells):
    cells["title"].source = "This submission could not be graded: *it is damaged* & <small>."


def own_cells(cells):
    notebook = cells[None]
    own = "# Mine\n\n$x < y$ and `code`\n\n```python\nx = 'a'\n```\n\n| a |\n|---|\n| 1 |\n"
    own += "\n![](x.png)"
    notebook.cells.insert(2, new_markdown_cell(own))
    notebook.cells.insert(3, nbformat.v4.new_code_cell("", outputs=[stream("")]))


def stray_end(cells):
    cells["add-backward"].outputs = [displayed(html="</div></div>a<p>b</p>"), result("1")]


def open_table(cells):
    cells[None].cells.insert(2, new_markdown_cell("text <table> of <b>nothing"))


def raw(cells):
    cells[None].cells.insert(1, new_raw_cell("raw <i>text</i> & more"))


def cut_comment(cells):
    cells["add-backward"].outputs = [displayed(html="<b>a</b><!-- not closed")]


PLAIN = {"ada": honest, "bea": failing, "cem": unreadable, "dan": own_cells, "eva": honest}
PLAIN["gus"] = open_table
ODD = {"fay": stray_end, "hal": raw, "ivo": cut_comment}


def write_graded(course, student, change=honest):
    """A graded notebook, as grading leaves it."""
    notebook = nbformat.read(course.release_notebook(CHAPTER), 4)
    cells = {cell["id"]: cell for cell in notebook.cells} | {None: notebook}
    cells["test-add-backward"].source += HIDDEN
    change(cells)
    path = course.autograded / student / CHAPTER / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return path


def enter(gradebook, student, **marks):
    """A submission's marks, as grading leaves them."""
    gradebook.update_or_create_student(student)
    handed_in = gradebook.update_or_create_submission(CHAPTER, student)
    notebook = handed_in.notebooks[0]
    for number, grade in enumerate(notebook.grades):
        grade.auto_score, grade.needs_manual_grade = number / 4, False
    notebook.late_submission_penalty = marks.pop("penalty", None)
    for comment in notebook.comments:
        comment.auto_comment = marks.get("auto")
        comment.manual_comment = marks.get("manual")
    for grade in notebook.grades:
        grade.manual_score = marks.get("score")
        grade.extra_credit = marks.get("extra")
    gradebook.db.commit()


@pytest.fixture(scope="module")
def graded(tiny_released, tmp_path_factory):
    """A class with every kind of page."""
    course = tiny_course.copied(tiny_released, tmp_path_factory.mktemp("pages") / "course")
    with open_gradebook(course) as gradebook:
        for student, change in (PLAIN | ODD).items():
            write_graded(course, student, change)
            enter(gradebook, student)
        enter(gradebook, "bea", penalty=1.5)
        enter(gradebook, "cem", auto="Not graded: it is damaged.")
        enter(gradebook, "eva", score=2.75, extra=0.5, auto="no", manual="**Good** & <i>short</i>")
        enter(gradebook, "hal", manual="</div> <table> unclosed")
    return course


@pytest.fixture
def a_copy(graded, tmp_path):
    """The class, to change."""
    return tiny_course.copied(graded, tmp_path / "course")


def nbgraders_page(course, student):
    """The page that nbgrader's own converter writes."""
    from nbgrader.converters import GenerateFeedback

    config = course.config()
    directory = course.directory(config)
    directory.assignment_id, directory.student_id = CHAPTER, student
    converter = GenerateFeedback(coursedir=directory, config=config)
    converter.force = True
    converter.start()
    return page_of(course, student).read_bytes()


def page_of(course, student):
    return course.feedback / student / CHAPTER / f"{CHAPTER}.html"


def made(course, press, student):
    source = course.autograded / student / CHAPTER / NAME
    marks = read_marks(course, CHAPTER).get(student)
    return press.page(source, student, CHAPTER, marks)


# --- the same pages ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def press(graded):
    return Press(graded)


@pytest.mark.parametrize("student", PLAIN)
def test_a_page_is_nbgraders_own_and_made_of_parts(graded, press, student):
    whole = press.whole
    page = made(graded, press, student)
    assert page.encode() == nbgraders_page(graded, student)
    assert press.whole == whole


@pytest.mark.parametrize("student", ODD)
def test_a_page_whose_parts_run_into_each_other_goes_nbgraders_way(graded, press, student):
    whole = press.whole
    page = made(graded, press, student)
    assert page.encode() == nbgraders_page(graded, student)
    assert press.whole == whole + 1


def test_marks_penalties_and_comments_are_on_the_page(graded, press):
    late, by_hand = made(graded, press, "bea"), made(graded, press, "eva")
    assert "Late submission penalty (Score: -1.5)" in late
    assert "(Score: -0.75 / 11.0)" in late
    assert "(Score: 9.75 / 11.0)" in by_hand
    assert "<strong>Good</strong> &amp; <i>short</i>" in by_hand
    assert "Not graded: it is damaged." in made(graded, press, "cem")


def test_no_line_of_a_hidden_test_is_on_a_page(graded, press):
    for student in PLAIN:
        page = made(graded, press, student)
        assert "test_add_backward" in page
        assert "HIDDEN" not in page
        assert "backpass.grading" not in page


def test_other_ids_and_other_versions_go_nbgraders_way(a_copy):
    press = Press(a_copy)
    path = write_graded(a_copy, "ada")
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["id"] = notebook["cells"][0]["id"]
    path.write_text(json.dumps(notebook))
    assert "add_backward" in made(a_copy, press, "ada")
    assert press.whole == 1


# --- nobody's work in another's page -------------------------------------------------------------


def test_what_is_kept_for_all_never_brings_one_students_work_to_another(a_copy):
    with open_gradebook(a_copy) as gradebook:
        for number, student in enumerate(("ada", "bea", "dan")):

            def own(cells, word=f"secret of {student}"):
                honest(cells)
                cells["add-backward"].source += f"\n# {word}: source"
                cells["add-backward"].outputs = [stream(f"{word}: stream")]
                cells["test-add-backward"].outputs = [displayed(html=f"<p>{word}: panel</p>")]
                cells[None].cells.insert(1, new_markdown_cell(f"{word}: text"))

            write_graded(a_copy, student, own)
            enter(gradebook, student, manual=f"secret of {student}: comment", score=number + 0.25)
    warm = Press(a_copy)
    for student in ("ada", "bea", "dan", "ada"):
        page = made(a_copy, warm, student)
        assert page == made(a_copy, Press(a_copy), student)
        assert page.count(f"secret of {student}") == 4 + len(tiny_course.EXERCISES)
        assert page.count("secret of") == 4 + len(tiny_course.EXERCISES)
    assert warm.whole == 0


def test_a_student_named_in_resources_is_on_no_part_that_is_kept(graded, press):
    made(graded, press, "ada")
    for resources in at_least(1, press._common.values()):
        assert "ada" not in json.dumps(resources["nbgrader"])


def test_what_is_kept_has_a_limit():
    cache = Cache(room=10)
    cache.put(b"1", "aaaa")
    cache.put(b"2", "bbbb")
    assert cache.get(b"1") == "aaaa"
    cache.put(b"3", "cccc")
    assert [cache.get(key) for key in (b"1", b"2", b"3")] == ["aaaa", None, "cccc"]


# --- parts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["<p>a", "a</div>", "</div><div>", "<b>a</b> c", "<p><!-- a</p>"])
def test_a_part_that_depends_on_what_stands_around_it_is_refused(text):
    with pytest.raises(Odd):
        normal(text, ["body", "div"])


def test_a_part_is_written_as_the_whole_page_is():
    made = normal(' \n<p class=" a  b">&quot;<br/></p>\n\n', ["div"])
    assert made == '\n<p class="a b">"<br/></p>\n'
    assert normal("\n \n", ["div"]) == "\n"
    made = joined(["<a>\n", "", "</a>"], ["\n<b></b> ", "<i></i>\n"])
    assert made == "<a>\n<b></b> <i></i>\n</a>"
    with pytest.raises(Odd):
        joined(["<a>text ", "</a>"], [" <b></b>"])


def test_colours_that_pygments_does_not_write_are_parsed():
    strange = '<div class=" highlight"><pre><em title="&quot;">x</em>&#39;\n</pre></div>\n'
    assert coloured(strange) == normal(strange, ["div"])
    older = '<div class=" highlight"><pre><span></span>&quot;&#39;&amp;\n</pre></div>\n'
    assert coloured(older) == normal(older, ["div"]) != older.strip()


# --- a class -------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_class_gets_its_pages(a_copy, jobs):
    done = give_feedback(a_copy, [CHAPTER], jobs=jobs, nbgrader=True)
    assert [one.student for one in done] == sorted(PLAIN | ODD)
    assert [one.error for one in done if one.error] == []
    for student in PLAIN:
        page = page_of(a_copy, student).read_bytes()
        assert page == nbgraders_page(a_copy, student)
    assert page_of(a_copy, "ada").stat().st_mode & 0o777 == 0o644
    assert not list(a_copy.feedback.glob(".unfinished-*"))


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_bad_page_is_named_and_harms_no_other(a_copy, jobs, monkeypatch, capsys):
    from backpass.grading.cli import main

    give_feedback(a_copy, [CHAPTER], only=["bea"], jobs=1)
    (a_copy.autograded / "bea" / CHAPTER / NAME).write_text("{")
    write_graded(a_copy, "zoe")
    monkeypatch.chdir(a_copy.root)
    assert main(["feedback", CHAPTER, "--jobs", str(jobs)]) == 1
    told = capsys.readouterr()
    assert "backpass: bea 02_chain_rule: " in told.err
    assert "zoe 02_chain_rule: the gradebook has no marks of it" in told.err
    log = (a_copy.reports / "grading.log").read_text()
    assert "CourseError: the gradebook has no marks of it" in log
    assert not page_of(a_copy, "bea").exists()
    assert not page_of(a_copy, "zoe").exists()
    for student in (PLAIN | ODD).keys() - {"bea"}:
        assert page_of(a_copy, student).exists()


def test_a_process_that_dies_takes_only_its_page_with_it(a_copy, monkeypatch):
    write_page = class_pages.write_page

    def deadly(course, student, *rest):
        if student == "cem":
            os._exit(1)
        return write_page(course, student, *rest)

    monkeypatch.setattr(class_pages, "write_page", deadly)
    done = give_feedback(a_copy, [CHAPTER], jobs=2)
    assert {one.student: one.error for one in done if one.error} == {
        "cem": "the process that wrote the page died"
    }
    assert len(done) == len(PLAIN | ODD)
    assert page_of(a_copy, "dan").exists()


def test_the_gradebook_is_asked_as_often_for_many_as_for_one(a_copy):
    with counted_queries() as first:
        assert set(read_marks(a_copy, CHAPTER, ["ada"])) == {"ada"}
    with counted_queries() as second:
        assert set(read_marks(a_copy, CHAPTER)) == set(PLAIN | ODD)
    assert len(first) == len(second) > 3


@contextmanager
def counted_queries():
    from sqlalchemy import Engine

    seen = []

    def see(connection, cursor, statement, *_):
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", see)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", see)


def test_a_page_is_there_as_a_whole_or_as_it_was(tmp_path, monkeypatch):
    folder = tmp_path / "feedback"
    folder.mkdir()
    target = folder / "ada" / CHAPTER / "page.html"
    put(target, b"old", 0o644, folder)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "chmod", full)
    with pytest.raises(OSError, match="No space"):
        put(target, b"new", 0o644, folder)
    assert target.read_text() == "old"
    assert [path.name for path in folder.iterdir()] == ["ada"]


def test_nobody_by_that_name_and_nothing_graded_are_said(a_copy):
    with pytest.raises(CourseError, match="nothing of nobody is graded yet for 02_chain_rule"):
        give_feedback(a_copy, [CHAPTER], only=["nobody"])
    shutil.rmtree(a_copy.autograded)
    with pytest.raises(CourseError, match="nothing of anybody is graded yet"):
        give_feedback(a_copy, [CHAPTER])
