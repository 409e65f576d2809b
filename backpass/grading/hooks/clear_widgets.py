"""Remove from a notebook for students what widgets showed to the instructor."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor


class ClearWidgets(NbGraderPreprocessor):
    """Drops the widget state that an editor or a run saved in the notebook's own metadata.

    nbgrader's ``ClearOutput`` clears the outputs of cells. What was printed inside a widget, by a
    solution for instance, lies in ``metadata.widgets`` and would be released.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Remove ``metadata.widgets``."""
        nb.metadata.pop("widgets", None)
        return nb, resources
