"""JupyterLite: the chapters run in the reader's own browser, and nothing comes from elsewhere.

Pyodide learns from its lock file which packages there are. Ours names the course's own package and
everything below it, all served by the site itself, and the kernel loads them before the first cell
runs: a chapter's import cell finds them as in any other place.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from backpass.grading.authoring.links import ADDED
from website import parts
from website.student import write_wheel

#: What a chapter imports; the kernel loads them, and what they need, before it is ready.
PRELOADED = ["backpass", "ipywidgets", "matplotlib", "numpy"]
#: What ipywidgets asks for and JupyterLite brings along in its own way.
BROUGHT_ALONG = {"widgetsnbextension", "jupyterlab-widgets"}
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
APPS = ("lab",)


def build(root: Path, chapters: list[str], out: Path, cache: Path) -> None:
    """Build JupyterLite with the chapters into a folder.

    Args:
        root: The repository.
        chapters: Names of the released chapters that it offers.
        out: Where it goes; what was there is replaced.
        cache: Where fetched parts are kept.

    Raises:
        parts.PartError: A part could not be had.
        RuntimeError: JupyterLite's own build failed.
    """
    lite = cache / "lite"
    shutil.rmtree(lite, ignore_errors=True)
    shutil.rmtree(out, ignore_errors=True)
    for chapter in chapters:
        _chapter(root / "release" / chapter, lite / "content" / chapter)
    _pyodide(root, parts.browser_parts(cache), lite / "static" / "pyodide")
    (lite / "jupyter-lite.json").write_text(json.dumps(_settings()), encoding="utf-8")
    (lite / "overrides.json").write_text(json.dumps(OVERRIDES), encoding="utf-8")
    tools = parts.lite_tools(cache)
    (lite / "jupyter_lite_config.json").write_text(json.dumps(_how(tools, out)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "jupyterlite_core.app", "build"],
        cwd=lite,
        env={**os.environ, "PYTHONPATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"jupyter lite build failed:\n{(done.stdout + done.stderr)[-3000:]}")


OVERRIDES = {
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
}


def _chapter(released: Path, folder: Path) -> None:
    """A chapter as JupyterLite offers it: without the cells that lead to Colab or install."""
    name = f"{released.name}.ipynb"
    notebook = json.loads((released / name).read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell.get("id") not in ADDED]
    folder.mkdir(parents=True)
    (folder / name).write_text(json.dumps(notebook), encoding="utf-8")


def _how(tools: Path, out: Path) -> dict[str, Any]:
    """How JupyterLite is to be built: with the locked extensions, and with none from here."""
    return {
        "LiteBuildConfig": {
            "apps": list(APPS),
            "contents": ["content"],
            "ignore_sys_prefix": True,
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
            "output_dir": str(out),
        },
        "FederatedExtensionAddon": {
            "extra_labextensions_path": [str(tools / "share" / "jupyter" / "labextensions")],
        },
    }


def _settings() -> dict[str, Any]:
    """Where the kernel finds its parts; it is never to ask PyPI."""
    kernel = {
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": PRELOADED},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Backpass",
            "exposeAppInBrowser": True,  # the page around it shows the cell that was asked for
            "litePluginSettings": {KERNEL: kernel},
        },
    }


#: What a first start loads beside Python and its packages: JupyterLab itself, in bytes.
JUPYTERLAB = 9_000_000
#: What the page that loads says of the parts.
CALLED = {
    "pyodide.asm.wasm": "Python",
    "pyodide.asm.mjs": "Python",
    "python_stdlib.zip": "Python's own modules",
}


def to_fetch(out: Path) -> list[tuple[str, str, int]]:
    """What the kernel loads before it is ready: address, what it is, and bytes.

    Args:
        out: The folder of JupyterLite as it was built.
    """
    folder = out / "static" / "pyodide"
    lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted, waiting = dict(CALLED), list(PRELOADED)
    while waiting:
        entry = lock[waiting.pop()]
        if entry["file_name"] not in wanted:
            wanted[entry["file_name"]] = entry["name"]
            waiting += entry["depends"]
    return [
        (f"static/pyodide/{name}", words, (folder / name).stat().st_size)
        for name, words in wanted.items()
    ]


def first_start(parts_: list[tuple[str, str, int]]) -> int:
    """About how many bytes a first start loads."""
    return JUPYTERLAB + sum(size for _, _, size in parts_)


def _pyodide(root: Path, parts_: Path, folder: Path) -> None:
    """Put Pyodide, its wheels and a lock file that names exactly these into a folder."""
    folder.mkdir(parents=True)
    write_wheel(root, folder)
    for path in parts_.iterdir():
        if path.name != parts.COMPLETE:
            shutil.copy(path, folder)
    published = json.loads(parts.PYODIDE.read_text(encoding="utf-8"))
    packages = {}
    for wheel in sorted(folder.glob("*.whl")):
        entry = lock_entry(wheel)
        packages[entry["name"]] = entry
    for entry in packages.values():
        missing = set(entry["depends"]) - packages.keys()
        if missing:
            raise parts.PartError(f"{entry['name']} needs {', '.join(sorted(missing))}: lock it.")
    lock = {"info": published["info"], "packages": packages}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")


def lock_entry(wheel: Path) -> dict[str, Any]:
    """What Pyodide's lock file says of a wheel, read from the wheel itself."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        said = Parser().parsestr(archive.read(metadata).decode("utf-8"))
    tops = {name.split("/")[0] for name in names if "/" in name}
    tops |= {name.removesuffix(".py") for name in names if "/" not in name and name[-3:] == ".py"}
    return {
        "name": normal(said["Name"]),
        "version": said["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(top for top in tops if top.isidentifier()),
        "depends": sorted(needed(said.get_all("Requires-Dist", []))),
        "unvendored_tests": False,
    }


def needed(requirements: list[str]) -> set[str]:
    """Names of the packages that a wheel needs in the browser: none that an extra asks for."""
    browser = {"sys_platform": "emscripten", "platform_system": "Emscripten", "extra": ""}
    browser |= {"os_name": "posix", "python_version": "3.14", "python_full_version": "3.14.0"}
    found = set()
    for line in requirements:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate(browser):
            found.add(normal(requirement.name))
    return found - BROUGHT_ALONG


def normal(name: str) -> str:
    """A project's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
