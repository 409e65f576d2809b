"""Nothing is left when the tests are done: no temporary file and no process.

Temporary files of tests, and of all that they start, go into one folder of the run. What still lies
there at the end, and processes that still run, were left by somebody. The folders that pytest makes
for tests lie elsewhere, and pytest takes them away.
"""

import os
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import ready_servers

#: Seconds that what was told to end may take for it.
GRACE = 60.0


def begin(shared):
    """Have temporary files made in a folder of this run."""
    # a run that a test starts has its folders beside those of this one, not among what is left
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
    folder = Path(shared, "tmp")
    folder.mkdir()
    folder.chmod(0o1777)  # tests run programs as other users, too
    Path(shared).chmod(0o711)
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None


def helpers_leave():
    """End the processes that this one keeps for the next notebook."""
    for module, leave in (
        ("backpass.grading.marking.run", "leave_fork_servers"),
        ("backpass.grading.common.apart", "leave"),
        ("commands", "leave"),
        ("course_notebooks", "leave"),
        ("backpass.grading.sandbox.scratch", "leave"),
    ):
        if module in sys.modules:
            getattr(sys.modules[module], leave)()


def left(shared):
    """What is left of a run, in a line each; waits a while for what is just ending."""
    until = time.monotonic() + GRACE
    while (found := [*_files(shared), *_processes(shared)]) and time.monotonic() < until:
        time.sleep(0.2)
    return found


def _files(shared):
    return [f"file {path}" for path in sorted(Path(shared, "tmp").iterdir())]


def _processes(shared):
    """Processes that were started with this run's environment; servers of the run are no others."""
    mark = f"{ready_servers.SHARED}={shared}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            environment = (folder / "environ").read_bytes().split(b"\0")
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
            if mark in environment and int(folder.name) != os.getpid() and command:
                yield f"process {folder.name}: {command[:200]}"
