"""An exercise whose cell and function get another name in mid-term."""

import os
import signal

import nbformat
import pytest
import tiny_course
from mid_term_edits import cell_of, edit
from tiny_class import InThisProcess, gradebook, graded_notebook, hand_in

from backpass.grading.authoring import release as releasing
from backpass.grading.authoring.release import release
from backpass.grading.authoring.tidy import tidied
from backpass.grading.class_run.grade import Options, grade
from backpass.grading.course import CourseError
from backpass.grading.feedback.class_pages import give_feedback
from backpass.grading.gradebook import open_gradebook
from backpass.grading.intake.former_names import former_names, under_new_names

pytestmark = [
    pytest.mark.pipeline,
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # nbgrader's own
]

CHAPTER = tiny_course.CHAPTER
ONE = Options(jobs=1)
STUB = "def {name}(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
TEST = (
    "check_{name} = {name}(3)\n### BEGIN HIDDEN TESTS\n4.0 * ({name}(2) == 4)\n### END HIDDEN TESTS"
)
ANSWERS = {
    "ada": "def twice(x):\n    return x + x",
    "bea": "def twice(x):\n    return x if x < 1 else 2 + twice(x - 1)",
    "cem": "def twice(x):\n    return x * x * x",
    "dan": None,  # the stub
    "eva": "twice = lambda x: x + x",
}
MARKS = {"ada": 4, "bea": 4, "cem": 0, "dan": 0, "eva": 4}


def own_exercise(notebook):
    notebook.cells += [
        tiny_course.code("twice", STUB.format(name="twice"), solution=True),
        tiny_course.code(
            "test_twice", TEST.format(name="twice"), grade=True, locked=True, points=4
        ),
    ]


def renamed(old, new, stub=STUB):
    def change(notebook):
        for name in (old, f"test_{old}"):
            cell = cell_of(notebook, name)
            cell.metadata["nbgrader"]["grade_id"] = name.replace(old, new)
            cell.source = (TEST if name.startswith("test_") else stub).format(name=new)

    return change


def hands_in(course, student, name="twice"):
    path = hand_in(course, student)
    answer = ANSWERS.get(student, ANSWERS["ada"])
    notebook = nbformat.read(path, 4)
    if answer is not None:
        cell_of(notebook, name).source = answer.replace("twice", name)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


def graded_class(course):
    """Everybody hands in the exercise under its old name, is graded, and one is praised."""
    edit(course, own_exercise)
    release(course, [CHAPTER])
    for student in ANSWERS:
        hands_in(course, student)
    grade(course, [CHAPTER], options=ONE)
    with open_gradebook(course) as book:
        book.find_comment("twice", CHAPTER, CHAPTER, "ada").manual_comment = "Nice."
        book.db.commit()
    assert marks(course, "twice") == MARKS


@pytest.fixture(scope="module")
def graded(tiny_released, tmp_path_factory):
    course = tiny_course.copied(tiny_released, tmp_path_factory.mktemp("renamed") / "course")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("backpass.grading.class_run.grade.Here", InThisProcess)
        graded_class(course)
    return course


@pytest.fixture
def course(graded, tmp_path, monkeypatch):
    monkeypatch.setattr("backpass.grading.class_run.grade.Here", InThisProcess)
    return tiny_course.copied(graded, tmp_path / "course")


def marks(course, name):
    return {who: of["marks"][f"test_{name}"][0] for who, of in gradebook(course).items()}


def test_work_under_the_old_name_is_judged_under_the_new_one(course):
    edit(course, renamed("twice", "doubled"))
    said = []
    release(course, [CHAPTER], lambda changes: said.extend(changes) or True)
    assert "it is graded under the new ones, functions too (doubled)" in "".join(said)
    assert "--only-up" not in "".join(said)
    hands_in(course, "zoe", name="doubled")  # who fetched the new release
    graded = grade(course, [CHAPTER], options=ONE)
    assert [one.error for one in graded.done if one.error] == []
    assert marks(course, "doubled") == {**MARKS, "zoe": 4}
    assert gradebook(course)["ada"]["comments"]["doubled"][1] == "Nice."
    page = graded_notebook(course, "ada").read_text("utf-8")
    assert "twice is called doubled since this was handed in" in page
    assert "since this was handed in" not in graded_notebook(course, "zoe").read_text("utf-8")

    edit(course, renamed("doubled", "two_of"))  # and once more
    release(course, [CHAPTER])
    grade(course, [CHAPTER], options=ONE)
    assert marks(course, "two_of") == {**MARKS, "zoe": 4}


def test_another_exercise_under_another_name_keeps_its_marks_when_asked(course):
    edit(course, renamed("twice", "thrice", STUB.replace("(x)", "(x, y=3)")))
    said = []
    release(course, [CHAPTER], lambda changes: said.extend(changes) or True)
    assert "--only-up" in "".join(said)
    graded = grade(course, [CHAPTER], options=Options(jobs=1, only_up=True))
    assert marks(course, "thrice") == MARKS
    assert graded.changes == []
    give_feedback(course, [CHAPTER], jobs=1)
    page = (course.feedback / "ada" / CHAPTER / f"{CHAPTER}.html").read_text("utf-8")
    assert "15 of 15 points" in page
    assert "The mark that this answer was given before stands." in page
    hands_in(course, "cem", name="thrice")  # what is handed in again is judged
    grade(course, [CHAPTER], options=Options(jobs=1, only_up=True))
    assert marks(course, "thrice")["cem"] == 0


def test_a_name_that_somebody_uses_otherwise_is_not_replaced(course):
    edit(course, renamed("twice", "doubled"))
    release(course, [CHAPTER])
    made = nbformat.read(course.release_notebook(CHAPTER), 4)
    path = course.submitted / "ada" / CHAPTER / f"{CHAPTER}.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells.append(tiny_course.code("mine", "doubled = [2, 4]\nprint(twice(3), 'twice')"))
    before = [cell.source for cell in notebook.cells]
    under_new_names(made, notebook)
    assert [cell.source for cell in notebook.cells] == before
    notebook.cells[-1].source = "double = [2, 4]\nprint(twice(3), 'twice_over')"
    under_new_names(made, notebook)
    assert notebook.cells[-1].source == "double = [2, 4]\nprint(doubled(3), 'twice_over')"
    source = nbformat.read(course.source_notebook(CHAPTER), 4)
    assert former_names(cell_of(source, "doubled")) == ["twice"]
    assert tidied(nbformat.writes(source), "it") == course.source_notebook(CHAPTER).read_text()


def test_a_release_that_fails_leaves_the_source_as_it_was(course, monkeypatch):
    edit(course, renamed("twice", "doubled"))
    before = course.source_notebook(CHAPTER).read_bytes()
    monkeypatch.setattr(releasing, "generate", fails_when_it_records(releasing.generate))
    with pytest.raises(CourseError, match="no room"):
        release(course, [CHAPTER])
    assert course.source_notebook(CHAPTER).read_bytes() == before
    assert marks(course, "twice") == MARKS


@pytest.mark.parametrize(
    ("step", "when"),
    [
        ("migrate", "before"),
        ("migrate", "after"),
        ("_keep_former_names", "before"),
        ("_keep_former_names", "after"),
        ("_swapped", "before"),
    ],
)
def test_a_release_that_is_killed_loses_neither_marks_nor_old_work(course, step, when):
    """The next release goes on from there: what was handed in under the old name is still read."""
    edit(course, renamed("twice", "doubled"))
    child = os.fork()
    if child == 0:
        real = getattr(releasing, step)

        def killed(*arguments, **words):
            if when == "after":
                real(*arguments, **words)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(releasing, step, killed)
        try:
            release(course, [CHAPTER])
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    release(course, [CHAPTER])
    graded = grade(course, [CHAPTER], options=ONE)
    assert [one.error for one in graded.done if one.error] == []
    assert marks(course, "doubled") == MARKS
    assert gradebook(course)["ada"]["comments"]["doubled"][1] == "Nice."
    assert sorted(path.name for path in course.release.iterdir()) == [CHAPTER]


def fails_when_it_records(generate):
    def tried(course, chapter, aside, *, record=False):
        if record:
            raise CourseError("no room")
        return generate(course, chapter, aside)

    return tried
