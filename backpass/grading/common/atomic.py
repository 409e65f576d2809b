"""Files that are there as a whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def unfinished(content: bytes, permissions: int, folder: Path) -> Iterator[Path]:
    """A new file with some content, to be moved to where it belongs; gone if it was not.

    Args:
        content: What it holds.
        permissions: As ``chmod`` takes them.
        folder: Where it lies meanwhile: on the same disk, and no folder that is handed out.
    """
    handle, name = tempfile.mkstemp(prefix=".unfinished-", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        path.chmod(permissions)
        yield path
    finally:
        path.unlink(missing_ok=True)


def put(target: Path, content: bytes, permissions: int, folder: Path) -> None:
    """Write a file in one go: whoever reads it finds the old one or the new one, whole.

    Args:
        target: The file; its folder is made where it is missing.
        content: What it shall hold.
        permissions: As ``chmod`` takes them.
        folder: See :func:`unfinished`.

    Raises:
        OSError: It cannot be written; what was there before is as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with unfinished(content, permissions, folder) as path:
        path.replace(target)
