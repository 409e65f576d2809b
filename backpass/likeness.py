"""What a wrong result has in common with the right one, from numbers alone.

A rule makes a value of each call: the right gradient with its sign changed, or as it would be for
another upstream gradient. If at every call just that came back, the rule's sentence is true of the
function, whatever its code looks like.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from backpass import patience
from backpass.contract import Contract
from backpass.gradcheck import FLOOR, owner
from backpass.judge import Call

#: Two numbers are alike to this relative and this absolute difference: wider than what counts as
#: right, since a rule and a learner may round on different ways.
RTOL, ATOL = 1e-7, 1e-11


#: The gate at the end of a circuit, where the upstream gradient arrives.
OUTPUT = "→"


@dataclass(frozen=True)
class Said:
    """What is said of a wrong result.

    Attributes:
        name: A few words, for a table of mistakes.
        text: A sentence for the learner; never a number or a formula that was expected.
        at: The gate of the exercise's circuit that it speaks of, or :data:`OUTPUT`; nothing where
            it speaks of none.
    """

    name: str
    text: str
    at: str = ""


@dataclass(frozen=True)
class Sample:
    """What came of one call for one part, beside what is right.

    Attributes:
        call: The call.
        came: What came back.
        right: What is right.
    """

    call: Call
    came: Any
    right: Any

    @property
    def dout(self) -> Any:
        """The upstream gradient; None where there is none."""
        return self.call.dout

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the right result."""
        return np.shape(self.right)


#: From a sample to what a rule makes of it; None where the rule cannot be followed.
Ruler = Callable[[Sample], Any]
Rule = tuple[Ruler, Said]


def close(came: Any, made: Any) -> bool:
    """Whether two results are alike in every entry, and in shape.

    Args:
        came: What came back, a number or an array.
        made: What a rule makes of the same call; None where it makes nothing.
    """
    if isinstance(came, float) and isinstance(made, float):  # the same, ten times quicker
        one, other = float(came), float(made)
        return abs(other) < math.inf and abs(one - other) <= RTOL * abs(other) + ATOL
    if made is None or np.shape(came) != np.shape(made):
        return False
    a, n = np.asarray(came, dtype=float), np.asarray(made, dtype=float)
    if not _all(np.isfinite(n)):  # nothing is like an infinite number
        return False
    size = np.abs(n)
    with np.errstate(all="ignore"):
        largest = np.maximum.reduce(size, axis=None, initial=0.0)
        return _all(np.abs(a - n) <= _bound(size, largest))


def _all(entries: Any) -> bool:
    """As ``entries.all()``, without the wrapper around it: most arrays have few entries."""
    return bool(np.logical_and.reduce(entries, axis=None))


def each_close(came: Any, made: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Whether a result is like each of several, in every entry.

    Args:
        came: What came back, a number or an array.
        made: Others of that shape, one behind the other.

    Returns:
        A boolean for each of the others.
    """
    a, n = np.asarray(came, dtype=float), np.abs(made)
    fine = np.isfinite(made)  # nothing is like an infinite number
    rest = tuple(range(1, made.ndim))
    with np.errstate(all="ignore"):
        largest = np.max(n, axis=rest, keepdims=True, initial=0.0)
        near = np.abs(a - made) <= _bound(n, largest)
        return np.asarray(np.all(fine & near, axis=rest))


def _bound(size: npt.NDArray[np.float64], largest: Any) -> npt.NDArray[np.float64]:
    """How far from numbers of some size another may be that is like them."""
    return np.asarray(RTOL * np.maximum(size, FLOOR * largest) + ATOL)


def fits(samples: Sequence[Sample], ruler: Ruler) -> bool:
    """Whether just what the rule makes came back at every call, and not what is right.

    Args:
        samples: What came of each call.
        ruler: The rule.
    """
    differs = False
    with np.errstate(all="ignore"):
        for sample in samples:
            made = ruler(sample)
            if not close(sample.came, made):
                return False
            differs = differs or not close(made, sample.right) or made is sample.came
    return differs


def factor(samples: Sequence[Sample], ruler: Ruler) -> float | None:
    """The number by which what a rule makes is to be multiplied at every call, if there is one.

    Args:
        samples: What came of each call.
        ruler: The rule.
    """
    with np.errstate(all="ignore"):
        for sample in samples:
            made = ruler(sample)
            if isinstance(made, float) and isinstance(sample.came, float):
                if 1e-4 < abs(made) < math.inf:
                    by = float(sample.came) / float(made)
                    break
                continue
            if made is None or np.shape(made) != np.shape(sample.came):
                return None
            numbers, came = np.ravel(np.asarray(made, dtype=float)), np.ravel(sample.came)
            if numbers.size and np.all(np.isfinite(numbers)) and np.max(np.abs(numbers)) > 1e-4:
                at = int(np.argmax(np.abs(numbers)))
                by = float(came[at] / numbers[at])
                break
        else:
            return None
        if not math.isfinite(by) or by == 0.0:
            return None
        return by if fits(samples, lambda sample: _scaled(ruler(sample), by)) else None


def _scaled(made: Any, by: float) -> Any:
    if isinstance(made, float):
        return float(made) * by
    return None if made is None else np.asarray(made) * by


# --- the named values of a call ------------------------------------------------------------------


def inputs_by_name(contract: Contract | None, call: Call) -> dict[str, Any]:
    """The inputs of a call by name; what a dict holds is named like ``params["W1"]``.

    Args:
        contract: The contract, which names its inputs.
        call: The call.
    """
    names = tuple(getattr(contract, "inputs", ()))
    named: dict[str, Any] = {}
    for name, value in zip(names, call.case.inputs, strict=False):
        if type(value) in _ONE_THING:
            named[name] = value
        elif isinstance(value, Mapping):
            named |= {f'{name}["{key}"]': each for key, each in value.items()}
        else:
            named[name] = value
    return named


#: Types of most inputs. Whether something is a mapping takes Python longer to find out.
_ONE_THING = frozenset({float, np.ndarray})


def _input_named(contract: Contract | None, call: Call, name: str) -> Any:
    """One of :func:`inputs_by_name`; None where there is none of that name."""
    names = getattr(contract, "inputs", ())
    if name in names:
        place = names.index(name)
        value = call.case.inputs[place] if place < len(call.case.inputs) else None
        if type(value) in _ONE_THING:
            return value
    holder, _, key = name.removesuffix('"]').partition('["')
    if key and holder in names:
        place = names.index(holder)
        held = call.case.inputs[place] if place < len(call.case.inputs) else None
        if type(held) is dict and key in held:
            return held[key]
    return inputs_by_name(contract, call).get(name)


def between(contract: Contract | None, call: Call) -> dict[str, Any]:
    """Values on the way to a result that a contract gives a name.

    Args:
        contract: The contract.
        call: The call.
    """
    if contract is None:
        return {}
    with np.errstate(all="ignore"):
        return contract.named_between(call.case.inputs)


def is_number(value: Any) -> bool:
    """Whether it can be calculated with: a float, an int, or an array of floats."""
    if isinstance(value, np.ndarray):
        return bool(value.dtype.kind == "f")
    return isinstance(value, (int, float)) and not isinstance(value, bool)


# --- rules ---------------------------------------------------------------------------------------


def rules(samples: Sequence[Sample], part: str, contract: Contract | None) -> Iterator[Rule]:
    """The rules for a part, the most telling first.

    Args:
        samples: What came of each call for this part.
        part: Its name.
        contract: The exercise's contract, where there is one.
    """
    yield (
        lambda s: -1 * np.asarray(s.right),
        Said("wrong sign", f"{part} has the right size and the wrong sign, everywhere."),
    )
    if any(sample.dout is not None for sample in samples):
        yield from _of_upstream(part, contract)
    for other in samples[0].call.expected:
        if other != part:
            yield (
                _expected_of(other),
                Said(
                    f"what {other} should be",
                    f"{part} is what {other} should be. Which value belongs where?",
                ),
            )
    yield (
        _nothing if mostly_exact(samples) else _same_in_half_the_digits,
        Said(
            "six digits",
            f"{part} agrees to six digits or so, and no further. Is something rounded, or worked "
            "out in float32?",
        ),
    )
    yield from _times_inputs(samples, part, contract)
    slope = part.startswith("d")
    yield (
        lambda s: np.zeros(s.shape),
        Said(
            "zero",
            f"{part} is zero everywhere."
            + (" Does a small push on the input really change nothing?" if slope else ""),
        ),
    )
    for times, words, text in (
        (2.0, "twice", f"{part} is twice what it should be, everywhere."),
        (0.5, "half of", f"{part} is half of what it should be, everywhere."),
        (3.0, "three times", f"{part} is three times what it should be, everywhere."),
    ):
        yield (_times(times), Said(words, text))
    yield from _counts(samples, part, contract)
    yield from _of_arrays(part)
    yield (
        lambda s: np.abs(s.right),
        Said("always positive", f"{part} has the right size, but its sign is always positive."),
    )
    yield (
        _one_number(samples),
        Said(
            "the same everywhere",
            f"{part} is the same number at every point. Does it use the values it is given?",
        ),
    )


def _one_number(samples: Sequence[Sample]) -> Ruler:
    """The number that came first, in every entry; an array as it came where its entries differ."""
    first = np.asarray(samples[0].came, dtype=float)
    if first.ndim and first.size and np.all(first == first.flat[0]):
        number = float(first.flat[0])
        return lambda s: np.full(s.shape, number)
    return lambda _: samples[0].came


def _expected_of(other: str) -> Ruler:
    return lambda s: s.call.expected.get(other)


def _times(number: float) -> Ruler:
    return lambda s: number * np.asarray(s.right)


def _of_upstream(part: str, contract: Contract | None) -> Iterator[Rule]:
    ignored = "upstream gradient ignored"
    yield (
        _without_upstream,
        Said(
            ignored,
            f"{part} would be right if the upstream gradient were 1. What should become of it when "
            "it is something else?",
            OUTPUT,
        ),
    )
    yield (
        _with_upstream(contract, lambda dout: np.ones(np.shape(dout))),
        Said(
            ignored,
            f"{part} would be right if every entry of the upstream gradient were 1. What should "
            "become of it when they are something else?",
            OUTPUT,
        ),
    )
    yield (
        _upstream_added,
        Said(
            "upstream gradient added",
            f"{part} looks as if the upstream gradient were added. How does the chain rule combine "
            "two rates?",
            OUTPUT,
        ),
    )
    yield (
        _upstream_twice,
        Said(
            "upstream gradient twice",
            f"{part} has the upstream gradient in it twice. Once is enough.",
            OUTPUT,
        ),
    )
    yield (
        lambda s: s.dout,
        Said(
            "upstream gradient as it came",
            f"{part} is the upstream gradient as it came. What is the local gradient of this gate?",
        ),
    )
    changes: tuple[tuple[Callable[[Any], Any], str], ...] = (
        (np.abs, "its absolute value"),
        (lambda dout: np.maximum(dout, 0.0), "0 where it is negative"),
        (np.square, "its square"),
        (np.sign, "its sign alone"),
        (np.trunc, "cut to a whole number"),
        (np.round, "rounded to a whole number"),
        (lambda dout: np.full(np.shape(dout), np.mean(dout)), "its own mean in every entry"),
        (lambda dout: np.full(np.shape(dout), np.sum(dout)), "its own sum in every entry"),
        *((_of_an_array(change, least), words) for change, words, least in _PARTS_LOST),
        (_of_an_array(lambda dout: dout[:1] + 0.0 * dout, 2), "its own first row in every row"),
        (_of_an_array(lambda dout: dout[-1:] + 0.0 * dout, 2), "its own last row in every row"),
        (_of_an_array(lambda dout: dout[::-1], 1), "in reversed order"),
        (_of_an_array(lambda dout: np.roll(dout, 1, axis=0), 1), "moved on by one row or entry"),
        (_of_an_array(lambda dout: np.roll(dout, -1, axis=0), 1), "moved back by one row or entry"),
    )
    for change, words in changes:
        yield (
            _with_upstream(contract, change),
            Said(
                f"upstream gradient: {words}",
                f"{part} would be right if the upstream gradient were {words}. A gradient is "
                "proportional to the upstream gradient, entry by entry.",
            ),
        )

    for by, words in _BY_THE_OUTPUT:
        yield (
            _with_upstream_by_output(contract, by),
            Said(
                f"upstream gradient: {words}",
                f"{part} would be right if the upstream gradient were {words}. A gradient is "
                "proportional to the upstream gradient, entry by entry.",
            ),
        )


def _of_an_array(change: Callable[[Any], Any], least: int) -> Callable[[Any], Any]:
    """A change of arrays of so many dimensions; anything else becomes no number."""
    return lambda dout: change(np.asarray(dout)) if np.ndim(dout) >= least else np.nan * dout


#: What an upstream gradient may be multiplied by, made of the output; and what it is then.
_BY_THE_OUTPUT: tuple[tuple[Callable[[Any], Any], str], ...] = (
    (lambda out: out, "multiplied by the output of the gate"),
    (lambda out: (np.asarray(out) > 0) * 1.0, "0 where the output is not positive"),
    (
        lambda out: 1.0 / (2.0 + np.exp(out) + np.exp(-out)),
        "multiplied by the slope of a sigmoid behind the gate",
    ),
    (lambda out: 1.0 - np.tanh(out) ** 2, "multiplied by the slope of tanh behind the gate"),
)


def _with_upstream_by_output(contract: Contract | None, by: Callable[[Any], Any]) -> Ruler:
    def ruler(s: Sample) -> Any:
        if contract is None or s.dout is None or not np.ndim(s.dout):
            return None
        out = contract.output_at(s.call.case.inputs)
        if np.shape(out) != np.shape(s.dout):
            return None
        return _with_upstream(contract, lambda dout: dout * by(out))(s)

    return ruler


def _without_upstream(s: Sample) -> Any:
    if s.dout is None or np.shape(s.dout) not in ((), s.shape):
        return None
    # at an upstream of zero the right gradient says nothing about the local one: skip such calls
    return s.came if _no_upstream(s) else s.right / np.asarray(s.dout)


def _no_upstream(s: Sample) -> bool:
    return bool(np.all(np.asarray(s.dout) == 0.0))


def _with_upstream(contract: Contract | None, change: Callable[[Any], Any]) -> Ruler:
    def ruler(s: Sample) -> Any:
        if contract is None or not contract.gradients or s.dout is None:
            return None
        part = next(name for name, right in s.call.expected.items() if right is s.right)
        return contract.right_at(s.call.case.inputs, change(s.dout), part)

    return ruler


def _upstream_twice(s: Sample) -> Any:
    if s.dout is None or np.shape(s.dout) not in ((), s.shape):
        return None
    return np.asarray(s.right) * s.dout


def _upstream_added(s: Sample) -> Any:
    local = _without_upstream(s)
    if local is None or _no_upstream(s):
        return None if local is None else s.came
    return local + s.dout


def mostly_exact(samples: Sequence[Sample]) -> bool:
    """Whether most entries that are not 0 are right but for rounding: those lack no digits.

    Args:
        samples: What came of each call.
    """
    exact = told = 0
    for s in samples:
        came, right = np.asarray(s.came, dtype=float), np.asarray(s.right, dtype=float)
        seen = np.abs(right) > 1e-12
        exact += int(np.sum(seen & (np.abs(came - right) <= 1e-14 * np.abs(right))))
        told += int(np.sum(seen))
    return 2 * exact > told


def _nothing(_: Sample) -> Any:
    return None


def _same_in_half_the_digits(s: Sample) -> Any:
    came, right = np.asarray(s.came), np.asarray(s.right)
    bound = 3e-6 * max(float(np.max(np.abs(right), initial=0.0)), 1e-7)
    return s.came if np.all(np.abs(came - right) <= bound) else None


def _times_inputs(
    samples: Sequence[Sample], part: str, contract: Contract | None
) -> Iterator[Rule]:
    """Products with one input; what several inputs make together is found by a search."""
    named = inputs_by_name(contract, samples[0].call)
    for name in named:
        if samples[0].dout is not None:
            yield (
                _upstream_times(contract, name),
                Said(
                    f"upstream gradient times {name}",
                    f"{part} is the upstream gradient times {name}, which is what a multiply gate "
                    "sends back.",
                ),
            )
        product = part.startswith("d") and name != owner(part) and samples[0].dout is None
        yield (
            _input_itself(contract, name),
            Said(
                f"{name} itself",
                f"{part} is {name} itself, as it would be for a product. What does a small step of "
                "the input do to the output here?"
                if product
                else f"{part} is {name} as it is, at every point. What does it depend on besides?",
            ),
        )
        yield (
            _sign_of_input(contract, name),
            Said(f"the sign of {name}", f"{part} is the sign of {name}, at every point."),
        )
        yield (
            _right_times(contract, name),
            Said(f"times {name}", f"{part} is what it should be, times {name}."),
        )
        if np.ndim(named[name]) == 2:
            yield (
                _right_times_centred(contract, name),
                Said(
                    f"times {name} less its mean",
                    f"{part} is what it should be, times {name} less its mean over the rows.",
                ),
            )
            yield (
                _right_over_spread(contract, name),
                Said(
                    f"divided by the spread of {name}",
                    f"{part} is what it should be, divided by the standard deviation of {name} "
                    "over the rows.",
                ),
            )
    if len(named) == 2:
        one, other = named
        yield (
            _product(contract),
            Said(f"{one} times {other}", f"{part} is the product of {one} and {other}."),
        )


def _input_itself(contract: Contract | None, name: str) -> Ruler:
    def ruler(s: Sample) -> Any:
        value = _input(contract, s, name)
        return value if np.shape(value) == s.shape else None

    return ruler


def _sign_of_input(contract: Contract | None, name: str) -> Ruler:
    def ruler(s: Sample) -> Any:
        value = _input(contract, s, name)
        return np.sign(value) * 1.0 if np.shape(value) == s.shape and value is not None else None

    return ruler


def _input(contract: Contract | None, s: Sample, name: str) -> Any:
    """An input that can be multiplied with a result entry by entry; None where it cannot."""
    value = inputs_by_name(contract, s.call).get(name)
    if value is None or not is_number(value):
        return None
    return value if np.shape(value) in ((), s.shape) else None


def _upstream_times(contract: Contract | None, name: str) -> Ruler:
    def ruler(s: Sample) -> Any:
        value = _input(contract, s, name)
        if value is None or s.dout is None or np.shape(s.dout) not in ((), s.shape):
            return None
        return np.asarray(s.dout) * value

    return ruler


def _right_times(contract: Contract | None, name: str) -> Ruler:
    def ruler(s: Sample) -> Any:
        value = _input(contract, s, name)
        return None if value is None else np.asarray(s.right) * value

    return ruler


def _right_times_centred(contract: Contract | None, name: str) -> Ruler:
    def ruler(s: Sample) -> Any:
        value = _input(contract, s, name)
        if value is None or np.ndim(value) != 2:
            return None
        return np.asarray(s.right) * (value - np.mean(value, axis=0))

    return ruler


def _right_over_spread(contract: Contract | None, name: str) -> Ruler:
    def ruler(s: Sample) -> Any:
        value = _input(contract, s, name)
        if value is None or np.ndim(value) != 2:
            return None
        return np.asarray(s.right) / np.std(value, axis=0)

    return ruler


def _product(contract: Contract | None) -> Ruler:
    def ruler(s: Sample) -> Any:
        values = list(inputs_by_name(contract, s.call).values())
        plain = all(isinstance(value, (int, float)) for value in values)
        return math.prod(values) if plain else None

    return ruler


def _counts(samples: Sequence[Sample], part: str, contract: Contract | None) -> Iterator[Rule]:
    """Divided or multiplied by how many rows, columns or entries something has."""
    countable = list(_countable(_with_arrays(samples, contract), contract))
    for words, count in countable:
        yield (
            _counted(count, lambda right, n: right / n),
            Said(f"divided by the number of {words}", _DIVIDED.format(part, words)),
        )
        yield (
            _counted(count, lambda right, n: right * n),
            Said(f"times the number of {words}", _MULTIPLIED.format(part, words)),
        )
        yield (
            _counted(count, lambda right, n: right * n / (n - 1), least=2),
            Said(
                f"the number of {words} less one",
                f"{part} is divided by the number of {words} less one. How many are there?",
            ),
        )

    for words, count in countable:
        for others, other in countable:
            if words != others:
                yield (
                    _in_place_of(count, other),
                    Said(
                        f"the number of {others} for that of {words}",
                        f"{part} is too large by the number of {words} and divided by the number "
                        f"of {others}. Which of the two belongs there?",
                    ),
                )


def multipliers(
    samples: Sequence[Sample], contract: Contract | None
) -> Iterator[tuple[Ruler, str]]:
    """What a result may be multiplied by beside another mistake, in words.

    Args:
        samples: What came of each call.
        contract: The exercise's contract, where there is one.
    """
    for words, count in _countable(samples[0], contract):
        yield _count_or(count, lambda n: 1.0 / n), f"divided by the number of {words}"
        yield _count_or(count, float), f"multiplied by the number of {words}"
        yield (
            _count_or(count, lambda n: float(n * n)),
            f"multiplied by the number of {words} twice",
        )
        yield (
            _count_or(count, lambda n: 1.0 / (n * n)),
            f"divided by the number of {words} twice",
        )
        yield (
            _count_or(count, lambda n: n / (n - 1) if n > 1 else 1.0),
            f"divided by the number of {words} less one",
        )
        for others, other in _countable(samples[0], contract):
            if words != others:
                yield (
                    _ratio(count, other),
                    f"divided by the number of {others} for that of {words}",
                )
    for name in inputs_by_name(contract, samples[0].call):
        yield _input_or(contract, name), f"multiplied by {name}"
    if any(sample.dout is not None for sample in samples):
        yield (
            lambda s: s.dout if np.shape(s.dout) in ((), s.shape) else None,
            ("multiplied by the upstream gradient once more"),
        )


def product_of(ruler: Ruler, times: Ruler) -> Ruler:
    """A rule whose result is also multiplied.

    Args:
        ruler: The rule.
        times: Makes the factor.
    """

    def made(s: Sample) -> Any:
        one, by = ruler(s), times(s)
        return None if one is None or by is None else np.asarray(one) * by

    return made


def _ratio(count: Callable[[Sample], int | None], other: Callable[[Sample], int | None]) -> Ruler:
    def ruler(s: Sample) -> Any:
        n, m = count(s), other(s)
        return n / m if n and m else None

    return ruler


def _count_or(count: Callable[[Sample], int | None], change: Callable[[int], float]) -> Ruler:
    def ruler(s: Sample) -> Any:
        n = count(s)
        return change(n) if n else None

    return ruler


def _input_or(contract: Contract | None, name: str) -> Ruler:
    return lambda s: _input(contract, s, name)


def _in_place_of(
    count: Callable[[Sample], int | None], other: Callable[[Sample], int | None]
) -> Ruler:
    def ruler(s: Sample) -> Any:
        n, m = count(s), other(s)
        return None if not n or not m else np.asarray(s.right) * n / m

    return ruler


def _counted(
    count: Callable[[Sample], int | None], change: Callable[[Any, int], Any], least: int = 1
) -> Ruler:
    """What is right, changed by a count; with less than the least, whatever came is let pass."""

    def ruler(s: Sample) -> Any:
        n = count(s)
        if n is None:
            return None
        return change(np.asarray(s.right), n) if n >= least else s.came

    return ruler


_DIVIDED = "{} is divided by the number of {}. Sum or mean?"
_MULTIPLIED = "{} is too large by the number of {}. Where does that come from?"


def _with_arrays(samples: Sequence[Sample], contract: Contract | None) -> Sample:
    """The first call in which an array goes in; the first one if there is none."""
    for s in samples:
        if any(isinstance(v, np.ndarray) for v in inputs_by_name(contract, s.call).values()):
            return s
    return samples[0]


def _countable(
    sample: Sample, contract: Contract | None
) -> Iterator[tuple[str, Callable[[Sample], int | None]]]:
    """What can be counted in the inputs, in words, and how."""
    named = inputs_by_name(contract, sample.call)
    arrays = [name for name, value in named.items() if isinstance(value, np.ndarray)]
    matrices = [name for name in arrays if named[name].ndim >= 2]
    for name in arrays:
        dimensions = named[name].ndim
        first = matrices[:1] == [name]
        if dimensions >= 2:
            yield "rows" if first else f"rows of {name}", _length(contract, name, 0)
        if dimensions == 2:
            yield "columns" if first else f"columns of {name}", _length(contract, name, 1)
        yield f"entries of {name}", _length(contract, name, None)


def _length(
    contract: Contract | None, name: str, axis: int | None
) -> Callable[[Sample], int | None]:
    def length(s: Sample) -> int | None:
        value = _input_named(contract, s.call, name)
        if axis is None and isinstance(value, float):  # one number among arrays
            return 1
        if not isinstance(value, np.ndarray) or (axis is not None and value.ndim <= axis):
            return None
        return int(value.size if axis is None else value.shape[axis])

    return length


def _of_arrays(part: str) -> Iterator[Rule]:
    """The right entries, put elsewhere or taken together."""

    def over(axis: int | None, mean: bool) -> Ruler:
        def ruler(s: Sample) -> Any:
            right = np.asarray(s.right)
            if not right.ndim:  # a number among arrays: nothing is taken together
                return s.right
            if right.ndim < (1 if axis is None else 2):
                return None
            taken = np.mean if mean else np.sum
            return np.broadcast_to(taken(right, axis=axis, keepdims=True), right.shape)

        return ruler

    def row(which: int) -> Ruler:
        def ruler(s: Sample) -> Any:
            right = np.asarray(s.right)
            if not right.ndim:
                return s.right
            made = np.zeros(right.shape)
            made[which] = right[which]
            return made

        return ruler

    def if_array(change: Callable[[np.ndarray], Any]) -> Ruler:
        return lambda s: change(np.asarray(s.right)) if np.ndim(s.right) else s.right

    yield (
        if_array(np.transpose),
        Said("transposed", f"{part} is right after a transpose."),
    )
    for axis, where in ((None, "all entries"), (0, "the rows"), (1, "the columns")):
        for mean in (True, False):
            what = "the mean" if mean else "the sum"
            yield (
                over(axis, mean),
                Said(
                    f"{what} over {where}",
                    f"{part} holds {what} over {where} of what it should be. Each entry has a "
                    "value of its own.",
                ),
            )
    yield (
        row(0),
        Said("first row alone", f"{part} is right in its first row alone, and zero in the others."),
    )
    yield (
        row(-1),
        Said("last row alone", f"{part} is right in its last row alone, and zero in the others."),
    )
    for change, words in (
        (lambda right: right[::-1], "with its rows in reversed order"),
        (lambda right: right[..., ::-1], "with each row reversed"),
        (lambda right: np.roll(right, 1, axis=0), "moved on by one row"),
        (lambda right: np.roll(right, -1, axis=0), "moved back by one row"),
        (lambda right: right.reshape(right.shape[::-1]).T, "filled in another order (reshape)"),
    ):
        yield (if_array(change), Said(words, f"{part} is what it should be {words}."))
    yield (
        _in_another_order,
        Said("another order", f"{part} holds the right numbers in another order."),
    )


def _in_another_order(s: Sample) -> Any:
    if not np.ndim(s.right) or close(s.came, s.right):  # as it should be: no other order is seen
        return s.right
    same = close(np.sort(np.ravel(s.came)), np.sort(np.ravel(s.right)))
    return s.came if same else None


# --- right for other inputs ----------------------------------------------------------------------


def elsewhere(samples: Sequence[Sample], part: str, contract: Contract | None) -> Iterator[Rule]:
    """Right if the inputs were other ones: one of them 0, 1, or with the other sign.

    Args:
        samples: What came of each call for this part.
        part: Its name.
        contract: The exercise's contract, where there is one.
    """
    if contract is None or not contract.knows_what_is_right:
        return
    named = inputs_by_name(contract, samples[0].call)
    for name, value in named.items():
        yield from _with_another(samples, part, contract, name, value)
    yield from _of_some_rows(part, contract)
    yield from _of_some_entries(part, contract)
    numbers = [name for name, value in named.items() if is_number(value)]
    if len(numbers) > 1:
        listed = f"{', '.join(numbers[:-1])} and {numbers[-1]}"
        for change, words in _CHANGED_TOGETHER:
            yield (
                _with_changes(contract, part, dict.fromkeys(numbers, change)),
                Said(f"{listed} {words}", f"{part} is what it would be if {listed} {words}."),
            )
    for number, one in enumerate(numbers):
        for other in numbers[number + 1 :]:
            yield (
                _at_exchanged(contract, part, one, other),
                Said(
                    f"{one} and {other} exchanged",
                    f"{part} is what it would be if {one} and {other} were exchanged.",
                ),
            )


def _with_another(
    samples: Sequence[Sample],
    part: str,
    contract: Contract,
    name: str,
    value: Any,
) -> Iterator[Rule]:
    """Right if one input were another one; its value at one point says of which kind it is."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
        yield from _with_other_labels(contract, part, name)
    if not is_number(value):
        return
    if np.ndim(value) == 1 and len(value) <= 4 and _always_as_long(samples, contract, name):
        for place in range(len(value)):
            for change, words in _CHANGED_INPUTS[:3]:
                yield (
                    _with_changes(contract, part, {name: _in_place(place, change)}),
                    Said(
                        f"{name}[{place}] {words}",
                        f"{part} is what it would be if {name}[{place}] {words}. Is "
                        f"{name}[{place}] used as it is?",
                    ),
                )
    changes = _CHANGED_INPUTS[: _FOR_SWITCHES if _is_switch(samples) else None]
    for change, words in (
        *changes,
        *((*_CHANGED_ARRAYS, *_LOST_IN_A_LOOP) if np.ndim(value) else ()),
    ):
        yield _as_if(contract, part, name, change, words)


def _with_other_labels(contract: Contract, part: str, name: str) -> Iterator[Rule]:
    """Right if the labels of the rows were other classes, or if some classes were left out."""
    for left_out, words in _CLASSES_LEFT_OUT:

        def without(s: Sample, left_out: Callable[[Any, Any], Any] = left_out) -> Any:
            scores, labels = s.call.case.inputs[0], s.call.case.inputs[1]
            own = np.asarray(labels, dtype=int)[:, None]
            classes = np.broadcast_to(np.arange(scores.shape[1]), scores.shape)
            lost = left_out(classes, own) & (classes != own)
            low = np.min(scores, axis=1, keepdims=True)
            far = np.where(lost, low - FAR_BELOW - np.abs(low), scores)
            return _with_inputs(contract, s, part, [far, labels, *s.call.case.inputs[2:]])

        yield (
            without,
            Said(
                words,
                f"{part} is what it would be with {words}. Is each class of a row looked at?",
            ),
        )
    for change, words in _CHANGED_LABELS:

        def ruler(s: Sample, change: Callable[[Any, Any], Any] = change) -> Any:
            scores, labels = s.call.case.inputs[0], s.call.case.inputs[1]
            other = change(np.asarray(labels, dtype=int), np.asarray(scores))
            return _with_inputs(contract, s, part, [scores, other, *s.call.case.inputs[2:]])

        yield (
            ruler,
            Said(
                f"{name} {words}",
                f"{part} is what it would be if {name} {words}. Is each row's own label used, as "
                "it is?",
            ),
        )


#: A score that is lower by this than all others of its row adds nothing to a loss.
FAR_BELOW = 60.0
#: Which classes a loop may leave out, given the classes and the label of each row.
_CLASSES_LEFT_OUT: tuple[tuple[Callable[[Any, Any], Any], str], ...] = (
    (
        lambda classes, _: classes == classes.shape[1] - 1,
        "the last class left out, unless it is the label",
    ),
    (lambda classes, _: classes == 0, "the first class left out, unless it is the label"),
    (lambda classes, label: classes > label, "the classes behind each row's label left out"),
    (lambda classes, label: classes < label, "the classes before each row's label left out"),
    (
        lambda classes, label: np.abs(classes - label) > 1,
        "all classes but the label's neighbours left out",
    ),
)
#: What may become of labels, given the scores too; each stays a class.
_CHANGED_LABELS: tuple[tuple[Callable[[Any, Any], Any], str], ...] = (
    (lambda labels, _: np.full_like(labels, labels[0]), "had its first entry everywhere"),
    (lambda labels, _: np.full_like(labels, labels[-1]), "had its last entry everywhere"),
    (lambda labels, scores: (labels - 1) % scores.shape[1], "were smaller by 1"),
    (lambda labels, scores: (labels + 1) % scores.shape[1], "were larger by 1"),
    (lambda labels, _: np.minimum(labels, 1), "were 1 wherever they are larger"),
    (lambda labels, _: 0 * labels, "were all 0"),
    (lambda labels, scores: 0 * labels + scores.shape[1] - 1, "were all the last class"),
    (lambda labels, scores: scores.shape[1] - 1 - labels, "were counted from the last class"),
    (lambda labels, _: labels[::-1], "were in reversed order"),
    (lambda labels, _: np.sort(labels), "were sorted"),
    (lambda labels, _: np.roll(labels, 1), "were moved on by one row"),
    (lambda labels, _: np.roll(labels, -1), "were moved back by one row"),
    (lambda _, scores: np.argmax(scores, axis=1), "were the classes with the largest scores"),
    (lambda _, scores: np.argmin(scores, axis=1), "were the classes with the smallest scores"),
    (
        lambda labels, scores: np.arange(len(labels)) % scores.shape[1],
        "were the numbers of the rows",
    ),
)


def _of_some_rows(part: str, contract: Contract) -> Iterator[Rule]:
    """Right if there were some of the rows only, where the result has no rows itself."""
    for rows, words in _SOME_ROWS:

        def ruler(s: Sample, rows: slice = rows) -> Any:
            count = _rows_of(contract, s)
            if count is None or (s.shape and s.shape[0] == count):
                return None
            made = [
                value[rows] if np.ndim(value) and len(value) == count else value
                for value in s.call.case.inputs
            ]
            dout = s.dout
            if np.ndim(dout) and len(dout) == count:
                dout = np.asarray(dout)[rows]
            return _with_inputs(contract, replace(s, call=replace(s.call, dout=dout)), part, made)

        yield (
            ruler,
            Said(
                words,
                f"{part} is what it would be with {words} of what goes in. What do the others do?",
            ),
        )


#: How inputs of one shape may be read entry by entry, where one number is made of all of them.
_SOME_ENTRIES = (
    (slice(None, -1), "all entries but the last"),
    (slice(1, None), "all entries but the first"),
    (slice(None, None, 2), "each second entry alone"),
    (slice(0, 1), "the first entry alone"),
)
_SOME_ROWS = (
    (slice(0, 1), "the first row alone"),
    (slice(-1, None), "the last row alone"),
    (slice(1, None), "all rows but the first"),
    (slice(None, -1), "all rows but the last"),
)


def _of_some_entries(part: str, contract: Contract) -> Iterator[Rule]:
    """Right if there were some of the entries only, where one number is made of all inputs."""
    for places, words in _SOME_ENTRIES:

        def ruler(s: Sample, places: slice = places) -> Any:
            shapes = {np.shape(value) for value in s.call.case.inputs}
            if s.shape or len(shapes) != 1 or shapes == {()}:
                return None
            made = [np.ravel(value)[places] for value in s.call.case.inputs]
            return _with_inputs(contract, s, part, made)

        yield (
            ruler,
            Said(
                words,
                f"{part} is what it would be with {words} of what goes in. What do the others do?",
            ),
        )


def _rows_of(contract: Contract, s: Sample) -> int | None:
    """How many rows go in; None where the first input is no table of them."""
    first = s.call.case.inputs[0]
    if np.ndim(first) < 2 or "W" in getattr(contract, "inputs", ()):
        return None
    return len(first)


def _first_entry(value: Any) -> Any:
    return np.full_like(value, np.ravel(value)[0]) if np.size(value) else value


_CHANGED_INPUTS: tuple[tuple[Callable[[Any], Any], str], ...] = (
    (lambda value: 0.0 * value, "were zero"),
    (lambda value: -1.0 * value, "had the other sign"),
    (lambda value: 0.0 * value + 1.0, "were one"),
    (np.abs, "were its absolute value"),
    (lambda value: 2.0 * value, "were twice as large"),
    (lambda value: 0.5 * value, "were half as large"),
    (lambda value: value + 1.0, "were larger by 1"),
    (lambda value: value - 1.0, "were smaller by 1"),
    (lambda value: value / len(value) if np.ndim(value) else value, "were divided by its length"),
    (_first_entry, "had its first entry everywhere"),
    (np.square, "were squared"),
    (np.trunc, "were cut to a whole number"),
    (np.round, "were rounded to a whole number"),
    (lambda value: np.maximum(value, 0.0), "were 0 where it is negative"),
    (lambda value: np.sign(value) * 1.0, "were its sign alone"),
)


def _entries(change: Callable[[Any], Any], least: int = 1) -> Callable[[Any], Any]:
    """A change of arrays; anything else, and what has too few dimensions, stays as it is."""
    return lambda value: change(value) if np.ndim(value) >= least else value


def _rows(how: Callable[..., Any]) -> Callable[[Any], Any]:
    """A change that gives each row one number in all its entries."""
    return _entries(lambda v: np.broadcast_to(how(v, axis=-1, keepdims=True), v.shape))


def _length_of(value: Any, axis: int) -> Any:
    """The length of each row or column; 1 where that is 0, so that it stays as it is."""
    length = np.sqrt(np.sum(value * value, axis=axis, keepdims=True))
    return np.where(length > 0.0, length, 1.0)


def _but(change: Callable[[Any], Any], index: Any) -> Callable[[Any], Any]:
    """A change in some places of an array alone."""

    def changed(value: Any) -> Any:
        made = np.array(value, dtype=float)
        made[index] = change(made[index])
        return made

    return changed


#: What a loop loses that leaves out some of its turns; how, in words, and of so many dimensions.
_PARTS_LOST: tuple[tuple[Callable[[Any], Any], str, int], ...] = (
    (_but(np.zeros_like, -1), "0 in its last row or entry", 1),
    (_but(np.zeros_like, 0), "0 in its first row or entry", 1),
    (_but(np.zeros_like, slice(1, None)), "0 but for its first row or entry", 1),
    (_but(np.zeros_like, slice(None, -1)), "0 but for its last row or entry", 1),
    (_but(np.zeros_like, slice(1, None, 2)), "0 in each second row or entry", 1),
    (_but(np.zeros_like, (Ellipsis, -1)), "0 in its last column", 2),
    (_but(np.zeros_like, (Ellipsis, 0)), "0 in its first column", 2),
    (_but(np.zeros_like, (Ellipsis, slice(1, None))), "0 but for its first column", 2),
    (_but(np.zeros_like, (Ellipsis, slice(None, -1))), "0 but for its last column", 2),
    (_but(np.zeros_like, (Ellipsis, slice(1, None, 2))), "0 in each second column", 2),
)


#: The same for arrays alone: what may become of the rows, or of all entries together.
_CHANGED_ARRAYS: tuple[tuple[Callable[[Any], Any], str], ...] = (
    (_entries(lambda v: np.full(v.shape, np.mean(v))), "had its own mean in every entry"),
    (_entries(lambda v: np.full(v.shape, np.sum(v))), "had its own sum in every entry"),
    (_entries(lambda v: np.full(v.shape, np.max(v))), "had its largest entry everywhere"),
    (_rows(np.max), "had the largest entry of each row in the whole row"),
    (_rows(np.min), "had the smallest entry of each row in the whole row"),
    (_rows(np.mean), "had the mean of each row in the whole row"),
    (
        _entries(lambda v: v / _length_of(v, -1), 2),
        "had rows of length 1",
    ),
    (
        _entries(lambda v: v / _length_of(v, 0), 2),
        "had columns of length 1",
    ),
    (_entries(lambda v: v / np.sum(v, axis=-1, keepdims=True), 2), "had rows with a sum of 1"),
    (_entries(lambda v: v / (np.sqrt(np.sum(v * v)) or 1.0)), "were divided by its own length"),
    (_entries(lambda v: v - np.mean(v, axis=0), 2), "were less its mean over the rows"),
    (
        _entries(lambda v: v - np.mean(v, axis=-1, keepdims=True), 2),
        "were less the mean of each row",
    ),
    (_entries(lambda v: v.T, 2), "were transposed"),
    (_entries(lambda v: v.T.reshape(v.shape), 2), "were read column by column"),
    (
        _entries(lambda v: v.reshape(len(v), -1, order="F").reshape(v.shape), 3),
        "had each example read in another order",
    ),
    (_entries(lambda v: v[::-1]), "had its rows in reversed order"),
    (_entries(lambda v: v[..., ::-1], 2), "had each row reversed"),
    (_entries(lambda v: np.sort(v, axis=-1)), "were sorted"),
)
#: What a loop may lose of an array, or read again and again. Never looked for two at a time.
_LOST_IN_A_LOOP: tuple[tuple[Callable[[Any], Any], str], ...] = (
    *((_entries(change, least), f"were {words}") for change, words, least in _PARTS_LOST),
    (_entries(lambda v: v[:1] + 0.0 * v, 2), "had its first row everywhere"),
    (_entries(lambda v: v[-1:] + 0.0 * v, 2), "had its last row everywhere"),
)


#: What may become of all inputs at once.
_CHANGED_TOGETHER: tuple[tuple[Callable[[Any], Any], str], ...] = (
    (np.abs, "were their absolute values"),
    (lambda value: -1.0 * value, "all had the other sign"),
    (np.square, "were squared"),
    (np.trunc, "were cut to whole numbers"),
    (np.round, "were rounded to whole numbers"),
    (lambda value: np.maximum(value, 0.0), "were 0 where they are negative"),
)


def two_changed(samples: Sequence[Sample], part: str, contract: Contract | None) -> Iterator[Rule]:
    """Right if two inputs were other ones, each in its own way.

    Args:
        samples: What came of each call for this part.
        part: Its name.
        contract: The exercise's contract, where there is one.
    """
    if contract is None or contract.gradients or not contract.knows_what_is_right:
        return
    named = inputs_by_name(contract, samples[0].call)
    numbers = [name for name, value in named.items() if is_number(value)]
    for one, other in itertools.combinations(numbers[:MOST_CHANGED], 2):
        for change, words in _changes_of(named[one]):
            for change2, words2 in _changes_of(named[other]):
                if patience.over():
                    return
                yield (
                    _with_changes(contract, part, {one: change, other: change2}),
                    Said(
                        f"{one} {words}, and {other} {words2}",
                        f"{part} is what it would be if {one} {words}, and if {other} {words2}.",
                    ),
                )


#: Of so many inputs, two are changed at once.
MOST_CHANGED = 4


def _changes_of(value: Any) -> tuple[tuple[Callable[[Any], Any], str], ...]:
    return (*_CHANGED_INPUTS, *_CHANGED_ARRAYS) if np.ndim(value) else _CHANGED_INPUTS


#: Bounds that people set against overflow, or to keep a number within reach.
BOUNDS = (
    1.0,
    2.0,
    3.0,
    4.0,
    5.0,
    6.0,
    10.0,
    15.0,
    20.0,
    25.0,
    30.0,
    50.0,
    88.0,
    100.0,
    500.0,
    700.0,
    709.0,
    1000.0,
)


def bounded(samples: Sequence[Sample], part: str, contract: Contract | None) -> Iterator[Rule]:
    """Right if an input were cut off at one of the usual bounds, on one side or on both.

    Args:
        samples: What came of each call for this part.
        part: Its name.
        contract: The exercise's contract, where there is one.
    """
    if contract is None or not contract.knows_what_is_right or _is_switch(samples):
        return
    for alone in (True, False):
        for name, value in inputs_by_name(contract, samples[0].call).items():
            for bound in BOUNDS if is_number(value) else ():
                yield from _at_a_bound(samples, part, contract, name, bound, alone=alone)


def _at_a_bound(
    samples: Sequence[Sample],
    part: str,
    contract: Contract,
    name: str,
    bound: float,
    *,
    alone: bool,
) -> Iterator[Rule]:
    """Right if an input were cut off at a bound; alone, if none of the others gives the same."""
    ways = (
        (-1.0, 1.0, f"were cut off at ±{bound:g}", f"were cut off at ±{bound:g} or beyond"),
        (-math.inf, 1.0, f"were at most {bound:g}", f"were at most {bound:g} or more"),
        (-1.0, math.inf, f"were at least −{bound:g}", f"were at least −{bound:g} or less"),
    )
    for low, high, exactly, about in ways:
        words = exactly if alone else about
        rule, said = _as_if(contract, part, name, _clipped(low * bound, high * bound), words)
        others = [
            _as_if(contract, part, name, _clipped(low * other, high * other), words)[0]
            for other in BOUNDS
            if other != bound
        ]
        yield (_unlike_others(samples, rule, others) if alone else rule), said


def _unlike_others(samples: Sequence[Sample], rule: Ruler, others: Sequence[Ruler]) -> Ruler:
    """A rule that says nothing where another one fits as well."""
    last = samples[-1]

    def ruler(s: Sample) -> Any:
        made = rule(s)
        if s is last and close(s.came, made) and any(fits(samples, other) for other in others):
            return None
        return made

    return ruler


def _clipped(low: float, high: float) -> Callable[[Any], Any]:
    return lambda value: np.clip(value, low, high)[()]


#: What is all or nothing comes out the same for many moved inputs: these changes alone are told.
_FOR_SWITCHES = 4


def _is_switch(samples: Sequence[Sample]) -> bool:
    """Whether what is right is either 0 or one and the same number, upstream gradient apart."""
    if any(np.shape(s.right) or np.shape(s.dout) for s in samples):
        return False
    shares = set[float]()
    for s in samples:
        dout = 1.0 if s.dout is None else float(s.dout)
        if dout:
            shares.add(float(f"{float(s.right) / dout:.12g}"))
    return len(shares) == 2 and 0.0 in shares


def _in_place(place: int, change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def changed(value: Any) -> Any:
        made = np.array(value, dtype=float)
        made[place] = change(made[place])
        return made

    return changed


def _always_as_long(samples: Sequence[Sample], contract: Contract, name: str) -> bool:
    shapes = {np.shape(inputs_by_name(contract, s.call)[name]) for s in samples}
    return len(shapes) == 1


def _with_inputs(contract: Contract, s: Sample, part: str, inputs: Sequence[Any]) -> Any:
    """What is right for other inputs, with the same upstream gradient."""
    try:
        made = contract.right_at(inputs, s.dout, part)
    except (ArithmeticError, ValueError, LookupError, TypeError):
        return None
    return made if np.all(np.isfinite(np.asarray(made, dtype=float))) else None


def _replaced(contract: Contract, s: Sample, new: Mapping[str, Any]) -> list[Any]:
    """The inputs of a call with some of them replaced, by their names."""
    inputs = list[Any]()
    for name, value in zip(contract.inputs, s.call.case.inputs, strict=True):
        if isinstance(value, Mapping):
            inputs.append({key: new.get(f'{name}["{key}"]', v) for key, v in value.items()})
        else:
            inputs.append(new.get(name, value))
    return inputs


def _with_changes(
    contract: Contract, part: str, changes: Mapping[str, Callable[[Any], Any]]
) -> Ruler:
    """What would be right if some inputs were changed, each in its way."""

    def ruler(s: Sample) -> Any:
        named = inputs_by_name(contract, s.call)
        new = {name: change(named[name]) for name, change in changes.items()}
        return _with_inputs(contract, s, part, _replaced(contract, s, new))

    return ruler


def _as_if(
    contract: Contract, part: str, name: str, change: Callable[[Any], Any], words: str
) -> Rule:
    """Right if one input were changed in a way that is told in these words."""
    return (
        _with_changes(contract, part, {name: change}),
        Said(
            f"{name} {words}",
            f"{part} is what it would be if {name} {words}. Is {name} used as it is?",
        ),
    )


def _at_exchanged(contract: Contract, part: str, one: str, other: str) -> Ruler:
    def ruler(s: Sample) -> Any:
        named = inputs_by_name(contract, s.call)
        if np.shape(named[one]) != np.shape(named[other]):
            return None
        new = {one: named[other], other: named[one]}
        return _with_inputs(contract, s, part, _replaced(contract, s, new))

    return ruler
