"""What an answer does while it is called, as far as a few calls of many show it.

Three things are looked for: a function of the student's own that is called beside a number that the
answer was given, complex numbers, and numbers with an arithmetic of their own. When an answer has
got marks, two of its calls are made once more and followed step by step, see
:mod:`following <backpass.grading.sandbox.following>`. This runs in the student's process, so a
student who goes to that length can hide from it; nothing but a person's attention hangs on it.
"""

from __future__ import annotations

import contextlib
import linecache
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import Any

import numpy as np

from backpass.grading.sandbox.following import Following
from backpass.judging.observe import called, quiet, snapshot

#: Which of an answer's calls are watched: those between the published example and the last ones.
WATCHED = frozenset({2, 4, 6})
#: Events of a call that are looked at: whoever needs more is slowed down by no more.
EVENTS = 4000
#: How far from a number, relative to it, another one is beside it; and how many may be compared.
BESIDE, MOST = 1e-4, 64
#: Calls with different arguments that are looked at for those that are worth being followed.
LOOKED_AT = 24
_UNSEEN = contextlib.nullcontext()
_ARITHMETIC = frozenset(
    "__mul__ __rmul__ __add__ __radd__ __sub__ __matmul__ "
    "__array_ufunc__ __array_function__".split()
)
DISPLACED = "it calls {} beside the point that it was given"
COMPLEX = "it calculates with complex numbers"
CARRIED = "it calculates with numbers that have an arithmetic of their own"


class Watching:
    """What was seen of the calls of one answer.

    Args:
        function: The answer.
        forward: What makes its cache, where that is the student's own.
    """

    def __init__(
        self, function: Callable[..., Any], forward: Callable[..., Any] | None = None
    ) -> None:
        self.function, self.forward = function, forward
        self.calls = 0
        self.look: _Look | None = None
        self.lines: dict[str, str] = {}
        self.count: Counter[str] = Counter()
        self.kept: list[tuple[Any, ...]] = []

    def seen(self) -> list[list[str]]:
        """What it looked like, each with a line; what was seen once only may be chance."""
        return [[why, line] for why, line in self.lines.items() if self.count[why] > 1]

    def keeping(self, calls: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """Hand calls' arguments on, and keep the first ones that differ, to be followed later."""
        for arguments in calls:
            new = len(self.kept) < LOOKED_AT and bool(arguments)
            if new and not any(arguments[-1] is one[-1] for one in self.kept):
                self.kept.append(arguments)
            yield arguments

    def follow(self) -> None:
        """Make the two calls that tell most once more and look at each step.

        Values are told apart by their size, so equal numbers of one call may look like one value.
        What two calls show is no such chance. Where the first shows nothing, no second is made.
        """
        found: list[dict[str, str]] = []
        worth = [(_worth(arguments), arguments) for arguments in self.kept]
        best = sorted((one for one in worth if one[0] > 0), key=lambda one: -one[0])[:2]
        with quiet():
            for _, arguments in best:
                following = Following(_is_cell)
                following.call_once_more(self.function, [snapshot(arguments)], self.forward)
                found.append(following.found)
                if not following.found:
                    break
        self.kept.clear()
        for why in set.intersection(*map(set, found)) if found else ():
            self.lines.setdefault(why, found[0][why])
            self.count[why] += 2

    def next_call(self) -> contextlib.AbstractContextManager[None]:
        """Look at what is :meth:`called` in this block, if it is its turn."""
        self.calls += 1
        if self.calls not in WATCHED or sys.getprofile() is not None:
            return _UNSEEN
        return self._looked_at()

    @contextlib.contextmanager
    def _looked_at(self) -> Iterator[None]:
        self.look = look = _Look()
        try:
            yield
        finally:
            self.look = None
            for why, line in look.found.items():
                self.lines.setdefault(why, line)
                self.count[why] += 1

    def called(self, function: Callable[..., Any], arguments: Iterable[Any]) -> Any:
        """Call a function; an exception is a result. What else goes on in a call is not looked at.

        Args:
            function: The student's function.
            arguments: What it is called with.
        """
        with self.looking():
            return called(function, arguments)

    def looking(self) -> contextlib.AbstractContextManager[None]:
        """See what is called in this block, where it is a call's turn."""
        return _UNSEEN if self.look is None else self.look.looking()


class _Look:
    """One call being watched."""

    def __init__(self) -> None:
        self.depth, self.left = 0, EVENTS
        self.given = np.empty(0)
        self.found: dict[str, str] = {}

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """See what is called in this block."""
        sys.setprofile(self.event)
        try:
            yield
        finally:
            sys.setprofile(None)

    def event(self, frame: FrameType, event: str, value: Any) -> None:
        self.left -= 1
        if self.left < 0:
            sys.setprofile(None)
        elif event in ("call", "return") and _is_students(frame):
            try:
                (self._entered if event == "call" else self._left)(frame, value)
            except Exception:  # what a student's own object does when it is looked at
                sys.setprofile(None)

    def _entered(self, frame: FrameType, _value: Any) -> None:
        self.depth += 1
        numbers = np.array(list(_numbers(_arguments(frame))))
        if self.depth == 1:
            self.given = numbers.real[:MOST]
            return
        name = frame.f_code.co_name
        if name in _ARITHMETIC:
            self._note(CARRIED, frame)
        if np.iscomplexobj(numbers) and np.any(numbers.imag != 0):
            self._note(COMPLEX, frame)
        elif numbers.size and self.given.size:
            apart = np.abs(numbers.real[:MOST, None] - self.given)
            beside = (apart > 0) & (apart <= BESIDE * np.abs(self.given))
            # a number that was given is beside none
            beside &= ~np.any(apart == 0, axis=1, keepdims=True)
            if np.any(beside):
                self._note(DISPLACED.format(name), frame)

    def _left(self, frame: FrameType, value: Any) -> None:
        self.depth -= 1
        values = np.array(list(_numbers([value, *frame.f_locals.values()])))
        if np.iscomplexobj(values) and np.any(values.imag != 0):
            self._note(COMPLEX, frame)

    def _note(self, why: str, frame: FrameType) -> None:
        at = frame.f_back if frame.f_back is not None and _is_students(frame.f_back) else frame
        line = linecache.getline(at.f_code.co_filename, at.f_lineno).strip()
        self.found.setdefault(why, line[:160])


def _is_students(frame: FrameType) -> bool:
    return frame.f_code.co_filename.startswith(("<ipython-input", "<string>"))


def _is_cell(filename: str) -> bool:
    return filename.startswith("<ipython-input")


def _worth(arguments: tuple[Any, ...]) -> float:
    """How much a call tells: numbers of ordinary size that nobody types, with both signs."""
    # without numpy: most calls have few numbers, and each of its functions takes a microsecond
    numbers = [one.real for one in _numbers(arguments)]
    ordinary = signs = 0
    for number in numbers:
        if math.isnan(number):
            return 0.0
        signs += (number > 0) - (number < 0)
        ordinary += 1e-2 < abs(number) < 50 and not number.is_integer()
    if not numbers or ordinary < 0.8 * len(numbers):
        return 0.0
    return 2.0 - abs(signs / len(numbers))


def _arguments(frame: FrameType) -> list[Any]:
    code = frame.f_code
    count = code.co_argcount + code.co_kwonlyargcount
    count += bool(code.co_flags & 0x04) + bool(code.co_flags & 0x08)
    return [frame.f_locals.get(name) for name in code.co_varnames[:count]]


def _numbers(values: Any, depth: int = 0) -> Iterator[complex]:
    """The numbers in values, plain containers and arrays; the first few of each."""
    for value in values:
        kind = type(value)
        if kind in (float, complex) or isinstance(value, (np.floating, np.complexfloating)):
            yield complex(value) if isinstance(value, complex) else float(value)
        elif kind is np.ndarray and value.dtype.kind in "fc":
            yield from value.ravel()[:MOST].tolist()
        elif kind in (tuple, list) and depth < 3:
            yield from _numbers(value[:MOST], depth + 1)
        elif kind is dict and depth < 3:
            yield from _numbers(list(value.values())[:MOST], depth + 1)
