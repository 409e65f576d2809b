"""Chapters 3 to 7 in a real browser: run, move every exploration by keyboard, solve an exercise."""

import html
import json
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from course_notebooks import source
from driver import CellState, Notebook
from playwright.sync_api import Locator, Page

from backpass import explore
from backpass.contracts import of_chapter
from backpass.notebook.record import VARIABLE

pytestmark = pytest.mark.browser

Opener = Callable[[str], Notebook]
Screenshot = Callable[[Page, str], Path]

#: The exercise that is filled in, and a cell that it needs.
FILLED_IN = {
    "03_sigmoid_neuron": "reciprocal_backward",
    "04_staged_computation": "rescaled_learning_rate",
    "05_vectorized_gradients": "relu_backward",
    "06_two_layer_net": "forward_passes_needed",
    "07_build_autograd": "Value",
}
PRESSES = 2


@pytest.fixture(scope="module", autouse=True)
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the kernels of this module keep the progress: set before the server starts."""
    path = tmp_path_factory.mktemp("progress") / "progress.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(path))
        yield path


@pytest.fixture(scope="module")
def page(one_page: Page) -> Page:
    """JupyterLab is loaded once, and each notebook is opened in it."""
    return one_page


@pytest.mark.parametrize("chapter", FILLED_IN)
def test_a_chapter_is_run_explored_and_begun(
    open_chapter: Opener, page: Page, chapter: str, kept: Path, screenshot: Screenshot
):
    notebook = open_chapter(chapter)
    cells = notebook.run_all()
    assert [cell.source for cell in cells if cell.complaints] == []
    moved = [i for i, cell in enumerate(cells) if cell.source.startswith("explore.")]
    assert len(moved) >= 2
    for index in moved:
        a_slider_moves_picture_and_words(notebook.cell(index), page, cells[index].source)
        screenshot(page, f"{chapter}-{cells[index].source[8:].partition('(')[0]}")
    an_exercise_passes_and_the_progress_follows(notebook, page, chapter, cells, kept)
    screenshot(page, f"{chapter}-progress")
    assert notebook.console == []
    assert notebook.outside == []


def a_slider_moves_picture_and_words(cell: Locator, page: Page, call: str) -> None:
    """Press an arrow key; what the page then says must be what the library says."""
    library = eval(call, {"explore": explore})
    slider, _ = next(iter(library.controls.values()))
    picture = cell.locator("svg.bp-svg").first
    picture.wait_for()
    assert picture.get_attribute("aria-label") == label_of(library)

    cell.locator(".noUi-handle").first.focus()
    for _ in range(PRESSES):
        page.keyboard.press("ArrowRight")
    before = label_of(library)
    slider.value = value_after(slider, PRESSES)
    assert label_of(library) != before, "a move that changes nothing proves nothing"

    wait_for_label(cell, label_of(library))
    assert numbers_of(picture.evaluate("svg => svg.outerHTML")) == numbers_of(library.svg)
    words = cell.get_by_role("status").inner_text()
    assert words.split() == library.text.split()


def value_after(slider: object, presses: int) -> float:
    """Where so many presses of an arrow key take a slider."""
    step, value = presses * slider.step, slider.value  # type: ignore[attr-defined]
    if hasattr(slider, "base"):
        return min(10 ** (math.log10(value) + step), 10**slider.max)
    return min(value + step, slider.max)  # type: ignore[attr-defined]


def label_of(library: explore.Exploration) -> str:
    """The accessible name of the library's picture, as a browser reads it."""
    (label,) = re.findall(r'^<svg[^>]* aria-label="([^"]*)"', library.svg)
    return html.unescape(label)


def numbers_of(svg: str) -> list[str]:
    """Every text of a picture, and every number that it carries for programs."""
    found = re.findall(r'>([^<>]+)</text>|data-(?:value|gradient)="([^"]*)"', svg)
    return [html.unescape("".join(pair)) for pair in found]  # a browser writes ' as it is


def wait_for_label(cell: Locator, label: str) -> None:
    """Wait until the picture in a cell has this name."""
    cell.page.wait_for_function(
        """([cell, label]) => document.querySelector(
             `[data-testid="${cell}"] svg.bp-svg`)?.getAttribute('aria-label') === label""",
        arg=[cell.get_attribute("data-testid"), label],
    )


def an_exercise_passes_and_the_progress_follows(
    notebook: Notebook, page: Page, chapter: str, cells: list[CellState], kept: Path
) -> None:
    """The view that stands in the notebook changes by itself, and a new kernel knows it too."""
    count = len(of_chapter(chapter))
    (view,) = [i for i, cell in enumerate(cells) if "import progress" in cell.source]
    assert f"You have passed 0 of {count} in this chapter." in cells[view].plain
    name = FILLED_IN[chapter]
    notebook.run(notebook.index_of(name), solution(chapter, name))
    assert f"{name}: passed." in notebook.run(notebook.index_of(f"test_{name}")).plain

    passed = f"You have passed 1 of {count} in this chapter."
    notebook.cell(view).get_by_text(passed).wait_for()
    assert f"✓ {name}: passed" in notebook.state(view).plain
    assert json.loads(kept.read_text())["exercises"][name]["state"] == "passed"
    notebook.restart()
    assert passed in notebook.run(view).plain


def solution(chapter: str, name: str) -> str:
    """The instructor's solution, for a browser that plays the student."""
    (cell,) = [cell for cell in source(chapter).cells if cell.id == name]
    return str(cell.source)
