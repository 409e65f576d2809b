"""What real programs make of a solved notebook, and what becomes of the marks.

    python benchmarks/programs.py --tools FOLDER [--chapters NAME …] [--programs NAME …] [--reading]

Each program of ``PROGRAMS`` runs on a solved notebook of each chapter; their commands are in
FOLDER, the ``bin`` of an environment of its own with jupytext, nbstripout, nbdev, marimo,
papermill, nbconvert, databooks and black. What it leaves is graded, and runs in stock IPython from
top to bottom; where a check is green there and marks are missing here, that is a fault. One line
for each program. ``--reading`` runs no cells: it says for each chapter which answers are no longer
found as one cell of the same code.
"""

import argparse
import collections
import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import nbformat
import notebook_edits
from side_by_side import ROOT, Bench, Outcome

from backpass.grading.common.cells import grade_id, is_answer
from backpass.grading.intake.meaning import same_code
from backpass.grading.intake.read import understand
from backpass.grading.intake.rebuild import rebuild

#: Commands in turn; the solved notebook is ``a.ipynb``, and what counts in the end is ``b.ipynb``.
PROGRAMS = {
    **{
        f"jupytext, {kind}": [
            f"jupytext --to {kind} a.ipynb -o a.{kind.partition(':')[0]}",
            f"jupytext --to ipynb a.{kind.partition(':')[0]} -o b.ipynb",
        ]
        for kind in ("py:light", "py:percent", "py:hydrogen", "py:sphinx", "py:nomarker", "md",
                     "md:myst", "Rmd")
    },
    "jupytext, paired": [
        "jupytext --to py:percent a.ipynb -o a.py",
        "jupytext --to ipynb --update a.py -o a.ipynb",
        "cp a.ipynb b.ipynb",
    ],
    "nbstripout": ["nbstripout a.ipynb", "cp a.ipynb b.ipynb"],
    "nbstripout, all metadata": [
        "nbstripout --extra-keys=cell.metadata.nbgrader,cell.metadata.tags a.ipynb",
        "cp a.ipynb b.ipynb",
    ],
    "nbdev": ["nbdev-clean --fname a.ipynb --clear-all", "cp a.ipynb b.ipynb"],
    "marimo": [
        "marimo convert a.ipynb -o a.py",
        "marimo export ipynb a.py -o b.ipynb --sort top-down",
    ],
    "marimo, sorted": [
        "marimo convert a.ipynb -o a.py",
        "marimo export ipynb a.py -o b.ipynb --sort topological",
    ],
    "papermill": ["papermill --prepare-only -p rate 0.5 a.ipynb b.ipynb"],
    "nbconvert, notebook": ["jupyter-nbconvert --to notebook a.ipynb --output b.ipynb"],
    "nbconvert, format 3": [
        "jupyter-nbconvert --to notebook --nbformat 3 a.ipynb --output b.ipynb"
    ],
    "nbconvert, no input prompts": [
        "jupyter-nbconvert --to notebook --clear-output a.ipynb --output b.ipynb"
    ],
    "nbconvert, script and jupytext": [
        "jupyter-nbconvert --to python a.ipynb --output a",
        "jupytext --to ipynb a.py -o b.ipynb",
    ],
    "databooks": ["databooks meta a.ipynb --yes", "cp a.ipynb b.ipynb"],
    "black": ["black -q a.ipynb", "cp a.ipynb b.ipynb"],
}  # fmt: skip


def after(commands: list[str], data: bytes, tools: Path) -> bytes:
    """A notebook after a program had it.

    Args:
        commands: What is run.
        data: The notebook.
        tools: Where the programs are.
    """
    with tempfile.TemporaryDirectory(prefix="programs-") as folder:
        (Path(folder) / "a.ipynb").write_bytes(data)
        for command in commands:
            program, *arguments = command.split()
            there = tools / program
            subprocess.run(
                [str(there) if there.exists() else program, *arguments],
                cwd=folder, check=True, capture_output=True, timeout=120,
            )  # fmt: skip
        return (Path(folder) / "b.ipynb").read_bytes()


def reading(chapters: list[str], tools: Path) -> None:
    """Say which answers the intake finds otherwise than before."""
    for program, commands in PROGRAMS.items():
        found = count = 0
        for chapter in chapters:
            release = nbformat.read(ROOT / "release" / chapter / f"{chapter}.ipynb", 4)
            source = nbformat.read(ROOT / "source" / chapter / f"{chapter}.ipynb", 4)
            data = notebook_edits.handed_in(notebook_edits.solved(source, release))
            before, now = (
                {grade_id(cell): str(cell.source) for cell in made.cells if is_answer(cell)}
                for made in (
                    rebuild(release, understand(one, f"{chapter}.ipynb"))
                    for one in (data, after(commands, data, tools))
                )
            )
            count += len(before)
            for name, text in before.items():
                if same_code(now.get(name, ""), text):
                    found += 1
                else:
                    print(f"{program}, {chapter}: {name} is not in one cell", flush=True)
        print(f"{program}: {found} of {count} answers are found as they were", flush=True)


def main() -> None:
    """Run each on all chapters, and say what was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tools", type=Path, required=True)
    chapters = sorted(path.name for path in (ROOT / "source").iterdir() if path.is_dir())
    parser.add_argument("--chapters", nargs="+", choices=chapters, default=chapters)
    parser.add_argument("--programs", nargs="+", choices=list(PROGRAMS), default=list(PROGRAMS))
    parser.add_argument("--reading", action="store_true")
    options = parser.parse_args()
    if options.reading:
        reading(options.chapters, options.tools)
        return
    bench = Bench(options.chapters)
    for program in options.programs:
        commands = PROGRAMS[program]
        outcome, kinds = Outcome(), collections.Counter()
        for number, chapter in enumerate(options.chapters):
            try:
                data = after(
                    commands, notebook_edits.handed_in(bench.solved[chapter]), options.tools
                )
            except subprocess.CalledProcessError as error:
                print(f"{program}: {error.stderr.decode()[-300:]}")
                break
            made = nbformat.reads(data.decode(), 4)
            bench.stock.ask([cell.source for cell in made.cells if cell.cell_type == "code"])
            graded = bench.graded(chapter, data)
            bench.look(chapter, number, [program], bench.stock.answer(), graded, outcome)
            if graded.notebook is not None:
                notes = json.loads(graded.notebook)["metadata"]["backpass"]["odd"]
                kinds.update(note["kind"] for note in notes)
        for one in outcome.found:
            print(f"{one.kind} {program} {one.exercise} {one.why[:300]}")
        full = outcome.green + outcome.noted
        print(f"{program}: {outcome.exercises} exercises, {outcome.green} green, {full} full; "
              f"notes {dict(kinds)}")  # fmt: skip
    bench.close()


if __name__ == "__main__":
    main()
