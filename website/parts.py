"""Parts that others made: fetched once from the package index, checked against the locks, kept.

``lite.txt`` locks the tools that build JupyterLite; they live in a folder of their own, since their
lab extension would disturb an ordinary JupyterLab. ``browser.txt`` locks what Python in the
browser consists of. Among these is one large wheel that is only a parcel: PyPI has no numpy for the
browser, but Open WebUI ships a part of the Pyodide distribution within its own wheel. Nothing of
Open WebUI itself is used, and every file that is taken out has the checksum which the Pyodide
project publishes for it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LITE, BROWSER = HERE / "locks" / "lite.txt", HERE / "locks" / "browser.txt"
#: Checksums of the Pyodide release: those of the core as its npm package has them, those of the
#: wheels as its own lock file names them.
PYODIDE = HERE / "locks" / "pyodide.json"
PARCEL, WITHIN = "open_webui-*.whl", "open_webui/frontend/pyodide/"


#: Says in a folder of parts that it was filled to the end.
COMPLETE = "complete"


class PartError(Exception):
    """A part could not be fetched, or is not what the locks say."""


def lite_tools(cache: Path) -> Path:
    """A folder with JupyterLite's build tools, as a PYTHONPATH has them; filled if need be."""

    def fill(folder: Path) -> None:
        _pip(
            *("install", "--no-deps", "--only-binary=:all:", "--target", str(folder)),
            *("--require-hashes", "--requirement", str(LITE)),
        )

    return _filled(cache / f"tools-{_digest(LITE)}", fill)


def browser_parts(cache: Path) -> Path:
    """A folder with Pyodide and all wheels that it loads, filled if need be."""

    def fill(folder: Path) -> None:
        _pip(
            *("download", "--no-deps", "--only-binary=:all:", "--ignore-requires-python"),
            *("--require-hashes", "--requirement", str(BROWSER), "--dest", str(folder)),
        )
        (parcel,) = folder.glob(PARCEL)
        unpack(parcel, json.loads(PYODIDE.read_text(encoding="utf-8"))["files"], folder)
        parcel.unlink()

    return _filled(cache / f"browser-{_digest(BROWSER, PYODIDE)}", fill)


def _filled(folder: Path, fill: Callable[[Path], None]) -> Path:
    """A folder that was filled once; what an earlier, broken-off attempt left is thrown away."""
    done = folder / COMPLETE
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        fill(folder)
        done.touch()
    return folder


def unpack(parcel: Path, checksums: dict[str, str], folder: Path) -> None:
    """Take Pyodide's files out of the parcel.

    Args:
        parcel: The wheel that carries them.
        checksums: SHA-256 of each file, in hexadecimal, by its name.
        folder: Where they go.

    Raises:
        PartError: One is missing, or is not the one that the Pyodide project published.
    """
    with zipfile.ZipFile(parcel) as archive:
        for name, expected in checksums.items():
            try:
                content = archive.read(WITHIN + name)
            except KeyError:
                raise PartError(f"{parcel.name} does not hold {name}.") from None
            if hashlib.sha256(content).hexdigest() != expected:
                raise PartError(f"{name} in {parcel.name} is not the file that Pyodide published.")
            (folder / name).write_bytes(content)


def _digest(*locks: Path) -> str:
    """Changes when a lock does, so that what was kept for another lock is never used."""
    return hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()[:12]


def _pip(*arguments: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    command: list[Any] = [sys.executable, "-m", "pip", *quiet, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise PartError(
            f"pip could not fetch a part of the site. Is the package index reachable "
            f"from here? It says:\n{done.stderr.strip()[-1500:]}"
        )
