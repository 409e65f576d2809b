"""What goes back to a student: the graded notebook without a line of the hidden tests."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from backpass.grading.common.cells import grade_id, is_locked
from backpass.grading.common.errors import ErrorName
from backpass.grading.common.language import language_of
from backpass.grading.intake.rebuild import read_release

#: Exceptions in a test cell whose words are for the student.
TOLD = ("NameError", *ErrorName)


class HideTests(NbGraderPreprocessor):
    """Shows every locked cell as the release shows it."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Put the release's source in place of the graded one, cell by cell."""
        shown = self._shown(resources["nbgrader"]["assignment"], language_of(nb))
        for cell in nb.cells:
            if is_locked(cell):
                cell.source = shown[grade_id(cell)]
                for output in cell.get("outputs", []):
                    if output.output_type == "error":
                        _shorten(output)
        return nb, resources

    def _shown(self, chapter: str, language: str) -> dict[str, str]:
        """Locked cells' sources in the release, by grade id; read once in a run."""
        known: dict[tuple[str, str], dict[str, str]] = self.__dict__.setdefault("_known", {})
        if (chapter, language) not in known:
            release = read_release(self.parent.parent.coursedir, chapter, language)
            known[chapter, language] = {
                grade_id(cell): cell.source for cell in release.cells if is_locked(cell)
            }
        return known[chapter, language]


def _shorten(output: NotebookNode) -> None:
    """Leave of an exception in a test what a student may know: no line of the test, no trace."""
    if output.ename not in TOLD:
        output.ename = str(ErrorName.NOT_JUDGED)
        output.evalue = "This test did not come to its end."
    output.traceback = [f"{output.ename}: {output.evalue}"]
