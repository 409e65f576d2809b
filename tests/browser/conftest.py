"""A Chromium for each module, a new page for each test."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import driver
import pytest
from driver import JupyterServer, Notebook
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium. Without one a test is skipped, but in CI that is a failure.

    It ends with its module: as long as it is there, Playwright keeps an event loop running, and
    other modules' tests could not start theirs.
    """
    with driver.chromium() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page in a browser profile of its own."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def one_page(chromium: Browser) -> Iterator[Page]:
    """One page for all tests of a module, which open their notebooks in it one after the other.

    A module asks for it by calling it its ``page``.
    """
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def screenshot() -> Callable[[Page, str], Path]:
    """Takes pictures for people to look at, where BACKPASS_SCREENSHOTS=1 asks for them.

    No test depends on one. screenshots/ is not committed.
    """
    folder = ROOT / "screenshots"

    def take(page: Page, name: str) -> Path:
        path = folder / f"{name}.png"
        if os.environ.get("BACKPASS_SCREENSHOTS") == "1":
            folder.mkdir(exist_ok=True)
            page.wait_for_timeout(300)  # the scroll has settled
            page.screenshot(path=path)
        return path

    return take


@pytest.fixture(scope="module")
def student_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterServer]:
    """JupyterLab in an empty folder, as a student has it."""
    folder = tmp_path_factory.mktemp("student")
    (folder / "course").mkdir()
    with JupyterServer(folder / "course", folder / "state") as server:
        yield server


@pytest.fixture(scope="module")
def in_page() -> type[Notebook]:
    """The page that notebooks are opened in; a module may say another."""
    return Notebook


@pytest.fixture
def open_chapter(
    student_lab: JupyterServer, in_page: type[Notebook], page: Page, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Notebook]]:
    """Opens a fresh copy of a released chapter, with a kernel that ends with the test."""
    opened = []

    def open_copy(chapter: str) -> Notebook:
        folder = re.sub(r"\W+", "-", request.node.name)
        shutil.copytree(ROOT / "release" / chapter, student_lab.folder / folder)
        opened.append(in_page(student_lab, page, f"{folder}/{chapter}.ipynb"))
        return opened[-1]

    yield open_copy
    for notebook in opened:
        notebook.close()
