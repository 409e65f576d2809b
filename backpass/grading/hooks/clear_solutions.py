"""What a student finds in place of a solution: a line that raises, or three dots to replace."""

from __future__ import annotations

import nbgrader.preprocessors
from nbformat.notebooknode import NotebookNode

from backpass.grading.common.cells import DOTS


class ClearSolutions(nbgrader.preprocessors.ClearSolutions):
    """nbgrader's own, but where a cell has dots in place of its answer, they stay as they are.

    A line that raises would stop *Run All* at every quiz that is not answered yet.
    """

    def _replace_solution_region(self, cell: NotebookNode, language: str) -> bool:
        before = cell.source.partition(self.begin_solution_delimeter)[0]
        replaced = bool(super()._replace_solution_region(cell, language))
        if replaced and cell.cell_type == "code" and DOTS.search(before):
            stub = "\n".join(self.code_stub[language].split("\n"))
            cell.source = cell.source.replace(f"\n{stub}", "", 1).rstrip("\n")
        return replaced
