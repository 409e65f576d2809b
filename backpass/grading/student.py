"""The student's side: runs the student's cells, and their functions when the verifier calls.

Nothing here is trusted by anyone. A student's code shares this process and may do with it what it
likes; whatever comes out is data from a stranger to those who read it.
"""

from __future__ import annotations

import contextlib
import json
import operator
import select
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from backpass.grading.shell import CellShell, run
from backpass.grading.wire import Channel, Gone
from backpass.observe import at_most, observe, quiet, snapshot

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
    """

    def __init__(
        self,
        shell: CellShell,
        control: Channel,
        calls: Channel,
        cell_seconds: float,
        call_seconds: float,
    ) -> None:
        self.shell, self.control, self.calls = shell, control, calls
        self.cell_seconds, self.call_seconds = cell_seconds, call_seconds
        self.objects: list[Any] = []

    def serve(self) -> None:
        """Answer requests until nobody asks any more."""
        with contextlib.suppress(Gone):
            while True:
                ready, _, _ = select.select([self.control, self.calls], [], [])
                if self.control in ready:
                    request = self.control.receive()
                    with limited(self.cell_seconds):
                        outputs = run(self.shell, request["cell"])
                    self.control.send({"outputs": outputs})
                else:
                    self._answer(self.calls.receive(self._resolve))

    def _answer(self, request: dict[str, Any]) -> None:
        """Do what the verifier asks; an exception is an answer too."""
        answer: dict[str, Any]
        try:
            with limited(self.call_seconds):
                answer = getattr(self, f"_do_{request['do']}")(request)
        except BaseException as error:
            answer = raised(error)
        try:
            self.calls.send(answer, self._refer)
        except (TypeError, ValueError, RecursionError) as error:
            self.calls.send(raised(error), self._refer)

    def _do_get(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"value": self.shell.user_ns[request["name"]]}

    def _do_call(self, request: dict[str, Any]) -> dict[str, Any]:
        function = self._target(request)
        return {"value": function(*request["args"], **request["named"])}

    def _do_observe(self, request: dict[str, Any]) -> dict[str, Any]:
        space = self.shell.user_ns
        seen = observe(self._target(request), tuple(request["args"]), request["watch"], space)
        notes = {"changed": seen.changed, "aliased": seen.aliased, "seen": seen.seen}
        if isinstance(seen.result, BaseException):
            return raised(seen.result) | notes
        again = {"raised": True} if isinstance(seen.again, BaseException) else {"value": seen.again}
        return {"value": seen.result, "again": again} | notes

    def _do_attribute(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"value": getattr(self._target(request), request["attribute"])}

    def _do_operator(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["operator"] not in OPERATORS:
            raise TypeError(f"no operator {request['operator']}")
        apply = len if request["operator"] == "len" else getattr(operator, request["operator"])
        return {"value": apply(*request["args"])}

    def _do_script(self, request: dict[str, Any]) -> dict[str, Any]:
        """Many steps at once, each naming what it uses by the number of the step that made it."""
        made: list[Any] = [self._target(request)]
        with at_most(request["most"]), quiet():
            for step in json.loads(request["steps"]):
                made.append(_step(made, *step))
        return {"value": {name: made[number] for name, number in request["asked"].items()}}

    def _do_copy(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"value": snapshot(self._target(request))}

    def _target(self, request: dict[str, Any]) -> Any:
        if "name" in request:
            return self.shell.user_ns[request["name"]]
        return request["object"]

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
                raise RuntimeError(f"{answer['raised']}: {answer['words']}")
            return answer["value"]

        return ask


def _step(made: list[Any], kind: str, name: str, *given: Any) -> Any:
    """One step of a script; what is used is ``[number]`` of an earlier one, or a plain number."""
    operands = [made[one[0]] if isinstance(one, list) else one for one in given]
    if kind == "call":
        return operands[0](*operands[1:])
    if kind == "attribute":
        return getattr(operands[0], name)
    if name not in OPERATORS or name == "len":
        raise TypeError(f"no operator {name}")
    return getattr(operator, name)(*operands)


def raised(error: BaseException) -> dict[str, Any]:
    """An exception as plain data: its name, its words, and the line of the cell."""
    traceback, line = error.__traceback__, None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename.startswith("<ipython-input"):
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    try:
        words = str(error)[:500]
    except Exception:
        words = ""
    return {"raised": type(error).__name__[:80], "words": words, "line": line}


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Stop Python code that takes longer: friendlier than the kernel's kill, which follows."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"stopped after {seconds:g} seconds")

    signal.signal(signal.SIGALRM, stop)
    previous = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *previous)
