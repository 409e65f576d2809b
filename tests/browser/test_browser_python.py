"""The checks in the browser's own Python, Pyodide as the site serves it: started once, in Node."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from course_exercises import CODE, EXERCISES
from course_notebooks import ROOT
from names_used import names_used

from backpass.contracts import CONTRACTS
from backpass.grading.authoring.standalone import package_files
from backpass.judging import patience
from benchmarks.browser_python import MODULE, answers, came, difference, in_the_browser

# the first of them may have the site built, which takes minutes on a busy machine
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

QUIZZES = [name for name, contract in CONTRACTS.items() if contract.is_quiz][::8]
#: What is not there and is done without; see where it is used.
DONE_WITHOUT = {"hashlib.pbkdf2_hmac"}
#: What is there in some way and refused, or is not there at all. Called in the browser only.
REFUSED = [
    "threading.Thread(target=int).start()",
    "concurrent.futures.ThreadPoolExecutor().submit(int)",
    "multiprocessing.Process(target=int).start()",
    "subprocess.run(['true'])",
    "os.fork()",
    "os.link('one', 'other')",
    "os.kill(0, 0)",
    "fcntl.flock(0, 0)",
    "asyncio.run(asyncio.sleep(0))",
    "socket.create_connection(('127.0.0.1', 9))",
    "signal.setitimer(signal.ITIMER_REAL, 60)",
    "time.thread_time()",
    "zoneinfo.ZoneInfo('Asia/Seoul')",
]


def given_code() -> list[str]:
    """The code of each chapter, without the cells that hold magics."""
    found = []
    for path in sorted((ROOT / "release").glob("0*/*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        plain = [text for text in texts if not re.search("(?m)^[%!]", text)]
        found.append("\n".join(plain))
    return found


def places() -> list[tuple[str, int]]:
    """Answers by their place among those of their exercise: the reference, and one mistake each."""
    found = [(name, number) for name in QUIZZES for number in (0, 1)]
    for count, name in enumerate(CODE):
        exercise = EXERCISES[name]
        first = 1 + len(exercise.accepted)
        found += [(name, 0), (name, first + count % len(exercise.mistakes))]
    return found


@cache
def sources() -> dict[str, str]:
    """The modules of the students' half of the package, by their dotted names."""
    return {
        name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): text
        for name, text in package_files().items()
        if name.endswith(".py")
    }


@cache
def names() -> list[str]:
    """What the package and the chapters use of other modules; matplotlib is loaded later."""
    used = set().union(*map(names_used, [*sources().values(), *given_code()]))
    return sorted(name for name in used if not name.startswith("matplotlib."))


@pytest.fixture(scope="module")
def there(site: Path) -> dict[str, Any]:
    """What came of all that is asked here, in one start of Pyodide."""
    calls: dict[str, tuple[str, str, list[Any]]] = {
        "not there": ("names_used", "not_there", [names()]),
        "refused": ("names_used", "refused", [REFUSED]),
        "not imported": ("names_used", "not_imported", [list(sources())]),
        "patience": ("names_used", "put", ["backpass.judging.patience", "SECONDS", 600]),
    }
    calls |= {f"{name} {number}": (MODULE, "one", [name, number]) for name, number in places()}
    came_of = in_the_browser(site / "lite" / "static" / "pyodide", list(calls.values()))
    return dict(zip(calls, came_of, strict=True))


def test_right_and_wrong_answers_get_the_same_marks_words_and_panels_as_anywhere(
    there: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(patience, "SECONDS", 600)
    assert len(CODE) == 39
    told = 0
    for name, number in places():
        what, answer = answers(name)[number]
        here = came(name, answer)
        assert difference(here, there[f"{name} {number}"]) is None, f"{name}, {what}"
        told += here["status"] == "failed" and len(here["says"].splitlines()) > 2
    assert told > 30


def test_every_module_of_the_package_is_imported_there(there: dict[str, Any]):
    assert len(sources()) > 100
    assert there["not imported"]["value"] == {}


def test_names_that_the_package_and_the_chapters_use_are_there_or_done_without(
    there: dict[str, Any],
):
    assert {"time.perf_counter", "hmac.digest", "numpy.linalg.lstsq"} <= set(names())
    assert set(there["not there"]["value"]) == DONE_WITHOUT


def test_nothing_is_used_that_a_browsers_python_refuses(there: dict[str, Any]):
    assert set(there["refused"]["value"]) == set(REFUSED)  # or it does so no longer
    no = tuple(f"{call.partition('(')[0]}." for call in REFUSED)
    assert [name for name in names() if f"{name}.".startswith(no)] == []
