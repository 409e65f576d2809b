"""A class that does everything a class does: right, unusual, mistaken, half done, broken.

Every simulated submission is the release with answers taken from ``grader_tests/``, where each
right variant and each known mistake is a function. What each simulated student did, and what it
must be worth, is written into a manifest beside the submissions; by it the grader is tested.
"""

from __future__ import annotations

import itertools
import json
import random
import shutil
import types
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from backpass.grading.common.progress_bar import track
from backpass.grading.course import Course, CourseError
from backpass.grading.exercises.answers import Variant
from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.library import MissingExercises, load
from backpass.grading.exercises.source import source_of
from backpass.grading.simulation.manifest import read_manifest

Notebook = dict[str, Any]
Cell = dict[str, Any]

FULL, LESS, ZERO, ANY = "full", "less", "zero", "any"  # what the manifest expects of a mark
MISTAKEN = 8  # submissions with known mistakes in the class that shows every kind
TOGETHER = 3  # known mistakes in one of them
EVERYDAY = 5  # submissions of that class which are drawn at random
COMMON = 0.45  # how likely it is that a mistake is the next one of the list, the commonest first
# fmt: off
FIRST = (
    "Ada", "Amara", "Anders", "Ana", "Aziz", "Bea", "Bilal", "Chen", "Chidi", "Clara", "Dana",
    "Dae", "Elif", "Emeka", "Eva", "Farid", "Femi", "Freya", "Grace", "Hana", "Hugo", "Ida",
    "Imani", "Ines", "Ivan", "Jae", "Jana", "Joao", "Kai", "Kofi", "Lara", "Leila", "Liam",
    "Lin", "Lucia", "Maja", "Malik", "Mei", "Milan", "Mina", "Nadia", "Nils", "Noor", "Olga",
    "Omar", "Priya", "Rafael", "Ravi", "Rosa", "Sami", "Sara", "Sena", "Sofia", "Tariq",
    "Tess", "Tomas", "Uma", "Vera", "Wei", "Yara", "Yuki", "Zara",
)
LAST = (
    "Abebe", "Adler", "Ahmed", "Alvarez", "Andersen", "Bakker", "Banerjee", "Bauer",
    "Bianchi", "Castro", "Chowdhury", "Costa", "Dahl", "Diallo", "Dubois", "Eriksen",
    "Fischer", "Garcia", "Gupta", "Haddad", "Hansen", "Hoang", "Ito", "Jensen", "Johansson",
    "Kaya", "Khan", "Kim", "Kowalski", "Lee", "Lopez", "Mensah", "Moreau", "Mori", "Nguyen",
    "Novak", "Obi", "Okafor", "Park", "Patel", "Pereira", "Popescu", "Rahman", "Rossi",
    "Santos", "Schmidt", "Silva", "Singh", "Suzuki", "Tanaka", "Torres", "Tran", "Vargas",
    "Virtanen", "Wang", "Weber", "Yilmaz", "Zhang",
)
# fmt: on


@dataclass(frozen=True)
class SimulatedAnswer:
    """What stands in one solution cell.

    Attributes:
        way: ``"right"``, ``"right: <variant>"``, ``"mistake: <name>"``, ``"wrong letter"`` or
            ``"unanswered"``.
        source: The cell's source; None leaves the stub.
        expected: ``"full"``, ``"less"`` or ``"zero"`` marks.
        forward: Source of the forward that belongs to it, where it reads that forward's cache.
    """

    way: str
    source: str | None
    expected: str
    forward: str | None = None


@dataclass
class Attempt:
    """One submission of a chapter.

    Attributes:
        kind: What kind of submission it is, e.g. ``"known mistake"``.
        note: The same in a sentence.
        answers: What stands in each solution cell.
        change: Name of what happens to the notebook then, a key of :data:`CHANGES`.
        handing: Name of how it is handed in, a key of :data:`HANDINGS`.
        expected: Overrides the answers' expected marks, for all exercises.
    """

    kind: str
    note: str
    answers: dict[str, SimulatedAnswer] = field(default_factory=dict)
    change: str = "none"
    handing: str = "as it should be"
    expected: str | None = None

    def record(self) -> dict[str, Any]:
        """What the manifest keeps."""
        return {
            "kind": self.kind,
            "note": self.note,
            "handing": self.handing,
            "answers": {name: answer.way for name, answer in self.answers.items()},
            "expected": {
                name: self.expected or answer.expected for name, answer in self.answers.items()
            },
        }


@dataclass(frozen=True)
class Classmate:
    """A name for a simulated student."""

    student: str
    first_name: str
    last_name: str


# --- answers -------------------------------------------------------------------------------------


def right(exercise: Exercise) -> SimulatedAnswer:
    """The course's own solution."""
    if exercise.contract.is_quiz:
        return SimulatedAnswer("right", _quiz_source(exercise, exercise.answer or "?"), FULL)
    assert exercise.solution is not None
    return _answer(exercise, exercise.solution, "right", FULL)


def unusual(exercise: Exercise, number: int) -> SimulatedAnswer:
    """The ``number``-th right variant, counting round; the course's own where there is none.

    Args:
        exercise: The exercise.
        number: From 0.
    """
    variants = list(exercise.accepts.values())
    if not variants:
        return right(exercise)
    variant = variants[number % len(variants)]
    return _answer(exercise, variant, f"right: {variant.name}", FULL)


def mistaken(exercise: Exercise) -> list[SimulatedAnswer]:
    """Every known mistake; for a quiz, every wrong letter."""
    contract = exercise.contract
    if contract.is_quiz:
        letters = [letter for letter in contract.choices if letter != exercise.answer]
        return [
            SimulatedAnswer("wrong letter", _quiz_source(exercise, letter), ZERO)
            for letter in letters
        ]
    return [_answer(exercise, m, f"mistake: {m.name}", LESS) for m in exercise.mutants]


UNANSWERED = SimulatedAnswer("unanswered", None, ZERO)


def _answer(exercise: Exercise, variant: Variant, way: str, expected: str) -> SimulatedAnswer:
    contract = exercise.contract
    partner = contract.partner
    forward = source_of(variant.forward, partner) if variant.forward and partner else None
    source = source_of(variant.function, exercise.name, exercise.cell)
    return SimulatedAnswer(way, _imports(variant.function) + source, expected, forward)


def _imports(function: Any) -> str:
    """What a student imports above an answer, for notebooks that do not: the modules it uses."""
    space = getattr(function, "__globals__", {})
    code = getattr(function, "__code__", None)
    lines = []
    for name in sorted(_names(code)) if code is not None else []:
        module = space.get(name)
        if isinstance(module, types.ModuleType):
            renamed = "" if module.__name__ == name else f" as {name}"
            lines.append(f"import {module.__name__}{renamed}\n")
    return "".join(lines) + ("\n\n" if lines else "")


def _names(code: types.CodeType) -> set[str]:
    inner = (part for part in code.co_consts if isinstance(part, types.CodeType))
    return set(code.co_names).union(*(_names(part) for part in inner))


def _quiz_source(exercise: Exercise, letter: str) -> str:
    return f'{exercise.name} = "{letter}"\n'


def _partners(exercises: dict[str, Exercise]) -> dict[str, str]:
    """For each forward that is an exercise, the backward that reads its cache."""
    found = {}
    for name, exercise in exercises.items():
        partner = exercise.contract.partner
        if partner in exercises:
            found[partner] = name
    return found


# --- the class that shows every kind -------------------------------------------------------------


def tour(
    exercises: dict[str, Exercise], chance: random.Random, *, every_mistake: bool = False
) -> list[Attempt]:
    """One submission of each kind, and a few everyday ones.

    Args:
        exercises: The chapter's exercises by name, in the notebook's order.
        chance: Draws the everyday ones.
        every_mistake: One submission for each known mistake, instead of the commonest few together
            in :data:`MISTAKEN` submissions.
    """
    all_right = {name: right(exercise) for name, exercise in exercises.items()}
    nothing = dict.fromkeys(exercises, UNANSWERED)
    names = list(exercises)
    half = {
        name: all_right[name] if k < len(names) / 2 else UNANSWERED for k, name in enumerate(names)
    }
    plans = [
        Attempt("all right", "Everything as the course solves it.", all_right),
        *_unusual_plans(exercises),
        Attempt("half done", "The first half right, the rest unanswered.", half),
        Attempt("unanswered", "Handed in as it was released.", nothing),
        *(
            Attempt(kind, note, all_right, change=change)
            for change, (kind, note, answered) in KINDS.items()
            if answered
        ),
        *(
            Attempt(kind, note, nothing, change=change, expected=ZERO)
            for change, (kind, note, answered) in KINDS.items()
            if not answered
        ),
        *(
            _oddly_handed_in(handing, all_right)
            for handing in HANDINGS
            if handing != "as it should be"
        ),
    ]
    mistakes = _mistaken_plans(exercises, all_right, None if every_mistake else MISTAKEN)
    everyday = [_everyday(_drawn_answers(exercises, chance)) for _ in range(EVERYDAY)]
    return [*plans[:1], *mistakes, *everyday, *plans[1:]]


def _unusual_plans(exercises: dict[str, Exercise]) -> list[Attempt]:
    """So many that every right variant is in one of them, a partner's variants by its backward."""
    partners = _partners(exercises)
    most = max((len(exercise.accepts) for exercise in exercises.values()), default=0)
    return [
        Attempt(
            "right in another way",
            "Right, but not as the course solves it.",
            {
                name: right(exercise) if name in partners else unusual(exercise, number)
                for name, exercise in exercises.items()
            },
        )
        for number in range(min(most, 3))
    ]


def _mistaken_plans(
    exercises: dict[str, Exercise], all_right: dict[str, SimulatedAnswer], most: int | None
) -> list[Attempt]:
    """Known mistakes, the first of each exercise before the second of any.

    Args:
        exercises: The chapter's exercises.
        all_right: What stands in every other cell.
        most: How many submissions there may be, with up to :data:`TOGETHER` mistakes in each; one
            submission for each mistake when None.
    """
    partners = _partners(exercises)
    by_exercise = [[(name, answer) for answer in mistaken(e)] for name, e in exercises.items()]
    in_turn = [entry for rank in itertools.zip_longest(*by_exercise) for entry in rank if entry]
    plans: list[tuple[set[str], Attempt]] = []
    for name, answer in in_turn:
        touched = {name, partners.get(name, name)}
        touched |= {forward for forward, backward in partners.items() if backward == name}
        if most is None or len(plans) < most:
            plans.append((set(), Attempt("known mistake", "", dict(all_right))))
            taken, plan = plans[-1]
        else:
            free = [e for e in plans if not e[0] & touched and _mistakes(e[1]) < TOGETHER]
            if not free:
                continue
            taken, plan = min(free, key=lambda entry: _mistakes(entry[1]))
        taken |= touched
        plan.answers[name] = answer
        if name in partners:
            # whether a backward reads what a wrong forward left is for the grader to say
            backward = partners[name]
            plan.answers[backward] = replace(plan.answers[backward], expected=ANY)
    for _, plan in plans:
        wrong = [f"{n}: {a.way}" for n, a in plan.answers.items() if a.expected in (LESS, ZERO)]
        plan.note = "Right but for " + "; ".join(wrong) + "."
    return [plan for _, plan in plans]


def _mistakes(plan: Attempt) -> int:
    return sum(answer.expected in (LESS, ZERO) for answer in plan.answers.values())


def drawn(exercises: dict[str, Exercise], chance: random.Random) -> Attempt | None:
    """One submission as a class would have it, drawn at random; None when nothing was handed in.

    Args:
        exercises: All exercises of the chapter, by name.
        chance: Draws it.
    """
    roll = chance.random()
    if roll < 0.03:
        return None
    answers = _drawn_answers(exercises, chance)
    if roll < 0.07:
        handing = chance.choice([name for name in HANDINGS if name != "as it should be"])
        return _oddly_handed_in(handing, answers)
    if roll < 0.15:
        change = chance.choice([name for name, (_, _, answered) in KINDS.items() if answered])
        return Attempt(KINDS[change][0], KINDS[change][1], answers, change=change)
    return _everyday(answers)


def _oddly_handed_in(handing: str, answers: dict[str, SimulatedAnswer]) -> Attempt:
    """A file that cannot be graded; one with another name alone can."""
    note = HANDINGS[handing][1]
    if handing == "wrong file name":
        return Attempt("another file name", note, answers, handing=handing)
    return Attempt("not gradable", note, answers, handing=handing, expected=ZERO)


def _everyday(answers: dict[str, SimulatedAnswer]) -> Attempt:
    return Attempt("everyday", "A mixture of right, mistaken and unanswered.", answers)


def _drawn_answers(
    exercises: dict[str, Exercise], chance: random.Random
) -> dict[str, SimulatedAnswer]:
    partners, diligence = _partners(exercises), chance.uniform(0.35, 1.0)
    answers = {}
    for number, (name, exercise) in enumerate(exercises.items()):
        luck, pick = chance.random() + 0.02 * number, chance.randrange(10_000)
        wrong = mistaken(exercise)
        if luck < diligence * 0.85:
            answers[name] = right(exercise)
        elif luck < diligence * 0.95:
            answers[name] = right(exercise) if name in partners else unusual(exercise, pick)
        elif wrong and luck < 1.0:
            answers[name] = wrong[_commonest_first(chance) % len(wrong)]
        else:
            answers[name] = UNANSWERED
    for forward, backward in partners.items():
        # a backward reads its own forward's cache: a wrong or missing one takes it along
        if answers[forward].expected != FULL:
            answers[backward] = UNANSWERED
    return answers


def _commonest_first(chance: random.Random) -> int:
    """Draw 0 most often, then 1, then 2, and so on."""
    place = 0
    while chance.random() > COMMON:
        place += 1
    return place


# --- what students do to a notebook --------------------------------------------------------------


def _code_cell(name: str, source: str) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": _lines(source),
    }


def _lines(source: str) -> list[str]:
    return source.rstrip("\n").splitlines(keepends=True)


def _grade_id(cell: Cell) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _is_test(cell: Cell) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("grade"))


def _is_answer(cell: Cell) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


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
    last = max(k for k, cell in enumerate(notebook["cells"]) if _is_answer(cell))
    notebook["cells"].insert(last, _code_cell("my-try", "print(undefined_name)"))


def _noisy_answers(notebook: Notebook) -> None:
    """Every answer prints and warns."""
    for cell in filter(_is_answer, notebook["cells"]):
        lines = "".join(cell["source"]).splitlines()
        start = next((k for k, line in enumerate(lines) if line.startswith("def ")), None)
        if start is None or not lines[start].endswith(":"):
            continue
        noise = ["    import sys", "    print('called')", "    print('careful!', file=sys.stderr)"]
        cell["source"] = _lines("\n".join([*lines[: start + 1], *noise, *lines[start + 1 :]]))


def _edited_tests(notebook: Notebook) -> None:
    """Each test replaced by something that would pass."""
    for number, cell in enumerate(filter(_is_test, notebook["cells"])):
        cell["source"] = [["pass", "100.0", "print('passed!')"][number % 3]]


def _tagged_tests(notebook: Notebook) -> None:
    """Each test tagged so that nbclient skips it, and worth a thousand points."""
    for cell in filter(_is_test, notebook["cells"]):
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception"]
        cell["metadata"]["nbgrader"]["points"] = 1000


def _deleted_tests(notebook: Notebook) -> None:
    notebook["cells"] = [cell for cell in notebook["cells"] if not _is_test(cell)]


def _doubled_cells(notebook: Notebook) -> None:
    """Every answer twice: after an unanswered copy, or before a wrong one."""
    cells: list[Cell] = []
    for number, cell in enumerate(notebook["cells"]):
        copy = json.loads(json.dumps(cell))
        if _is_answer(cell):
            name = _grade_id(cell)
            copy["source"] = _lines(f"def {name}(*arguments):\n    return None\n")
            if number % 2:
                cells += [cell, copy]
                continue
            copy["source"] = notebook["stubs"][name]
            cells += [copy, cell]
            continue
        cells += [cell, copy] if _is_test(cell) else [cell]
    notebook["cells"] = cells


def _answers_in_own_cells(notebook: Notebook) -> None:
    """The solution cells deleted, the answers written in fresh ones at the same place."""
    for number, cell in enumerate(notebook["cells"]):
        if _is_answer(cell):
            notebook["cells"][number] = _code_cell(f"mine-{number}", "".join(cell["source"]))


def _deleted_imports(notebook: Notebook) -> None:
    code = [k for k, cell in enumerate(notebook["cells"]) if cell["cell_type"] == "code"]
    named = (k for k in code if "import check" in "".join(notebook["cells"][k]["source"]))
    del notebook["cells"][next(named, code[0])]


def _retyped_cells(notebook: Notebook) -> None:
    """Answers turned into text, as one key press in command mode does."""
    for cell in filter(_is_answer, notebook["cells"]):
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


# --- how it is handed in -------------------------------------------------------------------------


def _as_it_should_be(folder: Path, chapter: str, text: str) -> None:
    _write(folder / f"{chapter}.ipynb", text)


def _cut_off(folder: Path, chapter: str, text: str) -> None:
    _write(folder / f"{chapter}.ipynb", text[: len(text) * 2 // 3])


def _empty_file(folder: Path, chapter: str, text: str) -> None:  # noqa: ARG001
    _write(folder / f"{chapter}.ipynb", "")


def _wrong_name(folder: Path, chapter: str, text: str) -> None:
    _write(folder / f"{chapter} (1).ipynb", text)


def _no_notebook(folder: Path, chapter: str, text: str) -> None:  # noqa: ARG001
    _write(folder / "answers.txt", "I could not open the notebook, so here is my text.\n")


def _empty_folder(folder: Path, chapter: str, text: str) -> None:  # noqa: ARG001
    folder.mkdir(parents=True)


def _not_a_notebook(folder: Path, chapter: str, text: str) -> None:  # noqa: ARG001
    _write(folder / f"{chapter}.ipynb", "<!DOCTYPE html>\n<title>Sign in</title>\n")


HANDINGS: dict[str, tuple[Callable[[Path, str, str], None], str]] = {
    "as it should be": (_as_it_should_be, "Handed in as it should be."),
    "broken JSON": (_cut_off, "The file breaks off in the middle."),
    "empty file": (_empty_file, "The file is empty."),
    "wrong file name": (_wrong_name, "The notebook has another name."),
    "missing file": (_no_notebook, "A text file instead of the notebook."),
    "empty folder": (_empty_folder, "The folder is empty."),
    "not a notebook": (_not_a_notebook, "A web page saved under the notebook's name."),
}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


# --- writing a class -----------------------------------------------------------------------------


def fill(release_text: str, plan: Attempt) -> str:
    """The text of one simulated notebook.

    Args:
        release_text: The release notebook's text.
        plan: What the student did.
    """
    notebook = json.loads(release_text)
    sources = {name: a.source for name, a in plan.answers.items() if a.source is not None}
    for answer in plan.answers.values():
        if answer.forward is not None:
            partner = _defined(answer.forward)
            if plan.answers.get(partner, answer).way.startswith("right"):
                sources[partner] = answer.forward
    notebook["stubs"] = {}
    for cell in filter(_is_answer, notebook["cells"]):
        name = _grade_id(cell)
        notebook["stubs"][name] = cell["source"]
        if name in sources:
            cell["source"] = _lines(sources[name])
    CHANGES[plan.change](notebook)
    del notebook["stubs"]
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _defined(source: str) -> str:
    return source.split("def ", 1)[1].split("(", 1)[0]


def students(count: int, seed: int) -> list[Classmate]:
    """A class of so many names, the same for the same seed.

    Args:
        count: How many.
        seed: Draws the names.
    """
    chance = random.Random(f"names {seed}")  # noqa: S311 - nothing here is a secret
    width = max(3, len(str(count)))
    return [
        Classmate(f"student{number:0{width}d}", chance.choice(FIRST), chance.choice(LAST))
        for number in range(1, count + 1)
    ]


def simulate(
    course: Course,
    chapters: Iterable[str],
    *,
    count: int | None = None,
    seed: int = 1,
    every_mistake: bool = False,
) -> dict[str, Any]:
    """Write a class's submissions and the manifest that says what each student did.

    Args:
        course: The course; its chapters must have been released.
        chapters: Names of chapters.
        count: How many students, drawn at random; the class that shows every kind when left out.
        seed: The same seed writes the same bytes.
        every_mistake: See :func:`tour`.

    Returns:
        The manifest.

    Raises:
        CourseError: A chapter was not released, or real work stands where the class would be
            written.
    """
    plans = {chapter: _plans(course, chapter, count, seed, every_mistake) for chapter in chapters}
    size = count if count is not None else max(len(chapter) for chapter in plans.values())
    names = students(size, seed)
    earlier = read_manifest(course)
    for student in names:
        if (course.submitted / student.student).exists() and student.student not in earlier:
            raise CourseError(
                f"{course.relative(course.submitted / student.student)} is there already and was "
                "not simulated. Nothing was written: move it away first."
            )
    _clear(course, earlier, plans)
    manifest = _written_class(course, names, plans)
    kept = {name: record for name, record in earlier.items() if (course.submitted / name).exists()}
    merged = _merged(kept, manifest)
    _write(course.manifest, json.dumps({"seed": seed, "students": merged}, indent=1) + "\n")
    return {"seed": seed, "students": merged}


def _plans(
    course: Course, chapter: str, count: int | None, seed: int, every_mistake: bool
) -> list[Attempt | None]:
    course.require_release(chapter)
    try:
        exercises = load(chapter, course.root)
    except MissingExercises as error:
        raise CourseError(f"{chapter} cannot be simulated: {error}.") from error
    chance = random.Random(f"{chapter} {seed}")  # noqa: S311
    if count is None:
        plans: list[Attempt | None] = [*tour(exercises, chance, every_mistake=every_mistake)]
        chance.shuffle(plans)  # so that no student is the same kind in every chapter
        return plans
    return [drawn(exercises, chance) for _ in range(count)]


def _clear(course: Course, earlier: dict[str, Any], plans: dict[str, Any]) -> None:
    """Take an earlier simulated class's submissions of these chapters away."""
    for name, record in earlier.items():
        for chapter in [chapter for chapter in record["chapters"] if chapter in plans]:
            shutil.rmtree(course.submitted / name / chapter, ignore_errors=True)
            del record["chapters"][chapter]
        folder = course.submitted / name
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _written_class(
    course: Course, names: list[Classmate], plans: dict[str, list[Attempt | None]]
) -> dict[str, Any]:
    manifest: dict[str, Any] = {}
    texts = {c: course.release_notebook(c).read_text(encoding="utf-8") for c in plans}
    for number, student in enumerate(track(names, "Simulating students")):
        record: dict[str, Any] = {**asdict(student), "chapters": {}}
        del record["student"]
        for chapter, chapter_plans in plans.items():
            plan = chapter_plans[number] if number < len(chapter_plans) else None
            if plan is None:
                continue
            hand_in, _ = HANDINGS[plan.handing]
            hand_in(
                course.submitted / student.student / chapter, chapter, fill(texts[chapter], plan)
            )
            record["chapters"][chapter] = plan.record()
        manifest[student.student] = record
    return manifest


def _merged(kept: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    merged = dict(kept)
    for name, record in new.items():
        chapters = {**kept.get(name, {}).get("chapters", {}), **record["chapters"]}
        merged[name] = {**record, "chapters": dict(sorted(chapters.items()))}
    return dict(sorted(merged.items()))
