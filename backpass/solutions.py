"""Solutions that open after trying, for somebody who learns alone.

A notebook cell says ``solution("multiply_backward")``. It shows how the course would write the
function once the learner's own has passed, or after :data:`TRIES` attempts that differ and did not
pass. The solutions themselves are no part of this package: ``backpass export --standalone
--self-learner`` packs them, sealed, into the notebooks that it writes, and into nothing else.

The seal keeps anybody from reading one by accident. It is no secret: this file says how to open it.
"""

from __future__ import annotations

import html
import json
import zlib
from importlib import resources
from types import CodeType, FunctionType
from typing import Any

from IPython.display import display

from backpass import sealing
from backpass.contracts import CONTRACTS
from backpass.drawing import palette
from backpass.drawing.panel import Remark
from backpass.judging.verdict import Status
from backpass.languages import on_page, tell
from backpass.notebook import record

#: The sealed solutions by exercise, in a self-learner's notebooks only.
SEALED = "sealed_solutions.json"
#: Different attempts, each checked and found wrong, after which a solution opens.
TRIES = 3

_tried: dict[str, set[int]] = {}
_passed: set[str] = set()


def note(exercise: str, attempt: tuple[Any, ...], status: Status) -> None:
    """Remember an attempt that was checked; the same code twice is one attempt.

    Args:
        exercise: Its name.
        attempt: What was handed to the check: the function, and the forward if there is one.
        status: What the check came to; a stub is no attempt.
    """
    if status is Status.PASSED:
        _passed.add(exercise)
    elif status is Status.FAILED:
        _tried.setdefault(exercise, set()).add(hash(tuple(_code_in(each) for each in attempt)))


def solution(exercise: str) -> None:
    """Show how the course would write a function, once the learner has passed or tried.

    Args:
        exercise: The name of the exercise.
    """
    display(answer(exercise))


def answer(exercise: str) -> Remark | Solution:
    """What :func:`solution` displays."""
    sealed = _stored().get(exercise)
    if sealed is None:
        return Remark(_why_not(exercise))
    if not is_open(exercise):
        left = TRIES - len(_tried.get(exercise, ()))
        attempts = f"{left} different attempts" if left > 1 else "one more attempt"
        return Remark(
            f"The solution of `{exercise}` is closed. It opens after {attempts} that you check, or "
            f'as soon as yours has passed. Until then: `hint("{exercise}")`.'
        )
    return Solution(exercise, unseal(exercise, sealed))


def is_open(exercise: str) -> bool:
    """Whether the learner has passed the exercise, now or earlier, or has tried often enough."""
    if exercise in _passed or len(_tried.get(exercise, ())) >= TRIES:
        return True
    entry = record.current().entries().get(exercise)
    return entry is not None and entry.passed is not None


class Solution:
    """One solution, folded up.

    Args:
        exercise: The name of the exercise.
        code: How the course writes it.
    """

    def __init__(self, exercise: str, code: str) -> None:
        self.exercise, self.code = exercise, code

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        summary = tell("One way to write {name}", name=self.exercise)
        page = (
            f'<details style="border-left:5px solid {palette.ASIDE};padding:0.3em 0.9em">'
            '<summary style="cursor:pointer;font-weight:600">'
            f"{html.escape(summary)}</summary><pre>{html.escape(self.code)}</pre></details>"
        )
        return {"text/plain": self.code, "text/html": on_page(page)}

    def __repr__(self) -> str:
        """The code, for a terminal."""
        return self.code


def seal(exercise: str, code: str) -> str:
    """Seal one solution; the same text each time.

    Args:
        exercise: The exercise's name.
        code: The solution's source.
    """
    return sealing.seal(exercise.encode(), zlib.compress(code.encode(), 9))


def unseal(exercise: str, sealed: str) -> str:
    """Open one solution, whoever asks: :func:`answer` asks whether it is time.

    Args:
        exercise: The exercise's name.
        sealed: The sealed text.

    Raises:
        NotOurs: It was not sealed for this exercise.
    """
    return zlib.decompress(sealing.unseal(exercise.encode(), sealed)).decode()


def _stored() -> dict[str, str]:
    file = resources.files("backpass").joinpath(SEALED)
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def _why_not(exercise: str) -> str:
    if exercise not in CONTRACTS:
        return f"There is no exercise called {exercise!r}. Look at its name once more."
    if exercise.startswith("quiz_"):
        return f"`{exercise}` needs no solution: each choice is answered by its check."
    return (
        f"No solution of `{exercise}` is kept here: this notebook may belong to a class, or to "
        "another chapter."
    )


def _code_in(thing: Any) -> Any:
    """What a function or a class does, without where it stands: equal for the same code."""
    if isinstance(thing, FunctionType):
        return _instructions(thing.__code__)
    if isinstance(thing, type):
        methods = [(name, m) for name, m in vars(thing).items() if isinstance(m, FunctionType)]
        return tuple((name, _instructions(method.__code__)) for name, method in methods)
    return type(thing).__qualname__  # no more is asked of what a learner may have made


def _instructions(code: CodeType) -> Any:
    constants = tuple(_instructions(c) if isinstance(c, CodeType) else c for c in code.co_consts)
    return (code.co_code, code.co_names, constants)
