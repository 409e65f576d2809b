"""nbgrader's commands and ours, without waiting two seconds for their imports each time.

A command runs in a process of its own: forked from one that has imported what commands import, has
used it once on nothing, and has done nothing else. All workers of a run share that one. A command
has the folder, the environment, the arguments and the streams that it is given, as a program has
that was started afresh. Tests of how a program starts, and of what it needs for that, start real
ones: ``test_pipeline.py`` does it for each of nbgrader's commands, ``test_cli.py`` for ours.
"""

import atexit
import ctypes
import gc
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from contextlib import redirect_stderr, suppress
from hashlib import sha256
from pathlib import Path
from unittest import mock

import ready_servers

#: What Python reads at its start: with others than the parent's, a program is started.
READ_AT_START = ("PYTHONPATH", "PYTHONIOENCODING", "PYTHONUTF8", "LANG", "LC_ALL", "LC_CTYPE")
MODULES = {"nbgrader": "nbgrader", "backpass": "backpass.grading.cli"}


def nbgrader(folder, *words, env=None, timeout=600):
    """Run one of nbgrader's commands in a folder.

    Args:
        folder: The working directory.
        words: The command and its arguments.
        env: All of its environment variables; those of this process where none are given.
        timeout: Seconds after which it is killed.

    Raises:
        subprocess.TimeoutExpired: It took longer.
    """
    return _run("nbgrader", folder, words, env, timeout)


def backpass(folder, *words, env=None, timeout=600):
    """Run one of our commands in a folder; see :func:`nbgrader`."""
    return _run("backpass", folder, words, env, timeout)


def started(module, folder, words, env, log, *, session=False):
    """Have a module run as a program, and go on while it does.

    Args:
        module: Its name.
        folder: The working directory.
        words: Its arguments.
        env: All of its environment variables.
        log: The file that it writes to.
        session: Whether it leads a session of its own, so that a signal can go to all below it.

    Returns:
        Its process, with the methods of :class:`subprocess.Popen` that end one.
    """
    if not hasattr(os, "fork") or at_start(env) != _Parent.the_one().environment:
        args = [sys.executable, "-m", module, *words]
        with log.open("wb") as out:
            return subprocess.Popen(
                args,
                **{"cwd": folder, "env": env, "start_new_session": session},
                **{"stdin": subprocess.DEVNULL, "stdout": out, "stderr": out},
            )
    told, of_it = socket.socketpair()
    with of_it, log.open("wb") as out:
        request = {"module": module, "words": words, "folder": str(folder), "env": env}
        request["session"] = session
        _ask(_Parent.the_one(), request, (out.fileno(), out.fileno(), of_it.fileno()))
    return _Started(told)


def _ask(parent, request, files):
    """Ask a parent to fork a program: with its two streams, and where to tell how it ends."""
    with tempfile.TemporaryFile() as asked:
        asked.write(json.dumps(request).encode())
        asked.flush()
        socket.send_fds(parent.sock, [b"."], [asked.fileno(), *files])


class _Started:
    """A process that the parent has forked, seen as one that was started."""

    def __init__(self, told):
        self.told, self.numbers = told, told.makefile("r")
        self.pid, self.returncode = int(self.numbers.readline()), None

    def wait(self, timeout=None):
        if self.returncode is None:
            if not select.select([self.told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("what was forked", timeout)
            self.returncode = int(self.numbers.readline())
            self.numbers.close()
            self.told.close()
        return self.returncode

    def poll(self):
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def terminate(self):
        self._send(signal.SIGTERM)

    def kill(self):
        self._send(signal.SIGKILL)

    def _send(self, number):
        if self.poll() is None:
            os.kill(self.pid, number)


def at_start(env):
    """The variables of an environment that Python reads at its start."""
    return {name: env[name] for name in READ_AT_START if name in env}


def _run(program, folder, words, env, timeout):
    words = [str(word) for word in words]
    env = dict(os.environ if env is None else env)
    args = [sys.executable, "-m", MODULES[program], *words]
    if not hasattr(os, "fork") or at_start(env) != _Parent.the_one().environment:
        return subprocess.run(
            args, cwd=folder, env=env, capture_output=True, text=True, timeout=timeout, check=False
        )
    request = {"module": MODULES[program], "words": words, "folder": str(folder), "env": env}
    return _done(_Parent.the_one(), request, timeout)


def _done(parent, request, timeout):
    """Have a parent fork a program, and wait for it."""
    args = [sys.executable, "-m", request["module"], *request["words"]]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        told, of_it = socket.socketpair()
        with told, of_it:
            _ask(parent, request, (out.fileno(), err.fileno(), of_it.fileno()))
            of_it.close()
            status = _status(told, args, timeout)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
    return subprocess.CompletedProcess(args, status, *texts)


def _status(told, args, timeout):
    """What a command ended with; killed where it takes too long."""
    numbers = told.makefile("r")
    pid = int(numbers.readline())
    told.settimeout(timeout)
    try:
        return int(numbers.readline())
    except TimeoutError:
        os.kill(pid, signal.SIGKILL)
        raise subprocess.TimeoutExpired(args, timeout) from None


class Elsewhere:
    """Commands in another view of the machine, as the users that there are there.

    Args:
        way: The command that leads there; what it shall run follows.
        env: The environment there.
    """

    def __init__(self, way, env):
        self._parent = _Parent(way, env)

    def run(self, program, folder, words, env, user, timeout=600):
        """Run ``nbgrader`` or ``backpass``.

        Args:
            program: Which of both.
            folder: The working directory.
            words: The command and its arguments.
            env: All of its environment variables.
            user: The numbers of the user and of the group that it runs as.
            timeout: Seconds after which it is killed.
        """
        assert at_start(env) == self._parent.environment
        request = {"module": MODULES[program], "words": [*words], "folder": str(folder), "env": env}
        return _done(self._parent, {**request, "user": user}, timeout)

    def end(self):
        """End the process that they are forked from."""
        self._parent.end()


class _Parent:
    """A process that commands are forked from."""

    one = None
    starting = threading.Lock()

    def __init__(self, way=(), env=None):
        self.owner, self.environment = os.getpid(), at_start(os.environ if env is None else env)
        self.sock, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [*way, sys.executable, str(Path(__file__).resolve()), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=env,
            )
        atexit.register(self.end)

    @staticmethod
    def the_one():
        """That of this run of tests; of this process where it runs none."""
        with _Parent.starting:
            if _Parent.one is None or _Parent.one.owner != os.getpid():
                shared = ready_servers.POSSIBLE and ready_servers.SHARED in os.environ
                _Parent.one = _SharedParent() if shared else _Parent()
            return _Parent.one

    def end(self):
        if self.owner == os.getpid():
            self.sock.close()
            self.process.wait(30)


class _SharedParent:
    """The one of a run: it takes seconds to be ready, so the first who asks starts it for all."""

    def __init__(self):
        self.owner, self.environment = os.getpid(), at_start(os.environ)
        alike = sha256(json.dumps(self.environment).encode()).hexdigest()[:12]
        shared = os.environ[ready_servers.SHARED]
        self.sock = ready_servers.connected(shared, f"commands-{alike}", self._start)

    def _start(self, listener, log):
        program = [sys.executable, str(Path(__file__).resolve()), listener]
        subprocess.Popen(
            [*program, os.environ[ready_servers.OWNER]],
            pass_fds=[int(listener)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )

    def end(self):
        if self.owner == os.getpid():
            self.sock.close()


def leave():
    """Leave the process that commands are forked from; the next command asks for it again."""
    if (parent := _Parent.one) is not None:
        _Parent.one = None
        parent.end()


# --- in the process that commands are forked from -------------------------------------------------


def serve(sock, owner=None):
    """Fork for each request until nobody is there to ask.

    Args:
        sock: Requests come through it; or those come through it who ask, where there is an owner.
        owner: The number of the process with which this one ends.
    """
    import jupyterlab.labapp  # noqa: F401
    import nbgrader.apps
    import nbgrader.docs  # noqa: F401

    import backpass.grading.authoring.release
    import backpass.grading.authoring.translation.package
    import backpass.grading.authoring.translation.releases
    import backpass.grading.class_run.grade
    import backpass.grading.cli
    import backpass.grading.feedback.class_pages
    import backpass.grading.hooks.contained_run
    import backpass.grading.hooks.intake
    import backpass.grading.reporting.report  # noqa: F401

    use_once()
    assert threading.active_count() == 1
    gc.collect()
    gc.freeze()  # no command looks for garbage among what is here, and makes copies of it
    gone = () if owner is None else (os.pidfd_open(owner),)
    doors, asking = ([], [sock]) if owner is None else ([sock], [])
    while doors or asking:
        for one in select.select([*gone, *doors, *asking], [], [])[0]:
            if one in gone:
                return
            if one in doors:
                asking.append(one.accept()[0])
                continue
            data, files, _, _ = socket.recv_fds(one, 3, 4)
            if data == b"end":
                return
            if not data:
                one.close()
                asking.remove(one)
            elif os.fork() == 0:
                for other in (*doors, *asking):
                    other.close()
                _keep(*files)
            for file in files:
                os.close(file)
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


def use_once():
    """The first use of libraries is slow: tables are mapped, schemas read, templates compiled."""
    import compiled_once
    import nbformat
    import sqlalchemy.orm
    from nbconvert import HTMLExporter

    from backpass.grading.authoring import quiz_key
    from backpass.grading.course import Course
    from backpass.grading.hooks.new_gradebook import newest_version
    from backpass.grading.sandbox import importable

    course = Course(Path(__file__).resolve().parents[1])
    # sealing is slow on purpose, and whoever grades compares the seals
    quiz_key.sealed(quiz_key.quizzes_of(course, course.chapters()))
    cells = [nbformat.v4.new_code_cell("1 + 1"), nbformat.v4.new_markdown_cell("# *Two*, `2`")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbformat.validate(notebook)
    HTMLExporter().from_notebook_node(notebook)
    sqlalchemy.orm.configure_mappers()
    newest_version()
    importable.files_of(importable.ALWAYS)
    compiled_once.install()
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ):
        for name in (
            "BACKPASS_DB_URL",
            "BACKPASS_COURSE_ID",
        ):  # whoever asks first may have a server
            os.environ.pop(name, None)
        a_small_term(Path(folder, "course"))


class NotJudged:
    """In place of what judges submissions: everyone has full marks, and no process is started."""

    def __init__(self, keys, *_):
        self.keys = keys

    def judged(self, submissions):
        """The outcomes."""
        from backpass.grading.common.cells import grade_id, is_graded, points
        from backpass.grading.marking import readers, submission

        for one in submissions:
            key = self.keys[one.chapter]
            cells = [cell for cell in readers.released(key.release).cells if is_graded(cell)]
            marks = {grade_id(c): submission.CellMark(points(c), False) for c in cells}
            text = key.release.encode()
            yield submission.Judgement(one.student, one.chapter, marks=marks, notebook=text)


def a_small_term(root):
    """Release a chapter, grade a student, give feedback and report: by nbgrader's code and ours.

    What a command does for the first time, such as compiling SQL, costs it more than what it is
    asked to do. It leaves nothing: no process, no thread and no file.
    """
    import tiny_class
    import tiny_course

    from backpass.grading.authoring.release import release
    from backpass.grading.class_run import grade
    from backpass.grading.common import apart
    from backpass.grading.feedback.class_pages import give_feedback
    from backpass.grading.reporting.report import write_report

    course, chapters = tiny_course.make(root), [tiny_course.CHAPTER]
    judging, grade.Here = grade.Here, NotJudged
    try:
        with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
            release(course, chapters)
            tiny_class.hand_in(course, "nobody")
            grade.grade(course, chapters, options=grade.Options(jobs=1))
            grade.grade(course, chapters, options=grade.Options(jobs=1))
            give_feedback(course, chapters, jobs=1)
            write_report(course, chapters)
    finally:
        grade.Here = judging
        apart.leave()


def _keep(asked, out, err, told):
    """Fork the command, wait for it, and tell how it ended."""
    pid = os.fork()
    if pid == 0:
        os.close(told)
        # as for one who sits before a terminal: whoever starts tests in the background ignores it
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _be(asked, out, err)
    os.write(told, f"{pid}\n".encode())
    _, status = os.waitpid(pid, 0)
    os.write(told, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _be_user(user, group):
    """Be a user, with one group and no other, as one is who has logged in."""
    os.setgroups([])
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
    # who changes users without starting a program may not look at itself in /proc otherwise
    PR_SET_DUMPABLE = 4
    assert ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0


def _be(asked, out, err):
    """Be the command, and never return."""
    code = 1
    try:
        with os.fdopen(asked) as file:
            file.seek(0)
            request = json.load(file)
        for number, stream in ((1, out), (2, err)):
            os.dup2(stream, number)
            os.close(stream)
        if request.get("session"):
            os.setsid()
        if "user" in request:
            _be_user(*request["user"])
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["env"])
        tempfile.tempdir = None  # it was found in another environment
        ready_servers.install(request["env"])
        sys.path[0] = request["folder"]
        sys.argv = [request["module"], *request["words"]]
        if "." in request["module"]:  # no package: it runs as the main program, not as a module
            sys.modules.pop(request["module"], None)
        try:
            runpy.run_module(request["module"], run_name="__main__", alter_sys=True)
            code = 0
        except SystemExit as end:
            code = end.code
        if not isinstance(code, int):
            if code is not None:
                print(code, file=sys.stderr)
            code = int(code is not None)
    except BaseException:
        code = 1
        traceback.print_exc()
    finally:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), *map(int, sys.argv[2:]))
