"""Results that depend on earlier calls: one of them, or what went into it, is kept."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from backpass.drawing.panel import number_in_words
from backpass.judging.contract import Contract
from backpass.likeness.other_inputs import is_switch, right_with
from backpass.likeness.sample import (
    Rule,
    Ruler,
    Said,
    Sample,
    close,
    inputs_by_name,
    is_number,
)


def recalled(samples: Sequence[Sample], part: str, contract: Contract | None) -> Iterator[Rule]:
    """Right for the first call that had something in common with this one.

    Args:
        samples: What came of each call for this part, in the order of the calls.
        part: Its name.
        contract: The exercise's contract, where there is one.
    """
    off = [s for s in samples if not close(s.came, s.right)]
    if not any(np.any(s.came) for s in off):
        return  # a 0 was right somewhere before, whatever it comes from
    wrong = {_all_inputs(s) for s in off}
    if len(wrong) < FEWEST and is_switch(samples):
        return  # all or nothing may be like an earlier result by chance
    names = list(inputs_by_name(contract, samples[0].call))
    if samples[0].dout is not None:
        yield _first_with(samples, part, _all_inputs, "the same inputs")
    if len(names) < 2:
        return
    for name in names:

        def of(s: Sample, name: str = name) -> Any:
            return _key(inputs_by_name(contract, s.call).get(name))

        yield _first_with(samples, part, of, f"the same {name}")
    if all(map(_all_numbers, samples)):
        for made, words in _MADE_OF_ALL:

            def taken(s: Sample, made: Callable[..., Any] = made) -> Any:
                return made(s.call.case.inputs)

            yield _first_with(samples, part, taken, words)


#: What may be made of all inputs to know them again, in words.
_MADE_OF_ALL: tuple[tuple[Callable[..., Any], str], ...] = (
    (sum, "the same sum of the inputs"),
    (math.prod, "the same product of the inputs"),
    (lambda inputs: tuple(map(round, inputs)), "the same rounded inputs"),
    (lambda inputs: tuple(map(int, inputs)), "the same whole parts of the inputs"),
    (lambda inputs: tuple(map(abs, inputs)), "the same sizes of the inputs"),
    (lambda inputs: tuple(sorted(inputs)), "the same inputs in any order"),
)


def _all_numbers(s: Sample) -> bool:
    return all(type(value) is float for value in s.call.case.inputs)


def upstream_kept(
    samples: Sequence[Sample], part: str, contract: Contract | None
) -> Iterator[Rule]:
    """Right for the upstream gradient of the first call of all.

    Args:
        samples: What came of each call for this part, in the order of the calls.
        part: Its name.
        contract: The exercise's contract, where there is one.
    """
    if contract is None or not contract.knows_what_is_right:
        return
    first = samples[0]
    if first.dout is not None and np.ndim(first.dout) == 0 and first.dout not in PLAIN:
        yield (
            lambda s: right_with(contract, s, part, {}, _spread(first.dout, s.dout)),
            Said(
                "upstream gradient: that of the first call",
                f"{part} would be right if the upstream gradient were "
                f"{number_in_words(float(first.dout))} at every call, as it was at the first one. "
                "Is it ignored, or is one kept from an earlier call?",
            ),
        )


def kept(samples: Sequence[Sample], part: str, contract: Contract | None) -> Iterator[Rule]:
    """Right for some of the inputs of the first call of all.

    Args:
        samples: What came of each call for this part, in the order of the calls.
        part: Its name.
        contract: The exercise's contract, where there is one.
    """
    if contract is None or not contract.knows_what_is_right:
        return
    first = samples[0]
    named = inputs_by_name(contract, first.call)
    names = [name for name, value in named.items() if is_number(value)]
    if len(names) > MOST_KEPT:
        return
    for many in range(1, len(names) + (0 if first.dout is None else 1)):
        for some in itertools.combinations(names, many):
            old = {name: named[name] for name in some}
            if many > 1 and is_switch(samples):
                continue  # whoever hands everything on, or nothing, would be told so
            if all(np.all(np.isin(value, PLAIN)) for value in old.values()):
                continue  # that they are 0 or 1 is told as that

            def ruler(s: Sample, old: dict[str, Any] = old) -> Any:
                own = inputs_by_name(contract, s.call)
                new = {name: _spread(value, own.get(name)) for name, value in old.items()}
                fit = all(value is not None for value in new.values())
                return right_with(contract, s, part, new, s.dout) if fit else None

            yield ruler, _said_of_kept(part, old)


def _said_of_kept(part: str, old: Mapping[str, Any]) -> Said:
    """What is said where some inputs are always those of the first call."""
    *others, last = old
    if not others and np.ndim(old[last]) == 0:
        value = number_in_words(float(old[last]))
        text = (
            f"{part} is what it would be if {last} were {value} at every call, as it was at the "
            "first one. Is a fixed number written there, or is one kept from an earlier call?"
        )
        return Said(f"{last}: of the first call", text)
    listed = f"{', '.join(others)} and {last}" if others else last
    text = (
        f"{part} is what it would be if {listed} were at every call what they were at the first "
        "one. Are fixed numbers written there, or are some kept from an earlier call?"
    )
    return Said(f"{listed}: of the first call", text)


def _spread(value: Any, like: Any) -> Any:
    """A number in each entry of something like another one; None where its shape does not fit."""
    if np.ndim(value) == 0 and np.ndim(like):
        return np.full(np.shape(like), value)
    return value if np.shape(value) == np.shape(like) else None


#: Of so many inputs at most it is tried which were kept.
MOST_KEPT = 4
#: Numbers that are told as they are.
PLAIN = (0.0, 1.0)


#: At so many inputs at least must be wrong what is all or nothing, to be said to be remembered.
FEWEST = 3


def _first_with(
    samples: Sequence[Sample], part: str, key: Callable[[Sample], Any], words: str
) -> Rule:
    said = Said(
        f"remembered by {words}",
        f"{part} is what was right at the first call with {words}. Is a result remembered that "
        "depends on more?",
    )
    return _of_the_first(samples, key), said


def _of_the_first(samples: Sequence[Sample], key: Callable[[Sample], Any]) -> Ruler:
    first: dict[Any, Any] = {}

    def ruler(s: Sample) -> Any:
        if not first:
            for each in samples:
                first.setdefault(key(each), each.right)
        return first.get(key(s))

    return ruler


def _all_inputs(s: Sample) -> Any:
    return tuple(map(_key, s.call.case.inputs))


def _key(value: Any) -> Any:
    """What tells a value from others, 0 from −0 not among them."""
    made = np.asarray(value)
    return (made.shape, (made + 0.0).tobytes()) if made.dtype.kind in "biuf" else id(value)
