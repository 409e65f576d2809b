"""Calling a function and watching it: what it returns, what it changes, what it calls.

The function may live in this process, or be a stand-in for one in another, which then does the
watching over there (it has a method ``observed_all``).
"""

from __future__ import annotations

import contextlib
import copy
import gc
import io
import itertools
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import CellType, FunctionType, MethodType
from typing import Any, Protocol, TypeVar

import numpy as np

from backpass.judging import garbage
from backpass.judging.returned import attributes, same


@dataclass  # not frozen: thousands are made, and each would take four times as long
class Observation:
    """What was seen of one call.

    Attributes:
        result: What came back, or the exception that was raised.
        changed: Positions of the arguments that were changed.
        shared: ``"cache"`` where an array that came back shares memory with an argument after the
            first, ``"first"`` where it does so with the first one, ``"itself"`` where the result is
            that one, ``"earlier"`` where making it changed what an earlier call had returned, else
            ``""``.
        seen: The arguments of every call to a watched function.
    """

    result: Any
    changed: tuple[int, ...] = ()
    shared: str = ""
    seen: list[tuple[Any, ...]] = field(default_factory=list)


class NoCacheMade(Exception):
    """A learner's forward did not return a pair, so there is no cache to call a backward with.

    Attributes:
        error: The exception that ended the forward; None when it returned something else.
    """

    def __init__(self, error: BaseException | None) -> None:
        super().__init__("no cache was made")
        self.error = error


#: Why a call was never answered.
PYTHON_ENDED = "Python ended while it ran"
TOO_LONG = "it took too long"
NOT_READABLE = "what came back cannot be read"
LEFT_OUT = "one call was left without an answer"


class NoAnswer(Exception):
    """A call that was never answered; says why in words for the learner."""


class Asked(Protocol):
    """A call that is to be made."""

    @property
    def arguments(self) -> tuple[Any, ...]:
        """What to call with; left alone."""
        ...


_Asked = TypeVar("_Asked", bound=Asked)
#: Calls a function with arguments; an exception is a result.
Calling = Callable[[Callable[..., Any], Iterable[Any]], Any]
#: Calls that are made before the first of them is looked at: going quiet takes longer than a call.
AT_ONCE = 16
#: Longest words of an error that are told.
LONGEST = 300


#: An upstream gradient to ask with once more; hardly any exercise draws it.
_OTHER = 3.7


def snapshot(value: Any) -> Any:
    """A deep copy; the value itself where it holds something that cannot be copied."""
    try:
        return _copied(value, {})
    except Exception:
        return value


#: Types whose values nobody can change.
_UNCHANGING = frozenset(
    {type(None), bool, int, float, complex, str, bytes, np.float64, np.int64, np.bool_}
)


def _unchanging(value: Any) -> bool:
    """Whether nobody can change a value: a number, a text, or a tuple of such."""
    kind = type(value)
    return kind in _UNCHANGING or (kind is tuple and all(map(_unchanging, value)))


def _copied(value: Any, memo: dict[int, Any]) -> Any:
    """What ``copy.deepcopy`` makes, in a fraction of the time for what backward passes handle."""
    kind = type(value)
    if kind in _UNCHANGING:
        return value
    if id(value) in memo:
        return memo[id(value)]
    if kind is np.ndarray and not value.dtype.hasobject:
        made: Any = value.copy(order="K")
    elif kind is tuple:  # numbers and texts are asked for here, too: most items are some
        made = tuple([i if type(i) in _UNCHANGING else _copied(i, memo) for i in value])
    elif kind is dict:
        made = {
            key if type(key) in _UNCHANGING else _copied(key, memo): (
                item if type(item) in _UNCHANGING else _copied(item, memo)
            )
            for key, item in value.items()
        }
    else:
        return copy.deepcopy(value, memo)
    memo[id(value)] = made
    return made


def words_of(error: BaseException) -> str:
    """The words of an error, cut where they are long; none where they cannot be had.

    Args:
        error: An exception of a learner's code.
    """
    try:
        words = str(error)
    except Exception:  # an exception of a learner's own class may fail at this, too
        return ""
    words = _ADDRESS.sub(r"\1", words)  # another one each time
    return words if len(words) <= LONGEST else words[:LONGEST] + " …"


#: What Python calls an object that has no name of its own.
_ADDRESS = re.compile(r"(<[\w.<>]+ object) at 0x[0-9a-fA-F]+")


def raised_by(error: BaseException) -> str | None:
    """The name of the function that raised an error; None where its traceback is not here.

    Args:
        error: The error.
    """
    traceback, name = error.__traceback__, None
    while traceback is not None:
        name, traceback = traceback.tb_frame.f_code.co_name, traceback.tb_next
    return name


def line_in(error: BaseException, name: str) -> int | None:
    """The line at which a function was when an error ended it; None where it was not running.

    Args:
        error: The error, with its traceback.
        name: The name with which the function was defined.
    """
    traceback, line = error.__traceback__, None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_name == name:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Silence prints and warnings: they never cost marks."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


_is_quiet_throughout = False


@contextlib.contextmanager
def quiet_throughout() -> Iterator[None]:
    """As :func:`quiet`, once for all that :func:`attempt` calls in this block.

    Only for functions of the course's own: they leave the warnings and numpy's settings as they
    are, and thousands of them are called where going quiet takes longer than a call.
    """
    global _is_quiet_throughout  # noqa: PLW0603 - it is a state of this process, as warnings are
    before = _is_quiet_throughout
    with quiet():
        _is_quiet_throughout = True
        try:
            yield
        finally:
            _is_quiet_throughout = before


def attempt(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a learner's function; an exception is a result like any other.

    Args:
        function: The learner's function.
        arguments: What it is called with.
    """
    if _is_quiet_throughout:
        return called(function, arguments)
    with quiet():
        return called(function, arguments)


def called(function: Callable[..., Any], arguments: Iterable[Any]) -> Any:
    """As :func:`attempt`, for whoever has seen to :func:`quiet`.

    Args:
        function: The learner's function.
        arguments: What it is called with.
    """
    try:
        result = function(*arguments)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return error
    if isinstance(result, BaseException):  # returned, not raised: a result like any other
        return type(type(result).__name__, (), {})()
    return result


def attempt_all(function: Any, asked: Iterable[_Asked]) -> Iterator[tuple[_Asked, Any]]:
    """Make calls one after the other, once each, and say what they came to.

    It ends early where :func:`observe_all` does, and for a stand-in it works as that does.

    Args:
        function: A function, or a stand-in with a method ``called_all``.
        asked: The calls. Functions among the arguments may be called from where the function is.

    Yields:
        Each call with what came back, or the exception that was raised.
    """
    if hasattr(type(function), "called_all"):
        yield from function.called_all(asked)
        return
    for number, call in enumerate(asked):
        result = attempt(function, *call.arguments)
        yield call, result
        if goes_nowhere(result, first=number == 0):
            return


def observe_all(
    function: Any,
    asked: Iterable[_Asked],
    watch: Sequence[str] = (),
    *,
    forward: Any = None,
) -> Iterator[tuple[_Asked, Observation]]:
    """Make calls one after the other and say what was seen of each.

    It ends early where going on makes no sense: behind a first call that met a stub, behind one
    that was stopped for taking too long, and where a forward made no cache.

    Args:
        function: A function, or a stand-in with a method ``observed_all`` like this one.
        asked: The calls; the next is asked for when the one before has been made, or sooner.
        watch: Names of functions whose calls are recorded.
        forward: The learner's own forward, if the last argument of each call is the cache that it
            makes. A call then holds the forward's arguments in that place. Calls that hold the very
            same ones get the very same cache, however many calls are made in between.

    Yields:
        Each call with what was seen of it.
    """
    if hasattr(type(function), "observed_all"):
        yield from function.observed_all(asked, watch, forward)
        return
    calls = made_one_by_one(function, asked, watch, forward=forward)
    while True:
        with quiet():
            some = list(itertools.islice(calls, AT_ONCE))
        if not some:
            return
        yield from some


def made_one_by_one(
    function: Callable[..., Any],
    asked: Iterable[_Asked],
    watch: Sequence[str],
    *,
    forward: Any = None,
    space: dict[str, Any] | None = None,
    calling: Calling | None = None,
) -> Iterator[tuple[_Asked, Observation]]:
    """What :func:`observe_all` does in this process; whoever takes them sees to :func:`quiet`.

    Args:
        function: A function.
        asked: As there.
        watch: As there.
        forward: As there.
        space: The namespace in which the watched functions are; the function's own by default.
        calling: Calls the function and the forward with their arguments, as :func:`called` does,
            which is the default.
    """
    calling = called if calling is None else calling
    caches = None if forward is None else _Caches(forward, calling)
    handed_out = _HandedOut()
    for number, call in enumerate(asked):
        seen = _observed(function, call.arguments, watch, caches, space, handed_out, calling)
        yield call, seen
        if goes_nowhere(seen.result, first=number == 0):
            return


def goes_nowhere(result: Any, first: bool) -> bool:
    """Whether a call came to something that makes further calls pointless.

    Args:
        result: What the call came to.
        first: Whether it was the first call.
    """
    if first and isinstance(result, NotImplementedError):
        return True
    return isinstance(result, (TimeoutError, NoCacheMade))


class _Cache:
    """A cache, with what it was when the forward had made it.

    Args:
        value: The cache.
    """

    def __init__(self, value: Any) -> None:
        self.value = value
        self.copied = snapshot(value)
        self.arrays = _arrays(value)

    def looks_as_before(self) -> bool:
        """Whether nothing in it has come, gone or changed."""
        return _unchanging(self.copied) or same(self.copied, self.value)

    def is_written_over(self) -> bool:
        """Whether an array that was in it, or an entry of a dict or list, is another one now."""
        arrays_are_same = all(map(same, self.arrays, _arrays(self.copied)))
        return not (arrays_are_same and same(_outlined(self.copied), _outlined(self.value)))


def _outlined(value: Any) -> Any:
    """A structure with the class of each object in its place."""
    kind = type(value)
    if kind in _UNCHANGING or isinstance(value, (np.ndarray, type, FunctionType, MethodType)):
        return value
    if kind is tuple or kind is list:
        return kind([_outlined(item) for item in value])
    if kind is dict:
        return {key: _outlined(item) for key, item in value.items()}
    plain = isinstance(value, (Mapping, tuple, list)) or not hasattr(value, "__dict__")
    return value if plain and not attributes(value) else kind


class _Caches:
    """The caches that a learner's forward made, one for each set of its arguments.

    Args:
        forward: The forward.
        calling: Calls it.
    """

    def __init__(self, forward: Callable[..., Any], calling: Calling) -> None:
        self.forward, self.calling = forward, calling
        self.made: dict[int, tuple[Any, _Cache]] = {}

    def of(self, arguments: tuple[Any, ...]) -> _Cache:
        """The cache for these arguments, with what it was when it was made.

        Raises:
            NoCacheMade: When the forward returned no pair.
        """
        if id(arguments) not in self.made:
            pair = self.calling(self.forward, snapshot(arguments))
            if not isinstance(pair, (tuple, list)) or len(pair) != 2:
                raise NoCacheMade(pair if isinstance(pair, BaseException) else None)
            # the arguments are kept, so that nothing else gets their id
            self.made[id(arguments)] = (arguments, _Cache(pair[1]))
        return self.made[id(arguments)][1]

    def is_changed(
        self,
        arguments: tuple[Any, ...],
        function: Callable[..., Any],
        upstream: Sequence[Any],
        result: Any,
    ) -> bool:
        """Whether a call has changed the cache for these arguments in a way that matters.

        An object of a learner's own class may note in it what it works out, as a layer does that
        keeps its gradients: attributes may come, or be given other values, as long as the same call
        comes to the same again, and another one to what it comes to with a new cache. What an array
        holds, and the entries of a dict or list, must not be written over.

        Args:
            arguments: The forward's.
            function: The backward pass.
            upstream: What it was called with beside the cache.
            result: What that call came to.
        """
        _, cache = self.made[id(arguments)]
        if cache.looks_as_before():
            return False
        new = self.calling(self.forward, snapshot(arguments))
        if cache.is_written_over() or not isinstance(new, (tuple, list)):
            return True
        others = [
            np.full_like(one, _OTHER) if isinstance(one, np.ndarray) else _OTHER for one in upstream
        ]
        again, other, twice, anew = (
            snapshot(self.calling(function, (*snapshot(tuple(given)), held)))
            for given, held in (
                (upstream, cache.value),
                *[(others, cache.value)] * 2,
                (others, new[-1]),
            )
        )
        return not (same(result, again) and same(other, twice) and same(twice, anew))

    def forget(self, arguments: tuple[Any, ...]) -> None:
        """Make a new one next time: this one was changed."""
        self.made.pop(id(arguments), None)


class _HandedOut:
    """What was returned so far, to see whether a later call writes into it.

    Arrays, and the dicts and lists that a forward keeps its cache in.
    """

    def __init__(self) -> None:
        self.memory: dict[int, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}
        self.holders: dict[int, tuple[Any, Any]] = {}  # kept, so that nothing else gets their id

    def spoiled_by(self, result: Any, arrays: Sequence[np.ndarray]) -> bool:
        """Whether making this result changed what an earlier one holds; remembers this one.

        Args:
            result: The result.
            arrays: The arrays in it.
        """
        spoiled = False
        for array in arrays:
            owner = _owner(array)
            _, earlier, copied = self.memory.get(id(owner), (owner, array, array))
            spoiled = spoiled or not same(earlier, copied)
            self.memory[id(owner)] = (owner, array, array.copy())
        for holder in _holders(result):
            _, copied = self.holders.get(id(holder), (None, None))
            spoiled = spoiled or (copied is not None and not same(holder, copied))
            self.holders[id(holder)] = (holder, holder.copy())
        return spoiled


def _observed(
    function: Any,
    arguments: tuple[Any, ...],
    watch: Sequence[str],
    caches: _Caches | None,
    space: dict[str, Any] | None,
    handed_out: _HandedOut,
    calling: Calling,
) -> Observation:
    """Call a function and say what was seen.

    It is called with copies of the arguments. A cache that the learner's own forward made is passed
    as it is, since a copy could hide what it refers to. The result is a copy, unless it holds
    something that cannot be copied.
    """
    if caches is None:
        given = snapshot(arguments)
    else:
        *others, key = arguments
        try:
            cache = caches.of(key)
        except NoCacheMade as none:
            return Observation(none)
        arguments, given = tuple(others), (*snapshot(tuple(others)), cache.value)
    seen = list[tuple[Any, ...]]()
    if watch:
        with _recorded(function, space, watch, seen):
            result = calling(function, given)
    else:
        result = calling(function, given)
    changed = tuple(
        [
            number
            for number, before in enumerate(arguments)
            if not (_unchanging(before) or same(before, given[number]))
        ]
    )
    shared = ""
    if not (isinstance(result, BaseException) or _unchanging(result)):
        arrays = _arrays(result)
        lent = given[1:] if caches is None else (*given[1:-1], cache.arrays)
        shared = "cache" if _share_memory(arrays, lent) else ""
        if not shared and caches is None and given:
            shared = "first" if _share_memory(arrays, given[:1]) else ""
            shared = "itself" if result is given[0] else shared
        if handed_out.spoiled_by(result, arrays):
            shared = "earlier"
        result = snapshot(result)
    if caches is not None and caches.is_changed(key, function, others, result):
        changed = (*changed, len(given) - 1)
        caches.forget(key)
    return Observation(result, changed, shared, seen)


class TooManyCallsError(Exception):
    """Something calls more functions than it may."""


@dataclass(frozen=True)
class Script:
    """Some steps with a learner's class.

    Attributes:
        run: Is given the class, and returns what to read, by name. Where the class lives in another
            process, the steps are written down first and sent over all at once, so it may use what
            it makes, call its methods and read its attributes, and must not look at any of it.
        most: How many calls all steps together may make, where that can be counted.
    """

    run: Callable[[Any], dict[str, Any]]
    most: int | None = None


def scripted_all(cls: Any, scripts: Sequence[Script]) -> Iterator[Any]:
    """Follow scripts one after the other and say what comes of each.

    Args:
        cls: A class, or a stand-in with a method ``scripted_all`` like this function.
        scripts: The scripts.

    Yields:
        What a script returned, or the exception that ended it.
    """
    if lives_elsewhere(cls):
        yield from cls.scripted_all(scripts)
        return

    def followed(script: Script) -> dict[str, Any]:
        with at_most(script.most):
            return script.run(cls)

    def done(script: Script) -> Any:
        came = called(followed, (script,))
        if not gc.isenabled():  # nobody else looks for what it has left
            garbage.taken_away()
        return came

    rest = iter(scripts)
    while some := list(itertools.islice(rest, AT_ONCE)):
        with quiet():
            came = list(map(done, some))
        yield from came


def scripted(cls: Any, run: Callable[[Any], dict[str, Any]], most: int | None = None) -> Any:
    """What comes of a single script, see :class:`Script`.

    Args:
        cls: The learner's class.
        run: Uses the class and says what came of it, by name.
        most: See :class:`Script`.
    """
    (came,) = scripted_all(cls, [Script(run, most)])
    return came


def repeated(step: Callable[[Any], Any], start: Any, times: int) -> Any:
    """Take a step of a script many times over: from ``y`` to ``step(y)``, and so on.

    What is written down for another process is written once, not ``times`` times.

    Args:
        step: Makes the next value of the one before.
        start: The first value.
        times: How often.
    """
    if hasattr(type(start), "repeated"):
        return start.repeated(step, times)
    for _ in range(times):
        start = step(start)
    return start


def lives_elsewhere(cls: Any) -> bool:
    """Whether a class is a stand-in for one in another process."""
    return hasattr(type(cls), "scripted_all")


@contextlib.contextmanager
def at_most(most: int | None) -> Iterator[None]:
    """Raise :class:`TooManyCallsError` at more than so many calls; nothing if somebody profiles."""
    if most is None or sys.getprofile() is not None:
        yield
        return
    calls = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")
        if calls > most:
            sys.setprofile(None)
            raise TooManyCallsError(f"more than {most} calls")

    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(None)


@contextlib.contextmanager
def _recorded(
    function: Any,
    space: dict[str, Any] | None,
    names: Sequence[str],
    seen: list[tuple[Any, ...]],
) -> Iterator[None]:
    """Record the arguments of calls to the functions ``names``.

    A name is looked up as the function does it: around its definition, then in its module.
    """
    space = getattr(function, "__globals__", {}) if space is None else space
    originals = {name: space[name] for name in names if callable(space.get(name))}
    code = getattr(function, "__code__", None)
    free, held = getattr(code, "co_freevars", ()), getattr(function, "__closure__", None) or ()
    around = zip(free, held, strict=False)
    cells = {name: cell for name, cell in around if name in names and callable(_held(cell))}
    enclosed = {name: cell.cell_contents for name, cell in cells.items()}

    def recorder(original: Callable[..., Any]) -> Callable[..., Any]:
        def record(*arguments: Any, **named: Any) -> Any:
            seen.append(snapshot((*arguments, *named.values())))
            return original(*arguments, **named)

        own = getattr(original, "__dict__", None)
        if type(own) is dict:  # what somebody keeps as an attribute of the function is read there
            record.__dict__ = own
        return record

    space.update({name: recorder(original) for name, original in originals.items()})
    for name, cell in cells.items():
        cell.cell_contents = recorder(enclosed[name])
    try:
        yield
    finally:
        space.update(originals)
        for name, cell in cells.items():
            cell.cell_contents = enclosed[name]


def _held(cell: CellType) -> Any:
    """What a variable of an enclosing function holds; None before it was given a value."""
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _share_memory(arrays: Sequence[np.ndarray], arguments: Any) -> bool:
    """Whether an array of a result shares memory with one of some arguments."""
    mine = [array for array in arrays if array.size]
    theirs = [array for array in _arrays(arguments) if array.size] if mine else []
    owners = [_owner(array) for array in theirs]
    for one in mine:
        owner = _owner(one)
        for other, others in zip(theirs, owners, strict=True):
            # two that own what they hold hold different things, whatever looks into them
            apart = owner is not others and owner.flags.owndata and others.flags.owndata
            if not apart and np.shares_memory(one, other):
                return True
    return False


def _owner(array: np.ndarray) -> np.ndarray:
    """The array whose memory one looks into, if that is known; else itself."""
    base = array.base
    while isinstance(base, np.ndarray):
        array, base = base, base.base
    return array


def _holders(result: Any) -> Iterator[Any]:
    """The dicts and lists in a result: itself, or what stands in a tuple."""
    for item in result if type(result) is tuple else (result,):
        if type(item) in (dict, list):
            yield item


def _arrays(value: Any) -> list[np.ndarray]:
    """The arrays in a structure, as often as they stand in it."""
    found: list[np.ndarray] = []
    if type(value) not in _UNCHANGING:
        _add_arrays(value, 0, found)
    return found


def _add_arrays(value: Any, depth: int, found: list[np.ndarray]) -> None:
    kind = type(value)
    if kind is np.ndarray or isinstance(value, np.ndarray):
        found.append(value)
        return
    if depth > 10:
        return
    if kind is tuple or kind is list:
        inside: Iterable[Any] = value
    elif kind is dict or isinstance(value, Mapping):
        inside = value.values()
    elif isinstance(value, (tuple, list)):
        inside = value
    elif not callable(value):
        inside = attributes(value).values()
    else:
        return
    for item in inside:
        if type(item) not in _UNCHANGING:  # asked here: most are plain numbers
            _add_arrays(item, depth + 1, found)
