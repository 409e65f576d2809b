"""A cell that looks where it runs finds a notebook's kernel, and tasks live from cell to cell.

``test_fidelity.py`` asks the same of a real kernel.
"""

import asyncio
import inspect
import sys
import types

import pytest
from IPython.core.interactiveshell import InteractiveShell

from backpass.grading.sandbox import like_a_kernel
from backpass.grading.sandbox.shell import CellShell, make_shell, run


@pytest.fixture
def shell(monkeypatch):
    monkeypatch.setattr(sys, "argv", sys.argv)
    monkeypatch.setattr(asyncio, "run", asyncio.run)
    for name in ("ipykernel", "ipykernel.zmqshell"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    made = make_shell()
    like_a_kernel.install(made)
    run(made, "import asyncio")
    yield made
    loop = asyncio.get_running_loop()
    asyncio._set_running_loop(None)
    loop.close()
    asyncio.set_event_loop(None)
    CellShell.clear_instance()
    InteractiveShell.clear_instance()


def shown(shell, *cells):
    """What the last of some cells put out."""
    for cell in cells:
        outputs = run(shell, cell)
    (output,) = outputs
    return output.get("evalue") or output.get("text") or output["data"]["text/plain"]


@pytest.mark.parametrize(
    "condition",
    [
        "get_ipython().__class__.__name__ == 'ZMQInteractiveShell'",
        "str(get_ipython()).startswith('<ipykernel.zmqshell.ZMQInteractiveShell object')",
        "'IPKernelApp' in get_ipython().config",
        "get_ipython().config['IPKernelApp']['connection_file'] != ''",
        "get_ipython().has_trait('kernel') and get_ipython().kernel is not None",
        "__import__('sys').argv[1:2] == ['-f']",
        "__import__('ipykernel').version_info >= (5,)",
        "isinstance(get_ipython(), __import__('ipykernel').zmqshell.ZMQInteractiveShell)",
        "asyncio.get_running_loop() is asyncio.get_event_loop()",
    ],
)
def test_a_cell_that_asks_finds_a_kernel(condition, shell):
    assert shown(shell, condition) == "True"


DEFINED_LATER = """\
async def make():
    global made
    await asyncio.sleep(0.001)
    made = 42
"""


@pytest.mark.parametrize(
    "cells",
    [
        [DEFINED_LATER + "task = asyncio.create_task(make())", "await task", "made"],
        [DEFINED_LATER + "task = asyncio.create_task(make())", "made"],
        [DEFINED_LATER, "task = asyncio.ensure_future(make())", "None", "made"],
        ["lock = asyncio.Lock()", "async with lock:\n    made = 42", "made"],
        [
            "ready = asyncio.get_running_loop().create_future()",
            "asyncio.get_running_loop().call_later(0.001, ready.set_result, 42);",
            "await ready",
        ],
        [DEFINED_LATER + "asyncio.run(make())", "made"],
        [DEFINED_LATER + "asyncio.get_event_loop().run_until_complete(make())", "made"],
    ],
)
def test_what_one_cell_begins_another_finds_done(cells, shell):
    assert shown(shell, *cells) == "42"


def test_a_task_without_end_holds_up_no_cell_for_long(shell):
    endless = "async def endless():\n    while True:\n        await asyncio.sleep(0)\n"
    assert shown(shell, endless + "task = asyncio.create_task(endless())", "7") == "7"
    run(shell, "task.cancel()")


def test_a_task_that_fails_costs_no_cell(shell):
    failing = "async def failing():\n    1 / 0\n"
    assert shown(shell, failing + "task = asyncio.create_task(failing())", "7") == "7"
    assert "division" in shown(shell, "await task")


FAILING = {
    "in a function": "def f():\n    return g()\ndef g():\n    raise ValueError('no')\nf()",
    "in a library": "import json\njson.loads('{')",
    "of another error": "try: 1 / 0\nexcept Exception as error: raise KeyError('x') from error",
}


@pytest.mark.parametrize("cell", FAILING.values(), ids=FAILING)
def test_an_error_is_shown_without_a_look_through_all_modules(cell, shell, monkeypatch):
    looked_at = []
    asked = inspect.ismodule

    def counted(thing):
        looked_at.append(thing)
        return asked(thing)

    run(shell, cell)  # what is found out about files is kept
    monkeypatch.setattr(inspect, "ismodule", counted)
    (output,) = run(shell, cell)
    assert output["output_type"] == "error"
    assert len(looked_at) < len(sys.modules)
