"""What every test stands on: the repository, and a process that leaves the user's folders alone."""

import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path

import nothing_left
import pytest
import ready_servers
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# nbgrader looks for alembic on the PATH, and Jupyter for its sub-commands: those of this Python.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
os.environ.setdefault("MPLBACKEND", "agg")
# No check of a test is remembered as somebody's progress; kernels and servers inherit this.
os.environ["BACKPASS_PROGRESS"] = "off"

# It takes two seconds to import and nothing needs it: `backpass` does without it, too. The folder
# keeps it from the processes that tests start.
sys.modules.setdefault("rfc3987_syntax", None)
LIGHTER = str(ROOT / "tests" / "lighter")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [LIGHTER, os.environ.get("PYTHONPATH")]))

# How often Python looks for garbage, here and (see lighter/sitecustomize.py) in what tests start. A
# judging of `Value` makes so many objects that every other second would go into looking for it.
SELDOM = (50_000, 20, 20)

# Test files and the package are compiled once, not once in each of the processes that tests start.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Two workers share a machine whose load nobody knows, so no test is judged by the clock.
settings.register_profile("backpass", deadline=None)
settings.load_profile("backpass")


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture(scope="session", autouse=True)
def _own_jupyter_folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep Jupyter, IPython and nbgrader from the user's own settings and histories."""
    home = tmp_path_factory.mktemp("jupyter-home")
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        folder = home / name.lower()
        folder.mkdir()
        os.environ[name] = str(folder)


@pytest.fixture
def all_the_time_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are looked for to the end, however busy the machine is."""
    monkeypatch.setattr("backpass.judging.patience.SECONDS", 60.0)


@pytest.fixture
def our_own_errors_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """What describing a wrong result stops with is an error: elsewhere nothing would be said."""
    monkeypatch.setattr("backpass.diagnosis.look_alike._SAYS_NOTHING", ())


@pytest.fixture(scope="session")
def tiny_released(tmp_path_factory: pytest.TempPathFactory) -> object:
    """The tiny course, released, once for each worker. Do not change it: copy it."""
    import tiny_course

    from backpass.grading.authoring.release import release

    course = tiny_course.make(tmp_path_factory.mktemp("tiny") / "course")
    release(course, [tiny_course.CHAPTER])
    return course


# --- marks: `pytest -m ch3` runs what concerns chapter 3 ------------------------------------------


def _mark_of(chapter: str) -> str:
    return f"ch{int(chapter.partition('_')[0])}"


def _chapters() -> list[str]:
    folders = sorted((ROOT / "source").iterdir())
    return [folder.name for folder in folders if (folder / f"{folder.name}.ipynb").is_file()]


def pytest_configure(config: pytest.Config) -> None:
    """Make a mark for each chapter that there is, and a folder that all workers share."""
    if hasattr(config, "workerinput") or config.getoption("dist", "no") == "no":
        gc.disable()  # what is imported and collected stays: looking for garbage doubles the time
    if not hasattr(config, "workerinput"):  # workers inherit its name
        shared = tempfile.mkdtemp(prefix="backpass-tests-")
        os.environ[ready_servers.SHARED] = shared
        os.environ[ready_servers.OWNER] = str(os.getpid())
        nothing_left.begin(shared)
        config.add_cleanup(lambda: _leave_nothing(shared))
    ready_servers.install(os.environ)
    for chapter in _chapters():
        config.addinivalue_line("markers", f"{_mark_of(chapter)}: concerns {chapter}")


def _leave_nothing(shared: str) -> None:
    ready_servers.end(shared)
    shutil.rmtree(shared, ignore_errors=True)


def pytest_collection_finish() -> None:
    """Look for garbage again, among what tests make, and as seldom as in what they start.

    From now on SQL is compiled once, too: see :mod:`compiled_once`.
    """
    gc.freeze()
    gc.enable()
    gc.set_threshold(*SELDOM)
    if "sqlalchemy" in sys.modules:  # some tests need it, and it takes half a second to import
        import compiled_once

        compiled_once.install()


@pytest.hookimpl(trylast=True)  # the workers have ended by then
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail where a run has left temporary files or processes behind, and say which.

    Only what lies in the run's own folder counts, and processes that have its name in their
    environment: what others do on the same machine cannot make a run fail.
    """
    nothing_left.helpers_leave()
    if hasattr(session.config, "workerinput"):
        return
    ready_servers.end(os.environ[ready_servers.SHARED])
    left = nothing_left.left(os.environ[ready_servers.SHARED])
    if left:
        lines = "\n".join(["", "Tests left behind, and must not:", *left])
        session.config.pluginmanager.get_plugin("terminalreporter").write_line(lines, red=True)
        if session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


#: Files that take longest, the dearest first: nobody is to begin one of them last.
DEAREST = (
    "attacks/test_attacks.py",
    "browser/test_site.py",
    "test_exercises.py",
    "test_colab.py",
    "test_engine.py",
    "browser/test_run_page.py",
    "test_postgres.py",
    "browser/test_notebook7.py",
    "test_fidelity.py",
    "test_guide.py",
    "hub/test_term_on_a_hub.py",
    "test_types.py",
    "test_stages.py",
    "browser/test_chapters.py",
    "test_pipeline.py",
    "test_notebooks.py",
    "test_naming.py",
    "test_told_truly.py",
    "test_sanitise.py",
    "browser/test_accessibility.py",
    "browser/test_browser_python.py",
    "attacks/test_oracle.py",
    "attacks/test_formgrader.py",
    "test_kernel.py",
    "browser/test_student.py",
    "browser/test_living.py",
    "browser/test_lab_in_languages.py",
    "test_standalone.py",
    "test_term.py",
    "test_rerun.py",
    "attacks/test_defences.py",
    "browser/test_formgrader.py",
    "test_one_step.py",
    "test_busy_machine.py",
    "test_true_of_the_answer.py",
    "test_midterm.py",
    "test_ordinary_user.py",
    "test_renamed.py",
    "test_differencing.py",
    "test_chapters_in_languages.py",
    "test_cluster.py",
    "test_garbled_wire.py",
    "browser/test_fits.py",
    "test_pages.py",
    "test_groups.py",
    "test_cli.py",
    "test_elsewhere.py",
    "test_contained.py",
    "test_exchange.py",
    "test_value_contained.py",
    "test_two_at_once.py",
    "test_spared.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests with their chapters, and begin with the files that take longest.

    Tests that are called with a chapter or with an exercise get its mark, and so does a chapter's
    own file: ``test_sigmoid_neuron.py`` is that of ``03_sigmoid_neuron``.
    """
    place = {ROOT / "tests" / name: number for number, name in enumerate(DEAREST)}
    missing = [path for path in place if not path.is_file()]
    if missing:
        raise pytest.UsageError(f"conftest.py names files that are not there: {missing}")
    items.sort(key=lambda item: place.get(item.path, len(place)))
    from backpass.contracts import CONTRACTS

    marks = {chapter: _mark_of(chapter) for chapter in _chapters()}
    files = {f"test_{chapter.partition('_')[2]}": mark for chapter, mark in marks.items()}
    marks |= {name: marks[one.chapter] for name, one in CONTRACTS.items() if one.chapter in marks}
    for item in items:
        called_with = getattr(getattr(item, "callspec", None), "params", {}).values()
        known = {marks[value] for value in called_with if isinstance(value, str) and value in marks}
        known |= {files[item.path.stem]} if item.path.stem in files else set()
        for mark in known:
            item.add_marker(mark)
