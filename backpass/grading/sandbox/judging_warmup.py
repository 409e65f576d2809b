"""What is done before verifiers are forked: draw the points and judge each exercise once.

All verifiers of a run judge by the same points. They are drawn here, with what is right at each and
the requests that carry the calls to a student, so a verifier reads answers and compares. Nothing of
a student's is near: whoever answers here knows the course's own solutions and nothing else.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from backpass.checking import examination
from backpass.contracts import CONTRACTS
from backpass.diagnosis.look_alike import PATIENCE
from backpass.grading.common.settled import settle
from backpass.grading.exercises.common_points import make_ready
from backpass.grading.exercises.library import load_one
from backpass.grading.hidden import SEED_VARIABLE
from backpass.grading.sandbox.cell_source import exercises_in
from backpass.grading.sandbox.link import Link
from backpass.grading.sandbox.shell import CellShell
from backpass.grading.sandbox.student import Student
from backpass.grading.sandbox.told import QUIZ_KEYS, SAID_BEFORE, from_text
from backpass.grading.sandbox.verifier import COMPARED, Verifier
from backpass.grading.sandbox.wire import Channel, pair
from backpass.judging import garbage, patience
from backpass.judging.observe import quiet
from backpass.questions import quiz

#: Seconds for a call of the course's own solutions.
CALL_SECONDS = 10.0
#: Seconds after which whoever waits for a verifier gets it, and the next one waits for more.
AT_ONCE = 0.3


#: The exercises whose judging this process or a parent of it has rehearsed.
_rehearsed: set[str] = set()


def one_of_each_kind() -> list[str]:
    """An exercise of each kind that is judged in a way of its own."""
    return list({type(contract): name for name, contract in CONTRACTS.items()}.values())


def rehearse_judging(names: Iterable[str]) -> None:
    """Judge a wrong answer to some exercises by their public part, and put it in words.

    Only what the package itself holds is used. What was rehearsed already is passed over.

    Args:
        names: Names of exercises. All that there are take a second: a chapter's nursery rehearses
            its own, and the server that it comes from one of each kind.
    """
    for name in names:
        if name in _rehearsed or name not in CONTRACTS:
            continue
        _rehearsed.add(name)
        verdict, trial = examination.examine(CONTRACTS[name], _wrong, _wrong)
        examination.panel_of(CONTRACTS[name], verdict, trial)._repr_mimebundle_()


def _wrong(*_: object) -> tuple[float, float]:
    return 1.0, 2.0


class Points:
    """The hidden points of a chapter's tests, for the run that a nursery serves.

    Args:
        verifier: What the chapter's verifiers test with.
        root: The course's root.
    """

    def __init__(self, verifier: Verifier, root: Path) -> None:
        self.verifier, self.root = verifier, root
        self.names = sorted({name for source in verifier.tests for name in exercises_in(source)})
        self.drawn: int | None = None
        self.known: set[tuple[str, str]] = set()
        self._rehearsed = False
        #: What the visible check says of known mistakes; verifiers see what is there by then.
        self.said = verifier.said = dict[tuple[str, str], examination.Known | None]()
        self.lasting = set[tuple[str, str]]()
        self._remember_what_was_said()
        with suppress(OSError, ValueError):  # then they are made here
            quiz.take_over((root / QUIZ_KEYS).read_text(encoding="utf-8"))
        rehearse_judging(self.names)

    def _remember_what_was_said(self) -> None:
        """Begin with what earlier runs found, where the answer key knows of any."""
        with suppress(OSError, ValueError):
            text = (self.root / SAID_BEFORE).read_text(encoding="utf-8")
            for name, called, known in from_text(text):
                self.said[name, called] = known
                examination.take_over(known)

    def draw(self, seed: int | None) -> None:
        """Draw them, if they are not the ones that are here.

        Where the instructor's own files are broken, each verifier will come upon it and say so.

        Args:
            seed: Draws them; None where each verifier is to draw its own.
        """
        if seed is None:
            os.environ.pop(SEED_VARIABLE, None)
            if not self._rehearsed:
                self._judge_solutions(0)
            return
        if seed == self.drawn:
            return
        self.verifier.frames.forget()
        self.known.clear()  # it is known for other points
        os.environ[SEED_VARIABLE] = str(seed)
        self.verifier.frames.keeping = True
        self._judge_solutions(seed)
        self.verifier.frames.keeping = False
        self.drawn = seed
        settle()

    def know(self, met: Iterable[Sequence[str]]) -> None:
        """Work out once what is said of known mistakes that others in this run have made.

        The names are all that is told of anybody. What is kept comes from the instructor's own
        text of the mistake, and a verifier uses it only for an answer that does the very same.
        Where answers were no known mistake, what all of these do at the run's points is kept: a
        verifier holds such an answer against it, and would work it out by itself otherwise.

        Args:
            met: Exercises and names of mistakes, or :data:`COMPARED`.
        """
        for name, called in met:
            if (name, called) in self.known or name not in self.names:
                continue
            if called == COMPARED:
                self._compare_with_all(name)
                continue
            self.known.add((name, called))
            self.say([(name, called)])
            with quiet(), suppress(Exception):
                exercise = load_one(CONTRACTS[name], self.root)
                mutant = next((one for one in exercise.mistakes if one.name == called), None)
                if mutant is not None and self.drawn is not None:
                    exercise.know(mutant, self.drawn)

    def say(self, met: Iterable[Sequence[str]]) -> list[tuple[str, str, examination.Known, bool]]:
        """Work out what the visible check says of known mistakes, each once for all who ask.

        The visible points are always the same, and what is said comes from the instructor's own
        text of a mistake. A verifier uses it for an answer of which the very same is seen.

        Args:
            met: Exercises and names of mistakes.

        Returns:
            The names, what is said, and whether a later run would find the same: a search that was
            given up on a busy machine may find more on another day.
        """
        asked = [(name, called) for name, called in met]
        for key in asked:
            name, called = key
            if key in self.said or name not in self.names:
                continue
            self.said[key] = None
            with quiet(), suppress(Exception):
                contract = CONTRACTS[name]
                exercise = load_one(contract, self.root)
                mutant = next((one for one in exercise.mistakes if one.name == called), None)
                if mutant is not None:
                    start = patience.clock()
                    known = examination.know(contract, *exercise.handed_in(mutant))
                    self.said[key] = known
                    if patience.clock() - start < PATIENCE:
                        self.lasting.add(key)
        return [
            (*key, known, key in self.lasting)
            for key in asked
            if (known := self.said.get(key)) is not None
        ]

    def _compare_with_all(self, name: str) -> None:
        """Work out what an exercise's known mistakes do; as far as time allows, the rest later."""
        start = time.perf_counter()
        with quiet(), suppress(Exception):
            exercise = load_one(CONTRACTS[name], self.root)
            for mutant in exercise.mistakes:
                if self.drawn is None:
                    return
                if exercise.kept_twin(mutant, self.drawn) is None:
                    if time.perf_counter() - start > AT_ONCE:
                        return
                    exercise.know(mutant, self.drawn)
        self.known.add((name, COMPARED))

    def _open_replies(self) -> None:
        """Open what is said to each choice of a quiz: a seal takes five milliseconds to open."""
        for name in self.names:
            for choice in quiz.stored().get(name, ()):
                with suppress(quiz.NoReply):
                    quiz.reply(name, choice)

    def _judge_solutions(self, seed: int) -> None:
        """Judge the course's own solutions in the way that a student's are judged."""
        if not self._rehearsed:
            self._open_replies()
        space: dict[str, Any] = {}
        for name in self.names:
            with quiet(), suppress(Exception):
                exercise = load_one(CONTRACTS[name], self.root)
                make_ready(exercise)
                plan = exercise.plan(seed)
                for one in [plan, *exercise.more]:
                    if one is not None:
                        one.work_out()
                partner = CONTRACTS.get(exercise.contract.partner or "")
                if partner is not None and exercise.caches:  # asked where a backward is wrong
                    exercise.partners_plan(partner, seed).work_out()
                    exercise.judge_own_forward(seed)  # most known mistakes go with it
                if exercise.solution is not None:
                    function, forward = exercise.handed_in(exercise.solution)
                    space[name] = function
                    space |= {one.__name__: one for one in (function, forward) if one is not None}
            garbage.taken_away()
        with quiet(), suppress(Exception), answering(self.verifier.shell, space) as channel:
            self.verifier.rehearse(Link(channel, CALL_SECONDS, frames=self.verifier.frames))
        self._rehearsed = True


@contextmanager
def answering(shell: CellShell, space: dict[str, Any]) -> Iterator[Channel]:
    """A process that answers as a student's does.

    Args:
        shell: A shell, which is left alone here.
        space: What the notebook over there has defined.

    Yields:
        The way there.
    """
    here, there = pair()
    control, nobody = pair()
    pid = os.fork()
    if pid == 0:
        try:
            here.close()
            nobody.close()
            shell.user_ns.update(space)
            Student(shell, Channel(control), Channel(there), CALL_SECONDS, CALL_SECONDS).serve()
        finally:
            os._exit(0)
    there.close()
    control.close()
    try:
        yield Channel(here)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        here.close()
        nobody.close()
