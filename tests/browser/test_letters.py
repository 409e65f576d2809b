"""Words in pictures, in every language, with real fonts: nothing meets, leaves or is missing.

Pictures are laid out in Python, which knows no fonts: there a letter's width is a guess. Here they
are measured, at several settings and at each step of their films.
"""

import os
import random
import subprocess
from collections.abc import Iterator

import course_circuits
import pytest
from letters import broken_words, faults, missing
from playwright.sync_api import Page
from test_no_english import ALL, FIGURES, settings_of

from backpass import draw
from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS
from backpass.drawing import svg
from backpass.hints import Hints, hint_texts
from backpass.languages import on_page, spoken
from backpass.progress import View

pytestmark = pytest.mark.browser

LAPTOP, PHONE = 1366, 380
SETTINGS = 2  # of each exploration, beside the one it starts with
#: A page that says that it is in English, as JupyterLab's and Colab's do.
PAGE = (
    '<!doctype html><html lang="en"><title>Pictures</title><meta charset="utf-8"><body '
    'style="font:15px/1.5 system-ui,sans-serif;margin:8px">{}</body></html>'
)


@pytest.fixture(scope="module", params=["en", "ko", "ja"])
def code(request: pytest.FixtureRequest) -> str:
    """A language, and fonts for it. Without fonts a test is skipped; in CI that is a failure."""
    tongue = str(request.param)
    known = subprocess.run(["fc-list", f":lang={tongue}"], capture_output=True, check=False).stdout
    if not known.strip():
        reason = f"there is no font for {tongue}; on Debian: apt-get install fonts-noto-cjk"
        if os.environ.get("CI") == "true":
            pytest.fail(f"the browser tests must run in CI, but {reason}")
        pytest.skip(f"skipped, because {reason}")
    return tongue


def pieces() -> Iterator[tuple[str, str]]:
    """Everything that has a picture or sentences, with its name."""
    for name, make in ALL.items():
        exploration, rng = make(), random.Random(name)
        yield name, on_page(exploration.snapshot())
        several = list(settings_of(exploration, rng))
        for values in rng.sample(several, SETTINGS):
            exploration.set(**values)
            yield name, on_page(exploration.snapshot())
    for name, make in FIGURES.items():
        yield name, make()._repr_mimebundle_()["text/html"]
    for build in course_circuits.ALL:
        yield build.__name__, on_page(draw.html(build()))
    for name, texts in list(hint_texts().items())[::6]:
        yield f"hints of {name}", Hints(name, texts, len(texts))._repr_mimebundle_()["text/html"]
    for name in list(CONTRACTS)[::9]:
        panel = panel_of(CONTRACTS[name], *examine(CONTRACTS[name], lambda *_: None))
        yield f"check of {name}", panel._repr_mimebundle_()["text/html"]
    yield "progress", View("02_chain_rule", {}, "")._repr_mimebundle_()["text/html"]


@pytest.fixture(scope="module")
def sheet(code: str, one_page: Page, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """A page with all of it in one language, everything unfolded."""
    before = os.environ.get(spoken.VARIABLE)
    os.environ[spoken.VARIABLE] = code
    try:
        body = [f'<section data-name="{name}">{markup}</section>' for name, markup in pieces()]
    finally:
        if before is None:
            del os.environ[spoken.VARIABLE]
        else:
            os.environ[spoken.VARIABLE] = before
    file = tmp_path_factory.mktemp("letters") / f"{code}.html"
    file.write_text(PAGE.format("".join(body)), encoding="utf-8")
    one_page.goto(file.as_uri())
    one_page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    return one_page


def test_no_words_of_a_picture_meet_or_leave_it_or_lack_a_glyph(sheet: Page):
    sheet.set_viewport_size({"width": LAPTOP, "height": 768})
    looked, found = faults(sheet)
    assert looked > 4000
    assert found == []
    looked, lacking = missing(sheet)
    assert looked > 90
    assert lacking == []


@pytest.mark.parametrize("width", [LAPTOP, PHONE])
def test_lines_break_between_korean_words_and_nothing_makes_the_page_wider(
    sheet: Page, width: int, code: str
):
    sheet.set_viewport_size({"width": width, "height": 800})
    looked, found = broken_words(sheet)
    assert looked > 1000 or code != "ko"
    assert found == []
    assert sheet.evaluate("document.documentElement.scrollWidth") <= width


def test_each_kind_of_fault_is_seen(one_page: Page):
    crowded = svg.picture(
        100,
        60,
        [
            svg.text(10, 20, "미분 계수"),
            svg.text(30, 22, "기울기"),
            svg.text(80, 20, "勾配 勾配"),
            svg.rect(10, 30, 20, 20, "bp-box"),
            svg.text(20, 45, "上流"),
        ],
        title="Crowded",
        description="Words that meet.",
        kind="bp-crowded",
    )
    narrow = '<p style="width:3em;word-break:break-all">그래디언트 값 \u0378</p>'
    one_page.set_content(PAGE.format(f'<div data-name="it">{crowded}</div>{narrow}'))
    _, found = faults(one_page)
    assert {
        "it: “기울기” meets “미분 계수”",
        "it: “勾配 勾配” leaves the picture",
        "it: “上流” stands over the edge of a bp-box",
    } <= set(found)
    assert broken_words(one_page)[1] == ["그래디언트"]
    assert missing(one_page)[1] == ["\u0378"]
