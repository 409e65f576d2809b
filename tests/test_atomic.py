"""A file is the old one or the new one, whole, and it lasts."""

from __future__ import annotations

import ast
import os
import stat
from pathlib import Path

import pytest

from backpass import atomic

ROOT = Path(__file__).resolve().parents[1]
#: Files that write without :mod:`backpass.atomic`, and why no old file is lost there.
WRITES_NEW = {
    "backpass/notebook/record.py": "opens a lock, and writes nothing into it",
    "backpass/grading/authoring/learning.py": "a copy in a temporary folder",
    "backpass/grading/authoring/translation/releases.py": "a folder that is moved into place after",
    "backpass/grading/backups.py": "a file that is moved into place after",
    "backpass/grading/common/outcomes.py": "a log of the last run",
    "backpass/grading/learners_room.py": "a temporary folder",
    "backpass/grading/hooks/collect.py": "copies in a temporary folder",
    "backpass/grading/marking/submission.py": "a temporary folder",
    "backpass/grading/reporting/students.py": "a folder that is moved into place after",
    "backpass/grading/sandbox/containment.py": "settings of the kernel under /proc",
    "backpass/grading/sandbox/doctor.py": "tries what a student's process may write",
    "backpass/grading/sandbox/execution.py": "a scratch folder",
    "backpass/grading/sandbox/outside.py": "tries whether a student's file can be written at all",
    "backpass/grading/sandbox/small_commands.py": "a student's own line, in a scratch folder",
    "backpass/grading/simulation/demo.py": "a copy of the course in a new folder",
    "backpass/grading/simulation/handings.py": "the folder of a student who does not exist",
    "website/lite.py": "the site is built anew",
    "website/pages.py": "the site is built anew",
    "website/parts.py": "the site is built anew",
    "website/wheels.py": "the site is built anew",
}
WRITERS = {"write_text", "write_bytes", "copyfile", "copy", "copy2", "copytree", "dump"}
MODULES = {"json", "pickle", "shutil", "nbformat"}


def writes(path):
    """Whether a program calls anything that changes or makes a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        owner = ast.unparse(node.func).rpartition(".")[0]
        if name in ("write_text", "write_bytes") or (name in WRITERS and owner in MODULES):
            return True
        modes = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
        if name == "open" and any(mode in ("w", "a", "wb", "ab", "w+", "a+b") for mode in modes):
            return True
    return False


def test_whoever_writes_over_a_file_does_it_in_one_go():
    """Anything else leaves an empty file where the disk is full or half a character comes up."""
    folders = ("backpass", "website", "tools", "docs")
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    found = {path.relative_to(ROOT).as_posix() for path in files if writes(path)}
    assert found == set(WRITES_NEW)
    assert len(files) > 200


def test_a_file_is_replaced_with_its_permissions_and_nothing_is_left_lying_about(tmp_path):
    target = tmp_path / "deep" / "record.json"
    for content in (b"first", b"second"):
        atomic.put(target, content, 0o640)
        assert target.read_bytes() == content
        assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in target.parent.iterdir()] == ["record.json"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="nobody knows who is gone")
def test_what_a_killed_process_left_unfinished_is_taken_away_and_nothing_else(tmp_path):
    child = os.fork()
    if child == 0:
        with atomic.unfinished(b"half", 0o600, tmp_path):
            os.mkdir(tmp_path / f"{atomic.UNFINISHED}{os.getpid()}-pages")  # noqa: PTH102
            os._exit(0)  # as if killed
    os.waitpid(child, 0)
    assert len(list(tmp_path.iterdir())) == 2
    (tmp_path / "record.json").write_text("kept")
    with atomic.unfinished(b"being written", 0o600, tmp_path) as mine:
        atomic.take_away_unfinished(tmp_path)
        assert {path.name for path in tmp_path.iterdir()} == {mine.name, "record.json"}
    atomic.take_away_unfinished(tmp_path / "not there")


def test_the_content_is_on_the_disk_before_the_name_and_the_name_afterwards(tmp_path, monkeypatch):
    """The order that outlives a power cut: sync the file, rename it, sync the folder."""
    events = []
    sync, replace = os.fsync, Path.replace

    def seen_sync(descriptor):
        folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        events.append("folder" if folder else "file")
        sync(descriptor)

    def seen_replace(self, target):
        events.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", seen_sync)
    monkeypatch.setattr(Path, "replace", seen_replace)
    atomic.put(tmp_path / "kept", b"x", 0o600)
    assert events == ["file", "rename", "folder"]


@pytest.mark.parametrize("where", ["fsync", "chmod"])
def test_a_full_disk_leaves_the_old_file_whole(tmp_path, monkeypatch, where):
    target = tmp_path / "kept"
    target.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync", full) if where == "fsync" else (Path, "chmod", full)))
    with pytest.raises(OSError, match="No space left"):
        atomic.put(target, b"new", 0o600)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_where_a_folder_cannot_be_synced_the_file_is_written_all_the_same(tmp_path, monkeypatch):
    """As on Windows, which opens no folder."""
    real = os.open

    def no_folders(path, flags, *rest, **more):
        if Path(path).is_dir():
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", no_folders)
    atomic.put(tmp_path / "kept", b"x", 0o600)
    assert (tmp_path / "kept").read_bytes() == b"x"
