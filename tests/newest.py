"""Every chapter with the newest versions of everything, whatever the lock says: `make newest`.

No part of `make test`, which must not change its mind when somebody else releases something.
"""

import re

import pytest
from elsewhere import CHAPTERS, HERE, environment_of, run_plainly, run_program, stand_alone


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("standalone")
    return [
        stand_alone(chapter, folder / f"{chapter}_{state}.ipynb", solve=state == "solved")
        for chapter in CHAPTERS
        for state in ("unsolved", "solved")
    ]


def test_every_chapter_runs_and_draws_as_with_the_locked_versions(notebooks, tmp_path, capsys):
    newest = run_plainly(environment_of(".venv-newest"), notebooks, tmp_path)
    locked = run_plainly(HERE, notebooks, tmp_path)
    with capsys.disabled():
        print(f"\nnewest: {newest['versions']}\nlocked: {locked['versions']}")
    for name, report in newest["notebooks"].items():
        assert report["troubles"] == [], name
        assert report["pictures"] == locked["notebooks"][name]["pictures"], name
        came = {value for key, value in report["results"].items() if key.startswith("test_")}
        assert came == {"passed" if name.endswith("_solved") else "0.0"}, name


def test_a_real_kernel_runs_a_chapter_and_its_sliders(notebooks, tmp_path):
    (path,) = [path for path in notebooks if re.search("02.*_solved", path.stem)]
    report = run_program(environment_of(".venv-newest"), "kernel_run", str(path), folder=tmp_path)
    assert report["troubles"] == {}
    assert all(set(pictures) == {1} for pictures in report["moved"].values())
