"""Given back, shared, taken away: so the processes of a run take less memory together."""

import gc
import platform
import subprocess
import sys
import threading

import pytest
import tiny_course
from test_engine import keys_of
from test_verifier import Honest

from backpass.grading.class_run.engine import Here
from backpass.grading.marking import readers
from backpass.judging.observe import Script, scripted_all

NODES = 30_000
#: Fills memory with small pieces, frees all but the last, and says how many MB were given back.
GIVES_BACK = """
import os
from backpass.grading.common.settled import settle

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20

pieces = [bytes(1000) for _ in range(50_000)]
last = pieces.pop()
del pieces
before = resident()
settle()
print(before - resident())
"""


class Node:
    """A node of a chain that holds itself: only a search for garbage takes it away."""

    alive = most = 0

    def __init__(self, before=None):
        self.before, self.itself = before, self
        Node.alive += 1
        Node.most = max(Node.most, Node.alive)

    def __del__(self):
        Node.alive -= 1

    def longer(self):
        node = self
        for _ in range(NODES):
            node = Node(node)
        return node

    @property
    def said(self):
        return 1.0


@pytest.fixture
def nobody_looks():
    """Nothing looks for garbage by itself; what was there before is left alone."""
    gc.collect()
    gc.freeze()
    gc.disable()
    Node.alive = Node.most = 0
    yield
    gc.enable()


def long(node):
    return {"said": node().longer().said}


@pytest.mark.usefixtures("nobody_looks")
def test_a_graph_is_gone_before_the_next_one_is_made():
    assert list(scripted_all(Node, [Script(long)] * 3)) == [{"said": 1.0}] * 3
    assert NODES < Node.most < 1.5 * NODES
    assert Node.alive < NODES


@pytest.mark.usefixtures("nobody_looks")
def test_it_is_in_a_students_process_too(monkeypatch):
    there = Honest(monkeypatch, Node=Node)["Node"]
    assert list(scripted_all(there, [Script(long)] * 3)) == [{"said": 1.0}] * 3
    assert NODES < Node.most < 1.5 * NODES


def test_where_python_looks_by_itself_no_script_makes_it_look(monkeypatch):
    looked = []  # by whom: a student's side of another test may still be at it
    monkeypatch.setattr(
        "backpass.judging.garbage.taken_away", lambda: looked.append(threading.get_ident())
    )
    assert gc.isenabled()
    list(scripted_all(Node, [Script(long)]))
    assert threading.get_ident() not in looked


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others have nothing to trim")
def test_what_was_freed_is_given_back_before_a_fork():
    done = subprocess.run(
        [sys.executable, "-c", GIVES_BACK], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) > 30.0


def known_releases(_):
    return readers.released.cache_info().currsize


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
def test_workers_know_the_release_before_they_are_given_anything(tiny_released, tmp_path):
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    readers.released.cache_clear()
    here = Here(keys_of(course), 1, str(tmp_path))
    with here._pool(1) as pool:
        assert pool.submit(known_releases, None).result() == 1
