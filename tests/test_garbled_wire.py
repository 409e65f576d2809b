"""What garbles the wire costs its own mark at most; a verifier that fails is looked at."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import nbformat
import pytest

from backpass.grading.intake.findings import in_trouble
from backpass.grading.marking import run as marking
from backpass.grading.sandbox.execution import Cell, Settings
from backpass.grading.sandbox.fork_client import ForkClient
from backpass.grading.sandbox.own_time import Allowance, Waits

ROOT = Path(__file__).resolve().parent.parent
IMPORTS = ["import numpy as np\nfrom backpass.check import check"]
NAMES = ("multiply_backward", "add_backward", "max_backward")
RIGHT = {
    "multiply_backward": "x, y = cache\n    return dout * y, dout * x",
    "add_backward": "return dout, dout",
    "max_backward": "x, y = cache\n    return dout * (x >= y), dout * (x < y)",
}

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="containment needs Linux"),
    pytest.mark.xdist_group("kernel"),
]

#: Finds the channels of its own process, as any program there can.
FIND = """
import gc, os, struct, threading, time
CHANNELS = [one for one in gc.get_objects() if type(one).__name__ == "Channel"]
def put(data, which=1):
    os.write(CHANNELS[which].sock.fileno(), data)
def frame(text):
    return struct.pack(">II", len(text), 0) + text
DONE = []
def spoil(how):  # what says nothing but that all is well goes on as it is
    send = CHANNELS[0].send_frame
    def sent(data, deadline=None):
        send(how(bytes(data)) if b'"outputs"' in bytes(data) else data, deadline)
    CHANNELS[0].send_frame = sent
"""
#: What an answer does with the wire when it is called the first time.
GARBLING = {
    "writes a frame too many": "put(frame(b'[null,[]]'))",
    "writes what is no frame": "put(b'\\xff' * 9)",
    "writes less than a frame": "put(b'\\x00\\x00')",
    "answers again, later": (
        "threading.Thread(target=lambda: (time.sleep(0.05), put(frame(b'[null,[]]')))).start()"
    ),
    "ends Python, later": (
        "threading.Thread(target=lambda: (time.sleep(0.05), os._exit(1))).start()"
    ),
    "answers the next questions ahead": (
        '[put(frame(b\'[{"o":{"some":{"l":[{"o":{"value":1.0}}]},"last":true,\''
        " b'\"number\":%d}},[]]' % n)) for n in range(2, 9)]"
    ),
    "finds nothing for the next ones": (
        '[put(frame(b\'[{"o":{"value":{"o":{}},"number":%d}},[]]\' % n)) for n in range(2, 9)]'
    ),
    "closes the wire": "CHANNELS[1].sock.close()",
    "garbles a later cell's outputs": "spoil(lambda frame: b'\\xff' * 9); 1 / 0",
    "sends a later cell's outputs twice": "spoil(lambda frame: frame * 2); 1 / 0",
    "ends Python at a later cell": "spoil(lambda frame: os._exit(1))",
}


def answer(name, first=""):
    once = f"    if not DONE:\n        DONE.append(1)\n        {first}\n" if first else ""
    return f"def {name}(dout, cache):\n{once}    {RIGHT[name]}"


@pytest.fixture(scope="module", autouse=True)
def servers():
    yield marking.fork_servers()
    marking.leave_fork_servers()


def executed(cells, **settings):
    return marking.executed(cells, IMPORTS, Settings(ROOT, seed=1, **settings), None)


def notebook(garbling, first, at_end):
    """Cells in which the answer numbered ``first`` garbles the wire."""
    answers = [
        Cell(2 * k, answer(name, garbling if k == first else "")) for k, name in enumerate(NAMES)
    ]
    tests = [
        Cell(2 * k + 1, f"from backpass.grading.hidden import grade\n\ngrade({name})", True)
        for k, name in enumerate(NAMES)
    ]
    if at_end:
        return [Cell(-1, FIND), *answers, *tests]
    return [Cell(-1, FIND), *(one for pair in zip(answers, tests, strict=True) for one in pair)]


def marks(execution):
    found = []
    for k in range(len(NAMES)):
        outputs = execution.outputs[2 * k + 1]
        results = [o for o in outputs if o["output_type"] == "execute_result"]
        found.append(float(results[-1]["data"]["text/plain"]) if results else 0.0)
    return found


@pytest.mark.parametrize("at_end", [False, True], ids=["tests between", "tests at the end"])
@pytest.mark.parametrize("how", GARBLING)
def test_an_answer_that_garbles_the_wire_costs_itself_at_most(how, at_end):
    full = marks(executed(notebook("", 0, at_end)))
    assert min(full) > 0
    tried = 0
    for first in range(2):
        execution = executed(notebook(GARBLING[how], first, at_end), call_seconds=1.0)
        others = [k for k in range(len(NAMES)) if k != first]
        assert [marks(execution)[k] for k in others] == [full[k] for k in others]
        tried += 1
    assert tried == 2


@pytest.mark.parametrize("how", ["writes a frame too many", "writes what is no frame"])
@pytest.mark.parametrize("which", [0, 1], ids=["outputs", "answers"])
def test_a_cell_that_garbles_a_wire_costs_itself_at_most(how, which):
    full = marks(executed(notebook("", 0, False)))
    garbling = GARBLING[how].replace("))", f"), {which})") if how.endswith("many") else ""
    garbling = garbling or f"put(b'\\xff' * 9, {which})"
    cells = notebook("", 0, False)
    at = next(place for place, cell in enumerate(cells) if cell.index == 2)
    cells[at] = Cell(2, cells[at].source + "\n" + garbling)
    got = marks(executed(cells))
    assert [got[0], got[2]] == [full[0], full[2]]


def test_an_honest_notebook_is_done_once(monkeypatch):
    tries = []
    execute = marking.execute

    def counting(*arguments):
        tries.append(arguments[-1])
        return execute(*arguments)

    monkeypatch.setattr(marking, "execute", counting)
    executed(notebook("", 0, False))
    wrong = notebook("", 0, False)
    wrong[1] = Cell(0, "def multiply_backward(dout, cache):\n    return dout, dout")
    assert marks(executed(wrong))[0] < marks(executed(notebook("", 0, False)))[0]
    assert tries == [False] * 3


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGSTOP])
def test_a_verifier_that_fails_twice_is_looked_at_by_a_person(sent, monkeypatch):
    """Nobody may get a silent zero for what is the grader's."""
    hit = []
    forked = ForkClient.forked

    def hitting(server, number):
        pid = forked(server, number)
        if server in marking.fork_servers().nurseries.values():  # which fork verifiers
            timer = threading.Timer(0.2, os.kill, (pid, sent))
            timer.start()
            hit.append(timer)
        return pid

    monkeypatch.setattr(ForkClient, "forked", hitting)
    slow = Cell(0, "import time\ntime.sleep(0.4)\n" + answer("multiply_backward"))
    test = Cell(1, "from backpass.grading.hidden import grade\n\ngrade(multiply_backward)", True)
    execution = executed([slow, test], call_seconds=0.5, notebook_seconds=2.0)
    for timer in hit:
        timer.join()
    assert len(hit) == 2
    cell = nbformat.v4.new_code_cell(
        "", outputs=list(map(nbformat.from_dict, execution.outputs[1]))
    )
    cell.metadata["nbgrader"] = {"grade": True, "grade_id": "test_multiply_backward", "points": 4}
    assert in_trouble(cell)


class Counted(Waits):
    """A process that was on a processor, and waited for one, as long as it is said."""

    def __init__(self, on, waited):
        super().__init__(None)
        self.share, self.began = (on, waited), time.monotonic()

    def read(self):
        passed = time.monotonic() - self.began
        return passed * self.share[0], passed * self.share[1]


def test_own_time_is_never_less_than_one_was_on_a_processor():
    both_waited = Allowance(60.0, Counted(0.4, 0.6), Counted(0.4, 0.6))
    time.sleep(0.2)
    assert 0.08 <= both_waited.own() < 0.2
