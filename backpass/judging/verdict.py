"""What a judged exercise comes to: parts with points, findings in words, and one verdict."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """The four ways in which judging an exercise can end."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not attempted"
    GRADER_ERROR = "grader error"


class Kind(StrEnum):
    """What a finding is about, in the order in which a learner should mend it."""

    MISSING = "missing"
    RAISED = "raised"
    TYPE = "type"
    SHAPE = "shape"
    DTYPE = "dtype"
    NOT_FINITE = "not finite"
    CHANGED = "changed its arguments"
    ALIASED = "shares memory"
    UNSTABLE = "two answers"
    DIFFERENCED = "numerical differences"
    VALUE = "value"


SEVERITY = {kind: rank for rank, kind in enumerate(Kind)}
#: Labels of points at which a slope is a matter of the course's rule.
KINKS = ("a tie", "a kink")
#: Label of points so near to a kink that a step of a finite difference would reach across it.
NEARLY_EQUAL = "inputs that are nearly equal"
NEARLY_KINK = "numbers next to a kink"
#: Label of points of which nothing is to be said.
PLAIN = "a point like any other"


@dataclass(frozen=True)
class Case:
    """One point at which a function is examined.

    Attributes:
        label: What is special about the point, e.g. ``"inputs that are all negative"``.
        inputs: The forward inputs, floats or float64 arrays, in order. No two floats are one
            object, so that equal ones are told from the same one.
        once: Whether one call is enough here.
        like: What is special about the point whose shapes it has, where its numbers were drawn to
            test what is told of an answer; else nothing.
    """

    label: str
    inputs: tuple[Any, ...]
    once: bool = False
    like: str = ""

    def __post_init__(self) -> None:
        apart = tuple(1.0 * value if type(value) is float else value for value in self.inputs)
        object.__setattr__(self, "inputs", apart)

    @property
    def at_kink(self) -> bool:
        """Whether the function has no derivative here, so that only a stated rule decides."""
        return self.label in KINKS

    @property
    def near_kink(self) -> bool:
        """Whether the function has a derivative that a finite difference does not find."""
        return self.label in (NEARLY_EQUAL, NEARLY_KINK)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, in words that never contain an expected value.

    Attributes:
        part: The part that it costs, e.g. ``"dx"``; ``""`` when it concerns every part.
        kind: What the finding is about.
        text: The finding in a sentence for the learner.
        case: The point at which it was seen, if it was seen at one.
        dout: The upstream gradient there, if there was one.
        came: What the function returned for this part.
        expected: What the trusted gradient is. Shown by the visible check only, where the
            learner could have computed it from what the notebook gives.
        of: Name of what came, where it is not that of the part, e.g. ``"x.grad"``.
        explained: Whether its words say already what the mistake may be.
        raised: The type of the exception that a call stopped with, e.g. ``"NameError"``.
    """

    part: str
    kind: Kind
    text: str
    case: Case | None = None
    dout: Any = None
    came: Any = None
    expected: Any = None
    of: str = ""
    explained: bool = False
    raised: str = ""


@dataclass(frozen=True)
class Part:
    """A share of an exercise's points: a gradient, an output or a property.

    Attributes:
        name: E.g. ``"dx"`` or ``"clean"``.
        points: What it is worth.
        earned: What was earned, between 0 and ``points``.
    """

    name: str
    points: float
    earned: float


@dataclass(frozen=True)
class Verdict:
    """The outcome for one exercise.

    Attributes:
        exercise: The exercise's name.
        status: How the judging ended.
        parts: Every part with what it earned.
        findings: What is wrong, most urgent first.
        mistake: The name of the known mistake that it matches, if it matches one.
        told: The sentence about that mistake which a student may read.
        seed: The seed with which this judging can be repeated exactly.
        instead_of: The learner's own forward, where a right one's cache was used in place of its.
        mend_first: The same, where it is wrong and its cache was used nevertheless.
    """

    exercise: str
    status: Status
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...] = field(default=())
    mistake: str | None = None
    told: str | None = None
    seed: int | None = None
    instead_of: str | None = None
    mend_first: str | None = None

    @property
    def points(self) -> float:
        """What the exercise is worth."""
        return float(sum(part.points for part in self.parts))

    @property
    def score(self) -> float:
        """What was earned: a plain float between 0 and :attr:`points`, whatever the parts say."""
        if self.status is Status.GRADER_ERROR or self.status is Status.NOT_ATTEMPTED:
            return 0.0
        earned = float(sum(min(max(part.earned, 0.0), part.points) for part in self.parts))
        # a comparison with nan is False, so nan ends as 0: fail closed
        return min(earned, self.points) if earned > 0.0 else 0.0

    def named(self, mistake: str | None, told: str | None) -> Verdict:
        """The same verdict with the mistake named.

        Args:
            mistake: The mistake's name.
            told: The sentence for the student.
        """
        return replace(self, mistake=mistake, told=told)


def not_attempted(exercise: str, parts: dict[str, float], finding: Finding) -> Verdict:
    """The verdict on a stub: no points, and called by its name.

    Args:
        exercise: The exercise's name.
        parts: Points by part.
        finding: What is said of the stub.
    """
    nothing = tuple(Part(name, points, 0.0) for name, points in parts.items())
    return Verdict(exercise, Status.NOT_ATTEMPTED, nothing, (finding,))
