"""The files of the repository, as git knows them."""

import subprocess

import pytest
from course_notebooks import ROOT


def files():
    """Names of all files that are there and not ignored; skips the test where this is no clone."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("skipped, because this is no git clone")
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
