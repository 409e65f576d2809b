"""A feedback page of what strangers wrote, in a real browser: nothing acts, links are clicked."""

import itertools
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
import tiny_course
from playwright.sync_api import Page, Route
from test_sanitise import ACTS, LINKS, SCHEMES, WRITTEN, written
from tiny_class import InThisProcess, hand_in

from backpass.grading.class_run import grade as class_run
from backpass.grading.class_run.grade import Options, grade
from backpass.grading.course import Course
from backpass.grading.feedback.class_pages import give_feedback
from backpass.grading.marking.run import leave_fork_servers

pytestmark = [pytest.mark.browser, pytest.mark.pipeline]

CHAPTER = tiny_course.CHAPTER
HONEST = "[a](https://example.org/a) [b](mailto:a@b.c) see[^1] [up](#mine)\n\n[^1]: A note."
#: Notes what scripts do that a student could have put into the page.
NOTING = """
window.acted = [];
for (const name of ["alert", "confirm", "prompt", "open", "print", "fetch"])
    window[name] = () => window.acted.push(name);
"""


@dataclass
class Seen:
    """What a page did: dialogs, scripts of strangers, and addresses that it asked for."""

    dialogs: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    windows: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def pages(tiny_released: Course, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The page that students read, and nbgrader's own, of a notebook full of attempts."""
    course = tiny_course.copied(tiny_released, tmp_path_factory.mktemp("strange") / "course")
    path = hand_in(course, "eve")
    notebook = nbformat.read(path, 4)
    links = [
        link.format(a=written(*way))
        for link, *way in itertools.product(LINKS, WRITTEN, SCHEMES[:3])
    ]
    texts = [HONEST, *ACTS, *("\n\n".join(links[k : k + 40]) for k in range(0, len(links), 40))]
    shown = [
        f"display({{kind: {text!r} for kind in ['text/{kind}']}}, raw=True)"
        for kind in ("html", "markdown")
        for text in texts
    ]
    notebook.cells += [nbformat.v4.new_markdown_cell(text) for text in texts]
    notebook.cells += [nbformat.v4.new_code_cell(text) for text in shown]
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(class_run, "Here", InThisProcess)
        done = grade(course, [CHAPTER], options=Options(jobs=1)).done
    leave_fork_servers()
    assert [one.error for one in done] == [None]
    made = []
    for nbgrader in (False, True):
        give_feedback(course, [CHAPTER], jobs=1, nbgrader=nbgrader)
        [page] = course.feedback.glob(f"eve/{CHAPTER}/*.html")
        made.append(page.rename(course.root / f"{nbgrader}.html"))
    return made


def watched(page: Page) -> Seen:
    """Look at what a page does; nothing of it leaves the computer."""
    seen = Seen()

    def stop(route: Route) -> None:
        if route.request.url.startswith(("file:", "data:")):
            route.continue_()
            return
        seen.asked.append(route.request.url)
        route.fulfill(status=204)  # the page stays where it is

    page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: seen.windows.append(popup.url))
    page.context.route("**/*", stop)
    page.add_init_script(NOTING)
    return seen


def clicked(page: Page) -> list[str]:
    """Click each link of a page, wherever it stands; the addresses that they have."""
    addresses: list[str] = page.evaluate("[...document.links].map(link => link.href)")
    for number in range(len(addresses)):
        page.evaluate("number => document.links[number].click()", number)
    page.wait_for_timeout(200)
    return addresses


@pytest.mark.parametrize("which", [0, 1], ids=["the student's page", "nbgrader's page"])
def test_nothing_on_a_page_of_a_stranger_acts_and_its_links_lead_where_they_may(
    pages: list[Path], which: int, page: Page
):
    seen = watched(page)
    page.goto(pages[which].as_uri(), wait_until="load")
    page.wait_for_timeout(200)
    ours = [one for one in seen.asked if "mathjax" in one.lower() or "require" in one.lower()]
    assert [one for one in seen.asked if one not in ours] == []
    addresses = clicked(page)
    assert len(addresses) > 5
    assert {one.partition(":")[0] for one in addresses} <= {"file", "https", "http", "mailto"}
    assert {one.partition("#")[0] for one in addresses if one.startswith("file:")} == {
        pages[which].as_uri()
    }
    assert page.url.partition("#")[0] == pages[which].as_uri()
    assert page.evaluate("window.acted") == []
    assert (seen.dialogs, seen.windows) == ([], [])
    assert {one for one in seen.asked if one not in ours} <= set(addresses)


def test_what_acts_is_seen(page: Page, tmp_path: Path):
    """The same acts on a page that nobody has cleaned."""
    raw = tmp_path / "raw.html"
    raw.write_text("<p>" + "\n".join(ACTS[:6]), encoding="utf-8")
    seen = watched(page)
    page.goto(raw.as_uri(), wait_until="load")
    assert "alert" in page.evaluate("window.acted")
    page.evaluate("window.acted.length = 0")
    addresses = clicked(page)
    assert "javascript:alert(1)" in addresses
    assert "alert" in page.evaluate("window.acted")
    assert any("example.org" in one for one in seen.asked)
