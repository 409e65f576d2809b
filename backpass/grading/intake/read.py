"""Read a stranger's file into a notebook of cell types, sources and ids, and nothing else.

A file that cannot be read becomes a reason in a sentence.
"""

from __future__ import annotations

import codecs
import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from backpass.grading.authoring.tidy import KERNELSPEC, LANGUAGE_INFO, free_id
from backpass.grading.common.cells import grade_id
from backpass.grading.common.language import ENGLISH, KEY, language_by_cells, language_of
from backpass.grading.intake.findings import Findings
from backpass.grading.intake.regular_files import NotPlain, opened, read

MAX_BYTES = 20 * 2**20
MAX_CELLS = 2_000
#: Lines of all cells together: each takes memory of its own, however short it is.
MAX_LINES = 500_000
#: Longest whole number that is read, in digits; a longer one in some metadata is left out.
MAX_DIGITS = 400
#: What ends a line for Python.
_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
#: Bytes of memory that Python may need for a file's parts, as far as they can be told before.
MAX_MEMORY = 110 * 2**20
#: Files with fewer characters are not looked at for that.
SMALL = 4 * 2**20
#: A text, or what begins or parts others; without going back, so that no file takes long.
_PART = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[{,:]', re.S)
#: Bytes that each takes beside its letters, by its first character.
_BYTES = {'"': 65, "[": 72, "{": 232, ",": 24, ":": 80}


class Unreadable(Exception):
    """A submission that cannot be graded; the message is the reason, for student and instructor."""


class Closed(Unreadable):
    """A file that the machine does not let us read: not the student's fault, and no 0."""


def read_submission(path: Path) -> NotebookNode:
    """The student's cells in a file, as a valid notebook.

    Args:
        path: Where the notebook should be.

    Returns:
        A notebook with cell types, sources, cell ids and grade ids alone.

    Raises:
        Unreadable: There is nothing to read, or it is no notebook; the message says why.
    """
    return understand(read_bytes(path), path.name)


def understand(data: bytes, name: str, note: str | None = None) -> NotebookNode:
    """The student's cells in what a file holds; see :func:`read_submission`.

    Args:
        data: What the file holds.
        name: The file's name, for messages.
        note: What is to be said about the file, on the student's page and in the report.

    Raises:
        Unreadable: It is no notebook, or needs too much; the message says which.
    """
    text = _text_of(data, name)
    if _needs_too_much(text):
        raise Unreadable(
            f"The file {name} is made of millions of small parts, which take more memory than a "
            "notebook may. Clearing the outputs usually makes it small."
        )
    raw = _parse(text)
    del text
    cells = _raw_cells(raw)
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": dict(KERNELSPEC), "language_info": dict(LANGUAGE_INFO)}
    )
    if (version := _version_in(raw)) is not None:
        notebook.metadata["language_info"]["version"] = version
    if (spoken := _language_in(raw)) != ENGLISH:
        notebook.metadata[KEY] = spoken
    if note is not None:
        findings = Findings()
        findings.note("renamed", "", note)
        findings.into(notebook)
    taken: set[str] = set()
    for raw_cell in cells:
        cell = _clean_cell(raw_cell, taken)
        if cell is not None:
            notebook.cells.append(cell)
            taken.add(cell["id"])
    sources = [str(cell["source"]) for cell in notebook["cells"]]
    lines = 0
    if sum(map(len, sources)) > MAX_LINES:  # hardly ever, and there cannot be so many otherwise
        lines = sum(source.count(end) for source in sources for end in _ENDS)
    if lines > MAX_LINES:
        raise Unreadable(f"The notebook has {lines:,} lines; at most {MAX_LINES:,} are read.")
    return notebook


_VERSION = re.compile(r"\d{1,2}\.\d{1,3}(?:\.\d{1,3})?")


def _version_in(raw: dict[str, Any]) -> str | None:
    metadata = raw.get("metadata")
    language = metadata.get("language_info") if isinstance(metadata, dict) else None
    version = language.get("version") if isinstance(language, dict) else None
    return version if isinstance(version, str) and _VERSION.fullmatch(version) else None


def _language_in(raw: dict[str, Any]) -> str:
    metadata = raw.get("metadata")
    said = language_of({"metadata": metadata if isinstance(metadata, dict) else {}})
    return language_by_cells(raw.get("cells")) if said == ENGLISH else said


def python_version_of(submitted: NotebookNode) -> tuple[int, int] | None:
    """The version of Python that a submission was last run with, as it says; None if it does not.

    Args:
        submitted: What :func:`understand` made of it.
    """
    version = submitted.metadata.get("language_info", {}).get("version")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        return None
    major, minor = version.split(".")[:2]
    return int(major), int(minor)


def read_bytes(path: Path) -> bytes:
    """What a submitted file holds, if it is one that may be read.

    Raises:
        Unreadable: It is missing, a link, empty, too large or closed to us; the message says which.
    """
    if not path.parent.is_dir():
        raise Unreadable("Nothing was handed in.")
    try:
        with opened(path) as (descriptor, size):
            if size == 0:
                raise Unreadable(f"The file {path.name} is empty.")
            content = read(descriptor, MAX_BYTES)
    except FileNotFoundError as error:
        raise Unreadable(_why_missing(path)) from error
    except NotPlain as error:
        raise Unreadable(str(error)) from error
    except OSError as error:
        raise Closed(f"The file {path.name} cannot be opened: {error.strerror}.") from error
    if len(content) > MAX_BYTES:
        raise Unreadable(
            f"The file {path.name} is {size / 2**20:.0f} MB large; at most "
            f"{MAX_BYTES // 2**20} MB are read. Clearing the outputs usually makes it small."
        )
    return content


#: Marks at the beginning of texts that Windows' own programs write in other encodings.
_MARKED = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _text_of(data: bytes, name: str) -> str:
    encoding = next((kind for mark, kind in _MARKED if data.startswith(mark)), "utf-8-sig")
    try:
        return data.decode(encoding).rstrip("\0 \r\n")  # a full disk leaves zeros at the end
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"The file {name} is not a notebook: it is not UTF-8 text (byte {error.start})."
        ) from error


def _why_missing(path: Path) -> str:
    others = sorted(p.name for p in path.parent.iterdir() if not p.name.startswith("."))
    if not others:
        return f"The folder is empty: {path.name} is missing."
    shown = ", ".join(others[:3]) + (", …" if len(others) > 3 else "")
    notebooks = [name for name in others if name.endswith(".ipynb")]
    if notebooks:
        return f"The notebook has the wrong name: {path.name} is missing, {shown} is there."
    return f"There is no notebook: {path.name} is missing, {shown} is there."


def _needs_too_much(text: str) -> bool:
    """Whether a file's parts would take more memory than they may; text does not count here."""
    if len(text) < SMALL:
        return False
    needed = 0
    for part in _PART.finditer(text):
        needed += _BYTES[text[part.start()]]
        if needed > MAX_MEMORY:
            return True
    return False


def _parse(text: str) -> dict[str, Any]:
    try:
        raw = json.loads(text, parse_int=_whole, strict=False)
    except json.JSONDecodeError as error:
        raise Unreadable(
            "The notebook is damaged: its text is not the JSON of a notebook from line "
            f"{error.lineno}, column {error.colno} on."
        ) from error
    except (RecursionError, ValueError) as error:
        raise Unreadable("The notebook is damaged: its JSON cannot be read.") from error
    if not isinstance(raw, dict):
        raise Unreadable("The file is JSON but not a notebook: it holds no cells.")
    inner = raw.get("content")  # as Jupyter's server wraps a notebook that it is asked for
    return inner if isinstance(inner, dict) and "cells" not in raw else raw


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= MAX_DIGITS else None


def _raw_cells(raw: dict[str, Any]) -> list[Any]:
    if "cells" not in raw and isinstance(raw.get("worksheets"), list):
        try:
            _join_lines(raw["worksheets"])
            raw = nbformat.convert(nbformat.from_dict(raw), 4)
        except Exception as error:  # whatever a stranger's old notebook makes nbformat do
            raise Unreadable(
                "The notebook is in an old format and cannot be brought up to date. Open it in "
                "JupyterLab, save it and hand it in again."
            ) from error
    cells = raw.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("The file is JSON but not a notebook: it holds no cells.")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"The notebook has {len(cells)} cells; at most {MAX_CELLS} are read.")
    return cells


def _join_lines(worksheets: list[Any]) -> None:
    """Make one text of each cell's lines in an old notebook: nbformat 2 wrote no ends of lines."""
    for sheet in worksheets:
        for cell in sheet["cells"]:
            for key in ("input", "source"):
                if isinstance(cell.get(key), list):
                    cell[key] = _text(cell[key])


def _clean_cell(raw: Any, taken: set[str]) -> NotebookNode | None:
    """One cell without anything that could speak for itself; None when it is no cell."""
    if not isinstance(raw, dict) or not isinstance(raw.get("cell_type"), str):
        return None
    source = _text(raw.get("source"))
    kind = raw["cell_type"] if raw["cell_type"] in ("code", "raw") else "markdown"
    cell = new_cell(kind, source, free_id(raw.get("id"), source, taken))
    pictures = _attachments(raw)
    if pictures and cell.cell_type == "markdown":
        cell["attachments"] = pictures
    if name := grade_id(raw):
        cell.metadata["nbgrader"] = NotebookNode(grade_id=name)
    return cell


def _attachments(raw: dict[str, Any]) -> NotebookNode:
    """Pictures that were pasted into a cell: by name, for each kind its base64."""
    given = raw.get("attachments")
    bundles = given.items() if isinstance(given, dict) else ()
    return NotebookNode(
        {
            name: NotebookNode({kind: one for kind, one in bundle.items() if isinstance(one, str)})
            for name, bundle in bundles
            if isinstance(bundle, dict)
        }
    )


def new_cell(cell_type: str, source: str, cell_id: str) -> NotebookNode:
    """A cell as nbformat makes it, without its validation, which costs a millisecond a cell.

    Args:
        cell_type: ``"code"``; anything else makes a Markdown cell.
        source: What stands in it.
        cell_id: Its id.
    """
    cell = NotebookNode(id=cell_id, metadata=NotebookNode(), source=source)
    if cell_type == "code":
        return NotebookNode(cell, cell_type="code", execution_count=None, outputs=[])
    return NotebookNode(cell, cell_type="markdown")


def _text(source: Any) -> str:
    if isinstance(source, list):
        lines = [line for line in source if isinstance(line, str)]
        # some programs write a list of lines without their ends
        bare = len(lines) > 1 and not any(line.endswith(("\n", "\r")) for line in lines[:-1])
        source = ("\n" if bare else "").join(lines)
    if not isinstance(source, str):
        return ""
    if not source.isascii():  # half a surrogate pair can be written in JSON but in no file
        source = source.encode("utf-8", "replace").decode("utf-8")
    return str(source).replace("\r\n", "\n")
