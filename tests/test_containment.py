"""Each protection stops what it is there for, and without it the same attempt succeeds."""

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest

from backpass.grading import containment, doctor
from backpass.grading.containment import Limits, Policy, contain, missing, refuse, runtime

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


def test_everything_required_works_here():
    got, trials = doctor.examine()
    assert missing(got) == []
    assert [trial.attempt for trial in trials if not trial.held] == []
    assert "can be contained" in doctor.report(got, trials)


def test_a_broken_protection_is_told():
    got = {"files": "no: not today", "limits": "60 s", "system calls": "seccomp"}
    text = doctor.report(
        got, [doctor.Trial("files", "read a file outside", False, "was not stopped")]
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


def test_memory_is_bounded(tmp_path):
    said = in_a_contained_child(
        lambda scratch: len(bytearray(900 * 2**20)), tmp_path, limits=Limits(memory=700 * 2**20)
    )
    assert said.startswith("MemoryError")


def test_the_runtime_holds_no_home_and_no_course():
    paths = [Path(path) for path in runtime()]
    root = Path(containment.__file__).resolve().parents[2]
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
