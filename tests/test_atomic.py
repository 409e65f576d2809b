"""A file is the old one or the new one, whole, and it lasts."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from backpass import atomic


def test_a_file_is_replaced_with_its_permissions_and_nothing_is_left_lying_about(tmp_path):
    target = tmp_path / "deep" / "record.json"
    for content in (b"first", b"second"):
        atomic.put(target, content, 0o640)
        assert target.read_bytes() == content
        assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in target.parent.iterdir()] == ["record.json"]


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
