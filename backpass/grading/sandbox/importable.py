"""What a student's code may import: the standard library, and what the course itself uses.

Whatever else lies in the environment, a library that differentiates for instance, is out of reach:
its files cannot be read, and importing it is refused in words.
"""

from __future__ import annotations

import ast
import csv
import re
import site
import sys
import sysconfig
from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from importlib import metadata
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from packaging.requirements import InvalidRequirement, Requirement

#: What every notebook may import: what the released chapters do, and what shows their outputs.
ALWAYS = frozenset({"numpy", "matplotlib", "IPython", "ipywidgets"})


def imported_by(sources: Iterable[str]) -> frozenset[str]:
    """The packages that cells import, wherever in them, without the standard library's.

    Args:
        sources: The cells; those that are no plain Python are passed over.
    """
    return _imported_by(tuple(sources))


@lru_cache(maxsize=32)
def _imported_by(sources: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return frozenset(found) - sys.stdlib_module_names - {"backpass"}


def site_folders() -> tuple[Path, ...]:
    """Where installed packages are."""
    places = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    return tuple(
        dict.fromkeys(
            Path(place).resolve()
            for place in (*places, *site.getsitepackages())
            if Path(place).is_dir()
        )
    )


@cache
def installed() -> dict[str, metadata.Distribution]:
    """The distributions that are installed, by name in its plain form."""
    return {
        _plain(name): one
        for one in metadata.distributions(path=[str(folder) for folder in site_folders()])
        if (name := _name_of(one))
    }


def _name_of(distribution: metadata.Distribution) -> str:
    """What a distribution is called; empty where it does not say.

    Only the line with the name is looked for. To parse all that two hundred of them say of
    themselves, their pages on the package index too, takes a fifth of a second.
    """
    for where in ("METADATA", "PKG-INFO"):
        header = (distribution.read_text(where) or "").partition("\n\n")[0]
        if found := re.search(r"(?mi)^Name:[ \t]*(\S+)", header):
            return found[1]
    return ""


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def distributions(modules: Collection[str]) -> dict[str, metadata.Distribution]:
    """The distributions that hold some packages, with all that these need.

    Args:
        modules: Names of packages, as they are imported.
    """
    left = [name for name, one in installed().items() if holds(one, modules)]
    found: dict[str, metadata.Distribution] = {}
    while left:
        name = left.pop()
        if name in found or name not in installed():
            continue
        found[name] = installed()[name]
        left += _needs(found[name])
    return found


def holds(distribution: metadata.Distribution, modules: Collection[str]) -> bool:
    """Whether a distribution brings one of some packages.

    Its list of files is read as the text that it is: a server of students starts that much sooner.

    Args:
        distribution: An installed one.
        modules: Names of packages, as they are imported.
    """
    declared = (distribution.read_text("top_level.txt") or "").split()
    if declared:
        return not set(declared).isdisjoint(modules)
    record = distribution.read_text("RECORD") or ""
    names = "|".join(map(re.escape, modules))
    return (
        bool(names) and re.search(rf"(?m)^\"?(?:{names})(?:/[^,\n]*)?\.py\"?,", record) is not None
    )


def _needs(distribution: metadata.Distribution) -> list[str]:
    needs = []
    for text in distribution.requires or ():
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            continue
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            needs.append(_plain(requirement.name))
    return needs


def _files_in(distribution: metadata.Distribution) -> Iterable[str]:
    """The names of a distribution's files, from the folder that it was installed in."""
    record = distribution.read_text("RECORD")
    if record is None:
        return map(str, distribution.files or ())
    return (row[0] for row in csv.reader(record.splitlines()) if row)


def files_of(modules: Collection[str]) -> list[str]:
    """Files and folders that are read when packages, and all that they need, are imported.

    Args:
        modules: Names of packages, as they are imported.
    """
    return list(_files_of(frozenset(modules)))


@lru_cache(maxsize=32)
def _files_of(modules: frozenset[str]) -> tuple[str, ...]:
    folders = site_folders()
    found = {place / module for place in folders for module in modules}
    for distribution in distributions(modules).values():
        base = Path(str(distribution.locate_file(""))).resolve()
        firsts = set()  # a few, of thousands of files
        for name in _files_in(distribution):
            first = name.partition("/")[0]
            firsts.add(name if first == "__pycache__" else first)
        found.update(base / first for first in firsts - {".."})
    return tuple(sorted(str(path) for path in found if path.exists()))


def refused(modules: Collection[str]) -> frozenset[str]:
    """The installed packages that are not among some, nor needed by them.

    Args:
        modules: Names of packages that may be imported.
    """
    there = {
        path.name.partition(".")[0]
        for folder in site_folders()
        for path in folder.iterdir()
        if not path.name.startswith((".", "_")) and not path.name.endswith("-info")
    }
    allowed = {Path(path).name.partition(".")[0] for path in files_of(modules)}
    return frozenset(there - allowed - {"backpass"})


class Refusal:
    """A finder of modules that says why some cannot be imported.

    Args:
        names: These.
    """

    def __init__(self, names: Collection[str]) -> None:
        self.names = frozenset(names)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Nothing for other modules: they are for other finders.

        Args:
            fullname: The module that is looked for.
            path: Not looked at.
            target: Not looked at.
        """
        del path, target
        if fullname.partition(".")[0] in self.names:
            _refuse(fullname)
        return None


def _refuse(name: str) -> NoReturn:
    raise ModuleNotFoundError(
        f"{name} cannot be imported while a notebook is graded: this course does not use it.",
        name=name,
    )
