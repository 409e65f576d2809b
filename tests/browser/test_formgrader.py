"""An instructor's view: a graded class in nbgrader's formgrader, in a real browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driver import PATIENCE, JupyterServer, requests_to_others
from playwright.sync_api import Page, expect

from backpass.grading.authoring.release import release
from backpass.grading.class_run.grade import Options, grade
from backpass.grading.course import Course
from backpass.grading.gradebook import open_gradebook
from backpass.grading.simulation.demo import copy_course
from backpass.grading.simulation.simulate import simulate

pytestmark = [pytest.mark.browser, pytest.mark.pipeline]

ROOT = Path(__file__).resolve().parents[2]
CHAPTER = "01_simple_gates"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class of three, graded into nbgrader's own gradebook."""
    course = copy_course(Course(ROOT), tmp_path_factory.mktemp("class") / "course")
    release(course, [CHAPTER])
    simulate(course, [CHAPTER], count=3, seed=1)
    done = grade(course, [CHAPTER], options=Options(jobs=1)).done
    assert [one.error for one in done] == [None] * 3
    return course


@pytest.fixture(scope="module")
def instructor_lab(
    graded: Course, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[JupyterServer]:
    with JupyterServer(graded.root, tmp_path_factory.mktemp("instructor")) as server:
        yield server


def test_formgrader_lists_the_class_with_its_scores(
    graded: Course,
    instructor_lab: JupyterServer,
    page: Page,
    screenshot: Callable[[Page, str], Path],
):
    with open_gradebook(graded) as gradebook:
        scores = {s.student.id: s.score for s in gradebook.assignment_submissions(CHAPTER)}
        most = gradebook.find_assignment(CHAPTER).max_score
    assert len(scores) == 3
    assert all(0 <= score <= most for score in scores.values())
    assert len(set(scores.values())) > 1, "a class where all are alike shows nothing"

    page.set_default_timeout(PATIENCE * 1000)
    expect.set_options(timeout=PATIENCE * 1000)
    outside = requests_to_others(page)
    page.goto(f"{instructor_lab.url}/formgrader?token={instructor_lab.token}")
    row = page.get_by_role("row").filter(has_text=CHAPTER)
    expect(row).to_be_visible()
    expect(row.locator(".num-submissions")).to_have_text("3")
    screenshot(page, "formgrader-assignments")

    page.goto(f"{instructor_lab.url}/formgrader/manage_submissions/{CHAPTER}")
    for student, score in scores.items():
        row = page.get_by_role("row").filter(has_text=student)
        expect(row.locator(".status")).to_have_text("graded")
        expect(row.locator(".score")).to_have_text(f"{round(score, 2):g} / {most:g}")
    screenshot(page, "formgrader-submissions")
    assert outside == [], "the formgrader must work where there is no network"


# nbgrader's page of a submission takes MathJax from the net; without it, formulas stay raw and its
# keyboard shortcuts are dead. Here a stand-in answers, so that the test needs no network.
MATHJAX = """
window.MathJax = {Hub: {
  Config: () => {},
  Queue: () => {},
  Startup: {signal: {Interest: heard => heard("End")}},
}};
"""


def test_a_submission_opens_in_the_formgrader_with_its_marks(
    graded: Course,
    instructor_lab: JupyterServer,
    page: Page,
    screenshot: Callable[[Page, str], Path],
):
    with open_gradebook(graded) as gradebook:
        one = min(gradebook.notebook_submissions(CHAPTER, CHAPTER), key=lambda each: each.score)
        identity = one.id
        marks = sorted(grade.score for grade in one.grades)

    page.set_default_timeout(PATIENCE * 1000)
    outside = requests_to_others(page)
    page.route(
        re.compile("mathjax"),
        lambda route: route.fulfill(content_type="text/javascript", body=MATHJAX),
    )
    page.goto(f"{instructor_lab.url}/formgrader?token={instructor_lab.token}")  # logs in
    page.goto(f"{instructor_lab.url}/formgrader/submissions/{identity}")
    boxes = page.locator("input.score")
    expect(boxes).to_have_count(len(marks), timeout=PATIENCE * 1000)
    page.wait_for_function(  # the page asks the server for the marks after it has opened
        "[...document.querySelectorAll('input.score')].every(box => box.placeholder !== '')"
    )
    shown = boxes.evaluate_all("all => all.map(box => box.value || box.placeholder)")
    assert sorted(map(float, shown)) == pytest.approx(marks)
    page.wait_for_timeout(1000)  # for the picture only: the page scrolls by itself at first
    page.locator("#test_multiply_gradient").evaluate("box => box.scrollIntoView({block: 'center'})")
    screenshot(page, "formgrader-submission")
    assert [url for url in outside if "mathjax" not in url] == []
