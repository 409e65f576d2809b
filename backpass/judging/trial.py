"""What was seen of a function that is judged: its calls, and what was wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from backpass.judging.verdict import SEVERITY, Case, Finding, Kind, Part, Status, Verdict


@dataclass
class Call:
    """One call of the judged function.

    Attributes:
        case: The point.
        dout: The upstream gradient; None where there is none.
        result: What came back, or the exception that was raised.
        items: What came back, split by name; a missing name was unfit.
        expected: The trusted values by name.
        raw: What came back by name, before anything was refused.
        known: Values that went into it, by what they are called, beside the inputs of the point.
        about: What was run, where a call is no call of a single function.
        beside: What is judged beside the result, such as whether something was called too often.
    """

    case: Case
    dout: Any
    result: Any
    items: dict[str, Any] = field(default_factory=dict)
    expected: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)
    about: Any = None
    beside: Any = None


#: Looks at each call of a judging as it is made; may end the judging by an exception.
_look: ContextVar[Callable[[Call], None] | None] = ContextVar("look", default=None)


@contextmanager
def looking_on(look: Callable[[Call], None]) -> Iterator[None]:
    """Have every call of the judgings in this block looked at.

    Args:
        look: Is given each call. An exception that it raises ends the judging.
    """
    token = _look.set(look)
    try:
        yield
    finally:
        _look.reset(token)


@dataclass
class Trial:
    """Everything that was seen of one function, and what was wrong with it.

    Attributes:
        exercise: Its name.
        parts: Points of each part.
        values: Names of the parts that carry values (all but ``"clean"``).
        calls: Every call, in order.
        findings: At most one for each part and kind, the first that was seen.
        more: Calls that no mark depends on: what is told of a wrong answer has to be true there.
        unsteady: The parts that came out in another way when a call was made again.
    """

    exercise: str
    parts: Mapping[str, float]
    values: tuple[str, ...]
    calls: list[Call] = field(default_factory=list)
    findings: dict[tuple[str, Kind], Finding] = field(default_factory=dict)
    more: list[Call] = field(default_factory=list)
    unsteady: set[str] = field(default_factory=set)

    def saw(self, call: Call) -> None:
        """Remember a call, and show it to whoever looks on (see :func:`looking_on`)."""
        self.calls.append(call)
        look = _look.get()
        if look is not None:
            look(call)

    def blame(self, finding: Finding) -> None:
        """Remember a finding; a later one about the same part and kind adds nothing.

        Bad manners cost everything where the exercise has no points set aside for good ones.
        """
        if finding.part == "clean" and "clean" not in self.parts:
            finding = replace(finding, part="")
        self.findings.setdefault((finding.part, finding.kind), finding)

    def blame_at(self, part: str, kind: Kind, text: str, call: Call) -> None:
        """Remember what was wrong at the point of a call, as :meth:`blame` does.

        Args:
            part: What is wrong, ``""`` for all of it.
            kind: In which way.
            text: What is said of it.
            call: The call.
        """
        self.blame(Finding(part, kind, text, case=call.case, dout=call.dout))

    def aside(self) -> Trial:
        """A trial like this one, for what is read and blames nobody."""
        return Trial(self.exercise, self.parts, self.values)

    def costs(self, part: str) -> bool:
        """Whether some finding takes the points of this part."""
        if part == "clean":
            return any(name in ("clean", "") for name, _ in self.findings)
        return any(name in (part, "") for name, _ in self.findings)

    def verdict(self) -> Verdict:
        """Add it up: each part by itself; good manners count only beside a right value."""
        right = {name for name in self.values if not self.costs(name)}
        earned = {
            name: points
            for name, points in self.parts.items()
            if (name in right or (name == "clean" and right and not self.costs("clean")))
        }
        parts = tuple(Part(n, float(p), float(earned.get(n, 0.0))) for n, p in self.parts.items())
        findings = self._most_urgent_first()
        status = Status.FAILED if findings else Status.PASSED
        return Verdict(self.exercise, status, parts, findings)

    def _most_urgent_first(self) -> tuple[Finding, ...]:
        """By kind; but what stops or overflows at a later point comes behind a plain wrong value.

        The simplest wrong point is the one to begin with.
        """
        ranked, wrong_value = list[tuple[int, Finding]](), False
        for found in self.findings.values():  # in the order in which they were seen
            wrong_value = wrong_value or found.kind is Kind.VALUE
            later = wrong_value and found.kind in (Kind.RAISED, Kind.NOT_FINITE)
            ranked.append((SEVERITY[Kind.VALUE if later else found.kind], found))
        return tuple(found for _, found in sorted(ranked, key=lambda pair: pair[0]))
