"""nbgrader's exchange from release to feedback, with an instructor and two users of the system."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import commands
import nbformat
import pytest
import tiny_course
from course_notebooks import ROOT
from tiny_class import gradebook

from backpass.grading import cli
from backpass.grading.feedback.class_pages import give_feedback
from tests.own_view import covering

pytestmark = pytest.mark.pipeline

CHAPTER = tiny_course.CHAPTER
PROGRAMS = Path(sys.executable).parent
ENVIRONMENT = {"PATH": f"{PROGRAMS}:/usr/bin:/bin", "PYTHONPATH": os.environ["PYTHONPATH"]}
STUDENTS = ("games", "nobody")  # users that every system has
READ_ALL = "-all,+dac_read_search"  # for a Python that lies in root's own folder; writes nothing


@pytest.fixture(scope="module")
def place():
    """A folder that every user can reach: pytest's own are root's alone."""
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("other users' commands are run by root, with setpriv")
    folder = Path(tempfile.mkdtemp(prefix="backpass-exchange-", dir="/tmp"))
    folder.chmod(0o755)
    (folder / "exchange").mkdir()
    (folder / "exchange").chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def programs(place):
    """nbgrader as any user, forked; None where nothing can be mounted, and programs are started."""
    if subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
        yield None
        return
    kept = covering([Path(sys.base_prefix), Path(sys.prefix), ROOT, place])
    view = "\n".join(["set -e", *kept, 'exec "$@"'])
    made = commands.Elsewhere(["unshare", "--mount", "sh", "-c", view, "sh"], ENVIRONMENT)
    yield made
    made.end()


@pytest.fixture(scope="module")
def course(place, tiny_released):
    course = tiny_course.copied(tiny_released, place / "course")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.Exchange.root = {str(place / 'exchange')!r}\n")
    return course


def as_instructor(course, *words):
    done = commands.nbgrader(course.root, *words)
    assert done.returncode == 0, done.stderr
    return done.stderr


class Student:
    """A user of the system with a home and nbgrader's commands."""

    def __init__(self, place, name, programs):
        self.user, self.place, self.programs = pwd.getpwnam(name), place, programs
        self.home = place / name
        self.home.mkdir()
        os.chown(self.home, self.user.pw_uid, self.user.pw_gid)
        self.home.chmod(0o700)

    def run(self, *words):
        where = [f"--Exchange.root={self.place / 'exchange'}", "--course", "backpass"]
        words = [*words, *where, f"--Exchange.cache={self.home / 'cache'}"]
        env = {**ENVIRONMENT, "HOME": str(self.home)}
        if self.programs is not None:
            number = self.user.pw_uid, self.user.pw_gid
            done = self.programs.run("nbgrader", self.home, words, env, number)
        else:
            ids = ["--reuid", str(self.user.pw_uid), "--regid", str(self.user.pw_gid)]
            caps = [f"--{kind}={READ_ALL}" for kind in ("inh-caps", "ambient-caps", "bounding-set")]
            done = subprocess.run(
                ["setpriv", *ids, "--clear-groups", *caps, PROGRAMS / "nbgrader", *words],
                cwd=self.home,
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )
        assert done.returncode == 0, done.stderr
        return done.stderr

    def answer(self, **answers):
        path = self.home / CHAPTER / f"{CHAPTER}.ipynb"
        notebook = nbformat.read(path, 4)
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name in tiny_course.SOLUTIONS:
                cell.source = answers.get(name, tiny_course.SOLUTIONS[name])
        path.write_text(nbformat.writes(notebook), encoding="utf-8")

    def pages(self):
        return [path.read_text("utf-8") for path in self.home.rglob("feedback/*/*.html")]


def test_work_goes_out_comes_back_and_feedback_reaches_the_student(
    course, place, programs, monkeypatch
):
    as_instructor(course, "release_assignment", CHAPTER)
    first, second = (Student(place, name, programs) for name in STUDENTS)
    wrong = "def add_backward(dout, cache):\n    return dout, -dout"
    for student in (first, second):
        student.run("fetch_assignment", CHAPTER)
    first.answer(add_backward=wrong)
    first.run("submit", CHAPTER)
    first.answer()  # the first student hands in once more
    first.run("submit", CHAPTER)
    second.answer(add_backward=wrong)
    second.run("submit", CHAPTER)
    as_instructor(course, "collect", CHAPTER)
    by_hand = course.submitted / "by_mail" / CHAPTER
    by_hand.mkdir(parents=True)
    shutil.copy(course.submitted / "games" / CHAPTER / f"{CHAPTER}.ipynb", by_hand)

    monkeypatch.chdir(course.root)
    assert cli.main(["grade", "--jobs", "1"]) == 0
    assert {who: of["score"] for who, of in gradebook(course).items()} == {
        "games": 11,
        "nobody": 9,
        "by_mail": 11,
    }
    assert gradebook(course)["games"]["submitted"] is not None
    give_feedback(course, [CHAPTER], jobs=1)
    said = as_instructor(course, "release_feedback", CHAPTER)
    assert "by_mail did not hand in through the exchange" in said
    for student, mark in ((first, "11 of 11 points"), (second, "9 of 11 points")):
        student.run("fetch_feedback", CHAPTER)
        [page] = student.pages()
        assert mark in page
        assert student.user.pw_name in page

    # nbgrader's own pages, of what nbgrader itself graded, go the same way
    second.answer()
    second.run("submit", CHAPTER)
    as_instructor(course, "collect", CHAPTER, "--update")
    as_instructor(course, "autograde", CHAPTER, "--student", "nobody", "--force")
    as_instructor(course, "generate_feedback", CHAPTER, "--student", "nobody", "--force")
    as_instructor(course, "release_feedback", CHAPTER)
    second.run("fetch_feedback", CHAPTER)
    assert len(second.pages()) == 2
    assert any("11.0 / 11.0" in page for page in second.pages())
