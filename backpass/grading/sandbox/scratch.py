"""Scratch folders: made, measured and removed, whatever is put into them, whoever is killed.

Run as a program, with folders as its arguments, it waits until its input ends, as it does when all
who hold the other end are gone, and removes them. In folders that are named after ``--``, only what
somebody began to write who is gone.
"""

# ruff: noqa: PTH102, PTH106, PTH208 - works with descriptors, which have no path
from __future__ import annotations

import contextlib
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence

#: Seconds until somebody who waits for a cell looks again what it has written.
SOON = 0.25
#: Room that a file or a folder takes besides what it holds, in bytes.
ENTRY = 4096


@contextlib.contextmanager
def scratch_folder(where: str) -> Iterator[str]:
    """A new folder, which is gone afterwards.

    Args:
        where: The folder that it is made in.
    """
    folder = tempfile.mkdtemp(prefix="of-", dir=where)
    try:
        yield folder
    finally:
        remove(folder)


#: Seconds for which a keeper tries to remove what is left; others may still be writing.
PATIENCE = 10.0


@contextlib.contextmanager
def removed_in_any_case(folder: str | None, swept: Sequence[str] = ()) -> Iterator[None]:
    """A new folder, which is removed after this block: by another process if this one is killed.

    Args:
        folder: The folder; it is made when there is somebody to remove it. None where there is
            none to be made.
        swept: Folders that stay; of them only files are removed that were not finished.
    """
    folders = [] if folder is None else [folder]
    command = [sys.executable, "-I", "-S", __file__, *folders, "--", *swept]
    keeper = subprocess.Popen(  # noqa: S603 - our own interpreter and file
        command, stdin=subprocess.PIPE, start_new_session=True, cwd="/"
    )
    assert keeper.stdin is not None
    try:
        for one in folders:
            os.mkdir(one, 0o700)
        yield
    finally:
        for one in folders:
            remove(one)
        keeper.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            keeper.wait(timeout=1)  # children that were forked may hold the other end for longer


#: Folders for what is needed meanwhile, that somebody else removes in any case.
kept_by_others: set[str] = set()
_homes: dict[int, tuple[str, contextlib.ExitStack]] = {}


def own_folder(prefix: str, where: str | None = None) -> str:
    """A new folder of this process, which is gone soon after it, by ``kill -9`` too.

    Args:
        prefix: How its name begins.
        where: A folder that somebody else removes in any case.
    """
    if where is not None:
        return tempfile.mkdtemp(prefix=prefix, dir=where)
    from multiprocessing.util import Finalize  # noqa: PLC0415 - the program needs none of it

    where, pid = tempfile.gettempdir(), os.getpid()
    if where not in kept_by_others:
        if pid not in _homes:
            home = os.path.join(where, f"backpass-{pid}-{os.urandom(4).hex()}")  # noqa: PTH118
            stack = contextlib.ExitStack()
            stack.enter_context(removed_in_any_case(home))
            _homes[pid] = home, stack
            Finalize(None, leave, exitpriority=0)  # when all that use it are closed
        where, _ = _homes[pid]
    return tempfile.mkdtemp(prefix=prefix, dir=where)


def leave() -> None:
    """Remove this process's own folders: nothing of it needs them any more."""
    if os.getpid() in _homes:
        _, stack = _homes.pop(os.getpid())
        stack.close()


def keep(folders: list[str], swept: list[str]) -> None:
    """Wait for the end of the input, then remove folders, and from others what is unfinished.

    Args:
        folders: Those that are removed.
        swept: Those that stay.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while os.read(0, 1024):
        pass
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for folder in folders:
            remove(folder)
        folders = [folder for folder in folders if os.path.lexists(folder)]
        waiting = [path for folder in swept for path in _unfinished(folder)]
        if not folders and not waiting:
            return
        time.sleep(0.05)


def _unfinished(folder: str) -> Iterator[str]:
    """Remove what those began who are gone; what others are still writing is handed on.

    Only those that begin like ours, see :data:`backpass.atomic.UNFINISHED`: this program imports
    nothing, to be there at once.
    """
    with contextlib.suppress(OSError):
        for name in os.listdir(folder) if os.path.exists("/proc/self") else ():  # noqa: PTH110
            writer = name.removeprefix(".unfinished-").partition("-")[0]
            if name == writer or not writer.isdecimal():
                continue
            path = os.path.join(folder, name)  # noqa: PTH118
            if os.path.exists(f"/proc/{writer}"):  # noqa: PTH110
                yield path
            elif os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114
                remove(path)
            else:
                with contextlib.suppress(OSError):
                    os.unlink(path)  # noqa: PTH108


def size(folder: str) -> float:
    """Bytes that a folder takes; infinitely many where folders lie too deep to be looked at."""
    total, left = 0, [folder]
    while left:
        try:
            with os.scandir(left.pop()) as entries:
                for entry in entries:
                    total += ENTRY
                    if entry.is_dir(follow_symlinks=False):
                        left.append(entry.path)
                    else:
                        with contextlib.suppress(FileNotFoundError):
                            total += entry.stat(follow_symlinks=False).st_size
        except FileNotFoundError:
            continue  # gone in the meantime
        except OSError:
            return float("inf")
    return total


class Unlinked:
    """Files without a name that a process has open or mapped on a folder's disk.

    A process has some hundred mappings, and to read them all takes longer than most cells run. So
    they are read where the process's address space, or what has a name in the folder, has another
    size than before, and at least every :data:`SOON` seconds: as often as somebody looks who waits
    for a cell.

    Args:
        pid: The process; one that is gone, or that cannot be looked at, has none.
        folder: The folder.
    """

    def __init__(self, pid: int, folder: str) -> None:
        self.pid, self.folder = pid, folder
        self._mapped: dict[tuple[int, int], int] = {}
        self._sizes, self._read_at = (b"", 0.0), float("-inf")

    def size(self, named: float) -> int:
        """Bytes that they take.

        Args:
            named: Bytes of what has a name in the folder.
        """
        found: dict[tuple[int, int], int] = {}
        with contextlib.suppress(OSError):
            disk = os.stat(self.folder).st_dev  # noqa: PTH116 - quick
            for number in os.listdir(f"/proc/{self.pid}/fd"):
                with contextlib.suppress(OSError):
                    file = os.stat(f"/proc/{self.pid}/fd/{number}")  # noqa: PTH116
                    if file.st_nlink == 0 and file.st_dev == disk and stat.S_ISREG(file.st_mode):
                        found[file.st_dev, file.st_ino] = file.st_blocks * 512
            self._look_at_mapped(named)
            for key, end in self._mapped.items():
                found[key] = max(found.get(key, 0), end)
        return sum(found.values())

    def _look_at_mapped(self, named: float) -> None:
        """Read the mappings, if there may be others than before."""
        with open(f"/proc/{self.pid}/statm", "rb") as pages:  # noqa: PTH123
            sizes = pages.read().split(maxsplit=1)[0], named
        now = time.monotonic()
        if sizes == self._sizes and now - self._read_at < SOON:
            return
        self._sizes, self._read_at, self._mapped = sizes, now, {}
        for key, end in _mapped(self.pid, self.folder):
            self._mapped[key] = max(self._mapped.get(key, 0), end)


def _mapped(pid: int, folder: str) -> Iterator[tuple[tuple[int, int], int]]:
    """Device and number of each removed file that is mapped, and up to where, in bytes."""
    with open(f"/proc/{pid}/maps", "rb") as maps:  # noqa: PTH123
        text = maps.read()
    if b" (deleted)\n" not in text:  # nearly always, and found out sooner than line by line
        return
    for line in text.splitlines(keepends=True):
        if line.endswith(b" (deleted)\n") and os.fsencode(folder) in line:
            span, _, offset, device, inode = line.split()[:5]
            first, last = (int(part, 16) for part in span.split(b"-"))
            major, minor = (int(part, 16) for part in device.split(b":"))
            yield (os.makedev(major, minor), int(inode)), int(offset, 16) + last - first


def remove(folder: str) -> None:
    """Remove a folder with all that is in it, however deep: without recursion or long paths.

    Each folder inside is first moved to the top, so that none lies deeper than one level.
    """
    with contextlib.suppress(OSError):  # what cannot be removed ends no run
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            moved = 0
            while names := os.listdir(top):
                before = moved
                for name in names:
                    moved = _empty(top, name, moved)
                if moved == before and set(os.listdir(top)) >= set(names):
                    break  # nothing of it goes away
        finally:
            os.close(top)
        os.rmdir(folder)


def _empty(top: int, name: str, moved: int) -> int:
    """Remove an entry of the top folder; folders in it come to the top under a new name."""
    if not stat.S_ISDIR(os.lstat(name, dir_fd=top).st_mode):
        os.unlink(name, dir_fd=top)
        return moved
    os.chmod(name, 0o700, dir_fd=top)
    inside = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    try:
        for entry in os.listdir(inside):
            if stat.S_ISDIR(os.lstat(entry, dir_fd=inside).st_mode):
                os.chmod(entry, 0o700, dir_fd=inside)
                moved += 1
                os.rename(entry, f"\x01{moved}", src_dir_fd=inside, dst_dir_fd=top)
            else:
                os.unlink(entry, dir_fd=inside)
    finally:
        os.close(inside)
    os.rmdir(name, dir_fd=top)
    return moved


if __name__ == "__main__":
    _at = sys.argv.index("--")
    keep(sys.argv[1:_at], sys.argv[_at + 1 :])
