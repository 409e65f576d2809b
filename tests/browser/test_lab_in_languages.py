"""A chapter of each language in a JupyterLab that speaks it too, in a real browser.

JupyterLab's own words come from its language pack. The notebook says by its metadata which language
it is in: nothing else tells the package.
"""

import html
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from driver import CellState, ForkedServer, JupyterServer, Notebook
from english_words import english_in, texts_in
from looked_over import at_least
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

#: For each language: JupyterLab's name of it, what its File menu is called, the chapter.
LABS = {
    "ko": ("ko_KR", "파일", "02_chain_rule"),
    "ja": ("ja_JP", "ファイル", "03_sigmoid_neuron"),
}
NODES = re.compile(r'data-node="([^"]*)"')
NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
PASSED = {"ko": "통과", "ja": "合格"}
#: An exploration of that chapter, and a wrong and a right answer to an exercise of it.
SLIDERS = {"ko": "explore.circuit(circuit)", "ja": "explore.saturation()"}
ANSWERS = {
    "ko": ("add_backward", "return dout, 2 * dout", "return dout, dout"),
    "ja": ("exp_backward", "return dout", "return dout * np.exp(cache)"),
}


@pytest.fixture(scope="module", params=LABS)
def language(request: pytest.FixtureRequest) -> str:
    """``ko`` or ``ja``."""
    code: str = request.param
    return code


@pytest.fixture(scope="module")
def kind_of_server(language: str) -> type[JupyterServer]:
    """JupyterLab with the language chosen in its settings, as its own menu writes it there."""

    class Speaking(ForkedServer):
        def __enter__(self) -> "Speaking":
            folder = self.state / "settings" / "@jupyterlab" / "translation-extension"
            folder.mkdir(parents=True)
            chosen = json.dumps({"locale": LABS[language][0]})
            (folder / "plugin.jupyterlab-settings").write_text(chosen)
            return super().__enter__()

    return Speaking


@pytest.fixture
def chapter(language: str, open_chapter: Callable[[str], Notebook]) -> Notebook:
    """The chapter of the language, as released, not run yet."""
    return open_chapter(f"{language}/{LABS[language][2]}")


def markup_of(output: dict[str, Any]) -> str:
    """The HTML of an output, empty where it has none."""
    return "".join(output.get("data", {}).get("text/html", ""))


def english_in_cells(cells: Iterable[CellState]) -> list[str]:
    """What cells put out in English; a name in a cell's code, or of a circuit's node, is none."""
    cells = list(cells)
    drawn = "".join(markup_of(output) for cell in cells for output in cell.outputs)
    nodes = {html.unescape(name) for name in NODES.findall(drawn)}
    found = []
    for cell in cells:
        names = nodes.union(NAME.findall(cell.source))
        for output in cell.outputs:
            markup = markup_of(output)
            texts = texts_in(markup) if markup else ["".join(output.get("text", ""))]
            found += [f"{words}: {text}" for text in texts if (words := english_in(text, names))]
    return found


def test_a_chapter_and_jupyterlab_speak_one_language(
    chapter: Notebook, page: Page, language: str, screenshot: Callable[[Page, str], Path]
):
    assert page.locator(".lm-MenuBar-itemLabel").first.inner_text() == LABS[language][1]
    cells = [cell for cell in chapter.run_all() if cell.kind == "code" and cell.source.strip()]
    assert [cell.source for cell in cells if cell.count is None] == [], "these never ran"
    assert [cell.complaints for cell in cells if cell.complaints] == []
    spoken = [cell for cell in cells if cell.outputs]
    assert english_in_cells(at_least(40, spoken)) == []

    # an exploration answers to its slider, in the same language
    sources = chapter.sources()
    index = next(at for at, source in enumerate(sources) if SLIDERS[language] in source)
    cell = chapter.cell(index)
    words = cell.get_by_role("status")
    before = words.inner_text()
    cell.locator(".noUi-handle").first.focus()
    page.keyboard.press("ArrowRight")
    words.filter(has_not_text=before).wait_for()
    assert english_in(words.inner_text()) == []
    screenshot(page, f"lab-{language}-slider")

    # and so does the check, to a wrong answer and to the right one
    name, wrong, right = ANSWERS[language]
    answer, test = chapter.index_of(name), chapter.index_of(f"test_{name}")
    head = re.search(r"(?s)def .*?:\n", sources[answer])
    assert head
    told = []
    for body in (wrong, right):
        assert chapter.run(answer, f"{head[0]}    {body}\n").complaints == []
        told.append(chapter.run(test))
        chapter.cell(answer)
        screenshot(page, f"lab-{language}-{'right' if body == right else 'wrong'}")
    assert english_in_cells(told) == []
    assert [PASSED[language] in cell.plain for cell in told] == [False, True]
    assert chapter.outside == [], "a chapter must open where there is no network"
