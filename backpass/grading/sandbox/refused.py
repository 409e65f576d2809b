"""What a cell asks of the machine for its own process, where grading refuses it.

Some notebooks take less of a processor, or more open files, before they begin. In the student's own
notebook such a line works. Here the limits of a process are not its own, so the line says that it
was not run, and its cell goes on.
"""

from __future__ import annotations

import functools
import os
import resource
from collections.abc import Callable
from types import ModuleType
from typing import Any

#: Functions that ask for such a thing, by their modules.
ASK: dict[ModuleType, tuple[str, ...]] = {
    os: (
        *("nice", "setpriority", "sched_setaffinity", "sched_setscheduler", "sched_setparam"),
        *("setpgid", "setpgrp", "setsid"),
    ),
    resource: ("setrlimit", "prlimit"),
}

#: What ``resource.setrlimit`` makes of a refusal: no ``PermissionError``, a ``ValueError``.
NO_LIMIT = "not allowed to raise maximum limit"


def install(said: Callable[[str], None]) -> None:
    """From now on these functions say that they were not run, where they are refused.

    Args:
        said: Prints that a line was not run.
    """
    for module, names in ASK.items():
        for name in names:
            if hasattr(module, name):  # some systems have fewer
                setattr(module, name, _told(module, name, said))


def _told(module: ModuleType, name: str, said: Callable[[str], None]) -> Callable[..., Any]:
    ask = getattr(module, name)

    @functools.wraps(ask)
    def asked(*given: Any, **named: Any) -> Any:
        try:
            return ask(*given, **named)
        except (PermissionError, ValueError) as error:
            if isinstance(error, ValueError) and str(error) != NO_LIMIT:
                raise  # no limit at all, at the desk either
            said(f"{module.__name__}.{name}({', '.join(map(repr, given))})")
            return _instead(name, given)

    return asked


def _instead(name: str, given: tuple[Any, ...]) -> Any:
    """What the function would have come to: the niceness, or the limits as they are."""
    if name == "nice":
        return 0
    return resource.getrlimit(given[1]) if name == "prlimit" else None
