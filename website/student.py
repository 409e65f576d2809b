"""The students' half of the package as a wheel for the browser: all of it but ``grading``."""

from __future__ import annotations

import base64
import hashlib
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path

from backpass.grading.authoring.standalone import package_files

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of zip files; the same source gives the same wheel


def write_wheel(root: Path, folder: Path, startup: Iterable[Path] = ()) -> Path:
    """Write the wheel and return its path.

    Args:
        root: The repository.
        folder: Where it goes.
        startup: Files that IPython is to run as it starts; none by default.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = f"backpass-{project['version']}"
    files = {path: text.encode() for path, text in package_files().items()}
    files[f"{name}.dist-info/METADATA"] = (
        f"Metadata-Version: 2.1\nName: backpass\nVersion: {project['version']}\n"
        + "".join(f"Requires-Dist: {each}\n" for each in project["dependencies"])
    ).encode()
    files[f"{name}.dist-info/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: backpass\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    for path in startup:
        files[f"{name}.data/data/etc/ipython/startup/{path.name}"] = path.read_bytes()
    record = f"{name}.dist-info/RECORD"
    lines = [f"{path},sha256={_checksum(files[path])},{len(files[path])}" for path in files]
    files[record] = "\n".join([*lines, f"{record},,", ""]).encode()

    wheel = folder / f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in files.items():
            archive.writestr(zipfile.ZipInfo(entry, FIRST_DAY), content, zipfile.ZIP_DEFLATED)
    return wheel


def _checksum(content: bytes) -> str:
    """As a wheel's RECORD has it."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
