"""Rules on numbers of rows, columns and entries: one too many, none, or another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from backpass.judging.contract import Contract
from backpass.likeness.sample import (
    Rule,
    Ruler,
    Said,
    Sample,
    fitting_input,
    input_named,
    inputs_by_name,
)

#: A factor that is there a second time, and the same where it was not there before.
UPSTREAM_AGAIN = "multiplied by the upstream gradient once more"
UPSTREAM = "multiplied by the upstream gradient"


def counts(samples: Sequence[Sample], part: str, contract: Contract | None) -> Iterator[Rule]:
    """Divided or multiplied by how many rows, columns or entries something has.

    Args:
        samples: All calls, seen from one part.
        part: The part's name.
        contract: The exercise's.
    """
    countable = list(_countable(_with_arrays(samples, contract), contract))
    countable += _along_the_last(samples, contract)
    for words, count in countable:
        yield (
            _counted(count, lambda right, n: right / n),
            Said(f"divided by the number of {words}", _DIVIDED.format(part, words)),
        )
        yield (
            _counted(count, lambda right, n: right * n),
            Said(f"times the number of {words}", _MULTIPLIED.format(part, words)),
        )
        if any((count(s) or 0) > 1 for s in samples):
            yield (
                _counted(count, lambda right, n: right * n / (n - 1), least=2),
                Said(
                    f"the number of {words} less one",
                    f"{part} is divided by the number of {words} less one. How many are there?",
                ),
            )
            yield (
                _counted(count, lambda right, n: right / (n - 1), least=2),
                Said(
                    f"divided by the number of {words} less one",
                    f"{part} is divided by the number of {words} less one. Sum or mean?",
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
            UPSTREAM_AGAIN,
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
    return lambda s: fitting_input(contract, s, name)


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


def _along_the_last(
    samples: Sequence[Sample], contract: Contract | None
) -> Iterator[tuple[str, Callable[[Sample], int | None]]]:
    """What can be counted along the last axis, where arrays have one, two or more."""
    for name, value in inputs_by_name(contract, samples[0].call).items():
        if isinstance(value, np.ndarray):
            shapes = (np.shape(input_named(contract, s.call, name)) for s in samples)
            if len({len(shape) for shape in shapes if shape}) > 1:
                yield f"entries along the last axis of {name}", _length(contract, name, -1)
            return


def _length(
    contract: Contract | None, name: str, axis: int | None
) -> Callable[[Sample], int | None]:
    def length(s: Sample) -> int | None:
        value = input_named(contract, s.call, name)
        if axis is None and isinstance(value, float):  # one number among arrays
            return 1
        if not isinstance(value, np.ndarray) or (axis is not None and value.ndim <= axis):
            return None
        return int(value.size if axis is None else value.shape[axis])

    return length
