"""Changing a chapter after students handed it in: the gradebook's cells follow the source.

nbgrader refuses to add or remove a cell of a chapter that has submissions. Here its tables are
brought to the new cells first: marks, marks by hand, comments and dates of every other cell stay,
those of a renamed cell go with it, and a new cell has no mark until it is graded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from nbformat.notebooknode import NotebookNode

from backpass.grading.common.cells import (
    grade_id,
    is_graded,
    is_locked,
    is_solution,
    is_task,
    points,
)
from backpass.grading.common.counted import counted
from backpass.grading.course import Course
from backpass.grading.gradebook import open_gradebook
from backpass.grading.intake.former_names import renamed_in

#: What nbgrader keeps of a cell, each in a table of its own.
ROLES: dict[str, Callable[[Any], bool]] = {
    "grade": is_graded,
    "solution": is_solution,
    "task": is_task,
    "source": lambda cell: is_graded(cell) or is_solution(cell) or is_locked(cell) or is_task(cell),
}


@dataclass
class Migration:
    """What has to change in the gradebook for a chapter.

    Attributes:
        chapter: The chapter.
        submissions: How many submissions of it the gradebook has.
        renamed: New names of cells by their old ones.
        formerly: Old names of the exercises among them whose stubs are the same but for the name,
            by the new ones: what was handed in can be read under the new name.
        added: Names of new cells by role, as :data:`ROLES` has them.
        removed: Names of cells that go, by role.
        points: Points before and after, by name, where they change.
        lost: Marks and marks by hand that go with each removed cell.
        by_hand: Marks by hand that stay on a cell whose points change.
        cells: The new cells by name.
    """

    chapter: str
    submissions: int = 0
    renamed: dict[str, str] = field(default_factory=dict)
    formerly: dict[str, str] = field(default_factory=dict)
    added: dict[str, list[str]] = field(default_factory=dict)
    removed: dict[str, list[str]] = field(default_factory=dict)
    points: dict[str, tuple[float, float]] = field(default_factory=dict)
    lost: dict[str, tuple[int, int]] = field(default_factory=dict)
    by_hand: dict[str, int] = field(default_factory=dict)
    cells: dict[str, NotebookNode] = field(default_factory=dict)

    @property
    def needed(self) -> bool:
        """Whether anything that students have marks for changes."""
        come_or_gone = any(self.added.values()) or any(self.removed.values())
        return bool(self.submissions and (self.renamed or self.points or come_or_gone))

    def sentences(self) -> list[str]:
        """What will change, one sentence for each cell that is worth points."""
        return [f"{self.chapter}: {text}" for text in self._sentences()]

    def _sentences(self) -> Iterator[str]:
        graded = [*self.removed.get("grade", ()), *self.removed.get("task", ())]
        for name in graded:
            marks, by_hand = self.lost.get(name, (0, 0))
            yield (
                f"{name} goes, and with it the marks of {counted(marks, 'submission')} "
                f"({by_hand} given by hand)."
            )
        for old, new in self.renamed.items():
            yield f"{old} is called {new} from now on; its marks and comments stay."
        if self.formerly and self.submissions:
            yield (
                "What was handed in has the old names; it is graded under the new ones, "
                f"functions too ({', '.join(self.formerly)})."
            )
        unread = {name.removeprefix("test_") for name in self.renamed.values()} - {*self.formerly}
        if unread and self.submissions:
            yield (
                f"What was handed in has the old name of {', '.join(sorted(unread))}, whose cell "
                "is another one, too. If the function has a new name, grade with `backpass grade "
                "--only-up`: it keeps the marks of answers that are not there under the new one."
            )
        for name in [*self.added.get("grade", ()), *self.added.get("task", ())]:
            yield (
                f"{name} is new and worth {points(self.cells[name]):g}: "
                f"{counted(self.submissions, 'submission')} "
                f"{'has' if self.submissions == 1 else 'have'} no mark for it until the next "
                "`backpass grade`."
            )
        for name, (old_points, new_points) in self.points.items():
            stay = self.by_hand.get(name, 0)
            yield f"{name} is worth {new_points:g} instead of {old_points:g}." + (
                f" {counted(stay, 'mark')} by hand for it: unchanged, please look." if stay else ""
            )
        told = {*graded, *self.added.get("grade", ()), *self.added.get("task", ())}
        others = sorted({*self.added.get("source", ()), *self.removed.get("source", ())} - told)
        if others:
            yield f"other cells change, too, none of them worth points: {', '.join(others)}."


def renamed_chapters(course: Course, chapters: list[str]) -> list[str]:
    """What to know where a chapter looks renamed: one with submissions is gone, and one is new.

    Args:
        course: The course; it has a gradebook.
        chapters: Names of the chapters that are to be released.

    Returns:
        A sentence for each chapter that is gone; none where no chapter is new.
    """
    with open_gradebook(course) as gradebook:
        handed_in = {one.name: int(one.num_submissions) for one in gradebook.assignments}
    new = [chapter for chapter in chapters if chapter not in handed_in]
    gone = [name for name, count in handed_in.items() if count and name not in course.chapters()]
    return [
        f"{name} is no chapter any more, and {new[0]} is new. Marks of "
        f"{counted(handed_in[name], 'submission')} stay in the gradebook under the old name, and "
        "no report shows them. Did you rename it? Then keep the old name until the term is over."
        for name in gone
        if new
    ]


def planned(
    course: Course, chapter: str, made: NotebookNode, before: NotebookNode | None
) -> Migration:
    """What has to change in the gradebook for a new release of a chapter; nothing is changed yet.

    Args:
        course: The course; it has a gradebook.
        chapter: The chapter.
        made: The new release.
        before: The release that students have; None without one.
    """
    from nbgrader import api  # noqa: PLC0415 - nbgrader takes 2 seconds

    plan = Migration(chapter, cells={grade_id(cell): cell for cell in made.cells if grade_id(cell)})
    with open_gradebook(course) as gradebook:
        try:
            notebook = gradebook.find_notebook(chapter, chapter)
        except api.MissingEntry:
            return plan
        plan.submissions = len(notebook.submissions)
        old = {role: _rows(notebook, role) for role in ROLES}
        sources = {name: row.source or "" for name, row in old["source"].items()}
        new = {
            role: [name for name, cell in plan.cells.items() if has(cell)]
            for role, has in ROLES.items()
        }
        plan.renamed = _renamed(old, new, sources, plan.cells, before)
        plan.formerly = _formerly(plan.renamed, old["solution"], sources, plan.cells)
        for role in ROLES:
            names = [plan.renamed.get(name, name) for name in old[role]]
            plan.added[role] = [name for name in new[role] if name not in names]
            plan.removed[role] = [
                name for name in old[role] if plan.renamed.get(name, name) not in new[role]
            ]
        for name, row in {**old["grade"], **old["task"]}.items():
            marks = gradebook.db.query(api.Grade).filter(api.Grade.cell_id == row.id)
            by_hand = marks.filter(api.Grade.manual_score.isnot(None)).count()
            becomes = plan.renamed.get(name, name)
            if name in plan.removed["grade"] or name in plan.removed["task"]:
                plan.lost[name] = (marks.count(), by_hand)
            elif points(plan.cells[becomes]) != float(row.max_score):
                plan.points[becomes] = (float(row.max_score), points(plan.cells[becomes]))
                plan.by_hand[becomes] = by_hand
    return plan


def migrate(course: Course, plan: Migration) -> None:
    """Bring the gradebook's cells to the new ones, all of it or nothing.

    Args:
        course: The course.
        plan: What is to be added, renamed and removed.
    """
    with open_gradebook(course) as gradebook:
        try:
            notebook = gradebook.find_notebook(plan.chapter, plan.chapter)
            _rename(gradebook.db, notebook, plan.renamed)
            for role in ROLES:
                _remove(gradebook.db, notebook, role, plan.removed.get(role, []))
            for role in ROLES:
                cells = [plan.cells[name] for name in plan.added.get(role, [])]
                _add(gradebook.db, notebook, role, cells)
            gradebook.db.commit()
        except BaseException:
            gradebook.db.rollback()
            raise


def _rows(notebook: Any, role: str) -> dict[str, Any]:
    return {row.name: row for row in getattr(notebook, f"{role}_cells")}


def _renamed(
    old: Mapping[str, Mapping[str, Any]],
    new: Mapping[str, list[str]],
    sources: Mapping[str, str],
    cells: Mapping[str, NotebookNode],
    before: NotebookNode | None,
) -> dict[str, str]:
    """Which cells only have another name: the same notebook cell, or the same text but for it."""
    gone = [name for name in old["source"] if name not in new["source"]]
    come = [name for name in new["source"] if name not in old["source"]]

    def roles(name: str, table: Mapping[str, Any]) -> list[str]:
        return [role for role in ROLES if name in table[role]]

    ids = {grade_id(cell): cell.get("id") for cell in before.cells} if before is not None else {}
    found: dict[str, str] = {}
    for name in sorted(gone, key=lambda name: name.startswith("test_")):  # answers first
        alike = [one for one in come if roles(name, old) == roles(one, new)]
        same_cell = [one for one in alike if ids.get(name) and ids[name] == cells[one].get("id")]
        word, bare = name.removeprefix("test_"), sources[name]
        same_text = [
            one
            for one in alike
            if bare and cells[one].source in (bare, bare.replace(word, one.removeprefix("test_")))
        ]
        same_answer = [one for one in alike if one == f"test_{found.get(word)}"]
        for one in [*same_cell, *same_answer, *same_text][:1]:
            found[name] = one
            come.remove(one)
    return found


def _formerly(
    renamed: Mapping[str, str],
    answers: Mapping[str, Any],
    sources: Mapping[str, str],
    cells: Mapping[str, NotebookNode],
) -> dict[str, str]:
    """Old names by new ones, of exercises that ask for the same under another name."""
    return {
        new: old
        for old, new in renamed.items()
        if old in answers
        and renamed.get(f"test_{old}") == f"test_{new}"
        and cells[new].source in (sources[old], renamed_in(sources[old], old, new))
    }


def _rename(db: Any, notebook: Any, renamed: Mapping[str, str]) -> None:
    """In two steps, so that two cells can exchange their names."""
    rows = [row for role in ROLES for name, row in _rows(notebook, role).items() if name in renamed]
    becomes = {row: renamed[row.name] for row in rows}
    for row in rows:
        row.name = uuid4().hex
    db.flush()
    for row, name in becomes.items():
        row.name = name
    db.flush()


def _remove(db: Any, notebook: Any, role: str, names: list[str]) -> None:
    from nbgrader import api  # noqa: PLC0415

    for name in names:
        row = _rows(notebook, role)[name]
        if role == "source":
            db.delete(row)
        else:
            for table in (api.Grade, api.Comment):
                db.query(table).filter(table.cell_id == row.id).delete(synchronize_session=False)
            db.expire(row)
            db.delete(row)
    db.flush()
    db.expire(notebook)


def _add(db: Any, notebook: Any, role: str, cells: list[NotebookNode]) -> None:
    from nbgrader import api  # noqa: PLC0415

    for cell in cells:
        name, kind = grade_id(cell), cell["cell_type"]
        if role == "source":  # nbgrader's own step fills in the rest
            db.add(api.SourceCell(name=name, cell_type=kind, notebook=notebook, source=cell.source))
            continue
        if role == "solution":
            row = api.SolutionCell(name=name, notebook=notebook)
        else:
            table = api.GradeCell if role == "grade" else api.TaskCell
            row = table(name=name, notebook=notebook, max_score=points(cell), cell_type=kind)
        db.add(row)
        for submission in notebook.submissions:
            if role != "solution":
                db.add(api.Grade(cell=row, notebook=submission, needs_manual_grade=False))
            if role != "grade":
                db.add(api.Comment(cell=row, notebook=submission))
    db.flush()
