"""The same answers in many types, checked in a stock IPython and graded contained."""

import collections
from dataclasses import dataclass
from pathlib import Path

import kinds_of_results
import nbformat
from stock_kernel import Stock

from backpass.contracts import CONTRACTS
from backpass.grading.common.cells import grade_id, is_answer, is_graded
from backpass.grading.sandbox.execution import Cell, Settings, execute

ROOT = Path(__file__).resolve().parents[1]
#: How many answers one notebook holds: all those of a chapter need more memory than one may have.
AT_ONCE = 100
GRADE = "\nfrom backpass.grading.hidden import grade\n\n"


@dataclass
class Compared:
    """What both sides said of one answer.

    Attributes:
        name: Its type.
        exercise: The exercise.
        here: The panel of ``check`` in a stock IPython.
        there: The panel of ``check`` as the grader shows it; empty where all is right.
        graded: What the hidden test said.
        mark: The points.
        points: What the exercise is worth.
    """

    name: str
    exercise: str
    here: str
    there: str
    graded: str
    mark: float | None
    points: float

    @property
    def green(self):
        """Whether ``check`` passed in the notebook."""
        return self.here.startswith("✓")

    @property
    def trouble(self):
        """What the two sides do not agree about; empty where they do."""
        if self.mark is None or "could not be graded" in self.graded:
            return f"no mark: {self.graded!r}"
        if self.name == "error: NameError":
            # it is judged by what names mean at the end, where the next answer has put the right
            # ones back
            at_the_end = not self.green and "NameError" in self.here and self.mark == self.points
            return "" if at_the_end else f"{self.mark} of {self.points}; here {self.here!r}"
        if self.green != (self.mark == self.points):
            return f"{self.mark} of {self.points}; here {self.here!r}, there {self.graded!r}"
        told_by_a_function_of_the_test = self.name.startswith("argument")
        if not self.green and self.here != self.there and not told_by_a_function_of_the_test:
            return f"here {self.here!r}, there {self.there!r}"
        if "Remote" in self.graded + self.there:
            return self.graded
        return ""


def compared(servers, every=True):
    """Both sides of every type.

    Args:
        servers: The grader's fork servers.
        every: Whether each maker is tried with all exercises that it suits.
    """
    by_chapter = collections.defaultdict(list)
    for name, chapter, exercise, cell in kinds_of_results.pairs(every):
        by_chapter[chapter].append((name, exercise, cell))
    stock = Stock()
    try:
        for chapter, tried in sorted(by_chapter.items()):
            for start in range(0, len(tried), AT_ONCE):
                yield from _chapter(chapter, tried[start : start + AT_ONCE], servers, stock)
    finally:
        stock.close()


def _chapter(chapter, tried, servers, stock):
    source = nbformat.read(ROOT / "source" / chapter / f"{chapter}.ipynb", 4)
    solved = [
        cell.source
        for cell in source.cells
        if cell.cell_type == "code"
        if (grade_id(cell) and not is_graded(cell)) or cell["id"] == "imports" or is_answer(cell)
    ]
    names = sorted({name for name in CONTRACTS if CONTRACTS[name].chapter == chapter})
    names += ["two_layer_forward", "two_layer_backward"]
    keep = f"_kept = {{name: globals()[name] for name in {names} if name in globals()}}"
    first = [*solved, kinds_of_results.PRELUDE, keep]
    calls = {}
    for cell in source.cells:
        if is_graded(cell) and "grade(" in cell.source:
            exercise = grade_id(cell).removeprefix("test_")
            calls[exercise] = next(x for x in cell.source.splitlines() if x.startswith("check("))
    sources, cells = list(first), [Cell(k, text) for k, text in enumerate(first)]
    asked = []
    for name, exercise, change in tried:
        judged = exercise.replace("two_layer_forward", "two_layer_net")
        judged = judged.replace("two_layer_backward", "two_layer_net")
        text, check = f"globals().update(_kept)\n{change}", calls[judged]
        sources += [text, check]
        cells.append(Cell(len(cells), text))
        hidden = check + GRADE + check.replace("check(", "grade(")
        cells.append(Cell(len(cells), hidden, test=True))
        asked.append((name, judged, len(sources) - 1))
    stock.ask(sources)
    run = execute(cells, solved, Settings(ROOT, seed=3, notebook_seconds=900.0), servers)
    said = stock.texts()
    assert run.stopped is None, run.stopped
    for name, judged, place in asked:
        yield _both(name, judged, said[place], run.outputs[place])


def _both(name, judged, here, there):
    panels = [o["data"]["text/plain"] for o in there if o["output_type"] == "display_data"]
    marks = [o["data"]["text/plain"] for o in there if o["output_type"] == "execute_result"]
    shown = [panel for panel in panels if " points" not in panel.partition("\n")[0]]
    return Compared(
        name,
        judged,
        here[0] if here else "",
        shown[0] if shown else "",
        "\n".join(
            [*(p for p in panels if p not in shown), *(str(o.get("evalue", "")) for o in there)]
        ),
        float(marks[-1]) if marks else None,
        CONTRACTS[judged].points,
    )
