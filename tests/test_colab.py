"""Every chapter with the versions that Colab ships, and with the newest, and the same pictures.

`.venv-colab` holds what constraints-colab.txt says and no Backpass: what runs there has brought the
package along, or fetched it as it would on Colab.
"""

import re
import subprocess
import sys
import tomllib

import nbformat
import pytest
from elsewhere import (
    CHAPTERS,
    COURSE,
    HERE,
    ROOT,
    environment_of,
    run_plainly,
    run_program,
    solved,
    stand_alone,
)
from packaging.requirements import Requirement

from backpass.grading.authoring.added import INSTALL
from backpass.grading.authoring.links import install_cell
from backpass.grading.authoring.repository import Package, Repository
from backpass.grading.authoring.tidy import written

GROUP = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
SHIPS = {Requirement(line).name: str(Requirement(line).specifier) for line in GROUP["colab"]}
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)
each_state = pytest.mark.parametrize("state", ["unsolved", "solved"])


@pytest.fixture(scope="module")
def colab():
    return environment_of(".venv-colab")


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("standalone")
    return {
        (chapter, state): stand_alone(
            chapter, folder / f"{chapter}_{state}.ipynb", solve=state == "solved"
        )
        for chapter in CHAPTERS
        for state in ("unsolved", "solved")
    }


@pytest.fixture(scope="module")
def on_colab(colab, notebooks, tmp_path_factory):
    return run_plainly(colab, notebooks.values(), tmp_path_factory.mktemp("colab"))


@pytest.fixture(scope="module")
def here(notebooks, tmp_path_factory):
    """Solved chapters with the newest versions, of which only what sliders draw is looked at."""
    files = [path for (_, state), path in notebooks.items() if state == "solved"]
    return run_plainly(HERE, files, tmp_path_factory.mktemp("here"), "--unseen")


def test_the_environment_is_the_one_that_is_meant(on_colab, here):
    for name, key in [("numpy", "numpy"), ("matplotlib", "matplotlib"), ("ipywidgets",) * 2]:
        assert f"=={on_colab['versions'][key]}" == SHIPS[name]
        assert on_colab["versions"][key] != here["versions"][key], "nothing would be compared"
    assert f"=={on_colab['versions']['IPython']}" == SHIPS["ipython"]


@each_state
@each_chapter
def test_a_chapter_runs_to_its_end_and_says_nothing_on_stderr(on_colab, chapter, state):
    report = on_colab["notebooks"][f"{chapter}_{state}"]
    assert report["troubles"] == []
    assert re.search(r"backpass-\w+.backpass.__init__", report["package"]), "what the file carries"


@each_chapter
def test_checks_come_to_what_they_should(on_colab, chapter):
    for state, wanted in (("unsolved", "0.0"), ("solved", "passed")):
        results = on_colab["notebooks"][f"{chapter}_{state}"]["results"]
        came = {name: result for name, result in results.items() if name.startswith("test_")}
        assert came
        assert set(came.values()) == {wanted}, came


@each_chapter
def test_moved_sliders_draw_the_same_pictures_with_old_and_new_versions(on_colab, here, chapter):
    old = on_colab["notebooks"][f"{chapter}_solved"]["pictures"]
    new = here["notebooks"][f"{chapter}_solved"]["pictures"]
    cells = nbformat.read(COURSE.release_notebook(chapter), 4).cells
    moved = {c.id: c.source for c in cells if c.source.startswith(("explore.", "puzzles."))}
    assert set(old) == set(moved)
    for name, pictures in old.items():
        # a puzzle's picture changes with the question, and not with each answer that is tried
        wanted = 1 if moved[name].startswith("puzzles.") else len(pictures) / 3
        assert len({svg for svg, _ in pictures}) > wanted, f"{name}: pictures follow"
        assert pictures == new[name], name


def test_a_real_kernel_of_colab_runs_a_chapter_and_its_sliders(colab, notebooks, tmp_path):
    report = run_program(
        colab, "kernel_run", str(notebooks["02_chain_rule", "solved"]), folder=tmp_path
    )
    assert report["troubles"] == {}
    assert f"=={report['ipykernel']}" == SHIPS["ipykernel"]
    assert f"=={report['jupyter_client']}" == SHIPS["jupyter-client"]
    assert len(report["moved"]) >= 3
    for name, pictures in report["moved"].items():
        assert set(pictures) == {1}, f"{name}: one new picture for each slider moved"


def test_a_release_fetches_the_package_on_colab_and_runs(colab, tmp_path):
    """Without Backpass, with google.colab, and with a pip that has a wheel and no network."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("backpass-*.whl")
    chapter = CHAPTERS[0]
    path = tmp_path / "released.ipynb"
    notebook = solved(nbformat.read(COURSE.require_release(chapter), 4), chapter)
    (install,) = [cell for cell in notebook.cells if cell.id == INSTALL]
    published = Repository("ada-lovelace", "backpass", "main", Package("0.1.0", "ab" * 32))
    install.source = install_cell(published).source
    path.write_text(written(notebook), encoding="utf-8")
    report = run_plainly(colab, [path], tmp_path, wheel)["notebooks"]["released"]
    assert report["troubles"] == []
    assert published.wheel.startswith(report["said"]["install"].split()[-1])
    assert "plain-site-" in report["package"]


def test_the_lock_names_versions_and_hashes_and_no_address():
    text = (ROOT / "constraints-colab.txt").read_text(encoding="utf-8")
    assert "://" not in text
    locked = dict(re.findall(r"(?m)^([a-z0-9-]+)==([^ ;\\]+)", text))
    for name, wanted in SHIPS.items():
        assert f"=={locked[name]}" == wanted, "run `make lock`"
    for block in re.split(r"(?m)^(?=[a-z])", text):
        if block.strip():
            assert "--hash=sha256:" in block
