# ruff: noqa: E501 - one line of a cell, one line
"""Programs and processes that a cell starts by Python's own library: the rest of the cell runs."""

import pytest
from side_by_side import ROOT

from backpass.grading.sandbox.execution import Cell, Settings, execute
from backpass.grading.sandbox.fork_client import ForkServers

NOT_RUN = "not run while grading: "


@pytest.fixture(scope="module")
def servers():
    with ForkServers() as warm:
        yield warm


#: Lines, what is printed of them, and how each goes on.
LINES = [
    ("import subprocess as s; print(s.run(['ls', '-l']).returncode)", "ls -l", "0"),
    ("print(repr(s.check_output('date', shell=True)))", "date", "b''"),
    ("print(repr(s.run('date', shell=True, capture_output=True, text=True).stdout))", "date", "''"),
    ("print(s.getstatusoutput('date'))", "date", "(0, '')"),
    ("with s.Popen(['cat'], stdin=s.PIPE) as p: print(p.communicate(b'x'), p.poll())", "cat", "(None, None) 0"),
    ("import os; print(os.system('date'))", "date", "0"),
    ("print(repr(os.popen('date').read()))", "date", "''"),
    ("os.system('mkdir made'); print(os.listdir())", "", "['made']"),
    ("print(s.call(['rm', '-r', 'made']), os.listdir())", "", "0 []"),
    ("print('child' if (p := os.fork()) == 0 else os.waitpid(p, 0)[1])", "os.fork()", "0"),
    ("import multiprocessing as m; print(m.Pool(2).map(abs, [1, -2]))", "", "[1, 2]"),
    ("from multiprocessing.pool import Pool; print(Pool(2).map(abs, [1, -2]))", "", "[1, 2]"),
    ("print(m.get_context('spawn').Pool(2).map(abs, [-3]))", "", "[3]"),
    ("q = m.Queue(); p = m.Process(target=q.put, args=(5,), daemon=True); p.start(); p.join(); print(q.get())", "", "5"),
    ("from concurrent.futures import ProcessPoolExecutor as E; print(list(E(2).map(abs, [-4])))", "", "[4]"),
    ("from concurrent.futures.process import ProcessPoolExecutor as E; print(E().submit(abs, -6).result())", "", "6"),
]  # fmt: skip


def test_a_cell_goes_on_behind_programs_and_processes(servers):
    source = "\n".join(line for line, _, _ in LINES)
    outputs = execute([Cell(0, source)], [], Settings(ROOT), servers).outputs[0]
    assert [o.get("evalue") for o in outputs if o["output_type"] == "error"] == []
    printed = "".join(o["text"] for o in outputs).splitlines()
    wanted = [
        text for _, said, last in LINES for text in ([NOT_RUN + said] if said else []) + [last]
    ]
    assert printed == wanted
