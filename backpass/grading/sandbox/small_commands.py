"""Commands that only make, copy, move or delete files: no program need be started for them.

Notebooks make the folder of a module with ``!mkdir`` and copy a file with ``!cp``. Each is done as
the program of that name does it; what holds anything else, a pipe or an unknown word, is not done.
"""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

#: Characters with which a shell does more than split words.
_SHELL = frozenset("|&;<>()$`*?[]{}~#!\\")
#: Options that change nothing of what is done here.
_OPTIONS = frozenset({"-p", "-f", "-r", "-R", "-rf", "-fr", "-a", "-v", "--parents", "--verbose"})


def done(commands: str) -> bool:
    """Do all of some commands, one a line; whether they were such ones, else nothing is done.

    Args:
        commands: As they stand behind ``!`` or below ``%%bash``.
    """
    lines = [line for line in commands.splitlines() if line.strip()]
    found = [_understood(line) for line in lines]
    if not found or any(one is None for one in found):
        return False
    for line, one in zip(lines, found, strict=True):
        assert one is not None
        does, names = one
        try:
            does([Path(name) for name in names])
        except (OSError, shutil.Error) as error:
            print(f"{line.split()[0]}: {error.strerror or error}")
    return True


def _understood(line: str) -> tuple[Callable[[Sequence[Path]], None], list[str]] | None:
    """What a line does, and to which files; None where it is something else."""
    if _SHELL & set(line):
        return None
    try:
        command, *words = shlex.split(line)
    except ValueError:
        return None
    names = [word for word in words if not word.startswith("-")]
    if command not in _DOES or not names or not {*words} - {*names} <= _OPTIONS:
        return None
    if command in ("cp", "mv") and len(names) < 2:
        return None
    return _DOES[command], names


def _make(folders: Sequence[Path]) -> None:
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)


def _touch(files: Sequence[Path]) -> None:
    for file in files:
        file.touch()


def _copy(files: Sequence[Path]) -> None:
    *sources, target = files
    for source in sources:
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copy(source, target)


def _move(files: Sequence[Path]) -> None:
    *sources, target = files
    for source in sources:
        shutil.move(source, target)


def _delete(files: Sequence[Path]) -> None:
    for file in files:
        if file.is_dir():
            shutil.rmtree(file)
        else:
            file.unlink()


_DOES: dict[str, Callable[[Sequence[Path]], None]] = {
    "mkdir": _make,
    "touch": _touch,
    "cp": _copy,
    "mv": _move,
    "rm": _delete,
    "rmdir": _delete,
}
