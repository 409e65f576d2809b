"""A class graded in every way there is: ``make bench``, or ``python -m benchmarks.speed``.

The same simulated class, the same hidden tests, the same seed. Each way is one process that grades
the whole class, and the ways take turns. Nobody is charged for starting. Seconds are per
submission; the marks of every way are held against each other. The tables and the figure go to
``docs/``.

Stock means nbgrader as it comes: its own steps, a kernel for each notebook, every cell run. It is
driven through its converters in one process, so that its start of four seconds is not counted. A
notebook that stock spent its whole time-out on (see docs/benchmarks.md) is left out of its mean.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backpass.grading.class_run.grade import RECORD
from backpass.grading.course import Course, quicken_imports
from backpass.grading.gradebook import open_gradebook
from backpass.grading.simulation.demo import copy_course
from benchmarks.page import ROOT, circumstances, table, write

DOCUMENT, MARK = ROOT / "docs" / "benchmarks.md", "speed"
PICTURE = ROOT / "docs" / "images" / "speed.svg"
SEED = "231"
TIMEOUT = 30  # seconds for a cell; a stalled notebook takes all of them
STOCK_CONFIG = f"""
import os
import sys
from pathlib import Path

c = get_config()
root = Path(__file__).resolve().parent
os.environ["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", "")
c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = "backpass"
c.CourseDirectory.db_url = f"sqlite:///{{root / 'gradebook.db'}}"
c.ClearSolutions.code_stub = {{"python": "raise NotImplementedError()"}}
c.Execute.timeout = {TIMEOUT}
"""
Marks = dict[str, float]


@dataclass(frozen=True)
class Way:
    """A way of grading a class.

    Attributes:
        name: What it is called in the table.
        grade: Grades the class in a folder; gives seconds for each submission.
        beside: The name of the way that it is compared with.
        marks: Reads the marks afterwards.
    """

    name: str
    grade: Callable[[Course], list[float]]
    marks: Callable[[Course], Marks]


# --- the class -----------------------------------------------------------------------------------


def make_class(folder: Path, students: int) -> tuple[Course, Course]:
    """The same class twice: in a course as it is here, and in one with a stock configuration."""
    from backpass.grading.authoring.release import release  # noqa: PLC0415
    from backpass.grading.simulation.simulate import simulate  # noqa: PLC0415

    ours = copy_course(Course(ROOT), folder / "ours")
    chapters = ours.chosen([])
    release(ours, chapters)
    simulate(ours, chapters, count=students, seed=1)
    stock = copy_course(ours, folder / "stock")
    (stock.root / "nbgrader_config.py").write_text(STOCK_CONFIG, encoding="utf-8")
    shutil.copytree(ours.submitted, stock.submitted, dirs_exist_ok=True)
    # stock records points and hidden tests in its gradebook by its own command
    for chapter in chapters:
        _run([str(_program("nbgrader")), "generate_assignment", chapter, "--force"], stock.root)
    return ours, stock


def handed_in(course: Course) -> list[tuple[str, str]]:
    """Students and chapters."""
    return [(s, c) for c in course.chosen([]) for s in course.submissions(c)]


def marks_of(course: Course) -> Marks:
    """Every mark in a gradebook."""
    with open_gradebook(course) as book:
        return {
            f"{submission.student.id} {grade.name.removeprefix('test_')}": float(grade.auto_score)
            for chapter in course.chosen([])
            for submission in book.find_assignment(chapter).submissions
            for grade in submission.notebooks[0].grades
            if grade.auto_score is not None
        }


# --- the ways ------------------------------------------------------------------------------------


def by_converters(course: Course) -> list[float]:
    """The converter of nbgrader, one submission after another, with the course's configuration."""
    lines = _run([sys.executable, "-m", "benchmarks.speed", "--converters", str(course.root)])
    return [float(line) for line in lines.split()]


def by_command(*words: str) -> Callable[[Course], list[float]]:
    """``backpass grade``, from its first result to its last."""

    def grade(course: Course) -> list[float]:
        shutil.rmtree(course.autograded)
        course.autograded.mkdir()
        _run([str(_program("backpass")), "grade", "--force", "--seed", SEED, *words], course.root)
        # from the first result to the last: stock is not charged for its start either
        finished = sorted(p.stat().st_mtime for p in course.autograded.glob(f"*/*/{RECORD}"))
        each = (finished[-1] - finished[0]) / (len(finished) - 1)
        return [each] * len(finished)

    return grade


def bare(course: Course) -> list[float]:
    """The floor: solution and test cells executed one after another in one warm process."""
    lines = _run([sys.executable, "-m", "benchmarks.speed", "--bare", str(course.root)])
    (course.root / "bare.json").write_text(lines.splitlines()[-1], encoding="utf-8")
    return [float(line) for line in lines.splitlines()[:-1]]


def bare_marks(course: Course) -> Marks:
    """What the bare tests stated."""
    marks: Marks = json.loads((course.root / "bare.json").read_text(encoding="utf-8"))
    return marks


def _converters(root: Path) -> None:
    """In a process of its own: grade a class by nbgrader's converters, and print the seconds."""
    from nbgrader.converters import Autograde, NbGraderException  # noqa: PLC0415

    course = Course(root)
    for student, chapter in handed_in(course):
        config = course.config()
        directory = course.directory(config)
        directory.assignment_id, directory.student_id = chapter, student
        start = time.perf_counter()
        converter = Autograde(coursedir=directory, config=config)
        converter.force = True
        try:
            converter.start()
        except NbGraderException:  # stock gives some submissions up
            print("nan", flush=True)
            continue
        print(time.perf_counter() - start, flush=True)


def _bare(root: Path) -> None:
    """In a process of its own: exec the cells of a class, and print seconds, then marks."""
    import nbformat  # noqa: PLC0415

    import backpass.explore  # noqa: F401, PLC0415 - warm
    from backpass.grading.exercises.library import load  # noqa: PLC0415
    from backpass.grading.intake.read import Unreadable, read_submission  # noqa: PLC0415
    from backpass.grading.intake.rebuild import rebuild  # noqa: PLC0415

    course = Course(root)
    marks: Marks = {}
    os.environ["BACKPASS_ROOT"] = str(root)
    os._exit = sys.exit  # some students' code ends Python, which must not end the others'
    for chapter in course.chosen([]):
        load(chapter, root)
    for student, chapter in handed_in(course):
        release = nbformat.read(course.release_notebook(chapter), 4)
        hidden = _sources(nbformat.read(course.source_notebook(chapter), 4))
        path = course.submitted / student / chapter / f"{chapter}.ipynb"
        with contextlib.suppress(Unreadable):
            cells = rebuild(release, read_submission(path)).cells
            start = time.perf_counter()
            for name, mark in _executed(cells, hidden):
                marks[f"{student} {name}"] = mark
            print(time.perf_counter() - start, flush=True)
    print(json.dumps(marks))


def _sources(source: Any) -> dict[str, str]:
    """Test cells with their hidden lines, by grade id."""
    cells = (cell for cell in source.cells if "nbgrader" in cell.metadata)
    return {c.metadata.nbgrader.grade_id: c.source for c in cells if c.metadata.nbgrader.grade}


def _executed(cells: list[Any], hidden: dict[str, str]) -> Iterator[tuple[str, float]]:
    """Execute cells in one namespace; the marks that test cells state."""
    space: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.cell_type != "code" or "show" in cell.metadata.get("tags", []):
            continue
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            value = _value(hidden.get(grade_id, cell.source), space)
        if grade_id in hidden:
            yield grade_id.removeprefix("test_"), value if isinstance(value, float) else 0.0


def _value(source: str, space: dict[str, Any]) -> Any:
    """The value of a cell's last expression; None where it fails."""
    try:
        tree = ast.parse("\n".join(line for line in source.splitlines() if line[:1] not in "%!"))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<cell>", "exec"), space)
        if last is None:
            return None
        return eval(compile(ast.Expression(last.value), "<cell>", "eval"), space)
    except BaseException:
        return None


def _program(name: str) -> Path:
    return Path(sys.executable).with_name(name)


def _run(command: list[str], folder: Path = ROOT) -> str:
    environment = {**os.environ, "BACKPASS_SEED": SEED}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(
            f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
        )
    return done.stdout


# --- the report ----------------------------------------------------------------------------------

STOCK, OURS, FLOOR = "stock `nbgrader autograde`", "`backpass grade --jobs 2`", "floor, one process"


def measure(
    students: int, turns: int
) -> tuple[dict[str, list[float]], dict[str, Marks], tuple[int, int]]:
    """Seconds of each way in each turn, marks, and what stock stalled on and gave up."""
    seconds: dict[str, list[float]] = {}
    marks: dict[str, Marks] = {}
    stalls = refused = 0
    with tempfile.TemporaryDirectory(prefix="backpass-speed-") as folder:
        ours, stock = make_class(Path(folder), students)
        ways = [
            (Way(STOCK, by_converters, marks_of), stock),
            (Way("`nbgrader autograde` with our configuration", by_converters, marks_of), ours),
            (Way("`backpass grade --jobs 1`", by_command("--jobs", "1"), marks_of), ours),
            (Way(OURS, by_command("--jobs", "2"), marks_of), ours),
            (
                Way(
                    "`backpass grade --jobs 2 --execute-all`, figures drawn",
                    by_command("--jobs", "2", "--execute-all"),
                    marks_of,
                ),
                ours,
            ),
            (Way(FLOOR, bare, bare_marks), ours),
        ]
        for turn in range(turns):
            for way, course in ways:
                spent = way.grade(course)
                if way.name == STOCK:
                    stalls += sum(one > TIMEOUT for one in spent)
                    refused = sum(map(math.isnan, spent))
                spent = [one for one in spent if one <= TIMEOUT]
                seconds.setdefault(way.name, []).append(statistics.fmean(spent))
                marks[way.name] = way.marks(course)
                print(f"turn {turn + 1}: {way.name}: {seconds[way.name][-1]:.3f} s", flush=True)
    return seconds, marks, (stalls, refused)


def block(
    seconds: dict[str, list[float]],
    marks: dict[str, Marks],
    trouble: tuple[int, int],
    otter: float | None,
) -> str:
    """The part of the page."""
    middle = {name: statistics.median(times) for name, times in seconds.items()}
    if otter is not None:
        middle["`otter run` on an equivalent notebook"] = otter
    rows = [
        [name, f"{value:.3f}", f"{middle[STOCK] / value:.1f} ×", f"{value / middle[FLOOR]:.1f} ×"]
        for name, value in middle.items()
    ]
    turns = len(next(iter(seconds.values())))
    count = len({key.split()[0] for key in marks[OURS]})
    stalls, refused = trouble
    stalled = (
        f" Stock stalled for {TIMEOUT} seconds on {stalls} notebooks; its mean is without them."
        if stalls
        else " Stock never stalled in this run."
    )
    if refused:
        stalled += f" Submissions that it gave up with an error, not in its mean: {refused}."
    return "\n".join(
        [
            f"{count} students, seven chapters, seconds a submission, medians of {turns} turns: "
            f"{circumstances('nbgrader', 'nbclient', 'ipykernel', 'numpy')}.{stalled}",
            "",
            table(["way", "s", "faster than stock", "times the floor"], rows),
            "",
            "![The same as bars](images/speed.svg)",
            "",
            agreement(marks),
        ]
    )


def agreement(marks: dict[str, Marks]) -> str:
    """Whether all ways gave the same marks, in words; raises where ours differ among themselves."""
    ours = marks[OURS]
    for name, others in marks.items():
        if name != STOCK and any(abs(ours[k] - others[k]) > 1e-9 for k in others):
            differ = [k for k in others if abs(ours[k] - others[k]) > 1e-9]
            raise AssertionError(f"{name} gave other marks than {OURS}: {differ[:5]}")
    stock = marks[STOCK]
    lower = [k for k in stock if stock[k] < ours[k] - 1e-9]
    higher = [k for k in stock if stock[k] > ours[k] + 1e-9]
    same = len(stock) - len(lower) - len(higher)
    words = (
        "Marks: the same in every way of ours; the same as stock's in "
        f"{same} of {len(stock)} tests."
    )
    if lower:
        words += (
            f" Stock gave less in {len(lower)}: answers that print a warning on the way, or stand "
            "where stock does not look for them."
        )
    if higher:
        words += f" Stock gave more in {len(higher)}: {', '.join(higher[:5])}."
    return words


def draw(seconds: dict[str, list[float]], otter: float | None) -> None:
    """The table as bars."""
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    middle = {name.replace("`", ""): statistics.median(t) for name, t in seconds.items()}
    if otter is not None:
        middle["otter run on an equivalent notebook"] = otter
    with mpl.rc_context({"svg.hashsalt": "backpass", "font.size": 10}):
        figure = Figure(figsize=(8, 0.6 + 0.42 * len(middle)), layout="constrained")
        axes = figure.subplots()
        bars = axes.barh(range(len(middle)), list(middle.values()), color="#0072b2")
        axes.bar_label(bars, [f"{value:.2f} s" for value in middle.values()], padding=4)
        axes.set_yticks(range(len(middle)), list(middle))
        axes.invert_yaxis()
        axes.set_xlabel("seconds a submission")
        axes.spines[["top", "right"]].set_visible(False)
        axes.margins(x=0.12)
        figure.savefig(PICTURE, format="svg", metadata={"Date": None, "Creator": None})


def main(arguments: list[str] | None = None) -> None:
    """Measure, and write the page."""
    quicken_imports()
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", type=int, default=4, help="students in the class")
    parser.add_argument("--turns", type=int, default=3, help="how often each way is measured")
    parser.add_argument("--otter", type=Path, help="an environment with otter-grader, to compare")
    parser.add_argument("--against", metavar="REV", help="compare with an older commit, only")
    parser.add_argument("--converters", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--bare", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.converters or options.bare:
        _converters(options.converters) if options.converters else _bare(options.bare)
        return
    if options.against:
        from benchmarks.against import main as against  # noqa: PLC0415

        against([options.against, "--turns", str(options.turns)])
        return
    otter = None
    if options.otter:
        from benchmarks.otter import seconds_of_otter  # noqa: PLC0415

        otter = seconds_of_otter(options.otter, 1)
    seconds, marks, trouble = measure(options.students, options.turns)
    PICTURE.parent.mkdir(exist_ok=True)
    draw(seconds, otter)
    write(DOCUMENT, {MARK: block(seconds, marks, trouble, otter)})
    print(f"The table is in {DOCUMENT.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
