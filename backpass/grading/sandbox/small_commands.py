"""Commands that only write, make, link, copy, move or delete files: no program is started for them.

Notebooks make the folder of a module with ``!mkdir``, copy a file with ``!cp``, link one with
``!ln -s``, and write one below ``cat > gates.py << 'EOF'`` or with ``!echo``. Each is done as the
program of that name does it, as far as files go; what holds anything else, a pipe or an unknown
word, is not done. Several in one line, joined by ``&&`` or ``;``, are done one after another.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

#: Characters with which a shell does more than split words.
_SHELL = frozenset("|&;<>()$`{}~#!\\")
#: Those with which it looks for names of files, unless they stand in quotes.
_PATTERN = frozenset("*?[]")
_QUOTES = frozenset("'\"")
#: Options that change nothing of what is done here.
_OPTIONS = frozenset({"-p", "-f", "-r", "-R", "-rf", "-fr", "-a", "-v", "--parents", "--verbose"})
_OPTIONS_OF_LN = frozenset({"-s", "-f", "-v", "-sf", "-fs", "-sv", "-sfv", "--symbolic", "--force"})
#: Those with which folders are copied or deleted, and all that is in them.
_WHOLE = frozenset({"-r", "-R", "-rf", "-fr", "-a"})
#: Commands that only show something, and a shell's settings: no file is another one after them.
_SHOWS = frozenset(
    {"ls", "pwd", "cat", "head", "tail", "wc", "tree", "date", "which", "echo", "set"}
)
#: What joins two commands, outside quotes.
_JOINS = re.compile(r"""(&&|;)(?=(?:[^'"]|'[^']*'|"[^"]*")*$)""")
#: That nobody is to see what a command says, and that it may fail.
_UNSEEN = re.compile(r"\s(?:[12&]?>>?\s*/dev/null|2>&1)(?!\S)")
_FORGIVEN = re.compile(r"\s\|\|\s*(?:true|:)\s*$")
#: Names that are written once for several: ``src/{one,two}``.
_BRACES = re.compile(r"(?<!\S)([\w./-]*)\{([\w.-]*(?:,[\w.-]*)+)\}([\w./-]*)(?!\S)")
#: The text below such a line, down to the word alone, goes into a file.
_WRITES = re.compile(r"""cat\s*(>>?)\s*([\w./-]+)\s*<<\s*(['"]?)(\w+)\3\s*""")
_AFTER = re.compile(r"""cat\s*<<\s*(['"]?)(\w+)\1\s*(>>?)\s*([\w./-]+)\s*""")
#: A text, in quotes or without, that goes into a file.
_ECHO = re.compile(
    r"""echo(?:\s+"([^"$`\\!]*)"|\s+'([^'\\]*)'|\s+(?!-)([\w .,:=/-]*\w)|)\s*(>>?)\s*([\w./-]+)"""
)
#: Files that go into another one.
_CAT = re.compile(r"cat\s+([\w./*?-][\w ./*?-]*?)\s*(>>?)\s*([\w./-]+)")
#: What a shell exchanges for something else in a text below a line, unless the word is quoted.
_EXCHANGED = frozenset("$`\\")

_T = TypeVar("_T")
#: Does a command in a folder, to some names as they are written, with some options.
_Does = Callable[[Path, Sequence[str], frozenset[str]], None]


@dataclass(frozen=True)
class _Step:
    """A command that is understood.

    Attributes:
        does: Does it; None where it only shows something.
        names: What it is done to.
        options: Its options.
        said_as: What an error is told under.
        chained: Whether it is left out where the one before it failed.
        forgiven: Whether that it failed is to count as well done.
    """

    does: _Does | None
    names: tuple[str, ...]
    options: frozenset[str]
    said_as: str
    chained: bool = False
    forgiven: bool = False


def done(commands: str) -> bool:
    """Do all of some commands, one a line; whether they were such ones, else nothing is done.

    Args:
        commands: As they stand behind ``!`` or below ``%%bash``.
    """
    steps = [step for line, text in _parts(commands) for step in _steps(line, text)]
    understood = [step for step in steps if step is not None]
    if len(understood) < len(steps) or not any(step.does for step in understood):
        return False
    here, well = Path(), True
    for step in understood:
        if step.chained and not well:
            continue
        try:
            if step.said_as == "cd":
                here = _entered(here / step.names[0])
            elif step.does is not None:
                step.does(here, _expanded(step.names, here), step.options)
            well = True
        except (OSError, shutil.Error) as error:
            print(f"{step.said_as}: {error.strerror or error}")
            well = step.forgiven
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
        elif line and not line.startswith("#"):
            parts.append((line, None))
    return parts


def _word_of(line: str) -> str | None:
    """The word that ends the text below a line, where the line writes that into a file."""
    if found := _WRITES.fullmatch(line):
        return found[4]
    found = _AFTER.fullmatch(line)
    return found[2] if found else None


def _steps(line: str, text: str | None) -> list[_Step | None]:
    """The commands of a line, in order; None in place of one that is something else."""
    if text is not None:
        return [_to_write(line, text)]
    steps: list[_Step | None] = []
    pieces = _JOINS.split(line)
    for join, piece in zip([";", *pieces[1::2]], pieces[::2], strict=True):
        if not piece.strip() and steps and join == ";":
            continue  # behind the last one
        step = _understood(piece.strip())
        steps.append(step and replace(step, chained=join == "&&"))
    return steps


def _to_write(line: str, text: str) -> _Step | None:
    """As :func:`_understood`, for a line with a text below it."""
    if found := _WRITES.fullmatch(line):
        how, name, quote = found[1], found[2], found[3]
    else:
        found = _AFTER.fullmatch(line)
        assert found is not None
        how, name, quote = found[3], found[4], found[1]
    if not quote and _EXCHANGED & set(text):
        return None
    return _writing("cat", text, how, name)


def _writing(command: str, text: str, how: str, name: str) -> _Step:
    """A command that writes a text into a file (``>``), or to its end (``>>``)."""

    def write(here: Path, names: Sequence[str], _options: frozenset[str]) -> None:
        with (here / names[0]).open("a" if how == ">>" else "w", encoding="utf-8") as file:
            file.write(text)

    return _Step(write, (name,), frozenset(), command)


def _joining(parts: Sequence[str], how: str, name: str) -> _Step:
    """A command that writes what is in files into another one."""

    def join(here: Path, names: Sequence[str], _options: frozenset[str]) -> None:
        *sources, target = names
        with (here / target).open("ab" if how == ">>" else "wb") as file:
            for source in sources:
                file.write((here / source).read_bytes())

    return _Step(join, (*parts, name), frozenset(), "cat")


def _understood(piece: str) -> _Step | None:
    """What a command does, to which files, with which options; None where it is something else."""
    plain = _UNSEEN.sub("", _FORGIVEN.sub("", f" {piece}")).strip()
    forgiven = _FORGIVEN.search(f" {piece}") is not None
    if found := _ECHO.fullmatch(plain):
        text = found[1] or found[2] or " ".join((found[3] or "").split())
        return replace(_writing("echo", f"{text}\n", found[4], found[5]), forgiven=forgiven)
    if (found := _CAT.fullmatch(plain)) and not re.search(r"(?<!\S)-", found[1]):
        return replace(_joining(found[1].split(), found[2], found[3]), forgiven=forgiven)
    if not _QUOTES & set(plain):
        while _BRACES.search(plain):
            plain = _BRACES.sub(_each, plain)
    elif _PATTERN & set(plain):
        return None
    if _SHELL & set(plain):
        return None
    try:
        command, *words = shlex.split(plain)
    except ValueError:
        return None
    names = tuple(word for word in words if not word.startswith("-"))
    options = frozenset(words) - {*names}
    if command in _SHOWS:
        return _Step(None, (), options, command)
    if command == "cd":
        return (
            None if len(words) != 1 or words != [*names] else _Step(None, names, options, command)
        )
    if command not in _DOES or not names:
        return None
    if not options <= (_OPTIONS_OF_LN if command == "ln" else _OPTIONS):
        return None
    if command in ("cp", "mv") and len(names) < 2:
        return None
    return _Step(_DOES[command], names, options, command, forgiven=forgiven)


def _each(found: re.Match[str]) -> str:
    """``a/{b,c}`` as the two names that it is."""
    return " ".join(f"{found[1]}{one}{found[3]}" for one in found[2].split(","))


def _expanded(names: Sequence[str], here: Path) -> list[str]:
    """Names with a pattern as those of the files that fit, or as they are where none does."""
    found: list[str] = []
    for name in names:
        pattern = _PATTERN & set(name) and not name.startswith("/")
        fit = [str(path.relative_to(here)) for path in here.glob(name)] if pattern else []
        found += sorted(one for one in fit if not one.startswith(".")) or [name]
    return found


def _entered(folder: Path) -> Path:
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder")
    return folder


def _for_each(what: Iterable[_T], act: Callable[[_T], object]) -> None:
    """Do something to each, to those behind one that fails too; the first failure is raised."""
    failed: list[OSError | shutil.Error] = []
    for one in what:
        try:
            act(one)
        except (OSError, shutil.Error) as error:
            failed.append(error)
    if failed:
        raise failed[0]


def _make(here: Path, names: Sequence[str], options: frozenset[str]) -> None:
    parents = bool(options & {"-p", "--parents"})
    _for_each(names, lambda name: (here / name).mkdir(parents=parents, exist_ok=parents))


def _touch(here: Path, names: Sequence[str], _options: frozenset[str]) -> None:
    _for_each(names, lambda name: (here / name).touch())


def _copy(here: Path, names: Sequence[str], options: frozenset[str]) -> None:
    def copy(pair: tuple[Path, Path]) -> None:
        source, target = pair
        if not source.is_dir():
            shutil.copy(source, target)
        elif options & _WHOLE:
            shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
        else:
            raise IsADirectoryError(f"{source} is a folder: -r copies it")

    _for_each(_pairs([here / name for name in names]), copy)


def _move(here: Path, names: Sequence[str], _options: frozenset[str]) -> None:
    _for_each(_pairs([here / name for name in names]), lambda pair: pair[0].rename(pair[1]))


def _link(here: Path, names: Sequence[str], options: frozenset[str]) -> None:
    """As a student's own ``os.symlink`` and ``os.link`` do it, with what these may do."""
    letters = {letter for option in options for letter in option.replace("--symbolic", "-s")}
    *sources, target = names if len(names) > 1 else (*names, ".")
    into = (here / target).is_dir()
    if len(sources) > 1 and not into:
        raise NotADirectoryError(f"{target} is no folder")

    def link_to(source: str) -> None:
        link = here / target / Path(source).name if into else here / target
        if "f" in letters and os.path.lexists(link):
            itself = (link.parent if "s" in letters else here) / source
            if itself == link and not link.is_symlink():
                raise FileExistsError(f"{link} is the file itself")
            link.unlink()
        if "s" in letters:
            link.symlink_to(source)  # what it leads to is read from where the link is
        else:
            os.link(here / source, link, follow_symlinks=False)

    _for_each(sources, link_to)


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


def _delete(here: Path, names: Sequence[str], options: frozenset[str]) -> None:
    def delete(name: str) -> None:
        file = here / name
        if file.is_dir() and not file.is_symlink() and options & _WHOLE:
            shutil.rmtree(file)
        elif os.path.lexists(file) or not options & {"-f", "-rf", "-fr"}:
            file.unlink()

    _for_each(names, delete)


def _delete_empty(here: Path, names: Sequence[str], _options: frozenset[str]) -> None:
    _for_each(names, lambda name: (here / name).rmdir())


_DOES: dict[str, _Does] = {
    "mkdir": _make,
    "touch": _touch,
    "cp": _copy,
    "mv": _move,
    "ln": _link,
    "rm": _delete,
    "rmdir": _delete_empty,
}
