"""The student's own kernel and the grader, side by side: what a notebook says and what it gets.

:class:`Bench` holds some chapters without the cells that only show, so that a notebook costs a
fraction of a second on either side. The promise that is held: an exercise whose last ``check`` is
green gets full marks; and full marks without green are explained by a note on the student's page.
"""

import copy
import json
import random
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import notebook_edits
from nbgrader.utils import compute_checksum
from stock_kernel import Stock

from backpass.grading.common.cells import grade_id, is_answer, is_graded, is_locked, points
from backpass.grading.marking.submission import (
    AnswerKey,
    LockedCell,
    Submission,
    code_fingerprint,
    judge,
)
from backpass.grading.sandbox.execution import Settings

ROOT = Path(__file__).resolve().parents[1]
SEED = 7
NOT_RUN = "not run while grading"


@dataclass
class Disagreement:
    """One exercise of one notebook about which the two sides do not agree.

    Attributes:
        kind: ``lost`` where green got less than full marks, ``unsaid`` where full marks were given
            without green and without a note.
        number: The notebook's number; the same again for the same seed.
        exercise: The exercise.
        edits: What had been done to the notebook.
        why: What the grader said.
    """

    kind: str
    number: int
    exercise: str
    edits: list
    why: str


@dataclass
class Outcome:
    """What came of some notebooks: how many there were, and where the two sides disagree.

    Attributes:
        notebooks: How many notebooks.
        exercises: How many exercises they hold.
        green: Exercises whose last check passed in the student's kernel.
        noted: Full marks without that, where a note on the page says why.
        told: Green without full marks, where the answer stands in a file that is not part of the
            notebook, and a note on the page says so.
        excused: Full marks without green and without a note: the notebook had broken its own check,
            e.g. by giving a function of numpy another meaning. The grader's check is another one.
        found: Where they disagree.
    """

    notebooks: int = 0
    exercises: int = 0
    green: int = 0
    noted: int = 0
    told: int = 0
    excused: int = 0
    found: list = field(default_factory=list)


class Bench:
    """Chapters to edit, the stock kernel, and the grader.

    Args:
        chapters: Names of chapters.
        exercises: How many exercises to keep of each; all by default.
        edits: What is done to notebooks.
        stock: The stock side, where it is shared with others; its own by default.
    """

    def __init__(self, chapters, exercises=None, edits=notebook_edits.EDITS, stock=None):
        self.chapters, self.edits = list(chapters), edits
        self.keys, self.solved = {}, {}
        for chapter in self.chapters:
            self._add(chapter, exercises)
        self.stock = stock or Stock()
        self._shares = stock is not None

    def close(self):
        """End the stock side, if it is its own."""
        if not self._shares:
            self.stock.close()

    def _add(self, chapter, exercises):
        source = nbformat.read(ROOT / "source" / chapter / f"{chapter}.ipynb", 4)
        release = nbformat.read(ROOT / "release" / chapter / f"{chapter}.ipynb", 4)
        keep = [grade_id(c) for c in release.cells if is_answer(c)]
        keep = set(keep[:exercises]) | {f"test_{name}" for name in keep[:exercises]}
        release.cells = [cell for cell in release.cells if _is_kept(cell, keep)]
        known = {grade_id(cell) for cell in release.cells}
        cells = {
            grade_id(cell): LockedCell(
                cell.source,
                is_locked(cell),
                compute_checksum(next(c for c in release.cells if grade_id(c) == grade_id(cell))),
            )
            for cell in source.cells
            if grade_id(cell) and grade_id(cell) in known
        }
        files = {
            path.relative_to(ROOT).as_posix(): path.read_bytes()
            for path in sorted((ROOT / "grader_tests").rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts
        }
        self.keys[chapter] = AnswerKey(
            chapter,
            nbformat.writes(release),
            cells,
            files,
            Settings(ROOT, cell_seconds=20.0),
            code=code_fingerprint(),
        )
        self.solved[chapter] = notebook_edits.solved(source, release)

    def notebook(self, number):
        """The edited notebook of a number: its chapter, the notebook, and what was done to it."""
        rng = random.Random(f"{SEED} {number}")
        chapter = rng.choice(self.chapters)
        return chapter, *notebook_edits.edited(self.solved[chapter], rng, self.edits)

    def graded(self, chapter, data):
        """The grader's outcome for a file."""
        return judge(Submission("somebody", chapter, data, None, SEED), self.keys[chapter])

    def compare(self, numbers, outcome=None):
        """Run notebooks on both sides, and add what comes of them to an outcome."""
        outcome = outcome or Outcome()
        for number in numbers:
            chapter, nb, edits = self.notebook(number)
            self.both(chapter, number, nb, edits, outcome)
        return outcome

    def one_way(self, chapter, way, edit, outcome):
        """Run a chapter on both sides with one edit alone, under the edit's name."""
        nb = copy.deepcopy(self.solved[chapter])
        edit(nb, random.Random(f"{SEED} {way}"))
        self.both(chapter, 0, nb, [way], outcome)

    def both(self, chapter, number, nb, edits, outcome):
        """Run one notebook on both sides, and add what comes of it to an outcome."""
        self.stock.ask(notebook_edits.sources(nb), nb["files"])
        graded = self.graded(chapter, notebook_edits.handed_in(nb))
        said = self.stock.answer()
        outcome.notebooks += 1
        broken = nb["breaks check"]
        self.look(chapter, number, [*edits, *(["broken"] if broken else [])], said, graded, outcome)

    def look(self, chapter, number, edits, said, graded, outcome):
        """Compare what was said of a notebook with its marks, into an outcome."""
        if graded.notebook is None:
            outcome.found.append(Disagreement("error", number, "", edits, graded.error))
            return
        made = nbformat.reads(graded.notebook.decode(), 4)
        names = [grade_id(cell) for cell in made.cells if is_answer(cell)]
        answers = {grade_id(cell): cell.source for cell in made.cells if is_answer(cell)}
        notes = made.metadata["backpass"]["odd"]
        left_out = any(
            NOT_RUN in o.get("text", "") for c in made.cells for o in c.get("outputs", [])
        )
        for cell in made.cells:
            if not is_graded(cell):
                continue
            exercise = grade_id(cell).removeprefix("test_")
            full = graded.marks[grade_id(cell)].score == points(cell)
            green = said.get(exercise, False)
            outcome.exercises += 1
            outcome.green += green
            used = cell.source + answers.get(exercise, "")  # an answer may use other answers
            if exercise not in answers.get(exercise, ""):  # it stands elsewhere
                used = "\n".join(c.source for c in made.cells if c.cell_type == "code")
            concerned = {exercise, *(name for name in names if name in used)}
            about = [n for n in notes if n["cell"].removeprefix("test_") in {"", *concerned}]
            # a backward pass is judged with the course's own forward where the student's is wrong
            about += [name for name in concerned - {exercise} if not said.get(name, False)]
            if "cache of a right one" in _words(cell):
                about.append("cache")
            if left_out:  # it may fail in the stock kernel; its output says what became of it
                about.append(NOT_RUN)
            if full and not green:
                outcome.noted += bool(about)
            elsewhere = [n for n in notes if n["kind"] == "file" and n["cell"] == exercise]
            if green and not full and elsewhere:
                outcome.told += 1
            elif green and not full:
                outcome.found.append(
                    Disagreement("lost", number, exercise, edits, _words(cell) + str(notes))
                )
            elif full and not green and not about and "broken" in edits:
                outcome.excused += 1
            elif full and not green and not about:
                outcome.found.append(Disagreement("unsaid", number, exercise, edits, str(notes)))


def _is_kept(cell, keep):
    """Whether a bench needs a release cell: answers and tests that are kept, what they need."""
    if is_answer(cell) or is_graded(cell):
        return grade_id(cell) in keep
    if cell.cell_type != "code":
        return cell["id"].startswith(("title", "exercise"))
    return bool(grade_id(cell)) or cell["id"] == "imports"


def _words(cell):
    return json.dumps(
        [o.get("evalue") or o.get("data", {}).get("text/plain") for o in cell.outputs]
    )
