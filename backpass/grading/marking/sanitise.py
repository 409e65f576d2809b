"""Make what a student's cells show harmless on every page that it may end up on.

A graded notebook is opened by an instructor in the formgrader and sent back as a page. Scripts,
event handlers, frames and forms in it would run with the instructor's rights, so none is left:
text, tables and pictures stay. Done once, on the graded notebook itself, which all pages are made
from.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from typing import Any

import nh3
from nbformat.notebooknode import NotebookNode

from backpass.grading.common.cells import is_graded, is_solution

#: Tags without attributes that a student's Markdown may use; every other one is shown as text.
_PLAIN_TAGS = "b|i|u|em|strong|code|sub|sup|br|p|ul|ol|li|kbd|pre|table|tr|td|th|hr"
_TAG = re.compile(rf"<(?!/?(?:{_PLAIN_TAGS})\s*/?>)(?=[A-Za-z/!?])")
_LINK = re.compile(r"(?i)\b(javascript|vbscript|data)(\s*):")
_PICTURES = ("image/png", "image/jpeg")


def sanitise(nb: NotebookNode, release: NotebookNode) -> None:
    """Change a graded notebook in place; what stands in the release's own text cells is trusted."""
    ours = {cell.source for cell in release.cells if cell.cell_type == "markdown"}
    for cell in nb.cells:
        cell.pop("attachments", None)
        if cell.cell_type == "markdown" and cell.source not in ours:
            cell.source = harmless_markdown(cell.source)
        elif cell.cell_type == "code" and not _is_test(cell):
            cell.outputs = [harmless_output(output) for output in cell.outputs]


def _is_test(cell: NotebookNode) -> bool:
    """A test cell's outputs were made by the verifier, out of a student's reach."""
    return is_graded(cell) and not is_solution(cell)


def harmless_markdown(text: str) -> str:
    """Markdown whose tags are shown, not obeyed, and whose links lead to pages."""
    return _LINK.sub(r"\1 \2:", _TAG.sub("&lt;", text))


def harmless_output(output: NotebookNode) -> NotebookNode:
    """An output of which only text, tables and pictures are left."""
    if output.output_type in ("stream", "error"):
        return output
    kept: dict[str, Any] = {}
    for kind, content in output.data.items():
        text = "".join(content) if isinstance(content, list) else content
        if isinstance(text, str):
            kept |= _harmless(kind, text)
    if kept.keys() & set(_PICTURES) and kept.get("text/html", "").startswith("<img"):
        del kept["text/html"]  # the same picture once more, for those who cannot see it
    kept.setdefault("text/plain", "(an output of a kind that is not shown here)")
    output["data"], output["metadata"] = NotebookNode(kept), NotebookNode()
    return output


def _harmless(kind: str, text: str) -> dict[str, str]:
    if kind == "text/plain":
        return {kind: text}
    if kind in _PICTURES:
        return {kind: text} if _is_base64(text) else {}
    if kind == "image/svg+xml":
        # a picture in an <img> runs no script, whatever it holds
        coded = base64.b64encode(text.encode("utf-8", "replace")).decode()
        return {"text/html": f'<img alt="a drawing" src="data:image/svg+xml;base64,{coded}">'}
    if kind == "text/html":
        return {kind: nh3.clean(text)}
    if kind == "text/markdown":
        return {kind: harmless_markdown(text)}
    if kind == "text/latex":
        return {kind: html.escape(text, quote=False)}
    return {}


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text.replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
