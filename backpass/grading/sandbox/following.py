"""What an answer calculates, step by step, however it is written.

A call is made once more with its functions :mod:`rewritten <backpass.grading.sandbox.rewritten>`,
and each value is known by what it was made of. A *displaced* value is another one with a constant
added. Where the same is worked out of a value and of that value displaced, and the two meet in one
step, somebody takes a difference, whatever it is called and wherever it stands. Complex numbers,
derivatives that are carried along, and gradients that the forward had worked out show as well.
"""

from __future__ import annotations

import contextlib
import linecache
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from types import CodeType
from typing import Any

import numpy as np

from backpass.grading.sandbox.operations import (
    AS_OPERATORS,
    BINARY,
    PRODUCTS,
    SHAPES,
    SIZES,
    THROUGH,
)
from backpass.grading.sandbox.origins import (
    CHANCE,
    CONSTANT,
    NONE,
    Moves,
    Origin,
    alike_but_moved,
    ancestors,
    by_constants,
    flat,
    is_moved,
    root,
)
from backpass.grading.sandbox.rewritten import (
    CALL,
    CHANGED,
    ENTERED,
    GOT,
    HOLD,
    NEGATED,
    OP,
    told,
)
from backpass.grading.sandbox.values import (
    ENTRIES,
    OF_LIBRARIES,
    is_jordan,
    key_of,
    magnitude,
    one_hot,
    round_of,
    seed_of,
)

#: Steps that are followed in one call.
STEPS = 4000
#: A whole number from here on is no count.
LARGE = 2**40
#: Largest size of a displacement, relative to the value, that need not be a constant.
NEAR = 0.02
DISPLACED = "it works out the same at several points beside one another"
COMPLEX = "it calculates with complex numbers"
CARRIED = "it carries a derivative along with each value"
BEFORE = "its gradient was worked out before it was called"


class Enough(BaseException):
    """No more steps are followed."""


class Following:
    """Follows calls of one answer.

    Args:
        is_students: Whether the name of a file is that of a cell.
    """

    def __init__(self, is_students: Callable[[str], bool]) -> None:
        self.is_students = is_students
        self.found: dict[str, str] = {}
        self._forget()

    def _forget(self) -> None:
        self.left, self.line = STEPS, ""
        self.phase = "backward"
        self.numbers: frozenset[float] = frozenset()
        self.keys: dict[Any, int] = {}
        self.known: dict[Any, Origin] = {}
        self.arrays: list[tuple[np.ndarray, Origin]] = []
        self.kept: list[Any] = []
        self.seeded: dict[int, tuple[Any, float]] = {}
        self.carried = 0
        self.hot: dict[Any, bytes] = {}
        self.points: dict[int, Moves] = {}
        self.entries: dict[str, list[list[Origin]]] = {}

    def call_once_more(
        self,
        backward: Callable[..., Any],
        calls: Iterable[Sequence[Any]],
        forward: Callable[..., Any] | None = None,
    ) -> None:
        """Make calls and look at them.

        Args:
            backward: The answer.
            calls: For each with what to call it.
            forward: What makes the cache, if the last argument is what to call that with.
        """
        with told(self._hooks(), self.is_students) as numbers:
            for arguments in calls:
                self._forget()
                self.numbers = numbers
                # a call that fails here has failed before, or says nothing
                with contextlib.suppress(Enough, Exception):
                    self._calls(backward, list(arguments), forward)

    def _calls(
        self,
        backward: Callable[..., Any],
        arguments: list[Any],
        forward: Callable[..., Any] | None,
    ) -> None:
        for one in (*OF_LIBRARIES, *_plain_numbers_of(backward)):
            self.known.setdefault(key_of(one), CONSTANT)
        self.phase = "given"
        for one in arguments:
            self._value(one)
        self.phase = "backward"
        out: Any = None
        if forward is not None:
            self.phase = "forward"
            out, arguments[-1] = forward(*arguments[-1])
            self.phase = "given"
            self._value([out, arguments[-1]])
            self.phase = "backward"
        result = backward(*arguments)
        self._look_whether_made_before(backward, arguments[0], result, out)

    def _hooks(self) -> dict[str, Callable[..., Any]]:
        return {
            OP: self.op,
            NEGATED: self.negated,
            CALL: self.call,
            HOLD: self.hold,
            GOT: self.got,
            CHANGED: self.changed,
            ENTERED: self.entered,
        }

    # what the rewritten functions call

    def op(self, name: str, left: Any, right: Any, line: str) -> Any:
        """Apply an operator to two operands.

        Args:
            name: The operator's name in :mod:`ast`, with ``I`` before it where it works in place.
            left: The left operand.
            right: The right operand.
            line: The line in which it stands.
        """
        a, b = self._value(left), self._value(right)
        name, _, typed = name.partition(" ")
        of_floats = isinstance(left, np.ndarray) and name.startswith("I") and name != "IMult"
        old = left.copy() if of_floats else left
        result = BINARY[name](left, right)
        self._step()
        self._operated(name.lstrip("I") or name, (old, a), (right, b), result, line)
        if not typed:
            self._look_at_seeds(name, left, right, result, line)
        return result

    def negated(self, operand: Any) -> Any:
        """Put a minus before an operand."""
        a = self._value(operand)
        result = -operand
        self._step()
        self._put(result, self._scaled(a))
        return result

    def hold(self, value: Any) -> Any:
        """Keep what an entry is taken of."""
        self.kept.append(value)
        return value

    def got(self, entry: Any, line: str) -> Any:
        """Take an entry of what was kept last.

        Args:
            entry: The entry.
            line: The line in which it stands.
        """
        whole = self.kept.pop() if self.kept else None
        self._step()
        if isinstance(whole, np.ndarray) and whole.dtype.kind in "fc":
            a = self._value(whole)
            if np.size(entry) == whole.size and a is not CONSTANT:
                self._put(entry, a)
            elif a is not CONSTANT:
                self._put(entry, self._made("entry", (a,), moved=a.moved, within=a.within))
        elif isinstance(whole, (complex, np.complexfloating)):
            self._put(entry, self._made("entry", (self._value(whole),)))
        self._look_at(entry, line)
        return entry

    def changed(self, name: str, old: Any, value: Any, line: str) -> Any:
        """See an entry that is changed in place by an operator and a value.

        Args:
            name: The operator's name, see :meth:`op`.
            old: What was there before.
            value: The operand.
            line: The line in which it stands.
        """
        a, b = self._value(old), self._value(value)
        self._step()
        before = old.copy() if isinstance(old, np.ndarray) else old
        try:
            self._operated(name, (before, a), (value, b), BINARY[name](before, value), line)
        except Exception:  # it will be raised where it stands
            return value
        return value

    def entered(self, where: str, *args: Any) -> None:
        """See what a function of the student's is called with.

        Args:
            where: The function.
            args: What it is called with.
        """
        self._step()
        given = [self._value(one) for one in args]
        self._seen_at(where, given, self.line)
        hot = one_hot(one for one, of in zip(args, given, strict=True) if of is CONSTANT)
        if hot is not None:
            what = (where, *(one.key for one in flat(given)))
            if self.hot.setdefault(what, hot) != hot:
                self._note(CARRIED, self.line)

    def call(self, line: str, function: Any, /, *args: Any, **named: Any) -> Any:
        """Call a function.

        Args:
            line: The line in which the call stands.
            function: What is called.
            args: Its arguments.
            named: Its arguments by name.
        """
        code = getattr(getattr(function, "__func__", function), "__code__", None)
        own = code is not None and self.is_students(code.co_filename)
        receiver = getattr(function, "__self__", None)
        whole = [*args, *named.values()]
        if (
            isinstance(receiver, (np.ndarray, float, list))
            or type(receiver).__module__ == "decimal"
        ):
            whole.insert(0, receiver)
        given = [self._value(one) for one in whole]
        self.line = line
        result = function(*args, **named)
        self._step()
        if own or (isinstance(function, type) and self.is_students(_file_of(function))):
            return result
        name = getattr(function, "__name__", type(function).__name__)
        pair = [(w, g) for w, g in zip(whole, given, strict=True)]
        if name in AS_OPERATORS and len(args) >= 2:
            self._operated(AS_OPERATORS[name], pair[0], pair[1], result, line)
        else:
            self._called(name, function, given, result, line)
        return result

    # values

    def _value(self, value: Any, depth: int = 0) -> Origin:
        """What a value was made of, as far as that is known."""
        kind = type(value)
        if value is None or kind is bool or (kind is int and abs(value) < LARGE):
            return CONSTANT
        key = key_of(value)
        if key is not None:
            found = self.known.get(key)
            if found is not None:
                return found
            if kind is np.ndarray:
                return self._new_array(value)
            if self._stands_in_the_source(value):
                return CONSTANT
            return self._put_new(key, self._made("given", (), held=value))
        if kind in (list, tuple, dict) or isinstance(value, (tuple, list)):
            parts = list(value.values() if isinstance(value, dict) else value)[:ENTRIES]
            made = self._together([self._value(one, depth + 1) for one in parts if depth < 4])
            if made is not CONSTANT and isinstance(value, dict):
                made.many = False
            return made
        if depth < 3 and self.is_students(_file_of(kind)) and hasattr(value, "__dict__"):
            return self._together([self._value(one, depth + 2) for one in vars(value).values()])
        return CONSTANT

    def _together(self, parts: list[Origin]) -> Origin:
        real = [one for one in parts if one is not CONSTANT]
        if not real:
            return CONSTANT
        made = self._made("together", tuple(real))
        made.moved = frozenset().union(*(one.moved for one in real))
        made.within = frozenset().union(*(one.within for one in real))
        seen: dict[int, Moves] = {}
        made.many = any(
            one.many or seen.setdefault(one.key, by_constants(one)) != by_constants(one)
            for one in flat(real)
        )
        return made

    def _new_array(self, value: np.ndarray) -> Origin:
        """An array that no followed step has made."""
        if value.size == 0 or value.dtype.kind not in "fcO":
            return CONSTANT
        entries = value.ravel()[: 2 * ENTRIES].tolist()
        if all(self._is_constant(one) for one in entries):
            return CONSTANT
        for other, known in reversed(self.arrays[-40:]):
            if other.shape == value.shape and value.size > 1 and value.dtype.kind == "f":
                equal = int(np.count_nonzero(other == value))
                if 2 * equal >= value.size:  # one or a few entries were changed in place
                    moved = known.moved | {(known.key, (value - other).tobytes()[:512])}
                    changed = self._made("given", known.parents, moved=moved, within=known.within)
                    changed.key, changed.size = known.key, known.size
                    changed.many = 0 < known.size < value.size
                    return self._put(value, changed)
        made = [self.known.get(key_of(one)) for one in entries]
        if value.size == len(made) and None not in made:
            return self._together([one for one in made if one is not None])
        return self._put(value, self._made("given", (), held=value))

    def _is_constant(self, value: Any) -> bool:
        found = self.known.get(key_of(value))
        return found is CONSTANT or (found is None and self._stands_in_the_source(value))

    def _stands_in_the_source(self, value: Any) -> bool:
        if isinstance(value, complex):
            return value.imag == 0 and self._stands_in_the_source(value.real)
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            return False
        if type(value) is int and abs(value) >= LARGE:
            return False
        return number in self.numbers or -number in self.numbers or number == round_of(number)

    def _made(
        self,
        made: str,
        parents: tuple[Origin, ...],
        *,
        moved: Moves = NONE,
        within: Moves = NONE,
        held: Any = None,
    ) -> Origin:
        what = (
            (made, *(one.key for one in parents)) if parents else (made, id(held), len(self.keys))
        )
        key = self.keys.setdefault(what, len(self.keys))
        return Origin(key, made, parents, moved, within, key, phase=self.phase, held=held)

    def _constant(self, value: Any) -> None:
        """Remember that a value and its entries hang on nothing that the answer was given."""
        key = key_of(value)
        if key is not None:
            self._put_new(key, CONSTANT)
        if isinstance(value, (tuple, list)):
            for one in value[:ENTRIES]:
                self._constant(one)
        elif isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size <= ENTRIES:
            for one in value.ravel().tolist():
                self.known.setdefault(("number", one), CONSTANT)

    def _scaled(self, one: Origin, by: Any = 1.0) -> Origin:
        """A multiple of a value."""
        if one is CONSTANT:
            return one
        scale = one.scale * magnitude(by)
        return replace(one, scale=scale, phase=self._phase_of_a_multiple(one), held=None)

    def _phase_of_a_multiple(self, one: Origin) -> str:
        """A multiple of an argument is as much given as the argument, wherever it is worked out."""
        return one.phase if one.made == "given" else self.phase

    def _put(self, value: Any, made: Origin) -> Origin:
        """Remember what a value was made of, and its entries."""
        key = key_of(value)
        if key is None:
            if isinstance(value, (tuple, list)):
                for one in value[:ENTRIES]:
                    self._put(one, self._made("entry", (made,), within=made.all_moves))
            return made
        if type(value) is np.ndarray:
            if key in self.known:
                return self.known[key]
            made.size = made.size or value.size
            self.arrays.append((value.copy() if value.size <= 4096 else value, made))
            if made is not CONSTANT and value.dtype.kind in "fO" and value.size <= 4 * ENTRIES:
                for number, entry in enumerate(value.ravel().tolist()):
                    inner = self._made(f"entry {number}", (made,))
                    inner.moved, inner.within, inner.many = made.moved, made.within, False
                    if made.many:
                        inner.key, inner.within = made.key, made.within | {(number, b"entry")}
                    if not (isinstance(entry, float) and entry == round_of(entry)):
                        self.known.setdefault(key_of(entry), inner)
        elif isinstance(value, float) and value == round_of(value) and made is not CONSTANT:
            return made  # ones and zeros come from everywhere
        return self._put_new(key, made)

    def _put_new(self, key: Any, made: Origin) -> Origin:
        return self.known.setdefault(key, made)

    # steps

    def _step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Enough

    def _operated(
        self,
        name: str,
        left: tuple[Any, Origin],
        right: tuple[Any, Origin],
        result: Any,
        line: str,
    ) -> None:
        """See what an operator made of two operands."""
        self._look_at(result, line)
        (x, a), (y, b) = left, right
        if name == "MatMult" and is_jordan(x) and is_jordan(y):
            self._note(CARRIED, line)
        if a is CONSTANT and b is CONSTANT:
            self._constant(result)
            return
        self._look_at_pair([a, b], line)
        apart = name == "Sub" and a.key == b.key and a.moved != b.moved
        if apart or (name in ("Add", "Sub") and alike_but_moved(a, b)):
            self._note(DISPLACED, line)
        self._put(result, self._of_two(name, left, right, result, line))

    def _of_two(
        self, name: str, left: tuple[Any, Origin], right: tuple[Any, Origin], result: Any, line: str
    ) -> Origin:
        (x, a), (y, b) = left, right
        if name in ("Add", "Sub"):
            if b is CONSTANT:
                return self._displaced(a, x, result)
            if a is CONSTANT and (name == "Add" or not np.any(x)):
                return self._displaced(b, y if name == "Add" else result, result)
            part_of = a.of == b.of != -1 and a.key != b.key
            if part_of or self._is_beside(x, result):
                return self._displaced(a, x, result, by_chance=not part_of)
            if name == "Add" and self._is_beside(y, result):
                return self._displaced(b, y, result, by_chance=True)
            name = "Add"
        if (name in ("Mult", "Div") and b is CONSTANT) or (name == "Mult" and a is CONSTANT):
            base, given = (a, x) if b is CONSTANT else (b, y)
            if self._is_beside(given, result):
                return self._displaced(base, given, result)
            scaled = self._scaled(base, y if b is CONSTANT else x)
            if base.of == base.key:
                scaled = self._made("multiple", (base,), moved=base.moved, within=base.within)
                scaled.key, scaled.of = base.key, base.key
                scaled.made = base.made
                scaled.scale = magnitude(y if b is CONSTANT else x) * base.scale
                scaled.many, scaled.size = base.many, base.size
                scaled.parents = base.parents or (base,)
                scaled.phase = self._phase_of_a_multiple(base)
            return scaled
        return self._worked_out(name, [a, b], line)

    def _displaced(self, base: Origin, given: Any, result: Any, by_chance: bool = False) -> Origin:
        """A value with something added."""
        try:
            by = result - given
            if not np.any(by):
                return base
            some = np.asarray(by, float)
        except (TypeError, ValueError, OverflowError):
            return self._scaled(base)
        made = self._scaled(base)
        made.moved = base.moved | {(base.key, CHANCE * by_chance + some.tobytes()[:512])}
        made.many = base.many or (some.size > np.size(given) and np.unique(some).size > 1)
        return made

    def _worked_out(self, name: str, given: Sequence[Origin], line: str) -> Origin:
        """A value of a step that is no displacement."""
        parents = tuple(one for one in given if one is not CONSTANT)
        within = frozenset().union(*(one.all_moves for one in parents))
        many = [one for one in parents if one.many]
        if many:
            self._note(DISPLACED, line)
        made = self._made(name, parents, within=within)
        made.many = bool(many)
        return made

    def _called(
        self, name: str, function: Any, given: Sequence[Origin], result: Any, line: str
    ) -> None:
        """See what a function of a library made."""
        self._look_at(result, line)
        real = [one for one in given if one is not CONSTANT]
        if not real or name in SHAPES:
            if not real or name.endswith("_like"):
                self._constant(result)
            return
        self._look_at_pair(real, line)
        if name in THROUGH and len(real) == 1:
            self._put(result, real[0])
            return
        kind = name if hasattr(function, "__name__") else f"{name} {id(function)}"
        made = self._worked_out(kind, given, line)
        if name in SIZES and len(real) == 1:
            made.of = real[0].of
        self._put(result, made)

    # what is looked for

    def _note(self, why: str, line: str) -> None:
        self.found.setdefault(why, line)

    def _look_at(self, value: Any, line: str) -> None:
        imaginary = isinstance(value, complex) and value.imag != 0
        if not imaginary and isinstance(value, np.ndarray) and value.dtype.kind == "c":
            imaginary = bool(np.any(value.imag != 0))
        if imaginary:
            self._note(COMPLEX, line)

    def _look_at_pair(self, given: Iterable[Origin], line: str) -> None:
        """Whether what meets here was worked out alike at two points."""
        seen: dict[int, Moves] = {}
        for one in flat(given):
            if one is CONSTANT or one.made in ("given", "together"):
                continue
            if seen.setdefault(one.key, one.within) != one.within:
                self._note(DISPLACED, line)
                return

    def _seen_at(self, where: str, given: Sequence[Origin], line: str) -> None:
        """Whether a function of the student's is called with a value and beside it."""
        parts = [one for one in flat(given) if one is not CONSTANT]
        if not parts:
            return
        moves: Moves = frozenset().union(*(one.all_moves for one in parts))
        moves |= {(one.key, repr(one.scale).encode()) for one in parts if one.scale != 1}
        key = self.keys.setdefault((where, *(one.key for one in parts)), len(self.keys))
        if self.points.setdefault(key, moves) != moves:
            self._note(DISPLACED, line)
        earlier = self.entries.setdefault(where, [])
        for other in earlier[-8:]:
            if len(other) == len(parts):
                pairs = [(a, b) for a, b in zip(other, parts, strict=True) if a.key != b.key]
                if pairs and all(is_moved(a, b) for a, b in pairs):
                    self._note(DISPLACED, line)
        earlier.append(parts)

    def _look_at_seeds(self, name: str, x: Any, y: Any, result: Any, line: str) -> None:
        """Whether a product with 1 is added to one with 0, as where a derivative is carried."""
        if name == "Mult":
            seed = seed_of(x) if seed_of(y) is None else seed_of(y)
            if seed is not None:
                self.seeded[id(result)] = result, seed
        elif name == "Add" and id(x) in self.seeded and id(y) in self.seeded:
            self.carried += {self.seeded[id(x)][1], self.seeded[id(y)][1]} == {0.0, 1.0}
            if self.carried > 1:
                self._note(CARRIED, line)

    def _look_whether_made_before(
        self, backward: Callable[..., Any], dout: Any, result: Any, out: Any
    ) -> None:
        """Whether a backward hands out what its forward had worked out aside."""
        needed = {one.key for one in ancestors(self._value(out))}
        upstream = self._value(dout).key
        for part in result if isinstance(result, (tuple, list)) else [result]:
            made = root(self._value(part))
            if made.made not in PRODUCTS:
                continue
            factors = [one for one in made.parents if root(one).key != upstream]
            if len(factors) == len(made.parents):
                continue
            for one in factors:
                parts = list(flat([root(one)]))
                if all(self._was_made_before(each, needed) for each in parts):
                    self._note(BEFORE, _first_line(backward))

    @staticmethod
    def _was_made_before(value: Origin, needed: set[int]) -> bool:
        if value.made == "given":  # neither an argument, nor worked out of one
            return value.phase == "backward"
        aside = value.phase == "forward" and bool(value.parents) and value.key not in needed
        return aside and value.made != "astype"

    def _is_beside(self, value: Any, result: Any) -> bool:
        """Whether a result is what was given but for a little."""
        try:
            one, other = np.asarray(value, float), np.asarray(result, float)
            if one.shape != other.shape:
                return False
            apart = np.abs(one - other)
            return bool(np.any(apart > 0) and np.all(apart <= NEAR * np.abs(one)))
        except (TypeError, ValueError, OverflowError):
            return False


def _plain_numbers_of(function: Callable[..., Any]) -> Iterator[Any]:
    """Numbers that names of a function's notebook stand for, and those in short containers."""
    for value in list(getattr(function, "__globals__", {}).values()):
        inner = value.values() if isinstance(value, dict) else value
        if isinstance(value, (dict, list, tuple)) and len(value) <= 16:
            yield from (one for one in inner if isinstance(one, float))
        elif isinstance(value, float) or (type(value) is np.ndarray and value.size <= ENTRIES):
            yield value


def _first_line(function: Callable[..., Any]) -> str:
    code = getattr(function, "__code__", None)
    if code is None:
        return ""
    return linecache.getline(code.co_filename, code.co_firstlineno).strip()[:160]


def _file_of(kind: type) -> str:
    """The file of a class: that of one of its functions."""
    for one in vars(kind).values():
        code = getattr(one, "__code__", None)
        if isinstance(code, CodeType):
            return code.co_filename
    return ""
