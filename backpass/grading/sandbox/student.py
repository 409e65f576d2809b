"""The student's process: it runs the cells, and calls functions when the verifier asks.

Nothing here is trusted by anyone. A student's code shares this process and may do with it what it
likes; whatever comes out is data from a stranger to those who read it.
"""

from __future__ import annotations

import builtins
import contextlib
import json
import operator
import re
import select
import signal
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, NamedTuple

from backpass.grading.common.errors import ErrorName, error_output
from backpass.grading.sandbox.outside import NotInstalled, missing
from backpass.grading.sandbox.own_time import Waits
from backpass.grading.sandbox.shell import CellShell, run
from backpass.grading.sandbox.watching import Watching
from backpass.grading.sandbox.wire import Channel, Gone
from backpass.judging import garbage
from backpass.judging.observe import (
    LONGEST,
    NoCacheMade,
    Observation,
    at_most,
    goes_nowhere,
    line_in,
    made_one_by_one,
    quiet,
    snapshot,
    words_of,
)
from backpass.questions.letter import as_function

#: Seconds between answers to many questions at once: whoever waits for them can begin to read.
OFTEN = 0.02
#: Seconds for which what this process has waited for a processor is taken to be the same.
LATELY = 0.02
#: Seconds for following the calls of one answer once more.
FOLLOWED = 0.5
#: Operators that may be applied to a student's objects.
OPERATORS = ("add", "sub", "mul", "truediv", "pow", "neg", "pos", "abs", "getitem", "len")


class Student:
    """Serves two channels until one of them closes.

    Args:
        shell: Where the cells run.
        control: From the kernel: cells to run.
        calls: From the verifier: functions to call.
        cell_seconds: Longest time for one cell.
        call_seconds: Longest time for one call.
        waits: What this process has waited for a processor.
    """

    def __init__(
        self,
        shell: CellShell,
        control: Channel,
        calls: Channel,
        cell_seconds: float,
        call_seconds: float,
        waits: Waits | None = None,
    ) -> None:
        self.shell, self.control, self.calls = shell, control, calls
        self.cell_seconds, self.call_seconds = cell_seconds, call_seconds
        self.waits = waits or Waits(None)
        self.asked = 0  # how many questions the verifier has asked
        self.cells_ran = False  # since it asked last
        self.objects: list[Any] = []
        self.watched: dict[str, Watching] = {}
        self.stopped: list[tuple[str, str]] = []  # cells that an error ended, and its words

    def serve(self) -> None:
        """Answer requests until nobody asks any more."""
        with contextlib.suppress(Gone):
            while True:
                ready, _, _ = select.select([self.control, self.calls], [], [])
                if self.control in ready:
                    asked = self.control.receive()
                    if "echo" in asked:
                        self.control.send(asked)
                        continue
                    for index, source, number in asked["cells"]:
                        self.cells_ran = True
                        self.shell.give_number(number)
                        outputs = self._outputs(source)
                        self._send_outputs(outputs, index)
                        self._remember(source, outputs)
                else:
                    self._answer(self.calls.receive(self._resolve))

    def _outputs(self, source: str) -> list[dict[str, Any]]:
        """What a cell puts out, within its time."""
        try:
            with limited(self.cell_seconds, self.waits, TimeIsUp):
                return run(self.shell, source)
        except TimeIsUp as error:  # it came while the cell's outputs were being made
            return [*self.shell.outputs.items, error_output(ErrorName.TIME_IS_UP, str(error))]

    def _remember(self, source: str, outputs: list[dict[str, Any]]) -> None:
        """Keep what ended a cell, for whoever misses what the cell was to define."""
        errors = [one for one in outputs if one.get("output_type") == "error"]
        if errors:
            words = f"{errors[-1].get('ename')}: {errors[-1].get('evalue')}"[:LONGEST]
            self.stopped = [*self.stopped[-MOST_STOPPED:], (source, _FILE.sub(r"(\1)", words))]

    def _undefined(self, name: str) -> NameError:
        """What is said of a name without a meaning: where there is one, why its cell ended."""
        begins = re.compile(
            rf"^\s*(?:async\s+)?(?:(?:def|class)\s+)?{re.escape(name)}\s*[(:=]", re.M
        )
        why = next((why for source, why in reversed(self.stopped) if begins.search(source)), None)
        said = (
            "no cell that ran to its end defines it"
            if why is None
            else f"its cell stopped with {why}"
        )
        return NameError(f"name {name!r} is not defined: {said}")

    def _send_outputs(self, outputs: list[dict[str, Any]], number: int) -> None:
        """Send what a cell put out; where that cannot be sent, that alone is lost."""
        try:
            self.control.send({"outputs": outputs, "number": number})
        except (TypeError, ValueError, RecursionError) as error:
            said = error_output("UnreadableOutput", f"What it put out is no output ({error}).")
            self.control.send({"outputs": [said], "number": number})

    def _answer(self, request: dict[str, Any]) -> None:
        """Do what the verifier asks; an exception is an answer too. Both sides count questions."""
        if self.cells_ran:
            self.cells_ran = False
            self._begin_a_check()
        self.asked += 1
        number, many = self.asked, _MANY.get(request["do"])
        if many is not None:
            self._answer_many(many(self, request), number)
            return
        answer: dict[str, Any]
        try:
            with limited(self.call_seconds, self.waits):
                answer = getattr(self, f"_do_{request['do']}")(request)
        except BaseException as error:
            answer = raised(error, request.get("name", ""))
        try:
            self.calls.send({**answer, "number": number}, self._refer)
        except (TypeError, ValueError, RecursionError) as error:
            self.calls.send({**raised(error), "number": number}, self._refer)

    def _begin_a_check(self) -> None:
        """Do what the notebook has done before each cell, as ``%autoreload`` does: a check is one.

        Most notebooks have nothing done.
        """
        if self.shell.events.callbacks["pre_run_cell"]:
            self._outputs("pass")

    def _answer_many(self, answers: Iterator[Any], number: int) -> None:
        """Send answers now and then, at last the rest; each has its time."""
        found: list[Any] = []
        sent = time.monotonic()
        clock = Clock(self.call_seconds, self.waits)
        try:
            with quiet():
                while (answer := _next(answers, clock)) is not None:
                    found.append(answer)
                    if time.monotonic() - sent > OFTEN:
                        self._send_some(found, number)
                        found, sent = [], time.monotonic()
        finally:
            clock.stop()
        self._send_some(found, number, last=True)

    def _send_some(self, answers: list[Any], number: int, last: bool = False) -> None:
        """Send them together; where that cannot be done, each by itself."""
        try:
            self.calls.send({"some": answers, "last": last, "number": number}, self._refer)
        except (TypeError, ValueError, RecursionError) as error:
            if len(answers) == 1:
                self.calls.send({"some": [raised(error)], "last": last, "number": number})
                return
            for count, answer in enumerate(answers, start=1):
                self._send_some([answer], number, last and count == len(answers))

    def _observed(self, request: dict[str, Any]) -> Iterator[Any]:
        forward = self._target(request["forward"]) if request["forward"] else None
        watching = self._watching(request)
        calls = map(_Call, watching.keeping(_arguments_in(request)))
        seen_of_each = made_one_by_one(
            self._target(request),
            calls,
            request["watch"],
            forward=forward,
            space=self.shell.user_ns,
            calling=watching.called,
        )
        while True:
            with watching.next_call():
                made = next(seen_of_each, None)
            if made is None:
                return
            yield noted(made[1], request.get("name", ""))

    def _called(self, request: dict[str, Any]) -> Iterator[Any]:
        watching = self._watching(request)
        for number, arguments in enumerate(watching.keeping(_arguments_in(request))):
            try:
                with watching.next_call(), watching.looking():
                    value = self._target(request)(*arguments)
                yield {"value": value}
            except BaseException as error:
                yield raised(error, request.get("name", ""))
                if goes_nowhere(error, first=number == 0):
                    return

    def _followed(self, request: dict[str, Any]) -> Iterator[Any]:
        """Scripts: many steps at once, each naming what it uses by the step that made it."""
        target = self._target(request)
        for steps, asked, most in json.loads(request["scripts"]):
            made = [target]
            try:
                with at_most(most):
                    for step in steps:
                        _take(step, steps, made)
                yield {"value": {name: made[number] for name, number in asked.items()}}
            except BaseException as error:
                yield raised(error)
            made.clear()
            garbage.taken_away()

    def _watching(self, request: dict[str, Any]) -> Watching:
        """What is seen of an answer's calls; the last one asked for counts."""
        forward = self._target(request["forward"]) if request.get("forward") else None
        watching = Watching(self._target(request), forward)
        self.watched[str(request.get("name", ""))] = watching
        return watching

    def _do_watched(self, request: dict[str, Any]) -> dict[str, Any]:
        watching = self.watched.get(request["name"])
        if watching is None:
            return {"value": []}
        with contextlib.suppress(Exception), limited(FOLLOWED, self.waits):
            watching.follow()
        return {"value": watching.seen()}

    def _do_echo(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"value": request["echo"]}

    def _do_get(self, request: dict[str, Any]) -> dict[str, Any]:
        space = self.shell.user_ns
        return {"value": {name: space[name] for name in request["names"] if name in space}}

    def _do_call(self, request: dict[str, Any]) -> dict[str, Any]:
        function = self._target(request)
        return {"value": function(*request["args"], **request["named"])}

    def _do_attribute(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"value": getattr(self._target(request), request["attribute"])}

    def _do_operator(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["operator"] not in OPERATORS:
            raise TypeError(f"no operator {request['operator']}")
        apply = len if request["operator"] == "len" else getattr(operator, request["operator"])
        return {"value": apply(*request["args"])}

    def _do_copy(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"value": snapshot(self._target(request))}

    def _target(self, request: dict[str, Any]) -> Any:
        if "name" not in request:
            return request["object"]
        if request["name"] not in self.shell.user_ns:
            raise self._undefined(request["name"])
        found = self.shell.user_ns[request["name"]]
        if isinstance(found, NotInstalled):
            raise missing(request["name"])
        return as_function(found) if request.get("letter") else found

    def _refer(self, value: Any) -> list[Any]:
        self.objects.append(value)
        return ["object", len(self.objects) - 1, type(value).__name__[:80], callable(value)]

    def _resolve(self, reference: list[Any]) -> Any:
        if reference[0] == "object":
            return self.objects[reference[1]]
        return self._callback(reference[1])

    def _callback(self, number: int) -> Callable[..., Any]:
        """A function of the test's, which runs over there."""

        def ask(*arguments: Any) -> Any:
            self.calls.send({"callback": number, "args": list(arguments)}, self._refer)
            while True:
                answer = self.calls.receive(self._resolve)
                if "do" not in answer:
                    break
                self._answer(answer)
            if "raised" in answer:
                known = getattr(builtins, answer["raised"], RuntimeError)
                raise known(answer["words"])
            return answer["value"]

        return ask


class _Call(NamedTuple):
    """A call to make and observe."""

    arguments: tuple[Any, ...]


def _arguments_in(request: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The arguments of each call; what several of them are given came once."""
    things = request["things"]
    for call in json.loads(request["calls"]):
        yield tuple([things[place] for place in call])


def noted(seen: Observation, name: str = "") -> Any:
    """What was seen of a call of a function as plain data; notes that say nothing are left out.

    Args:
        seen: What was seen.
        name: The function's name, for the line in which it stopped.
    """
    notes = (seen.changed, seen.shared, seen.seen)
    if isinstance(seen.result, NoCacheMade):
        error = seen.result.error
        return {"no cache": None if error is None else raised(error)}
    if isinstance(seen.result, BaseException):
        return raised(seen.result, name)
    parts = seen.result if isinstance(seen.result, tuple) else (seen.result,)
    if lacking := next((one for one in parts if isinstance(one, NotInstalled)), None):
        return raised(missing(lacking.library), name)
    return (seen.result, *notes) if any(notes) else (seen.result,)


#: So many cells that an error ended are kept.
MOST_STOPPED = 50
#: Where IPython says an error of a cell's text is: the cell's own name says nothing to its author.
_FILE = re.compile(r"\([^()]*, (line \d+)\)$")
#: What has many answers.
_MANY = {"observe": Student._observed, "calls": Student._called, "scripts": Student._followed}


def _take(step: list[Any], steps: list[list[Any]], made: list[Any]) -> None:
    """Take one step of a script; what it uses is ``[number]`` of an earlier one, or a number."""
    if step[0] != "repeat":
        made.append(_made(made, *step))
        return
    # all steps from the one numbered `start` on were taken once; its value was what they began with
    _, start, end, times = step
    inner = [(number, steps[number - 1]) for number in range(start + 1, end + 1)]
    for _ in range(times - 1):
        made[start] = made[end]
        for number, again in inner:
            made[number] = _made(made, *again)
    made.append(made[end])


def _made(made: list[Any], kind: str, name: str, *given: Any) -> Any:
    operands = [made[one[0]] if type(one) is list else one for one in given]
    if kind == "operator":
        return _ALLOWED[name](*operands)
    if kind == "call":
        return operands[0](*operands[1:])
    return operands[0] if kind == "same" else getattr(operands[0], name)


#: What a script may apply.
_ALLOWED = {
    name: getattr(operator, name)
    for name in (*OPERATORS, "iadd", "isub", "imul", "itruediv")
    if name != "len"
}


def raised(error: BaseException, name: str = "") -> dict[str, Any]:
    """An exception as plain data.

    Args:
        error: The exception.
        name: The function that was called.

    Returns:
        The name of its class, that of Python's own class that it is derived from, its words, and
        the line of the function.
    """
    own = next(kind for kind in type(error).__mro__ if kind.__module__ == "builtins")
    return {
        "raised": type(error).__name__[:80],
        "kind": own.__name__,
        "words": words_of(error),
        "line": line_in(error, name),
    }


def _next(answers: Iterator[Any], clock: Clock) -> Any:
    try:
        clock.start()
        return next(answers, None)
    except BaseException as error:  # not in the student's function, but on the way to it
        return raised(error)
    finally:
        clock.pause()


class TimeIsUp(BaseException):
    """A cell took too long. No handler of a display, and no ``except Exception``, takes it away."""


class Clock:
    """Stops Python code that computes or sleeps for longer: friendlier than the kill that follows.

    Time that others had the processor is not counted. The timers run on from one start to the next:
    whoever is rung looks how long what runs now has run. So starting takes no system call most
    times, and an answer is called a thousand times.

    Args:
        seconds: How long it may take.
        waits: What this process has waited for a processor.
        error: What is raised then.
    """

    def __init__(
        self, seconds: float, waits: Waits, error: type[BaseException] = TimeoutError
    ) -> None:
        self.seconds, self.waits, self.error = seconds, waits, error
        self.runs = self.is_set = False
        self.waited, self.read_at = 0.0, float("-inf")
        signal.signal(signal.SIGPROF, self._ring)
        signal.signal(signal.SIGALRM, self._look)

    def start(self) -> None:
        """From now on, it has that long."""
        now = time.monotonic()
        if now - self.read_at > LATELY:
            self.waited, self.read_at = self.waits.read()[1], now
        self.began, self.computed = now, time.process_time()
        self.runs = True
        if not self.is_set:
            self.is_set = True
            signal.setitimer(signal.ITIMER_PROF, self.seconds)
            signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def pause(self) -> None:
        """It may take as long as it likes, until the next start."""
        self.runs = False

    def stop(self) -> None:
        """It may take as long as it likes, and nobody is rung any more."""
        self.runs = self.is_set = False
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.setitimer(signal.ITIMER_REAL, 0.0)

    def _ring(self, _signal: int, _frame: FrameType | None) -> None:
        """Whether it computed so long."""
        computed = time.process_time() - self.computed if self.runs else 0.0
        if computed < self.seconds - 0.001:  # what the timer counts may be a tick more
            signal.setitimer(signal.ITIMER_PROF, max(self.seconds - computed, 0.01))
            return
        raise self._over(" of computing")

    def _look(self, _signal: int, _frame: FrameType | None) -> None:
        """Whether it slept so long, or others had the processor."""
        own = 0.0
        if self.runs:
            own = time.monotonic() - self.began - (self.waits.read()[1] - self.waited)
        if own < self.seconds:
            signal.setitimer(signal.ITIMER_REAL, max(self.seconds - own, 0.01))
            return
        # both timers run out together where it computed all the time: what rings first is chance
        if time.process_time() - self.computed > 0.8 * self.seconds:
            raise self._over(" of computing")
        raise self._over()

    def _over(self, doing: str = "") -> BaseException:
        """What is raised; the timer that rang is set no more, so the next start sets it again."""
        self.runs = self.is_set = False
        return self.error(f"stopped after {self.seconds:g} seconds{doing}")


_TIMERS = ((signal.SIGPROF, signal.ITIMER_PROF), (signal.SIGALRM, signal.ITIMER_REAL))


@contextlib.contextmanager
def limited(
    seconds: float, waits: Waits, error: type[BaseException] = TimeoutError
) -> Iterator[None]:
    """Stop what is done in this block when it takes longer; a block around it goes on counting.

    Args:
        seconds: How long it may take.
        waits: What this process has waited for a processor.
        error: What is raised then.
    """
    before = [(signal.getsignal(name), signal.getitimer(timer)) for name, timer in _TIMERS]
    clock = Clock(seconds, waits, error)
    clock.start()
    try:
        yield
    finally:
        clock.stop()
        for (name, timer), (handler, left) in zip(_TIMERS, before, strict=True):
            signal.signal(name, handler)
            signal.setitimer(timer, *left)
