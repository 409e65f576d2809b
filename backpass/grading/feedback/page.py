"""A page of feedback as nbgrader would write it, made of parts that are rendered once.

nbgrader's converter compiles its templates, renders every cell and parses the whole page again for
each student. Most cells of a class are the same, so here each different cell goes through the same
template and the same parser once, and a page is put together from such parts. Where that is not
sure to give nbgrader's own page, byte for byte, the page goes nbgrader's own way as a whole.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from bs4 import BeautifulSoup
from bs4.element import Tag
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.api import MissingEntry
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import GetGrades
from traitlets.utils.importstring import import_item

from backpass.grading.course import Course
from backpass.grading.marks import Marks

Resources = dict[str, Any]

PART, END = "backpass-part", "backpass-end"  # no HTML has such tags
MARKER = f"<{PART}></{PART}>"  # where a part of a page goes
HEAD = re.compile(r"<head>.*?</head>", re.DOTALL)
# what Pygments writes: tags around text, both of the plainest kind
COLOURED = re.compile(
    r'<div class="([\w -]*)"><pre>'
    r'((?:[^<>&]|&(?:amp|lt|gt|quot|#39);|<span(?: class="\w+")?>|</span>)*+)'
    r"</pre></div>(\s*)"
)
SPACES = " \n\t\f\r"  # what Beautiful Soup takes for white space
# what is given a number of its own on each page
UNIQUE = {"application/javascript", "application/vnd.jupyter.widget-view+json"}
NO_ALT = "No description has been provided for this image"  # nbconvert's words
CACHED = 32_000_000  # characters of rendered cells that a process keeps
PIECE = "{% extends page %}{% block header %}{% endblock %}{% block footer %}{% endblock %}"
# By the page's own template: a page without its cells, a cell, one without its outputs, an output.
TEMPLATES = {
    "shell": "{% extends page %}{% block body_loop %}" + MARKER + "{% endblock %}",
    "cell": PIECE + "{% block body %}{{ self.body_loop() }}{% endblock %}",
    "hull": PIECE
    + "{% block body %}{{ self.body_loop() }}{% endblock %}"
    + ("{% block output scoped %}" + MARKER + "{% endblock %}"),
    "output": PIECE + "{% block body %}{{ self.output() }}{% endblock %}",
}


class Odd(Exception):
    """This page cannot be put together from parts with certainty."""


class GetMarks(GetGrades):
    """nbgrader's preprocessor, with marks that were read before instead of a gradebook."""

    marks: Marks | None = None

    def preprocess(self, nb: Any, resources: Resources) -> tuple[Any, Resources]:
        """Write marks and comments into a notebook, in place.

        Raises:
            MissingEntry: The gradebook does not have the submission, or a cell of it.
        """
        if self.marks is None:
            raise MissingEntry("the gradebook has no such submission")
        for index, cell in enumerate(nb.cells):
            self.preprocess_cell(cell, resources, index)
        penalty = self.marks.penalty or 0
        resources["nbgrader"] |= {
            "score": self.marks.raw - penalty,
            "max_score": self.marks.max_score,
            "late_penalty": penalty,
        }
        return nb, resources

    def _get_comment(self, cell: Any, _: Resources) -> None:
        cell.metadata.nbgrader["comment"] = self._of(cell, "comments")

    def _get_score(self, cell: Any, _: Resources) -> None:
        nbgrader = cell.metadata.nbgrader
        mark = self._of(cell, "cells")
        nbgrader["score"], nbgrader["points"] = mark.score, mark.points

    def _of(self, cell: Any, kind: str) -> Any:
        grade_id = cell.metadata.nbgrader["grade_id"]
        try:
            return getattr(self.marks, kind)[grade_id]
        except KeyError:
            raise MissingEntry(f"the gradebook has no {kind} of the cell {grade_id}") from None


class Cache:
    """Rendered cells by what they were made of; the least used go when it grows too large."""

    def __init__(self, room: int = CACHED) -> None:
        self._texts: OrderedDict[bytes, str] = OrderedDict()
        self._free = room

    def get(self, key: bytes) -> str | None:
        """What was kept under a key; None where nothing was."""
        text = self._texts.get(key)
        if text is not None:
            self._texts.move_to_end(key)
        return text

    def put(self, key: bytes, text: str) -> None:
        """Keep a text that is not there yet.

        Args:
            key: What it is found by.
            text: The text.
        """
        self._texts[key] = text
        self._free -= len(text)
        while self._free < 0:
            self._free += len(self._texts.popitem(last=False)[1])


class Press:
    """Nbgrader's converter for feedback, warm: one exporter and its templates for many pages."""

    def __init__(self, course: Course) -> None:
        config = course.config()
        self._converter = GenerateFeedback(coursedir=course.directory(config), config=config)
        self._exporter = self._converter.exporter_class(
            parent=self._converter, config=self._converter.config
        )
        for step in self._converter.preprocessors:
            self._exporter.register_preprocessor(_instead(step))
        self._steps = self._exporter._preprocessors
        from_string = self._exporter.environment.from_string
        self._templates = {name: from_string(text) for name, text in TEMPLATES.items()}
        self._no_widgets = WidgetsDataTypeFilter(notebook_metadata={}, parent=self._exporter)
        self._cache = Cache()
        self._common: dict[str, Resources] = {}
        self.whole = 0  # pages that went nbgrader's own way

    @property
    def permissions(self) -> int:
        """What a page's file may be used for, as ``chmod`` takes it."""
        return int(str(self._converter.permissions), 8)

    def page(self, path: Path, student: str, chapter: str, marks: Marks | None) -> str:
        """The page for one graded notebook.

        Args:
            path: The graded notebook.
            student: The student's id.
            chapter: The chapter.
            marks: What the gradebook says; None where it does not know the submission.

        Raises:
            Exception: What nbgrader raises where it cannot make the page either.
        """
        for step in self._steps:
            if isinstance(step, GetMarks):
                step.marks = marks
        try:
            return self._from_parts(path, student, chapter)
        except Exception:  # whatever it is: nbgrader's own way is the judge of it
            self.whole += 1
        page, _ = self._exporter.from_filename(str(path), _resources(path, student, chapter))
        return str(page)

    def _from_parts(self, path: Path, student: str, chapter: str) -> str:
        """The page, put together.

        Raises:
            Odd: It might not be nbgrader's page.
        """
        notebook = _read(path)
        if self._exporter.template_name != "feedback":
            raise Odd  # somebody's own template may look at more than nbgrader's does
        if chapter not in self._common:
            self._common[chapter] = self._warm_up(path, chapter)
        common = self._common[chapter]
        resources = {**common, **_resources(path, student, chapter)}
        for step in self._steps:
            if not isinstance(step, CSSHTMLHeaderPreprocessor):  # the same for everybody
                notebook, resources = step(notebook, resources)
        if not notebook.cells:
            raise Odd
        shell = self._templates["shell"].render(
            page=self._exporter.template, nb=notebook, resources=resources
        )
        shell, head = _without_head(shell.lstrip("\r\n"))
        if "jp-Notebook" in shell:
            raise Odd  # nbconvert would mark its cells
        soup = BeautifulSoup(shell, features="html.parser")
        start, middle, end = str(soup).split(MARKER)
        above = _names_above(soup.find_all(PART)[-1])
        parts = [self._part(cell, notebook.metadata, chapter, above) for cell in notebook.cells]
        between = [""] * (len(parts) - 1)
        return joined([start, middle, *between, end], [self._head(head), *parts])

    def _warm_up(self, path: Path, chapter: str) -> Resources:
        """What nbconvert tells the templates of every page of a chapter, the styles among it."""
        blank = nbformat.v4.new_notebook()
        resources = _resources(path, "", chapter)
        _, resources = self._exporter.from_notebook_node(blank, resources)
        resources["nbgrader"] = {"assignment": chapter, "notebook": chapter}
        return dict(resources)

    def _head(self, text: str) -> str:
        key = _digest("head", text)
        kept = self._cache.get(key)
        if kept is None:
            kept = normal(text, ["html"])
            self._cache.put(key, kept)
        return kept

    def _part(self, cell: Any, metadata: Any, chapter: str, above: Sequence[str]) -> str:
        """A cell's part of the page: its hull, its code and each of its outputs.

        Every piece is kept by all that it is made of, marks and comments included, and made with
        nothing else in hand: so none can carry one student's work or marks to another's page.
        """
        if cell.cell_type != "code":
            return self._kept("cell", chapter, above, cell=cell)
        filters = self._exporter.environment.filters
        filters |= {"highlight_code": _marker, "filter_data_type": self._no_widgets}
        empty = {**cell, "source": "", "outputs": [{}] * len(cell.outputs)}
        hull = self._kept("hull", chapter, above, cell=empty)
        parts = [self._code(cell, metadata)]
        only = {"execution_count": cell.execution_count, "metadata": cell.metadata}
        for output in cell.outputs:
            if not UNIQUE.isdisjoint(output.get("data", ())):
                raise Odd
            around = (*above, *_names_above_last(hull))
            parts.append(self._kept("output", chapter, around, cell=only, output=output))
        return joined(hull.split(MARKER), parts)

    def _kept(self, name: str, chapter: str, above: Sequence[str], **what: Any) -> str:
        """What a template makes of something, made once."""
        key = _digest(name, chapter, above, what)
        kept = self._cache.get(key)
        if kept is None:
            what |= {"nb": {"cells": [what["cell"]]}, "resources": self._common[chapter]}
            text = self._templates[name].render(page=self._exporter.template, **what)
            kept = normal(text, above)
            self._cache.put(key, kept)
        return kept

    def _code(self, cell: Any, metadata: Any) -> str:
        """A cell's source in colours."""
        info = metadata.get("language_info", {})
        lexer = info.get("pygments_lexer", info.get("name"))
        key = _digest("code", lexer, cell.metadata.get("magics_language"), cell.source)
        kept = self._cache.get(key)
        if kept is None:
            highlight = Highlight2HTML(pygments_lexer=lexer, parent=self._exporter)
            kept = coloured(highlight(cell.source, metadata=cell.metadata))
            self._cache.put(key, kept)
        return kept


def _marker(*_: Any, **__: Any) -> str:
    return MARKER


def _instead(step: Any) -> Any:
    """A preprocessor as it is registered: the one that asks the gradebook is replaced."""
    kind = import_item(step) if isinstance(step, str) else step
    return GetMarks if kind is GetGrades else step


def _resources(path: Path, student: str, chapter: str) -> Resources:
    """What nbgrader tells its preprocessors and templates about a notebook."""
    return {
        "unique_key": chapter,
        "output_files_dir": f"{chapter}_files",
        "metadata": ResourcesDict(name=chapter, path=str(path.parent)),
        "nbgrader": {"student": student, "assignment": chapter, "notebook": chapter},
    }


def _read(path: Path) -> Any:
    """A graded notebook, not validated: the grader wrote it.

    Raises:
        Odd: nbconvert would change something in it, or look for more than its cells.
    """
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.v4.reads(text)
    ids = [cell.get("id") for cell in notebook.cells]
    if notebook.nbformat != nbformat.current_nbformat or None in ids or len({*ids}) < len(ids):
        raise Odd
    if {"widgets", "language"} & set(notebook.metadata):
        raise Odd
    return notebook


def _digest(*what: Any) -> bytes:
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode("utf-8", "replace")).digest()


# --- text ----------------------------------------------------------------------------------------


def _without_head(shell: str) -> tuple[str, str]:
    """A page with a marker for its head, and the head: most of the page, and always the same.

    Raises:
        Odd: The page has no head.
    """
    found = HEAD.search(shell)
    if found is None:
        raise Odd
    return shell[: found.start()] + MARKER + shell[found.end() :], found[0]


def _names_above(tag: Tag) -> list[str]:
    """Names of the tags that a tag stands in, the outermost first."""
    return [parent.name for parent in tag.parents if parent.parent is not None][::-1]


@lru_cache(maxsize=1024)
def _names_above_last(hull: str) -> tuple[str, ...]:
    """Names of the tags around the last marker of a cell."""
    return tuple(_names_above(BeautifulSoup(hull, features="html.parser").find_all(PART)[-1]))


def coloured(text: str) -> str:
    """Highlighted code as Beautiful Soup writes it, which is quicker without it."""
    found = COLOURED.fullmatch(text)
    if found is None:
        return normal(text, ["div"])
    code = found[2].replace("&quot;", '"').replace("&#39;", "'")
    return f'<div class="{" ".join(found[1].split())}"><pre>{code}</pre></div>' + _blank(found[3])


def normal(text: str, above: Sequence[str]) -> str:
    """A part of a page as Beautiful Soup writes it when it parses the page as a whole.

    Args:
        text: The part.
        above: Names of the tags that it stands in, the outermost first.

    Raises:
        Odd: The part leaves a tag open or closes one that it did not open, so that what it comes
            to depends on what stands around it.
    """
    core = text.strip(SPACES)
    if not core:
        return _blank(text)
    if not (core.startswith("<") and core.endswith(">")) or "jp-Notebook" in core:
        raise Odd
    around = "".join(f"<{name}>" for name in above)
    soup: Any = BeautifulSoup(f"{around}{core}<{END}></{END}>", features="html.parser")
    last = soup.find(END)
    for _ in above:
        soup = soup.contents[0]
    if last is None or last.parent is not soup:
        raise Odd
    last.extract()
    for image in soup.find_all("img"):
        if "alt" not in image.attrs:
            image.attrs["alt"] = NO_ALT
    start, end = text.index(core), text.index(core) + len(core)
    return f"{_blank(text[:start])}{soup.decode_contents()}{_blank(text[end:])}"


def _blank(space: str) -> str:
    """White space as Beautiful Soup writes it."""
    return "\n" if "\n" in space else " " if space else ""


def joined(frame: Sequence[str], parts: Sequence[str]) -> str:
    """A page from its frame and the parts between; white space that meets is one.

    Args:
        frame: The frame's pieces, one more than the parts.
        parts: What stands between them, in order.

    Raises:
        Odd: White space meets within a text, where it counts.
    """
    pieces = [frame[0]]
    for part, after in zip(parts, frame[1:], strict=True):
        for piece in (part, after):
            before = pieces[-1].rstrip(SPACES)
            rest = piece.lstrip(SPACES)
            gap = pieces[-1][len(before) :] + piece[: len(piece) - len(rest)]
            if gap and ((before and before[-1] != ">") or (rest and rest[0] != "<")):
                raise Odd  # it belongs to a text
            pieces[-1:] = [before, _blank(gap) + rest] if rest else [before + _blank(gap)]
    return "".join(pieces)
