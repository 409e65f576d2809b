"""One class of attackers and honest students, graded once; some of it by nbgrader's command, too."""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import commands
import pytest
import ready_servers

from backpass.grading.authoring.added import ADDED
from tests.attacks import exhaustion, forging, intake, malformed, pages, shortcuts, theft
from tests.attacks.harness import CANARY, CHAPTER, GIVEN, Attack, hand_in

FAMILIES = (forging, shortcuts, exhaustion, theft, malformed, intake, pages)
ATTACKS: list[Attack] = [attack for family in FAMILIES for attack in family.ATTACKS]
#: Those that nbgrader's own command grades as well: all that come with links, for nbgrader touches
#: them before anybody else, and some of each other family. Behind the reading of a file both go the
#: same way.
BY_NBGRADER = [
    attack for family in FAMILIES for attack in family.ATTACKS[:: 1 if family is intake else 6]
]
ROOT = Path(__file__).resolve().parents[2]
LIMITS = (
    "c.ContainedRun.cell_seconds, c.ContainedRun.call_seconds = 0.5, 0.25\n"
    "c.ContainedRun.memory_gb = 1"
)
#: Whose pages nbgrader makes, too.
OWN_PAGES = (
    "s-page-* s-leak-* s-an-honest* s-a-link* s-a-hard-link* s-a-traced* s-the-canary*".split()
)


@dataclass
class GradedCourse:
    """What is left after the class has been graded.

    Attributes:
        root: The course's folder.
        log: What nbgrader said.
        calls_home: What reached the listener that nobody may reach.
        marks: Points by student.
    """

    root: Path
    log: str = ""
    calls_home: list[bytes] = field(default_factory=list)
    marks: dict[str, float] = field(default_factory=dict)


def make_course(root: Path) -> Path:
    """A course with chapter 1 alone, most of its prose left out, and a canary."""
    kept = set(ADDED)
    for folder in ("source", "release"):
        shutil.copytree(ROOT / folder / CHAPTER, root / folder / CHAPTER)
        path = root / folder / CHAPTER / f"{CHAPTER}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        kept |= set(needed(notebook)) if folder == "source" else set()
        notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] in kept]
        path.write_text(json.dumps(notebook), encoding="utf-8")
    shutil.copytree(ROOT / "grader_tests" / CHAPTER, root / "grader_tests" / CHAPTER)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    (root / "canary.txt").write_text(CANARY)
    return root


def needed(notebook: dict[str, Any]) -> list[str]:
    """Ids of all cells that are filled in or graded, of the imports, and of each sixth cell.

    Every attack goes through the whole notebook many times, and what is only read adds nothing.
    """
    return [
        cell["id"]
        for place, cell in enumerate(notebook["cells"])
        if "nbgrader" in cell["metadata"] or cell["id"] == "imports" or place % 6 == 0
    ]


def nbgrader(root: Path, *arguments: str) -> str:
    """Run one of nbgrader's commands in a course, with a secret in its environment."""
    done = commands.nbgrader(root, *arguments, env={**os.environ, "BACKPASS_CANARY": CANARY})
    return str(done.stdout + done.stderr)


def backpass(root: Path, *arguments: str) -> str:
    """Run one of our commands in a course, with a secret in its environment."""
    done = commands.backpass(root, *arguments, env={**os.environ, "BACKPASS_CANARY": CANARY})
    return str(done.stdout + done.stderr)


def marks_of(root: Path) -> dict[str, float]:
    """Points by student, out of nbgrader's gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        submissions = gradebook.assignment_submissions(CHAPTER)
        return {submission.student.id: float(submission.score) for submission in submissions}


class Listener:
    """Something on loopback that nobody may reach, for streams and datagrams."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.stream = socket.create_server(("127.0.0.1", 0))
        self.port = self.stream.getsockname()[1]
        self.datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.datagrams.bind(("127.0.0.1", self.port))
        threading.Thread(target=self._streams, daemon=True).start()
        threading.Thread(target=self._datagrams, daemon=True).start()

    def _streams(self) -> None:
        while True:
            connection, _ = self.stream.accept()
            self.heard.append(b"a connection")
            connection.close()

    def _datagrams(self) -> None:
        while True:
            self.heard.append(self.datagrams.recv(100))


def aimed(attack: Attack, root: Path, port: int) -> Attack:
    """The attack with the course's folder and the listener's port put in."""

    def put(text: str) -> str:
        return text.replace("@COURSE@", str(root)).replace("@PORT@", str(port))

    first, last = tuple(map(put, attack.first)), tuple(map(put, attack.last))
    return replace(attack, first=first, last=last)


def begun(root: Path) -> GradedCourse:
    """The course, its chapter released by nbgrader's own command, its limits tight."""
    course = GradedCourse(make_course(root))
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"\n{LIMITS}\n")
    course.log = nbgrader(root, "generate_assignment", CHAPTER, "--force")
    return course


def handed_in(course: GradedCourse, attacks: list[Attack]) -> None:
    """Hand attacks in, aimed at the course and at a listener that tells it what it hears."""
    listener = Listener()
    for attack in attacks:
        at = aimed(attack, course.root, listener.port)
        hand_in(at, course.root / "release", course.root / "submitted")
    course.calls_home = listener.heard


def grade_class(root: Path) -> GradedCourse:
    """Hand in every attack, grade the class and give it feedback."""
    course = begun(root)
    handed_in(course, ATTACKS)
    course.log += backpass(root, "grade", CHAPTER, "--jobs", "1")
    # the pages that students get, for everybody; and nbgrader's own of those who aim at a page or
    # at the canary, and of honest ones
    course.log += backpass(root, "feedback", CHAPTER, "--jobs", "1")
    (root / "feedback").rename(root / GIVEN)
    for students in OWN_PAGES:
        course.log += nbgrader(root, "generate_feedback", CHAPTER, "--student", students)
    course.marks = marks_of(root)
    return course


def autograde_some(root: Path) -> GradedCourse:
    """Hand in the attacks of :data:`BY_NBGRADER` and have nbgrader's own command grade them."""
    course = begun(root)
    handed_in(course, BY_NBGRADER)
    course.log += nbgrader(root, "autograde", CHAPTER)
    course.marks = marks_of(root)
    return course


@pytest.fixture(scope="session")
def graded(tmp_path_factory: Any) -> GradedCourse:
    """The class, handed in, graded and given feedback, by servers that were started for it."""
    with ready_servers.started_afresh():
        return grade_class(tmp_path_factory.mktemp("attacks") / "course")


@pytest.fixture(scope="session")
def autograded(tmp_path_factory: Any) -> GradedCourse:
    """Some of the class, handed in and graded by nbgrader, by servers that were started for it."""
    with ready_servers.started_afresh():
        return autograde_some(tmp_path_factory.mktemp("autograded") / "course")
