"""What every test stands on: the repository, and a process that leaves the user's folders alone."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# nbgrader looks for alembic on the PATH, and Jupyter for its sub-commands: those of this Python.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
os.environ.setdefault("MPLBACKEND", "agg")
# No check of a test is remembered as somebody's progress; kernels and servers inherit this.
os.environ["BACKPASS_PROGRESS"] = "off"

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


@pytest.fixture(scope="session")
def tiny_released(tmp_path_factory: pytest.TempPathFactory) -> object:
    """The tiny course, released, once for each worker. Do not change it: copy it."""
    import tiny_course

    from backpass.grading.authoring.release import release

    course = tiny_course.make(tmp_path_factory.mktemp("tiny") / "course")
    release(course, [tiny_course.CHAPTER])
    return course
