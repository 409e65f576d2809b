"""A scratch folder is measured and removed, whatever is in it."""

import contextlib
import io
import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from nbformat import v4

from backpass.grading.marking import submission
from backpass.grading.sandbox import scratch, wire
from backpass.grading.sandbox.wire import WireError


def nested(folder, depth):
    """A folder in a folder, so many times; without a path of that length."""
    at = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=at)
        below = os.open("d", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=at))
    os.close(at)


@pytest.mark.parametrize("depth", [1, 1500, 3000])
def test_folders_are_removed_however_deep_they_lie(tmp_path, depth):
    with scratch.scratch_folder(str(tmp_path)) as folder:
        nested(folder, depth)
        assert scratch.size(folder) >= min(depth, 1500) * scratch.ENTRY
    assert list(tmp_path.iterdir()) == []


def test_links_are_removed_and_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x")
    (tmp_path / "in").mkdir()
    with scratch.scratch_folder(str(tmp_path / "in")) as folder:
        (Path(folder) / "link").symlink_to(outside)
        (Path(folder) / "closed").mkdir(mode=0)
    assert list((tmp_path / "in").iterdir()) == []
    assert (outside / "kept").read_text() == "x"


def test_many_empty_files_take_room(tmp_path):
    for number in range(100):
        (tmp_path / str(number)).touch()
    assert scratch.size(str(tmp_path)) == 100 * scratch.ENTRY


def frame(tree, *blobs):
    text = wire.pack(None)  # the form of a frame, to see that it is read
    assert wire.unpack(text[8:], b"") is None
    return json.dumps([tree, [len(blob) for blob in blobs]]).encode(), b"".join(blobs)


def test_a_blob_that_is_referred_to_again_and_again_is_refused():
    blob = bytes(4 * 2**20)
    array = {"n": ["|u1", [len(blob)], 0]}
    assert len(wire.unpack(*frame([array], blob))[0]) == len(blob)
    with pytest.raises(WireError, match="too much"):
        wire.unpack(*frame([array] * 100, blob))


@pytest.mark.parametrize("dtype", ["<U0", "|S0"])
def test_an_array_of_nothing_and_huge_shape_is_refused(dtype):
    with pytest.raises(WireError):
        wire.unpack(*frame({"n": [dtype, [2**40, 2**20], 0]}, b""))
    assert isinstance(wire.unpack(*frame({"n": ["|S1", [0], 0]}, b"")), np.ndarray)


@pytest.mark.parametrize("piece", [b"[],", b"{},", b'"",', b"[[]],", b'{"l":[]},'])
def test_json_that_would_take_much_more_memory_than_it_has_bytes_is_refused(piece):
    for count, fits in ((1000, True), (3 * 2**20, False)):
        text = b"[{" + b'"l":[' + piece * count + b"0]},[]]"
        assert len(text) < wire.MAX_FRAME
        with contextlib.ExitStack() as stack:
            if not fits:
                stack.enter_context(pytest.raises(WireError, match="too much"))
            with contextlib.suppress(WireError if fits else ZeroDivisionError):
                wire.unpack(text, b"")
    assert len(unpacked([1.5] * 100_000)) == 100_000  # what honest answers may be


def unpacked(value):
    frame = wire.pack(value)
    size = int.from_bytes(frame[:4], "big")
    return wire.unpack(frame[8 : 8 + size], frame[8 + size :])


def test_a_graded_notebook_is_cut_where_it_is_too_large_and_says_so():
    small = v4.new_code_cell("y = 2", outputs=[v4.new_output("stream", text="two")])
    large = v4.new_code_cell("x = 1\n" * 10**6, outputs=[v4.new_output("stream", text="z" * 10**6)])
    text = v4.new_markdown_cell("*a* " * 10**6)
    test = v4.new_code_cell("grade(f)", outputs=[v4.new_output("stream", text="kept")])
    test.metadata["nbgrader"] = {"grade": True, "solution": False, "grade_id": "t", "points": 1}
    whole = submission.bounded(v4.new_notebook(cells=[small, test]))
    assert submission.CUT not in whole.decode()
    data = submission.bounded(v4.new_notebook(cells=[small, large, text, test]))
    assert len(data) <= submission.MAX_NOTEBOOK
    cells = json.loads(data)["cells"]
    assert cells[0]["outputs"][0]["text"] == "two"
    assert submission.CUT in cells[1]["source"]
    assert [output["text"] for output in cells[1]["outputs"]] == [submission.CUT]
    assert cells[3]["outputs"][0]["text"] == "kept"


def test_memory_that_is_not_to_be_had_is_an_error_of_the_wire(monkeypatch):
    def none(*_arguments):
        raise MemoryError

    monkeypatch.setattr(wire, "decode", none)
    with pytest.raises(WireError):
        wire.unpack(*frame(None))


def test_a_file_that_is_removed_when_it_is_mapped_already_counts_at_once(tmp_path, monkeypatch):
    """Its process's address space is as large as it was, and nobody has waited since."""
    monkeypatch.setattr(scratch, "SOON", 3600.0)
    mapped = {}
    monkeypatch.setattr(scratch, "_mapped", lambda *_: mapped.items())
    monkeypatch.setattr(scratch, "open", lambda *_: io.BytesIO(b"100 10 10"), raising=False)
    nothing = dict.fromkeys(("stdout", "stderr"), subprocess.DEVNULL)
    # a process that has no removed file open, as this one may have from other tests
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, **nothing) as process:
        unlinked = scratch.Unlinked(process.pid, str(tmp_path))
        assert unlinked.size(2**20) == 0
        mapped[0, 1] = 2**20
        assert unlinked.size(2**20) == 0  # all is as it was: it is not read
        assert unlinked.size(0) == 2**20
