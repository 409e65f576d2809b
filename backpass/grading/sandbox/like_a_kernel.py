"""What a cell sees of the kernel that it runs in, where it looks.

Many a snippet asks first whether it is in a notebook: by the shell's class, its configuration, the
command line, the modules that are loaded, or an event loop that runs. The shell in which a notebook
is graded has no kernel around it, and answers such a question as a kernel does.
"""

from __future__ import annotations

import asyncio
import functools
import selectors
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from types import ModuleType
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets import Any as AnyTrait
from traitlets.config import Config

from backpass.grading.sandbox.stand_ins import Inert

#: Seconds that tasks have between two cells; a person leaves them longer.
BETWEEN = 0.05
_IPYKERNEL = version("ipykernel")


def install(shell: InteractiveShell) -> None:
    """From now on cells of this process are in a notebook, for all that they can tell.

    Args:
        shell: Where they run.
    """
    install_for_all(shell)
    install_here()


def install_for_all(shell: InteractiveShell) -> None:
    """What of :func:`install` is the same for all that are forked from this process.

    Args:
        shell: Where the cells run.
    """
    sys.argv = ["ipykernel_launcher.py", "-f", "kernel.json"]
    shell.config["IPKernelApp"] = Config(connection_file="kernel.json")
    shell.__class__ = named_like_the_kernels(type(shell))
    sys.modules.update(_modules(type(shell)))
    _install_loop(shell)


_NAMED: dict[type, type] = {}


def named_like_the_kernels(kind: type) -> type:
    """A class of shells, under the name of a kernel's: made once, for all that are forked.

    Args:
        kind: What it is derived from, and goes on doing.
    """
    if kind not in _NAMED:
        made = type("ZMQInteractiveShell", (kind,), {"kernel": AnyTrait(Inert())})
        made.__module__ = "ipykernel.zmqshell"
        _NAMED[kind] = made
    return _NAMED[kind]


def _modules(shell_class: type) -> dict[str, ModuleType]:
    """``ipykernel``, with what notebooks look for; the rest of it is not installed."""
    made = {name: ModuleType(name) for name in ("ipykernel", "ipykernel.zmqshell")}
    vars(made["ipykernel"]).update(
        __path__=[],
        __version__=_IPYKERNEL,
        version_info=tuple(int(part) for part in _IPYKERNEL.split(".") if part.isdigit()),
        get_connection_file=lambda *_, **__: "kernel.json",
        zmqshell=made["ipykernel.zmqshell"],
    )
    vars(made["ipykernel.zmqshell"]).update(ZMQInteractiveShell=shell_class)
    return made


def _install_loop(shell: InteractiveShell) -> None:
    """Have one event loop that seems to run in all cells, and does where one awaits something.

    So tasks can be begun in one cell and awaited in another. A loop of the student's own may run
    in its place, as where ``nest_asyncio`` allows it.
    """
    loop = _Loop()

    def awaited(coroutine: Coroutine[Any, Any, Any]) -> Any:
        return loop.run_until_complete(coroutine)

    def between_cells(_result: Any) -> None:
        if not loop.is_running() and loop.has_something_to_do():
            awaited(_for_a_moment(asyncio.all_tasks(loop)))

    shell.loop_runner = awaited
    shell.events.register("post_run_cell", between_cells)
    asyncio.run = _stepping_out(asyncio.run)
    asyncio.set_event_loop(loop)


def install_here() -> None:
    """The rest: which loop runs is known of one process alone."""
    asyncio._set_running_loop(asyncio.get_event_loop_policy().get_event_loop())


async def _for_a_moment(tasks: set[asyncio.Task[Any]]) -> None:
    if tasks:
        await asyncio.wait(tasks, timeout=BETWEEN)


class _Loop(asyncio.SelectorEventLoop):
    """Opens no file before it runs: most notebooks never await anything."""

    _ssock: Any = None
    _csock: Any = None
    _internal_fds = 0

    def __init__(self) -> None:
        super().__init__(selectors.SelectSelector())

    def run_until_complete(self, future: Any) -> Any:
        with _no_loop():
            return super().run_until_complete(future)

    def run_forever(self) -> None:
        if self._csock is None:
            super()._make_self_pipe()  # type: ignore[misc]
        super().run_forever()

    def has_something_to_do(self) -> bool:
        """Whether something was begun that has not come to its end."""
        return bool(vars(self)["_ready"] or vars(self)["_scheduled"])

    def _make_self_pipe(self) -> None:
        """Not yet."""

    def _close_self_pipe(self) -> None:
        if self._csock is not None:
            super()._close_self_pipe()  # type: ignore[misc]


@contextmanager
def _no_loop() -> Iterator[None]:
    """No event loop seems to run in this block, until one does."""
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(before)


def _stepping_out(run: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(run)
    def stepped_out(*arguments: Any, **named: Any) -> Any:
        with _no_loop():
            return run(*arguments, **named)

    return stepped_out
