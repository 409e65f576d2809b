"""One call as a rule sees it, the named values around it, and when two results are alike."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from backpass.judging.contract import Contract
from backpass.judging.gradcheck import FLOOR
from backpass.judging.trial import Call

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

    @cached_property
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
    if isinstance(came, float) and isinstance(made, float):
        return _close(came, made)
    with np.errstate(all="ignore"):
        return _close(came, made)


def _close(came: Any, made: Any) -> bool:
    """The same, where numpy's warnings are off already."""
    if isinstance(came, float) and isinstance(made, float):  # the same, ten times quicker
        one, other = float(came), float(made)
        return abs(other) < math.inf and abs(one - other) <= RTOL * abs(other) + ATOL
    if made is None:
        return False
    if type(came) is np.ndarray and type(made) is np.ndarray:  # np.shape takes twice as long
        if came.shape != made.shape:
            return False
    elif np.shape(came) != np.shape(made):
        return False
    a, n = np.asarray(came, dtype=float), np.asarray(made, dtype=float)
    size = np.abs(n)
    largest = np.maximum.reduce(size, axis=None, initial=0.0)
    if n.size:  # most that are not alike differ in the first entry already
        one, other = a.item(0), n.item(0)
        if abs(one - other) > RTOL * max(abs(other), FLOOR * float(largest)) + ATOL:
            return False
    if not _all(np.isfinite(n)):  # nothing is like an infinite number
        return False
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


def by_point(samples: Sequence[Sample]) -> list[list[Sample]]:
    """Calls together that were given the same inputs; what arrives may differ.

    Args:
        samples: Calls of one function.
    """
    together = dict[int, list[Sample]]()
    for s in samples:
        together.setdefault(id(s.call.case), []).append(s)
    return list(together.values())


def ignores_upstream(samples: Sequence[Sample], of: Callable[[Sample], Any]) -> bool:
    """Whether the same came at the same inputs, whatever upstream gradient arrived.

    Args:
        samples: Calls of one function.
        of: From a call to what came of it.
    """
    pairs = [pair for same in by_point(samples) for pair in itertools.pairwise(same)]
    others = [(one, two) for one, two in pairs if not close(one.dout, two.dout)]
    return bool(others) and all(close(of(one), of(two)) for one, two in others)


def remembered(ruler: Ruler) -> Ruler:
    """A rule that is followed once for each sample, however often it is asked.

    Args:
        ruler: The rule. The samples must outlive what is made of it.
    """
    made: dict[int, Any] = {}

    def follow(sample: Sample) -> Any:
        if id(sample) not in made:
            made[id(sample)] = ruler(sample)
        return made[id(sample)]

    return follow


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
            if not _close(sample.came, made):
                return False
            differs = differs or not _close(made, sample.right) or made is sample.came
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


def inputs_by_name(contract: Contract | None, call: Call) -> dict[str, Any]:
    """The inputs of a call by name; what a dict holds is named like ``params["W1"]``.

    Args:
        contract: The contract, which names its inputs.
        call: The call.
    """
    names = tuple(getattr(contract, "inputs", ()))
    named: dict[str, Any] = {}
    for name, value in zip(names, call.case.inputs, strict=False):
        if type(value) in ONE_THING:
            named[name] = value
        elif isinstance(value, Mapping):
            named |= {f'{name}["{key}"]': each for key, each in value.items()}
        else:
            named[name] = value
    return named


#: Types of most inputs. Whether something is a mapping takes Python longer to find out.
ONE_THING = frozenset({float, np.ndarray})


def input_named(contract: Contract | None, call: Call, name: str) -> Any:
    """One of :func:`inputs_by_name`; None where there is none of that name.

    Args:
        contract: The exercise's.
        call: One call.
        name: An input's name, or ``'params["W1"]'``.
    """
    names = getattr(contract, "inputs", ())
    if name in names:
        place = names.index(name)
        value = call.case.inputs[place] if place < len(call.case.inputs) else None
        if type(value) in ONE_THING:
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


def fitting_input(contract: Contract | None, s: Sample, name: str) -> Any:
    """An input that can be multiplied with a result entry by entry; None where it cannot.

    Args:
        contract: The exercise's.
        s: One call, seen from one part.
        name: The input's name.
    """
    value = inputs_by_name(contract, s.call).get(name)
    if value is None or not is_number(value):
        return None
    return value if np.shape(value) in ((), s.shape) else None
