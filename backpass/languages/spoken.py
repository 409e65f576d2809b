"""Which language the learner reads.

``BACKPASS_LANG`` says it; else the notebook's own metadata, where its file can be found; else the
first comment of a chapter, which has been run and tells it even in Colab, without any file.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from backpass.languages.catalogue import catalogue, languages

VARIABLE = "BACKPASS_LANG"
ENGLISH = "en"
#: Where a notebook's metadata says its language.
KEY = "language_code"
#: The comment in the first cell that a learner runs in each chapter.
SETUP = "Setup: run this cell first"
#: Bytes; a larger file is no chapter of ours.
LARGEST = 50_000_000

#: What was found for each notebook, by its file's name and the time of its last change.
_found: dict[tuple[str, int], str] = {}
#: In which shell a language was found last, after how many cells, and which.
_lately: list[Any] = [None, 0, ENGLISH]
#: The language of the picture that is being drawn, if one is: it asks for each of its sentences.
_held: list[str] = []


@contextlib.contextmanager
def held() -> Iterator[None]:
    """For as long as something is drawn, its language is looked up once."""
    _held.append(language())
    try:
        yield
    finally:
        _held.pop()


def language() -> str:
    """The code of the learner's language: ``"en"`` where nothing says another that is known."""
    if _held:
        return _held[-1]
    asked = os.environ.get(VARIABLE, "").strip().lower()
    if asked:
        code = re.split(r"[-_.]", asked)[0]
        return code if code in languages() else ENGLISH
    ipython = sys.modules.get("IPython")  # who runs cells has it; a command need not wait for it
    shell = None if ipython is None else ipython.get_ipython()
    if shell is None:
        return ENGLISH
    cells = shell.user_ns.get("In")
    count = len(cells) if isinstance(cells, list) else 0
    if _lately[0] is not shell or _lately[1] != count:  # a picture asks for each of its sentences
        _lately[:] = shell, count, _from_file(shell.user_ns) or _from_cells(cells) or ENGLISH
    return str(_lately[2])


def _from_file(space: Mapping[str, Any]) -> str | None:
    """What the notebook's file says; VS Code and Jupyter tell the kernel its name."""
    for name in (space.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")):
        if not isinstance(name, str) or not name.endswith(".ipynb"):
            continue
        # Jupyter's name may be relative to a folder that a kernel does not know
        for path in (Path(name), Path(Path(name).name)):
            code = _of(path)
            if code is not None:
                return code
    return None


def _of(path: Path) -> str | None:
    """The language in a file's metadata; None where there is none that is known."""
    try:
        status = path.stat()
        key = (str(path), status.st_mtime_ns)
        if key not in _found:
            if status.st_size > LARGEST:
                return None
            code = json.loads(path.read_text(encoding="utf-8"))["metadata"].get(KEY)
            _found[key] = code if code in languages() else ""
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return _found[key] or None


def _from_cells(cells: object) -> str | None:
    """The language of the setup cell among the cells that have been run."""
    if not isinstance(cells, list):
        return None
    for code in languages():
        known = catalogue(code)
        comment = known.of(SETUP) if known is not None else SETUP
        if comment != SETUP and any(isinstance(c, str) and comment in c for c in cells):
            return code
    return None
