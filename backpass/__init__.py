"""Backpass: learn backpropagation one gate at a time."""

from typing import Any

from backpass.drawing.figures import describe_figures

__all__ = ["resume"]

describe_figures()


def resume(notebook: Any = None) -> None:
    """After a restart: run the setup, the imports and the given cells of this notebook again.

    Args:
        notebook: The notebook's file; found by itself in JupyterLab, Jupyter Notebook, VS Code and
            Colab. It is read as it was last saved.
    """
    # imported when it is asked for: whatever imports a part of the package comes by here
    from backpass.notebook import restart  # noqa: PLC0415

    restart.resume(notebook)
