"""Judging the answer to a question with lettered choices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backpass.judging import returned
from backpass.judging.observe import attempt
from backpass.judging.stopped import is_stub, raised_finding
from backpass.judging.task import Task
from backpass.judging.trial import Call, Trial
from backpass.judging.verdict import Case, Finding, Kind, Verdict, not_attempted
from backpass.questions.letter import as_function, read


def judge_quiz(
    contract: Task, choices: str, function: Any, right: Callable[[str], bool]
) -> tuple[Verdict, Trial]:
    """Judge the answer to a question with lettered choices.

    Args:
        contract: The question.
        choices: The letters that there are, e.g. ``"abcd"``.
        function: The learner's answer: a letter, or a function that returns one.
        right: Whether a letter is the right one.

    Returns:
        The verdict, and the trial with the letter as its only item.
    """
    trial = Trial(contract.name, contract.parts, ("answer",))
    result = attempt(as_function(function))
    if is_stub(result):
        finding = Finding(
            "",
            Kind.MISSING,
            f'Write your letter, for instance `{contract.name} = "{choices[0]}"`, run '
            "that cell, then run this one again.",
        )
        return not_attempted(contract.name, dict(contract.parts), finding), trial
    case = Case("the question", ())
    call = Call(case, None, result)
    trial.saw(call)
    if isinstance(result, BaseException):
        trial.blame(raised_finding(contract.name, result, case, None))
        return trial.verdict(), trial
    letter = read(result)
    if letter not in set(choices):
        letters = ", ".join(f'"{choice}"' for choice in choices)
        came = returned.spelled(result)
        name = contract.name
        text = (
            f"`{name}` returned {came}; return one of the letters {letters}."
            if callable(function)
            else f"`{name}` is {came}; write one of the letters {letters}."
        )
        trial.blame(Finding("", Kind.TYPE, text))
    else:
        call.items["answer"] = letter
        if not right(letter):
            trial.blame(Finding("answer", Kind.VALUE, f"Not {letter!r}.", came=letter))
    return trial.verdict(), trial
