"""Which file in a folder counts: under its right name, another one, or one of several."""

import json

import nbformat
import pytest
import tiny_course

from backpass.grading.class_run.fingerprints import ChapterPrints, reasons
from backpass.grading.intake.choose import MOST, choose
from backpass.grading.intake.read import Unreadable
from backpass.grading.marking.submission import Submission

CHAPTER = tiny_course.CHAPTER
RIGHT = f"{CHAPTER}.ipynb"
ANSWER = "def add_backward(dout, cache):\n    return dout, dout"
OTHER_NAMES = [
    f"{CHAPTER} (1).ipynb",
    f"Copy of {CHAPTER}.ipynb",
    f"{CHAPTER}-Copy1.ipynb",
    "hw.ipynb",
    f"{RIGHT}.txt",
    f"{CHAPTER} (1).ipynb.json",
    "HW.IPYNB",
]


@pytest.fixture(scope="session")
def released(tiny_released):
    return nbformat.read(tiny_released.release_notebook(CHAPTER), 4)


def notebook(released, *answers, bare=False):
    """The release with the first cells answered; without any marks where it is to be bare."""
    made = json.loads(nbformat.writes(released))
    solutions = [c for c in made["cells"] if c["metadata"].get("nbgrader", {}).get("solution")]
    for cell, answer in zip(solutions, answers, strict=False):
        cell["source"] = answer
    for number, cell in enumerate(made["cells"]):
        if bare:
            cell["metadata"], cell["id"] = {}, f"n{number}"
    return json.dumps(made)


def chosen(folder, released, **files):
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return choose(folder / RIGHT, lambda _language: released)


@pytest.mark.parametrize("name", OTHER_NAMES)
@pytest.mark.parametrize("bare", [False, True])
def test_the_only_notebook_is_known_by_what_it_holds(name, bare, released, tmp_path):
    text = notebook(released, ANSWER, bare=bare)
    found = chosen(tmp_path, released, **{name: text})
    assert (found.name, found.data) == (name, text.encode())
    assert found.note == f"The notebook had the name {name} in place of {RIGHT}; it was graded."


def test_a_blank_beside_a_filled_one_does_not_count(released, tmp_path):
    name = OTHER_NAMES[0]
    files = {RIGHT: notebook(released), name: notebook(released, ANSWER)}
    found = chosen(tmp_path, released, **files)
    assert found.name == name
    assert found.note.startswith(f"{RIGHT} holds no answers and {name} does")


def test_of_two_with_answers_the_rightly_named_counts(released, tmp_path):
    files = {
        RIGHT: notebook(released, ANSWER),
        OTHER_NAMES[1]: notebook(released, ANSWER, "def multiply_backward(*a): return a"),
    }
    found = chosen(tmp_path, released, **files)
    assert found.name == RIGHT
    assert f"{OTHER_NAMES[1]} holds answers, too" in found.note


def test_of_several_others_the_one_with_most_answers_counts(released, tmp_path):
    more = notebook(released, ANSWER, "def multiply_backward(*a): return a")
    found = chosen(tmp_path, released, **{"a.ipynb": notebook(released, ANSWER), "b.ipynb": more})
    assert found.name == "b.ipynb"
    assert "Of 2 notebooks with answers" in found.note


def test_a_damaged_one_gives_way_to_a_filled_one(released, tmp_path):
    found = chosen(tmp_path, released, **{RIGHT: "{", "hw.ipynb": notebook(released, ANSWER)})
    assert found.name == "hw.ipynb"
    assert "damaged" in found.note


def test_an_unanswered_one_under_another_name_is_this_chapter_all_the_same(released, tmp_path):
    found = chosen(tmp_path, released, **{"hw.ipynb": notebook(released)})
    assert found.name == "hw.ipynb"


def test_what_is_another_notebook_is_not_taken_for_it(released, tmp_path):
    other = {"cells": [{"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": []}]}
    with pytest.raises(Unreadable, match="wrong name"):
        chosen(tmp_path, released, **{"other.ipynb": json.dumps(other)})


def test_a_blank_in_another_language_beside_a_filled_one_does_not_count(released, tmp_path):
    korean = json.loads(notebook(released))
    korean["metadata"]["language_code"] = "ko"
    for cell in korean["cells"]:
        cell["source"] = "".join(cell["source"]).replace("Gradients of", "기울기:")
    blank = json.dumps(korean)
    releases = {"en": released, "ko": nbformat.reads(blank, 4)}
    korean["cells"][4]["source"] = ANSWER
    (tmp_path / RIGHT).write_text(blank, encoding="utf-8")
    (tmp_path / OTHER_NAMES[0]).write_text(json.dumps(korean), encoding="utf-8")
    assert choose(tmp_path / RIGHT, releases.__getitem__).name == OTHER_NAMES[0]


def test_the_blank_of_an_earlier_release_does_not_count_either(released, tmp_path):
    old = 'def add_backward(dout, cache):\n    """Add."""\n    raise NotImplementedError("to do")'
    older = [old, old.replace("add", "multiply"), "quiz_max_route = ..."]
    files = {RIGHT: notebook(released, *older), OTHER_NAMES[0]: notebook(released, ANSWER)}
    assert chosen(tmp_path, released, **files).name == OTHER_NAMES[0]
    files[RIGHT] = notebook(released, old.replace("raise", "1 / 0\n    raise"))
    assert chosen(tmp_path, released, **files).name == RIGHT  # somebody worked there


def test_many_files_are_looked_at_and_those_left_out_are_told(released, tmp_path):
    for number in range(MOST + 4):
        (tmp_path / f"a{number:02}.ipynb").write_text("{}")
    name = f"the {CHAPTER}.ipynb"  # after all of them in the alphabet
    found = chosen(tmp_path, released, **{name: notebook(released, ANSWER)})
    assert found.name == name
    assert "5 more notebooks in the folder were not looked at" in found.note
    (tmp_path / name).unlink()
    with pytest.raises(Unreadable, match=r"wrong name: .* 4 more notebooks .* not looked at"):
        chosen(tmp_path, released)


def test_links_are_not_looked_at(released, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "elsewhere.ipynb").write_text(notebook(released, ANSWER))
    (folder / "hw.ipynb").symlink_to(tmp_path / "elsewhere.ipynb")
    with pytest.raises(Unreadable, match="wrong name"):
        chosen(folder, released)


def test_a_folder_with_one_notebook_asks_for_no_release(tmp_path):
    (tmp_path / RIGHT).write_text("{}")

    def never(_language):
        raise AssertionError

    assert choose(tmp_path / RIGHT, never).data == b"{}"


def test_a_note_that_changes_is_a_reason_to_grade_again():
    prints = ChapterPrints({"release": "1"}, {})

    def of(note):
        return prints.of(Submission("ada", CHAPTER, b"{}", None, 1, note))

    assert (
        reasons(of(None), of(None)) == reasons(of("x is there, too"), of("x is there, too")) == []
    )
    assert reasons(of(None), of("x is there, too")) == ["other files came with it"]
    assert reasons(of("x is there, too"), of(None)) == ["other files came with it"]
    before = {name: value for name, value in of(None).items() if name != "note"}
    assert reasons(before, of(None)) == []  # a record from before notes were kept
