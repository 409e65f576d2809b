"""Whether something private lies where a student's process may read.

What Python and its libraries need is readable for students. Where a course lies in the middle of
that, in a folder of Python's own library for instance, no containment can keep it apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from backpass.grading.sandbox.containment import Uncontained, system
from backpass.grading.sandbox.importable import ALWAYS, files_of


class Exposed(NamedTuple):
    """Something private that students could read.

    Attributes:
        private: What it is.
        readable: The folder in which it lies.
    """

    private: Path
    readable: Path


def readable_by_students(modules: Collection[str] = ALWAYS) -> tuple[str, ...]:
    """Files and folders that a student's process may read besides its scratch folder.

    Args:
        modules: Names of the packages that may be imported.
    """
    return _readable(frozenset(modules) | ALWAYS)


@lru_cache(maxsize=16)
def _readable(modules: frozenset[str]) -> tuple[str, ...]:
    found = {str(Path(path).resolve()) for path in (*system(), *files_of(modules))}
    return tuple(sorted(found))


@lru_cache(maxsize=16)
def _readable_paths(modules: frozenset[str]) -> frozenset[Path]:
    return frozenset(map(Path, _readable(modules)))


def exposed(private: Iterable[Path], modules: Collection[str] = ALWAYS) -> list[Exposed]:
    """What of some files and folders lies where students may read.

    Args:
        private: The files and folders, there or not yet.
        modules: Names of the packages that may be imported.
    """
    readable = _readable_paths(frozenset(modules) | ALWAYS)
    found = []
    for path in private:
        whole = path.resolve()
        inside = next((one for one in (whole, *whole.parents) if one in readable), None)
        if inside is not None:
            found.append(Exposed(path, inside))
    return found


def refuse_exposed(private: Iterable[Path], modules: Collection[str] = ALWAYS) -> None:
    """Raise an error where something private lies where students may read.

    Args:
        private: The files and folders.
        modules: Names of the packages that may be imported.

    Raises:
        Uncontained: One does; the message says which, where it lies, and what to do.
    """
    found = exposed(private, modules)
    if found:
        raise Uncontained(
            "Students' code could read what it must not, so nothing was graded.\n"
            + "\n".join(said(one) for one in found)
            + f"\n{WAY_OUT}"
        )


WAY_OUT = (
    "Move it to a folder of its own, such as one below /home, /srv or /workspaces, and grade there."
)


def said(one: Exposed) -> str:
    """What is exposed, in words."""
    return f"  {one.private} lies in {one.readable}, which every Python process has to read."
