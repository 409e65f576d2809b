"""A small class all the way: released, simulated, graded, fed back and reported, by nbgrader."""

import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
import tiny_course

from backpass.grading.class_run.grade import Options, grade
from backpass.grading.common.errors import error_output
from backpass.grading.course import Course, CourseError
from backpass.grading.feedback.class_pages import give_feedback
from backpass.grading.marking.settle import settle
from backpass.grading.reporting.report import write_report
from backpass.grading.reporting.results import events, gather
from backpass.grading.simulation.simulate import simulate

CHAPTER = tiny_course.CHAPTER
# beside this Python, whatever the PATH says
NBGRADER = str(Path(sys.executable).with_name("nbgrader"))

pytestmark = [pytest.mark.pipeline, pytest.mark.xdist_group("pipeline")]


@pytest.fixture(scope="module")
def class_graded(tiny_released, tmp_path_factory):
    """The class that shows every kind, graded once."""
    course = tiny_course.copied(tiny_released, tmp_path_factory.mktemp("class") / "course")
    simulate(course, [CHAPTER], seed=1)
    done = grade(course, [CHAPTER], options=Options(jobs=2)).done
    assert [one for one in done if one.error] == []
    give_feedback(course, [CHAPTER], only=students_of_kinds(course), jobs=2)
    write_report(course, [CHAPTER])
    return course


def manifest(course):
    return json.loads(course.manifest.read_text())["students"]


def kind_of(record):
    return record["chapters"][CHAPTER]["kind"]


def students_of_kinds(course):
    """One student of each kind."""
    return list({kind_of(record): student for student, record in manifest(course).items()}.values())


def one_of(course, kind, note=""):
    return next(
        student
        for student, record in manifest(course).items()
        if kind_of(record) == kind and note in record["chapters"][CHAPTER]["note"]
    )


def marks(course):
    """(student, exercise) → (score, points), from the gradebook itself."""
    query = """
        SELECT submitted_assignment.student_id, base_cell.name, auto_score, max_score
        FROM grade
        JOIN base_cell ON base_cell.id = grade.cell_id
        JOIN grade_cells ON grade_cells.id = grade.cell_id
        JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    """
    with closing(sqlite3.connect(course.gradebook)) as db:
        return {
            (student, name.removeprefix("test_")): (score, points)
            for student, name, score, points in db.execute(query)
        }


def graded_notebook(course, student):
    return json.loads(
        (course.autograded / student / CHAPTER / f"{CHAPTER}.ipynb").read_text(encoding="utf-8")
    )


# --- the class -----------------------------------------------------------------------------------


def test_everybody_has_the_mark_that_the_manifest_says(class_graded):
    got = marks(class_graded)
    wrong = []
    for student, record in manifest(class_graded).items():
        plan = record["chapters"][CHAPTER]
        for exercise, expected in plan["expected"].items():
            score, points = got[student, exercise]
            right = {"full": score == points, "less": score < points, "zero": score == 0}
            if not right.get(expected, True):
                wrong.append((student, plan["kind"], exercise, expected, score))
    assert wrong == []


def test_known_mistakes_are_named(class_graded):
    missed = []
    for student, record in manifest(class_graded).items():
        plan = record["chapters"][CHAPTER]
        if plan["kind"] != "known mistake":
            continue
        named = {
            e["exercise"]: e["mistake"] for e in events(graded_notebook(class_graded, student))
        }
        for exercise, way in plan["answers"].items():
            if way.startswith("mistake: ") and named[exercise] != way.removeprefix("mistake: "):
                missed.append((exercise, way, named[exercise]))
    assert missed == []


def test_cells_that_only_show_are_not_run_and_own_cells_are(class_graded):
    notebook = graded_notebook(class_graded, one_of(class_graded, "extra cells"))
    by_id = {cell["id"]: cell for cell in notebook["cells"]}
    assert by_id["show-me"]["outputs"] == []
    assert any("it works!" in str(output) for output in by_id["my-notes"]["outputs"])


def test_every_unreadable_submission_has_its_reason_everywhere(class_graded):
    results = gather(class_graded, [CHAPTER])
    reasons = {row.student: row for row in results.problems if row.kind == "not graded"}
    with closing(sqlite3.connect(class_graded.gradebook)) as db:
        comments = dict(
            db.execute(
                "SELECT student_id, auto_comment FROM comment "
                "JOIN submitted_notebook ON submitted_notebook.id = comment.notebook_id "
                "JOIN submitted_assignment a ON a.id = submitted_notebook.assignment_id"
            )
        )
    broken = [s for s, r in manifest(class_graded).items() if kind_of(r) == "not gradable"]
    assert sorted(reasons) == sorted(broken)
    for student in broken:
        assert comments[student] == f"Not graded: {reasons[student].text}"
        assert reasons[student].file.startswith(f"submitted/{student}/{CHAPTER}")
        notebook = graded_notebook(class_graded, student)
        assert "could not be graded" in "".join(notebook["cells"][0]["source"])


def test_what_was_odd_is_told(class_graded):
    odd = {(row.student, row.kind) for row in gather(class_graded, [CHAPTER]).odd}
    assert (one_of(class_graded, "edited tests"), "edited") in odd
    assert (one_of(class_graded, "doubled cells"), "doubled") in odd
    assert (one_of(class_graded, "moved answers"), "unmarked") in odd
    assert (one_of(class_graded, "retyped cells"), "retyped") in odd
    assert (one_of(class_graded, "ends Python"), "ended") in odd
    assert (one_of(class_graded, "deleted cells", "tests deleted"), "put back") in odd
    quiet = one_of(class_graded, "all right")
    assert not [row for row in gather(class_graded, [CHAPTER]).odd if row.student == quiet]


def test_feedback_shows_the_verdict_and_no_line_of_the_hidden_tests(class_graded):
    for student in students_of_kinds(class_graded):
        page = class_graded.feedback / student / CHAPTER / f"{CHAPTER}.html"
        text = page.read_text(encoding="utf-8").replace("<wbr>", "")  # where a long name may break
        assert "backpass.grading" not in text
        assert "HIDDEN TESTS" not in text
        assert "add_backward" in text
    wrong = one_of(class_graded, "half done")
    text = (class_graded.feedback / wrong / CHAPTER / f"{CHAPTER}.html").read_text(encoding="utf-8")
    assert "not attempted, 0 of 1 points" in text


def test_the_tables_hold_the_gradebooks_marks(class_graded):
    got = marks(class_graded)
    with (class_graded.reports / "marks.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert set(rows) == set(manifest(class_graded))
    for student, row in rows.items():
        assert float(row["total"]) == sum(
            score for (s, _), (score, _) in got.items() if s == student
        )
        assert row["name"]


def test_a_worse_second_submission_takes_the_old_marks_away(class_graded, tmp_path):
    course = tiny_course.copied(class_graded, tmp_path / "course")
    student = one_of(course, "all right")
    folder = course.submitted / student / CHAPTER
    before = marks(course)
    assert sum(before[student, name][0] for name in tiny_course.EXERCISES) == 11
    for path in folder.iterdir():
        path.unlink()
    grade(course, [CHAPTER], only=[student], options=Options(jobs=1))
    after = marks(course)
    assert [after[student, name][0] for name in tiny_course.EXERCISES] == [0, 0, 0]
    assert {k: v for k, v in after.items() if k[0] != student} == {
        k: v for k, v in before.items() if k[0] != student
    }


def test_a_mark_by_hand_survives_a_second_grading(class_graded, tmp_path):
    course = tiny_course.copied(class_graded, tmp_path / "course")
    student = one_of(course, "unanswered")
    with closing(sqlite3.connect(course.gradebook)) as db, db:
        db.execute(
            "UPDATE grade SET manual_score = 2.5 WHERE id IN (SELECT grade.id FROM grade "
            "JOIN base_cell ON base_cell.id = grade.cell_id "
            "JOIN submitted_notebook n ON n.id = grade.notebook_id "
            "JOIN submitted_assignment a ON a.id = n.assignment_id "
            "WHERE base_cell.name = 'test_add_backward' AND a.student_id = ?)",
            (student,),
        )
    again = Options(jobs=1, force=True)
    grade(course, [CHAPTER], only=[student], options=again)
    row = next(r for r in gather(course, [CHAPTER]).students if r.student == student)
    assert row.scores[CHAPTER] == 2.5


# --- one submission at a time --------------------------------------------------------------------


def hand_in(course, student, change):
    notebook = nbformat.read(course.release_notebook(CHAPTER), 4)
    cells = {cell["id"]: cell for cell in notebook.cells}
    change(cells, notebook)
    path = course.submitted / student / CHAPTER / f"{CHAPTER}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


def answered(cells, _=None):
    for name in tiny_course.EXERCISES:
        cells[name.replace("_", "-")].source = tiny_course.SOLUTIONS[name]


def test_a_cell_that_ends_python_costs_that_cell_and_the_next_student_nothing(
    tiny_released, tmp_path
):
    course = tiny_course.copied(tiny_released, tmp_path / "course")

    def dies(cells, _):
        answered(cells)
        cells["multiply-backward"].source += "\nimport os\nos._exit(3)"

    hand_in(course, "ada", dies)
    hand_in(course, "bea", answered)
    # a module beside the notebook that must not be imported in numpy's place
    (course.submitted / "bea" / CHAPTER / "numpy.py").write_text("raise ImportError('mine')")
    done = grade(course, [CHAPTER], options=Options(jobs=1)).done
    assert [one.error for one in done] == [None, None]
    got = marks(course)
    assert [got["ada", name][0] for name in tiny_course.EXERCISES] == [5, 0, 1]
    assert [got["bea", name][0] for name in tiny_course.EXERCISES] == [5, 5, 1]
    (told,) = [row for row in gather(course, [CHAPTER]).odd if row.student == "ada"]
    assert "Python was ended by the cell that begins with" in told.text
    assert "ran in a new Python" in told.text


def test_a_notebook_that_never_ends_is_stopped(tiny_released, tmp_path):
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.ContainedRun.cell_seconds = 2.0\n")

    def loops(cells, notebook):
        answered(cells)
        notebook.cells.insert(2, nbformat.v4.new_code_cell("while True:\n    pass"))

    hand_in(course, "ada", loops)
    grade(course, [CHAPTER], options=Options(jobs=1))
    assert [marks(course)["ada", name][0] for name in tiny_course.EXERCISES] == [5, 5, 1]


# --- what a test cell is worth -------------------------------------------------------------------


def result(text):
    return nbformat.v4.new_output("execute_result", {"text/plain": text}, execution_count=1)


def stream(name):
    return nbformat.v4.new_output("stream", name=name, text="careful!\n")


@pytest.mark.parametrize(
    ("outputs", "mark"),
    [
        ([result("2.5")], 2.5),
        ([result("0.0"), result("3.0")], 3.0),
        ([stream("stderr"), result("3.0")], 3.0),
        ([result("3.0000000001")], 3.0),
        ([], 0),
        ([stream("stdout")], 0),
        ([result("np.float64(3.0)")], 0),
        ([result("nan")], 0),
        ([result("inf")], 0),
        ([result("-1.0")], 0),
        ([result("4.0")], 0),
        ([result("None")], 0),
        ([nbformat.from_dict(error_output("ValueError", "x")), result("3.0")], 0),
    ],
)
def test_a_test_cell_is_worth_what_it_states(outputs, mark):
    from nbgrader.utils import determine_grade

    marks_of_cell = {"grade": True, "solution": False, "points": 3, "grade_id": "test_x"}
    cell = nbformat.v4.new_code_cell("x", outputs=outputs, metadata={"nbgrader": marks_of_cell})
    settle(cell)
    assert determine_grade(cell) == (mark, 3)


def test_an_error_stands_for_itself():
    cell = nbformat.v4.new_code_cell(
        "x", outputs=[nbformat.from_dict(error_output("ValueError", "x"))]
    )
    settle(cell)
    assert [output.ename for output in cell.outputs] == ["ValueError"]


# --- nbgrader's own commands ---------------------------------------------------------------------


def nbgrader(course, *words, status=0):
    """Run nbgrader as someone does who did not activate the environment."""
    environment = {**os.environ, "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [NBGRADER, *words],
        cwd=course.root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_nbgraders_own_commands_do_it_all_with_no_options(tmp_path):
    course = tiny_course.make(tmp_path / "course")
    nbgrader(course, "generate_assignment", CHAPTER)
    hand_in(course, "ada", answered)
    hand_in(course, "bea", lambda cells, notebook: None)
    hand_in(course, "cem", answered)
    broken = course.submitted / "bea" / CHAPTER / f"{CHAPTER}.ipynb"
    broken.write_text(broken.read_text()[:500])
    (course.submitted / "dan" / CHAPTER).mkdir(parents=True)
    shutil.move(
        course.submitted / "cem" / CHAPTER / f"{CHAPTER}.ipynb",
        course.submitted / "cem" / CHAPTER / "final version.ipynb",
    )
    nbgrader(course, "autograde", CHAPTER)
    nbgrader(course, "generate_feedback", CHAPTER)
    nbgrader(course, "export")
    with (course.root / "grades.csv").open(newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {"ada": 11.0, "bea": 0.0, "cem": 11.0, "dan": 0.0}
    page = (course.feedback / "bea" / CHAPTER / f"{CHAPTER}.html").read_text(encoding="utf-8")
    assert "backpass.grading" not in page
    assert "damaged" in page


def test_nbgrader_validate_passes_the_source_and_fails_each_unsolved_exercise(tiny_released):
    source = nbgrader(tiny_released, "validate", str(tiny_released.source_notebook(CHAPTER)))
    assert "Success! Your notebook passes all the tests." in source
    release = nbgrader(tiny_released, "validate", str(tiny_released.release_notebook(CHAPTER)))
    assert "VALIDATION FAILED ON 3 CELL(S)!" in release
    assert len(re.findall(r"The error was:\s+○ \w+: ", release)) == 3  # in the check's own words
    assert "Partial credit" not in release


# --- what is missing -----------------------------------------------------------------------------


def test_nothing_to_grade_and_nobody_by_that_name_are_said(tiny_released, tmp_path):
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    with pytest.raises(CourseError, match="nobody handed in 02_chain_rule"):
        grade(course, [CHAPTER])
    hand_in(course, "ada", answered)
    with pytest.raises(CourseError, match="bea handed in nothing"):
        grade(course, [CHAPTER], only=["bea"])
    with pytest.raises(CourseError, match="nothing of anybody is graded yet"):
        give_feedback(course, [CHAPTER])


def test_a_missing_foreign_or_broken_gradebook_is_left_alone(tiny_released, tmp_path):
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    hand_in(course, "ada", answered)
    with closing(sqlite3.connect(course.gradebook)) as db, db:
        db.execute("UPDATE course SET id = 'statistics' WHERE id = 'backpass'")
    foreign = course.gradebook.read_bytes()
    with pytest.raises(CourseError, match="belongs to the course 'statistics'"):
        grade(course, [CHAPTER])
    assert course.gradebook.read_bytes() == foreign
    course.gradebook.write_bytes(b"not a database, but long enough to be looked at" * 50)
    with pytest.raises(CourseError, match="is not a gradebook that nbgrader made"):
        grade(course, [CHAPTER])
    course.gradebook.unlink()
    with pytest.raises(CourseError, match="there is no gradebook"):
        grade(course, [CHAPTER])
    assert not course.gradebook.exists()
    assert Course.find(course.submitted / "ada") == course
