"""The same chapters in Notebook 7, which is another page around the same cells."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from driver import InNotebook7, JupyterServer, Notebook
from playwright.sync_api import Locator, Page

from backpass.grading.authoring.standalone import export
from backpass.grading.course import Course

pytestmark = pytest.mark.browser

COURSE = Course(Path(__file__).resolve().parents[2])
#: What Notebook 7.6 complains of when it opens an empty notebook, too.
OF_ITS_OWN = {"Cannot read properties of undefined (reading 'schema')"}
IMPORTS = "# @title Setup"
Opener = Callable[[str], Notebook]


@pytest.fixture(scope="module")
def in_page() -> type[Notebook]:
    """What `in_turn` opens: the server that serves JupyterLab serves this."""
    return InNotebook7


@pytest.fixture(scope="module")
def page(one_page: Page) -> Page:
    """Each notebook is loaded into the same page, which has the scripts from the first time."""
    return one_page


def said(cell: Locator) -> Locator:
    return cell.get_by_role("status")


def test_a_file_that_stands_alone_opens_with_its_package_folded_up(
    student_lab: JupyterServer, page: Page
):
    """And runs in a kernel with no other Backpass: only what it carries is imported."""
    (path,) = export(COURSE, ["01_simple_gates"], student_lab.folder / "alone")
    notebook = InNotebook7(student_lab, page, f"alone/{path.name}")
    try:
        cells = notebook.run_all()
        assert [cell.complaints for cell in cells if cell.complaints] == []
        index = next(k for k, cell in enumerate(cells) if cell.source.startswith("# @title"))
        shown = notebook.cell(index)
        assert shown.locator(".cm-content").count() == 0, "the packed text is not in view"
        new = notebook.run(index + 2, "import backpass\n\nprint(backpass.__file__)")
        assert re.search(r"backpass-\w+.backpass.__init__", new.plain)
    finally:
        notebook.close()


# the first chapter comes last: the tests below go on with it
@pytest.mark.parametrize("chapter", COURSE.chapters()[::-1])
def test_an_unsolved_chapter_runs_to_its_end(in_turn: Opener, page: Page, chapter: str):
    notebook = in_turn(chapter)
    assert page.locator("body[data-notebook='notebooks']").count() == 1, "this is Notebook 7"
    code = [cell for cell in notebook.run_all() if cell.kind == "code" and cell.source.strip()]
    assert [cell.source for cell in code if cell.count is None] == [], "these never ran"
    assert [cell.complaints for cell in code if cell.complaints] == []
    assert [cell.plain for cell in code if cell.grade_id == "install"] == [""]
    assert [error for error in notebook.console if error not in OF_ITS_OWN] == []
    assert notebook.outside == [], "a chapter must open where there is no network"
    badge = notebook.cell(0).get_by_role("img", name="Open in Colab")
    badge.wait_for()
    assert badge.evaluate("image => image.naturalWidth") > 100, "the badge lies beside the file"


def test_a_slider_is_moved_by_the_keyboard_and_stays_the_cells_own(in_turn: Opener, page: Page):
    """Notebook 7 takes arrow keys to go from cell to cell, but not from a slider."""
    notebook = in_turn("01_simple_gates")
    index = notebook.run_where(IMPORTS, 'explore.sensitivity(x=4.0, y=2.0, h=0.5, moves="y only")')
    cell = notebook.cell(index)
    said(cell).filter(has_text="x = 4.00, y = 2.00; after the step y = 2.50").wait_for()
    handle = cell.locator(".noUi-handle").nth(1)
    handle.focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    said(cell).filter(has_text="x = 4.00, y = 2.30; after the step y = 2.80").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    said(cell).filter(has_text="x = 4.00, y = 2.10; after the step y = 2.60").wait_for()
    assert handle.evaluate("handle => handle === document.activeElement")


def test_an_exercise_is_failed_and_then_passed(in_turn: Opener, page: Page):
    notebook = in_turn("01_simple_gates")
    notebook.run_where(IMPORTS)
    solution, test = (
        notebook.index_of("multiply_gradient"),
        notebook.index_of("test_multiply_gradient"),
    )
    notebook.run(solution, "def multiply_gradient(x, y):\n    return x, y")
    failed = notebook.run(test)
    assert failed.complaints == []
    assert "not right yet" in failed.plain
    notebook.run(solution, "def multiply_gradient(x, y):\n    return y, x")
    passed = notebook.run(test)
    assert passed.complaints == []
    assert "multiply_gradient: passed." in passed.plain
    notebook.cell(test).get_by_text("passed").first.wait_for()
