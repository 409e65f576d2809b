"""Judging one file for other systems: Gradescope's archive, and the recipes of the guide."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import tiny_course
import yaml
from tiny_class import hand_in

from backpass.grading import cli
from backpass.grading.course import CourseError
from backpass.grading.elsewhere.gradescope import locked_for_grading, write_zip
from backpass.grading.elsewhere.judged import judge_path
from backpass.grading.elsewhere.key_file import packed, unpacked_key
from backpass.grading.elsewhere.keys import key_of

CHAPTER = tiny_course.CHAPTER
HALF = "def add_backward(dout, cache):\n    return dout, -dout"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="code is contained on Linux alone")


@pytest.fixture(scope="module")
def key(tiny_released):
    return key_of(tiny_released, CHAPTER)


@pytest.fixture(scope="module")
def notebook(tiny_released, tmp_path_factory):
    """One wrong gradient, one answer missing, one right letter."""
    course = tiny_course.copied(tiny_released, tmp_path_factory.mktemp("handed-in") / "course")
    stub = "def multiply_backward(dout, cache):\n    raise NotImplementedError()"
    return hand_in(course, "ada", add_backward=HALF, multiply_backward=stub)


@pytest.fixture(scope="module")
def key_file(key, tmp_path_factory):
    path = tmp_path_factory.mktemp("key") / "key.json"
    path.write_bytes(packed(key))
    return path


def test_a_key_says_the_same_when_it_is_read_again(key, key_file):
    assert unpacked_key(key_file).fingerprint == key.fingerprint


@pytest.mark.parametrize(
    ("content", "words"), [("{}", "no answer key of this version"), ("nothing", "no answer key")]
)
def test_a_file_that_is_no_key_is_refused(tmp_path, content, words):
    (tmp_path / "key.json").write_text(content)
    with pytest.raises(CourseError, match=words):
        unpacked_key(tmp_path / "key.json")


def test_a_key_of_another_version_is_refused(key, tmp_path):
    (tmp_path / "key.json").write_bytes(packed(replace(key, code="another")))
    with pytest.raises(CourseError, match="another version of Backpass"):
        unpacked_key(tmp_path / "key.json")


def test_the_program_judges_one_file_as_json(key_file, notebook, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)  # no course here
    words = ["judge", str(notebook), "--key", str(key_file), "--json", "--seed", "1"]
    assert cli.main(words) == 0
    said = json.loads(capsys.readouterr().out)
    scores = {one["name"]: (one["score"], one["status"]) for one in said["exercises"]}
    assert scores == {
        "add_backward": (3.0, "failed"),
        "multiply_backward": (0.0, "not attempted"),
        "quiz_max_route": (1.0, "passed"),
    }
    assert (said["score"], said["points"], said["contained"]) == (4.0, 11.0, True)


def test_a_file_that_cannot_be_read_is_a_result_with_a_reason(key, tmp_path):
    (tmp_path / f"{CHAPTER}.ipynb").write_text("no notebook")
    result = judge_path(tmp_path, key)
    assert result.score == 0
    assert result.unreadable


def test_where_code_cannot_be_contained_there_is_no_result(key, notebook, monkeypatch):
    def refuse(*_):
        from backpass.grading.sandbox.containment import Uncontained

        raise Uncontained("this machine has no Landlock")

    monkeypatch.setattr("backpass.grading.marking.submission.run", refuse)
    with pytest.raises(CourseError, match="nothing was judged: Uncontained: this machine has no"):
        judge_path(notebook, key)


# --- Gradescope ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def autograder(key, tmp_path_factory):
    """The archive in a bare folder, as Gradescope lays it out.

    Installing packages is pip's work: in place of the environment that ``setup.sh`` would make
    there is a command of this one. That the wheel is this very package, another test asks.
    """
    folder = tmp_path_factory.mktemp("gradescope") / "autograder"
    path = write_zip(key, folder.parent / "autograder.zip")
    for name in ("source", "submission", "results", "env/bin"):
        (folder / name).mkdir(parents=True)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder / "source")
    command = folder / "env" / "bin" / "backpass"
    command.write_text(
        f"#!{sys.executable}\nimport sys\nfrom backpass.grading.cli import main\nsys.exit(main())\n"
    )
    command.chmod(0o755)
    shutil.copy(folder / "source" / "run_autograder", folder)
    (folder / "run_autograder").chmod(0o755)  # as Gradescope does
    return folder


def test_the_wheel_in_the_archive_is_this_very_package(autograder, root):
    with zipfile.ZipFile(next((autograder / "source").glob("*.whl"))) as wheel:
        packed_files = {name: wheel.read(name) for name in wheel.namelist()}
    ours = [path for path in (root / "backpass").rglob("*.py") if "__pycache__" not in path.parts]
    assert len(ours) > 200
    for path in ours:
        assert packed_files[path.relative_to(root).as_posix()] == path.read_bytes()
    assert any(name.endswith("templates/report.html") for name in packed_files)


def run_autograder(folder, notebook, **environment):
    for old in (folder / "submission").iterdir():
        old.unlink()
    (folder / "results" / "results.json").unlink(missing_ok=True)
    shutil.copy(notebook, folder / "submission" / "my work (1).ipynb")
    return subprocess.run(
        [folder / "run_autograder"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_gradescope_gets_a_test_for_each_exercise(autograder, notebook):
    ran = run_autograder(autograder, notebook)
    assert ran.returncode == 0, ran.stderr
    results = json.loads((autograder / "results" / "results.json").read_text())
    tests = {
        one["name"]: (one["score"], one["max_score"], one["status"]) for one in results["tests"]
    }
    assert tests == {
        "add_backward": (3.0, 5.0, "failed"),
        "multiply_backward": (0.0, 5.0, "failed"),
        "quiz_max_route": (1.0, 1.0, "passed"),
    }
    assert results["score"] == sum(one["score"] for one in results["tests"])
    assert {one["visibility"] for one in results["tests"]} == {"visible"}
    assert "dy" in results["tests"][0]["output"]
    assert results["tests"][0]["output"].startswith("<p>")
    assert "my work (1).ipynb" in results["output"]


def test_gradescopes_archive_is_as_its_specification_has_it(key, tmp_path):
    path = write_zip(key, tmp_path / "a.zip", visibility="hidden", allow_uncontained=True)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        run = archive.read("run_autograder").decode()
        setup = archive.read("setup.sh").decode()
        modes = {name: archive.getinfo(name).external_attr >> 16 for name in names}
    assert {"setup.sh", "run_autograder", "key.json", "constraints.txt"} < set(names)
    assert modes["run_autograder"] & 0o111
    assert run.startswith("#!")
    assert "--visibility hidden --allow-uncontained" in run
    assert "--require-hashes" in setup
    for script in (run, setup):
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


def test_the_lock_of_an_archive_has_what_grading_needs_and_no_browser(root):
    lock = locked_for_grading(root)
    names = set(re.findall(r"(?m)^([A-Za-z0-9._-]+)==", lock))
    assert {"nbgrader", "numpy", "sqlalchemy", "landlock", "jinja2"} <= names
    assert not names & {"playwright", "jupyterhub", "pytest"}
    assert lock.count("==") <= lock.count("--hash=sha256:")
    assert "http" not in re.sub(r"(?m)^[A-Za-z0-9._-]*http[A-Za-z0-9._-]*==", "", lock)


# --- recipes of the guide ------------------------------------------------------------------------


def recipe(root, name):
    text = (root / "docs" / "autograders.md").read_text(encoding="utf-8")
    return re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```", text, re.DOTALL)[1]


def with_backpass(autograder):
    return {"PATH": f"{autograder / 'env' / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def test_the_recipe_for_prairielearn_writes_its_results(root, autograder, notebook, tmp_path):
    for name in ("student", "tests"):
        (tmp_path / name).mkdir()
    shutil.copy(notebook, tmp_path / "student")
    shutil.copy(autograder / "source" / "key.json", tmp_path / "tests")
    environment = {**with_backpass(autograder), "GRADE": str(tmp_path)}
    script = recipe(root, "prairielearn")
    subprocess.run(["bash", "-e", "-c", script], env=environment, check=True)
    result = json.loads((tmp_path / "results" / "results.json").read_text())
    assert result["gradable"] is True
    assert result["score"] == pytest.approx(4 / 11)
    assert [one["points"] for one in result["tests"]] == [3.0, 0.0, 1.0]
    (tmp_path / "tests" / "key.json").write_text("no key")
    subprocess.run(["bash", "-e", "-c", script], env=environment, check=True)
    result = json.loads((tmp_path / "results" / "results.json").read_text())
    assert result["gradable"] is False
    assert "no answer key" in result["message"]


def test_the_recipe_for_github_classroom_tells_the_points(root, autograder, notebook, tmp_path):
    steps = yaml.safe_load(recipe(root, "github"))["jobs"]["grade"]["steps"]
    shutil.copy(notebook, tmp_path)
    secret = base64.b64encode((autograder / "source" / "key.json").read_bytes()).decode()
    environment = {
        **with_backpass(autograder),
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "BACKPASS_KEY": secret,
    }
    ran = [step["run"] for step in steps if step.get("name") in ("Judge", "Tell")]
    assert len(ran) == 2
    for script in ran:
        subprocess.run(["bash", "-e", "-c", script], env=environment, cwd=tmp_path, check=True)
    assert "Points 4/11" in (tmp_path / "summary").read_text()
    assert not Path(tmp_path / "key.json").exists()
