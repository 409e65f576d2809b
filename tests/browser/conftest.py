"""One Chromium for all browser tests; a new page for each."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driver import ARGUMENTS, JupyterServer, find_chromium
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium. Without one a test is skipped, but in CI that is a failure."""
    path = find_chromium()
    if path is None:
        message = "skipped, because no Chromium was found (set BACKPASS_BROWSER, or install one)"
        if os.environ.get("CI") == "true":
            pytest.fail("CI must run the browser tests: " + message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page in a browser profile of its own."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def screenshot() -> Callable[[Page, str], Path]:
    """Takes pictures for people to look at; screenshots/ is not committed."""
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)

    def take(page: Page, name: str) -> Path:
        path = folder / f"{name}.png"
        page.screenshot(path=path)
        return path

    return take


@pytest.fixture(scope="module")
def student_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterServer]:
    """JupyterLab in a copy of release/, as a student has it."""
    folder = tmp_path_factory.mktemp("student")
    shutil.copytree(ROOT / "release", folder / "course")
    with JupyterServer(folder / "course", folder / "state") as server:
        yield server
