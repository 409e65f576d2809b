"""What an odd submission is, and the right one that each is made from."""

import copy
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import nbformat
import tiny_course

ANSWERS = {
    name: source.replace("    ### BEGIN SOLUTION\n", "").replace("    ### END SOLUTION", "")
    for name, source in tiny_course.SOLUTIONS.items()
}


@dataclass(frozen=True)
class Case:
    """One odd submission.

    Attributes:
        kind: Which generator made it.
        told: What is odd about it, to be read where it fails.
        data: The file's bytes.
        spoiled: Exercises whose own marks it may cost; those of all others are full.
    """

    kind: str
    told: str
    data: bytes
    spoiled: frozenset[str] = frozenset()


Make = Callable[[random.Random, dict[str, Any]], Case]


def written(notebook: Any) -> bytes:
    """A notebook as a file; halves of characters are escaped, as JSON may."""
    return json.dumps(notebook, default=str).encode()


class Paper:
    """The right submission, to be spoiled: every copy is a new one.

    Args:
        release: The released notebook.
    """

    def __init__(self, release: nbformat.NotebookNode) -> None:
        self.release = json.loads(nbformat.writes(release))
        for cell in self.release["cells"]:
            if name_of(cell) in ANSWERS:
                cell["source"] = ANSWERS[name_of(cell)]

    def right(self) -> dict[str, Any]:
        """The right submission."""
        return copy.deepcopy(self.release)

    def with_cells(self, *sources: str, at: int = 1, kind: str = "code") -> dict[str, Any]:
        """The right submission with cells of the student's own in one place."""
        notebook = self.right()
        notebook["cells"][at:at] = [own_cell(source, kind) for source in sources]
        return notebook

    def with_answer(self, name: str, source: str) -> dict[str, Any]:
        """The right submission with another answer to one exercise."""
        notebook = self.right()
        for cell in notebook["cells"]:
            if name_of(cell) == name:
                cell["source"] = source
        return notebook


def name_of(cell: dict[str, Any]) -> str:
    """A cell's grade id; empty without one."""
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))


def own_cell(source: str, kind: str = "code") -> dict[str, Any]:
    """A cell of a student's own."""
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})
