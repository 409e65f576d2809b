"""Cutting a release: the version in every place, and a wheel to be trusted."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import clone
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
NAMED = ("pyproject.toml", "CITATION.cff", "CHANGELOG.md")


@pytest.fixture
def tool():
    spec = importlib.util.spec_from_file_location("version", ROOT / "tools" / "version.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path):
    for name in NAMED:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_a_new_version_stands_in_every_file_that_names_one(tool, copy, capsys):
    assert tool.main(["3.4.5"], copy) == 0
    assert tomllib.loads((copy / "pyproject.toml").read_text())["project"]["version"] == "3.4.5"
    assert yaml.safe_load((copy / "CITATION.cff").read_text())["version"] == "3.4.5"
    log = (copy / "CHANGELOG.md").read_text()
    assert re.search(
        r"## \[Unreleased\]\n\nNothing yet\.\n\n## \[3\.4\.5\] - \d{4}-\d\d-\d\d\n", log
    )
    assert capsys.readouterr().out.count("says 3.4.5") == len(NAMED)


@pytest.mark.parametrize("version", ["", "1", "v1.0.0", "1.0.0-beta", "1.0.0\n"])
def test_what_is_no_version_changes_nothing(tool, copy, capsys, version):
    before = {name: (copy / name).read_bytes() for name in NAMED}
    assert tool.main([version], copy) == 1
    assert "is no version" in capsys.readouterr().err
    assert {name: (copy / name).read_bytes() for name in NAMED} == before


def test_a_place_that_is_missing_leaves_all_files_as_they_were(tool, copy, capsys):
    (copy / "CHANGELOG.md").write_text("# Changelog\n")
    before = {name: (copy / name).read_bytes() for name in NAMED}
    assert tool.main(["1.2.3"], copy) == 1
    assert "no single heading" in capsys.readouterr().err
    assert {name: (copy / name).read_bytes() for name in NAMED} == before


def test_two_builds_of_one_commit_are_the_same_bytes(tmp_path):
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    hashes = set()
    for name in ("one", "two"):
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
        subprocess.run(
            [*command, "-d", str(tmp_path / name)], cwd=ROOT, env=environment, check=True,
            capture_output=True,
        )  # fmt: skip
        (wheel,) = (tmp_path / name).glob("backpass-*-py3-none-any.whl")
        hashes.add(hashlib.sha256(wheel.read_bytes()).hexdigest())
    assert len(hashes) == 1


def test_a_release_is_cut_by_the_commands_of_the_document_as_they_stand_there(tmp_path):
    clone, origin = tmp_path / "clone", tmp_path / "origin.git"
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("backpass", "tools"):
        shutil.copytree(ROOT / name, clone / name, ignore=ignore)
    for name in (*NAMED, "Makefile", "README.md", "LICENSE", "constraints.txt", ".gitignore"):
        shutil.copy(ROOT / name, clone)
    (clone / ".venv").mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        (clone / ".venv" / name).symlink_to(Path(sys.prefix, name))
    who = {
        f"GIT_{role}_{what}": "a@b.c"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    (document,) = re.findall(r"```bash\n(.*?)```", (ROOT / "RELEASING.md").read_text(), re.S)
    begun = [
        f"git init -q --bare {origin}",
        "git init -q -b main",
        f"git remote add origin {origin}",
    ]
    begun += ["git add -A", "git commit -q -m begun"]
    # without what a make around this test hands on: it would have more to say
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")} | who
    said = {}
    for line in [*begun, *document.splitlines()]:
        setup = clone / ".venv" / ".backpass-setup"
        setup.touch()  # pyproject.toml has changed, and there is nothing new to install
        done = subprocess.run(
            ["bash", "-euc", line], cwd=clone, env=env, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        said[line.split("#")[0].strip()] = done.stdout
    (wheel,) = (clone / "dist").iterdir()
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    line = f'package = {{ version = "0.1.0", sha256 = "{digest}" }}'
    assert said["make wheel"].splitlines()[-1] == line
    assert wheel.name in (ROOT / "RELEASING.md").read_text()
    tagged = subprocess.run(
        ["git", "show", "v0.1.0:CHANGELOG.md"], cwd=origin, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert "## [0.1.0] - 20" in tagged.stdout, "the tag holds the version's own changes"


def test_workflows_call_what_the_readme_calls():
    files = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    assert [path.name for path in files] == ["ci.yml", "pages.yml"]
    runs = {
        path.stem: [
            step["run"]
            for job in yaml.safe_load(path.read_text())["jobs"].values()
            for step in job["steps"]
            if "run" in step
        ]
        for path in files
    }
    assert runs == {"ci": ["bash .ci/run"], "pages": ["make site"]}


def test_every_issue_form_is_one_that_github_reads():
    forms = [p for p in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if p.stem != "config"]
    assert len(forms) >= 3
    for path in forms:
        form = yaml.safe_load(path.read_text())
        assert {"name", "description", "body"} <= set(form), path.name
        ids = [part["id"] for part in form["body"] if part["type"] != "markdown"]
        assert len(ids) == len(set(ids)) >= 1, path.name
        for part in form["body"]:
            assert part["type"] in {"input", "textarea", "dropdown", "checkboxes", "markdown"}
            assert part["attributes"]["label"].strip()


def test_nothing_says_to_install_a_name_that_the_project_does_not_own():
    """`pip install backpass` would fetch whatever somebody else puts there."""
    looked = 0
    form = re.compile(r"pip install (?:-\S+ )*['\"]?backpass\b(?!/)")
    for name in clone.files():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".ipynb", ".toml", ".yml", ".sh"}:
            looked += 1
            found = form.findall(path.read_text(encoding="utf-8"))
            assert not found or name in {"RELEASING.md", "tests/test_releasing.py"}, name
    assert looked > 200
