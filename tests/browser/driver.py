"""A Jupyter server of one's own, and a notebook in it driven as a student would drive it."""

import contextlib
import functools
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: The same browser built without windows, menus and profiles: it takes less of the processor.
SHELL = "chromium-headless-shell"
#: What Playwright 1.65 switches off: of two such lists Chromium reads the last alone.
OF_PLAYWRIGHT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect"),
    *("TcpPortRandomizationWin", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    *("PreconnectToSearch", "msForceBrowserSignIn", "msEdgeUpdateLaunchServicesPreferredVersion"),
)
#: Pages of Chromium's own behind the address bar, which no headless one shows: it would load them
#: anew for each window, and they take two thirds of what a new page costs.
UNSEEN = ("WebUIOmniboxPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxAimPopup")
# Without the flags on networking, Chromium asks its maker's hosts for updates at every start.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=" + ",".join([*OF_PLAYWRIGHT, *UNSEEN]),
]
#: For tests, not for benchmarks: V8 without threads of its own, which save no time where two
#: workers have two cores, and cost a sixth more of it.
SPARING = "--js-flags=--single-threaded"
#: Whether pictures for people to look at are wanted; no test depends on one.
PICTURES = os.environ.get("BACKPASS_SCREENSHOTS") == "1"
PATIENCE = 60  # seconds for what takes one or two: a loaded machine must not fail a test


def find_chromium(names: Sequence[str] = (*NAMES, SHELL)) -> str | None:
    """The path of a Chromium, or None. BACKPASS_BROWSER goes before what is on the PATH.

    Args:
        names: What it may be called, the best first.
    """
    chosen = os.environ.get("BACKPASS_BROWSER")
    candidates = [chosen] if chosen else names
    return next((path for name in candidates if (path := shutil.which(name))), None)


@contextlib.contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """A headless Chromium. Without one a test is skipped, but in CI that is a failure.

    Args:
        more: Arguments for it beside :data:`ARGUMENTS`.
    """
    path = find_chromium([SHELL, *NAMES])
    if path is None:
        reason = "no Chromium was found; install one, or set BACKPASS_BROWSER to its path"
        if os.environ.get("CI") == "true":
            pytest.fail(f"the browser tests must run in CI, but {reason}")
        pytest.skip(f"skipped, because {reason}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *more])
        yield browser
        browser.close()


class JupyterServer:
    """JupyterLab on a free loopback port, with a token, its state in a folder of its own.

    Args:
        folder: what the file browser shows; also the server's working directory, where nbgrader
            looks for its configuration.
        state: a new folder for settings, workspaces and the log.
    """

    def __init__(self, folder: Path, state: Path) -> None:
        self.folder = folder
        self.state = state
        self.token = secrets.token_hex(16)
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = state / "server.log"

    def __enter__(self) -> Self:
        settings = self.state / "settings" / "@jupyterlab" / "apputils-extension"
        settings.mkdir(parents=True)
        quiet = {"fetchNews": "false", "checkForUpdates": False}
        (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet))
        words = [
            "--no-browser",
            *(f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0"),
            *("--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={self.token}"),
            *(f"--ServerApp.root_dir={self.folder}", "--ServerApp.allow_root=True"),
            "--LabApp.expose_app_in_browser=True",
            "--JupyterNotebookApp.expose_app_in_browser=True",
            # by arguments: its environment variables are read when JupyterLab is imported, which a
            # forked server has behind it
            f"--LabApp.user_settings_dir={self.state / 'settings'}",
            f"--LabApp.workspaces_dir={self.state / 'workspaces'}",
        ]
        self._process = self._started(words, dict(os.environ))
        self._wait_until_ready()
        return self

    def _started(self, words: list[str], environment: dict[str, str]) -> Any:
        """JupyterLab's process; with the methods of :class:`subprocess.Popen`."""
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", "jupyterlab", *words],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()  # the server stops its kernels before it goes
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_ready(self) -> None:
        request = urllib.request.Request(
            f"{self.url}/api/status", headers={"Authorization": f"token {self.token}"}
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(request, timeout=5):
                    return
            except OSError:  # not there yet, or it hangs up on who comes this early
                time.sleep(0.1)
        self._process.kill()
        self._process.wait()
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text(errors='replace')}")


class ForkedServer(JupyterServer):
    """The same, without waiting for imports: it is forked, and so are its kernels."""

    def _started(self, words: list[str], environment: dict[str, str]) -> Any:
        import commands  # not for benchmarks, which start what a student starts

        return commands.started(
            "tests.browser.forked_lab", self.folder, words, environment, self.log
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def requests_to_others(page: Page) -> list[str]:
    """A list that grows with every address off this machine that the page asks for."""
    others: list[str] = []

    def note(request: Request) -> None:
        url = urllib.parse.urlsplit(request.url)
        if url.scheme in {"http", "https", "ws", "wss"} and url.hostname != "127.0.0.1":
            others.append(request.url)

    page.on("request", note)
    return others


class Heard(list[str]):
    """Whatever should not happen on a page: errors, and requests that leave this machine."""

    def __init__(self, page: Page, address: str) -> None:
        super().__init__()
        page.on("pageerror", lambda error: self.append(f"error: {error}"))
        page.on("console", lambda said: self.note(said.type == "error", f"console: {said.text}"))
        page.on("response", lambda got: self.note(got.status >= 400, f"{got.status}: {got.url}"))
        page.context.route("**/*", functools.partial(self._refuse, address))

    def note(self, is_bad: bool, what: str) -> None:
        if is_bad:
            self.append(what)

    def _refuse(self, address: str, route: Route) -> None:
        if route.request.url.startswith(address):
            route.continue_()
        else:
            self.append(f"outside: {route.request.url}")
            route.abort()


class CellState(NamedTuple):
    """What a cell holds after it ran."""

    kind: str
    source: str
    grade_id: str
    count: int | None
    outputs: list[dict[str, Any]]

    @property
    def plain(self) -> str:
        """All that the cell says in words: streams, errors and text/plain."""
        parts = []
        for output in self.outputs:
            plain = output.get("text", output.get("data", {}).get("text/plain", ""))
            parts.append(plain if isinstance(plain, str) else "".join(plain))
            parts.append(output.get("evalue", ""))
        return "\n".join(parts)

    @property
    def complaints(self) -> list[str]:
        """Errors and anything on stderr."""
        return [
            output.get("evalue", "") or "".join(output.get("text", ""))
            for output in self.outputs
            if output["output_type"] == "error" or output.get("name") == "stderr"
        ]


PANEL = """
const panel = [...window.jupyterapp.shell.widgets('main')].find(w => w.context?.path === path);
const cells = panel.content.widgets;
"""
OPENED = """
(path) => [...(window.jupyterapp?.shell?.widgets('main') ?? [])].some(w => w.context?.path === path)
"""
# The kernel's badge says idle before it is: only these three promises mean that cells will run.
READY = f"""
async (path) => {{ {PANEL}
  await window.jupyterapp.restored;
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  window.jupyterapp.shell.activateById(panel.id);
}}"""
RUN_ALL = f"""
async (path) => {{ {PANEL}
  window.jupyterapp.shell.activateById(panel.id);
  await window.jupyterapp.commands.execute('notebook:run-all-cells');
}}"""
RUN_ONE = f"""
async ([path, index, source]) => {{ {PANEL}
  if (source !== null) cells[index].model.sharedModel.setSource(source);
  panel.content.activeCellIndex = index;
  panel.content.deselectAll();
  window.jupyterapp.shell.activateById(panel.id);
  await window.jupyterapp.commands.execute('notebook:run-cell');
}}"""
RESTART = f"""
async (path) => {{ {PANEL}
  await panel.sessionContext.restartKernel();
  await panel.sessionContext.session.kernel.info;
}}"""
OPEN = """
async (path) => { await window.jupyterapp.commands.execute('docmanager:open', {path}); }"""
CLOSE = f"""
async (path) => {{ {PANEL}
  await panel.sessionContext.shutdown();
  panel.context.model.dirty = false;
  panel.dispose();
}}"""
SHOW = f"""
async ([path, index]) => {{ {PANEL}
  panel.content.activeCellIndex = index;
  await panel.content.scrollToItem(index, 'start');
  await cells[index].ready;
  cells[index].node.dataset.testid = `cell-${{index}}`;
}}"""
STATE = """({
    kind: cell.model.type,
    source: cell.model.sharedModel.getSource(),
    grade_id: cell.model.getMetadata('nbgrader')?.grade_id ?? '',
    count: cell.model.executionCount ?? null,
    outputs: cell.model.outputs?.toJSON() ?? [],
  })"""
STATES = f"""
(path) => {{ {PANEL}
  return cells.map(cell => {STATE});
}}"""
# A chapter's outputs are megabytes: who asks for one cell, or for what cells are, gets that alone.
STATE_OF_ONE = f"""
([path, index]) => {{ {PANEL}
  const cell = cells.at(index);
  return {STATE};
}}"""
NAMES_AND_SOURCES = f"""
(path) => {{ {PANEL}
  return cells.map(cell => [
    cell.model.getMetadata('nbgrader')?.grade_id ?? '', cell.model.sharedModel.getSource()]);
}}"""


class Notebook:
    """One notebook in one page."""

    place = "lab/tree"
    after = "&reset"

    def __init__(self, server: JupyterServer, page: Page, path: str) -> None:
        self.server = server
        self.page = page
        self.path = path
        self.console: list[str] = []
        page.on("pageerror", lambda error: self.console.append(str(error)))
        self.outside = requests_to_others(page)
        page.set_default_timeout(PATIENCE * 1000)
        self._open()
        page.wait_for_function(OPENED, arg=path)
        page.evaluate(READY, path)

    def _open(self) -> None:
        """In a page that shows JupyterLab already, as a double click on the file does it."""
        if self.page.url.startswith(f"{self.server.url}/lab"):
            self.page.evaluate(OPEN, self.path)
        else:
            self._go()

    def _go(self) -> None:
        query = f"token={self.server.token}{self.after}"
        self.page.goto(f"{self.server.url}/{self.place}/{self.path}?{query}")

    def close(self) -> None:
        """Stop the kernel and close the tab. What was typed is not saved."""
        self.page.evaluate(CLOSE, self.path)

    def restart(self) -> None:
        """Restart the kernel; outputs stay."""
        self.page.evaluate(RESTART, self.path)

    def run_all(self) -> list[CellState]:
        """Run every cell, as Run > Run All Cells does, and wait for the last."""
        self.page.evaluate(RUN_ALL, self.path)
        return self.cells()

    def run(self, index: int, source: str | None = None) -> CellState:
        """Run one cell, with new source if given, and wait for it."""
        self.page.evaluate(RUN_ONE, [self.path, index, source])
        return self.state(index)

    def run_where(self, *sources: str) -> int:
        """Run the cells that hold these texts, one for each; the index of the last one."""
        held = self.sources()
        for source in sources:
            (index,) = [index for index, text in enumerate(held) if source in text]
            self.run(index)
        return index

    def cells(self) -> list[CellState]:
        return [CellState(**state) for state in self.page.evaluate(STATES, self.path)]

    def state(self, index: int) -> CellState:
        """One of :meth:`cells`."""
        return CellState(**self.page.evaluate(STATE_OF_ONE, [self.path, index]))

    def sources(self) -> list[str]:
        """What stands in each cell."""
        return [source for _, source in self.page.evaluate(NAMES_AND_SOURCES, self.path)]

    def index_of(self, grade_id: str) -> int:
        names = [name for name, _ in self.page.evaluate(NAMES_AND_SOURCES, self.path)]
        return names.index(grade_id)

    def cell(self, index: int) -> Locator:
        """Scroll a cell into view. JupyterLab draws only the cells that are seen."""
        self.page.evaluate(SHOW, [self.path, index])
        return self.page.get_by_test_id(f"cell-{index}")


class InNotebook7(Notebook):
    """The same in Notebook 7's page, from the same server; its menus do what JupyterLab's do."""

    place = "notebooks"
    after = ""

    def _open(self) -> None:
        """Each notebook in Notebook 7 is a page."""
        self._go()
