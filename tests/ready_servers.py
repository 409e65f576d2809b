"""Fork servers of the grader that are forked from ready ones, so that none takes seconds to start.

A fork server spends two seconds on imports and on its rehearsal; only then it is told its course,
and puts files out of reach. So one process of each role is started for all tests of a run, does
what comes first, and forks a server for whoever would start one. From there on a server does what
it does everywhere. Tests of how servers start, and all that attack them, start real ones: they use
:func:`started_afresh`.
"""

import fcntl
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from contextlib import contextmanager, suppress
from pathlib import Path

MODULE = "backpass.grading.sandbox.fork_server"
ROLES = ("students", "nurseries")
SHARED, OWNER, AFRESH = (f"BACKPASS_TESTS_{name}" for name in ("SHARED", "OWNER", "AFRESH"))
POSSIBLE = sys.platform == "linux" and hasattr(os, "pidfd_open")


class _Subprocess:
    """What the owner's end of fork servers takes for :mod:`subprocess`."""

    DEVNULL = subprocess.DEVNULL
    TimeoutExpired = subprocess.TimeoutExpired

    def __init__(self, shared, owner):
        self.shared, self.owner = Path(shared), str(owner)

    def Popen(self, command, *, pass_fds, env, cwd, stdin):  # noqa: N802 - its name
        """A server, forked from a ready one where it is a server that is started."""
        _, *module, role, descriptor, _ = command[:7]
        if module != ["-I", "-m", MODULE] or role not in ROLES:
            return subprocess.Popen(command, pass_fds=pass_fds, env=env, cwd=cwd, stdin=stdin)
        request = {"env": env, "more": command[7:]}
        with self._asked(role) as sock, tempfile.TemporaryFile() as file:
            file.write(json.dumps(request).encode())
            file.flush()
            socket.send_fds(sock, [b"."], [file.fileno(), int(descriptor), 1, 2])
            data, (pidfd,), _, _ = socket.recv_fds(sock, 100, 1)
        return _Forked(int(data), pidfd)

    def _asked(self, role):
        """A socket to the ready server of a role, which is started where there is none yet."""
        from backpass.grading.sandbox.fork_client import HOMES

        def start(listener, log):
            home = self.shared / f"{role}.home"
            home.mkdir()
            subprocess.Popen(
                [sys.executable, "-I", str(Path(__file__).resolve()), role, listener, self.owner],
                pass_fds=[int(listener)],
                env={**_environment(), **dict.fromkeys(HOMES, str(home))},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

        return connected(self.shared, role, start)


def connected(shared, name, start):
    """A way to a server that all processes of a run share; the first who asks has it started.

    Args:
        shared: The folder of the run.
        name: The server's name.
        start: Starts it; is given the number of the socket that it listens to, and a file for logs.

    Returns:
        A socket to it, which is there before the server is ready.
    """
    path = Path(shared, f"{name}.sock")
    with Path(shared, f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
                listener.bind(str(path))
                listener.listen(64)
                with Path(shared, f"{name}.log").open("wb") as log:
                    start(str(listener.fileno()), log)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    sock.connect(str(path))
    return sock


def _environment():
    """What servers are started with, apart from the folder that each keeps things in."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "BACKPASS_PROGRESS": "off",
        "BACKPASS_LANG": "en",
        **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
        **{name: value for name, value in os.environ.items() if name.startswith("OPENBLAS_")},
    }


class _Forked:
    """A process that another one forked, seen as one that was started."""

    def __init__(self, pid, pidfd):
        self.pid, self.pidfd = pid, pidfd

    def wait(self, timeout=None):
        if not select.select([self.pidfd], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("a fork server", timeout)

    def kill(self):
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def __del__(self):
        os.close(self.pidfd)


def install(environment):
    """From now on, have servers forked that this process and its forks would start.

    Args:
        environment: Says which folder all processes of a run of tests share, and with which process
            the ready servers end. Where it says nothing, or :data:`AFRESH`, servers are started.
    """
    if POSSIBLE and SHARED in environment and AFRESH not in environment:
        from backpass.grading.sandbox import fork_client

        fork_client.subprocess = _Subprocess(environment[SHARED], int(environment[OWNER]))


@contextmanager
def started_afresh():
    """Within this, servers are started as they are elsewhere, those of commands as well."""
    import pytest

    from backpass.grading.sandbox import fork_client

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(AFRESH, "1")
        patch.setattr(fork_client, "subprocess", subprocess)
        yield


def end(shared):
    """End the servers that the processes of a run have shared."""
    for path in Path(shared).glob("*.sock"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as sock:
            sock.settimeout(30)
            with suppress(OSError):
                sock.connect(str(path))
                sock.send(b"end")
                sock.recv(1)  # nothing comes: it closes with the process


# --- the ready server ---------------------------------------------------------------------------


def prepared(role):
    """Do what a server does before it knows its course; the shell that it has then."""
    from backpass.grading.sandbox import fork_server, importable, warmup

    shell = warmup.rehearsed_shell()
    if role == "students":
        warmup.rehearse_notebooks(shell)
        importable.files_of(importable.ALWAYS)  # the lists of what is installed are read once
        fork_server.warmup.rehearse_notebooks = lambda _: None
    else:
        from backpass.contracts import CONTRACTS
        from backpass.grading.sandbox import judging_warmup

        judging_warmup.rehearse_judging(CONTRACTS)  # no nursery of any chapter does it again
        judging_warmup.one_of_each_kind = lambda: []
    return shell


def serve(role, listener, owner):
    """Fork a server for each request, until the owner is gone or says so."""
    from backpass.grading.sandbox import warmup

    gone = os.pidfd_open(owner)
    shell = prepared(role)
    warmup.rehearsed_shell = lambda: shell
    assert threading.active_count() == 1
    gc.collect()
    gc.freeze()
    while True:
        readable, _, _ = select.select([listener, gone], [], [], 1.0)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if gone in readable:
            return
        if listener in readable and not _answer(role, listener):
            return


def _answer(role, listener):
    """Do what is asked; whether to go on."""
    sock, _ = listener.accept()
    with sock:
        data, descriptors, _, _ = socket.recv_fds(sock, 100, 4)
        if len(descriptors) < 4:
            return data != b"end"
        pid = os.fork()
        if pid == 0:
            listener.close()
            sock.close()
            _be(role, *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        pidfd = os.pidfd_open(pid)
        socket.send_fds(sock, [str(pid).encode()], [pidfd])
        os.close(pidfd)
        return True


def _be(role, asked, descriptor, *streams):
    """Be a server, and never return."""
    code = 1
    try:
        with os.fdopen(asked) as file:
            file.seek(0)
            request = json.load(file)
        for number, stream in enumerate(streams, 1):
            os.dup2(stream, number)
            os.close(stream)
        os.environ.clear()
        os.environ.update(request["env"])
        tempfile.tempdir = None
        sys.argv = [MODULE, role, str(descriptor), str(os.getppid()), *request["more"]]
        sys.modules[MODULE].main()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    role, descriptor, owner = sys.argv[1:]
    serve(role, socket.socket(fileno=int(descriptor)), int(owner))
