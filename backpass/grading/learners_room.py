"""JupyterLab as a learner wants it: the first chapter open, no instructor's panels beside it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from backpass.grading.course import Course

#: nbgrader's panels, menu and buttons: who hands nothing in has no use for them.
LEFT_OUT = {"disabledExtensions": {"@jupyter/nbgrader": True}}
#: What is exported as HTML, from the menu or by nbconvert in a terminal, has pictures that move.
MOVING = {"HTMLExporter": {"preprocessors": ["backpass.grading.moving_export.Moving"]}}


def furnish(folder: Path) -> dict[str, str]:
    """Write JupyterLab's settings for a learner.

    Args:
        folder: Where to; it must last as long as the server runs.

    Returns:
        The environment for the server: that of this process, with the settings found first.
    """
    config = folder / "labconfig"
    config.mkdir(parents=True, exist_ok=True)
    (config / "page_config.json").write_text(json.dumps(LEFT_OUT), encoding="utf-8")
    for program in ("server", "nbconvert"):
        settings = folder / f"jupyter_{program}_config.json"
        settings.write_text(json.dumps(MOVING), encoding="utf-8")
    others = os.environ.get("JUPYTER_CONFIG_PATH")
    paths = [str(folder), *([others] if others else [])]
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}


def first_page(course: Course) -> str:
    """The page to open: the first released chapter, or the list of files where there is none.

    Args:
        course: The course.
    """
    for chapter in course.chapters():
        path = f"release/{chapter}/{chapter}.ipynb"
        if (course.root / path).is_file():
            return f"/lab/tree/{path}"
    return "/lab"
