"""No cell of any table that is written is taken for a formula, and every number stays a number."""

import ast
import csv
import io
from pathlib import Path

import tiny_course
from hypothesis import given
from hypothesis import strategies as st
from tiny_class import InThisProcess, hand_in

from backpass.grading import cli
from backpass.grading.dates import extensions
from backpass.grading.lms.tables import csv_text, parse_table, written

CHAPTER = tiny_course.CHAPTER
PACKAGE = Path(__file__).resolve().parents[1] / "backpass"
EVIL = ["=1+1", '=HYPERLINK("x")', "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1"]
NUMBERS = ["-6", "+6", "-0.5", "-1e-05", "-.5", "0", "17", "-6."]


def cells_of(text):
    return [row[0] for row in csv.reader(io.StringIO(text, newline=""))]


def test_texts_are_guarded_and_numbers_are_not():
    assert cells_of(csv_text([[one] for one in EVIL])) == [f"'{one}" for one in EVIL]
    assert cells_of(csv_text([[one] for one in NUMBERS])) == NUMBERS
    assert csv_text([[-6, -0.5, "(-6, 2)", "-inf", None]]) == '-6,-0.5,"(-6, 2)",\'-inf,\n'


@given(st.lists(st.text("=+-@'ab1.e ,;\"", min_size=1), min_size=1, max_size=4))
def test_what_is_written_is_read_back_as_it_was(names):
    header = [f"column {number}" for number in range(len(names) + 1)]
    known = ["x", *(name.lstrip("'") or "y" for name in names)]
    table = parse_table(written([header, known], ",", "utf-8"), "it.csv")
    assert [*table.rows[0].cells] == known


def test_one_place_writes_all_tables():
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        if node.attr in ("writer", "DictWriter") and getattr(node.value, "id", "") == "csv"
    }
    assert found == {"grading/lms/tables.py"}


def test_a_student_whose_name_is_a_formula_is_harmless_in_every_table(
    tiny_released, tmp_path, monkeypatch
):
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    monkeypatch.chdir(course.root)
    monkeypatch.setattr("backpass.grading.class_run.grade.Here", InThisProcess)
    stranger = "=cmd|' -C calc'!A0"
    wrong = "def add_backward(dout, cache):\n    return -6.0 * dout, '=1+1'"
    for student in (stranger, "ada"):
        hand_in(course, student, add_backward=wrong)
    (course.root / "class.csv").write_text(
        "id,first_name,section\nada,=SUM(1),+B\n", encoding="utf-8"
    )
    for words in (
        ["roster", "class.csv"],
        ["extend", CHAPTER, "ada", "2"],
        ["grade", "--jobs", "1"],
        ["grade", "--jobs", "1", "--force"],
        ["report"],
        *(["marks", system, CHAPTER] for system in ("canvas", "moodle")),
    ):
        assert cli.main(words) == 0, words
    tables = [*course.root.rglob("*.csv")]
    assert len(tables) > 7
    for path in tables:
        if path.name == "class.csv":
            continue
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    assert not cell.startswith(("=", "@", "+")), (path.name, cell)
    assert [*extensions(course)] == [("ada", CHAPTER)]
