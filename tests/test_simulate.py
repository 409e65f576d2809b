"""A simulated class: what is in it, that it can be had again, and that it hurts nobody's work."""

import ast
import builtins
import dis
import json
import random
import types
from collections import Counter

import nbformat
import pytest
import tiny_course
from looked_over import at_least

from backpass.grading.course import Course, CourseError
from backpass.grading.exercises.library import load
from backpass.grading.simulation import simulate as sim
from backpass.grading.simulation.handings import HANDINGS
from backpass.grading.simulation.plans import MISTAKEN, tour
from backpass.grading.simulation.written import LESS, ZERO, mistaken, right, unusual

CHAPTERS = Course(tiny_course.ROOT).chapters()


@pytest.fixture
def course(tiny_released, tmp_path):
    return tiny_course.copied(tiny_released, tmp_path / "course")


def files(course):
    return {
        str(path.relative_to(course.submitted)): path.read_bytes()
        for path in sorted(course.submitted.rglob("*"))
        if path.is_file()
    }


def grade_ids(text):
    cells = json.loads(text)["cells"]
    return [c["metadata"]["nbgrader"]["grade_id"] for c in cells if "nbgrader" in c["metadata"]]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_chapter_has_a_class_with_every_kind(chapter):
    exercises = load(chapter, tiny_course.ROOT)
    plans = tour(exercises, random.Random(1))
    kinds = Counter(plan.kind for plan in plans)
    assert len(plans) >= 24
    assert kinds["known mistake"] == MISTAKEN
    # a file with another name alone is graded, and one as it should be is no odd one
    assert kinds["not gradable"] == len(HANDINGS) - 2
    assert kinds["another file name"] == 1
    assert {"all right", "half done", "unanswered", "doubled cells", "edited tests"} <= set(kinds)
    for plan in plans:
        assert set(plan.answers) == set(exercises), plan.kind


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_known_mistake_has_a_student_who_makes_it_and_nothing_else(chapter):
    exercises = load(chapter, tiny_course.ROOT)
    made = Counter()
    for plan in tour(exercises, random.Random(1), every_mistake=True):
        wrong = [
            (name, answer.source)
            for name, answer in plan.answers.items()
            if answer.expected in (LESS, ZERO)
        ]
        if plan.kind == "known mistake":
            assert len(wrong) == 1
            made.update(wrong)
    wanted = {
        (name, answer.source)
        for name, exercise in exercises.items()
        for answer in mistaken(exercise)
    }
    assert set(made) == wanted


def names_in_notebook(chapter):
    """What a cell of the chapter may use: built-ins, imports, given functions, other exercises."""
    notebook = nbformat.read(Course(tiny_course.ROOT).source_notebook(chapter), 4)
    names = set(dir(builtins))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.Import | ast.ImportFrom):
                    names |= {alias.asname or alias.name for alias in node.names}
                elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                    names.add(node.name)
    return names


def globals_used(code):
    """Names that a piece of code takes from outside of itself."""
    steps = list(dis.get_instructions(code))
    used = {step.argval for step in steps if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    own = {step.argval for step in steps if step.opname == "STORE_NAME"}
    inner = [globals_used(c) for c in code.co_consts if isinstance(c, types.CodeType)]
    return (used - own).union(*inner)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_answers_are_cells_that_stand_alone(chapter):
    known = names_in_notebook(chapter)
    for name, exercise in at_least(1, load(chapter, tiny_course.ROOT).items()):
        answers = [right(exercise), *mistaken(exercise)]
        answers += [unusual(exercise, k) for k in range(len(exercise.accepts))]
        for answer in at_least(2, answers):
            code = compile(answer.source, f"{name}: {answer.way}", "exec")
            defined = {c.co_name for c in code.co_consts if isinstance(c, types.CodeType)}
            if exercise.contract.is_quiz:  # a letter in one line
                defined |= {name} & set(code.co_names)
            assert defined, answer.way
            imported = {
                alias.asname or alias.name
                for node in ast.parse(answer.source).body
                if isinstance(node, ast.Import)
                for alias in node.names
            }
            strange = globals_used(code) - known - defined - imported - {"__name__"}
            assert not strange, f"{chapter} {name}, {answer.way}: uses {strange}"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_forwards_that_go_with_a_variant_stand_alone(chapter):
    """They are handed in under the exercise's own name, so they may not call one another."""
    for name, exercise in at_least(1, load(chapter, tiny_course.ROOT).items()):
        variants = [*exercise.accepted, *exercise.mistakes]
        assert variants or exercise.contract.is_quiz
        for variant in variants:
            if variant.forward is None:
                continue
            module = variant.forward.__globals__
            helpers = {
                used
                for used in globals_used(variant.forward.__code__)
                if isinstance(module.get(used), types.FunctionType)
            }
            assert not helpers, f"{chapter} {name}, {variant.name}: calls {helpers}"


def test_the_same_seed_writes_the_same_bytes_and_another_seed_does_not(course):
    sim.simulate(course, [tiny_course.CHAPTER], count=12, seed=5)
    first = files(course)
    sim.simulate(course, [tiny_course.CHAPTER], count=12, seed=5)
    assert files(course) == first
    sim.simulate(course, [tiny_course.CHAPTER], count=12, seed=6)
    assert files(course) != first


def test_the_manifest_says_what_stands_in_the_notebooks(course):
    manifest = sim.simulate(course, [tiny_course.CHAPTER], seed=3)
    assert json.loads(course.manifest.read_text())["students"] == manifest["students"]
    for student, record in manifest["students"].items():
        plan = record["chapters"][tiny_course.CHAPTER]
        path = course.submitted / student / tiny_course.CHAPTER / f"{tiny_course.CHAPTER}.ipynb"
        assert record["first_name"]
        assert record["last_name"]
        if plan["kind"] == "unanswered":
            assert path.read_bytes() == course.release_notebook(tiny_course.CHAPTER).read_bytes()
        elif plan["kind"] == "all right":
            assert "NotImplementedError" not in path.read_text(encoding="utf-8")
        elif plan["handing"] == "empty file":
            assert path.read_bytes() == b""
        elif plan["handing"] in ("wrong file name", "missing file", "empty folder"):
            assert path.parent.is_dir()
            assert not path.exists()
        elif plan["handing"] == "broken JSON":
            with pytest.raises(json.JSONDecodeError):
                json.loads(path.read_text(encoding="utf-8"))


def test_what_students_do_to_a_notebook_is_done(course):
    exercises = load(tiny_course.CHAPTER, course.root)
    text = course.release_notebook(tiny_course.CHAPTER).read_text(encoding="utf-8")
    plans = {plan.change: plan for plan in tour(exercises, random.Random(1))}
    made = {change: sim.fill(text, plan) for change, plan in plans.items()}
    tests = {f"test_{name}" for name in tiny_course.EXERCISES}
    assert not tests & set(grade_ids(made["deleted tests"]))
    assert Counter(grade_ids(made["doubled cells"])) == {
        **dict.fromkeys(tiny_course.EXERCISES, 2),
        **dict.fromkeys(tests, 2),
        "given_gates": 1,
    }
    assert not set(tiny_course.EXERCISES) & set(grade_ids(made["answers in own cells"]))
    assert "def multiply_backward(" in made["answers in own cells"]
    assert "skip-execution" in made["tagged tests, unanswered"]
    assert "check(" not in made["edited tests"]
    assert "import numpy" not in made["deleted imports"]


def test_a_drawn_class_is_mixed(course):
    manifest = sim.simulate(course, [tiny_course.CHAPTER], count=300, seed=2)
    plans = [
        r["chapters"][tiny_course.CHAPTER] for r in manifest["students"].values() if r["chapters"]
    ]
    marks = Counter(mark for plan in plans for mark in plan["expected"].values())
    assert 270 <= len(plans) < 300
    assert marks["full"] > marks["less"] > 20
    assert {"everyday", "not gradable"} < {plan["kind"] for plan in plans}


def test_an_earlier_class_goes_and_real_work_stays(course):
    sim.simulate(course, [tiny_course.CHAPTER], count=5)
    real = course.submitted / "ada" / tiny_course.CHAPTER / "x.txt"
    real.parent.mkdir(parents=True)
    real.write_text("mine")
    sim.simulate(course, [tiny_course.CHAPTER], count=3)
    assert course.students() == ["ada", "student001", "student002", "student003"]
    assert real.read_text() == "mine"


def test_real_work_under_a_simulated_name_stops_it_before_anything_is_written(course):
    (course.submitted / "student002").mkdir()
    with pytest.raises(CourseError, match=r"submitted/student002 is there already"):
        sim.simulate(course, [tiny_course.CHAPTER], count=3)
    assert course.students() == ["student002"]


def test_a_damaged_manifest_is_no_licence(course):
    sim.simulate(course, [tiny_course.CHAPTER], count=2)
    course.manifest.write_text("{")
    with pytest.raises(CourseError, match=r"submitted/simulated\.json is damaged"):
        sim.simulate(course, [tiny_course.CHAPTER], count=2)
    assert course.students() == ["student001", "student002"]


def test_an_unreleased_chapter_is_said_to_be_one(course):
    course.release_notebook(tiny_course.CHAPTER).unlink()
    with pytest.raises(CourseError, match=r"Run `backpass release 02_chain_rule` first"):
        sim.simulate(course, [tiny_course.CHAPTER], count=2)
