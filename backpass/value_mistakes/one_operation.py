"""One operation by itself: what it gives forward, and what it sends back."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from backpass.judging.errors_in_words import in_words
from backpass.judging.gradcheck import agrees
from backpass.likeness.sample import Said
from backpass.value_mistakes.program import (
    WORDS,
    Run,
    number_in,
)


class At(NamedTuple):
    """An operation at one point.

    Attributes:
        x: The input that a gradient belongs to; of a value, the first input.
        y: The other input, or the number; x again where there is no other.
        f: What it should give.
        s: What is right for what is looked at.
    """

    x: float
    y: float
    f: float
    s: float


#: What may have come instead.
Slip = Callable[[At], float]

_VALUES: tuple[tuple[Slip, str], ...] = (
    (lambda at: -at.f, "the right size and the wrong sign"),
    (lambda at: at.x + at.y, "the sum of its inputs"),
    (lambda at: at.x - at.y, "the first input minus the second"),
    (lambda at: at.y - at.x, "the second input minus the first"),
    (lambda at: at.x * at.y, "the product of its inputs"),
    (lambda at: at.x / at.y, "the first input divided by the second"),
    (lambda at: at.y / at.x, "the second input divided by the first"),
    (lambda at: at.x**at.y, "the first input to the power of the second"),
    (lambda at: at.x, "its first input as it came"),
    (lambda at: at.y, "its second input as it came"),
    (lambda at: 1.0 - at.f, "1 minus what it should be, as with the other sign of the input"),
    (lambda at: 1.0 / at.f, "1 over what it should be"),
    (lambda at: math.tanh(at.x), "the hyperbolic tangent"),
    (lambda at: min(at.x, at.y), "the smaller input"),
    (lambda at: max(at.x, at.y), "the larger input"),
    (
        lambda at: at.x if abs(at.x) >= abs(at.y) else at.y,
        "the input that is larger without its sign",
    ),
    (lambda at: abs(at.x), "the absolute value of its input"),
    (lambda at: -at.y, "its second input with the other sign"),
    (lambda at: 1.0 / at.y, "1 over its second input"),
    (lambda _: 0.0, "zero"),
    (lambda at: 2.0 * at.f, "twice what it should be"),
    (lambda at: 0.5 * at.f, "half of what it should be"),
    (lambda at: float(math.floor(at.f)), "what it should be, rounded down to a whole number"),
    (lambda at: float(math.trunc(at.f)), "what it should be, cut to a whole number"),
    (lambda at: float(round(at.f)), "what it should be, rounded to a whole number"),
    (lambda at: abs(at.f), "right but for its sign, which is never negative"),
    (lambda at: -abs(at.f), "right but for its sign, which is never positive"),
    (lambda at: at.f - 1.0, "1 less than it should be"),
    (lambda at: at.f + 1.0, "1 more than it should be"),
    (lambda at: 2.0 * at.x + at.y, "twice its first input plus the second"),
    (lambda at: at.x + 2.0 * at.y, "its first input plus twice the second"),
    (lambda at: -(at.x + at.y), "the sum of its inputs with the other sign"),
    (lambda at: min(at.x, 0.0), "the smaller one of its input and 0"),
    (lambda at: 2.0**at.x, "2 to the power of its input"),
    (lambda at: 2.718**at.x, "2.718 to the power of its input: e has more digits"),
    (lambda at: at.x ** math.trunc(at.y), "the power with its exponent cut to a whole number"),
    (
        lambda at: at.x ** max(1, math.trunc(at.y)),
        "the power for whole exponents from 1 on, and its first input as it came for smaller ones",
    ),
)

_SLOPES: tuple[tuple[Slip, str], ...] = (
    (lambda _: 0.0, "zero: nothing is sent back"),
    (lambda at: -at.s, "the right size with the wrong sign"),
    (lambda _: 1.0, "1, as for an add gate"),
    (lambda at: at.x, "that input itself"),
    (lambda at: at.y, "the other input, as for a multiply gate"),
    (lambda at: at.f, "the value of the operation"),
    (lambda at: at.x * at.s, "the slope times the value of that input"),
    (lambda at: at.y * at.s, "the slope times the other input or number"),
    (lambda at: at.f * at.s, "the slope times the value of the operation"),
    (lambda at: at.s / at.y, "the slope divided by the other input or number"),
    (lambda at: at.s / at.f, "the slope without the value of the operation as a factor"),
    (lambda at: at.y * at.x, "the product of that input and the other input or number"),
    (lambda at: at.y * at.x**at.y, "n times the power itself; the exponent goes down by one"),
    (
        lambda at: at.y * abs(at.x) ** (at.y - 1),
        "what it should be for the size of that input, without its sign",
    ),
    (lambda at: at.x ** (at.y - 1), "the power one lower, without the factor n"),
    (lambda at: (at.y - 1) * at.x ** (at.y - 1), "n − 1 times the power one lower"),
    (lambda at: at.x * (1.0 - at.x), "v (1 − v) of that input v: it wants the output in its place"),
    (lambda at: 1.0 - at.f, "1 minus the value"),
    (lambda at: 1.0 - at.f * at.f, "the slope of the hyperbolic tangent"),
    (lambda at: at.f * (1.0 + at.f), "the slope with a plus for a minus"),
    (lambda at: at.x * math.exp(at.x - 1.0), "the rule for powers, used for exp"),
    (lambda at: 2.0 * at.x, "twice that input, as for its square"),
    (lambda at: -1.0 / (at.x * at.x), "−1 over the square of that input: the numerator is missing"),
    (lambda at: 2.0 * at.s, "twice what it should be"),
    (lambda at: 0.5 * at.s, "half of what it should be"),
    (lambda at: abs(at.s), "right but for its sign, which is always positive"),
    (lambda at: 1.0 / at.x, "1 over that input"),
    (lambda at: math.log(abs(at.x)), "the logarithm of that input"),
    (
        lambda at: at.y * at.x ** (at.y + 1.0),
        "n times the power one higher; the exponent goes down by one",
    ),
    (
        lambda at: at.f * math.log(abs(at.x)) if at.x else 0.0,
        "the power times the logarithm of that input, as for an exponential",
    ),
)


#: How the name of what is not there ends.
NOT_WRITTEN = " not written"
#: What Python says of an operation that a class does not have.
MISSING = re.compile(
    r"(unsupported|bad) operand type.*'Value'|'Value' object has no attribute '"
    r"(exp|relu|sigmoid|maximum)'"
)


def asks_upstream(gate: str, runs: Sequence[Run]) -> Said | None:
    """A function that lets a gradient through where that gradient is positive, whatever x is.

    Args:
        gate: The operation.
        runs: All programs, with what came of them.
    """
    alone = [run for run in runs if [line.gate for line in run.gates] == [gate]]
    alone = [run for run in alone if len(run.backwards) == 1 and len(run.gates[0].of) == 1]
    behind = [run for run in runs if run.passed_on == gate]
    sent = [(run, 1.0) for run in alone]
    sent += [(run, float(run.program.inputs[run.gates[1].of[1]])) for run in behind]
    if gate != "relu" or {math.copysign(1.0, arrived) for _, arrived in sent} != {1.0, -1.0}:
        return None
    for run, arrived in sent:
        came = number_in(run.came, f"{run.gates[0].of[0]}.grad")
        if came is None or not agrees(came, max(arrived, 0.0)):
            return None
    return Said(
        f"mask of {WORDS[gate]} on the upstream gradient",
        f"`{WORDS[gate]}` lets a gradient through where that gradient is positive, whatever its "
        "input is. What decides whether the gate was open?",
    )


def of_gate(gate: str, runs: Sequence[Run], again: Sequence[Run] = ()) -> Said | None:
    """What is wrong with one operation by itself, or None if it is right.

    Args:
        gate: The operation.
        runs: All programs of it alone, with what came of them.
        again: Such programs with several backward passes: they give a value, too.
    """
    if all(run.all_right for run in runs):
        return None
    what = f"`{WORDS[gate]}`"
    stopped = next((run.came for run in runs if isinstance(run.came, BaseException)), None)
    numbers = [run for run in runs if isinstance(run.came, Mapping)]
    if stopped is not None and all(run.all_right for run in numbers):
        name = type(stopped).__name__
        if isinstance(stopped, NotImplementedError) or MISSING.search(str(stopped)):
            return Said(f"{WORDS[gate]}{NOT_WRITTEN}", f"{what} is not written yet.")
        seldom = " at some inputs, and is right at the others" if numbers else ""
        text = f"{what} stops with {name}{seldom}."
        words = in_words(stopped)
        if words:
            text = f"{what} stops with {name}{seldom}: {words}."
        return Said(f"{WORDS[gate]}: {name}", text)
    ordinary = [run for run in numbers if max(map(abs, _values(run))) < 1e6]
    if not all(run.all_right for run in ordinary):
        numbers = ordinary
    (line, *_) = numbers[0].gates if numbers else (None,)
    if line is None:
        return None
    changed = [n for n in line.of if not all(run.is_right(f"{n}.data") for run in numbers)]
    if changed:
        return Said(
            f"{WORDS[gate]} changes {changed[0]}",
            f"{what} changes `{changed[0]}.data`. The operands of an operation stay unchanged.",
        )
    return _of_numbers(gate, line, numbers, again)


def _of_numbers(gate: str, line: Any, numbers: Sequence[Run], again: Sequence[Run]) -> Said | None:
    """What is wrong with what an operation gives, or with what it sends back."""
    what = f"`{WORDS[gate]}`"
    if not all(run.is_right("f.data") for run in numbers):
        # a value is the same whoever's backward pass runs behind it, and however often
        given = [*numbers, *(run for run in again if isinstance(run.came, Mapping))]
        instead = _instead(given, "f.data", _VALUES, 0)
        gives = (
            f"gives {instead}"
            if instead
            else "gives a wrong value forward" + _where(given, "f.data")
        )
        called = f"value of {WORDS[gate]}" + (f": {instead}" if instead else "")
        return Said(called, f"{what} {gives}.")
    sends = list[str]()
    short = list[str]()
    for which, name in enumerate(dict.fromkeys(line.of)):
        read = f"{name}.grad"
        if all(run.is_right(read) for run in numbers):
            continue
        sign = all(_slipped(run, read, lambda at: -at.s, which) for run in numbers)
        if not sign and _is_switched(numbers, name, line.of):
            instead = "the gradient of its other input: the two are not switched"
        else:
            instead = _instead(numbers, read, _SLOPES, which) or ""
        where = _where(numbers, read)
        sends.append(
            f"sends back to {name} {instead}"
            if instead
            else f"sends a wrong gradient back to {name}{where}"
        )
        short.append(f"{name}: {instead}" if instead else f"{name}{where}")
    if not sends:
        if all(run.is_right("f.grad") for run in numbers):
            return None
        return Said(
            "gradient of the end",
            f"After `f.backward()` the gradient of f itself is wrong{_where(numbers, 'f.grad')}. "
            "How much does f change if f rises by one?",
        )
    return Said(
        f"gradient of {WORDS[gate]}: {'; '.join(short)}", f"{what} {', and it '.join(sends)}."
    )


def _is_switched(runs: Sequence[Run], name: str, of: Sequence[str]) -> bool:
    """Whether an input gets at every point what the other one should."""
    others = [other for other in of if other != name]
    if len(others) != 1:
        return False
    for run in runs:
        came = number_in(run.came, f"{name}.grad")
        right = run.program.expected()[f"{others[0]}.grad"]
        if came is None or not agrees(came, float(right)):
            return False
    return True


def _instead(
    runs: Sequence[Run], read: str, slips: Sequence[tuple[Slip, str]], which: int
) -> str | None:
    """What came at every point, in words."""
    one = len(runs[0].gates[0].of) == 1 and runs[0].gates[0].number is None
    for slip, words in slips:
        if one and OF_TWO.search(words):
            continue  # there is no other input
        if all(_slipped(run, read, slip, which) for run in runs):
            return words
    return _same_number(runs, read)


#: What is said of an operation with two inputs.
OF_TWO = re.compile(
    r"\bsecond\b|\b(larger|smaller|other) input|its inputs|input (minus|divided|to the power)"
)


def _same_number(runs: Sequence[Run], read: str) -> str | None:
    """The number that came at every point, in words, where there are many of them."""
    came = [number_in(run.came, read) for run in runs]
    first = came[0]
    wrong = sum(not run.is_right(read) for run in runs)
    if first is None or wrong < FEWEST or not first:
        return None
    same = all(number is not None and agrees(number, first) for number in came)
    return f"{first:.6g} at every input" if same else None


#: So many points have to be wrong before one number is said to come at all of them.
FEWEST = 4


def _slipped(run: Run, read: str, slip: Slip, which: int) -> bool:
    (line,) = run.gates
    values = [float(run.program.inputs[name]) for name in line.of]
    if line.number is not None:
        values = (
            [float(line.number), *values]
            if line.gate.startswith("n ")
            else [*values, float(line.number)]
        )
    x, y = values[0], values[-1]
    if which == 1 or (line.gate.startswith("n ") and read != "f.data"):
        x, y = y, x
    expected = run.program.expected()
    came = number_in(run.came, read)
    if came is None:
        return False
    if line.gate == "power" and line.number == 0 and read != "f.data" and run.is_right(read):
        return True  # an exponent of 0 may have a case of its own
    try:
        made = slip(At(x, y, float(expected["f.data"]), float(expected[read])))
        return not isinstance(made, complex) and bool(agrees(came, float(made)))
    except (ArithmeticError, ValueError, KeyError):
        # the rule says nothing here, so only a right value does not speak against it
        return run.is_right(read)


def _where(runs: Sequence[Run], read: str) -> str:
    """At which inputs it is wrong, where the others are right."""
    wrong = [run for run in runs if not run.is_right(read)]
    if len(wrong) == len(runs):
        return ""
    tried = [run for run in runs if run in wrong or not _is_trifle(run, read)]
    power = WORDS[runs[0].gates[0].gate] == WORDS["power"]
    second = "the second input" if runs[0].gates[0].number is None else "the number"
    negative = "at a negative exponent" if power else f"where {second} is negative"
    zero = "at an exponent of 0" if power else f"where {second} is 0"
    for words, test in (
        ("where both inputs are equal", lambda v: len(v) > 1 and len(set(v)) == 1),
        ("at an input of 0", lambda v: v[0] == 0),
        ("except at an input of 0", lambda v: v[0] != 0),
        (zero, lambda v: len(v) > 1 and v[1] == 0),
        ("at a negative input", lambda v: v[0] < 0),
        ("at an input that is not above 0", lambda v: v[0] <= 0),
        ("at a positive input", lambda v: v[0] > 0),
        ("at large inputs", lambda v: max(map(abs, v)) > 20.0),
        (negative, lambda v: len(v) > 1 and v[-1] < 0),
        (zero, lambda v: len(v) > 1 and v[-1] == 0),
        ("at an exponent of 1", lambda v: power and v[-1] == 1),
    ):
        if all(test(_values(run)) == (run in wrong) for run in tried):
            return f" {words}"
    signs = {math.copysign(1.0, _values(run)[0]) for run in wrong}
    if all(_nearly_equal(_values(run)) for run in wrong) and (len(wrong) == 1 or len(signs) == 2):
        return " at inputs that are nearly equal"
    between = _between(runs, wrong)
    if between:
        return between
    right = [run for run in tried if run not in wrong]
    for words, other, measure in _MEASURES:
        least = min(measure(_values(run)) for run in wrong)
        enough = len(right) > 2 and len(tried) > 6
        if enough and least > max(measure(_values(run)) for run in right):
            # where most are wrong, the few that are right are the exception
            said, few = (words, wrong) if len(right) > len(wrong) else (other, right)
            if math.comb(len(tried), len(few)) < SELDOM and not _far_apart(wrong, right, measure):
                continue  # some measure is likely to part so few by chance
            if few is right and not _only_there(runs, wrong, right, measure):
                continue  # it is right elsewhere as well, where nothing is sent back
            if "most negative" not in said or all(_values(run)[0] < 0 for run in few):
                return said
    return ""


def _between(runs: Sequence[Run], wrong: Sequence[Run]) -> str:
    """From where to where a function is wrong, if it is right on both sides of that."""
    if len(_values(runs[0])) > 1 or len(wrong) < FEW:
        return ""
    low, high = min(_values(run)[0] for run in wrong), max(_values(run)[0] for run in wrong)
    others = [_values(run)[0] for run in runs if run not in wrong]
    others = [x for x in others if not 0.0 < abs(x) < TRIFLE]
    below, above = sum(x < low for x in others), sum(x > high for x in others)
    if below + above < len(others) or min(below, above) < FEW:
        return ""
    return f" at inputs from {low:.3g} to {high:.3g}"


#: So many inputs must be wrong between others, and so many right on each side.
FEW = 3
#: There must be so many ways to choose as many inputs, else some measure may part them by chance;
#: or they lie so many times farther out.
SELDOM, FARTHER = 50, 4.0


def _far_apart(
    wrong: Sequence[Run],
    right: Sequence[Run],
    measure: Callable[[Sequence[float]], float],
) -> bool:
    """Whether nothing was tried near the bound between wrong and right inputs."""
    one = abs(min(measure(_values(run)) for run in wrong))
    other = abs(max(measure(_values(run)) for run in right))
    return max(one, other) > FARTHER * min(one, other)


def _only_there(
    runs: Sequence[Run],
    wrong: Sequence[Run],
    right: Sequence[Run],
    measure: Callable[[Sequence[float]], float],
) -> bool:
    """Whether nothing else is right beyond these, not even what says little."""
    bound = max(measure(_values(run)) for run in right)
    tiny = [run for run in runs if 0.0 < max(map(abs, _values(run)[:1])) < TRIFLE]
    rest = [run for run in runs if run not in (*wrong, *right, *tiny)]
    return not any(measure(_values(run)) > bound for run in rest)


#: What is smaller than this may be right because it is next to nothing.
TRIFLE = 1e-5


def _is_trifle(run: Run, read: str) -> bool:
    """Whether a run says nothing of a mistake: what is right there is 0, or the input nearly is."""
    tiny = 0.0 < max(map(abs, _values(run)[:1])) < TRIFLE
    return tiny or (read != "f.data" and float(run.program.expected()[read]) == 0.0)


#: By what the inputs of a wrong run may lie beyond those of all right ones, with what is said where
#: few are wrong, and where most are.
_MEASURES: tuple[tuple[str, str, Callable[[Sequence[float]], float]], ...] = (
    (
        " at the largest inputs that were tried",
        " except at the most negative inputs that were tried",
        lambda v: v[0],
    ),
    (
        " at the most negative inputs that were tried",
        " except at the largest inputs that were tried",
        lambda v: -v[0],
    ),
    (
        " at the inputs largest in size that were tried",
        " except at the inputs nearest to 0 that were tried",
        lambda v: abs(v[0]),
    ),
    (
        " at the inputs nearest to 0 that were tried",
        " except at the inputs largest in size that were tried",
        lambda v: -abs(v[0]),
    ),
)


def _nearly_equal(values: Sequence[float]) -> bool:
    return len(values) > 1 and abs(values[0] - values[1]) <= 0.02 * max(map(abs, values))


def _values(run: Run) -> list[float]:
    (line,) = run.gates
    values = [float(run.program.inputs[name]) for name in line.of]
    return values if line.number is None else [*values, float(line.number)]
