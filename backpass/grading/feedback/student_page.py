"""The page for a student: first the marks with their reasons, then the answers.

It needs no network and no script, is read on light and dark screens and on paper, and holds
nothing of the hidden tests but what they said.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, Template, select_autoescape
from markupsafe import Markup

from backpass.drawing import palette
from backpass.grading.common.cells import grade_id, is_answer, is_graded, is_locked
from backpass.grading.common.errors import ErrorName
from backpass.grading.common.language import ENGLISH, language_of
from backpass.grading.common.oddities import in_sentences
from backpass.grading.course import Course
from backpass.grading.intake.findings import note_about
from backpass.grading.feedback.speaking import Say, sayer
from backpass.grading.feedback.reading import anchor, outputs, prose, source, told
from backpass.grading.marks import CellScore, Marks
from backpass.judging.left_standing import is_left_standing
from backpass.languages import said
from backpass.drawing.panel import with_code
from backpass.judging.verdict import Status

OPEN = "Not attempted."
STANDING = "The line `raise NotImplementedError` still stands above your code, so none of it ran."
#: How the automatic comment begins that says why nothing was graded.
UNGRADED = "Not graded: "
#: What stands in a test that judged nothing: the file could not be read, or Python had ended.
UNJUDGED = frozenset({ErrorName.NOT_GRADED, ErrorName.NOT_RUN, ErrorName.STOPPED})
#: The words around the answers, as the catalogues know them.
FRAME = (
    "Graded on {day}.", "Handed in on {day}.", "Due on {day}.", "{score} of {full} points",
    "This submission could not be graded.", "Marks", "Exercise", "Points", "How it went",
    "✓ solved", "◐ in part", "✗ not right", "○ not attempted", "… a person will look",
    "– not graded",
    "Mark given by your instructor.", "With {extra} extra.", "All exercises", "Handed in late",
    "Together", "What happened to your file", "Your answers", "Comment:",
    "Your instructor gave {score} of {full} points; that counts.", "↑ marks", "A cell of your own",
    "Note from the grader.", "Nothing was written here.", "The chapter goes on", "{score} of {number}",
    "{name}: {score} of {full} points.", "{name}: not attempted, {score} of {full} points.",
    "{name}: could not be graded.", "Part by part: {parts}.", "Seen at {label}.",
    "Something is wrong on the grader's side. Your instructor will look at it.", STANDING,
)  # fmt: skip
#: A line of a panel, which may hold code.
LINE = re.compile(
    r'<(div|div style="font-weight:600")>(<span aria-hidden="true">[^<]*</span> )?'
    r"((?:[^<]|<code>[^<]*</code>)+)</div>"
)
TITLE = re.compile(r"(?m)^# (.+)$")
SUMMARY = re.compile(r"(?m)^#{1,4} (.+)$")


@dataclass
class ExerciseLine:
    """One line of the table of marks.

    Attributes:
        name: As students know it.
        mark: What the gradebook says; None where it does not know the cell.
        said: What the test said, in a sentence or two.
        judged: Whether the answer was judged at all.
        place: Where the page tells more; empty where it does not.
        standing: Whether the stub's line still stands above what was written.
    """

    name: str
    mark: CellScore | None
    said: str = ""
    judged: bool = True
    place: str = ""
    standing: bool = False

    @property
    def state(self) -> str:
        """How it went, in a word."""
        if self.mark is None:
            return "unknown"
        if self.mark.needs_a_person and self.mark.by_hand is None:
            return "waits"
        if self.mark.given >= self.mark.points:
            return "full"
        if self.mark.given > 0:
            return "part"
        if not self.judged:
            return "ungraded" if self.mark.by_hand is None else "unknown"
        return "open" if self.said == OPEN else "none"


@dataclass
class PageBlock:
    """A piece of the page: an answer, its test, a cell of the student's own, or chapter text.

    Attributes:
        kind: ``"answer"``, ``"test"``, ``"own"``, ``"text"`` or ``"note"``, which is the grader's.
        body: HTML.
        title: What to call it.
        anchor: Its id on the page; empty without one.
        comment: What was said about an answer.
        exercise: The exercise that a test judges.
        notes: What the grader noted there.
    """

    kind: str
    body: Markup
    title: str = ""
    anchor: str = ""
    comment: str = ""
    exercise: ExerciseLine | None = None
    notes: list[str] = field(default_factory=list)


@dataclass
class Page:
    """All that a page shows."""

    title: str
    student: str
    name: str
    marks: Marks
    exercises: list[ExerciseLine]
    blocks: list[PageBlock]
    notes: list[str] = field(default_factory=list)
    trouble: str | None = None
    graded: datetime | None = None


def student_page(course: Course, student: str, chapter: str, marks: Marks, name: str = "") -> str:
    """The page for one graded notebook.

    Args:
        course: The course.
        student: The student's id.
        chapter: The chapter.
        marks: What the gradebook says.
        name: The student's name; empty where nobody knows it.

    Raises:
        OSError: The graded notebook or the release cannot be read.
        ValueError: One of them is no notebook.
    """
    path = course.autograded / student / chapter / f"{chapter}.ipynb"
    notebook = _read(path)
    language = language_of(notebook)
    page = _laid_out(notebook, _release(course.release_notebook(chapter, language)), marks)
    page.student, page.name = student, name
    say = sayer(course, language)
    _speak(page, language, say)
    page.graded = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    light = palette.page_variables(palette.LIGHT, palette.RULE_LIGHT)
    dark = palette.page_variables(palette.DARK, palette.RULE_DARK)
    code_light = palette.variables(palette.CODE_LIGHT, "c-")
    code_dark = palette.variables(palette.CODE_DARK, "c-")
    return _template().render(
        page=page,
        chapter=chapter,
        language=language,
        say=say,
        standing=STANDING,
        day=lambda moment, form: f"{moment:{form if language == ENGLISH else '%Y-%m-%d'}}",
        moment=lambda moment: (
            f"{moment:%d %B %Y, %H:%M} UTC"
            if language == ENGLISH
            else f"{moment:%Y-%m-%d, %H:%M} UTC"
        ),
        light=light + code_light,
        dark=dark + code_dark,
    )


def _speak(page: Page, language: str, say: Say) -> None:
    """Say what the grader found in the language of the submission."""
    if language == ENGLISH:
        return
    for exercise in page.exercises:
        if exercise.said != OPEN:  # that one tells the state
            exercise.said = say(exercise.said)
    for block in page.blocks:
        if block.kind == "test":
            block.body = Markup(LINE.sub(lambda m: _line(m, say), block.body))  # noqa: S704
        elif block.kind == "answer":
            nothing = "Nothing was written here."
            block.body = block.body.replace(f">{nothing}<", f">{say(nothing)}<")
        elif block.kind == "text":
            block.title = say(block.title)
        block.notes = [say(note) for note in block.notes]
    page.notes = [say(note) for note in page.notes]
    page.trouble = say(page.trouble) if page.trouble else page.trouble


def _line(match: re.Match[str], say: Say) -> str:
    words = html.unescape(re.sub(r"</?code>", "`", match[3]))
    return f"<{match[1]}>{match[2] or ''}{with_code(say(words))}</div>"


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("backpass.grading.feedback"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["mark"] = number
    environment.filters["with_code"] = lambda words: Markup(with_code(words))  # noqa: S704 - it escapes
    environment.filters["breakable"] = lambda name: Markup("_<wbr>").join(name.split("_"))
    return environment.get_template("student.html")


def number(value: float) -> str:
    """A mark as one writes it."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _read(path: Path) -> dict[str, Any]:
    """A notebook's JSON, each source one text."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


@lru_cache(maxsize=32)
def _release(path: Path) -> dict[str, Any]:
    """What students were given: sources of locked cells by name, and all other sources."""
    cells = _read(path)["cells"]
    return {
        "locked": {grade_id(cell): cell["source"] for cell in cells if is_locked(cell)},
        "stubs": {grade_id(cell): cell["source"].strip() for cell in cells if is_answer(cell)},
        "given": {cell["source"].strip() for cell in cells},
    }


def _laid_out(notebook: Mapping[str, Any], release: Mapping[str, Any], marks: Marks) -> Page:
    cells = notebook["cells"]
    titles = [m[1] for cell in cells if (m := TITLE.search(cell["source"]))]
    exercises = {
        name: ExerciseLine(
            name.removeprefix("test_"), marks.cells.get(name), _said(cell), _judged(cell)
        )
        for cell in cells
        if is_graded(cell) and (name := grade_id(cell))
    }
    found = notebook["metadata"].get("backpass", {})
    notes: dict[str, list[str]] = {}
    for item in found.get("odd", []):
        notes.setdefault(item["cell"], []).append(item["text"])
    blocks: list[PageBlock] = []
    text: list[Mapping[str, Any]] = []

    def fold() -> None:
        if text:
            blocks.append(_folded(text))
            text.clear()

    for cell in cells:
        name = grade_id(cell)
        about = note_about(cell)
        if about is not None:
            if about:  # what is about the whole file stands at the top
                fold()
                blocks.append(PageBlock("note", Markup(), notes=notes.get(about, [])))
        elif is_answer(cell):
            fold()
            if (line := exercises.get(f"test_{name}")) is not None:
                line.standing = line.state == "open" and is_left_standing(cell["source"])
            blocks.append(_answer(cell, release, marks, f"test_{name}" in exercises))
        elif name in exercises:
            fold()
            body = outputs(cell, trusted=True)
            blocks.append(PageBlock("test", body, exercise=exercises[name], anchor=anchor(name)))
        elif name in release["locked"] or cell["source"].strip() in release["given"]:
            # what only draws or imports is nothing to be read
            text += [cell] if cell["cell_type"] != "code" or name else []
        elif cell["source"].strip() or cell.get("outputs"):
            fold()
            blocks.append(_own(cell))
    fold()
    if found.get("unreadable"):
        blocks = _by_a_person(blocks)
        for line in exercises.values():
            line.said = ""  # why, stands at the top
    for block in blocks:
        if block.exercise is not None:
            block.exercise.place = block.anchor
    return Page(
        _plain(titles[0]) if titles else "",
        "",
        "",
        marks,
        list(exercises.values()),
        blocks,
        [text for _, text in in_sentences(found.get("odd", []))],
        found.get("unreadable"),
    )


def _answer(
    cell: Mapping[str, Any], release: Mapping[str, Any], marks: Marks, tested: bool
) -> PageBlock:
    name = grade_id(cell)
    if cell["source"].strip() == release["stubs"].get(name):
        body = Markup('<p class="soft">Nothing was written here.</p>')
    elif cell["cell_type"] == "code":
        body = source(cell["source"]) + outputs(cell, trusted=False)
    else:
        body = prose(cell)
    comment = marks.comments.get(name) or ""
    place = anchor(f"answer-{name}" if tested else name)
    return PageBlock("answer", body, name, place, "" if comment == "No response." else comment)


def _by_a_person(blocks: list[PageBlock]) -> list[PageBlock]:
    """What a person said of work that could not be read: nobody knows what was written there."""
    kept = []
    for block in blocks:
        mark = None if block.exercise is None else block.exercise.mark
        said = block.comment and not block.comment.startswith(UNGRADED)
        if said or (mark is not None and mark.by_hand is not None):
            kept.append(replace(block, body=Markup()))
    return kept


def _own(cell: Mapping[str, Any]) -> PageBlock:
    if cell["cell_type"] == "code":
        return PageBlock("own", source(cell["source"]) + outputs(cell, trusted=False))
    return PageBlock("own", prose(cell))


def _folded(cells: list[Mapping[str, Any]]) -> PageBlock:
    """Text and code that stood in the chapter, one after the other."""
    found = [m[1] for cell in cells if (m := SUMMARY.search(cell["source"]))]
    parts = [source(c["source"]) if c["cell_type"] == "code" else prose(c) for c in cells]
    title = _plain(found[0]) if found else "The chapter goes on"
    return PageBlock("text", Markup("\n").join(parts), title)


def _plain(text: str) -> str:
    """A heading without its marks."""
    return re.sub(r"[`*$\\]", "", text).strip()


def _judged(cell: Mapping[str, Any]) -> bool:
    """Whether a test came as far as judging the answer."""
    return all(one.get("ename") not in UNJUDGED for one in cell.get("outputs", []))


def _said(cell: Mapping[str, Any]) -> str:
    """What a test said of the answer, without its first line, which states the points."""
    for output in cell.get("outputs", []):
        if output["output_type"] == "error":
            return told(output)
        text = "".join(output.get("data", {}).get("text/plain", ""))
        if output["output_type"] == "display_data" and text:
            first, *lines = html.unescape(text).splitlines()
            words = [line.strip() for line in lines if not line.strip().startswith("Part by part")]
            return words[0] if words else (OPEN if Status.NOT_ATTEMPTED in first else "")
    return ""
