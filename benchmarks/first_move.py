"""From a page's address to the first exploration that reacts, and from a key to its picture.

``python -m benchmarks.first_move`` serves the site (``make site`` first) as GitHub Pages does,
compressed, to a Chromium that has never been there: once as fast as the machine can and once on a
line of 10 Mbit/s. Then it presses an arrow key on every exploration of every page, and the page
itself takes the time until the picture is painted. The tables go into docs/site.md.
"""

from __future__ import annotations

import argparse
import gzip
import os
import statistics
import sys
from contextlib import suppress
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from benchmarks.page import ROOT, circumstances, table, write
from benchmarks.served import served

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
#: A slider that changes one text: what a key costs on this machine, whatever the page draws.
BARE = """
() => {
  const place = document.createElement('div');
  place.id = 'bare';
  place.style = 'position: fixed; top: 0; left: 0; z-index: 9';
  place.innerHTML = '<input type="range" min="0" max="10000" value="5000"><b>5000</b>';
  place.backpass = { now: { svg: '' } };
  place.firstChild.oninput = ({ target }) => {
    place.lastChild.textContent = place.backpass.now.svg = target.value;
  };
  document.body.append(place);
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


def presses(page: Page, count: int) -> tuple[list[float], list[float]]:
    """Milliseconds from key to picture of every exploration, and of a bare slider in between.

    Args:
        page: The page that is open.
        count: How often a key is pressed on each.
    """
    page.evaluate(BARE)
    bare, bare_slider = page.locator("#bare"), page.locator("#bare input")
    found, beside = list[float](), list[float]()
    for place in page.locator(LIVING).all():
        place.scroll_into_view_if_needed()
        slider = place.locator(SLIDER).first
        slider.wait_for()
        page.wait_for_timeout(300)
        for _ in range(count):
            found.append(_pressed(page, place, slider))
            beside.append(_pressed(page, bare, bare_slider))
    return found, beside


def _pressed(page: Page, place: Locator, slider: Locator) -> float:
    slider.focus()
    low, now, high = slider.evaluate(ENDS)
    place.evaluate(WATCH)
    page.wait_for_timeout(60)  # the page has come to rest
    page.keyboard.press("ArrowLeft" if now - low > high - now else "ArrowRight")
    return float(page.evaluate("window.painted"))


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "_site")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--presses", type=int, default=8)
    parser.add_argument("--print-only", action="store_true")
    chosen = parser.parse_args(arguments)
    names = sorted(path.name for path in chosen.site.glob("0*_*"))
    rows, keys, beside = list[list[str]](), list[float](), list[float]()
    with (
        chromium("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1") as browser,
        served(chosen.site, _Pages) as address,
    ):
        for name in names:
            moves = {
                slow: [
                    first_move(browser, f"{address}{name}/", slow=slow)
                    for _ in range(chosen.rounds)
                ]
                for slow in (False, True)
            }
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(f"{address}{name}/")
            own, bare = presses(page, chosen.presses)
            page.close()
            keys += own
            beside += bare
            rows.append(
                [
                    name,
                    f"{max(move.kilobytes for move in moves[False]):.0f}",
                    *(
                        f"{statistics.median(move.seconds for move in taken):.2f}"
                        for taken in moves.values()
                    ),
                    *(f"{statistics.median(taken):.0f}, {max(taken):.0f}" for taken in (own, bare)),
                ]
            )
            print(*rows[-1], flush=True)
    head = ["page", "kB until then", "s, loopback", "s, 10 Mbit/s"]
    found = table([*head, "key to picture: median, worst ms", "a bare slider's"], rows)
    said = (
        f"All {len(keys)} presses: median {statistics.median(keys):.0f} ms, a bare slider's in "
        f"between {statistics.median(beside):.0f} ms. Load {os.getloadavg()[0]:.1f}; "
        f"{circumstances()}."
    )
    print(found, said, sep="\n\n")
    if not chosen.print_only:
        write(DOCUMENT, {"moves": f"{found}\n\n{said}"})
    return 0


if __name__ == "__main__":
    sys.exit(main())
