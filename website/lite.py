"""JupyterLite: the chapters run in the reader's own browser, and nothing comes from elsewhere.

Pyodide learns from its lock file which packages there are. Ours names the course's own package and
everything below it, all served by the site itself, and the kernel loads them before the first cell
runs: a chapter's import cell finds them as in any other place.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from backpass.grading.authoring.added import ADDED
from backpass.grading.authoring.translation import languages
from backpass.grading.course import Course
from website import parts, wheels
from website.student import write_wheel

BROWSER = Path(__file__).with_name("browser")
#: What the kernel would look for one after the other, by pip's way of resolving. It is named here,
#: so that all of it is loaded at once.
KERNELS = ["micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython"]
#: What a chapter's first cell imports; it is loaded, with what it needs, before Python is ready.
PRELOADED = [*KERNELS, "backpass", "ipywidgets", "numpy"]
#: What is imported beforehand, while JupyterLab is still loading.
FIRST = (
    "import ipywidgets, numpy\n"
    "from backpass import check, circuit, draw, explore, guess, hints, pictures\n"
)
#: What the snapshot of a started Python is without: modules that hold compiled code or objects of
#: JavaScript, and the course's own, which import numpy.
NOT_IN_SNAPSHOT = ["numpy", "backpass", "js", "pyodide_js", "pyodide_kernel", "piplite", "micropip"]
#: What browser/startup/plots.py loads when a cell speaks of it.
LATE = "matplotlib"
#: What cannot be of use here, each with a text that says so. The kernel insists on having them, and
#: importing them takes seconds. IPython completes names without jedi, too.
NOTHING = "Nothing can be installed here. All that the chapters need is there."
STUB_VERSION = "0.0.0"
STUBS = {
    "jedi": {"jedi/__init__.py": 'raise ImportError("left out, so that Python starts sooner")\n'},
    "parso": {"parso/__init__.py": 'raise ImportError("left out, so that Python starts sooner")\n'},
    "micropip": {
        "micropip/__init__.py": (
            f'async def install(*_, **__):\n    raise RuntimeError("{NOTHING}")\n'
        )
    },
    "piplite": {
        "piplite/__init__.py": (
            f'async def install(*_, **__):\n    raise RuntimeError("{NOTHING}")\n'
        ),
        "piplite/piplite.py": "",
        "piplite/cli.py": (
            f"async def get_transformed_code(_):\n    return 'print(\"{NOTHING}\")\\n'\n"
        ),
    },
}
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
EXTENSION = "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension"
EXTENSION_ON_SITE = "extensions/@jupyterlite/pyodide-kernel-extension"
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
        for code in languages(Course(root)):
            _chapter(root / "release" / code / chapter, lite / "content" / code / chapter)
    tools = parts.lite_tools(cache)
    _pyodide(root, cache, tools, lite / "static" / "pyodide")
    (lite / "jupyter-lite.json").write_text(json.dumps(_settings()), encoding="utf-8")
    (lite / "overrides.json").write_text(json.dumps(OVERRIDES), encoding="utf-8")
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
    _start_sooner(out)


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


def _options() -> dict[str, Any]:
    """How Pyodide is to be loaded."""
    return {"packages": PRELOADED}


def _settings() -> dict[str, Any]:
    """Where the kernel finds its parts; it is never to ask PyPI."""
    kernel = {
        "disablePyPIFallback": True,
        "loadPyodideOptions": _options(),
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Backpass",
            "exposeAppInBrowser": True,  # the page around it shows the cell that was asked for
            "litePluginSettings": {KERNEL: kernel},
        },
    }


#: Nothing moves by itself on this site; what is drawn sixty times a second also delays the rest.
STILL = "#jupyterlite-loading-indicator *, #jupyterlab-splash * { animation: none !important; }"
#: A file: its address, what it is, and its bytes.
Part = tuple[str, str, int]
#: What a first start loads beside Python and its packages: JupyterLab itself, in bytes.
JUPYTERLAB = 9_000_000
#: What the page that loads says of the parts.
CALLED = {
    "pyodide.asm.wasm": "Python",
    "pyodide.asm.mjs": "Python",
    "python_stdlib.zip": "Python's own modules",
}
#: The memory of a Python that has started; the file has its checksum in its name.
SNAPSHOT = "started-*.bin"
#: How hard it is pressed: the highest level takes five times as long, for one per cent less.
LEVEL = 7


def to_fetch(out: Path, names: list[str]) -> list[Part]:
    """What is loaded with Python for some packages: with Python itself, and what they need.

    Args:
        out: The folder of JupyterLite as it was built.
        names: The packages, such as :data:`PRELOADED`.
    """
    folder = out / "static" / "pyodide"
    lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted, waiting = dict(CALLED), list(names)
    wanted |= {path.name: "Python" for path in folder.glob(SNAPSHOT)}
    while waiting:
        entry = lock[waiting.pop()]
        if entry["file_name"] not in wanted:
            wanted[entry["file_name"]] = entry["name"]
            waiting += entry["depends"]
    return [
        (f"static/pyodide/{name}", words, (folder / name).stat().st_size)
        for name, words in wanted.items()
    ]


def first_start(parts_: list[Part]) -> int:
    """About how many bytes a first start loads."""
    return JUPYTERLAB + sum(size for _, _, size in parts_)


def _pyodide(root: Path, cache: Path, tools: Path, folder: Path) -> None:
    """Put Pyodide, its wheels and a lock file that names exactly these into a folder."""
    folder.mkdir(parents=True)
    write_wheel(root, folder, sorted((BROWSER / "startup").glob("*.py")))
    for path in parts.browser_parts(cache).iterdir():
        if wheels.normal(path.name.split("-")[0]) in wheels.UNUSED | STUBS.keys():
            continue
        if path.suffix == ".whl":
            wheels.without_unread(path, folder / path.name)
        elif path.name != parts.COMPLETE:
            shutil.copy(path, folder)
    for name in ("ipykernel", "pyodide_kernel"):
        (wheel,) = (tools / EXTENSION / "static" / "pypi").glob(f"{name}-*.whl")
        shutil.copy(wheel, folder)
    for name, files in STUBS.items():
        wheels.write(folder, name, STUB_VERSION, files)
    published = json.loads(parts.PYODIDE.read_text(encoding="utf-8"))
    lock_file = folder / "pyodide-lock.json"
    lock_file.write_text(json.dumps({"info": published["info"], "packages": {}}), encoding="utf-8")
    wheels.compile_all(folder, cache / "compiled")
    packages = {}
    for wheel in sorted(folder.glob("*.whl")):
        entry = wheels.lock_entry(wheel)
        if entry["name"] == "backpass":
            entry["depends"].remove(LATE)
        packages[entry["name"]] = entry
    for entry in packages.values():
        missing = set(entry["depends"]) - packages.keys()
        if missing:
            raise parts.PartError(f"{entry['name']} needs {', '.join(sorted(missing))}: lock it.")
    lock = {"info": published["info"], "packages": packages}
    lock_file.write_text(json.dumps(lock), encoding="utf-8")
    _take_snapshot(folder, cache / "snapshots")


def _take_snapshot(folder: Path, kept: Path) -> None:
    """Put the memory of a Python that has started beside it, if there is a Node to start it in.

    Args:
        folder: Has Pyodide, the wheels and their lock file.
        kept: Keeps what was made, for the next build.

    A Node that is too old for Pyodide is said to be that; the site then does without the snapshot.
    """
    node = shutil.which("node")
    if node is None:
        return
    code = f"import pyodide_kernel\n{FIRST}"
    options = {"packages": PRELOADED, "first": code, "without": NOT_IN_SNAPSHOT}
    maker, kept_for = Path(__file__).with_name("snapshot.mjs"), hashlib.sha256()
    for path in (maker, *sorted(folder.iterdir())):
        if path.name != "pyodide-lock.json" and not path.name.startswith("backpass-"):
            kept_for.update(path.read_bytes())  # the course's own package is not in it
    kept_for.update(json.dumps([options, LEVEL]).encode())
    kept.mkdir(parents=True, exist_ok=True)
    before = kept / f"{kept_for.hexdigest()[:16]}.gz"
    if not before.is_file():
        fresh = before.with_suffix(".part")
        done = subprocess.run(  # noqa: S603
            [node, str(maker), str(folder), str(fresh), json.dumps(options)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            print(
                "site: this Node can take no snapshot of Python, so JupyterLite will start more "
                f"slowly; a newer Node may do it. It said:\n{done.stderr.strip()[-1000:]}",
                file=sys.stderr,
            )
            fresh.unlink(missing_ok=True)
            return
        fresh.write_bytes(gzip.compress(fresh.read_bytes(), LEVEL, mtime=0))
        fresh.replace(before)
    made = before.read_bytes()
    name = SNAPSHOT.replace("*", hashlib.sha256(made).hexdigest()[:16])
    (folder / name).write_bytes(made)


def _wheels(out: Path) -> list[tuple[str, str]]:
    """The wheels that are loaded first, each with the checksum as browsers take it."""
    folder = out / "static" / "pyodide"
    names = [Path(url).name for url, _, _ in to_fetch(out, PRELOADED) if url.endswith(".whl")]
    digests = (hashlib.sha256((folder / name).read_bytes()).digest() for name in names)
    return [
        (name, f"sha256-{base64.b64encode(digest).decode()}")
        for name, digest in zip(names, digests, strict=True)
    ]


def _start_sooner(out: Path) -> None:
    """Have JupyterLab's page start Python at once, while JupyterLab itself is still loading."""
    (kernel,) = out.glob(f"{EXTENSION_ON_SITE}/static/comlink.worker.*.js")
    folder = out / "static" / "pyodide"
    options = f"{{ indexURL: new URL('./', import.meta.url).href, ...{json.dumps(_options())} }}"
    worker = (BROWSER / "worker.js").read_text(encoding="utf-8")
    for word, meaning in {
        "KERNEL": json.dumps(f"../../{kernel.relative_to(out).as_posix()}"),
        "OPTIONS": options,
        "FIRST": json.dumps(FIRST),
        "WHEELS": json.dumps(_wheels(out)),
        "SNAPSHOT": json.dumps(next((path.name for path in folder.glob(SNAPSHOT)), None)),
    }.items():
        worker = worker.replace(word, meaning)
    (folder / "worker.js").write_text(worker, encoding="utf-8")
    for name in ("warm.mjs", "memory.mjs"):
        shutil.copy(BROWSER / name, folder)
    page = out / "lab" / "index.html"
    first = (BROWSER / "first.js").read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    script = f"<script>{first.replace('WORKER', '../static/pyodide/worker.js')}</script>"
    started = f"<head>{script}<style>{STILL}</style>"
    page.write_text(text.replace("<head>", started, 1), encoding="utf-8")
    settings = out / "jupyter-lite.json"
    said = json.loads(settings.read_text(encoding="utf-8"))
    kernel_settings = said["jupyter-config-data"]["litePluginSettings"][KERNEL]
    kernel_settings["pyodideUrl"] = "./static/pyodide/warm.mjs"
    settings.write_text(json.dumps(said), encoding="utf-8")
