"""A sample of the attacks by the formgrader's own requests, as an instructor's clicks make them."""

import html
import re
import sys

import pytest

from tests.attacks import pages
from tests.attacks.conftest import (
    ATTACKS,
    FAMILIES,
    GradedCourse,
    Listener,
    aimed,
    make_course,
    marks_of,
)
from tests.attacks.formgrader import Formgrader
from tests.attacks.harness import CANARY, CHAPTER, hand_in

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="containment needs Linux"),
    pytest.mark.pipeline,
    pytest.mark.xdist_group("formgrader"),
]

SAMPLE = (
    "grade replaced in its module",
    "the answer loaded as the grader loads it",
    "a function without end",
    "the canary read",
    "a call home",
    "half a notebook",
    "a link to the canary",
    "page: a script in Markdown",
    "page: an event handler in an output",
    "leak: an exception out of the test",
    "an honest one in unusual style",
    "an honest one",
)
#: Those whose page in the formgrader is looked at, too.
LOOKED_AT = (
    "the canary read",
    "page: a script in Markdown",
    "page: an event handler in an output",
    "an honest one",
)
#: What stands in a test cell and nowhere else.
HIDDEN = ("BEGIN HIDDEN TESTS", "import grade", "grade(multiply_gradient)")
SAMPLED = [attack for attack in ATTACKS if attack.name in SAMPLE]


class Clicked(GradedCourse):
    """What is left after the instructor has clicked, with what was said and shown."""

    def __init__(self, root):
        super().__init__(root)
        self.answers, self.shown = {}, {}


@pytest.fixture(scope="module")
def clicked(tmp_path_factory):
    """Each of the sample autograded, given feedback and looked at through the formgrader."""
    root = make_course(tmp_path_factory.mktemp("formgrader") / "course")
    config = root / "nbgrader_config.py"
    limits = "c.ContainedRun.cell_seconds = 2\nc.ContainedRun.call_seconds = 1\n"
    config.write_text(config.read_text(encoding="utf-8") + limits, encoding="utf-8")
    course, listener = Clicked(root), Listener()
    with Formgrader(root, root.parent / "server.log", BACKPASS_CANARY=CANARY) as server:
        api = "/formgrader/api"
        assert server.post(f"{api}/assignment/{CHAPTER}/assign")["success"]
        for attack in SAMPLED:
            hand_in(aimed(attack, root, listener.port), root / "release", root / "submitted")
            to = f"{api}/submission/{CHAPTER}/{attack.student}/autograde"
            course.answers[attack.name] = server.post(to)
            server.post(f"{api}/assignment/{CHAPTER}/{attack.student}/generate_feedback")
            if attack.name in LOOKED_AT:
                identity = submission(root, attack.student)
                course.shown[attack.name] = server.get(f"/formgrader/submissions/{identity}/")
    course.marks, course.calls_home = marks_of(root), listener.heard
    return course


def submission(root, student):
    """The number under which the formgrader knows a student's notebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        return gradebook.find_submission_notebook(CHAPTER, CHAPTER, student).id


def text_of(page):
    """What a reader of a page reads: a line of code is in pieces on the page itself."""
    return html.unescape(re.sub("<[^>]*>", "", page))


def test_the_sample_has_one_of_each_family():
    assert {attack.name for attack in SAMPLED} == set(SAMPLE)
    for family in FAMILIES:
        assert any(attack.name in SAMPLE for attack in family.ATTACKS), family


@pytest.mark.parametrize("attack", SAMPLED, ids=lambda attack: attack.name)
def test_a_click_gives_what_the_command_gives(attack, clicked):
    said = clicked.answers[attack.name]
    assert said["success"] is True, said
    assert clicked.marks[attack.student] == attack.mark
    folder = clicked.root / "feedback" / attack.student / CHAPTER
    (page,) = [path.read_text(encoding="utf-8") for path in folder.glob("*.html")]
    assert pages.Owned(page).found == []
    for line in HIDDEN:
        assert line not in text_of(page)


@pytest.mark.parametrize("name", LOOKED_AT)
def test_the_formgraders_own_page_shows_the_submission_and_runs_nothing_of_it(name, clicked):
    page = clicked.shown[name]
    assert pages.Owned(page).found == []
    assert CANARY not in page
    assert "def multiply_gradient" in text_of(page)
    assert HIDDEN[-1] in text_of(page), "the instructor sees the tests"
    if "Markdown" in name:
        assert pages.HARMLESS in text_of(page), "what stands beside the script is shown"
        assert pages.MARK not in text_of(page), "a script goes with all that it holds"


def test_nothing_was_stolen_and_nobody_was_called(clicked):
    assert clicked.calls_home == []
    for step in ("autograded", "feedback"):
        for path in (clicked.root / step).rglob("*"):
            if path.is_file():
                assert CANARY not in path.read_text(encoding="utf-8", errors="replace"), path
    assert (clicked.root / "canary.txt").read_text() == CANARY
