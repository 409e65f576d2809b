"""For everyone: names, keyboard, words beside pictures, contrast, in JupyterLab and Notebook 7."""

import itertools
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe import CHROME, OURS, grave_violations
from driver import InNotebook7, JupyterServer, Notebook
from playwright.sync_api import Locator, Page, expect

from backpass.drawing.palette import CODE_DARK, CODE_LIGHT, DARK, GRAPHIC, LIGHT
from backpass.drawing.panel import STYLES, Panel
from backpass.hints import hint

browser = pytest.mark.browser
CHAPTER = "01_simple_gates"
WRONG = "def add_gradient(x, y):\n    return x, y\n"
RIGHT = "def multiply_gradient(x, y):\n    return y, x\n"
Screenshot = Callable[[Page, str], Path]


@pytest.fixture(scope="module", autouse=True)
def pictures() -> Iterator[None]:
    """Other tests draw without a screen; here the kernels are to show what they draw."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MPLBACKEND", raising=False)
        yield


@pytest.fixture(params=[Notebook, InNotebook7], ids=["lab", "notebook7"])
def opened(
    student_lab: JupyterServer, page: Page, request: pytest.FixtureRequest
) -> Iterator[Notebook]:
    """Chapter 1, in JupyterLab and in Notebook 7."""
    root = Path(__file__).resolve().parents[2]
    folder = f"everyone-{request.param.__name__}-{request.function.__name__}"
    shutil.copytree(root / "release" / CHAPTER, student_lab.folder / folder)
    notebook = request.param(student_lab, page, f"{folder}/{CHAPTER}.ipynb")
    yield notebook
    notebook.close()


def draw_all(notebook: Notebook) -> None:
    """Scroll past every output: JupyterLab draws what is seen, and keeps it then."""
    for index, cell in enumerate(notebook.cells()):
        if any("text/html" in output.get("data", {}) for output in cell.outputs):
            notebook.cell(index).locator(".jp-OutputArea-output").first.wait_for(state="attached")


# ---------------------------------------------------------------- a chapter, run


@browser
def test_a_chapter_is_for_everyone(opened: Notebook, page: Page, screenshot: Screenshot):
    right, wrong = opened.index_of("multiply_gradient"), opened.index_of("add_gradient")
    opened.run_all()
    opened.run(right, RIGHT)
    opened.run(wrong, WRONG)
    assert STYLES["passed"][1] in opened.run(opened.index_of("test_multiply_gradient")).plain
    assert STYLES["wrong"][1] in opened.run(opened.index_of("test_add_gradient")).plain

    everything_has_a_name_and_works_by_keyboard(cell_of(opened, "explore.sensitivity(x=4.0, y=2"))
    powers_of_ten_are_said(cell_of(opened, "explore.secant("))
    draw_all(opened)
    nothing_moves_by_itself(page)
    assert page.locator(f":is({OURS}) svg.bp-svg").count() >= 4
    assert page.locator(f":is({OURS}) img[alt^=Picture]").count() >= 3
    assert grave_violations(page) == []

    if page.locator("body[data-notebook]").count():
        return  # the rest is the same in Notebook 7
    page.evaluate(
        "window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
    )
    page.wait_for_selector("[data-jp-theme-name='JupyterLab Dark']", state="attached")
    screenshot(page, "everyone-dark")
    assert grave_violations(page, within=".jp-OutputArea") == []
    the_list_hides_nothing_of_ours(page)


def cell_of(notebook: Notebook, source: str) -> Locator:
    """The one cell that holds a text, in view."""
    (index,) = [i for i, held in enumerate(notebook.sources()) if source in held]
    return notebook.cell(index)


def everything_has_a_name_and_works_by_keyboard(cell: Locator) -> None:
    """Tab, arrows and typing, and after each move words and picture that follow."""
    page, words = cell.page, cell.get_by_role("status")

    def says(values: str) -> None:
        words.filter(has_text=values).wait_for()
        label = cell.locator("svg.bp-svg").first.get_attribute("aria-label") or ""
        assert " ".join(words.inner_text().split()) in " ".join(label.split())

    says("x = 4.00, y = 2.00")
    for name in ("x", "y", "h"):
        expect(cell.get_by_role("slider", name=name, exact=True)).to_have_count(1)
        expect(cell.get_by_role("spinbutton", name=f"{name} =", exact=True)).to_have_count(1)
    assert cell.get_by_role("slider").count() == cell.get_by_role("spinbutton").count() == 3

    cell.get_by_role("spinbutton", name="x =").focus()
    page.keyboard.press("Tab")
    expect(cell.get_by_role("slider", name="x", exact=True)).to_be_focused()
    for key, x in (("ArrowRight", "4.10"), ("ArrowLeft", "4.00"), ("ArrowUp", "4.10")):
        page.keyboard.press(key)
        says(f"x = {x}, y = 2.00")
    page.keyboard.press("Tab")
    expect(cell.get_by_role("spinbutton", name="y =")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("3.5")
    page.keyboard.press("Tab")
    says("x = 4.10, y = 3.50")
    page.keyboard.press("Shift+Tab")
    expect(cell.get_by_role("spinbutton", name="y =")).to_be_focused()


def powers_of_ten_are_said(cell: Locator) -> None:
    """A slider of exponents says the number, not the exponent."""
    slider = cell.get_by_role("slider", name="h", exact=True)
    box = cell.get_by_role("spinbutton", name="h =")
    before = box.input_value()
    expect(slider).to_have_attribute("aria-valuetext", before)
    slider.focus()
    cell.page.keyboard.press("ArrowLeft")
    expect(box).not_to_have_value(before)
    expect(slider).to_have_attribute("aria-valuetext", box.input_value())


def nothing_moves_by_itself(page: Page) -> None:
    """No animation in an output, neither of CSS nor of SVG."""
    moving = page.evaluate(
        """where => document.getAnimations()
          .map(each => each.effect.target).filter(e => e?.closest(where)).map(e => e.outerHTML)""",
        OURS,
    )
    assert moving == []
    assert page.locator(f":is({OURS}) :is(animate, animateTransform, marquee)").count() == 0


def the_list_hides_nothing_of_ours(page: Page) -> None:
    """Violations like those that are let pass, put into one of our outputs, are found."""
    page.evaluate(
        """() => document.querySelector(".jp-OutputArea-output").insertAdjacentHTML(
          "beforeend", `<div class="cm-content" role="textbox" tabindex="0"></div>
          <button class="jp-collapseHeadingButton" style="display:block;width:2em;height:2em">
          </button>`)"""
    )
    rules = {each.rule for each in grave_violations(page, within=".jp-OutputArea") if each.ours}
    assert rules == {"aria-input-field-name", "button-name"}
    assert rules <= {known.rule for known in CHROME}


# ---------------------------------------------------------------- contrast, and more than colour


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_ratio_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", [LIGHT | CODE_LIGHT, DARK | CODE_DARK], ids=["light", "dark"])
def test_every_ink_holds_on_every_ground(theme: dict[str, str]):
    grounds = ("bg", "panel", "code")
    inks = theme.keys() - {*grounds, *GRAPHIC}
    assert len(inks) >= 11
    for ink, ground in itertools.product(inks, grounds):
        assert contrast(theme[ink], theme[ground]) >= 4.5, (ink, ground)
    for line, ground in itertools.product(GRAPHIC, grounds):
        assert contrast(theme[line], theme[ground]) >= 3, (line, ground)


#: What JupyterLab lays under an output, light and dark; Colab's and VS Code's are nearly these.
PAGES = ("#ffffff", "#111111", "#1e1e1e", "#383838")


@pytest.mark.parametrize("kind", STYLES)
def test_a_panel_is_told_by_more_than_its_colour(kind: str):
    colour, mark, word = STYLES[kind]
    others = [style for name, style in STYLES.items() if name != kind]
    assert mark not in {style[1] for style in others}
    assert word not in {style[2] for style in others}
    panel = Panel(kind, "a title", ["a line"])
    assert mark in panel.html
    assert mark in panel.text
    assert f'aria-label="{word}"' in panel.html
    assert contrast(colour, "#ffffff") >= 3


def test_a_hint_sets_no_colour_for_its_words():
    """So it has the page's own contrast, whatever the theme."""
    shown = hint("multiply_gradient")
    markup = getattr(shown, "html", None) or str(shown)
    assert not re.search(r"[^-]color\s*:", markup)
