"""Files that are there as a whole or not at all, a power cut included."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: How the names of files begin that are not yet where they belong; the writer's number follows.
UNFINISHED = ".unfinished-"
#: Seconds after which such a file is nobody's any more, whoever wrote it.
LONG_AGO = 86400.0


def take_away_unfinished(folder: Path) -> None:
    """Remove unfinished files that a process left behind which was killed.

    Args:
        folder: Where they lie; it need not be there.
    """
    for left in folder.glob(f"{UNFINISHED}*"):
        writer = left.name.removeprefix(UNFINISHED).partition("-")[0]
        gone = writer.isdecimal() and not Path("/proc", writer).exists()
        with suppress(OSError):
            if (gone and Path("/proc/self").exists()) or _is_old(left):
                if left.is_dir() and not left.is_symlink():
                    shutil.rmtree(left)
                else:
                    left.unlink()


def _is_old(path: Path) -> bool:
    return time.time() - path.lstat().st_mtime > LONG_AGO


@contextmanager
def unfinished(content: bytes, permissions: int, folder: Path) -> Iterator[Path]:
    """A new file with some content, to be moved to where it belongs; gone if it was not.

    The content is on the disk before the file is handed out, so what :func:`moved` puts in its
    place is never an empty file.

    Args:
        content: What it holds.
        permissions: As ``chmod`` takes them.
        folder: Where it lies meanwhile: on the same disk, and no folder that is handed out.

    Raises:
        OSError: It cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=f"{UNFINISHED}{os.getpid()}-", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(permissions)
        yield path
    finally:
        path.unlink(missing_ok=True)


def lasting(path: Path, permissions: int) -> None:
    """See that what a file holds is on the disk, before it is moved to where it belongs.

    Args:
        path: The file, closed.
        permissions: As ``chmod`` takes them.

    Raises:
        OSError: It cannot be written.
    """
    path.chmod(permissions)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def moved(path: Path, target: Path) -> None:
    """Move a finished file over another one, and see that the move itself lasts.

    Args:
        path: The file, as :func:`unfinished` gave it.
        target: What it becomes.

    Raises:
        OSError: It cannot be moved; the target is as it was.
    """
    path.replace(target)
    _sync(target.parent)


def put(target: Path, content: bytes, permissions: int, folder: Path | None = None) -> None:
    """Write a file in one go: whoever reads it finds the old one or the new one, whole.

    Args:
        target: The file; its folder is made where it is missing.
        content: What it shall hold.
        permissions: As ``chmod`` takes them.
        folder: See :func:`unfinished`; the target's own folder if None.

    Raises:
        OSError: It cannot be written; what was there before is as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with unfinished(content, permissions, folder or target.parent) as path:
        moved(path, target)


def _sync(folder: Path) -> None:
    """Write a folder's list of names to the disk.

    Windows, browsers and some network drives cannot do that to a folder. There the move is as
    lasting as the system makes it.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        return
    finally:
        os.close(descriptor)
