"""nbgrader's step that runs a rebuilt notebook: contained, with the verdict outside.

Named in ``c.Autograde.autograde_preprocessors``, so nbgrader's commands, its Python API and the
formgrader run students' code nowhere else.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Float, List, Unicode

from backpass.grading.authoring.quiz_key import require_fresh
from backpass.grading.common.language import language_of
from backpass.grading.course import Course
from backpass.grading.hidden import SEED_VARIABLE
from backpass.grading.intake.rebuild import read_release
from backpass.grading.marking.run import UNCONTAINED_VARIABLE, run
from backpass.grading.sandbox.containment import Limits
from backpass.grading.sandbox.execution import Settings


class ContainedRun(NbGraderPreprocessor):
    """Runs student cells in one contained process and test cells in another.

    Cells that the release tags ``show`` are not run. A test cell is worth what it states, and
    nothing where it states nothing.
    """

    allow_uncontained = Bool(
        False, help="Run students' code even where it cannot be contained. The report says so."
    ).tag(config=True)
    execute_all = Bool(False, help="Run the cells that only show, too.").tag(config=True)
    cell_seconds = Float(30.0, help="Longest time for one cell of a student's.").tag(config=True)
    call_seconds = Float(10.0, help="Longest time for one call of a function.").tag(config=True)
    notebook_seconds = Float(240.0, help="Longest time for a notebook.").tag(config=True)
    modules = List(
        Unicode(), help="Packages that notebooks may import besides those that the release imports."
    ).tag(config=True)
    memory_gb = Float(3.0, help="Memory that a student's Python may take.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run the notebook's cells, then settle what its test cells are worth.

        Raises:
            CourseError: The quiz key is not that of the hidden tests.
        """
        coursedir = self.parent.parent.coursedir
        chapter = resources["nbgrader"]["assignment"]
        require_fresh(Course(Path(coursedir.root)), [chapter])
        release = read_release(coursedir, chapter, language_of(nb))
        data = Path(coursedir.format_path(coursedir.source_directory, ".", chapter))
        run(nb, release, self.settings(Path(coursedir.root)), data, self.execute_all)
        return nb, resources

    def settings(self, root: Path) -> Settings:
        """How notebooks are run, as configured; for the course at a root."""
        return Settings(
            root.resolve(),
            Limits(memory=int(self.memory_gb * 2**30)),
            cell_seconds=self.cell_seconds,
            call_seconds=self.call_seconds,
            notebook_seconds=self.notebook_seconds,
            seed=_seed(),
            modules=tuple(self.modules),
            uncontained=bool(self.allow_uncontained) or os.environ.get(UNCONTAINED_VARIABLE) == "1",
            private=Course(root.resolve()).private(),
        )


def _seed() -> int | None:
    text = os.environ.get(SEED_VARIABLE)
    return int(text) if text else None
