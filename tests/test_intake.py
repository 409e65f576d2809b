"""What comes in: read whatever it holds, and rebuilt on the release."""

import json
import os

import nbformat
import pytest
import tiny_course
from hypothesis import given
from hypothesis import strategies as st

from backpass.grading.intake.findings import findings_of
from backpass.grading.intake.read import MAX_BYTES, Unreadable, read_submission
from backpass.grading.intake.rebuild import blank, rebuild

CHAPTER = tiny_course.CHAPTER
ANSWER = "def add_backward(dout, cache):\n    return dout, dout"


@pytest.fixture(scope="session")
def released(tiny_released):
    return nbformat.read(tiny_released.release_notebook(CHAPTER), 4)


@pytest.fixture
def handed_in(released):
    """A copy of the release for a test to change, as plain data."""
    return json.loads(nbformat.writes(released))


def cell_of(notebook, grade_id):
    return next(
        c
        for c in notebook["cells"]
        if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )


def graded(released, notebook, tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return rebuild(released, read_submission(path))


def sources(notebook):
    return [cell.source for cell in notebook.cells]


def kinds(notebook):
    return sorted((item["kind"], item["cell"]) for item in findings_of(notebook).odd)


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", r"x\.ipynb is empty"),
        (b"{", "damaged: .* line 1, column 2"),
        (b"[" * 100_000, "damaged"),
        (b'{"cells": ' + b"9" * 5_000 + b"}", "damaged|holds no cells"),
        (b"[1, 2]", "JSON but not a notebook"),
        (b'{"cells": 3}', "holds no cells"),
        (b'{"worksheets": [3]}', "old format"),
        (b"\xff\xfe{\x00}\x00", r"not UTF-8 text \(byte 0\)"),
        (b"<!DOCTYPE html>", "damaged: .* line 1, column 1"),
        (b'{"cells": [' + b"1," * 3_000 + b"1]}", "has 3001 cells"),
    ],
)
def test_what_cannot_be_read_is_a_reason(content, said, tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=said):
        read_submission(path)


def test_a_missing_notebook_says_what_is_there_instead(tmp_path):
    path = tmp_path / "there" / "x.ipynb"
    with pytest.raises(Unreadable, match="Nothing was handed in"):
        read_submission(path)
    path.parent.mkdir()
    with pytest.raises(Unreadable, match=r"folder is empty: x\.ipynb is missing"):
        read_submission(path)
    (path.parent / "answers.txt").write_text("1")
    with pytest.raises(Unreadable, match=r"There is no notebook: .* answers\.txt is there"):
        read_submission(path)
    (path.parent / "x (1).ipynb").write_text("1")
    with pytest.raises(Unreadable, match=r"wrong name: x\.ipynb is missing"):
        read_submission(path)


def test_links_folders_and_giants_are_not_opened(tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_text('{"cells": []}')
    path = tmp_path / "x.ipynb"
    path.symlink_to(secret)
    with pytest.raises(Unreadable, match="a link or a folder"):
        read_submission(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(Unreadable, match="a link or a folder"):
        read_submission(path)
    path.rmdir()
    path.touch()
    os.truncate(path, MAX_BYTES + 1)
    with pytest.raises(Unreadable, match="20 MB large"):
        read_submission(path)


def test_a_pipe_is_not_waited_for(tmp_path):
    path = tmp_path / "x.ipynb"
    os.mkfifo(path)
    with pytest.raises(Unreadable, match="a link or a folder"):
        read_submission(path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
strange_cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | json_values,
        "source": json_values | st.text(alphabet="\ud800\x00aé\r\n", max_size=9),
        "metadata": json_values
        | st.fixed_dictionaries({"nbgrader": json_values})
        | st.fixed_dictionaries(
            {
                "nbgrader": st.fixed_dictionaries(
                    {"grade_id": st.sampled_from([*tiny_course.EXERCISES])}
                )
            }
        ),
        "id": json_values,
        "outputs": json_values,
    },
)


@given(cells=st.lists(strange_cells | json_values, max_size=6))
def test_whatever_the_cells_hold_a_valid_notebook_with_the_releases_tests_comes_out(
    cells, released, tmp_path_factory
):
    made = graded(released, {"cells": cells}, tmp_path_factory.mktemp("strange"))
    nbformat.validate(made)
    nbformat.writes(made).encode("utf-8")
    locked = [c for c in made.cells if c.metadata.get("nbgrader", {}).get("locked")]
    assert [c.source for c in locked] == [
        c.source for c in released.cells if c.metadata.get("nbgrader", {}).get("locked")
    ]


def test_half_a_character_can_be_written_back(released, handed_in, tmp_path):
    cell_of(handed_in, "add_backward")["source"] = ANSWER + "  # \ud800"
    made = graded(released, handed_in, tmp_path)
    assert nbformat.writes(made).encode("utf-8")
    assert cell_of(made, "add_backward").source == ANSWER + "  # ?"


# --- rebuilding ----------------------------------------------------------------------------------


def test_the_release_itself_comes_back_as_it_is(released, handed_in, tmp_path):
    made = graded(released, handed_in, tmp_path)
    assert made.cells == released.cells
    assert findings_of(made).odd == []


def test_an_answer_goes_in_and_the_tags_stay_the_releases(released, handed_in, tmp_path):
    cell_of(handed_in, "add_backward")["source"] = ANSWER
    test = cell_of(handed_in, "test_add_backward")
    test["metadata"]["tags"] = ["skip-execution", "show"]
    test["metadata"]["nbgrader"]["points"] = 1000
    made = graded(released, handed_in, tmp_path)
    assert cell_of(made, "add_backward").source == ANSWER
    assert cell_of(made, "test_add_backward") == cell_of(released, "test_add_backward")


def test_edited_and_deleted_tests_are_put_back_and_told(released, handed_in, tmp_path):
    cell_of(handed_in, "test_add_backward")["source"] = "100.0"
    handed_in["cells"].remove(cell_of(handed_in, "test_multiply_backward"))
    made = graded(released, handed_in, tmp_path)
    assert sources(made) == sources(released)
    assert kinds(made) == [("deleted", "test_multiply_backward"), ("edited", "test_add_backward")]


@pytest.mark.parametrize("place", ["before", "after"])
def test_of_doubled_answers_the_first_that_is_not_the_stub_counts(
    place, released, handed_in, tmp_path
):
    cell = cell_of(handed_in, "add_backward")
    copy = json.loads(json.dumps(cell))
    index = handed_in["cells"].index(cell)
    copy["source"] = ANSWER
    last = json.loads(json.dumps(cell)) | {"source": "def add_backward(*a):\n    return 0"}
    handed_in["cells"].insert(index if place == "before" else index + 1, copy)
    handed_in["cells"].append(last)
    made = graded(released, handed_in, tmp_path)
    assert cell_of(made, "add_backward").source == ANSWER
    assert kinds(made) == [("doubled", "add_backward")]
    assert len(made.cells) == len(released.cells)


def test_an_answer_in_a_cell_of_ones_own_counts_where_its_cell_is_gone(
    released, handed_in, tmp_path
):
    cell = cell_of(handed_in, "add_backward")
    handed_in["cells"][handed_in["cells"].index(cell)] = {
        "cell_type": "code", "source": ANSWER, "metadata": {}, "id": "mine", "outputs": [],
    }  # fmt: skip
    made = graded(released, handed_in, tmp_path)
    assert cell_of(made, "add_backward").source == ANSWER
    assert sources(made).count(ANSWER) == 1
    assert kinds(made) == [("moved", "add_backward")]


def test_an_answer_turned_into_text_counts(released, handed_in, tmp_path):
    cell = cell_of(handed_in, "add_backward")
    cell |= {"cell_type": "markdown", "source": ANSWER}
    made = graded(released, handed_in, tmp_path)
    assert cell_of(made, "add_backward").cell_type == "code"
    assert cell_of(made, "add_backward").source == ANSWER
    assert kinds(made) == [("retyped", "add_backward")]


def test_own_cells_stay_at_their_place_without_their_metadata(released, handed_in, tmp_path):
    index = handed_in["cells"].index(cell_of(handed_in, "add_backward"))
    own = {
        "cell_type": "code", "source": "helper = 1", "id": "mine",
        "metadata": {"tags": ["show", "skip-execution"]}, "outputs": [],
    }  # fmt: skip
    handed_in["cells"].insert(index, own)
    handed_in["cells"].insert(0, own | {"source": "first = 1"})
    made = graded(released, handed_in, tmp_path)
    assert sources(made)[0] == "first = 1"
    assert (
        sources(made).index("helper = 1")
        == sources(made).index(cell_of(released, "add_backward").source) - 1
    )
    assert all(c.metadata == {} for c in made.cells if c.source in ("helper = 1", "first = 1"))


def test_an_edited_open_cell_runs_after_the_releases(released, handed_in, tmp_path):
    imports = handed_in["cells"][1]
    mine = "import numpy as np\nimport math"
    imports["source"] = mine
    made = graded(released, handed_in, tmp_path)
    assert sources(made)[1:3] == [released.cells[1].source, mine]


def test_a_blank_says_why_and_shows_a_name_as_it_is(released):
    made = blank(released, "The notebook has the wrong name: <b>*x*</b>.ipynb is there.")
    nbformat.validate(made)
    assert findings_of(made).unreadable.endswith("is there.")
    assert "<b>" not in made.cells[0].source
    assert "*x*" not in made.cells[0].source
    assert sources(made)[1:] == sources(released)
