"""A view of the file system for one process, in which an ordinary user reaches what a test needs.

Python and the repository may lie in a folder of root's. In a mount namespace such a folder is
covered by an empty one, through which only what is kept can be reached. Nothing outside changes.
"""

import shlex
from collections.abc import Iterable
from pathlib import Path


def closed_folders(kept: Iterable[Path]) -> list[Path]:
    """The outermost folders on the way that nobody but their owner may pass."""
    above = {folder for path in kept for folder in path.parents}
    closed = {folder for folder in above if not folder.stat().st_mode & 0o001}
    return sorted(folder for folder in closed if closed.isdisjoint(folder.parents))


def covering(kept: Iterable[Path]) -> list[str]:
    """Lines of a shell script, run as root below ``unshare --mount``, that make the view.

    Args:
        kept: What stays reachable, each at its own place.
    """
    kept = list(dict.fromkeys(kept))
    closed = closed_folders(kept)
    if not closed:
        return []
    lines = ["mount -t tmpfs none /mnt"]
    for number, path in enumerate(kept):
        lines += [f"mkdir /mnt/{number}", f"mount --bind {_quoted(path)} /mnt/{number}"]
    lines += [f"mount -t tmpfs -o mode=755 none {_quoted(folder)}" for folder in closed]
    for number, path in enumerate(kept):
        lines += [f"mkdir -p {_quoted(path)}", f"mount --bind /mnt/{number} {_quoted(path)}"]
    return lines


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
