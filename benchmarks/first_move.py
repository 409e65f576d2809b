"""From a page's address to the first exploration that reacts, and from a key to its picture.

``python -m benchmarks.first_move`` serves the site (``make site`` first) as GitHub Pages does,
compressed, to a Chromium that has never been there: once as fast as the machine can and once on a
line of 10 Mbit/s. Then it presses an arrow key on every exploration of every page, and the page
itself takes the time until the picture is painted. The tables go into docs/site.md.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import os
import statistics
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.page import ROOT, circumstances, table, write

sys.path.insert(0, str(ROOT / "tests" / "browser"))
from driver import chromium

DOCUMENT = ROOT / "docs" / "site.md"
LIVING = ".bp-living[data-made]"
SLIDER = ".bp-pair input[type=range]"
LINE = {"offline": False, "latency": 20, "downloadThroughput": 1.25e6, "uploadThroughput": 1.25e6}
#: In the page before all else: takes the first exploration into view, and moves it when it can be.
FIRST = f"""
window.moved = new Promise((resolve) => {{
  const look = () => {{
    const place = document.querySelector('{LIVING}');
    const slider = place?.querySelector('{SLIDER}');
    if (place && !slider) place.scrollIntoView({{behavior: 'instant'}});
    if (!slider || !place.backpass) return requestAnimationFrame(look);
    const before = place.backpass.now.svg;
    slider.focus();
    slider.stepUp();
    slider.dispatchEvent(new Event('input', {{bubbles: true}}));
    const wait = () => place.backpass.now.svg === before ? requestAnimationFrame(wait)
      : requestAnimationFrame(() => resolve(performance.now()));
    wait();
  }};
  look();
}});"""
#: Called with an exploration: the next arrow key's way to the frame that shows its picture.
WATCH = """
(place) => {
  window.painted = new Promise((resolve) => addEventListener('keydown', ({timeStamp}) => {
    const before = place.backpass.now.svg;
    const wait = () => requestAnimationFrame((frame) => {
      if (place.backpass.now.svg === before) return wait();
      // a task after the frame: it is painted
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.now() - timeStamp);
      channel.port2.postMessage(0);
    });
    wait();
  }, {capture: true, once: true}));
}"""
ENDS = "(s) => [Number(s.min), Number(s.value), Number(s.max)]"


class _Pages(SimpleHTTPRequestHandler):
    """Serves text compressed, and counts what goes out."""

    sent = 0

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in {".html", ".js", ".css", ".svg"}:
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        type(self).sent += len(body)
        with suppress(ConnectionError):  # the page went on before it had all
            self.wfile.write(body)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on loopback, compressed.

    Args:
        folder: The site.
    """
    handler = functools.partial(_Pages, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Move:
    """The first move of a page: seconds until it was painted, kilobytes that came till then."""

    seconds: float
    kilobytes: float


def first_move(browser: Browser, address: str, *, slow: bool) -> Move:
    """Open a page in a browser that has never been there, and move its first exploration.

    Args:
        browser: The browser.
        address: The page's.
        slow: On a line of 10 Mbit/s, 20 ms away.
    """
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.add_init_script(FIRST)
    page = context.new_page()
    if slow:
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", LINE)
    _Pages.sent = 0
    page.goto(address, wait_until="commit")
    seconds = float(page.evaluate("window.moved")) / 1000
    came = _Pages.sent / 1000
    context.close()
    return Move(seconds, came)


def presses(page: Page, count: int) -> dict[str, list[float]]:
    """Milliseconds from key to picture, key by key, of every exploration of the page that is open.

    Args:
        page: The page.
        count: How often a key is pressed on each.
    """
    found: dict[str, list[float]] = {}
    for place in page.locator(LIVING).all():
        place.scroll_into_view_if_needed()
        slider = place.locator(SLIDER).first
        slider.wait_for()
        slider.focus()
        page.wait_for_timeout(300)
        name, key = str(place.get_attribute("data-made")).split("(")[0], "ArrowRight"
        for _ in range(count):
            low, now, high = slider.evaluate(ENDS)
            key = "ArrowLeft" if now >= high else "ArrowRight" if now <= low else key
            place.evaluate(WATCH)
            page.keyboard.press(key)
            found.setdefault(name, []).append(float(page.evaluate("window.painted")))
            page.wait_for_timeout(40)
    return found


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "_site")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--presses", type=int, default=8)
    parser.add_argument("--print-only", action="store_true")
    chosen = parser.parse_args(arguments)
    names = sorted(path.name for path in chosen.site.glob("0*_*"))
    rows, keys = [], dict[str, list[float]]()
    with (
        chromium("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1") as browser,
        served(chosen.site) as address,
    ):
        for name in names:
            pace = {
                slow: [first_move(browser, f"{address}{name}/", slow=slow) for _ in range(rounds)]
                for slow, rounds in ((False, chosen.rounds), (True, chosen.rounds))
            }
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(f"{address}{name}/")
            times = presses(page, chosen.presses)
            page.close()
            for each, taken in times.items():
                keys.setdefault(each, []).extend(taken)
            every = [one for taken in times.values() for one in taken]
            seconds = {slow: [move.seconds for move in moves] for slow, moves in pace.items()}
            rows.append(
                [
                    name,
                    f"{max(move.kilobytes for move in pace[False]):.0f}",
                    *(f"{statistics.median(taken):.2f}" for taken in seconds.values()),
                    f"{statistics.median(every):.0f}" if every else "—",
                    f"{max(every):.0f}" if every else "—",
                ]
            )
            print(*rows[-1], flush=True)
    for each, taken in keys.items():
        print(f"{each}: median {statistics.median(taken):.0f} ms, worst {max(taken):.0f} ms")
    every = [one for taken in keys.values() for one in taken]
    head = ["page", "kB until then", "seconds, loopback", "seconds, 10 Mbit/s"]
    found = table([*head, "key to picture, median ms", "worst ms"], rows)
    said = (
        f"Key to picture over all {len(every)} presses: median {statistics.median(every):.0f} ms, "
        f"99 of 100 within {statistics.quantiles(every, n=100)[-1]:.0f} ms. Load "
        f"{os.getloadavg()[0]:.1f}; {circumstances()}."
    )
    print(found, said, sep="\n\n")
    if not chosen.print_only:
        write(DOCUMENT, {"moves": f"{found}\n\n{said}"})
    return 0


if __name__ == "__main__":
    sys.exit(main())
