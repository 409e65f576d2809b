"""The page around JupyterLite, in Chromium alone: its cell, its ways out, and what Python bears."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe import grave_violations
from driver import PATIENCE, READY, RUN_ALL, RUN_ONE, SHOW, STATES, Heard
from playwright.sync_api import Browser, Frame, Page, expect

from website.__main__ import ROOT
from website.lite import NOTHING

# the first of them has the site built, which takes minutes on a busy machine
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

CHAPTER = "07_build_autograd"
PATH = f"{CHAPTER}/{CHAPTER}.ipynb"
OTHER = "01_simple_gates"
RIGHT = "def multiply_gradient(x, y):\n    return y, x\n"
CURRENT = "() => window.jupyterapp.shell.currentWidget.context.path"
SOON = 3 * PATIENCE * 1000  # Python starts in the page
PANEL = f"""
const panel = [...window.jupyterapp.shell.widgets('main')].find(w => w.context?.path === '{PATH}');
"""
ACTIVE = f"() => {{ {PANEL} return panel.content.activeCell.model.metadata.nbgrader.grade_id }}"
IN_SIGHT = f"""() => {{ {PANEL}
  const {{ node }} = panel.content.activeCell, {{ top, bottom }} = node.getBoundingClientRect();
  return node.isConnected && bottom > 0 && top < innerHeight;
}}"""
TYPE = f"""([at, text]) => {{ {PANEL}
  panel.content.widgets[at].model.sharedModel.setSource(text) }}"""
BY_ITSELF = (
    "Python starts by itself"  # what the worker says where it has no snapshot of a started one
)
RANDOM = "import random\nprint(random.random())"
BEGIN = f"""async ([path, at, text]) => {{ ({RUN_ONE})([path, at, text]); }}"""
STATUS = f"""(status) => {{ {PANEL}
  return panel.sessionContext.session.kernel.status === status;
}}"""
INTERRUPT = "() => window.jupyterapp.commands.execute('notebook:interrupt-kernel')"
#: What the page says is kept from here on: on a busy machine some of it is gone before one looks.
LISTEN = """() => {
  window.heard = [];
  new MutationObserver((changes) => window.heard.push(changes[0].target.textContent))
    .observe(document.getElementById('says'), { childList: true, characterData: true });
}"""
HEARD = "(words) => window.heard.some((one) => one.includes(words))"


@pytest.fixture(scope="module")
def page(address: str, offline: Browser) -> Iterator[Page]:
    """The run page at the cell of ``Value``, Python ready."""
    context = offline.new_context(accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(SOON)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}run/?chapter={CHAPTER}&cell=Value")
    expect(page.locator("#says")).to_contain_text("Python is ready", timeout=SOON)
    assert [words for words in said if BY_ITSELF in words] == []  # the snapshot was used
    yield page
    context.close()


@pytest.fixture(scope="module")
def lab(page: Page) -> Frame:
    """JupyterLab in its frame."""
    frame = page.frame(url=re.compile("/lite/lab/"))
    assert frame is not None
    return frame


@pytest.fixture(scope="module")
def cells(lab: Frame) -> dict[str, int]:
    """The place of each cell of an exercise, by its name, and of the first cells of code."""
    states = lab.evaluate(STATES, PATH)
    named = {cell["grade_id"]: k for k, cell in enumerate(states) if cell["grade_id"]}
    setup = next(k for k, cell in enumerate(states) if "Setup" in cell["source"])
    deep = next(k for k, cell in enumerate(states) if "def depth_of" in cell["source"])
    note = next(k for k, cell in enumerate(states) if "class Note" in cell["source"])
    return named | {"setup": setup, "note": note, "deep": deep, "spare": setup + 2}


def run(lab: Frame, at: int, source: str | None = None) -> tuple[str, list[dict[str, Any]]]:
    """Run a cell; all that it said, in words, and its outputs."""
    lab.evaluate(RUN_ONE, [PATH, at, source])
    outputs = lab.evaluate(STATES, PATH)[at]["outputs"]
    words = []
    for each in outputs:
        data = each.get("data", {})
        words += [each.get("text", ""), each.get("ename", ""), each.get("evalue", "")]
        words += [data.get("text/html", ""), data.get("text/plain", "")]
    return "\n".join("".join(each) for each in words), outputs


def test_the_button_below_an_exercise_opens_its_cell_and_nothing_has_to_be_installed(
    page: Page, lab: Frame, cells: dict[str, int]
):
    expect(page.locator("#says")).to_contain_text("the chapter’s setup has run", timeout=SOON)
    assert lab.evaluate(ACTIVE) == "Value"
    lab.wait_for_function(IN_SIGHT)
    run(lab, cells["Value"])
    said, _ = run(lab, cells["test_Value"])  # which the setup imports
    assert "is not written yet" in said
    sources = [cell["source"] for cell in lab.evaluate(STATES, PATH)]
    assert len(sources) > 50
    assert [text for text in sources if "has to be installed" in text or "colab" in text] == []
    expect(page.locator("#loaded")).to_be_hidden(timeout=SOON)
    assert grave_violations(page, ".run-bar") == []


def test_a_plot_works_before_any_cell_of_the_chapter_has_drawn(lab: Frame, cells: dict[str, int]):
    said, _ = run(lab, cells["setup"])
    assert said.strip() == ""
    _, outputs = run(lab, cells["spare"], "plt.plot([1, 2]);")
    assert any("image/png" in each.get("data", {}) for each in outputs)
    said, _ = run(lab, cells["spare"], "%pip install something")
    assert NOTHING in said


def test_calls_without_end_and_long_chains_are_told_in_words_and_python_lives(
    lab: Frame, cells: dict[str, int]
):
    run(lab, cells["note"])
    for _ in range(2):  # the second time lets a chain of ten thousand go
        said, _ = run(lab, cells["deep"])
        assert "a chain of 100 gates: depth 100" in said
        assert "a chain of 10000 gates: RecursionError" in said
    source = json.loads((ROOT / "source" / CHAPTER / f"{CHAPTER}.ipynb").read_text("utf-8"))
    (right,) = (
        "".join(cell["source"])
        for cell in source["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "Value"
    )
    itself = "    def __mul__(self, other):\n        return self * other\n\n"
    endless, count = re.subn(r"(?ms)^    def __mul__\(.*?(?=^    def )", itself, right)
    assert count == 1
    run(lab, cells["Value"], endless)
    said, _ = run(lab, cells["test_Value"])
    assert "<code>__mul__</code> calls itself without end" in said
    said, _ = run(lab, cells["spare"], "Value(2.0) * Value(3.0)")
    assert "RecursionError" in said
    run(lab, cells["Value"], right)
    said, _ = run(lab, cells["test_Value"])
    assert "Value: passed" in re.sub("<[^>]*>", "", said)


def test_work_is_carried_away_as_one_file_and_brought_back(
    page: Page, lab: Frame, cells: dict[str, int], tmp_path: Path
):
    lab.evaluate(TYPE, [cells["spare"], "mine = 1"])
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Carry my work away").click()
    assert waiting.value.suggested_filename == f"{CHAPTER}.ipynb"
    carried = tmp_path / f"{CHAPTER}.ipynb"
    waiting.value.save_as(carried)
    kept = json.loads(carried.read_text("utf-8"))
    assert "mine = 1" in ["".join(cell["source"]) for cell in kept["cells"]]

    lab.evaluate(TYPE, [cells["spare"], "mine = 2"])
    says, back = page.locator("#says"), page.locator("#back")
    wrong = tmp_path / "notes.ipynb"
    wrong.write_text("no notebook", "utf-8")
    back.set_input_files(wrong)
    expect(says).to_contain_text("notes.ipynb is no notebook. Nothing was changed.")
    other = tmp_path / "other.ipynb"
    other.write_text(json.dumps({**kept, "cells": kept["cells"][:3]}), "utf-8")
    back.set_input_files(other)
    expect(says).to_contain_text("holds none of this chapter's exercises. Nothing was changed.")
    assert source_of(lab, cells["spare"]) == "mine = 2"
    back.set_input_files(carried)
    expect(says).to_contain_text(f"{CHAPTER}.ipynb is back")
    assert source_of(lab, cells["spare"]) == "mine = 1"

    page.get_by_role("button", name="The untouched chapter").click()
    expect(says).to_contain_text("This is the untouched chapter")
    assert "raise NotImplementedError" in source_of(lab, cells["Value"])
    copies = lab.evaluate(
        f"async () => (await window.jupyterapp.serviceManager.contents.get('{CHAPTER}',"
        " { content: true })).content.map((each) => each.name)"
    )
    assert len([name for name in copies if " before " in name]) >= 1


def source_of(lab: Frame, at: int) -> str:
    """What stands in a cell."""
    return str(lab.evaluate(STATES, PATH)[at]["source"])


@pytest.mark.parametrize("endless", ["while True: pass", "[each for each in iter(int, 1) if each]"])
def test_interrupt_ends_a_cell_that_runs_without_end_and_what_was_there_stays(
    page: Page, lab: Frame, cells: dict[str, int], endless: str
):
    at = cells["spare"]
    run(lab, at, "kept = 5")
    lab.wait_for_function(STATUS, arg="idle")  # or it would be busy with the cell before
    lab.evaluate(BEGIN, [PATH, at, endless])
    lab.wait_for_function(STATUS, arg="busy")  # the page has heard that the cell has begun
    page.wait_for_timeout(1000)
    page.evaluate(LISTEN)
    lab.evaluate(INTERRUPT)
    page.wait_for_function(HEARD, arg="The cell is being interrupted.")
    expect(page.locator("#says")).to_contain_text("Python is ready", timeout=SOON)
    assert "KeyboardInterrupt" in lab.evaluate(STATES, PATH)[at]["outputs"][0]["ename"]
    lab.evaluate(INTERRUPT)  # nothing runs: the next cell is none the worse for it
    said, _ = run(lab, at, "for each in range(10**6): pass\nprint(kept)")
    assert said.strip() == "5"


#: A cell that begins with "# late" is prepared for a second, as one that has modules to load.
LATE = """\
import asyncio
async def late(lines):
    await asyncio.sleep(lines[0].startswith("# late"))
    return lines
get_ipython().kernel.lite_transform_manager.line_transforms.append(late)
"""
CAUGHT_ONCE = """\
heard = 0
while heard < 2:
    try:
        print(heard)
        while True:
            pass
    except KeyboardInterrupt:
        heard += 1
print(heard)
"""
#: Whether a cell has put out so much already.
HAS_PUT_OUT = f"""
([path, at, text]) => {{
  const states = ({STATES.strip()})(path);
  return states[at].outputs.map((output) => output.text ?? "").join("") === text;
}}"""


def test_interrupt_is_heard_before_a_cell_has_begun_and_again_where_it_was_caught(
    page: Page, lab: Frame, cells: dict[str, int]
):
    at, says = cells["spare"], page.locator("#says")
    run(lab, at, LATE)
    lab.wait_for_function(STATUS, arg="idle")
    lab.evaluate(BEGIN, [PATH, at, "# late\nwhile True:\n    pass"])
    lab.wait_for_function(STATUS, arg="busy")  # Python gets it ready
    page.evaluate(LISTEN)
    lab.evaluate(INTERRUPT)
    page.wait_for_function(HEARD, arg="The cell is being interrupted.")
    expect(says).to_contain_text("Python is ready", timeout=SOON)
    lab.wait_for_function(STATUS, arg="idle")
    # one that comes before the last was caught is none
    lab.evaluate(BEGIN, [PATH, at, CAUGHT_ONCE])
    for put_out in ("0\n", "0\n1\n"):
        lab.wait_for_function(HAS_PUT_OUT, arg=[PATH, at, put_out])
        lab.evaluate(INTERRUPT)
    expect(says).to_contain_text("Python is ready", timeout=SOON)
    lab.wait_for_function(HAS_PUT_OUT, arg=[PATH, at, "0\n1\n2\n"])
    said, _ = run(lab, at, "print(heard)")
    assert said.strip() == "2"


def test_when_python_has_ended_the_page_says_so_and_goes_on_with_nothing_lost(
    page: Page, lab: Frame, cells: dict[str, int]
):
    says = page.locator("#says")
    before, _ = run(lab, cells["spare"], RANDOM)
    lab.evaluate(TYPE, [cells["spare"], "still = 'here'"])
    lab.evaluate("() => dispatchEvent(new Event('backpass-python-ended'))")
    expect(says).to_contain_text("Python has come to an end here")
    expect(says).to_contain_text("Nothing that you wrote is lost")
    page.get_by_role("button", name="Restart Python").click()
    expect(says).to_contain_text("brings everything back", timeout=SOON)
    assert source_of(lab, cells["spare"]) == "still = 'here'"
    said, _ = run(lab, cells["spare"], "print(1 + 1)")
    assert said.strip() == "2"
    after, _ = run(lab, cells["spare"], RANDOM)
    assert 0 < float(before) != float(after) > 0  # a start from a snapshot draws anew


@pytest.fixture(scope="module")
def by_itself(page: Page, address: str) -> tuple[Frame, Heard, list[str]]:
    """Another chapter in the page, where there is no snapshot: what was heard, and was said."""
    heard, said = Heard(page, address), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.context.route("**/started-*.bin", lambda route: route.fulfill(body="no memory"))
    page.goto(f"{address}run/?chapter={OTHER}")
    expect(page.locator("#says")).to_contain_text("Python is ready", timeout=SOON)
    frame = page.frame(url=re.compile("/lite/lab/"))
    assert frame is not None
    return frame, heard, said


def test_another_chapter_opens_after_it_and_without_the_snapshot_python_starts_by_itself(
    by_itself: tuple[Frame, Heard, list[str]],
):
    frame, _, said = by_itself
    assert any(BY_ITSELF in words for words in said)
    assert frame.evaluate(CURRENT) == f"{OTHER}/{OTHER}.ipynb"


def test_a_chapter_runs_to_its_end_in_the_browser_alone(
    page: Page, by_itself: tuple[Frame, Heard, list[str]], screenshot: Callable[[Page, str], Path]
):
    frame, heard, _ = by_itself
    path = f"{OTHER}/{OTHER}.ipynb"
    frame.evaluate(READY, path)
    frame.evaluate(RUN_ALL, path)
    cells = frame.evaluate(STATES, path)
    code = [cell for cell in cells if cell["kind"] == "code" and cell["source"].strip()]
    assert len(code) > 30
    assert [cell["source"] for cell in code if cell["count"] is None] == [], "these never ran"
    complaints = [
        output
        for cell in code
        for output in cell["outputs"]
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]
    assert complaints == []
    assert any("image/png" in o.get("data", {}) for cell in code for o in cell["outputs"])

    slid = next(
        k for k, cell in enumerate(cells) if "explore.sensitivity(x=4.0, y=2" in cell["source"]
    )
    frame.evaluate(SHOW, [path, slid])
    shown = frame.get_by_test_id(f"cell-{slid}")
    words = shown.get_by_role("status")
    words.filter(has_text="x = 4.00, y = 2.00").wait_for()
    shown.get_by_role("slider", name="x", exact=True).focus()
    page.keyboard.press("ArrowRight")
    words.filter(has_text="x = 4.10, y = 2.00").wait_for()
    screenshot(page, "lite-slider")

    ids = [cell["grade_id"] for cell in cells]
    solution, test = ids.index("multiply_gradient"), ids.index("test_multiply_gradient")
    frame.evaluate(RUN_ONE, [path, solution, RIGHT])
    frame.evaluate(RUN_ONE, [path, test, None])
    checked = frame.evaluate(STATES, path)[test]["outputs"]
    assert [output for output in checked if output["output_type"] == "error"] == []
    frame.evaluate(SHOW, [path, test])
    frame.get_by_test_id(f"cell-{test}").get_by_text("passed").first.wait_for()
    screenshot(page, "lite-passed")
    assert heard == []


LINE = """async ([module, pieces, pause, said]) => {
  const { memory } = await import(`data:text/javascript,${encodeURIComponent(module)}`);
  const plain = new Uint8Array(30000).map((_, i) => (i * i) % 251);
  const packed = new Uint8Array(await new Response(
    new Blob([plain]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer());
  const size = Math.ceil(packed.length / pieces);
  let sent = 0, ended = false;
  const ask = async (_, { signal }) => new Response(new ReadableStream({
    start(to) {
      signal.addEventListener('abort', () => { ended = true; to.error(signal.reason); });
    },
    async pull(to) {
      await new Promise((go) => setTimeout(go, pause));
      if (ended) return;
      to.enqueue(packed.slice(sent, sent + size));
      sent += size;
      if (sent >= packed.length) to.close();
    },
  }), { headers: said ? { 'Content-Length': packed.length } : {} });
  const told = [];
  const tell = (bytes) => told.push(bytes);
  const got = await memory('about:blank', { ask, tell, patience: 600 });
  const whole = got !== null && got.every((byte, i) => byte === plain[i]);
  return { whole, sent: sent / packed.length, givenUp: told.at(-1) === Infinity };
}"""


@pytest.mark.parametrize(
    ("pieces", "pause", "said", "comes"),
    [
        pytest.param(4, 5, True, True, id="a fast line"),
        pytest.param(4, 5, False, True, id="a fast line, the length not said"),
        pytest.param(50, 100, True, False, id="a slow line"),
        pytest.param(50, 100, False, False, id="a slow line, the length not said"),
        pytest.param(2, 60_000, True, False, id="a silent line"),
    ],
)
def test_on_a_slow_line_python_does_not_wait_for_its_memory(
    offline: Browser, pieces: int, pause: int, said: bool, comes: bool
):
    page = offline.new_page()
    module = (ROOT / "website" / "browser" / "memory.mjs").read_text(encoding="utf-8")
    found = page.evaluate(LINE, [module, pieces, pause, said])
    page.close()
    assert found["whole"] is comes
    assert found["givenUp"] is not comes
    assert comes or found["sent"] < 0.5
