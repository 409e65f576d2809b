"""Programs and processes that cells start by Python's own library, where none may be started.

In the student's own notebook such a line works, and its cell goes on. Here a program is answered
with a sentence, as ``!command`` is, and seems to end well with nothing to say; what was meant for
several processes is done by threads of this one.
"""

from __future__ import annotations

import concurrent.futures.process
import io
import multiprocessing.dummy
import multiprocessing.pool
import os
import shlex
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec, module_from_spec
from typing import Any, Self

from backpass.grading.sandbox import small_commands

#: The number of a process that cannot be: Linux counts to four million.
_NO_PROCESS = 2**22 + 1
#: What :mod:`multiprocessing.dummy`, whose processes are threads, has under the names of
#: :mod:`multiprocessing`.
_BY_THREADS = (
    "active_children Array Barrier BoundedSemaphore Condition Event JoinableQueue Lock Manager "
    "Pipe Queue RLock Semaphore Value"
).split()

Said = Callable[[str], None]


def install(said: Said) -> None:
    """From now on no program is started in this process.

    Args:
        said: Prints that a line was not run.
    """
    _no_commands(said)
    _no_forks(said)
    _threads_for_processes()


def _no_commands(said: Said) -> None:
    def system(command: Any) -> int:
        _run(command, said)
        return 0

    class Popen(_Ended):
        def __init__(self, args: Any, *more: Any, **named: Any) -> None:
            _run(args, said)
            super().__init__(args, *more, **named)

    os.system = system
    subprocess.Popen = Popen  # type: ignore[assignment,misc]


def _run(command: Any, said: Said) -> None:
    """Do a command that only makes, copies or deletes files; say of any other that it is not run.

    Args:
        command: A line, or a program and its arguments.
        said: Prints that a line was not run.
    """
    line = _line(command)
    if not small_commands.done(line):
        said(line)


def _line(command: Any) -> str:
    if isinstance(command, str | bytes | os.PathLike):
        return os.fsdecode(command)
    return shlex.join(os.fsdecode(word) for word in command)


class _Ended:
    """A program that has ended well, and has read and written nothing.

    It takes what :class:`subprocess.Popen` takes, in that order.
    """

    def __init__(
        self,
        args: Any,
        bufsize: int = -1,
        executable: Any = None,
        stdin: Any = None,
        stdout: Any = None,
        stderr: Any = None,
        *_: Any,
        **named: Any,
    ) -> None:
        del bufsize, executable
        text = any(named.get(key) for key in ("text", "universal_newlines", "encoding", "errors"))
        piped = [stream == subprocess.PIPE for stream in (stdin, stdout, stderr)]
        self.args, self.returncode, self.pid = args, 0, _NO_PROCESS
        self.stdin, self.stdout, self.stderr = (
            _nothing(text) if is_piped else None for is_piped in piped
        )
        self._nothing = "" if text else b""

    def communicate(self, input: Any = None, timeout: float | None = None) -> tuple[Any, Any]:  # noqa: A002
        """What it wrote: nothing, where it was to be read."""
        del input, timeout
        return tuple(None if to is None else self._nothing for to in (self.stdout, self.stderr))  # type: ignore[return-value]

    def poll(self) -> int:
        """How it ended: well."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """How it ended: well."""
        del timeout
        return self.returncode

    def kill(self) -> None:
        """It has ended."""

    def terminate(self) -> None:
        """It has ended."""

    def send_signal(self, sig: int) -> None:
        """It has ended."""

    def __class_getitem__(cls, _: Any) -> type:
        """``Popen[bytes]`` in an annotation."""
        return cls

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """It has ended."""


def _nothing(text: bool) -> io.IOBase:
    return io.TextIOWrapper(io.BytesIO()) if text else io.BytesIO()


def _no_forks(said: Said) -> None:
    """``os.fork`` says so and returns as in the parent; the child ends at once, and well."""

    def fork() -> int:
        said("os.fork()")
        return _NO_PROCESS

    def ended(*_: Any) -> tuple[int, int]:
        return _NO_PROCESS, 0

    os.fork, os.wait, os.waitpid = fork, ended, ended


def _threads_for_processes() -> None:
    class Process(multiprocessing.dummy.DummyProcess):
        daemon = True  # nothing waits for it
        pid = _NO_PROCESS

        def __init__(self, *positional: Any, daemon: Any = None, **named: Any) -> None:
            del daemon
            super().__init__(*positional, **named)

        def terminate(self) -> None:
            """It ends by itself."""

        kill = close = terminate

    class Pool(_pools().ThreadPool):  # type: ignore[misc]
        def __init__(
            self,
            processes: int | None = None,
            initializer: Any = None,
            initargs: Sequence[Any] = (),
            *_: Any,
            **__: Any,
        ) -> None:
            super().__init__(processes, initializer, tuple(initargs))

    class ProcessPoolExecutor(concurrent.futures.ThreadPoolExecutor):
        def __init__(
            self,
            max_workers: int | None = None,
            mp_context: Any = None,
            initializer: Any = None,
            initargs: Sequence[Any] = (),
            **_: Any,
        ) -> None:
            del mp_context
            super().__init__(max_workers, "", initializer, tuple(initargs))

    by_threads = {name: getattr(multiprocessing.dummy, name) for name in _BY_THREADS}
    by_threads |= {"Process": Process, "Pool": Pool}
    context: Any = multiprocessing.context
    for name, value in by_threads.items():
        setattr(multiprocessing, name, value)
        setattr(context.BaseContext, name, staticmethod(value))
    for kind in (context.DefaultContext, *map(type, context._concrete_contexts.values())):
        kind.Process = Process
    vars(multiprocessing.pool).update(Pool=Pool, ThreadPool=Pool)
    for module in (concurrent.futures, concurrent.futures.process):
        vars(module)["ProcessPoolExecutor"] = ProcessPoolExecutor


@cache
def _pools() -> Any:
    """Another copy of :mod:`multiprocessing.pool`: within one, either name means what it did."""
    spec = find_spec("multiprocessing.pool")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_pools()  # once, for all that are forked from this process
