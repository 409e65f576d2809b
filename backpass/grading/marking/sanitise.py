"""Make what a student's cells show harmless on every page that it may end up on.

A graded notebook is opened by an instructor in the formgrader and sent back as a page. Scripts,
event handlers, frames and forms in it would run with the instructor's rights, so none is left:
text, tables and pictures stay. Done once, on the graded notebook itself, which all pages are made
from.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from nbformat.notebooknode import NotebookNode

from backpass.grading.common.cells import is_test
from backpass.grading.marking import pages

#: What stands where nothing can be shown.
NOTHING = "(this kind of output is not shown here)"


def sanitise(nb: NotebookNode, release: NotebookNode) -> None:
    """Change a graded notebook in place; what stands in the release's own text cells is trusted.

    Args:
        nb: The graded notebook.
        release: The released notebook.
    """
    ours = texts_of(release)
    for number in places_to_look_at(nb, ours):
        make_harmless(nb.cells[number], number, ours)


def texts_of(release: NotebookNode) -> dict[str, Any]:
    """The release's own text cells, each with its attachments."""
    return {
        cell["source"]: cell.get("attachments")
        for cell in release["cells"]
        if cell["cell_type"] == "markdown"
    }


def places_to_look_at(nb: NotebookNode, ours: Mapping[str, Any]) -> list[int]:
    """The places of the cells that may show something of a student's making.

    Args:
        nb: A graded notebook.
        ours: What :func:`texts_of` found in its release.
    """
    return [number for number, cell in enumerate(nb["cells"]) if _is_to_look_at(cell, ours)]


def _is_to_look_at(cell: NotebookNode, ours: Mapping[str, Any]) -> bool:
    if cell["cell_type"] == "code":
        # the outputs of tests were made by the verifier, out of a student's reach
        return cell.get("outputs") != [] and not is_test(cell)
    return cell["cell_type"] != "markdown" or "attachments" in cell or cell["source"] not in ours


def make_harmless(cell: NotebookNode, number: int, ours: Mapping[str, Any]) -> None:
    """Change a cell in place that :func:`places_to_look_at` found.

    Args:
        cell: The cell.
        number: Its place.
        ours: What :func:`texts_of` found in the release.
    """
    if cell.cell_type == "code":
        cell.outputs = [harmless_output(output) for output in cell.get("outputs", [])]
    elif cell.cell_type != "markdown" or cell.source not in ours:
        attachments = cell.pop("attachments", None)
        cell.source = pages.from_markdown(cell.source, attachments, f"own-{number}-")
        cell.cell_type = "markdown"
    elif "attachments" in cell:  # whoever brought it along
        del cell["attachments"]
        if ours[cell.source] is not None:
            cell["attachments"] = ours[cell.source]


def harmless_output(output: NotebookNode) -> NotebookNode:
    """An output of which only text, tables, formulas and pictures are left.

    Args:
        output: An output in nbformat's form, of a stranger's making. One that cannot be read is
            replaced by a note.
    """
    if output.output_type == "stream":
        output["text"] = in_words(output.get("text"))
        return output
    if output.output_type == "error":
        return output
    kept: dict[str, str] = {}
    data = output.get("data")
    for kind, content in data.items() if isinstance(data, Mapping) else ():
        kept |= _harmless(str(kind), in_words(content))
    if kept.keys() & set(pages.PICTURES) and kept.get("text/html", "").startswith("<img"):
        del kept["text/html"]  # the same picture once more, for those who cannot see it
    kept.setdefault("text/plain", NOTHING)
    output["data"], output["metadata"] = NotebookNode(kept), NotebookNode()
    return output


def in_words(content: Any) -> str:
    """Text of a bundle, which may be a list of lines; what is no text counts as none."""
    lines = content if isinstance(content, list | tuple) else [content]
    return pages.without_half_characters("".join(line for line in lines if isinstance(line, str)))


def _harmless(kind: str, text: str) -> dict[str, str]:
    if kind == "text/plain":
        return {kind: text}
    if kind == "image/svg+xml":
        return {"text/html": pages.drawing(text)}
    if kind in ("image/png", "image/jpeg"):
        return {kind: text} if pages.as_data(kind, text) is not None else {}
    if kind in pages.PICTURES:
        source = pages.as_data(kind, text)
        return {} if source is None else {"text/html": f'<img alt="a picture" src="{source}">'}
    if kind == "text/html":
        return {kind: pages.from_html(text)}
    if kind == "text/markdown":
        return {"text/html": pages.from_markdown(text)}
    if kind == "text/latex":
        return {kind: pages.without_unsafe_tex(html.escape(text, quote=False))}
    return {}
