"""Commands that only make, copy, move or delete files: no program need be started for them.

Notebooks make the folder of a module with ``!mkdir`` and copy a file with ``!cp``. Each is done as
the program of that name does it, as far as files go; what holds anything else, a pipe or an unknown
word, is not done.
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
#: Those with which folders are copied or deleted, and all that is in them.
_WHOLE = frozenset({"-r", "-R", "-rf", "-fr", "-a"})
_Does = Callable[[Sequence[Path], frozenset[str]], None]


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
        does, names, options = one
        try:
            does([Path(name) for name in names], options)
        except (OSError, shutil.Error) as error:
            print(f"{line.split()[0]}: {error.strerror or error}")
    return True


def _understood(line: str) -> tuple[_Does, list[str], frozenset[str]] | None:
    """What a line does, to which files, with which options; None where it is something else."""
    if _SHELL & set(line):
        return None
    try:
        command, *words = shlex.split(line)
    except ValueError:
        return None
    names = [word for word in words if not word.startswith("-")]
    options = frozenset(words) - {*names}
    if command not in _DOES or not names or not options <= _OPTIONS:
        return None
    if command in ("cp", "mv") and len(names) < 2:
        return None
    return _DOES[command], names, options


def _make(folders: Sequence[Path], options: frozenset[str]) -> None:
    parents = bool(options & {"-p", "--parents"})
    for folder in folders:
        folder.mkdir(parents=parents, exist_ok=parents)


def _touch(files: Sequence[Path], _options: frozenset[str]) -> None:
    for file in files:
        file.touch()


def _copy(files: Sequence[Path], options: frozenset[str]) -> None:
    for source, target in _pairs(files):
        if not source.is_dir():
            shutil.copy(source, target)
        elif options & _WHOLE:
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            raise IsADirectoryError(f"{source} is a folder: -r copies it")


def _move(files: Sequence[Path], _options: frozenset[str]) -> None:
    for source, target in _pairs(files):
        source.rename(target)


def _pairs(files: Sequence[Path]) -> list[tuple[Path, Path]]:
    """Each file and where it goes: to the last one, or into that if it is a folder."""
    *sources, target = files
    for source in sources:
        if source.resolve() in target.resolve().parents:
            raise OSError(f"{source} cannot go into itself")
    if target.is_dir():
        return [(source, target / source.name) for source in sources]
    if len(sources) > 1 or not target.parent.is_dir():
        raise NotADirectoryError(f"{target} is in no folder, or is none")
    return [(sources[0], target)]


def _delete(files: Sequence[Path], options: frozenset[str]) -> None:
    for file in files:
        if file.is_dir() and options & _WHOLE:
            shutil.rmtree(file)
        elif file.exists() or not options & {"-f", "-rf", "-fr"}:
            file.unlink()


def _delete_empty(folders: Sequence[Path], _options: frozenset[str]) -> None:
    for folder in folders:
        folder.rmdir()


_DOES: dict[str, _Does] = {
    "mkdir": _make,
    "touch": _touch,
    "cp": _copy,
    "mv": _move,
    "rm": _delete,
    "rmdir": _delete_empty,
}
