"""Grading as somebody who is not root: the same protections, the same marks."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks.conftest import ATTACKS, aimed, make_course, marks_of, nbgrader
from tests.attacks.harness import CANARY, CHAPTER, hand_in
from tests.own_view import covering

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="containment needs Linux"),
    pytest.mark.pipeline,
]
ROOT = Path(__file__).resolve().parent.parent
NOBODY = 65534
NAMES = ("the canary read", "a fork bomb", "a call home", "an honest one", "nothing at all")


def as_nobody(command, kept):
    """The command as root gives it, to have it run by nobody."""
    drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]
    lines = covering(kept)
    if not lines:
        return drop
    # the folder in which this was started is a covered one: look it up again
    lines += [f"cd {shlex.quote(str(kept[-1]))}", "exec " + shlex.join(drop)]
    return ["unshare", "--mount", "sh", "-c", "\n".join(["set -e", *lines])]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A small class that belongs to nobody, or to whoever runs the tests."""
    root = make_course(tmp_path_factory.mktemp("ordinary") / "course")
    nbgrader(root, "generate_assignment", CHAPTER, "--force")
    for attack in (attack for attack in ATTACKS if attack.name in NAMES):
        hand_in(aimed(attack, root, 9), root / "release", root / "submitted")
    (root / "home").mkdir()
    if os.geteuid() == 0:
        for path in (root, *root.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    return root


def run(course, *arguments):
    """Run Python as an ordinary user in the course's folder; skip where root cannot be left."""
    command = [sys.executable, *arguments]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("the tests run as root, and there is no setpriv to become somebody else")
        kept = [Path(sys.base_prefix), Path(sys.prefix), ROOT, course]
        command = as_nobody(command, list(dict.fromkeys(kept)))
        allowed = subprocess.run(["unshare", "--mount", "true"], check=False).returncode == 0
        if command[0] == "unshare" and not allowed:
            pytest.skip("Python lies in a folder of root's, and mounts are not allowed here")
    home = str(course / "home")
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "HOME")
    environment = {**os.environ, **dict.fromkeys(names, home), "BACKPASS_CANARY": CANARY}
    environment["TMPDIR"] = home
    return subprocess.run(
        command, cwd=course, env=environment, capture_output=True, text=True, check=False
    )


def test_an_ordinary_user_it_is(course):
    done = run(course, "-c", "import os; print(os.geteuid())")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) != 0


def test_every_protection_works_for_an_ordinary_user(course):
    done = run(course, "-m", "backpass.grading.cli", "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "BROKEN" not in done.stdout
    assert "Students' code can be contained here." in done.stdout


def test_a_class_is_graded_by_an_ordinary_user(course):
    done = run(
        course, "-m", "nbgrader", "autograde", CHAPTER,
        "--ContainedRun.cell_seconds=5", "--ContainedRun.call_seconds=3",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    wanted = {attack.student: attack.mark for attack in ATTACKS if attack.name in NAMES}
    assert marks_of(course) == wanted
    for path in (course / "autograded").rglob("*.ipynb"):
        assert CANARY not in path.read_text(encoding="utf-8"), path
