"""The source text of a variant: as a student would hand it in, or with a few lines changed."""

from __future__ import annotations

import inspect
import linecache
import textwrap
from collections.abc import Callable
from functools import cache
from types import CodeType
from typing import Any, cast

import numpy as np

Function = Callable[..., Any]


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
    last = text_of(function).splitlines()[-1]
    return written(f"def _():\n{textwrap.indent(source, '    ')}\n{last}\n", function.__globals__)


def written(text: str, space: dict[str, Any]) -> Function:
    """A function from its source, compiled when it is first called: most are seldom needed.

    Args:
        text: Its source, that of a function named ``_``.
        space: The globals of the file that it belongs to.
    """
    return _Written(text, space)


class _Written:
    """A function that was given as text, see :func:`written`."""

    def __init__(self, text: str, space: dict[str, Any]) -> None:
        self.text, self.__globals__, self.__name__ = text, space, "_"
        self.made: Function | None = None

    @property
    def __code__(self) -> CodeType:
        """As any function has it: it says which names are used."""
        return self._function().__code__

    def __call__(self, *arguments: Any) -> Any:
        """What the function returns."""
        return self._function()(*arguments)

    def _function(self) -> Function:
        if self.made is None:
            name = f"<a variant of {self.__globals__['__file__']}, {hash(self.text):x}>"
            lines = self.text.splitlines(keepends=True)
            linecache.cache[name] = (len(self.text), None, lines, name)
            space = {"np": np, **self.__globals__}
            exec(compile(self.text, name, "exec"), space)  # noqa: S102 - the instructor's own text
            self.made = cast(Function, space["_"])
        return self.made


@cache
def text_of(function: Function) -> str:
    """A function's text; finding where it ends takes Python five milliseconds."""
    text = function.text if isinstance(function, _Written) else inspect.getsource(function)
    return text.rstrip()


def source_of(function: Function, name: str, cell: bool = False) -> str:
    """The source of a variant as a student would hand it in, under the exercise's name.

    Args:
        function: A plain function of ``grader_tests``.
        name: The name that the cell must define.
        cell: Whether the function defines what the cell holds, see
            :class:`~backpass.grading.exercises.exercise.Exercise`.

    Returns:
        The text of a solution cell, without decorators.
    """
    lines = textwrap.dedent(text_of(function)).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("def "))
    if cell:
        inner = textwrap.dedent("\n".join(lines[start + 1 :])).splitlines()
        last = max(i for i, line in enumerate(inner) if line.startswith("return "))
        return "\n".join(inner[:last]).strip() + "\n"
    lines[start] = lines[start].replace(f"def {function.__name__}(", f"def {name}(", 1)
    return "\n".join(lines[start:]) + "\n"
