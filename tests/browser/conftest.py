"""A Chromium for each module, a new page for each test."""

import fcntl
import functools
import itertools
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import driver
import pytest
from course_notebooks import SHARED
from driver import ForkedServer, JupyterServer, Notebook
from playwright.sync_api import Browser, Page

from website.__main__ import build

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium. Without one a test is skipped, but in CI that is a failure.

    It ends with its module: as long as it is there, Playwright keeps an event loop running, and
    other modules' tests could not start theirs.
    """
    with driver.chromium(driver.SPARING) as browser:
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
        if driver.PICTURES:
            folder.mkdir(exist_ok=True)
            page.wait_for_timeout(300)  # the scroll has settled
            page.screenshot(path=path)
        return path

    return take


@pytest.fixture(scope="module")
def kind_of_server() -> type[JupyterServer]:
    """How JupyterLab and its kernels begin; a module may say that they are started afresh."""
    return ForkedServer


@pytest.fixture(scope="module")
def student_lab(
    tmp_path_factory: pytest.TempPathFactory, kind_of_server: type[JupyterServer]
) -> Iterator[JupyterServer]:
    """JupyterLab in an empty folder, as a student has it."""
    folder = tmp_path_factory.mktemp("student")
    (folder / "course").mkdir()
    with kind_of_server(folder / "course", folder / "state") as server:
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
        opened.append(in_page(student_lab, page, f"{folder}/{Path(chapter).name}.ipynb"))
        return opened[-1]

    yield open_copy
    for notebook in opened:
        notebook.close()


@pytest.fixture(scope="module")
def in_turn(
    student_lab: JupyterServer, in_page: type[Notebook], one_page: Page
) -> Iterator[Callable[[str], Notebook]]:
    """Opens a fresh copy of a released chapter, or goes on with it where it is the one in view.

    For tests that run what they need themselves: they have the page and the kernel as the test
    before them left these. What wants an untouched chapter has to come first.
    """
    shown: dict[str, Notebook] = {}
    count = itertools.count(1)

    def close() -> None:
        for notebook in shown.values():
            notebook.close()
        shown.clear()

    def open_or_go_on(chapter: str) -> Notebook:
        if chapter not in shown:
            close()
            folder = f"turn-{next(count)}"
            shutil.copytree(ROOT / "release" / chapter, student_lab.folder / folder)
            shown[chapter] = in_page(student_lab, one_page, f"{folder}/{chapter}.ipynb")
        return shown[chapter]

    yield open_or_go_on
    close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as make site builds it, once for all workers of a run.

    What it fetches is kept beside the repository.
    """
    shared = os.environ.get(SHARED)
    folder = Path(shared) / "site" if shared else tmp_path_factory.mktemp("site")
    folder.mkdir(exist_ok=True)
    out = folder / "backpass"  # not at the root of its host, as on Pages
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "built").exists():
            build(out, ROOT / ".cache" / "website")
            (folder / "built").touch()
    return out


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""
    handler = functools.partial(Quiet, directory=str(site.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/{site.name}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def offline() -> Iterator[Browser]:
    """A Chromium which finds no host but this one, in whatever worker it asks."""
    with driver.chromium("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1") as browser:
        yield browser
