"""Every exercise in the browser's Python: do its answers come to the same as in ordinary Python?

``python -m benchmarks.browser_python`` checks, for each exercise, the reference, all right variants
and known mistakes, and calls without end, by the visible check: once here and once in Pyodide as
the site serves it (in Node; ``make site`` first). It says which marks, words or panels differ, and
which answers end the browser's Python; if there are any, its status is 1.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS
from backpass.grading.exercises.answers import Variant
from backpass.grading.exercises.library import load_one

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = Path(__file__).with_name("browser_python.mjs")
MODULE = "benchmarks.browser_python"
#: Answers beside those of the exercises: what ends a Python with a small stack.
ENDLESS = {
    "multiplies itself": ("__mul__", "def __mul__(self, other):\n        return self * other"),
    "adds itself": ("__add__", "def __add__(self, other):\n        return other + self"),
    "powers itself": ("__pow__", "def __pow__(self, n):\n        return self ** n"),
    "shows itself": ("__neg__", "def __neg__(self):\n        return -self"),
    "goes down the graph by calls": (
        "backward",
        "def backward(self):\n        self.down([])\n\n    def down(self, seen):\n"
        "        for each in self.parents:\n            each.down(seen)",
    ),
}


def answers(name: str, most: int | None = None) -> list[tuple[str, Any]]:
    """Answers to an exercise, each with what it is called: right ones and known mistakes.

    Args:
        name: The exercise.
        most: How many of each kind at most; all if None.
    """
    exercise = load_one(CONTRACTS[name], ROOT)
    if CONTRACTS[name].is_quiz:
        return [(f"letter {letter}", letter) for letter in CONTRACTS[name].choices]
    assert exercise.solution is not None
    chosen: list[Variant] = [
        exercise.solution,
        *exercise.accepted[:most],
        *exercise.mistakes[:most],
    ]
    found = [(each.name, (exercise, each)) for each in chosen]
    if name == "Value":
        found += [
            (what, (exercise, Variant(what, _endless(*change)))) for what, change in ENDLESS.items()
        ]
    return found


def _endless(method: str, text: str) -> Any:
    """The course's own ``Value``, one method of it exchanged for one that never ends."""
    source = json.loads(
        (ROOT / "source" / "07_build_autograd" / "07_build_autograd.ipynb").read_text()
    )
    (cell,) = (
        "".join(each["source"])
        for each in source["cells"]
        if each["metadata"].get("nbgrader", {}).get("grade_id") == "Value"
    )
    changed, count = re.subn(
        rf"(?ms)^    def {method}\(.*?(?=^    def |\Z)", f"    {text}\n\n", cell
    )
    assert count == 1, method

    def define() -> Any:
        space: dict[str, Any] = {"__name__": "__main__"}
        exec("import math\n" + changed, space)
        return space["Value"]

    return define


def came(name: str, answer: Any) -> dict[str, Any]:
    """What the visible check says of one answer.

    Args:
        name: The exercise.
        answer: One of :func:`answers`.
    """
    contract = CONTRACTS[name]
    if contract.is_quiz:
        function, forward = answer, None
    else:
        exercise, variant = answer
        function, forward = exercise.handed_in(variant)
    start = time.perf_counter()
    verdict, trial = examine(contract, function, forward)
    panel = panel_of(contract, verdict, trial)
    return {
        "status": verdict.status.value,
        "earned": sum(part.earned for part in verdict.parts),
        "says": panel.text,
        "shows": panel.html,
        "took": time.perf_counter() - start,
    }


_answers = cache(answers)


def one(name: str, number: int, most: int | None = None) -> dict[str, Any]:
    """What the visible check says of an answer that is named by its place.

    Args:
        name: The exercise.
        number: The place in :func:`answers`.
        most: See there.
    """
    return came(name, _answers(name, most)[number][1])


def memory() -> float:
    """How many MB the browser's Python has taken; it gives none of them back."""
    import pyodide_js  # type: ignore[import-not-found]  # noqa: PLC0415

    return float(pyodide_js._module.HEAPU8.length) / 1e6


def node() -> str:
    """The Node that this machine has; else the one that Playwright brings along."""
    from playwright._impl._driver import compute_driver_executable  # noqa: PLC0415

    return shutil.which("node") or str(compute_driver_executable()[0])


def in_the_browser(pyodide: Path, calls: Sequence[tuple[str, str, list[Any]]]) -> list[Any]:
    """What came of some calls in Pyodide, in their order. Where one ended it, it starts again.

    Args:
        pyodide: The site's folder of Pyodide.
        calls: For each a module, a function in it, and its arguments.

    Returns:
        For each call a dictionary with its ``value``, or with words: ``raised`` or ``ended``.

    Raises:
        RuntimeError: Pyodide did not start.
    """
    found: list[Any] = []
    while len(found) < len(calls):
        command = [node(), str(SCRIPT), str(pyodide), str(ROOT)]
        given = "".join(f"{json.dumps(each)}\n" for each in calls[len(found) :])
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
        came_of = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        if not came_of:
            raise RuntimeError(f"Pyodide did not start:\n{done.stderr[-3000:]}")
        found += came_of
    return found


def difference(here: dict[str, Any], there: dict[str, Any]) -> str | None:
    """What differs between what came of an answer in both Pythons, in words; None if nothing does.

    Args:
        here: What :func:`came` says in ordinary Python.
        there: A call's result in :func:`in_the_browser`.
    """
    if "value" not in there:
        return "".join(f"{what} there: {words}" for what, words in there.items())
    value = there["value"]
    if (here["status"], here["earned"]) != (value["status"], value["earned"]):
        both = [f"{one['status']} {one['earned']:g}" for one in (here, value)]
        return "{} here, {} there".format(*both)
    if here["says"] != value["says"]:
        return f"other words\n--- here\n{here['says']}\n--- there\n{value['says']}"
    return "another picture" if here["shows"] != value["shows"] else None


def main(arguments: list[str] | None = None) -> int:
    """Compare, and say what differs; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exercises", nargs="*", help="all by default")
    parser.add_argument("--most", type=int, help="right variants, and known mistakes; else all")
    parser.add_argument("--site", type=Path, default=ROOT / "_site")
    chosen = parser.parse_args(arguments)
    given = {name: answers(name, chosen.most) for name in chosen.exercises or CONTRACTS}
    places = [(name, number) for name, each in given.items() for number in range(len(each))]
    calls = [(MODULE, "one", [*place, chosen.most]) for place in places]
    *there, taken = in_the_browser(
        chosen.site / "lite" / "static" / "pyodide", [*calls, (MODULE, "memory", [])]
    )
    differ, times = 0, list[tuple[float, float, str]]()
    for (name, number), came_there in zip(places, there, strict=True):
        what, answer = given[name][number]
        here = came(name, answer)
        said = difference(here, came_there)
        if said is not None:
            differ += 1
            print(f"{name}, {what}: {said}")
        if "value" in came_there:
            times.append((came_there["value"]["took"], here["took"], f"{name}, {what}"))
    print(f"{len(given)} exercises and quizzes, {len(places)} answers: {differ} differ.")
    ratio = statistics.median(there / here for there, here, _ in times)
    print(f"A check takes {ratio:.1f} times as long in the browser's Python, at the median.")
    for took, ordinary, which in sorted(times, reverse=True)[:3]:
        print(f"The slowest: {took:.2f} s in the browser's Python, {ordinary:.2f} s here, {which}.")
    print(f"Its memory at the end: {taken['value']:.0f} MB.")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
