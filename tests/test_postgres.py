"""The gradebook on a real PostgreSQL server, which the tests start and stop."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import tiny_course
from sqlalchemy import create_engine, text
from tiny_class import gradebook, graded_by_two_at_once, hand_in

from backpass.grading import cli
from backpass.grading.authoring.release import release
from backpass.grading.class_run.grade import Options, grade
from backpass.grading.course import Course, CourseError
from backpass.grading.gradebook import open_gradebook, require_gradebook

pytestmark = pytest.mark.pipeline

CHAPTER = tiny_course.CHAPTER
NOBODY = 65534  # PostgreSQL refuses to run as root


def programs():
    """Where PostgreSQL's programs are; None where they are not."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(folders[-1]) if folders else shutil.which("initdb")
    return Path(found).parent if found else None


@pytest.fixture(scope="module")
def server():
    """A server of our own that listens on a socket in a private folder, and on no port."""
    where = programs()
    if where is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no PostgreSQL: tools/postgres.sh installs it")
        pytest.skip("no PostgreSQL here (on Debian: apt-get install postgresql)")
    # a socket's path must be short
    folder = Path(tempfile.mkdtemp(prefix="backpass-pg-", dir="/tmp"))
    as_whom = {"user": NOBODY, "group": NOBODY} if os.geteuid() == 0 else {}
    if as_whom:
        os.chown(folder, NOBODY, NOBODY)

    def run(name, *words):
        subprocess.run(
            [where / name, *words], cwd=folder, check=True, capture_output=True, **as_whom
        )

    data = str(folder / "data")
    run("initdb", "-D", data, "-A", "trust", "-U", "teacher", "--no-sync", "--encoding=UTF8")
    quick = "-c listen_addresses='' -c fsync=off -c unix_socket_directories=" + str(folder)
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", quick, "start")
    try:
        yield f"postgresql://teacher@/DATABASE?host={folder}"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def course(server, tiny_released, tmp_path, monkeypatch):
    """The tiny course, with a gradebook in a database of its own."""
    name = f"grades_{abs(hash(tmp_path)):x}"
    admin = create_engine(
        server.replace("DATABASE", "postgres").replace("postgresql:", "postgresql+psycopg:"),
        isolation_level="AUTOCOMMIT",
    )
    with admin.connect() as db:
        db.execute(text(f'CREATE DATABASE "{name}"'))
    admin.dispose()
    monkeypatch.setenv("BACKPASS_DB_URL", server.replace("DATABASE", name))
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    course.gradebook.unlink()
    return course


def test_a_class_from_release_to_report(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    with pytest.raises(CourseError, match="there is no gradebook"):
        require_gradebook(course, [CHAPTER])
    assert cli.main(["release"]) == 0
    hand_in(course, "ada")
    hand_in(course, "bea", add_backward="def add_backward(dout, cache):\n    return dout, -dout")
    assert cli.main(["grade", "--jobs", "2"]) == 0
    assert "teacher" in capsys.readouterr().out  # which server it was, without a password
    assert cli.main(["feedback", "--jobs", "1"]) == 0
    assert cli.main(["report"]) == 0
    assert not course.gradebook.exists(), "nothing was written to a file"
    book = gradebook(course)
    assert book["ada"]["score"] == 11
    assert book["bea"]["score"] < 11
    assert "ada" in (course.reports / "marks.csv").read_text()
    assert cli.main(["grade"]) == 0
    assert "2 had not changed" in capsys.readouterr().out


def test_nbgraders_own_command_and_ours_write_the_same(course):
    release(course, [CHAPTER])
    hand_in(course, "ada")
    hand_in(course, "bea", add_backward="def add_backward(dout, cache):\n    return dout, -dout")
    grade(course, [CHAPTER], options=Options(jobs=1, seed=3))
    ours = gradebook(course)
    with open_gradebook(course) as book:
        for student in ("ada", "bea"):
            book.remove_submission(CHAPTER, student)
    nbgrader = Path(sys.executable).with_name("nbgrader")
    done = subprocess.run(
        [nbgrader, "autograde", CHAPTER, "--force"],
        cwd=course.root,
        env={**os.environ, "BACKPASS_SEED": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert gradebook(course) == ours


def test_two_graders_at_once_lose_no_mark(course):
    release(course, [CHAPTER])
    graded_by_two_at_once(course, 8)


def test_a_mark_by_hand_stays_and_is_flagged(course):
    release(course, [CHAPTER])
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=Options(jobs=1))
    with open_gradebook(course) as book:
        book.find_grade("test_add_backward", CHAPTER, CHAPTER, "ada").manual_score = 2.5
        book.db.commit()
    grade(course, [CHAPTER], options=Options(jobs=1, force=True))
    marks = gradebook(course)["ada"]["marks"]
    assert marks["test_add_backward"][:3] == (5.0, 2.5, True)
    assert marks["test_multiply_backward"][:3] == (5.0, None, False)


def test_the_demo_keeps_its_hands_off_a_server(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    assert cli.main(["demo"]) == 2
    assert "Unset BACKPASS_DB_URL" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_said_without_its_password(
    tiny_released, tmp_path, monkeypatch
):
    monkeypatch.setenv("BACKPASS_DB_URL", "postgresql://teacher:secret@127.0.0.1:1/grades")
    course = Course(tiny_course.copied(tiny_released, tmp_path / "course").root)
    with pytest.raises(CourseError, match="does not answer") as caught:
        require_gradebook(course, [CHAPTER])
    assert "secret" not in str(caught.value)
