"""Kernels for the chapters of a site, forked from one process that has imported what they need.

A kernel spends more time on imports than a chapter on all its cells, and the site runs every
chapter in every language. The course's own package is not among these imports: it looks at where
it is imported, and in which language.

As a program this is the nursery: it reads lines of JSON and answers each with a number. A list of
a command, a folder and an environment begins a kernel: the answer is its process. A process asks
how it does: null while it runs, else its exit status. When there is nothing more to read, all that
still run are ended.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Self, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

#: What is imported once: what a kernel itself, ipywidgets and a first picture would import. What
#: looks for a running IPython as it is imported may not be here, such as backpass and
#: matplotlib_inline.backend_inline.
IMPORTED = (
    *("ipykernel.ipkernel", "ipykernel.kernelapp", "ipykernel.debugger", "psutil", "sqlite3"),
    *("IPython.core.completerlib", "IPython.extensions.storemagic", "tornado.platform.asyncio"),
    *("ipywidgets", "matplotlib.pyplot", "matplotlib.backends.backend_agg", "numpy.random"),
    *("PIL.GifImagePlugin", "PIL.JpegImagePlugin", "PIL.PpmImagePlugin"),
)
INLINE = "module://matplotlib_inline.backend_inline"


class Nursery:
    """The process that kernels are forked from; used in a ``with``, at whose end all have ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-Xfrozen_modules=off", str(Path(__file__))],  # as kernels are
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def ask(self, wanted: Any) -> int | None:
        """What the nursery answers.

        Args:
            wanted: A list of a command, a folder and an environment, or a process.

        Raises:
            RuntimeError: It is there no more.
        """
        with self._lock:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(wanted) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("The process that kernels are forked from has ended.")
        return cast("int | None", json.loads(answer))

    def manager(self, **kwargs: Any) -> AsyncKernelManager:
        """A manager of a kernel that is forked here, as ``nbclient`` makes it.

        Args:
            kwargs: What any kernel manager takes.
        """
        made = AsyncKernelManager(**kwargs)
        forked = ForkedProvisioner(kernel_id="", kernel_spec=made.kernel_spec, parent=made)
        forked.nursery = self
        made.provisioner = forked
        return made


class Forked:
    """A kernel's process as ``jupyter_client`` wants it: with the methods of ``subprocess.Popen``.

    Args:
        nursery: Where it is forked.
        command: What follows ``python -m ipykernel_launcher``.
        folder: Where it runs.
        variables: Its environment.
    """

    stdin = stdout = stderr = None

    def __init__(
        self, nursery: Nursery, command: list[str], folder: str, variables: dict[str, str]
    ) -> None:
        self._nursery = nursery
        self.pid = cast(int, nursery.ask([command, folder, variables]))
        self._status: int | None = None

    def poll(self) -> int | None:
        """The exit status, or None while it runs. It ends with its nursery, if that is gone."""
        if self._status is None:
            try:
                self._status = self._nursery.ask(self.pid)
            except (RuntimeError, BrokenPipeError):
                self._status = -signal.SIGKILL
        return self._status

    def wait(self) -> int | None:
        """The exit status; ``jupyter_client`` waits until it has ended before it asks."""
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class ForkedProvisioner(LocalProvisioner):
    """Begins a kernel as a :class:`Forked` process."""

    nursery: Nursery

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Begin it; where it is reached."""
        at = cmd.index("ipykernel_launcher")
        folder = kwargs.get("cwd") or str(Path.cwd())
        variables = dict(kwargs.get("env") or os.environ)
        process = Forked(self.nursery, cmd[at + 1 :], folder, variables)
        self.process, self.pid = cast(Any, process), process.pid
        return self.connection_info


# --- in the nursery ------------------------------------------------------------------------------


def run(command: list[str], folder: str, variables: dict[str, str]) -> None:
    """Be a kernel until it is told to end.

    Args:
        command: What follows ``python -m ipykernel_launcher``.
        folder: Where it runs.
        variables: Its environment.
    """
    os.chdir(folder)
    os.environ.clear()
    os.environ.update({"MPLBACKEND": INLINE} | variables)
    # here, where they have been imported: who builds the site does not need them
    import ipywidgets  # noqa: PLC0415
    import matplotlib as mpl  # noqa: PLC0415
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415

    mpl.rcParams["backend"] = os.environ["MPLBACKEND"]  # it was not set when pyplot was imported
    app = IPKernelApp.instance(parent_handle=os.getppid())  # it ends when its parent has ended
    app.initialize(command)
    ipywidgets.register_comm_target(app.kernel)  # which it does itself where a kernel imports it
    app.start()


def serve() -> None:
    """Fork for whoever asks."""
    del sys.path[0]  # the folder of this file
    for name in IMPORTED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # no kernel looks for garbage among what is here, and makes copies of it
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a kernel prints is no answer
    running: set[int] = set()
    while line := sys.stdin.readline():
        wanted = json.loads(line)
        answer: int | None
        if isinstance(wanted, list):
            answer = os.fork()
            if answer == 0:
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                answers.close()
                run(*wanted)
                sys.exit()  # as any other: what a kernel has to do at its end is done
            running.add(answer)
        else:
            ended, status = os.waitpid(wanted, os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if ended else None
            running -= {ended}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
    for process in running:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


if __name__ == "__main__":
    serve()
