"""The command: its exit statuses, and one clear message for what cannot be done."""

import json
import os
import re
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import tiny_course

from backpass.grading import cli, opening
from backpass.grading.course import Course, CourseError
from backpass.grading.simulation.demo import copy_course, demo
from backpass.grading.simulation.simulate import simulate

CHAPTER = tiny_course.CHAPTER


@pytest.fixture
def course(tiny_released, tmp_path, monkeypatch):
    made = tiny_course.copied(tiny_released, tmp_path / "course")
    monkeypatch.chdir(made.root)
    return made


def said(capsys, *words):
    """Exit status, output and message of a command."""
    status = cli.main(words)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def refused(capsys, *words):
    """The one message of a command that cannot do what was asked."""
    status, out, err = said(capsys, *words)
    assert status == cli.MISUSED
    assert out == ""
    assert re.fullmatch(r"backpass: [^\n]+\n", err), err
    return err


def test_outside_a_course_it_says_where_to_go(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert "Change into the course's folder" in refused(capsys, "release")


def test_from_a_folder_inside_the_course_it_finds_the_root(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root / "source" / CHAPTER)
    assert said(capsys, "tidy", "--check") == (0, "1 notebook is in form.\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ("release", "02_chain_rul"),
        ("grade", "02_chain_rul"),
        ("feedback", "02_chain_rul"),
        ("report", "02_chain_rul"),
        ("simulate", "--chapter", "02_chain_rul"),
        ("demo", "--chapter", "02_chain_rul"),
    ],
)
def test_an_unknown_chapter_is_named_with_those_that_exist(words, course, capsys):
    message = refused(capsys, *words)
    assert "no chapter '02_chain_rul'. Did you mean 02_chain_rule?" in message
    assert f"The chapters are: {CHAPTER}." in message


def test_a_course_without_chapters_says_so(course, capsys):
    course.source_notebook(CHAPTER).unlink()
    assert "holds no chapter" in refused(capsys, "release")


@pytest.mark.parametrize("words", [("grade",), ("feedback",), ("report",), ("formgrader",)])
def test_a_missing_gradebook_is_said_to_be_missing(words, course, capsys):
    course.gradebook.unlink()
    message = refused(capsys, *words)
    assert "there is no gradebook (gradebook.db). Run `backpass release` first" in message
    assert not course.gradebook.exists()


def test_only_what_was_handed_in_is_graded_when_no_chapter_is_named(course):
    other = course.source / "03_later"
    other.mkdir()
    (other / "03_later.ipynb").write_text("{}")
    assert course.current([]) == [CHAPTER, "03_later"]
    (course.submitted / "ada" / CHAPTER).mkdir(parents=True)
    assert course.current([]) == [CHAPTER]
    assert course.current(["03_later"]) == ["03_later"]


def test_tidy_looks_then_mends(course, capsys):
    path = course.source_notebook(CHAPTER)
    tidy_text = path.read_text(encoding="utf-8")
    path.write_text(tidy_text.replace('"execution_count": null', '"execution_count": 3', 1))
    status, out, _ = said(capsys, "tidy", "--check")
    assert status == cli.FAILED
    assert f"{CHAPTER}.ipynb is not in form" in out
    assert said(capsys, "tidy")[0] == 0
    assert path.read_text(encoding="utf-8") == tidy_text
    path.write_text("{")
    assert "is not a notebook" in refused(capsys, "tidy")
    assert "cannot be read" in refused(capsys, "tidy", "no-such-file.ipynb")


def test_simulate_and_what_it_says(course, capsys):
    status, out, _ = said(capsys, "simulate", "--students", "4", "--seed", "2")
    assert (status, out) == (
        0,
        "simulated 4 students in submitted/; submitted/simulated.json says what each of them did\n",
    )


@pytest.mark.parametrize(
    "words",
    [("simulate", "--students", "0"), ("grade", "--jobs", "two"), ("lab", "--port", "99999")],
)
def test_a_number_that_is_none_is_refused_by_the_parser(words, course, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(words)
    assert stopped.value.code == cli.MISUSED
    assert "is not a" in capsys.readouterr().err


def test_a_port_in_use_is_refused_with_one_that_is_free(course, capsys):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        message = refused(capsys, "lab", "--port", str(port))
    found = re.search(rf"port {port} is in use.*Port (\d+) is free: add --port \1\.", message)
    assert found
    opening.require_free(int(found[1]))


@pytest.fixture
def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("instructor", [False, True])
def test_a_learners_lab_opens_a_chapter_and_leaves_the_instructors_panels_out(
    instructor, course, monkeypatch, free_port
):
    started = []

    def call(words, *, cwd, env):
        settings = Path(env["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0]) if env else None
        page = next(word.partition("=")[2] for word in words if "default_url" in word)
        config = settings / "labconfig" / "page_config.json" if settings else None
        started.append((page, json.loads(config.read_text()) if config else None, cwd, settings))
        return 0

    monkeypatch.setattr("subprocess.call", call)
    words = ["--instructor"] if instructor else []
    assert cli.main(["lab", "--port", str(free_port), *words]) == 0
    ((page, config, cwd, settings),) = started
    assert cwd == course.root
    if instructor:
        assert (page, config) == ("/lab", None)
    else:
        assert page == f"/lab/tree/release/{CHAPTER}/{CHAPTER}.ipynb"
        assert config == {"disabledExtensions": {"@jupyter/nbgrader": True}}
        assert not settings.exists(), "it goes with the server"


def test_the_demo_keeps_away_from_real_work(course, capsys):
    (course.submitted / "ada" / CHAPTER).mkdir(parents=True)
    before = course.gradebook.read_bytes()
    assert "the work of 1 students whom the demo did not simulate, ada" in refused(capsys, "demo")
    assert course.gradebook.read_bytes() == before
    assert course.students() == ["ada"]


def test_the_demo_keeps_away_from_a_gradebook_with_real_marks(course, capsys):
    from backpass.grading.gradebook import open_gradebook

    with open_gradebook(course) as gradebook:
        gradebook.add_student("ada")
    before = course.gradebook.read_bytes()
    assert "holds marks of 1 students" in refused(capsys, "demo")
    assert course.gradebook.read_bytes() == before


def test_a_copy_has_the_course_and_not_the_class(course, tmp_path):
    simulate(course, [CHAPTER], count=2)
    made = copy_course(course, tmp_path / "copy")
    assert made.chapters() == [CHAPTER]
    assert made.students() == []
    assert not made.gradebook.exists()
    with pytest.raises(CourseError, match="is not empty"):
        copy_course(course, tmp_path / "copy")


def test_stopped_by_the_keyboard(course, monkeypatch, capsys):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("backpass.grading.authoring.release.release", stop)
    status, _, err = said(capsys, "release")
    assert status == cli.STOPPED
    assert "Nothing that was finished is lost" in err


@pytest.mark.pipeline
@pytest.mark.xdist_group("pipeline")
def test_the_demo_goes_all_the_way_twice_and_says_so_in_five_lines(course, capfd):
    for seed in (1, 2):
        lines = demo(Course(course.root), [CHAPTER], count=3, seed=seed, jobs=2)
        assert [line.split()[0] for line in lines] == [
            "released",
            "simulated",
            "graded",
            "feedback",
            "Open",
        ]
        assert "simulated  3 students" in lines[1]
        assert "error" not in lines[2]
    assert (course.reports / "index.html").is_file()
    for name in ("marks.csv", "exercises.csv", "mistakes.csv", "problems.csv"):
        assert (course.reports / name).is_file()


@pytest.mark.pipeline
@pytest.mark.xdist_group("pipeline")
def test_the_installed_command_and_its_exit_status(course):
    def run(*words):
        program = [sys.executable, "-m", "backpass.grading.cli", *words]
        environment = {**os.environ, "PATH": "/usr/bin:/bin"}
        return subprocess.run(
            program,
            cwd=course.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert run("release").stdout == f"released release/{CHAPTER}/{CHAPTER}.ipynb\n"
    failed = run("grade")
    assert (failed.returncode, failed.stdout) == (cli.MISUSED, "")
    assert failed.stderr.startswith("backpass: nobody handed in")
    assert run().returncode == cli.MISUSED


def refused_by_nbgrader(course):
    """What nbgrader's own command says of a course that it must not grade."""
    done = subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), "autograde", tiny_course.CHAPTER],
        cwd=course.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    return done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[tool.backpass]\ncourse = "two words"\n', "letters, digits, dots and hyphens are wanted"),
        ("[tool.backpass\n", "pyproject.toml cannot be read"),
    ],
)
def test_nbgrader_does_not_go_on_without_the_courses_settings(tiny_released, tmp_path, text, said):
    """It would grade without containment: it passes over a settings file that raises."""
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    (course.root / "pyproject.toml").write_text(text)
    told = refused_by_nbgrader(course)
    assert said in told
    assert "Traceback" not in told


def test_nbgrader_does_not_go_on_without_backpass(tiny_released, tmp_path):
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    path = course.root / "nbgrader_config.py"
    path.write_text(
        path.read_text().replace("backpass.grading.hooks import", "backpass.gone import")
    )
    told = refused_by_nbgrader(course)
    assert "needs Backpass, which cannot be imported" in told


def test_a_command_starts_without_what_only_some_commands_need():
    words = "import sys, backpass.grading.cli as cli; cli.quicken_imports(); print(*sys.modules)"
    started = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True
    )
    loaded = set(started.stdout.split())
    assert "backpass.grading.class_run.commands" in loaded
    assert {"sqlalchemy", "nbgrader", "IPython", "numpy", "nbconvert"} & loaded == set()
