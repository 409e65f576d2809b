"""What comes in: read whatever it holds, and rebuilt on the release."""

import copy
import json
import os
import sys

import nbformat
import pytest
import tiny_course
from course_notebooks import PROMISED, ROOT, source
from hypothesis import given
from hypothesis import strategies as st

from backpass.grading.common.cells import grade_id, is_graded
from backpass.grading.common.oddities import in_sentences
from backpass.grading.intake.findings import KEY, NOTE, findings_of, note_about, show_notes
from backpass.grading.intake.read import MAX_BYTES, Unreadable, read_submission, understand
from backpass.grading.intake.rebuild import blank, rebuild
from backpass.grading.intake.rebuilt import lacking, prelude

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
        (b"\xff\xfe{\x00}\x00", "holds no cells"),
        (b"\xff\xfe{\x00\xd8", r"not UTF-8 text \(byte"),
        (b"\x89PNG", r"not UTF-8 text \(byte 0\)"),
        (b"<!DOCTYPE html>", "damaged: .* line 1, column 1"),
        (b'{"cells": [' + b"1," * 3_000 + b"1]}", "has 3001 cells"),
    ],
)
def test_what_cannot_be_read_is_a_reason(content, said, tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=said):
        read_submission(path)


ODD_FILES = {
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "a mark of UTF-8": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "zeros at the end": lambda text: text.encode() + b"\n\0\0\0",
    "ends of lines in its JSON's texts": lambda text: text.replace("\\n", "\n").encode(),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "as a server sends it": lambda text: json.dumps({"content": json.loads(text)}).encode(),
    "keys twice": lambda text: text.replace('"cells":', '"cells": [], "cells":', 1).encode(),
    "no version": lambda text: text.replace('"nbformat": 4', '"nbformat": "4"').encode(),
    "numbers beyond all": lambda text: text.rstrip()[:-1].encode() + b', "x": 1e999, "y": NaN}',
}
ODD_CELLS = {
    "no metadata": lambda cell, k: cell.update(metadata=None) if k % 2 else cell.pop("metadata"),
    "no outputs": lambda cell, _: cell.pop("outputs", None),
    "outputs without numbers": lambda cell, _: cell.update(outputs=[{"data": float("nan")}]),
    "counts in another order": lambda cell, k: cell.update(execution_count=99 - k),
    "counts in words": lambda cell, _: cell.update(execution_count="5"),
    "the same id": lambda cell, _: cell.update(id="same"),
    "an id that is none": lambda cell, k: cell.update(id=[None, k, "", "x" * 300][k % 4]),
    "tags that are no list": lambda cell, _: cell.setdefault("metadata", {}).update(tags="a"),
    "no pictures": lambda cell, _: cell.update(attachments=None),
    "a text with gaps": lambda cell, _: cell.update(source=[None, "".join(cell["source"])]),
}


@pytest.mark.parametrize("odd", [*ODD_FILES, *ODD_CELLS])
def test_an_honest_notebook_with_one_oddity_is_read(odd, released, handed_in, tmp_path):
    cell_of(handed_in, "add_backward")["source"] = ANSWER
    for number, cell in enumerate(handed_in["cells"]):
        if odd in ODD_CELLS:
            ODD_CELLS[odd](cell, number)
    text = json.dumps(handed_in, indent=1)
    (tmp_path / "x.ipynb").write_bytes(ODD_FILES.get(odd, str.encode)(text))
    made = rebuild(released, read_submission(tmp_path / "x.ipynb"))
    assert [c.source for c in made.cells] == [
        ANSWER if c == cell_of(released, "add_backward") else c.source for c in released.cells
    ]


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
    # a test stands behind its answer, and answers stand in the student's order
    assert sorted(c.source for c in locked) == sorted(
        c.source for c in released.cells if c.metadata.get("nbgrader", {}).get("locked")
    )


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
    place = sources(made).index("100.0")  # it runs as a cell of the student's own, above the test
    assert made.cells[place].metadata == {}
    assert made.cells[place + 1] == cell_of(released, "test_add_backward")
    del made.cells[place]
    assert sources(made) == sources(released)
    assert kinds(made) == [("edited", "test_add_backward"), ("put back", "test_multiply_backward")]


def copied(cell, source, identity="twin"):
    return json.loads(json.dumps(cell)) | {"source": source, "id": identity}


WRONG = "def add_backward(*a):\n    return 0"


def test_every_copy_of_a_solution_runs_where_it_stands_and_the_last_has_its_name(
    released, handed_in, tmp_path
):
    cell = cell_of(handed_in, "add_backward")
    index = handed_in["cells"].index(cell)
    cell["source"] = WRONG
    handed_in["cells"].insert(index + 1, copied(cell, ANSWER))
    made = graded(released, handed_in, tmp_path)
    assert sources(made)[index - 1 : index + 1] == [WRONG, ANSWER] or (
        sources(made).index(WRONG) + 1 == sources(made).index(ANSWER)
    )
    assert cell_of(made, "add_backward").source == ANSWER
    assert kinds(made) == [("doubled", "add_backward")]


def test_one_sentence_for_several_copies_says_what_the_sentence_for_each_says(
    released, handed_in, tmp_path
):
    """Report and page put them together; what counts must not change on the way."""
    for name in ("add_backward", "multiply_backward"):
        cell = cell_of(handed_in, name)
        cell["source"] = f"def {name}(dout, cache):\n    return 1.0, 1.0\n"
        twin = copied(cell, cell["source"].replace("1.0, 1.0", "2.0, 2.0"), f"twin-{name}")
        handed_in["cells"].insert(handed_in["cells"].index(cell) + 1, twin)
    odd = findings_of(graded(released, handed_in, tmp_path)).odd
    assert [item["kind"] for item in odd] == ["doubled", "doubled"]
    ((_, together),) = in_sentences(odd)
    for words in ("ran where it stands", "the last one counts"):
        assert words in together
        assert all(words in item["text"] for item in odd)
    assert together.endswith(": add_backward, multiply_backward.")


@pytest.mark.parametrize("scratch", ["# my notes", "def add_backward(dout", "x = 1"])
@pytest.mark.parametrize("place", [0, 1])
def test_a_copy_that_defines_nothing_does_not_take_the_name(
    scratch, place, released, handed_in, tmp_path
):
    cell = cell_of(handed_in, "add_backward")
    cell["source"] = ANSWER
    index = handed_in["cells"].index(cell)
    handed_in["cells"].insert(index + place, copied(cell, scratch))
    made = graded(released, handed_in, tmp_path)
    if "def" not in scratch:
        assert cell_of(made, "add_backward").source == ANSWER
    assert {scratch, ANSWER} <= set(sources(made))


def test_a_stub_beside_an_answer_is_left_out_but_a_note_in_it_stays(released, handed_in, tmp_path):
    cell = cell_of(handed_in, "add_backward")
    stub = "".join(cell["source"])
    index = handed_in["cells"].index(cell)
    handed_in["cells"][index : index + 1] = [
        copied(cell, ANSWER, "one"),
        copied(cell, stub, "two"),
        copied(cell, stub + "\n# ask Ann", "three"),
    ]
    made = graded(released, handed_in, tmp_path)
    assert cell_of(made, "add_backward").source == ANSWER
    code = [c.source for c in made.cells if c.cell_type == "code"]
    assert not any("nothing is written" in source for source in code if "add_backward" in source)
    assert any("# ask Ann" in c.source for c in made.cells if c.cell_type == "markdown")


@pytest.mark.parametrize(
    "source",
    [
        ANSWER,
        "%%time\n" + ANSWER,
        "!pip install numpy\n" + ANSWER,
        "%python\n" + ANSWER,
        "add_backward = lambda dout, cache: (dout, dout)",
        "import functools\nadd_backward = functools.partial(max)",
        "from operator import add as add_backward",
        "if True:\n    add_backward: object = print",
        "try:\n    pass\nexcept OSError:\n    pass\nelse:\n    class add_backward: ...",
        "for add_backward in (1, 2):\n    pass",
        "with open('x') as add_backward:\n    pass",
        "match 3:\n    case 3:\n        add_backward = 1",
    ],
)
def test_an_answer_in_a_cell_of_ones_own_counts_where_its_cell_is_gone(
    source, released, handed_in, tmp_path
):
    cell = cell_of(handed_in, "add_backward")
    handed_in["cells"][handed_in["cells"].index(cell)] = {
        "cell_type": "code", "source": source, "metadata": {}, "id": "mine", "outputs": [],
    }  # fmt: skip
    made = graded(released, handed_in, tmp_path)
    assert cell_of(made, "add_backward").source == source
    assert sources(made).count(source) == 1
    assert kinds(made) == [("moved", "add_backward")]


@pytest.mark.parametrize("line", ["from my_gates import add_backward", "from my_gates import *"])
def test_an_answer_in_a_file_beside_the_notebook_is_said_to_be_missing(
    line, released, handed_in, tmp_path
):
    cell_of(handed_in, "add_backward")["source"] = line
    made = graded(released, handed_in, tmp_path)
    said = {note["cell"]: note["text"] for note in findings_of(made).odd if note["kind"] == "file"}
    assert "from my_gates, which is not part of the notebook" in said["add_backward"]
    assert ("multiply_backward" in said) == line.endswith("*")  # who knows what it brings


def test_an_answer_that_uses_one_in_a_file_beside_the_notebook_is_told_so(
    released, handed_in, tmp_path
):
    cell_of(handed_in, "add_backward")["source"] = "from my_gates import add_backward"
    cell_of(handed_in, "multiply_backward")["source"] += "\n    add_backward(dout, cache)"
    made = graded(released, handed_in, tmp_path)
    said = {note["cell"]: note["text"] for note in findings_of(made).odd if note["kind"] == "file"}
    assert said.keys() == {"add_backward", "multiply_backward"}
    assert "uses add_backward, for which my_gates is needed" in said["multiply_backward"]


@pytest.mark.parametrize(
    "cells",
    [
        ["%%writefile my_gates.py\n" + ANSWER, "from my_gates import add_backward"],
        ["from math import *\nfrom numpy import *", ANSWER],
        ["from operator import add as add_backward"],
    ],
)
def test_a_module_that_can_be_had_is_not_said_to_be_missing(cells, released, handed_in, tmp_path):
    place = handed_in["cells"].index(cell_of(handed_in, "add_backward"))
    handed_in["cells"][place : place + 1] = [
        {"cell_type": "code", "source": cell, "metadata": {}, "id": f"mine{k}", "outputs": []}
        for k, cell in enumerate(cells)
    ]
    made = graded(released, handed_in, tmp_path)
    assert "file" not in {kind for kind, _ in kinds(made)}


def test_a_notebook_without_any_marks_is_told_so_once(released, handed_in, tmp_path):
    for name in ("add_backward", "multiply_backward"):
        cell_of(handed_in, name)["source"] = ANSWER.replace("add_backward", name)
    for number, cell in enumerate(handed_in["cells"]):
        cell["metadata"], cell["id"] = {}, f"n{number}"
    made = graded(released, handed_in, tmp_path)
    assert kinds(made) == [("unmarked", "")]


def test_where_some_cells_kept_their_marks_the_others_are_told_once(released, handed_in, tmp_path):
    for name in ("add_backward", "multiply_backward", "quiz_max_route"):
        cell_of(handed_in, name)["source"] = f"%%time\n{ANSWER.replace('add_backward', name)}"
    for number, cell in enumerate(handed_in["cells"]):
        if cell["metadata"].get("nbgrader", {}).get("grade_id") != "test_add_backward":
            cell["metadata"], cell["id"] = {}, f"n{number}"
    made = graded(released, handed_in, tmp_path)
    assert kinds(made) == [("unmarked", "")]


@pytest.mark.parametrize(
    ("imports", "answer", "names"),
    [
        ("import math\nimport numpy as np\nfrom backpass.check import check", "np.exp(1)", []),
        ("from numpy import *\nimport math", "np.exp(1)", []),
        ("import numpy", "np.exp(1)", ["check", "np"]),
        ("from backpass.check import check", "math.exp(1)", []),
        (None, "np.exp(1)", ["check", "np"]),
        (None, "1", ["check"]),
        ("from backpass.check import check", "1  # as np.ones does", []),
        ("from backpass.check import check", "1\n\n%time np.ones(3)", ["np"]),
    ],
)
def test_what_a_notebook_uses_and_lacks_is_told_by_its_name(
    imports, answer, names, released, handed_in, tmp_path
):
    cell_of(handed_in, "add_backward")["source"] = ANSWER.replace("dout, dout", answer)
    if imports is None:
        del handed_in["cells"][1]
    else:
        handed_in["cells"][1]["source"] = imports
    assert lacking(released, graded(released, handed_in, tmp_path)) == names


def test_given_code_below_its_exercises_runs_before_all(released, handed_in, tmp_path):
    imports = handed_in["cells"].pop(1)
    given = handed_in["cells"].pop(2)
    handed_in["cells"] += [imports, given]  # both in their order
    made = graded(released, handed_in, tmp_path)
    assert cell_of(released, "given_gates").source in prelude(released, made)


def test_joined_answers_all_count_and_none_is_followed_by_a_stub(released, handed_in, tmp_path):
    first, second = (cell_of(handed_in, name) for name in ("add_backward", "multiply_backward"))
    joined = ANSWER + "\n\ndef multiply_backward(dout, cache):\n    return 1, 2"
    first["source"] = joined
    handed_in["cells"].remove(second)
    made = graded(released, handed_in, tmp_path)
    assert cell_of(made, "add_backward").source == joined
    assert cell_of(made, "multiply_backward").source.startswith("# The answer to multiply_backward")
    assert kinds(made) == [("joined", "multiply_backward")]


def test_an_answer_joined_with_a_given_cell_runs_below_it(released, handed_in, tmp_path):
    given = cell_of(handed_in, "given_gates")
    given["source"] = "".join(given["source"]) + "\n\n\n" + ANSWER
    handed_in["cells"].remove(cell_of(handed_in, "add_backward"))
    made = graded(released, handed_in, tmp_path)
    place = made.cells.index(cell_of(made, "given_gates"))
    assert made.cells[place] == cell_of(released, "given_gates")
    assert made.cells[place + 1] == cell_of(made, "add_backward")
    assert made.cells[place + 1].source == ANSWER
    assert kinds(made) == [("edited", "given_gates"), ("moved", "add_backward")]


def test_an_answer_typed_into_its_test_runs_above_it(released, handed_in, tmp_path):
    test = cell_of(handed_in, "test_add_backward")
    test["source"] = ANSWER + "\n\ncheck(add_backward)"
    made = graded(released, handed_in, tmp_path)
    place = made.cells.index(cell_of(made, "test_add_backward"))
    assert made.cells[place] == cell_of(released, "test_add_backward")
    assert made.cells[place - 1].source == ANSWER
    assert kinds(made) == [("edited", "test_add_backward"), ("moved", "add_backward")]


@pytest.mark.parametrize("below", ["add_backward = None", "%reset -f", "x = 1\n%time pass"])
def test_what_was_joined_below_a_test_runs_below_it(below, released, handed_in, tmp_path):
    cell = cell_of(handed_in, "test_add_backward")
    check = "".join(cell["source"])
    cell_of(handed_in, "add_backward")["source"] = ANSWER
    cell["source"] = f"a_number = 1\n{check}\n\n{below}"
    made = graded(released, handed_in, tmp_path)
    texts = [text.strip() for text in sources(made)]
    places = [texts.index(text) for text in ("a_number = 1", check.strip(), below)]
    assert places == [places[0], places[0] + 1, places[0] + 2]
    assert kinds(made) == [("edited", "test_add_backward")]


def titled(cell):
    """An exercise's title, or the name of its test; nothing for other cells."""
    if is_graded(cell):
        return grade_id(cell)
    return cell.source.partition("\n")[0] if cell.source.startswith("### Exercise") else ""


@pytest.mark.parametrize("chapter", sorted(PROMISED))
def test_a_chapter_is_put_back_in_its_order_below_one_cell_with_all_its_code(chapter, tmp_path):
    released = nbformat.read(ROOT / "release" / chapter / f"{chapter}.ipynb", 4)
    whole = json.loads(nbformat.writes(source(chapter)))
    texts = ["".join(c["source"]) for c in whole["cells"] if c["cell_type"] == "code"]
    checks = "\n".join(text for text in texts if "check(" in text)

    def order(notebook, *, titles):
        found = [titled(cell) for cell in notebook.cells if titles or is_graded(cell)]
        return [one for one in found if one]

    for cells, titles in ((["\n\n".join(texts)], True), ([*texts, checks], False)):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(t) for t in cells])
        built = graded(released, notebook, tmp_path)
        assert order(built, titles=titles) == order(released, titles=titles)


def test_a_test_stands_below_the_last_check_of_its_exercise(released, handed_in, tmp_path):
    retry = ANSWER + "\n\ncheck(add_backward)"
    handed_in["cells"].append(
        {"cell_type": "code", "source": retry, "metadata": {}, "id": "mine", "outputs": []}
    )
    made = graded(released, handed_in, tmp_path)
    assert made.cells[-1] == cell_of(released, "test_add_backward")
    assert len([c for c in made.cells if c.source == "check(add_backward)"]) == 1


@pytest.fixture
def importing(released):
    """The release with a test that imports its check, as those of the chapters do."""
    made = copy.deepcopy(released)
    test = cell_of(made, "test_add_backward")
    test.source = f"from backpass.check import check\n\n{test.source}"
    return made


def test_a_check_without_its_import_is_the_check_too(importing, handed_in, tmp_path):
    handed_in["cells"].append(
        {"cell_type": "code", "source": "check(add_backward)", "metadata": {}, "id": "mine"}
    )
    made = graded(importing, handed_in, tmp_path)
    assert made.cells[-1] == cell_of(importing, "test_add_backward")
    assert kinds(made) == []  # nor has a test of an older release, without it, been edited


def test_an_import_that_a_student_wrote_into_a_test_runs(importing, handed_in, tmp_path):
    cell_of(handed_in, "test_add_backward")["source"] = "import math\n\ncheck(add_backward)"
    made = graded(importing, handed_in, tmp_path)
    assert "import math" in sources(made)
    assert kinds(made) == [("edited", "test_add_backward")]


def test_a_cell_moved_by_the_student_runs_where_the_student_put_it(released, handed_in, tmp_path):
    cell = cell_of(handed_in, "add_backward")
    cell["source"] = ANSWER
    handed_in["cells"].remove(cell)
    handed_in["cells"].append(cell)
    made = graded(released, handed_in, tmp_path)
    assert made.cells[-1].source == ANSWER


def test_an_answer_turned_into_text_counts_where_no_code_answers(released, handed_in, tmp_path):
    cell = cell_of(handed_in, "add_backward")
    cell |= {"cell_type": "markdown", "source": ANSWER}
    made = graded(released, handed_in, tmp_path)
    assert cell_of(made, "add_backward").cell_type == "code"
    assert cell_of(made, "add_backward").source == ANSWER
    assert kinds(made) == [("retyped", "add_backward")]


def test_an_old_attempt_kept_as_text_stays_text(released, handed_in, tmp_path):
    cell = cell_of(handed_in, "add_backward")
    cell["source"] = ANSWER
    old = copied(cell, WRONG) | {"cell_type": "markdown"}
    handed_in["cells"].insert(handed_in["cells"].index(cell) + 1, old)
    made = graded(released, handed_in, tmp_path)
    assert cell_of(made, "add_backward").source == ANSWER
    assert [c.cell_type for c in made.cells if c.source == WRONG] == ["markdown"]


def test_without_any_marks_and_ids_the_cells_are_known_by_what_they_hold(
    released, handed_in, tmp_path
):
    cell_of(handed_in, "add_backward")["source"] = ANSWER
    for number, cell in enumerate(handed_in["cells"]):
        cell["metadata"], cell["id"] = {}, f"new-{number}"
    made = graded(released, handed_in, tmp_path)
    assert [c.source for c in made.cells] == [
        ANSWER if c == cell_of(released, "add_backward") else c.source for c in released.cells
    ]
    assert kinds(made) == [("unmarked", "")]


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


def test_an_edited_open_cell_runs_as_edited_and_the_releases_imports_before_all(
    released, handed_in, tmp_path
):
    mine = "import math"
    handed_in["cells"][1]["source"] = mine
    made = graded(released, handed_in, tmp_path)
    assert sources(made)[1] == mine
    first = prelude(released, made)
    assert "import numpy as np\nfrom backpass.check import check" in first
    assert cell_of(released, "given_gates").source in first


def test_only_stubs_run_before_a_notebook_that_has_all_its_cells(released, handed_in, tmp_path):
    cell_of(handed_in, "add_backward")["source"] = ANSWER
    made = graded(released, handed_in, tmp_path)
    stubs = [cell_of(released, name).source for name in ("multiply_backward", "quiz_max_route")]
    assert prelude(released, made) == stubs


def test_no_cell_of_a_student_is_taken_for_a_note(released, handed_in, tmp_path):
    own = nbformat.v4.new_markdown_cell("mine", metadata={KEY: {NOTE: ""}})
    handed_in["cells"].append(dict(own))
    made = graded(released, handed_in, tmp_path)
    (kept,) = [cell for cell in made.cells if cell.source == "mine"]
    assert note_about(kept) is None


def test_notes_stand_on_the_page_above_the_cell_that_they_are_about(released, handed_in, tmp_path):
    cell = cell_of(handed_in, "add_backward")
    handed_in["cells"].insert(0, copied(cell, ANSWER))
    made = graded(released, handed_in, tmp_path)
    findings = findings_of(made)
    findings.note("renamed", "", "The file was <b>*x*</b>.")
    findings.into(made)
    show_notes(made)
    nbformat.validate(made)
    assert made.cells[0].source.startswith("**Note from the grader.** The file was")
    assert "<b>" not in made.cells[0].source
    written = [cell.source for cell in made.cells if note_about(cell) is not None]
    assert len(written) == len(set(written)) == 2
    above = made.cells[made.cells.index(cell_of(made, "add_backward")) - 1]
    assert "was there 2 times" in above.source


@pytest.mark.parametrize(
    ("source", "version"),
    [
        ("def first[T](x: T) -> T:\n    return x", "3.12"),
        ("type Pair = tuple[float, float]", "3.12"),
        ("class Box[T = int]:\n    pass", "3.13"),
        ("word = t'{1}'", "3.14"),
    ],
)
def test_syntax_of_a_newer_python_is_said_to_be_that(
    source, version, released, handed_in, tmp_path
):
    if sys.version_info >= tuple(map(int, version.split("."))):
        pytest.skip("this Python reads it")
    cell_of(handed_in, "add_backward")["source"] = source
    handed_in["metadata"]["language_info"]["version"] = version + ".1"
    made = graded(released, handed_in, tmp_path)
    (note,) = [item for item in findings_of(made).odd if item["kind"] == "newer Python"]
    assert f"syntax of Python {version}" in note["text"]
    assert note["cell"] == "add_backward"
    handed_in["metadata"]["language_info"]["version"] = "3.11.2"
    made = graded(released, handed_in, tmp_path)
    assert [item for item in findings_of(made).odd if item["kind"] == "newer Python"] == []


def test_a_pasted_picture_is_kept_with_the_text_that_shows_it(released, handed_in, tmp_path):
    pasted = {"image.png": {"image/png": "aGk="}}
    handed_in["cells"].append(
        {
            "cell_type": "markdown", "metadata": {}, "id": "mine",
            "source": "![image.png](attachment:image.png)", "attachments": pasted,
        }
    )  # fmt: skip
    made = graded(released, handed_in, tmp_path)
    nbformat.validate(made)
    assert made.cells[-1].attachments == pasted


@pytest.mark.parametrize("version", [2, 3])
def test_old_formats_are_read_line_by_line(version, released, handed_in, tmp_path):
    for cell in handed_in["cells"]:
        cell["source"] = "".join(cell["source"])
    cell_of(handed_in, "add_backward")["source"] = ANSWER
    old = nbformat.convert(nbformat.from_dict(handed_in), version)
    module = {2: nbformat.v2, 3: nbformat.v3}[version]
    path = tmp_path / "x.ipynb"
    path.write_text(module.nbjson.writes(old), encoding="utf-8")
    made = rebuild(released, read_submission(path))
    assert cell_of(made, "add_backward").source == ANSWER
    assert len(made.cells) == len(released.cells)


def test_lines_without_their_ends_are_lines_all_the_same(released, handed_in, tmp_path):
    cell_of(handed_in, "add_backward")["source"] = ANSWER.split("\n")
    assert cell_of(graded(released, handed_in, tmp_path), "add_backward").source == ANSWER


def test_an_absurd_number_in_some_metadata_is_left_out(released, handed_in, tmp_path):
    cell_of(handed_in, "add_backward")["source"] = ANSWER
    text = json.dumps(handed_in).replace('"nbformat": 4', '"nbformat": 4, "odd": ' + "9" * 5_000)
    path = tmp_path / "x.ipynb"
    path.write_text(text, encoding="utf-8")
    assert cell_of(rebuild(released, read_submission(path)), "add_backward").source == ANSWER


def test_a_blank_says_why_and_shows_a_name_as_it_is(released):
    made = blank(released, "The notebook has the wrong name: <b>*x*</b>.ipynb is there.")
    nbformat.validate(made)
    assert findings_of(made).unreadable.endswith("is there.")
    assert "<b>" not in made.cells[0].source
    assert "*x*" not in made.cells[0].source
    assert sources(made)[1:] == sources(released)


def test_two_cells_of_the_release_with_one_text_keep_their_places(released, tmp_path):
    twice = nbformat.reads(nbformat.writes(released), 4)
    twin = dict(twice.cells[2]) | {"id": "twin"}
    twice.cells.append(nbformat.from_dict(twin))
    made = graded(twice, json.loads(nbformat.writes(twice)), tmp_path)
    assert [c.id for c in made.cells] == [c.id for c in twice.cells]
    assert findings_of(made).odd == []


def test_an_install_cell_of_another_release_is_no_edit_of_the_students(
    released, handed_in, tmp_path
):
    changed = nbformat.reads(nbformat.writes(released), 4)
    marks = {"grade_id": "install", "locked": True, "solution": False, "grade": False}
    install = {"cell_type": "code", "id": "install", "metadata": {"nbgrader": marks}, "outputs": []}
    changed.cells.insert(0, nbformat.from_dict(install | {"source": "a = 1\nb = a"}))
    handed_in["cells"].insert(0, install | {"source": "a = 1\nc = a"})
    made = graded(changed, handed_in, tmp_path)
    assert "a = 1\nc = a" in sources(made)
    assert findings_of(made).odd == []


@pytest.mark.parametrize("part", ['"\\\\",', '{"k": 1},'], ids=["texts", "fields"])
def test_a_file_of_millions_of_small_parts_is_not_read(part):
    data = '{"cells": [], "metadata": {"x": [' + part * (8 * 2**20 // len(part)) + "1]}}"
    with pytest.raises(Unreadable, match="millions of small parts"):
        understand(data.encode(), "chapter.ipynb")


def test_a_large_file_of_ordinary_parts_is_read(handed_in):
    lines = ["12345, [], {}, 'a' \\ \"b\"\n"] * 250_000
    output = {"output_type": "stream", "name": "stdout", "text": lines}
    cell_of(handed_in, "add_backward")["outputs"] = [output]
    data = json.dumps(handed_in, indent=1)
    assert len(data) > 8 * 2**20
    read = understand(data.encode(), "chapter.ipynb")
    assert len(read.cells) == len(handed_in["cells"])


@pytest.mark.parametrize("end", ["\n", "\u2028"])
def test_a_notebook_of_a_million_lines_is_not_read(end, handed_in):
    cell_of(handed_in, "add_backward")["source"] = end * 600_000
    with pytest.raises(Unreadable, match=r"600,\d+ lines; at most 500,000"):
        understand(json.dumps(handed_in).encode(), "chapter.ipynb")
