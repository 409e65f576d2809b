"""One exercise, one place: its contract, the reference, right variants and known mistakes.

``grader_tests/<chapter>.py`` holds a list ``EXERCISES`` of these. A function in it is written once,
as a student would write it, and serves three ends: the tests judge the judge with it, ``backpass
simulate`` hands it in, and a wrong answer is compared with it to name the mistake.
"""

from __future__ import annotations

import importlib.util
import inspect
import linecache
import os
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, cast

import numpy as np

from backpass import judge
from backpass.contract import Cases, Contract, Handed, NotComparable, Secrets
from backpass.contracts import CONTRACTS
from backpass.gradcheck import agrees
from backpass.judge import Call, Trial
from backpass.verdict import Kind, Status, Verdict

Function = Callable[..., Any]
#: Where the course is, for a kernel that does not run in it.
ROOT_VARIABLE = "BACKPASS_ROOT"


@dataclass(frozen=True)
class Variant:
    """One way to write an exercise.

    Attributes:
        name: What is particular about it, in a few words.
        function: The function, as a student would write it.
        forward: The forward that goes with it, where the exercise reads its own forward's cache.
    """

    name: str
    function: Function
    forward: Function | None = None


@dataclass(frozen=True)
class Mutant(Variant):
    """A known mistake.

    Attributes:
        told: The sentence a student is told: what to think about, never the formula.
        reported: The sentence that the instructor's report shows.
    """

    told: str = ""
    reported: str = ""


@dataclass
class Exercise:
    """An exercise as its instructor knows it.

    Args:
        name: Name of its contract.
        cases: Hidden points; those of the contract's own sampler, freshly drawn, by default.
        truth: The trusted function of a value exercise, where the contract does not state it.
        cell: Whether a solution cell holds more than one function, or a class. A variant is then
            written as a function without arguments that defines them and returns what is judged:
            the class, or the pair (backward, forward).
        caches: Cache layouts under which a backward pass may be judged alone when the student's own
            forward is wrong: functions from the inputs to a cache.
    """

    name: str
    cases: Cases | None = None
    truth: Callable[..., tuple[Any, ...]] | None = None
    cell: bool = False
    caches: Sequence[Function] = ()
    answer: str | None = None
    quiz: Mapping[str, Any] | None = None
    solution: Variant | None = None
    accepted: list[Variant] = field(default_factory=list)
    mistakes: list[Mutant] = field(default_factory=list)
    _kept: tuple[int, Any] | None = field(default=None, init=False, repr=False)

    @property
    def contract(self) -> Contract:
        """The public half."""
        return CONTRACTS[self.name]

    @property
    def points(self) -> float:
        """What it is worth."""
        return self.contract.points

    @property
    def reference(self) -> Function:
        """The course's own solution."""
        if self.solution is None:
            raise LookupError(f"exercise {self.name} has no reference solution")
        return self.solution.function

    @property
    def accepts(self) -> dict[str, Variant]:
        """Right variants by name."""
        return {variant.name: variant for variant in self.accepted}

    @property
    def mutants(self) -> list[Mutant]:
        """Known mistakes, the most specific first."""
        return self.mistakes

    def solved_by(self, forward: Function | None = None) -> Callable[[Function], Function]:
        """Decorator for the reference solution."""

        def register(function: Function) -> Function:
            self.solution = Variant("reference", function, forward)
            return function

        return register

    def right(self, name: str, forward: Function | None = None) -> Callable[[Function], Function]:
        """Decorator for a right variant."""

        def register(function: Function) -> Function:
            self.accepted.append(Variant(name, function, forward))
            return function

        return register

    def wrong(
        self, name: str, *, told: str, reported: str, forward: Function | None = None
    ) -> Callable[[Function], Function]:
        """Decorator for a known mistake; give the most specific ones first."""

        def register(function: Function) -> Function:
            self.mistakes.append(Mutant(name, function, forward, told=told, reported=reported))
            return function

        return register

    def handed_in(self, variant: Variant) -> tuple[Any, Function | None]:
        """What a student who wrote this variant hands to the judge: function and own forward."""
        if self.cell:
            made = variant.function()
            return made if isinstance(made, tuple) else (made, None)
        own = self.solution.forward if self.solution is not None else None
        return variant.function, variant.forward or own

    def judge_variant(self, variant: Variant, seed: int) -> Verdict:
        """Judge a variant as if a student had handed it in."""
        function, forward = self.handed_in(variant)
        return self.judge(function, seed, forward)

    def judge(self, function: Any, seed: int, forward: Function | None = None) -> Verdict:
        """Judge a student's function at fresh points and name the mistake if it is a known one.

        Args:
            function: The student's function.
            seed: Draws the points and the upstream gradients.
            forward: The student's own forward, where its cache is read.

        Returns:
            The verdict, with the seed that repeats it.
        """
        verdict, trial = self._judged(function, seed, forward)
        if verdict.status is Status.FAILED and not self.contract.is_quiz:
            mutant = self._recognised(trial, seed)
            if mutant is not None:
                verdict = verdict.named(mutant.name, mutant.told)
        return replace(verdict, seed=seed)

    def plan(self, seed: int) -> Any:
        """What a seed draws to judge with, see :mod:`backpass.plan`; None for a quiz.

        The last one is kept: known mistakes are judged at the same points as the answer.
        """
        if self._kept is None or self._kept[0] != seed:
            self._kept = (seed, self._new_plan(seed))
        return self._kept[1]

    def _new_plan(self, seed: int, make_cache: Function | None = None) -> Any:
        return self.contract.plan(np.random.default_rng(seed), self._secrets(make_cache))

    def _secrets(self, make_cache: Function | None = None) -> Secrets:
        return Secrets(
            cases=self.cases,
            truth=self.truth,
            make_cache=make_cache,
            right=lambda letter: letter == self.answer,
        )

    def _judged(self, function: Any, seed: int, forward: Function | None) -> tuple[Verdict, Trial]:
        """With the student's cache; if that forward is wrong, with usual layouts of a right one."""
        handed, contract = Handed(function, forward), self.contract
        best = contract.judge(handed, self.plan(seed), self._secrets())
        if best[0].status is not Status.FAILED or not self.caches:
            return best
        if self._forward_is_right(forward, seed):
            return best
        for layout in self.caches:
            other = contract.judge(handed, self._new_plan(seed, layout), self._secrets(layout))
            if other[0].score > best[0].score:
                best = other
        return best

    def _forward_is_right(self, forward: Function | None, seed: int) -> bool:
        partner = CONTRACTS.get(self.contract.partner or "")
        if forward is None or partner is None:
            return False
        plan = partner.plan(np.random.default_rng(seed))
        verdict, _ = partner.judge(Handed(forward), plan)
        return verdict.status is Status.PASSED

    def _recognised(self, trial: Trial, seed: int) -> Mutant | None:
        """The first known mistake that behaves as the student's function did, at every call."""
        if not trial.calls:
            return None
        for mutant in self.mistakes:
            function, forward = self.handed_in(mutant)
            if not self._could_be(trial, function, forward):
                continue
            twin = self._twin(trial, function, seed, forward)
            if twin is not None and _alike(trial, twin):
                return mutant
        return None

    def _twin(
        self, trial: Trial, function: Any, seed: int, forward: Function | None
    ) -> Trial | None:
        """A known mistake's trial at the same points; None where it is another one's soon."""
        if (
            self.contract.partner is not None
        ):  # which may be judged with several caches before one fits
            return self._judged(function, seed, forward)[1]
        calls = iter(trial.calls)

        def compare(call: Call) -> None:
            other = next(calls, None)
            if other is None or not _alike_results(other.result, call.result):
                raise _Unlike

        try:
            with judge.looking_on(compare):
                return self._judged(function, seed, forward)[1]
        except _Unlike:
            return None

    def _could_be(self, trial: Trial, function: Any, forward: Function | None) -> bool:
        """A quick look at one call: most mistakes are told apart there, without any drawing."""
        call = trial.calls[0]
        try:
            return _alike_results(
                call.result, self.contract.repeat(call, Handed(function, forward))
            )
        except NotComparable:
            return True


class _Unlike(Exception):
    """A known mistake does something else than the function that it is compared with."""


def _alike(one: Trial, other: Trial) -> bool:
    """Whether two functions failed in the same way: same findings, same values at every call."""
    if set(one.findings) != set(other.findings) or len(one.calls) != len(other.calls):
        return False
    in_place = ("clean", Kind.CHANGED)  # its text says which argument
    if in_place in one.findings and one.findings[in_place].text != other.findings[in_place].text:
        return False
    return all(
        _alike_results(a.result, b.result) for a, b in zip(one.calls, other.calls, strict=True)
    )


def _alike_results(one: Any, other: Any) -> bool:
    if type(one) is float and type(other) is float:
        return one == other or bool(agrees(one, other)) or (one != one and other != other)  # noqa: PLR0124 - nan
    if isinstance(one, BaseException) or isinstance(other, BaseException):
        return type(one) is type(other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return set(one) == set(other) and all(_alike_results(one[k], other[k]) for k in one)
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(_alike_results, one, other))
    try:
        first, second = np.asarray(one), np.asarray(other)
        if first.dtype.kind not in "biuf" or first.shape != second.shape:
            return type(one) is type(other) and first.shape == second.shape
        both_nan = np.isnan(first) & np.isnan(second)
        with np.errstate(all="ignore"):
            return bool(np.all(agrees(first, second) | (first == second) | both_nan))
    except (TypeError, ValueError):
        return type(one) is type(other)


class MissingExercises(LookupError):
    """There is no ``grader_tests`` module for a chapter; says where it was looked for."""


def find_root(start: Path | None = None) -> Path:
    """The course's root: the nearest folder upwards that holds ``grader_tests`` and ``source``.

    The grader runs a notebook in an empty folder and names the root in ``BACKPASS_ROOT``.

    Raises:
        MissingExercises: When there is none.
    """
    return _root_above((start or Path(os.environ.get(ROOT_VARIABLE) or Path.cwd())).absolute())


@cache
def _root_above(start: Path) -> Path:
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / "grader_tests").is_dir() and (folder / "source").is_dir():
            return folder
    raise MissingExercises(
        f"no course found from {here} upwards (a folder with grader_tests/ and source/). "
        "Run this inside the course's folder."
    )


def load(chapter: str, root: Path | None = None) -> dict[str, Exercise]:
    """The exercises of a chapter, by name, from ``grader_tests/<chapter>.py``.

    Raises:
        MissingExercises: When there is no such file.
    """
    return _loaded(chapter, find_root() if root is None else root.resolve())


@cache
def _loaded(chapter: str, root: Path) -> dict[str, Exercise]:
    path = root / "grader_tests" / f"{chapter}.py"
    if not path.is_file():
        raise MissingExercises(f"{path.relative_to(root)} is missing in {root.name}")
    return {exercise.name: exercise for exercise in _module(path).EXERCISES}


def _module(path: Path) -> ModuleType:
    """Import a file whose name starts with a digit."""
    name = f"grader_tests_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise MissingExercises(f"{path.name} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def edited(function: Function, *changes: tuple[str, str]) -> Function:
    """A variant of a cell that differs from another one in a few lines.

    Args:
        function: A function of ``grader_tests`` that defines what a cell holds.
        changes: Pairs of what stands in the cell and what stands there instead, indented as in
            the cell.

    Returns:
        The function with the changes made; its source can be read like that of any other.

    Raises:
        ValueError: When something to be changed is not in the cell.
    """
    source = source_of(function, "", cell=True)
    for old, new in changes:
        if old not in source:
            raise ValueError(f"the cell has nothing like {old!r} in it")
        source = source.replace(old, new)
    last = _text_of(function).splitlines()[-1]
    return _Edited(f"def _():\n{textwrap.indent(source, '    ')}\n{last}\n", function.__globals__)


class _Edited:
    """A function that is compiled when it is first called: most are only needed now and then.

    Args:
        text: Its source, that of a function named ``_``.
        space: The globals of the file that it belongs to.
    """

    def __init__(self, text: str, space: dict[str, Any]) -> None:
        self.text, self.__globals__ = text, space
        self.made: Function | None = None

    @property
    def __code__(self) -> CodeType:
        """As any function has it: it says which names are used."""
        return self._function().__code__

    def __call__(self) -> Any:
        """What the cell defines."""
        return self._function()()

    def _function(self) -> Function:
        if self.made is None:
            name = f"<a variant of {self.__globals__['__file__']}, {hash(self.text):x}>"
            lines = self.text.splitlines(keepends=True)
            linecache.cache[name] = (len(self.text), None, lines, name)
            space = dict(self.__globals__)
            exec(compile(self.text, name, "exec"), space)  # noqa: S102 - the instructor's own text
            self.made = cast(Function, space["_"])
        return self.made


@cache
def _text_of(function: Function) -> str:
    """A function's text; finding where it ends takes Python five milliseconds."""
    text = function.text if isinstance(function, _Edited) else inspect.getsource(function)
    return text.rstrip()


def source_of(function: Function, name: str, cell: bool = False) -> str:
    """The source of a variant as a student would hand it in, under the exercise's name.

    Args:
        function: A plain function of ``grader_tests``.
        name: The name that the cell must define.
        cell: Whether the function defines what the cell holds, see :class:`Exercise`.

    Returns:
        The text of a solution cell, without decorators.
    """
    lines = textwrap.dedent(_text_of(function)).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("def "))
    if cell:
        inner = textwrap.dedent("\n".join(lines[start + 1 :])).splitlines()
        last = max(i for i, line in enumerate(inner) if line.startswith("return "))
        return "\n".join(inner[:last]).strip() + "\n"
    lines[start] = lines[start].replace(f"def {function.__name__}(", f"def {name}(", 1)
    return "\n".join(lines[start:]) + "\n"


def quizzes(entries: Mapping[str, Mapping[str, Any]]) -> list[Exercise]:
    """An exercise for each quiz: ``{name: {"answer": letter, "why": {letter: sentence}}}``."""

    def answering(letter: str) -> Function:
        return lambda: letter

    exercises = []
    for name, entry in entries.items():
        exercise = Exercise(name, answer=entry["answer"], quiz=entry)
        exercise.solution = Variant("reference", answering(entry["answer"]))
        exercises.append(exercise)
    return exercises
