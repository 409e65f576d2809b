"""Open strangers' files: only regular ones, and never through a link."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: No link is followed, and nothing that lets its reader wait is waited for.
_CAREFULLY = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | os.O_CLOEXEC
    if os.name == "posix"
    else os.O_RDONLY | getattr(os, "O_BINARY", 0)
)


class NotPlain(Exception):
    """A file is a link, a folder, a pipe or a second name of another file; says which."""


@contextmanager
def opened(path: Path) -> Iterator[tuple[int, int]]:
    """A plain file, opened for reading.

    Args:
        path: Where it is.

    Yields:
        Its descriptor and its size in bytes.

    Raises:
        NotPlain: It is something else.
        OSError: It is not there, or closed to us.
    """
    _look_at(path, os.lstat(path))  # before it is opened: some devices act on that
    try:
        descriptor = os.open(path, _CAREFULLY)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):
            raise NotPlain(f"{path.name} is not a plain file but a link or a folder.") from error
        raise
    try:
        status = os.fstat(descriptor)
        _look_at(path, status)
        yield descriptor, status.st_size
    finally:
        os.close(descriptor)


def _look_at(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotPlain(f"{path.name} is not a plain file but a link or a folder.")
    if status.st_nlink > 1:
        raise NotPlain(
            f"{path.name} is a hard link, another name of a file that may be somebody else's. "
            "Hand in a copy of the file."
        )


def read(descriptor: int, most: int) -> bytes:
    """What an open file holds, at most so many bytes and one.

    Args:
        descriptor: Of the open file; it stays open.
        most: Bytes. What comes back is longer than this where the file is.
    """
    with os.fdopen(os.dup(descriptor), "rb") as file:
        return file.read(most + 1)


def plain_files(folder: Path) -> Iterator[Path]:
    """The plain files below a folder; links to folders are not entered."""
    for place, _, names in os.walk(folder, followlinks=False):
        for name in sorted(names):
            path = Path(place, name)
            status = os.lstat(path)
            if stat.S_ISREG(status.st_mode) and status.st_nlink == 1:
                yield path
