"""What git makes of a begun notebook when the course's changes are pulled, as nbgitpuller does.

The merge is git's own, line by line, with the student's side where both changed a place. So an
exercise that the teacher moved stands twice, or in parts.
"""

import copy
import json
import subprocess
import tempfile
from pathlib import Path

import notebook_edits
from notebook_edits import code, fresh, marks, of_kind


def pulled(nb, rng):
    """Pull the course's changes into the notebook; where git makes none of it, it stays."""
    keys = ("cells", "metadata", "nbformat", "nbformat_minor")
    mine = {key: nb[key] for key in keys}
    release = copy.deepcopy(mine)
    release["cells"] = copy.deepcopy(nb["release"])
    newer = copy.deepcopy(release)
    for change in rng.sample(CHANGES, rng.choice([1, 2, 2, 3])):
        change(newer["cells"], rng)
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("mine", "release", "newer")]
        for file, book in zip(files, (mine, release, newer), strict=True):
            file.write_text(_lines(book), encoding="utf-8")
        made = subprocess.run(
            ["git", "merge-file", "-p", "--ours", *files], capture_output=True, check=True
        ).stdout
    try:
        cells = json.loads(made)["cells"]
    except ValueError:
        return
    for cell in cells:
        cell["source"] = "".join(cell["source"])
    nb["cells"] = cells


def _lines(book):
    """A notebook's text, written as Jupyter writes it: a line of source, a line of text."""
    book = copy.deepcopy(book)
    for cell in book["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    return json.dumps(book, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


# --- what a teacher changes ----------------------------------------------------------------------


def _exercise(cells, rng):
    """The places of an exercise: what stands from its answer to its test."""
    answers = of_kind({"cells": cells}, "answer")
    start = rng.choice(answers)
    test = f"test_{marks(cells[start])['grade_id']}"
    end = next((k for k, c in enumerate(cells) if marks(c).get("grade_id") == test), start)
    if start and cells[start - 1]["cell_type"] == "markdown":
        start -= 1
    return start, max(start, end) + 1


def move_exercise(cells, rng):
    """Move an exercise to before or after the others."""
    start, end = _exercise(cells, rng)
    moved = cells[start:end]
    del cells[start:end]
    answers = of_kind({"cells": cells}, "answer")
    at = rng.choice([*answers, len(cells)])
    cells[at:at] = moved


def remove_exercise(cells, rng):
    """Take an exercise out."""
    start, end = _exercise(cells, rng)
    del cells[start:end]


def more_text(cells, rng):
    """Write a note between two cells."""
    note = {"cell_type": "markdown", "id": fresh(rng), "metadata": {}, "source": "Mind the sign."}
    cells.insert(rng.randrange(1, len(cells)), note)


def more_code(cells, rng):
    """Show one thing more."""
    cells.insert(rng.randrange(1, len(cells)), code("print('a hint')", rng))


def clearer_stubs(cells, rng):
    """Say more in each stub."""
    for k in of_kind({"cells": cells}, "answer"):
        lines = cells[k]["source"].split("\n")
        lines.insert(rng.choice([0, len(lines)]), "# one line for each input")
        cells[k]["source"] = "\n".join(lines)


def new_ids(cells, rng):
    """Save with a program that gives new ids."""
    notebook_edits.new_ids({"cells": cells}, rng)


CHANGES = (
    move_exercise, move_exercise, move_exercise, remove_exercise, more_text, more_code,
    clearer_stubs, new_ids,
)  # fmt: skip
