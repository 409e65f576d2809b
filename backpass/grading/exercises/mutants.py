"""Mistakes made mechanically from a reference solution, to begin a list of mistakes with.

Each small change of the reference is judged. What the judge tells from right and no known mistake
does is proposed, with sentences to edit; what it cannot tell is named: that is either right, or
needs a point that shows it.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from backpass.grading.exercises.changes import changed_sources
from backpass.grading.exercises.exercise import Exercise, Variant
from backpass.grading.exercises.recognise import alike
from backpass.grading.exercises.source import source_of, text_of, written
from backpass.judge import Trial
from backpass.verdict import Status

#: What a change looks like, and the first draft of what is told and of what is reported.
SENTENCES: tuple[tuple[str, str, str], ...] = (
    ("upstream dropped", "What if the output is scaled by ten further on?", "ignores the upstream"),
    ("sign of", "The size is right. Which way does it go?", "wrong sign"),
    ("twice", "Is it counted twice somewhere?", "twice too large"),
    ("transposed|a transpose", "Write the shapes beside each other: do they fit?", "transposes"),
    ("axis|without axis", "Along which direction is it summed?", "sums along the wrong axis"),
    ("keepdims", "Has the result the shape that it belongs to?", "wrong number of dimensions"),
    ("= for an operator", "What happens to what was there before?", "= where += belongs"),
    ("in place of", "Look at each name: is that the one that belongs here?", "takes another value"),
    ("neighbours exchanged", "In which order do they come?", "exchanges two values"),
    ("operands exchanged", "Does the order matter here?", "exchanges two operands"),
    ("only the (left|right) operand", "Is there a factor or a term missing?", "leaves a part out"),
    ("operator", "Look at each operation: is that the one?", "uses another operation"),
    ("comparison|condition|branch", "When does which case hold?", "decides the cases otherwise"),
    ("without its sign", "Which way does it go?", "wrong sign"),
    ("becomes", "Look at the numbers in it.", "wrong constant"),
    ("a line left out", "Is each step there?", "leaves a step out"),
)
#: What may become of something that is returned.
OF_A_RESULT = {"sign of": "-({})", "twice": "2 * ({})", "transposed": "({}).T"}
#: Changes that try the judge and that no person makes: tolerances and constants a little off.
TOO_SMALL = re.compile(r"limit moved|becomes -?\d*\.\d{6,}|becomes \S*e-")


@dataclass(frozen=True)
class Proposal:
    """A mistake that could be added to an exercise.

    Attributes:
        name: What was changed.
        code: The function, as it would stand in ``grader_tests``.
        told: A first draft of what a student is told.
        reported: A first draft of what the report says.
    """

    name: str
    code: str
    told: str
    reported: str

    @property
    def text(self) -> str:
        """As it is written into the exercise's file."""
        lines = [self.name, f"told={_quoted(self.told)}", f"reported={_quoted(self.reported)}"]
        lines[0] = _quoted(self.name)
        given = "".join(f"    {line},\n" for line in lines)
        return f"@exercise.wrong(\n{given})\n{self.code}"


@dataclass
class Mutants:
    """What became of the small changes of a reference.

    Attributes:
        made: How many changes there were.
        unseen: Those that get full marks, by what was changed.
        known: Those that do what a known mistake does: what was changed, and its name.
        proposals: The others, one for each way of being wrong.
    """

    made: int = 0
    unseen: list[str] = field(default_factory=list)
    known: list[tuple[str, str]] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)


def mutants(exercise: Exercise, seed: int = 0) -> Mutants:
    """Judge every small change of an exercise's reference.

    Args:
        exercise: The exercise; the mistakes that it knows already are not proposed again.
        seed: Draws the points.

    Raises:
        LookupError: It has no reference, or its reference does not get full marks.
    """
    reference = exercise.solution
    if reference is None:
        raise LookupError(f"exercise {exercise.name} has no reference solution")
    if exercise.judge_variant(reference, seed).status is not Status.PASSED:
        raise LookupError(f"the reference of {exercise.name} does not get full marks")
    found, seen = Mutants(), list[Trial]()
    for words, text in _changes(exercise):
        code = _function(exercise, text)
        variant = Variant(words, written(code, reference.function.__globals__), reference.forward)
        found.made += 1
        try:
            function, forward = exercise.handed_in(variant)
        except Exception:  # noqa: S112 - it does not even define what is asked for: told at once
            continue
        verdict, trial = exercise.tried(function, seed, forward)
        if verdict.status is Status.PASSED:
            found.unseen.append(words)
            continue
        known = exercise.recognised(trial, seed)
        if known is not None:
            found.known.append((words, known.name))
        elif not TOO_SMALL.search(words) and not any(alike(exercise, trial, one) for one in seen):
            seen.append(trial)
            found.proposals.append(Proposal(words, code, *_sentences(words)))
    return found


def _changes(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """What was changed, without its line, and the changed source; what people do comes first."""
    source = source_of(exercise.reference, exercise.name, exercise.cell)
    seen: set[str] = set()
    upstream = getattr(exercise.contract, "upstream", None)
    for words, text in [*_of_the_whole(source, upstream), *changed_sources(source)]:
        if text not in seen:
            seen.add(text)
            yield re.sub(r"^line \d+: ", "", words), text


def _of_the_whole(source: str, upstream: str | None) -> Iterator[tuple[str, str]]:
    """Changes of what comes in and of what goes out, in functions that return it in one place."""
    tree = ast.parse(source)
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        parameters = [argument.arg for argument in function.args.args]
        if upstream in parameters or (parameters and parameters[0] in ("dout", "dD")):
            first = parameters[0]
            ones = ast.parse(f"{first} = 1.0 + 0.0 * {first}").body
            yield "upstream dropped", _with_body(tree, function, [*ones, *function.body])
        for number, statement in enumerate(function.body):
            if not isinstance(statement, ast.Return) or statement.value is None:
                continue
            value = statement.value
            parts = value.elts if isinstance(value, ast.Tuple) else [value]
            for place, part in enumerate(parts):
                for words, form in OF_A_RESULT.items():
                    new = ast.parse(form.format(ast.unparse(part)), mode="eval").body
                    made = [*parts[:place], new, *parts[place + 1 :]]
                    result = ast.Tuple(made, ast.Load()) if isinstance(value, ast.Tuple) else new
                    body = list(function.body)
                    body[number] = ast.Return(result)
                    yield f"{words} `{ast.unparse(part)[:40]}`", _with_body(tree, function, body)


def _with_body(tree: ast.Module, function: ast.FunctionDef, body: list[Any]) -> str:
    was, function.body = function.body, body
    ast.fix_missing_locations(tree)
    text = ast.unparse(tree)
    function.body = was
    return text


def _function(exercise: Exercise, text: str) -> str:
    """A changed source as a function of ``grader_tests``."""
    if exercise.cell:
        last = text_of(exercise.reference).splitlines()[-1]
        return f"def _():\n{textwrap.indent(text, '    ')}\n{last}\n"
    return text.replace(f"def {exercise.name}(", "def _(", 1).rstrip("\n") + "\n"


def _sentences(words: str) -> tuple[str, str]:
    for pattern, told, reported in SENTENCES:
        if re.search(pattern, words):
            return told, reported
    return "What is different from what the statement asks for?", words


def _quoted(text: str) -> str:
    """A string as Python's formatters write it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
