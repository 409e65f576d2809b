"""Each protection stops what it is there for, and without it the same attempt succeeds."""

import json
import os
import resource
import signal
import sys
import tempfile
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from backpass.grading.sandbox import containment, doctor, importable
from backpass.grading.sandbox.containment import (
    Limits,
    Policy,
    Uncontained,
    contain,
    missing,
    refuse,
    runtime,
)
from backpass.grading.sandbox.execution import Cell, Settings, execute
from backpass.grading.sandbox.exposure import exposed
from backpass.grading.sandbox.refused import NO_LIMIT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="containment needs Linux")


def in_a_contained_child(act, tmp_path, skip=(), limits=None):
    """What ``act(scratch)`` returns or raises in a contained child of this process, as text."""
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            contain(Policy(str(scratch), (), limits or Limits(memory=8 * 2**30), skip))
            said = f"did: {act(scratch)}"
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writer, said.encode()[:5000])
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return text


def test_a_limit_that_may_not_be_changed_is_refused_in_pythons_words(tmp_path):
    said = in_a_contained_child(
        lambda _: resource.setrlimit(resource.RLIMIT_NOFILE, (200, 10_000)), tmp_path
    )
    assert said == f"ValueError: {NO_LIMIT}"


def test_everything_required_works_here():
    got, trials = doctor.examine()
    assert missing(got) == []
    assert [trial.attempt for trial in trials if not trial.held] == []
    assert "can be contained" in doctor.report(got, trials)


def test_the_files_of_a_course_are_tried_from_inside(tmp_path):
    (tmp_path / "grader_tests").mkdir()
    (tmp_path / "grader_tests" / "hidden.py").write_text("hidden")
    (tmp_path / "gradebook.db").write_text("marks")
    private = [tmp_path, tmp_path / "gradebook.db", tmp_path / "grader_tests", tmp_path / "none"]
    _, trials = doctor.examine(private)
    tried = {trial.attempt: trial.held for trial in trials if trial.protection == "course"}
    wanted = {
        f"list {tmp_path}",
        f"read {tmp_path / 'gradebook.db'}",
        f"list {tmp_path / 'grader_tests'}",
        f"read {tmp_path / 'grader_tests' / 'hidden.py'}",
    }
    assert set(tried) == wanted
    assert all(tried.values())


HOME = "/home"
#: Where a course lies in containers and on servers.
USUAL = (
    *("/usr/src/app", "/app", "/workspace", "/workspaces/course", f"{HOME}/jovyan/work"),
    *("/srv/course", "/opt/course", "/course", "/mnt/course", "/data/course", "/root/course"),
    *("/tmp/course", "/var/www/course", "/usr/lib/course", "/usr/local/lib/course"),
)
NUMPY = Path(np.__file__).parent
#: Where Python and its libraries lie themselves.
READABLE = (NUMPY / "course", Path(os.__file__).parent / "json" / "course", NUMPY)


def test_a_course_in_a_usual_folder_is_not_where_students_may_read():
    assert exposed(map(Path, USUAL)) == []
    assert len(USUAL) == 15


@pytest.mark.parametrize("course", READABLE, ids=["a library", "Python's own", "the library"])
def test_a_course_that_lies_where_students_may_read_is_refused_and_the_doctor_says_why(course):
    settings = Settings(course)
    with pytest.raises(Uncontained, match="nothing was graded") as refused:
        execute([Cell(0, "1")], [], settings, None)
    assert f"{course} lies in " in str(refused.value)
    assert "Move it" in str(refused.value)
    with pytest.raises(Uncontained, match="lies in"):  # a gradebook elsewhere than its course
        execute([Cell(0, "1")], [], Settings(Path("/srv"), private=(course,)), None)
    got, trials = doctor.examine([course])
    assert not doctor.sound(got, trials)
    assert f"{course} lies in" in doctor.report(got, trials)


def test_a_broken_protection_is_told():
    got = {"files": "no: not today", "limits": "60 s", "system calls": "seccomp"}
    text = doctor.report(
        got, [doctor.Probe("files", "read a file outside", False, "was not stopped")]
    )
    assert "missing  files: not today" in text.replace("no: ", "")
    assert "BROKEN" in text
    assert "CANNOT be contained" in text


ATTEMPTS = {
    "read": ("files", lambda secret, scratch: secret.read_text()),
    "list": ("files", lambda secret, scratch: list(secret.parent.iterdir())),
    "overwrite": ("files", lambda secret, scratch: secret.write_text("x")),
    "through a link": (
        "files",
        lambda secret, scratch: ((scratch / "l").symlink_to(secret), (scratch / "l").read_text()),
    ),
    "socket": ("system calls", lambda secret, scratch: __import__("socket").socket()),
    "fork": ("system calls", lambda secret, scratch: os.fork() or os._exit(0)),
    "signal": ("system calls", lambda secret, scratch: os.kill(os.getppid(), 0)),
    "huge file": ("limits", lambda secret, scratch: (scratch / "h").write_bytes(bytes(17 * 2**20))),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_an_attempt_is_stopped_by_its_protection_alone(name, tmp_path):
    protection, act = ATTEMPTS[name]
    secret = tmp_path / "outside" / "secret"
    secret.parent.mkdir()
    secret.write_text("42")
    said = in_a_contained_child(lambda scratch: act(secret, scratch), tmp_path)
    assert not said.startswith("did:"), said
    assert secret.read_text() == "42"
    (tmp_path / "scratch" / "l").unlink(missing_ok=True)
    said = in_a_contained_child(lambda scratch: act(secret, scratch), tmp_path, skip=(protection,))
    assert said.startswith("did:"), said


def test_what_a_process_inherits_is_not_made_again(tmp_path):
    policy = Policy(str(tmp_path), inherited={"namespaces": "of its parent"}, skip=("files",))
    reader, writer = os.pipe()
    if os.fork() == 0:
        before = network()
        got = contain(policy)
        same = got["namespaces"] == "of its parent" and network() == before
        os.write(writer, json.dumps([got, same]).encode())
        os._exit(0)
    os.close(writer)
    os.wait()
    with os.fdopen(reader) as answer:
        got, same = json.loads(answer.read())
    assert same
    assert missing(got) == ["files"]


def test_a_process_may_put_up_some_protections_alone(tmp_path):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, repr(sorted(contain(Policy(str(tmp_path)), only=["files"]))).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        assert answer.read() == "['files']"
    os.waitpid(child, 0)


def network():
    """Which network this process has."""
    return str(Path("/proc/self/ns/net").readlink())


def test_namespaces_are_entered_once_for_all_children(tmp_path):
    reader, writer = os.pipe()
    if os.fork() == 0:
        inherited = containment.make_ready()
        inside = network()
        children = set()
        for _ in range(2):
            mine, its = os.pipe()
            if os.fork() == 0:
                contain(Policy(str(tmp_path), inherited=inherited, skip=("files",)))
                os.write(its, network().encode())
                os._exit(0)
            os.wait()
            children.add(os.read(mine, 100).decode())
        os.write(writer, json.dumps([inherited, inside, list(children)]).encode())
        os._exit(0)
    os.close(writer)
    os.wait()
    with os.fdopen(reader) as answer:
        inherited, inside, children = json.loads(answer.read())
    assert children == [inside]
    assert (inside != network()) == bool(inherited)


def test_a_step_that_cannot_be_taken_leaves_the_process_as_it_was():
    def refused():
        os.chdir("/")
        raise PermissionError("not here")

    before = Path.cwd()
    assert not containment._is_possible(refused)
    assert containment._is_possible(lambda: os.chdir("/"))
    assert Path.cwd() == before


def test_the_filter_is_made_once_and_names_each_process(tmp_path):
    program = containment._filter_program()
    assert containment._filter_program() is program
    said = in_a_contained_child(
        lambda scratch: [os.kill(os.getpid(), 0), signal.raise_signal(signal.SIGWINCH)], tmp_path
    )
    assert said == "did: [None, None]"
    for pid in (1, os.getpid(), 0, -1):
        said = in_a_contained_child(lambda scratch, pid=pid: os.kill(pid, 0), tmp_path)
        assert said.startswith("PermissionError"), (pid, said)


def test_a_filter_that_names_nobody_is_refused(monkeypatch):
    monkeypatch.setattr(containment, "_SOMEBODY", 0x7FFF_FFFD)
    containment._filter_program.cache_clear()
    assert containment._filter_program()
    monkeypatch.setattr(containment, "_filter_processes", lambda rules, seccomp: None)
    containment._filter_program.cache_clear()
    with pytest.raises(RuntimeError, match="names no process"):
        containment._filter_program()
    monkeypatch.undo()
    containment._filter_program.cache_clear()


def test_the_runtime_names_no_folder_inside_another():
    paths = [Path(path) for path in runtime()]
    assert not [path for path in paths if set(path.parents) & set(paths)]
    assert all(path == path.resolve() for path in paths)


def test_memory_is_bounded(tmp_path):
    said = in_a_contained_child(
        lambda scratch: len(bytearray(900 * 2**20)), tmp_path, limits=Limits(memory=700 * 2**20)
    )
    assert said.startswith("MemoryError")


def test_the_runtime_holds_no_home_and_no_course():
    paths = [Path(path) for path in runtime()]
    root = Path(containment.__file__).resolve().parents[3]
    assert Path.home() not in paths
    assert root not in paths
    assert not any(root / "grader_tests" == p or root / "source" == p for p in paths)
    assert Path("/") not in paths


def test_refusing_says_what_is_missing_and_the_way_out():
    words = str(refuse({"files": "no: this kernel has no Landlock", "limits": "60 s"}))
    assert "files: this kernel has no Landlock" in words
    assert "system calls: not tried" in words
    assert "backpass doctor" in words
    assert "--allow-uncontained" in words


def test_a_kernel_without_landlock_is_noticed(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "landlock", None)
    reader, writer = os.pipe()
    if os.fork() == 0:
        with tempfile.TemporaryDirectory() as scratch:
            got = contain(Policy(scratch))
        os.write(writer, json.dumps(missing(got)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        assert json.loads(answer.read()) == ["files"]


def test_what_is_needed_is_found_as_the_standard_library_finds_it():
    """Which reads more than that; every eighth of all installed packages is looked for."""
    names = {one.metadata["Name"]: name for name, one in importable.installed().items()}
    held = metadata.packages_distributions()
    looked_for = {*importable.ALWAYS, *sorted(held)[::8]}
    for module in looked_for:
        found = {
            name for name, one in importable.installed().items() if importable.holds(one, [module])
        }
        assert found == {names[owner] for owner in held[module] if owner in names}, module
    assert len(looked_for) > 20


def test_the_lists_of_what_is_installed_are_read_once(monkeypatch):
    files, refused = (f(importable.ALWAYS) for f in (importable.files_of, importable.refused))
    monkeypatch.setattr(importable, "installed", lambda: pytest.fail("they were read again"))
    assert importable.files_of(sorted(importable.ALWAYS)) == files
    assert importable.refused(importable.ALWAYS) == refused
    assert any(path.endswith("numpy") for path in files)
    assert "nbgrader" in refused
