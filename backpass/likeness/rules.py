"""Rules on the right result itself, on the upstream gradient, and on arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from backpass.judging.contract import Contract
from backpass.judging.gradcheck import owner
from backpass.likeness.counts import counts
from backpass.likeness.lost import PARTS_LOST
from backpass.likeness.recalled import kept, recalled, upstream_kept
from backpass.likeness.sample import (
    OUTPUT,
    Rule,
    Ruler,
    Said,
    Sample,
    close,
    fitting_input,
    inputs_by_name,
)


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
            f"{part} agrees to six digits or so, and no further. Is a small number added "
            "somewhere, or something rounded, or worked out in float32?",
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
    yield from counts(samples, part, contract)
    yield from _of_arrays(part)
    yield (
        lambda s: np.abs(s.right),
        Said("always positive", f"{part} has the right size, but its sign is always positive."),
    )
    yield from upstream_kept(samples, part, contract)
    if not _should_be_the_same(samples) or not _is_the_local_gradient(samples):
        yield _the_same_everywhere(samples, part)
    yield from kept(samples, part, contract)
    yield from recalled(samples, part, contract)


def _should_be_the_same(samples: Sequence[Sample]) -> bool:
    """Whether what is right is one number at every point, or a local gradient that is one."""
    told = [s for s in samples if s.dout is None or np.all(np.asarray(s.dout) != 0.0)]
    local = [s.right if s.dout is None else _without_upstream(s) for s in told]
    return bool(local) and all(each is not None and close(each, local[0]) for each in local)


def _is_the_local_gradient(samples: Sequence[Sample]) -> bool:
    """Whether there is no upstream gradient, or what came is right without it, but for its sign."""
    numbers = [s for s in samples if s.dout is not None and not np.shape(s.dout) and s.dout]
    return all(close(np.abs(s.came), np.abs(s.right / s.dout)) for s in numbers)


def _the_same_everywhere(samples: Sequence[Sample], part: str) -> Rule:
    text = f"{part} is the same number at every point. Does it use the values it is given?"
    if close(samples[0].came, samples[0].right):
        text = (
            f"{part} is the same number at every point: the one that is right at the first. Does "
            "it use the values it is given, or is a result kept from an earlier call?"
        )
    return _one_number(samples), Said("the same everywhere", text)


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
        *((partial(_clipped, bound), f"cut off at ±{bound:g}") for bound in CLIPPED_AT),
        (lambda dout: dout / (np.max(np.abs(dout)) or 1.0), "divided by its largest size"),
        (lambda dout: np.full(np.shape(dout), np.mean(dout)), "its own mean in every entry"),
        (lambda dout: np.full(np.shape(dout), np.sum(dout)), "its own sum in every entry"),
        *((_of_an_array(change, least), words) for change, words, least in PARTS_LOST),
        (_of_an_array(lambda dout: dout[:1] + 0.0 * dout, 2), "its own first row in every row"),
        (_of_an_array(lambda dout: dout[-1:] + 0.0 * dout, 2), "its own last row in every row"),
        (lambda d: np.full(np.shape(d), np.ravel(d)[0])[()], "its own first entry everywhere"),
        (lambda d: np.full(np.shape(d), np.ravel(d)[-1])[()], "its own last entry everywhere"),
        (_of_an_array(_turned, 2), "its own transpose"),
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

    yield (
        _of_the_output(contract),
        Said(
            "upstream gradient: the output in its place",
            f"{part} would be right if the upstream gradient were the output of the gate. Which of "
            "the two belongs there?",
        ),
    )
    for name in getattr(contract, "inputs", ()):
        yield (
            _with_upstream_and(contract, name),
            Said(
                f"upstream gradient: {name} added to it",
                f"{part} would be right if {name} were added to the upstream gradient.",
            ),
        )
    yield (
        _as_matrices,
        Said(
            "a product of matrices",
            f"{part} is its local gradient and the upstream gradient, multiplied as matrices. Each "
            "entry has a local gradient of its own.",
        ),
    )
    which = "Which entries of the input does one entry of the output depend on?"
    for how, words in (
        (np.mean, "one and the same local gradient, the mean of all of them"),
        (np.sum, "one and the same local gradient, the sum of all of them"),
    ):
        yield (
            _local_taken_together(how),
            Said(words, f"In {part}, every entry has {words}. {which}"),
        )
    yield from _of_rows(part)
    yield (
        _of_length_1,
        Said(
            "of length 1",
            f"{part} has the right direction, and its length is always 1. Does its own length not "
            "matter?",
        ),
    )
    yield (
        _as_long_as_upstream,
        Said(
            "the length of the upstream gradient",
            f"{part} has the right direction, and is always as long as the upstream gradient. Does "
            "its own length not matter?",
        ),
    )


#: Bounds at which an upstream gradient may be cut off.
CLIPPED_AT = (1.0, 0.1, 0.5, 2.0, 5.0, 10.0)


def _clipped(bound: float, dout: Any) -> Any:
    return np.clip(dout, -bound, bound)


def _local_taken_together(how: Callable[[Any], Any]) -> Ruler:
    """One local gradient for all entries of an array, made of all of them."""

    def ruler(s: Sample) -> Any:
        if not s.shape or np.shape(s.dout) != s.shape:
            return s.right if not s.shape else None
        if not np.all(s.dout):
            return s.came  # nothing is known of the local gradient there
        return s.dout * how(np.asarray(s.right) / s.dout)

    return ruler


def _as_matrices(s: Sample) -> Any:
    """The local gradients times the upstream gradient, where both are square matrices."""
    local = _without_upstream(s)
    if local is s.came or np.ndim(local) != 2 or local.shape[0] != local.shape[1]:
        return local if local is s.came else None
    return local @ s.dout if np.shape(s.dout) == local.shape else None


def _of_rows(part: str) -> Iterator[Rule]:
    """What a way through a mean over the rows may lose, beside one that hands on as it came."""
    yield (
        _in_a_table(lambda s: s.dout - 1.0 / len(s.dout)),
        Said(
            "upstream gradient less one over the rows",
            f"{part} is the upstream gradient, less one over the number of rows. Is the upstream "
            "gradient lost on one of the ways?",
        ),
    )
    yield (
        _in_a_table(lambda s: s.right + s.dout / len(s.dout)),
        Said(
            "its own row left out of the sum",
            f"{part} is too large by the upstream gradient of its own row, divided by the number "
            "of rows. Is each row in the sum, its own as well?",
        ),
    )
    yield (
        _in_a_table(lambda s: s.right - s.dout / len(s.dout)),
        Said(
            "its own row twice in the sum",
            f"{part} is too small by the upstream gradient of its own row, divided by the number "
            "of rows. Is its own row in the sum once, or more often?",
        ),
    )
    yield (
        lambda s: s.dout - s.right if s.shape and np.shape(s.dout) == s.shape[1:] else None,
        Said(
            "upstream gradient less what it should be",
            f"{part} is the upstream gradient, in each row, less what it should be. Is the mean to "
            "be taken, or to be taken off?",
        ),
    )
    for axis, way in ((1, "each row"), (None, "all entries")):
        for over, of in ((0, "rows"), (1, "columns")):

            def summed(s: Sample, axis: int | None = axis, over: int = over) -> Any:
                return np.sum(s.dout, axis=axis, keepdims=True) / s.dout.shape[over]

            yield (
                _in_a_table(lambda s, summed=summed: s.dout - summed(s)),  # type: ignore[misc]
                Said(
                    f"the sum of {way} over the number of {of}",
                    f"In {part}, the way through the mean comes out as a sum over {way}, divided "
                    f"by the number of {of}. Which entries of x does one mean hear of?",
                ),
            )
            yield (
                _in_a_table(lambda s, summed=summed: 0.0 * s.dout - summed(s)),  # type: ignore[misc]
                Said(
                    f"the sum of {way} over the number of {of}, alone",
                    f"{part} is the way through the mean alone, and that as a sum over {way}, "
                    f"divided by the number of {of}. Which ways lead from x to the output, and "
                    "which entries of x does one mean hear of?",
                ),
            )
    for at, row in ((-1, "the last row"), (0, "the first row")):
        yield (
            _in_a_table(lambda s, at=at: s.right + s.dout[at] / len(s.dout)),  # type: ignore[misc]
            Said(
                f"{row} left out of the sum",
                f"{part} is too large by {row} of the upstream gradient, divided by the number of "
                "rows. Is each row in the sum?",
            ),
        )


def _in_a_table(made: Ruler) -> Ruler:
    """A rule for tables whose upstream gradient has their shape; it says nothing elsewhere."""
    return lambda s: made(s) if len(s.shape) == 2 and np.shape(s.dout) == s.shape else None


def _of_the_output(contract: Contract | None) -> Ruler:
    def ruler(s: Sample) -> Any:
        if contract is None or s.dout is None or not (np.ndim(s.dout) or s.shape):
            return None
        out = contract.output_at(s.call.case.inputs)
        return _with_upstream(contract, lambda _: out)(s) if np.ndim(out) else None

    return ruler


def _with_upstream_and(contract: Contract | None, name: str) -> Ruler:
    def ruler(s: Sample) -> Any:
        value = inputs_by_name(contract, s.call).get(name)
        if value is None or not np.ndim(value) or not np.ndim(s.dout):
            return None
        if np.shape(value) != np.shape(s.dout)[-np.ndim(value) :]:
            return None
        return _with_upstream(contract, lambda dout: dout + value)(s)

    return ruler


def _as_long_as_upstream(s: Sample) -> Any:
    if s.dout is None or np.ndim(s.dout) or not s.shape:
        return None
    if _hidden_by_a_guard(s):
        return s.came
    length = float(np.sqrt(np.sum(np.square(s.right))))
    return s.right if length == 0.0 else np.abs(s.dout) / length * np.asarray(s.right)


def _hidden_by_a_guard(s: Sample) -> bool:
    """Whether a vector is short, and what came lies in its direction and is no longer than it is.

    Whatever keeps a quotient from being one of two zeros shows there.
    """
    upstream = 1.0 if s.dout is None else float(np.max(np.abs(s.dout), initial=0.0))
    came, right = np.ravel(s.came), np.ravel(s.right)
    length = float(np.linalg.norm(right))
    if length > SHORT * upstream:
        return False
    own = float(np.linalg.norm(came))
    straight = abs(float(came @ right) - own * length) <= 1e-9 * own * length
    return straight and own <= upstream


#: A vector so short, beside the upstream gradient, is changed by what guards a division by its
#: length.
SHORT = 0.05


def _of_length_1(s: Sample) -> Any:
    length = float(np.sqrt(np.sum(np.square(s.right)))) if s.shape else 0.0
    if length == 0.0:
        return s.right if s.shape else None
    if length < 1e-4:
        return s.came  # whatever keeps a quotient from being one of two zeros shows there
    return np.asarray(s.right) / length


def _of_an_array(change: Callable[[Any], Any], least: int) -> Callable[[Any], Any]:
    """A change of arrays of so many dimensions; anything else becomes no number."""
    return lambda dout: change(np.asarray(dout)) if np.ndim(dout) >= least else np.nan * dout


def _turned(dout: Any) -> Any:
    """The transpose of a square matrix; no number for any other."""
    return dout.T if dout.ndim == 2 and len(set(dout.shape)) == 1 else np.nan * dout


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
        if contract is None or s.dout is None or not (np.ndim(s.dout) or s.shape):
            return None
        out = contract.output_at(s.call.case.inputs)
        if np.shape(out) != np.shape(s.dout):
            return None
        return _with_upstream(contract, lambda dout: dout * by(out))(s)

    return ruler


def _without_upstream(s: Sample) -> Any:
    if s.dout is None or np.shape(s.dout) not in ((), s.shape):
        return None
    # at an upstream of zero the right gradient says nothing about the local one
    if not np.any(s.dout):
        return s.came
    with np.errstate(all="ignore"):
        return np.where(np.asarray(s.dout) == 0.0, s.came, s.right / np.asarray(s.dout))[()]


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
    return None if local is None else local + s.dout


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
        own = part.startswith("d") and name == owner(part)
        if samples[0].dout is not None:
            yield (
                _upstream_times(contract, name),
                Said(
                    f"upstream gradient times {name}",
                    f"{part} is the upstream gradient times {name} itself. When {name} moves by "
                    "one, how far does the output move?"
                    if own
                    else f"{part} is the upstream gradient times {name}, which is what a multiply "
                    "gate sends back.",
                ),
            )
        product = part.startswith("d") and not own and samples[0].dout is None
        yield (
            _input_itself(contract, name),
            Said(
                f"{name} itself",
                f"{part} is {name} itself, as it would be for a product. What does a small step of "
                "the input do to the output here?"
                if product
                else f"{part} is {name} itself, at every point. When {name} moves by one, how far "
                "does the output move?"
                if own and samples[0].dout is None
                else f"{part} is {name} as it is, at every point. What does it depend on besides?",
            ),
        )
        yield (
            _sign_of_input(contract, name),
            Said(f"the sign of {name}", f"{part} is the sign of {name}, at every point."),
        )
        yield (
            _sign_of_input(contract, name, lambda value: np.copysign(1.0, value)),
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
        value = fitting_input(contract, s, name)
        return value if np.shape(value) == s.shape else None

    return ruler


def _sign_of_input(
    contract: Contract | None, name: str, sign: Callable[[Any], Any] = np.sign
) -> Ruler:
    def ruler(s: Sample) -> Any:
        value = fitting_input(contract, s, name)
        return sign(value) * 1.0 if np.shape(value) == s.shape and value is not None else None

    return ruler


def _upstream_times(contract: Contract | None, name: str) -> Ruler:
    def ruler(s: Sample) -> Any:
        value = fitting_input(contract, s, name)
        if value is None or s.dout is None or np.shape(s.dout) not in ((), s.shape):
            return None
        return np.asarray(s.dout) * value

    return ruler


def _right_times(contract: Contract | None, name: str) -> Ruler:
    def ruler(s: Sample) -> Any:
        value = fitting_input(contract, s, name)
        return None if value is None else np.asarray(s.right) * value

    return ruler


def _right_times_centred(contract: Contract | None, name: str) -> Ruler:
    def ruler(s: Sample) -> Any:
        value = fitting_input(contract, s, name)
        if value is None or np.ndim(value) != 2:
            return None
        return np.asarray(s.right) * (value - np.mean(value, axis=0))

    return ruler


def _right_over_spread(contract: Contract | None, name: str) -> Ruler:
    def ruler(s: Sample) -> Any:
        value = fitting_input(contract, s, name)
        if value is None or np.ndim(value) != 2:
            return None
        spread = np.std(value, axis=0)
        return np.asarray(s.right) / np.where(spread > 0.0, spread, 1.0)

    return ruler


def _product(contract: Contract | None) -> Ruler:
    def ruler(s: Sample) -> Any:
        values = list(inputs_by_name(contract, s.call).values())
        plain = all(isinstance(value, (int, float)) for value in values)
        return math.prod(values) if plain else None

    return ruler


def _of_arrays(part: str) -> Iterator[Rule]:
    """The right entries, put elsewhere or taken together."""

    def over(axis: int | None, mean: bool, less: bool = False) -> Ruler:
        def ruler(s: Sample) -> Any:
            right = np.asarray(s.right)
            if not right.ndim:  # a number among arrays: nothing is taken together
                return s.right
            if right.ndim < (2 if axis == 0 else 1):
                return None
            taken = np.mean if mean else np.sum
            along = -1 if axis == 1 else axis  # a line is one row
            made = np.broadcast_to(taken(right, axis=along, keepdims=True), right.shape)
            return right - made if less else made

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
            over(axis, True, less=True),
            Said(
                f"less its mean over {where}",
                f"{part} is what it should be, less its mean over {where}. Is that meant?",
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
