"""What is said of a call that came to an exception: the stub's, or one of the student's own."""

from __future__ import annotations

from typing import Any

from backpass.judging.errors_in_words import in_words
from backpass.judging.left_standing import ended_above_an_answer
from backpass.judging.observe import NoAnswer, line_in, raised_by, words_of
from backpass.judging.task import GradientTask
from backpass.judging.verdict import Case, Finding, Kind


def is_stub(result: Any) -> bool:
    """Whether the call met the stub that every exercise starts with."""
    return isinstance(result, NotImplementedError)


def stub_finding(name: str, stub: object = None) -> Finding:
    """What is said of an exercise that has not been begun, or that needs another one to be written.

    Args:
        name: The exercise.
        stub: The error of the stub that was met, where it says of which function it is.
    """
    other = raised_by(stub) if isinstance(stub, NotImplementedError) else None
    if other is not None and other != name and other.isidentifier():
        words = f"`{name}` calls `{other}`, which is not written yet. Write that one first."
        return Finding("", Kind.MISSING, words)
    if isinstance(stub, NotImplementedError) and ended_above_an_answer(stub):
        words = (
            f"`{name}` ends at the line `raise NotImplementedError(…)`, which still stands above "
            "your code. Delete that line, run that cell, then run this one again."
        )
        return Finding("", Kind.MISSING, words)
    return Finding(
        "",
        Kind.MISSING,
        f"`{name}` is not written yet. Replace the line `raise NotImplementedError(…)` by your own "
        "code, run that cell, then run this one again.",
    )


def raised_finding(name: str, error: BaseException, case: Case, dout: Any) -> Finding:
    """What is said of an exception in a learner's function: its name, its words, its line.

    Args:
        name: The learner's function.
        error: The exception.
        case: The point at which it came.
        dout: The upstream gradient; None where there is none.
    """
    kind, words = type(error).__name__, in_words(error)
    if isinstance(error, NoAnswer):
        return Finding("", Kind.RAISED, f"`{name}` gave no answer: {words}.", case=case, dout=dout)
    line = getattr(error, "student_line", None) or line_in(error, name)
    if words and line is not None:
        text = f"`{name}` stopped with {kind}: {words} in line {line} of its cell."
    elif words:
        text = f"`{name}` stopped with {kind}: {words}."
    elif line is not None:
        text = f"`{name}` stopped with {kind} in line {line} of its cell."
    else:
        text = f"`{name}` stopped with {kind}."
    return Finding("", Kind.RAISED, text, case=case, dout=dout, raised=kind)


class NoCache(RuntimeError):
    """The learner's own forward made no cache; says why."""


def no_cache(contract: GradientTask, error: BaseException | None) -> NoCache:
    """What is said of a forward that made no cache: what it did instead, and what to do.

    Args:
        contract: What it should do.
        error: The exception that ended the forward; None where it returned something else.
    """
    name, partner = contract.name, contract.partner
    if is_stub(error):
        return NoCache(
            f"`{name}` reads the cache that `{partner}` makes, and `{partner}` is not written yet. "
            "Write that one first."
        )
    if isinstance(error, NoAnswer):
        return NoCache(
            f"`{partner}` gave no answer: {words_of(error)}. `{name}` needs its cache, so mend "
            "that one first."
        )
    if error is not None:
        return NoCache(
            f"`{partner}` stopped with {type(error).__name__}: {words_of(error)}. `{name}` needs "
            "its cache, so mend that one first."
        )
    return NoCache(
        f"`{partner}` should return two things, the output and the cache; `{name}` needs the "
        "second."
    )
