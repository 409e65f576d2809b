"""What an attack is, how a submission is made of it, and how a class of them is graded.

All attacks are handed in as one class, beside honest students, and graded by ours, some of them by
nbgrader's own command, too; each then has to have the mark that it deserves, and nothing else may have happened.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHAPTER = "01_simple_gates"
#: What chapter 1 is worth in all, and what its answers are.
ANSWERS = {
    "multiply_gradient": "def multiply_gradient(x, y):\n    return y, x\n",
    "add_gradient": "def add_gradient(x, y):\n    return 1.0, 1.0\n",
    "max_gradient": "def max_gradient(x, y):\n    return float(x >= y), float(y > x)\n",
    "predict_change": (
        "def predict_change(gradient, step):\n    return float((gradient * step).sum())\n"
    ),
    "numerical_derivative": (
        "def numerical_derivative(f, x, h=1e-5):\n    return (f(x + h) - f(x - h)) / (2 * h)\n"
    ),
}
CANARY = "canary-7f3a91"  # must turn up nowhere that a student's code could have put it
GIVEN = "given"  # the folder with the pages that `backpass feedback` made


@dataclass(frozen=True)
class Attack:
    """One attempt.

    Attributes:
        name: What is tried.
        mark: The points it must get in all.
        cells: Solution sources by grade id.
        first: Sources of own code cells before everything else.
        last: Sources of own code cells after everything else.
        edit: Changes the notebook as JSON, after the rest.
        raw: Changes what is written to disk: gets the folder and the notebook's text.
        after: Looks at the course afterwards; asserts what must not have happened.
    """

    name: str
    mark: float = 0.0
    cells: dict[str, str] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    edit: Callable[[dict[str, Any]], None] | None = None
    raw: Callable[[Path, str], None] | None = None
    after: Callable[[Any], None] | None = None

    @property
    def student(self) -> str:
        """A folder name for it."""
        return "s-" + "".join(c if c.isalnum() else "-" for c in self.name.lower())[:60]


def code(source: str, identity: str) -> dict[str, Any]:
    """A code cell of a student's own."""
    return {
        "cell_type": "code",
        "id": identity,
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }


def markdown(source: str, identity: str) -> dict[str, Any]:
    """A Markdown cell of a student's own."""
    return {"cell_type": "markdown", "id": identity, "metadata": {}, "source": source}


def cell_of(notebook: dict[str, Any], grade_id: str) -> dict[str, Any]:
    """The cell with a grade id."""
    return next(
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )


def hand_in(attack: Attack, release: Path, submitted: Path) -> None:
    """Write the attack's submission."""
    notebook = json.loads((release / CHAPTER / f"{CHAPTER}.ipynb").read_text(encoding="utf-8"))
    for grade_id, source in attack.cells.items():
        cell_of(notebook, grade_id)["source"] = source
    first = [code(source, f"first-{k}") for k, source in enumerate(attack.first)]
    last = [code(source, f"last-{k}") for k, source in enumerate(attack.last)]
    notebook["cells"] = [*first, *notebook["cells"], *last]
    if attack.edit is not None:
        attack.edit(notebook)
    folder = submitted / attack.student / CHAPTER
    folder.mkdir(parents=True)
    text = json.dumps(notebook)
    if attack.raw is not None:
        attack.raw(folder, text)
    else:
        (folder / f"{CHAPTER}.ipynb").write_text(text, encoding="utf-8")
