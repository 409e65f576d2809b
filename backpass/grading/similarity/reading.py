"""The work of a class, from its graded notebooks: answers, own cells, groups of wrong answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from backpass.grading.common import workers
from backpass.grading.common.cells import grade_id, is_answer, nbgrader_of
from backpass.grading.course import Course, CourseError
from backpass.grading.reporting.groups import group_in
from backpass.grading.reporting.results import events
from backpass.grading.similarity.compare import Work

AT_ONCE = 64
QUIZ = "quiz_"


def read_class(course: Course, chapter: str, others: Sequence[Path] = ()) -> list[Work]:
    """The work of this class, and of other classes of the same course.

    Args:
        course: The course.
        chapter: The chapter.
        others: Folders of other years or sections, each with its ``autograded/``.

    Raises:
        CourseError: A folder holds no graded work.
    """
    released = frozenset(released_code(course, chapter))
    found = _read(course.autograded, chapter, "", released)
    for folder in others:
        theirs = _read(folder / "autograded", chapter, f"{folder.name}/", released)
        if not theirs:
            raise CourseError(f"{folder} holds no graded work: there is no autograded/*/{chapter}.")
        found += theirs
    return found


def released_code(course: Course, chapter: str) -> list[str]:
    """All code and text that was handed out.

    Args:
        course: The course.
        chapter: The chapter.
    """
    notebook = json.loads(course.require_release(chapter).read_text(encoding="utf-8"))
    return [_source(cell) for cell in notebook["cells"]]


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _read(folder: Path, chapter: str, before: str, released: frozenset[str]) -> list[Work]:
    paths = sorted(folder.glob(f"*/{chapter}/{chapter}.ipynb"))
    asked = [(path, before, released) for path in paths]
    jobs = min(workers.processors(), len(paths) // AT_ONCE)
    if jobs < 2:
        return [work for work in map(_work, asked) if work is not None]
    found = workers.each(_work, asked, jobs, AT_ONCE)
    return [work for work in found if work is not None]


def _work(asked: tuple[Path, str, frozenset[str]]) -> Work | None:
    path, before, released = asked
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        return work_in(notebook, f"{before}{path.parents[1].name}", released, ours=not before)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # the report says that it cannot be read


def work_in(
    notebook: dict[str, Any], who: str, released: Iterable[str], *, ours: bool = True
) -> Work:
    """What one notebook holds of its student's own.

    Args:
        notebook: The graded notebook.
        who: The student's id, or a name for a stranger's work.
        released: Cells that were handed out, and count for nobody.
        ours: Whether it was handed in to this class.
    """
    given = set(released)
    work = Work(who, ours=ours)
    for cell in notebook["cells"]:
        source = _source(cell)
        if not source.strip() or source in given:
            continue
        if is_answer(cell):
            if not grade_id(cell).startswith(QUIZ):
                work.answers[grade_id(cell)] = source
        elif not nbgrader_of(cell).get("grade"):
            (work.own if cell.get("cell_type") == "code" else work.texts).append(source)
    for event in events(notebook):
        group, name = group_in(event), str(event["exercise"])
        if group is not None and not name.startswith(QUIZ):
            work.flaws[name] = group
    return work
