"""Which protections work on this machine: found out by trying to get past each of them.

``backpass doctor`` shuts a process in exactly as a student's, lets it try what it must not do, and
says what happened. Run as a program
(``python -I -m backpass.grading.sandbox.doctor``) it is that process' parent.
"""

from __future__ import annotations

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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backpass.grading.sandbox.containment import Limits, Policy, contain, missing


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


def examine() -> tuple[dict[str, str], list[Probe]]:
    """Try every protection in a process of its own.

    Returns:
        What became of each protection, by name, and the trials.

    Raises:
        RuntimeError: When the process that tries came to grief.
    """
    command = [sys.executable, "-I", "-m", "backpass.grading.sandbox.doctor"]
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        command, capture_output=True, text=True, timeout=60, check=False, cwd="/"
    )
    if done.returncode != 0:
        raise RuntimeError(f"the trial run failed:\n{done.stderr.strip()}")
    got, trials = json.loads(done.stdout)
    return got, [Probe(*trial) for trial in trials]


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
    if not sound(got, trials):
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


def _try_all(secret: Path, scratch: Path) -> list[Probe]:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    trials = []
    for attempt, (protection, act) in _forbidden(secret, scratch).items():
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
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            got = contain(Policy(scratch, limits=Limits(memory=4 * 2**30)))
            trials = _try_all(secret, Path(scratch))
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
