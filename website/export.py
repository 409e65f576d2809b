"""A notebook whose pictures move wherever scripts are allowed: as a page, or still a notebook."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbformat.notebooknode import NotebookNode

from backpass.atomic import put
from backpass.explore.exploration import WIDGET_VIEW
from website.living.bundle import asked_for, script

#: The id of the cell that brings the script, and what it says of itself.
CELL = "living-pictures"
SOURCE = "# The script that moves the pictures above is this cell's output."


def carrying(notebook: NotebookNode) -> NotebookNode:
    """A copy of a notebook that brings the script of its pictures along, once, at its end.

    Whatever shows its outputs as a page with scripts shows them moving: ``nbconvert``, nbviewer.

    Args:
        notebook: With its outputs. An exploration is shown by its snapshot, which carries what it
            was made by; the script makes sliders of that.
    """
    notebook = copy.deepcopy(notebook)
    notebook.metadata.pop("widgets", None)
    notebook.cells = [cell for cell in notebook.cells if cell.get("id") != CELL]
    shown = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output["data"].pop(WIDGET_VIEW, None)  # it would be shown, and be dead
                shown.append("".join(output["data"]["text/html"]))
        if cell.cell_type == "markdown":
            shown.append(cell.source)
    wanted = asked_for("\n".join(shown))
    if not wanted:
        return notebook
    data = {"text/html": f"<script>\n{script(wanted)}</script>", "text/plain": SOURCE}
    cell = nbformat.v4.new_code_cell(SOURCE, id=CELL, metadata={"jupyter": {"source_hidden": True}})
    cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
    notebook.cells.append(cell)
    return notebook


def page(notebook: NotebookNode) -> str:
    """The notebook, as it was run, as a page that needs no other file, no kernel and no network.

    Args:
        notebook: With its outputs.
    """
    exporter = HTMLExporter(mathjax_url="", require_js_url="", jquery_url="")
    body: str = exporter.from_notebook_node(carrying(notebook))[0]
    return body


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


def carry(path: Path) -> Path:
    """Write the notebook that brings its script along, beside the one that does not.

    Args:
        path: The notebook, which has been run and saved.

    Returns:
        The path of the new notebook, ``NAME.living.ipynb``.
    """
    out = path.with_suffix(".living.ipynb")
    made = nbformat.writes(carrying(nbformat.read(path, as_version=4)))
    put(out, made.encode("utf-8", "replace"), 0o644)
    return out
