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

#: What a chapter's first cell imports; the kernel loads it, and what it needs, before it is ready.
PRELOADED = ["backpass", "ipywidgets", "numpy"]
#: What a chapter imports where it is first needed; the kernel loads it when a cell imports it.
LATE = "matplotlib"
PLOTS = "import matplotlib.pyplot as plt\n"
#: What wheels ask for and nothing here calls: they write PDF and know time zones.
UNUSED = {"fonttools", "pytz"}
#: Files of wheels that nothing here reads: fonts of PDF and PostScript, icons of windows, examples.
UNREAD = re.compile(r"matplotlib/mpl-data/(fonts/(afm|pdfcorefonts)|images|sample_data)")
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
    """A chapter as JupyterLite offers it: without the cells that lead to Colab or install.

    Its first cell does not import matplotlib: that takes longer than all the rest. Each cell that
    draws a figure does, and the kernel loads the package then.
    """
    name = f"{released.name}.ipynb"
    notebook = json.loads((released / name).read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell.get("id") not in ADDED]
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and (PLOTS in source or re.search(r"\bplt\.", source)):
            later = PLOTS if re.search(r"\bplt\.", source) else ""
            cell["source"] = later + source.replace(PLOTS, "")
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
        if re.split(r"[-.]", path.name)[0] in UNUSED:
            continue
        if path.suffix == ".whl":
            without_unread(path, folder / path.name)
        elif path.name != parts.COMPLETE:
            shutil.copy(path, folder)
    published = json.loads(parts.PYODIDE.read_text(encoding="utf-8"))
    lock_file = folder / "pyodide-lock.json"
    lock_file.write_text(json.dumps({"info": published["info"], "packages": {}}), encoding="utf-8")
    _stub("jedi", folder)
    _stub("parso", folder)
    _compile(folder)
    packages = {}
    for wheel in sorted(folder.glob("*.whl")):
        entry = lock_entry(wheel)
        if entry["name"] == "backpass":
            entry["depends"].remove(LATE)
        packages[entry["name"]] = entry
    for entry in packages.values():
        missing = set(entry["depends"]) - packages.keys()
        if missing:
            raise parts.PartError(f"{entry['name']} needs {', '.join(sorted(missing))}: lock it.")
    lock = {"info": published["info"], "packages": packages}
    lock_file.write_text(json.dumps(lock), encoding="utf-8")


def _stub(name: str, folder: Path) -> None:
    """Put a package in place of a wheel that says it is not there, which IPython understands.

    The kernel insists on having it installed, and importing it takes seconds. It serves completion,
    which IPython does without it, too.
    """
    (wheel,) = folder.glob(f"{name}-*.whl")
    about = wheel.name.split("-")
    info = f"{name}-{about[1]}.dist-info"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as stub:
        said = f"Metadata-Version: 2.1\nName: {name}\nVersion: {about[1]}\n"
        stub.writestr(zipfile.ZipInfo(f"{info}/METADATA"), said)
        tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        stub.writestr(zipfile.ZipInfo(f"{info}/WHEEL"), tags)
        stub.writestr(zipfile.ZipInfo(f"{info}/RECORD"), "")
        missing = f'raise ImportError("{name} is left out here, so that Python starts sooner")\n'
        stub.writestr(zipfile.ZipInfo(f"{name}/__init__.py"), missing)


def _compile(folder: Path) -> None:
    """Compile all modules beforehand, if there is a Node to run Pyodide in."""
    node = shutil.which("node")
    if node is None:
        print("site: there is no node here, so the browser compiles all modules: a slower start")
        return
    script = str(Path(__file__).with_name("compile.mjs"))
    command = [node, script, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise RuntimeError(f"Pyodide could not compile the modules:\n{done.stderr[-2000:]}")


def without_unread(wheel: Path, copy: Path) -> None:
    """Copy a wheel, leaving out what is never read or called; its hash was checked before.

    Args:
        wheel: The wheel.
        copy: Where the copy goes.
    """
    with (
        zipfile.ZipFile(wheel) as old,
        zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.infolist():
            content = old.read(each)
            if re.fullmatch(r"[^/]+\.dist-info/METADATA", each.filename):
                asked = rb"(?m)^Requires-Dist: (" + "|".join(UNUSED).encode() + rb")\b.*\n"
                content = re.sub(asked, b"", content)
            if not UNREAD.match(each.filename):
                new.writestr(each, content, zipfile.ZIP_DEFLATED)


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
    return found - BROUGHT_ALONG - UNUSED


def normal(name: str) -> str:
    """A project's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
