"""Unpack strangers' archives: their unpacked size is computed before anything is written."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from backpass.grading.intake.regular_files import NotPlain

#: What an archive may hold unpacked, in bytes, and in files.
MAX_UNPACKED, MAX_MEMBERS = 500 * 10**6, 20_000
#: How deep archives may lie in archives.
MAX_NESTED = 4


def refuse_bombs(path: Path) -> None:
    """Make sure that an archive, with those inside it, does not grow beyond measure.

    Raises:
        NotPlain: It would.
    """
    with path.open("rb") as file:
        within_bounds(file)


def within_bounds(file: BinaryIO) -> None:
    """The same for an archive that is open; see :func:`refuse_bombs`.

    Raises:
        NotPlain: It would grow beyond measure.
    """
    size = count = 0
    for member_size in _sizes(file):
        size, count = size + member_size, count + 1
        if size > MAX_UNPACKED or count > MAX_MEMBERS:
            raise NotPlain(
                f"it holds more than {MAX_UNPACKED // 10**6} MB or {MAX_MEMBERS:,} files"
            )


def _sizes(file: BinaryIO, depth: int = 0) -> Iterator[int]:
    """Bytes of each file in an archive, and in the archives in it; nothing for other files."""
    if depth > MAX_NESTED:
        raise NotPlain(f"it holds archives in archives, more than {MAX_NESTED} deep")
    for name, size, inner in _members(file):
        yield size
        if name.endswith((".zip", ".gz")):
            yield from _sizes(inner(), depth + 1)


def _members(file: BinaryIO) -> Iterator[tuple[str, int, Callable[[], BinaryIO]]]:
    """Name, size and content of each file in an archive."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for entry in archive.infolist():
                yield entry.filename, entry.file_size, partial(_whole, archive.open, entry)
        return
    file.seek(0)
    with suppress(tarfile.ReadError), tarfile.open(fileobj=file) as tar:
        for member in tar:
            if member.isfile():
                yield member.name, member.size, partial(_whole, tar.extractfile, member)


def _whole(open_it: Callable[[Any], Any], member: Any) -> BinaryIO:
    """A member in memory: its size was counted before."""
    with open_it(member) as content:
        return io.BytesIO(content.read(MAX_UNPACKED + 1))
