"""From a key press to the painted picture: every exploration, in JupyterLab, in Chromium.

Run ``python -m benchmarks.latency``. An arrow key is pressed on a slider; the page itself takes the
time from the key's event until two frames after the new picture came into the document. So all is
in it: the widget's message, the kernel's work, the way back, and drawing. The first press counts.

A bare slider that sets a line of text is pressed in the same page, in turn with the explorations:
what JupyterLab, ipywidgets and the kernel take for that is in every other number, too.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Page, sync_playwright

from backpass import explore
from benchmarks.page import ROOT, circumstances, table, write

sys.path.insert(0, str(ROOT / "tests" / "browser"))
from driver import ARGUMENTS, JupyterServer, Notebook, find_chromium

NAMES = tuple(name for name in explore.__all__ if name != "Exploration")
TARGET, LIMIT = 60.0, 150.0  # milliseconds: for the median, and for each
PAUSE = 120  # milliseconds between a picture and the next key
LOST = 5_000  # milliseconds after which no picture will come
ROUNDS = 5  # in each round, everything is pressed once in turn
YARDSTICK = "a bare slider"
BARE = """import ipywidgets

slider = ipywidgets.FloatSlider(min=0, max=100, step=1, value=50)
words = ipywidgets.HTML()


def show(change):
    words.value = f'<svg class="bp-svg" height="20"><text y="15">{change["new"]}</text></svg>'


slider.observe(show, names="value")
show({"new": 50})
ipywidgets.VBox([slider, words])"""

# Called with a cell. Takes the time of the next arrow key until its picture is painted.
WATCH = f"""
(id) => {{
  const cell = document.querySelector(`[data-testid="${{id}}"]`);
  let pressed = null;
  window.painted = new Promise((resolve, reject) => {{
    window.addEventListener('keydown', event => {{ pressed = event.timeStamp; }},
                            {{capture: true, once: true}});
    const isPicture = node => node.nodeName === 'svg' || node.querySelector?.('svg.bp-svg');
    const observer = new MutationObserver(changes => {{
      if (pressed === null) return;
      if (!changes.some(change => [...change.addedNodes].some(isPicture))) return;
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(
        () => resolve(performance.now() - pressed)));
    }});
    observer.observe(cell, {{childList: true, subtree: true}});
    setTimeout(() => reject(new Error('no new picture came')), {LOST});
  }});
}}"""
WHERE = "h => ['valuemin', 'valuenow', 'valuemax'].map(at => Number(h.getAttribute('aria-' + at)))"


@dataclass(frozen=True)
class Result:
    """What was measured of one exploration; times in milliseconds, the picture in kilobytes.

    Of the yardstick, what is not looked at is 0.
    """

    name: str
    times: list[float]
    python: float
    picture: float

    @property
    def median(self) -> float:
        """The usual time to a painted picture."""
        return statistics.median(self.times)


def in_browser(page: Page, notebook: Notebook, index: int, presses: int) -> list[float]:
    """Times to the painted picture, key by key; at the slider's end it turns back."""
    cell = notebook.cell(index)
    cell.locator("svg.bp-svg").first.wait_for()
    handle = cell.locator(".noUi-handle").first
    handle.focus()
    page.wait_for_timeout(300)  # the lab has come to rest
    key, times = "ArrowRight", list[float]()
    for _ in range(presses):
        low, now, high = handle.evaluate(WHERE)
        key = "ArrowLeft" if now >= high else "ArrowRight" if now <= low else key
        page.evaluate(WATCH, f"cell-{index}")
        page.keyboard.press(key)
        times.append(float(page.evaluate("window.painted")))
        page.wait_for_timeout(PAUSE)
    return times


def python_part(name: str, moves: int) -> tuple[float, float]:
    """Median milliseconds of the callback alone, and the picture's size in kilobytes."""
    exploration = getattr(explore, name)()
    slider, _ = next(iter(exploration.controls.values()))
    times = []
    for value in itertools.islice(itertools.cycle(_stops(slider)), moves):
        started = time.perf_counter()
        slider.value = value
        times.append(1e3 * (time.perf_counter() - started))
    return statistics.median(times), len(exploration.svg.encode()) / 1e3


def _stops(slider: Any) -> list[float]:
    places = [slider.min + k * slider.step for k in range(1, 6)]
    return [slider.base**place for place in places] if hasattr(slider, "base") else places


def measured(names: list[str], presses: int) -> tuple[list[Result], str]:
    """Measure the yardstick and some explorations; the results and the browser's version."""
    with tempfile.TemporaryDirectory(prefix="backpass-latency-") as folder:
        course, state = Path(folder, "course"), Path(folder, "state")
        course.mkdir()
        _write_notebook(course / "explorations.ipynb", names)
        with JupyterServer(course, state) as server, sync_playwright() as playwright:
            path = find_chromium()
            if path is None:
                raise SystemExit("No Chromium was found; set BACKPASS_BROWSER to its path.")
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            notebook = Notebook(server, page, "explorations.ipynb")
            shown = [YARDSTICK, *names]
            for index, name in enumerate(shown):
                complaints = notebook.run(index).complaints
                if complaints:
                    raise SystemExit(f"{name} failed: {complaints}")
            times: dict[str, list[float]] = {name: [] for name in shown}
            for _ in range(ROUNDS):
                for index, name in enumerate(shown):
                    times[name] += in_browser(page, notebook, index, -(-presses // ROUNDS))
            results = [Result(YARDSTICK, times[YARDSTICK], 0.0, 0.0)]
            results += [Result(name, times[name], *python_part(name, presses)) for name in names]
            for result in results:
                _say(result)
            version = browser.version
            notebook.close()
            browser.close()
    return results, version


def _write_notebook(path: Path, names: list[str]) -> None:
    calls = [f"from backpass import explore\n\nexplore.{name}()" for name in names]
    cells = [nbformat.v4.new_code_cell(call) for call in (BARE, *calls)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)


def _say(result: Result) -> None:
    print(
        f"{result.name:14} median {result.median:5.0f} ms, worst {max(result.times):5.0f} ms, "
        f"Python part {result.python:5.1f} ms, picture {result.picture:5.1f} kB",
        flush=True,
    )


def block(results: list[Result], version: str, load: float) -> str:
    """The table with what to know about it."""
    bare, *explorations = results
    rows = [(YARDSTICK, f"{bare.median:.0f}", f"{max(bare.times):.0f}", "", "", "")]
    rows += [
        (
            f"`explore.{result.name}`",
            f"{result.median:.0f}",
            f"{max(result.times):.0f}",
            f"{round(result.median - bare.median)}",
            f"{result.python:.1f}",
            f"{result.picture:.0f}",
        )
        for result in explorations
    ]
    header = (
        *("exploration", "median, ms", "worst, ms", "more than the bare slider, ms"),
        *("of it in Python, ms", "picture, kB"),
    )
    slow = [result.name for result in explorations if result.median > TARGET]
    late = [result.name for result in explorations if max(result.times) > LIMIT]
    presses = len(bare.times)
    return "\n\n".join(
        [
            f"An arrow key on a slider, {presses} times for each exploration, the first press "
            "included: from the key's event to two frames after the new picture came into the "
            "page. “In Python” is the callback alone: the numbers, the picture and the words. The "
            f"bare slider sets a line of text; all are pressed in turn, in {ROUNDS} rounds.",
            table(header, rows),
            f"Median above {TARGET:.0f} ms: {', '.join(slow) or 'none'}. "
            f"A press above {LIMIT:.0f} ms: {', '.join(late) or 'none'}.",
            f"JupyterLab in headless Chromium {version}, kernel and browser on one machine with a "
            f"load of {load:.1f} before the run. "
            f"{circumstances('jupyterlab', 'ipywidgets', 'numpy')}.",
        ]
    )


def main() -> None:
    """Measure, print a line for each exploration, and write docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presses", type=int, default=25, help="presses for each (25)")
    parser.add_argument("--only", nargs="*", choices=NAMES, help="some of them; writes no table")
    arguments = parser.parse_args()
    load = os.getloadavg()[0]
    results, version = measured(list(arguments.only or NAMES), arguments.presses)
    if not arguments.only:
        write(ROOT / "docs" / "benchmarks.md", {"latency": block(results, version, load)})


if __name__ == "__main__":
    main()
