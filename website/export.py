"""A notebook as one HTML file whose pictures move: nbconvert's page, and their script."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbformat.notebooknode import NotebookNode

from backpass.atomic import put
from backpass.explore.exploration import WIDGET_VIEW
from website.living.bundle import asked_for, script


def page(notebook: NotebookNode) -> str:
    """The notebook, as it was run, as a page that needs no other file, no kernel and no network.

    Args:
        notebook: With its outputs. An exploration is shown by its snapshot, which carries what it
            was made by; the script makes sliders of that.
    """
    notebook = copy.deepcopy(notebook)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output["data"].pop(WIDGET_VIEW, None)  # it would be shown, and be dead
    exporter = HTMLExporter(mathjax_url="", require_js_url="", jquery_url="")
    body: str = exporter.from_notebook_node(notebook)[0]
    moving = script(asked_for(body))
    return body.replace("</body>", f"<script>\n{moving}</script>\n</body>", 1)


def export(path: Path) -> Path:
    """Write the page of a notebook beside it.

    Args:
        path: The notebook, which has been run and saved.

    Returns:
        The path of the page.
    """
    out = path.with_suffix(".html")
    put(out, page(nbformat.read(path, as_version=4)).encode("utf-8", "replace"), 0o644)
    return out
