"""Workers of a run ask the same fork servers; what befalls one of them is nobody else's trouble."""

import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import pytest
import tiny_course
from test_engine import keys_of, submissions_of
from tiny_class import hand_in

from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS
from backpass.grading.class_run import engine
from backpass.grading.class_run.engine import Here
from backpass.grading.exercises.library import load_one
from backpass.grading.marking import run as marking
from backpass.grading.marking.submission import Submission, judge
from backpass.grading.sandbox import wire
from backpass.grading.sandbox.containment import Limits
from backpass.grading.sandbox.execution import Cell, Settings, execute
from backpass.grading.sandbox.fork_client import ForkClient, ForkServers, ServerGone, ServerPair

ROOT = Path(__file__).resolve().parent.parent
IMPORTS = ["import numpy as np"]
TEST = "from backpass.grading.hidden import grade\n\ngrade(multiply_backward)"
CHECK = "from backpass.check import check\n\ncheck(multiply_backward)\n\n"
RIGHT = "def multiply_backward(dout, cache):\n    x, y = cache\n    return dout * y, dout * x"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")


@pytest.fixture
def shared():
    servers = ServerPair()
    yield servers
    servers.close()


@pytest.fixture
def course(tiny_released, tmp_path):
    return tiny_course.copied(tiny_released, tmp_path / "course")


def mark(servers):
    cells = [Cell(0, RIGHT), Cell(1, TEST, test=True)]
    outputs = execute(cells, IMPORTS, Settings(ROOT, seed=1), servers).outputs[1]
    return [o["data"]["text/plain"] for o in outputs if o["output_type"] == "execute_result"][-1]


def is_there(pid):
    return Path(f"/proc/{pid}/root").exists()


def gone(pid):
    until = time.monotonic() + 30
    while is_there(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not is_there(pid)


def test_two_workers_use_one_nursery_until_both_have_left(shared):
    with ForkServers(shared) as one:
        with ForkServers(shared) as other:
            assert [mark(one), mark(other), mark(one)] == ["5.0"] * 3
            assert one.of_students.pid == other.of_students.pid
            (nursery,), (same,) = one.nurseries.values(), other.nurseries.values()
            assert nursery.pid == same.pid
        assert is_there(nursery.pid)
        assert mark(one) == "5.0"
    assert gone(nursery.pid)


def test_what_is_said_of_a_known_mistake_is_worked_out_once_for_all_workers(shared, monkeypatch):
    """The nursery is told its name alone; what a check shows is what it would show anyway."""
    asked, ask = [], ForkClient.said

    def said(client, met):
        asked.append(met)
        return ask(client, met)

    monkeypatch.setattr(ForkClient, "said", said)
    wrong = RIGHT.replace("dout * y, dout * x", "dout * x, dout * y")
    cells = [Cell(0, wrong), Cell(1, f"{CHECK}{TEST}", test=True)]
    shown = []
    with ForkServers(shared) as one, ForkServers(shared) as other:
        for servers in (one, other, one):
            outputs = execute(cells, [*IMPORTS, CHECK], Settings(ROOT, seed=1), servers).outputs[1]
            shown.append([output["data"] for output in outputs])
    assert asked == [[("multiply_backward", "not switched")]]
    assert shown[0] == shown[1] == shown[2]
    contract, space = CONTRACTS["multiply_backward"], {}
    exec(wrong, space)
    forward = load_one(contract, ROOT).solution.forward
    panel = panel_of(contract, *examine(contract, space["multiply_backward"], forward))
    assert shown[0][0] == panel._repr_mimebundle_()


def test_a_chapter_that_one_worker_has_done_with_is_there_for_the_other(shared):
    with ForkServers(shared) as one, ForkServers(shared) as other:
        mine, theirs = (servers.nursery(ROOT, IMPORTS, [TEST]) for servers in (one, other))
        assert mine.pid == theirs.pid
        assert one.of_nurseries.kill(mine.pid) == {"ended": None, "number": one.of_nurseries.number}
        assert is_there(theirs.pid)
        other.of_nurseries.kill(theirs.pid)
        assert gone(theirs.pid)


def test_a_worker_that_dies_takes_what_was_forked_for_it_and_nothing_else(shared):
    with ForkServers(shared) as stays:
        reader, writer = os.pipe()
        pairs = [wire.pair(), wire.pair()]  # our ends outlive the worker: the student hears nothing
        pid = os.fork()
        if pid == 0:  # a worker with two processes on their way
            with suppress(BaseException):
                mine = ForkServers(shared)
                nursery = mine.nursery(ROOT, IMPORTS, [TEST])
                os.write(writer, f"{nursery.pid} {left_alone(mine, pairs)}".encode())
                time.sleep(60)
            os._exit(1)
        nursery, student = map(int, os.read(reader, 100).split())
        assert mark(stays) == "5.0"  # in the same nursery
        assert is_there(student)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        assert gone(student)
        assert is_there(nursery)
        assert mark(stays) == "5.0"
        os.close(reader)
        os.close(writer)
        for sock in (sock for pair in pairs for sock in pair):
            sock.close()


def left_alone(servers, pairs):
    """A student's process that nobody asks anything."""
    request = {
        "role": "student",
        "scratch": servers.scratch,
        "limits": asdict(Limits()),
        "skip": [],
        "uncontained": True,
        "environment": servers.environment,
        "cell_seconds": 10,
        "call_seconds": 10,
    }
    return servers.of_students.fork(request, *(there for _, there in pairs))


@pytest.fixture
def worker(shared, monkeypatch):
    """This process as a worker, which judges whatever it is given by asking for a nursery."""
    marking.leave_fork_servers()
    monkeypatch.setattr(marking, "_shared", [shared])
    monkeypatch.setattr(engine, "_latest", [])
    monkeypatch.setattr(engine, "_keys", {"one": "one", "other": "other"})
    monkeypatch.setattr(engine, "judge", nursery_of)
    yield
    marking.leave_fork_servers()


def nursery_of(submission, key):
    return marking.fork_servers().nursery(ROOT, IMPORTS, [f"# {key}\n{TEST}"]).pid


def test_who_comes_to_another_chapter_is_done_with_the_one_before(shared, worker):
    of_one = engine.judge_here(handed_in("one"))
    with ForkServers(shared) as slower:
        assert slower.nursery(ROOT, IMPORTS, [f"# one\n{TEST}"]).pid == of_one
        assert engine.judge_here(handed_in("one")) == of_one
        of_other = engine.judge_here(handed_in("other"))
        assert is_there(of_one)  # somebody else is not done with it
        assert {one.pid for one in marking.fork_servers().nurseries.values()} == {of_other}
    assert gone(of_one)
    assert is_there(of_other)


def test_who_cannot_be_told_that_somebody_is_done_is_not_asked_again(shared, worker):
    engine.judge_here(handed_in("one"))
    shared.nurseries.process.kill()
    shared.nurseries.process.wait()
    assert is_there(engine.judge_here(handed_in("other")))
    assert marking.fork_servers().own is not None


def handed_in(chapter):
    return Submission("ada", chapter, b"", None, 1)


def test_who_asks_servers_that_are_gone_is_told(shared):
    for server in (shared.students, shared.nurseries):
        server.process.kill()
        server.process.wait()
    with pytest.raises(ServerGone):
        ForkServers(shared)


@pytest.mark.parametrize("which", ["of_students", "of_nurseries"])
def test_a_shared_server_that_the_system_ends_costs_nobody_a_mark(
    course, tmp_path, monkeypatch, which
):
    def ending(one, key):
        if one.student == "bea":
            with suppress(ProcessLookupError):
                os.kill(getattr(marking.fork_servers(), which).pid, signal.SIGKILL)
        return judge(one, key)

    monkeypatch.setattr(engine, "judge", ending)
    students = ["ada", "bea", "cem", "dan"]
    for who in students:
        hand_in(course, who)
    here = Here(keys_of(course), 2, str(tmp_path))
    outcomes = list(here.judged(submissions_of(course, *students)))
    assert sorted(outcome.student for outcome in outcomes) == students
    for outcome in outcomes:
        assert outcome.error is None
        assert sum(one.score for one in outcome.marks.values()) == 11


def test_a_run_starts_one_server_of_each_role_for_four_workers(course, tmp_path, monkeypatch):
    asked = tmp_path / "asked"

    def noting(one, key):
        servers = marking.fork_servers()
        with asked.open("a") as file:
            file.write(f"{servers.of_students.pid} {servers.of_nurseries.pid}\n")
        return judge(one, key)

    monkeypatch.setattr(engine, "judge", noting)
    students = ["ada", "bea", "cem", "dan"]
    for who in students:
        hand_in(course, who)
    list(Here(keys_of(course), 2, str(tmp_path)).judged(submissions_of(course, *students)))
    lines = asked.read_text().splitlines()
    assert len(lines) == 4
    assert len(set(lines)) == 1
    pids = [int(pid) for pid in lines[0].split()]
    assert all(map(gone, pids))
    assert not list(tmp_path.glob("backpass-warm-*"))
