"""The guides "Write a new chapter" and "Write a new exercise" do what they say, word for word."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import textwrap
import venv
from pathlib import Path

import nbformat
import pytest
from course_notebooks import ROOT

from backpass.grading.authoring.scaffold import new_chapter, new_exercise
from backpass.grading.authoring.tidy import written
from backpass.grading.course import Course, CourseError

GUIDE = ROOT / "docs" / "instructors.md"
BLOCK = re.compile(
    r"(?:^ *<!-- (?P<kind>file|cell|end of cell): (?P<name>\S+) -->\n)?"
    r"^(?P<indent> *)```(?P<language>\w+)\n(?P<text>.*?)^(?P=indent)```$",
    re.M | re.S,
)
#: Everything that a clone has and that a chapter is made of, tested with and released by.
PARTS = ("backpass", "grader_tests", "source", "release", "tests", "benchmarks", "docs", "website")
FILES = ("nbgrader_config.py", "pyproject.toml", "README.md", "CONTRIBUTING.md", "Makefile")


def blocks():
    """The blocks of both guides, in order."""
    text = GUIDE.read_text(encoding="utf-8")
    start = text.index("## Write a new chapter")
    end = text.index("\n## ", text.index("## Write a new exercise"))
    return list(BLOCK.finditer(text[start:end]))


def copied(folder):
    """A copy of the repository to write in."""
    ignore = shutil.ignore_patterns(".ipynb_checkpoints")  # what is compiled stays so
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=ignore)
    for name in FILES:
        shutil.copy(ROOT / name, folder)
    for name in ("submitted", "autograded", "feedback"):
        (folder / name).mkdir()
    return folder


@pytest.fixture
def clone(tmp_path):
    """A clone that is this test's alone."""
    return copied(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A clone that nothing may be written in."""
    return copied(tmp_path_factory.mktemp("shared"))


def installed(clone):
    """An environment in which the clone's own package is installed, as `make setup` makes one.

    All other packages are those of this environment. Processes that grade start isolated and know
    what is installed, and nothing else.
    """
    home = clone / ".venv"
    if not home.is_dir():
        venv.create(home)
        packages = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
        for one in Path(sysconfig.get_path("purelib")).iterdir():
            if one.name not in ("_backpass.pth", "__pycache__"):
                (packages / one.name).symlink_to(one)
        (packages / "course.pth").write_text(f"{clone}\n")
        for name in ("share", "etc"):
            (home / name).symlink_to(Path(sys.prefix, name))
        program = home / "bin" / "backpass"
        start = "from backpass.grading.cli import main\nraise SystemExit(main())\n"
        program.write_text(f"#!{home / 'bin' / 'python'}\n{start}")
        program.chmod(0o755)
    return home / "bin"


def run(command, clone):
    """Run a line of the guide in the clone, as it stands there."""
    programs = [str(installed(clone)), str(Path(sys.executable).parent)]
    kept = "PYTEST_DEBUG_TEMPROOT"  # or its tests' folders would be left in this run's
    environment = {
        name: value for name, value in os.environ.items() if "PYTEST" not in name or name == kept
    }
    environment["PATH"] = os.pathsep.join([*programs, environment["PATH"]])
    done = subprocess.run(
        ["bash", "-euc", command],
        cwd=clone,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def put_into_cell(clone, name, text, *, at_end=False):
    chapter, _, name = name.rpartition("/")
    path = clone / "source" / (chapter or "08_squares") / f"{chapter or '08_squares'}.ipynb"
    notebook = nbformat.read(path, 4)
    (cell,) = [cell for cell in notebook.cells if cell.id == name]
    cell.source = (cell.source + "\n\n" if at_end else "") + text.rstrip("\n")
    path.write_text(written(notebook), encoding="utf-8")


@pytest.mark.pipeline
@pytest.mark.timeout(900)
def test_the_guides_followed_word_for_word_end_green(clone):
    said, edits = [], 0
    for block in blocks():
        text = textwrap.dedent(block["text"])
        if block["language"] == "bash":
            said += [run(line, clone) for line in text.splitlines()]
        elif block["kind"] == "file":
            assert (clone / block["name"]).is_file(), "the guide changes what the command wrote"
            (clone / block["name"]).write_text(text, encoding="utf-8")
            edits += 1
        elif block["kind"]:
            put_into_cell(clone, block["name"], text, at_end=block["kind"] != "cell")
            edits += 1
    assert edits == 7
    assert len(said) == 6
    assert int(re.search(r"(\d+) passed", said[-2])[1]) > 30
    assert "small changes of the reference" in said[-1]
    assert "8 passed" in run("python -m pytest -q -k closes_with tests/test_notebooks.py", clone)
    released = clone / "release" / "08_squares" / "08_squares.ipynb"
    assert "def square_backward(dout, cache):" in released.read_text(encoding="utf-8")
    assert "2.0 * cache" not in released.read_text(encoding="utf-8")
    assert "08_squares" in (clone / "README.md").read_text(encoding="utf-8")
    style = f"{sys.executable} -m ruff check -q . && {sys.executable} -m ruff format -q --check ."
    run(style, clone)


@pytest.mark.pipeline
@pytest.mark.timeout(900)
def test_a_stub_of_each_kind_works_as_it_is(clone):
    course, names = Course(clone), ("treble", "quiz_steep", "cube_backward")
    new_chapter(course, "08_squares")
    for name in names:
        new_exercise(course, "08_squares", name)
    run("backpass release 08_squares", clone)
    chosen = "-k 'notebooks or right_ways or quiz or stub or hints'"
    tests = "tests/test_notebooks.py tests/test_exercises.py tests/test_hints.py"
    assert " passed" in run(f"python -m pytest -q -m ch8 {chosen} {tests}", clone)
    said = run('python -c "from backpass.progress import progress; progress(8); progress()"', clone)
    assert "You have passed 0 of 3 in this chapter." in said
    assert "8 · Squares: 3 not attempted" in said


@pytest.mark.parametrize(
    ("begin", "said"),
    [
        (lambda c: new_chapter(c, "squares"), "two digits, an underscore and a name in small"),
        (lambda c: new_chapter(c, "08_x", 'a "title"'), "holds a sign that a title must not have"),
        (lambda c: new_chapter(c, "02_other"), "02_chain_rule has the number 02 already"),
        (lambda c: new_chapter(c, "08_chain_rule"), r"contracts/chain_rule\.py is there already"),
        (lambda c: new_exercise(c, "08_x", "f"), "there is no chapter '08_x'"),
        (lambda c: new_exercise(c, "02_chain_rule", "2x"), "'2x' is no name for an exercise"),
        (lambda c: new_exercise(c, "02_chain_rule", "add_backward"), "add_backward stands in"),
        (lambda c: new_exercise(c, "04_staged_computation", "add_backward"), "chain_rule.py alr"),
    ],
)
def test_what_cannot_be_begun_is_refused_and_nothing_is_written(shared, begin, said):
    before = contents(shared)
    with pytest.raises(CourseError, match=said):
        begin(Course(shared))
    assert contents(shared) == before
    assert len(before) > 300


def contents(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_a_course_without_the_package_in_its_folder_is_told_what_is_missing(tiny_released):
    for begin in (
        lambda: new_chapter(tiny_released, "08_squares"),
        lambda: new_exercise(tiny_released, "02_chain_rule", "square_backward"),
    ):
        with pytest.raises(CourseError, match=r"backpass/ is not in this folder\. Run this"):
            begin()
