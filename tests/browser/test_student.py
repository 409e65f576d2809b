"""A student's first hour, in a real browser: open a chapter, run it, move a slider, solve one."""

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from driver import PICTURES, JupyterServer, Notebook
from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

CHAPTERS = ["01_simple_gates", "02_chain_rule"]
IMPORTS = "# @title Setup"
Opener = Callable[[str], Notebook]
Screenshot = Callable[[Page, str], Path]


@pytest.fixture(scope="module")
def kind_of_server() -> type[JupyterServer]:
    """Started as a student starts it, kernels as well: nothing is forked here."""
    return JupyterServer


@pytest.fixture(scope="module")
def page(one_page: Page) -> Page:
    """JupyterLab is loaded once, and each notebook is opened in it."""
    return one_page


def press(page: Page, cell: Locator, number: int, key: str, times: int = 1) -> None:
    """Move the slider of that number in a cell as one does without a mouse."""
    handle = cell.locator(".noUi-handle").nth(number)
    handle.focus()
    for _ in range(times):
        page.keyboard.press(key)


def circuit_numbers(cell: Locator) -> dict[str, tuple[float, float]]:
    """Value and gradient of every node that the picture in a cell shows."""
    pairs = cell.locator("svg [data-node]").evaluate_all(
        "all => all.map(g => [g.dataset.node, g.dataset.value, g.dataset.gradient])"
    )
    return {name: (float(value), float(gradient)) for name, value, gradient in pairs}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_an_unsolved_chapter_runs_to_its_end(
    in_turn: Opener, page: Page, chapter: str, screenshot: Screenshot
):
    notebook = in_turn(chapter)
    cells = notebook.run_all()
    code = [cell for cell in cells if cell.kind == "code" and cell.source.strip()]
    assert [cell.source for cell in code if cell.count is None] == [], "these never ran"
    assert [cell.complaints for cell in code if cell.complaints] == []
    tests = [cell for cell in code if cell.grade_id.startswith("test_")]
    assert tests
    for cell in tests:
        open_yet = "not answered yet" if "quiz_" in cell.grade_id else "is not written yet"
        assert open_yet in cell.plain, cell.grade_id
        assert "passed" not in cell.plain.lower(), cell.grade_id
    assert notebook.console == []
    assert notebook.outside == [], "a chapter must open where there is no network"
    if not PICTURES:  # drawing what nobody looks at takes longer than running it
        return
    notebook.cell(0)
    screenshot(page, f"{chapter}-top")
    for index, cell in enumerate(cells):
        if cell.kind == "code" and ("explore." in cell.source or "draw.show" in cell.source):
            notebook.cell(index)
            screenshot(page, f"{chapter}-{index:02d}")


def test_a_slider_moves_every_number_of_a_circuit(
    in_turn: Opener, page: Page, screenshot: Screenshot
):
    """f = (x + y) z, so df/dx = df/dy = z and df/dz = x + y, wherever the sliders stand."""
    notebook = in_turn("02_chain_rule")
    cell = notebook.cell(notebook.run_where(IMPORTS, 'Circuit("(x + y) z")', "circuit(circuit)"))

    def expected(x: float, y: float, z: float) -> dict[str, tuple[float, float]]:
        return {
            "x": (x, z),
            "y": (y, z),
            "z": (z, x + y),
            "q": (x + y, z),
            "f": ((x + y) * z, 1.0),
        }

    cell.locator('svg [data-node="x"]').wait_for()
    before = circuit_numbers(cell)
    assert before == {name: pytest.approx(pair) for name, pair in expected(-2, 5, -4).items()}

    step = 0.1
    press(page, cell, 0, "ArrowRight", times=3)
    wait_for_value(cell, "x", -2 + 3 * step)
    press(page, cell, 2, "ArrowLeft", times=2)
    wait_for_value(cell, "z", -4 - 2 * step)
    after = circuit_numbers(cell)
    moved = expected(-2 + 3 * step, 5, -4 - 2 * step)
    assert after == {name: pytest.approx(pair) for name, pair in moved.items()}
    screenshot(page, "02-slider-moved")


def wait_for_value(cell: Locator, node: str, value: float) -> None:
    """Wait until the picture shows a node at a value; a slider's steps are not exact in binary."""
    handle = cell.locator(f'svg [data-node="{node}"]').first
    handle.page.wait_for_function(
        """([cell, node, value]) => {
          const g = document.querySelector(`[data-testid="${cell}"] svg [data-node="${node}"]`);
          return g !== null && Math.abs(Number(g.dataset.value) - value) < 1e-9;
        }""",
        arg=[cell.get_attribute("data-testid"), node, value],
    )


SOLUTIONS = {
    "01_simple_gates": (
        "multiply_gradient",
        [],
        """
        def multiply_gradient(x, y):
            return y, x
        """,
        """
        def multiply_gradient(x, y):
            return x, y
        """,
    ),
    "02_chain_rule": (
        "multiply_backward",
        ["def multiply_forward("],
        """
        def multiply_backward(dout, cache):
            x, y = cache
            return dout * y, dout * x
        """,
        """
        def multiply_backward(dout, cache):
            x, y = cache
            return dout * x, dout * y
        """,
    ),
}


# the second chapter, which the test above has opened, before the first one
@pytest.mark.parametrize("chapter", CHAPTERS[::-1])
def test_an_exercise_is_failed_and_then_passed(
    in_turn: Opener, page: Page, chapter: str, screenshot: Screenshot
):
    name, given, right, wrong = SOLUTIONS[chapter]
    notebook = in_turn(chapter)
    notebook.run_where(IMPORTS, *given)
    solution, test = notebook.index_of(name), notebook.index_of(f"test_{name}")

    assert notebook.run(solution, textwrap.dedent(wrong)).complaints == []
    failed = notebook.run(test)
    assert "passed" not in failed.plain.lower()
    assert "is not written yet" not in failed.plain
    assert failed.complaints == []
    rows = notebook.cell(test).locator(".jp-OutputArea-child")
    rows.get_by_text("not right yet").wait_for()
    assert [row.is_visible() for row in rows.all()] == [True, False], "no empty row for the 0.0"
    notebook.cell(solution)
    screenshot(page, f"{chapter}-wrong")

    assert notebook.run(solution, textwrap.dedent(right)).complaints == []
    passed = notebook.run(test)
    assert "passed" in passed.plain.lower()
    assert passed.complaints == []
    shown = notebook.cell(test)
    shown.get_by_text("passed").first.wait_for()  # and seen, not only stored
    screenshot(page, f"{chapter}-passed")


def test_a_slider_changes_what_the_sensitivity_says(
    in_turn: Opener, page: Page, screenshot: Screenshot
):
    """Chapter 1: the predicted change is h times the slope, the true one is what happens."""
    notebook = in_turn("01_simple_gates")
    cell = notebook.cell(notebook.run_where(IMPORTS, "explore.sensitivity(x=4.0, y=2.0, h=0.5"))
    words = cell.get_by_role("status")
    words.filter(has_text="x = 4.00, y = 2.00; after the step y = 2.50").wait_for()

    press(page, cell, 1, "ArrowRight", times=5)  # y from 2.0 to 2.5
    words.filter(has_text="x = 4.00, y = 2.50; after the step y = 3.00").wait_for()
    press(page, cell, 2, "ArrowRight", times=30)  # h from 0.5 to 2.0, beyond the tie of the max
    words.filter(has_text="after the step y = 4.50").wait_for()
    said = {
        gate: tuple(float(each.replace("−", "-")) for each in numbers)
        for gate, *numbers in re.findall(
            r"(\S[^\n.:;]*): slope (−?\d+\.\d\d), so the predicted change is (−?\d+\.\d\d);"
            r" the true change is (−?\d+\.\d\d)",
            words.inner_text(),
        )
    }
    x, y, h = 4.0, 2.5, 2.0
    assert said == {
        "x y": (x, h * x, x * (y + h) - x * y),
        "x + y": (1, h, h),
        "max(x, y)": (0, 0, max(x, y + h) - max(x, y)),
    }
    screenshot(page, "01-slider-moved")
