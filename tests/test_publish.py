"""What releasing adds: the badge, the way to the neighbours, the cell that gets the package."""

import importlib.util
import re
import shutil
import subprocess
import sys
import types
from dataclasses import replace

import clone
import nbformat
import pytest
import tiny_course
from looked_over import at_least

from backpass.grading.authoring.added import ADDED, BADGE, INSTALL, NAVIGATION, OPENING
from backpass.grading.authoring.links import (
    badge,
    install_cell,
    published,
    readme,
    titles,
)
from backpass.grading.authoring.repository import Package, Repository, read_repository
from backpass.grading.cli import main
from backpass.grading.course import Course, CourseError
from backpass.grading.intake.findings import findings_of
from backpass.grading.intake.read import read_submission
from backpass.grading.intake.rebuild import rebuild

ROOT = tiny_course.ROOT
COURSE = Course(ROOT)
CHAPTERS = COURSE.chapters()
HERE = read_repository(ROOT)
FORK = Repository("ada-lovelace", "notes.on_engines", "2026/autumn")
PUBLISHED = replace(FORK, package=Package("0.1.0", "ab" * 32))
PLACEHOLDER = Repository("nobody-", "backpass", "main")
OWN = "[tool.backpass]\nrepository = {owner = 'me', name = 'it', branch = 'main'}"
KINDS = {"published": PUBLISHED, "a branch only": FORK, "placeholder": PLACEHOLDER}
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


def released(course, chapter):
    return nbformat.read(course.release_notebook(chapter), 4).cells


def links(text):
    return re.findall(r"\]\(([^()\s]+)\)", text)


# ---------------------------------------------------------------- badge and navigation


@each_chapter
def test_a_chapter_starts_with_a_badge_to_itself_on_colab(chapter):
    first = released(COURSE, chapter)[0]
    address = (
        f"https://colab.research.google.com/github/{HERE.owner}/{HERE.name}/blob/{HERE.branch}"
        f"/release/{chapter}/{chapter}.ipynb"
    )
    assert (first.cell_type, first.id) == ("markdown", OPENING)
    assert first.source.splitlines()[0] == f"[![Open in Colab]({BADGE})]({address})"
    picture = COURSE.release_notebook(chapter).with_name(BADGE).read_bytes()
    assert picture == badge()
    assert picture.startswith(b"\x89PNG")


@each_chapter
def test_previous_and_next_work_beside_each_other_and_on_colab(chapter):
    cells = released(COURSE, chapter)
    place = CHAPTERS.index(chapter)
    wanted = [CHAPTERS[k] for k in (place - 1, place + 1) if 0 <= k < len(CHAPTERS)]
    assert cells[-1].id == NAVIGATION
    found = links(cells[-1].source)
    assert found == [
        address for name in wanted for address in (f"../{name}/{name}.ipynb", HERE.colab(name))
    ]
    for address in found[::2]:
        assert (COURSE.release_notebook(chapter).parent / address).resolve().is_file()
    assert cells[-1].source in cells[0].source
    for name in wanted:
        assert f"[{titles(COURSE)[name]}]" in cells[-1].source


@each_chapter
def test_a_graded_chapter_has_nothing_that_releasing_added(chapter):
    """Its pages have no neighbours: the badge would be a broken picture, the links lead nowhere."""
    release = nbformat.read(COURSE.release_notebook(chapter), 4)
    added = [cell for cell in release.cells if cell.id in ADDED]
    assert len(added) == 3
    graded = rebuild(release, read_submission(COURSE.release_notebook(chapter)))
    assert graded.cells == [cell for cell in release.cells if cell not in added]
    assert findings_of(graded).odd == []


@each_chapter
def test_a_chapter_asks_for_no_picture_from_elsewhere(chapter):
    """A picture from another house tells that house who reads, and breaks without a network."""
    texts = [cell for cell in released(COURSE, chapter) if cell.cell_type == "markdown"]
    for cell in at_least(3, texts):
        pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)|<img[^>]+src=.([^'\" ]+)", cell.source)
        assert [one for pair in pictures for one in pair if "://" in one] == []


@each_chapter
def test_sources_hold_no_address_of_the_repository(chapter):
    text = COURSE.source_notebook(chapter).read_text(encoding="utf-8")
    for word in ("colab.research", HERE.page, OPENING, '"install"'):
        assert word not in text


def test_the_readme_lists_every_chapter_with_its_badge():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme(text, titles(COURSE), HERE) == text, "run `backpass release`"
    for chapter in CHAPTERS:
        assert f"({HERE.colab(chapter)})" in text
        assert f"(release/{chapter}/{chapter}.ipynb)" in text
    assert f"git clone {HERE.page} " in text


def test_a_fork_changes_one_line_and_releases(tmp_path, monkeypatch):
    for name in ("pyproject.toml", "nbgrader_config.py", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    for chapter in CHAPTERS[:2]:
        shutil.copytree(COURSE.source / chapter, tmp_path / "source" / chapter)
    settings = tmp_path / "pyproject.toml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    (line,) = [k for k, text in enumerate(lines) if text.startswith("repository = ")]
    lines[line] = (
        f'repository = {{ owner = "{FORK.owner}", name = "{FORK.name}", branch = "{FORK.branch}" }}'
    )
    settings.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["release"]) == 0

    fork = Course(tmp_path)
    texts = {"README": (tmp_path / "README.md").read_text(encoding="utf-8")}
    for chapter in CHAPTERS[:2]:
        texts[chapter] = fork.release_notebook(chapter).read_text(encoding="utf-8")
        cells = released(fork, chapter)
        assert f"]({FORK.colab(chapter)})" in cells[0].source
        (install,) = [cell.source for cell in cells if cell.id == INSTALL]
        assert FORK.archive in install
    for name, text in texts.items():
        assert f"{HERE.owner}/{HERE.name}" not in text, name
    assert FORK.colab(CHAPTERS[1]) in texts[CHAPTERS[0]], "the way to the next chapter"
    assert FORK.page in texts["README"]


def test_the_address_stands_in_one_place():
    """Generated files apart, a fork finds nothing else to change."""
    generated = {"README.md", *(f"{chapter}.ipynb" for chapter in CHAPTERS)}
    found = [
        name
        for name in clone.files()
        if (ROOT / name).name not in generated
        if HERE.owner in (ROOT / name).read_bytes().decode("utf-8", "replace")
    ]
    assert set(found) == {"pyproject.toml"}


def test_a_course_that_names_no_repository_is_released_as_it_is(tiny_released):
    made = released(tiny_released, tiny_course.CHAPTER)
    assert [cell["id"] for cell in made] == [
        cell["id"] for cell in tiny_course.source_notebook().cells
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.backpass]\nrepository = 'me/it'", "should say repository = "),
        ("[tool.backpass]\nrepository = {owner = 'me', name = 'it'}", "should say repository = "),
        (
            "[tool.backpass]\nrepository = {owner = 'm e', name = 'it', branch = 'main'}",
            "owner cannot be 'm e'",
        ),
        (
            "[tool.backpass]\nrepository = {owner = 'me', name = 'i\"t', branch = 'main'}",
            "name cannot be",
        ),
        (
            "[tool.backpass]\nrepository = {owner = 'me', name = 'it', branch = '../x)y'}",
            "branch cannot be",
        ),
        ("[tool.backpass", "cannot be read"),
        (
            f"{OWN}\npackage = {{version = '1.0'}}",
            "should say package = ",
        ),
        (f"{OWN}\npackage = {{version = '1.0', sha256 = 'ab'}}", "sha256 cannot be 'ab'"),
        (
            f"{OWN}\npackage = {{version = 'main', sha256 = '{'ab' * 32}'}}",
            "version cannot be 'main'",
        ),
    ],
)
def test_what_is_no_address_is_refused_in_words(tmp_path, text, said):
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=said):
        read_repository(tmp_path)


def test_an_id_that_releasing_needs_is_refused_in_a_source():
    cells = [nbformat.v4.new_markdown_cell("# A", id=NAVIGATION)]
    with pytest.raises(CourseError, match=r"'navigation' is kept for a cell"):
        published(cells, "01_a", {"01_a": "A"}, HERE)


# ---------------------------------------------------------------- the install cell


@each_chapter
def test_the_install_cell_comes_before_all_other_code_locked_and_without_marks(chapter):
    first = next(cell for cell in released(COURSE, chapter) if cell.cell_type == "code")
    assert first.source == install_cell(HERE).source
    marks = first.metadata["nbgrader"]
    assert (marks["grade_id"], marks["locked"]) == (INSTALL, True)
    assert (marks["grade"], marks["solution"], marks.get("points")) == (False, False, None)
    assert first.metadata["editable"] is False
    assert len(first.source.splitlines()) <= 20, "a beginner reads this first"


@pytest.mark.parametrize("kind", KINDS)
def test_the_install_cell_is_in_the_house_style(tmp_path, kind):
    path = tmp_path / "install.py"
    path.write_text(install_cell(KINDS[kind]).source + "\n", encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    settings = f"--config={ROOT / 'pyproject.toml'}"
    rules = "--ignore=D100,T201,PLW1510,S603"  # a cell is no module; what pip says is not shown
    for words in (["check", settings, rules], ["format", "--check", settings]):
        done = subprocess.run(
            [*ruff, *words, str(path)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout


@pytest.fixture
def missing(monkeypatch):
    """A place where the package is not installed; no process is started from there."""
    calls = []
    find_spec = importlib.util.find_spec
    hide = lambda name, *rest: None if name == "backpass" else find_spec(name, *rest)  # noqa: E731
    monkeypatch.setattr(importlib.util, "find_spec", hide)

    def run(command, **options):
        calls.append(command)
        return types.SimpleNamespace(
            returncode=run.returncode, stderr="WARNING\nERROR: no way there\n"
        )

    run.returncode = 0
    monkeypatch.setattr(subprocess, "run", run)
    return calls, run


def install(repository):
    names = {}
    exec(compile(install_cell(repository).source, "install", "exec"), names)
    return names


@pytest.fixture
def colab(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))


@pytest.mark.parametrize("kind", KINDS)
def test_where_the_package_is_there_nothing_happens(capfd, kind):
    names = install(KINDS[kind])
    assert set(names) == {"__builtins__", "find_spec"}
    assert capfd.readouterr() == ("", "")


def test_on_colab_a_published_package_is_installed_alone_by_its_hash(missing, colab, capfd):
    install(PUBLISHED)
    calls, _ = missing
    address = (
        "https://github.com/ada-lovelace/notes.on_engines/releases/download/v0.1.0/"
        f"backpass-0.1.0-py3-none-any.whl#sha256={'ab' * 32}"
    )
    assert calls == [[sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", address]]
    out, err = capfd.readouterr()
    assert out == f"The package backpass comes from {address.partition('#')[0]}\n"
    assert err == ""


def test_on_colab_without_a_network_it_says_so(missing, colab, capfd):
    _, run = missing
    run.returncode = 1
    install(PUBLISHED)
    out, err = capfd.readouterr()
    assert "could not be fetched. Is there a network?" in out
    assert "run this cell again.\nWhat pip said: ERROR: no way there\n" in out
    assert err == ""


@pytest.mark.parametrize("kind", ["a branch only", "placeholder"])
def test_on_colab_nothing_is_fetched_from_a_moving_branch_or_from_nobody(
    missing, colab, capfd, kind
):
    install(KINDS[kind])
    calls, _ = missing
    assert calls == []
    out, _ = capfd.readouterr()
    assert out.startswith("The package backpass is missing here.\n")
    assert (f"%pip install {FORK.archive}" in out) == (kind == "a branch only")
    assert ("github" in out) == (kind == "a branch only")


def test_elsewhere_it_says_what_to_do_and_does_nothing(missing, capfd):
    install(PUBLISHED)
    calls, _ = missing
    out, err = capfd.readouterr()
    assert calls == []
    assert f"%pip install {PUBLISHED.wheel}" in out
    assert err == ""


def test_pip_refuses_a_file_with_another_hash(tmp_path):
    """What the install cell rests on: a hash behind the address is compared, not decoration."""
    wheel = tmp_path / "backpass-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"another file")
    address = f"{wheel.as_uri()}#sha256={'ab' * 32}"
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "-d", str(tmp_path / "to")]
    done = subprocess.run([*command, address], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("repository", "said"),
    [(PUBLISHED, None), (FORK, "no published package"), (PLACEHOLDER, "'nobody-'")],
)
def test_whoever_releases_is_told_of_an_address_that_is_not_ready(repository, said):
    caution = repository.caution()
    assert caution is None if said is None else said in caution


def test_a_placeholder_is_a_name_that_github_gives_to_nobody():
    assert HERE.is_placeholder, "delete this test when the course has a home"
    assert HERE.owner.endswith("-")


def test_what_it_installs_needs_no_newer_package_than_colab_ships():
    """--no-deps leaves Colab's own packages alone, so they have to be new enough."""
    import tomllib

    from packaging.requirements import Requirement

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    ships = {
        Requirement(line).name: next(iter(Requirement(line).specifier)).version
        for line in settings["dependency-groups"]["colab"]
    }
    needed = [Requirement(line) for line in settings["project"]["dependencies"]]
    assert needed
    for requirement in needed:
        assert requirement.specifier.contains(ships[requirement.name]), requirement
