"""The page that a student reads: marks first, each with its reason, small, and without a script."""

import json
import re
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from backpass.grading.common.cells import grade_id, is_answer
from backpass.grading.course import Course
from backpass.grading.feedback.student_page import student_page
from backpass.grading.intake.findings import Findings, show_notes
from backpass.grading.marks import CellScore, Marks

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = Course(ROOT).chapters()
MOST = 60_000  # bytes of a page without its pictures
SAID = {
    "output_type": "display_data",
    "metadata": {},
    "data": {
        "text/plain": "✗ it: 1 of 2 points.\n  dx is wrong.\n  Part by part: dx 1/2.",
        "text/html": '<div role="status">✗ it: 1 of 2 points.</div>',
    },
}
POINTS = {
    "output_type": "execute_result",
    "metadata": {},
    "execution_count": 1,
    "data": {"text/plain": "1.0"},
}


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found, self.words, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def graded(tmp_path, chapter, change=lambda cells: None):
    """A course with one graded notebook: the release, answered as the source is, tests wrong."""
    course = Course(tmp_path)
    source = nbformat.read(Course(ROOT).source_notebook(chapter), 4)
    answers = {grade_id(cell): cell.source for cell in source.cells if is_answer(cell)}
    released = Course(ROOT).release_notebook(chapter)
    notebook = nbformat.read(released, 4)
    for cell in notebook.cells:
        cell.source = answers.get(grade_id(cell), cell.source)
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = [nbformat.from_dict(SAID), nbformat.from_dict(POINTS)]
    change(notebook.cells)
    for path in (course.release_notebook(chapter), graded_path(course, chapter)):
        path.parent.mkdir(parents=True)
    course.release_notebook(chapter).write_bytes(released.read_bytes())
    graded_path(course, chapter).write_text(nbformat.writes(notebook), encoding="utf-8")
    return course


def graded_path(course, chapter):
    return course.autograded / "s001" / chapter / f"{chapter}.ipynb"


def marks_of(course, chapter, **more):
    cells = json.loads(course.release_notebook(chapter).read_text("utf-8"))["cells"]
    marks = {grade_id(c): CellScore(2.0, 1.0) for c in cells if grade_id(c).startswith("test_")}
    return Marks(2.0 * len(marks), cells=marks, **more)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_page_is_small_whole_by_itself_and_sets_every_formula(chapter, tmp_path):
    course = graded(tmp_path, chapter)
    text = student_page(course, "s001", chapter, marks_of(course, chapter), "Ada Lovelace")
    page = Tags(text)
    without_pictures = re.sub(r"<svg.*?</svg>|data:image/[^\"]*", "", text, flags=re.DOTALL)
    assert len(without_pictures.encode()) <= MOST
    fetched = [a for tag, a in page.found if "src" in a and not a["src"].startswith("data:")]
    assert fetched == page.all("script") == page.all("link") == page.all("iframe") == []
    released = nbformat.read(course.release_notebook(chapter), 4).cells
    formulas = sum(c.source.count("$$") // 2 for c in released if c.cell_type == "markdown")
    assert len(page.all("math")) >= formulas
    assert not re.search(r"\\(frac|partial|sigma|cdot|sum)\b", text)


@pytest.mark.parametrize("chapter", CHAPTERS[:2])
def test_each_mark_leads_to_its_answer(chapter, tmp_path):
    course = graded(tmp_path, chapter)
    page = Tags(student_page(course, "s001", chapter, marks_of(course, chapter)))
    ids = [a["id"] for _, a in page.found if "id" in a]
    assert len(ids) == len(set(ids))
    links = [a["href"] for a in page.all("a") if a["href"].startswith("#")]
    assert len(links) > 8
    assert {link[1:] for link in links} <= set(ids)
    assert " ".join(page.words).count("dx is wrong.") >= 5


def test_the_head_says_whose_page_it_is_and_what_it_is_worth(tmp_path):
    chapter = CHAPTERS[1]
    course = graded(tmp_path, chapter)
    marks = marks_of(
        course,
        chapter,
        penalty=2.5,
        handed_in=datetime(2026, 3, 2, 12),
        due=datetime(2026, 3, 1, 12),
        comments={"add_backward": "Nice <b>work</b>."},
    )
    marks.cells["test_add_backward"] = CellScore(2.0, 1.0, by_hand=1.5, extra=0.25)
    text = student_page(course, "s001", chapter, marks, "Ada <Lovelace>")
    words = " ".join(" ".join(Tags(text).words).split())
    total = f"{marks.score:g} of {marks.max_score:g}"
    assert f"{total} points" in words
    for said in ("Ada <Lovelace>", "s001", chapter, "02 March 2026", "Handed in late −2.5"):
        assert said in words, said
    assert "1.75 of 2" in words
    assert "Mark given by your instructor." in words
    assert "With 0.25 extra." in words
    assert "Nice <b>work</b>." in words  # as text


def test_what_a_student_wrote_runs_nothing(tmp_path):
    evil = "<script>alert(1)</script><img src=http://example.org/x.png onerror=alert(1)>"

    def change(cells):
        own = nbformat.v4.new_markdown_cell(f"# Mine\n{evil}\n[x](javascript:alert(1)) $\\frac$")
        code = nbformat.v4.new_code_cell("print(1)  # <script>alert(2)</script>")
        code.outputs = [
            nbformat.v4.new_output("stream", text="<script>alert(3)</script>"),
            nbformat.v4.new_output("display_data", {"text/html": evil}),
            nbformat.v4.new_output("error", ename="E", evalue="<script>", traceback=["<b>"]),
        ]
        cells += [own, code]

    chapter = CHAPTERS[0]
    course = graded(tmp_path, chapter, change)
    text = student_page(course, "s001", chapter, marks_of(course, chapter))
    page = Tags(text)
    assert page.all("script") == []
    assert [a for a in page.all("img") if not (a.get("src") or "data:").startswith("data:")] == []
    assert not [a for _, a in page.found if any(name.startswith("on") for name in a)]
    assert not [a for a in page.all("a") if a.get("href", "").startswith("javascript")]
    assert "A cell of your own" in text
    assert "&lt;script&gt;alert(3)" in text


def test_a_page_holds_no_hidden_test(tmp_path):
    chapter = CHAPTERS[1]

    def change(cells):
        for cell in cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                cell.source += "\nfrom backpass.grading.hidden import grade\ngrade(s3cr3t=42)"
                cell.outputs = [
                    nbformat.v4.new_output("error", ename="ZeroDivisionError", evalue="s3cr3t=42")
                ]

    course = graded(tmp_path, chapter, change)
    text = student_page(course, "s001", chapter, marks_of(course, chapter))
    assert "backpass.grading" not in text
    assert "s3cr3t" not in text
    assert text.count("This test did not come to its end.") >= 5


def test_what_the_grader_noted_is_said_once_at_the_top_and_by_its_cell(tmp_path):
    chapter = CHAPTERS[1]
    course = graded(tmp_path, chapter)
    notebook = nbformat.read(graded_path(course, chapter), 4)
    findings = Findings()
    findings.note("renamed", "", "The file had another name.")
    findings.note("moved", "add_backward", "The answer stood in another cell.")
    findings.into(notebook)
    show_notes(notebook)
    graded_path(course, chapter).write_text(nbformat.writes(notebook), encoding="utf-8")
    page = Tags(student_page(course, "s001", chapter, marks_of(course, chapter)))
    words = " ".join(" ".join(page.words).split())
    assert words.count("The file had another name.") == 1
    assert words.count("Note from the grader. The answer stood in another cell.") == 1
    assert words.count("The answer stood in another cell.") == 2
    assert "A cell of your own" not in words
