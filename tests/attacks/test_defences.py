"""Each defence is switched off once, and the attack that it stops then works: the attacks are real."""

import shutil
import sys

import pytest
import ready_servers

from backpass.grading.sandbox.execution import Cell, Settings, execute
from backpass.grading.sandbox.fork_client import ForkServers
from tests.attacks import forging, intake, pages, theft
from tests.attacks.conftest import ROOT, aimed, make_course, marks_of, nbgrader
from tests.attacks.harness import CANARY, CHAPTER, hand_in

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="containment needs Linux"),
    pytest.mark.pipeline,
]

ATTACKS = {a.name: a for family in (forging, intake, pages, theft) for a in family.ATTACKS}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The course with its chapter generated, once. Do not change it: copy it."""
    root = make_course(tmp_path_factory.mktemp("defences") / "course")
    nbgrader(root, "generate_assignment", CHAPTER, "--force")
    return root


@pytest.fixture
def course(made, tmp_path):
    """A copy to switch something off in."""
    return shutil.copytree(made, tmp_path / "course")


def after(root, off, *names, feedback=False):
    """The course after some attacks, with lines at the end of nbgrader's configuration."""
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"\nsys.path.append({str(ROOT)!r})\n{off}")
    for name in names:
        hand_in(aimed(ATTACKS[name], root, 9), root / "release", root / "submitted")
    nbgrader(root, "autograde", CHAPTER)
    if feedback:
        nbgrader(root, "generate_feedback", CHAPTER)
    return root


def texts(root, step, name):
    folder = root / step / ATTACKS[name].student
    return "\n".join(
        p.read_text(encoding="utf-8", errors="replace") for p in folder.rglob("*") if p.is_file()
    )


def swapped(steps, old, *new):
    """A line of configuration that puts other steps, or none, in place of one that is there."""
    return f"_at = c.{steps}.index({old!r}); c.{steps}[_at : _at + 1] = {list(new)!r}\n"


NO_EXPORTER = "del c.Autograde.exporter_class\n"
AUTOGRADE, SANITIZE = "Autograde.autograde_preprocessors", "Autograde.sanitize_preprocessors"
CONTAINED = "backpass.grading.hooks.contained_run.ContainedRun"


def test_without_the_outside_verdict_a_mark_is_forged(course):
    name = "grade replaced in its module"
    root = after(course, swapped(AUTOGRADE, CONTAINED, "tests.attacks.open_run.OpenRun"), name)
    assert marks_of(root)[ATTACKS[name].student] >= 1.0


def test_without_the_rebuilding_a_tag_is_worth_marks(course):
    name = "tag skip-execution"
    off = NO_EXPORTER + swapped(SANITIZE, "backpass.grading.hooks.intake.Rebuild")
    off += swapped(AUTOGRADE, CONTAINED, "nbgrader.preprocessors.Execute")
    assert marks_of(after(course, off, name))[ATTACKS[name].student] > 0.0


def test_without_containment_the_canary_is_read(course, tmp_path):
    name = "the canary read"
    off = shutil.copytree(course, tmp_path / "off")
    on = after(course, "", name)
    assert CANARY not in texts(on, "autograded", name).replace("canary.txt", "")
    root = after(off, "c.ContainedRun.allow_uncontained = True", name)
    assert CANARY in texts(root, "autograded", name)


@pytest.fixture(scope="module")
def warm():
    """Fork servers for all of these: each child is shut in, or left open, by itself."""
    with ready_servers.started_afresh(), ForkServers() as warm:
        yield warm


@pytest.mark.parametrize(
    ("protection", "source", "proof"),
    [
        ("files", "print(open('/etc/passwd').read()[:4])", "root"),
        ("system calls", "import socket\nprint(socket.socket().family)", "2"),
        (
            "system calls",
            "import os, posix\npid = posix.fork()\nif pid == 0: os._exit(0)\nprint('made')",
            "made",
        ),
        ("limits", "open('f', 'wb').write(bytes(17 * 2**20))\nprint('written')", "written"),
    ],
)
def test_a_protection_that_is_left_out_is_missed(warm, protection, source, proof):
    def said(**settings):
        run = execute([Cell(0, source)], [], Settings(ROOT, **settings), warm)
        return "".join(str(o.get("text", "")) for o in run.outputs[0])

    assert proof not in said()
    assert proof in said(uncontained=True)


def test_without_the_bare_folder_a_link_is_followed(course):
    name = "stray files"
    root = after(course, NO_EXPORTER, name)
    assert (root / "autograded" / ATTACKS[name].student / CHAPTER / "canary").read_text() == CANARY


def test_without_hiding_feedback_shows_hidden_lines(course):
    name = "leak: an exception out of the test"
    off = swapped("GenerateFeedback.preprocessors", "backpass.grading.hooks.hide_tests.HideTests")
    root = after(course, off, name, feedback=True)
    assert "backpass.grading.hidden" in texts(root, "feedback", name)


def test_without_neutralising_a_script_reaches_the_page(course):
    name = "page: a script in Markdown"
    off = swapped(AUTOGRADE, "backpass.grading.hooks.sanitise.Sanitise")
    root = after(course, off, name, feedback=True)
    assert f"<script>window.x = '{pages.MARK}'</script>" in texts(root, "feedback", name)
