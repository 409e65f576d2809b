"""What is wrong with a ``Value``: operation by operation, then where one is used more than once.

Each operation is looked at by itself first. What it gives forward and sends back is held against
what other operations would give, so that a sentence names the operation and what it does instead.
Only where the operations are right by themselves, something is said of how they work together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

from backpass.gradcheck import agrees
from backpass.judge import Trial
from backpass.likeness.sample import Said


class LineLike(Protocol):
    """A line of a program, see :mod:`backpass.contracts.build_autograd`."""

    name: str
    gate: str
    of: tuple[str, ...]
    number: float | None


class ProgramLike(Protocol):
    """A program, see :mod:`backpass.contracts.build_autograd`."""

    inputs: Mapping[str, float]
    lines: tuple[Any, ...]

    def expected(self) -> dict[str, float]:
        """What comes out of it."""
        ...


@dataclass(frozen=True)
class _Run:
    """A program with what came of it, as far as that was numbers.

    Attributes:
        program: The program.
        came: What was read, by name; an exception where it stopped.
    """

    program: ProgramLike
    came: Any

    @property
    def gates(self) -> list[Any]:
        """The lines that make something."""
        return [line for line in self.program.lines if line.gate]

    @property
    def backwards(self) -> list[str]:
        """Whose backward pass runs, in order."""
        return [line.name for line in self.program.lines if not line.gate]

    def is_right(self, name: str) -> bool:
        """Whether a value that was read is right."""
        number = _number(self.came, name)
        right = self.program.expected().get(name)
        return right is None or (number is not None and bool(agrees(number, float(right))))

    @property
    def all_right(self) -> bool:
        """Whether everything is right."""
        return isinstance(self.came, Mapping) and all(map(self.is_right, self.program.expected()))


def _number(came: Any, name: str) -> float | None:
    if not isinstance(came, Mapping) or not isinstance(came.get(name), int | float):
        return None
    return float(came[name])


#: Which operations an operation may be put together from. If one of those is wrong, nothing is said
#: of what is made from it.
MADE_FROM: Mapping[str, tuple[str, ...]] = {
    "subtract": ("add", "negate", "multiply"),
    "negate": ("multiply",),
    "divide": ("multiply", "power", "root"),
    "add n": ("add",),
    "n add": ("add", "add n"),
    "subtract n": ("add", "negate", "multiply", "subtract"),
    "n subtract": ("add", "negate", "multiply", "subtract"),
    "multiply n": ("multiply",),
    "n multiply": ("multiply", "multiply n"),
    "divide n": ("multiply", "divide", "power"),
    "n divide": ("multiply", "divide", "power"),
    "root": ("power",),
}
WORDS: Mapping[str, str] = {
    "add": "x + y",
    "subtract": "x - y",
    "multiply": "x * y",
    "divide": "x / y",
    "negate": "-x",
    "add n": "x + n",
    "n add": "n + x",
    "subtract n": "x - n",
    "n subtract": "n - x",
    "multiply n": "x * n",
    "n multiply": "n * x",
    "divide n": "x / n",
    "n divide": "n / x",
    "power": "x ** n",
    "root": "x ** n",
    "exp": "exp",
    "relu": "relu",
    "sigmoid": "sigmoid",
    "maximum": "maximum",
}


def found(trial: Trial) -> list[Said]:
    """What is wrong, the most basic first; nothing where it cannot be told.

    Args:
        trial: All programs that were run.
    """
    runs = [_Run(call.about, call.result) for call in trial.calls if call.about is not None]
    said = _everywhere(runs)
    if said and said[0].name != ORDER:
        return said + list(_long_and_wide(trial))
    spoiled = bool(said)
    wrong: dict[str, Said] = {}
    for gate in _basic_first():
        here = [run for run in runs if _is_alone(run, gate)]
        words = _of_gate(gate, here) if here and not (spoiled and gate in MADE_FROM) else None
        if words is None:
            continue
        # a wrong gradient of what it is made from does not make its value wrong
        kind = words.name.split(" of ")[0]
        basic = [wrong[one] for one in MADE_FROM.get(gate, ()) if one in wrong]
        if all(one.name.startswith("gradient") and kind != "gradient" for one in basic):
            said.append(words)
        wrong[gate] = words
    if spoiled:
        return said + list(_long_and_wide(trial))
    if "multiply" in wrong or "add" in wrong:
        # what is used twice by operations that are right tells of a second mistake all the same
        fine = [run for run in runs if not {line.gate for line in run.gates} & set(wrong)]
        said += [one for one in _together(fine, wrong) if one.name.startswith("=")]
    else:
        meeting = _together(runs, wrong)
        blamed = {gate for gate in WORDS if any(WORDS[gate] in one.name for one in meeting)}
        follow = [wrong[gate] for gate in wrong if blamed.intersection(MADE_FROM.get(gate, ()))]
        said = meeting + [one for one in said if one not in follow]
        fine = [run for run in runs if not {line.gate for line in run.gates} & set(wrong)]
        said += _again(fine) or ([] if said else _order(fine))
    return said + list(_long_and_wide(trial))


ORDER = "order of the backward pass"
EQUAL = "equal numbers taken for one Value"


def _returns_its_operand(runs: Sequence[_Run]) -> Said | None:
    """An operation whose result has the gradient of an operand at each wrong point: it is one."""
    gates = set[str]()
    for run in runs:
        for read in run.program.expected():
            if run.is_right(read):
                continue
            line = next((line for line in run.gates if read == f"{line.name}.grad"), None)
            if line is None or not any(_is_one(run, line.name, name) for name in line.of):
                return None
            gates.add(line.gate)
    if len(gates) != 1:
        return None
    what = WORDS[gates.pop()]
    return Said(
        f"{what} returns its operand",
        f"`{what}` returns one of its operands. Its result is to be a new Value, which has a "
        "gradient of its own.",
    )


def _is_one(run: _Run, one: str, other: str) -> bool:
    """Whether two names of a program seem to mean one and the same Value."""
    return all(
        (came := _number(run.came, f"{one}.{what}")) is not None
        and came == _number(run.came, f"{other}.{what}")
        for what in ("data", "grad")
    )


def _wrong_at_equal_numbers_alone(runs: Sequence[_Run]) -> bool:
    """Whether gradients go wrong where two different Values hold the same number, and only there.

    What is used twice without that has to be right somewhere: else its messages may be lost.
    """
    wrong = [run for run in runs if not run.all_right]
    right = [run for run in runs if run.all_right]
    if len(wrong) < 3 or not all(map(_holds_a_number_twice, wrong)):
        return False
    # what hands an operand on always holds its number twice, so it tells nothing
    wrong = [run for run in wrong if not {line.gate for line in run.gates} & HANDING_ON]
    if len(wrong) < 3:
        return False
    if set.intersection(*(_plain_gates(run) for run in wrong)):
        return False  # one operation may be wrong, one that gives what it is given
    return any(_is_forked(run) and not _holds_a_number_twice(run) for run in right)


def _plain_gates(run: _Run) -> set[str]:
    """The operations of a program, those with a number as those of two Values."""
    return {line.gate.removeprefix("n ").removesuffix(" n") for line in run.gates}


#: Operations that may give one of their operands as it is.
HANDING_ON = frozenset({"maximum", "relu"})


def _holds_a_number_twice(run: _Run) -> bool:
    """Whether two of the Values of a program hold the same number.

    Constants may be Values too, and what a difference or a quotient is put together from.
    """
    nodes: dict[str, complex] = {n: complex(v) for n, v in run.program.inputs.items()}
    inner = list[complex]()
    for line in run.gates:
        nodes[line.name] = complex(line.apply(nodes, True))
        inner += [] if line.number is None else [complex(line.number)]
        last = nodes[line.of[-1]]
        if "subtract" in line.gate:
            inner.append(-last)
        elif "divide" in line.gate and last:
            inner.append(1.0 / last)
    numbers = [*nodes.values(), *inner]
    return len(set(numbers)) < len(numbers)


def _is_forked(run: _Run) -> bool:
    """Whether a Value is used by two operations of a program."""
    used = [name for line in run.gates for name in set(line.of)]
    return len(used) > len(set(used))


#: A gradient that is smaller is next to nothing.
NEXT_TO_NOTHING = 1e-4


def _everywhere(runs: Sequence[_Run]) -> list[Said]:
    """What spoils every program: the gradient that it begins with, the order, rounded numbers."""
    numbers = [run for run in runs if isinstance(run.came, Mapping)]
    alone = [run for run in numbers if len(run.gates) == 1 and "f.grad" in run.program.expected()]
    ends = [run for run in alone if not run.is_right("f.grad")]
    if alone and len(ends) > len(alone) / 2:
        return [
            Said(
                "gradient that it begins with",
                "After `f.backward()` the gradient of f itself is not 1. How much does f change if "
                "f rises by one?",
            )
        ]
    read = [(run, n, _number(run.came, n)) for run in numbers for n in run.program.expected()]
    data = [(run, n, v) for run, n, v in read if n.endswith(".data") and v is not None]
    if all(v == round(v) for _, _, v in data if math.isfinite(v)) and not all(
        run.is_right(n) for run, n, _ in data
    ):
        return [
            Said(
                "whole numbers",
                "All `data` are whole numbers. What becomes of the digits behind the point?",
            )
        ]
    for digits in range(1, 8):
        if all(v == round(v, digits) for _, _, v in data) and not all(
            run.is_right(n) for run, n, _ in data
        ):
            return [
                Said(
                    f"rounded to {digits} digits",
                    f"All `data` are rounded to {digits} digits. Rounding is for reading; "
                    "calculate with all digits.",
                )
            ]
    grads = [(run, n, v) for run, n, v in read if n.endswith(".grad")]
    off = [(v, float(run.program.expected()[n])) for run, n, v in grads if not run.is_right(n)]
    if len(off) > 1 and all(came == 0.0 and abs(right) < NEXT_TO_NOTHING for came, right in off):
        return [
            Said(
                "next to nothing taken for nothing",
                "Gradients that are next to 0 come out as 0, and all others are right. Is "
                "something left out, or rounded, where it is small?",
            )
        ]
    plain = [run for run in numbers if {line.gate for line in run.gates} <= {"add", "multiply"}]
    plain = [run for run in plain if len(run.backwards) == 1]
    deep = [run for run in plain if _beyond_the_last(run)]
    first = [run for run in plain if run not in deep]
    handed_out = _returns_its_operand(numbers)
    if handed_out is not None:
        return [handed_out]
    if _wrong_at_equal_numbers_alone(numbers):
        return [
            Said(
                EQUAL,
                "It goes wrong where two Values hold the same number, and nowhere else. How does "
                "it know which Value it has met already, and are two of them one?",
            )
        ]
    if deep and all(run.all_right for run in first) and all(map(_nothing_beyond, deep)):
        return [
            Said(
                ORDER,
                "The gradient gets to the inputs of the last operation and no further. In which "
                "order are the operations gone through, and is each one's gradient there by then?",
            )
        ]
    return []


def _beyond_the_last(run: _Run) -> list[str]:
    """Inputs that the last operation does not read itself."""
    if len(run.gates) < 2 or run.backwards != [run.gates[-1].name]:
        return []
    reached = [n for n in run.program.inputs if f"{n}.grad" in run.program.expected()]
    return [name for name in reached if name not in run.gates[-1].of]


def _nothing_beyond(run: _Run) -> bool:
    return all(_number(run.came, f"{name}.grad") == 0.0 for name in _beyond_the_last(run))


def _basic_first() -> Iterator[str]:
    yield from ("add", "multiply", "power", "negate")
    yield from (gate for gate in WORDS if gate not in ("add", "multiply", "power", "negate"))


def _is_alone(run: _Run, gate: str) -> bool:
    """Whether a program is this one operation, on Values that are not the same."""
    lines = run.gates
    return (
        len(lines) == 1
        and lines[0].gate == gate
        and len(set(lines[0].of)) == len(lines[0].of)
        and len(run.backwards) == 1
    )


# --- one operation -------------------------------------------------------------------------------


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
    (lambda at: abs(at.x), "the absolute value of its input"),
    (lambda _: 0.0, "zero"),
    (lambda at: 2.0 * at.f, "twice what it should be"),
    (lambda at: 0.5 * at.f, "half of what it should be"),
    (lambda at: float(math.floor(at.f)), "what it should be, rounded down to a whole number"),
    (lambda at: float(math.trunc(at.f)), "what it should be, cut to a whole number"),
    (lambda at: float(round(at.f)), "what it should be, rounded to a whole number"),
    (lambda at: abs(at.f), "right but for its sign, which is never negative"),
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
    (lambda at: 2.0 * at.s, "twice what it should be"),
    (lambda at: 0.5 * at.s, "half of what it should be"),
    (lambda at: abs(at.s), "right but for its sign, which is always positive"),
    (lambda at: 1.0 / at.x, "1 over that input"),
    (lambda at: math.log(abs(at.x)), "the logarithm of that input"),
)


#: What Python says of an operation that a class does not have.
MISSING = re.compile(
    r"(unsupported|bad) operand type.*'Value'|'Value' object has no attribute '"
    r"(exp|relu|sigmoid|maximum)'"
)


def _of_gate(gate: str, runs: Sequence[_Run]) -> Said | None:
    """What is wrong with one operation by itself, or None if it is right."""
    if all(run.all_right for run in runs):
        return None
    what = f"`{WORDS[gate]}`"
    stopped = next((run.came for run in runs if isinstance(run.came, BaseException)), None)
    numbers = [run for run in runs if isinstance(run.came, Mapping)]
    if stopped is not None and all(run.all_right for run in numbers):
        name = type(stopped).__name__
        if isinstance(stopped, NotImplementedError) or MISSING.search(str(stopped)):
            return Said(f"{WORDS[gate]} not written", f"{what} is not written yet.")
        seldom = " at some inputs, and is right at the others" if numbers else ""
        return Said(f"{WORDS[gate]}: {name}", f"{what} stops with {name}{seldom}.")
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
    return _of_numbers(gate, line, numbers)


def _of_numbers(gate: str, line: Any, numbers: Sequence[_Run]) -> Said | None:
    """What is wrong with what an operation gives, or with what it sends back."""
    what = f"`{WORDS[gate]}`"
    if not all(run.is_right("f.data") for run in numbers):
        instead = _instead(numbers, "f.data", _VALUES, 0)
        gives = (
            f"gives {instead}"
            if instead
            else "gives a wrong value forward" + _where(numbers, "f.data")
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


def _is_switched(runs: Sequence[_Run], name: str, of: Sequence[str]) -> bool:
    """Whether an input gets at every point what the other one should."""
    others = [other for other in of if other != name]
    if len(others) != 1:
        return False
    for run in runs:
        came = _number(run.came, f"{name}.grad")
        right = run.program.expected()[f"{others[0]}.grad"]
        if came is None or not agrees(came, float(right)):
            return False
    return True


def _instead(
    runs: Sequence[_Run], read: str, slips: Sequence[tuple[Slip, str]], which: int
) -> str | None:
    """What came at every point, in words."""
    for slip, words in slips:
        if all(_slipped(run, read, slip, which) for run in runs):
            return words
    return None


def _slipped(run: _Run, read: str, slip: Slip, which: int) -> bool:
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
    came = _number(run.came, read)
    if came is None:
        return False
    try:
        made = slip(At(x, y, float(expected["f.data"]), float(expected[read])))
        return not isinstance(made, complex) and bool(agrees(came, float(made)))
    except (ArithmeticError, ValueError, KeyError):
        # the rule says nothing here, so only a right value does not speak against it
        return run.is_right(read)


def _where(runs: Sequence[_Run], read: str) -> str:
    """At which inputs it is wrong, where the others are right."""
    wrong = [run for run in runs if not run.is_right(read)]
    if len(wrong) == len(runs):
        return ""
    for words, test in (
        ("where both inputs are equal", lambda v: len(v) > 1 and len(set(v)) == 1),
        ("at an input of 0", lambda v: v[0] == 0),
        ("at a negative input", lambda v: v[0] < 0),
        ("at a positive input", lambda v: v[0] > 0),
        ("at large inputs", lambda v: max(map(abs, v)) > 20.0),
        ("at a negative exponent", lambda v: v[-1] < 0),
        ("at an exponent of 0", lambda v: v[-1] == 0),
    ):
        if all(test(_values(run)) == (run in wrong) for run in runs):
            return f" {words}"
    if all(_nearly_equal(_values(run)) for run in wrong):
        return " at inputs that are nearly equal"
    right = [run for run in runs if run not in wrong]
    for words, measure in _MEASURES:
        least = min(measure(_values(run)) for run in wrong)
        if len(right) > 3 and least > max(measure(_values(run)) for run in right):
            return words
    return ""


#: By what the inputs of a wrong run may lie beyond those of all right ones.
_MEASURES: tuple[tuple[str, Callable[[Sequence[float]], float]], ...] = (
    (" at the largest inputs that were tried", lambda v: v[0]),
    (" at the most negative inputs that were tried", lambda v: -v[0]),
    (" at the inputs largest in size that were tried", lambda v: abs(v[0])),
    (" at the inputs nearest to 0 that were tried", lambda v: -abs(v[0])),
)


def _nearly_equal(values: Sequence[float]) -> bool:
    return len(values) > 1 and abs(values[0] - values[1]) <= 0.02 * max(map(abs, values))


def _values(run: _Run) -> list[float]:
    (line,) = run.gates
    values = [float(run.program.inputs[name]) for name in line.of]
    return values if line.number is None else [*values, float(line.number)]


# --- several together ----------------------------------------------------------------------------


def _together(runs: Sequence[_Run], wrong: Mapping[str, Said]) -> list[Said]:
    """What goes wrong where operations that are right by themselves meet in one program."""
    told = list[tuple[str, str]]()
    averaged = _averaged(runs)
    for gate in WORDS:
        if gate in wrong or gate == "root":
            continue
        ignored = [run for run in runs if _passes_on(run, gate)]
        twice = [run for run in runs if _used_twice(run, gate)]
        unlike = [run for run in ignored if not run.all_right]
        if unlike and all(map(_ignores_upstream, ignored)):
            told.append((gate, "upstream"))
        elif gate in ("add", "multiply", "power") and (at := _drops_upstream(runs, gate)):
            both = gate == "power" or len(at) > 1
            told.append((gate, "upstream" if both else ("first", "second")[at[0]]))
        elif _same_on_both_sides_alone(twice):
            told.append((gate, "same"))
        elif _has_one_message(twice):
            told.append((gate, "mean" if averaged else "last"))
    said = list[Said]()
    upstream = [gate for gate, what in told if what == "upstream"]
    last = [gate for gate, what in told if what == "last"]
    same = [gate for gate, what in told if what == "same"]
    mean = [gate for gate, what in told if what == "mean"]
    if upstream:
        basic = _basic_of(upstream)
        said.append(
            Said(
                f"upstream gradient ignored in {', '.join(basic)}",
                f"What {_listed(basic)} sends back does not depend on the gradient of the output. "
                "What if something further on is multiplied by ten?"
                if len(basic) == 1
                else f"What {_listed(basic)} send back does not depend on the gradient of the "
                "output. What if something further on is multiplied by ten?",
            )
        )
    for gate, what in told:
        if what in ("first", "second"):
            said.append(
                Said(
                    f"upstream gradient ignored in {WORDS[gate]}, for its {what} input",
                    f"What `{WORDS[gate]}` sends back to its {what} input does not depend on the "
                    "gradient of the output. What if something further on is multiplied by ten?",
                )
            )
    if last:
        basic = _basic_of(last)
        every = len(basic) > 2 and "add" in last
        where = "wherever a Value is used more than once" if every else f"in {_listed(basic)}"
        said.append(
            Said(
                "= for +=" + ("" if every else f" in {', '.join(basic)}"),
                f"A Value that is used more than once holds one of its messages alone, {where}. Do "
                "what comes back from several places add up (`+=`, not `=`)?",
            )
        )
    if mean:
        said.append(
            Said(
                "messages averaged",
                "A Value that is used more than once holds the mean of its messages. Are several "
                "messages averaged, or added up?",
            )
        )
    if same:
        basic = _basic_of(same)
        said.append(
            Said(
                f"the same Value on both sides of {', '.join(basic)}",
                f"It goes wrong where the same Value stands on both sides, in {_listed(basic)}.",
            )
        )
    return said


def _same_on_both_sides_alone(twice: Sequence[_Run]) -> bool:
    """Whether an operation is wrong on one Value twice, and right where two of it meet."""
    on_one = [run for run in twice if len(run.gates) == 1]
    meeting = [run for run in twice if len(run.gates) > 1]
    wrong = any(not run.all_right for run in on_one)
    return wrong and bool(meeting) and all(run.all_right for run in meeting)


def _has_one_message(twice: Sequence[_Run]) -> bool:
    """Whether what is used twice holds one message alone, on one Value twice as well."""
    on_one = [run for run in twice if len(run.gates) == 1]
    wrong = [run for run in twice if not run.all_right]
    if not wrong or not all(map(_last_message_alone, twice)):
        return False
    return not on_one or any(run in wrong for run in on_one)


def _averaged(runs: Sequence[_Run]) -> bool:
    """Whether inputs that are used several times hold the mean of messages that are unlike."""
    forked = [
        run
        for run in runs
        if isinstance(run.came, Mapping)
        and len(run.backwards) == 1
        and _is_forked(run)
        and not _is_shared(run)
        and not _has_equal_messages(run)
        and not run.all_right
    ]
    return len(forked) > 1 and all(map(_holds_the_mean, forked))


def _has_equal_messages(run: _Run) -> bool:
    """Whether each input's messages are one and the same number, so that their mean is any."""
    messages = [_messages(run.program, name) for name in run.program.inputs]
    return all(agrees(one, own[0]) for own in messages for one in own)


def _holds_the_mean(run: _Run) -> bool:
    for name in run.program.inputs:
        came = _number(run.came, f"{name}.grad")
        messages = _messages(run.program, name)
        if came is None or not messages or not agrees(came, sum(messages) / len(messages)):
            return False
    return True


def _basic_of(gates: Sequence[str]) -> list[str]:
    kept = [gate for gate in gates if not set(gates).intersection(MADE_FROM.get(gate, ()))]
    return [WORDS[gate] for gate in kept]


def _listed(words: Sequence[str]) -> str:
    return " and ".join(f"`{word}`" for word in words)


def _passes_on(run: _Run, gate: str) -> bool:
    """Whether a program is ``q = gate(…); f = q * y``: the gate gets a gradient to pass on."""
    lines = run.gates
    return (
        len(lines) == 2
        and lines[0].gate == gate
        and lines[1].gate == "multiply"
        and lines[0].name == lines[1].of[0]
        and lines[1].of[1] in run.program.inputs
        and lines[1].of[1] not in lines[0].of
        and len(run.backwards) == 1
    )


def _ignores_upstream(run: _Run) -> bool:
    first, second = run.gates
    other = float(run.program.inputs[second.of[1]])
    expected = run.program.expected()
    for name in first.of:
        came = _number(run.came, f"{name}.grad")
        if came is None or not agrees(came, float(expected[f"{name}.grad"]) / other):
            return False
    return True


def _drops_upstream(runs: Sequence[_Run], gate: str) -> tuple[int, ...]:
    """At which inputs of an operation sums, products and it come out as if it ignored upstream.

    Nothing where they do not.
    """
    plain = [
        run
        for run in runs
        if {line.gate for line in run.gates} <= {"add", "multiply", gate}
        and any(line.gate == gate for line in run.gates)
        and len(run.backwards) == 1
        and isinstance(run.came, Mapping)
    ]
    sent = [(run, f"{name}.grad") for run in plain for name in run.program.inputs]
    if len(plain) < 3 or all(run.is_right(read) for run, read in sent):
        return ()  # a wrong value is no matter of what is sent back
    for places in ((0, 1), (0,), (1,)):
        if all(_as_if_dropped(run, gate, places) for run in plain):
            return places
    return ()


def _as_if_dropped(run: _Run, gate: str, places: Sequence[int]) -> bool:
    """Whether the inputs' gradients are those without the upstream gradient of an operation."""
    if len(set(run.backwards)) != 1 or run.backwards[0] != run.gates[-1].name:
        return run.all_right
    nodes: dict[str, complex] = {n: complex(v) for n, v in run.program.inputs.items()}
    for line in run.gates:
        nodes[line.name] = complex(line.apply(nodes, True))
    gradients = dict.fromkeys(nodes, 0.0)
    gradients[run.gates[-1].name] = 1.0
    for line in reversed(run.gates):
        for place, name in enumerate(line.of):
            arrived = 1.0 if line.gate == gate and place in places else gradients[line.name]
            gradients[name] += _local(line, nodes, place) * arrived
    for name in run.program.inputs:
        came = _number(run.came, f"{name}.grad")
        if came is not None and not agrees(came, gradients[name]):
            return False
    return True


def _local(line: Any, nodes: Mapping[str, complex], place: int) -> float:
    """The slope of one operation in one of its inputs, by the complex step."""
    step = 2.0**-100
    of = tuple(f"{name}'" if at == place else name for at, name in enumerate(line.of))
    moved = {**nodes, of[place]: nodes[line.of[place]] + complex(0.0, step)}
    return float(complex(replace(line, of=of).apply(moved, True)).imag / step)


def _used_twice(run: _Run, gate: str) -> bool:
    """Whether a program is ``a = gate(…); b = gate(…); f = a ∘ b`` or ``f = gate(x, x)``."""
    lines = run.gates
    if len(run.backwards) != 1:
        return False
    if len(lines) == 1:
        return lines[0].gate == gate and len(set(lines[0].of)) < len(lines[0].of)
    return (
        len(lines) == 3
        and lines[0].gate == lines[1].gate == gate
        and lines[2].gate in ("add", "multiply")
        and set(lines[2].of) == {lines[0].name, lines[1].name}
    )


def _last_message_alone(run: _Run) -> bool:
    """Whether each input is right, or holds one of the messages that it should add up."""
    if not isinstance(run.came, Mapping):
        return False
    expected = run.program.expected()
    if not all(run.is_right(read) for read in expected if read.endswith(".data")):
        return False
    for name in run.program.inputs:
        came = _number(run.came, f"{name}.grad")
        if came is None or f"{name}.grad" not in expected:
            return False
        if run.is_right(f"{name}.grad"):
            continue
        messages = _messages(run.program, name)
        if not any(agrees(came, message) for message in messages):
            return False
    return True


def _messages(program: ProgramLike, name: str) -> list[float]:
    """What comes back to an input from each of the places where it is used, by itself."""
    messages = list[float]()
    lines = [line for line in program.lines if line.gate]
    for number, line in enumerate(lines):
        for place, used in enumerate(line.of):
            if used == name:
                messages.append(_slope_through(program, lines, number, place))
    return messages


def _slope_through(program: ProgramLike, lines: Sequence[Any], number: int, place: int) -> float:
    """The slope of the last line in one use of a Value, all others kept, by the complex step."""
    step = 2.0**-100
    nodes: dict[str, complex] = {n: complex(v) for n, v in program.inputs.items()}
    for at, line in enumerate(lines):
        if at == number:
            of = tuple(f"{n}'" if p == place else n for p, n in enumerate(line.of))
            moved = {**nodes, of[place]: nodes[line.of[place]] + complex(0.0, step)}
            nodes[line.name] = complex(
                type(line)(line.name, line.gate, of, line.number).apply(moved, True)
            )
        else:
            nodes[line.name] = complex(line.apply(nodes, True))
    return nodes[lines[-1].name].imag / step


def _again(runs: Sequence[_Run]) -> list[Said]:
    """What is wrong only where a backward pass runs once more."""
    once = [run for run in runs if len(run.backwards) == 1]
    more = [run for run in runs if len(run.backwards) > 1]
    if not more or not all(run.all_right for run in once) or all(run.all_right for run in more):
        return []
    repeated = [run for run in more if len(set(run.backwards)) == 1]
    if repeated and all(map(_grows, repeated)):
        return [
            Said(
                "adds up over calls",
                "A second call of `backward()` adds to the gradients of the first one. They are to "
                "be set afresh in each call.",
            )
        ]
    return [
        Said(
            "wrong when called again",
            "The first backward pass is right, and one that follows another is not. What is left "
            "over from the one before?",
        )
    ]


def _grows(run: _Run) -> bool:
    """Whether every input's gradient is larger than it should be, on the same side of 0."""
    expected = run.program.expected()
    for name in run.program.inputs:
        came, right = _number(run.came, f"{name}.grad"), float(expected.get(f"{name}.grad", 0.0))
        if came is None or came * right <= 0.0 or abs(came) <= 1.5 * abs(right):
            return False
    return True


def _order(runs: Sequence[_Run]) -> list[Said]:
    """What is wrong though each operation is right, and so is each one used twice side by side."""
    wrong = [run for run in runs if not run.all_right and isinstance(run.came, Mapping)]
    if not wrong or any(value is None for run in wrong for value in run.came.values()):
        return []  # what is no number at all is told by itself
    forward = _wrong_forward(wrong)
    if forward is not None:
        return [forward]
    if all(map(_wrong_beside_alone, wrong)):
        return [
            Said(
                "gradient of what no backward pass reached",
                "A Value that no backward pass has reached holds a gradient that is not 0. What "
                "does a gradient begin with?",
            )
        ]
    if all(len(run.gates) > 1 and _is_shared(run) for run in wrong):
        return [
            Said(
                ORDER,
                "Every operation is right by itself, and gradients go wrong where a Value that was "
                "computed is used more than once. Is a Value's gradient complete before it is "
                "passed on? (Reverse topological order.)",
            )
        ]
    for gate in WORDS:
        if all(_passes_on(run, gate) for run in wrong):  # at other inputs than those tried alone
            zero = all(run.program.inputs[run.gates[0].of[0]] == 0 for run in wrong)
            where = " at an input of 0" if zero else ""
            name = _wrong_input(wrong[0])
            return [
                Said(
                    f"gradient of {WORDS[gate]}: {name}{where}",
                    f"`{WORDS[gate]}` sends a wrong gradient back to {name}{where}.",
                )
            ]
    values = [(run, read) for run in wrong for read in run.came if read.endswith(".data")]
    if not all(run.is_right(read) for run, read in values):
        return []  # some operation gives a wrong value at these numbers, and which is not seen
    if all(len(run.gates) > 1 for run in wrong):
        return [
            Said(
                "several operations together",
                "Every operation is right by itself, and several together are not. Follow one "
                "gradient back through two operations.",
            )
        ]
    return []


def _wrong_beside_alone(run: _Run) -> bool:
    """Whether nothing is wrong but gradients of what the backward passes do not reach."""
    reached = set(run.backwards)
    for line in reversed(run.gates):
        reached |= set(line.of) if line.name in reached else set()
    wrong = [name for name in run.program.expected() if not run.is_right(name)]
    return all(n.endswith(".grad") and n.removesuffix(".grad") not in reached for n in wrong)


def _wrong_forward(wrong: Sequence[_Run]) -> Said | None:
    """An operation that gives a wrong value of right operands in programs of several."""
    gates = set[str]()
    for run in wrong:
        read = run.program.expected()
        made = {line.name for line in run.gates}
        for line in run.gates:
            known = all(name not in made or f"{name}.data" in read for name in line.of)
            if known and not run.is_right(f"{line.name}.data"):
                if all(run.is_right(f"{name}.data") for name in line.of):
                    gates.add(line.gate)
                break
    if len(gates) != 1:
        return None
    what = WORDS[gates.pop()]
    return Said(f"value of {what}", f"`{what}` gives a wrong value forward.")


def _wrong_input(run: _Run) -> str:
    """The input of a program's first operation whose gradient is wrong; its first one else."""
    inputs: dict[str, None] = dict.fromkeys(run.gates[0].of)
    return next((name for name in inputs if not run.is_right(f"{name}.grad")), next(iter(inputs)))


def _is_shared(run: _Run) -> bool:
    """Whether something that was computed is used more than once."""
    made = {line.name for line in run.gates}
    used = [name for line in run.gates for name in line.of if name in made]
    return len(used) > len(set(used))


def _long_and_wide(trial: Trial) -> Iterator[Said]:
    """The deep chain and the wide graph, which have findings of their own."""
    for (part, _), finding in trial.findings.items():
        if part == "deep chain" and "once for each gate" in finding.text:
            yield Said(
                "recursion limit",
                "On a chain of ten thousand gates a function calls itself too deeply.",
            )
        if part == "each node once" and "every path" in finding.text:
            yield Said("along every path", "It goes along every path, and not once to each node.")
