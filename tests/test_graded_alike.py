"""A submission in any language is graded by the same tests, and its page is in its language."""

import nbformat
import pytest
import tiny_course
from tiny_class import gradebook, graded_notebook, hand_in

from backpass.grading.authoring.release import release
from backpass.grading.authoring.translation import catalogue, releases
from backpass.grading.class_run.grade import Options, grade
from backpass.grading.common.language import language_by_cells, language_of
from backpass.grading.feedback.student_page import student_page
from backpass.grading.intake.findings import findings_of
from backpass.grading.marks import read_marks
from backpass.languages import said

pytestmark = [
    pytest.mark.pipeline,
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # nbgrader's own
]
CHAPTER = tiny_course.CHAPTER
WRONG = "def add_backward(dout, cache):\n    return dout, -dout"
STUB = "답을 여기에 쓰세요."


@pytest.fixture(scope="module")
def course(tiny_released, tmp_path_factory):
    """The tiny course, released in Korean too: every text gets some Korean before it."""
    course = tiny_course.copied(tiny_released, tmp_path_factory.mktemp("korean") / "course")
    releases.update(course, "ko", [CHAPTER])
    made = catalogue.read(course, "ko", CHAPTER)
    for message in made:
        if "Your code goes here" in str(message.id):
            message.string = STUB
        elif message.id:
            message.string = f"{message.id} 가"
    catalogue.write(course, "ko", CHAPTER, made)
    release(course, [CHAPTER])
    return course


def hand_in_korean(course, student, answers):
    """Hand in the Korean release with answers to some exercises."""
    path = hand_in(course, student)
    notebook = nbformat.read(course.release_in("ko", CHAPTER), 4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.get(name, cell.source)
    nbformat.write(notebook, path)


def test_the_same_answers_earn_the_same_in_korean_and_the_page_is_korean(course):
    hand_in(course, "ada", add_backward=WRONG)
    hand_in_korean(course, "haneul", tiny_course.SOLUTIONS | {"add_backward": WRONG})
    hand_in_korean(course, "blank", {})
    grade(course, [CHAPTER], options=Options(jobs=1))
    book = gradebook(course)
    assert book["ada"]["score"] > 0
    assert book["haneul"]["marks"] == book["ada"]["marks"]
    assert book["haneul"]["comments"] == book["ada"]["comments"]
    assert book["blank"]["score"] == 0
    assert {said for said, _ in book["blank"]["comments"].values()} == {"No response."}
    korean, english = (
        nbformat.read(graded_notebook(course, student), 4) for student in ("haneul", "ada")
    )
    assert (language_of(korean), language_of(english)) == ("ko", "en")
    assert findings_of(korean).odd == findings_of(english).odd
    page = student_page(course, "haneul", CHAPTER, read_marks(course, CHAPTER)["haneul"])
    assert '<html lang="ko">' in page
    assert said("Your answers", "ko") in page
    assert said("Your answers", "ko") != "Your answers"
    assert "Handed in on" not in page
    prose = [cell.source for cell in korean.cells if cell.cell_type == "markdown"]
    assert prose
    assert all("가" in text for text in prose)


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["# 게이트", "기울기는 3입니다.", "a note"], "ko"),
        (["# ゲート", "勾配は 3 です。", ["二つの", "入力です。"]], "ja"),
        (["# Gates", "The gradient is 3.", "내 메모"], "en"),
        (["# Gates", "기울기"], "en"),
        (["---", 3, None, [1]], "en"),
        ([], "en"),
    ],
)
def test_a_notebook_that_lost_its_metadata_is_known_by_its_text(texts, code):
    cells = [{"cell_type": "markdown", "source": text} for text in texts]
    assert language_by_cells(cells) == code
    assert language_by_cells(texts) == "en"
    assert language_by_cells(None) == "en"
