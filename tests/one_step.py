"""Commands of which one step goes wrong: the process is killed there, or the disk refuses it.

A step is a change of a file or a folder of the course. Python tells of each beforehand, so nothing
of the command needs to be known for it.
"""

import errno
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import tiny_course
from tiny_class import gradebook, hand_in

from backpass.grading import cli
from backpass.grading.class_run.grade import Options, grade
from backpass.grading.feedback.class_pages import give_feedback
from backpass.grading.lms.collecting import collect
from backpass.grading.marking.submission import judge
from backpass.grading.reporting.report import write_report

#: What Python tells of before it changes a file; the first argument of each is a path.
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
#: What may go wrong at a step.
HOWS = ("killed", "refused")
#: What a command says where the disk refuses something.
REASONS = ("disk is full", os.strerror(errno.ENOSPC))


@dataclass(frozen=True)
class Ran:
    """What became of a command: its status, what it said, and the steps that it took or began."""

    status: int
    said: str
    steps: list[str]


def run(root, words, step=None, how="killed"):
    """Run a command in a course, in a process of its own, and have one of its steps go wrong.

    Args:
        root: The course's folder.
        words: The command and its arguments.
        step: The step, counted from 0; none when None.
        how: One of :data:`HOWS`.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as steps:
        sys.stdout.flush()
        sys.stderr.flush()
        if (pid := os.fork()) == 0:
            _be(Path(root).resolve(), list(words), step, how, said.fileno(), steps.fileno())
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        texts = []
        for file in (said, steps):
            file.seek(0)
            texts.append(file.read().decode())
    return Ran(status, texts[0], texts[1].splitlines())


def _be(root, words, step, how, said, steps):
    status = 1
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        for number in (1, 2):
            os.dup2(said, number)
        sys.stdout = sys.stderr = os.fdopen(said, "w", encoding="utf-8")
        os.chdir(root)
        sys.addaudithook(_watching(str(root) + os.sep, step, how, steps))
        status = cli.main(words)
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status if isinstance(status, int) else 1)


def _watching(root, step, how, steps):
    count, owner = 0, os.getpid()

    def watch(event, arguments):
        nonlocal count
        if event == "open":
            path, _, flags = arguments
            if not isinstance(flags, int) or not flags & WRITING:
                return
        elif event in CHANGES:
            path = arguments[0]
        else:
            return
        if not isinstance(path, (str, bytes, os.PathLike)) or os.getpid() != owner:
            return
        path = str(Path.cwd() / os.fsdecode(path))
        if not path.startswith(root):
            return
        os.write(steps, f"{event} {path[len(root) :]}\n".encode())
        count += 1
        if count - 1 == step and how == "killed":
            os.kill(owner, signal.SIGKILL)
        elif count - 1 == step:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

    return watch


# --- commands, and what must hold afterwards ------------------------------------------------------

CHAPTER = tiny_course.CHAPTER
NOTEBOOK = f"{CHAPTER}.ipynb"
STUDENTS = ("ada", "bea", "cem")
WRONG = "def add_backward(dout, cache):\n    return 2.0, 2.0"
_judged = {}


class JudgedOnce:
    """Judges each text once, here; later runs, forked ones too, are told what came of it."""

    def __init__(self, keys, jobs, scratch):
        self.keys = keys

    def judged(self, submissions):
        for one in submissions:
            if one.data not in _judged:
                _judged[one.data] = judge(one, self.keys[one.chapter])
            yield replace(_judged[one.data], student=one.student, seed=one.seed)


def downloads(course):
    """Two downloads of Blackboard's; in the second ada's work is new, and cem has come."""
    right = [hand_in(course, who).read_bytes() for who in STUDENTS]
    for who in STUDENTS:
        shutil.rmtree(course.submitted / who)
    early = {"ada": (b"early", "2026-10-01-10-00-00"), "bea": (right[1], "2026-10-01-11-00-00")}
    late = {**early, "ada": (right[0], "2026-10-02-10-00-00")}
    late["cem"] = right[2], "2026-10-02-11-00-00"
    for number, files in enumerate((early, late)):
        with zipfile.ZipFile(course.root / f"{number}.zip", "w") as archive:
            for who, (content, moment) in files.items():
                archive.writestr(f"Homework 2_{who}_attempt_{moment}_{NOTEBOOK}", content)
    return [course.root / "0.zip", course.root / "1.zip"]


def before_collecting(course):
    """A course with an earlier download."""
    (course.root / "roster.csv").write_text("id,name\nada,A\nbea,B\ncem,C\n", encoding="utf-8")
    collect(course, downloads(course)[:1], CHAPTER, zone="UTC")


def handed_in(course):
    """What lies in ``submitted/``, and whose earlier work was kept; by digests."""
    here = [path for path in course.submitted.rglob("*") if path.is_file()]
    found = {path.relative_to(course.root).as_posix(): path for path in here}
    found |= {path.parts[-4]: path for path in course.root.glob(f"replaced/*/*/*/{NOTEBOOK}")}
    return {name: sha256(path.read_bytes()).hexdigest()[:8] for name, path in found.items()}


def before_grading(course):
    """A course in which two were graded, and then handed in something else."""
    for answer in (None, WRONG):
        for who in STUDENTS[:2]:
            hand_in(course, who, add_backward=answer)
        grade(course, [CHAPTER], options=Options(jobs=1))
    for who in STUDENTS:
        hand_in(course, who)


def before_pages(course):
    """A course with pages and a report, and other marks since."""
    for who in STUDENTS[:2]:
        hand_in(course, who, add_backward=WRONG)
    for _ in range(2):
        grade(course, [CHAPTER], options=Options(jobs=1))
        give_feedback(course, [CHAPTER], jobs=1)
        write_report(course, [CHAPTER])
        for who in STUDENTS:
            hand_in(course, who)
    grade(course, [CHAPTER], options=Options(jobs=1))


def marks(course):
    """What the gradebook says."""
    return {who: record["score"] for who, record in gradebook(course).items()}


def pages(course):
    """Whether the pages that students read tell of full marks."""
    return {
        path.parents[1].name: "11 of 11 points" in path.read_text(encoding="utf-8")
        for path in course.feedback.glob(f"*/{CHAPTER}/{CHAPTER}.html")
    }


def report(course):
    """Students of whom the report has a page, with full marks."""
    told = (course.reports / "index.html").read_text(encoding="utf-8")
    return [who for who in STUDENTS if who in told]


@dataclass(frozen=True)
class Scenario:
    """A command, what comes before it, and what it comes to."""

    before: Callable
    words: tuple
    outcome: Callable


SCENARIOS = {
    "collecting": Scenario(before_collecting, ("collect", "1.zip", "--zone", "UTC"), handed_in),
    "grading": Scenario(before_grading, ("grade", "--jobs", "1"), marks),
    "feedback": Scenario(before_pages, ("feedback", "--jobs", "1"), pages),
    "report": Scenario(before_pages, ("report",), report),
}


def prepared(bare, folder, scenario):
    """A course in which a command is about to be run, its steps, and what it comes to.

    Args:
        bare: A course that is released.
        folder: Where the copy goes.
        scenario: The command.
    """
    folder.mkdir(exist_ok=True)
    made = tiny_course.copied(bare, folder / "made")
    scenario.before(made)
    whole = tiny_course.copied(made, folder / "whole")
    ran = run(whole.root, scenario.words)
    assert ran.status == 0, ran.said
    return made, ran.steps, scenario.outcome(whole)


def wrong(made, folder, scenario, step, how, outcome):
    """What is not as it should be when a step of a command went wrong; empty where all is well.

    Args:
        made: A course in which the command is about to be run.
        folder: Where a copy of it goes, which is gone afterwards.
        scenario: The command.
        step: The step.
        how: One of :data:`HOWS`.
        outcome: What an undisturbed run comes to.
    """
    course = tiny_course.copied(made, folder)
    told = []
    ran = run(course.root, scenario.words, step, how)
    if how == "killed" and ran.status != -signal.SIGKILL:
        told.append(f"it was not killed, and ended with {ran.status}")
    if how == "refused":
        if ran.status == 0 and scenario.outcome(course) != outcome:
            told.append(f"it said nothing, and came to {scenario.outcome(course)}")
        if "Traceback" in ran.said:
            told.append(f"it ended in a traceback: {ran.said[-1500:]}")
        if ran.status != 0 and not any(reason in ran.said for reason in REASONS):
            told.append(f"it ended with {ran.status} and gave no reason: {ran.said}")
    again = run(course.root, scenario.words)
    if again.status != 0:
        told.append(f"the next run ended with {again.status}: {again.said}")
    if (now := scenario.outcome(course)) != outcome:
        told.append(f"after the next run: {now}")
    if left := not_finished(course):
        told.append(f"left: {left}")
    shutil.rmtree(course.root)
    return [f"{how} at step {step}, {ran.steps[-1]}: {one}" for one in told]


def not_finished(course, patience=5.0):
    """Files that somebody began, and nobody finishes; those who remove them are waited for."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        left = [str(one.relative_to(course.root)) for one in course.root.rglob(".unfinished-*")]
        if not left:
            return []
        time.sleep(0.05)
    return left
