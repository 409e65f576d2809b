"""JupyterLab's *Export as HTML*, and ``nbconvert`` in its terminal: pages whose pictures move.

The pictures' script is made by ``website/``, which stands beside this package in a clone of the
course and is no part of what is installed. Without it a page shows the pictures as they stood.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat.notebooknode import NotebookNode

CLONE = Path(__file__).resolve().parents[2]


class Moving(Preprocessor):
    """Puts the script at the end of what is exported."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """The notebook with its script, and nbconvert's resources as they came."""
        if not (CLONE / "website" / "export.py").is_file():
            return nb, resources
        if str(CLONE) not in sys.path:
            sys.path.append(str(CLONE))
        carrying = importlib.import_module("website.export").carrying
        return carrying(nb), resources
