"""Source notebooks in one form."""

import json

import nbformat
import pytest
import tiny_course

from backpass.grading.authoring.tidy import tidied, tidy, written
from backpass.grading.course import CourseError


def untidy_text():
    notebook = json.loads(written(tiny_course.source_notebook()))
    cell = notebook["cells"][1]
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["hello\n"]}]
    cell["execution_count"] = 7
    cell["metadata"] = {"scrolled": True, "execution": {"a": 1}, "tags": ["b", "a", "b"]}
    notebook["cells"][2]["id"] = cell["id"]
    notebook["cells"][4]["metadata"]["nbgrader"]["checksum"] = "0" * 32
    notebook["cells"][5]["metadata"]["nbgrader"]["points"] = 5.0
    notebook["metadata"]["widgets"] = {"state": {}}
    notebook["metadata"]["kernelspec"] = {"name": "conda-x", "display_name": "My Python"}
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.11.7"}
    return json.dumps(notebook)


def test_a_tidy_notebook_stays_as_it_is_to_the_byte():
    text = written(tiny_course.source_notebook())
    assert tidied(text, "x") == text


def test_what_a_run_leaves_behind_goes_and_what_the_author_wrote_stays():
    made = json.loads(tidied(untidy_text(), "x"))
    cell = made["cells"][1]
    assert (cell["outputs"], cell["execution_count"]) == ([], None)
    assert cell["metadata"] == {"tags": ["b", "a"]}
    assert made["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert made["cells"][4]["metadata"]["nbgrader"].keys() == {
        "grade", "grade_id", "locked", "schema_version", "solution", "task",
    }  # fmt: skip
    assert repr(made["cells"][5]["metadata"]["nbgrader"]["points"]) == "5"
    assert "".join(made["cells"][4]["source"]) == tiny_course.SOLUTIONS["add_backward"]


def test_a_doubled_cell_id_is_mended_the_same_way_each_time_and_once_for_all():
    once = tidied(untidy_text(), "x")
    ids = [cell["id"] for cell in json.loads(once)["cells"]]
    assert len(set(ids)) == len(ids)
    assert ids[1] == "imports"
    assert tidied(untidy_text(), "x") == once
    assert tidied(once, "x") == once


def test_a_doubled_grade_id_is_for_a_person_to_decide():
    notebook = tiny_course.source_notebook()
    notebook.cells[6].metadata["nbgrader"]["grade_id"] = "add_backward"
    with pytest.raises(CourseError, match=r"'add_backward' stands on cell 5 and on cell 7"):
        tidied(nbformat.writes(notebook), "x")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": []}'])
def test_what_is_no_notebook_is_said_to_be_none(text):
    with pytest.raises(CourseError, match=r"^x is not a notebook: "):
        tidied(text, "x")


def test_to_look_changes_nothing(tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_text(untidy_text(), encoding="utf-8")
    assert tidy([path], write=False) == [path]
    assert path.read_text(encoding="utf-8") == untidy_text()
    assert tidy([path], write=True) == [path]
    assert tidy([path], write=True) == []


def test_a_notebook_that_cannot_be_written_is_left_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "n.ipynb"
    half = '{"cells": [{"cell_type": "markdown", "metadata": {}, "source": "half: \\ud800"}], '
    path.write_text(half + '"metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    before = path.read_bytes()
    with pytest.raises(CourseError, match="holds half a character"):
        tidy([path], write=True)
    assert path.read_bytes() == before

    path.write_bytes(before.replace(b"\\ud800", b"whole"))
    before = path.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CourseError, match="No space left on device"):
        tidy([path], write=True)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["n.ipynb"]
