"""pyproject.toml, constraints.txt and environment.yml must tell one story."""

import asyncio
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import rattler
import yaml
from looked_over import at_least
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]

# conda-forge splits a few projects; the part without a GUI toolkit is what a notebook needs
CONDA_NAMES = {"matplotlib": "matplotlib-base"}
# what contains students' code on Linux; pip installs it, by the extra that environment.yml names
FROM_PYPI = {"landlock", "pyseccomp"}
PYTHONS = ("3.11", "3.12", "3.13")


class Locked(NamedTuple):
    """One entry of constraints.txt."""

    name: str
    version: str
    marker: Marker | None
    hashes: tuple[str, ...]


def read_lock(text: str) -> list[Locked]:
    """Entries of a lock file. Refuses any line that is not a pinned requirement or its hash."""
    entries = []
    for entry in text.replace("\\\n", " ").splitlines():
        pinned, *hashes = re.split(r"\s+--hash=", entry.strip())
        requirement = Requirement(pinned)
        (specifier,) = requirement.specifier
        if specifier.operator != "==" or requirement.url:
            raise ValueError(f"not pinned: {entry}")
        entries.append(
            Locked(
                canonicalize_name(requirement.name),
                specifier.version,
                requirement.marker,
                tuple(hashes),
            )
        )
    return entries


LOCK = read_lock((ROOT / "constraints.txt").read_text())
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
ENVIRONMENT: dict[str, Any] = yaml.safe_load((ROOT / "environment.yml").read_text())
SPECS = [entry for entry in ENVIRONMENT["dependencies"] if isinstance(entry, str)]


def project_requirements(*extras: str) -> list[Requirement]:
    lines = list(PROJECT["dependencies"])
    for extra in extras:
        lines += PROJECT["optional-dependencies"][extra]
    return [Requirement(line) for line in lines]


def conda_requirements() -> list[Requirement]:
    """What conda installs: all that opening and grading need, but for what PyPI alone has."""
    return [r for r in project_requirements("lab", "grading") if r.name not in FROM_PYPI]


def locked_versions(name: str) -> dict[str, str]:
    """The version of a project that the lock gives to each supported Python, on Linux."""
    found = {}
    for python in PYTHONS:
        environment = {
            "python_version": python,
            "python_full_version": f"{python}.0",
            "sys_platform": "linux",
        }
        for entry in LOCK:
            if entry.name == canonicalize_name(name) and (
                entry.marker is None or entry.marker.evaluate(environment)
            ):
                assert python not in found, f"{name} is locked twice for Python {python}"
                found[python] = entry.version
    return found


def conda_name(requirement: Requirement) -> str:
    name = canonicalize_name(requirement.name)
    return CONDA_NAMES.get(name, name)


def conda_specs() -> dict[str, rattler.MatchSpec]:
    """environment.yml by package name, as conda itself would read it."""
    found = {}
    for text in SPECS:
        spec = rattler.MatchSpec(text)
        assert spec.name is not None, text
        name = re.split(r"[ <>=!]", text)[0]
        assert name not in found, f"{name} is listed twice"
        found[name] = spec
    return found


def clauses(text: str) -> set[str]:
    return {clause.strip() for clause in text.split(",")}


# ---------------------------------------------------------------- the lock


def test_lock_holds_hashes_and_nothing_else():
    text = (ROOT / "constraints.txt").read_text()
    line = re.compile(
        r"[a-z0-9][a-z0-9._-]*==[^\s;]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )
    strange = [row for row in text.splitlines() if not line.fullmatch(row)]
    assert strange == []
    assert [entry.name for entry in LOCK if not entry.hashes] == []
    assert len(LOCK) > 50


def test_reading_a_lock_refuses_a_range_and_a_url():
    with pytest.raises(ValueError, match="not pinned"):
        read_lock("numpy>=2.0 --hash=sha256:00\n")
    with pytest.raises(ValueError, match="unpack"):
        read_lock("numpy @ https://example.org/numpy\n")


@pytest.mark.parametrize(
    "requirement", project_requirements("lab", "grading", "dev"), ids=lambda r: r.name
)
def test_lock_satisfies_every_requirement(requirement: Requirement):
    locked = locked_versions(requirement.name)
    assert set(locked) == set(PYTHONS), f"{requirement.name} is not locked for every Python"
    for python, version in locked.items():
        assert requirement.specifier.contains(version), f"Python {python}: {version}"


def test_build_backend_is_locked():
    """Setup builds without isolation, so that nothing outside the lock is ever fetched."""
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    for requirement in at_least(1, map(Requirement, build)):
        for version in locked_versions(requirement.name).values():
            assert requirement.specifier.contains(version)
        assert locked_versions(requirement.name), f"{requirement.name} is not in constraints.txt"


# ---------------------------------------------------------------- conda


def test_environment_has_the_shape_that_conda_reads():
    assert set(ENVIRONMENT) == {"name", "channels", "dependencies"}
    assert ENVIRONMENT["channels"] == ["conda-forge", "nodefaults"]
    pip_parts = [entry for entry in ENVIRONMENT["dependencies"] if isinstance(entry, dict)]
    assert pip_parts == [{"pip": ["-e .[grading]"]}]
    assert "pip" in conda_specs(), "conda wants pip listed where it is used"


@pytest.mark.parametrize("requirement", conda_requirements(), ids=lambda r: r.name)
def test_environment_asks_for_what_the_project_asks_for(requirement: Requirement):
    spec = conda_specs().get(conda_name(requirement))
    assert spec is not None, f"{requirement.name} is missing from environment.yml"
    assert clauses(str(spec.version)) == clauses(str(requirement.specifier))


def test_pip_adds_what_conda_lacks_and_only_on_linux():
    extra = {r.name: r for r in map(Requirement, PROJECT["optional-dependencies"]["grading"])}
    assert set(extra) >= FROM_PYPI
    for name in FROM_PYPI:
        assert str(extra[name].marker) == 'sys_platform == "linux"'
        assert name not in conda_specs()


def test_environment_asks_for_nothing_else():
    wanted = {conda_name(requirement) for requirement in conda_requirements()}
    assert set(conda_specs()) == wanted | {"python", "pip"}


def test_environment_asks_for_the_same_pythons():
    assert clauses(str(conda_specs()["python"].version)) == clauses(PROJECT["requires-python"])
    for python in PYTHONS:
        assert SpecifierSet(PROJECT["requires-python"]).contains(python)
        assert f"Programming Language :: Python :: {python}" in PROJECT["classifiers"]


@pytest.mark.parametrize("requirement", conda_requirements(), ids=lambda r: r.name)
def test_locked_versions_satisfy_the_environment(requirement: Requirement):
    wanted = rattler.VersionSpec(str(conda_specs()[conda_name(requirement)].version))
    for version in at_least(1, locked_versions(requirement.name).values()):
        assert wanted.matches(rattler.Version(version)), version


# ---------------------------------------------------------------- a solve, on a channel of stubs


def stub_channel(folder: Path, leave_out: str = "") -> rattler.Channel:
    """A channel on disk that knows the locked version of each package, with no dependencies."""
    packages = {}
    for name, version in stub_packages(leave_out):
        packages[f"{name}-{version}-0.tar.bz2"] = {
            "name": name,
            "version": version,
            "build": "0",
            "build_number": 0,
            "depends": [],
            "subdir": "noarch",
            "noarch": "generic",
            "md5": "0" * 32,
            "sha256": "0" * 64,
            "size": 1,
        }
    for subdir in ("noarch", "linux-64"):
        (folder / subdir).mkdir()
        repodata = {
            "info": {"subdir": subdir},
            "packages": packages if subdir == "noarch" else {},
            "packages.conda": {},
            "repodata_version": 1,
        }
        (folder / subdir / "repodata.json").write_text(json.dumps(repodata))
    return rattler.Channel(folder.as_uri())


def stub_packages(leave_out: str) -> Iterator[tuple[str, str]]:
    for python in PYTHONS:
        yield "python", f"{python}.7"
    yield "python", "3.14.0"
    yield "pip", "25.0"
    for requirement in conda_requirements():
        if requirement.name != leave_out:
            yield conda_name(requirement), locked_versions(requirement.name)["3.12"]
            yield conda_name(requirement), "0.0.1"


def solve(channel: rattler.Channel) -> dict[str, str]:
    async def run() -> list[Any]:
        return await rattler.solve(
            [channel],
            SPECS,
            platforms=[rattler.Subdir("noarch"), rattler.Subdir("linux-64")],
            virtual_packages=[],
        )

    return {record.name.normalized: str(record.version) for record in asyncio.run(run())}


def test_environment_solves_to_the_locked_versions(tmp_path: Path):
    solution = solve(stub_channel(tmp_path))
    assert solution.pop("python") == "3.13.7"
    assert solution.pop("pip") == "25.0"
    assert solution == {
        conda_name(requirement): locked_versions(requirement.name)["3.12"]
        for requirement in conda_requirements()
    }


def test_a_channel_without_a_package_is_no_solution(tmp_path: Path):
    with pytest.raises(Exception, match="nbgrader"):
        solve(stub_channel(tmp_path, leave_out="nbgrader"))


# ---------------------------------------------------------------- Colab


@pytest.mark.parametrize(
    ("name", "version"), [("numpy", "2.1.3"), ("matplotlib", "3.10.0"), ("ipywidgets", "7.7.1")]
)
def test_base_dependencies_admit_what_colab_ships(name: str, version: str):
    """Installing Backpass in Colab must upgrade nothing, or the runtime has to be restarted."""
    requirements = {r.name: r for r in project_requirements()}
    assert set(requirements) == {"numpy", "matplotlib", "ipywidgets"}
    assert requirements[name].specifier.contains(version)
    assert SpecifierSet(PROJECT["requires-python"]).contains(Version("3.13.5"))
