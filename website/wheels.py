"""Wheels as the browser gets them: without what nothing here reads, and with compiled modules.

Python in a browser starts from nothing each time: it unpacks every wheel and imports hundreds of
modules. So whatever nothing here calls is left out, and the rest is compiled while the site is
built, by Pyodide itself in Node.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from email.parser import Parser
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

#: What wheels ask for and nothing here calls: they write PDF, know time zones, draw terminals.
UNUSED = {"fonttools", "pytz", "prompt-toolkit", "wcwidth"}
#: What ipywidgets asks for and JupyterLite brings along in its own way.
BROUGHT_ALONG = {"widgetsnbextension", "jupyterlab-widgets"}
#: Files of wheels that nothing here reads: fonts of PDF, icons, examples, headers, tests.
UNREAD = re.compile(
    r"matplotlib/mpl-data/(fonts/(afm|pdfcorefonts)|images|sample_data)"
    r"|numpy/(f2py|_core/include|_core/lib)/|numpy/.*\.pyi$|numpy/(?!_core/)\w+/tests/"
    r"|ipywidgets/widgets/tests/|IPython/(sphinxext|terminal/(?!__init__|pt_inputhooks))"
)
#: Modules of wheels that are written anew, since importing the real ones takes long.
INSTEAD = {
    "IPython/terminal/embed.py": (
        "def embed(*_, **__):\n"
        '    raise RuntimeError("There is no terminal in a browser, so no shell can open here.")\n'
    ),
}
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of zip files; the same files give the same wheel
_COMPILER = Path(__file__).with_name("compile.mjs")


def write(folder: Path, name: str, version: str, files: Mapping[str, str]) -> Path:
    """Write a wheel of a few modules.

    Args:
        folder: Where it goes.
        name: The project's name.
        version: Its version.
        files: Text of each file by its path in the wheel.

    Returns:
        The path of the wheel.
    """
    wheel = folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    said = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    about = {f"{info}/METADATA": said, f"{info}/WHEEL": tags, f"{info}/RECORD": ""}
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in {**files, **about}.items():
            archive.writestr(zipfile.ZipInfo(path, _FIRST_DAY), text, zipfile.ZIP_DEFLATED)
    return wheel


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
                unused = "|".join(re.escape(name).replace(r"\-", "[-_]") for name in UNUSED)
                asked = rf"(?m)^Requires-Dist: ({unused})\b.*\n".encode()
                content = re.sub(asked, b"", content)
            if each.filename in INSTEAD:
                content = INSTEAD[each.filename].encode()
            elif UNREAD.match(each.filename):
                continue
            new.writestr(each, content, zipfile.ZIP_DEFLATED)


def compile_all(folder: Path, kept: Path) -> None:
    """Compile the modules of all wheels in a folder, if there is a Node to run Pyodide in.

    Args:
        folder: Has Pyodide and the wheels, which are replaced.
        kept: Keeps what was compiled, for the next build.

    Raises:
        RuntimeError: Pyodide could not compile them.
    """
    node = shutil.which("node")
    if node is None:
        print("site: there is no node here, so the browser compiles all modules: a slower start")
        return
    kept.mkdir(parents=True, exist_ok=True)
    pyodide = (folder / "pyodide.asm.wasm").read_bytes() + _COMPILER.read_bytes()
    waiting = {}
    for wheel in sorted(folder.glob("*.whl")):
        before = kept / f"{hashlib.sha256(pyodide + wheel.read_bytes()).hexdigest()[:16]}.whl"
        if before.is_file():
            shutil.copy(before, wheel)
        else:
            waiting[wheel] = before
    if not waiting:
        return
    command = [node, str(_COMPILER), str(folder), *(wheel.name for wheel in waiting)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise RuntimeError(f"Pyodide could not compile the modules:\n{done.stderr[-2000:]}")
    for wheel, after in waiting.items():
        _add(wheel.with_suffix(".compiled"), wheel)
        shutil.copy(wheel, after.with_suffix(".part"))
        after.with_suffix(".part").replace(after)


def _add(compiled: Path, wheel: Path) -> None:
    """Put compiled modules into the wheel that they were made of; what held them is removed."""
    with zipfile.ZipFile(compiled) as made, zipfile.ZipFile(wheel, "a") as archive:
        for each in made.infolist():
            archive.writestr(each, made.read(each), zipfile.ZIP_DEFLATED)
    compiled.unlink()


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
