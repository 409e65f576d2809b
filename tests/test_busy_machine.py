"""A busy machine, and processes that are stopped or killed meanwhile, cost nobody a mark."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from backpass.grading.marking import run as marking
from backpass.grading.sandbox import fork_client
from backpass.grading.sandbox.execution import Cell, MachineBusy, Settings
from backpass.grading.sandbox.fork_client import ForkClient, ServerGone
from backpass.grading.sandbox.own_time import Allowance, Waits
from backpass.grading.sandbox.wire import pair

ROOT = Path(__file__).resolve().parent.parent
IMPORTS = ["import numpy as np\nfrom backpass.check import check"]
RIGHT = "def multiply_backward(dout, cache):\n    x, y = cache\n    return dout * y, dout * x"
TEST = "from backpass.grading.hidden import grade\n\ngrade(multiply_backward)"

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="containment needs Linux"),
    pytest.mark.xdist_group("kernel"),
]


@pytest.fixture
def servers():
    yield marking.fork_servers()
    marking.leave_fork_servers()


def mark(execution):
    return marked(execution, 1)


def marked(execution, place):
    results = [o for o in execution.outputs[place] if o["output_type"] == "execute_result"]
    return float(results[-1]["data"]["text/plain"]) if results else None


def executed(source=RIGHT, **settings):
    cells = [Cell(0, source), Cell(1, TEST, True)]
    return marking.executed(cells, IMPORTS, Settings(ROOT, seed=1, **settings), None)


class Waiting(Waits):
    """A process that waits for a processor most of the time, as on a machine with much to do."""

    share = 0.9

    def __init__(self):
        super().__init__(None)
        self.began = time.monotonic()

    def read(self):
        passed = time.monotonic() - self.began
        return passed * (1 - self.share), passed * self.share


def test_what_others_took_is_not_counted():
    allowance = Allowance(0.1, Waiting())
    time.sleep(0.3)
    assert 0.0 < allowance.own() < 0.1
    assert allowance.left() > 0.0
    alone = Allowance(0.1, Waits(None))
    time.sleep(0.15)
    assert alone.left() <= 0.0


def test_waiting_for_a_processor_is_seen_and_sleeping_is_none():
    """Beside busy processes, one that computes waits; one that sleeps does not."""
    loop = "import time\nend = time.monotonic() + 10\nwhile time.monotonic() < end: pass"
    count = 2 * (os.cpu_count() or 1)
    busy = [subprocess.Popen([sys.executable, "-I", "-c", loop]) for _ in range(count)]
    try:
        mine = Waits.of_this_thread()
        before, started = mine.read(), time.monotonic()
        while time.monotonic() - started < 1.0:
            pass
        computed, waited = (b - a for a, b in zip(before, mine.read(), strict=True))
        assert waited > 0.2
        assert computed + waited == pytest.approx(time.monotonic() - started, abs=0.25)
        allowance = Allowance(60.0, mine)
        time.sleep(0.3)
        assert allowance.own() > 0.2
    finally:
        for process in busy:
            process.kill()
            process.wait()


def test_where_the_clock_alone_ran_out_there_is_no_mark(servers, monkeypatch):
    monkeypatch.setattr("backpass.grading.sandbox.own_time.LOOSE", 0.0)
    monkeypatch.setattr("backpass.grading.sandbox.own_time.AND_MORE", 0.7)
    with pytest.raises(MachineBusy, match="too much to do"):
        executed("import time\ntime.sleep(5)\n" + RIGHT)


def test_a_sleeper_is_tried_twice_and_then_judged(servers, monkeypatch):
    tries = counted(monkeypatch)
    execution = executed("import time\ntime.sleep(60)\n" + RIGHT, cell_seconds=0.3)
    assert "stopped after 0.3 seconds" in execution.outputs[0][0]["evalue"]
    assert len(tries) == 2


def test_who_computes_too_long_is_judged_at_once(servers, monkeypatch):
    tries = counted(monkeypatch)
    execution = executed("while True:\n    pass", cell_seconds=0.3)
    assert "seconds of computing" in execution.outputs[0][0]["evalue"]
    assert len(tries) == 1


def counted(monkeypatch):
    tries = []
    execute = marking.execute

    def counting(*arguments):
        tries.append(1)
        return execute(*arguments)

    monkeypatch.setattr(marking, "execute", counting)
    return tries


def children_of(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(number) for number in listed.split()]


def soon(found, seconds=20.0):
    """What a function finds, as soon as it finds something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if result := found():
            return result
        time.sleep(0.005)
    raise AssertionError("nothing came of it")


@pytest.mark.parametrize("victim", ["student", "verifier"])
def test_a_process_that_somebody_kills_meanwhile_costs_nobody_a_mark(servers, victim):
    """It runs long enough to be met, the first time alone."""
    assert mark(executed()) == 5.0
    (nursery,) = servers.nurseries.values()
    server = servers.of_students.pid if victim == "student" else nursery.pid
    killed = []

    def kill():
        (pid,) = soon(lambda: children_of(server))
        time.sleep(0.15)
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    killer = threading.Thread(target=kill)
    killer.start()
    slow = "import time\ntime.sleep(0.4)\n" + RIGHT
    assert mark(executed(slow)) == 5.0
    killer.join()
    assert killed


def below(pid):
    """A process's children, theirs, and so on."""
    with suppress(OSError):
        for child in children_of(pid):
            yield child
            yield from below(child)


@pytest.mark.parametrize("seed", range(5))
def test_whichever_process_is_killed_or_pauses_at_whatever_moment_the_mark_is_full(servers, seed):
    rng = random.Random(seed)
    assert mark(executed()) == 5.0
    of_grader = [servers.of_students.pid, servers.of_nurseries.pid]
    seen, met = set(of_grader), []

    def strike():
        time.sleep(rng.uniform(0.0, 0.3))
        seen.update(one for pid in of_grader for one in below(pid))
        victim = rng.choice(sorted(seen))
        for signal_number in rng.choice([[signal.SIGKILL], [signal.SIGSTOP, signal.SIGCONT]]):
            with suppress(ProcessLookupError):
                os.kill(victim, signal_number)
                met.append(victim)
            time.sleep(0.2)

    striker = threading.Thread(target=strike)
    striker.start()
    assert mark(executed("import time\ntime.sleep(0.2)\n" + RIGHT)) == 5.0
    striker.join()
    assert met
    seen.update(one for pid in of_grader for one in below(pid))
    marking.leave_fork_servers()
    soon(lambda: not any(is_alive(pid) for pid in seen), 5.0)


def is_alive(pid):
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("which", ["of students", "of nurseries", "nursery"])
def test_a_server_that_is_stopped_is_done_without(servers, monkeypatch, which):
    assert mark(executed()) == 5.0
    (nursery,) = servers.nurseries.values()
    named = {"of students": servers.of_students, "of nurseries": servers.of_nurseries}
    pid = named.get(which, nursery).pid
    os.kill(pid, signal.SIGSTOP)
    monkeypatch.setattr(fork_client, "PATIENCE", 3.0)
    monkeypatch.setattr(fork_client, "LEAVING", 0.5)  # one that is stopped does not leave
    try:
        cells = [Cell(0, RIGHT), Cell(1, TEST, True)]
        imports = [*IMPORTS, "import math"] if which == "of nurseries" else IMPORTS
        execution = marking.executed(cells, imports, Settings(ROOT, seed=1), None)
    finally:
        if Path(f"/proc/{pid}").exists():
            os.kill(pid, signal.SIGKILL)
    assert mark(execution) == 5.0


def test_a_new_process_that_does_not_report_is_tried_again(servers, monkeypatch):
    tries = counted(monkeypatch)
    asked = ForkClient.ask_to_fork

    def ask_badly(self, request, *socks):
        if len(tries) == 1 and request["role"] == "student":
            request = {**request, "limits": {"unknown": 1}}  # it ends before it reports
        return asked(self, request, *socks)

    monkeypatch.setattr(ForkClient, "ask_to_fork", ask_badly)
    assert mark(executed()) == 5.0
    assert len(tries) == 2


def test_where_no_process_can_be_had_the_reason_is_told(monkeypatch):
    tries = []

    def none(*_):
        tries.append(1)
        raise ServerGone("no process is to be had")

    monkeypatch.setattr(marking, "fork_servers", none)
    with pytest.raises(ServerGone, match="no process"):
        executed()
    assert len(tries) == marking.TRIES
    marking.leave_fork_servers()  # there is nothing to leave, and that is no error


def test_an_old_answer_is_not_taken_for_a_new_one():
    mine, theirs = pair()
    client = ForkClient(mine, os.getpid())
    first, second = client.ask_to_kill(7), client.ask_to_kill(8)
    for number, pid in ((first, 7), (second, 8)):
        theirs.sendall(json.dumps({"ended": pid, "number": number}).encode() + b"\n")
    assert client.answer(second)["ended"] == 8
    client.leave()


def test_a_fork_server_that_left_is_said_to_be_gone():
    mine, theirs = pair()
    client = ForkClient(mine, os.getpid())
    theirs.close()
    with pytest.raises(ServerGone):
        client.await_ready()
    client.leave()


def test_doubt_about_the_last_try_is_none(servers, monkeypatch):
    tries = counted(monkeypatch)
    cells = [Cell(0, "import os\nos.kill(os.getpid(), 9)\n")]
    execution = marking.executed(cells, IMPORTS, Settings(ROOT, seed=1), None)
    assert "Python was ended by the cell" in execution.stopped
    assert len(tries) == 2


OTHER = RIGHT.replace("multiply", "add").replace("dout * y, dout * x", "1.0 * dout, 1.0 * dout")
DEAF = "import signal, time\n    signal.pthread_sigmask(0, range(1, 30))\n    time.sleep(60)"
ENDS = {
    "leaves": "import os\n    os._exit(0)",
    "crashes": "import ctypes\n    ctypes.string_at(0)",
    "closes everything": "import os\n    os.closerange(3, 99)",
    "cannot be interrupted": DEAF,
}


@pytest.mark.parametrize("how", ENDS)
def test_an_answer_that_ends_python_costs_no_other_exercise(servers, how):
    bad = f"def multiply_backward(dout, cache):\n    {ENDS[how]}"
    sources = ["print('one')", OTHER, bad, TEST, "print('two')", TEST.replace("multiply", "add")]
    cells = [Cell(k, one, one.startswith("from backpass")) for k, one in enumerate(sources)]
    settings = Settings(ROOT, seed=1, call_seconds=0.2)
    execution = marking.executed(cells, IMPORTS, settings, None)
    assert [(place, marked(execution, place)) for place in (3, 5)] == [(3, 0.0), (5, 5.0)]
    assert [execution.outputs[place][0]["text"] for place in (0, 4)] == ["one\n", "two\n"]
    assert [place for place, _ in execution.gone_on_behind] == [3]
    assert execution.stopped is None


@pytest.mark.parametrize("how", ["leaves", "closes everything"])
def test_a_cell_that_ends_python_costs_that_cell(servers, how):
    sources = [RIGHT, f"if True:\n    {ENDS[how]}", OTHER, TEST, TEST.replace("multiply", "add")]
    cells = [Cell(k, one, one.startswith("from backpass")) for k, one in enumerate(sources)]
    execution = marking.executed(cells, IMPORTS, Settings(ROOT, seed=1), None)
    assert [marked(execution, place) for place in (3, 4)] == [5.0, 5.0]
    assert execution.outputs[1][0]["ename"] == "Stopped"
    ((place, said),) = execution.gone_on_behind
    assert place == 1
    assert "ran in a new Python" in said


def test_a_test_that_had_no_meaning_yet_is_judged_at_the_end_of_the_last_process(servers):
    sources = [TEST.replace("multiply", "add"), "import os\nos._exit(0)", RIGHT, TEST, OTHER]
    cells = [Cell(k, one, one.startswith("from backpass")) for k, one in enumerate(sources)]
    execution = marking.executed(cells, IMPORTS, Settings(ROOT, seed=1), None)
    assert [marked(execution, place) for place in (0, 3)] == [5.0, 5.0]
    assert execution.late == [0]


def test_where_every_cell_ends_python_the_notebook_comes_to_its_end(servers):
    cells = [Cell(k, f"{k}\nimport os\nos._exit(0)") for k in range(3)]
    execution = marking.executed([*cells, Cell(3, TEST, True)], IMPORTS, Settings(ROOT), None)
    assert [place for place, _ in execution.gone_on_behind] == list(range(3))
    assert marked(execution, 3) == 0.0


def test_new_processes_share_the_time_of_one(servers):
    cells = [Cell(k, f"{k}\nimport os, time\ntime.sleep(0.4)\nos._exit(0)") for k in range(9)]
    settings = Settings(ROOT, notebook_seconds=1.2)
    execution = marking.executed([*cells, Cell(9, TEST, True)], IMPORTS, settings, None)
    assert 1 <= len(execution.gone_on_behind) < 6
    assert "longer than 1.2 seconds in all" in execution.stopped
    assert execution.outputs.keys() == set(range(10))
