"""nbgrader's step that takes what could act out of what students' cells show."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from backpass.grading.common.language import language_of
from backpass.grading.intake.rebuild import read_release
from backpass.grading.marking.readers import made_harmless


class Sanitise(NbGraderPreprocessor):
    """Takes out what could act, from everything in a notebook that is not the course's own."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Return what can be shown."""
        coursedir = self.parent.parent.coursedir
        chapter = resources["nbgrader"]["assignment"]
        release = read_release(coursedir, chapter, language_of(nb))
        return made_harmless(nb, release), resources
