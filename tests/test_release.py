"""From source to release: the same bytes each time, and no answer among them."""

import sqlite3
from contextlib import closing

import nbformat
import pytest
import tiny_course

from backpass.grading.authoring.leaks import find_leaks
from backpass.grading.authoring.release import release
from backpass.grading.authoring.tidy import written
from backpass.grading.cli import main
from backpass.grading.course import CourseError


@pytest.fixture
def course(tiny_released, tmp_path):
    return tiny_course.copied(tiny_released, tmp_path / "course")


def edit(course, change):
    path = course.source_notebook(tiny_course.CHAPTER)
    notebook = nbformat.read(path, 4)
    change({cell["id"]: cell for cell in notebook.cells})
    path.write_text(written(notebook), encoding="utf-8")


def test_twice_released_is_the_same_to_the_byte_and_recorded_in_the_gradebook(course):
    first = course.release_notebook(tiny_course.CHAPTER).read_bytes()
    course.release_notebook(tiny_course.CHAPTER).unlink()
    assert release(course, [tiny_course.CHAPTER])[0].read_bytes() == first
    with closing(sqlite3.connect(course.gradebook)) as db:
        points = dict(
            db.execute(
                "SELECT name, max_score FROM grade_cells JOIN base_cell USING (id) ORDER BY name"
            )
        )
    assert points == {f"test_{name}": points for name, points in tiny_course.POINTS.items()}


def test_a_release_keeps_the_cell_ids_and_locks_the_tests(course):
    made = nbformat.read(course.release_notebook(tiny_course.CHAPTER), 4)
    source = tiny_course.source_notebook()
    assert [cell["id"] for cell in made.cells] == [cell["id"] for cell in source.cells]
    by_id = {cell["id"]: cell for cell in made.cells}
    assert by_id["test-add-backward"].source == "check(add_backward)"
    assert by_id["test-add-backward"].metadata["editable"] is False
    assert "raise NotImplementedError" in by_id["add-backward"].source
    assert '"""Gradients of the add gate."""' in by_id["add-backward"].source


def hint_with_answer(cells):
    cells["title"].source += "\n\nTry `x, y = cache` and then `return dout * y, dout * x`:\n\n"
    cells["title"].source += "    x, y = cache\n    return dout * y, dout * x"


def hidden_test_in_the_open(cells):
    cells["imports"].source += "\nfrom backpass.grading.hidden import grade"


def forgotten_markers(cells):
    cells["title"].source += "\n\n### BEGIN SOLUTION is written before an answer."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (hint_with_answer, r"cell 1 \(markdown\) holds the solution of multiply_backward"),
        (hidden_test_in_the_open, r"cell 2 \(code\) names backpass\.grading"),
        (forgotten_markers, "nested|solution"),
    ],
)
def test_a_release_that_gives_something_away_is_refused_and_the_old_one_stays(course, change, said):
    before = course.release_notebook(tiny_course.CHAPTER).read_bytes()
    edit(course, change)
    with pytest.raises(CourseError, match=said):
        release(course, [tiny_course.CHAPTER])
    assert course.release_notebook(tiny_course.CHAPTER).read_bytes() == before


def test_what_a_widget_showed_the_instructor_is_not_released(course):
    """nbconvert --execute and an editor save it in the notebook's own metadata."""
    path = course.source_notebook(tiny_course.CHAPTER)
    notebook = nbformat.read(path, as_version=4)
    shown = {"outputs": [{"output_type": "stream", "name": "stdout", "text": "gradient 75"}]}
    state = {"m": {"model_name": "OutputModel", "model_module": "@jupyter-widgets/output"}}
    state["m"] |= {"model_module_version": "1.0.0", "state": shown}
    kind = "application/vnd.jupyter.widget-state+json"
    notebook.metadata["widgets"] = {kind: {"state": state, "version_major": 2, "version_minor": 0}}
    nbformat.write(notebook, path)
    release(course, [tiny_course.CHAPTER])
    assert "gradient 75" in path.read_text()
    assert "widgets" not in course.release_notebook(tiny_course.CHAPTER).read_text()


def test_half_a_character_is_named_and_the_old_release_stays(course):
    before = course.release_notebook(tiny_course.CHAPTER).read_bytes()
    path = course.source_notebook(tiny_course.CHAPTER)
    path.write_text(path.read_text().replace("A tiny chapter", "A tiny \\ud83d chapter"))
    with pytest.raises(CourseError, match=r"its source holds half a character \('\\ud83d'\)"):
        release(course, [tiny_course.CHAPTER])
    assert course.release_notebook(tiny_course.CHAPTER).read_bytes() == before


def test_leaks_are_found_one_by_one():
    source = tiny_course.source_notebook()
    released = tiny_course.source_notebook()
    released.metadata["widgets"] = {}
    leaks = "\n".join(find_leaks(source, released))
    assert "metadata holds what its widgets showed" in leaks
    assert "cell 5 (add_backward) holds “BEGIN SOLUTION”" in leaks
    assert "cell 10 (test_quiz_max_route) holds the hidden tests of test_quiz_max_route" in leaks
    assert "cell 9 (quiz_max_route) holds the solution of quiz_max_route" in leaks
    assert "cell 9 (quiz_max_route) is to be answered but does not raise" in leaks


def test_points_that_differ_from_the_contract_are_refused_in_one_sentence(course):
    before = course.release_notebook(tiny_course.CHAPTER).read_bytes()
    edit(course, lambda cells: cells["test-add-backward"].metadata["nbgrader"].update(points=7))
    with pytest.raises(CourseError, match=r"test_add_backward is worth 7 points in its cell"):
        release(course, [tiny_course.CHAPTER])
    assert course.release_notebook(tiny_course.CHAPTER).read_bytes() == before


def test_a_release_that_is_not_up_to_date_is_told_and_left_alone(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    assert main(["release", "--check"]) == 0
    path = course.release_notebook(tiny_course.CHAPTER)
    text = path.read_text(encoding="utf-8").replace("A tiny chapter", "Another one")
    path.chmod(0o644)
    path.write_text(text, encoding="utf-8")
    assert main(["release", "--check"]) == 1
    assert f"{course.relative(path)} is not what source/ makes" in capsys.readouterr().out
    assert path.read_text(encoding="utf-8") == text
