"""What releasing adds to a notebook: a badge, links to its neighbours and a set-up cell.

An nbgrader preprocessor, named in ``nbgrader_config.py``, so that ``nbgrader generate_assignment``
and ``backpass release`` write the same. The addresses come from ``repository.py``.
"""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from backpass.atomic import put
from backpass.grading.authoring.added import ADDED, BADGE, INSTALL, NAVIGATION, OPENING
from backpass.grading.authoring.quiz_key import require_fresh
from backpass.grading.authoring.repository import Repository, read_repository
from backpass.grading.course import Course, CourseError

#: With a published package: its address holds a hash, and pip takes no file with another one.
INSTALL_SOURCE = """\
# Gets the course's own package, backpass, on Colab. Where it is installed, nothing happens.
from importlib.util import find_spec

if find_spec("backpass") is None:
    import importlib
    import subprocess
    import sys

    address = "{wheel}"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", address]
    print("The package backpass comes from", address.partition("#")[0])
    if "google.colab" not in sys.modules:
        print(f"Run this in a new cell, then restart the kernel:\\n\\n%pip install {{address}}")
    elif (pip := subprocess.run(command, capture_output=True, text=True)).returncode != 0:
        print("It could not be fetched. Is there a network? Wait a moment and run this cell again.")
        print("What pip said:", *pip.stderr.strip().splitlines()[-1:])
    importlib.invalidate_caches()
"""

#: Without one nothing is installed: a branch may change after a learner was told to trust it.
ASK_SOURCE = """\
# The course's own package, backpass, has to be installed. Where it is, nothing happens.
from importlib.util import find_spec

if find_spec("backpass") is None:
    print("The package backpass is missing here.")
{advice}
"""
ADVICE = """\
    address = "{archive}"
    print("Run this in a new cell, then restart the kernel (it runs code from that address,")
    print(f"so be sure that you trust it):\\n\\n%pip install {{address}}")"""
NO_ADDRESS = """\
    print("Ask whoever gave you this notebook for the version that brings the package along")
    print("(backpass export --standalone).")"""


class Publish(NbGraderPreprocessor):
    """Adds to a notebook, on its way to ``release/``, what depends on where it is published."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Add the cells; a course that names no repository is released as it is.

        Raises:
            CourseError: The quiz key is not that of the hidden tests. nbgrader's own command comes
                here without having written it, as ``backpass release`` does.
        """
        course = Course(Path(self.parent.parent.coursedir.root))
        require_fresh(course, [resources["nbgrader"]["assignment"]])
        repository = read_repository(course.root)
        if repository is None:
            return nb, resources
        chapter = resources["nbgrader"]["assignment"]
        nb.cells = published(nb.cells, chapter, titles(course), repository)
        outputs = resources.setdefault("outputs", {})
        outputs[BADGE] = badge()
        return nb, resources


def badge() -> bytes:
    """The badge's picture."""
    return resources.files("backpass.grading.authoring").joinpath(BADGE).read_bytes()


def titles(course: Course) -> dict[str, str]:
    """The chapters in order, each with the heading of its source notebook."""
    found = {}
    for chapter in course.chapters():
        path = course.source_notebook(chapter)
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            first = "".join(cells[0]["source"])
        except (OSError, ValueError, LookupError, TypeError):
            first = ""  # said in better words when that chapter is released
        heading = re.match(r"# (.+)", first)
        found[chapter] = heading[1].strip() if heading else chapter
    return found


def published(
    cells: list[NotebookNode], chapter: str, chapters: dict[str, str], repository: Repository
) -> list[NotebookNode]:
    """A chapter's cells and the three that publishing adds.

    Args:
        cells: Those of the source.
        chapter: The chapter's name.
        chapters: Names of all chapters in order, with their titles.
        repository: Where it is published.

    Raises:
        CourseError: The source uses an id that is kept for an added cell.
    """
    taken = {cell.get("id") for cell in cells} & ADDED
    if taken:
        raise CourseError(
            f"{chapter}: the cell id {taken.pop()!r} is kept for a cell that releasing adds. Give "
            "the cell another id."
        )
    ways = ways_on(chapter, chapters, repository.colab)
    opening = f"[![Open in Colab]({BADGE})]({repository.colab(chapter)})"
    if ways:
        opening += f"\n\n{ways}"
    first = next((k for k, cell in enumerate(cells) if cell.cell_type == "code"), len(cells))
    return [
        nbformat.v4.new_markdown_cell(opening, id=OPENING),
        *cells[:first],
        install_cell(repository),
        *cells[first:],
        *([nbformat.v4.new_markdown_cell(ways, id=NAVIGATION)] if ways else []),
    ]


def install_cell(repository: Repository) -> NotebookNode:
    """The cell that makes the package importable, locked and without marks."""
    marks = {"grade": False, "grade_id": INSTALL, "locked": True, "schema_version": 3}
    if repository.wheel is not None:
        source = INSTALL_SOURCE.format(wheel=repository.wheel)
    elif repository.is_placeholder:
        source = ASK_SOURCE.format(advice=NO_ADDRESS)
    else:
        source = ASK_SOURCE.format(advice=ADVICE.format(archive=repository.archive))
    return nbformat.v4.new_code_cell(
        source.rstrip("\n"),
        id=INSTALL,
        metadata={
            "nbgrader": {**marks, "solution": False, "task": False},
            "jupyter": {"source_hidden": True},
        },
    )


def ways_on(chapter: str, chapters: dict[str, str], colab: Callable[[str], str]) -> str:
    """Links to the chapters before and after: to the file beside this one, and to Colab.

    JupyterLab, Notebook 7, VS Code and GitHub follow the first; Colab needs the second.

    Args:
        chapter: Where the reader is.
        chapters: Titles by chapter, in order.
        colab: Makes a chapter's address on Colab.
    """
    names = list(chapters)
    place = names.index(chapter) if chapter in names else 0
    ways = []
    for word, step in (("Previous", place - 1), ("Next", place + 1)):
        if chapter in names and 0 <= step < len(names):
            name = names[step]
            title, number = chapters[name], name.split("_")[0].lstrip("0")
            ways.append(
                f"**{word}:** [{title}](../{name}/{name}.ipynb) "
                f"([chapter {number} on Colab]({colab(name)}))"
            )
    return "  \n".join(ways)


MARKS = ("<!-- chapters: written by backpass release -->", "<!-- end of chapters -->")


def readme(text: str, chapters: dict[str, str], repository: Repository) -> str:
    """A README with the list of chapters between :data:`MARKS` brought up to date.

    Args:
        text: The README; one without the marks stays as it is.
        chapters: Names of the chapters in order, with their titles.
        repository: Where the course is published.
    """
    before, begin, rest = text.partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not end:
        return text
    rows = [
        f"| [{title}](release/{name}/{name}.ipynb) "
        f"| [![Open in Colab](release/{name}/{BADGE})]({repository.colab(name)}) |"
        for name, title in chapters.items()
    ]
    lines = ["", "| chapter | in the browser |", "|---|---|", *rows, "", "On your own machine:", ""]
    clone = f"git clone {repository.page} && cd {repository.name} && make lab"
    lines += ["```bash", clone, "```", ""]
    if repository.is_placeholder:
        lines += [
            f"(`{repository.owner}` is a placeholder until the course has a home: "
            "`pyproject.toml` names it in one line.)",
            "",
        ]
    return "\n".join([before + begin, *lines, end + after])


def write_readme(course: Course, *, write: bool = True) -> bool:
    """Bring the README of a course up to date, where it has one with :data:`MARKS`.

    Args:
        course: The course.
        write: False to look only.

    Returns:
        Whether it was (or is) not up to date.
    """
    path = course.root / "README.md"
    repository = read_repository(course.root)
    if repository is None or not path.is_file():
        return False
    before = path.read_text(encoding="utf-8")
    after = readme(before, titles(course), repository)
    if after != before and write:
        put(path, after.encode("utf-8"), stat.S_IMODE(path.stat().st_mode))
    return after != before
