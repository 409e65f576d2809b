"""What a student sees: notebooks run from top to bottom by stock IPython, and what ``check`` said.

As a program it is a server: it imports once what notebooks import, and forks for each notebook, so
that one costs a tenth of a second. It reads a line of JSON, the sources of the code cells, and
writes one, what was said. Nothing of the grader is in it. ``in_a_kernel`` asks a real ipykernel.
"""

import asyncio
import builtins
import contextvars
import functools
import gc
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

#: The first line of a panel of ``check``, when all is right, and when not.
GREEN = re.compile(r"^\W*(\w+): (?:passed\.|[a-d] is right\.)")
RED = re.compile(
    r"^\W*(\w+): (?:not right yet\.|not attempted yet\.|not answered yet\.|not an answer\.|"
    r"[a-d] is not it\.)"
)


def verdicts(texts):
    """The last word on each exercise in the texts that were displayed, true for green."""
    said = {}
    for text in texts:
        if found := GREEN.match(text):
            said[found.group(1)] = True
        elif found := RED.match(text):
            said[found.group(1)] = False
    return said


def new_shell():
    """A plain IPython shell with nothing in its namespace; its errors are told in one line."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets import Any
    from traitlets.config import Config

    class ZMQInteractiveShell(InteractiveShell):
        """It can be told from a kernel's no more than a snippet asks."""

        kernel = Any()

        def enable_gui(self, gui=None):
            """As in ipykernel, where ``%matplotlib inline`` asks for none."""

    ZMQInteractiveShell.__module__ = "ipykernel.zmqshell"
    ZMQInteractiveShell.__qualname__ = "ZMQInteractiveShell"
    InteractiveShell.clear_instance()
    # no thread that saves a history: the shell is forked
    config = {"HistoryManager": {"enabled": False}, "IPKernelApp": {"connection_file": "k.json"}}
    shell = ZMQInteractiveShell.instance(config=Config(config))
    shell.run_line_magic("load_ext", "storemagic")  # ipykernel brings %store along
    shell.InteractiveTB.set_mode("Minimal")  # nobody reads them, and a full one costs 0.1 s
    return shell


class Text(io.StringIO):
    """What cells write; a kernel's streams have numbers."""

    def fileno(self):
        """The number that a tool of Python's writes to."""
        return 1


def typed(answers, prompt=""):
    """What a person types where a cell asks: nothing, what may be meant, and Ctrl-D at last."""
    for answer in answers:
        return answer
    raise EOFError


def in_ipython(sources, shell, files):
    """Run cells in this process, in a shell that is new; the texts that each cell displayed.

    Args:
        sources: The cells.
        shell: The shell.
        files: Texts of the files that lie beside the notebook, by name.
    """
    from IPython.utils import capture

    capture.StringIO = Text
    os.chdir(tempfile.mkdtemp(prefix="stock-"))
    sys.path.insert(0, str(Path.cwd()))
    for name, text in files.items():
        Path(name).write_text(text, encoding="utf-8")
    texts = []
    builtins.input = functools.partial(typed, iter(("", "y", "1") * 500))
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    context = contextvars.copy_context()  # of all cells: np.seterr lasts until the next one

    async def run(source):
        """Run a cell while the loop runs, as a kernel does; tasks go on for a moment behind it."""
        try:
            read = {"transformed_cell": shell.transform_cell(source)}
        except Exception:
            read = {"transformed_cell": source, "preprocessing_exc_tuple": sys.exc_info()}
        if shell.should_run_async(source, **read):
            await asyncio.ensure_future(shell.run_cell_async(source, store_history=True, **read))
        else:
            shell.run_cell(source, store_history=True)
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        if tasks:
            await asyncio.wait(tasks, timeout=0.05)

    for source in sources:
        with capture.capture_output() as captured:
            loop.run_until_complete(loop.create_task(run(source), context=context))
        texts.append([output.data.get("text/plain", "") for output in captured.outputs])
    return texts


def in_a_kernel(sources, folder):
    """Run cells in a stock ipykernel; the verdicts."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder))
    texts = []

    def seen(message):
        if message["msg_type"] in ("display_data", "execute_result"):
            texts.append(message["content"]["data"].get("text/plain", ""))

    try:
        for source in sources:
            client.execute_interactive(
                source, output_hook=seen, allow_stdin=False, stop_on_error=False, timeout=120
            )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return verdicts(texts)


class Stock:
    """The server's other end."""

    def __init__(self):
        self.folders = tempfile.TemporaryDirectory(prefix="stock-")  # one in it for each notebook
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "BACKPASS_PROGRESS": "off",
                "MPLBACKEND": "agg",
                "TMPDIR": self.folders.name,
            },
        )

    def ask(self, sources, files=()):
        """Begin to run a notebook, with the texts of files beside it by name."""
        self.process.stdin.write(json.dumps([sources, dict(files)]) + "\n")
        self.process.stdin.flush()

    def answer(self):
        """What was said of the notebook that was asked for."""
        return verdicts([text for texts in self.texts() for text in texts])

    def texts(self):
        """The texts that each cell of that notebook displayed."""
        return json.loads(self.process.stdout.readline())

    def close(self):
        """End it."""
        self.process.stdin.close()
        self.process.wait(20)
        self.folders.cleanup()
        self.process.stdout.close()


def serve():
    """Fork for each line that comes in."""
    import importlib
    import pkgutil

    import ipykernel.zmqshell  # noqa: F401 - some notebooks ask whether it is there
    import matplotlib.pyplot  # noqa: F401 - nine tenths of what a notebook costs
    import numpy

    import backpass
    from backpass.checking.examination import examine
    from backpass.contracts import CONTRACTS

    for module in pkgutil.iter_modules(backpass.__path__, "backpass."):
        if module.name != "backpass.grading":
            importlib.import_module(module.name)
    for contract in CONTRACTS.values():
        if not contract.name.startswith("Value"):  # what a check examines with is drawn once
            examine(contract, lambda *_: None, forward=lambda *_: (None, None))
    shell = new_shell()
    assert not any(name.startswith("backpass.grading") for name in sys.modules)
    gc.collect()
    gc.freeze()  # no notebook looks for garbage among what is here, and makes copies of it

    out = os.fdopen(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    for line in sys.stdin:
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                os.close(reader)
                os.dup2(nowhere, 0)
                numpy.random.seed(0)
                sources, files = json.loads(line)
                sys.argv = ["ipykernel_launcher.py", "-f", "kernel.json"]
                said = json.dumps(in_ipython(sources, shell, files))
                os.write(writer, said.encode())
                code = 0
            finally:
                os._exit(code)
        os.close(writer)
        with os.fdopen(reader) as answer:
            text = answer.read()
        os.waitpid(pid, 0)
        out.write((text or "[]") + "\n")
        out.flush()


if __name__ == "__main__":
    serve()
