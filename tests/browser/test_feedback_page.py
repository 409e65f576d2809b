"""The page that goes back to a student, on a phone and on paper."""

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
import tiny_course
from playwright.sync_api import Browser, Page

from backpass.grading.course import Course
from backpass.grading.feedback.student_page import student_page
from backpass.grading.marks import CellScore, Marks

pytestmark = pytest.mark.browser

CHAPTER = tiny_course.CHAPTER
SAID = "\n".join(f"  line {number} of what the test said." for number in range(12))
LINES = "\n".join(f"    x = {number}" for number in range(14))


@pytest.fixture
def written(tiny_released: Course, tmp_path: Path) -> Path:
    """A page whose answers and judgements are longer than one sheet together."""
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    notebook = nbformat.read(course.release_notebook(CHAPTER), 4)
    for cell in notebook.cells:
        if cell.id.startswith("test-"):
            text = f"✗ it: 0 of 5 points.\n{SAID}"
            data = {"text/plain": text, "text/html": f'<div role="status"><pre>{text}</pre></div>'}
            cell.outputs = [nbformat.v4.new_output("display_data", data)]
        elif cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = f"def {cell.id.replace('-', '_')}(dout, cache):\n{LINES}"
    path = course.autograded / "ada" / CHAPTER / f"{CHAPTER}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    marks = Marks(11, cells={f"test_{name}": CellScore(5, 0) for name in tiny_course.EXERCISES})
    page = tmp_path / "page.html"
    page.write_text(student_page(course, "ada", CHAPTER, marks), encoding="utf-8")
    return page


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A narrow page."""
    context = chromium.new_context(viewport={"width": 380, "height": 700})
    yield context.new_page()
    context.close()


def test_how_it_went_has_the_width_of_a_phone(written: Path, phone: Page):
    phone.goto(written.as_uri())
    widths = phone.evaluate(
        "[...document.querySelectorAll('tbody td:last-child')].map(one => one.clientWidth)"
    )
    assert len(widths) == len(tiny_course.EXERCISES)
    assert min(widths) > 300
    assert phone.evaluate("document.documentElement.scrollWidth") <= 380


def test_an_answer_stands_on_paper_with_its_judgement(written: Path, page: Page):
    page.goto(written.as_uri())
    page.emulate_media(media="print")
    apart = page.evaluate(
        """[...document.querySelectorAll('.answer, .answer h3')]
            .filter(one => getComputedStyle(one).breakAfter !== 'avoid').length"""
    )
    cut = page.evaluate(
        """[...document.querySelectorAll('.part, tr')]
            .filter(one => getComputedStyle(one).breakInside !== 'avoid').length"""
    )
    assert page.locator(".answer").count() == len(tiny_course.EXERCISES)
    assert (apart, cut) == (0, 0)
    assert page.locator(".up:visible, details:visible").count() == 0


def test_a_name_stands_on_one_line_where_there_is_room(written: Path, page: Page):
    page.goto(written.as_uri())
    page.evaluate(
        """document.querySelectorAll('tbody td:last-child')
            .forEach(one => { one.textContent = 'a word '.repeat(60); })"""
    )
    lines = page.evaluate(
        """[...document.querySelectorAll('tbody th code')]
            .map(one => new Set([...one.getClientRects()].map(line => line.top)).size)"""
    )
    assert lines == [1] * len(tiny_course.EXERCISES)
