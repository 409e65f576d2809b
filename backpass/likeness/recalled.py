"""Results that were remembered by too little: an earlier call's are given back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from backpass.judging.contract import Contract
from backpass.likeness.other_inputs import is_switch
from backpass.likeness.sample import Rule, Ruler, Said, Sample, close, inputs_by_name


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
