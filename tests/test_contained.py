"""nbgrader's own autograde, contained: what the report is told, and what is left for a person."""

import json
import os
import shutil
import sys

import nbformat
import pytest
import ready_servers
from nbgrader.api import Gradebook
from nbgrader.utils import is_solution

from backpass.grading.cli import main
from backpass.grading.common import cells
from backpass.grading.intake.rebuild import blank
from backpass.grading.marking import run as marking
from backpass.grading.sandbox import execution
from backpass.grading.sandbox.cell_source import visible_part
from backpass.grading.sandbox.containment import Uncontained
from tests.attacks.conftest import make_course, nbgrader
from tests.attacks.harness import ANSWERS, CHAPTER, Attack, hand_in

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="containment needs Linux"),
    pytest.mark.pipeline,
]

STUDENTS = [
    Attack("honest", mark=20.0, cells=dict(ANSWERS)),
    Attack("stub"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The course with its chapter generated and handed in, once. Do not change it: copy it."""
    root = make_course(tmp_path_factory.mktemp("contained") / "course")
    nbgrader(root, "generate_assignment", CHAPTER, "--force")
    for student in STUDENTS:
        hand_in(student, root / "release", root / "submitted")
    return root


@pytest.fixture
def course(made, tmp_path):
    return shutil.copytree(made, tmp_path / "course")


def graded(root, student):
    path = root / "autograded" / student / CHAPTER / f"{CHAPTER}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_graded_notebook_says_that_it_was_contained(course):
    nbgrader(course, "autograde", CHAPTER)
    assert graded(course, "s-honest")["metadata"]["backpass"]["contained"] is True


def test_running_uncontained_is_loud_and_stays_in_the_report(course, monkeypatch, capsys):
    monkeypatch.chdir(course)
    monkeypatch.delenv(marking.UNCONTAINED_VARIABLE, raising=False)
    try:
        assert main(["grade", CHAPTER, "--allow-uncontained", "--jobs", "1"]) == 0
    finally:
        os.environ.pop(marking.UNCONTAINED_VARIABLE, None)
    assert "WARNING" in capsys.readouterr().err
    assert graded(course, "s-honest")["metadata"]["backpass"]["contained"] is False
    main(["report", CHAPTER])
    page = (course / "reports" / "index.html").read_text(encoding="utf-8")
    assert "run without containment" in page


def test_grading_refuses_where_a_protection_is_missing(course):
    """A machine without Landlock, rehearsed: the protection is left out and so found missing."""
    cells = [execution.Cell(0, "1 + 1")]
    settings = execution.Settings(course, skip=("files",))
    refused = pytest.raises(Uncontained, match=r"files.*\n.*Grade on Linux")
    with ready_servers.started_afresh(), execution.ForkServers() as warm, refused as refusal:
        execution.execute(cells, [], settings, warm)
    assert "--allow-uncontained" in str(refusal.value)


def released(course):
    return nbformat.read(course / "release" / CHAPTER / f"{CHAPTER}.ipynb", 4)


def test_what_cannot_be_read_is_not_run_and_each_test_says_why(course, monkeypatch):
    monkeypatch.setattr(marking, "execute", lambda *_: pytest.fail("something was run"))
    nb = blank(released(course), "It is a picture.")
    marking.run(nb, released(course), execution.Settings(course), None)
    said = {output.evalue for cell in cells.test_cells(nb) for output in cell.outputs}
    assert said == {"It is a picture."}


@pytest.mark.parametrize("everything", [False, True])
def test_cells_that_only_show_are_run_if_asked_for(course, everything):
    nb = released(course)
    shown = nbformat.v4.new_code_cell("print('a picture')", metadata={"tags": ["show"]})
    nb.cells.insert(0, shown)
    marking.run(nb, released(course), execution.Settings(course), None, execute_all=everything)
    assert bool(shown.outputs) is everything


def test_a_test_that_states_no_mark_is_made_to_fail(course):
    nb = released(course)
    silent = cells.test_cells(nb)[0]
    silent.source = "pass"
    marking.run(nb, released(course), execution.Settings(course), None)
    assert [output.get("ename") for output in silent.outputs] == ["NoMark"]


def test_points_are_drawn_ahead_for_what_was_answered_alone(course, monkeypatch):
    nb, seen = released(course), {}
    answered = next(cell for cell in nb.cells if is_solution(cell))
    answered.source += "\npass"

    def look(cells, *_):
        own = [cell for cell in cells if cell.index > 0]  # neither the first, empty, nor stubs
        seen.update({nb.cells[cell.index].metadata.nbgrader.grade_id: cell for cell in own})
        return execution.Execution()

    monkeypatch.setattr(marking, "execute", look)
    nb.cells = [nbformat.v4.new_code_cell(), *(c for c in nb.cells if "nbgrader" in c.metadata)]
    marking.run(nb, released(course), execution.Settings(course), None)
    tests = {name for name, cell in seen.items() if cell.test and cell.answered}
    assert tests == {f"test_{answered.metadata.nbgrader.grade_id}"}


def test_an_error_of_the_grader_is_left_for_a_person(course):
    path = course / "grader_tests" / CHAPTER / "multiply_gradient.py"
    path.write_text(path.read_text(encoding="utf-8") + "\nraise RuntimeError('broken course')\n")
    nbgrader(course, "autograde", CHAPTER)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("test_multiply_gradient", CHAPTER, CHAPTER, "s-honest")
        assert grade.needs_manual_grade
        assert grade.auto_score == 0.0


def test_the_same_seed_draws_the_same_points(course, monkeypatch):
    monkeypatch.chdir(course)
    seen = []
    for _ in range(2):
        main(["grade", CHAPTER, "--seed", "7", "--jobs", "1"])
        os.environ.pop("BACKPASS_SEED", None)
        cells = graded(course, "s-honest")["cells"]
        outputs = [o for c in cells for o in c.get("outputs", [])]
        events = [
            o["metadata"]["backpass"] for o in outputs if o.get("metadata", {}).get("backpass")
        ]
        seen.append([event["seed"] for event in events])
    assert seen[0] == seen[1]
    assert set(seen[0]) == {7}


# --- the visible check ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "checks", "rest"),
    [
        ("check(f)\ngrade(f)", "check(f)", "\ngrade(f)"),
        ("check(f,\n  forward=g)\nx = 1\ngrade(f)", "check(f, forward=g)", "\n\nx = 1\ngrade(f)"),
        ("check(f)", "", "check(f)"),
        ("check(f); x = 1\ngrade(f)", "", "check(f); x = 1\ngrade(f)"),
        ("if check(f):\n    pass\ngrade(f)", "", "if check(f):\n    pass\ngrade(f)"),
        ("check(f)\nother(f)", "", "check(f)\nother(f)"),
        ("check(f)\n%magic", "", "check(f)\n%magic"),
    ],
)
def test_only_a_bare_check_before_hidden_tests_is_put_off(source, checks, rest):
    assert visible_part(source) == (checks, rest)


def panels(notebook):
    """How many panels each test cell shows: the check's, where it ran, and the hidden tests'."""
    shown = {}
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            kinds = [output["output_type"] for output in cell["outputs"]]
            shown[cell["metadata"]["nbgrader"]["grade_id"]] = kinds.count("display_data")
            assert kinds[-1] == "execute_result"
    return shown


def test_the_check_speaks_where_the_hidden_tests_do_not_pass(course):
    wrong = {**ANSWERS, "add_gradient": ANSWERS["add_gradient"].replace("1.0", "2.0")}
    assert wrong != ANSWERS
    hand_in(Attack("wrong", cells=wrong), course / "release", course / "submitted")
    nbgrader(course, "autograde", CHAPTER, "--force")
    shown = panels(graded(course, "s-wrong"))
    assert shown.pop("test_add_gradient") == 2
    for each in (shown, panels(graded(course, "s-honest")), panels(graded(course, "s-stub"))):
        assert set(each.values()) == {1}
