"""Commands that only write, make, copy, move or delete files: no program need be started for them.

Notebooks make the folder of a module with ``!mkdir``, copy a file with ``!cp``, and write one below
``cat > gates.py << 'EOF'``. Each is done as the program of that name does it, as far as files go;
what holds anything else, a pipe or an unknown word, is not done.
"""

from __future__ import annotations

import re
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
#: The text below such a line, down to the word alone, goes into a file.
_WRITES = re.compile(r"""cat\s*(>>?)\s*([\w./-]+)\s*<<\s*(['"]?)(\w+)\3\s*""")
_AFTER = re.compile(r"""cat\s*<<\s*(['"]?)(\w+)\1\s*(>>?)\s*([\w./-]+)\s*""")
#: What a shell exchanges for something else in such a text, unless the word is quoted.
_EXCHANGED = frozenset("$`\\")
_Does = Callable[[Sequence[Path], frozenset[str]], None]


def done(commands: str) -> bool:
    """Do all of some commands, one a line; whether they were such ones, else nothing is done.

    Args:
        commands: As they stand behind ``!`` or below ``%%bash``.
    """
    parts = _parts(commands)
    lines = [line for line, _ in parts]
    found = [_understood(line) if text is None else _to_write(line, text) for line, text in parts]
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


def _parts(commands: str) -> list[tuple[str, str | None]]:
    """Lines, each with the text below it that is its own; None where it has none."""
    left, parts = commands.splitlines(), list[tuple[str, str | None]]()
    while left:
        line = left.pop(0).strip()
        word = _word_of(line)
        if word is not None and word in left:
            end = left.index(word)
            parts.append((line, "".join(f"{one}\n" for one in left[:end])))
            del left[: end + 1]
        elif line:
            parts.append((line, None))
    return parts


def _word_of(line: str) -> str | None:
    """The word that ends the text below a line, where the line writes that into a file."""
    if found := _WRITES.fullmatch(line):
        return found[4]
    found = _AFTER.fullmatch(line)
    return found[2] if found else None


def _to_write(line: str, text: str) -> tuple[_Does, list[str], frozenset[str]] | None:
    """As :func:`_understood`, for a line with a text below it."""
    if found := _WRITES.fullmatch(line):
        how, name, quote = found[1], found[2], found[3]
    else:
        found = _AFTER.fullmatch(line)
        assert found is not None
        how, name, quote = found[3], found[4], found[1]
    if not quote and _EXCHANGED & set(text):
        return None

    def write(files: Sequence[Path], _options: frozenset[str]) -> None:
        with files[0].open("a" if how == ">>" else "w", encoding="utf-8") as file:
            file.write(text)

    return write, [name], frozenset()


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
