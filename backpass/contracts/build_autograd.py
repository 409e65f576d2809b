"""Contract of chapter 7: a number that knows where it came from.

``Value`` is judged by short programs, see :mod:`backpass.value_programs`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from backpass.judging import returned
from backpass.judging.contract import Contract, QuizContract, SpecialContract
from backpass.judging.gradcheck import agrees
from backpass.judging.observe import (
    NoAnswer,
    Script,
    TooManyCallsError,
    attempt,
    lives_elsewhere,
    scripted,
    scripted_all,
    words_of,
)
from backpass.judging.plan import Plan
from backpass.judging.returned import Unfit
from backpass.judging.stopped import is_stub
from backpass.judging.trial import Call, Trial
from backpass.judging.verdict import PLAIN, Case, Finding, Kind
from backpass.value_mistakes.found import mistakes_found
from backpass.value_programs.asked import AGAIN, programs
from backpass.value_programs.further import further
from backpass.value_programs.long import (
    DEEP,
    ENOUGH,
    IN_PLACE,
    LEVELS,
    LEVELS_ELSEWHERE,
    deep_expected,
    in_place_expected,
    run_deep,
    run_in_place,
    run_wide,
    wide_expected,
    wide_text,
)
from backpass.value_programs.program import Program
from backpass.value_programs.stopped import not_there, stopped

CHAPTER = "07_build_autograd"
TITLE = "Build autograd"
PARTS = {
    "arithmetic": 3.0,
    "numbers": 2.0,
    "power": 2.0,
    "functions": 3.0,
    "edges": 2.0,
    "forks": 3.0,
    "each node once": 1.0,
    AGAIN: 2.0,
    "deep chain": 2.0,
}


@dataclass(frozen=True)
class _Exam:
    """A program, and the part of the points that it belongs to."""

    part: str
    program: Program

    @cached_property
    def expected(self) -> dict[str, float]:
        """What comes out of it."""
        return self.program.expected()

    @cached_property
    def script(self) -> Script:
        """The program as it is run with a learner's class."""
        return Script(partial(self.program.run, asked=self.program.asked))

    def worked_out(self) -> dict[str, float]:
        """The same, for those who ask when they need it."""
        return self.expected


def examine_value(contract: Contract, value: Any, plan: Plan[_Exam]) -> Trial | None:
    """Judge ``Value`` by running programs with it.

    Args:
        contract: The contract of ``Value``.
        value: The learner's class.
        plan: The programs to run.

    Returns:
        The trial, or None when the class is still the stub.
    """
    trial = Trial(contract.name, contract.parts, tuple(contract.parts))
    if is_stub(attempt(value, 1.0)) or is_stub(attempt(lambda: value(1.0) + value(2.0))):
        return None
    judge_programs(trial, value, plan)
    _judge_wide(trial, value)
    came = scripted(value, run_in_place)
    _judge_run(trial, "arithmetic", IN_PLACE, came, in_place_expected)
    _judge_run(trial, "deep chain", DEEP, scripted(value, run_deep), deep_expected)
    return trial


def judge_programs(trial: Trial, value: Any, plan: Iterable[_Exam]) -> None:
    """Run programs, and blame the parts of those that give something else than they should.

    An older gradient that stays is a mistake of the operation, or of a class whose gradients add
    up from call to call; where they do, that costs the part for it alone.

    Args:
        trial: What is found goes there.
        value: The learner's class.
        plan: The programs.
    """
    exams = list(plan)
    exams.sort(key=_has_an_older_gradient)  # those without first, in their order
    results = scripted_all(value, [one.script for one in exams])
    for one, came in zip(exams, results, strict=True):
        text, about = one.program.text, one.program
        if _has_an_older_gradient(one) and any(part == AGAIN for part, _ in trial.findings):
            trial.saw(Call(Case(f"`{text}`", ()), None, came, about=about))
        else:
            _judge_run(trial, one.part, text, came, one.worked_out, about=about)


def run_further(value: Any, plan: Plan[_Exam], trial: Trial) -> None:
    """Run programs with a wrong class that no mark depends on; what stops there is left out.

    Args:
        value: The learner's class.
        plan: The programs.
        trial: What came of judging it; is given what came of these.
    """
    exams, start = list(plan), time.perf_counter()
    for first in range(0, len(exams), AT_ONCE):
        if time.perf_counter() - start > LONGEST:  # a class that goes through all it ever made
            return
        some = exams[first : first + AT_ONCE]
        results = scripted_all(value, [one.script for one in some])
        for one, came in zip(some, results, strict=True):
            if not isinstance(came, BaseException):
                case = Case(PLAIN, (), like=f"`{one.program.text}`")
                trial.more.append(Call(case, None, came, about=one.program))


#: So many of these programs are run before the clock is looked at, and no more once so many seconds
#: are over: usually all take some hundredths of a second.
AT_ONCE, LONGEST = 32, 1.0 * (4 if sys.platform == "emscripten" else 1)


def _has_an_older_gradient(exam: _Exam) -> bool:
    """Whether a program of another part goes on after a backward pass."""
    return exam.part != AGAIN and any(not line.gate for line in exam.program.lines[:-1])


def run_again(call: Call, value: Any) -> Any:
    """What another class gives for the program of a call.

    Args:
        call: The call of a program.
        value: The other class.
    """
    program: Program = call.about
    return scripted(value, partial(program.run, asked=program.asked))


def _judge_wide(trial: Trial, value: Any) -> None:
    came = scripted(value, run_wide, ENOUGH)
    if type(came).__name__ == TooManyCallsError.__name__:  # it may come from another process
        said = (
            f"The backward pass through {LEVELS} gates takes more than {ENOUGH:,} calls. It goes "
            "along every path; how often does it have to visit each node?"
        )
        case = Case(f"`{wide_text(LEVELS)}`", ())
        trial.saw(Call(case, None, TooManyCallsError()))
        trial.blame(Finding("each node once", Kind.VALUE, said, case))
        return
    _judge_run(trial, "each node once", wide_text(LEVELS), came, partial(wide_expected, LEVELS))
    if lives_elsewhere(value) and not isinstance(came, BaseException):
        expected = partial(wide_expected, LEVELS_ELSEWHERE)
        came = scripted(value, partial(run_wide, levels=LEVELS_ELSEWHERE), ENOUGH)
        # no call of the trial: a known mistake that it is compared with runs here, where it is not
        _judge_run(trial, "each node once", wide_text(LEVELS_ELSEWHERE), came, expected, keep=False)


def _judge_run(
    trial: Trial,
    part: str,
    text: str,
    result: Any,
    expected: Callable[[], Mapping[str, float]],
    keep: bool = True,
    about: Program | None = None,
) -> None:
    """Hold what one program gave against what it should give, which is worked out for that."""
    case = Case(f"`{text}`", ())
    if keep:
        trial.saw(Call(case, None, result, about=about))
    if isinstance(result, BaseException):
        raised = "" if isinstance(result, NoAnswer) else type(result).__name__
        open_yet = isinstance(result, NotImplementedError) or not_there(words_of(result), about)
        kind = Kind.MISSING if open_yet else Kind.RAISED
        text = stopped(result, _is_long(trial, part), about)
        trial.blame(Finding(part, kind, text, case, raised=raised))
        return
    for name, right in expected().items():
        try:
            came = returned.number(result[name], f"`{name}`")
        except Unfit as unfit:
            trial.blame(Finding(part, unfit.kind, str(unfit), case))
            return
        if not agrees(came, right):
            said = f"`{name}` is wrong."
            trial.blame(Finding(part, Kind.VALUE, said, case, came=came, expected=right, of=name))
            return


def _is_long(trial: Trial, part: str) -> bool:
    """Whether calls may have come to their limit since the program is long, and not without end."""
    others = (found.text for (other, _), found in trial.findings.items() if other != part)
    return part == "deep chain" and not any("RecursionError" in text for text in others)


CONTRACTS: tuple[Contract, ...] = (
    SpecialContract(
        name="Value",
        chapter=CHAPTER,
        signature="Value(data)",
        parts=PARTS,
        in_parts=True,
        in_order=True,
        draw=lambda rng: Plan(_Exam(part, program) for part, program in programs(rng)),
        examine=examine_value,
        diagnose=mistakes_found,
        again=run_again,
        draw_more=lambda rng: Plan(_Exam("", program) for program in further(rng)),
        examine_more=run_further,
    ),
    *(
        QuizContract(name=name, chapter=CHAPTER, signature=f"{name}()", parts={"answer": 1.0})
        for name in (
            "quiz_backward_order",
            "quiz_paths",
            "quiz_stale_gradients",
        )
    ),
)
