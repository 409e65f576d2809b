"""The verifier's way into the student's process, and stand-ins for what is over there.

Calling a stand-in sends plain data to the student's process and brings plain data back. What is not
plain stays there and is represented by a stand-in of its own. So nothing over there can read a
test, change a number or speak for itself.
"""

from __future__ import annotations

import builtins
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, TypeVar

from backpass.contracts import CONTRACTS
from backpass.grading.sandbox.own_time import Allowance, Waits
from backpass.grading.sandbox.scripts import Arithmetic, Written, operated
from backpass.grading.sandbox.wire import Channel, Gone, Late, WireError, named_class, pack
from backpass.judging.observe import (
    LEFT_OUT,
    NOT_READABLE,
    PYTHON_ENDED,
    TOO_LONG,
    Asked,
    NoAnswer,
    NoCacheMade,
    Observation,
    Script,
    goes_nowhere,
)


class StudentError(Exception):
    """An exception of a student's code that this process knows no class of its own for."""


class StudentGone(StudentError, NoAnswer):
    """The student's process is no longer there, or no longer answers."""


_Asked = TypeVar("_Asked", bound=Asked)
_Read = TypeVar("_Read")


class Frames:
    """Requests that come again and again, as the bytes that are sent.

    The calls of an exercise are the same for every student of a run. They are encoded once, while
    :attr:`keeping`, in the process that those who ask students are forked from.

    Attributes:
        keeping: Whether what is encoded is kept.
    """

    def __init__(self) -> None:
        self.keeping = False
        self._known: dict[Any, tuple[bytes, list[Any]]] = {}
        self._written: dict[tuple[int, ...], tuple[str, list[Script]]] = {}

    def forget(self) -> None:
        """Begin anew: other calls are to come."""
        self._known.clear()
        self._written.clear()

    def written(self, scripts: Sequence[Script]) -> str:
        """The steps of scripts, written down.

        Args:
            scripts: The scripts. They are known again where they are the very same objects.
        """
        key = tuple(map(id, scripts))
        if key in self._written:
            return self._written[key][0]
        text = json.dumps(list(map(_written_down, scripts)))
        if self.keeping:
            self._written[key] = text, list(scripts)  # while these are kept, no others have ids
        return text

    def of(self, request: dict[str, Any], calls: Sequence[Asked]) -> bytes | None:
        """The frame of a request with many calls.

        Args:
            request: The request, apart from what the calls are given.
            calls: The calls. They are known again by what they are given, which must be the very
                same objects.

        Returns:
            The frame; None where one has to be made that is good for one student only.
        """
        arguments = [call.arguments for call in calls]
        try:
            key = json.dumps(request, sort_keys=True), tuple(map(id, arguments))
        except TypeError:  # something over there is named that has no name
            return None
        if key not in self._known and self.keeping:
            try:
                frame = pack({**request, **_arguments_of(calls)})
            except (TypeError, ValueError):  # a function of the test's, say
                return None
            self._known[key] = frame, arguments  # while these are kept, no others have their ids
        return self._known[key][0] if key in self._known else None


class Link:
    """The way into the student's process.

    Args:
        channel: To the student.
        seconds: Longest own time until the answer to one call.
        processes: What the processes at both ends wait for a processor; not counted.
        frames: Requests that were encoded before.
    """

    def __init__(
        self,
        channel: Channel,
        seconds: float,
        processes: Sequence[Waits] = (),
        frames: Frames | None = None,
    ) -> None:
        self.channel, self.seconds, self.processes = channel, seconds, processes
        self.frames = frames or Frames()
        self.timed_out = False
        self.asked = 0  # how many questions: answers are numbered by them
        self.callbacks: list[Callable[..., Any]] = []
        self.ended: str | None = None
        self.died = False  # whether the student's process is gone
        self.garbled = False  # whether something came that is no answer to what was asked
        self.unread: Answers | None = None

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request and wait for its answer, answering callbacks on the way.

        Raises:
            StudentGone: When no answer can be had.
        """
        self._finish()
        deadline = Allowance(self.seconds, *self.processes)
        with self._talking():
            self.channel.send(request, self._refer, deadline)
            self.asked += 1
            return self._answer(deadline, self.asked)

    def ask_many(
        self, request: dict[str, Any], most: int, calls: Sequence[Asked] | None = None
    ) -> Answers:
        """Send a request that has many answers.

        Args:
            request: What is asked, apart from the calls.
            most: How many answers there may be.
            calls: The calls that are to be made, if it is calls.

        Raises:
            StudentGone: When none can be had.
        """
        self._finish()
        frame = self.frames.of(request, calls) if calls is not None else None
        with self._talking():
            deadline = Allowance(self.seconds, *self.processes)
            if frame is not None:
                self.channel.send_frame(frame, deadline)
            else:
                whole = {**request, **_arguments_of(calls)} if calls is not None else request
                self.channel.send(whole, self._refer, deadline)
        self.asked += 1
        self.unread = Answers(self, most, self.asked)
        return self.unread

    def _finish(self) -> None:
        """Read what is left of the answers to the last request: those to the next one follow."""
        unread, self.unread = self.unread, None
        if unread is not None:
            unread.finish()

    def some_answers(self, most: int, number: int) -> tuple[list[Any], bool]:
        """The next few answers to a request that has many, and whether they are the last.

        Args:
            most: How many there may be.
            number: The request's.

        Raises:
            StudentGone: When no further answer can be had.
        """
        with self._talking():
            answer = self._answer(Allowance(self.seconds, *self.processes), number)
            some, last = answer.get("some"), answer.get("last") is True
            if type(some) is not list or len(some) > most or not (some or last):
                raise WireError("other answers than were asked for")
            return some, last

    @contextmanager
    def _talking(self) -> Iterator[None]:
        """Whatever goes wrong on the way ends the conversation for good."""
        if self.ended is not None:
            raise StudentGone(self.ended)
        try:
            yield
        except WireError as error:
            self.timed_out |= isinstance(error, Late)
            self.died = isinstance(error, Gone)
            self.garbled = not isinstance(error, (Gone, Late))
            self.ended = (
                PYTHON_ENDED if self.died else TOO_LONG if isinstance(error, Late) else NOT_READABLE
            )
            raise StudentGone(self.ended) from error

    def _answer(self, deadline: Allowance, number: int) -> dict[str, Any]:
        """The next answer, which must be to this request; callbacks are answered on the way."""
        while True:
            answer = self.channel.receive(self._resolve, deadline)
            if not isinstance(answer, dict):
                raise WireError("no answer")
            if "callback" not in answer:
                if type(answer.get("number")) is not int or answer["number"] != number:
                    raise WireError("an answer to another question")
                self.timed_out |= _says_timed_out(answer)
                return answer
            self.channel.send(self._called_back(answer), self._refer, deadline)

    def _called_back(self, answer: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"value": self.callbacks[answer["callback"]](*answer["args"])}
        except WireError:
            raise
        except Exception as error:
            return {"raised": type(error).__name__, "words": str(error)[:200]}

    def _refer(self, value: Any) -> list[Any]:
        if isinstance(value, Remote):
            where = object.__getattribute__(value, "_where")
            if "object" in where:
                return ["object", where["object"]]
        if callable(value):
            self.callbacks.append(value)
            return ["callback", len(self.callbacks) - 1]
        raise TypeError(f"a {type(value).__name__} cannot be sent to a student's function")

    def _resolve(self, reference: list[Any]) -> Remote:
        kind, number, name, can_be_called = reference
        if kind != "object" or type(number) is not int or number < 0:
            raise WireError("a reference to nothing")
        make: type[Remote] = RemoteFunction if can_be_called is True else Remote
        made: Remote = named_class(make, str(name))(self, {"object": number}, str(name)[:80])
        return made

    def has_nothing_left(self) -> bool:
        """Whether all that came so far was asked for: a word that nobody can know comes back next.

        What is left of other answers would be taken for those to the next questions.
        """
        word = secrets.token_hex(8)
        try:
            answer = self.ask({"do": "echo", "echo": word})
        except StudentError:
            return False
        return answer.get("value") == word

    def fetch(self, names: Sequence[str]) -> dict[str, Any]:
        """What the student's cells gave these names to, where they gave them to anything."""
        try:
            found = self.value(self.ask({"do": "get", "names": list(names)})) if names else {}
        except StudentError:
            return {}  # the test will say that the names are missing
        if type(found) is not dict:
            return {}
        return {name: self._named(name, found[name]) for name in names if name in found}

    def watched(self, name: str) -> list[list[str]]:
        """What a function's calls looked like to whoever watched them, each with a line of it."""
        try:
            found = self.value(self.ask({"do": "watched", "name": name}))
        except StudentError:
            return []
        pairs = found if type(found) is list else []
        return [
            [str(one)[:200] for one in pair]
            for pair in pairs[:5]
            if type(pair) is list and [type(one) for one in pair] == [str, str]
        ]

    def function(self, name: str) -> RemoteFunction:
        """What the student should have written under this name; calling it shows whether it is."""
        is_quiz = name in CONTRACTS and CONTRACTS[name].is_quiz
        return RemoteFunction(self, {"name": name, "letter": is_quiz}, "function")

    def _named(self, name: str, value: Any) -> Any:
        """A stand-in is found by its name from now on: calling it needs no number."""
        if isinstance(value, Remote):
            return type(value)(self, {"name": name}, value._kind)
        return value

    def value(self, answer: dict[str, Any]) -> Any:
        """What an answer says; raises what the student's code raised.

        Raises:
            Exception: What the student's code raised.
        """
        if "raised" in answer:
            raise exception(answer)
        if "value" not in answer:
            raise StudentError("your code's answer cannot be read")
        return answer["value"]


class Answers:
    """The answers to one request, as they come in; there may be too few, never too many.

    Args:
        link: The way that they come.
        most: How many there may be.
        number: The request's.
    """

    def __init__(self, link: Link, most: int, number: int) -> None:
        self.link, self.left, self.number = link, most, number
        self.here: list[Any] = []
        self.ended = False

    def next(self) -> Any:
        """The next answer; a :class:`StudentGone` if there is none.

        It counts as a wrong answer: otherwise a student could leave out the calls that fail.
        """
        try:
            if not self.here:
                self._read()
        except StudentGone as gone:
            return gone
        return self.here.pop() if self.here else StudentGone(LEFT_OUT)

    def finish(self) -> None:
        """Read to the end."""
        while not self.ended:
            self._read()

    def _read(self) -> None:
        if self.ended:
            return
        self.ended = True  # it is, too, where nothing can be read
        some, self.ended = self.link.some_answers(self.left, self.number)
        self.left -= len(some)
        self.here = some[::-1]


def _says_timed_out(answer: dict[str, Any]) -> bool:
    """Whether a call, or the last one of several, was stopped for taking too long."""
    some = answer.get("some")
    last = some[-1] if type(some) is list and some else answer
    return type(last) is dict and last.get("raised") == "TimeoutError"


def exception(answer: dict[str, Any]) -> Exception:
    """An exception like the one that the student's code raised, with its words and its line."""
    name, words, line = str(answer["raised"])[:80], str(answer.get("words", "")), answer.get("line")
    kind = str(answer.get("kind", name))
    known = getattr(builtins, kind, None)
    if not (isinstance(known, type) and issubclass(known, Exception)):
        known = StudentError
    if issubclass(known, BaseExceptionGroup):  # they need more than words
        known = StudentError
    error: Exception = _plainly(known, words)
    if type(error).__name__ != name or str(error) != words:
        told = {"__init__": lambda *_: None, "__str__": lambda _: words}
        error = type(name if name.isidentifier() else "StudentError", (known,), told)(words)
    if type(line) is int:
        error.student_line = line  # type: ignore[attr-defined]
    return error


def _plainly(kind: type[Exception], words: str) -> Exception:
    try:
        return kind(words)
    except TypeError:  # some need more than words
        return StudentError(words)


def _place_of(value: Any) -> dict[str, Any]:
    """Where something that a test hands on is found over there, or the thing itself."""
    return value._target() if isinstance(value, Remote) else {"object": value}


def _arguments_of(calls: Sequence[Asked]) -> dict[str, Any]:
    """The arguments of many calls, each thing once: calls at one point share their cache."""
    places: dict[int, int] = {}
    things: list[Any] = []
    arguments = [call.arguments for call in calls]
    for thing in chain.from_iterable(arguments):
        if places.setdefault(id(thing), len(things)) == len(things):
            things.append(thing)
    return {"things": things, "calls": json.dumps([[places[id(t)] for t in a] for a in arguments])}


def _written_down(script: Script) -> list[Any]:
    """A script's steps, what is read afterwards, and how many calls it may make."""
    steps: list[list[Any]] = []
    asked = script.run(Written(steps, 0))
    return [steps, {name: one.number for name, one in asked.items()}, script.most]


def _result(answer: Any) -> Any:
    """What a call or a script came to; an exception is a result, too."""
    if isinstance(answer, StudentGone):
        return answer
    if type(answer) is dict and "raised" in answer:
        return exception(answer)
    if type(answer) is dict and "value" in answer:
        return answer["value"]
    return StudentError("your code's answer cannot be read")


def _observed(answer: Any) -> Observation:
    """What was seen of a call."""
    if type(answer) is tuple and len(answer) in (1, 4):
        return _observation(*answer)
    if type(answer) is dict and "no cache" in answer:
        why = answer["no cache"]
        raised = type(why) is dict and "raised" in why
        return Observation(NoCacheMade(exception(why) if raised else None))
    told = _result(answer)
    return Observation(told if isinstance(told, Exception) else StudentError("no observation"))


#: How a result may be shared, see :class:`~backpass.judging.observe.Observation`.
SHARED = ("cache", "first", "itself", "earlier")


def _observation(result: Any, changed: Any = (), shared: Any = "", seen: Any = None) -> Observation:
    return Observation(
        result,
        tuple(k for k in changed if type(k) is int) if type(changed) is tuple else (),
        shared if shared in SHARED else "",
        [args for args in seen if type(args) is tuple] if type(seen) is list else [],
    )


class Remote(Arithmetic):
    """Stands for something in the student's process that is not plain data.

    Attributes and operators work as they do there. It is never equal to anything, never a number
    and never true or false: a test has to ask for plain data.
    """

    __slots__ = ("_kind", "_link", "_where")

    def __init__(self, link: Link, where: dict[str, Any], kind: str) -> None:
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_where", where)
        object.__setattr__(self, "_kind", kind)

    def __getattr__(self, name: str) -> Any:
        """An attribute of the student's object; the names of Python's own protocols stay here."""
        if name.startswith("__"):
            raise AttributeError(name)
        request = {"do": "attribute", "attribute": name, **self._target()}
        return self._link.value(self._link.ask(request))

    def __deepcopy__(self, _memo: Any) -> Remote:
        """A copy over there, so that a call cannot change what a later call is given."""
        copied = self._link.value(self._link.ask({"do": "copy", **self._target()}))
        return copied if isinstance(copied, Remote) else self

    def _target(self) -> dict[str, Any]:
        return {"object": self} if "object" in self._where else dict(self._where)

    def _operate(self, name: str, operands: Sequence[Any]) -> Any:
        request = {"do": "operator", "operator": name, "args": list(operands)}
        return self._link.value(self._link.ask(request))

    def __repr__(self) -> str:
        """What it is, for a message."""
        return f"<a student's {self._kind}>"

    def _no_value(self, *_: Any) -> Any:
        raise TypeError(f"a {self._kind} is no number and cannot be compared")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _no_value
    __bool__ = __int__ = __index__ = __array__ = _no_value

    def __float__(self) -> float:
        """Python's own words."""
        kind = self._kind
        raise TypeError(f"float() argument must be a string or a real number, not {kind!r}")

    __hash__ = object.__hash__
    __array_ufunc__ = None
    __len__ = operated("len")


class RemoteFunction(Remote):
    """Stands for a function, a method or a class in the student's process."""

    __slots__ = ()

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call it over there."""
        request = {"do": "call", "args": list(arguments), "named": named, **self._target()}
        return self._link.value(self._link.ask(request))

    def observed_all(
        self, asked: Iterable[_Asked], watch: Sequence[str], forward: Any
    ) -> Iterator[tuple[_Asked, Observation]]:
        """Have calls made over there, and be told what was changed, shared and called meanwhile.

        Args:
            asked: The calls.
            watch: Names of arguments in which changes are looked for.
            forward: The student's own forward, where it makes the caches.
        """
        request = {
            "do": "observe",
            "watch": list(watch),
            "forward": None if forward is None else _place_of(forward),
        }
        calls = list(asked)
        for call, seen in zip(calls, self._made(request, calls, _observed), strict=True):
            yield call, seen
            if goes_nowhere(seen.result, first=call is calls[0]):
                return

    def called_all(self, asked: Iterable[_Asked]) -> Iterator[tuple[_Asked, Any]]:
        """Have calls made over there, and be told what they came to."""
        calls = list(asked)
        for call, result in zip(calls, self._made({"do": "calls"}, calls, _result), strict=True):
            yield call, result
            if goes_nowhere(result, first=call is calls[0]):
                return

    def _made(
        self, request: dict[str, Any], calls: Sequence[_Asked], read: Callable[[Any], _Read]
    ) -> Iterator[_Read]:
        """One answer for each call, whatever comes back."""
        whole = {**request, **self._target()}
        yield from map(read, self._answers(whole, len(calls), calls))

    def _answers(
        self, request: dict[str, Any], count: int, calls: Sequence[Asked] | None = None
    ) -> Iterator[Any]:
        try:
            answers = self._link.ask_many(request, count, calls)
        except StudentGone as gone:
            yield from [gone] * count
            return
        for _ in range(count):
            yield answers.next()

    def scripted_all(self, scripts: Sequence[Script]) -> Iterator[Any]:
        """Write down what scripts do with a class, have it done over there, and read it."""
        written = self._link.frames.written(scripts)
        request = {"do": "scripts", "scripts": written, **self._target()}
        yield from map(_result, self._answers(request, len(scripts)))

    @property
    def __name__(self) -> str:
        """The name under which the student defined it."""
        return str(self._where.get("name", self._kind))
