"""Where the verdict is reached: test cells run here, where no student's code ever enters.

The names that a student's cells define are stand-ins. Calling one sends plain data to the student's
process and brings plain data back; what is not plain stays there and is represented by a stand-in
of its own. So nothing over there can read a test, change a number or speak for itself.
"""

from __future__ import annotations

import ast
import builtins
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import islice
from typing import Any, TypeVar

from backpass.grading.hidden import EVENT
from backpass.grading.shell import CellShell, run
from backpass.grading.wire import Channel, WireError
from backpass.observe import Asked, NoCacheMade, Observation, goes_nowhere
from backpass.verdict import Status


class StudentError(Exception):
    """An exception of a student's code that this process knows no class of its own for."""


class StudentGone(StudentError):
    """The student's process is no longer there, or no longer answers."""


_Asked = TypeVar("_Asked", bound=Asked)


class Link:
    """The way into the student's process.

    Args:
        channel: To the student.
        seconds: Longest time to wait for the answer to one call.
    """

    def __init__(self, channel: Channel, seconds: float) -> None:
        self.channel, self.seconds = channel, seconds
        self.callbacks: list[Callable[..., Any]] = []
        self.ended: str | None = None

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request and wait for its answer, answering callbacks on the way.

        Raises:
            StudentGone: When no answer can be had.
        """
        deadline = time.monotonic() + self.seconds
        with self._talking():
            self.channel.send(request, self._refer, deadline)
            return self._answer(deadline)

    def ask_many(self, request: dict[str, Any], most: int) -> Iterator[Any]:
        """Send a request that has many answers; what is not taken of them is read all the same.

        Args:
            request: What is asked.
            most: How many answers there may be.

        Yields:
            The answers, as they come in. There may be too few: the other side is not trusted.

        Raises:
            StudentGone: When no further answer can be had.
        """
        with self._talking():
            self.channel.send(request, self._refer, time.monotonic() + self.seconds)
        answers = self._answers(most)
        try:
            for answer in answers:  # noqa: UP028 - `yield from` would close them with us
                yield answer
        finally:
            with suppress(StudentGone):
                for _ in answers:
                    continue

    def _answers(self, most: int) -> Iterator[Any]:
        while True:
            with self._talking():
                some = self._answer(time.monotonic() + self.seconds).get("seen")
                if some is None:
                    return
                if type(some) is not list or not 0 < len(some) <= most:
                    raise WireError("other answers than were asked for")
            most -= len(some)
            yield from some

    @contextmanager
    def _talking(self) -> Iterator[None]:
        """Whatever goes wrong on the way ends the conversation for good."""
        if self.ended is not None:
            raise StudentGone(self.ended)
        try:
            yield
        except WireError as error:
            self.ended = f"your code stopped answering ({error})"
            raise StudentGone(self.ended) from error

    def _answer(self, deadline: float) -> dict[str, Any]:
        """The next answer; callbacks are answered on the way."""
        while True:
            answer = self.channel.receive(self._resolve, deadline)
            if not isinstance(answer, dict):
                raise WireError("no answer")
            if "callback" not in answer:
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
        make = RemoteFunction if can_be_called is True else Remote
        return make(self, {"object": number}, str(name)[:80])

    def value(self, answer: dict[str, Any]) -> Any:
        """What an answer says; raises what the student's code raised."""
        if "raised" in answer:
            raise exception(answer)
        return answer["value"]


def exception(answer: dict[str, Any]) -> Exception:
    """An exception like the one that the student's code raised, with its words and its line."""
    name, words, line = str(answer["raised"]), str(answer.get("words", "")), answer.get("line")
    known = getattr(builtins, name, None)
    if not (isinstance(known, type) and issubclass(known, Exception)):
        known = type(name[:80] if name.isidentifier() else "StudentError", (StudentError,), {})
    try:
        error: Exception = known(words)
    except TypeError:  # some need more than words
        error = StudentError(f"{name}: {words}")
    if type(line) is int:
        error.student_line = line  # type: ignore[attr-defined]
    return error


def _place_of(value: Any) -> dict[str, Any]:
    """Where something that a test hands on is found over there, or the thing itself."""
    return value._target() if isinstance(value, Remote) else {"object": value}


def _next_of(answers: Iterator[Any]) -> Observation:
    """What was seen of the next call; that nothing was said of it is an exception like any other.

    Whoever could leave calls unanswered would pass at those that were.
    """
    try:
        answer = next(answers, None)
    except StudentGone as gone:
        return Observation(gone)
    if type(answer) is tuple and len(answer) in (4, 5):
        return _observation(*answer)
    if type(answer) is dict and "raised" in answer:
        return Observation(exception(answer))
    if type(answer) is dict and "no cache" in answer:
        why = answer["no cache"]
        raised = type(why) is dict and "raised" in why
        return Observation(NoCacheMade(exception(why) if raised else None))
    return Observation(StudentGone("your code left a call without an answer"))


def _observation(
    result: Any, changed: Any, aliased: Any, seen: Any, second: Any = None
) -> Observation:
    again = result
    if second is not None:
        told = type(second) is dict and "value" in second
        again = second["value"] if told else StudentError("the second call failed")
    return Observation(
        result,
        tuple(k for k in changed if type(k) is int) if type(changed) is tuple else (),
        aliased is True,
        [args for args in seen if type(args) is tuple] if type(seen) is list else [],
        again,
    )


def _operator(name: str, swapped: bool = False) -> Callable[..., Any]:
    def apply(self: Arithmetic, *others: Any) -> Any:
        operands = [*others, self] if swapped else [self, *others]
        return self._operate(name, operands)

    return apply


class Arithmetic:
    """Python's operators, each by its name in :mod:`operator`."""

    __slots__ = ()

    def _operate(self, name: str, operands: Sequence[Any]) -> Any:
        raise NotImplementedError

    __add__, __radd__ = _operator("add"), _operator("add", True)
    __sub__, __rsub__ = _operator("sub"), _operator("sub", True)
    __mul__, __rmul__ = _operator("mul"), _operator("mul", True)
    __truediv__, __rtruediv__ = _operator("truediv"), _operator("truediv", True)
    __pow__, __rpow__ = _operator("pow"), _operator("pow", True)
    __neg__, __pos__, __abs__ = _operator("neg"), _operator("pos"), _operator("abs")
    __getitem__ = _operator("getitem")


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
    __bool__ = __float__ = __int__ = __index__ = __array__ = _no_value
    __hash__ = object.__hash__
    __array_ufunc__ = None
    __len__ = _operator("len")


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
        """Have calls made over there, and be told what was changed, shared and called on the way.

        The first goes alone, since most that goes wrong is seen there; the others go together.
        """
        left = iter(asked)
        for one, seen in self._observed(list(islice(left, 1)), watch, forward):
            yield one, seen
            if goes_nowhere(seen.result, first=True):
                return
        yield from self._observed(list(left), watch, forward)

    def _observed(
        self, calls: list[_Asked], watch: Sequence[str], forward: Any
    ) -> Iterator[tuple[_Asked, Observation]]:
        if not calls:
            return
        request = {
            "do": "observe",
            "calls": [call.arguments for call in calls],
            "watch": list(watch),
            "forward": None if forward is None else _place_of(forward),
            **self._target(),
        }
        with closing(self._link.ask_many(request, len(calls))) as answers:
            for call in calls:
                seen = _next_of(answers)
                yield call, seen
                if goes_nowhere(seen.result, first=False):
                    return

    def scripted(self, script: Callable[[Any], dict[str, Any]], most: int | None) -> Any:
        """Write down what a script does with a class, have it done over there, and read it."""
        steps: list[list[Any]] = []
        asked = script(Written(steps, 0))
        request = {
            "do": "script",
            "steps": json.dumps(steps),
            "most": most,
            "asked": {name: one.number for name, one in asked.items()},
            **self._target(),
        }
        return self._link.value(self._link.ask(request))

    @property
    def __name__(self) -> str:
        """The name under which the student defined it."""
        return str(self._where.get("name", self._kind))


class Written(Arithmetic):
    """Stands for what a step of a script will make; using it writes down the next step.

    Attributes:
        number: The number of the step.
    """

    __slots__ = ("number", "steps")

    def __init__(self, steps: list[list[Any]], number: int) -> None:
        self.steps, self.number = steps, number

    def write(self, kind: str, name: str, operands: Sequence[Any]) -> Written:
        """Write down a step; other operands than those written and plain numbers are refused."""
        given = []
        for one in operands:
            if not isinstance(one, Written) and type(one) not in (int, float):
                raise TypeError(f"a script cannot use a {type(one).__name__}")
            given.append([one.number] if isinstance(one, Written) else one)
        self.steps.append([kind, name, *given])
        return Written(self.steps, len(self.steps))

    def __call__(self, *arguments: Any) -> Written:
        """A call of it."""
        return self.write("call", "", [self, *arguments])

    def __getattr__(self, name: str) -> Written:
        """An attribute; the names of Python's own protocols are none."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self.write("attribute", name, [self])

    def __bool__(self) -> bool:
        raise TypeError("a script cannot look at what it makes")

    def _operate(self, name: str, operands: Sequence[Any]) -> Written:
        return self.write("operator", name, operands)


class Verifier:
    """Runs test cells.

    Args:
        shell: A shell of this process.
        link: The way to the student.
        imports: Sources of the release's cells, whose imports the test cells rely on.
    """

    def __init__(self, shell: CellShell, link: Link, imports: Iterable[str]) -> None:
        self.shell, self.link = shell, link
        statements = list(dict.fromkeys(imports_of(imports)))
        if _failed(run(shell, "\n".join(statements))):
            for statement in statements:  # one that cannot be had is no reason to lack the others
                run(shell, statement)
        self.own = set(shell.user_ns)

    def test(self, source: str) -> list[dict[str, Any]]:
        """Run one test cell; its outputs in nbformat's form.

        What the hidden tests pass, or find unwritten, the visible check has nothing to add to: it
        would only cost the same calls again. So it runs where they fail, and is shown before them,
        as written.
        """
        checks, rest = visible_part(source)
        outputs = self._run(rest)
        if not checks or _says_it_all(outputs):
            return outputs
        return [o for o in self._run(checks) if o["output_type"] == "display_data"] + outputs

    def _run(self, source: str) -> list[dict[str, Any]]:
        for name in names_in(source) - self.own - set(vars(builtins)):
            try:
                self.shell.user_ns[name] = self._fetch(name)
            except Exception:
                self.shell.user_ns.pop(name, None)
        return run(self.shell, source)

    def _fetch(self, name: str) -> Any:
        value = self.link.value(self.link.ask({"do": "get", "name": name}))
        if isinstance(value, Remote):
            return type(value)(self.link, {"name": name}, value._kind)
        return value


def visible_part(source: str) -> tuple[str, str]:
    """A test cell's bare calls of ``check``, and the cell without them; line numbers stay.

    Both stay together where nothing follows the checks, or where they share a line with something.
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return "", source
    checks = [node for node in body[:-1] if _calls(node, "check") and node.col_offset == 0]
    lines = source.splitlines()
    taken = {n for node in checks for n in range(node.lineno, (node.end_lineno or 0) + 1)}
    others = {
        n
        for node in body
        if node not in checks
        for n in range(node.lineno, (node.end_lineno or 0) + 1)
    }
    if not checks or taken & others or not _calls(body[-1], "grade"):
        return "", source
    rest = "\n".join("" if number in taken else line for number, line in enumerate(lines, 1))
    return "\n".join(ast.unparse(node) for node in checks), rest


def _calls(node: ast.stmt, name: str) -> bool:
    """Whether a statement is a call of that function and no more."""
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    return isinstance(node.value.func, ast.Name) and node.value.func.id == name


def _says_it_all(outputs: list[dict[str, Any]]) -> bool:
    """Whether the hidden tests say that all is right, or that there is nothing yet."""
    events = (output.get("metadata", {}).get(EVENT, {}) for output in outputs)
    return any(event.get("status") in (Status.PASSED, Status.NOT_ATTEMPTED) for event in events)


def _failed(outputs: list[dict[str, Any]]) -> bool:
    return any(output["output_type"] == "error" for output in outputs)


def names_in(source: str) -> set[str]:
    """The names that a cell reads."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return set()
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in names if isinstance(node.ctx, ast.Load)}


def imports_of(sources: Iterable[str]) -> list[str]:
    """The import statements at the top level of some cells, each as a source of its own."""
    statements = []
    for source in sources:
        try:
            body = ast.parse(source).body
        except (SyntaxError, ValueError):
            continue
        found = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
        statements += [ast.unparse(node) for node in found]
    return statements
