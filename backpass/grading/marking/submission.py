"""Grade one submission, from bytes to bytes: neither gradebook nor course folder is needed.

:func:`judge` is the unit of work that is spread over processes and machines. All that it needs is
in a :class:`Submission` and an :class:`AnswerKey`; all that it found out is in a
:class:`Judgement`.
The steps are those that ``nbgrader_config.py`` lists for nbgrader's own commands.
"""

from __future__ import annotations

import hashlib
import json
import py_compile
import shutil
import time
import traceback
from dataclasses import asdict, dataclass, field, replace
from functools import cache, cached_property
from importlib.metadata import version
from multiprocessing.util import Finalize
from pathlib import Path

from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import LimitOutput

import backpass
from backpass.grading.common.cells import grade_id, is_answer, is_graded, is_task, is_test
from backpass.grading.common.language import ENGLISH, language_of
from backpass.grading.intake.findings import findings_of, in_trouble
from backpass.grading.intake.read import Unreadable
from backpass.grading.intake.rebuild import blank
from backpass.grading.marking.readers import (
    Read,
    made_harmless,
    rebuilt,
    rehearse_reading,
    released,
)
from backpass.grading.marking.run import run
from backpass.grading.sandbox.execution import Settings
from backpass.grading.sandbox.scratch import kept_by_others, own_folder
from backpass.grading.sandbox.told import QUIZ_KEYS, SAID_BEFORE, Told

#: Bytes of a graded notebook, what a cell that is cut says, and how much of its source it keeps.
MAX_NOTEBOOK = 8 * 2**20
CUT = f"… (left out: a graded notebook has at most {MAX_NOTEBOOK // 2**20} MB)"
KEPT = 2_000


class OtherVersion(RuntimeError):
    """A worker has another version of the grader than the one that sent the work."""


@dataclass(frozen=True)
class LockedCell:
    """A cell with a grade id, as the gradebook keeps it.

    Attributes:
        source: Its text, hidden tests included; it replaces the released text where it is locked.
        locked: Whether students cannot change it.
        checksum: nbgrader's.
    """

    source: str
    locked: bool
    checksum: str


@dataclass(frozen=True)
class AnswerKey:
    """What grading a chapter takes, apart from submissions.

    Attributes:
        chapter: The chapter.
        release: The release notebook's text.
        cells: Cells by grade id, with their hidden tests.
        files: Files by their path from the course's root: hidden tests, data of the chapter.
        settings: How notebooks are run; ``root`` is replaced by a folder that holds ``files``.
        execute_all: Whether to run the cells that only show.
        max_lines: Lines of text that a cell's output keeps, as nbgrader's ``LimitOutput`` has it.
        max_traceback: Lines of a traceback that are kept.
        code: Fingerprint of the grader itself.
        translations: The release's text in other languages than English, by their codes.
        said: What the visible check says of known mistakes that were met in earlier runs.
        quiz_keys: Keys of the chapter's quizzes that were made already, as ``quiz.keys_of`` has it.
    """

    chapter: str
    release: str
    cells: dict[str, LockedCell]
    files: dict[str, bytes]
    settings: Settings
    execute_all: bool = False
    max_lines: int = 1000
    max_traceback: int = 100
    code: str = ""
    translations: dict[str, str] = field(default_factory=dict)
    said: str = ""
    quiz_keys: str = ""

    def released_in(self, language: str) -> NotebookNode:
        """What students were given in a language; in English where there is no other.

        Args:
            language: Its code. Nobody changes what comes back.
        """
        return released(self.translations.get(language, self.release))

    @property
    def data(self) -> str:
        """The folder, from the root, whose files a student's cells find beside them."""
        return f"source/{self.chapter}"

    @cached_property
    def runs_as_released(self) -> bool:
        """Whether hidden tests are all that the gradebook's cells have and the release lacks."""
        return all(
            self.cells[name].source == cell.source
            for text in (self.release, *self.translations.values())
            for cell in released(text).cells
            if (name := grade_id(cell)) in self.cells and not is_test(cell)
            if self.cells[name].locked
        )

    @cached_property
    def fingerprint(self) -> str:
        """Digest of everything that a mark depends on, except the random seed."""
        digest = hashlib.sha256()
        settings = {**asdict(self.settings), "root": "", "private": (), "seed": None}
        plain = [self.chapter, self.release, self.execute_all, self.max_lines, self.code]
        cells = {name: asdict(cell) for name, cell in sorted(self.cells.items())}
        digest.update(json.dumps([plain, settings, cells], sort_keys=True).encode())
        digest.update(json.dumps(self.translations, sort_keys=True).encode())
        for name, content in sorted(self.files.items()):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()


@dataclass(frozen=True)
class Submission:
    """What one student handed in for a chapter.

    Attributes:
        student: The student's id.
        chapter: The chapter.
        data: What the file holds; None where there is none that may be read.
        reason: Why there is none.
        seed: Draws the hidden points.
        note: What is to be said about the file, on the student's page and in the report.
        trouble: What went wrong with the grader itself when it was to be read.
    """

    student: str
    chapter: str
    data: bytes | None
    reason: str | None
    seed: int
    note: str | None = None
    trouble: str | None = None


@dataclass(frozen=True)
class CellMark:
    """What a graded cell came to.

    Attributes:
        score: Points; None where a person has to give them.
        needs_a_person: Whether a person should look at it.
    """

    score: float | None
    needs_a_person: bool


@dataclass(frozen=True)
class Judgement:
    """What judging a submission came to.

    Attributes:
        student: The student's id.
        chapter: The chapter.
        notebook: The graded notebook's text; None when the grader failed.
        marks: By grade id.
        comments: The automatic comment of each answer, by grade id.
        troubled: Test cells that the grader could not judge.
        seed: What drew the hidden points.
        error: What went wrong with the grader itself; None when nothing did.
        trace: The grader's own traceback, for the log.
        seconds: How long it took.
        unreadable: Why nothing of what was handed in could be graded; None when it could.
        said: What the visible check says of known mistakes that were met for the first time.
    """

    student: str
    chapter: str
    notebook: bytes | None = None
    marks: dict[str, CellMark] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    troubled: tuple[str, ...] = ()
    seed: int = 0
    error: str | None = None
    trace: str = ""
    seconds: float = 0.0
    unreadable: str | None = None
    said: tuple[Told, ...] = ()


def judge(submission: Submission, key: AnswerKey) -> Judgement:
    """Grade a submission.

    Args:
        submission: What was handed in.
        key: What its chapter is graded by.

    Returns:
        The outcome; an error of the grader's own is part of it, not raised, so that one submission
        never stops another.
    """
    start = time.perf_counter()
    try:
        outcome = _judge(submission, key)
    except Exception as error:
        outcome = Judgement(
            submission.student,
            submission.chapter,
            error=submission.trouble or f"{type(error).__name__}: {error}",
            trace=traceback.format_exc(),
        )
    return replace(outcome, seed=submission.seed, seconds=time.perf_counter() - start)


def rehearse(key: AnswerKey) -> None:
    """Read a release as a submission is read: the first use of everything is slow and takes memory.

    Workers that are forked afterwards share what is kept of it, and so do their helpers.

    Args:
        key: A chapter's.
    """
    rehearse_reading(key.release, key.runs_as_released)


def _judge(submission: Submission, key: AnswerKey) -> Judgement:
    if submission.trouble is not None:
        raise RuntimeError(submission.trouble)
    if key.code != code_fingerprint():
        raise OtherVersion(
            f"this worker has another version of Backpass ({version('backpass')}) than the "
            "computer that sent the work. Install the same one on both and begin again."
        )
    release, nb, read = _rebuilt(submission, key)
    put_back(nb, key.cells)
    if language_of(release) != ENGLISH:
        _with_own_stubs(nb, release)
    made_before = {SAID_BEFORE: key.said, QUIZ_KEYS: key.quiz_keys}
    texts = [(name, text.encode()) for name, text in made_before.items() if text]
    root = unpacked(key.fingerprint, key.data, *key.files.items(), *texts)
    settings = replace(key.settings, root=root, seed=submission.seed)
    said = run(nb, release, settings, root / key.data, key.execute_all, read)
    nb = made_harmless(nb, release)
    limit = LimitOutput(max_lines=key.max_lines, max_traceback=key.max_traceback)
    for index, cell in enumerate(nb.cells):
        if cell.get("outputs"):
            nb.cells[index], _ = limit.preprocess_cell(cell, {}, index)
    return Judgement(
        submission.student,
        submission.chapter,
        marks={grade_id(cell): _mark(cell) for cell in nb.cells if is_graded(cell)},
        comments=_comments(nb),
        troubled=tuple(grade_id(cell) for cell in nb.cells if in_trouble(cell)),
        notebook=bounded(nb),
        unreadable=findings_of(nb).unreadable,
        said=tuple(said),
    )


def _rebuilt(
    submission: Submission, key: AnswerKey
) -> tuple[NotebookNode, NotebookNode, Read | None]:
    """The release in the submission's language, that with its answers, and what was read in it."""
    release = released(key.release)
    if submission.data is None:
        return release, blank(release, submission.reason or "Nothing was handed in."), None
    try:
        text, nb, read = rebuilt(
            submission.data,
            f"{submission.chapter}.ipynb",
            submission.note,
            key.translations,
            key.release,
            key.runs_as_released,
        )
        return released(text), nb, read
    except Unreadable as error:
        return release, blank(release, str(error)), None


def put_back(nb: NotebookNode, cells: dict[str, LockedCell]) -> None:
    """Give the locked cells of a rebuilt notebook their hidden tests back.

    Args:
        nb: The rebuilt notebook; it is changed.
        cells: The gradebook's locked cells, by grade id.

    Raises:
        KeyError: The release has a cell that the gradebook does not know.
    """
    for cell in nb.cells:
        marks = cell.metadata.get("nbgrader")
        if not marks:
            continue
        if marks["grade_id"] not in cells:
            raise KeyError(
                f"the gradebook does not know the cell {marks['grade_id']} of the release; run "
                "`backpass release` again"
            )
        original = cells[marks["grade_id"]]
        marks["locked"], marks["checksum"] = original.locked, original.checksum
        if original.locked:
            cell.source = original.source


def _with_own_stubs(nb: NotebookNode, release: NotebookNode) -> None:
    """Let an answer cell be known as untouched by the stub of its own language."""
    stubs = {grade_id(cell): cell for cell in release.cells if is_answer(cell)}
    for cell in nb.cells:
        if grade_id(cell) in stubs:
            marks = stubs[grade_id(cell)].metadata["nbgrader"]
            cell.metadata["nbgrader"]["checksum"] = marks["checksum"]


def bounded(nb: NotebookNode) -> bytes:
    """A graded notebook's text; of one that is too large, the largest cells are cut.

    Args:
        nb: The notebook; its largest cells are changed where it is too large.
    """
    text = _written(nb)
    over = len(text) - MAX_NOTEBOOK
    if over <= 0:
        return text
    del text
    own = [cell for cell in nb.cells if not is_test(cell)]
    sizes = {cell["id"]: len(_written(cell)) for cell in own}
    for cell in sorted(own, key=lambda one: sizes[one["id"]], reverse=True):
        _cut(cell)
        over -= sizes[cell["id"]] - len(_written(cell))
        if over <= 0:
            break
    return _written(nb)


def _cut(cell: NotebookNode) -> None:
    is_code = cell.cell_type == "code"
    if len(cell.source) > KEPT:
        cell.source = f"{cell.source[:KEPT]}\n\n# {CUT}" if is_code else CUT
    if is_code and cell.get("outputs"):
        cell.outputs = [NotebookNode(output_type="stream", name="stdout", text=CUT)]
    cell.pop("attachments", None)


def _written(nb: NotebookNode) -> bytes:
    """A notebook's text in one line: ten times quicker to write than indented."""
    text = json.dumps(nb, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


def _mark(cell: NotebookNode) -> CellMark:
    score, _ = utils.determine_grade(cell)
    return CellMark(score, score is None or in_trouble(cell))


def _comments(nb: NotebookNode) -> dict[str, str | None]:
    """As nbgrader comments on answers; on every one why nothing was graded, if nothing was."""
    reason = findings_of(nb).unreadable
    comments: dict[str, str | None] = {}
    for cell in nb.cells:
        if not is_answer(cell):
            continue
        marks = cell.metadata["nbgrader"]
        unanswered = marks.get("checksum") == utils.compute_checksum(cell)
        said = "No response." if unanswered and not is_task(cell) else None
        comments[marks["grade_id"]] = said if reason is None else f"Not graded: {reason}"
    return comments


# --- what a worker keeps -------------------------------------------------------------------------


@cache
def unpacked(fingerprint: str, data: str, *files: tuple[str, bytes]) -> Path:
    """A folder that is the root of a course for an answer key, tests compiled.

    Workers of a run on one computer share it.

    Args:
        fingerprint: The key's.
        data: The folder of the chapter's data, from the root; there even when it is empty.
        files: Paths from the root, and contents.
    """
    made = Path(own_folder("backpass-key-"))
    (made / data).mkdir(parents=True)
    for name, content in files:
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if path.suffix == ".py":
            py_compile.compile(str(path), doraise=False, quiet=2)
    if str(made.parent) not in kept_by_others:
        Finalize(None, shutil.rmtree, (made,), {"ignore_errors": True}, exitpriority=1)
        return made
    shared = made.with_name(f"backpass-key-of-{fingerprint}")
    try:
        made.rename(shared)
    except OSError:  # another worker was quicker
        if not shared.is_dir():
            raise
        shutil.rmtree(made, ignore_errors=True)
    return shared


@cache
def code_fingerprint() -> str:
    """Changes when the grader's own code changes."""
    root = Path(backpass.__file__).parent
    digest = hashlib.sha256(version("backpass").encode())
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".toml", ".json") and path.is_file():
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
