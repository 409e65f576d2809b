"""The web site, with no network but loopback: pages to read, and all that moves on them."""

import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from axe import grave_violations
from driver import PATIENCE, Heard
from looked_over import at_least
from playwright.sync_api import Browser, Page, expect

from website.__main__ import ROOT
from website.parts import WITHIN, PartError, unpack
from website.student import write_wheel

# the first of them has the site built, which takes minutes on a busy machine
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

CHAPTERS = sorted(path.name for path in (ROOT / "release").iterdir() if path.name[0].isdigit())
CHAPTER = "01_simple_gates"
PAGES = ["", "glossary/", *(f"{chapter}/" for chapter in CHAPTERS)]
Screenshot = Callable[[Page, str], Path]


@pytest.fixture(scope="module")
def chromium(offline: Browser) -> Browser:
    """The browser of these tests."""
    return offline


# ---------------------------------------------------------------- the pages


class Links(HTMLParser):
    """All that a page leads to, and the ids it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.ids |= {named["id"] or ""} if "id" in named else set()
        self.found += [url for key in ("href", "src") if (url := named.get(key))]


def test_every_link_within_the_site_leads_somewhere(site: Path):
    checked = 0
    for name in PAGES:
        page = Links(site / name / "index.html")
        for url in page.found:
            parts = urlsplit(url)
            if parts.scheme in ("http", "https", "data"):
                continue
            checked += 1
            target = (site / name / unquote(parts.path)).resolve()
            assert target.is_relative_to(site), url
            assert (target / "index.html").is_file() or target.is_file(), f"{name}: {url}"
            if parts.fragment:
                assert parts.fragment in page.ids, f"{name}: {url}"
            if parts.query:
                asked = dict(parse_qsl(parts.query))
                chapter = asked.pop("chapter")
                notebook = site / "lite" / "files" / chapter / f"{chapter}.ipynb"
                assert f'"grade_id": "{asked.pop("cell", "")}' in notebook.read_text("utf-8"), url
                assert not asked, url
    assert checked > 100


def test_the_chapters_are_pages_without_raw_formulas_or_the_network(site: Path):
    for chapter in at_least(7, CHAPTERS):
        text = (site / chapter / "index.html").read_text(encoding="utf-8")
        assert text.count("<h1 ") == 1
        assert "<math " in text
        prose = re.sub(r"(?s)<(pre|code|script|style)\b.*?</\1>|<[^>]*>", "", text)
        assert not re.search(r"\$|\\[a-z]+\b", prose), chapter
        assert not re.search(r"<(script|link|img|iframe)[^>]*(https?:)?//(?!www\.w3)", text)
        assert "BEGIN SOLUTION" not in text
        assert "google" not in text
        assert "<details><summary>Code: Setup</summary>" in text


def test_what_matplotlib_draws_is_on_the_pages_with_its_words(site: Path):
    drawn = {
        chapter: re.findall(r'<img [^>]*src="(picture-\d+\.png)"[^>]* alt="([^"]+)"', text)
        for chapter in CHAPTERS
        if (text := (site / chapter / "index.html").read_text(encoding="utf-8"))
    }
    assert sum(map(bool, drawn.values())) >= 6, drawn
    for chapter, pictures in drawn.items():
        assert all((site / chapter / name).is_file() for name, _ in pictures)


def test_the_pages_read_well_on_a_phone(address: str, page: Page, screenshot: Screenshot):
    heard = Heard(page, address)
    page.set_viewport_size({"width": 380, "height": 800})
    for name in PAGES:
        page.goto(address + name)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 380, f"{name or 'index'} is {width} px wide"
        for landmark in ("banner", "main", "contentinfo"):
            expect(page.get_by_role(landmark)).to_have_count(1)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    screenshot(page, "site-phone-07")
    page.goto(f"{address}{CHAPTER}/")
    assert grave_violations(page) == []
    screenshot(page, "site-phone-01")
    page.get_by_role("link", name="2 · The chain rule").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 · The chain rule")
    page.get_by_role("link", name="1 · Simple gates").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 · Simple gates")
    assert heard == []


BEHIND = """(element) => {
    const own = (each) => getComputedStyle(each).backgroundColor
    while (own(element) === "rgba(0, 0, 0, 0)") element = element.parentElement
    return own(element)
}"""


def test_the_pages_are_dark_where_one_wants_it(address: str, page: Page, screenshot: Screenshot):
    heard = Heard(page, address)

    def ground(selector: str) -> str:
        """The colour that one sees behind it: its own, or that of what it stands in."""
        return str(page.locator(selector).first.evaluate(BEHIND))

    light, dark = "rgb(255, 255, 255)", "rgb(18, 23, 30)"
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}02_chain_rule/")
    assert (ground("html"), ground("svg.bp-svg")) == (dark, dark)
    screenshot(page, "site-dark-02")
    page.get_by_role("button", name="Light colours").press("Enter")
    assert (ground("html"), ground("svg.bp-svg")) == (light, light)
    page.goto(address)  # the choice is kept
    assert ground("html") == light
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Dark colours").press("Enter")
    assert ground("html") == dark
    assert grave_violations(page) == []
    screenshot(page, "site-dark-index")
    assert heard == []


# ---------------------------------------------------------------- what moves on them

MADE = ".bp-living[data-made]"
ALIVE = f"() => [...document.querySelectorAll('{MADE}')].map((each) => Boolean(each.backpass))"
SHOWN = "(place) => place.backpass.now.svg + place.backpass.now.text"


@pytest.fixture
def from_disk(site: Path, chromium: Browser) -> Iterator[tuple[Page, str]]:
    """A page on a telephone, and the site's address as a folder of files."""
    page = chromium.new_page(viewport={"width": 380, "height": 800})
    heard = Heard(page, site.as_uri())
    yield page, f"{site.as_uri()}/"
    assert heard == []
    page.close()


def test_every_exploration_moves_by_keyboard_in_a_file_from_disk(from_disk: tuple[Page, str]):
    page, start = from_disk
    moved = 0
    for name in PAGES:
        page.goto(f"{start}{name}index.html")
        for place in page.locator(MADE).all():
            place.scroll_into_view_if_needed()
            slider = place.locator(".bp-pair input[type=range]").first
            slider.wait_for()
            before = place.evaluate(SHOWN)
            slider.focus()
            for _ in range(3):
                page.keyboard.press("ArrowRight")
            assert place.evaluate(SHOWN) != before, name
            assert place.locator(".bp-note").inner_text() == place.evaluate(
                "(place) => place.backpass.now.note"
            )
            picture = place.get_by_role("img")
            assert picture.get_attribute("aria-label")
            words = place.get_by_role("status").last.evaluate("(words) => words.innerText")
            assert words.split() == place.evaluate("(p) => p.backpass.now.text").split()
            moved += 1
        assert all(page.evaluate(ALIVE))
        assert page.evaluate("document.documentElement.scrollWidth") <= 380, name
    assert moved >= 20


def test_links_lead_from_page_to_page_in_files_from_disk(from_disk: tuple[Page, str]):
    page, start = from_disk
    page.goto(f"{start}index.html")
    page.get_by_role("link", name="2 · The chain rule").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 · The chain rule")
    page.get_by_role("link", name="日本語").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 · 連鎖律")
    page.get_by_role("link", name="Backpass").first.click()
    page.wait_for_url(f"{start}ja/index.html")


def test_boxes_lists_and_buttons_move_an_exploration_and_nonsense_is_answered(
    from_disk: tuple[Page, str],
):
    page, start = from_disk
    page.goto(f"{start}index.html")
    place = page.locator(MADE)
    box = place.get_by_role("spinbutton", name="x")
    box.fill("1.5")
    box.press("Enter")
    assert 'data-node="x" data-value="1.5"' in place.evaluate(SHOWN)
    expect(place.get_by_role("slider", name="x", exact=True)).to_have_value("1.5")
    place.get_by_role("combobox", name="gate").select_option("f")
    expect(place.locator(".bp-note")).to_contain_text("It is the output")
    box.fill("99")
    box.press("Enter")
    expect(box).to_have_value("6")
    box.fill("")
    box.press("Enter")
    expect(place.locator(".bp-note")).to_have_text(
        "x needs a number, and got none. It stays as it was."
    )
    expect(box).to_have_value("6")
    place.get_by_label("show it in words").check()
    expect(place.get_by_role("status").last).to_contain_text("Try it")

    page.goto(f"{start}07_build_autograd/index.html")
    order = page.locator(MADE).filter(has_text="who passes its gradient on")
    order.scroll_into_view_if_needed()
    step = order.get_by_role("spinbutton", name="step")
    expect(step).to_have_value("0")
    order.get_by_role("button", name="step ▶").first.click()
    expect(step).to_have_value("1")
    order.get_by_role("button", name="play").first.click()
    expect(step).to_have_value("3", timeout=1000 * PATIENCE)
    order.get_by_role("button", name="start again").click()
    expect(step).to_have_value("0")


@pytest.mark.parametrize(
    ("start", "typed", "found"),
    [
        ("index.html", "beautif loc", "beautifully local"),
        ("ja/01_simple_gates/index.html", "連鎖律 ＣＡＣＨＥ", "連鎖律"),
        ("ko/02_chain_rule/index.html", "연쇄 법", "연쇄 법칙"),
    ],
)
def test_what_one_types_is_found_and_reached_by_keyboard(
    from_disk: tuple[Page, str], start: str, typed: str, found: str
):
    page, site = from_disk
    page.goto(site + start)
    page.keyboard.press("/")
    field = page.locator(".search input")
    expect(field).to_be_focused()
    page.keyboard.type(typed)
    first = page.get_by_role("option").first
    expect(first.locator("mark").first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    page.keyboard.press("ArrowDown")  # opens it again
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "found-0")
    expect(page.locator(".search p[role=status]")).to_contain_text(re.compile(r"\d"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    if start == "index.html":
        assert grave_violations(page) == []
    leads = page.evaluate("document.getElementById('found-0').href")
    page.keyboard.press("Enter")
    page.wait_for_url(leads)
    expect(page.locator(":target")).to_contain_text(found)
    expect(page.locator(":target")).to_be_in_viewport()


def test_the_key_of_the_search_can_be_switched_off_and_stays_so(site: Path, chromium: Browser):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    field = page.locator(".search input")
    button = page.get_by_role("button", name="The key / leads to the search")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.goto(f"{site.as_uri()}/glossary/index.html")
    page.keyboard.press("/")
    expect(field).not_to_be_focused()
    expect(field).not_to_have_attribute("aria-keyshortcuts", "/")
    button.click()
    page.keyboard.press("/")
    expect(field).to_be_focused()
    context.close()
    context = chromium.new_context(
        has_touch=True, is_mobile=True
    )  # where nothing hovers there is no button, and no key
    page = context.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    expect(page.locator(".search .key")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator(".search input")).not_to_be_focused()
    context.close()


def test_without_scripts_a_page_is_what_it_says(site: Path, chromium: Browser):
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.as_uri()}/02_chain_rule/index.html")
    still = page.get_by_text("A snapshot: run the notebook to move the sliders.")
    assert still.count() == page.locator(MADE).count() > 3
    assert page.locator(".bp-words").first.inner_text()
    assert page.get_by_role("slider").count() == 0
    told = page.locator("noscript p")  # page.get_by_text does not look into it
    expect(told).to_contain_text("Without scripts the pictures stand still")
    expect(told).to_be_visible()
    expect(page.get_by_text("it all works on this page")).to_be_hidden()
    expect(page.locator(".search")).to_be_hidden()
    page.context.close()


def test_every_page_is_open_to_everyone_with_all_that_moves(site: Path, chromium: Browser):
    page = chromium.new_page()
    for number, name in enumerate([*PAGES, "run/"]):
        page.emulate_media(color_scheme="dark" if number % 2 else "light")
        page.goto(f"{site.as_uri()}/{name}index.html")
        for place in page.locator(MADE).all():
            place.scroll_into_view_if_needed()
            place.locator(".bp-note").wait_for()
        for answer in page.locator("[data-quiz] button").all()[:2]:
            answer.click()
        assert grave_violations(page) == [], name
    expect(page.locator("#says")).to_contain_text("Browsers let no Python start from a file.")
    page.close()


def test_the_browsers_package_is_the_students_half(tmp_path: Path):
    with zipfile.ZipFile(write_wheel(ROOT, tmp_path)) as wheel:
        names = wheel.namelist()
    assert "backpass/check.py" in names
    assert not [name for name in names if "grading" in name or "grader_tests" in name]


@pytest.mark.parametrize("missing", ["changed.whl", "absent.whl"])
def test_a_part_that_pyodide_did_not_publish_is_refused(tmp_path: Path, missing: str):
    parcel = tmp_path / "parcel.whl"
    with zipfile.ZipFile(parcel, "w") as archive:
        archive.writestr(f"{WITHIN}changed.whl", b"something else")
    with pytest.raises(PartError, match=missing):
        unpack(parcel, {missing: "0" * 64}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["parcel.whl"]
