"""From the link to a chapter's first cell that has run in the browser: sites side by side.

``python -m benchmarks.first_cell _site=new elsewhere/_site=old`` serves each folder on loopback,
opens a chapter's page in Chromium with an empty cache, clicks the link that runs it, and runs the
first cell as soon as Python is ready. The sites take turns.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, Frame, Page

from benchmarks.page import ROOT, table
from benchmarks.served import served

sys.path.insert(0, str(ROOT / "tests" / "browser"))
from driver import OPENED, READY, RUN_ONE, STATES, chromium

CHAPTER = "01_simple_gates"
PATH = f"{CHAPTER}/{CHAPTER}.ipynb"
PATIENCE = 300


@dataclass
class Start:
    """One start of a chapter.

    Attributes:
        ready: Seconds from the click until Python is ready.
        ran: Seconds from the click until the first cell has run.
        work: Seconds of all of Chromium's processes until then.
        loaded: Megabytes that came from the server.
    """

    ready: float
    ran: float
    work: float
    loaded: float


class _Counting(SimpleHTTPRequestHandler):
    """Serves files and counts their bytes."""

    sent = 0

    def log_message(self, *_: object) -> None:
        pass

    def copyfile(self, source: Any, outputfile: Any) -> None:
        type(self).sent += os.fstat(source.fileno()).st_size
        with suppress(ConnectionError):  # the page went on before it had all
            super().copyfile(source, outputfile)


def _work() -> float:
    """Seconds that all processes below this one have worked, those that have ended included."""
    done = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        done += times.user + times.system + times.children_user + times.children_system
    return done


def _frame(page: Page) -> Frame:
    """The frame in which JupyterLab has opened the chapter."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for frame in page.frames:
            if "/lab/" in frame.url and frame.evaluate(OPENED, PATH):
                return frame
        page.wait_for_timeout(50)
    raise RuntimeError("the chapter was not opened")


def start(browser: Browser, address: str, mbit: float | None, reads: float) -> Start:
    """Start a chapter once, in a browser that has never been there.

    Args:
        browser: The browser.
        address: The site's.
        mbit: Megabits a second of the line; None for loopback as it is.
        reads: Seconds that somebody reads at an exercise before the click.
    """
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    if mbit is not None:
        line = {"offline": False, "latency": 20, "uploadThroughput": mbit * 125_000}
        page.context.new_cdp_session(page).send(
            "Network.emulateNetworkConditions", line | {"downloadThroughput": mbit * 125_000}
        )
    page.goto(f"{address}{CHAPTER}/")
    link = page.locator("a[href*='/run/'], a[href*='/lite/']").first
    if reads:
        page.locator(".exercise a.button").first.scroll_into_view_if_needed()
        page.wait_for_timeout(1000 * reads)
    before, _Counting.sent, clicked = _work(), 0, time.perf_counter()
    link.click()
    frame = _frame(page)
    frame.evaluate(READY, PATH)
    ready = time.perf_counter() - clicked
    cells = frame.evaluate(STATES, PATH)
    first = next(k for k, cell in enumerate(cells) if cell["kind"] == "code")
    frame.evaluate(RUN_ONE, [PATH, first, None])
    ran = time.perf_counter() - clicked
    came = frame.evaluate(STATES, PATH)[first]
    if came["count"] != 1 or came["outputs"]:
        raise RuntimeError(f"the first cell did not run: {came}")
    found = Start(ready, ran, _work() - before, _Counting.sent / 1e6)
    context.close()
    return found


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sites", nargs="+", metavar="FOLDER=NAME")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--mbit", type=float, help="the line's megabits a second; loopback if left out"
    )
    parser.add_argument(
        "--reads", type=float, default=0, help="seconds at an exercise before the click"
    )
    chosen = parser.parse_args(arguments)
    sites = [each.rpartition("=")[::2] for each in chosen.sites]
    found: dict[str, list[Start]] = {name: [] for _, name in sites}
    with chromium("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1") as browser:
        for _ in range(chosen.rounds):
            for folder, name in sites:
                with served(Path(folder), _Counting) as address:
                    found[name].append(start(browser, address, chosen.mbit, chosen.reads))
                print(name, found[name][-1], flush=True)
    rows = [
        [name, *(f"{statistics.median(getattr(one, part) for one in all_):.1f}" for part in PARTS)]
        for name, all_ in found.items()
    ]
    print(
        table(["site", "Python ready, s", "first cell has run, s", "work, s", "loaded, MB"], rows)
    )
    print(f"Medians of {chosen.rounds}; load {os.getloadavg()[0]:.1f}.")
    return 0


PARTS = ("ready", "ran", "work", "loaded")

if __name__ == "__main__":
    sys.exit(main())
