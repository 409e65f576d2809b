"""What simulated students do to a notebook besides answering, such as editing its tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from backpass.grading.common.cells import grade_id, is_graded, is_solution

Notebook = dict[str, Any]
Cell = dict[str, Any]


def _code_cell(name: str, source: str) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": as_lines(source),
    }


def as_lines(source: str) -> list[str]:
    """A source as a notebook's file holds it."""
    return source.rstrip("\n").splitlines(keepends=True)


def _extra_cells(notebook: Notebook) -> None:
    """Prints, a warning, a plot and a slider of the student's own."""
    notebook["cells"].append(
        _code_cell(
            "my-notes",
            "import warnings\n\nwarnings.warn('just trying things out')\nprint('it works!' * 3)",
        )
    )
    notebook["cells"].append(
        _code_cell("my-plot", "import matplotlib.pyplot as plt\n\nplt.plot([1, 4, 9])\nplt.show()")
    )
    last = max(k for k, cell in enumerate(notebook["cells"]) if is_solution(cell))
    notebook["cells"].insert(last, _code_cell("my-try", "print(undefined_name)"))


def _noisy_answers(notebook: Notebook) -> None:
    """Every answer prints and warns."""
    for cell in filter(is_solution, notebook["cells"]):
        lines = "".join(cell["source"]).splitlines()
        start = next((k for k, line in enumerate(lines) if line.startswith("def ")), None)
        if start is None or not lines[start].endswith(":"):
            continue
        noise = ["    import sys", "    print('called')", "    print('careful!', file=sys.stderr)"]
        cell["source"] = as_lines("\n".join([*lines[: start + 1], *noise, *lines[start + 1 :]]))


def _edited_tests(notebook: Notebook) -> None:
    """Each test replaced by something that would pass."""
    for number, cell in enumerate(filter(is_graded, notebook["cells"])):
        cell["source"] = [["pass", "100.0", "print('passed!')"][number % 3]]


def _tagged_tests(notebook: Notebook) -> None:
    """Each test tagged so that nbclient skips it, and worth a thousand points."""
    for cell in filter(is_graded, notebook["cells"]):
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception"]
        cell["metadata"]["nbgrader"]["points"] = 1000


def _deleted_tests(notebook: Notebook) -> None:
    notebook["cells"] = [cell for cell in notebook["cells"] if not is_graded(cell)]


def _doubled_cells(notebook: Notebook) -> None:
    """Every answer twice: after an unanswered copy, or before a wrong one."""
    cells: list[Cell] = []
    for number, cell in enumerate(notebook["cells"]):
        copy = json.loads(json.dumps(cell))
        if is_solution(cell):
            name = grade_id(cell)
            copy["source"] = as_lines(f"def {name}(*arguments):\n    return None\n")
            if number % 2:
                cells += [cell, copy]
                continue
            copy["source"] = notebook["stubs"][name]
            cells += [copy, cell]
            continue
        cells += [cell, copy] if is_graded(cell) else [cell]
    notebook["cells"] = cells


def _answers_in_own_cells(notebook: Notebook) -> None:
    """The solution cells deleted, the answers written in fresh ones at the same place."""
    for number, cell in enumerate(notebook["cells"]):
        if is_solution(cell):
            notebook["cells"][number] = _code_cell(f"mine-{number}", "".join(cell["source"]))


def _deleted_imports(notebook: Notebook) -> None:
    code = [k for k, cell in enumerate(notebook["cells"]) if cell["cell_type"] == "code"]
    named = (k for k in code if "import check" in "".join(notebook["cells"][k]["source"]))
    del notebook["cells"][next(named, code[0])]


def _retyped_cells(notebook: Notebook) -> None:
    """Answers turned into text, as one key press in command mode does."""
    for cell in filter(is_solution, notebook["cells"]):
        cell["cell_type"] = "markdown"
        del cell["outputs"], cell["execution_count"]


def _quits(notebook: Notebook) -> None:
    notebook["cells"].append(_code_cell("the-end", "import os\n\nos._exit(0)"))


CHANGES: dict[str, Callable[[Notebook], None]] = {
    "none": lambda _: None,
    "extra cells": _extra_cells,
    "noisy answers": _noisy_answers,
    "edited tests": _edited_tests,
    "edited tests, unanswered": _edited_tests,
    "tagged tests, unanswered": _tagged_tests,
    "deleted tests": _deleted_tests,
    "doubled cells": _doubled_cells,
    "answers in own cells": _answers_in_own_cells,
    "deleted imports": _deleted_imports,
    "retyped cells": _retyped_cells,
    "quits": _quits,
}

# change → kind, a sentence, whether the answers are right (else there are none)
KINDS: dict[str, tuple[str, str, bool]] = {
    "extra cells": ("extra cells", "Cells of the student's own that print, warn and plot.", True),
    "noisy answers": ("noisy answers", "Right answers that print and warn.", True),
    "edited tests": ("edited tests", "Right answers, tests edited.", True),
    "deleted tests": ("deleted cells", "Right answers, tests deleted.", True),
    "doubled cells": ("doubled cells", "Right answers, each cell twice.", True),
    "answers in own cells": ("moved answers", "Right answers in cells of the student's own.", True),
    "deleted imports": ("deleted cells", "Right answers, the import cell deleted.", True),
    "retyped cells": ("retyped cells", "Right answers, turned into text cells.", True),
    "quits": ("ends Python", "Right answers, and a last cell that ends Python.", True),
    "edited tests, unanswered": ("edited tests", "No answers, tests that would pass.", False),
    "tagged tests, unanswered": ("edited tests", "No answers, tests tagged to be skipped.", False),
}
