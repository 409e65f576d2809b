"""Every exercise in the browser's Python: do its answers come to the same as in ordinary Python?

``python -m benchmarks.browser_python`` checks, for each exercise, the reference, right variants,
known mistakes and calls without end, by the visible check: once here and once in Pyodide as the
site serves it (in Node; ``make site`` first). It says which verdicts or sentences differ, and which
answers end the browser's Python; if there are any, its status is 1.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from backpass.contracts import CONTRACTS
from backpass.examination import examine, panel_of
from backpass.grading.exercises.answers import Variant
from backpass.grading.exercises.library import load_one

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = Path(__file__).with_name("browser_python.mjs")
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


def answers(name: str, most: int) -> list[tuple[str, Any]]:
    """Answers to an exercise, each with what it is called: right ones and known mistakes.

    Args:
        name: The exercise.
        most: How many of each kind at most.
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
    took = time.perf_counter() - start
    panel = panel_of(contract, verdict, trial)
    return {
        "status": verdict.status.value,
        "earned": sum(part.earned for part in verdict.parts),
        "says": panel.text,
        "took": took,
    }


def in_the_browser(pyodide: Path, most: int, wanted: list[tuple[str, int]]) -> dict[Any, Any]:
    """What came of answers in Pyodide; words where an answer ended it. It then starts again.

    Args:
        pyodide: The site's folder of Pyodide.
        most: See :func:`answers`.
        wanted: Exercises, each with the number of an answer.

    Raises:
        RuntimeError: Pyodide did not start.
    """
    found: dict[Any, Any] = {}
    while left := [each for each in wanted if each not in found]:
        named = [f"{name}:{number}" for name, number in left]
        command = ["node", str(SCRIPT), str(pyodide), str(ROOT), str(most), *named]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        before = len(found)
        for line in done.stdout.splitlines():
            if line.startswith("["):
                name, number, _, result = json.loads(line)
                found[name, number] = result
            elif line.startswith("ended "):
                _, each, said = line.split(" ", 2)
                name, _, number = each.partition(":")
                found[name, int(number)] = f"ends Python: {said}"
        if len(found) == before:
            raise RuntimeError(f"Pyodide did not start:\n{done.stderr[-3000:]}")
    return found


def plain(said: str) -> str:
    """What a check says, without the numbers: these may differ in their last digits."""
    return re.sub(r"[-+]?\d[\d.,]*(e[-+]?\d+)?", "#", said)


def main(arguments: list[str] | None = None) -> int:
    """Compare, and say what differs; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exercises", nargs="*", help="all by default")
    parser.add_argument("--most", type=int, default=4, help="right variants, and known mistakes")
    parser.add_argument("--site", type=Path, default=ROOT / "_site")
    chosen = parser.parse_args(arguments)
    names = chosen.exercises or list(CONTRACTS)
    given = {name: answers(name, chosen.most) for name in names}
    wanted = [(name, number) for name, all_ in given.items() for number in range(len(all_))]
    pyodide = chosen.site / "lite" / "static" / "pyodide"
    there = in_the_browser(pyodide, chosen.most, wanted)
    differ, slowest = 0, (0.0, "", 0.0)
    for name, number in wanted:
        what, answer = given[name][number]
        here, came_there = came(name, answer), there[name, number]
        if isinstance(came_there, str):
            said = came_there
        elif (here["status"], here["earned"]) != (came_there["status"], came_there["earned"]):
            both = [f"{one['status']} {one['earned']:g}" for one in (here, came_there)]
            said = "{} here, {} there".format(*both)
        elif plain(here["says"]) != plain(came_there["says"]):
            said = f"other words\n--- here\n{here['says']}\n--- there\n{came_there['says']}"
        else:
            slowest = max(slowest, (came_there["took"], f"{name}, {what}", here["took"]))
            continue
        differ += 1
        print(f"{name}, {what}: {said}")
    print(f"{len(names)} exercises, {len(wanted)} answers: {differ} differ.")
    took, which, ordinary = slowest
    print(
        f"The slowest check: {took:.2f} s in the browser's Python, {ordinary:.2f} s here, {which}."
    )
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
