"""What leaves the house: no answers in the wheel, no instructor's tools in a student's kernel."""

import ast
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import clone
import pytest

ROOT = Path(__file__).resolve().parents[1]
STUDENT_SIDE = [
    path
    for path in sorted((ROOT / "backpass").rglob("*.py"))
    if "grading" not in path.relative_to(ROOT).parts
]
# IPython and traitlets come with ipywidgets, contourpy with matplotlib
ALLOWED = {"backpass", "numpy", "matplotlib", "contourpy", "ipywidgets", "IPython", "traitlets"}
INSTRUCTORS_TOOLS = (
    *("nbgrader", "nbformat", "nbclient", "nbconvert", "nbdime", "sqlalchemy", "alembic"),
    *("jinja2", "tqdm", "nh3", "landlock", "pyseccomp", "jupyterlab", "notebook", "dask"),
    *("backpass.grading", "grader_tests"),
)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files of a freshly built wheel, by name. Hatchling is in the lock, so no network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("backpass-*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


# ---------------------------------------------------------------- the wheel


def test_wheel_holds_the_package_and_its_licence(wheel: dict[str, str]):
    tops = {name.split("/")[0] for name in wheel}
    (info,) = tops - {"backpass"}
    assert info.startswith("backpass-")
    assert info.endswith(".dist-info")
    assert f"{info}/licenses/LICENSE" in wheel
    assert "backpass/py.typed" in wheel


def test_wheel_holds_every_file_of_the_package(wheel: dict[str, str]):
    here = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "backpass").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert here - set(wheel) == set(), "an installed Backpass would lack these"


def test_wheel_holds_no_notebook_and_no_grader_tests(wheel: dict[str, str]):
    strangers = [name for name in wheel if name.endswith(".ipynb") or "grader_tests" in name]
    assert strangers == []


def answers() -> Iterator[tuple[str, str]]:
    """Every solution and hidden test of the source notebooks, as (cell, text of the region)."""
    region = re.compile(
        r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)### END (?:SOLUTION|HIDDEN TESTS)", re.DOTALL
    )
    for path in sorted((ROOT / "source").glob("*/*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
            for text in region.findall("".join(cell["source"])):
                yield f"{path.stem}/{name}", text


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_wheel_and_release_hold_no_answer(wheel: dict[str, str]):
    """No answer goes with the package, its own chapter or an earlier one.

    A later chapter may build on it. A very short answer, such as a letter, may stand anywhere.
    """
    regions = [(cell, squeezed(text)) for cell, text in answers()]
    assert regions, "no source notebook has an answer: is source/ there?"
    package = {name: squeezed(text) for name, text in wheel.items()}
    chapters = {}
    for path in sorted((ROOT / "release").glob("*/*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        chapters[path.stem] = squeezed("\n".join("".join(cell["source"]) for cell in cells))
    leaks = [
        (cell, name)
        for cell, region in regions
        for name, text in (package | chapters).items()
        if len(region) >= len("return1.0,1.0") and region in text
        if name in package or name <= cell.split("/")[0]
    ]
    assert leaks == []


def test_release_holds_no_marker():
    """What stands between these markers is for the instructor; nbgrader takes both away."""
    releases = sorted((ROOT / "release").glob("*/*.ipynb"))
    assert releases
    for path in releases:
        text = path.read_text(encoding="utf-8")
        assert "BEGIN SOLUTION" not in text, path.name
        assert "HIDDEN TESTS" not in text, path.name
        assert "backpass.grading" not in text, path.name


def test_no_function_of_the_package_is_an_exercise():
    """The package gives no backward pass away, not even by another road."""
    from backpass.contracts import CONTRACTS

    assert CONTRACTS
    exercises = {name for name in CONTRACTS if not name.startswith("quiz_")}
    defined = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in STUDENT_SIDE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name in exercises
    ]
    assert defined == []


# ---------------------------------------------------------------- what a student's kernel imports


@pytest.mark.parametrize("path", STUDENT_SIDE, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_student_side_names_nothing_beyond_its_dependencies(path: Path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported.add(node.module or "")
    assert {name for name in imported if name.startswith("backpass.grading")} == set()
    tops = {name.split(".")[0] for name in imported}
    assert tops - ALLOWED - set(sys.stdlib_module_names) == set()


IMPORT_EVERYTHING = """
import importlib, pkgutil, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if any(name == banned or name.startswith(banned + ".") for banned in BANNED):
            raise ModuleNotFoundError(f"No module named {name!r} (refused)", name=name)

sys.meta_path.insert(0, Refuse())
import backpass
for module in pkgutil.walk_packages(backpass.__path__, "backpass."):
    if not module.name.startswith("backpass.grading"):
        importlib.import_module(module.name)
        print(module.name)
"""


def import_without(banned: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-W", "error", "-c", f"BANNED = {banned!r}\n{IMPORT_EVERYTHING}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "MPLBACKEND": "agg"},
    )


def test_student_side_imports_without_the_instructors_tools():
    done = import_without(INSTRUCTORS_TOOLS)
    assert done.returncode == 0, done.stderr
    expected = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in STUDENT_SIDE
    }
    assert set(done.stdout.split()) | {"backpass"} == expected


def test_the_refusal_refuses():
    done = import_without(("numpy",))
    assert done.returncode != 0
    assert "refused" in done.stderr


def test_who_builds_the_site_waits_for_no_grammar_of_addresses():
    """jsonschema would import one, for as long as all the rest takes, and nothing needs it."""
    program = "import sys, website; print(sys.modules['rfc3987_syntax'])"
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        env={**os.environ, "PYTHONPATH": ""},  # where tests have a lighter one
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "None\n", done.stderr


# ---------------------------------------------------------------- what is committed


def tracked_files() -> list[Path]:
    return [ROOT / name for name in clone.files()]


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def test_no_tracked_file_names_a_folder_of_somebodys_machine():
    somebodys = re.compile(
        r"(?:/home/|/Users/|[A-Z]:\\{1,2}Users\\{1,2})[A-Za-z]|/work/[a-z]|/tmp/[a-z]+/"
        rf"|{re.escape(str(ROOT))}/[a-z]"
    )
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked_files()
        if (match := somebodys.search(text_of(path)))
    ]
    assert found == []


def test_no_tracked_file_names_a_download_address():
    """Packages come from wherever the user's own pip, conda or apt is set to look."""
    address = re.compile(
        r"--(?:extra-)?index-url|--find-links|--trusted-host|files\.pythonhosted|conda\.anaconda\.org"
        r"|(?:https?|ftp|file)://[^\s)\"'>]*(?:simple/|\.whl|\.tar\.(?:gz|bz2)|\.conda)\b"
    )
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked_files()
        if path != Path(__file__) and (match := address.search(text_of(path)))
    ]
    assert found == []


def test_no_committed_notebook_holds_outputs_or_widget_state():
    notebooks = [path for path in tracked_files() if path.suffix == ".ipynb"]
    assert notebooks
    for path in notebooks:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert "widgets" not in notebook["metadata"], path.name
        for cell in notebook["cells"]:
            assert not cell.get("outputs"), f"{path.name}: {cell['id']}"
            assert cell.get("execution_count") is None, f"{path.name}: {cell['id']}"


def test_scripts_are_executable():
    scripts = [ROOT / ".ci" / "run", *sorted((ROOT / "tools").glob("*.sh"))]
    assert len(scripts) > 1
    for script in scripts:
        assert os.access(script, os.X_OK), f"{script.name}: chmod +x"
