"""A stub's line that still stands above an answer is told, in the notebook and on the page."""

import linecache
import re

import nbformat
import pytest
from test_student_page import CHAPTERS, POINTS, ROOT, SAID, graded, marks_of

from backpass.grading.common.cells import grade_id, is_answer
from backpass.grading.course import Course
from backpass.grading.feedback.student_page import student_page
from backpass.grading.marks import CellScore
from backpass.judging.left_standing import is_left_standing
from backpass.judging.stopped import stub_finding

LINE = re.compile(r"(?m)^( +)raise NotImplementedError.*$")
TOLD = "still stands above your code"


def stubs():
    """Every cell that is to be answered and raises, as it is released."""
    for chapter in CHAPTERS:
        for cell in nbformat.read(Course(ROOT).release_notebook(chapter), 4).cells:
            if is_answer(cell) and LINE.search(cell.source):
                yield grade_id(cell), cell.source


STUBS = dict(stubs())


@pytest.mark.parametrize("name", STUBS)
def test_only_code_below_the_line_counts(name):
    stub = STUBS[name]
    answered = LINE.sub(r"\g<0>\n\n\1# mine\n\1return dout", stub)
    assert not is_left_standing(stub)
    assert is_left_standing(answered)
    assert not is_left_standing(LINE.sub(r"\1return dout", stub))
    assert not is_left_standing(LINE.sub(r"\1return dout\n\g<0>", stub))
    assert not is_left_standing(LINE.sub(r"\1raise NotImplementedError(\n\1    'x'\n\1)", stub))


@pytest.mark.parametrize("name", [n for n in STUBS if f"def {n}(" in STUBS[n]])
def test_the_check_says_which_line_to_delete(name):
    for text, told in ((STUBS[name], False), (LINE.sub(r"\g<0>\n\1return 1", STUBS[name]), True)):
        file = f"<{name}>"
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        space: dict[str, object] = {}
        exec(compile(text, file, "exec"), space)
        try:
            space[name](*[None] * space[name].__code__.co_argcount)
        except NotImplementedError as error:
            words = stub_finding(name, error).text
        del linecache.cache[file]
        assert (TOLD in words) is told
        assert (f"`{name}` is not written yet" in words) is not told


@pytest.mark.parametrize("below", [True, False])
def test_the_page_says_so_beside_not_attempted(below, tmp_path):
    chapter = CHAPTERS[1]

    def change(cells):
        for cell in cells:
            if is_answer(cell) and grade_id(cell) == "add_backward":
                line = r"\g<0>\n\1return dout, dout" if below else r"\g<0>"
                cell.source = LINE.sub(line, STUBS["add_backward"])
            if grade_id(cell) == "test_add_backward":
                words = "○ add_backward: not attempted, 0 of 2 points."
                shown = {"text/plain": words, "text/html": f"<div>{words}</div>"}
                cell.outputs = [
                    nbformat.from_dict({**SAID, "data": shown}),
                    nbformat.from_dict(POINTS),
                ]

    course = graded(tmp_path, chapter, change)
    marks = marks_of(course, chapter)
    marks.cells["test_add_backward"] = CellScore(2.0, 0.0)
    page = student_page(course, "s001", chapter, marks)
    row = page[page.index(">add_<wbr>backward<") :].partition("</tr>")[0]
    assert "not attempted" in row
    assert ("<code>raise NotImplementedError</code> still stands above" in row) is below
