"""The small changes of a reference solution, and what may be said of each in a sentence.

They serve two ends: proposals for a list of mistakes, and a last resort for naming a wrong answer
that is on no list.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from backpass.grading.exercises.changes import changed_sources

#: What a change looks like, what is told, and what is reported.
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


def small_changes(source: str, upstream: str | None) -> Iterator[tuple[str, str]]:
    """What was changed, without its line, and the changed source; what people do comes first.

    Args:
        source: The solution cell of a reference.
        upstream: Name of its upstream gradient, if it has one.
    """
    seen: set[str] = set()
    for words, text in [*_of_the_whole(source, upstream), *changed_sources(source)]:
        if text not in seen:
            seen.add(text)
            yield re.sub(r"^line \d+: ", "", words), text


def sentences(words: str) -> tuple[str, str]:
    """What is told of a change, and what is reported.

    Args:
        words: What was changed.
    """
    for pattern, told, reported in SENTENCES:
        if re.search(pattern, words):
            return told, reported
    return "What is different from what the statement asks for?", words


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
