"""Which protections work on this machine: the doctor tries to get past each of them.

``backpass doctor`` shuts a process in exactly as a student's, lets it try what it must not do, and
says what happened. Run as a program
(``python -I -m backpass.grading.sandbox.doctor``) it is that process' parent.
"""

from __future__ import annotations

import itertools
import json
import os
import platform
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from backpass.grading.sandbox.containment import Limits, Policy, contain, missing, system
from backpass.grading.sandbox.exposure import WAY_OUT, exposed, readable_by_students, said
from backpass.grading.sandbox.importable import site_folders

#: Files that are tried in each folder of a course's.
TRIED = 3


@dataclass(frozen=True)
class Probe:
    """One attempt to get past a protection.

    Attributes:
        protection: What it tries.
        attempt: What was tried, in words.
        held: Whether it was stopped, or allowed where it has to be allowed.
        said: What the system said.
    """

    protection: str
    attempt: str
    held: bool
    said: str


def examine(private: Sequence[Path] = ()) -> tuple[dict[str, str], list[Probe]]:
    """Try every protection in a process of its own.

    Args:
        private: Files and folders of a course's, which are tried as well.

    Returns:
        What became of each protection, by name, and the trials.

    Raises:
        RuntimeError: When the process that tries came to grief.
    """
    command = [sys.executable, "-I", "-m", "backpass.grading.sandbox.doctor"]
    command += [str(path.absolute()) for path in private]
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        command, capture_output=True, text=True, timeout=60, check=False, cwd="/"
    )
    if done.returncode != 0:
        raise RuntimeError(f"the trial run failed:\n{done.stderr.strip()}")
    got, trials = json.loads(done.stdout)
    lies = [
        Probe("course", f"find {one.private}", False, f"{said(one).strip()} {WAY_OUT}")
        for one in exposed((*private, Path.home()))
    ]
    return got, [*(Probe(*trial) for trial in trials), *lies]


def sound(got: dict[str, str], trials: list[Probe]) -> bool:
    """Whether students' code can be contained here.

    Args:
        got: By name, what the system offers.
        trials: What contained processes tried.
    """
    return not missing(got) and all(trial.held for trial in trials)


def report(got: dict[str, str], trials: list[Probe]) -> str:
    """The outcome as an instructor reads it.

    Args:
        got: By name, what the system offers.
        trials: What contained processes tried.
    """
    lines = [f"Containment on {platform.system()} {platform.release()}", ""]
    for name, text in got.items():
        lines.append(f"  {'missing' if text.startswith('no:') else 'works  '}  {name}: {text}")
    lines += ["", "What a contained process was able to do:"]
    for trial in trials:
        lines.append(f"  {'ok    ' if trial.held else 'BROKEN'}  {trial.attempt}: {trial.said}")
    broken = {trial.protection for trial in trials if not trial.held}
    if not missing(got) and broken == {"course"}:
        lines += ["", "Students' code could read this course, and grading will refuse to run it."]
        lines += [WAY_OUT]
    elif not sound(got, trials):
        lines += ["", "Students' code CANNOT be contained here, and grading will refuse to run it."]
        lines += ["Grade on Linux 5.13 or newer with libseccomp (Debian: libseccomp2)."]
    else:
        lines += ["", "Students' code can be contained here."]
    return "\n".join(lines)


def _forbidden(secret: Path, scratch: Path) -> dict[str, tuple[str, Callable[[], object]]]:
    """Attempts that have to be stopped: name → protection and attempt."""
    return {
        "read a file outside": ("files", secret.read_text),
        "list a folder outside": ("files", lambda: os.listdir(secret.parent)),  # noqa: PTH208
        "write a file outside": ("files", lambda: secret.write_text("x")),
        "empty a file outside": ("files", lambda: os.truncate(secret, 0)),
        "rename a file to the outside": ("files", lambda: _move(scratch, secret)),
        "read the user list": ("files", Path("/etc/passwd").read_text),
        "read another process": ("files", Path(f"/proc/{os.getppid()}/environ").read_bytes),
        "open a network socket": ("system calls", socket.socket),
        "start a process": ("system calls", os.fork),
        "start a program": ("system calls", lambda: os.execv("/bin/true", ["true"])),  # noqa: S606
        "signal another process": ("system calls", lambda: os.kill(os.getppid(), 0)),
        "raise a limit": ("system calls", _raise_limit),
        "use too much memory": ("limits", lambda: bytearray(8 * 2**30)),
        "write a huge file": ("limits", lambda: (scratch / "huge").write_bytes(bytes(17 * 2**20))),
    }


def _of_course(private: Sequence[Path]) -> dict[str, tuple[str, Callable[[], object]]]:
    """Attempts to read a course's files and folders, those that are there."""
    attempts: dict[str, tuple[str, Callable[[], object]]] = {}
    for path in private:
        if path.is_dir():
            attempts[f"list {path}"] = "course", partial(os.listdir, path)
            files = (one for one in path.rglob("*") if one.is_file())
            for file in itertools.islice(files, TRIED):
                attempts[f"read {file}"] = "course", file.read_bytes
        elif path.is_file():
            attempts[f"read {path}"] = "course", path.read_bytes
    return attempts


def _move(scratch: Path, secret: Path) -> None:
    (scratch / "bait").write_text("x")
    (scratch / "bait").rename(secret.parent / "bait")


def _raise_limit() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft - 1, hard - 1))


def _allowed(scratch: Path) -> dict[str, Callable[[], object]]:
    """What an honest notebook needs and must still be able to do."""

    def thread() -> None:
        other = threading.Thread(target=lambda: None)
        other.start()
        other.join()

    return {
        "write and read in its own folder": lambda: (scratch / "own").write_text("x"),
        "import a library": lambda: __import__("numpy.polynomial"),
        "start a thread": thread,
    }


def _try_all(
    secret: Path, scratch: Path, course: dict[str, tuple[str, Callable[[], object]]]
) -> list[Probe]:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    trials = []
    for attempt, (protection, act) in {**_forbidden(secret, scratch), **course}.items():
        try:
            act()
        except (OSError, MemoryError, ValueError) as error:
            said = getattr(error, "strerror", None) or type(error).__name__
            trials.append(Probe(protection, attempt, True, f"refused ({said})"))
        else:
            trials.append(Probe(protection, attempt, False, "was not stopped"))
    for attempt, act in _allowed(scratch).items():
        try:
            act()
            trials.append(Probe("honest work", attempt, True, "allowed"))
        except Exception as error:
            trials.append(Probe("honest work", attempt, False, f"failed ({error})"))
    return trials


def main() -> None:
    """Fork a contained child, let it try, and print what came of it."""
    with tempfile.TemporaryDirectory() as outside, tempfile.TemporaryDirectory() as scratch:
        secret = Path(outside) / "secret"
        secret.write_text("secret")
        course = _of_course([Path(path) for path in sys.argv[1:]])
        policy = Policy(
            scratch,
            readable_by_students(),
            limits=Limits(memory=4 * 2**30),
            runtime=system(),
            listed=tuple(map(str, site_folders())),
        )
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            got = contain(policy)
            trials = _try_all(secret, Path(scratch), course)
            told = [[t.protection, t.attempt, t.held, t.said] for t in trials]
            os.write(writer, json.dumps([got, told]).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as answer:
            text = answer.read()
        os.waitpid(child, 0)
        sys.stdout.write(text)
        sys.exit(0 if text else 1)


if __name__ == "__main__":
    main()
