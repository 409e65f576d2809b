"""Explorations, figures and puzzles in a real page: they fit a laptop, with their sliders in view.

All calls are those of the chapters, in JupyterLab as it first opens, its list of files included.
"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

import nbformat
import pytest
from course_notebooks import CHAPTERS, source
from driver import JupyterServer, Notebook
from looked_over import at_least
from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

LAPTOP = {"width": 1366, "height": 768}
HIGHEST = 600  # pixels of an exploration, its title and its sentence included
SHOWN_BY = ("explore", "pictures", "puzzles")
PRINTED = "pictures.sheet()"  # a page to print: it may be as high as it is
SETUP = f"from backpass import draw, {', '.join(SHOWN_BY)}\nfrom backpass.circuit import Circuit"


class Call(NamedTuple):
    """A line of a chapter that shows something, and the cells that make what it names."""

    chapter: str
    line: str
    before: str


def calls_of(chapter: str) -> Iterator[Call]:
    """Every call of a chapter that shows an exploration, a figure or a puzzle."""
    made: dict[str, str] = {}
    for cell in source(chapter).cells:
        if cell.cell_type != "code":
            continue
        line, tree = cell.source.strip(), ast.parse(cell.source)
        if "\n" not in line and line.split(".")[0] in SHOWN_BY:
            names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            yield Call(chapter, line, "\n".join(made[name] for name in names - {*SHOWN_BY}))
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                made[node.targets[0].id] = cell.source


CALLS = list({call.line: call for name in CHAPTERS for call in calls_of(name)}.values())


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A page as large as a laptop's screen."""
    context = chromium.new_context(viewport=LAPTOP)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def shown(student_lab: JupyterServer, page: Page) -> Iterator[dict[str, Locator]]:
    """What each call shows: the output of its cell, in the page."""
    cells = [nbformat.v4.new_code_cell(f"{call.before}\n{call.line}") for call in CALLS]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(SETUP), *cells], metadata={"kernelspec": kernel}
    )
    nbformat.write(book, student_lab.folder / "fits.ipynb")
    notebook = Notebook(student_lab, page, "fits.ipynb")
    assert notebook.run(0).complaints == []
    found = {}
    for index, call in enumerate(CALLS, 1):
        assert notebook.run(index).complaints == []
        found[call.line] = notebook.cell(index).locator(".jp-OutputArea-output").last
        found[call.line].locator("svg.bp-svg").first.wait_for()
    yield {call.line: found[call.line] for call in CALLS}
    notebook.close()


def test_all_that_the_chapters_show_is_no_higher_than_a_laptops_page(
    shown: dict[str, Locator], page: Page
):
    heights = {}
    for line, output in at_least(25, shown.items()):
        output.scroll_into_view_if_needed()
        box = output.bounding_box()
        assert box is not None
        assert box["width"] < LAPTOP["width"] - 300, "the list of files is in view"
        heights[line] = round(box["height"])
    assert {line: high for line, high in heights.items() if high > HIGHEST} == {
        PRINTED: heights[PRINTED]
    }


def test_every_picture_is_shown_whole_and_its_letters_are_large_enough(shown: dict[str, Locator]):
    """Nothing is to be scrolled sideways, and a picture is not shrunk until nobody can read it."""
    small = {}
    for line, output in at_least(25, shown.items()):
        output.scroll_into_view_if_needed()
        sizes = output.locator("svg.bp-svg text").evaluate_all(
            """texts => texts.filter(text => text.getBoundingClientRect().width > 0).map(
                 text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"""
        )
        sideways = output.locator("svg.bp-svg").first.evaluate(
            "svg => svg.parentElement.scrollWidth - svg.parentElement.clientWidth"
        )
        assert sideways <= 1, f"{line} has to be scrolled sideways"
        small[line] = min(sizes)
    assert {line: size for line, size in small.items() if size < 9.0} == {}


def test_in_a_narrow_window_the_sliders_stand_side_by_side_above_the_picture(
    shown: dict[str, Locator], page: Page
):
    output = shown["explore.forks()"]
    page.set_viewport_size({"width": 1060, "height": 768})
    output.scroll_into_view_if_needed()
    picture = output.locator("svg.bp-svg").first
    pairs = [pair.bounding_box() for pair in at_least(4, output.locator(".bp-pair").all())]
    below = picture.bounding_box()
    page.set_viewport_size(LAPTOP)
    assert below is not None
    tops = [round(box["y"]) for box in pairs if box is not None]
    assert len(set(tops)) < len(tops) == 4, "each slider has a line of its own"
    assert max(tops) < below["y"], "the picture stands below them"
